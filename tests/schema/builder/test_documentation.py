"""The guide's programs are schemas without mistakes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from amplify_pulumi import a, allow
from amplify_pulumi.schema import load_text

GUIDE = (Path(__file__).parents[3] / "docs" / "python.md").read_text("utf-8")
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_of_the_guide_are_right(program):
    loaded = load_text(program, file="schema.py")
    assert loaded.problems == ()
    assert loaded.schema is not None


def test_the_guide_names_everything_that_the_builder_has():
    """A word that is missing in the guide is a word that nobody finds."""
    for start, words in (("a.", a), ("allow.", allow), ("", a.data_source), ("a.handler.", a.handler)):
        for name in dir(words):
            if not name.startswith("_") and name not in ("data_source", "handler"):
                assert f"{start}{name}" in GUIDE, f"{start}{name}"
