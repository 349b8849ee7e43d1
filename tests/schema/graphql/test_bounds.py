"""Large and malicious files: what they add to themselves is bounded."""

from __future__ import annotations

import pytest
from graphql_support import read

from amplify_pulumi.schema.graphql.native import MAX_STEPS
from amplify_pulumi.schema.graphql.sides import MAX_ADDED


def many(pattern: str, count: int) -> str:
    return " ".join(pattern.replace("#", str(index)) for index in range(count))


KEYS = ", ".join(f'"k{index}"' for index in range(4000))
KEYED = f"type A @model {{ a: ID @primaryKey(sortKeyFields: [{KEYS}])"
JOINED = '@manyToMany(relationName: "r#")'
CHAIN = " ".join(f"type W{index} {{ a: W{index + 1} }}" for index in range(1000))
EXPLODING = {
    "fields that relationships add": (
        f"{KEYED} {many('f#: [B] @hasMany', 4000)} }}\ntype B @model {{ x: Int }}",
        f"The relationships of this file add more than {MAX_ADDED:,} fields",
    ),
    "fields of join models": (
        f"{KEYED} {many(f'f#: [B] {JOINED}', 1000)} }}\ntype B @model {{ {many(f'f#: [A] {JOINED}', 1000)} }}",
        f"The relationships of this file add more than {MAX_ADDED:,} fields",
    ),
    "ways to types": (
        f"type T @aws_api_key {{ a: Int }}\n{CHAIN}\ntype Query {{ {many('q#: W0', 600)} }}",
        "Too many operations lead to types with directives of their own",
    ),
}


@pytest.mark.parametrize(("text", "message"), EXPLODING.values(), ids=EXPLODING)
def test_what_a_file_adds_to_itself_is_bounded(text, message):
    """One problem, and less than a millionth of what the file asks for."""
    document, problems = read(text)
    assert [(each[1], each[4]) for each in problems if each[1] == "AP1011"] == [("AP1011", message)]
    assert sum(len(each.fields) for each in document.models) < 3 * MAX_ADDED
    assert MAX_STEPS < 600 * 1000


def test_large_files_are_read():
    """A thousand models with relationships, rules, indexes and operations of their own."""
    models = many(
        'type M# @model @auth(rules: [{allow: owner}]) { a: String @index(queryField: "q#") kids: [N#] @hasMany }\n'
        "type N# @model @auth(rules: [{allow: owner}]) { parent: M# @belongsTo }\n",
        500,
    )
    document, problems = read(models)
    assert problems == []
    assert len(document.models) == 1000
    assert document.models[-1].fields[-1].name == "m499KidsId"
