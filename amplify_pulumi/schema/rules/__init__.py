"""What must hold of a schema as a whole. One rule is one module with `check`, and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from amplify_pulumi.schema.errors import Problem, sort_key
from amplify_pulumi.schema.model import Schema

Check = Callable[[Schema], Iterable[Problem]]

CHECKS: tuple[Check, ...] = ()
"""Every rule, in the order in which they run. None depends on another."""


def validate(schema: Schema) -> tuple[Problem, ...]:
    """Return everything that is wrong with a schema, sorted by position. Nothing is raised."""
    return tuple(sorted((problem for check in CHECKS for problem in check(schema)), key=sort_key))
