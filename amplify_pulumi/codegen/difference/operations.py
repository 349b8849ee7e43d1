"""What answers custom operations and what triggers custom subscriptions, as far as the API's schema does not show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphql import GraphQLSchema, ListValueNode, StringValueNode

from amplify_pulumi.codegen.difference.model import Comparison, Finding, Handling
from amplify_pulumi.codegen.difference.sides import place


def check(comparison: Comparison) -> Iterator[Finding]:
    """Yield the operations that something else answers, the external data sources that are others, and the events that no longer come."""
    for subject, handling in comparison.new.handling.items():
        if subject in comparison.old.handling:
            yield from _handling(comparison, subject, comparison.old.handling[subject], handling)
    yield from _data_sources(comparison)
    yield from _subscribed(comparison)


def _handling(comparison: Comparison, subject: str, old: tuple[Handling, ...], new: tuple[Handling, ...]) -> Iterator[Finding]:
    if old == new:
        return
    before, after = (", then ".join(each.by for each in side) or "nothing" for side in (old, new))
    yield Finding(
        category="risky",
        kind="handler-changed",
        subject=subject,
        message="It is answered by something else." if before != after else "The code that answers it is another.",
        old=before if before != after else None,
        new=after if before != after else None,
        position=place(comparison.new, subject),
    )


def _data_sources(comparison: Comparison) -> Iterator[Finding]:
    if comparison.old.schema is None or comparison.new.schema is None:
        return
    before = {each.name: each for each in comparison.old.schema.data_sources}
    for source in comparison.new.schema.data_sources:
        former = before.get(source.name)
        if former is not None and former != source:
            old, new = (", ".join([each.kind, *(f"{name} {value}" for name, value in each.settings)]) for each in (former, source))
            yield Finding(
                category="risky",
                kind="data-source-changed",
                subject=source.name,
                message="The external data source is another one: what it holds for clients may be, too.",
                old=old,
                new=new,
                position=source.position,
            )


def _subscribed(comparison: Comparison) -> Iterator[Finding]:
    before, after = mutations_of(comparison.old.graphql), mutations_of(comparison.new.graphql)
    for name, mutations in after.items():
        subject = f"Subscription.{name}"
        for mutation in sorted(before.get(name, mutations) - mutations):
            yield Finding(
                category="breaking",
                kind="events-stopped",
                subject=subject,
                message=f"Events of {mutation} no longer come.",
                old=mutation,
                position=place(comparison.new, subject),
            )
        for mutation in sorted(mutations - before.get(name, mutations)):
            yield Finding(
                category="risky",
                kind="events-added",
                subject=subject,
                message=f"Events of {mutation} come, too.",
                new=mutation,
                position=place(comparison.new, subject),
            )


def mutations_of(graphql: GraphQLSchema) -> Mapping[str, frozenset[str]]:
    """Return the mutations that trigger each subscription (`@aws_subscribe`)."""
    root = graphql.subscription_type
    found: dict[str, frozenset[str]] = {}
    for name, field in (root.fields if root else {}).items():
        values = [
            argument.value
            for directive in (field.ast_node.directives or () if field.ast_node else ())
            if directive.name.value == "aws_subscribe"
            for argument in directive.arguments or ()
        ]
        lists = (each.values for each in values if isinstance(each, ListValueNode))
        found[name] = frozenset(each.value for each_list in lists for each in each_list if isinstance(each, StringValueNode))
    return found
