"""Everything that the real `schema.transform()` printed for the cases of the conformance tests is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from amplify_pulumi.schema import load_schema

CASES = sorted((Path(__file__).parents[2] / "conformance" / "cases").glob("*/gen1.graphql"))
# What is right in them but surprises, or what Amplify lets through: Gen 2 prints no handlers of the user's own code.
EXPECTED = {
    "auth": {"AP4014", "AP4015", "AP4016"},
    "customops": {"AP5001"},
    "scalars": {"AP2010"},
}


def test_all_cases_are_there():
    names = {each.parent.name for each in CASES}
    assert names >= {"auth", "blog-10", "customer", "customops", "disable", "relations", "scalars", "todo", "todo-owner"}


@pytest.mark.parametrize("path", CASES, ids=[each.parent.name for each in CASES])
def test_cases_load(path):
    """The nine cases, and those of the project's own, without a mistake; warnings only where they are due."""
    loaded = load_schema(path)
    assert loaded.schema is not None, loaded.problems
    assert {each.severity for each in loaded.problems} <= {"warning"}
    if path.parent.name in EXPECTED:
        assert {each.code for each in loaded.problems} == EXPECTED[path.parent.name]
