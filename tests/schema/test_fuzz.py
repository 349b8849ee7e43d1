"""Whatever stands in a file, the answer is a schema or problems: never an exception, never endless time."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amplify_pulumi.schema import Loaded, load_schema, load_text, render_all
from amplify_pulumi.schema.errors import CODES, has_errors

YAML = """\
include: &i []
api: { name: x, defaultAuthorizationMode: userPool, apiKeyAuthorizationMode: { expiresInDays: 30 }, logging: { retention: 1 week } }
authorization: &r [{ allow: owner, operations: [read], transferable: true }, { allow: groups, groups: [A], groupClaim: g }]
models:
  A: { fields: &f { a: "[Int!]!", b: { hasMany: A, references: [c] }, c: ID }, authorization: *r, disableOperations: [delete] }
  B: { fields: { <<: *f, e: { enum: [A], default: A }, j: { type: AWSJSON, default: { a: [1, ~] }, validate: [{ gt: 1, message: m }] } } }
  C: { identifier: [k], fields: { k: ID! }, indexes: [{ partitionKey: k, queryField: null, projection: { include: [k] } }] }
types: { T: { x: { fields: { y: Int }, array: true } } }
enums: { E: [A, B] }
functions: { f: { entry: ./f.py } }
dataSources: { d: { dynamodb: { table: t } }, n: none }
queries: { q: { arguments: { a: T }, returns: { enum: [A] }, handler: [{ function: f }, { dataSource: d, entry: ./a.js }] } }
subscriptions: { s: { for: [q, { model: A, mutations: [create] }] } }
access: [{ function: f, operations: [query] }]
"""
GRAPHQL = """\
type A @model @auth(rules: [{allow: owner, ownerField: "owner", operations: [read]}]) {
  a: [Int!]! @default(value: "x")
  b: [A] @hasMany(references: ["c"])
  c: ID
}
"""
# Fragments that mean something make mistakes that get far; random letters alone die in the parser.
WORDS = st.sampled_from(
    [
        *"{}[]:,-?&*!|>'\"%@`#~\n\t ",
        "\n  ",
        "\n    ",
        "models:",
        "fields:",
        "authorization:",
        "allow: owner",
        "type:",
        "hasMany: A",
        "<<: *f",
        "default:",
        "enum: [A]",
        "indexes:",
        "handler:",
        "queries:",
        "for:",
        "dataSources:",
        "&f ",
        "*f",
        "!!",
        "---\n",
        "type A",
        "@model",
        "@auth(rules:",
        '"""',
        "references: [a]",
        "String!",
        "null",
        "~",
        "\ud800",
        "\0",
        "\u2028",
        "\ufeff",
        "é",
    ],
)
TEXTS = st.lists(WORDS | st.text(string.printable, max_size=3), max_size=40).map("".join) | st.text()


def check(loaded: Loaded) -> None:
    """Whatever came of it is whole: no schema exactly with errors, known codes, places within the text, and it can be shown."""
    assert (loaded.schema is None) == has_errors(loaded.problems)
    for each in loaded.problems:
        assert each.code in CODES
        assert each.message
        assert each.advice
        assert each.position.line >= 1
        assert each.position.column >= 1
    assert render_all(loaded.problems).isprintable() or "\n" in render_all(loaded.problems)


@pytest.mark.parametrize("language", ["yaml", "graphql"])
@given(text=TEXTS)
@example(text="? ")
@example(text="{? : }")
@example(text="- &a *a")
@example(text="models: {a: &b {fields: {c: *b}}}")
def test_any_text(language, text):
    check(load_text(text, language=language))


@pytest.mark.parametrize("name", ["schema.yaml", "schema.graphql"])
@given(content=st.binary(max_size=200) | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes(tmp_path_factory, name, content):
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(content)
    check(load_schema(path))


@pytest.mark.parametrize(("language", "text"), [("yaml", YAML), ("graphql", GRAPHQL)])
def test_cut_off_at_every_character(language, text):
    """A file that an editor is still writing."""
    for end in range(len(text) + 1):
        check(load_text(text[:end], language=language))
        check(load_text(text[end:], language=language))


@pytest.mark.parametrize(("language", "text"), [("yaml", YAML), ("graphql", GRAPHQL)])
@given(data=st.data())
def test_one_slip(language, text, data):
    """A text with a piece left out, and another in its place."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    check(load_text(text[:start] + data.draw(WORDS | st.just("")) + text[end:], language=language))


@given(path=st.text(max_size=30))
def test_any_name(path):
    """Names that no file has, or that are folders."""
    check(load_schema(Path("no such folder") / path.replace("/", "_")))


def test_five_hundred_models():
    """A large schema of models that are related in a ring has no mistakes."""
    count = 500
    lines = ["authorization: { allow: owner }", "models:"]
    for number in range(count):
        lines += [f"  Model{number}:", "    fields:", *(f"      field{each}: String!" for each in range(12)), "      parentId: ID"]
        lines += [f"      parent: {{ belongsTo: Model{(number - 1) % count}, references: [parentId] }}"]
        lines += [f"      children: {{ hasMany: Model{(number + 1) % count}, references: [parentId] }}"]
    loaded = load_text("\n".join(lines))
    assert loaded.problems == ()
    assert len(loaded.schema.models) == count
