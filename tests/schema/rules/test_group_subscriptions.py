from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model


@pytest.mark.parametrize(("allow", "type_", "most"), [("groupDefinedIn", "String", 10), ("groupsDefinedIn", '"[String]"', 20)])
def test_many_groups(allow, type_, most):
    """AWS AppSync, enhanced subscription filtering: 10 alternatives, and 20 values for `containsAny`."""
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


@pytest.mark.parametrize(
    ("rules", "most"),
    [
        ("{ allow: groupDefinedIn, field: g }, { allow: owner }", [8]),
        ("{ allow: groupDefinedIn, field: g }, { allow: ownerDefinedIn, field: o, claim: email }", [9]),
        ("{ allow: groupDefinedIn, field: g }, { allow: groupDefinedIn, field: h, claim: roles }", [5, 5]),
        ("{ allow: groupDefinedIn, field: g }, { allow: groupsDefinedIn, field: l }", [9, 20]),
        ("{ allow: groupDefinedIn, field: g }, { allow: groupDefinedIn, field: g, operations: [read] }", [10]),
        ("{ allow: groupDefinedIn, field: g }, { allow: owner, provider: oidc }", [10]),
        ("{ allow: groupDefinedIn, field: g }, { allow: owner, operations: [create, update] }", [10]),
    ],
)
def test_other_rules_take_alternatives_of_the_same_filter(rules, most):
    """Each name that the caller may have in a field is one: `sub` and `username` by default; a list is one with all names in it."""
    problems = load(yaml_model("g: String", "h: String", "o: String", 'l: "[String]"', rules=f"[{rules}]")).problems
    told = [each.message.partition("more than ")[2].partition(" ")[0] for each in problems if each.code == "AP4016"]
    assert told == [str(each) for each in most]
