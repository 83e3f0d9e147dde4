"""Speech for training on an accelerator: everything that `data.py` does to sound, as tensors on the device.

A set's waves lie on the device as int16; utterances are drawn by source, changed in speed, joined or stacked, and a whole
batch goes through microphone, room, noise, level, clipping and masks at once. One H200 trains on about 8,000 seconds of
sound a second in this way, where augmenting on its cores would give a fifth of that.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from data import IGNORE, REAL_SHARE
from prepare import UNIT

LEVEL = 10 ** (-24 / 20)  # root mean square of speech before the gain


class Speech:
    """One set that `prepare.py` or `synth.py` wrote: waves and labels per 10 ms, one utterance after another."""

    def __init__(self, folder, name, keep, device):
        base = Path(folder) / name
        self.items = [i for i in json.loads(base.with_suffix(".json").read_text()) if keep(i)]
        self.wave = torch.from_numpy(np.fromfile(base.with_suffix(".i16"), np.int16)).to(device)
        self.lab = torch.from_numpy(np.fromfile(base.with_suffix(".lab"), np.uint8)).to(device)
        self.start = torch.tensor([i["start"] for i in self.items], device=device)
        self.samples = torch.tensor([i["samples"] for i in self.items], device=device)
        self.rms = torch.stack([self.cut(k).pow(2).mean().sqrt() for k in range(len(self.items))]) + 1e-6

    def cut(self, k):
        """Utterance k as floats in [-1, 1)."""
        item = self.items[k]
        return self.wave[item["start"] : item["start"] + item["samples"]].float() / 32768

    def labels(self, k):
        item = self.items[k]
        return self.lab[item["start"] // UNIT : (item["start"] + item["samples"]) // UNIT].cpu().numpy()

    def played(self, which, speed, length):
        """Utterances which [J], `speed` [J] times as fast, `length` [J] samples of each, one after another.

        Returns samples at `LEVEL`, labels of the samples, the utterance of each and its place in it. Between samples lies
        a Catmull-Rom spline: flat up to about 5 kHz.
        """
        j = torch.repeat_interleave(torch.arange(len(which), device=which.device), length)
        place = torch.arange(len(j), device=which.device) - (torch.cumsum(length, 0) - length)[j]
        at = place.double() * speed[j].double()
        low = torch.minimum(at.long(), (self.samples[which] - 2)[j])
        t = (at - low).float().clamp(0, 1)
        low = self.start[which][j] + low
        before, a, b, after = (
            self.wave[(low + k).clamp(0, len(self.wave) - 1)].float() for k in (-1, 0, 1, 2)
        )
        x = a + 0.5 * t * (b - before + t * (2 * before - 5 * a + 4 * b - after + t * (3 * (a - b) + after - before)))
        x = x * (LEVEL / 32768 / self.rms[which])[j]
        return x, self.lab[low // UNIT], j, place


class Augment:
    """Microphones, rooms, noises, levels, clipping and masks for waves [B, n]; the distributions are those of `data.py`."""

    def __init__(self, folder, device, generator):
        self.device, self.generator = device, generator
        self.noise = Speech(folder, "noise", lambda item: True, device).wave
        rirs = list(np.load(Path(folder) / "rir.npz").values())
        self.rirs = torch.zeros(len(rirs), max(map(len, rirs)), device=device)
        for row, response in zip(self.rirs, rirs):
            row[: len(response)] = torch.from_numpy(response)

    def between(self, low, high, *shape):
        return low + (high - low) * torch.rand(*shape, device=self.device, generator=self.generator)

    def chance(self, p, *shape):
        return torch.rand(*shape, device=self.device, generator=self.generator) < p

    def normal(self, *shape):
        return torch.randn(*shape, device=self.device, generator=self.generator)

    def response(self, batch, n, masks):
        """Microphones, band limits and frequency masks (SpecAugment, Park et al., 2019) [batch, n / 2 + 1]."""
        f = torch.linspace(0, 8000, n // 2 + 1, device=self.device)
        knots = torch.tensor([0.0, 150, 500, 1200, 2500, 4500, 8000], device=self.device)
        gain = self.normal(batch, 7) * 0.46 * self.chance(0.6, batch, 1)
        k = torch.bucketize(f, knots[1:-1].contiguous())
        t = (f - knots[k]) / (knots[k + 1] - knots[k])
        h = torch.exp(gain[:, k] * (1 - t) + gain[:, k + 1] * t)
        low, high = self.between(0, 350, batch, 1), self.between(3000, 6500, batch, 1)
        band = 1 / ((1 + torch.exp(-(f - low) / 40)) * (1 + torch.exp(((f - high) / 100).clamp(max=30))))
        h = torch.where(self.chance(0.12, batch, 1), h * band, h)
        for _ in range(int(3 * masks)):
            first = self.between(80, 2700, batch, 1)
            edges = [700 * (10 ** (m / 2595) - 1) for m in (first, first + self.between(20, 550, batch, 1))]
            inside = (f > edges[0]) & (f < edges[1]) & self.chance(0.5, batch, 1)
            h = torch.where(inside, h * 10 ** (-self.between(15, 50, batch, 1) / 20), h)
        return h

    def rooms(self, batch, n):
        """Spectra [batch, n / 2 + 1] of recorded rooms, of decaying noise, or of none."""
        m = max(4800, self.rirs.shape[1])
        decay = self.between(800, 4800, batch, 1)
        made = self.normal(batch, m) * torch.exp(-6.9 * torch.arange(m, device=self.device)[None] / decay)
        made = made * self.between(0.1, 0.6, batch, 1) / made.pow(2).sum(1, keepdim=True).sqrt()
        made[:, 0] = 1
        pick = torch.randint(len(self.rirs), (batch,), device=self.device, generator=self.generator)
        real = F.pad(self.rirs[pick], (0, m - self.rirs.shape[1]))
        none = torch.zeros_like(made)
        none[:, 0] = 1
        room = torch.where(self.chance(0.55, batch, 1), real, made)
        return torch.fft.rfft(torch.where(self.chance(0.4, batch, 1), room, none), n)

    def background(self, speech):
        """Like speech [B, n], root mean square 1: recorded, coloured, or the other voices of the batch."""
        batch, n = speech.shape
        at = torch.randint(max(1, len(self.noise) - n), (batch,), device=self.device, generator=self.generator)
        recorded = self.noise[(at[:, None] + torch.arange(n, device=self.device)) % len(self.noise)].float()
        m = 1 << (n - 1).bit_length()
        white = torch.fft.rfft(self.normal(batch, m))
        slope = torch.arange(white.shape[1], device=self.device).clamp_min(20).float() ** -self.between(0, 1, batch, 1)
        coloured = torch.fft.irfft(white * slope, m)[:, :n]
        babble = sum(torch.roll(speech.roll(k, 0), int(n * 0.37 * k) % n, 1) for k in (1, 2, 3))
        kind = torch.rand(batch, 1, device=self.device, generator=self.generator)
        x = torch.where(kind < 0.55, recorded, torch.where(kind < 0.8, coloured, babble))
        return x / (x.pow(2).mean(1, keepdim=True).sqrt() + 1e-6)

    def __call__(self, x, masks, level, noisy):
        batch, n = x.shape
        m = -(-(n + 8000) // 8000) * 8000  # few lengths, all of small factors: plans of other transforms cost a second each
        y = torch.fft.irfft(torch.fft.rfft(x, m) * self.response(batch, m, masks) * self.rooms(batch, m), m)[:, :n]
        snr = self.between(5, 35, batch, 1)
        y = y + self.background(x) * LEVEL * 10 ** (-snr / 20) * self.chance(noisy, batch, 1)
        y = y + self.normal(batch, n) * 10 ** (self.between(-90, -60, batch, 1) / 20)
        y = y * 10 ** (self.between(*level, batch, 1) / 20)
        top = self.between(0.3, 1.0, batch, 1) * y.abs().amax(1, keepdim=True) + 1e-6
        y = torch.where(self.chance(0.1, batch, 1), torch.tanh(y / top) * top, y).clamp(-1, 1)
        frame, frames = torch.arange(n, device=self.device)[None] // 640, n / 640
        for _ in range(int(5 * masks * max(1, frames / 300))):
            first, width = self.between(0, frames, batch, 1), self.between(1, 6, batch, 1)
            inside = (frame >= first) & (frame < first + width) & self.chance(0.6, batch, 1)
            y = torch.where(inside, y * 10 ** (-self.between(20, 60, batch, 1) / 20), y)
        return y


class Streams:
    """Chunks cut from endless speech: utterances of all sources with pauses between, running on over the borders."""

    def __init__(self, real, synthetic, share, seed, device):
        self.sets, self.device, self.random = (real, synthetic), device, np.random.default_rng(seed)
        self.share = share
        seconds = {}
        for item in real.items:
            seconds[item["source"]] = seconds.get(item["source"], 0) + item["samples"]
        p = np.array([REAL_SHARE.get(i["source"], 0) / seconds[i["source"]] for i in real.items])
        self.real = np.cumsum(p / p.sum())

    def draw(self, n):
        """(1 where synthetic, index in its set) of n utterances."""
        made = self.random.random(n) < self.share
        index = np.minimum(np.searchsorted(self.real, self.random.random(n)), len(self.real) - 1)
        index[made] = self.random.integers(len(self.sets[1].items), size=int(made.sum()))
        return made.astype(int), index

    def chunks(self, seconds, n):
        """Waves [n, seconds * 16000] and targets of rows of 20 ms [n, seconds * 50]."""
        r, samples = self.random, seconds * 16000
        total = samples * n
        wave = torch.zeros(total, device=self.device)
        lab = torch.zeros(total // UNIT, dtype=torch.uint8, device=self.device)
        many = int(total / 57600 * 1.6) + 8
        kind, index = self.draw(many)
        speed = np.where(r.random(many) < 0.8, np.exp(r.uniform(-0.16, 0.16, many)), 1.0)
        size = np.array([self.sets[k].items[i]["samples"] for k, i in zip(kind, index)])
        length = (size / speed).astype(np.int64) // UNIT * UNIT
        pause = np.where(r.random(many) < 0.9, r.exponential(0.25, many), r.uniform(0.5, 2.5, many))
        begin = np.cumsum(length + (np.minimum(pause, 3) * 16000).astype(np.int64)) - length + int(r.uniform(0, 6000))
        gain = 10 ** (r.normal(0, 4, many) / 20)
        for k in (0, 1):
            chosen = (kind == k) & (begin + length < total)
            if not chosen.any():
                continue
            on = lambda x: torch.from_numpy(x[chosen]).to(self.device)  # noqa: E731
            x, y, j, place = self.sets[k].played(on(index), on(speed), on(length))
            at = on(begin)[j] + place
            wave[at] = x * on(gain).float()[j]
            middle = place % UNIT == UNIT // 2
            lab[at[middle] // UNIT] = y[middle]
        return wave.view(n, samples), targets(lab.view(n, samples // UNIT))


def targets(lab):
    """Classes per 10 ms [B, 2 S] -> per row of 20 ms [B, S], the class at its middle; IGNORE where unknown."""
    t = lab[:, 1::2].long()
    return torch.where(t == 255, torch.full_like(t, IGNORE), t)
