"""What custom operations add to the SDL: fields of the roots, inputs, and who may see the types that they return.

The rules are those of data-schema's SchemaProcessor and of graphql-auth-transformer (case customops): a function's operation is open to
the modes of its rules, and its resolver checks the groups; a code handler has no such resolver, so that its field names the groups; where
both answer in one pipeline, which Amplify refuses, the field names the groups and the resolver checks them, too; a custom type is open to
all who may call an operation that returns it, or a type that holds it; a model is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from amplify_pulumi.compiler import modes, naming
from amplify_pulumi.compiler.callers import authentication_type
from amplify_pulumi.compiler.plan import AuthenticationType
from amplify_pulumi.compiler.sdl import Argument, Directive, Field, InputType, ObjectType, list_of, required
from amplify_pulumi.compiler.shape import Shape
from amplify_pulumi.schema import model
from amplify_pulumi.schema.model import CodeHandler, CustomOperation, CustomType, FunctionHandler, Returns, Rule, Schema
from amplify_pulumi.schema.naming import inline_name
from amplify_pulumi.schema.returned import rules_of_types

ROOTS: Mapping[str, str] = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
EVENT_RESPONSE = "EventInvocationResponse"
"""What an operation returns whose last handler is asynchronous."""

_USER_POOL: AuthenticationType = "AMAZON_COGNITO_USER_POOLS"


def completed(schema: Schema) -> Schema:
    """Return the schema with the types that it will really have.

    `EventInvocationResponse` is there where it is needed. Types that were written in place as an argument are not: there are only inputs of
    them.
    """
    inputs_only = _inputs_only(schema)
    types = [each for each in schema.types if each.name not in inputs_only and not each.only_input]
    if any(map(is_asynchronous, schema.operations)) and EVENT_RESPONSE not in {each.name for each in types}:
        success = model.Field(name="success", type="Boolean", required=True)
        types.append(CustomType(name=EVENT_RESPONSE, fields=(success,)))
    return replace(schema, types=tuple(types))


def _inputs_only(schema: Schema) -> frozenset[str]:
    """Return the custom types that were written in place as arguments: they have the names for it, and nothing else uses them."""
    types = {each.name: each for each in schema.types}
    pending = [
        argument.type
        for operation in schema.operations
        for argument in operation.arguments
        if argument.type in types and argument.type == inline_name(operation.name, argument.name)
    ]
    found: set[str] = set()
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending.extend(each.type for each in types[name].fields if each.type in types and each.type == inline_name(name, each.name))
    used = {each.type for each_model in schema.models for each in each_model.values}
    used |= {each.returns.type for each in schema.operations if each.returns is not None}
    used |= {field.type for each in schema.types if each.name not in found for field in each.fields}
    return frozenset(found - used)


def is_asynchronous(operation: CustomOperation) -> bool:
    """Whether nobody waits for what the last handler makes of it."""
    last = operation.handlers[-1] if operation.handlers else None
    return isinstance(last, FunctionHandler) and last.asynchronous


def returned(operation: CustomOperation, operations: Mapping[str, CustomOperation]) -> Returns:
    """Return what an operation returns: a subscription what its first mutation does."""
    if operation.returns is not None:
        return operation.returns
    if is_asynchronous(operation):
        return Returns(type=EVENT_RESPONSE)
    if operation.kind == "subscription" and operation.sources:
        source = operation.sources[0]
        if not source.mutations and source.name in operations and operations[source.name] is not operation:
            result = returned(operations[source.name], operations)
        else:
            result = Returns(type=source.name)
        if operation.required is None:
            return result
        return replace(result, array_required=operation.required) if result.array else replace(result, required=operation.required)
    return Returns(type="String")


def root_field(operation: CustomOperation, operations: Mapping[str, CustomOperation], shapes: Mapping[str, Shape], schema: Schema) -> Field:
    """Return the field of an operation.

    Args:
        operation: the operation.
        operations: all mutations of the schema, by name.
        shapes: the models, by name.
        schema: as the user wrote it.
    """
    custom = {each.name: each for each in schema.types}
    return Field(
        name=operation.name,
        type=type_of(returned(operation, operations)),
        arguments=tuple(Argument(name=each.name, type=input_type(each, custom)) for each in operation.arguments),
        directives=(*_subscribed(operation, shapes), *field_directives(operation, schema)),
    )


def type_of(value: model.Field | Returns) -> str:
    """Return a type in GraphQL notation: `[String!]!`."""
    inner = required(value.type) if value.required else value.type
    if not value.array:
        return inner
    return required(list_of(inner)) if value.array_required else list_of(inner)


def input_type(field: model.Field, types: Mapping[str, CustomType]) -> str:
    """Return the type of an argument or of a field of an input: custom types become their inputs."""
    return type_of(replace(field, type=input_name(types[field.type])) if field.type in types else field)


def input_name(type_: CustomType) -> str:
    """Return the name of the input that arguments of a custom type have."""
    return type_.name if type_.only_input else naming.argument_input(type_.name)


def inputs(schema: Schema) -> Iterator[InputType]:
    """Yield the inputs that arguments need, each once."""
    types = {each.name: each for each in schema.types}
    for name in input_types(schema):
        fields = (Field(name=each.name, type=input_type(each, types)) for each in types[name].fields)
        yield InputType(name=input_name(types[name]), fields=tuple(fields))


def input_types(schema: Schema) -> tuple[str, ...]:
    """Return the custom types that are arguments or parts of arguments, or nothing but inputs, each once."""
    types = {each.name: each for each in schema.types}
    pending = [each.name for each in schema.types if each.only_input]
    pending += [each.type for operation in schema.operations for each in operation.arguments if each.type in types]
    found: dict[str, None] = {}
    while pending:
        name = pending.pop(0)
        if name not in found:
            found[name] = None
            pending.extend(each.type for each in types[name].fields if each.type in types)
    return tuple(found)


def rules_of(operation: CustomOperation, schema: Schema) -> tuple[Rule, ...]:
    """Return the rules of an operation: its own or else the schema's."""
    return tuple(operation.authorization if operation.authorization is not None else schema.authorization or ())


def is_checked_by_resolver(operation: CustomOperation) -> bool:
    """Whether the resolver checks the rules; otherwise only directives do."""
    return any(isinstance(each, FunctionHandler) for each in operation.handlers)


def is_checked_by_directives(operation: CustomOperation) -> bool:
    """Whether directives say all that the rules say; otherwise they open the door to modes. Both hold where functions and code answer."""
    return not operation.handlers or any(isinstance(each, CodeHandler) for each in operation.handlers)


def field_directives(operation: CustomOperation, schema: Schema) -> tuple[Directive, ...]:
    """Return the directives that let callers in to an operation."""
    rules = rules_of(operation, schema)
    return native_directives(rules) if is_checked_by_directives(operation) else _modes_of(map(authentication_type, rules))


def native_directives(rules: Sequence[Rule]) -> tuple[Directive, ...]:
    """Return directives that say all that rules say without a resolver: those of groups by name, unless the whole user pool may come."""
    general: set[AuthenticationType] = {authentication_type(each) for each in rules if not each.groups}
    groups = dict.fromkeys(group for each in rules if each.groups and authentication_type(each) == _USER_POOL for group in each.groups)
    if not groups or _USER_POOL in general:
        return _modes_of(map(authentication_type, rules))
    return (*_modes_of(general), Directive(name="aws_cognito_user_pools", arguments=(("cognito_groups", tuple(groups)),)))


def _modes_of(types: Iterable[AuthenticationType]) -> tuple[Directive, ...]:
    """Return the directives that admit these callers, and IAM: unlike those of models, they are written where IAM is the default, too."""
    admitted: set[AuthenticationType] = {*types, "AWS_IAM"}
    return tuple(directive for each, directive in modes.DIRECTIVES.items() if each in admitted)


def returned_types(schema: Schema) -> Iterator[ObjectType]:
    """Yield custom types without fields: the directives that they get from operations that return them, or that GraphQL gives them."""
    found = dict(rules_of_types(schema.operations, schema.types, schema.authorization or ()) or {})
    by_name = {each.name: each for each in schema.operations}
    for operation in schema.operations:
        if operation.returns is None and returned(operation, by_name).type == EVENT_RESPONSE:
            found[EVENT_RESPONSE] = (*found.get(EVENT_RESPONSE, ()), *rules_of(operation, schema))
    found.update({each.name: each.callers for each in schema.types if each.callers is not None})
    for name, each in found.items():
        yield ObjectType(name=name, fields=(), directives=native_directives(each))


def _subscribed(operation: CustomOperation, shapes: Mapping[str, Shape]) -> Iterator[Directive]:
    if operation.kind != "subscription":
        return
    names: dict[str, None] = {}
    for source in operation.sources:
        if not source.mutations:
            names[source.name] = None
        elif source.name in shapes:
            found = (shapes[source.name].operation(each) for each in source.mutations)
            names.update(dict.fromkeys(name for name in found if name is not None))
    yield Directive(name="aws_subscribe", arguments=(("mutations", tuple(names)),))
