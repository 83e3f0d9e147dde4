"""Teach the first layers to hear: from raw frames to log mel energies, before any phone is named.

    python ear.py --data DATA --out RUN --minutes 10 --model '{"hidden_size":512}'
    python train.py --data DATA --out RUN2 --init RUN/ear.pt ...

A decoder that must find phones in raw samples spends most of its training on finding out what a
spectrum is. A spectrum needs no labels, so it is taught first: the audio matrix starts as pairs of
windowed cosines and sines at four places of a frame; the first GeGLU squares them, exactly, because
x gelu(x) + (-x) gelu(-x) = x^2 (gelu(x) = x Phi(x), Phi(x) + Phi(-x) = 1); its down projection adds
the squares up to bands. The other `--layers` layers learn the logarithm, the context and the level
by regression on `log_mel` of the sound. The model that comes out is a decoder like any other: at
run time there is no spectrogram, only weights that start where hearing begins.
"""

import argparse, json, math, os, time
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import nn

from model import FRAME, Config, Model, rms
from optim import Muon
from train import average_gradients

BANDS, PLACES = 40, (100, 246, 393, 539)  # of the target; centres of the windows in a frame
FILTERS, WINDOW = 44, 200  # complex filters at each place; samples of the longest window


def mel(hertz):
    return 2595 * math.log10(1 + hertz / 700)


def mel_points(low, high, n):
    """n frequencies (Hz) evenly spaced in mel."""
    return 700 * (10 ** (np.linspace(mel(low), mel(high), n) / 2595) - 1)


class LogMel(nn.Module):
    """wave [B, T, 640] -> [B, T, 4 * BANDS]: log energies of triangular mel bands in windows of
    25 ms every 10 ms, the last one ending with the frame."""

    def __init__(self):
        super().__init__()
        bins = torch.linspace(0, 8000, 257)
        e = torch.tensor(mel_points(60, 7800, BANDS + 2), dtype=torch.float32)
        rise = (bins - e[:-2, None]) / (e[1:-1] - e[:-2])[:, None]
        fall = (e[2:, None] - bins) / (e[2:] - e[1:-1])[:, None]
        self.register_buffer("bank", torch.minimum(rise, fall).clamp_min(0).T)
        self.register_buffer("window", torch.hann_window(400))

    def forward(self, wave):
        B, T, _ = wave.shape
        pieces = F.pad(wave.reshape(B, -1), (240, 0)).unfold(1, 400, 160) * self.window
        energy = torch.fft.rfft(pieces, 512).abs().pow(2) @ self.bank
        return (0.4 * torch.log(energy + 1e-6) + 0.5).reshape(B, T, 4 * BANDS)


class Sounds:
    """Random stretches of all prepared sound, at random levels, half of them in noise."""

    def __init__(self, data, frames, seed):
        self.rng = np.random.default_rng(seed)
        names = ["real", "real", "synth", "noise"]
        self.sets = [np.memmap(data / f"{n}.i16", np.int16, "r") for n in names if (data / f"{n}.i16").exists()]
        self.frames, self.n = frames, frames * FRAME

    def stretch(self, of):
        i = int(self.rng.integers(len(of) - self.n))
        x = of[i : i + self.n].astype(np.float32) / 32768
        return x / (np.sqrt((x**2).mean()) + 1e-5)

    def batch(self, size):
        r, out = self.rng, np.empty((size, self.n), np.float32)
        for row in out:
            x = self.stretch(self.sets[r.integers(len(self.sets))])
            if r.random() < 0.5:
                x = x + self.stretch(self.sets[-1]) * 10 ** (-r.uniform(5, 35) / 20)
            level = 10 ** ((r.normal(-24, 4) + r.uniform(-12, 8)) / 20)
            hiss = r.standard_normal(self.n, np.float32) * 10 ** (r.uniform(-90, -60) / 20)
            row[:] = np.clip(x * level + hiss, -1, 1)
        return torch.from_numpy(out.reshape(size, self.frames, FRAME))


def filters():
    """[2 * FILTERS * len(PLACES), 640]: cosine and sine under a Hann window, low filters long and
    high ones short, in the order place, frequency, phase."""
    t, rows = np.arange(FRAME), []
    for place in PLACES:
        for centre in mel_points(100, 7600, FILTERS):
            length = max(WINDOW / 2, WINDOW * min(1, (1500 / centre) ** 0.5))
            u = (t - place) / length
            w = np.where(np.abs(u) < 0.5, np.cos(np.pi * u) ** 2, 0)
            angle = 2 * np.pi * centre * (t - place) / 16000
            rows += [w * np.cos(angle), -w * np.sin(angle)]
    return torch.tensor(np.array(rows), dtype=torch.float32)


@torch.no_grad()
def make_ear(model, wave):
    """Start the audio matrix and the first layer as a bank of filters and their squares."""
    c, first = model.c, model.layers[0]
    bank = filters()
    n, inner = len(bank), c.intermediate_size
    bands = (c.hidden_size - n) // len(PLACES)
    if bands < 16 or 2 * n > inner:
        raise SystemExit(f"the ear needs a hidden size of at least {n + 64} and an inner size of {2 * n}")
    # Equal mean energy in every filter: speech falls by 40 dB from its first formant to 8 kHz.
    heard = (rms(wave.reshape(-1, FRAME), c.audio_norm_eps) @ bank.T).pow(2)
    gain = heard.view(-1, len(PLACES), FILTERS, 2).mean((0, 1, 3)).rsqrt()
    bank = bank * gain.repeat_interleave(2).repeat(len(PLACES))[:, None]
    weight = model.embedding_projection.weight
    weight.copy_(torch.randn_like(weight) * 0.02)
    weight[:n] = bank
    gate_up = torch.randn_like(first.gate_up.weight) * 0.02
    down = torch.randn_like(first.down_proj.weight) * 0.01
    for j in range(n):
        place, f = j // (2 * FILTERS), j % (2 * FILTERS) // 2
        at = f * (bands - 1) / (FILTERS - 1)
        low = min(int(at), bands - 2)
        for k, sign in ((2 * j, 0.7), (2 * j + 1, -0.7)):
            gate_up[[k, inner + k]] = 0.0
            gate_up[[k, inner + k], j] = sign
            down[:, k] = 0.0
            down[n + place * bands + low, k] = 1 - (at - low)
            down[n + place * bands + low + 1, k] = at - low
    first.gate_up.weight.copy_(gate_up)
    first.down_proj.weight.copy_(down)
    first.post_attention_layernorm.fill_(0.02)
    first.post_feedforward_layernorm[:n] = 0.05
    first.post_feedforward_layernorm[n:] = 1.0
    for layer in model.layers[1:]:  # listen to the bands more than to the waves
        layer.input_layernorm[:n] = 0.3
        layer.pre_feedforward_layernorm[:n] = 0.3


def worker(rank, world, a):
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    if world > 1:
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29534")
        dist.init_process_group("gloo", rank=rank, world_size=world)
    torch.manual_seed(a.seed)
    config = Config(**json.loads(a.model))
    whole, target = Model(config), LogMel().to(a.device)
    make_ear(whole, Sounds(a.data, 100, a.seed).batch(32))
    # The ear alone: the first layers, read by a matrix of its own in place of the head.
    ear = Model(Config(**{**config.as_dict(), "num_hidden_layers": a.layers, "slots_per_frame": 4, "classes": BANDS}))
    ear.load_state_dict({k: v for k, v in whole.state_dict().items() if k in ear.state_dict() and "lm_head" not in k}, strict=False)
    ear.to(a.device)
    matrices = [p for p in ear.layers.parameters() if p.dim() == 2]
    ids = {id(p) for p in matrices}
    adam = torch.optim.AdamW([p for p in ear.parameters() if id(p) not in ids], lr=a.lr, betas=(0.9, 0.98), weight_decay=0.0)
    opts = [(adam, a.lr), (Muon(matrices, lr=4 * a.lr, rank=rank, world=world), 4 * a.lr)]
    sounds, forward = Sounds(a.data, 100, a.seed + 1 + rank), torch.compile(ear)
    check = Sounds(a.data, 100, 12345).batch(24).to(a.device)
    answer = target(check)
    begin, shown, step, minutes = time.time(), 0.0, 0, 0.0
    while minutes < a.minutes:
        wave = sounds.batch(a.batch).to(a.device)
        with torch.autocast(a.device.split(":")[0], torch.bfloat16):
            y = forward(wave)
        loss = F.mse_loss(y.reshape(*wave.shape[:2], -1), target(wave))
        loss.backward()
        if world > 1:
            average_gradients(ear, world)
        torch.nn.utils.clip_grad_norm_(ear.parameters(), 1.0)
        scale = min(1, (step + 1) / 50, (a.minutes - minutes) / (0.6 * a.minutes))
        for o, peak in opts:
            for g in o.param_groups:
                g["lr"] = peak * scale
            o.step()
            o.zero_grad(set_to_none=True)
        step += 1
        clock = torch.tensor([(time.time() - begin) / 60])
        if world > 1:
            dist.broadcast(clock, 0)
        minutes = clock.item()
        if rank == 0 and (minutes - shown > 0.5 or minutes >= a.minutes):
            shown = minutes
            with torch.no_grad():
                error = (ear(check).reshape(answer.shape) - answer).pow(2).mean() / answer.var()
            print(f"{minutes:5.1f} min, step {step}, error {error:.4f} of the variance", flush=True)
            state = whole.state_dict()
            state.update({k: v for k, v in ear.state_dict().items() if k in state and "lm_head" not in k and k != "norm"})
            saved = {"config": config.as_dict(), "ema": state, "result": {"ear": float(error)}, "reader": ear.lm_head.state_dict()}
            torch.save(saved, a.out / "ear.pt")


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--minutes", type=float, default=10)
    p.add_argument("--layers", type=int, default=3, help="layers that learn to hear")
    p.add_argument("--model", default="{}", help="JSON of model.Config fields, of the whole model")
    p.add_argument("--batch", type=int, default=16, help="stretches of 4 s per worker and step")
    p.add_argument("--lr", type=float, default=1.5e-3)
    p.add_argument("--workers", type=int, default=2, help="CPU processes of one thread")
    p.add_argument("--device", default="cpu")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    world = 1 if a.device.startswith("cuda") else a.workers
    if world == 1:
        worker(0, 1, a)
    else:
        torch.multiprocessing.spawn(worker, (world, a), world)
