"""Schemas without models, and models without fields."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse what would generate nothing."""
    if not schema.models:
        yield error("AP2011", None, "There are no models", "Write at least one model below `models:`.")
    for model in schema.models:
        if not model.fields:
            yield error(
                "AP2008", model.position, f"The model {quoted(model.name)} has no fields", "Write at least one, such as `name: String`."
            )
