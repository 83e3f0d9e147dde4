"""Phone errors against model size and against hours of real speech, after equal steps.

    python curves.py --data DATA --ear EAR/ear.pt --out RUN --steps 300

Runs `train.py` once for each number of layers with all real speech, and once for each share of the
real utterances with all layers; every run has one worker and sees as much sound. The last line of
each run goes to RUN/curves.csv, so that one reads what a larger model or more speech would give.
"""

import argparse, csv, json, subprocess, sys
from pathlib import Path

import torch

from data import Chunks
from model import Config, Model


def last_row(path):
    with open(path) as f:
        return list(csv.DictReader(f))[-1]


def size_and_hours(ear, data, layers, share):
    """Parameters in millions and hours of real speech of a run."""
    config = Config(**{**torch.load(ear, weights_only=False)["config"], "num_hidden_layers": layers})
    size = sum(p.numel() for p in Model(config).parameters()) / 1e6
    chunks = Chunks(data, config, frames=100, seed=1, synthetic=0.0, real=share)
    return round(size, 1), round(sum(i["samples"] for i in chunks.real.items) / 16000 / 3600, 2)


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--ear", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--steps", type=int, default=300)
    p.add_argument("--layers", default="3,4,6", help="numbers of layers, the ear's among them")
    p.add_argument("--shares", default="0.11,0.33,1", help="shares of the real utterances")
    p.add_argument("rest", nargs="*", help="more arguments for train.py, after --")
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    layers, shares = [int(n) for n in a.layers.split(",")], [float(s) for s in a.shares.split(",")]
    runs = sorted({(n, 1.0) for n in layers} | {(max(layers), s) for s in shares})
    rows = []
    for n, share in runs:
        folder = a.out / f"layers{n}-share{share}"
        command = [sys.executable, Path(__file__).with_name("train.py"), "--data", a.data, "--out", folder, "--init", a.ear]
        command += ["--layers", n, "--real", share, "--minutes", 9, "--steps", a.steps, "--workers", 1, "--eval-minutes", 999, *a.rest]
        subprocess.run([str(c) for c in command], check=True)
        size, hours = size_and_hours(a.ear, a.data, n, share)
        rows.append({"layers": n, "parameters": size, "real_hours": hours, **last_row(folder / "curve.csv")})
        print(json.dumps(rows[-1]), flush=True)
        with open(a.out / "curves.csv", "w", newline="") as f:
            w = csv.DictWriter(f, rows[0].keys())
            w.writeheader()
            w.writerows(rows)
