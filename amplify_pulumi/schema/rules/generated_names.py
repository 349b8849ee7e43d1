"""Names that would be generated twice."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import Model, Schema
from amplify_pulumi.schema.plural import pluralize

FILTER_OPERATORS = ("and", "or", "not")
"""Members of every filter, beside the fields of the model."""


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse models whose operations or types would have the same names, and fields that would be a filter's operator."""
    owners = {model.name: model for model in reversed(schema.models)}
    taken: dict[str, Model] = dict(owners)
    for model in owners.values():
        other = None
        for name in generated_names(model.name):
            found = taken.setdefault(name, model)
            if found.name != model.name and other is None:
                other = found
                yield _clash(model, found, name)
    for model in schema.models:
        for field in model.values:
            if field.name in FILTER_OPERATORS:
                message = f"The field {quoted(f'{model.name}.{field.name}')} would be the filter's operator {field.name}"
                yield error("AP2005", field.position, message, "Name it otherwise.")


def generated_names(model: str) -> tuple[str, ...]:
    """Return the names of a model's queries, mutations and types, as Amplify forms them."""
    name = model[:1].upper() + model[1:]
    plural = pluralize(model)
    return (
        f"get{name}",
        f"list{plural[:1].upper()}{plural[1:]}",
        f"create{name}",
        f"update{name}",
        f"delete{name}",
        f"Model{name}Connection",
        f"Create{name}Input",
        f"Update{name}Input",
        f"Delete{name}Input",
        f"Model{name}FilterInput",
        f"Model{name}ConditionInput",
        f"ModelSubscription{name}FilterInput",
    )


def _clash(model: Model, other: Model, name: str) -> Problem:
    first, second = sorted((model, other), key=_order)
    if name == first.name:
        first, second = second, first
    where = f" (line {first.position.line})" if first.position else ""
    message = f"{quoted(second.name)} and {quoted(first.name)}{where} both bring {quoted(name)}"
    return error("AP2005", second.position, message, "Name one of the two otherwise.")


def _order(model: Model) -> tuple[str, int, int]:
    return (model.position.file, model.position.line, model.position.column) if model.position else ("", 0, 0)
