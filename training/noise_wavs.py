"""Noise as 16 kHz WAVs with a manifest for `parlance bench noise` (which reads no Opus), and silence made here.

    python noise_wavs.py --shared ../../shared --out NOISE
    parlance bench noise --manifest NOISE/noise.tsv --manifest DEV/dev.tsv

The noises of the training data are in it: they teach the model what is no speech, and this counts how well
it learnt. Silence: digital zeros, and white, pink and mains hum at the levels of a quiet room.
"""

import argparse, csv
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

RATE = 16000


def silences():
    """(name, samples in [-1, 1]) of half a minute each."""
    n = 30 * RATE
    rng = np.random.default_rng(11)
    white = rng.standard_normal(n)
    spectrum = np.fft.rfft(rng.standard_normal(n))
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 20)), n)
    hum = sum(np.sin(2 * np.pi * f * np.arange(n) / RATE) / f for f in (50, 100, 150, 250))
    yield "zeros", np.zeros(n)
    for name, sound in (("white", white), ("pink", pink), ("hum", hum)):
        for db in (-70, -55, -40, -30):
            yield f"{name}{db}", sound / np.sqrt(np.mean(sound**2)) * 10 ** (db / 20)


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--shared", type=Path, required=True, help="the folder that holds speech/")
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    noise = a.shared / "speech" / "noise"
    rows = []
    for path in sorted(noise.rglob("*.opus")):
        kind = path.relative_to(noise).parts[0]
        if kind == "rir":
            continue
        wave, rate = soundfile.read(path, dtype="float32", always_2d=True)
        wave = resample_poly(wave.mean(1), RATE, rate) if rate != RATE else wave.mean(1)
        rows.append((f"{kind}__{path.stem}.wav", kind, wave))
    rows += [(f"silence__{name}.wav", "silence", wave) for name, wave in silences()]
    with open(a.out / "noise.tsv", "w", newline="") as f:
        out = csv.writer(f, delimiter="\t")
        out.writerow(["path", "transcript", "source"])
        for name, kind, wave in rows:
            soundfile.write(a.out / name, np.clip(wave, -1, 1), RATE, subtype="PCM_16")
            out.writerow([name, "", kind])
    print(f"{len(rows)} recordings, {sum(len(w) for _, _, w in rows) / RATE / 60:.1f} min in {a.out}")


if __name__ == "__main__":
    main()
