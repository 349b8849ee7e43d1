"""Every code has its page, its page tells the truth, and every code can be provoked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from amplify_pulumi.schema import load_text, render
from amplify_pulumi.schema.errors import CODES

ROOT = Path(__file__).parents[2]
PAGES = {path.stem: path.read_text("utf-8") for path in (ROOT / "docs" / "errors").glob("*.md")}
MISTAKE = re.compile(r"^```(yaml|graphql|python) mistake\n(.*?)^```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CORRECTED = re.compile(r"^```(yaml|graphql|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SUFFIXES = {"yaml": "yaml", "graphql": "graphql", "python": "py"}
WITH_EXAMPLES = sorted(code for code, page in PAGES.items() if MISTAKE.search(page))


def test_every_code_has_a_page_and_every_page_a_code():
    assert set(PAGES) == set(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_page_is_headed_by_the_title_and_says_what_to_do(code):
    assert PAGES[code].startswith(f"# {code}: {CODES[code]}\n")
    assert "\n## Example\n" in PAGES[code]
    assert "\n## How to fix it\n" in PAGES[code]


@pytest.mark.parametrize("code", WITH_EXAMPLES)
def test_example_gives_what_the_page_shows(code):
    """The mistake of the page is found, at the place shown, in the words shown, and no other mistake with it."""
    for language, text, shown in MISTAKE.findall(PAGES[code]):
        problems = load_text(text, file=f"schema.{SUFFIXES[language]}").problems
        assert {each.code for each in problems} == {code}
        assert "\n\n".join(map(render, problems)) + "\n" == shown


@pytest.mark.parametrize("code", WITH_EXAMPLES)
def test_correction_is_right(code):
    assert CORRECTED.search(PAGES[code])
    for language, text in CORRECTED.findall(PAGES[code]):
        loaded = load_text(text, file=f"schema.{SUFFIXES[language]}")
        assert loaded.problems == ()
        assert loaded.schema is not None


@pytest.mark.parametrize("code", sorted(set(CODES) - set(WITH_EXAMPLES)))
def test_code_without_an_example_is_provoked_by_a_test(code):
    """Pages whose mistake is no text (a missing file, a schema too large) are proven by tests that name the code."""
    tests = (path for path in (ROOT / "tests").rglob("test_*.py") if "node_modules" not in path.parts)
    assert any(f'"{code}"' in path.read_text("utf-8") for path in tests)


def test_every_code_in_the_package_is_registered():
    sources = [path.read_text("utf-8") for path in (ROOT / "amplify_pulumi").rglob("*.py")]
    used = {code for text in sources for code in re.findall(r'"(AP[1-6]\d{3})"', text)}
    assert used == set(CODES)
