"""Mutation.create<Model>: puts an item that must not be there yet."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import model_types
from amplify_pulumi.compiler.operations import stored
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField
from amplify_pulumi.compiler.operations.mutation import mutation
from amplify_pulumi.compiler.shape import Shape


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate the mutation that creates an item."""
    yield from mutation(
        shape,
        context,
        "create",
        input_=model_types.create_input(shape),
        action="dynamodb:PutItem",
        config={
            "typeName": shape.name,
            "key": list(shape.key_attributes),
            "autoId": shape.automatic_id,
            **stored.defaults(shape),
            "timestamps": list(shape.automatic_timestamps),
            **stored.composite_keys(shape),
            **stored.index_partition_keys(shape),
            **stored.validations(shape),
        },
    )
