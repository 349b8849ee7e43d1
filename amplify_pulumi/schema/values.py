"""JSON values as texts, in one way for all languages: what `Field.default` and `Validation.value` hold."""

from __future__ import annotations

import json
import math
import re
from typing import Any

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_LONGEST_NUMBER = 400


def number_of(text: str) -> int | float | None:
    """Return the number that a text in JSON's notation stands for, None if it stands for none that can be stored."""
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return None
    value: int | float = json.loads(text)
    return value if math.isfinite(value) else None


def number_text(value: float) -> str:
    """Return a finite number as JavaScript prints it, and so as Amplify writes it into directives: 5, 1.5, -0.5."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e21):
        return str(int(value))
    digits, _, exponent = repr(value).partition("e")
    if not exponent:
        return digits
    power = int(exponent)
    if power >= -6:
        whole, _, fraction = digits.lstrip("-").partition(".")
        return f"{'-' if value < 0 else ''}0.{'0' * (-power - 1)}{whole}{fraction}"
    return f"{digits}e{power:+d}"


def json_text(value: Any) -> str:
    """Return a JSON value as text without spaces; keys keep their order."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    # JavaScript has one kind of number: 1.0 is 1.
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return int(value)
    return value
