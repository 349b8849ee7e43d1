"""Mistakes in a schema: what they are called, and how they are shown.

A `Problem` says what is wrong, where, and what to do about it. Problems are collected, never raised one by one; `SchemaError` carries all
of them to callers who need a schema or nothing. Each code has one entry in `CODES` and one page, `docs/errors/<code>.md`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from amplify_pulumi.schema.model import Position

Severity = Literal["error", "warning"]

CODES: Mapping[str, str] = {
    "AP1001": "A file cannot be read",
    "AP1002": "A file is not UTF-8 text",
    "AP1003": "A file is empty",
    "AP1004": "A file is not valid YAML",
    "AP1005": "A file is not valid GraphQL",
    "AP1006": "A key or an argument is unknown",
    "AP1007": "A key stands twice",
    "AP1008": "A value is of the wrong kind",
    "AP1009": "Something is not supported in this version",
    "AP1010": "A file cannot be included",
    "AP1011": "A file is too large, too deep or expands too far",
    "AP1012": "A key or an argument is missing",
    "AP1013": "A part of YAML is not used in schemas",
    "AP1014": "A value is not one of the possible words",
    "AP1015": "A section stands in two files",
    "AP1016": "There are too many mistakes",
    "AP1017": "A file is not valid Python",
    "AP1018": "A program fails",
    "AP1019": "A program has no schema",
    "AP2001": "A type is unknown",
    "AP2002": "A type is not written in GraphQL's notation",
    "AP2003": "A name is not valid in GraphQL",
    "AP2004": "A name is reserved",
    "AP2005": "Two generated names are the same",
    "AP2006": "A model is defined twice",
    "AP2007": "A field is defined twice",
    "AP2008": "A model has no fields",
    "AP2009": "The field id cannot be a key",
    "AP2010": "A timestamp field has an odd type",
    "AP2011": "There is nothing in the schema",
    "AP2012": "A type has no fields",
    "AP2013": "An enum has no values",
    "AP2014": "A value of an enum is not valid",
    "AP2015": "A default does not fit the type",
    "AP2016": "A default cannot stand here",
    "AP2017": "A validation does not fit the field",
    "AP2018": "A validation stands twice",
    "AP2019": "The value of a validation is not valid",
    "AP2020": "A name means two things",
    "AP2021": "A type can never be complete",
    "AP2022": "A field has a name that every object has",
    "AP2023": "What is described or deprecated is not in the API",
    "AP3001": "A relationship leads to an unknown model",
    "AP3002": "A relationship has no counterpart",
    "AP3003": "A relationship has several counterparts",
    "AP3004": "A reference field is missing",
    "AP3005": "The number of reference fields does not fit the identifier",
    "AP3006": "A reference field has another type than the identifier",
    "AP3007": "A field has a model as its type, without a relationship",
    "AP3008": "The type of a relationship field does not fit its directive",
    "AP3009": "An identifier or an index names an unknown field",
    "AP3010": "A field cannot be part of an identifier",
    "AP3011": "A field cannot be the key of an index",
    "AP3012": "The name of an index is not valid",
    "AP3013": "A projection does not fit the index",
    "AP4001": "A model has no rules",
    "AP4002": "A rule stands twice",
    "AP4003": "A rule names an unknown operation",
    "AP4004": "A rule names read together with a part of it",
    "AP4005": "The owner field cannot hold an owner",
    "AP4006": "An authorization mode lets nobody in",
    "AP4007": "A rule's provider does not fit",
    "AP4008": "Only owner rules are transferable",
    "AP4009": "A rule names an operation twice",
    "AP4010": "A rule cannot stand here",
    "AP4011": "The field of a rule is not declared",
    "AP4012": "The field of a rule cannot hold a group",
    "AP4013": "A required field is hidden from a reader",
    "AP4014": "A rule on a field takes delete away",
    "AP4015": "A list reads the whole table although an index would do",
    "AP4016": "Members of many groups cannot subscribe",
    "AP4017": "A rule names no group, or one twice",
    "AP4018": "The default mode is not clear",
    "AP5001": "An operation has no handler",
    "AP5002": "An operation has no rules",
    "AP5003": "What an operation returns is missing or too much",
    "AP5005": "A function is not declared",
    "AP5006": "A data source is not declared",
    "AP5007": "A name is both a model and a data source",
    "AP5008": "The source of a subscription is not valid",
    "AP5009": "A model cannot be an argument",
    "AP5010": "Every operation of a model is disabled",
    "AP5011": "There are no queries",
    "AP5012": "An operation is disabled twice",
    "AP5013": "The declaration of a function or data source is not valid",
    "AP5101": "The file of a handler cannot be read",
    "AP5102": "The code of a handler is not valid",
    "AP5103": "AppSync does not take the code of a handler",
    "AP5104": "An import of a handler is not possible",
    "AP5105": "A handler does not export request and response",
    "AP5106": "ctx.env is used otherwise than by name",
    "AP5107": "The types in the code of a handler do not fit",
    "AP5108": "The file of a function cannot be read",
    "AP6001": "An API key lives between 1 and 365 days",
    "AP6002": "A table has too many indexes",
    "AP6003": "A name is too long",
    "AP6004": "The code of a resolver is too long",
    "AP6005": "The generated schema is too large",
    "AP6006": "A pipeline has too many functions",
    "AP6007": "A setting of the API is out of range",
    "AP6008": "Rules look at more fields than a subscription filter takes",
    "AP6009": "Rules for the identity pool take more than IAM's policies hold",
    "AP6010": "Operations that take AWS credentials are more than IAM's policies hold",
}
"""Every code, with the title of its page.

The first digit is the part of the language: 1 reading, 2 types, 3 relationships and indexes, 4 rules, 5 operations, 6 limits.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One mistake or warning."""

    code: str
    severity: Severity
    message: str
    """What is wrong, with "did you mean" where something close exists."""
    advice: str
    """What to do."""
    position: Position | None
    tolerated: bool = False
    """Whether the real Amplify lets it through: a warning in GraphQL then, unless the caller is strict."""
    source_line: str | None = field(default=None, compare=False)
    """The offending line, where the text is known."""


class SchemaError(Exception):
    """A schema has mistakes. `problems` holds all of them, sorted by position."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Carry `problems`; the text of the exception is all of them, rendered."""
        self.problems = tuple(problems)
        super().__init__("\n" + render_all(self.problems))


def error(code: str, position: Position | None, message: str, advice: str) -> Problem:
    """Return a mistake of the given code."""
    return Problem(code=code, severity="error", message=_printable(message), advice=_printable(advice), position=position)


def warning(code: str, position: Position | None, message: str, advice: str) -> Problem:
    """Return a warning: right, but it will surprise."""
    return replace(error(code, position, message, advice), severity="warning")


def tolerated(code: str, position: Position | None, message: str, advice: str) -> Problem:
    """Return a mistake that the real Amplify lets through: an error in YAML, a warning in GraphQL."""
    in_graphql = position is not None and position.language == "graphql"
    severity: Severity = "warning" if in_graphql else "error"
    return replace(error(code, position, message, advice), severity=severity, tolerated=True)


def strictly(problem: Problem) -> Problem:
    """Return the problem as `strict` sees it: what Amplify merely tolerates is an error in every language."""
    return replace(problem, severity="error") if problem.tolerated else problem


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether there is an error among the problems (warnings do not stop anything)."""
    return any(each.severity == "error" for each in problems)


def sort_key(problem: Problem) -> tuple[str, int, int, str, str]:
    """Return what sorts problems by file, line and column."""
    position = problem.position
    if position is None:
        return ("", 0, 0, problem.code, problem.message)
    return (position.file, position.line, position.column, problem.code, problem.message)


MAX_PROBLEMS = 1000
"""Problems that are collected. More help nobody, and finding what was meant costs time for each."""

_LONGEST_TEXT = 1000
_EXCERPT_WIDTH = 120
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def quoted(text: str) -> str:
    """Return the text in quotes, short enough for a message."""
    return f'"{text[:60]}…"' if len(text) > 61 else f'"{text}"'


def _printable(text: str) -> str:
    """Return the text as one line that does nothing to a terminal: it may quote whatever stands in a file."""
    shortened = f"{text[:_LONGEST_TEXT]}…" if len(text) > _LONGEST_TEXT else text
    return _UNPRINTABLE.sub("\ufffd", shortened)


def render(problem: Problem) -> str:
    """Return the problem as lines of text: `file:line:column: error CODE: message`, the line with a caret, the advice."""
    position = problem.position
    place = f"{_printable(position.file)}:{position.line}:{position.column}: " if position else ""
    lines = [f"{place}{problem.severity} {problem.code}: {problem.message}"]
    if position and problem.source_line is not None:
        lines.extend(f"    {each}" for each in _excerpt(problem.source_line, position.column))
    lines.append(f"    {problem.advice}")
    return "\n".join(lines)


def render_all(problems: Iterable[Problem]) -> str:
    """Return all problems as text, with an empty line between each two."""
    return "\n\n".join(render(each) for each in problems)


def to_json(problem: Problem) -> dict[str, Any]:
    """Return the problem as a JSON value, for `--json`."""
    position = problem.position
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "advice": problem.advice,
        "file": position.file if position else None,
        "line": position.line if position else None,
        "column": position.column if position else None,
    }


def _excerpt(line: str, column: int) -> tuple[str, str]:
    offset = min(column - 1, len(line))
    start = 0
    if len(line) > _EXCERPT_WIDTH:
        start = max(0, min(offset - _EXCERPT_WIDTH // 2, len(line) - _EXCERPT_WIDTH))
    shown = _UNPRINTABLE.sub("\ufffd", line[start : start + _EXCERPT_WIDTH])
    before = shown[: offset - start]
    # A tab stays a tab, and a wide character takes two columns of a terminal, so that the caret stands below its place.
    padding = "".join("\t" if each == "\t" else "  " if unicodedata.east_asian_width(each) in "WF" else " " for each in before)
    return shown, padding + "^"
