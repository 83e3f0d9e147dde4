"""Prepare one compact folder for training from the real speech and the noises.

    python prepare.py --shared ../../shared --out DATA

DATA then holds, beside what `synth.py` adds:
  real.i16      all samples of all utterances one after another, 16 kHz, int16
  real.lab      a class per 10 ms of the same sound (index into model.TOKENS; 255: unknown)
  real.json     the utterances: path, source, speaker, split, text, first sample, samples, aligned
  noise.i16/.json   environmental sounds
  rir.npz       impulse responses, peak at sample 0, unit energy
"""

import argparse, json, math
from pathlib import Path

import numpy as np
import soundfile as sf
from scipy.signal import resample_poly

from model import TOKENS
from score import table

UNIT = 160  # samples of one label


def read(path):
    x, rate = sf.read(path, dtype="float32", always_2d=True)
    x = x.mean(1)
    if rate != 16000:
        g = math.gcd(rate, 16000)
        x = resample_poly(x, 16000 // g, rate // g).astype("float32")
    return x


def labels(phones, samples):
    """Phones as NAME:start:duration in 10 ms units -> a class per 10 ms."""
    lab = np.zeros(samples // UNIT, np.uint8)
    for item in phones.split():
        name, start, length = item.split(":")
        start, length = int(start), int(length)
        lab[start : start + length] = TOKENS.index(name) if name in TOKENS else 0
    return lab


class Writer:
    """Appends utterances to NAME.i16 and NAME.lab and lists them in NAME.json."""

    def __init__(self, folder, name):
        self.base = Path(folder) / name
        self.wave = open(self.base.with_suffix(".i16"), "wb")
        self.lab = open(self.base.with_suffix(".lab"), "wb")
        self.items, self.at = [], 0

    def add(self, samples, lab, **fields):
        """samples int16, cut to whole label units; lab None when there is no alignment."""
        n = len(samples) // UNIT
        samples[: n * UNIT].tofile(self.wave)
        full = np.full(n, 255, np.uint8)
        if lab is not None:
            full[: len(lab)] = lab[:n]
        full.tofile(self.lab)
        self.items.append(fields | {"start": self.at, "samples": n * UNIT, "aligned": lab is not None})
        self.at += n * UNIT

    def flush(self):
        """Make what was added so far readable."""
        self.wave.flush()
        self.lab.flush()
        part = self.base.with_suffix(".part")
        part.write_text(json.dumps(self.items))
        part.replace(self.base.with_suffix(".json"))

    def close(self):
        self.flush()
        self.wave.close()
        self.lab.close()


def speech(root, out):
    aligned = {r["path"]: r["phones"] for r in table(root / "alignments.tsv")}
    w = Writer(out, "real")
    for r in table(root / "manifest.tsv"):
        x = read(root / r["path"])
        q = np.clip(np.round(x * 32768), -32768, 32767).astype(np.int16)
        phones = aligned.get(r["path"])
        lab = labels(phones, len(q)) if phones else None
        keep = {k: r[k] for k in ("path", "source", "speaker", "split", "transcript")}
        w.add(q, lab, **keep)
    w.close()
    print(f"{len(w.items)} utterances, {w.at / 57.6e6:.2f} h, {sum(i['aligned'] for i in w.items)} aligned")


def noises(root, out):
    w = Writer(out, "noise")
    responses = {}
    for path in sorted(root.rglob("*")):
        if path.suffix not in (".flac", ".opus", ".wav"):
            continue
        x = read(path)
        if path.is_relative_to(root / "rir"):
            peak = int(np.abs(x).argmax())
            x = x[max(0, peak - 16) :][:16000]
            responses[path.stem] = (x / (np.sqrt((x**2).sum()) + 1e-9)).astype("float32")
        elif len(x) > 8000 and np.abs(x).max() > 1e-3:
            x = x * (0.5 / np.abs(x).max())
            w.add((x * 32767).astype(np.int16), None, path=str(path.relative_to(root)))
    w.close()
    np.savez(Path(out) / "rir.npz", **responses)
    print(f"{len(w.items)} noises, {w.at / 960e3:.1f} min; {len(responses)} impulse responses")


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--shared", type=Path, required=True, help="folder with speech/ and text/")
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    noises(a.shared / "speech" / "noise", a.out)
    speech(a.shared / "speech", a.out)
