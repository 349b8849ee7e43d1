"""How problems are shown."""

from __future__ import annotations

import pytest
from schema_support import load, yaml_model

from amplify_pulumi.schema import SchemaError, render, render_all, to_json
from amplify_pulumi.schema.errors import error, has_errors, quoted, warning
from amplify_pulumi.schema.model import Position
from amplify_pulumi.schema.vocabulary import SCALARS

PLACE = Position(file="schema.yaml", line=4, column=10, language="yaml")


def caret_column(rendered: str) -> int:
    """Return the column of the line above at which the caret points."""
    return rendered.splitlines()[2].index("^") - 4 + 1


def test_whole():
    [problem] = load(yaml_model("a: Strng")).problems
    assert render(problem) == (
        'schema.yaml:4:10: error AP2001: The field "Todo.a" has the unknown type "Strng". Did you mean "String"?\n'
        "          a: Strng\n"
        "             ^\n"
        "    The types are: ID, String, Int, Float, Boolean, AWSDate, AWSTime, AWSDateTime, AWSTimestamp, AWSEmail, AWSJSON, AWSPhone, "
        "AWSURL, AWSIPAddress."
    )


def test_without_a_text():
    assert render(error("AP2011", PLACE, "M", "A.")) == "schema.yaml:4:10: error AP2011: M\n    A."


def test_without_a_place():
    assert render(warning("AP2011", None, "M", "A.")) == "warning AP2011: M\n    A."


def test_several_and_the_exception():
    problems = [error("AP2011", PLACE, "M", "A."), error("AP2010", PLACE, "N", "B.")]
    assert render_all(problems) == "schema.yaml:4:10: error AP2011: M\n    A.\n\nschema.yaml:4:10: error AP2010: N\n    B."
    assert str(SchemaError(problems)) == "\n" + render_all(problems)
    assert SchemaError(problems).problems == tuple(problems)


def test_json():
    assert to_json(load(yaml_model("a: Strng")).problems[0]) == {
        "code": "AP2001",
        "severity": "error",
        "message": 'The field "Todo.a" has the unknown type "Strng". Did you mean "String"?',
        "advice": f"The types are: {', '.join(SCALARS)}.",
        "file": "schema.yaml",
        "line": 4,
        "column": 10,
    }
    assert to_json(error("AP2011", None, "M", "A."))["file"] is None


def test_warnings_are_no_errors():
    assert not has_errors([warning("AP2010", None, "M", "A.")])
    assert has_errors([warning("AP2010", None, "M", "A."), error("AP2010", None, "M", "A.")])


def test_caret_stands_below_its_place():
    [problem] = load(yaml_model("a: Strng")).problems
    assert caret_column(render(problem)) == problem.position.column


def test_caret_in_a_line_with_tabs_and_wide_letters():
    """A tab stays one, and a letter that takes two columns of a terminal gets two."""
    [problem] = load('type Todo @model @auth(rules: [{allow: public}]) {\n\t"漢字" a: Strng\n}', "graphql").problems
    _, line, caret, _ = render(problem).splitlines()
    assert line == '    \t"漢字" a: Strng'
    assert caret == "    \t" + " " * 1 + "  " * 2 + " " * 5 + "^"


def test_long_line_is_cut_around_the_caret():
    [problem] = load(yaml_model(f'a: {{ type: "{" " * 400}Strng" }} # {"x" * 400}')).problems
    rendered = render(problem)
    _, line, caret, _ = rendered.splitlines()
    assert len(line) == 4 + 120
    assert line[caret.index("^") :].startswith("Strng")


@pytest.mark.parametrize("name", ['"\\e[31mred"', '"a\\nb"', '"\\u202egnp"', '"\\a"'])
def test_what_a_file_holds_does_nothing_to_a_terminal(name):
    """Names with escapes are shown in messages, excerpts and advice as one harmless line."""
    for problem in load(yaml_model(f"{name}:", f"{name}: 1")).problems:
        rendered = render(problem)
        assert not set(rendered) & set("\x1b\x07\u202e")
        assert len(rendered.splitlines()) <= 4


def test_long_names_are_shortened():
    assert quoted("x" * 61) == f'"{"x" * 61}"'
    assert quoted("x" * 62) == f'"{"x" * 60}…"'
    [problem] = load(yaml_model("a: " + "x" * 100_000)).problems
    assert len(problem.message) < 200
