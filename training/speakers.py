"""The voice encoder packed for the program, with the linear discriminant of the final pass.

    pip download --no-deps resemblyzer==0.1.4 && unzip Resemblyzer-0.1.4-py3-none-any.whl -d WHEEL
    python speakers.py --wheel WHEEL --shared ../../shared --out ../models/builtin
    python speakers.py --wheel WHEEL --fixture ../fixtures/speakers

The encoder is GE2E (Wan et al., "Generalized end-to-end loss for speaker verification", 2018) as Resemble AI trained it
and published it under the Apache License 2.0: three LSTM layers of 256 over 40 mel powers of 10 ms, the last output of
the top layer through a linear layer and ReLU, scaled to length one.

Matrices become 8 bits with a scale per row; the first one, which meets bare mel powers, stays in 16 bits (in 8 it
brings the prints down to a mean cosine of 0.989 with the exact ones, otherwise 0.9987). The discriminant is trained on
the speakers of the train split that `conversations.py --split train` does not use.
"""

import argparse, csv, shutil, zlib
from pathlib import Path

import numpy as np
import soundfile
import torch
from safetensors.numpy import save_file
from scipy.linalg import eigh

RATE, HOP, SPAN, BANDS = 16000, 160, 400, 40
# Mean over the frames of the sum of the bands, to which every window is scaled: speech at -30 dB of full scale.
LEVEL = 0.454
WINDOW = 160  # frames that the encoder was trained on
WINDOWS_PER_SPEAKER = 10
DIMENSIONS = 64


def is_for_tuning(speaker):
    """Whether conversations for tuning are made of this speaker of the train split: every fourth, by name."""
    return zlib.crc32(speaker.encode()) % 4 == 0


def filters():
    """Triangles [bands, bins] on Slaney's mel scale from 0 to 8 kHz, each of area one."""
    step = np.log(6.4) / 27
    to_mel = lambda hz: hz * 3 / 200 if hz < 1000 else 15 + np.log(hz / 1000) / step
    to_hz = lambda mel: np.where(mel < 15, mel * 200 / 3, 1000 * np.exp(step * (mel - 15)))
    edges = to_hz(np.linspace(to_mel(0), to_mel(RATE / 2), BANDS + 2))
    bins = np.arange(SPAN // 2 + 1) * RATE / SPAN
    rows = []
    for low, middle, high in zip(edges, edges[1:], edges[2:]):
        rising, falling = (bins - low) / (middle - low), (high - bins) / (high - middle)
        rows.append(np.maximum(0, np.minimum(rising, falling)) * 2 / (high - low))
    return np.array(rows)


def mel(wave):
    """Powers [frames, bands] of 25 ms around every 10th millisecond."""
    padded = np.pad(wave.astype(np.float64), SPAN // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, SPAN)[::HOP]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(SPAN) / SPAN)
    return (np.abs(np.fft.rfft(frames * window)) ** 2 @ filters().T).astype(np.float32)


class Encoder(torch.nn.Module):
    def __init__(self, wheel):
        super().__init__()
        self.lstm = torch.nn.LSTM(BANDS, 256, 3, batch_first=True)
        self.linear = torch.nn.Linear(256, 256)
        # The file has a training state besides, as Python objects of numbers only.
        state = torch.load(wheel / "resemblyzer" / "pretrained.pt", map_location="cpu", weights_only=True)["model_state"]
        self.load_state_dict({k: v for k, v in state.items() if not k.startswith("similarity")})

    @torch.no_grad()
    def prints(self, windows):
        """Mel windows of equal length [n, frames, bands] -> prints [n, 256] of length one."""
        x = torch.tensor(np.stack(windows))
        x = x * (LEVEL / x.sum(-1).mean(-1).clamp_min(1e-12))[:, None, None]
        top = torch.relu(self.linear(self.lstm(x)[1][0][-1]))
        return (top / top.norm(dim=1, keepdim=True).clamp_min(1e-6)).numpy()


def train_prints(encoder, shared):
    """Prints of windows of the training speakers, a list for each speaker."""
    with open(shared / "speech" / "manifest.tsv", newline="") as f:
        rows = [r for r in csv.DictReader(f, delimiter="\t") if r["split"] == "train"]
    clips = {}
    for row in rows:
        if row["source"] not in ("picovoice_wakewords", "fsdd") and not is_for_tuning(row["speaker"]):
            clips.setdefault(row["speaker"], []).append(row["path"])
    rng, out = np.random.default_rng(17), []
    for name in sorted(clips):
        windows = []
        for i in rng.permutation(len(clips[name])):
            frames = mel(soundfile.read(shared / "speech" / clips[name][i], dtype="float32")[0])
            windows += [frames[end - WINDOW : end] for end in range(WINDOW, len(frames) + 1, WINDOW // 2)]
            if len(windows) >= WINDOWS_PER_SPEAKER:
                break
        if len(windows) >= 4:
            out.append(encoder.prints(windows[:WINDOWS_PER_SPEAKER]))
    return out


def discriminant(groups):
    """Mean [256], matrix [dimensions, 256] after which speakers have unit covariance within, and their variances between."""
    mean = np.concatenate(groups).mean(0)
    n = sum(map(len, groups))
    within = sum((g - g.mean(0)).T @ (g - g.mean(0)) for g in groups) / n
    between = sum(len(g) * np.outer(g.mean(0) - mean, g.mean(0) - mean) for g in groups) / n
    within = 0.7 * within + 0.3 * np.trace(within) / len(within) * np.eye(len(within))
    values, vectors = eigh(between, within)
    best = np.argsort(-values)[:DIMENSIONS]
    return mean.astype(np.float32), vectors[:, best].T.astype(np.float32), values[best].astype(np.float32)


def rows_in_8_bits(name, w):
    scale = np.maximum(np.abs(w).max(1), 1e-10) / 127
    return {name: np.round(w / scale[:, None]).astype(np.int8), f"{name}.scale": scale.astype(np.float32)}


def packed(encoder):
    """The encoder's tensors as the program reads them; gates in the order input, forget, cell, output."""
    w = {name: p.detach().numpy() for name, p in encoder.named_parameters()}
    out = {"lstm.0.input": w["lstm.weight_ih_l0"].astype(np.float16)}
    for layer in range(3):
        if layer > 0:
            out |= rows_in_8_bits(f"lstm.{layer}.input", w[f"lstm.weight_ih_l{layer}"])
        out |= rows_in_8_bits(f"lstm.{layer}.state", w[f"lstm.weight_hh_l{layer}"])
        out[f"lstm.{layer}.bias"] = w[f"lstm.bias_ih_l{layer}"] + w[f"lstm.bias_hh_l{layer}"]
    return out | rows_in_8_bits("output", w["linear.weight"]) | {"output.bias": w["linear.bias"]}


def write_fixture(encoder, folder, speech):
    """Mel powers and prints of three windows of two recordings, for the tests of the program."""
    folder.mkdir(parents=True, exist_ok=True)
    out = {}
    for name, file, start, end in (
        ("long", "librispeech-7517-100429-0000.wav", 100, 260),
        ("short", "librispeech-7517-100429-0000.wav", 300, 380),
        ("other", "speechocean762-030230018.wav", 60, 220),
    ):
        frames = mel(soundfile.read(speech / file, dtype="float32")[0])[start:end]
        out[f"{name}.print"] = encoder.prints([frames])[0]
        if name == "short":
            out[f"{name}.mel"] = frames
    save_file(out, folder / "prints.safetensors")


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--wheel", type=Path, required=True, help="the unpacked wheel of resemblyzer 0.1.4")
    p.add_argument("--shared", type=Path, help="the folder that holds speech/")
    p.add_argument("--out", type=Path, help="where the program's models lie")
    p.add_argument("--fixture", type=Path, help="write the tests' fixture here (beside fixtures/speech)")
    a = p.parse_args()
    torch.set_num_threads(1)  # steps of the network are too small to share
    encoder = Encoder(a.wheel).eval()
    if a.fixture:
        write_fixture(encoder, a.fixture, a.fixture.parent / "speech")
    if a.out:
        groups = train_prints(encoder, a.shared)
        mean, matrix, between = discriminant(groups)
        print(f"{len(groups)} speakers, {sum(map(len, groups))} windows; variances between {between[:4]} ... {between[-1]}")
        tensors = packed(encoder) | {"lda.mean": mean, "lda.matrix": matrix, "lda.between": between}
        notice = {"licence": "Apache-2.0, Copyright 2019 Resemble.AI; lda.*: MIT OR Apache-2.0", "source": "resemblyzer 0.1.4"}
        tensors = {name: np.ascontiguousarray(t) for name, t in tensors.items()}
        save_file(tensors, a.out / "speakers.safetensors", metadata=notice)
        shutil.copy(next(a.wheel.glob("*.dist-info")) / "LICENSE", a.out / "SPEAKERS-LICENSE.txt")


if __name__ == "__main__":
    main()
