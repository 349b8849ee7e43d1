"""Input as AppSync reads it: variables and arguments, to the values that resolvers see in `ctx.arguments`.

graphql-core's own coercion is not used because the texts of its errors are part of the contract: AppSync names the field and not the path
("Variable 'when' has an invalid value. Unable to parse `x` as a valid date.").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    EnumValueNode,
    FieldNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    type_from_ast,
    value_from_ast_untyped,
)

from amplify_pulumi.local.scalars import SCALARS, InvalidValueError

Variables = Mapping[str, Any]
InputType = GraphQLScalarType | GraphQLEnumType | GraphQLInputObjectType | GraphQLList[Any] | GraphQLNonNull[Any]


class CoercionError(Exception):
    """Input that the schema does not take. The text is AppSync's message."""


_ABSENT = object()


def coerce_variables(schema: GraphQLSchema, definitions: tuple[VariableDefinitionNode, ...], given: Variables) -> dict[str, Any]:
    """Return the variables of an operation: those that are given, or have a default. Unknown ones are ignored, as in AppSync.

    Raises:
        CoercionError: a value does not fit its type, or one that is required is missing.
    """
    values: dict[str, Any] = {}
    for definition in definitions:
        name = definition.variable.name.value
        type_: Any = type_from_ast(schema, definition.type)
        if name in given:
            values[name] = _value(type_, given[name], name, name)
        elif definition.default_value is not None:
            values[name] = _literal(type_, definition.default_value, {}, name)
        elif isinstance(type_, GraphQLNonNull):
            raise _missing(name, type_)
    return values


def coerce_arguments(field: GraphQLField, node: FieldNode, variables: Variables) -> dict[str, Any]:
    """Return the arguments of a field: absent ones are absent, null ones None.

    Raises:
        CoercionError: a value does not fit its type, or one that is required is missing.
    """
    if not field.args:
        return {}
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    return _members(field.args, given, variables)


Declared = Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField]


def _members(declared: Declared, given: Mapping[str, ValueNode], variables: Variables) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, each in declared.items():
        value = _literal(each.type, given[name], variables, name) if name in given else _ABSENT
        if value is _ABSENT:
            value = _default(each, name)
        if value is not _ABSENT:
            values[name] = value
        elif isinstance(each.type, GraphQLNonNull):
            raise _missing(name, each.type)
    return values


def _default(declared: GraphQLArgument | GraphQLInputField, name: str) -> Any:
    if declared.ast_node is None:  # of the introspection system, which is not made from SDL
        value = declared.default.value if declared.default else declared.default_value
        return _ABSENT if value is Undefined else value
    node = declared.ast_node.default_value
    return _ABSENT if node is None else _literal(declared.type, node, {}, name)


def _literal(type_: InputType, node: ValueNode, variables: Variables, name: str) -> Any:
    if isinstance(node, VariableNode):
        value = variables.get(node.name.value, _ABSENT)
        if value is None and isinstance(type_, GraphQLNonNull):
            raise _missing(name, type_)
        return value
    if isinstance(type_, GraphQLNonNull):
        if isinstance(node, NullValueNode):
            raise _missing(name, type_)
        return _literal(type_.of_type, node, variables, name)
    if isinstance(node, NullValueNode):
        return None
    if isinstance(type_, GraphQLList):
        elements = node.values if isinstance(node, ListValueNode) else (node,)
        values = (_literal(type_.of_type, element, variables, name) for element in elements)
        return [None if value is _ABSENT else value for value in values]
    if isinstance(type_, GraphQLInputObjectType):
        if not isinstance(node, ObjectValueNode):
            raise CoercionError(f"Variable '{name}' has an invalid value. Expected type 'Map' but was '{type(node).__name__}'.")
        return _members(type_.fields, {field.name.value: field.value for field in node.fields or ()}, variables)
    if isinstance(type_, GraphQLEnumType):
        return _enum(type_, node.value if isinstance(node, EnumValueNode) else None, name)
    return _scalar(type_, value_from_ast_untyped(node), name)


def _value(type_: InputType, value: Any, name: str, variable: str) -> Any:
    if isinstance(type_, GraphQLNonNull):
        if value is None:
            raise _missing(variable, type_)
        return _value(type_.of_type, value, name, variable)
    if value is None:
        return None
    if isinstance(type_, GraphQLList):
        elements = value if isinstance(value, list) else [value]
        return [_value(type_.of_type, element, name, variable) for element in elements]
    if isinstance(type_, GraphQLInputObjectType):
        return _object(type_, value, name, variable)
    if isinstance(type_, GraphQLEnumType):
        return _enum(type_, value, name)
    return _scalar(type_, value, name)


def _object(type_: GraphQLInputObjectType, value: Any, name: str, variable: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise CoercionError(f"Variable '{name}' has an invalid value. Expected type 'Map' but was '{type(value).__name__}'.")
    if any(key not in type_.fields for key in value):
        raise CoercionError(f"The variables input contains a field that is not defined for input object type '{type_.name}' ")
    values: dict[str, Any] = {}
    for key, field in type_.fields.items():
        member = _value(field.type, value[key], key, variable) if key in value else _default(field, key)
        if member is not _ABSENT:
            values[key] = member
        elif isinstance(field.type, GraphQLNonNull):
            raise _missing(key, field.type)
    return values


def _enum(type_: GraphQLEnumType, value: Any, name: str) -> str:
    if isinstance(value, str) and value in type_.values:
        return value
    text = f"Invalid input for Enum '{type_.name}'. No value found for name '{value}'."
    raise CoercionError(f"Variable '{name}' has an invalid value. {text}")


def _scalar(type_: InputType, value: Any, name: str) -> Any:
    if not isinstance(type_, GraphQLScalarType):
        message = f"{type_} is not an input type"
        raise TypeError(message)
    try:
        return SCALARS[type_.name].parse(value)
    except InvalidValueError as error:
        raise CoercionError(f"Variable '{name}' has an invalid value. {error}") from None


def _missing(name: str, type_: InputType) -> CoercionError:
    return CoercionError(f"Variable '{name}' has coerced Null value for NonNull type '{type_}'")
