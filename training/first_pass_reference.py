"""The first pass as a stream, in PyTorch: what the Rust of `src/acoustic` must give, and the fixture of its tests.

    python first_pass_reference.py --mel mel_filters.npz --out ../fixtures/first-pass-tiny

writes a tiny stack with random weights in the product's files, a sound, and reference.safetensors beside it: log posteriors of
the stream with the file's weights and floats (`floats`), and with activations rounded to 8 bits before every product (`int8`); the
same with everything in sight (`full_floats`, `full_int8`).
`posteriors` gives those of any weights of `first_pass.py`. MEL is that of openai-whisper's sdist (whisper/assets).
"""

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import load_file, save_file
from torch import nn

import pack_first_pass
import whisper

FRAME = 640
LEAD = 200  # samples of silence before a recording: half a window, so that the last window of a frame ends where the frame does
TINY = {"WIDTH": 32, "HEADS": 2, "INNER": 64, "LAYERS": 2}
TINY_WINDOW = 9
PHONES = "SIL AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".split()


def load(tensors):
    """(encoder, head) from the tensors of first_pass.safetensors."""
    w = {name: torch.from_numpy(value) for name, value in pack_first_pass.floats(tensors)}
    encoder, head = whisper.Encoder(), whisper.PhoneHead()
    encoder.load_state_dict({k.removeprefix("encoder."): v for k, v in w.items() if k.startswith("encoder.")}, strict=False)
    head.load_state_dict({k.removeprefix("head."): v for k, v in w.items() if k.startswith("head.")})
    return encoder.eval(), head.eval()


@torch.no_grad()
def posteriors(encoder, head, mel, wave, window=75, offset=0):
    """Log posteriors [2 T, 40] of T whole frames of sound, [-1, 1), as the stream gives them; positions begin at `offset`.
    Without a window as a clip gives them of which each row sees all."""
    frames = len(wave) // FRAME
    padded = torch.from_numpy(np.concatenate([np.zeros(LEAD), wave[: frames * FRAME], np.zeros(2 * FRAME)]).astype(np.float32))
    rows = encoder.stem(mel(padded[None])[:, :, : 4 * frames + 4])[:, : 2 * frames]
    mask = whisper.stream_mask(2 * frames, window) if window else None
    return head(encoder.rows(rows, mask, torch.full((1, 1), offset)))[0].log_softmax(-1)


def unpacked(packed):
    """The tensors of a packed file under the names of the modules, as floats: what rounding the weights costs is in them."""
    w, out = dict(pack_first_pass.floats(packed)), {}
    for n in range(whisper.LAYERS):
        at = f"encoder.layers.{n}"
        for kind in ("weight", "bias"):
            for name, part in pack_first_pass.PARTS.items():
                out[f"{at}.{name}.{kind}"] = w[f"{at}.{part}.{kind}"]
            qkv = [w.get(f"{at}.self_attn.{one}.{kind}", np.zeros(whisper.WIDTH, np.float32)) for one in pack_first_pass.QKV]
            out[f"{at}.qkv.{kind}"] = np.concatenate(qkv)
    taps = w["phones.convolution.weight"].reshape(whisper.WIDTH, -1, whisper.WIDTH)
    out |= {k: w[k] for k in w if k.startswith("encoder.conv")} | {"head.mix": w["phones.mix"]}
    out |= {"head.a.weight": np.ascontiguousarray(taps.transpose(0, 2, 1)), "head.a.bias": w["phones.convolution.bias"]}
    return out | {"head.b.weight": w["phones.classes.weight"], "head.b.bias": w["phones.classes.bias"]}


def rounded(x):
    """Rows as the product meets a matrix of bytes: 8 bits by each row's largest magnitude."""
    scale = x.abs().amax(-1, keepdim=True) / 127
    return torch.where(scale > 0, (x / scale).round() * scale, 0.0)


class RoundedConv(nn.Module):
    """A convolution as a product with the rows that it sees, side by side and rounded; its weights are bytes, too."""

    def __init__(self, conv):
        super().__init__()
        self.conv, self.weight = conv, conv.weight.flatten(1)
        scale = self.weight.abs().amax(1, keepdim=True) / 127
        self.weight = (self.weight / scale).round() * scale

    def forward(self, x):
        taps, stride, pad = self.conv.kernel_size[0], self.conv.stride[0], self.conv.padding[0]
        seen = F.pad(x, (pad, pad)).unfold(2, taps, stride).transpose(1, 2).flatten(2)
        return (rounded(seen) @ self.weight.T + self.conv.bias).transpose(1, 2)


def round_activations(encoder, head):
    """Makes every product round its input."""
    for part in (encoder, head):
        for module in part.modules():
            if isinstance(module, nn.Linear):
                module.register_forward_pre_hook(lambda module, x: rounded(x[0]))
    encoder.conv1, encoder.conv2, head.a = map(RoundedConv, (encoder.conv1, encoder.conv2, head.a))


def tiny():
    """Random weights of a tiny stack, in the types that `first_pass.py` writes."""
    for name, value in TINY.items():
        setattr(whisper, name, value)
    whisper.sinusoids.__defaults__ = (whisper.WIDTH,)
    torch.manual_seed(7)
    encoder, head = whisper.Encoder(), whisper.PhoneHead()
    for part in (encoder, head):
        for name, value in part.named_parameters():
            wide = value.dim() > 1
            nn.init.normal_(value, 1.0 if "ln" in name and name.endswith("weight") else 0.0, 1.5 / value[0].numel() ** 0.5 if wide else 0.3)
    whole = {f"encoder.{k}": v for k, v in encoder.state_dict().items()} | {f"head.{k}": v for k, v in head.state_dict().items()}
    return {k: v.detach().half().numpy() for k, v in whole.items()}


def config():
    return {
        "model_type": "parlance_builtin", "format": 2, "sample_rate": 16000, "audio_samples_per_frame": FRAME,
        "front": "whisper_log_mel", "mel_bands": 80, "hidden_size": whisper.WIDTH, "intermediate_size": whisper.INNER,
        "num_hidden_layers": whisper.LAYERS, "num_attention_heads": whisper.HEADS, "window_frames": TINY_WINDOW,
        "look_ahead_frames": 1, "hidden_activation": "gelu", "tap_layer": 1, "slots_per_frame": 2, "classes": 40,
        "topology": "hybrid", "log_priors": [round(float(np.log(1 / 40)), 5)] * 40,
    }  # fmt: skip


def sound(frames):
    """Vowels of a sort in noise, with a pause, as 16-bit samples."""
    random, t = np.random.default_rng(11), np.arange(frames * FRAME) / 16000
    pitch = np.cumsum(2 * np.pi * (110 + 40 * np.sin(2 * np.pi * 0.9 * t)) / 16000)
    voice = sum(np.sin(k * pitch) * np.exp(-(((k * 120 - 500 - 900 * np.sin(5 * t) ** 2) / 400) ** 2)) for k in range(1, 30))
    wave = 0.1 * voice * (np.sin(2 * np.pi * 1.3 * t) > -0.4) + 0.003 * random.standard_normal(len(t))
    return (wave * 32768).clip(-32768, 32767).astype(np.int16)


def main(filters, out):
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder)
        save_file(tiny(), run / "first_pass.safetensors")
        pack_first_pass.main(run / "first_pass.safetensors", run)
        packed = load_file(run / "model.safetensors")
    mel, samples = whisper.Mel(filters), sound(48)
    wave = samples / np.float32(32768)
    encoder, head = load(unpacked(packed))
    windows = {"": TINY_WINDOW, "full_": None}
    result = {f"{kind}floats": posteriors(encoder, head, mel, wave, window) for kind, window in windows.items()}
    round_activations(encoder, head)
    result |= {f"{kind}int8": posteriors(encoder, head, mel, wave, window) for kind, window in windows.items()}
    out.mkdir(parents=True, exist_ok=True)
    save_file(packed, out / "model.safetensors")
    save_file({k: v.numpy() for k, v in result.items()} | {"wave": samples}, out / "reference.safetensors")
    (out / "config.json").write_text(json.dumps(config(), indent=1) + "\n")
    (out / "tokens.json").write_text(json.dumps({"tokens": PHONES, "silence": 0}) + "\n")
    print("floats to int8, worst and mean:", *[round(float(f((result["floats"] - result["int8"]).abs())), 4) for f in (torch.max, torch.mean)])


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--mel", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    main(a.mel, a.out)
