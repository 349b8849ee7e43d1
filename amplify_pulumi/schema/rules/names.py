"""Names that GraphQL and AppSync take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import Field, Model, Position, Relationship, Schema

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse names that are not valid in GraphQL, or that belong to GraphQL, AppSync or what is generated."""
    for kind, types in (("model", schema.models), ("type", schema.types), ("enum", schema.enums)):
        for each in types:
            yield from _type(kind, each.name, each.position)
    for owner in (*schema.models, *schema.types):
        for field in owner.fields:
            yield from _member("field", owner.name, field)
    for operation in schema.operations:
        yield from _root_field(operation.kind, operation.name, operation.position)
        for argument in operation.arguments:
            yield from _member("argument", operation.name, argument)
    for model in schema.models:
        yield from _generated(model)
    for kind, things in (("function", schema.functions), ("data source", schema.data_sources)):
        # AppSync, API reference, CreateDataSource: a data source has the name of what it leads to, and takes what GraphQL takes.
        yield from (_not_a_name(kind, each.name, each.position) for each in things if not _NAME.fullmatch(each.name))


def _generated(model: Model) -> Iterator[Problem]:
    for index in model.indexes:
        if index.query_field is not None:
            yield from _root_field("query", index.query_field, index.position)
    for _, name in model.operation_names:
        yield from _root_field("field", name, model.position)


def _type(kind: str, name: str, position: Position | None) -> Iterator[Problem]:
    what = f"There cannot be a{'n' if kind == 'enum' else ''} {kind} {quoted(name)}"
    if not _NAME.fullmatch(name):
        yield _not_a_name(kind, name, position)
    elif name.startswith("__"):
        yield error("AP2004", position, f"{what}: GraphQL keeps names with two underscores", "Name it otherwise.")
    elif name.startswith("AWS"):
        # AppSync, "Scalar types in AWS AppSync": the prefix AWS cannot be used for custom object types.
        yield error("AP2004", position, f"{what}: AppSync keeps names that begin with AWS", "Name it otherwise.")
    elif name in vocabulary.RESERVED_TYPES:
        yield error("AP2004", position, f"{what}: every API has a type of this name", "Name it otherwise.")


def _member(kind: str, owner: str, member: Field | Relationship) -> Iterator[Problem]:
    if not _NAME.fullmatch(member.name):
        yield _not_a_name(kind, member.name, member.position)
    elif member.name.startswith("__"):
        # Amplify synthesizes it, but no API has it: GraphQL's own validation refuses the schema.
        what = f"There cannot be a{'n' if kind == 'argument' else ''} {kind} {quoted(f'{owner}.{member.name}')}"
        yield error("AP2004", member.position, f"{what}: GraphQL keeps names with two underscores", "Name it otherwise.")


def _root_field(kind: str, name: str, position: Position | None) -> Iterator[Problem]:
    if not _NAME.fullmatch(name):
        yield _not_a_name(kind, name, position)
    elif name.startswith("__"):
        what = f"There cannot be a {kind} {quoted(name)}"
        yield error("AP2004", position, f"{what}: GraphQL keeps names with two underscores", "Name it otherwise.")


def _not_a_name(kind: str, name: str, position: Position | None) -> Problem:
    advice = "Use letters of the English alphabet, digits and underscores, and no digit at the start."
    return error(
        "AP2003", position, f"{quoted(name)} is not a name that GraphQL takes for a{'n' if kind[0] in 'ae' else ''} {kind}", advice
    )
