"""Weights of the search and thresholds of the noise guard for new acoustic weights: minutes on one core.

    cargo build --profile bench-fast
    python tune_search.py --parlance TARGET/bench-fast/parlance --model ../models/builtin --dev DEV/dev.tsv \
        --noise NOISE/noise.tsv --alignments SHARED/speech/alignments.tsv --out search.json

The decoder hears everything once (`bench wer --save-posteriors`); then one weight after the other is moved as
long as that lowers the word errors on the third of dev that is for tuning (`--part tune`: by a hash of the
file's name). Word errors of the other two thirds, before and after, are what is reported. The noise guard's
thresholds are chosen on half of the noises and the same third of dev: as few short recordings dropped as the
wished rate of invented words allows. DEV is from dev_wavs.py, NOISE from noise_wavs.py.
"""

import argparse, collections, json, os, shutil, subprocess, tempfile, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

STEPS = {  # weight -> values to try, in order
    "prior_scale": [0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8],
    "lm_weight": [1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 3.0],
    "word_penalty": [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0],
    "silence_penalty": [-0.4, -0.2, 0.0, 0.2, 0.4],
    "phone_penalty": [-0.6, -0.3, 0.0, 0.3, 0.6],
    "duration_weight": [0.0, 0.15, 0.3, 0.5],
    "min_silence_slots": [2, 3, 4],
}
DEFAULTS = {"prior_scale": 0.6, "lm_weight": 1.6, "min_silence_slots": 3}
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
        self.run(a.model, "wer", "--manifest", a.dev, "--save-posteriors", self.posteriors)

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
            out = self.run(folder, "wer", "--manifest", self.a.dev, "--posteriors", self.posteriors, "--part", part, "--json")
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


def guard(bench, tuning):
    """Thresholds of the noise guard, and what they do on the part they were not chosen on."""
    a = bench.a
    folder = bench.model(tuning)
    report = json.loads(bench.run(folder, "noise", "--manifest", a.noise, "--manifest", a.dev, "--words", "8", "--json"))
    clips = [c for c in report["clips"] if c["tuned"]]
    minutes = sum(c["seconds"] for c in clips if c["noise"]) / 60
    noise = [(s["words"], s["value"]) for c in clips if c["noise"] for s in c["said"]]
    speech = [(s["words"], s["value"]) for c in clips if not c["noise"] for s in c["said"]]
    best = None
    for price in [0.05 * 1.25**i for i in range(40)]:  # dropped utterances of speech that an invented word is worth
        least = []
        for n in range(1, 9):
            values = sorted({v for m, v in noise + speech if m == n})
            cuts = [-1.0] + [round(v + 1e-3, 3) for v in values]

            def cost(cut):
                dropped = sum(1 for m, v in speech if m == n and v < cut)
                return dropped + price * n * sum(1 for m, v in noise if m == n and v >= cut)

            least.append(min(cuts, key=cost))
        invented = sum(n for n, v in noise if n > 8 or v >= least[n - 1]) / max(minutes, 1e-9)
        best = least
        if invented <= a.invented:
            break
    tuning = {**tuning, "doubt": {**tuning.get("doubt", {}), "least": best}}
    after = bench.run(bench.model(tuning), "noise", "--manifest", a.noise, "--manifest", a.dev)
    print(after, flush=True)
    return tuning


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--parlance", type=Path, required=True)
    p.add_argument("--model", type=Path, required=True)
    p.add_argument("--dev", type=Path, required=True)
    p.add_argument("--noise", type=Path, help="also choose the noise guard's thresholds")
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
