"""Word and character error rates of hypotheses, per source and in all, as `parlance bench wer`.

    python score.py --manifest FILE.tsv --hypotheses FILE.tsv [--split dev] [--json]
    parlance bench wer --manifest DEV/dev.tsv --json > bench.json && python score.py --bench bench.json

The manifest has the columns path, transcript, source; the hypotheses path and hypothesis. Both
sides are normalised by `normalise.py`; intervals are 95 % bootstrap over utterances. With --bench both are
counted again from what `parlance bench wer` heard, and rates that differ by more than 0.1 % are an error.
"""

import argparse, csv, json
from pathlib import Path

import numpy as np

from normalise import normalise


def table(path):
    """Rows of a tab-separated file with a header line."""
    with open(path, encoding="utf-8") as f:
        yield from csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)


def distance(a, b):
    """Levenshtein distance of two sequences of numbers."""
    row = np.arange(len(b) + 1)
    b = np.asarray(b)
    at = np.arange(len(b) + 1)
    for x in a:
        best = row + 1
        best[1:] = np.minimum(best[1:], row[:-1] + (b != x))
        # Insertions from the left: min over k <= j of best[k] + (j - k).
        row = np.minimum.accumulate(best - at) + at
    return int(row[-1])


def counts(said, heard):
    """(word errors, words, character errors, characters) of one utterance."""
    said, heard = normalise(said).split(), normalise(heard).split()
    ids = {}
    words = [[ids.setdefault(w, len(ids)) for w in text] for text in (heard, said)]
    letters = [[ord(x) for x in " ".join(text)] for text in (heard, said)]
    return distance(*words), len(words[1]), distance(*letters), len(letters[1])


def interval(errors, lengths, rounds=1000, seed=7):
    """Rate and its 2.5 and 97.5 percentiles over resampled utterances."""
    e, n = np.array(errors), np.array(lengths)
    draw = np.random.default_rng(seed).integers(len(e), size=(rounds, len(e)))
    rates = e[draw].sum(1) / np.maximum(n[draw].sum(1), 1)
    return [float(e.sum() / max(n.sum(), 1)), *(float(x) for x in np.percentile(rates, [2.5, 97.5]))]


def report(rows, hypotheses):
    """Manifest rows and {path: hypothesis} -> {source: {utterances, words, wer, cer}}."""
    by = {}
    for r in rows:
        c = counts(r["transcript"], hypotheses[r["path"]])
        for source in (r["source"], "all"):
            by.setdefault(source, []).append(c)
    out = {}
    for source in sorted(by):
        we, wn, ce, cn = zip(*by[source])
        out[source] = {"utterances": len(we), "words": sum(wn), "wer": interval(we, wn), "cer": interval(ce, cn)}
    return out


def show(result):
    for source, r in result.items():
        w, c = r["wer"], r["cer"]
        print(
            f"{source:20} {r['utterances']:5} clips {r['words']:6} words  WER {w[0]:6.1%} [{w[1]:.1%}, {w[2]:.1%}]"
            f"  CER {c[0]:6.1%} [{c[1]:.1%}, {c[2]:.1%}]"
        )


def compare(file):
    """Counts again what `parlance bench wer --json` counted; whether all rates agree within 0.001."""
    bench = json.loads(Path(file).read_text())
    rows = [{"path": str(i), "transcript": c["transcript"], "source": c["source"]} for i, c in enumerate(bench["clips"])]
    ours = report(rows, {str(i): c["heard"] for i, c in enumerate(bench["clips"])})
    agree = True
    for theirs in [*bench["sources"], bench["all"]]:
        for kind in ("wer", "cer"):
            a, b = ours[theirs["source"]][kind][0], theirs[kind]["rate"]
            agree &= abs(a - b) <= 0.001
            print(f"{theirs['source']:20} {kind}  here {a:8.4%}  parlance {b:8.4%}  difference {abs(a - b):.4%}")
    return agree


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--manifest", type=Path)
    p.add_argument("--hypotheses", type=Path)
    p.add_argument("--bench", type=Path, help="JSON of `parlance bench wer`: count again and compare")
    p.add_argument("--split", help="only rows whose column split says this")
    p.add_argument("--json", action="store_true")
    a = p.parse_args()
    if a.bench:
        raise SystemExit(0 if compare(a.bench) else "the rates differ")
    if not (a.manifest and a.hypotheses):
        p.error("give --manifest and --hypotheses, or --bench")
    rows = [r for r in table(a.manifest) if not a.split or r["split"] == a.split]
    result = report(rows, {r["path"]: r["hypothesis"] for r in table(a.hypotheses)})
    print(json.dumps(result)) if a.json else show(result)
