"""The field `owner`, where an owner rule looks for the owner."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.errors import Problem, error, quoted, tolerated
from amplify_pulumi.schema.lookup import rules_of
from amplify_pulumi.schema.model import Field, Model, Relationship, Schema

OWNER = "owner"
_ADVICE = "Write `owner: String`, or leave it out: it is added."
_STORED_AS_NUMBER_OR_MORE = frozenset({"Int", "Float", "Boolean", "AWSTimestamp", "AWSJSON"})


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse a declared `owner` that cannot hold an owner (`<sub>::<username>`) on models with an owner rule."""
    for model in schema.models:
        rules = (rules_of(schema, model), *(field.authorization or () for field in model.fields))
        if not any(rule.allow == "owner" for each in rules for rule in each):
            continue
        for field in model.fields:
            if field.name == OWNER:
                yield from _owner(model, field)


def _owner(model: Model, field: Field | Relationship) -> Iterator[Problem]:
    what = f"The model {quoted(model.name)} has an owner rule, but its field {quoted(OWNER)}"
    if isinstance(field, Relationship):
        yield error(
            "AP4005", field.position, f"{what} is a relationship", "Name the relationship otherwise: `owner` holds the user's name."
        )
    elif field.array:
        advice = f"{_ADVICE} Several owners of an item are `allow: ownersDefinedIn`, in a field of their own."
        yield error("AP4005", field.position, f"{what} is an array", advice)
    elif field.type in _STORED_AS_NUMBER_OR_MORE:
        yield error("AP4005", field.position, f"{what} is of type {field.type}", _ADVICE)
    elif field.type in vocabulary.SCALARS and field.type not in ("ID", "String"):
        yield tolerated("AP4005", field.position, f"{what} is of type {field.type}, which takes no name of a user", _ADVICE)
