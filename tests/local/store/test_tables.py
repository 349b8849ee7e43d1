"""Tables follow the plan, and no item is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest

from amplify_pulumi.local.store import DynamoDB, StoreError, ensure_tables


def table(*indexes: dict[str, Any], key: dict[str, str] | None = None, **types: str) -> dict[str, Any]:
    """A table of a plan."""
    key = key or {"id": "HASH"}
    described = {
        "model": "Todo",
        "keySchema": [{"attributeName": name, "keyType": kind} for name, kind in key.items()],
        "attributeDefinitions": [{"attributeName": name, "attributeType": scalar} for name, scalar in {"id": "S", **types}.items()],
    }
    return {**described, "globalSecondaryIndexes": list(indexes)} if indexes else described


def index(name: str, hash: str, range: str | None = None, **projection: Any) -> dict[str, Any]:
    key = [{"attributeName": hash, "keyType": "HASH"}]
    if range:
        key.append({"attributeName": range, "keyType": "RANGE"})
    return {"indexName": name, "keySchema": key, "projection": projection or {"projectionType": "ALL"}}


def items_of(store: DynamoDB, index: str, attribute: str, value: dict[str, str]) -> list[Any]:
    answer = store.call_plain(
        "Query",
        {
            "TableName": "Todo",
            "IndexName": index,
            "KeyConditionExpression": "#a = :v",
            "ExpressionAttributeNames": {"#a": attribute},
            "ExpressionAttributeValues": {":v": value},
        },
    )
    return sorted(answer["Items"], key=lambda each: each["id"])


def put(store: DynamoDB, **item: dict[str, str]) -> None:
    store.call("PutItem", {"TableName": "Todo", "Item": item})


BY_OWNER = index("byOwner", "owner")
BY_OWNER_AND_AGE = index("byOwnerAndAge", "owner", "age")
BY_AGE = index("byAge", "age", projectionType="INCLUDE", nonKeyAttributes=["title"])


def test_missing_tables_are_created_once(store: DynamoDB) -> None:
    tables = {"Todo": table(BY_OWNER, owner="S"), "Post": table()}
    assert ensure_tables(store, tables) == ["Created table Todo.", "Created table Post."]
    assert ensure_tables(store, tables) == []
    put(store, id={"S": "1"}, owner={"S": "alice"})
    assert items_of(store, "byOwner", "owner", {"S": "alice"}) == [{"id": "1", "owner": "alice"}]
    billing = store.call("DescribeTable", {"TableName": "Todo"})["Table"]["BillingModeSummary"]["BillingMode"]
    assert billing == "PAY_PER_REQUEST"


def test_indexes_come_and_go_and_items_stay(store: DynamoDB) -> None:
    ensure_tables(store, {"Todo": table(BY_OWNER, owner="S")})
    put(store, id={"S": "1"}, owner={"S": "alice"}, age={"N": "3"}, title={"S": "t"}, more={"S": "x"})
    put(store, id={"S": "2"}, owner={"S": "alice"})
    notices = ensure_tables(store, {"Todo": table(BY_AGE, BY_OWNER_AND_AGE, owner="S", age="N")})
    assert notices == [
        "Removed index byOwner of table Todo.",
        "Added index byAge to table Todo.",
        "Added index byOwnerAndAge to table Todo.",
    ]
    assert items_of(store, "byAge", "age", {"N": "3"}) == [{"id": "1", "age": 3, "title": "t"}]
    assert [each["id"] for each in items_of(store, "byOwnerAndAge", "owner", {"S": "alice"})] == ["1"]
    put(store, id={"S": "3"}, owner={"S": "alice"}, age={"N": "4"})
    assert [each["id"] for each in items_of(store, "byOwnerAndAge", "owner", {"S": "alice"})] == ["1", "3"]
    assert ensure_tables(store, {"Todo": table()}) == ["Removed index byAge of table Todo.", "Removed index byOwnerAndAge of table Todo."]
    assert store.call("Scan", {"TableName": "Todo"})["Count"] == 3


def test_an_index_that_changes_is_built_anew(store: DynamoDB) -> None:
    """Another key, another projection or another type of its key: each makes it another index, under the same name."""
    ensure_tables(store, {"Todo": table(index("byIt", "owner"), owner="S")})
    put(store, id={"S": "1"}, owner={"S": "alice"}, age={"N": "3"})
    put(store, id={"S": "2"}, owner={"S": "bob"}, age={"N": "3"})
    rebuilt = ["Removed index byIt of table Todo.", "Added index byIt to table Todo."]
    for changed in (
        table(index("byIt", "owner", "age"), owner="S", age="N"),
        table(index("byIt", "owner", "age", projectionType="KEYS_ONLY"), owner="S", age="N"),
        table(index("byIt", "age"), age="S"),
        table(index("byIt", "age"), age="N"),
    ):
        assert ensure_tables(store, {"Todo": changed}) == rebuilt
        assert ensure_tables(store, {"Todo": changed}) == []
    assert [each["id"] for each in items_of(store, "byIt", "age", {"N": "3"})] == ["1", "2"]


def test_items_that_do_not_fit_an_index_stay_in_the_table(store: DynamoDB) -> None:
    """DynamoDB leaves out of a new index what has another type; nothing fails and nothing is lost."""
    ensure_tables(store, {"Todo": table()})
    put(store, id={"S": "1"}, age={"S": "old"})
    put(store, id={"S": "2"}, age={"N": "3"})
    ensure_tables(store, {"Todo": table(index("byAge", "age"), age="N")})
    assert [each["id"] for each in items_of(store, "byAge", "age", {"N": "3"})] == ["2"]
    assert store.call("Scan", {"TableName": "Todo"})["Count"] == 2


def test_an_interrupted_change_is_completed_by_the_next_run(store: DynamoDB) -> None:
    ensure_tables(store, {"Todo": table(BY_OWNER, owner="S")})
    store.call("UpdateTable", {"TableName": "Todo", "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "byOwner"}}]})
    assert ensure_tables(store, {"Todo": table(BY_AGE, BY_OWNER, owner="S", age="N")}) == [
        "Added index byAge to table Todo.",
        "Added index byOwner to table Todo.",
    ]


def test_a_table_with_another_key_is_never_touched(store: DynamoDB) -> None:
    ensure_tables(store, {"Todo": table(BY_OWNER, owner="S")})
    put(store, id={"S": "1"})
    for changed in (
        table(key={"owner": "HASH"}, owner="S"),
        table(key={"id": "HASH", "owner": "RANGE"}, owner="S"),
        {**table(), "attributeDefinitions": [{"attributeName": "id", "attributeType": "N"}]},
    ):
        with pytest.raises(StoreError, match=r"table Todo has the key id \(S, HASH\), not .*: delete the table"):
            ensure_tables(store, {"Todo": changed})
    assert store.call("Scan", {"TableName": "Todo"})["Count"] == 1


def test_tables_that_are_not_named_are_left_alone(store: DynamoDB) -> None:
    ensure_tables(store, {"Former": table()})
    ensure_tables(store, {"Todo": table()})
    assert sorted(store.call("ListTables", {})["TableNames"]) == ["Former", "Todo"]


def test_what_dynamodb_refuses_is_an_error_that_names_the_table(store: DynamoDB) -> None:
    with pytest.raises(StoreError, match="table T: "):
        ensure_tables(store, {"T": table(index("byOwner", "owner"))})
