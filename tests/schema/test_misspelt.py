"""Slips of the pen: each is told once, with what was meant, and what stands behind it is read as if it were right."""

from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model

from amplify_pulumi.schema import load_schema


def told(text: str, language: str = "yaml") -> list[tuple[int, int, str, str]]:
    """Return line, column, code and what was meant, of each problem."""
    return [
        (line, column, code, message.partition("Did you mean ")[2].strip('?"'))
        for _, code, line, column, message in found(load(text, language))
    ]


def advice(text: str) -> list[str]:
    return [each.advice for each in load(text).problems]


def test_a_misspelt_key_is_not_missing_as_well():
    """No `needs the key "fields"`, no `has no handler`, no `has no rules` follow from a slip in the key itself."""
    text = """\
modle:
  Todo:
    feilds: { a: Int }
    authorisation: { allow: publicApiKey }
queries:
  q: { return: Int, handlers: { function: f }, authorisation: { alow: publicApiKey } }
functions: { f: }
"""
    assert told(text) == [
        (1, 1, "AP1006", "models"),
        (3, 5, "AP1006", "fields"),
        (4, 5, "AP1006", "authorization"),
        (6, 8, "AP1006", "returns"),
        (6, 21, "AP1006", "handler"),
        (6, 48, "AP1006", "authorization"),
        (6, 65, "AP1006", "allow"),
    ]


def test_mistakes_below_a_misspelt_key_are_found():
    """All mistakes at once: those of what stands under the key, too, in the spelling of Python as in any other."""
    text = """\
api:
  default_authorization_mode: api_key
models:
  Todo:
    fields: { a: String }
    secondary_indexes: { partition_key: b }
    authorization: { allow: publicApiKey }
"""
    assert told(text) == [
        (2, 3, "AP1006", "defaultAuthorizationMode"),
        (2, 31, "AP1014", "apiKey"),
        (6, 5, "AP1006", "indexes"),
        (6, 26, "AP1006", "partitionKey"),
        (6, 41, "AP3009", "a"),
    ]


def test_the_right_key_wins_over_a_misspelt_one():
    """Where both stand, the misspelt one replaces nothing."""
    text = yaml_model("a: { type: String, defualt: 1, default: x }")
    assert told(text) == [(4, 26, "AP1006", "default")]


def test_a_wild_guess_is_not_read():
    """`enumrations` reminds of `mutations`; what stands below it is not read as mutations, so that it brings no problems of its own."""
    assert [each[:3] for each in told("enumrations: { E: [A] }\n" + yaml_model("a: E"))] == [(1, 1, "AP1006")]


@pytest.mark.parametrize(
    ("text", "place", "below"),
    [
        ("models:\n  Todo:\n    content: String\n    authorization: { allow: owner }\n", (3, 5), "fields"),
        ("Todo:\n  fields: { a: Int }\n", (1, 1), "models"),
    ],
)
def test_names_at_the_wrong_level(text, place, below):
    """A field beside `fields`, a model beside `models`: one problem that says where it belongs."""
    [problem] = load(text).problems
    assert (problem.position.line, problem.position.column) == place
    assert problem.advice.startswith(f"Names of your own stand below `{below}:`. The keys are: ")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a.string()", "String"),
        ("a.string", "String"),
        ("a.id().required()", "ID!"),
        ("a.integer().array()", '"[Int]"'),
        ("a.datetime().required().array().required()", '"[AWSDateTime!]!"'),
        ("a.float().array().required()", '"[Float]!"'),
        ("a.ipAddress()", "AWSIPAddress"),
    ],
)
def test_types_as_in_amplifys_builder(written, meant):
    """Amplify's `a.…()` in YAML is answered with the same type in GraphQL's notation."""
    assert advice(yaml_model(f"x: {written}")) == [f"In YAML it is {meant}."]


@pytest.mark.parametrize("written", ["a.hasMany()", "a.string().default()", "b.string()", "a.string().required(x)"])
def test_types_that_are_none_in_the_builder(written):
    """What has no counterpart is not guessed at."""
    [text] = advice(yaml_model(f"x: {written}"))
    assert text.startswith("Write String, ")


@pytest.mark.parametrize("written", ["owner", "allow.owner()", "owner()"])
def test_rules_as_in_amplifys_builder(written):
    assert advice(yaml_model("a: Int", rules=written)) == ["Write `{ allow: owner }`."]


@pytest.mark.parametrize("projection", ["[a]", "include", "INCLUDE"])
def test_projections_without_their_mapping(projection):
    """The three ways to forget `include:` are led to the same form."""
    text = (
        "models:\n  T: { fields: { a: Int }, indexes: { partitionKey: a, projection: "
        + projection
        + " }, authorization: { allow: owner } }\n"
    )
    [problem] = load(text).problems
    assert (problem.code, problem.position.line, problem.position.column) == ("AP3013", 2, 68)
    assert problem.advice == "Write `projection: { include: [title, date] }`."


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("models:\n  T: { fields: {\n    a: Int }\n", "Close the bracket that opens in line 2, or write the comma that is missing."),
        ("models:\n  'T\n", "Close the quotes that open in line 2."),
        ("models:\n   T:\n     a: Int\n    b: Int\n", "Indent this line like those it belongs with."),
        (
            yaml_model("a: x: y"),
            "Put a text that holds a colon and a space in quotes; a key begins a line of its own, indented like its neighbours.",
        ),
        (
            yaml_model("a: @x"),
            "Correct the syntax, or put the text in quotes: `: `, commas, brackets, @, % and backticks mean something in YAML.",
        ),
    ],
)
def test_advice_on_yaml_that_is_none(text, meant):
    """The usual slips in YAML itself: each advice names what to do, and the line where the open thing begins."""
    assert advice(text) == [meant]


def test_a_misspelt_model_directive():
    """Without @model a type is no model: what was meant is @model."""
    problems = told("type Todo @modell { a: Int }\n", "graphql")
    assert (1, 11, "AP1006", "model") in problems


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("a.strng()", "string"),
        ("a.int()", "integer"),
        ("a.hasMany('T', 'x')", "has_many"),
        ("allow.publicApiKey()", "public_api_key"),
        ("allow.private()", "authenticated"),
        ("a.model(x=a.string()).secondaryIndexes()", "secondary_indexes"),
    ],
)
def test_words_that_the_builder_does_not_have(tmp_path, line, meant):
    """Amplify's spelling, GraphQL's and a slip lead to the builder's own word."""
    path = tmp_path / "schema.py"
    path.write_text(f"from amplify_pulumi import a, allow\n{line}\n")
    [problem] = load_schema(path).problems
    assert (problem.code, problem.position.line) == ("AP1018", 2)
    assert problem.message.endswith(f'Did you mean "{meant}"?')


def test_other_objects_are_not_guessed_at(tmp_path):
    """What a program asks of things that are not the builder's is its own affair."""
    path = tmp_path / "schema.py"
    path.write_text("'x'.uper()\n")
    [problem] = load_schema(path).problems
    assert problem.message == "The program fails here: AttributeError: 'str' object has no attribute 'uper'"


def test_failures_that_are_no_exceptions(tmp_path):
    """A program may raise what `except Exception` does not catch, even without a text: a mistake at its line, no traceback."""
    path = tmp_path / "schema.py"
    path.write_text("class Odd(BaseException):\n    def __str__(self):\n        raise RuntimeError\n\nraise Odd\n")
    [problem] = load_schema(path).problems
    assert (problem.code, problem.position.line, problem.message) == ("AP1018", 5, "The program fails here: Odd")
