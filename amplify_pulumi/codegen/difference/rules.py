"""The fields in which rules look: whose item it is stands in the item, and does not move when a rule looks elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from amplify_pulumi.codegen.difference.model import Comparison, Finding
from amplify_pulumi.codegen.difference.sides import place, value_fields
from amplify_pulumi.compiler.access import grant_of
from amplify_pulumi.schema.model import Rule

Names = Literal["owner", "group"]
"""What a field of an item names."""


def check(comparison: Comparison) -> Iterator[Finding]:
    """Yield the owner and group fields that are others now, and those whose names come from another claim."""
    if comparison.old.schema is None or comparison.new.schema is None:
        return
    for model in comparison.models:
        old, new = (_fields(side.shapes[model].all_rules) for side in (comparison.old, comparison.new))
        for names in ("owner", "group"):
            before, after = ({field for kind, field in each if kind == names} for each in (old, new))
            yield from _moved(comparison, model, names, sorted(before - after), sorted(after - before))
            for field in sorted(before & after):
                claims, others = old[names, field], new[names, field]
                if not claims & others:
                    yield _other_claim(comparison, f"{model}.{field}", names, claims, others)


def _fields(rules: Iterable[Rule]) -> dict[tuple[Names, str], set[str]]:
    """Return the claims that rules compare with each field."""
    found: dict[tuple[Names, str], set[str]] = {}
    for grant in map(grant_of, rules):
        if grant.field is not None:
            names: Names = "group" if grant.claim is None else "owner"
            found.setdefault((names, grant.field), set()).add(grant.claim or grant.group_claim or "")
    return found


def _moved(comparison: Comparison, model: str, names: Names, gone: list[str], came: list[str]) -> Iterator[Finding]:
    for field in came:
        if gone:
            yield Finding(
                category="data-loss",
                kind=f"{names}-field-renamed",
                subject=f"{model}.{field}",
                message=f"Stored items name their {names} in {' or '.join(gone)}. By the new rule they belong to nobody.",
                old=", ".join(gone),
                new=field,
                advice=f"Keep the rule on {gone[0]} beside the new one, copy the values of all items, then remove it.",
                position=place(comparison.new, f"{model}.{field}"),
            )
        elif field not in value_fields(comparison.old, model):
            yield Finding(
                category="risky",
                kind=f"items-without-{names}",
                subject=f"{model}.{field}",
                message=f"Stored items have no {field}: by the rule that looks there they belong to nobody.",
                new=field,
                advice="Fill it in for the items that are there, with AWS credentials of your own.",
                position=place(comparison.new, f"{model}.{field}"),
            )


def _other_claim(comparison: Comparison, subject: str, names: Names, old: set[str], new: set[str]) -> Finding:
    return Finding(
        category="data-loss",
        kind=f"{names}-claim-changed",
        subject=subject,
        message=f"Stored items name their {names} by another claim. Where its values differ, they belong to nobody, or to somebody else.",
        old=", ".join(sorted(old)),
        new=", ".join(sorted(new)),
        advice="Keep the rule with the old claim beside the new one until all items are rewritten.",
        position=place(comparison.new, subject),
    )
