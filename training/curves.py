"""Phone and word errors against model size, hours of real speech and training time.

    python curves.py --data DATA --ear EAR/ear.pt --out RUN --steps 400 --parallel 2
    python curves.py --data DATA --out RUN --kept LONG_RUN
    ... [--parlance PROGRAM --builtin ../models/builtin --manifest DEV/dev.tsv]

The first form runs `train.py` once for each number of layers with all real speech, and once for each
share of the real utterances with all layers; every run has one worker and sees as much sound. The
second judges what a long run kept with `train.py --keep`: the curve over time. With --parlance each
checkpoint is exported and heard by that program (`bench wer`), which gives word errors as well. Rows
go to RUN/curves.csv, so that one reads what a larger model or more speech would give.
"""

import argparse, csv, json, shutil, subprocess, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

from data import Chunks
from model import Config, Model

HERE = Path(__file__).parent


def call(program, *arguments):
    """Runs a script of this folder."""
    subprocess.run([sys.executable, str(HERE / program), *map(str, arguments)], check=True)


def last_row(path):
    with open(path) as f:
        return list(csv.DictReader(f))[-1]


def size_and_hours(ear, data, layers, share):
    """Parameters in millions and hours of real speech of a run."""
    config = Config(**{**torch.load(ear, weights_only=False)["config"], "num_hidden_layers": layers})
    size = sum(p.numel() for p in Model(config).parameters()) / 1e6
    chunks = Chunks(data, config, frames=100, seed=1, synthetic=0.0, real=share)
    return round(size, 1), round(sum(i["samples"] for i in chunks.real.items) / 16000 / 3600, 2)


def word_errors(a, checkpoint, folder):
    """Word errors in per cent of each source, by the program itself with this checkpoint's weights."""
    if not a.parlance:
        return {}
    model = folder / "model"
    shutil.copytree(a.builtin, model, dirs_exist_ok=True)
    call("export.py", "--checkpoint", checkpoint, "--out", model, "--data", a.data)
    command = [a.parlance, "bench", "wer", "--manifest", a.manifest, "--model", model, "--json"]
    found = json.loads(subprocess.run(list(map(str, command)), check=True, capture_output=True).stdout)
    shutil.rmtree(model)
    return {f"wer_{row['source']}": round(100 * row["wer"]["rate"], 1) for row in [*found["sources"], found["all"]]}


def train(a, layers, share):
    """One run; its row of the table."""
    folder = a.out / f"layers{layers}-share{share}"
    arguments = ["--data", a.data, "--out", folder, "--init", a.ear, "--layers", layers, "--real", share]
    # The clock is the steps', so that a busy machine takes nothing from a run.
    arguments += ["--minutes", 9, "--steps", a.steps, "--workers", 1, "--eval-minutes", 999]
    call("train.py", *arguments, *a.rest)
    size, hours = size_and_hours(a.ear, a.data, layers, share)
    row = {"layers": layers, "parameters": size, "real_hours": hours, **last_row(folder / "curve.csv")}
    return row | word_errors(a, folder / "best.pt", folder)


def judge(a, checkpoint):
    """The row of one checkpoint of a long run."""
    state = torch.load(checkpoint, weights_only=False)
    return dict(state["result"]) | word_errors(a, checkpoint, a.out)


def write(path, rows):
    with open(path, "w", newline="") as f:
        w = csv.DictWriter(f, rows[0].keys())
        w.writeheader()
        w.writerows(rows)


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--ear", type=Path, help="checkpoint of ear.py, where every run starts")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--kept", type=Path, help="folder of a run of train.py --keep")
    p.add_argument("--steps", type=int, default=400)
    p.add_argument("--parallel", type=int, default=1, help="runs at the same time")
    p.add_argument("--layers", default="3,4,6", help="numbers of layers, the ear's among them")
    p.add_argument("--shares", default="0.11,0.33,1", help="shares of the real utterances")
    p.add_argument("--parlance", type=Path, help="the program, for word errors")
    p.add_argument("--builtin", type=Path, default=HERE.parent / "models/builtin", help="lexicon, language model and settings")
    p.add_argument("--manifest", type=Path, help="of dev_wavs.py")
    p.add_argument("rest", nargs="*", help="more arguments for train.py, after --")
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    if a.kept:
        rows = [judge(a, kept) for kept in sorted(a.kept.glob("minute-*.pt"))]
        write(a.out / "curves.csv", rows)
    else:
        layers, shares = [int(n) for n in a.layers.split(",")], [float(s) for s in a.shares.split(",")]
        runs = sorted({(n, 1.0) for n in layers} | {(max(layers), s) for s in shares}, reverse=True)
        with ThreadPoolExecutor(a.parallel) as pool:
            rows = []
            for row in pool.map(lambda run: train(a, *run), runs):
                rows.append(row)
                print(json.dumps(row), flush=True)
                write(a.out / "curves.csv", rows)
