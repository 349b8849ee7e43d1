"""Subscriptions of callers who are in many groups."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.audiences import MAXIMUM_ALTERNATIVES, MAXIMUM_VALUES, audiences
from amplify_pulumi.schema.errors import Problem, warning
from amplify_pulumi.schema.model import Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Warn of rules by groups in a field: a subscription filter holds the groups of the caller, and takes only so many."""
    for model in schema.models:
        for audience in audiences(schema, model):
            room = MAXIMUM_ALTERNATIVES - audience.alternatives
            if room < len(audience.groups):
                continue  # nobody in a group can subscribe, and that is a mistake of its own
            for rule in (*audience.groups, *audience.lists_of_groups):
                most = MAXIMUM_VALUES if rule in audience.lists_of_groups else room // len(audience.groups)
                message = f"With `allow: {rule.allow}`, a caller in more than {most} groups cannot subscribe"
                message += ": AppSync's filters take no more values"
                advice = "Keep users in few groups, or leave `listen` out of the operations of the rule."
                yield warning("AP4016", rule.position, message, advice)
