"""Query.list<Models>: a page of the table.

Where the user declared the key, it is an argument, and the page holds the items of that key.
"""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import model_types, naming
from amplify_pulumi.compiler.filters import SORT_DIRECTION
from amplify_pulumi.compiler.modes import operation_directives
from amplify_pulumi.compiler.operations.contract import Action, Context, GeneratedField, Permission
from amplify_pulumi.compiler.operations.grants import grants
from amplify_pulumi.compiler.sdl import Argument, Field, nullable
from amplify_pulumi.compiler.shape import Shape


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate the query that reads many items."""
    actions: tuple[Action, ...] = ("dynamodb:Query", "dynamodb:Scan") if shape.custom_key else ("dynamodb:Scan",)
    yield GeneratedField(
        type_name="Query",
        field=Field(
            name=naming.list_field(shape.name),
            type=naming.connection_type(shape.name),
            arguments=tuple(_arguments(shape)),
            directives=operation_directives(shape.rules, "list", context.default_authentication_type),
        ),
        data_source=naming.table_data_source(shape.name),
        module="listByKey" if shape.custom_key else "list",
        config={
            **({"key": list(shape.key)} if shape.custom_key else {}),
            "access": grants(shape, "list"),
            "ownerFields": list(shape.shown_owner_fields),
        },
        definitions=(model_types.connection_type(shape), model_types.filter_input(shape)),
        permissions=(Permission(actions=actions, model=shape.name),),
    )


def _arguments(shape: Shape) -> Iterator[Argument]:
    if shape.custom_key:
        partition_key = model_types.key_arguments(shape)[0]
        yield Argument(name=partition_key.name, type=nullable(partition_key.type))
    yield Argument(name="filter", type=naming.filter_input(shape.name))
    yield model_types.LIMIT
    yield model_types.NEXT_TOKEN
    if shape.custom_key:
        yield Argument(name="sortDirection", type=SORT_DIRECTION)
