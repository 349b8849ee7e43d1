"""The types of fields."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import Field, Schema
from amplify_pulumi.schema.suggestions import did_you_mean


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse types that do not exist, and models where a relationship belongs."""
    models = {model.name for model in schema.models}
    for model in schema.models:
        for field in model.values:
            # A field without a type has been reported by the reader.
            if not field.type or field.type in vocabulary.SCALARS:
                continue
            what = f"The field {quoted(f'{model.name}.{field.name}')}"
            place = field.type_position or field.position
            if field.type in models:
                yield error("AP3007", place, f"{what} has the model {quoted(field.type)} as its type", _relationship(field))
            else:
                hint = did_you_mean(field.type, vocabulary.SCALARS, vocabulary.SCALAR_SYNONYMS)
                advice = f"The types are: {', '.join(vocabulary.SCALARS)}."
                yield error("AP2001", place, f"{what} has the unknown type {quoted(field.type)}{hint}", advice)


def _relationship(field: Field) -> str:
    kind = "hasMany" if field.array else "belongsTo"
    reference = f"{field.type[:1].lower()}{field.type[1:]}Id"
    if field.position and field.position.language == "graphql":
        return f'Make it a relationship: @{kind}(references: ["{reference}"]).'
    return f"Make it a relationship: {{ {kind}: {field.type}, references: [{reference}] }}."
