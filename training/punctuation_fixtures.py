"""Copies the held-out text that `parlance bench polish` measures on into fixtures/polish.

    python punctuation_fixtures.py --text DIR --out fixtures/polish
"""

import argparse
import hashlib
import lzma
import pathlib

from punctuation_data import BLOCK, KINDS, held_out


def by_hash(line: str) -> bool:
    """One pair in eight is held out of the making of the rules."""
    digest = hashlib.sha256(line.split("\t")[0].encode()).digest()
    return int.from_bytes(digest[:4], "little") % 8 == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--text", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    (args.out / "held_out").mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        blocks = {}
        with lzma.open(args.text / f"{kind}.txt.xz", "rt", encoding="utf-8") as file:
            for number, line in enumerate(file):
                if held_out(kind, number // BLOCK):
                    blocks.setdefault(number // BLOCK, []).append(line)
        limit = 30_000 if kind == "sentences" else 60_000
        numbers = sorted(blocks)
        step = max(1, len(numbers) * 3200 // limit)
        lines, size = [], 0
        for number in numbers[::step]:
            for line in blocks[number][:40]:
                if size < limit:
                    lines.append(line)
                    size += len(line)
        (args.out / "held_out" / f"{kind}.txt").write_text("".join(lines), encoding="utf-8")
        print(kind, len(lines), "lines", len(numbers), "blocks held out")
    rows = []
    for name in ("disfluency_dev", "disfluency"):
        with lzma.open(args.text / f"{name}.tsv.xz", "rt", encoding="utf-8") as file:
            rows += [line for line in file if line.count("\t") == 2 and "#VALUE" not in line]
    # rev16_edit also rewords; what was removed cannot be counted there.
    rows = [line for line in rows if by_hash(line) and not line.rstrip().endswith("rev16_edit")]
    (args.out / "disfluency.tsv").write_text("".join(rows[:900]), encoding="utf-8")


if __name__ == "__main__":
    main()
