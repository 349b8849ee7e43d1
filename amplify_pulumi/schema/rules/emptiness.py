"""Schemas, models and types with nothing in them, and what is left of an API when operations are disabled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted, tolerated
from amplify_pulumi.schema.lookup import enabled
from amplify_pulumi.schema.model import Model, Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse what would generate nothing, and APIs that GraphQL cannot have: those without a query."""
    if not schema.models and not schema.operations:
        yield error("AP2011", None, "There are no models and no operations", "Write at least one model below `models:`.")
    for model in schema.models:
        if not model.fields:
            yield error(
                "AP2008", model.position, f"The model {quoted(model.name)} has no fields", "Write at least one, such as `name: String`."
            )
        yield from _disabled(model)
    for each in schema.types:
        if not each.fields:
            yield error(
                "AP2012", each.position, f"The type {quoted(each.name)} has no fields", "Write at least one, such as `name: String`."
            )
    yield from _queries(schema)


def _disabled(model: Model) -> Iterator[Problem]:
    position = model.disabled_position or model.position
    for name in (each for each, count in Counter(model.disabled).items() if count > 1):
        yield tolerated("AP5012", position, f"{quoted(model.name)} disables {name} twice", "Name it once.")
    if not enabled(model.disabled) and not any(index.query_field for index in model.indexes):
        message = f"Every operation of the model {quoted(model.name)} is disabled: nobody could do anything"
        yield tolerated("AP5010", position, message, "Leave some operation enabled, or remove the model.")


def _queries(schema: Schema) -> Iterator[Problem]:
    if any(operation.kind == "query" for operation in schema.operations):
        return
    if any(enabled(model.disabled) & {"get", "list"} or any(index.query_field for index in model.indexes) for model in schema.models):
        return
    first = next(iter((*schema.models, *schema.operations)), None)
    if first is not None:
        position = (first.disabled_position or first.position) if isinstance(first, Model) else first.position
        # Amplify synthesizes it, but GraphQL has no API without the type Query.
        message = "The API has no query: those of every model are disabled" if schema.models else "The API has no query"
        yield error("AP5011", position, message, "Leave a query of some model enabled, or add one below `queries:`. GraphQL needs one.")
