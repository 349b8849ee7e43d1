"""Rules on fields that take a right to delete away."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, quoted, warning
from amplify_pulumi.schema.lookup import covers, describe_role, enabled, roles, rules_of
from amplify_pulumi.schema.model import Model, Rule, Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Warn where callers may delete items by the rules of the model, but not one of the fields: so they may delete none."""
    for model in schema.models:
        if "delete" in enabled(model.disabled) and any(field.authorization is not None for field in model.values):
            yield from _model(model, rules_of(schema, model))


def _model(model: Model, rules: tuple[Rule, ...]) -> Iterator[Problem]:
    deleters = [role for role, operations in roles(rules).items() if "delete" in operations]
    for field in model.values:
        if field.authorization is None:
            continue
        of_field = roles(field.authorization)
        denied = [role for role in deleters if not covers(of_field, role, "delete")]
        if denied:
            names = " and ".join(describe_role(role) for role in denied)
            message = f"Because of the rules on {quoted(f'{model.name}.{field.name}')}, {names} can delete no item of {quoted(model.name)}"
            advice = "Who deletes an item deletes all of its fields: let them delete the field, too, or take delete from the model's rules."
            yield warning("AP4014", field.position, message, advice)
