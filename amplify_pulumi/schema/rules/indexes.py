"""Secondary indexes: their keys, names and projections."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted, tolerated
from amplify_pulumi.schema.lookup import Types, in_graphql, place_in, types_of, value_fields
from amplify_pulumi.schema.model import Field, Index, Model, Position, Relationship, Schema
from amplify_pulumi.schema.plural import pluralize
from amplify_pulumi.schema.suggestions import did_you_mean

_NAME = re.compile(r"[A-Za-z0-9_.-]{3,255}")
_WORD = re.compile(r"[A-Za-z0-9_]+", re.ASCII)
"""Amazon DynamoDB, Naming rules; graphql-index-transformer asks for the same."""
MAX_PROJECTED = 100
"""Attributes that the indexes of a table name together (Amazon DynamoDB, quotas: projected attributes per table)."""


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse indexes that DynamoDB cannot have, or whose fields are not there."""
    types = types_of(schema)
    related: dict[str, set[str]] = defaultdict(set)
    for model in schema.models:
        for each in model.relationships:
            if each.has_own_index:
                related[each.model].add(f"gsi-{model.name}.{each.name}")
    for model in schema.models:
        if model.indexes:
            yield from _model(model, types, related.get(model.name, set()))


def default_name(model: str, index: Index) -> str:
    """Return the name in DynamoDB of an index that is given none, as graphql-index-transformer forms it."""
    plural = pluralize(model)
    keys = "And".join(f"{each[:1].upper()}{each[1:]}" for each in (index.partition_key, *index.sort_keys))
    return f"{plural[:1].lower()}{plural[1:]}By{keys}"


def _model(model: Model, types: Types, related: set[str]) -> Iterator[Problem]:
    fields: dict[str, Field | Relationship] = {**value_fields(model), **{each.name: each for each in model.fields}}
    names: dict[str, Index] = {}
    for index in model.indexes:
        what = f"The index of {quoted(model.name)} on {index.partition_key}"
        yield from _keys(model, index, fields, types, what)
        yield from _name(model, index, names, related)
        yield from _projection(model, index, fields, what)
    projected = sum(len(index.non_key_attributes) for index in model.indexes)
    if projected > MAX_PROJECTED:
        message = f"The indexes of {quoted(model.name)} project {projected} fields"
        yield error("AP3013", model.indexes[-1].position, message, f"DynamoDB takes at most {MAX_PROJECTED}: project ALL in some index.")


def _keys(model: Model, index: Index, fields: dict[str, Field | Relationship], types: Types, what: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, name in enumerate((index.partition_key, *index.sort_keys)):
        field = fields.get(name)
        place = place_in(index.key_positions, number, index.position)
        if name in seen:
            yield error("AP3011", place, f"{what} names {quoted(name)} twice", "Name each field once.")
        elif field is None:
            message = f"An index of {quoted(model.name)} names the unknown field {quoted(name)}{did_you_mean(name, list(fields))}"
            # Amplify ignores an index whose partition key is unknown, and refuses an unknown sort key.
            problem = tolerated if name == index.partition_key else error
            yield problem("AP3009", place, message, f"Add `{name}: String` to the fields, or correct the name.")
        else:
            yield from _key(place, field, f"{what}: {quoted(name)}", types)
        seen.add(name)
    if model.identifier is not None and len(model.identifier) == 1 and index.partition_key == model.identifier[0]:
        message = f"{what} has the partition key of the table, so that each of its partitions would hold one item"
        # Amplify refuses it where the key is a declared one.
        yield tolerated("AP3011", place_in(index.key_positions, 0, index.position), message, "Remove it: `get` reads the item.")


def _key(place: Position | None, field: Field | Relationship, what: str, types: Types) -> Iterator[Problem]:
    advice = "Keys are strings, numbers or enums."
    if isinstance(field, Relationship):
        references = ", ".join(field.references)
        yield error("AP3011", place, f"{what} is a relationship", f"Name the field that holds the reference: {references}.")
    elif field.array:
        yield error("AP3011", place, f"{what} is an array", advice)
    elif field.type in types.types:
        yield error("AP3011", place, f"{what} is of the type {quoted(field.type)}, which has fields of its own", advice)
    elif field.type == "AWSJSON":
        # Amplify lets it through; DynamoDB would get a map or a list where its key is a string.
        yield tolerated("AP3011", place, f"{what} is AWSJSON, which DynamoDB takes for no key", advice)
    elif field.type == "Boolean":
        yield error("AP3011", place, f"{what} is Boolean, which DynamoDB takes for no key", f"{advice} An enum can stand for it.")


def _name(model: Model, index: Index, names: dict[str, Index], related: set[str]) -> Iterator[Problem]:
    name = index.name if index.name is not None else default_name(model.name, index)
    place = index.name_position or index.position
    before = names.setdefault(name, index)
    if before is not index or name in related:
        message = f"Two indexes of {quoted(model.name)} have the name {quoted(name)}"
        yield error("AP3012", place, message, "Give one of them another `name`.")
    if index.name is None:
        return
    if index.name == "primaryKey":
        # To Amplify's own clients the name means the table's key.
        message = f"An index of {quoted(model.name)} has the name primaryKey, which is the table's own key"
        yield tolerated("AP3012", place, message, "Name it otherwise.")
    elif not _NAME.fullmatch(index.name):
        message = f"{quoted(index.name)} is not a name that DynamoDB takes for an index"
        yield error("AP3012", place, message, "Use 3 to 255 letters, digits, underscores, hyphens and periods.")
    elif len(index.sort_keys) > 1 and not _WORD.fullmatch(index.name):
        message = f"The index {quoted(index.name)} has several sort keys, so that its name becomes part of the name of a type"
        yield error("AP3012", place, message, "Use letters, digits and underscores only.")


def _projection(model: Model, index: Index, fields: dict[str, Field | Relationship], what: str) -> Iterator[Problem]:
    attributes = "nonKeyAttributes" if in_graphql(index.position) else "attributes"
    if index.projection != "INCLUDE" and index.non_key_attributes:
        message = f"{what} names {attributes}, but its projection is {index.projection}"
        yield error("AP3013", index.position, message, "Write `INCLUDE` as the projection, or remove the names.")
    if index.projection == "INCLUDE" and not index.non_key_attributes:
        message = f"{what} has the projection INCLUDE, but names no fields"
        yield error("AP3013", index.position, message, "Name the fields to include, or write KEYS_ONLY.")
    seen: set[str] = set()
    for number, name in enumerate(index.non_key_attributes):
        place = place_in(index.attribute_positions, number, index.position)
        if name in seen:
            yield error("AP3013", place, f"{what} projects {quoted(name)} twice", "Name each field once.")
        elif isinstance(fields.get(name), Relationship) or name not in fields:
            hint = did_you_mean(name, list(fields))
            message = f"{what} projects {quoted(name)}, which is no field of {quoted(model.name)} that holds a value{hint}"
            yield tolerated("AP3013", place, message, "Correct the name, or remove it.")
        elif name in (index.partition_key, *index.sort_keys):
            yield tolerated("AP3013", place, f"{what} projects its own key {quoted(name)}", "Remove it: keys are always there.")
        seen.add(name)
