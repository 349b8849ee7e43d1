"""Limits of DynamoDB and AppSync (Amazon DynamoDB, Service, account and table quotas; Naming rules. AWS AppSync, quotas)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from amplify_pulumi.schema.audiences import MAXIMUM_ALTERNATIVES, MAXIMUM_FIELDS, audiences
from amplify_pulumi.schema.errors import Problem, error, quoted, tolerated
from amplify_pulumi.schema.model import Model, Schema
from amplify_pulumi.schema.rules.indexes import default_name

MAX_INDEXES = 20
"""Global secondary indexes of a table."""
MAX_NAME = 255
"""Characters of a table's, an index's or a key attribute's name."""
MAX_PIPELINE = 10
"""Functions of a pipeline resolver."""


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse what is more, or longer, than the services take."""
    indexes = Counter(field.model for model in schema.models for field in model.relationships if field.has_own_index)
    for model in schema.models:
        yield from _indexes(model, indexes[model.name])
        yield from _names(model)
        yield from _filter(schema, model)
    for operation in schema.operations:
        if len(operation.handlers) > MAX_PIPELINE:
            message = f"The {operation.kind} {quoted(operation.name)} has {len(operation.handlers)} handlers"
            yield error("AP6006", operation.position, message, f"AppSync takes at most {MAX_PIPELINE}: put several into one.")


def _indexes(model: Model, related: int) -> Iterator[Problem]:
    count = related + len(model.indexes)
    if count <= MAX_INDEXES:
        return
    if model.indexes:
        message = f"The table of {quoted(model.name)} would have {count} indexes"
        if related:
            message += f": {len(model.indexes)} of its own, and {related} for the hasMany and hasOne that lead to it"
        position, what = (
            model.indexes[max(0, min(MAX_INDEXES - related, len(model.indexes) - 1))].position,
            "indexes or relationships" if related else "indexes",
        )
    else:
        message = f"The table of {quoted(model.name)} would have {count} indexes, one for each hasMany and hasOne that leads to it"
        position, what = model.position, "relationships"
    yield tolerated("AP6002", position or model.position, message, f"DynamoDB takes at most {MAX_INDEXES}: remove some {what}.")


def _names(model: Model) -> Iterator[Problem]:
    if len(model.name) > MAX_NAME:
        yield error("AP6003", model.position, f"The name of the model has {len(model.name)} characters", _at_most("a table"))
    for field in model.relationships:
        index = f"gsi-{model.name}.{field.name}"
        if field.has_own_index and len(index) > MAX_NAME:
            message = f"The index of {quoted(f'{model.name}.{field.name}')} would have a name of {len(index)} characters"
            yield error("AP6003", field.position, message, _at_most("an index"))
        if field.kind == "belongsTo" and len("#".join(field.references)) > MAX_NAME:
            message = f"A reference field of {quoted(f'{model.name}.{field.name}')} has a name of more than {MAX_NAME} characters"
            yield error("AP6003", field.position, message, _at_most("a key"))
    for index in model.indexes:
        if index.name is None and len(default_name(model.name, index)) > MAX_NAME:
            message = f"An index of {quoted(model.name)} would have a name of more than {MAX_NAME} characters"
            yield error("AP6003", index.position, message, f"{_at_most('an index')} Give it a `name`.")
        if max(len(index.partition_key), len("#".join(index.sort_keys))) > MAX_NAME:
            message = f"A key of an index of {quoted(model.name)} has a name of more than {MAX_NAME} characters"
            yield error("AP6003", index.position, message, _at_most("a key"))
    key = model.identifier or ()
    if max((len(each) for each in (*key[:1], "#".join(key[1:]))), default=0) > MAX_NAME:
        message = f"The key of {quoted(model.name)} has a name of more than {MAX_NAME} characters"
        yield error("AP6003", model.identifier_position or model.position, message, _at_most("a key"))


def _filter(schema: Schema, model: Model) -> Iterator[Problem]:
    for audience in audiences(schema, model):
        alternatives = audience.alternatives + len(audience.groups)
        if len(audience.fields) > MAXIMUM_FIELDS:
            message = f"The rules of {quoted(model.name)} look at {len(audience.fields)} fields of an item ({audience.mode})"
            advice = f"The filter of a subscription takes {MAXIMUM_FIELDS}: remove some rules, or disable the subscriptions."
            yield tolerated("AP6008", model.position, message, advice)
        elif alternatives > MAXIMUM_ALTERNATIVES:
            message = f"The rules of {quoted(model.name)} look for {alternatives} names in an item ({audience.mode})"
            advice = f"The filter of a subscription takes {MAXIMUM_ALTERNATIVES}: remove some rules, or disable the subscriptions."
            yield tolerated("AP6008", model.position, message, advice)


def _at_most(what: str) -> str:
    return f"DynamoDB takes at most {MAX_NAME} characters for the name of {what}."
