"""Prints JSON for reviews: what fits on a line stands on one, so that a change is a line and a plan is short."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

MAXIMUM_WIDTH = 120
"""Columns of a line that holds a whole object or list."""


def printed(value: Any, indentation: int = 0) -> str:
    """Return a JSON value as text: each member of an object or a list on a line of its own, unless all of it fits on one line.

    Args:
        value: as for `json.dumps`.
        indentation: columns before the line on which it begins.
    """
    if isinstance(value, Mapping):
        members = cast("Mapping[str, Any]", value)
        parts = [f"{json.dumps(name, ensure_ascii=False)}: {printed(member, indentation + 1)}" for name, member in members.items()]
        return _joined(parts, "{}", indentation)
    if isinstance(value, list | tuple):
        return _joined([printed(member, indentation + 1) for member in cast("list[Any]", value)], "[]", indentation)
    return json.dumps(value, ensure_ascii=False)


def _joined(parts: list[str], brackets: str, indentation: int) -> str:
    before, after = brackets
    if indentation + sum(len(each) + 2 for each in parts) <= MAXIMUM_WIDTH and not any("\n" in each for each in parts):
        return before + ", ".join(parts) + after
    line = "\n" + " " * (indentation + 1)
    return f"{before}{line}{f',{line}'.join(parts)}\n{' ' * indentation}{after}"
