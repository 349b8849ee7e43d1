"""Brings the tables of a store into the shape that a plan asks for, without losing an item."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from amplify_pulumi.local.store.base import DynamoDB, DynamoDBError, StoreError

_PATIENCE = 600.0
"""Seconds to wait for a table of a real DynamoDB, which builds an index in minutes."""


def ensure_tables(store: DynamoDB, tables: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Create what is missing, add and remove global secondary indexes, and return a sentence for people about each change.

    A second run with the same tables changes nothing and says nothing; one that was interrupted is completed by the next. Tables that
    `tables` does not name are left alone.

    Args:
        store: where the tables are.
        tables: the plan's tables (`keySchema`, `attributeDefinitions`, `globalSecondaryIndexes`) by physical name.

    Raises:
        StoreError: a table exists with another key, which cannot be changed without losing its items, or DynamoDB refused.
    """
    notices: list[str] = []
    for name, table in tables.items():
        wanted = _pascal_case({key: table[key] for key in _SHAPE if table.get(key)})
        try:
            notices.extend(_ensure_table(store, name, wanted))
        except DynamoDBError as error:
            raise StoreError(f"table {name}: {error.message or error.type}") from error
    return notices


_SHAPE = ("keySchema", "attributeDefinitions", "globalSecondaryIndexes")


def _ensure_table(store: DynamoDB, name: str, wanted: Mapping[str, Any]) -> Iterator[str]:
    try:
        there = _active(store, name)
    except DynamoDBError as error:
        if error.type != "ResourceNotFoundException":
            raise
        store.call("CreateTable", {"TableName": name, "BillingMode": "PAY_PER_REQUEST", **wanted})
        _active(store, name)
        yield f"Created table {name}."
        return
    if _key(there, there["KeySchema"]) != _key(wanted, wanted["KeySchema"]):
        raise StoreError(
            f"table {name} has the key {_in_words(_key(there, there['KeySchema']))}, not {_in_words(_key(wanted, wanted['KeySchema']))}. "
            "DynamoDB cannot change a key: delete the table, or give the new one another name"
        )
    yield from _ensure_indexes(store, name, there, wanted)


def _ensure_indexes(store: DynamoDB, name: str, there: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    present, asked = _indexes(there), _indexes(wanted)
    kept = {index: shape for index, shape in asked.items() if present.get(index) == shape}
    # Removed ones first: an attribute cannot be text for one index and a number for another. DynamoDB takes one change at a time.
    for index in present:
        if index not in kept:
            store.call("UpdateTable", {"TableName": name, "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": index}}]})
            _active(store, name)
            yield f"Removed index {index} of table {name}."
    created: list[Mapping[str, Any]] = [each for each in wanted.get("GlobalSecondaryIndexes", ()) if each["IndexName"] in kept]
    for index in wanted.get("GlobalSecondaryIndexes", ()):
        if index["IndexName"] in kept:
            continue
        created.append(index)
        request = {
            "TableName": name,
            "AttributeDefinitions": _definitions(wanted, created),
            "GlobalSecondaryIndexUpdates": [{"Create": index}],
        }
        store.call("UpdateTable", request)
        _active(store, name)
        yield f"Added index {index['IndexName']} to table {name}."


def _active(store: DynamoDB, name: str) -> dict[str, Any]:
    """Return the description of a table once it and its indexes can be used."""
    end = time.monotonic() + _PATIENCE
    pause = 0.02
    while True:
        table: dict[str, Any] = store.call("DescribeTable", {"TableName": name})["Table"]
        indexes: Sequence[Mapping[str, Any]] = table.get("GlobalSecondaryIndexes") or ()
        states = {str(each.get(key, "ACTIVE")) for each, key in [(table, "TableStatus"), *((index, "IndexStatus") for index in indexes)]}
        if states == {"ACTIVE"}:
            return table
        if time.monotonic() > end:
            raise StoreError(f"table {name} is not usable after {_PATIENCE:.0f} seconds: {', '.join(sorted(states))}")
        time.sleep(pause)
        pause = min(pause * 1.5, 5.0)


def _indexes(table: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Return what makes each index what it is."""
    return {
        index["IndexName"]: (
            _key(table, index["KeySchema"]),
            index["Projection"].get("ProjectionType", "ALL"),
            frozenset(index["Projection"].get("NonKeyAttributes") or ()),
        )
        for index in table.get("GlobalSecondaryIndexes") or ()
    }


def _key(table: Mapping[str, Any], key_schema: Sequence[Mapping[str, str]]) -> tuple[tuple[str, str, str], ...]:
    types = {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
    elements = sorted(key_schema, key=lambda each: each["KeyType"])
    return tuple((each["AttributeName"], types.get(each["AttributeName"], "?"), each["KeyType"]) for each in elements)


def _in_words(key: tuple[tuple[str, str, str], ...]) -> str:
    return " and ".join(f"{attribute} ({scalar}, {kind})" for attribute, scalar, kind in key)


def _definitions(table: Mapping[str, Any], indexes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, str]]:
    """Return the definitions of the attributes that are keys, now; DynamoDB refuses any other."""
    used = {element["AttributeName"] for each in (table, *indexes) for element in each["KeySchema"]}
    return [each for each in table["AttributeDefinitions"] if each["AttributeName"] in used]


def _pascal_case(value: Any) -> Any:
    """Return a part of a plan in DynamoDB's spelling of members: `KeySchema` for `keySchema`."""
    if isinstance(value, Mapping):
        return {key[0].upper() + key[1:]: _pascal_case(member) for key, member in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_pascal_case(each) for each in value]  # pyright: ignore[reportUnknownVariableType] - JSON
    return value
