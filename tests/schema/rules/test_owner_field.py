from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model


@pytest.mark.parametrize("written", ["String", "String!", "ID", "ID!"])
def test_types_that_hold_an_owner(written):
    assert load(yaml_model(f"owner: {written}", "a: Int", rules="{ allow: owner }")).problems == ()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("Int", "is of type Int"),
        ("AWSJSON", "is of type AWSJSON"),
        ('"[String]"', "is an array"),
        ("AWSDate", "is of type AWSDate, which takes no name of a user"),
    ],
)
def test_types_that_do_not(written, message):
    """Probes: owner field conflicting type, ownerDefinedIn on array field."""
    expected = [("error", "AP4005", 4, 7, f'The model "Todo" has an owner rule, but its field "owner" {message}')]
    assert found(load(yaml_model(f"owner: {written}", rules="{ allow: owner }"))) == expected


def test_relationship():
    text = yaml_model(
        "owner: { belongsTo: Todo, references: [b] }", "b: ID", "c: { hasMany: Todo, references: [b] }", rules="{ allow: owner }"
    )
    assert found(load(text)) == [("error", "AP4005", 4, 7, 'The model "Todo" has an owner rule, but its field "owner" is a relationship')]


def test_owner_rule_of_the_schema():
    text = "authorization: { allow: owner }\nmodels:\n  A: { fields: { owner: Int } }\n"
    assert [each[1:4] for each in found(load(text))] == [("AP4005", 3, 18)]


def test_field_of_that_name_without_an_owner_rule():
    assert load(yaml_model("owner: Int")).problems == ()
