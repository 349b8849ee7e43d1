"""<Parent>.<field> of a hasMany relationship: a page of the children, through their index."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import model_types, naming
from amplify_pulumi.compiler.filters import SORT_DIRECTION
from amplify_pulumi.compiler.modes import type_directives
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField, Permission
from amplify_pulumi.compiler.operations.grants import grants
from amplify_pulumi.compiler.operations.redaction import is_redacted
from amplify_pulumi.compiler.sdl import Argument, Field
from amplify_pulumi.compiler.shape import Link, Shape


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate a field for each hasMany relationship."""
    for link in shape.links:
        if link.kind == "hasMany":
            yield _field(shape, link, context)


def _field(shape: Shape, link: Link, context: Context) -> GeneratedField:
    """Return the field. Its page is open to all who may see the parent's type; the rules of the child are the resolver's to check.

    Where several relationships share the type of the page, Amplify opens it to the default mode, too (case default-mode-of-shared-pages).
    """
    child = context.shapes[link.related]
    is_shared = sum(each.kind == "belongsTo" for each in child.links) > 1
    more = (context.default_authentication_type,) if is_shared else ()
    filter_input = model_types.children_filter_input(child)
    connection = model_types.children_type(child, type_directives(shape.rules, *more))
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
            "keys": [{"attribute": attribute, "source": source} for attribute, source in zip(link.references, shape.key, strict=True)],
            "access": grants(child, "list"),
            "ownerFields": list(child.shown_owner_fields),
            "redact": is_redacted(shape, child),
        },
        definitions=(connection, filter_input),
        permissions=(Permission(actions=("dynamodb:Query",), model=child.name, index=link.index),),
    )
