from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model

from amplify_pulumi.schema.model import Rule, Schema
from amplify_pulumi.schema.rules import repetitions


@pytest.mark.parametrize("second", ["{ allow: owner }", "{ allow: owner, operations: [read] }", "{ allow: owner, transferable: true }"])
def test_two_rules_for_the_same_callers(second):
    """Probe: duplicate rules. The real implementation refuses them with other operations, too."""
    loaded = load(yaml_model("a: Int", rules=f"[{{ allow: owner }}, {second}]"))
    assert found(loaded) == [("error", "AP4002", 5, 39, "There are two rules with `allow: owner`: first in line 5")]


def test_rules_for_different_callers():
    assert load(yaml_model("a: Int", rules="[{ allow: owner }, { allow: authenticated }, { allow: publicApiKey }]")).problems == ()


def test_rule_of_the_schema_and_of_a_model():
    assert load("authorization: { allow: owner }\n" + yaml_model("a: Int", rules="{ allow: owner }")).problems == ()


@pytest.mark.parametrize("part", ["get", "list", "sync", "listen", "search"])
def test_read_with_a_part_of_it(part):
    """Probe: read together with get."""
    loaded = load(yaml_model("a: Int", rules=f"{{ allow: owner, operations: [read, {part}] }}"))
    assert found(loaded) == [("error", "AP4004", 5, 20, f"The rule names `read` together with a part of it: {part}")]


def test_operation_twice():
    loaded = load(yaml_model("a: Int", rules="{ allow: owner, operations: [create, update, create] }"))
    assert found(loaded) == [("error", "AP4009", 5, 20, 'The rule names the operation "create" twice')]


def test_mistake_in_a_rule_of_the_schema_is_said_once():
    text = "authorization: [{ allow: owner }, { allow: owner }]\nmodels:\n  A: { fields: { a: Int } }\n  B: { fields: { a: Int } }\n"
    assert [each[1:4] for each in found(load(text))] == [("AP4002", 1, 35)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{ allow: owner }", "{ allow: ownerDefinedIn, field: owner, operations: [read] }"),
        ("{ allow: groups, groups: [A, B] }", "{ allow: groups, groups: [B, A], operations: [read] }"),
        ("{ allow: authenticated, provider: oidc }", "{ allow: authenticated, provider: oidc, operations: [read] }"),
    ],
)
def test_same_callers_in_other_words(one, other):
    loaded = load(yaml_model("a: Int", "owner: String", rules=f"[{one}, {other}]"))
    assert [each.code for each in loaded.problems] == ["AP4002"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{ allow: owner }", "{ allow: ownerDefinedIn, field: author }"),
        ("{ allow: owner }", "{ allow: owner, provider: oidc }"),
        ("{ allow: owner }", "{ allow: owner, identityClaim: email }"),
        ("{ allow: groups, groups: [A] }", "{ allow: groups, groups: [B] }"),
        ("{ allow: guest }", "{ allow: authenticated, provider: identityPool }"),
    ],
)
def test_other_callers(one, other):
    assert load(yaml_model("a: Int", "author: String", rules=f"[{one}, {other}]")).problems == ()


def test_groups():
    twice = load(yaml_model("a: Int", rules="{ allow: groups, groups: [A, A] }"))
    assert [(each.code, each.message) for each in twice.problems] == [("AP4017", 'The rule names the group "A" twice')]
    nobody = repetitions.check(Schema(authorization=(Rule(allow="groups"), Rule(allow="groups", groups=("A", " ")))))
    assert [each.message for each in nobody] == ["The rule names no group: it lets nobody in", "The rule names a group without a name"]


def test_rules_of_fields_and_operations():
    field = "a: { type: Int, authorization: [{ allow: publicApiKey }, { allow: publicApiKey }] }"
    assert [each.code for each in load(yaml_model(field)).problems] == ["AP4002"]
    rules = "[{ allow: custom }, { allow: custom }]"
    operation = f"queries: {{ q: {{ returns: Int, handler: {{ entry: ./x.js }}, authorization: {rules} }} }}\n"
    assert [each.code for each in load(operation).problems] == ["AP4002"]
