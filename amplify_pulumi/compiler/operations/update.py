"""Mutation.update<Model>: changes the fields that the input names."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import model_types, naming
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField
from amplify_pulumi.compiler.operations.mutation import mutation
from amplify_pulumi.compiler.shape import UPDATED_AT, Shape


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate the mutation that updates an item."""
    yield mutation(
        shape,
        context,
        "update",
        name=naming.update_field(shape.name),
        input_=model_types.update_input(shape),
        action="dynamodb:UpdateItem",
        config={"key": list(shape.key), "timestamps": [name for name in shape.automatic_timestamps if name == UPDATED_AT]},
    )
