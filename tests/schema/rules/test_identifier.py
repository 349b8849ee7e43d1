from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model


@pytest.mark.parametrize("written", ["ID", "ID!", "String!", "Int!", "Float!", "AWSEmail!", "AWSDate!", "AWSTimestamp!"])
def test_keys_that_a_table_can_have(written):
    """Probes: id as integer without identifier, id nullable explicit, id string required."""
    assert load(yaml_model(f"id: {written}", "a: Int")).problems == ()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("Boolean!", "of type Boolean"),
        ("AWSJSON!", "of type AWSJSON"),
        ('"[ID!]!"', "an array"),
        ("String", "null"),
        ("Int", "null"),
    ],
)
def test_keys_that_no_table_has(written, message):
    [problem] = found(load(yaml_model(f"id: {written}", "a: Int")))
    assert problem == ("error", "AP2009", 4, 7, f'"Todo.id" is the key of the table and cannot be {message}')


def test_relationship_as_a_key():
    text = yaml_model("id: { hasMany: Todo, references: [b] }", "b: ID", "c: { belongsTo: Todo, references: [b] }")
    assert found(load(text)) == [("error", "AP2009", 4, 7, '"Todo.id" is the key of the table and cannot be a relationship')]


def with_identifier(identifier: str, *fields: str) -> list[tuple[str, str, int, int, str]]:
    """Return the problems of a model whose identifier is in the line after its fields, the first of which is in line 4."""
    return found(load(yaml_model(*fields) + f"    identifier: {identifier}\ntypes: {{ C: {{ x: Int }} }}\nenums: {{ E: [X] }}\n"))


@pytest.mark.parametrize(
    ("identifier", "fields"),
    [
        ("[k]", ["k: ID!"]),
        ("[k, n, d]", ["k: String!", "n: Int!", "d: AWSDate!"]),
        ("[e, k]", ["e: E!", "k: Float!"]),
        ("[id]", ["id: ID!", "a: Int"]),
        ("[id, k]", ["id: ID!", "k: String!"]),
    ],
)
def test_identifiers(identifier, fields):
    assert with_identifier(identifier, *fields) == []


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("k: String", "may be null"),
        ("k: ID", "may be null"),
        ('k: "[String!]!"', "is an array"),
        ("k: Boolean!", "is Boolean, which DynamoDB takes for no key"),
        ("k: AWSJSON!", "is AWSJSON, which DynamoDB takes for no key"),
        ("k: C!", 'is of the type "C", which has fields of its own'),
    ],
)
def test_fields_that_are_no_key(field, reason):
    """Probes: nullable identifier, composite identifier nullable ID sort key."""
    assert with_identifier("[k]", field) == [("error", "AP3010", 4, 7, f'"k" in the identifier of "Todo" {reason}')]
    assert with_identifier("[a, k]", field, "a: ID!") == [("error", "AP3010", 4, 7, f'"k" in the identifier of "Todo" {reason}')]


def test_unknown_fields_of_an_identifier():
    """Probe: identifier on unknown field."""
    assert with_identifier("[nope]", "k: ID!") == [
        ("error", "AP3009", 6, 17, 'The identifier of "Todo" names the unknown field "nope"'),
    ]
    assert [each[1] for each in with_identifier("[k, kk]", "k: ID!")] == ["AP3009"]


def test_field_twice_in_an_identifier():
    assert with_identifier("[k, k]", "k: ID!") == [("error", "AP3010", 6, 17, '"k" in the identifier of "Todo" stands twice')]


def test_owner_as_a_sort_key():
    """graphql-index-transformer: the owner's field cannot be a sort key. With a claim of one's own, it can."""
    text = "models:\n  T:\n    identifier: [k, who]\n    fields: { k: ID!, who: String! }\n"
    text += "    authorization: { allow: ownerDefinedIn, field: who%s }\n"
    assert [each[:4] for each in found(load(text % ""))] == [("error", "AP3010", 3, 17)]
    assert load(text % ", identityClaim: email").problems == ()
