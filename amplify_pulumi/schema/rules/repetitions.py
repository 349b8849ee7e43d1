"""Rules that say something twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted, tolerated
from amplify_pulumi.schema.lookup import READ, every_list_of_rules
from amplify_pulumi.schema.model import Rule, Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse two rules for the same callers, and operations or groups that are named twice, be it through `read`."""
    for rules in every_list_of_rules(schema):
        first: dict[object, Rule] = {}
        for rule in rules:
            yield from _operations(rule)
            yield from _groups(rule)
            before = first.setdefault(_callers(rule), rule)
            if before is not rule:
                where = f": first in line {before.position.line}" if before.position else ""
                message = f"There are two rules with {_described(rule)}{where}"
                yield error("AP4002", rule.position, message, "Put the operations of both into one rule.")


def _callers(rule: Rule) -> object:
    """Return what says whom a rule lets in, for which items."""
    field = "owner" if rule.allow == "owner" else rule.defined_in
    kind = "owner" if rule.allow in ("ownerDefinedIn", "ownersDefinedIn") else rule.allow
    return (kind, field, rule.provider, rule.claim, tuple(sorted(set(rule.groups))))


def _described(rule: Rule) -> str:
    parts = [f"allow: {rule.allow}"]
    if rule.provider:
        parts.append(f"provider: {rule.provider}")
    if rule.groups:
        parts.append(f"groups: [{', '.join(rule.groups)}]")
    if rule.defined_in:
        parts.append(f"the field {rule.defined_in}")
    return f"`{parts[0]}`" if len(parts) == 1 else f"`{parts[0]}` and {', '.join(parts[1:])}"


def _groups(rule: Rule) -> Iterator[Problem]:
    if rule.allow == "groups" and not any(each.strip() for each in rule.groups):
        yield error("AP4017", rule.position, "The rule names no group: it lets nobody in", "Write `groups: [Admin]`, for example.")
    elif any(not each.strip() for each in rule.groups):
        yield error("AP4017", rule.position, "The rule names a group without a name", "Remove it.")
    for name in (each for each, count in Counter(rule.groups).items() if count > 1):
        yield tolerated("AP4017", rule.position, f"The rule names the group {quoted(name)} twice", "Name it once.")


def _operations(rule: Rule) -> Iterator[Problem]:
    operations = rule.operations or ()
    for name in (each for each, count in Counter(operations).items() if count > 1):
        yield tolerated("AP4009", rule.position, f"The rule names the operation {quoted(name)} twice", "Name it once.")
    parts = [each for each in dict.fromkeys(operations) if each in READ]
    if "read" in operations and parts:
        names = ", ".join(parts)
        advice = f"Remove `read` to allow only {names}, or keep only `read`, which is {', '.join(READ)}."
        yield error("AP4004", rule.position, f"The rule names `read` together with a part of it: {names}", advice)
