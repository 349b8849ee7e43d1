"""The plurals of npm `pluralize` 8.0.0: `data/plurals.tsv` was written by that package (word, tab, its answer)."""

from __future__ import annotations

from pathlib import Path

import pytest

from amplify_pulumi.schema.plural import pluralize

PLURALS = [tuple(line.split("\t")) for line in (Path(__file__).parent / "data" / "plurals.tsv").read_text("utf-8").splitlines()]


def test_table_is_complete():
    assert len(PLURALS) == 442


@pytest.mark.parametrize(("word", "plural"), PLURALS)
def test_plural_is_that_of_the_package(word, plural):
    assert pluralize(word) == plural


def test_empty_word_stays_empty():
    """The package returns an empty word as it is."""
    assert pluralize("") == ""
