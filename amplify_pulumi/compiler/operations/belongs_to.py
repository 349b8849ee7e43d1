"""<Child>.<field> of a belongsTo relationship: the parent, by its key.

A hasOne of Gen 1, which keeps the key on its own side, is read alike.
"""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import naming
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField, Permission
from amplify_pulumi.compiler.operations.grants import grants, own_grants, shown_owners
from amplify_pulumi.compiler.operations.redaction import is_redacted, must_lead
from amplify_pulumi.compiler.sdl import Field, required
from amplify_pulumi.compiler.shape import Link, Shape, key_pairs


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate a field for each relationship that leads to one item by its key."""
    for link in shape.links:
        if link.kind != "hasMany" and link.index is None:
            yield _field(shape, link, context.shapes[link.related])


def _field(shape: Shape, link: Link, parent: Shape) -> GeneratedField:
    return GeneratedField(
        type_name=shape.name,
        field=Field(name=link.name, type=required(parent.name) if must_lead(shape, link, parent) else parent.name),
        data_source=naming.table_data_source(parent.name),
        module="belongsTo",
        config={
            "keys": key_pairs(parent.key, link.fields),
            **own_grants(shape, link.name),
            "access": grants(parent, "get"),
            **shown_owners(parent),
            "redact": is_redacted(shape, link, parent),
        },
        permissions=(Permission(actions=("dynamodb:GetItem",), model=parent.name),),
    )
