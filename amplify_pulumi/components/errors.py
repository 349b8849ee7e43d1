"""Mistakes in what a program hands to a component, and how they are told.

Every mistake is raised before the first resource is registered, so that a program with one leaves nothing half made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pulumi

from amplify_pulumi.schema.suggestions import did_you_mean


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """One thing that is wrong with the arguments of a component."""

    code: str
    """The stable code, `AP7001` and up."""
    message: str
    """What is wrong, the value that was given, and what to do."""


class ComponentError(pulumi.RunError):
    """Ends the program with a text for people: Pulumi prints a `RunError` without a stack trace. The text holds every mistake."""


def mistake(code: str, message: str) -> Mistake:
    """Return a mistake of the given code."""
    return Mistake(code=code, message=message)


def refuse(mistakes: Iterable[Mistake]) -> None:
    """Raise one `ComponentError` for all mistakes, if there are any."""
    lines = [f"{each.code}: {each.message}" for each in mistakes]
    if lines:
        raise ComponentError("\n".join(lines))


def choices(given: str, valid: Iterable[str]) -> str:
    """Return the end of a sentence about a word that is not one of `valid`, and the help after it: the nearest one, then all of them."""
    options = sorted(valid)
    return f"{did_you_mean(given, options) or '.'} Valid are: {', '.join(options) or 'none'}."
