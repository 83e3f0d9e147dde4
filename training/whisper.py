"""Whisper base in PyTorch, for tuning: encoder (everything in sight, or a streaming mask), text decoder, phone head.

Names of modules are short; `hugging_face` gives the tensors the names of Hugging Face's Whisper, which `reader.py` packs.
Architecture: Radford et al., 2022. Facts that matter when weights are carried over: no bias on keys (a column of zeros
here), exact GELU, sinusoidal positions in the encoder, learned ones in the decoder, projection tied to the embedding.
"""

import base64
import math

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

from reader import named, tensors

WIDTH, HEADS, INNER, LAYERS, VOCABULARY = 512, 8, 2048, 6, 51865
END, START, ENGLISH, TRANSCRIBE, NO_TIMES = 50257, 50258, 50259, 50359, 50363
SPECIAL = 50258  # token ids from here on are no text
BLANK = 220
ROW = 320  # samples of one row of the encoder


def sinusoids(positions, width=WIDTH):
    step = torch.exp(-math.log(10000) / (width // 2 - 1) * torch.arange(width // 2, device=positions.device))
    angle = positions[..., None].float() * step
    return torch.cat([angle.sin(), angle.cos()], -1)


def by_head(x):
    batch, rows, width = x.shape
    return x.view(batch, rows, HEADS, width // HEADS).transpose(1, 2)


def joined(x):
    return x.transpose(1, 2).flatten(2)


def stream_mask(rows, back=75, ahead=1, device="cpu"):
    """True where a row may see another: frames of two rows, `back` behind (its own included), `ahead` before it."""
    frame = torch.arange(rows, device=device) // 2
    distance = frame[None] - frame[:, None]
    return (distance <= ahead) & (distance > -back)


def chunk_mask(rows, back=75, chunk=6, device="cpu"):
    """As `stream_mask`, but a row sees to the end of its chunk of frames, in every layer alike."""
    frame = torch.arange(rows, device=device) // 2
    last = frame // chunk * chunk + chunk - 1
    return (frame[None] <= last[:, None]) & (frame[None] - frame[:, None] > -back)


class Block(nn.Module):
    """What encoder and decoder layers share: self-attention, a feed-forward part, dropout of whole channels."""

    def __init__(self):
        super().__init__()
        self.ln1, self.qkv, self.o = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.ln2, self.fc1, self.fc2 = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.dropout = 0.0

    def drop(self, x):
        if not self.training or not self.dropout:
            return x
        keep = torch.rand(x.shape[0], 1, x.shape[2], device=x.device) >= self.dropout
        return x * keep.to(x.dtype) / (1 - self.dropout)

    def feed_forward(self, x):
        return x + self.drop(self.fc2(self.drop(F.gelu(self.fc1(self.ln2(x))))))


class EncoderLayer(Block):
    def forward(self, x, mask=None):
        q, k, v = map(by_head, self.qkv(self.ln1(x)).chunk(3, -1))
        x = x + self.drop(self.o(joined(F.scaled_dot_product_attention(q, k, v, attn_mask=mask))))
        return self.feed_forward(x)


class DecoderLayer(Block):
    def __init__(self):
        super().__init__()
        self.lnx, self.xq = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, WIDTH)
        self.xkv, self.xo = nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(WIDTH, WIDTH)

    def keys(self, sound):
        return [by_head(y) for y in self.xkv(sound).chunk(2, -1)]

    def forward(self, x, keys, cache=None):
        q, k, v = map(by_head, self.qkv(self.ln1(x)).chunk(3, -1))
        if cache is not None:
            if cache:
                k, v = torch.cat([cache[0], k], 2), torch.cat([cache[1], v], 2)
            cache[:] = [k, v]
        x = x + self.drop(self.o(joined(F.scaled_dot_product_attention(q, k, v, is_causal=x.shape[1] > 1))))
        x = x + self.drop(self.xo(joined(F.scaled_dot_product_attention(by_head(self.xq(self.lnx(x))), *keys))))
        return self.feed_forward(x)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv1d(80, WIDTH, 3, padding=1)
        self.conv2 = nn.Conv1d(WIDTH, WIDTH, 3, stride=2, padding=1)
        self.layers = nn.ModuleList(EncoderLayer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)

    def stem(self, mel):
        """[B, 80, 2 T] -> [B, T, width]"""
        return F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)

    def rows(self, x, mask=None, offset=None):
        """From `stem`: the rows before the first layer and behind each; offset [B, 1] moves the positions."""
        at = torch.arange(x.shape[1], device=x.device)[None]
        x = x + sinusoids(at if offset is None else at + offset).to(x.dtype)
        out = [x]
        for layer in self.layers:
            x = layer(x, mask)
            out.append(x)
        return out

    def forward(self, mel):
        return self.norm(self.rows(self.stem(mel))[-1])


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb, self.pos = nn.Embedding(VOCABULARY, WIDTH), nn.Parameter(torch.zeros(448, WIDTH))
        self.layers = nn.ModuleList(DecoderLayer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, ids, sound):
        x = self.emb(ids) + self.pos[: ids.shape[1]]
        for layer in self.layers:
            x = layer(x, layer.keys(sound))
        return self.norm(x) @ self.emb.weight.T

    @torch.no_grad()
    def greedy(self, sound, most):
        """sound [B, T, width], most [B] tokens -> the likeliest token after each, as lists without the end."""
        keys, caches = [layer.keys(sound) for layer in self.layers], [[] for _ in self.layers]
        ids = torch.tensor([[START, ENGLISH, TRANSCRIBE, NO_TIMES]], device=sound.device).repeat(len(sound), 1)
        done, out, at = torch.zeros(len(sound), dtype=torch.bool, device=sound.device), [], 0
        for step in range(int(most.max())):
            x = self.emb(ids) + self.pos[at : at + ids.shape[1]]
            at += ids.shape[1]
            for layer, k, cache in zip(self.layers, keys, caches):
                x = layer(x, k, cache)
            logits = (self.norm(x[:, -1]) @ self.emb.weight.T).float()
            logits[:, SPECIAL:] = -1e9
            if step == 0:
                logits[:, [END, BLANK]] = -1e9
            best = logits.argmax(-1)
            best[done | (step >= most)] = END
            done |= best == END
            out.append(best)
            ids = best[:, None]
            if step % 8 == 7 and bool(done.all()):
                break
        rows = torch.stack(out, 1).cpu().tolist()
        return [row[: row.index(END)] if END in row else row for row in rows]


class PhoneHead(nn.Module):
    """Phones from the rows of all layers: a learnt mix of them (each normed), a convolution over five rows, 40 classes."""

    def __init__(self):
        super().__init__()
        self.mix = nn.Parameter(torch.zeros(LAYERS + 1))
        self.a, self.b = nn.Conv1d(WIDTH, WIDTH, 5, padding=2), nn.Linear(WIDTH, 40)

    def forward(self, rows):
        mixed = sum(w * F.layer_norm(r.float(), (WIDTH,)) for w, r in zip(self.mix.softmax(0), rows))
        return self.b(F.gelu(self.a(mixed.transpose(1, 2))).transpose(1, 2)).float()


PARTS = {
    "ln1": "self_attn_layer_norm", "lnx": "encoder_attn_layer_norm", "ln2": "final_layer_norm", "o": "self_attn.out_proj",
    "xq": "encoder_attn.q_proj", "xo": "encoder_attn.out_proj", "fc1": "fc1", "fc2": "fc2",
    "qkv": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"), "xkv": ("encoder_attn.k_proj", "encoder_attn.v_proj"),
}  # fmt: skip
WHOLE = {"norm": "layer_norm", "emb": "embed_tokens", "pos": "embed_positions.weight"}


def hugging_face(name):
    """Hugging Face's names of a tensor of `Whisper`: more than one where ours stands for several, one below the other."""
    side, rest = name.split(".", 1)
    if rest.startswith("layers."):
        _, layer, part, kind = rest.split(".")
        target = PARTS[part]
        names = target if isinstance(target, tuple) else (target,)
        return [f"{side}.layers.{layer}.{n}.{kind}" for n in names]
    head, *kind = rest.split(".")
    return [".".join([side, WHOLE.get(head, head), *kind])]


class Whisper(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()

    def load(self, source):
        """From tensors under Hugging Face's names."""
        for name, value in self.state_dict().items():
            parts = [np.asarray(source[n], np.float32) for n in hugging_face(name)]
            value.copy_(torch.from_numpy(np.concatenate(parts)))
        return self

    def named(self):
        """Tensors under Hugging Face's names, in 16 bits."""
        for name, value in self.state_dict().items():
            names = hugging_face(name)
            yield from zip(names, np.split(value.detach().cpu().numpy().astype(np.float16), len(names)))


def load_numpy(path):
    """Tensors of a safetensors file as 32-bit arrays."""
    return {k: v.float().numpy() for k, v in load_file(path).items()}


def original(path):
    """OpenAI's weights of Whisper base, from the CTranslate2 file that `reader.py` describes."""
    return Whisper().load(dict(named(tensors(path.read_bytes()), LAYERS)))


class Mel(nn.Module):
    """Waves [B, n] -> log mel [B, 80, n / 160] with a fixed floor of -6.5, (x + 4) / 4; `warp` [B] picks another vocal tract
    (0 to 8, 4 is the voice as it is; the axis of frequencies stretched by up to 15 %, Jaitly and Hinton, 2013)."""

    def __init__(self, filters):
        super().__init__()
        mel, bins, warped = np.load(filters)["mel_80"].astype(np.float32), np.arange(201), []
        for factor in np.exp(np.linspace(-0.14, 0.14, 9)):
            at = np.clip(bins / factor, 0, 200)
            low = at.astype(int)
            part = (at - low).astype(np.float32)
            warped.append((mel[:, low] * (1 - part) + mel[:, np.minimum(low + 1, 200)] * part) / factor)
        self.register_buffer("filters", torch.from_numpy(np.stack(warped).astype(np.float32)), persistent=False)
        self.register_buffer("window", torch.hann_window(400), persistent=False)

    @torch.no_grad()
    def forward(self, wave, warp=None):
        with torch.autocast(wave.device.type, enabled=False):
            spectrum = torch.stft(wave.float(), 400, 160, window=self.window, center=True, return_complex=True)
            power = self.filters[4 if warp is None else warp] @ spectrum[..., :-1].abs() ** 2
            return (power.clamp(min=1e-10).log10().clamp(min=-6.5) + 4) / 4


def tokenizer(path):
    """encode(text) and decode(ids) from OpenAI's multilingual.tiktoken."""
    import tiktoken

    ranks = {base64.b64decode(token): int(rank) for token, rank in map(str.split, open(path))}
    pattern = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
    encoding = tiktoken.Encoding("whisper", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    return encoding.encode, encoding.decode
