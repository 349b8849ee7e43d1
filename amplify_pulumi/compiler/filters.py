"""The inputs that filters and conditions are made of, which every schema has, and which of them a scalar takes.

Members and mappings are those of graphql-transformer-core's common inputs; Amplify's clients generate their filter types from them, and
the real implementation emits all of them whether used or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from amplify_pulumi.compiler import naming
from amplify_pulumi.compiler.sdl import Definition, EnumType, Field, InputType, list_of

STRING_FILTER = "ModelStringInput"
SORT_DIRECTION = "ModelSortDirection"

_COMPARED_AS: Mapping[str, str] = MappingProxyType(
    {"ID": "ID", "Int": "Int", "AWSTimestamp": "Int", "Float": "Float", "Boolean": "Boolean"},
)

_NUMBERS = frozenset({"Int", "Float"})
_EQUALITY = ("ne", "eq")
_ORDER = ("le", "lt", "ge", "gt")
_PARTS = ("contains", "notContains")
_ATTRIBUTE = (Field(name="attributeExists", type="Boolean"), Field(name="attributeType", type="ModelAttributeTypes"))
_SIZE = Field(name="size", type="ModelSizeInput")


def filter_type(scalar: str) -> str:
    """Return the input by which a field of this scalar is filtered in lists and conditions; arrays take their element's."""
    return f"Model{_COMPARED_AS.get(scalar, 'String')}Input"


def subscription_filter_type(scalar: str) -> str:
    """Return the input by which a field of this scalar is filtered in subscriptions; arrays take their element's."""
    return f"ModelSubscription{_COMPARED_AS.get(scalar, 'String')}Input"


def key_condition(scalar: str) -> InputType:
    """Return the input by which a sort key of this scalar or enum is searched."""
    compared = compared_as(scalar)
    begins_with = () if compared in _NUMBERS else (Field(name="beginsWith", type=compared),)
    fields = (*_members(compared, "eq", *_ORDER), _between(compared), *begins_with)
    return InputType(name=naming.key_condition_input(compared), fields=fields)


def composite_key_condition(condition: str, key: str) -> InputType:
    """Return the input `condition`, by which a sort key of several fields is searched that the input `key` holds."""
    return InputType(name=condition, fields=(*_members(key, "eq", *_ORDER), _between(key), Field(name="beginsWith", type=key)))


def enum_filter(enum: str, *, array: bool) -> InputType:
    """Return the filter of a field that holds an enum, or an array of it."""
    compared = list_of(enum) if array else enum
    fields = (*_members(compared, "eq", "ne"), *(_members(enum, *_PARTS) if array else ()))
    return InputType(name=naming.enum_filter(enum, array=array), fields=fields)


def compared_as(scalar: str) -> str:
    """Return the scalar of GraphQL by which values of a scalar of AppSync, or of an enum, are compared."""
    return _COMPARED_AS.get(scalar, "String")


def _members(scalar: str, *names: str) -> tuple[Field, ...]:
    return tuple(Field(name=name, type=scalar) for name in names)


def _between(scalar: str) -> Field:
    return Field(name="between", type=list_of(scalar))


def _text_filter(scalar: str) -> InputType:
    members = _members(scalar, *_EQUALITY, *_ORDER, *_PARTS)
    begins_with = Field(name="beginsWith", type=scalar)
    return InputType(name=f"Model{scalar}Input", fields=(*members, _between(scalar), begins_with, *_ATTRIBUTE, _SIZE))


def _number_filter(scalar: str) -> InputType:
    return InputType(name=f"Model{scalar}Input", fields=(*_members(scalar, *_EQUALITY, *_ORDER), _between(scalar), *_ATTRIBUTE))


def _sets(scalar: str) -> tuple[Field, ...]:
    return (Field(name="in", type=list_of(scalar)), Field(name="notIn", type=list_of(scalar)))


def _text_subscription_filter(scalar: str) -> InputType:
    members = _members(scalar, *_EQUALITY, *_ORDER, *_PARTS)
    begins_with = Field(name="beginsWith", type=scalar)
    return InputType(name=f"ModelSubscription{scalar}Input", fields=(*members, _between(scalar), begins_with, *_sets(scalar)))


def _number_subscription_filter(scalar: str) -> InputType:
    members = _members(scalar, *_EQUALITY, *_ORDER)
    return InputType(name=f"ModelSubscription{scalar}Input", fields=(*members, _between(scalar), *_sets(scalar)))


SHARED: tuple[Definition, ...] = (
    _text_filter("String"),
    _number_filter("Int"),
    _number_filter("Float"),
    InputType(name="ModelBooleanInput", fields=(*_members("Boolean", *_EQUALITY), *_ATTRIBUTE)),
    _text_filter("ID"),
    _text_subscription_filter("String"),
    _number_subscription_filter("Int"),
    _number_subscription_filter("Float"),
    InputType(name="ModelSubscriptionBooleanInput", fields=_members("Boolean", *_EQUALITY)),
    _text_subscription_filter("ID"),
    EnumType(
        name="ModelAttributeTypes",
        values=("binary", "binarySet", "bool", "list", "map", "number", "numberSet", "string", "stringSet", "_null"),
    ),
    InputType(name="ModelSizeInput", fields=(*_members("Int", *_EQUALITY, *_ORDER), _between("Int"))),
    EnumType(name=SORT_DIRECTION, values=("ASC", "DESC")),
    InputType(
        name="AmplifyAIConversationTurnErrorInput",
        fields=(Field(name="errorType", type="String!"), Field(name="message", type="String!")),
    ),
)
"""Definitions that are there in every schema, used or not."""
