"""DynamoDB's typed values, `{"N": "1"}`, as plain JSON, `1`.

The rules are AppSync's (js-resolver-reference-dynamodb, "Type system (response mapping)"): sets become arrays, binary values are Base64
text. dynoxide follows them in Rust; the other engines do it here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_INTEGERS = range(-(2**63), 2**63)


def plain(typed: Mapping[str, Any]) -> Any:
    """Return the plain JSON of a typed value.

    A number is an integer where it is whole and fits 64 bits, else the nearest floating-point number: JavaScript, which reads it next, has
    no others.
    """
    for tag, value in typed.items():
        return _PLAIN[tag](value)
    return None


def plain_item(item: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the plain JSON of an item or a key."""
    return {name: plain(value) for name, value in item.items()}


def plain_answer(answer: dict[str, Any]) -> dict[str, Any]:
    """Return DynamoDB's answer with plain items; keys to go on from stay typed."""
    for name in ("Item", "Attributes"):
        if name in answer:
            answer[name] = plain_item(answer[name])
    if "Items" in answer:
        answer["Items"] = [plain_item(item) for item in answer["Items"]]
    return answer


def plain_number(text: str) -> int | float:
    """Return the number of a typed value."""
    try:
        whole = int(text)
    except ValueError:
        return float(text)
    return whole if whole in _INTEGERS else float(text)


def _same(value: Any) -> Any:
    return value


def _null(_value: Any) -> None:
    return None


def _numbers(texts: list[str]) -> list[int | float]:
    return [plain_number(text) for text in texts]


def _list(values: list[Mapping[str, Any]]) -> list[Any]:
    return [plain(value) for value in values]


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "S": _same,
    "N": plain_number,
    "BOOL": _same,
    "NULL": _null,
    "M": plain_item,
    "L": _list,
    "SS": _same,
    "NS": _numbers,
    "B": _same,
    "BS": _same,
}
