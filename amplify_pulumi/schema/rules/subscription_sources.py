"""What triggers custom subscriptions."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.lookup import enabled, types_of
from amplify_pulumi.schema.model import CustomOperation, Model, Schema, SubscriptionSource
from amplify_pulumi.schema.rules.types import RESPONSE
from amplify_pulumi.schema.suggestions import did_you_mean


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse subscriptions to what is no mutation, or to mutations that return different things."""
    models = types_of(schema).models
    operations = {(each.kind, each.name): each for each in reversed(schema.operations)}
    for operation in schema.operations:
        if operation.kind == "subscription":
            yield from _subscription(operation, models, operations)
        elif operation.sources:
            message = f"The {operation.kind} {quoted(operation.name)} is no subscription, and takes no `for`"
            yield error("AP5008", operation.sources[0].position or operation.position, message, "Remove `for`.")


def _subscription(
    operation: CustomOperation, models: dict[str, Model], operations: dict[tuple[str, str], CustomOperation]
) -> Iterator[Problem]:
    what = f"The subscription {quoted(operation.name)}"
    if not operation.sources:
        advice = "Name mutations: `for: [publish]`, or `for: [{ model: Post, mutations: [create] }]`."
        yield error("AP5008", operation.position, f"{what} does not say which mutations trigger it", advice)
    results: dict[object, str] = {}
    seen: set[object] = set()
    for source in operation.sources:
        place = source.position or operation.position
        mutation = operations.get(("mutation", source.name))
        model = models.get(source.name)
        if (source.name, source.mutations) in seen:
            yield error("AP5008", place, f"{what} names {quoted(source.name)} twice", "Name it once.")
        seen.add((source.name, source.mutations))
        if mutation is not None and not source.mutations:
            returns = mutation.returns
            results[(returns.type, returns.array) if returns else (RESPONSE, False)] = source.name
        elif model is not None:
            results[model.name, False] = source.name
            yield from _of_model(what, source, model, operation)
        else:
            yield _unknown(what, source, models, operations, operation)
    if len(results) > 1:
        names = " and ".join(quoted(each) for each in results.values())
        message = f"{what} is triggered by {names}, which return different things"
        yield error("AP5008", operation.position, message, "Make a subscription for each of them.")


def _of_model(what: str, source: SubscriptionSource, model: Model, operation: CustomOperation) -> Iterator[Problem]:
    place = source.position or operation.position
    if not source.mutations:
        message = f"{what} is for the model {quoted(model.name)}, but for which of its mutations?"
        yield error("AP5008", place, message, f"Write `{{ model: {model.name}, mutations: [create, update, delete] }}`, or some of them.")
    for each in source.mutations:
        if each not in enabled(model.disabled):
            message = f"{what} is for {each} of {quoted(model.name)}, which is disabled"
            yield error("AP5008", place, message, "Enable it, or remove it here.")


def _unknown(
    what: str,
    source: SubscriptionSource,
    models: dict[str, Model],
    operations: dict[tuple[str, str], CustomOperation],
    operation: CustomOperation,
) -> Problem:
    place = source.position or operation.position
    kind = next((kind for kind in ("query", "subscription") if (kind, source.name) in operations), None)
    if kind is not None:
        return error("AP5008", place, f"{what} is for {quoted(source.name)}, which is a {kind}", "Only mutations trigger subscriptions.")
    if source.mutations and ("mutation", source.name) in operations:
        message = f"{what} names mutations of {quoted(source.name)}, which is no model but a mutation itself"
        return error("AP5008", place, message, f"Write `for: [{source.name}]`.")
    mutations = [name for kind, name in operations if kind == "mutation"]
    hint = did_you_mean(source.name, [*models, *mutations])
    return error("AP5008", place, f"{what} is for {quoted(source.name)}, which is no mutation and no model{hint}", "Correct the name.")
