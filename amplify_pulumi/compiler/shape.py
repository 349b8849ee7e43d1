"""The models as they will exist: with the fields, keys, indexes and rules that the user did not write.

`shapes` is the first step of the compiler. Everything after it (operations, tables, introspection) reads shapes, so that what is implicit
is decided in one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from amplify_pulumi.compiler import access, naming
from amplify_pulumi.compiler.modes import effective_rules
from amplify_pulumi.compiler.sdl import list_of, required
from amplify_pulumi.schema.model import Field, Model, Position, Relationship, RelationshipKind, Rule, Schema

ID = "id"
CREATED_AT = "createdAt"
UPDATED_AT = "updatedAt"
TIMESTAMPS = (CREATED_AT, UPDATED_AT)

_AUTOMATIC_ID_TYPES = frozenset({"ID", "String"})
_AUTOMATIC_TIMESTAMP_TYPES = frozenset({"AWSDateTime", "String"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """A global secondary index of a model's table."""

    name: str
    fields: tuple[str, ...]
    """The fields of its key, the partition key first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A relationship field with what is at its other end."""

    name: str
    kind: RelationshipKind
    related: str
    """The model that the field leads to."""
    references: tuple[str, ...]
    index: str
    """The index, on the table of the `belongsTo` side, that the `hasMany` side reads."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A model with everything that it will have."""

    name: str
    rules: tuple[Rule, ...]
    """The model's own rules or else the schema's."""
    values: tuple[Field, ...]
    """The fields that hold values: the declared ones in their order, then `id`, the timestamps and the owner where undeclared."""
    declared: frozenset[str]
    """Those of `values` that the user wrote."""
    order: tuple[str, ...]
    """All fields in the order of the type, relationships included."""
    key: tuple[str, ...]
    """The fields of the table's key, the partition key first."""
    custom_key: bool
    """Whether the user declared the key, which makes it an argument of the list."""
    links: tuple[Link, ...]
    indexes: tuple[Index, ...]
    owner_fields: tuple[str, ...]
    """The fields in which owner rules look."""
    position: Position | None

    def value(self, name: str) -> Field:
        """Return the value field of this name."""
        return next(each for each in self.values if each.name == name)

    @property
    def shown_owner_fields(self) -> tuple[str, ...]:
        """The owner fields that a parent's resolver may shorten to the user name: no relationship of the type reads what is stored."""
        read = {name for link in self.links for name in (link.references if link.kind == "belongsTo" else self.key)}
        return tuple(name for name in self.owner_fields if name not in read)

    @property
    def automatic_id(self) -> bool:
        """Whether a new item is given an `id` when it brings none."""
        return self.key == (ID,) and self.value(ID).type in _AUTOMATIC_ID_TYPES

    @property
    def automatic_timestamps(self) -> tuple[str, ...]:
        """The timestamp fields that are filled in; one declared with a type that holds no date and time is left to the caller."""
        return tuple(name for name in TIMESTAMPS if _is_automatic_timestamp(self.value(name)))


def type_of(field: Field) -> str:
    """Return the field's type in GraphQL notation: `[String!]!`."""
    inner = required(field.type) if field.required else field.type
    if not field.array:
        return inner
    return required(list_of(inner)) if field.array_required else list_of(inner)


def shapes(schema: Schema) -> Mapping[str, Shape]:
    """Return the shape of every model by its name, in the order of the schema."""
    models = {model.name: model for model in schema.models}
    links = {model.name: tuple(_link(model, each, models) for each in model.relationships) for model in schema.models}
    return MappingProxyType({model.name: _shape(schema, model, links) for model in schema.models})


def _shape(schema: Schema, model: Model, links: Mapping[str, Sequence[Link]]) -> Shape:
    rules = effective_rules(schema, model.authorization)
    owners = access.owner_fields(rules)
    declared = {field.name: field for field in model.values}
    if ID in declared:
        declared[ID] = replace(declared[ID], required=True)
    implicit = [
        Field(name=ID, type="ID", required=True),
        *(Field(name=name, type="AWSDateTime", required=True) for name in TIMESTAMPS),
        *(Field(name=name, type="String") for name in owners),
    ]
    added = [field for field in implicit if field.name not in declared]
    return Shape(
        name=model.name,
        rules=rules,
        values=(*declared.values(), *added),
        declared=frozenset(declared),
        order=(*(field.name for field in model.fields), *(field.name for field in added)),
        key=(ID,),
        custom_key=ID in declared,
        links=tuple(links[model.name]),
        indexes=_indexes(model, links),
        owner_fields=owners,
        position=model.position,
    )


def _link(model: Model, field: Relationship, models: Mapping[str, Model]) -> Link:
    counterpart = next(
        each
        for each in models[field.model].relationships
        if each.model == model.name and each.references == field.references and each.kind != field.kind
    )
    parent, parent_field = (model.name, field.name) if field.kind == "hasMany" else (field.model, counterpart.name)
    return Link(
        name=field.name,
        kind=field.kind,
        related=field.model,
        references=field.references,
        index=naming.relationship_index(parent, parent_field),
    )


def _indexes(model: Model, links: Mapping[str, Sequence[Link]]) -> tuple[Index, ...]:
    """Return the indexes of the model's table, sorted by name: one for each relationship that reads it from the other side."""
    found = [Index(name=link.index, fields=link.references) for link in links[model.name] if link.kind == "belongsTo"]
    return tuple(sorted(found, key=lambda index: index.name))


def _is_automatic_timestamp(field: Field) -> bool:
    return field.type in _AUTOMATIC_TIMESTAMP_TYPES and not field.array
