"""What the scripts do with words: the same normalisation and the same count of errors as the program's benches."""
import csv
from pathlib import Path

import pytest

from normalise import normalise
from score import distance

CASES = Path(__file__).parent.parent / "normalise_cases.tsv"


def cases():
    with open(CASES, encoding="utf-8") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["written"][:24])
def test_written_words_become_spoken_ones(case):
    assert normalise(case["written"]).split() == case["spoken"].split()


def test_errors_are_counted_as_edits():
    assert distance("a b c".split(), "a b c".split()) == 0
    assert distance("a b c".split(), "a x c d".split()) == 2
    assert distance([], "a b".split()) == 2
