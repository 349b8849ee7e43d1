"""The fields `createdAt` and `updatedAt`, which every model has, under the names that Gen 1 may give them."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted, warning
from amplify_pulumi.schema.model import Relationship, Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Warn where a declared timestamp field is not filled in any more, and refuse what cannot hold a time at all."""
    for model in schema.models:
        for field in model.fields:
            if field.name not in (model.created_at, model.updated_at):
                continue
            what = f"{quoted(f'{model.name}.{field.name}')}"
            advice = f"Write `{field.name}: AWSDateTime`, or leave it out."
            if isinstance(field, Relationship) or field.array:
                kind = "a relationship" if isinstance(field, Relationship) else "an array"
                yield error("AP2010", field.position, f"{what} holds the time of a write and cannot be {kind}", advice)
            elif field.type and field.type not in ("AWSDateTime", "String"):
                message = f"{what} is of type {field.type} and is not filled in automatically: only AWSDateTime and String are"
                yield warning("AP2010", field.position, message, advice)
