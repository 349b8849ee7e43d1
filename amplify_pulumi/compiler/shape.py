"""The models as they will exist: with the fields, keys, indexes and rules that the user did not write.

`shapes` is the first step of the compiler. Everything after it (operations, tables, introspection) reads shapes, so that what is implicit
is decided in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from amplify_pulumi.compiler import access, naming
from amplify_pulumi.compiler.callers import Rights, named_group_fields, named_owner_fields
from amplify_pulumi.compiler.naming import ModelOperation
from amplify_pulumi.compiler.sdl import list_of, required
from amplify_pulumi.schema.model import CustomType, Field, Model, Position, Relationship, RelationshipKind, Rule, Schema

ID = "id"

_AUTOMATIC_ID_TYPES = frozenset({"ID", "String"})
_AUTOMATIC_TIMESTAMP_TYPES = frozenset({"AWSDateTime", "String"})

SUBSCRIBED: Mapping[ModelOperation, ModelOperation] = MappingProxyType({"onCreate": "create", "onUpdate": "update", "onDelete": "delete"})
"""The mutation that each subscription is to."""

OPERATION_GROUPS: Mapping[str, tuple[ModelOperation, ...]] = MappingProxyType(
    {"queries": ("get", "list"), "mutations": ("create", "update", "delete"), "subscriptions": ("onCreate", "onUpdate", "onDelete")}
)
"""The operations that can be disabled at once."""

_OPERATIONS: tuple[ModelOperation, ...] = tuple(operation for operations in OPERATION_GROUPS.values() for operation in operations)


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """A global secondary index of a model's table."""

    name: str
    fields: tuple[str, ...]
    """The fields of its key, the partition key first."""
    declared: bool = False
    """Whether the user declared it; the others are those of relationships."""
    query_field: str | None = None
    """The query that reads it."""
    projection: Literal["ALL", "KEYS_ONLY", "INCLUDE"] = "ALL"
    non_key_attributes: tuple[str, ...] = ()

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes of its key: see `key_attributes`."""
        return key_attributes(self.fields)


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A relationship field with what is at its other end."""

    name: str
    kind: RelationshipKind
    related: str
    """The model that the field leads to."""
    references: tuple[str, ...]
    """As in the schema: fields of this model where it belongs to the other, else of the other."""
    fields: tuple[str, ...]
    """The fields of this model that say what it leads to."""
    index: str | None
    """The index of the related model's table that is read; None for the table itself, by its key."""
    required: bool = False
    """Whether it, or each item of the list, must be there."""
    array_required: bool = False
    """Whether the list must be there."""
    limit: int | None = None
    """The items of a page where the client does not say how many; None for 100."""
    authorization: tuple[Rule, ...] | None = None
    """Rules of the field itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A model with everything that it will have."""

    name: str
    rules: tuple[Rule, ...]
    """The model's own rules or else the schema's."""
    field_rules: Mapping[str, tuple[Rule, ...]]
    """The rules of those fields and relationships that have their own, by name."""
    rights: Rights
    """The rules that hold for each declared field."""
    values: tuple[Field, ...]
    """The fields that hold values: the declared ones in their order, then `id`, the timestamps and the owners where undeclared."""
    declared: frozenset[str]
    """Those of `values` that the user wrote."""
    order: tuple[str, ...]
    """All fields in the order of the type, relationships included."""
    key: tuple[str, ...]
    """The fields of the table's key, the partition key first."""
    custom_key: bool
    """Whether the user declared the key, which makes it an argument of the list."""
    created_at: str | None
    """The field that holds the time of creation."""
    updated_at: str | None
    """The field that holds the time of the last change."""
    links: tuple[Link, ...]
    indexes: tuple[Index, ...]
    owner_fields: tuple[str, ...]
    """The fields in which owner rules look, those of fields included."""
    group_fields: frozenset[str]
    """The fields in which group rules look."""
    is_returned: bool
    """Whether a custom operation returns it."""
    names: Mapping[ModelOperation, tuple[str, ...]]
    """The fields of each operation that is there; subscriptions of Gen 1 may have several."""
    enums: frozenset[str]
    """The enums of the whole schema."""
    types: Mapping[str, CustomType]
    """The custom types of the whole schema, by name."""
    model: Model
    """What the user said."""

    @property
    def position(self) -> Position | None:
        """Where the model stands."""
        return self.model.position

    def value(self, name: str) -> Field:
        """Return the value field of this name."""
        return next(each for each in self.values if each.name == name)

    def operation(self, operation: ModelOperation) -> str | None:
        """Return the name of an operation's field; None where there is no such operation."""
        return next(iter(self.names.get(operation, ())), None)

    @property
    def lists_by_key(self) -> bool:
        """Whether the list takes the key.

        graphql-index-transformer adds the key to the list of the name that it expects, which is that of the plural of `A` and not that of
        `a` for a model of this name.
        """
        expected = f"list{naming.plural(naming.upper_first(self.name))}"
        renamed = any(operation == "list" for operation, _ in self.model.operation_names)
        return self.custom_key and (renamed or self.operation("list") == expected)

    @property
    def key_attributes(self) -> tuple[str, ...]:
        """The attributes of the table's key: see the function of this name."""
        return key_attributes(self.key)

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """The rules of the model, then those of its fields."""
        return (*self.rules, *(rule for rules in self.field_rules.values() for rule in rules))

    @property
    def timestamps(self) -> tuple[str, ...]:
        """The fields that hold times: of creation, then of the last change."""
        return tuple(name for name in (self.created_at, self.updated_at) if name is not None)

    @property
    def composite_keys(self) -> tuple[tuple[str, ...], ...]:
        """The sort keys of the table and of its indexes that are made of several fields, each once."""
        sort_keys = (fields[1:] for fields in (self.key, *(index.fields for index in self.indexes)))
        return tuple(dict.fromkeys(each for each in sort_keys if len(each) > 1))

    @property
    def shown_owner_fields(self) -> tuple[str, ...]:
        """The owner fields that a parent's resolver may shorten to the user name: nothing below the type reads what is stored.

        Relationships do, as their keys, and where fields have rules of their own, the resolvers of these fields may. What custom operations
        return comes past the generated resolvers.
        """
        if self.field_rules or self.is_returned:
            return ()
        read = {name for link in self.links for name in link.fields}
        return tuple(name for name in self.joined_owner_fields if name not in read)

    @property
    def joined_owner_fields(self) -> tuple[str, ...]:
        """The owner fields that hold `sub::username`, of which clients see the user name. One with a claim of its own is shown as it is."""
        joined = access.joined_fields(self.all_rules)
        return tuple(name for name in self.owner_fields if name in joined)

    @property
    def automatic_id(self) -> bool:
        """Whether a new item is given an `id` when it brings none."""
        return any(each.name == ID and each.type in _AUTOMATIC_ID_TYPES and not each.array for each in self.values)

    @property
    def automatic_timestamps(self) -> tuple[str, ...]:
        """The timestamp fields that are filled in; one declared with a type that holds no date and time is left to the caller."""
        return tuple(name for name in self.timestamps if _is_automatic_timestamp(self.value(name)))

    @property
    def subscribes(self) -> bool:
        """Whether the payloads of mutations hide things: unless all subscriptions are disabled at once, as Amplify has it."""
        return "subscriptions" not in self.model.disabled


def type_of(field: Field) -> str:
    """Return the field's type in GraphQL notation: `[String!]!`."""
    inner = required(field.type) if field.required else field.type
    if not field.array:
        return inner
    return required(list_of(inner)) if field.array_required else list_of(inner)


def key_attributes(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Return the attributes of a key: the partition key, and the sort key, whose several fields are joined with `#` into one attribute."""
    partition_key, *sort_key = fields
    return (partition_key, "#".join(sort_key)) if sort_key else (partition_key,)


def key_pairs(attributes: tuple[str, ...], sources: tuple[str, ...]) -> list[dict[str, str]]:
    """Return how the fields of a key are filled from the fields of another item, in the form of resolvers' configs (`keys`)."""
    pairs = zip(key_attributes(attributes), key_attributes(sources), strict=True)
    return [{"attribute": attribute, "source": source} for attribute, source in pairs]


def shapes(schema: Schema) -> Mapping[str, Shape]:
    """Return the shape of every model by its name, in the order of the schema."""
    found: dict[str, list[Index]] = {model.name: _declared_indexes(model) for model in schema.models}
    for model in schema.models:
        for field in model.relationships:
            if field.has_own_index and field.model in found:
                name = naming.relationship_index(model.name, field.name)
                found[field.model].append(Index(name=name, fields=field.references))
    return MappingProxyType({model.name: _shape(schema, model, found[model.name]) for model in schema.models})


def _shape(schema: Schema, model: Model, indexes: list[Index]) -> Shape:
    rules = tuple(model.authorization if model.authorization is not None else schema.authorization or ())
    field_rules = {field.name: field.authorization for field in model.fields if field.authorization is not None}
    all_rules = (*rules, *(rule for each in field_rules.values() for rule in each))
    owners = named_owner_fields(all_rules)
    key = model.identifier or (ID,)
    declared = {field.name: field for field in model.values}
    for name in model.identifier or ():
        if name in declared:
            declared[name] = replace(declared[name], required=True)
    timestamps = [name for name in (model.created_at, model.updated_at) if name is not None]
    implicit = [
        *([Field(name=ID, type="ID", required=True)] if ID in key else []),
        *(Field(name=name, type="AWSDateTime", required=True) for name in timestamps),
        *(Field(name=name, type="String") for name in owners),
    ]
    added = {field.name: field for field in implicit if field.name not in declared}
    return Shape(
        name=model.name,
        rules=rules,
        field_rules=MappingProxyType(field_rules),
        rights=MappingProxyType({field.name: field_rules.get(field.name, rules) for field in model.fields}),
        values=(*declared.values(), *added.values()),
        declared=frozenset(declared),
        order=(*(field.name for field in model.fields), *added),
        key=key,
        custom_key=model.identifier is not None,
        created_at=model.created_at,
        updated_at=model.updated_at,
        links=tuple(_link(model, each) for each in model.relationships),
        indexes=tuple(sorted(indexes, key=lambda index: index.name)),
        owner_fields=owners,
        group_fields=named_group_fields(all_rules),
        is_returned=any(each.returns is not None and each.returns.type == model.name for each in schema.operations),
        names=MappingProxyType(dict(_names(model))),
        enums=frozenset(each.name for each in schema.enums),
        types=MappingProxyType({each.name: each for each in schema.types}),
        model=model,
    )


def _names(model: Model) -> Iterator[tuple[ModelOperation, tuple[str, ...]]]:
    """Yield the operations that are there with the names of their fields. Without its mutation, a subscription is not there either."""
    disabled = {operation for each in model.disabled for operation in OPERATION_GROUPS.get(each, (each,))}
    for operation in _OPERATIONS:
        if operation not in disabled and SUBSCRIBED.get(operation) not in disabled:
            given = tuple(name for which, name in model.operation_names if which == operation)
            yield operation, given or (naming.operation_field(model.name, operation),)


def _declared_indexes(model: Model) -> list[Index]:
    return [
        Index(
            name=index.name or naming.default_index(model.name, (index.partition_key, *index.sort_keys)),
            fields=(index.partition_key, *index.sort_keys),
            declared=True,
            query_field=index.query_field,
            projection=index.projection,
            non_key_attributes=index.non_key_attributes,
        )
        for index in model.indexes
    ]


def _link(model: Model, field: Relationship) -> Link:
    own = field.references if field.kind == "belongsTo" else model.identifier or (ID,)
    return Link(
        name=field.name,
        kind=field.kind,
        related=field.model,
        references=field.references,
        fields=own if field.fields is None else field.fields,
        index=naming.relationship_index(model.name, field.name) if field.has_own_index else field.index,
        required=field.required or field.value_required,
        array_required=field.array_required,
        limit=field.limit,
        authorization=field.authorization,
    )


def _is_automatic_timestamp(field: Field) -> bool:
    return field.type in _AUTOMATIC_TIMESTAMP_TYPES and not field.array
