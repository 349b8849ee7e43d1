"""Query.list<Models>: a page of the table.

Where the user declared the key, its parts are arguments, and the page holds the items of that key.
"""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import model_types, naming
from amplify_pulumi.compiler.filters import SORT_DIRECTION
from amplify_pulumi.compiler.modes import operation_directives
from amplify_pulumi.compiler.operations.contract import Action, Context, GeneratedField, Permission
from amplify_pulumi.compiler.operations.grants import grants, hidden_grants, ruled_keys, shown_owners
from amplify_pulumi.compiler.sdl import Argument, Field, nullable
from amplify_pulumi.compiler.shape import Shape


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate the query that reads many items."""
    name = shape.operation("list")
    if name is None:
        return
    actions: tuple[Action, ...] = ("dynamodb:Query", "dynamodb:Scan") if shape.lists_by_key else ("dynamodb:Scan",)
    connection = model_types.connection_type(shape)
    yield GeneratedField(
        type_name="Query",
        field=Field(
            name=name,
            type=connection.name,
            arguments=tuple(_arguments(shape)),
            directives=operation_directives(shape.rights, "list", context.default_authentication_type),
        ),
        data_source=naming.table_data_source(shape.name),
        module="listByKey" if shape.lists_by_key else "list",
        config={
            **({"key": list(shape.key_attributes), **model_types.sort_key_config(shape)} if shape.lists_by_key else {}),
            "access": grants(shape, "list"),
            **hidden_grants(shape),
            **(ruled_keys(shape, "list", shape.key_attributes) if shape.lists_by_key else {}),
            **shown_owners(shape),
        },
        definitions=(connection, *model_types.filter_input(shape)),
        permissions=(Permission(actions=actions, model=shape.name),),
    )


def _arguments(shape: Shape) -> Iterator[Argument]:
    if shape.lists_by_key:
        partition_key = model_types.key_arguments(shape)[0]
        yield Argument(name=partition_key.name, type=nullable(partition_key.type))
        yield from model_types.sort_key_argument(shape)
    yield Argument(name="filter", type=naming.filter_input(shape.name))
    yield model_types.LIMIT
    yield model_types.NEXT_TOKEN
    if shape.lists_by_key:
        yield Argument(name="sortDirection", type=SORT_DIRECTION)
