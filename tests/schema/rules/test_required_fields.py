from __future__ import annotations

import pytest
from schema_support import found, graphql_model, load, yaml_model

PRIVATE = "y: { type: String, authorization: [{ allow: owner }, { allow: publicApiKey, operations: [delete] }] }"
FOR_BOTH = "authorization: [{ allow: publicApiKey }, { allow: owner, operations: [read] }]"


def test_hidden_from_one_who_reads_another_field():
    """Probe: field auth required field without rules."""
    loaded = load(yaml_model("x: String!", PRIVATE))
    message = '"Todo.x" is required, but the owner cannot read it, who read other fields of the model'
    assert found(loaded) == [("error", "AP4013", 4, 7, message)]


def test_in_graphql_too():
    """Amplify refuses it itself."""
    [problem, _] = found(load(graphql_model("x: String!", "y: String @auth(rules: [{allow: owner}])"), "graphql"))
    assert problem[:3] == ("error", "AP4013", 2)


@pytest.mark.parametrize(
    "field", ["x: String", 'x: "[String!]"', f"x: {{ type: String!, {FOR_BOTH} }}", f'x: {{ type: "[String]!", {FOR_BOTH} }}']
)
def test_optional_or_readable(field):
    assert load(yaml_model(field, PRIVATE)).problems == ()


def test_arrays_that_must_be_there():
    assert [each[1] for each in found(load(yaml_model('x: "[String]!"', PRIVATE)))] == ["AP4013"]


def test_who_is_signed_in_is_also_an_owner():
    """Case auth, FieldAuth: signed-in users may read the required field, and owners and groups are signed in."""
    field = "x: { type: String!, authorization: [{ allow: authenticated }, { allow: publicApiKey }] }"
    assert load(yaml_model(field, PRIVATE)).problems == ()
    field = "x: { type: String!, authorization: [{ allow: authenticated, provider: oidc }, { allow: publicApiKey }] }"
    assert [each[1] for each in found(load(yaml_model(field, PRIVATE)))] == ["AP4013"]


def test_every_group_is_a_caller_of_its_own():
    rules = "[{ allow: groups, groups: [A, B] }, { allow: publicApiKey }]"
    only_a = "[{ allow: groups, groups: [A] }, { allow: publicApiKey }, { allow: groups, groups: [B], operations: [delete] }]"
    loaded = load(yaml_model(f"x: {{ type: String!, authorization: {only_a} }}", "y: String", rules=rules))
    assert [each[1:3] for each in found(loaded)] == [("AP4013", 4)]
    assert "the group B cannot read it" in loaded.problems[0].message


def test_without_rules_on_fields_nothing_is_hidden():
    assert load(yaml_model("x: String!", rules="[{ allow: owner }, { allow: publicApiKey, operations: [create] }]")).problems == ()
