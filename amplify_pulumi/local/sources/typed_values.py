"""Typed values as handlers write them, in the one form that DynamoDB takes.

`util.dynamodb` gives numbers as JSON numbers and null as `{"NULL": null}`; handlers also write `{"N": "1"}` and `{"NULL": true}` by hand.
AppSync takes all of them (recorded answers of `util.dynamodb.toDynamoDB` and of `@aws-appsync/utils/dynamodb`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from amplify_pulumi.local.sources.elements import RequestError, as_boolean, as_list, as_object, as_text, as_texts

Typed = dict[str, Any]
Item = dict[str, Typed]


def as_item(value: Any, path: str) -> Item:
    """Return an object of typed values: an item, a key, `expressionValues`.

    Raises:
        RequestError: one of them is none.
    """
    item: Item = {}
    for name, typed in as_object(value, path).items():
        # The common case, without a detour: reading a request is on the way of every field.
        text = cast("dict[str, Any]", typed).get("S") if type(typed) is dict and len(cast("dict[str, Any]", typed)) == 1 else None
        item[name] = typed if type(text) is str else as_typed(typed, f"{path}[{name}]")
    return item


def as_typed(value: Any, path: str) -> Typed:
    """Return a typed value.

    Raises:
        RequestError: it is no object, names no type, several or an unknown one, or holds what the type cannot be.
    """
    members = as_object(value, path)
    if len(members) != 1:
        raise RequestError(f"Expected exactly one type for '{path}' but got {len(members)}.")
    for tag, inner in members.items():
        if tag in _READERS:
            return {tag: _READERS[tag](inner, f"{path}[{tag}]")}
    raise RequestError(f"Unsupported element '{path}[{next(iter(members))}]'.")


def canonical(typed: Mapping[str, Any]) -> Any:
    """Return a value that is equal for equal typed values: numbers by value, sets and maps without order."""
    for tag, value in typed.items():
        if tag == "N":
            return (tag, _decimal(value))
        if tag == "NS":
            return (tag, frozenset(_decimal(each) for each in value))
        if tag in ("SS", "BS"):
            return (tag, frozenset(value))
        if tag == "L":
            return (tag, tuple(canonical(each) for each in value))
        if tag == "M":
            return (tag, canonical_item(value))
        return (tag, value)
    return None


def canonical_item(item: Mapping[str, Mapping[str, Any]]) -> frozenset[tuple[str, Any]]:
    """Return a value that is equal for equal items or keys."""
    return frozenset((name, canonical(value)) for name, value in item.items())


def _decimal(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _number(value: Any, path: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise RequestError(f"Expected JSON number for '{path}' but got {value!r} instead.")
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e21 else repr(value)


def _numbers(value: Any, path: str) -> list[str]:
    return [_number(each, f"{path}[{index}]") for index, each in enumerate(as_list(value, path))]


def _null(value: Any, path: str) -> bool:
    if value is None or value is True:
        return True
    raise RequestError(f"Expected true or null for '{path}' but got {value!r} instead.")


def _values(value: Any, path: str) -> list[Typed]:
    return [as_typed(each, f"{path}[{index}]") for index, each in enumerate(as_list(value, path))]


_READERS: Mapping[str, Callable[[Any, str], Any]] = {
    "S": as_text,
    "N": _number,
    "BOOL": as_boolean,
    "NULL": _null,
    "M": as_item,
    "L": _values,
    "SS": as_texts,
    "NS": _numbers,
    "B": as_text,
    "BS": as_texts,
}
