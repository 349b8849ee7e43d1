"""<Model>.<field> with rules of its own, where these keep out somebody who may read the item.

The field has a resolver of its own, so that its rules hold wherever an item of the model comes from: a relationship, a query of an index,
a custom operation. In the payload of a mutation it is null, since subscribers get what whoever made the mutation selected.
"""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import naming
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField
from amplify_pulumi.compiler.operations.grants import hidden_fields, owner_lists
from amplify_pulumi.compiler.sdl import Field
from amplify_pulumi.compiler.shape import Shape, type_of


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate a field for each field that not everybody may read who may read an item."""
    for name, readers in hidden_fields(shape).items():
        yield GeneratedField(
            type_name=shape.name,
            field=Field(name=name, type=type_of(shape.value(name))),
            data_source=naming.NONE_DATA_SOURCE,
            module="protectedField",
            config={
                "field": name,
                **(owner_lists(shape, [name]) if name in shape.joined_owner_fields else {}),
                "access": [grant.to_json() for grant in readers],
                "isOwner": name in shape.joined_owner_fields,
                "redact": shape.name in context.heard,
            },
        )
