"""Enhanced subscription filters (AppSync's pages "Enhanced subscription filtering" and "extensions")."""

from __future__ import annotations

import pytest

from amplify_pulumi.local.subscription_filter import passes, problem_of

ITEM = {"text": "hello world", "count": 3, "rate": 2.5, "done": False, "tags": ["a", "b"], "nothing": None, "deep": {"er": {"value": 1}}}


def one(field: str, operator: str, value: object) -> dict[str, object]:
    return {"filterGroup": [{"filters": [{"fieldName": field, "operator": operator, "value": value}]}]}


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        ("text", "eq", "hello world", True),
        ("text", "eq", "Hello world", False),
        ("count", "eq", 3, True),
        ("count", "eq", "3", False),
        ("count", "eq", True, False),
        ("done", "eq", False, True),
        ("done", "eq", 0, False),
        ("nothing", "eq", None, True),
        ("absent", "eq", "x", False),
        ("count", "ne", 4, True),
        ("count", "ne", 3, False),
        ("absent", "ne", 3, True),
        ("count", "ge", 3, True),
        ("count", "gt", 3, False),
        ("rate", "lt", 3, True),
        ("text", "le", "hello", False),
        ("text", "gt", 1, False),
        ("text", "contains", "lo w", True),
        ("tags", "contains", "a", True),
        ("tags", "contains", "ab", False),
        ("tags", "notContains", "c", True),
        ("text", "beginsWith", "hell", True),
        ("text", "beginsWith", "ell", False),
        ("count", "in", [1, 3], True),
        ("count", "in", ["3"], False),
        ("count", "notIn", [1, 2], True),
        ("count", "between", [1, 5], True),
        ("count", "between", [4, 5], False),
        ("tags", "containsAny", ["x", "b"], True),
        ("tags", "containsAny", ["x"], False),
        ("deep.er.value", "eq", 1, True),
        ("deep.no.value", "eq", 1, False),
    ],
)
def test_operators(field: str, operator: str, value: object, *, expected: bool) -> None:
    assert passes(one(field, operator, value), ITEM) is expected


def test_groups_are_alternatives_and_filters_of_a_group_hold_together() -> None:
    both = {"filters": [{"fieldName": "count", "operator": "eq", "value": 3}, {"fieldName": "done", "operator": "eq", "value": True}]}
    other = {"filters": [{"fieldName": "text", "operator": "beginsWith", "value": "hello"}]}
    assert not passes({"filterGroup": [both]}, ITEM)
    assert passes({"filterGroup": [both, other]}, ITEM)


def test_a_filter_without_groups_lets_nothing_through() -> None:
    """Deny by default: an empty disjunction is false."""
    assert not passes({"filterGroup": []}, ITEM)


def test_events_that_are_lists_pass_no_filter() -> None:
    assert not passes(one("count", "eq", 3), [ITEM])


@pytest.mark.parametrize(
    ("operator", "value", "text"),
    [
        ("in", [1, 2, 3, 4, 5, 6], "subscription exceeds maximum value limit 5 for operator `in`."),
        ("notIn", [1, 2, 3, 4, 5, 6], "subscription exceeds maximum value limit 5 for operator `notIn`."),
        ("containsAny", list(range(21)), "subscription exceeds maximum value limit 20 for operator `containsAny`."),
        ("in", [], "subscription filter needs at least one value for operator `in`."),
        ("eq", "x" * 257, "subscription filter exceeds maximum length 256 of a string."),
        ("like", "x", "subscription filter uses the unknown operator `like`."),
    ],
)
def test_limits_of_values(operator: str, value: object, text: str) -> None:
    assert problem_of(one("field", operator, value)) == text


def test_at_most_five_fields() -> None:
    filters = [{"fieldName": f"f{index}", "operator": "eq", "value": 1} for index in range(6)]
    assert problem_of({"filterGroup": [{"filters": filters[:5]}]}) is None
    assert problem_of({"filterGroup": [{"filters": filters}]}) == "Filters exceed maximum attributes limit 5 for subscription."
    assert problem_of({"filterGroup": [{"filters": filters[:3]}, {"filters": filters[3:]}]}) is not None


def test_at_most_ten_branches_where_each_value_of_in_is_one() -> None:
    group = {"filters": [{"fieldName": "f", "operator": "in", "value": [1, 2, 3, 4, 5]}]}
    assert problem_of({"filterGroup": [group, group]}) is None
    assert problem_of({"filterGroup": [group, group, group]}) == "Filters exceed maximum filter limit 10 for subscription."
