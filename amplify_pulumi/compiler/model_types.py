"""The types and inputs of a model.

Each function makes one definition from a model's shape; operations name those that they need. The nullability of inputs and what is left
out of conditions are Amplify's (graphql-model-transformer, graphql-index-transformer and graphql-auth-transformer; tests/conformance/cases
holds what they generate).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from amplify_pulumi.compiler import filters, naming
from amplify_pulumi.compiler.filters import STRING_FILTER, filter_type, subscription_filter_type
from amplify_pulumi.compiler.sdl import Argument, Definition, Directive, Field, InputType, ObjectType, list_of, nullable, required
from amplify_pulumi.compiler.shape import ID, Index, Shape, type_of
from amplify_pulumi.schema import model

LIMIT = Argument(name="limit", type="Int")
NEXT_TOKEN = Argument(name="nextToken", type="String")

_WITHOUT_A_VALUE = {ID: ("ID",), "createdAt": ("AWSDateTime", "String"), "updatedAt": ("AWSDateTime", "String")}
"""Fields of these names and types are optional in the create input, filled in or not (graphql-transformer-core's InputFieldWrapper)."""


def object_type(shape: Shape) -> ObjectType:
    """Return the type of an item, with the fields that hold values; operations add the others."""
    return ObjectType(name=shape.name, fields=tuple(Field(name=each.name, type=type_of(each)) for each in shape.values))


def custom_type(type_: model.CustomType, directives: tuple[Directive, ...]) -> ObjectType:
    """Return the type of a value that has fields of its own."""
    return ObjectType(
        name=type_.name, fields=tuple(Field(name=each.name, type=type_of(each)) for each in type_.fields), directives=directives
    )


def connection_type(shape: Shape) -> ObjectType:
    """Return the type of a page of items."""
    return ObjectType(
        name=naming.connection_type(shape.name),
        fields=(Field(name="items", type=required(list_of(shape.name))), Field(name="nextToken", type="String")),
    )


def filter_input(shape: Shape) -> tuple[Definition, ...]:
    """Return the filter of lists and index queries, with what it is made of.

    Where there is no list, index queries bring it, and Amplify makes that one of the declared fields.
    """
    name = naming.filter_input(shape.name)
    return _filter(shape, name, _filtered(shape)) if shape.operation("list") else _filter(shape, name, _declared(shape), sees_arrays=True)


def children_type(shape: Shape) -> ObjectType:
    """Return the type of a page of items below their parent, or of an index.

    It is the type of any page, except for a model whose name starts with a small letter: Amplify's relationships and indexes do not raise
    that letter.
    """
    return replace(connection_type(shape), name=naming.children_type(shape.name))


def children_filter_input(shape: Shape) -> tuple[Definition, ...]:
    """Return the filter of items below their parent, or of an index, with what it is made of.

    It is the filter of lists, except for a model whose name starts with a small letter: Amplify makes another one of the declared fields.
    """
    name = naming.children_filter_input(shape.name)
    if name == naming.filter_input(shape.name):
        return filter_input(shape)
    return _filter(shape, name, (each for each in shape.values if each.name in shape.declared), sees_arrays=True)


def condition_input(shape: Shape) -> tuple[Definition, ...]:
    """Return the condition of mutations, with what it is made of: a filter without the fields of the key.

    Amplify takes out an `id: ID` first and the keys later, by a name in which it does not raise the model's first letter: for a model
    whose name starts with a small letter they stay (case lower-case). A field in which an owner rule looks is there in any case.
    """
    left_out = {each.name for each in shape.values if (each.name, each.type) == (ID, "ID")}
    if shape.name == naming.upper_first(shape.name):
        if shape.custom_key:
            left_out.update(shape.key)
        if shape.custom_key or any(index.declared for index in shape.indexes):
            left_out.add(ID)
    fields = (each for each in shape.values if each.name not in left_out or each.name in shape.owner_fields)
    return _filter(shape, naming.condition_input(shape.name), fields, owners=left_out)


def subscription_filter_input(shape: Shape) -> InputType:
    """Return the filter of subscriptions.

    A field in which an owner rule looks takes the filter of lists, and one in which a group rule looks is not there, as Amplify has it.
    """
    name = naming.subscription_filter_input(shape.name)
    fields = (
        Field(name=each.name, type=STRING_FILTER if each.name in shape.owner_fields else subscription_filter_type(each.type))
        for each in _filtered(shape)
        if each.name in shape.owner_fields or each.name not in shape.group_fields
    )
    return InputType(name=name, fields=(*fields, *_combinators(name)))


def create_input(shape: Shape) -> InputType:
    """Return the input of the create mutation: what is filled in is optional, everything else as declared."""
    filled = {*shape.automatic_timestamps, *([ID] if shape.automatic_id else [])}
    fields = (_input_field(shape, each, optional=each.name in filled or _has_no_value(each)) for each in _written(shape))
    return InputType(name=naming.create_input(shape.name), fields=tuple(fields))


def update_input(shape: Shape) -> InputType:
    """Return the input of the update mutation: the key, and everything else as an option."""
    # An `id` that is not declared as the key is required here, whatever its type says.
    written = (replace(each, required=True) if each.name in shape.key else each for each in _written(shape))
    fields = (_input_field(shape, each, optional=each.name not in shape.key) for each in written)
    return InputType(name=naming.update_input(shape.name), fields=tuple(fields))


def delete_input(shape: Shape) -> InputType:
    """Return the input of the delete mutation: the key."""
    fields = (Field(name=each.name, type=each.type) for each in key_arguments(shape))
    return InputType(name=naming.delete_input(shape.name), fields=tuple(fields))


def custom_type_inputs(shape: Shape, made: frozenset[str]) -> Iterator[InputType]:
    """Yield the inputs of the custom types that the model's fields hold, and of those within them, each once.

    Args:
        shape: the model.
        made: the inputs that are there already, as arguments have them; what is within them is there, too.
    """
    pending = [each.type for each in shape.values if each.type in shape.types]
    seen: set[str] = set()
    while pending:
        name = pending.pop(0)
        if name not in seen and naming.custom_type_input(name) not in made:
            seen.add(name)
            fields = shape.types[name].fields
            yield InputType(name=naming.custom_type_input(name), fields=tuple(_input_field(shape, each) for each in fields))
            pending.extend(each.type for each in fields if each.type in shape.types)


def key_arguments(shape: Shape) -> tuple[Argument, ...]:
    """Return the arguments that name one item: an `id` that is not declared as the key is an ID, whatever its type is."""
    if not shape.custom_key:
        return (Argument(name=ID, type="ID!"),)
    return tuple(Argument(name=name, type=required(type_of(shape.value(name)))) for name in shape.key)


def sort_key_argument(shape: Shape, index: Index | None = None) -> tuple[Argument, ...]:
    """Return the argument by which the sort key of an index, or (None) of the table, is searched; none where there is no sort key."""
    _, *sort_key = index.fields if index else shape.key
    match sort_key:
        case []:
            return ()
        case [name]:
            return (Argument(name=name, type=naming.key_condition_input(filters.compared_as(shape.value(name).type))),)
        case _:
            type_ = naming.composite_key_condition_input(shape.name, index.name if index else None)
            return (Argument(name=naming.composite_key_argument(sort_key), type=type_),)


def sort_key_config(shape: Shape, index: Index | None = None) -> dict[str, str]:
    """Return the members of a resolver's config that name the argument of `sort_key_argument`."""
    several = len(index.fields if index else shape.key) > 2
    return {"compositeArgument" if several else "sortArgument": each.name for each in sort_key_argument(shape, index)}


def key_condition_inputs(shape: Shape) -> Iterator[InputType]:
    """Yield the inputs by which the sort keys of the table and of declared indexes are searched, whether a query uses them or not."""
    keys = [(None, shape.key), *((index.name, index.fields) for index in shape.indexes if index.declared)]
    for index, (_, *sort_key) in keys:
        if len(sort_key) == 1:
            yield filters.key_condition(shape.value(sort_key[0]).type)
        elif sort_key:
            key = naming.composite_key_input(shape.name, index)
            yield filters.composite_key_condition(naming.composite_key_condition_input(shape.name, index), key)
            yield InputType(name=key, fields=tuple(_key_parts(shape, sort_key)))


def _key_parts(shape: Shape, sort_key: Sequence[str]) -> Iterator[Field]:
    """Yield the fields of a sort key's input. Amplify takes the last one, which a search may begin with, as what GraphQL compares."""
    *first, last = (shape.value(name) for name in sort_key)
    yield from (Field(name=each.name, type=each.type) for each in first)
    yield Field(name=last.name, type=last.type if last.type in shape.enums else filters.compared_as(last.type))


def _filtered(shape: Shape) -> Iterator[model.Field]:
    """Yield the fields that are filtered by: also an `id` where the model has another key, as Amplify has it."""
    values = list(shape.values)
    if all(each.name != ID for each in values):
        values.insert(len(shape.declared), model.Field(name=ID, type="ID"))
    return (each for each in values if each.type not in shape.types)


def _declared(shape: Shape) -> Iterator[model.Field]:
    return (
        each for each in shape.values if each.type not in shape.types and (each.name in shape.declared or each.name in shape.owner_fields)
    )


def _filter(
    shape: Shape, name: str, values: Iterable[model.Field], owners: Iterable[str] = (), *, sees_arrays: bool = False
) -> tuple[Definition, ...]:
    """Return a filter by these fields, and the filters of their enums.

    Args:
        shape: the model.
        name: of the filter.
        values: the fields.
        owners: those among them that are there only because an owner rule looks in them.
        sees_arrays: whether an array of an enum that must be there is one; graphql-model-transformer's own test does not see it, the one of
            indexes and relationships does.
    """
    fields: list[Field] = []
    added: list[Definition] = []
    for each in values:
        if each.name in owners:
            fields.append(Field(name=each.name, type=STRING_FILTER))
        elif each.type in shape.enums:
            enum = filters.enum_filter(each.type, array=each.array and (sees_arrays or not each.array_required))
            fields.append(Field(name=each.name, type=enum.name))
            added.append(enum)
        elif each.type not in shape.types:
            fields.append(Field(name=each.name, type=filter_type(each.type)))
    return (InputType(name=name, fields=(*fields, *_combinators(name), Field(name="not", type=name))), *added)


def _combinators(name: str) -> tuple[Field, ...]:
    return tuple(Field(name=each, type=list_of(name)) for each in ("and", "or"))


def _written(shape: Shape) -> Iterator[model.Field]:
    """Yield the fields that clients write."""
    return (each for each in shape.values if each.name in shape.declared or each.name in shape.key)


def _input_field(shape: Shape, field: model.Field, *, optional: bool = False) -> Field:
    held = replace(field, type=naming.custom_type_input(field.type)) if field.type in shape.types else field
    return Field(name=field.name, type=nullable(type_of(held)) if optional else type_of(held))


def _has_no_value(field: model.Field) -> bool:
    return not field.array and field.type in _WITHOUT_A_VALUE.get(field.name, ())
