"""The functions and data sources that handlers, authorizers and `access` name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted, tolerated
from amplify_pulumi.schema.lookup import types_of, where
from amplify_pulumi.schema.model import CodeHandler, FunctionAccess, Position, Schema
from amplify_pulumi.schema.suggestions import did_you_mean


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse names that are not declared, and names that are both a model and a data source."""
    models = types_of(schema).models
    functions = dict.fromkeys(each.name for each in schema.functions)
    sources = dict.fromkeys(each.name for each in schema.data_sources)
    for each in schema.data_sources:
        if each.name in models:
            message = f"{quoted(each.name)} is a data source and a model ({where(models[each.name].position)}): handlers could mean either"
            yield error("AP5007", each.position, message, "Name the data source otherwise.")
    for operation in schema.operations:
        for handler in operation.handlers:
            place = handler.position or operation.position
            if not isinstance(handler, CodeHandler):
                yield from _function(handler.function, functions, place)
            elif handler.data_source is not None and handler.data_source not in models and handler.data_source not in sources:
                hint = did_you_mean(handler.data_source, [*models, *sources])
                message = f"{quoted(handler.data_source)} is neither a model nor one of `dataSources`{hint}"
                yield error(
                    "AP5006", place, message, f"Declare it below `dataSources`, `{handler.data_source}: {{ none: {{}} }}` for example."
                )
    if schema.api.lambda_ is not None:
        yield from _function(schema.api.lambda_.function, functions, schema.api.lambda_.position)
    first: dict[str, FunctionAccess] = {}
    for access in schema.access:
        yield from _function(access.function, functions, access.position)
        yield from _access(access, first)


def _function(name: str, functions: dict[str, None], place: Position | None) -> Iterator[Problem]:
    if name and name not in functions:
        message = f"The function {quoted(name)} is not declared{did_you_mean(name, functions)}"
        # Amplify takes it for a function that is there when it is deployed.
        yield tolerated("AP5005", place, message, f"Declare it below `functions`: `{name}: {{ entry: ./{name}/handler.py }}`, for example.")


def _access(access: FunctionAccess, first: dict[str, FunctionAccess]) -> Iterator[Problem]:
    before = first.setdefault(access.function, access)
    if before is not access:
        message = f"`access` names the function {quoted(access.function)} twice: first in {where(before.position)}"
        yield tolerated("AP5013", access.position, message, "Put the operations of both into one entry.")
    if not access.operations:
        yield error(
            "AP5013", access.position, "`access` without operations lets nothing through", "Remove it, or name query, mutate or listen."
        )
    for name in (each for each, count in Counter(access.operations).items() if count > 1):
        yield tolerated("AP5013", access.position, f"`access` names {name} twice", "Name it once.")
