"""Conversations mixed from the shared speech, with who speaks when, for `parlance bench speakers`.

    python conversations.py --shared ../../shared --out TALKS --split dev
    parlance bench speakers --manifest TALKS/plain.tsv

Writes 16 kHz WAVs, one RTTM file each (NIST's format of turns: a line for each clip, silence inside clips counted as
speech) and a manifest (path, rttm) for each kind:

    plain      60 conversations, 11 of them one speaker alone; 1 to 4 speakers, turns of 1 to 15 s, pauses of 0.15 to
               3 s, every third with overlaps, every third with noise
    many       5 to 8 speakers
    levels     speakers 12 to 24 dB apart
    telephone  300 to 3400 Hz in 8-bit mu-law
    room       reverberation of 0.3 to 0.7 s
    crosstalk  short words of another speaker over the turns
    alone      one speaker for ten minutes, with coughs and pauses
    takes      two people, one of whom changes the microphone half way
    meeting    four people for an hour

`--split train` takes the speakers that `speakers.py` keeps out of its training, for tuning.
"""

import argparse, csv
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, fftconvolve, firwin2, resample_poly, sosfilt

from speakers import is_for_tuning

RATE = 16000
LEVEL = 0.05  # rms of speech, -26 dB of full scale


class Voices:
    """Clips of each speaker, long ones cut at quiet points into pieces of 3 to 5 s."""

    def __init__(self, shared, split):
        self.speech = shared / "speech"
        self.noises = sorted((self.speech / "noise" / "esc10").glob("*.opus"))
        with open(self.speech / "manifest.tsv", newline="") as f:
            rows = [r for r in csv.DictReader(f, delimiter="\t") if r["split"] == split]
        self.clips = {}
        for row in rows:
            # Wake words have no speaker's name, digits are too short to tell anybody by.
            if row["source"] in ("picovoice_wakewords", "fsdd"):
                continue
            if split == "train" and not is_for_tuning(row["speaker"]):
                continue
            self.clips.setdefault(row["speaker"], []).append((row["path"], float(row["seconds"])))
        self.cut = {}

    def names(self, seconds):
        """Speakers with at least so many seconds."""
        return sorted(name for name, clips in self.clips.items() if sum(s for _, s in clips) >= seconds)

    def pieces(self, name, rng):
        """Pieces of 1 to 8 s of one speaker, at the common level."""
        if name not in self.cut:
            clips = [self.clips[name][i] for i in rng.permutation(len(self.clips[name]))[:60]]
            found = [piece for path, _ in clips for piece in split_at_quiet(self.read(self.speech / path))]
            self.cut[name] = [scaled(piece, LEVEL) for piece in found if len(piece) >= RATE]
        return self.cut[name]

    def noise(self, rng, kind=""):
        paths = [path for path in self.noises if path.name.startswith(kind)]
        return self.read(paths[rng.integers(len(paths))])

    @staticmethod
    def read(path):
        wave, rate = soundfile.read(path, dtype="float32", always_2d=True)
        wave = wave.mean(1)
        return resample_poly(wave, RATE, rate) if rate != RATE else wave


def split_at_quiet(wave):
    """Cuts what is longer than 8 s where 50 ms are quietest between 3 and 5 s."""
    pieces = []
    while len(wave) > 8 * RATE:
        power = np.convolve(wave[3 * RATE : 5 * RATE] ** 2, np.ones(RATE // 20), "valid")
        at = 3 * RATE + int(power.argmin()) + RATE // 40
        pieces.append(wave[:at])
        wave = wave[at:]
    return pieces + [wave]


def scaled(wave, rms):
    return wave * (rms / max(float(np.sqrt(np.mean(wave**2))), 1e-6))


def db(value):
    return 10 ** (value / 20)


class Mix:
    """Sound that grows by clips, and its turns."""

    def __init__(self):
        self.sound = np.zeros(0, np.float32)
        self.turns = []

    def add(self, at, wave, name=None):
        """Mixes a clip in at a sample; one without a name is no speech."""
        end = at + len(wave)
        if end > len(self.sound):
            self.sound = np.pad(self.sound, (0, end - len(self.sound)))
        self.sound[at:end] += wave
        if name is not None:
            self.turns.append((at / RATE, len(wave) / RATE, name))

    def write(self, path):
        sound = self.sound * min(1.0, 0.99 / max(np.abs(self.sound).max(), 1e-6))
        soundfile.write(path.with_suffix(".wav"), sound, RATE, subtype="PCM_16")
        with open(path.with_suffix(".rttm"), "w") as f:
            for start, length, name in sorted(self.turns):
                f.write(f"SPEAKER {path.stem} 1 {start:.3f} {length:.3f} <NA> <NA> {name} <NA> <NA>\n")


def turn(pieces, seconds, rng):
    """Clips of one speaker for about so long, each with its offset in samples."""
    out, at = [], 0
    while at < seconds * RATE:
        fitting = [p for p in pieces if at == 0 or at + len(p) <= (seconds + 2) * RATE] or pieces
        piece = fitting[rng.integers(len(fitting))]
        out.append((at, piece))
        at += len(piece) + int(rng.uniform(0.15, 0.5) * RATE)
    return out


def converse(voices, names, seconds, rng, overlap=0.0, effect=lambda name, wave, at: wave):
    """Speakers in turn until the time is up; `overlap` is the share of turns that begin before the last one ends."""
    mix, at, last = Mix(), int(rng.uniform(0.2, 1.5) * RATE), None
    while at < seconds * RATE:
        others = [name for name in names if name != last] or names
        silent = [name for name in names if name not in {turn[2] for turn in mix.turns}]
        name = (silent or others)[rng.integers(len(silent or others))]
        for offset, piece in turn(voices.pieces(name, rng), np.clip(rng.lognormal(1.3, 0.7), 1, 15), rng):
            mix.add(at + offset, effect(name, piece, at / RATE), name)
        end = max(int((start + length) * RATE) for start, length, _ in mix.turns)
        back = last is not None and rng.random() < overlap
        at = end - int(rng.uniform(0.2, 1.2) * RATE) if back else end + int(rng.uniform(0.15, 3) * RATE)
        last = name
    return mix


def add_noise(mix, voices, rng, rms=0.006):
    noise = voices.noise(rng, ["rain", "sea", "clock", "helicopter"][rng.integers(4)])
    noise = scaled(np.resize(noise, len(mix.sound)), rms).astype(np.float32)
    mix.sound += noise


def some(names, n, rng):
    return [names[i] for i in rng.permutation(len(names))[:n]]


def plain(voices, rng, i):
    n = 1 if i % 11 in (3, 8) and i < 58 else int(rng.integers(2, 5))
    mix = converse(voices, some(voices.names(8), n, rng), rng.uniform(60, 150), rng, 0.25 if i % 3 == 1 else 0.0)
    if i % 3 == 2:
        add_noise(mix, voices, rng)
    return mix


def many(voices, rng, _):
    return converse(voices, some(voices.names(8), int(rng.integers(5, 9)), rng), rng.uniform(240, 360), rng)


def levels(voices, rng, _):
    names = some(voices.names(8), int(rng.integers(2, 4)), rng)
    gains = {name: db(-rng.uniform(12, 24)) if k else 1.0 for k, name in enumerate(names)}
    mix = converse(voices, names, 120, rng, 0.1, lambda name, wave, at: wave * gains[name])
    mix.sound += rng.standard_normal(len(mix.sound)).astype(np.float32) * LEVEL * db(-40)
    return mix


def telephone(voices, rng, _):
    mix = converse(voices, some(voices.names(8), int(rng.integers(2, 4)), rng), 120, rng, 0.1)
    band = sosfilt(butter(4, (300, 3400), "band", fs=RATE, output="sos"), mix.sound)
    band = resample_poly(band / max(np.abs(band).max(), 1e-6), 1, 2)
    code = np.round(127 * np.sign(band) * np.log1p(255 * np.abs(band)) / np.log(256)) / 127
    band = resample_poly(np.sign(code) * np.expm1(np.abs(code) * np.log(256)) / 255, 2, 1)
    mix.sound = np.resize(band, len(mix.sound)).astype(np.float32)
    return mix


def room(voices, rng, _):
    """Exponentially decaying noise behind the direct sound, another one for each place in the room."""
    names = some(voices.names(8), int(rng.integers(2, 5)), rng)
    decay, tails = rng.uniform(0.3, 0.7), {}
    for name in names:
        t = np.arange(int(decay * RATE)) / RATE
        tail = rng.standard_normal(len(t)) * 10 ** (-3 * t / decay)
        tail *= db(-rng.uniform(0, 6)) / np.sqrt(np.sum(tail**2))
        tails[name] = np.concatenate([[1.0], np.zeros(RATE // 200), tail])
    return converse(voices, names, 120, rng, 0.1, lambda name, wave, at: fftconvolve(wave, tails[name])[: len(wave)])


def crosstalk(voices, rng, _):
    names = some(voices.names(8), int(rng.integers(2, 4)), rng)
    mix = converse(voices, names, 120, rng)
    for start, length, name in list(mix.turns):
        if length > 3 and rng.random() < 0.5:
            other = some([n for n in names if n != name], 1, rng)[0]
            piece = voices.pieces(other, rng)[0][: int(rng.uniform(0.4, 1.0) * RATE)]
            mix.add(int((start + rng.uniform(0.5, length - 1)) * RATE), piece * db(-6), other)
    return mix


def alone(voices, rng, i):
    names = sorted(voices.clips, key=lambda name: -sum(s for _, s in voices.clips[name]))
    mix = converse(voices, [names[i % 4]], 600, rng)
    for start, length, _ in list(mix.turns):
        if rng.random() < 0.15:
            cough = scaled(voices.noise(rng, "person_sneeze")[: 2 * RATE], LEVEL * db(rng.uniform(-6, 6)))
            mix.add(int((start + length) * RATE), cough)
    mix.sound += rng.standard_normal(len(mix.sound)).astype(np.float32) * 0.0005
    return mix


def takes(voices, rng, _):
    """The second microphone has another, smooth response, another level and more noise."""
    names = some(voices.names(12), 2, rng)
    knots = np.concatenate([[0], np.geomspace(100, 7000, 7), [8000]]) / 8000
    response = firwin2(257, knots, [db(x) for x in [-30, *rng.uniform(-8, 8, 7), -30]])

    def effect(name, wave, at):
        return scaled(fftconvolve(wave, response, "same"), LEVEL / 2) if name == names[0] and at > 75 else wave

    mix = converse(voices, names, 150, rng, 0.0, effect)
    mix.sound[75 * RATE :] += rng.standard_normal(len(mix.sound[75 * RATE :])).astype(np.float32) * LEVEL * db(-35)
    return mix


def meeting(voices, rng, _):
    return converse(voices, some(voices.names(12), 4, rng), 3600, rng)


KINDS = {plain: 60, many: 5, levels: 6, telephone: 6, room: 6, crosstalk: 6, alone: 4, takes: 6, meeting: 1}


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--shared", type=Path, required=True, help="the folder that holds speech/")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--split", default="dev", choices=["train", "dev"])
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    voices = Voices(a.shared, a.split)
    for k, (kind, n) in enumerate(KINDS.items()):
        with open(a.out / f"{kind.__name__}.tsv", "w", newline="") as f:
            out = csv.writer(f, delimiter="\t", lineterminator="\n")
            out.writerow(["path", "rttm"])
            for i in range(n):
                name = f"{kind.__name__}-{i:02}"
                kind(voices, np.random.default_rng([a.seed, k, i]), i).write(a.out / name)
                out.writerow([f"{name}.wav", f"{name}.rttm"])
        print(f"{n} conversations in {a.out / kind.__name__}.tsv")


if __name__ == "__main__":
    main()
