"""Text to labelled words for the punctuation model: what stands after each word, how it is cased, whether speech
begins before it or ends behind it.

Reads the xz files of the text folder (see models/builtin/PUNCTUATION.md for the sources), writes numpy arrays.
Blocks of 200 consecutive lines whose hash falls into one of 50 are held out; nothing here looks at them again.

    python punctuation_data.py --text DIR --out training/data/punctuation
"""

import argparse
import collections
import hashlib
import lzma
import pathlib
import re

import numpy as np

KINDS = ["docs", "dialogue", "prose", "sentences"]
MARKS = ["", ",", ".", "?", "!", ":"]  # order is part of the file format
BLOCK, HELD_OUT = 200, 50
VOCAB, SUFFIXES = 32_000, 4096

NUMBER = {
    *"ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty "
    "sixty seventy eighty ninety hundred thousand million billion".split()
}
UNIT = {*"one two three four five six seven eight nine".split()}
OPENING, CLOSING = '"“', '"”'
CORE = re.compile(r"^[\"'(\[“‘]*(.*?)([\"')\]”’.,?!:;…]*)$")


def held_out(kind: str, block: int) -> bool:
    digest = hashlib.sha256(f"{kind}/{block}".encode()).digest()
    return int.from_bytes(digest[:4], "little") % HELD_OUT == 0


def mark_of(tail: str) -> str:
    for c in reversed(tail):
        if c in ".?!":
            return c
        if c == "…":
            return "."
        if c in ",;":
            return ","
        if c == ":":
            return ":"
    return ""


def shape(word: str) -> str:
    """Digits look alike; the Rust side does the same."""
    return word if word.isalpha() else re.sub(r"\d", "0", word)


def case_of(core: str) -> int:
    """0 lower, 1 capital or mixed, 2 all capitals."""
    if core.islower() or not any(c.isupper() for c in core):
        return 0
    letters = [c for c in core if c.isalpha()]
    return 2 if len(letters) > 1 and all(c.isupper() for c in letters) else 1


def tokens_of(line: str):
    """Written cores, the mark after each, and quotation marks: 1 opens before it, 2 closes behind it, 3 both."""
    out = []
    for chunk in line.split():
        if chunk.isalpha():
            out.append((chunk, "", 0))
            continue
        if chunk in ("-", "–", "—"):
            if out and out[-1][1] == "":
                out[-1] = (out[-1][0], ",", out[-1][2])
            continue
        core, tail = CORE.match(chunk).groups()
        mark = mark_of(tail)
        opens, closes = chunk[0] in OPENING, any(c in CLOSING for c in tail)
        if re.fullmatch(r"(Mr|Mrs|Ms|Dr|Prof|St|Jr|vs|etc|[A-Z])", core) and mark == ".":
            mark = "" if core != "etc" else mark
        if re.fullmatch(r"([A-Za-z]\.)+[A-Za-z]", core):
            core, mark = core.replace(".", ""), "" if tail == "." else mark
        parts = core.split("-") if "-" in core and all(p.isalpha() for p in core.split("-")) else [core]
        parts = [p for p in parts if any(c.isalnum() for c in p)]
        for i, part in enumerate(parts):
            last = i + 1 == len(parts)
            out.append((part, mark if last else "", int(opens and i == 0) + 2 * int(closes and last)))
    return out


def spoken_numbers(tokens):
    """Runs of number words from ten on become one number token, as the polisher writes them."""
    if not any(core.lower() in NUMBER for core, _, _ in tokens):
        return tokens
    out = []
    for core, mark, quotes in tokens:
        low = core.lower()
        previous = out[-1] if out and out[-1][1] == "" else None
        more = previous and previous[0] == "00" and (low in NUMBER or low in UNIT)
        times = previous and previous[0].lower() in UNIT and low in ("hundred", "thousand", "million", "billion")
        if more or times:
            out[-1] = ("00", mark, previous[2] | quotes)
        elif low in NUMBER:
            out.append(("00", mark, quotes))
        else:
            out.append((core, mark, quotes))
    return out


def suffix_id(word: str) -> int:
    """FNV-1a over the last three characters; the Rust side does the same."""
    h = 0x811C9DC5
    for byte in word[-3:].encode():
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    return h % SUFFIXES


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--text", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--percent", type=int, default=100, help="share of the long kinds' blocks to train on")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)

    counts = collections.Counter()
    cases = collections.defaultdict(collections.Counter)  # lower → written forms, not at sentence starts
    flat = {}  # kind, split → words, marks, cases, line starts, quotation marks
    for kind in KINDS:
        data = {split: ([], [], [], [], []) for split in ("train", "test")}
        with lzma.open(args.text / f"{kind}.txt.xz", "rt", encoding="utf-8") as file:
            for number, line in enumerate(file):
                if number % BLOCK == 0:
                    block = number // BLOCK
                    split = "test" if held_out(kind, block) else "train"
                    use = split == "test" or block % 100 < args.percent or kind == "sentences"
                if not use:
                    continue
                words, marks, caps, starts, quotes = data[split]
                tokens = spoken_numbers(tokens_of(line))
                if not tokens or tokens[-1][1] not in (".", "?", "!", ":"):
                    continue  # headings and the like
                start = True
                starts.append(len(words))
                for core, mark, quote in tokens:
                    low = shape(core.lower())
                    words.append(low)
                    marks.append(MARKS.index(mark))
                    quotes.append(quote)
                    caps.append(3 if start or low.split("'")[0] == "i" else case_of(core))
                    if split == "train":
                        counts[low] += 1
                        if not start and low[0].isalpha():
                            cases[low][core] += 1
                    start = mark in (".", "?", "!")
        flat[kind] = data
        print(kind, {s: len(d[0]) for s, d in data.items()}, flush=True)

    vocab = sorted(word for word, _ in counts.most_common(VOCAB))
    ids = {word: index + 2 for index, word in enumerate(vocab)}
    canonical = []
    for low, forms in cases.items():
        total = sum(forms.values())
        best, n = max(forms.items(), key=lambda item: (item[1], item[0]))
        mixed = case_of(best) == 1 and best != best[0].upper() + best[1:].lower()
        rare_name = low not in ids and total >= 3 and n >= 0.9 * total
        if best != low and n >= 0.5 * total and (mixed and total >= 5 or rare_name) and "'" not in best and best.isalpha():
            canonical.append(best)
    canonical.sort(key=str.lower)
    (args.out / "vocab.txt").write_text("\n".join(vocab))
    (args.out / "canonical.txt").write_text("\n".join(canonical))
    suffix_cache = {}
    for kind, data in flat.items():
        for split, (words, marks, caps, starts, quotes) in data.items():
            for word in words:
                if word not in suffix_cache:
                    suffix_cache[word] = (ids.get(word, 1), suffix_id(word))
            array = np.empty((len(words), 2), np.int32)
            for i, word in enumerate(words):
                array[i] = suffix_cache[word]
            np.savez(
                args.out / f"{kind}.{split}.npz",
                words=array,
                marks=np.array(marks, np.int8),
                caps=np.array(caps, np.int8),
                starts=np.array(starts, np.int64),
                quotes=np.array(quotes, np.int8),
            )
    print("vocab", len(vocab), "canonical", len(canonical), flush=True)


if __name__ == "__main__":
    main()
