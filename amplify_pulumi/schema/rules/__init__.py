"""What must hold of a schema as a whole. One rule is one module with `check`, and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from amplify_pulumi.schema.errors import MAX_PROBLEMS, Problem, sort_key
from amplify_pulumi.schema.model import Schema
from amplify_pulumi.schema.rules import (
    access,
    api_key,
    duplicates,
    emptiness,
    generated_names,
    identifier,
    limits,
    modes,
    names,
    owner_field,
    relationships,
    repetitions,
    timestamps,
    types,
)

Check = Callable[[Schema], Iterable[Problem]]

CHECKS: tuple[Check, ...] = (
    emptiness.check,
    names.check,
    duplicates.check,
    generated_names.check,
    types.check,
    identifier.check,
    timestamps.check,
    relationships.check,
    access.check,
    repetitions.check,
    owner_field.check,
    modes.check,
    api_key.check,
    limits.check,
)
"""Every rule. None depends on another, and all take schemas that others refuse."""


def validate(schema: Schema) -> tuple[Problem, ...]:
    """Return what is wrong with a schema, sorted by position, `MAX_PROBLEMS` at most. Nothing is raised."""
    problems = (problem for check in CHECKS for problem in check(schema))
    # A rule that stands on several models, through an anchor or at the head of an included file, is one mistake.
    return tuple(sorted(dict.fromkeys(islice(problems, MAX_PROBLEMS)), key=sort_key))
