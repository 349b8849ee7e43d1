"""The types and inputs of a model.

Each function makes one definition from a model's shape; operations name those that they need. The nullability of inputs and what is left
out of conditions are Amplify's (graphql-model-transformer; tests/conformance/cases holds what it generates).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from amplify_pulumi.compiler import naming
from amplify_pulumi.compiler.filters import STRING_FILTER, filter_type, subscription_filter_type
from amplify_pulumi.compiler.modes import type_directives
from amplify_pulumi.compiler.sdl import Argument, Directive, Field, InputType, ObjectType, list_of, nullable, required
from amplify_pulumi.compiler.shape import ID, Shape, type_of
from amplify_pulumi.schema import model

LIMIT = Argument(name="limit", type="Int")
NEXT_TOKEN = Argument(name="nextToken", type="String")


def object_type(shape: Shape) -> ObjectType:
    """Return the type of an item, with the fields that hold values; operations add the others."""
    fields = tuple(Field(name=each.name, type=type_of(each)) for each in shape.values)
    return ObjectType(name=shape.name, fields=fields, directives=type_directives(shape.rules))


def connection_type(shape: Shape, directives: Iterable[Directive] = ()) -> ObjectType:
    """Return the type of a page of items, open to those whom `directives` admit."""
    return ObjectType(
        name=naming.connection_type(shape.name),
        fields=(Field(name="items", type=required(list_of(shape.name))), Field(name="nextToken", type="String")),
        directives=tuple(directives),
    )


def filter_input(shape: Shape) -> InputType:
    """Return the filter of lists."""
    return _filter(naming.filter_input(shape.name), shape.values)


def children_type(shape: Shape, directives: Iterable[Directive]) -> ObjectType:
    """Return the type of a page of items below their parent, open to those whom `directives` admit.

    It is the type of any page, except for a model whose name starts with a small letter: Amplify's relationships do not raise that letter.
    """
    return replace(connection_type(shape, directives), name=naming.children_type(shape.name))


def children_filter_input(shape: Shape) -> InputType:
    """Return the filter of items below their parent.

    It is the filter of lists, except for a model whose name starts with a small letter: Amplify makes another one of the declared fields.
    """
    if naming.children_filter_input(shape.name) == naming.filter_input(shape.name):
        return filter_input(shape)
    return _filter(naming.children_filter_input(shape.name), (each for each in shape.values if each.name in shape.declared))


def condition_input(shape: Shape) -> InputType:
    """Return the condition of mutations: a filter without the fields of the key.

    Amplify takes out an `id: ID` first and other keys later, by a name in which it does not raise the model's first letter: for a model
    whose name starts with a small letter they stay (case lower-case).
    """
    name = naming.condition_input(shape.name)
    left_out = set(shape.key)
    if shape.name != naming.upper_first(shape.name):
        left_out = {each.name for each in shape.values if (each.name, each.type) == (ID, "ID")}
    return _filter(name, (each for each in shape.values if each.name not in left_out))


def subscription_filter_input(shape: Shape) -> InputType:
    """Return the filter of subscriptions. A field in which an owner rule looks takes the filter of lists, as Amplify has it."""
    name = naming.subscription_filter_input(shape.name)
    fields = (
        Field(name=each.name, type=STRING_FILTER if each.name in shape.owner_fields else subscription_filter_type(each.type))
        for each in shape.values
    )
    return InputType(name=name, fields=(*fields, *_combinators(name)))


def create_input(shape: Shape) -> InputType:
    """Return the input of the create mutation: what is filled in is optional, everything else as declared."""
    filled = {*shape.automatic_timestamps, *(shape.key if shape.automatic_id else ())}
    fields = (
        Field(name=each.name, type=nullable(type_of(each)) if each.name in filled else type_of(each))
        for each in shape.values
        if each.name in shape.declared or each.name in shape.key
    )
    return InputType(name=naming.create_input(shape.name), fields=tuple(fields))


def update_input(shape: Shape) -> InputType:
    """Return the input of the update mutation: the key, and everything else as an option."""
    fields = (
        Field(name=each.name, type=required(type_of(each)) if each.name in shape.key else nullable(type_of(each)))
        for each in shape.values
        if each.name in shape.declared or each.name in shape.key
    )
    return InputType(name=naming.update_input(shape.name), fields=tuple(fields))


def delete_input(shape: Shape) -> InputType:
    """Return the input of the delete mutation: the key."""
    fields = (Field(name=name, type=required(type_of(shape.value(name)))) for name in shape.key)
    return InputType(name=naming.delete_input(shape.name), fields=tuple(fields))


def key_arguments(shape: Shape) -> tuple[Argument, ...]:
    """Return the arguments that name one item."""
    return tuple(Argument(name=name, type=required(type_of(shape.value(name)))) for name in shape.key)


def _filter(name: str, values: Iterable[model.Field]) -> InputType:
    fields = (Field(name=each.name, type=filter_type(each.type)) for each in values)
    return InputType(name=name, fields=(*fields, *_combinators(name), Field(name="not", type=name)))


def _combinators(name: str) -> tuple[Field, ...]:
    return tuple(Field(name=each, type=list_of(name)) for each in ("and", "or"))
