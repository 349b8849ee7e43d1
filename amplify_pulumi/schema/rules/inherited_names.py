"""Names that every object of JavaScript has: a resolver that asks whether an input holds such a field finds that it always does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.lookup import rule_field, rules_of
from amplify_pulumi.schema.model import Field, Model, Relationship, Schema

INHERITED = frozenset(
    ("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf"),
)
"""The members of `Object.prototype` (ECMAScript 2023, 20.1.3) that can be names in GraphQL: those with two underscores in front cannot."""


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse such names for fields that resolvers look for; a field that is only stored and returned may have one."""
    references = _references(schema)
    for model in schema.models:
        sought = _sought(schema, model, references[model.name])
        for field in model.fields:
            why = sought.get(field.name) or _own(field)
            if field.name in INHERITED and why:
                what = f"The field {quoted(f'{model.name}.{field.name}')} {why}"
                message = f"{what}, and every object of JavaScript has something of that name"
                yield error("AP2022", field.position, message, "Give it another name.")


def _references(schema: Schema) -> defaultdict[str, list[tuple[str, ...]]]:
    """Return the reference fields of relationships by the model that has them: that of `belongsTo`; those of Gen 1 are on both sides."""
    found: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for model in schema.models:
        for each in model.relationships:
            found[model.name if each.kind == "belongsTo" else each.model].append(each.references)
            found[model.name].append(each.fields or ())
    return found


def _sought(schema: Schema, model: Model, references: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Return why resolvers look for fields that others than the fields themselves name."""
    rules = [*rules_of(schema, model), *(rule for each in model.fields for rule in each.authorization or ())]
    return {
        **{name: "is the reference of a relationship" for each in references for name in each},
        **{name: "is part of an index" for each in model.indexes for name in (each.partition_key, *each.sort_keys)},
        **{name: "is what a rule looks at" for name in map(rule_field, rules) if name},
        **dict.fromkeys(model.identifier or (), "is part of the identifier"),
    }


def _own(field: Field | Relationship) -> str | None:
    """Return why resolvers look for a field by what it says of itself."""
    if field.authorization is not None:
        return "has rules of its own"
    if isinstance(field, Field) and (field.default is not None or field.validations):
        return "has a default or a validation"
    return None
