"""What is said to people."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.lookup import where
from amplify_pulumi.schema.model import Description, Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse a second description of a part, and texts that are no text in any encoding. What there is to describe, the compiler knows."""
    first: dict[str, Description] = {}
    for each in schema.descriptions:
        before = first.setdefault(each.place, each)
        if before is not each:
            message = f"{quoted(each.place)} is described twice: first in {where(before.position)}"
            yield error("AP1007", each.position, message, "Remove one of the two.")
        if any("\ud800" <= character <= "\udfff" for character in each.text):
            message = f"The description of {quoted(each.place)} holds half a character (a surrogate without its other half)"
            yield error("AP1008", each.position, message, "Remove it.")
