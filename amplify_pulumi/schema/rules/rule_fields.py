"""The fields that rules on items look at: where the owners and the groups of an item stand."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.errors import Problem, error, quoted, tolerated
from amplify_pulumi.schema.lookup import DEFINED_IN_RULES, GROUP_FIELD_RULES, Types, types_of, value_fields
from amplify_pulumi.schema.model import Field, Model, Relationship, Rule, Schema
from amplify_pulumi.schema.suggestions import did_you_mean

_STORED_AS_NUMBER_OR_MORE = frozenset({"Int", "Float", "Boolean", "AWSTimestamp", "AWSJSON"})
_LISTS = ("ownersDefinedIn", "groupsDefinedIn")


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse rules whose field is not declared, or cannot hold what the rule looks for."""
    types = types_of(schema)
    for model in schema.models:
        fields: dict[str, Field | Relationship] = {**value_fields(model), **{each.name: each for each in model.fields}}
        inherited = model.authorization is None
        for rule in (schema.authorization if inherited else model.authorization) or ():
            yield from _rule(model, rule, fields, types, inherited=inherited)
        for field in model.fields:
            for rule in field.authorization or ():
                yield from _rule(model, rule, fields, types, inherited=False)


def _rule(model: Model, rule: Rule, fields: dict[str, Field | Relationship], types: Types, *, inherited: bool) -> Iterator[Problem]:
    if rule.allow not in DEFINED_IN_RULES or not rule.defined_in:
        return
    name = rule.defined_in
    notation = '"[String]"' if rule.allow in _LISTS else "String"
    advice = f"Write `{name}: {notation}`."
    field = fields.get(name)
    if field is None:
        what = f"A rule of the schema looks at {quoted(name)}, which" if inherited else f"The rule looks at {quoted(name)}, which"
        hint = did_you_mean(name, [each.name for each in model.values])
        message = f"{what} is no field of the model {quoted(model.name)}{hint}"
        yield tolerated("AP4011", model.position if inherited else rule.position, message, f"Add `{name}: {notation}` to its fields.")
        return
    groups = rule.allow in GROUP_FIELD_RULES
    code, holds = ("AP4012", "groups" if rule.allow in _LISTS else "a group") if groups else ("AP4005", "an owner")
    what = f"The field {quoted(f'{model.name}.{name}')}, where a rule looks for {holds},"
    if isinstance(field, Relationship):
        yield error(code, field.position, f"{what} is a relationship", "Name another field: it holds names.")
    elif field.array != (rule.allow in _LISTS):
        message = f"{what} is {'an array' if field.array else 'no array'}"
        yield from _array(code, field, message, rule, advice)
    elif field.type in _STORED_AS_NUMBER_OR_MORE or types.is_known(field.type):
        # In Amplify a group that is no text is one that nobody is in; an owner that is none would be stored as one.
        problem = tolerated if groups else error
        yield problem(code, field.position or rule.position, f"{what} is of type {field.type}", advice)
    elif field.type in vocabulary.SCALARS and field.type not in ("ID", "String"):
        message = f"{what} is of type {field.type}, which takes no name"
        yield tolerated(code, field.position or rule.position, message, advice)


def _array(code: str, field: Field, message: str, rule: Rule, advice: str) -> Iterator[Problem]:
    other = rule.allow.replace("ers", "er").replace("groups", "group") if rule.allow in _LISTS else rule.allow
    other = other if rule.allow in _LISTS else rule.allow.replace("owner", "owners").replace("group", "groups")
    yield error(code, field.position or rule.position, message, f"{advice[:-1]}, or `allow: {other}`.")
