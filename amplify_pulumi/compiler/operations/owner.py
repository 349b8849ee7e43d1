"""<Model>.<owner field>, where a relationship of the type reads the stored value: shows the user name only.

Everywhere else the resolver of the parent does that at no cost. Here it must hand on what is stored, as the relationship's key.
"""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import naming
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField
from amplify_pulumi.compiler.sdl import Field
from amplify_pulumi.compiler.shape import Shape, type_of


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:  # noqa: ARG001 - the contract of operations
    """Generate a field for each owner field that a relationship of the type reads."""
    for name in shape.owner_fields:
        if name not in shape.shown_owner_fields:
            yield GeneratedField(
                type_name=shape.name,
                field=Field(name=name, type=type_of(shape.value(name))),
                data_source=naming.NONE_DATA_SOURCE,
                module="owner",
                config={"field": name},
            )
