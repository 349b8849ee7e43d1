"""The table of each model, with the keys and indexes that its key and relationships need."""

from __future__ import annotations

from typing import Literal

from amplify_pulumi.compiler.plan import AttributeDefinition, GlobalSecondaryIndex, KeyElement, Table
from amplify_pulumi.compiler.shape import Shape

_NUMBERS = frozenset({"Int", "Float", "AWSTimestamp"})


def table(shape: Shape) -> Table:
    """Return the model's table."""
    keys = dict.fromkeys([*shape.key, *(field for index in shape.indexes for field in index.fields)])
    return Table(
        model=shape.name,
        key_schema=_key_schema(shape.key),
        attribute_definitions=tuple(
            AttributeDefinition(attribute_name=name, attribute_type=attribute_type(shape.value(name).type)) for name in keys
        ),
        global_secondary_indexes=tuple(
            GlobalSecondaryIndex(index_name=index.name, key_schema=_key_schema(index.fields)) for index in shape.indexes
        ),
    )


def attribute_type(scalar: str) -> Literal["S", "N"]:
    """Return DynamoDB's type of a key attribute that holds this scalar."""
    return "N" if scalar in _NUMBERS else "S"


def _key_schema(fields: tuple[str, ...]) -> tuple[KeyElement, ...]:
    partition_key, *sort_key = fields
    return (
        KeyElement(attribute_name=partition_key, key_type="HASH"),
        *(KeyElement(attribute_name=name, key_type="RANGE") for name in sort_key),
    )
