"""Mutation.update<Model>: changes the fields that the input names."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import model_types
from amplify_pulumi.compiler.operations import stored
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField
from amplify_pulumi.compiler.operations.mutation import mutation
from amplify_pulumi.compiler.shape import Shape


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate the mutation that updates an item."""
    yield from mutation(
        shape,
        context,
        "update",
        input_=model_types.update_input(shape),
        action="dynamodb:UpdateItem",
        config={
            "key": list(shape.key_attributes),
            **({"updatedAt": shape.updated_at} if shape.updated_at in shape.automatic_timestamps else {}),
            **stored.composite_keys(shape),
            **stored.validations(shape),
        },
    )
