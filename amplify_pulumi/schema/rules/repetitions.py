"""Rules that say something twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted, tolerated
from amplify_pulumi.schema.model import Allow, Rule, Schema

READ = ("get", "list", "sync", "listen", "search")
"""The operations that `read` stands for."""


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse two rules for the same callers, and operations that are named twice, be it through `read`."""
    for rules in (schema.authorization, *(model.authorization for model in schema.models)):
        first: dict[Allow, Rule] = {}
        for rule in rules or ():
            yield from _operations(rule)
            before = first.setdefault(rule.allow, rule)
            if before is not rule:
                where = f": first in line {before.position.line}" if before.position else ""
                message = f"There are two rules with `allow: {rule.allow}`{where}"
                yield error("AP4002", rule.position, message, "Put the operations of both into one rule.")


def _operations(rule: Rule) -> Iterator[Problem]:
    operations = rule.operations or ()
    for name in (each for each, count in Counter(operations).items() if count > 1):
        yield tolerated("AP4009", rule.position, f"The rule names the operation {quoted(name)} twice", "Name it once.")
    parts = [each for each in dict.fromkeys(operations) if each in READ]
    if "read" in operations and parts:
        names = ", ".join(parts)
        advice = f"Remove `read` to allow only {names}, or keep only `read`, which is {', '.join(READ)}."
        yield error("AP4004", rule.position, f"The rule names `read` together with a part of it: {names}", advice)
