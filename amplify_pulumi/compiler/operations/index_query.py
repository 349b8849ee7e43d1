"""Query.list<Model>By<Fields>, or what the user calls it: a page of the items with one partition key of a declared index."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import model_types, naming
from amplify_pulumi.compiler.filters import SORT_DIRECTION
from amplify_pulumi.compiler.modes import operation_directives
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField, Permission
from amplify_pulumi.compiler.operations.grants import grants, hidden_grants, ruled_keys, shown_owners
from amplify_pulumi.compiler.sdl import Argument, Field, required
from amplify_pulumi.compiler.shape import Index, Shape


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate a query for each index that has one. They are there even where the model's other queries are not."""
    for index in shape.indexes:
        if index.query_field is not None:
            yield _field(shape, index, index.query_field, context)


def _field(shape: Shape, index: Index, name: str, context: Context) -> GeneratedField:
    """Return the query. Whoever may list or get items by rules may call it, as Amplify has it; what it returns, the list's rules decide."""
    connection = model_types.children_type(shape)
    filter_input, *filters = model_types.children_filter_input(shape)
    directives = (
        directive
        for operation in ("list", "get")
        for directive in operation_directives(shape.rights, operation, context.default_authentication_type)
    )
    partition_key = shape.value(index.fields[0])
    return GeneratedField(
        type_name="Query",
        field=Field(
            name=name,
            type=connection.name,
            arguments=(
                Argument(name=partition_key.name, type=required(partition_key.type)),
                *model_types.sort_key_argument(shape, index),
                Argument(name="sortDirection", type=SORT_DIRECTION),
                Argument(name="filter", type=filter_input.name),
                model_types.LIMIT,
                model_types.NEXT_TOKEN,
            ),
            directives=tuple(dict.fromkeys(directives)),
        ),
        data_source=naming.table_data_source(shape.name),
        module="indexQuery",
        config={
            "index": index.name,
            "key": list(index.attributes),
            **model_types.sort_key_config(shape, index),
            "access": grants(shape, "list"),
            **hidden_grants(shape, sorting=index.fields[1:]),
            **ruled_keys(shape, "list", index.attributes),
            **shown_owners(shape),
        },
        definitions=(connection, filter_input, *filters),
        permissions=(Permission(actions=("dynamodb:Query",), model=shape.name, index=index.name),),
    )
