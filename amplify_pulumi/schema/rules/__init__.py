"""What must hold of a schema as a whole. One rule is one module with `check`, and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from amplify_pulumi.schema.errors import MAX_PROBLEMS, Problem, sort_key
from amplify_pulumi.schema.model import Schema
from amplify_pulumi.schema.rules import (
    access,
    api_key,
    defaults,
    descriptions,
    duplicates,
    emptiness,
    enums,
    generated_names,
    group_subscriptions,
    handler_names,
    hidden_deletes,
    identifier,
    indexes,
    inherited_names,
    limits,
    modes,
    names,
    operations,
    owner_field,
    recursion,
    relationships,
    repetitions,
    required_fields,
    rule_fields,
    rule_places,
    scans,
    settings,
    subscription_sources,
    timestamps,
    types,
    validations,
)

Check = Callable[[Schema], Iterable[Problem]]

CHECKS: tuple[Check, ...] = (
    emptiness.check,
    names.check,
    duplicates.check,
    generated_names.check,
    inherited_names.check,
    types.check,
    recursion.check,
    enums.check,
    descriptions.check,
    defaults.check,
    validations.check,
    timestamps.check,
    identifier.check,
    indexes.check,
    relationships.check,
    access.check,
    repetitions.check,
    rule_places.check,
    rule_fields.check,
    owner_field.check,
    required_fields.check,
    operations.check,
    handler_names.check,
    subscription_sources.check,
    modes.check,
    api_key.check,
    settings.check,
    limits.check,
    hidden_deletes.check,
    scans.check,
    group_subscriptions.check,
)
"""Every rule. None depends on another, and all take schemas that others refuse."""


MAX_WARNINGS = 200
"""Warnings that are told. More say nothing new, and a large schema must not be refused for its warnings."""


def validate(schema: Schema) -> tuple[Problem, ...]:
    """Return what is wrong with a schema, sorted by position: `MAX_PROBLEMS`, `MAX_WARNINGS` of them warnings. Nothing is raised."""
    # A rule that stands on several models, through an anchor or at the head of an included file, is one mistake.
    found: dict[Problem, None] = {}
    warnings = 0
    for problem in (problem for check in CHECKS for problem in check(schema)):
        if problem in found:
            continue
        if problem.severity == "warning":
            warnings += 1
            if warnings > MAX_WARNINGS:
                continue
        found[problem] = None
        if len(found) >= MAX_PROBLEMS:
            break
    return tuple(sorted(found, key=sort_key))
