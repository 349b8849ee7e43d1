"""Mutation.delete<Model>: removes an item and answers it."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import model_types, naming
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField
from amplify_pulumi.compiler.operations.mutation import mutation
from amplify_pulumi.compiler.shape import Shape


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate the mutation that deletes an item."""
    yield mutation(
        shape,
        context,
        "delete",
        name=naming.delete_field(shape.name),
        input_=model_types.delete_input(shape),
        action="dynamodb:DeleteItem",
        config={"key": list(shape.key)},
    )
