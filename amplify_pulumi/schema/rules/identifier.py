"""The identifier of a model: the key of its table."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.errors import Problem, error, quoted, tolerated
from amplify_pulumi.schema.lookup import Types, rule_field, rules_of, types_of
from amplify_pulumi.schema.model import Field, Model, Relationship, Schema
from amplify_pulumi.schema.suggestions import did_you_mean


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse identifiers that a table cannot have as its key."""
    types = types_of(schema)
    for model in schema.models:
        if model.identifier in (None, ("id",)):
            yield from _id(model)
        if model.identifier is not None:
            yield from _identifier(schema, model, model.identifier, types)


def _id(model: Model) -> Iterator[Problem]:
    for field in model.fields:
        if field.name != "id":
            continue
        what = f"{quoted(f'{model.name}.id')} is the key of the table and cannot be"
        if isinstance(field, Relationship):
            yield error("AP2009", field.position, f"{what} a relationship", "Name the relationship otherwise.")
        elif field.array:
            yield error("AP2009", field.position, f"{what} an array", "Write `id: ID!`, or leave it out.")
        elif field.type in vocabulary.SCALARS and field.type not in vocabulary.KEY_SCALARS:
            yield error("AP2009", field.position, f"{what} of type {field.type}", "Write `id: ID!`, or leave it out.")
        elif field.type in vocabulary.KEY_SCALARS and field.type != "ID" and not field.required:
            yield tolerated("AP2009", field.position, f"{what} null", f"Write `id: {field.type}!`.")


def _identifier(schema: Schema, model: Model, identifier: tuple[str, ...], types: Types) -> Iterator[Problem]:
    place = model.identifier_position or model.position
    fields = {each.name: each for each in model.fields}
    owners = {rule_field(rule) for rule in rules_of(schema, model) if rule.allow in ("owner", "ownerDefinedIn") and not rule.claim}
    if not identifier:
        yield error("AP3010", place, f"The identifier of {quoted(model.name)} has no fields", "Name at least one, or remove it.")
    seen: set[str] = set()
    for position, name in enumerate(identifier):
        what = f"{quoted(name)} in the identifier of {quoted(model.name)}"
        field = fields.get(name)
        if name in seen:
            yield error("AP3010", place, f"{what} stands twice", "Name each field once.")
        elif field is None:
            if name != "id":
                yield _unknown(model, name, position)
        elif name != "id" or identifier != ("id",):
            yield from _field(model, field, what, types, first=position == 0)
        if position > 0 and name in owners:
            message = f"{what} is the owner's field, which cannot be a sort key"
            yield error("AP3010", place, message, "Take it as the first field of the identifier, or another field as the sort key.")
        seen.add(name)


def _unknown(model: Model, name: str, position: int) -> Problem:
    place = model.identifier_position or model.position
    message = f"The identifier of {quoted(model.name)} names the unknown field {quoted(name)}"
    message += did_you_mean(name, [each.name for each in model.values])
    # Amplify ignores an unknown partition key, and refuses an unknown sort key.
    problem = tolerated if position == 0 else error
    return problem("AP3009", place, message, f"Add `{name}: ID!` to the fields, or correct the name.")


def _field(model: Model, field: Field | Relationship, what: str, types: Types, *, first: bool) -> Iterator[Problem]:
    advice = f"Write `{field.name}: ID!`, or name another field."
    if isinstance(field, Relationship):
        yield error("AP3010", field.position, f"{what} is a relationship", "Name the field that refers to the other item instead.")
    elif field.array:
        yield error("AP3010", field.position, f"{what} is an array", advice)
    elif field.type in types.types:
        yield error("AP3010", field.position, f"{what} is of the type {quoted(field.type)}, which has fields of its own", advice)
    elif field.type in vocabulary.SCALARS and field.type not in vocabulary.KEY_SCALARS:
        yield error("AP3010", field.position, f"{what} is {field.type}, which DynamoDB takes for no key", advice)
    elif not field.required and not field.type:
        return
    elif not field.required:
        # Amplify takes a first field of type ID without `!`, and adds it.
        problem = tolerated if first and field.type == "ID" and len(model.identifier or ()) == 1 else error
        yield problem("AP3010", field.position, f"{what} may be null", f"Write `{field.name}: {field.type}!`.")
