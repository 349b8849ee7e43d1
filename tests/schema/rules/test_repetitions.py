from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model


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
