"""The language model: text -> vocabulary.txt and lm.bin.

    python lm.py --text TEXT_DIR --speech SPEECH_DIR --out WORK_DIR [--budget 1.8,1.2]

TEXT_DIR holds the .txt files (or .txt.xz); the held-out dev*.txt files are never trained on, and
no line that holds a sentence of the dev split of SPEECH_DIR's manifest is either. Words are
normalised by normalise.py. Writes WORK_DIR/vocabulary.txt (word, count; the line's number is the
word's id in every file) and WORK_DIR/lm.bin, and prints the perplexity on dev.txt.
"""
import argparse
import csv
import lzma
import os
import re
import time
from collections import Counter

import numpy as np

import ngram
from normalise import cardinal, normalise

START, END, UNKNOWN = 0, 1, 2
SPECIAL = ["<s>", "</s>", "<unk>"]
SOURCES = {"prose": 1, "docs": 1, "dialogue": 1, "dialogue_verbatim": 1, "sentences": 2, "sentences_lowercase": 2}
SPOKEN = [(",", " comma "), (".", " period "), ("?", " question mark "), ("!", " exclamation mark "),
          (":", " colon "), (";", " semicolon ")]
ACRONYM = re.compile(r"\b[A-Z]{2,5}\b")
# Marks that programmers leave in documents and nobody says: they are no words of the vocabulary.
MARKS = re.compile(r"\b(?:FIXME|XXX+|TBD|NOQA|WONTFIX)\b:?")


def read(folder, name):
    path = os.path.join(folder, name + ".txt")
    if os.path.exists(path):
        return open(path, encoding="utf-8").read()
    return lzma.open(path + ".xz", "rt", encoding="utf-8").read()


def dev_sentences(speech):
    """Normalised transcripts of the dev split, as padded strings to look for."""
    rows = csv.DictReader(open(os.path.join(speech, "manifest.tsv"), encoding="utf-8"), delimiter="\t")
    texts = {" ".join(normalise(r["transcript"]).split()) for r in rows if r["split"] == "dev"}
    return {t for t in texts if t.count(" ") >= 3}


def leave_out(lines, held_out):
    """Lines without any held-out sentence, and how many were dropped."""
    heads = {}
    for text in held_out:
        heads.setdefault(" ".join(text.split()[:4]), []).append(text)
    kept, dropped = [], 0
    for line in lines:
        words = line.split()
        bad = any(" ".join(words[i:i + 4]) in heads
                  and any(" " + t + " " in " " + line + " " for t in heads[" ".join(words[i:i + 4])])
                  for i in range(len(words) - 3))
        if bad:
            dropped += 1
        else:
            kept.append(line)
    return kept, dropped


def spoken_punctuation(text, rng, n):
    """Lines of written text as somebody dictates them, with the punctuation said aloud."""
    lines = text.split("\n")
    out = []
    for i in rng.choice(len(lines), min(n, len(lines)), replace=False):
        line = re.sub(r"(?<=\d)[.,:](?=\d)|\b(?:Mr|Mrs|Dr)\.", " ", lines[i])
        for mark, words in SPOKEN:
            if mark == "." and rng.random() < 0.3:
                words = " full stop "
            line = line.replace(mark, words)
        ending = rng.random()
        out.append(line + (" new line" if ending < .1 else " new paragraph" if ending < .2 else ""))
    return out


UNITS = "character word line sentence paragraph heading".split()
ORD = "first second third fourth fifth last next previous".split()


def fill(template, pick, rng):
    """One sentence from a template of commands.txt."""
    def option(match):
        return str(rng.choice(match.group(1).split("|")))

    while re.search(r"\(([^()]*)\)|\[([^\[\]]*)\]", template):
        template = re.sub(r"\[([^\[\]]*)\]", lambda m: str(rng.choice(m.group(1).split("|"))) if rng.random() < .5
                          else "", template, count=1)
        template = re.sub(r"\(([^()]*)\)", option, template, count=1)
    words = []
    for word in template.split():
        if word == "TEXT":
            words += pick(int(rng.choice([1, 1, 1, 2, 2, 3])))
        elif word in ("WORD", "NAME"):
            words += pick(1)
        elif word == "N":
            words.append(cardinal(int(rng.integers(1, 13))))
        elif word == "ORD":
            words.append(str(rng.choice(ORD)))
        elif word == "UNIT":
            words.append(str(rng.choice(UNITS)))
        elif word == "UNITS":
            words.append(str(rng.choice(UNITS)) + "s")
        elif word == "LETTER":
            words.append(chr(97 + int(rng.integers(26))))
        else:
            words.append(word)
    return " ".join(words)


def commands(folder, lines, n, rng):
    """About n command sentences, their slots filled with runs of words from running text."""
    templates, weights = [], []
    for row in open(os.path.join(folder, "commands.txt")):
        if row.strip() and not row.startswith("#"):
            weight, template = row.split(None, 1)
            templates.append(template.strip())
            weights.append(float(weight))
    weights = np.array(weights) / sum(weights)

    def pick(k):
        for _ in range(20):
            words = lines[int(rng.integers(len(lines)))].split()
            if len(words) >= k:
                at = int(rng.integers(len(words) - k + 1))
                return words[at:at + k]
        return ["text"]

    return [fill(templates[i], pick, rng) for i in rng.choice(len(templates), n, p=weights)]


def choose_vocabulary(counts, dictionary, acronyms, size):
    """The words worth knowing: in the dictionary and seen, or seen often enough to be real words."""
    def wanted(word, n):
        if word in dictionary:
            return True
        if len(word.replace("'", "")) < 3 or re.search(r"(.)\1\1", word) or word.count("'") > 1:
            return n >= 60 and word in acronyms
        if not re.search(r"[aeiouy]", word):
            return n >= 40 and word in acronyms
        base = word[:-2] if word.endswith("'s") else None
        return n >= (1 if base in dictionary else 3)

    chosen = [(w, n) for w, n in counts.most_common() if wanted(w, n)]
    return chosen[:size]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--text", required=True)
    parser.add_argument("--speech", required=True)
    parser.add_argument("--dictionary", required=True, help="cmudict.dict")
    parser.add_argument("--out", required=True)
    parser.add_argument("--vocabulary", type=int, default=100000)
    parser.add_argument("--order", type=int, default=3)
    parser.add_argument("--budget", default="1.8,1.2", help="millions of bigrams, trigrams, ... kept")
    parser.add_argument("--commands", type=int, default=60000, help="command sentences among the text")
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    began = time.time()
    rng = np.random.default_rng(1)
    held_out = dev_sentences(args.speech)

    def say(text):
        print(f"{time.time() - began:6.1f} s  {text}", flush=True)

    lines, counts, acronyms = [], Counter(), Counter()
    punctuated = []
    for name, weight in SOURCES.items():
        text = MARKS.sub(" ", read(args.text, name))
        acronyms.update(a.lower() for a in ACRONYM.findall(text))
        if name in ("dialogue", "prose"):
            punctuated += spoken_punctuation(text, rng, 12000)
        spoken, dropped = leave_out(normalise(text).split("\n"), held_out)
        counts.update(" ".join(spoken).split())
        lines += spoken * weight
        say(f"{name}: {len(spoken)} lines, {dropped} held-out dropped")
    lines += normalise("\n".join(punctuated)).split("\n")
    lines += commands(os.path.dirname(os.path.abspath(__file__)), lines, args.commands, rng)
    dictionary = {re.sub(r"\(\d+\)$", "", row.split()[0]) for row in open(args.dictionary) if row.strip()}
    vocabulary = choose_vocabulary(counts, dictionary, {a for a, n in acronyms.items() if n >= 20}, args.vocabulary)
    with open(os.path.join(args.out, "vocabulary.txt"), "w") as file:
        file.write("".join(f"{w} 0\n" for w in SPECIAL) + "".join(f"{w} {n}\n" for w, n in vocabulary))
    number = {w: i + len(SPECIAL) for i, (w, _) in enumerate(vocabulary)}
    say(f"{len(vocabulary)} words of {len(counts)}")

    def encode(lines):
        stream = []
        for line in lines:
            words = line.split()
            if words:
                stream.append(START)
                stream += [number.get(w, UNKNOWN) for w in words]
                stream.append(END)
        return np.array(stream, np.int32)

    ids = encode(lines)
    del lines
    say(f"{len(ids)} tokens, {(ids == UNKNOWN).mean():.4f} unknown")
    word_bits = ngram.bits_for(len(vocabulary) + len(SPECIAL))
    levels = ngram.count(ids, args.order, START, word_bits)
    say("counted " + ", ".join(str(len(l.keys)) for l in levels))
    ngram.estimate(levels, START)
    dev = encode(normalise(read(args.text, "dev")).split("\n"))
    known = dev != UNKNOWN

    def perplexity(levels):
        logp = ngram.log_probabilities(levels, dev, word_bits, START)
        use = known & ~np.isnan(logp)
        return np.exp(-logp[use].mean())

    say(f"perplexity on dev.txt (unknown words left out): whole model {perplexity(levels):.1f}")
    budget = dict(enumerate((int(float(b) * 1e6) for b in args.budget.split(",")), 2))
    levels = ngram.prune(levels, budget, word_bits)
    say("kept " + ", ".join(str(len(l.keys)) for l in levels) + f"; perplexity {perplexity(levels):.1f}")
    say(f"dev.txt: {len(dev)} tokens, {1 - known.mean():.4f} unknown")
    # Six bits of a probability and five of a weight lose nothing (LANGUAGE.md); two more n-grams fit for each bit.
    size = ngram.write(os.path.join(args.out, "lm.bin"), levels, word_bits, START, END, UNKNOWN, bits=(6, 5))
    say(f"lm.bin {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
