from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model


def test_owner_who_cannot_delete_a_field():
    """Amplify denies delete to a role that lacks any one field (case auth, FieldAuth)."""
    loaded = load(yaml_model("a: { type: Int, authorization: { allow: groups, groups: [HR] } }", "b: Int", rules="{ allow: owner }"))
    assert found(loaded) == [("warning", "AP4014", 4, 7, 'Because of the rules on "Todo.a", the owner can delete no item of "Todo"')]


@pytest.mark.parametrize(
    "rules",
    [
        "[{ allow: groups, groups: [HR] }, { allow: owner, operations: [delete] }]",
        "[{ allow: owner }]",
        "[{ allow: authenticated, operations: [delete] }]",
    ],
)
def test_field_that_may_be_deleted(rules):
    assert load(yaml_model(f"a: {{ type: Int, authorization: {rules} }}", rules="{ allow: owner }")).problems == ()


@pytest.mark.parametrize(
    ("rule", "more"),
    [("{ allow: owner, operations: [create, read] }", ""), ("{ allow: owner }", "    disableOperations: [delete]\n")],
)
def test_nobody_deletes_anyway(rule, more):
    text = yaml_model("a: { type: Int, authorization: { allow: groups, groups: [HR] } }", rules=rule) + more
    assert load(text).problems == ()


def test_everybody_in_one_warning():
    rules = "[{ allow: owner }, { allow: guest }, { allow: custom }, { allow: publicApiKey }, { allow: authenticated, provider: oidc }]"
    [problem] = load(yaml_model("a: { type: Int, authorization: { allow: groups, groups: [HR] } }", rules=rules)).problems
    callers = "the owner and guests and callers whom the Lambda authorizer lets in and holders of the API key and signed-in users of OIDC"
    assert f", {callers} can delete no item" in problem.message
