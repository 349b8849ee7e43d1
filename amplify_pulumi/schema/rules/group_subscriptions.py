"""Subscriptions of callers who are in many groups."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, warning
from amplify_pulumi.schema.lookup import GROUP_FIELD_RULES, expanded, has_subscriptions, mode_of, rules_of
from amplify_pulumi.schema.model import Rule, Schema

_VALUES = {"groupDefinedIn": 5, "groupsDefinedIn": 20}
"""Values that AppSync's filters take: of `in`, and of `containsAny` (AWS AppSync, enhanced subscription filtering)."""


def check(schema: Schema) -> Iterator[Problem]:
    """Warn of rules by groups in a field: a subscription filter holds the groups of the caller, and takes only so many."""
    for model in schema.models:
        if not has_subscriptions(model):
            continue
        rules = rules_of(schema, model)
        for rule in rules:
            if rule.allow in GROUP_FIELD_RULES and _listens(rule) and not any(_is_wider(each, rule) for each in rules):
                message = f"With `allow: {rule.allow}`, a caller in more than {_VALUES[rule.allow]} groups cannot subscribe"
                message += ": AppSync's filters take no more values"
                advice = "Keep users in few groups, or leave `listen` out of the operations of the rule."
                yield warning("AP4016", rule.position, message, advice)


def _listens(rule: Rule) -> bool:
    return "listen" in expanded(rule.operations)


def _is_wider(rule: Rule, narrow: Rule) -> bool:
    return rule.allow == "authenticated" and mode_of(rule) == mode_of(narrow) and _listens(rule)
