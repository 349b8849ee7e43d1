"""Names that GraphQL and AppSync take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import Position, Schema

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse names that are not valid in GraphQL, or that belong to GraphQL, AppSync or what is generated."""
    for model in schema.models:
        what = f"a model {quoted(model.name)}"
        if not _NAME.fullmatch(model.name):
            yield _not_a_name("model", model.name, model.position)
        elif model.name.startswith("__"):
            yield error("AP2004", model.position, f"There cannot be {what}: GraphQL keeps names with two underscores", "Name it otherwise.")
        elif model.name.startswith("AWS"):
            # AppSync, "Scalar types in AWS AppSync": the prefix AWS cannot be used for custom object types.
            yield error("AP2004", model.position, f"There cannot be {what}: AppSync keeps names that begin with AWS", "Name it otherwise.")
        elif model.name in vocabulary.RESERVED_TYPES:
            yield error("AP2004", model.position, f"There cannot be {what}: every API has a type of this name", "Name it otherwise.")
        for field in model.fields:
            if not _NAME.fullmatch(field.name):
                yield _not_a_name("field", field.name, field.position)
            elif field.name.startswith("__"):
                message = f"There cannot be a field {quoted(f'{model.name}.{field.name}')}: GraphQL keeps names with two underscores"
                # Amplify synthesizes it, but no API has it: GraphQL's own validation refuses the schema.
                yield error("AP2004", field.position, message, "Name it otherwise.")


def _not_a_name(kind: str, name: str, position: Position | None) -> Problem:
    advice = "Use letters of the English alphabet, digits and underscores, and no digit at the start."
    return error("AP2003", position, f"{quoted(name)} is not a name that GraphQL takes for a {kind}", advice)
