"""Spoken commands and dictated punctuation as training text, with words of real sentences in the slots."""

UNITS = "word line sentence paragraph heading list item".replace("list item", "list-item").split()
ORDINALS = "first second third fourth fifth last next previous".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
NUMBERS = "two three four five six seven eight nine ten".split()
FIXED = """stop listening|go to sleep|wake up|start listening|pause|resume|dictation mode|command mode|spelling mode|scratch that|
nope that|undo|undo that|redo|redo that|revert|deselect|clear selection|clear everything|new line|new paragraph|tab|no space|caps on|
caps off|start bullet list|start numbered list|next item|end list|indent|outdent|join paragraphs|split here|sort list|copy everything|
copy that|cut that|paste|save|save as notes|export as markdown|export as text|export as html|new document|next match|previous match|
fix grammar|fix spelling|what can I say|help|period|full stop|comma|question mark|exclamation mark|colon|semicolon|hyphen|dash|
ellipsis|open quote|close quote|open parenthesis|close parenthesis|apply|accept|cancel|select everything|delete everything|
copy all|select all|summarize this|polish this|make it shorter|make this paragraph shorter|make it more formal|
turn this into bullets|turn this into an email|translate this to German|hide speaker names|show speaker names""".replace("\n", "").split("|")


def command(rng, lines):
    """One utterance: a command with random arguments, a fixed phrase, or a sentence with spoken punctuation."""

    def words(low=1, high=3):
        w = [x.strip(",.?!-'") for x in rng.choice(lines).split()]
        n = min(len(w), rng.randint(low, high))
        at = rng.randint(0, len(w) - n)
        return " ".join(w[at : at + n])

    def target():
        unit = rng.choice(UNITS)
        return rng.choice(
            ["that", "this", "it", "everything", "all", f"this {unit}", f"the {rng.choice(ORDINALS)} {unit}",
             f"the last {rng.choice(NUMBERS)} {unit}s", words(), f"{words()} through {words()}"]
        )  # fmt: skip

    templates = [
        lambda: f"replace {words()} with {words()}", lambda: f"replace {rng.choice(DAYS)} with {rng.choice(DAYS)}",
        lambda: f"change {words()} to {words()}", lambda: f"insert {words()} {rng.choice(['before', 'after'])} {words()}",
        lambda: f"correct {words()}", lambda: f"{rng.choice(['select', 'delete', 'copy', 'cut', 'bold', 'italicize', 'underline'])} {target()}",
        lambda: f"{rng.choice(['capitalize', 'uppercase', 'lowercase', 'title case', 'quote', 'duplicate', 'move'])} {target()}",
        lambda: f"go to the {rng.choice(['start', 'beginning', 'end', 'top', 'bottom'])} of the {rng.choice(UNITS)}",
        lambda: f"move {rng.choice(['up', 'down', 'left', 'right'])} {rng.choice(NUMBERS)} {rng.choice(UNITS)}s",
        lambda: f"make {target()} {rng.choice(['shorter', 'longer', 'more formal', 'friendlier', 'simpler', 'clearer'])}",
        lambda: f"summarize {target()} in {rng.choice(NUMBERS)} {rng.choice(['words', 'sentences'])}",
        lambda: f"scratch the last {rng.choice(NUMBERS)} words", lambda: f"find {words()}", lambda: f"choose {rng.choice(NUMBERS)}",
        lambda: f"add {words(1, 2)} to {rng.choice(['dictionary', 'vocabulary'])}", lambda: f"cap {words(1, 1)}",
        lambda: f"{words(2, 6)} {rng.choice(['comma', 'period', 'question mark', 'new paragraph', 'new line', 'full stop'])} {words(2, 6)}",
    ]  # fmt: skip
    text = rng.choice(FIXED) if rng.random() < 0.4 else rng.choice(templates)()
    return text.replace("-", " ")
