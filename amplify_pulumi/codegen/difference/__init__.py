"""What a change of schema opens and closes, adds, breaks for clients, and which tables or indexes would be replaced or lose data.

    Schema, ApiPlan ── sides ──▶ Side ┐
                                      ├── compare ──▶ Comparison ── CHECKS ──▶ findings ──▶ Difference ── rendering ──▶ text, Markdown, JSON
    plan.json ──────── sides ──▶ Side ┘

Each check is one module, and one line in `CHECKS`. It says what somebody notices, not which line changed: the same
schema in another language or another order has no differences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from amplify_pulumi.codegen.difference import access, clients, modes, operations, policies, rules, stored, tables, values
from amplify_pulumi.codegen.difference.kinds import KINDS
from amplify_pulumi.codegen.difference.model import (
    CATEGORIES,
    PARTS,
    Category,
    Comparison,
    Difference,
    Finding,
    Part,
    Resource,
    Resources,
    Side,
)
from amplify_pulumi.codegen.difference.resources import resources
from amplify_pulumi.codegen.difference.sides import NotAPlanError, compare, side_of_plan, side_of_schema

__all__ = [
    "CATEGORIES",
    "KINDS",
    "PARTS",
    "Category",
    "Difference",
    "Finding",
    "NotAPlanError",
    "Part",
    "Resource",
    "Resources",
    "Side",
    "difference",
    "side_of_plan",
    "side_of_schema",
]

Check = Callable[[Comparison], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    tables.check,
    stored.check,
    rules.check,
    access.check,
    modes.check,
    policies.check,
    clients.check,
    values.check,
    operations.check,
)
"""Every check. None depends on another."""

_SAID_BETTER = {"field-renamed": ("owner-field-renamed", "group-field-renamed")}
"""Kinds that say nothing where one of the others tells of the same subject."""
_ORDER = tuple(CATEGORIES)


def difference(old: Side, new: Side) -> Difference:
    """Return all that somebody would notice of the change from one side to the other, the gravest first."""
    comparison = compare(old, new)
    found = tuple(dict.fromkeys(finding for check in CHECKS for finding in check(comparison)))
    kinds: dict[str, set[str]] = {}
    for finding in found:
        kinds.setdefault(finding.subject, set()).add(finding.kind)
    told = [each for each in found if not kinds[each.subject].intersection(_SAID_BETTER.get(each.kind, ()))]
    # That a field is never null is good news only where no stored item makes it bad.
    told = [each for each in told if each.kind != "field-never-null" or len(kinds[each.subject]) == 1]
    return Difference(
        old=old.name,
        new=new.name,
        findings=tuple(sorted(told, key=_gravity)),
        resources=resources(comparison),
        not_compared=() if old.schema and new.schema else tuple(PARTS),
    )


def _gravity(finding: Finding) -> tuple[int, str, str, str]:
    return (_ORDER.index(finding.category), finding.subject, finding.kind, finding.message)
