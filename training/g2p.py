"""Grapheme to phoneme: cmudict -> g2p.bin, a joint-sequence model (Bisani and Ney, 2008).

    python g2p.py --dictionary cmudict.dict --out WORK_DIR [--order 6]

Each pronunciation is aligned with its spelling as a sequence of graphones (1 or 2 letters with 0
to 2 phones) by Viterbi training; an n-gram over graphones is then both the model and, decoded
with a beam for given letters, the pronunciation. One word in fifty is held out to measure it.
"""
import argparse
import heapq
import math
import os
import re
import time

import numpy as np

import container
import ngram

PHONES = ("AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z "
          "ZH").split()
SHAPES = [(1, 1), (1, 0), (2, 1), (1, 2), (2, 0), (2, 2)]     # letters, phones of a graphone
PRIOR = {(1, 1): 0.0, (1, 0): -2.5, (2, 1): -2.0, (1, 2): -4.0, (2, 0): -6.0, (2, 2): -6.0}


def dictionary(path):
    """(word, phones) rows in file order, stress dropped, comments dropped."""
    rows = []
    for line in open(path, encoding="utf-8"):
        line = line.split("#")[0].split()
        if len(line) >= 2:
            word = re.sub(r"\(\d+\)$", "", line[0]).lower()
            rows.append((word, tuple(re.sub(r"\d", "", p) for p in line[1:])))
    return rows


def align(word, phones, cost):
    """Best graphone sequence under cost(letters, phones), or None."""
    n, m = len(word), len(phones)
    best = [[-math.inf] * (m + 1) for _ in range(n + 1)]
    back = [[None] * (m + 1) for _ in range(n + 1)]
    best[0][0] = 0.0
    for i in range(n):
        for j in range(max(0, m - 2 * (n - i)), min(m, 2 * i) + 1):
            here = best[i][j]
            if here == -math.inf:
                continue
            for a, b in SHAPES:
                if i + a <= n and j + b <= m:
                    score = here + cost(word[i:i + a], phones[j:j + b])
                    if score > best[i + a][j + b]:
                        best[i + a][j + b] = score
                        back[i + a][j + b] = (a, b)
    if best[n][m] == -math.inf:
        return None
    out, i, j = [], n, m
    while i or j:
        a, b = back[i][j]
        out.append((word[i - a:i], phones[j - b:j]))
        i, j = i - a, j - b
    return out[::-1]


def train_alignment(rows, say):
    """Viterbi training on a growing part of the dictionary; gives the aligned rows."""
    letter_phone = {}
    for word, phones in rows:            # start: letters and phones at the same relative place belong together
        for i, c in enumerate(word):
            p = phones[min(len(phones) - 1, i * len(phones) // len(word))]
            letter_phone[c, p] = letter_phone.get((c, p), 0) + 1
    totals = {}
    for (c, _), n in letter_phone.items():
        totals[c] = totals.get(c, 0) + n

    def first(letters, phones):
        shape = PRIOR[len(letters), len(phones)]
        return shape + sum(math.log((letter_phone.get((letters[min(k, len(letters) - 1)], p), 0) + .1)
                                    / totals[letters[0]]) for k, p in enumerate(phones))

    cost, parts = first, [8, 4, 2, 1]
    for part in parts:
        aligned = [align(w, p, cost) for w, p in rows[::part]]
        counts = {}
        for graphones in aligned:
            for g in graphones or []:
                counts[g] = counts.get(g, 0) + 1
        total = sum(counts.values())
        logs = {g: math.log(n / total) for g, n in counts.items() if n > 2}

        def cost(letters, phones, logs=logs):
            # an unseen graphone costs more the larger it is, so that rare spellings align in small steps
            return logs.get((letters, phones), -16.0 - 4 * (len(letters) + len(phones)))
        say(f"1/{part} of the dictionary: {len(logs)} graphones, {sum(a is None for a in aligned)} not aligned")
    return aligned, counts


class Model:
    """The n-gram as a dictionary, for decoding here; Rust reads the file instead (src/speech/g2p.rs)."""

    def __init__(self, levels, graphones):
        self.order = len(levels)
        self.by_letters = {}
        for i, (letters, _) in enumerate(graphones):
            self.by_letters.setdefault(letters, []).append(i + 2)
        self.graphones = graphones
        self.grams = {}
        tuples = [(int(w),) for w in levels[0].word]
        for k, level in enumerate(levels):
            if k:
                tuples = [tuples[p] + (int(w),) for p, w in zip(level.prefix, level.word)]
            self.grams.update(zip(tuples, zip(level.logp.tolist(), level.backoff.tolist())))

    def logp(self, context, token):
        context = context[-(self.order - 1):]
        total = 0.0
        while True:
            hit = self.grams.get(context + (token,))
            if hit:
                return total + hit[0]
            if not context:
                return -30.0
            total += self.grams.get(context, (0, 0))[1]
            context = context[1:]

    def pronounce(self, word, n_best=1, beam=12):
        """[(score, phones)] best first."""
        stacks = [[] for _ in range(len(word) + 1)]
        stacks[0] = [(0.0, (0,), ())]
        for i in range(len(word)):
            seen = {}
            for item in stacks[i]:
                key = (item[1][-(self.order - 1):], item[2])
                if key not in seen or seen[key][0] < item[0]:
                    seen[key] = item
            for score, context, phones in heapq.nlargest(beam, seen.values(), key=lambda x: x[0]):
                for a in (1, 2):
                    for g in self.by_letters.get(word[i:i + a], []) if i + a <= len(word) else []:
                        stacks[i + a].append((score + self.logp(context, g), context[-(self.order - 1):] + (g,),
                                              phones + self.graphones[g - 2][1]))
        out = {}
        for score, context, phones in stacks[-1]:
            score += self.logp(context, 1)
            out[phones] = max(score, out.get(phones, -math.inf))
        return heapq.nlargest(n_best, ((s, p) for p, s in out.items() if p))


def build(rows, order, budget, say):
    """Model and its arrays from dictionary rows."""
    aligned, counts = train_alignment(rows, say)
    graphones = sorted(g for g, n in counts.items() if n >= 6)
    number = {g: i + 2 for i, g in enumerate(graphones)}
    stream = []
    for a in aligned:
        if a and all(g in number for g in a):
            stream += [0] + [number[g] for g in a] + [1]
    ids = np.array(stream, np.int32)
    word_bits = ngram.bits_for(len(graphones) + 2)
    levels = ngram.count(ids, order, 0, word_bits)
    ngram.estimate(levels, 0)
    say(f"{len(graphones)} graphones, grams " + " ".join(str(len(l.keys)) for l in levels))
    levels = ngram.prune(levels, budget, word_bits)
    say("kept " + " ".join(str(len(l.keys)) for l in levels))
    return Model(levels, graphones), levels, word_bits


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dictionary", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--order", type=int, default=6)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    began = time.time()

    def say(text):
        print(f"{time.time() - began:6.1f} s  {text}", flush=True)

    rows = [r for r in dictionary(args.dictionary) if re.fullmatch(r"[a-z']+", r[0])]
    words = sorted({w for w, _ in rows})
    held = set(words[::50])
    budget = {2: 12000, 3: 60000, 4: 110000, 5: 120000, 6: 100000, 7: 80000}
    model, levels, word_bits = build([r for r in rows if r[0] not in held], args.order, budget, say)
    truth = {}
    for word, phones in rows:
        if word in held:
            truth.setdefault(word, []).append(phones)
    errors = length = wrong = 0
    for word in words[::50][:1200]:
        best = model.pronounce(word)
        guess = best[0][1] if best else ()
        e = min((distance(guess, t), len(t)) for t in truth[word])
        errors, length, wrong = errors + e[0], length + e[1], wrong + (e[0] > 0)
    say(f"held out: {errors / length:.4f} phone errors, {wrong / 1200:.4f} words wrong")
    table = "".join(f"{letters}\t{' '.join(phones)}\n" for letters, phones in model.graphones)
    size = container.write(os.path.join(args.out, "g2p.bin"), "G2PM",
                           [table.encode()] + ngram.sections(levels, word_bits, 0, 1, 0))
    say(f"g2p.bin {size / 1e6:.2f} MB")
    import pickle
    pickle.dump(model, open(os.path.join(args.out, "g2p.pickle"), "wb"))


if __name__ == "__main__":
    main()
