"""DynamoDB's limits (Amazon DynamoDB, Service, account and table quotas; Naming rules)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted, tolerated
from amplify_pulumi.schema.model import Model, Schema

MAX_INDEXES = 20
"""Global secondary indexes of a table."""
MAX_NAME = 255
"""Characters of a table's, an index's or a key attribute's name."""


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse more indexes than a table takes, and names longer than DynamoDB's."""
    indexes = Counter(field.model for model in schema.models for field in model.relationships if field.kind == "hasMany")
    for model in schema.models:
        if indexes[model.name] > MAX_INDEXES:
            message = f"The table of {quoted(model.name)} would have {indexes[model.name]} indexes, one for each hasMany that leads to it"
            yield tolerated("AP6002", model.position, message, f"DynamoDB takes at most {MAX_INDEXES}: remove some relationships.")
        yield from _names(model)


def _names(model: Model) -> Iterator[Problem]:
    if len(model.name) > MAX_NAME:
        yield error("AP6003", model.position, f"The name of the model has {len(model.name)} characters", _at_most("a table"))
    for field in model.relationships:
        index = f"gsi-{model.name}.{field.name}"
        if field.kind == "hasMany" and len(index) > MAX_NAME:
            message = f"The index of {quoted(f'{model.name}.{field.name}')} would have a name of {len(index)} characters"
            yield error("AP6003", field.position, message, _at_most("an index"))
        if field.kind == "belongsTo" and any(len(each) > MAX_NAME for each in field.references):
            message = f"A reference field of {quoted(f'{model.name}.{field.name}')} has a name of more than {MAX_NAME} characters"
            yield error("AP6003", field.position, message, _at_most("a key"))


def _at_most(what: str) -> str:
    return f"DynamoDB takes at most {MAX_NAME} characters for the name of {what}."
