"""<Model>.<owner field>, where something below the type reads the stored value: shows the user name only.

Everywhere else the resolver of the parent does that at no cost. Here it must hand on what is stored: a relationship's key, or what the
rules of a field compare.
"""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import naming
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField
from amplify_pulumi.compiler.operations.grants import hidden_fields, owner_lists
from amplify_pulumi.compiler.sdl import Field
from amplify_pulumi.compiler.shape import Shape, type_of


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:  # noqa: ARG001 - the contract of operations
    """Generate a field for each owner field that something below the type reads, unless it has the resolver of a protected field."""
    hidden = hidden_fields(shape)
    for name in shape.joined_owner_fields:
        if name not in shape.shown_owner_fields and name not in hidden:
            yield GeneratedField(
                type_name=shape.name,
                field=Field(name=name, type=type_of(shape.value(name))),
                data_source=naming.NONE_DATA_SOURCE,
                module="owner",
                config={"field": name, **owner_lists(shape, [name])},
            )
