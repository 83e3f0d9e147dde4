"""Weights of the search and thresholds of the noise guard for new acoustic weights: minutes on one core.

    cargo build --release
    python tune_search.py --parlance TARGET/release/parlance --model ../models/builtin --dev DEV/dev.tsv \
        --noise NOISE/noise.tsv --alignments SHARED/speech/alignments.tsv --out search.json

The decoder hears everything once (`bench wer --save-posteriors`); then one weight after the other is moved as
long as that lowers the word errors on the third of dev that is for tuning (`--part tune`: by a hash of the
file's name). Word errors of the other two thirds, before and after, are what is reported. The noise guard's
weights and threshold are chosen on half of the noises and the same third of dev: as few short recordings dropped as the
wished rate of invented words allows. DEV is from dev_wavs.py, NOISE from noise_wavs.py.
"""

import argparse, collections, json, os, shutil, subprocess, tempfile, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

STEPS = {  # weight -> values to try, in order
    "prior_scale": [0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8],
    "acoustic_floor": [-20.0, -14.0, -10.0, -8.0],
    "lm_weight": [1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0, 3.5],
    "word_penalty": [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0],
    "silence_penalty": [-0.4, -0.2, 0.0, 0.2, 0.4],
    "phone_penalty": [-0.6, -0.3, 0.0, 0.3, 0.6],
    "duration_weight": [0.0, 0.15, 0.3, 0.5],
    "min_silence_slots": [2, 3, 4],
}
DEFAULTS = {"acoustic_floor": -14.0, "prior_scale": 0.6, "lm_weight": 1.6, "min_silence_slots": 3}
SLOT_S = 0.02


def durations(alignments, share):
    """{phone: [least slots, mean slots]} of the aligned training speech; the least leaves out `share`."""
    lengths = collections.defaultdict(list)
    with open(alignments) as f:
        next(f)
        for line in f:
            _, split, _, phones = line.rstrip("\n").split("\t")
            if split == "train":
                for phone in phones.split():
                    name, _, length = phone.split(":")
                    lengths[name].append(int(length) * 0.01 / SLOT_S)
    table = {}
    for name, all_of_it in sorted(lengths.items()):
        if name == "SIL" or name.startswith("+"):
            continue
        all_of_it.sort()
        least = max(1, round(all_of_it[int(share * len(all_of_it))]))
        usual = all_of_it[: int(0.98 * len(all_of_it))]  # the aligner stretches a phone over a pause now and then
        table[name] = [least, round(max(sum(usual) / len(usual), least + 0.3), 2)]
    return table


class Bench:
    """Runs `parlance bench` with a settings file of its own beside the model's files."""

    def __init__(self, a, folder):
        self.a, self.folder = a, Path(folder)
        self.posteriors = self.folder / "dev.safetensors"
        self.seen = {}
        if a.posteriors:
            self.posteriors = a.posteriors
        else:
            self.run(a.model, "wer", "--reading", "first", "--manifest", a.dev, "--save-posteriors", self.posteriors)

    def run(self, model, *args):
        call = [self.a.parlance, "bench", args[0], "--model", model, *args[1:]]
        done = subprocess.run([str(c) for c in call], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(map(str, call))}\n{done.stderr}")
        return done.stdout

    def model(self, tuning):
        """A folder with the model's files and these settings."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        for file in Path(self.a.model).iterdir():
            if file.name != "search.json":
                os.symlink(file.resolve(), folder / file.name)
        (folder / "search.json").write_text(json.dumps(tuning))
        return folder

    def wer(self, tuning, part):
        """Word errors of a part; the sources count alike, so that the largest does not decide alone."""
        key = json.dumps([tuning["search"], part], sort_keys=True)
        if key not in self.seen:
            folder = self.model(tuning)
            out = self.run(folder, "wer", "--reading", "first", "--manifest", self.a.dev, "--posteriors", self.posteriors, "--part", part, "--json")
            shutil.rmtree(folder)
            report = json.loads(out)
            by = {s["source"]: s["wer"]["rate"] for s in report["sources"]}
            self.seen[key] = (sum(by.values()) / len(by), report["all"]["wer"]["rate"], report["real_time_factor"], by)
        return self.seen[key]


def tune(bench, tuning, tables):
    """One weight after the other, twice."""
    best = bench.wer(tuning, "tune")[0]
    steps = dict(STEPS)
    if tables:
        steps["durations"] = tables
    for turn in range(bench.a.turns):
        before = best
        for name, values in steps.items():
            if name == "duration_weight" and not tuning["search"].get("durations"):
                continue
            now = tuning["search"].get(name, DEFAULTS.get(name, 0.0 if name != "durations" else {}))
            if name != "durations":  # the neighbours first; further only in a direction that pays
                at = min(range(len(values)), key=lambda i: abs(values[i] - now))
                values = values[max(at - 1, 0) : at + 2]
            tries = [{**tuning, "search": {**tuning["search"], name: v}} for v in values if v != now]
            with ThreadPoolExecutor(bench.a.jobs) as pool:
                results = list(pool.map(lambda t: bench.wer(t, "tune")[0], tries))
            k = min(range(len(tries)), key=results.__getitem__, default=None)
            if k is not None and results[k] < best - 1e-4:
                best, tuning = results[k], tries[k]
                shown = tuning["search"][name] if name != "durations" else "table"
                print(f"{time.strftime('%H:%M:%S')} {name} {shown}: {best:.4f}", flush=True)
        if best >= before - 1e-4:
            break
    return tuning


SIGNS = ["confidence", "score", "sharpness"]
MOST_WORDS = 8  # longer utterances are never taken for noise


def logistic(x, y, weight, decay=0.3, steps=30):
    """Weights of a logistic regression by Newton's method; x is standardised on the way."""
    scale = x.std(0) + 1e-6
    z = np.c_[(x - x.mean(0)) / scale, np.ones(len(x))]
    w = np.zeros(z.shape[1])
    ridge = decay * np.r_[np.ones(x.shape[1]), 0]
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(z @ w, -30, 30)))
        gradient = z.T @ (weight * (p - y)) + ridge * w
        w -= np.linalg.solve((z * (weight * p * (1 - p))[:, None]).T @ z + np.diag(ridge + 1e-9), gradient)
    return w[:-1] / scale


def cheapest(noise, speech, price):
    """The cut, in the middle of those that cost least, when an invented word costs so many dropped utterances."""
    values = sorted({v for _, v in noise + speech})
    cuts = [values[0] - 1] + [(a + b) / 2 for a, b in zip(values, values[1:])]
    cost = lambda cut: sum(v < cut for _, v in speech) + price * sum(n for n, v in noise if v >= cut)
    costs = [cost(cut) for cut in cuts]
    best = [cut for cut, c in zip(cuts, costs) if c <= min(costs) + 1e-9]
    return best[len(best) // 2]


def guard(bench, tuning):
    """Weights and threshold of the noise guard, and what they do on the part they were not chosen on.

    The weights are those of a logistic regression of speech against noise over the signs that `bench noise` tells,
    confidence counting 1; the threshold is the one that drops least speech and keeps to the wished rate."""
    a = bench.a
    sets = ["--reader", "off", "--words", MOST_WORDS, "--json"]
    for manifest in [a.noise, a.dev, *a.short]:
        sets += ["--manifest", manifest]
    report = json.loads(bench.run(bench.model({**tuning, "doubt": {}}), "noise", *sets))
    clips = [c for c in report["clips"] if c["tuned"]]
    minutes = sum(c["seconds"] for c in clips if c["noise"]) / 60
    said = [(s["signs"], c["noise"]) for c in clips for s in c["said"] if 0 < s["signs"]["words"] <= MOST_WORDS]
    x = np.array([[signs[name] for name in SIGNS] for signs, _ in said])
    y = np.array([not noise for _, noise in said], float)
    if not 0 < y.sum() < len(y):
        print("the noise guard stays as it is: no noise, or no short speech, in which anything is heard")
        return tuning
    w = logistic(x, y, np.where(y > 0, (1 - y).sum() / y.sum(), 1))
    w = w / max(w[0], w[-1] / 10)  # should confidence say nothing, then sharpness says it
    doubt = {f"{name}_weight": round(float(v), 3) for name, v in zip(SIGNS[1:], w[1:])}
    values = x @ np.r_[1, list(doubt.values())]
    noise = [(s["words"], v) for (s, is_noise), v in zip(said, values) if is_noise]
    speech = [(s["words"], v) for (s, is_noise), v in zip(said, values) if not is_noise]
    for price in [0.05 * 1.25**i for i in range(40)]:
        cut = round(float(cheapest(noise, speech, price)), 3)
        if sum(n for n, v in noise if v >= cut) <= a.invented * minutes:
            break
    tuning = {**tuning, "doubt": {**doubt, "least": [cut] * MOST_WORDS}}
    sets.remove("--json")
    print(bench.run(bench.model(tuning), "noise", *sets), flush=True)
    return tuning


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--parlance", type=Path, required=True)
    p.add_argument("--model", type=Path, required=True)
    p.add_argument("--dev", type=Path, required=True)
    p.add_argument("--posteriors", type=Path, help="log posteriors of dev that are there already, instead of the model's own")
    p.add_argument("--noise", type=Path, help="also choose the noise guard's weights and thresholds")
    p.add_argument("--short", type=Path, action="append", default=[], help="short speech beside dev's (path, transcript, source)")
    p.add_argument("--invented", type=float, default=0.5, help="words a minute that may be heard in noise")
    p.add_argument("--alignments", type=Path, help="also try durations of phones counted there")
    p.add_argument("--turns", type=int, default=2)
    p.add_argument("--jobs", type=int, default=1)
    p.add_argument("--out", type=Path, required=True, help="search.json")
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(a, folder)
        old = json.loads((a.model / "search.json").read_text())
        old.setdefault("search", {})
        tables = [{}] + [durations(a.alignments, share) for share in (0.02, 0.05, 0.1)] if a.alignments else None
        new = tune(bench, old, tables)
        for name, tuning in (("before", old), ("after", new)):
            mean, every, factor, by = bench.wer(tuning, "report")
            sources = ", ".join(f"{s} {w:.2%}" for s, w in by.items())
            print(f"{name}: {every:.2%} of the other two thirds ({sources}), search alone {factor:.4f} x real time", flush=True)
        a.out.write_text(json.dumps(new, indent=1) + "\n")
        if a.noise:
            a.out.write_text(json.dumps(guard(bench, new), indent=1) + "\n")
    print(a.out)


if __name__ == "__main__":
    main()
