"""Mistakes in what a program hands to a component, and how they are told.

Every mistake is raised before the first resource is registered, so that a program with one leaves nothing half made.
"""

from __future__ import annotations

from collections.abc import Iterable

import pulumi

from amplify_pulumi.schema.suggestions import did_you_mean


class ComponentError(pulumi.RunError):
    """Ends the program with a text for people: Pulumi prints a `RunError` without a stack trace.

    Args:
        code: The stable code, `AP7001` and up; empty where the text already carries codes (the mistakes of a schema).
        message: What is wrong, the value that was given, and what to do.
    """

    code: str

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}" if code else message)
        self.code = code


def choices(given: str, valid: Iterable[str]) -> str:
    """Return the sentences that help after a word that is not one of `valid`: the nearest one, then all of them."""
    options = sorted(valid)
    return f"{did_you_mean(given, options)} Valid are: {', '.join(options) or 'none'}."
