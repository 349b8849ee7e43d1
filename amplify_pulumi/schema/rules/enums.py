"""The values of enums."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.lookup import place_in
from amplify_pulumi.schema.model import Enum, Schema

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_WORDS = ("true", "false", "null")
"""GraphQL, "Enums": names of values, except these."""


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse enums without values, values that GraphQL takes for something else, and values that stand twice."""
    for each in schema.enums:
        if not each.values:
            yield error("AP2013", each.position, f"The enum {quoted(each.name)} has no values", "Write at least one, such as `[DRAFT]`.")
        yield from _values(each)


def _values(enum: Enum) -> Iterator[Problem]:
    what = f"of the enum {quoted(enum.name)}"
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, value in enumerate(enum.values):
        numbers[value].append(number)
    for value, (first, *more) in numbers.items():
        place = place_in(enum.value_positions, first, enum.position)
        if value in _WORDS:
            # Amplify lets it through, but AppSync and every GraphQL tool refuse the schema.
            message = f"The value {quoted(value)} {what} is a word of GraphQL"
            yield error("AP2014", place, message, f"Name it otherwise, {value.upper()} for example.")
        elif not _NAME.fullmatch(value):
            advice = "Use letters of the English alphabet, digits and underscores, and no digit at the start."
            yield error("AP2014", place, f"The value {quoted(value)} {what} is not a name in GraphQL", _closest(value) or advice)
        elif value.startswith("__"):
            message = f"The value {quoted(value)} {what} begins with two underscores, which GraphQL keeps for itself"
            yield error("AP2014", place, message, "Name it otherwise.")
        if more:
            again = place_in(enum.value_positions, more[0], enum.position)
            yield error("AP2014", again, f"The value {quoted(value)} {what} stands twice", "Remove one of the two.")


def _closest(value: str) -> str | None:
    name = re.sub(r"[^_0-9A-Za-z]+", "_", value.strip()).strip("_")
    return f"Write {name}, for example." if name and name[0].isalpha() else None
