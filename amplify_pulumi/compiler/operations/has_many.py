"""<Parent>.<field> of a hasMany relationship: a page of the children, through their index."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import model_types, naming
from amplify_pulumi.compiler.filters import SORT_DIRECTION
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField, Permission
from amplify_pulumi.compiler.operations.grants import grants, hidden_grants, own_grants, ruled_keys, shown_owners
from amplify_pulumi.compiler.operations.redaction import is_redacted
from amplify_pulumi.compiler.sdl import Argument, Field
from amplify_pulumi.compiler.shape import Link, Shape, key_attributes, key_pairs


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate a field for each hasMany relationship."""
    for link in shape.links:
        if link.kind == "hasMany":
            yield _field(shape, link, context.shapes[link.related])


def _field(shape: Shape, link: Link, child: Shape) -> GeneratedField:
    connection = model_types.children_type(child)
    filter_input, *filters = model_types.children_filter_input(child)
    return GeneratedField(
        type_name=shape.name,
        field=Field(
            name=link.name,
            type=connection.name,
            arguments=(
                Argument(name="filter", type=filter_input.name),
                Argument(name="sortDirection", type=SORT_DIRECTION),
                model_types.LIMIT,
                model_types.NEXT_TOKEN,
            ),
        ),
        data_source=naming.table_data_source(child.name),
        module="hasMany",
        config={
            "index": link.index,
            "keys": key_pairs(link.references, shape.key),
            **own_grants(shape, link.name),
            "access": grants(child, "list"),
            **hidden_grants(child),
            **ruled_keys(child, "list", key_attributes(link.references)),
            **shown_owners(child),
            "redact": is_redacted(shape, link, child),
        },
        definitions=(connection, filter_input, *filters),
        permissions=(Permission(actions=("dynamodb:Query",), model=child.name, index=link.index),),
    )
