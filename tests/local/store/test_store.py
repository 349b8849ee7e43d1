"""The engines behind the interface: they answer alike, and `open_store` chooses among them."""

from __future__ import annotations

import base64
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from amplify_pulumi.local.store import DynamoDB, DynamoDBError, StoreError, dynoxide, open_store
from amplify_pulumi.local.store.moto import Moto

TABLE = "Things"
EVERY_TYPE = {
    "id": {"S": "ü \U0001f600 \u0000"},
    "n": {"N": "-12.5"},
    "big": {"N": "12345678901234567890123456789012345678"},
    "b": {"B": base64.b64encode(bytes(range(256))).decode()},
    "t": {"BOOL": False},
    "nothing": {"NULL": True},
    "ss": {"SS": ["a", "b"]},
    "ns": {"NS": ["1", "2.5"]},
    "bs": {"BS": ["AA==", "AQ=="]},
    "l": {"L": [{"S": ""}, {"M": {"B": {"B": "AAE="}}}, {"L": []}]},
    "m": {"M": {"B": {"S": "not binary"}, "S": {"N": "1"}, "deep": {"M": {}}}},
}


@pytest.fixture
def table(store: DynamoDB) -> DynamoDB:
    store.call(
        "CreateTable",
        {
            "TableName": TABLE,
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
        },
    )
    return store


def refused(store: DynamoDB, operation: str, **request: Any) -> DynamoDBError:
    with pytest.raises(DynamoDBError) as caught:
        store.call(operation, request)
    return caught.value


def test_every_type_comes_back_as_it_was_stored(table: DynamoDB) -> None:
    table.call("PutItem", {"TableName": TABLE, "Item": EVERY_TYPE})
    item = table.call("GetItem", {"TableName": TABLE, "Key": {"id": EVERY_TYPE["id"]}})["Item"]
    for unordered in ("ss", "ns", "bs"):
        ((kind, values),) = item[unordered].items()
        item[unordered] = {kind: sorted(values)}
    assert item == EVERY_TYPE


def test_plain_values_are_what_appsync_hands_to_handlers(table: DynamoDB) -> None:
    """Sets become arrays, binary values Base64, null null; a number that no 64-bit integer holds is the nearest double."""
    table.call("PutItem", {"TableName": TABLE, "Item": EVERY_TYPE})
    plain = {
        "id": "ü \U0001f600 \u0000",
        "n": -12.5,
        "big": 1.2345678901234568e37,
        "b": EVERY_TYPE["b"]["B"],
        "t": False,
        "nothing": None,
        "ss": ["a", "b"],
        "ns": [1, 2.5],
        "bs": ["AA==", "AQ=="],
        "l": ["", {"B": "AAE="}, []],
        "m": {"B": "not binary", "S": 1, "deep": {}},
    }
    key = {"TableName": TABLE, "Key": {"id": EVERY_TYPE["id"]}}
    items = [
        table.call_plain("GetItem", key)["Item"],
        *table.call_plain("Scan", {"TableName": TABLE})["Items"],
        *table.call_plain(
            "Query",
            {
                "TableName": TABLE,
                "KeyConditionExpression": "id = :id",
                "ExpressionAttributeValues": {":id": EVERY_TYPE["id"]},
            },
        )["Items"],
        table.call_plain("UpdateItem", {**key, "UpdateExpression": "SET t = t", "ReturnValues": "ALL_NEW"})["Attributes"],
        table.call_plain("DeleteItem", {**key, "ReturnValues": "ALL_OLD"})["Attributes"],
    ]
    assert len(items) == 5
    for item in items:
        for unordered in ("ss", "ns", "bs"):
            item[unordered].sort()
        assert item == plain
        assert type(item["ns"][0]) is int
    assert "Item" not in table.call_plain("GetItem", key)


def test_plain_pages_keep_the_key_typed(table: DynamoDB) -> None:
    for each in range(3):
        table.call("PutItem", {"TableName": TABLE, "Item": {"id": {"S": str(each)}}})
    page = table.call_plain("Scan", {"TableName": TABLE, "Limit": 2})
    assert (page["Count"], page["ScannedCount"]) == (2, 2)
    assert page["LastEvaluatedKey"] == {"id": {"S": page["Items"][-1]["id"]}}
    rest = table.call_plain("Scan", {"TableName": TABLE, "ExclusiveStartKey": page["LastEvaluatedKey"]})
    assert {each["id"] for each in page["Items"] + rest["Items"]} == {"0", "1", "2"}
    assert "LastEvaluatedKey" not in rest


def test_refusals_carry_dynamodbs_type_text_and_body(table: DynamoDB) -> None:
    item = {"id": {"S": "1"}, "b": {"B": "AAE="}}
    table.call("PutItem", {"TableName": TABLE, "Item": item})
    missing = refused(table, "GetItem", TableName="Nowhere", Key={"id": {"S": "1"}})
    assert missing.type == "ResourceNotFoundException"
    failed = refused(table, "PutItem", TableName=TABLE, Item=item, ConditionExpression="attribute_not_exists(id)")
    assert (failed.type, failed.message) == ("ConditionalCheckFailedException", "The conditional request failed")
    invalid = refused(table, "GetItem", TableName=TABLE, Key={"other": {"S": "1"}})
    assert (invalid.type, invalid.message) == ("ValidationException", "The provided key element does not match the schema")
    put = {"TableName": TABLE, "Item": item, "ConditionExpression": "attribute_not_exists(id)"}
    cancelled = refused(
        table,
        "TransactWriteItems",
        TransactItems=[{"Put": {**put, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}}, {"Put": {**put, "Item": {"id": {"S": "2"}}}}],
    )
    assert cancelled.type == "TransactionCanceledException"
    first, second = cancelled.body["CancellationReasons"]
    assert (first["Code"], first["Item"], second["Code"]) == ("ConditionalCheckFailed", item, "None")


@pytest.mark.parametrize("operation", ["GetItem", "PutItem", "Query", "CreateTable"])
def test_requests_that_make_no_sense_are_refused_and_nothing_more(table: DynamoDB, operation: str) -> None:
    for request in ({}, {"TableName": TABLE}, {"TableName": TABLE, "Key": {"id": {"S": "\ud800"}}, "Item": {"id": {"S": "\ud800"}}}):
        assert refused(table, operation, **request).type
    assert table.call("ListTables", {})["TableNames"] == [TABLE]


def test_threads_share_a_store(table: DynamoDB) -> None:
    """No update is lost where eight threads count."""
    table.call("PutItem", {"TableName": TABLE, "Item": {"id": {"S": "counter"}, "n": {"N": "0"}}})
    update = {
        "TableName": TABLE,
        "Key": {"id": {"S": "counter"}},
        "UpdateExpression": "ADD n :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    }
    threads = [threading.Thread(target=lambda: [table.call("UpdateItem", update) for _ in range(10)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert table.call_plain("GetItem", {"TableName": TABLE, "Key": {"id": {"S": "counter"}}})["Item"]["n"] == 80


class TestOpenStore:
    """What `open_store` opens."""

    def test_dynoxide_where_it_is_installed(self, tmp_path: Path) -> None:
        if not dynoxide.is_installed():
            pytest.skip("NOT TESTED: amplify-pulumi-dynoxide is not built (`make native`, needs Rust)")
        store = open_store()
        assert (store.name, store.durable) == ("dynoxide (in memory)", False)
        store.close()
        path = tmp_path / "new" / "folder" / "data.sqlite"
        store = open_store(data=path)
        assert store.durable
        assert str(path) in store.name
        store.close()

    def test_moto_where_it_is_not(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(dynoxide, "MODULE", "amplify_pulumi_not_installed")
        store = open_store()
        assert (store.name, store.durable) == ("moto (in memory)", False)
        with pytest.raises(StoreError, match="amplify-pulumi-dynoxide is not installed"):
            open_store(data=tmp_path / "data.sqlite")
        assert not (tmp_path / "data.sqlite").exists()

    def test_an_endpoint_where_one_is_named(self, endpoint: str, tmp_path: Path) -> None:
        store = open_store(endpoint=endpoint)
        assert (store.name, store.durable) == (endpoint, True)
        store.close()
        with pytest.raises(StoreError, match="not both"):
            open_store(endpoint=endpoint, data=tmp_path / "data.sqlite")

    @pytest.mark.parametrize("url", ["nonsense", "http://127.0.0.1:9", ""])
    def test_an_endpoint_that_does_not_answer_is_one_clear_line(self, url: str) -> None:
        with pytest.raises(StoreError) as caught:
            open_store(endpoint=url)
        assert "\n" not in str(caught.value)

    def test_what_is_no_database_is_left_as_it_is(self, tmp_path: Path) -> None:
        if not dynoxide.is_installed():
            pytest.skip("NOT TESTED: amplify-pulumi-dynoxide is not built (`make native`, needs Rust)")
        path = tmp_path / "letter.txt"
        path.write_text("Dear all, " * 100)
        for data in (path, tmp_path, path / "beneath"):
            with pytest.raises(StoreError, match=str(data)):
                open_store(data=data)
        assert path.read_text() == "Dear all, " * 100

    def test_engines_that_are_not_used_are_not_loaded(self) -> None:
        """boto3 and moto take half a second together."""
        code = "import sys, amplify_pulumi.local.store, amplify_pulumi.local.sources; print({'boto3', 'moto', 'botocore'} & {*sys.modules})"
        assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == "set()"


def test_a_file_keeps_data_and_two_files_are_two_databases(tmp_path: Path) -> None:
    if not dynoxide.is_installed():
        pytest.skip("NOT TESTED: amplify-pulumi-dynoxide is not built (`make native`, needs Rust)")
    key = {"TableName": TABLE, "Key": {"id": {"S": "1"}}}
    first = dynoxide.Dynoxide(tmp_path / "first.sqlite")
    create_table(first)
    first.call("PutItem", {"TableName": TABLE, "Item": {"id": {"S": "1"}, "kept": {"BOOL": True}}})
    first.close()
    with pytest.raises(DynamoDBError):
        first.call("GetItem", key)
    again = dynoxide.Dynoxide(tmp_path / "first.sqlite")
    assert again.call_plain("GetItem", key)["Item"] == {"id": "1", "kept": True}
    again.close()
    second = dynoxide.Dynoxide(tmp_path / "second.sqlite")
    assert second.call("ListTables", {})["TableNames"] == []
    second.close()


def test_moto_is_apart_from_the_users_own_mocks() -> None:
    """`mock_aws` of a user's test does not show or reset our tables, and ours leaves his boto3 alone."""
    import boto3  # noqa: PLC0415 - only this test needs it
    from moto import mock_aws  # noqa: PLC0415 - only this test needs it

    ours = Moto()
    create_table(ours)
    other = Moto()
    assert other.call("ListTables", {})["TableNames"] == []
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        assert client.list_tables()["TableNames"] == []
        client.create_table(
            TableName="His",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        client.close()
    assert ours.call("ListTables", {})["TableNames"] == [TABLE]


def create_table(store: DynamoDB) -> None:
    store.call(
        "CreateTable",
        {
            "TableName": TABLE,
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
        },
    )
