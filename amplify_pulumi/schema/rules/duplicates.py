"""Models and fields that are defined twice."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import Model, Position, Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse a second model or field of the same name, and name the place of the first."""
    models: dict[str, Model] = {}
    for model in schema.models:
        first = models.setdefault(model.name, model)
        if first is not model:
            message = f"The model {quoted(model.name)} is defined twice: first in {_where(first.position)}"
            yield error("AP2006", model.position, message, "Rename or remove one of the two.")
        yield from _fields(model)


def _fields(model: Model) -> Iterator[Problem]:
    places: dict[str, Position | None] = {}
    for field in model.fields:
        if field.name in places:
            message = f"The field {quoted(f'{model.name}.{field.name}')} is defined twice: first in {_where(places[field.name])}"
            yield error("AP2007", field.position, message, "Rename or remove one of the two.")
        else:
            places[field.name] = field.position


def _where(position: Position | None) -> str:
    return f"{position.file}:{position.line}" if position else "another place"
