"""Every step of every recipe names a script that is there, options that it knows, and values that the recipe has."""
import re
from pathlib import Path

import pytest

import recipes

FOLDER = Path(__file__).parent.parent
ALL = sorted((FOLDER / "recipes").glob("*.toml"))


def test_there_are_recipes():
    assert len(ALL) >= 3


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_steps_can_be_run(path):
    values, steps = recipes.read(path)
    values = {name: value or "VALUE" for name, value in values.items()}
    assert len({step["name"] for step in steps}) == len(steps)
    for step in steps:
        line = recipes.command(step, values)
        assert not any("{" in word for word in line), line
        if "script" not in step:
            continue
        source = (FOLDER / step["script"]).read_text(encoding="utf-8")
        known = set(re.findall(r'add_argument\(\s*"--([\w-]+)"', source))
        assert set(step["options"]) <= known, (step["name"], set(step["options"]) - known)
        required = set(re.findall(r'add_argument\(\s*"--([\w-]+)"[^)]*required=True', source))
        assert required <= set(step["options"]), (step["name"], required)


def test_a_value_that_must_be_set_is_named():
    with pytest.raises(SystemExit, match="set data"):
        recipes.filled("{data}/x", {"data": ""})
    with pytest.raises(SystemExit, match="nothing"):
        recipes.filled("{nothing}", {"data": "x"})
    assert recipes.arguments({"options": {"tuned": ["{a}", "b"], "align": True, "off": False}}, {"a": "A"}) == [
        "--tuned", "A", "b", "--align",
    ]
