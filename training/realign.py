"""Align the training speech anew with the model itself: best path through the words' pronunciations.

    python realign.py --data DATA --checkpoint RUN/last.pt --shared ../../shared [--only-unaligned]

Words come from the transcript by `normalise.py`; every word may be any of its pronunciations in
cmudict (or the G2P's guesses), with optional silence before and after each. Utterances whose path
scores badly lose their labels: the text is not what was said. Rewrites DATA/real.lab and real.json
(the first are kept as real.first.*). dev keeps its labels, which are the reference.
"""

import argparse, json, pickle, shutil
from pathlib import Path

import numpy as np
import torch

from data import Store
from evaluate import load, log_posteriors
from g2p import Model, dictionary  # noqa: F401 (Model: for the pickle)
from lexicon import pronunciations
from model import FRAME, TOKENS
from normalise import normalise
from prepare import UNIT

INDEX = {t: i for i, t in enumerate(TOKENS)}
FAR = -1e9
SILENCE_COST = -1.0  # of each optional silence between words


def graph(words):
    """Pronunciations of words [[phones]] -> classes [S], predecessors [S, P] (-1: none), costs
    [S, P], entry costs [S], final mask [S]. One state per phone, each with a self loop."""
    classes, before, entry = [], [], []

    def add(cls, sources, start):
        classes.append(cls)
        before.append(sources)
        entry.append(start)
        return len(classes) - 1

    ends = []  # states from which the next word may begin
    silence = add(0, [], 0.0)
    for k, variants in enumerate(words):
        sources = [(e, 0.0) for e in ends] + [(silence, 0.0)]
        ends = []
        for phones in variants:
            last = None
            for p in phones:
                first = last is None
                start = 0.0 if first and k == 0 else FAR
                last = add(INDEX[p], sources if first else [(last, 0.0)], start)
            ends.append(last)
        silence = add(0, [(e, SILENCE_COST if k + 1 < len(words) else 0.0) for e in ends], FAR)
    n, most = len(classes), max(1, max(len(b) for b in before))
    sources = np.zeros((n, most), np.int32)
    costs = np.full((n, most), FAR)
    for s, b in enumerate(before):
        for j, (q, c) in enumerate(b):
            sources[s, j], costs[s, j] = q, c
    final = np.zeros(n, bool)
    final[ends + [silence]] = True
    return np.array(classes), sources, costs, np.array(entry), final


def best_path(logp, g):
    """Best state sequence [T] of a graph under scores logp [T, classes], and its score; None if the
    sound is too short."""
    classes, sources, costs, entry, final = g
    emit = logp[:, classes]
    score = entry + emit[0]
    states = np.arange(len(classes))
    back = np.zeros((len(logp), len(classes)), np.int32)
    for t in range(1, len(logp)):
        come = score[sources] + costs
        j = come.argmax(1)
        came = come[states, j]
        stay = score >= came
        back[t] = np.where(stay, states, sources[states, j])
        score = np.where(stay, score, came) + emit[t]
    score = np.where(final, score, FAR)
    at = int(score.argmax())
    if score[at] < FAR / 2:
        return None
    total = float(score[at])
    path = [at]
    for t in range(len(logp) - 1, 0, -1):
        at = int(back[t, at])
        path.append(at)
    return classes[path[::-1]], total


def main(a):
    torch.set_num_threads(a.threads)
    torch.set_flush_denormal(True)
    known = {}
    for word, phones in dictionary(a.dictionary):
        known.setdefault(word, []).append(phones)
    g2p = pickle.loads(a.g2p.read_bytes()) if a.g2p else None
    model = load(a.checkpoint, a.device)
    c = model.c
    store = Store(a.data, "real")
    items = store.items
    lab = np.fromfile(a.data / "real.lab", np.uint8)
    prior = np.bincount(lab[lab < 255], minlength=c.classes) + 1.0
    prior = np.log(prior / prior.sum())
    # "score" is there when the labels are ours and not the first aligner's.
    todo = [
        i for i, item in enumerate(items)
        if item["split"] == "train" and (not a.only_unaligned or not item["aligned"] or "score" in item)
    ]  # fmt: skip
    todo.sort(key=lambda i: items[i]["samples"])
    per = FRAME // c.slots_per_frame
    dropped, scores, kept = 0, [], 0
    for k in range(0, len(todo), 8):
        part = todo[k : k + 8]
        for i, logp in zip(part, log_posteriors(model, [store.get(i)[0] for i in part], a.device)):
            item = items[i]
            words = normalise(item["transcript"]).split()
            variants = [pronunciations(w, known, g2p)[0] if g2p or w in known else [] for w in words]
            variants = [v for v in variants if v]
            found = best_path(logp - a.prior * prior, graph(variants)) if len(variants) == len(words) > 0 else None
            units = item["samples"] // UNIT
            at = item["start"] // UNIT
            if found is None:
                dropped += 1
                continue
            path, _ = found
            slots = np.minimum((np.arange(units) * UNIT + UNIT // 2) // per, len(path) - 1)
            speech = path > 0
            # Mean log posterior of the path where it says speech: how well the sound fits the text.
            score = float(logp[np.arange(len(path)), path][speech].mean()) if speech.any() else -9.0
            scores.append(score)
            good = score > a.worst
            lab[at : at + units] = path[slots] if good else 255
            item["aligned"] = bool(good)
            item["score"] = round(score, 3)
            kept += good
        if k % 800 == 0:
            print(f"{k}/{len(todo)}", flush=True)
    q = np.percentile(scores, [1, 5, 25, 50, 75]).round(2)
    print(f"{kept} aligned, {len(scores) - kept} below {a.worst}, {dropped} impossible; scores at 1, 5, 25, 50, 75 %: {q}")
    for name in ("real.lab", "real.json"):
        first = a.data / name.replace("real", "real.first")
        if not first.exists():
            shutil.copy(a.data / name, first)
    lab.tofile(a.data / "real.lab.new")
    (a.data / "real.json.new").write_text(json.dumps(items))
    (a.data / "real.lab.new").replace(a.data / "real.lab")
    (a.data / "real.json.new").replace(a.data / "real.json")


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--checkpoint", type=Path, required=True)
    p.add_argument("--dictionary", type=Path, required=True, help="cmudict.dict")
    p.add_argument("--g2p", type=Path, help="pickled model of g2p.py")
    p.add_argument("--only-unaligned", action="store_true", help="only what the first aligner left out")
    p.add_argument("--worst", type=float, default=-4.0, help="mean log posterior below which labels are dropped")
    p.add_argument("--prior", type=float, default=0.5, help="scale of the log priors")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--device", default="cpu")
    main(p.parse_args())
