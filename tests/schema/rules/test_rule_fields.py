from __future__ import annotations

import pytest
from schema_support import found, graphql_model, load, yaml_model

SINGLE = ("ownerDefinedIn", "groupDefinedIn")
LISTS = ("ownersDefinedIn", "groupsDefinedIn")


def with_rule(allow: str, *fields: str) -> list[tuple[str, str, int, int, str]]:
    rule = f"{{ allow: {allow}, field: who, operations: [create, get] }}"
    return found(load(yaml_model("a: Int", *fields, rules=rule)))


@pytest.mark.parametrize("type_", ["String", "String!", "ID"])
def test_declared_fields(type_):
    for allow in SINGLE:
        assert with_rule(allow, f"who: {type_}") == []
    for allow in LISTS:
        assert with_rule(allow, f'who: "[{type_}]"') == []


@pytest.mark.parametrize("allow", [*SINGLE, *LISTS])
def test_undeclared(allow):
    """Probes: ownerDefinedIn, ownersDefinedIn and groupDefinedIn with the implicit field absent."""
    assert with_rule(allow, "Who: String") == [
        ("error", "AP4011", 6, 20, 'The rule looks at "who", which is no field of the model "Todo". Did you mean "Who"?'),
    ]


def test_undeclared_in_graphql_is_a_warning():
    loaded = load(graphql_model("a: Int", rules='{allow: owner, ownerField: "who"}'), "graphql")
    assert [each[:2] for each in found(loaded)] == [("warning", "AP4011")]


def test_rule_of_the_schema():
    text = "authorization: { allow: ownerDefinedIn, field: who }\nmodels:\n  A: { fields: { a: Int } }\n  B: { fields: { who: String } }\n"
    assert found(load(text)) == [
        ("error", "AP4011", 3, 3, 'A rule of the schema looks at "who", which is no field of the model "A"'),
    ]


@pytest.mark.parametrize("type_", ["Int", "Boolean", "AWSJSON", "C", "E", "AWSEmail"])
def test_types_that_hold_no_names(type_):
    for allow, code in (("ownerDefinedIn", "AP4005"), ("groupDefinedIn", "AP4012")):
        rule = f"{{ allow: {allow}, field: who, operations: [create, get] }}"
        text = yaml_model(f"who: {type_}", rules=rule) + "types: { C: { x: Int } }\nenums: { E: [X] }\n"
        assert [each[:3] for each in found(load(text))] == [("error", code, 4)]


@pytest.mark.parametrize(
    ("allow", "type_", "message", "other"),
    [
        ("ownerDefinedIn", '"[String]"', "where a rule looks for an owner, is an array", "ownersDefinedIn"),
        ("ownersDefinedIn", "String", "where a rule looks for an owner, is no array", "ownerDefinedIn"),
        ("groupDefinedIn", '"[String]"', "where a rule looks for a group, is an array", "groupsDefinedIn"),
        ("groupsDefinedIn", "String", "where a rule looks for groups, is no array", "groupDefinedIn"),
    ],
)
def test_one_or_many(allow, type_, message, other):
    """Probe: ownerDefinedIn on array field."""
    loaded = load(yaml_model(f"who: {type_}", rules=f"{{ allow: {allow}, field: who, operations: [create, get] }}"))
    [problem] = loaded.problems
    assert problem.message == f'The field "Todo.who", {message}'
    assert problem.advice.endswith(f"or `allow: {other}`.")


def test_relationships():
    text = "models:\n  T:\n    fields:\n      id: ID!\n      who: { hasMany: T, references: [t] }\n      t: ID\n"
    text += "      of: { belongsTo: T, references: [t] }\n    authorization: { allow: ownerDefinedIn, field: who }\n"
    assert [each[1:3] for each in found(load(text))] == [("AP4005", 5)]


def test_rules_on_fields():
    rule = "{ allow: ownerDefinedIn, field: who }"
    loaded = load(yaml_model(f"a: {{ type: Int, authorization: {rule} }}"))
    assert ("error", "AP4011") in [each[:2] for each in found(loaded)]
