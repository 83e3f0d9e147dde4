"""Runs a recipe: the steps that lead from data to files of models/builtin, in order.

    python recipes.py recipes/first_pass.toml --set data=DATA --set whisper=WHISPER [--from train] [--only pack] [--dry-run]

A recipe is a TOML file. `[values]` are folders and numbers with their defaults ("" must be set); each `[[step]]` has a name, a script of this
folder, and its options: a text or a number is given behind its option, `true` gives the option alone, a list gives the option several times.
`{name}` in an option stands for a value. A step whose `makes` is there already is passed over, so that a recipe that broke off goes on where it
was.
"""
import argparse
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def read(path):
    """The values and the steps of a recipe."""
    recipe = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    return recipe.get("values", {}), recipe["step"]


def filled(text, values):
    """A text with its `{name}`s replaced; a value that is not set is an error that names it."""
    try:
        out = str(text).format(**values)
    except KeyError as missing:
        raise SystemExit(f"there is no value {missing} in the recipe") from None
    for name, value in values.items():
        if value == "" and "{" + name + "}" in str(text):
            raise SystemExit(f"set {name}: --set {name}=…")
    return out


def arguments(step, values):
    """The command line of a step, without Python and the script."""
    out = []
    for name, value in step.get("options", {}).items():
        if value is True:
            out.append(f"--{name}")
        elif isinstance(value, list):
            out += [f"--{name}", *(filled(item, values) for item in value)]
        elif value is not False:
            out += [f"--{name}", filled(value, values)]
    return out


def command(step, values):
    """What is run for a step."""
    if "script" in step:
        line = [sys.executable, str(HERE / step["script"])]
    else:
        line = [filled(word, values) for word in step["command"]]
    return line + arguments(step, values)


def is_made(step, values):
    """Whether what the step makes is there."""
    return "makes" in step and Path(filled(step["makes"], values)).exists()


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("recipe", type=Path)
    p.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    p.add_argument("--from", dest="first", help="begin with this step")
    p.add_argument("--only", help="run this step alone")
    p.add_argument("--again", action="store_true", help="run steps whose output exists, too")
    p.add_argument("--dry-run", action="store_true", help="print the commands")
    a = p.parse_args()
    values, steps = read(a.recipe)
    for pair in a.set:
        name, _, value = pair.partition("=")
        if name not in values:
            raise SystemExit(f"the recipe has no value {name!r}; it has {', '.join(values)}")
        values[name] = value
    names = [step["name"] for step in steps]
    for name in filter(None, (a.first, a.only)):
        if name not in names:
            raise SystemExit(f"the recipe has no step {name!r}; it has {', '.join(names)}")
    if a.only:
        steps = [step for step in steps if step["name"] == a.only]
    elif a.first:
        steps = steps[names.index(a.first):]
    for step in steps:
        line = command(step, values)
        if not a.dry_run and not a.again and is_made(step, values):
            print(f"{step['name']}: there already", flush=True)
            continue
        print(f"{step['name']}: {' '.join(line)}", flush=True)
        if not a.dry_run:
            subprocess.run(line, check=True, cwd=HERE)


if __name__ == "__main__":
    main()
