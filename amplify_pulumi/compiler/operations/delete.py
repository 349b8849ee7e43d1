"""Mutation.delete<Model>: removes an item and answers it."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import model_types
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField
from amplify_pulumi.compiler.operations.mutation import mutation
from amplify_pulumi.compiler.shape import Shape


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate the mutation that deletes an item."""
    yield from mutation(
        shape,
        context,
        "delete",
        input_=model_types.delete_input(shape),
        action="dynamodb:DeleteItem",
        config={"key": list(shape.key_attributes)},
    )
