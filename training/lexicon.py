"""The pronunciation lexicon: vocabulary.txt + cmudict + g2p -> lexicon.bin.

    python lexicon.py --dictionary cmudict.dict --out WORK_DIR

WORK_DIR holds vocabulary.txt (lm.py) and g2p.pickle (g2p.py). Every word gets the dictionary's
pronunciations; a possessive that is not listed gets its word's with the ending English gives it;
a word without vowel letters is spelled out; the rest comes from the G2P model (its second choice
too when it is nearly as good). Stored as a prefix tree in breadth-first order, so that the
children of a node are neighbours: the sections are described in src/speech/lexicon.rs.
"""
import argparse
import math
import os
import pickle
import re

import numpy as np

import container
import g2p as g2p_module
from g2p import PHONES, Model, dictionary  # noqa: F401  (Model: for the pickle)

NUMBER = {p: i + 1 for i, p in enumerate(PHONES)}      # 0 is silence
MOST = 4                                               # pronunciations a word keeps


def possessive(phones):
    """The ending of 's after a pronunciation."""
    last = phones[-1]
    if last in ("S", "Z", "SH", "ZH", "CH", "JH"):
        return phones + ("IH", "Z")
    return phones + (("S",) if last in ("P", "T", "K", "F", "TH") else ("Z",))


def pronunciations(word, known, model):
    """Phone tuples of a word and where they came from."""
    if word in known:
        return known[word][:MOST], "dictionary"
    if word.endswith("'s"):
        base, _ = pronunciations(word[:-2], known, model) if len(word) > 2 else ([], "")
        if base:
            return [possessive(p) for p in base], "possessive"
    letters = word.replace("'", "")
    if not re.search(r"[aeiouy]", letters) and len(letters) <= 6:
        return [sum((known[c][0] if c != "a" else ("EY",) for c in letters), ())], "spelled"
    best = model.pronounce(letters, n_best=2)
    return [p for s, p in best if s > best[0][0] - math.log(3)], "g2p"


def tree(entries):
    """Breadth-first prefix tree of (phones, word id): for each node its phone and how many children and words; the words."""
    root = {}
    for phones, word in entries:
        node = root
        for p in phones:
            node = node.setdefault(p, {})
        node.setdefault(None, []).append(word)
    phone, n_children, n_words, words = [0], [], [], []
    queue, at = [root], 0
    while at < len(queue):
        node = queue[at]
        at += 1
        here = sorted(set(node.get(None, [])))
        children = sorted(k for k in node if k is not None)
        words += here
        n_words.append(len(here))
        n_children.append(len(children))
        for p in children:
            phone.append(p)
            queue.append(node[p])
    return phone, n_children, n_words, words


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dictionary", required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    known = {}
    for word, phones in dictionary(args.dictionary):
        if phones not in known.setdefault(word, []):
            known[word].append(phones)
    import __main__
    __main__.Model = g2p_module.Model
    model = pickle.load(open(os.path.join(args.out, "g2p.pickle"), "rb"))
    words = [line.split()[0] for line in open(os.path.join(args.out, "vocabulary.txt"))]
    entries, origins, strings = [], {}, []
    for number, word in enumerate(words):
        strings.append(word.encode())
        if word.startswith("<"):
            continue
        found, origin = pronunciations(word, known, model)
        origins[origin] = origins.get(origin, 0) + 1
        entries += [([NUMBER[p] for p in phones], number) for phones in found]
    phone, n_children, n_words, ids = tree(entries)
    assert max(map(len, strings)) < 256 and max(n_words) < 256, "a count must fit a byte"
    by_spelling = np.array(sorted(range(len(words)), key=lambda i: strings[i]), "<u4")
    head = np.array([len(words), len(phone), len(PHONES) + 1, 3], "<u4")
    size = container.write(os.path.join(args.out, "lexicon.bin"), "LEXI", [
        head, bytes(map(len, strings)), b"".join(strings), bytes(phone), bytes(n_children), bytes(n_words),
        np.array(ids, "<u4"), by_spelling])
    print(f"{len(words)} words ({origins}), {len(entries)} pronunciations, {len(phone)} nodes, {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
