"""Mutation.create<Model>: puts an item that must not be there yet."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import model_types, naming
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField
from amplify_pulumi.compiler.operations.mutation import mutation
from amplify_pulumi.compiler.shape import Shape


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate the mutation that creates an item."""
    yield mutation(
        shape,
        context,
        "create",
        name=naming.create_field(shape.name),
        input_=model_types.create_input(shape),
        action="dynamodb:PutItem",
        config={
            "typeName": shape.name,
            "key": list(shape.key),
            "autoId": shape.automatic_id,
            "timestamps": list(shape.automatic_timestamps),
        },
    )
