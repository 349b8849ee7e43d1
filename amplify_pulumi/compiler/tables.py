"""The table of each model, with the keys and indexes that its key and relationships need."""

from __future__ import annotations

from typing import Literal

from amplify_pulumi.compiler.plan import AttributeDefinition, GlobalSecondaryIndex, KeyElement, Projection, Table
from amplify_pulumi.compiler.shape import ID, Shape

_NUMBERS = frozenset({"Int", "Float", "AWSTimestamp"})


def table(shape: Shape) -> Table:
    """Return the model's table."""
    keys = dict.fromkeys([*shape.key_attributes, *(attribute for index in shape.indexes for attribute in index.attributes)])
    scalars = {each.name: each.type for each in shape.values}
    if not shape.custom_key:
        scalars[ID] = "ID"
    return Table(
        model=shape.name,
        key_schema=_key_schema(shape.key_attributes),
        attribute_definitions=tuple(
            # An attribute that is made of several fields is no field, and a text.
            AttributeDefinition(attribute_name=name, attribute_type=attribute_type(scalars.get(name, "String")))
            for name in keys
        ),
        global_secondary_indexes=tuple(
            GlobalSecondaryIndex(
                index_name=index.name,
                key_schema=_key_schema(index.attributes),
                projection=Projection(projection_type=index.projection, non_key_attributes=index.non_key_attributes),
            )
            for index in shape.indexes
        ),
    )


def attribute_type(scalar: str) -> Literal["S", "N"]:
    """Return DynamoDB's type of a key attribute that holds this scalar."""
    return "N" if scalar in _NUMBERS else "S"


def _key_schema(attributes: tuple[str, ...]) -> tuple[KeyElement, ...]:
    partition_key, *sort_key = attributes
    return (
        KeyElement(attribute_name=partition_key, key_type="HASH"),
        *(KeyElement(attribute_name=name, key_type="RANGE") for name in sort_key),
    )
