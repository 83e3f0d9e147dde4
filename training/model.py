"""The acoustic model: a causal sliding-window decoder of the Gemma 4 Unified kind on raw sound.

One 40 ms frame of 640 samples goes through RMSNorm without weight and one matrix into the hidden
space, then through decoder layers with sandwich norms, query/key/value norms, rotary positions,
unscaled attention over the last `sliding_window` frames, and a GeGLU. The head gives
`slots_per_frame` distributions over phone classes for the sound `delay_frames` ago.

For training, query/key/value and gate/up are one matrix each and attention is computed in blocks
of one window that see themselves and the block before; `export.py` splits them again.
"""

import copy
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import nn

FRAME = 640
PHONES = (
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"
).split()
TOKENS = ["SIL", *PHONES]


@dataclass
class Config:
    hidden_size: int = 256
    intermediate_size: int = 768
    num_hidden_layers: int = 6
    num_attention_heads: int = 4
    num_key_value_heads: int = 4
    head_dim: int = 64
    sliding_window: int = 50
    rms_norm_eps: float = 1e-6
    rope_theta: float = 1e4
    audio_norm_eps: float = 3e-5
    slots_per_frame: int = 2
    delay_frames: int = 4
    classes: int = len(TOKENS)

    def as_dict(self):
        return asdict(self)


def rms(x, eps, weight=None):
    """RMSNorm over the last dimension, in f32, with a plain weight (not 1 + weight)."""
    y = x.float()
    y = y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + eps)
    if weight is not None:
        y = y * weight
    return y.to(x.dtype)


def rotary(length, dim, theta, device):
    """cos and sin [length, dim/2] of the half-split rotary embedding."""
    inverse = theta ** (-torch.arange(0, dim, 2, device=device, dtype=torch.float32) / dim)
    angle = torch.arange(length, device=device, dtype=torch.float32)[:, None] * inverse
    return angle.cos(), angle.sin()


def rotate(x, cos, sin):
    """Rotate pairs (i, i + d/2) of x [..., T, heads, d]."""
    a, b = x.float().chunk(2, -1)
    cos, sin = cos[:, None, :], sin[:, None, :]
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1).to(x.dtype)


def block_mask(blocks, window, device):
    """Additive mask [blocks, 1, window, 2*window]: a query sees itself and window-1 keys before."""
    q = torch.arange(window, device=device)[:, None] + window
    k = torch.arange(2 * window, device=device)[None, :]
    allowed = (k <= q) & (k > q - window)
    allowed = allowed[None].repeat(blocks, 1, 1)
    allowed[0, :, :window] = False
    return torch.zeros(allowed.shape, device=device).masked_fill(~allowed, float("-inf"))[:, None]


class Layer(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        h, d = c.hidden_size, c.head_dim
        self.heads, self.kv = c.num_attention_heads, c.num_key_value_heads
        self.qkv = nn.Linear(h, (self.heads + 2 * self.kv) * d, bias=False)
        self.o_proj = nn.Linear(self.heads * d, h, bias=False)
        self.gate_up = nn.Linear(h, 2 * c.intermediate_size, bias=False)
        self.down_proj = nn.Linear(c.intermediate_size, h, bias=False)
        # Unscaled attention of unit-norm queries and keys would start peaked at sqrt(d)-sized
        # logits; d^-1/4 on both sides starts it where a scaled dot product would.
        self.q_norm = nn.Parameter(torch.full((d,), d**-0.25))
        self.k_norm = nn.Parameter(torch.full((d,), d**-0.25))
        self.input_layernorm = nn.Parameter(torch.ones(h))
        # The branches start small: the stream is then close to its input, and deep stacks train.
        branch = (2 * c.num_hidden_layers) ** -0.5
        self.post_attention_layernorm = nn.Parameter(torch.full((h,), branch))
        self.pre_feedforward_layernorm = nn.Parameter(torch.ones(h))
        self.post_feedforward_layernorm = nn.Parameter(torch.full((h,), branch))
        self.layer_scalar = nn.Parameter(torch.ones(1))
        self.dropout = 0.0  # in training only; no part of the model

    def attention(self, x, cos, sin, mask):
        c = self.c
        B, T, _ = x.shape
        W, d = c.sliding_window, c.head_dim
        n = T // W
        q, k, v = self.qkv(x).view(B, T, -1, d).split((self.heads, self.kv, self.kv), 2)
        q = rotate(rms(q, c.rms_norm_eps, self.q_norm), cos, sin)
        k = rotate(rms(k, c.rms_norm_eps, self.k_norm), cos, sin)
        v = rms(v, c.rms_norm_eps)

        def with_previous(y):
            y = y.reshape(B, n, W, self.kv, d)
            return torch.cat((F.pad(y[:, :-1], (0, 0, 0, 0, 0, 0, 1, 0)), y), 2)

        k, v = with_previous(k), with_previous(v)
        if self.kv != self.heads:
            k = k.repeat_interleave(self.heads // self.kv, 3)
            v = v.repeat_interleave(self.heads // self.kv, 3)
        q = q.reshape(B * n, W, self.heads, d).transpose(1, 2)
        k = k.reshape(B * n, 2 * W, self.heads, d).transpose(1, 2)
        v = v.reshape(B * n, 2 * W, self.heads, d).transpose(1, 2)
        o = F.scaled_dot_product_attention(q, k, v, attn_mask=mask.to(q.dtype), scale=1.0)
        return self.o_proj(o.transpose(1, 2).reshape(B, T, self.heads * d))

    def drop(self, x):
        """Dropout of whole channels of x [B, T, channels], for all of a chunk's time."""
        if not self.training or not self.dropout:
            return x
        keep = torch.rand(x.shape[0], 1, x.shape[2], device=x.device) >= self.dropout
        return x * keep.to(x.dtype) / (1 - self.dropout)

    def forward(self, h, cos, sin, mask):
        eps = self.c.rms_norm_eps
        a = self.attention(rms(h, eps, self.input_layernorm), cos, sin, mask)
        h = h + self.drop(rms(a, eps, self.post_attention_layernorm))
        gate, up = self.gate_up(rms(h, eps, self.pre_feedforward_layernorm)).chunk(2, -1)
        m = self.down_proj(self.drop(F.gelu(gate, approximate="tanh") * up))
        h = h + self.drop(rms(m, eps, self.post_feedforward_layernorm))
        return h * self.layer_scalar


class Model(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.embedding_projection = nn.Linear(FRAME, c.hidden_size, bias=False)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.num_hidden_layers))
        self.frozen = 0  # first layers that do not learn, and need no backward pass
        self.norm = nn.Parameter(torch.ones(c.hidden_size))
        self.lm_head = nn.Linear(c.hidden_size, c.slots_per_frame * c.classes)
        for name, p in self.named_parameters():
            if p.dim() == 2:
                nn.init.normal_(p, std=p.shape[1] ** -0.5)
        nn.init.normal_(self.lm_head.weight, std=0.02)
        nn.init.zeros_(self.lm_head.bias)

    def regularise(self, dropout, frozen):
        """Dropout in the layers that learn; the first `frozen` layers and the audio matrix stay as they are."""
        self.frozen = frozen
        self.embedding_projection.requires_grad_(not frozen)
        for i, layer in enumerate(self.layers):
            layer.requires_grad_(i >= frozen)
            layer.dropout = dropout if i >= frozen else 0.0

    def grow(self, count):
        """`count` more layers: copies of the last ones, each right behind its original, with branches of
        no weight, so that the model computes what it computed before (Wu et al., LLaMA Pro, 2024)."""
        for i in range(count):
            at = len(self.layers) - 2 * i
            layer = copy.deepcopy(self.layers[at - 1])
            with torch.no_grad():
                layer.post_attention_layernorm.zero_()
                layer.post_feedforward_layernorm.zero_()
                layer.layer_scalar.fill_(1)
            self.layers.insert(at, layer)
        self.c.num_hidden_layers = len(self.layers)

    def forward(self, wave):
        """wave [B, T, 640] in [-1, 1] -> logits [B, T * slots, classes] (of `delay_frames` ago)."""
        c = self.c
        B, T, _ = wave.shape
        pad = -T % c.sliding_window
        if pad:
            wave = F.pad(wave, (0, 0, 0, pad))
        n = wave.shape[1] // c.sliding_window
        cos, sin = rotary(wave.shape[1], c.head_dim, c.rope_theta, wave.device)
        mask = block_mask(n, c.sliding_window, wave.device)
        mask = mask.repeat(B, 1, 1, 1)
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            h = self.embedding_projection(rms(wave, c.audio_norm_eps))
            for layer in self.layers[: self.frozen]:
                h = layer(h, cos, sin, mask)
        for layer in self.layers[self.frozen :]:
            h = layer(h, cos, sin, mask)
        y = self.lm_head(rms(h, c.rms_norm_eps, self.norm))[:, :T]
        return y.float().reshape(B, T * c.slots_per_frame, c.classes)
