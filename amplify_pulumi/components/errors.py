"""Mistakes in what a program hands to a component, and how they are told.

Every mistake is raised before the first resource is registered, so that a program with one leaves nothing half made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pulumi

from amplify_pulumi.schema.suggestions import did_you_mean

CODES: Mapping[str, str] = {
    "AP7001": "The user pool is missing",
    "AP7002": "The schema is of no known kind",
    "AP7003": "A transform names what does not exist",
    "AP7004": "Table settings name an unknown model",
    "AP7005": "Table settings do not agree",
    "AP7006": "The plan refers to what is not there",
    "AP7007": "An app client is given without its user pool",
    "AP7008": "The schema revision is more than one line",
    "AP7011": "A function or a data source is missing",
    "AP7012": "A name is handed in that the schema does not use",
    "AP7013": "An ARN is not that of a Lambda function",
    "AP7014": "A value of the environment is missing",
    "AP7015": "A value of the environment is a secret",
    "AP7016": "What authenticates callers is missing",
    "AP7017": "An ARN is not that of an IAM role",
}
"""Every code of the components, with the title of its section in docs/components.md."""


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
