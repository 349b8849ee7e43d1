"""The types of fields, arguments and results."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.lookup import Types, in_graphql, types_of
from amplify_pulumi.schema.model import CustomOperation, Field, Position, Schema
from amplify_pulumi.schema.suggestions import did_you_mean

RESPONSE = "EventInvocationResponse"
"""What Amplify adds where a handler is asynchronous; its own printer names it in GraphQL."""


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse types that do not exist, and models where a relationship belongs or where no model can be."""
    types = types_of(schema)
    for model in schema.models:
        for field in model.values:
            what = f"The field {quoted(f'{model.name}.{field.name}')}"
            if _is_model(field.type, types):
                place = field.type_position or field.position
                yield error("AP3007", place, f"{what} has the model {quoted(field.type)} as its type", _relationship(field))
            else:
                yield from _unknown(what, field.type, field.type_position or field.position, types)
                yield from _input(what, field.type, field.type_position or field.position, types)
    for each in schema.types:
        for field in each.fields:
            what = f"The field {quoted(f'{each.name}.{field.name}')}"
            place = field.type_position or field.position
            if _is_model(field.type, types):
                advice = "A type holds values alone: keep the identifier of the item, or make a model of the type."
                yield error("AP3007", place, f"{what} has the model {quoted(field.type)} as its type", advice)
            else:
                yield from _unknown(what, field.type, place, types)
                if not each.only_input:
                    yield from _input(what, field.type, place, types)
    for operation in schema.operations:
        yield from _operation(operation, types)


def _operation(operation: CustomOperation, types: Types) -> Iterator[Problem]:
    for argument in operation.arguments:
        what = f"The argument {quoted(f'{operation.name}.{argument.name}')}"
        place = argument.type_position or argument.position
        if _is_model(argument.type, types):
            advice = "Take its identifier, `id: ID!` for example, or a type with the fields that are needed."
            yield error("AP5009", place, f"{what} has the model {quoted(argument.type)} as its type", advice)
        else:
            yield from _unknown(what, argument.type, place, types)
    if operation.returns is not None and operation.returns.type != RESPONSE:
        what = f"The {operation.kind} {quoted(operation.name)}"
        place = operation.returns.position or operation.position
        yield from _unknown(what, operation.returns.type, place, types, *types.models)
        yield from _input(what, operation.returns.type, place, types)


def _is_model(name: str, types: Types) -> bool:
    # A model that takes the name of a scalar is a mistake of its own.
    return name in types.models and name not in vocabulary.SCALARS


def _unknown(what: str, name: str, place: Position | None, types: Types, *more: str) -> Iterator[Problem]:
    # What has no type has been reported by the reader.
    if not name or name in vocabulary.SCALARS or types.is_known(name):
        return
    hint = did_you_mean(name, [*vocabulary.SCALARS, *types.types, *types.enums, *more], vocabulary.SCALAR_SYNONYMS)
    own = ", and the types and enums of the schema" if types.types or types.enums else ""
    advice = f"The types are: {', '.join(vocabulary.SCALARS)}{own}."
    yield error("AP2001", place, f"{what} has the unknown type {quoted(name)}{hint}", advice)


def _input(what: str, name: str, place: Position | None, types: Types) -> Iterator[Problem]:
    if name in types.types and types.types[name].only_input:
        advice = "Write a `type` with the same fields, and name that."
        yield error("AP2001", place, f"{what} has the input {quoted(name)} as its type", advice)


def _relationship(field: Field) -> str:
    kind = "hasMany" if field.array else "belongsTo"
    reference = f"{field.type[:1].lower()}{field.type[1:]}Id"
    if in_graphql(field.position):
        return f'Make it a relationship: @{kind}(references: ["{reference}"]).'
    return f"Make it a relationship: {{ {kind}: {field.type}, references: [{reference}] }}."
