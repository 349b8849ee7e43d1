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
