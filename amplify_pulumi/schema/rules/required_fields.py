"""Required fields and those who may not read them."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.lookup import READ, covers, describe_role, roles, rules_of
from amplify_pulumi.schema.model import Field, Model, Rule, Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse a required field that a caller cannot read who reads another field of the model.

    GraphQL takes no null for it, so that such a caller would get nothing of the item. graphql-auth-transformer refuses it, too.
    """
    for model in schema.models:
        if any(field.authorization is not None for field in model.fields):
            yield from _model(model, rules_of(schema, model))


def _model(model: Model, rules: tuple[Rule, ...]) -> Iterator[Problem]:
    of_model = roles(rules)
    own = {field.name: roles(field.authorization) for field in model.fields if field.authorization is not None}
    readers = {role for each in (of_model, *own.values()) for role, operations in each.items() if "get" in operations}
    for field in model.values:
        if not _is_required(field):
            continue
        let_in = own.get(field.name, of_model)
        denied = sorted(
            (role for role in readers if not any(covers(let_in, role, operation) for operation in READ)),
            key=lambda role: tuple(map(str, role)),
        )
        if denied:
            names = " and ".join(describe_role(role) for role in denied)
            message = f"{quoted(f'{model.name}.{field.name}')} is required, but {names} cannot read it, who read other fields of the model"
            advice = "Add rules with `operations: [read]` to the field for them, or make it optional."
            yield error("AP4013", field.position, message, advice)


def _is_required(field: Field) -> bool:
    return field.array_required if field.array else field.required
