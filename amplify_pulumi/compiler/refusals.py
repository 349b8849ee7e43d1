"""What a schema can say and this version does not compile. It is refused by name, never left out."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import Field, Model, Relationship, Schema


def refusals(schema: Schema) -> Iterator[Problem]:
    """Yield a mistake for everything in the schema that is not compiled."""
    for model in schema.models:
        for field in model.fields:
            yield from _of_field(model, field)


def _of_field(model: Model, field: Field | Relationship) -> Iterator[Problem]:
    name = f"{model.name}.{field.name}"
    if not isinstance(field, Relationship) or field.fields is not None:
        return
    if (field.required and field.kind != "belongsTo") or field.value_required:
        what = f"The relationship {quoted(name)} cannot be required: nothing makes sure that there is an item at its other end"
        yield error("AP1009", field.position, what, "Remove the demand, as Amplify asks for it, too.")
