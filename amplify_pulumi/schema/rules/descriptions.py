"""What is said to people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.lookup import where
from amplify_pulumi.schema.model import Deprecation, Description, Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse what is said twice of a part, and texts that are no text in any encoding. Which parts there are, the compiler knows."""
    yield from _twice("described", schema.descriptions)
    yield from _twice("deprecated", schema.deprecations)
    for each in schema.descriptions:
        yield from _no_text(f"The description of {quoted(each.place)}", each.text, each)
    for each in schema.deprecations:
        yield from _no_text(f"What is to be used in place of {quoted(each.place)}", each.reason or "", each)


def _twice(what: str, said: Sequence[Description] | Sequence[Deprecation]) -> Iterator[Problem]:
    first: dict[str, Description | Deprecation] = {}
    for each in said:
        before = first.setdefault(each.place, each)
        if before is not each:
            message = f"{quoted(each.place)} is {what} twice: first in {where(before.position)}"
            yield error("AP1007", each.position, message, "Remove one of the two.")


def _no_text(what: str, text: str, said: Description | Deprecation) -> Iterator[Problem]:
    if any("\ud800" <= character <= "\udfff" for character in text):
        message = f"{what} holds half a character (a surrogate without its other half)"
        yield error("AP1008", said.position, message, "Remove it.")
