"""Teach the first layers to hear: from raw frames to log energies, before any phone is named.

    python ear.py --data DATA --out RUN --minutes 12 --model '{"hidden_size":576,"intermediate_size":1152}'
    python train.py --data DATA --out RUN2 --init RUN/ear.pt --frozen 2 ...

A decoder that must find phones in raw samples spends most of its training on finding out what a
spectrum is, and finds one of the voices it was taught with. A spectrum needs no labels, so it is
taught first: the audio matrix starts as pairs of cosines and sines under three windows of a frame;
the first GeGLU squares them, exactly, because x gelu(x) + (-x) gelu(-x) = x^2 (gelu(x) = x Phi(x),
Phi(x) + Phi(-x) = 1); its down projection adds the squares up to bands. The other `--layers` layers
learn the logarithm and the level by regression on `LogBands`, which is what the first layer computed.
The model that comes out is a decoder like any other: at run time there is no spectrogram, only
weights that start where hearing begins.
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

BANDS, FILTERS = 40, 76  # bands and complex filters in each of the frame's windows
# Windows in samples of a frame: where each begins and ends to rise, begins and ends to fall. A frame
# sees nothing of its neighbours, so the outer flanks are steep.
WINDOWS = ((-1, 60, 90, 290), (150, 310, 330, 490), (350, 550, 580, 640))


def centres(spacing=52.0, low=90.0, high=7300.0):
    """FILTERS centre frequencies (Hz): evenly spaced as far as 20 ms can tell frequencies apart,
    then in a constant ratio, the one that ends at `high`."""

    def ladder(ratio):
        rungs = [low]
        while rungs[-1] < high:
            rungs.append(rungs[-1] + max(spacing, ratio * rungs[-1]))
        return np.array(rungs)

    small, large = 0.01, 0.1
    for _ in range(60):
        ratio = (small + large) / 2
        small, large = (ratio, large) if len(ladder(ratio)) > FILTERS else (small, ratio)
    return ladder(large)[:FILTERS]


def filters():
    """[len(WINDOWS) * FILTERS * 2, 640]: cosine and sine under each window, of unit energy, in the
    order window, frequency, phase."""
    t, rows = np.arange(FRAME), []
    for rise, top, fall, end in WINDOWS:
        up, down = np.clip((t - rise) / (top - rise), 0, 1), np.clip((t - end) / (fall - end), 0, 1)
        w = np.sin(np.pi / 2 * up) ** 2 * np.sin(np.pi / 2 * down) ** 2
        w = w / np.sqrt((w**2).sum())
        middle = (w**2 * t).sum() / (w**2).sum()
        for f in centres():
            angle = 2 * np.pi * f * (t - middle) / 16000
            rows += [w * np.cos(angle), w * np.sin(angle)]
    return torch.tensor(np.array(rows), dtype=torch.float32)


def pooling():
    """[FILTERS, BANDS]: each filter's energy shared by the two bands nearest to it on the mel scale."""
    mel = 2595 * np.log10(1 + centres() / 700)
    at = (mel - mel[0]) / (mel[-1] - mel[0]) * (BANDS - 1)
    low = np.minimum(at.astype(int), BANDS - 2)
    share = np.zeros((FILTERS, BANDS))
    share[np.arange(FILTERS), low] = 1 - (at - low)
    share[np.arange(FILTERS), low + 1] = at - low
    return torch.tensor(share / share.sum(0), dtype=torch.float32)


class LogBands(nn.Module):
    """wave [B, T, 640] -> [B, T, windows * BANDS]: the logarithm of what the first layer computes,
    given the filters and the eps of the frame's norm."""

    def __init__(self, bank, eps):
        super().__init__()
        self.eps = eps
        self.register_buffer("bank", bank)
        self.register_buffer("pool", pooling())

    def forward(self, wave):
        B, T, _ = wave.shape
        heard = (rms(wave, self.eps) @ self.bank.T).pow(2)
        energy = heard.view(B, T, len(WINDOWS), FILTERS, 2).sum(-1) @ self.pool
        return (0.4 * torch.log(energy + 1e-4) + 0.5).reshape(B, T, -1)


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


@torch.no_grad()
def equalised(wave, eps):
    """The filters with equal mean energy in each: speech falls by 40 dB from its first formant to 8 kHz."""
    bank = filters()
    heard = (rms(wave.reshape(-1, FRAME), eps) @ bank.T).pow(2)
    gain = heard.view(-1, len(WINDOWS), FILTERS, 2).mean((0, 1, 3)).rsqrt()
    return bank * gain.repeat_interleave(2).repeat(len(WINDOWS))[:, None]


@torch.no_grad()
def make_ear(model, bank):
    """Start the audio matrix and the first layer as a bank of filters and their squares."""
    c, first = model.c, model.layers[0]
    n, inner, bands = len(bank), c.intermediate_size, len(WINDOWS) * BANDS
    if n + bands > c.hidden_size or 2 * n > inner:
        raise SystemExit(f"the ear needs a hidden size of at least {n + bands} and an inner size of {2 * n}")
    weight = model.embedding_projection.weight
    weight.copy_(torch.randn_like(weight) * 0.02)
    weight[:n] = bank
    gate_up = torch.randn_like(first.gate_up.weight) * 0.02
    down = torch.randn_like(first.down_proj.weight) * 0.01
    # Unit k squares with one sign, k + 1 with the other; both are added up to bands.
    unit = torch.arange(2 * n)
    gate_up[: 2 * n], gate_up[inner : inner + 2 * n] = 0.0, 0.0
    gate_up[unit, unit // 2] = gate_up[inner + unit, unit // 2] = 0.7 * (1.0 - 2.0 * (unit % 2))
    down[:, : 2 * n] = 0.0
    down[n:] = 0.0
    per = 4 * FILTERS  # units of a window
    for w in range(len(WINDOWS)):
        shares = pooling().T.repeat_interleave(4, 1)
        down[n + w * BANDS : n + (w + 1) * BANDS, w * per : (w + 1) * per] = shares
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
    bank = equalised(Sounds(a.data, 100, a.seed).batch(32), config.audio_norm_eps)
    whole, target = Model(config), LogBands(bank, config.audio_norm_eps).to(a.device)
    make_ear(whole, bank)
    # The ear alone: the first layers, read by a matrix of its own in place of the head.
    ear = Model(Config(**{**config.as_dict(), "num_hidden_layers": a.layers, "slots_per_frame": len(WINDOWS), "classes": BANDS}))
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
    p.add_argument("--layers", type=int, default=2, help="layers that learn to hear")
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
