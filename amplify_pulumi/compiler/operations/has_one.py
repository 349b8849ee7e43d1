"""<Parent>.<field> of a hasOne relationship: the child, through its index."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import naming
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField, Permission
from amplify_pulumi.compiler.operations.grants import grants, own_grants, ruled_keys, shown_owners
from amplify_pulumi.compiler.operations.redaction import is_redacted
from amplify_pulumi.compiler.sdl import Field
from amplify_pulumi.compiler.shape import Link, Shape, key_attributes, key_pairs


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate a field for each hasOne relationship that is read by an index."""
    for link in shape.links:
        if link.kind == "hasOne" and link.index is not None:
            yield _field(shape, link, link.index, context.shapes[link.related])


def _field(shape: Shape, link: Link, index: str, child: Shape) -> GeneratedField:
    return GeneratedField(
        type_name=shape.name,
        field=Field(name=link.name, type=child.name),
        data_source=naming.table_data_source(child.name),
        module="hasOne",
        config={
            "index": index,
            "keys": key_pairs(link.references, link.fields),
            **own_grants(shape, link.name),
            "access": grants(child, "get"),
            **ruled_keys(child, "get", key_attributes(link.references)),
            **shown_owners(child),
            "redact": is_redacted(shape, link, child),
        },
        permissions=(Permission(actions=("dynamodb:Query",), model=child.name, index=index),),
    )
