"""Query.get<Model>: one item by its key."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import model_types, naming
from amplify_pulumi.compiler.modes import operation_directives
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField, Permission
from amplify_pulumi.compiler.operations.grants import grants, ruled_keys, shown_owners
from amplify_pulumi.compiler.sdl import Field
from amplify_pulumi.compiler.shape import Shape


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate the query that reads one item."""
    name = shape.operation("get")
    if name is None:
        return
    yield GeneratedField(
        type_name="Query",
        field=Field(
            name=name,
            type=shape.name,
            arguments=model_types.key_arguments(shape),
            directives=operation_directives(shape.rights, "get", context.default_authentication_type),
        ),
        data_source=naming.table_data_source(shape.name),
        module="get",
        config={
            "key": list(shape.key_attributes),
            "access": grants(shape, "get"),
            **ruled_keys(shape, "get", shape.key),
            **shown_owners(shape),
        },
        permissions=(Permission(actions=("dynamodb:GetItem",), model=shape.name),),
    )
