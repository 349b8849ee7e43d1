"""<Parent>.<field> of a hasMany relationship: a page of the children, through their index, or by the key of their table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from amplify_pulumi.compiler import model_types, naming
from amplify_pulumi.compiler.filters import SORT_DIRECTION
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField, Permission
from amplify_pulumi.compiler.operations.grants import grants, hidden_grants, own_grants, ruled_keys, shown_owners
from amplify_pulumi.compiler.operations.redaction import is_redacted
from amplify_pulumi.compiler.sdl import Argument, Field
from amplify_pulumi.compiler.shape import Index, Link, Shape, key_attributes, key_pairs


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate a field for each hasMany relationship."""
    for link in shape.links:
        if link.kind == "hasMany":
            yield _field(shape, link, context.shapes[link.related])


def _field(shape: Shape, link: Link, child: Shape) -> GeneratedField:
    index = next((each for each in child.indexes if each.name == link.index), None)
    key = index.fields if index else child.key
    sorted_by = key[len(link.fields) :]
    connection = model_types.children_type(child)
    filter_input, *filters = model_types.children_filter_input(child)
    return GeneratedField(
        type_name=shape.name,
        field=Field(
            name=link.name,
            type=connection.name,
            arguments=(
                *(model_types.sort_key_argument(child, index) if sorted_by else ()),
                Argument(name="filter", type=filter_input.name),
                Argument(name="sortDirection", type=SORT_DIRECTION),
                model_types.LIMIT,
                model_types.NEXT_TOKEN,
            ),
        ),
        data_source=naming.table_data_source(child.name),
        module="hasMany",
        config={
            **({"index": link.index} if link.index else {}),
            "keys": key_pairs(link.references, link.fields),
            **_sorting(child, index, key, len(link.fields)),
            **own_grants(shape, link.name),
            "access": grants(child, "list"),
            **hidden_grants(child, sorting=sorted_by),
            **ruled_keys(child, "list", key_attributes(key)),
            **({} if link.limit is None else {"limit": link.limit}),
            **shown_owners(child),
            "redact": is_redacted(shape, link, child),
        },
        definitions=(connection, filter_input, *filters),
        permissions=(Permission(actions=("dynamodb:Query",), model=child.name, index=link.index),),
    )


def _sorting(child: Shape, index: Index | None, key: tuple[str, ...], compared: int) -> dict[str, Any]:
    """Return the members of the config for a sort key that the parent leaves open: what clients search by, and whether a rule looks."""
    if compared == len(key):
        return {}
    sort_key = key_attributes(key)[1]
    [argument] = model_types.sort_key_argument(child, index)
    return {
        "sortKey": sort_key,
        **({} if argument.name == sort_key else {"compositeArgument": argument.name}),
        **({"sortRuled": True} if ruled_keys(child, "list", (sort_key,)) else {}),
    }
