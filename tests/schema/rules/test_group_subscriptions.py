from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model


@pytest.mark.parametrize(("allow", "type_", "most"), [("groupDefinedIn", "String", 5), ("groupsDefinedIn", '"[String]"', 20)])
def test_many_groups(allow, type_, most):
    """AWS AppSync, enhanced subscription filtering: 5 values for `in`, 20 for `containsAny`."""
    loaded = load(yaml_model(f"g: {type_}", rules=f"{{ allow: {allow}, field: g }}"))
    message = f"With `allow: {allow}`, a caller in more than {most} groups cannot subscribe: AppSync's filters take no more values"
    assert found(loaded) == [("warning", "AP4016", 5, 20, message)]


@pytest.mark.parametrize(
    ("rules", "more"),
    [
        ("{ allow: groupDefinedIn, field: g }", "    disableOperations: [subscriptions]\n"),
        ("{ allow: groupDefinedIn, field: g }", "    disableOperations: [mutations]\n"),
        ("{ allow: groupDefinedIn, field: g, operations: [create, get, list] }", ""),
        ("[{ allow: groupDefinedIn, field: g }, { allow: authenticated, operations: [read] }]", ""),
        ("{ allow: groups, groups: [a, b, c, d, e, f] }", ""),
    ],
)
def test_no_filter_with_groups(rules, more):
    assert load(yaml_model("g: String", rules=rules) + more).problems == ()


def test_rule_of_the_schema_is_told_once():
    text = "authorization: { allow: groupDefinedIn, field: g }\nmodels:\n  A: { fields: { g: String } }\n  B: { fields: { g: String } }\n"
    assert [each[1:4] for each in found(load(text))] == [("AP4016", 1, 16)]
