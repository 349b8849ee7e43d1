"""Enhanced filters of subscriptions: their limits, and which events pass.

Limits and operators follow AppSync's pages "Enhanced subscription filtering" and "extensions"; the texts of the errors are those that
AppSync answers when a client subscribes. AppSync does not say what operators of negation do where the field is missing; here `ne`,
`notIn` and `notContains` let the event through, as DynamoDB's `<>` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

MAXIMUM_BRANCHES = 10
MAXIMUM_FIELDS = 5
MAXIMUM_VALUES: Mapping[str, int] = {"in": 5, "notIn": 5, "containsAny": 20}
MAXIMUM_LENGTH = 256
MAXIMUM_DEPTH = 5

_MISSING = object()


def problem_of(subscription_filter: Mapping[str, Any]) -> str | None:
    """Return why AppSync refuses a filter, or None where it takes it.

    Its page has the limit of fields for each group; it was seen to refuse four alternatives with two more fields in each, six in all
    (amplify-flutter issue 6142), so the fields of all groups count here.
    """
    groups = subscription_filter.get("filterGroup") or []
    branches = 0
    fields: set[str] = set()
    for group in groups:
        expanded = 1
        for each in group.get("filters") or []:
            fields.add(each["fieldName"])
            problem = _problem_of_values(each["operator"], each["value"])
            if problem:
                return problem
            if each["operator"] == "in":
                expanded *= max(len(each["value"]), 1)
        branches += expanded
        if len(fields) > MAXIMUM_FIELDS:
            return f"Filters exceed maximum attributes limit {MAXIMUM_FIELDS} for subscription."
    if branches > MAXIMUM_BRANCHES:
        return f"Filters exceed maximum filter limit {MAXIMUM_BRANCHES} for subscription."
    return None


def _problem_of_values(operator: str, value: Any) -> str | None:
    if operator not in _OPERATORS:
        return f"subscription filter uses the unknown operator `{operator}`."
    values = value if isinstance(value, list) else [value]
    if operator in MAXIMUM_VALUES:
        if not values:
            return f"subscription filter needs at least one value for operator `{operator}`."
        if len(values) > MAXIMUM_VALUES[operator]:
            return f"subscription exceeds maximum value limit {MAXIMUM_VALUES[operator]} for operator `{operator}`."
    if any(isinstance(each, str) and len(each) > MAXIMUM_LENGTH for each in values):
        return f"subscription filter exceeds maximum length {MAXIMUM_LENGTH} of a string."
    return None


def passes(subscription_filter: Mapping[str, Any], payload: Any) -> bool:
    """Tell whether an event reaches a subscriber: one group matches whole. Events that are lists pass no filter, as in AppSync."""
    if not isinstance(payload, dict):
        return False
    return any(
        all(_matches(each["operator"], _field(payload, each["fieldName"]), each["value"]) for each in group.get("filters") or [])
        for group in subscription_filter.get("filterGroup") or []
    )


def _field(payload: Any, name: str) -> Any:
    value = payload
    for part in name.split(".")[:MAXIMUM_DEPTH]:
        value = value.get(part, _MISSING) if isinstance(value, dict) else _MISSING
    return _MISSING if value is None else value


def _matches(operator: str, found: Any, wanted: Any) -> bool:
    if found is _MISSING:
        return operator in ("ne", "notIn", "notContains") or (operator == "eq" and wanted is None)
    return _OPERATORS[operator](found, wanted)


def _same(found: Any, wanted: Any) -> bool:
    """Compare as AppSync does, strictly by type: `1` is neither `"1"` nor `true`."""
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    if isinstance(found, (int, float)) and isinstance(wanted, (int, float)):
        return found == wanted
    return type(found) is type(wanted) and found == wanted


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def matches(found: Any, wanted: Any) -> bool:
        numbers = all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in (found, wanted))
        texts = isinstance(found, str) and isinstance(wanted, str)
        return (numbers or texts) and compare(found, wanted)

    return matches


_at_least = _ordered(lambda found, wanted: found >= wanted)
_at_most = _ordered(lambda found, wanted: found <= wanted)


def _is_one_of(found: Any, wanted: Any) -> bool:
    return any(_same(found, each) for each in wanted)


def _contains(found: Any, wanted: Any) -> bool:
    if isinstance(found, str):
        return isinstance(wanted, str) and wanted in found
    return isinstance(found, list) and any(_same(each, wanted) for each in found)


def _contains_any(found: Any, wanted: Any) -> bool:
    elements = found if isinstance(found, list) else [found]
    return any(_is_one_of(each, wanted) for each in elements)


def _between(found: Any, wanted: Any) -> bool:
    return isinstance(wanted, list) and len(wanted) == 2 and _at_least(found, wanted[0]) and _at_most(found, wanted[1])


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": _same,
    "ne": lambda found, wanted: not _same(found, wanted),
    "le": _at_most,
    "lt": _ordered(lambda found, wanted: found < wanted),
    "ge": _at_least,
    "gt": _ordered(lambda found, wanted: found > wanted),
    "contains": _contains,
    "notContains": lambda found, wanted: not _contains(found, wanted),
    "beginsWith": lambda found, wanted: isinstance(found, str) and isinstance(wanted, str) and found.startswith(wanted),
    "in": _is_one_of,
    "notIn": lambda found, wanted: not _is_one_of(found, wanted),
    "between": _between,
    "containsAny": _contains_any,
}
