"""JSON on the wire, both ways."""

from __future__ import annotations

import json
from typing import Any

import orjson


def encode(value: Any) -> bytes:
    """Return a value as JSON in UTF-8."""
    try:
        return orjson.dumps(value)
    except TypeError:
        # Halves of surrogate pairs, which JavaScript strings may hold, and integers beyond 64 bits.
        return json.dumps(value, separators=(",", ":")).encode()


def decode(text: bytes | str) -> Any:
    """Return the value of a JSON text.

    Raises:
        ValueError: it is none, or is nested too deeply.
    """
    return orjson.loads(text)
