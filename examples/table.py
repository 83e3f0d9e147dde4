"""Makes a Markdown table of lines whose parts are set apart by tabs, semicolons or commas. The first line is the head.

In parlance's settings file:

    [[command]]
    say = "make a table"
    run = ["python3", "where/it/lies/table.py"]

Select the lines, say "make a table", look at what comes, say "apply".
"""

import csv
import sys


def separator(lines):
    """The mark that occurs in most lines; of equal ones the rarer mark in ordinary text."""
    return max("\t;,", key=lambda mark: sum(mark in line for line in lines))


def is_number(cell):
    try:
        float(cell.replace(" ", "").rstrip("%€$"))
    except ValueError:
        return False
    return True


def main():
    lines = [line for line in sys.stdin.read().splitlines() if line.strip()]
    if not any(mark in line for mark in "\t;," for line in lines):
        # The last line of this is what parlance shows.
        sys.exit("no line has a comma, a semicolon or a tab in it")
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator(lines), skipinitialspace=True)]
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    columns = list(zip(*rows[1:])) or [()] * width
    numbers = [any(column) and all(is_number(cell) for cell in column if cell) for column in columns]
    marks = ["---:" if number else "---" for number in numbers]
    for row in [rows[0], marks, *rows[1:]]:
        print("|" + "|".join(f" {cell} " if cell else " " for cell in (cell.replace("|", "\\|") for cell in row)) + "|")


if __name__ == "__main__":
    main()
