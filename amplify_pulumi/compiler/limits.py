"""AppSync's limits that a schema can only be measured against once it is compiled (AppSync endpoints and quotas)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from amplify_pulumi.compiler.plan import Resolver
from amplify_pulumi.compiler.shape import Shape
from amplify_pulumi.schema.errors import Problem, error
from amplify_pulumi.schema.model import Position, Schema

RESOLVER_CHARACTERS = 32_768
"""The most characters that the code of an APPSYNC_JS resolver may have."""

SCHEMA_BYTES = 1_000_000
"""The most bytes that a schema document may have."""


def resolvers(models: Mapping[str, Shape], generated: Mapping[str, Sequence[Resolver]]) -> Iterator[Problem]:
    """Return a problem for each model that has a resolver with too much code, at the model."""
    for name, each in generated.items():
        largest = max(each, key=lambda resolver: len(resolver.code), default=None)
        if largest is not None and len(largest.code) > RESOLVER_CHARACTERS:
            yield error(
                "AP6004",
                models[name].position,
                f"The resolver of {largest.type_name}.{largest.field_name} has {len(largest.code):,} characters: "
                f"AppSync takes at most {RESOLVER_CHARACTERS:,}",
                f"Give {name} fewer rules.",
            )


def schema(model: Schema, text: str) -> Iterator[Problem]:
    """Return a problem if the schema is too large, at the first model that is too much."""
    size = len(text.encode())
    if size > SCHEMA_BYTES:
        described = sum(len(each.text.encode()) for each in model.descriptions)
        if model.descriptions and size - described <= SCHEMA_BYTES:
            yield error(
                "AP6005",
                model.descriptions[0].position,
                f"The GraphQL schema has {size:,} bytes, {described:,} of them descriptions: AppSync takes at most {SCHEMA_BYTES:,}",
                "Shorten the descriptions.",
            )
            return
        allowed = max(1, len(model.models) * SCHEMA_BYTES // size)
        yield error(
            "AP6005",
            _position(model, allowed),
            f"The GraphQL schema of {len(model.models)} models has {size:,} bytes: AppSync takes at most {SCHEMA_BYTES:,}",
            f"Split the API: about {allowed} models of this size fit into one.",
        )


def _position(schema: Schema, index: int) -> Position | None:
    return schema.models[index].position if index < len(schema.models) else None
