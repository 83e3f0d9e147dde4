"""Training chunks: utterances packed into fixed lengths, augmented on the fly.

Everything is numpy on int16 memory maps. Half of the utterances get another vocal tract. One FFT pair per utterance does
speed change, microphone response, room and band limits together; noise, babble, gain, clipping and time masks are applied to
the whole chunk, whose utterances start anywhere (frames are not locked to the signal).
"""

import json
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from model import FRAME
from prepare import UNIT

IGNORE = -100
# Share of the chunks' utterances by source; a source's utterances share it equally.
REAL_SHARE = {
    "speechocean762": 0.25, "librispeech": 0.20, "librispeech_tc100": 0.24, "kathleen": 0.13,
    "an4": 0.13, "fsdd": 0.02, "picovoice_wakewords": 0.02, "ljspeech": 0.005, "pocketsphinx_librivox": 0.005,
}  # fmt: skip


class Store:
    """One prepared set: NAME.i16, NAME.lab, NAME.json."""

    def __init__(self, folder, name, keep=lambda item: True):
        base = Path(folder) / name
        self.items = [i for i in json.loads(base.with_suffix(".json").read_text()) if keep(i)]
        self.wave = np.memmap(base.with_suffix(".i16"), np.int16, "r")
        self.lab = np.memmap(base.with_suffix(".lab"), np.uint8, "r")

    def get(self, i, first=0, samples=None):
        """Samples as float in [-1, 1) and labels per 10 ms, from sample `first` (whole units)."""
        item = self.items[i]
        n = item["samples"] - first if samples is None else min(samples, item["samples"] - first)
        at = item["start"] + first
        wave = self.wave[at : at + n].astype(np.float32) / 32768
        return wave, np.asarray(self.lab[at // UNIT : (at + n) // UNIT])


def fast_even(n):
    """The next even length with a fast Fourier transform."""
    return 2 * next_fast_len((n + 1) // 2, real=True)


def slot_targets(lab, frames, slots, delay):
    """Labels per 10 ms of a chunk -> int64 [frames * slots]: slot j of frame t is the class at the
    middle of slot j of frame t - delay."""
    per = FRAME // slots
    middle = np.arange(frames * slots) * per + per // 2
    target = np.full(frames * slots, IGNORE, np.int64)
    shifted = lab[np.minimum(middle // UNIT, len(lab) - 1)].astype(np.int64)
    shifted[shifted == 255] = IGNORE
    cut = delay * slots
    target[cut:] = shifted[: len(target) - cut]
    return target


def vocal_tract(wave, warp, window=512, quefrencies=28):
    """The same voice from a vocal tract that is `warp` times as short: formants move up, pitch and time stay.

    Overlapping windows are multiplied by the ratio of their spectral envelope, stretched, to the envelope itself; the
    envelope is the log spectrum without quefrencies from 1.75 ms up, where the pitch lies.
    """
    hop = window // 2
    padded = np.concatenate([np.zeros(hop, np.float32), wave, np.zeros(window, np.float32)])
    taper = np.sin(np.pi * (np.arange(window, dtype=np.float32) + 0.5) / window)
    frames = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop] * taper
    spectrum = rfft(frames, axis=-1)
    cepstrum = irfft(np.log(np.abs(spectrum) + 1e-5), axis=-1)
    cepstrum[:, quefrencies : window - quefrencies + 1] = 0
    envelope = rfft(cepstrum, axis=-1).real
    at = np.minimum(np.arange(hop + 1, dtype=np.float32) / warp, hop - 1e-3)
    low = at.astype(np.int64)
    part = at - low
    stretched = envelope[:, low] * (1 - part) + envelope[:, low + 1] * part
    frames = irfft(spectrum * np.exp(np.clip(stretched - envelope, -2.3, 2.3)), axis=-1) * taper
    out = np.zeros((len(frames) + 1, hop), np.float32)
    out[:-1] += frames[:, :hop]
    out[1:] += frames[:, hop:]
    return out.reshape(-1)[hop : hop + len(wave)]


class Chunks:
    """Endless stream of (wave [T, 640] float32, target [T * slots])."""

    def __init__(self, folder, config, frames, seed, synthetic=0.3, noise_only=0.02, masks=1.0, real=1.0):
        self.rng = np.random.default_rng(seed)
        self.frames, self.c = frames, config
        self.samples = frames * FRAME
        self.folder, self.batches = folder, 0
        self.synthetic, self.noise_only, self.masks = synthetic, noise_only, masks
        self.share = real
        self.open_speech()
        self.noise = Store(folder, "noise")
        self.rirs = list(np.load(Path(folder) / "rir.npz").values())

    def open_speech(self):
        """Labels as they are now (`realign.py` rewrites them) and synthetic speech as far as
        `synth.py` has come."""
        keep = self.share * 2**32  # the same utterances in every worker and run
        self.real = Store(
            self.folder, "real", lambda i: i["split"] == "train" and i["aligned"] and crc32(i["path"].encode()) < keep
        )
        seconds = dict.fromkeys(REAL_SHARE, 0.0)
        for i in self.real.items:
            seconds[i["source"]] += i["samples"] / 16000
        # An utterance is drawn so often that each source gets its share of seconds.
        share = {s: REAL_SHARE[s] / max(seconds[s], 1) for s in seconds}
        p = np.array([share[i["source"]] for i in self.real.items])
        self.real_cdf = np.cumsum(p / p.sum())
        self.synth = None
        if self.synthetic > 0 and (Path(self.folder) / "synth.json").exists():
            self.synth = Store(self.folder, "synth", lambda i: i["split"] == "train")

    def response(self, bins):
        """A random smooth microphone response times, sometimes, a room and a band limit."""
        r = self.rng
        f = np.linspace(0, 8000, bins, dtype=np.float32)
        h = np.ones(bins, np.float32)
        if r.random() < 0.6:
            knots = np.array([0, 150, 500, 1200, 2500, 4500, 8000])
            h *= np.exp(np.interp(f, knots, r.normal(0, 0.46, len(knots))).astype(np.float32))
        if r.random() < 0.25:
            ir = self.rirs[r.integers(len(self.rirs))]
            n = 2 * (bins - 1)
            h = h * rfft(ir, n)
        elif r.random() < 0.2:
            # A synthetic room: exponentially decaying noise, 0.1-0.5 s to fall by 60 dB.
            n = int(16000 * r.uniform(0.05, 0.3))
            ir = r.standard_normal(n).astype(np.float32) * np.exp(-6.9 * np.arange(n, dtype=np.float32) / n)
            ir *= r.uniform(0.1, 0.6) / np.sqrt((ir**2).sum())
            ir[0] = 1
            h = h * rfft(ir, 2 * (bins - 1))
        if r.random() < 0.12:
            low, high = r.uniform(0, 350), r.uniform(3000, 6500)
            h = h / ((1 + np.exp(-(f - low) / 40)) * (1 + np.exp((f - high) / 100)))
        for _ in range(int(r.uniform(0, 3) * self.masks)):
            # SpecAugment's frequency masks (Park et al., 2019), made in the sound: up to a fifth of
            # the mel scale is missing.
            low, width = r.uniform(80, 2700), r.uniform(20, 550)
            first, last = (700 * (10 ** (m / 2595) - 1) for m in (low, low + width))
            h = h * np.where((f > first) & (f < last), 10 ** (-r.uniform(15, 50) / 20), 1).astype(np.float32)
        return h

    def utterance(self, room):
        """One augmented utterance of at most `room` samples with its labels at 10 ms."""
        r = self.rng
        if self.synth is not None and r.random() < self.synthetic:
            store, i = self.synth, r.integers(len(self.synth.items))
        else:
            store, i = self.real, int(np.searchsorted(self.real_cdf, r.random()))
        speed = np.exp(r.uniform(-0.16, 0.16)) if r.random() < 0.8 else 1.0
        item = store.items[min(i, len(store.items) - 1)]
        first = 0
        length = int(item["samples"] / speed)
        if length > room or (length > 96000 and r.random() < 0.3):
            first = int(r.integers(0, max(1, item["samples"] - 32000))) // UNIT * UNIT
        wave, lab = store.get(min(i, len(store.items) - 1), first, int(room * speed) // UNIT * UNIT)
        if len(wave) and r.random() < 0.5:
            wave = vocal_tract(wave, np.exp(r.uniform(-0.16, 0.16)))
        n = fast_even(len(wave) + 1600)
        spectrum = rfft(wave, n)
        spectrum = spectrum * self.response(len(spectrum))
        m = fast_even(int(n / speed))
        wave = irfft(spectrum[: m // 2 + 1], m) * (m / n)
        keep = min(int(len(lab) * UNIT * m / n), room)
        wave = wave[:keep].astype(np.float32)
        at = (np.arange(len(wave) // UNIT) * n / m + 0.5 * n / m).astype(np.int64)
        level = np.sqrt((wave**2).mean()) + 1e-6
        return wave * (10 ** (r.normal(-24, 4) / 20) / level), lab[np.minimum(at, len(lab) - 1)]

    def background(self, n):
        """n samples of noise at unit rms: recorded, coloured, or babble."""
        r = self.rng
        kind = r.random()
        if kind < 0.55:
            parts, total = [], 0
            while total < n:
                x, _ = self.noise.get(int(r.integers(len(self.noise.items))))
                parts.append(x)
                total += len(x)
            y = np.concatenate(parts)[:n]
        elif kind < 0.8:
            k = next_fast_len(n, real=True)
            bins = k // 2 + 1
            s = r.standard_normal(bins, np.float32) + 1j * r.standard_normal(bins, np.float32)
            s *= np.maximum(np.arange(len(s), dtype=np.float32), 20) ** -r.uniform(0, 1.0)
            y = irfft(s, k)[:n]
        else:
            y = np.zeros(n, np.float32)
            for _ in range(int(r.integers(2, 6))):
                x, _ = self.real.get(int(r.integers(len(self.real.items))))
                x = np.roll(np.resize(x, n), int(r.integers(n)))
                y += x / (np.sqrt((x**2).mean()) + 1e-6)
        return y / (np.sqrt((y**2).mean()) + 1e-6)

    def chunk(self):
        r = self.rng
        n = self.samples
        wave = np.zeros(n, np.float32)
        lab = np.zeros(n // UNIT, np.uint8)
        speech = r.random() >= self.noise_only
        at = int(r.uniform(0, 0.4) * 16000)
        while speech and n - at > 12000:
            x, y = self.utterance(n - at)
            wave[at : at + len(x)] += x
            # The chunk's label grid is fixed; the utterance may start between two units.
            u = (at + UNIT // 2) // UNIT
            y = y[: len(lab) - u]
            lab[u : u + len(y)] = y
            pause = r.exponential(0.25) if r.random() < 0.9 else r.uniform(0.5, 2.5)
            at += len(x) + int(16000 * min(pause, 3))
        if r.random() < 0.6 or not speech:
            snr = r.uniform(0, 30) if not speech else r.uniform(5, 35)
            wave += self.background(n) * 10 ** ((-24 - snr) / 20)
        wave += r.standard_normal(n, np.float32) * 10 ** (r.uniform(-90, -60) / 20)
        wave *= 10 ** (r.uniform(-12, 8) / 20)
        if r.random() < 0.1:
            top = r.uniform(0.3, 1.0) * np.abs(wave).max()
            wave = np.tanh(wave / top) * top
        np.clip(wave, -1, 1, out=wave)
        wave = wave.reshape(self.frames, FRAME)
        for _ in range(int(r.uniform(0, 7) * self.masks)):
            k = int(r.integers(1, 6))
            a = int(r.integers(self.frames - k))
            wave[a : a + k] *= 10 ** (-r.uniform(20, 60) / 20)
        return wave, slot_targets(lab, self.frames, self.c.slots_per_frame, self.c.delay_frames)

    def batch(self, size):
        self.batches += 1
        if self.batches % 200 == 0:
            self.open_speech()
        parts = [self.chunk() for _ in range(size)]
        return np.stack([p[0] for p in parts]), np.stack([p[1] for p in parts])
