"""The field `id`, the key of every model."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.errors import Problem, error, quoted, tolerated
from amplify_pulumi.schema.model import Relationship, Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse a declared `id` that a table cannot have as its key."""
    for model in schema.models:
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
