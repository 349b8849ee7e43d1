"""Batches and transactions over several tables (js-resolver-reference-dynamodb-batch-…, -transact-…)."""

from __future__ import annotations

from typing import Any

import pytest


def other(sk: float | str) -> dict[str, Any]:
    return {"pk": {"S": "p"}, "sk": {"N": sk}}


@pytest.fixture
def filled(source: Any) -> Any:
    for each in range(5):
        source.put(id={"S": str(each)}, title={"S": f"t{each}"})
        source.result("PutItem", table="Other", key=other(each), attributeValues={"v": {"N": each * 10}})
    source.calls()
    return source


class TestBatchGetItem:
    def test_answers_in_the_order_of_the_keys(self, filled: Any) -> None:
        tables = {
            "Todo": {"keys": [{"id": {"S": each}} for each in ("3", "nowhere", "0")], "consistentRead": True},
            "Other": {"keys": [other(4), other("1.0"), other(9)]},
        }
        assert filled.result("BatchGetItem", tables=tables) == {
            "data": {
                "Todo": [{"id": "3", "title": "t3"}, None, {"id": "0", "title": "t0"}],
                "Other": [{"pk": "p", "sk": 4, "v": 40}, {"pk": "p", "sk": 1, "v": 10}, None],
            },
            "unprocessedKeys": {"Todo": [], "Other": []},
        }
        assert filled.calls() == [("BatchGetItem", False)]

    def test_a_projection_need_not_name_the_key(self, filled: Any) -> None:
        keys = [{"id": {"S": each}} for each in ("1", "x", "2")]
        for projection, wanted in (
            ({"expression": "title"}, [{"title": "t1"}, None, {"title": "t2"}]),
            (
                {"expression": "#t, #i", "expressionNames": {"#t": "title", "#i": "id"}},
                [{"id": "1", "title": "t1"}, None, {"id": "2", "title": "t2"}],
            ),
            ({"expression": "nothing"}, [{}, None, {}]),
        ):
            assert filled.result("BatchGetItem", tables={"Todo": {"keys": keys, "projection": projection}})["data"] == {"Todo": wanted}

    def test_an_error_keeps_both_parts_of_the_result(self, filled: Any) -> None:
        """The page on BatchGetItem: data, unprocessedKeys, and each table of the request in them, are guaranteed to be present."""
        answer = filled.answer("BatchGetItem", tables={"Todo": {"keys": [{"id": {"S": "1"}}]}, "Nowhere": {"keys": [{"id": {"S": "2"}}]}})
        assert answer.error.type == "DynamoDB:ResourceNotFoundException"
        assert answer.result == {
            "data": {"Todo": [None], "Nowhere": [None]},
            "unprocessedKeys": {"Todo": [{"id": "1"}], "Nowhere": [{"id": "2"}]},
        }


class TestBatchWrites:
    def test_put_and_delete(self, filled: Any) -> None:
        items = [{"id": {"S": "a"}, "n": {"N": 1}}, {"id": {"S": "0"}}]
        assert filled.result("BatchPutItem", tables={"Todo": items, "Other": [{**other(7), "v": {"NULL": None}}]}) == {
            "data": {"Todo": [{"id": "a", "n": 1}, {"id": "0"}], "Other": [{"pk": "p", "sk": 7, "v": None}]},
            "unprocessedItems": {"Todo": [], "Other": []},
        }
        assert filled.result("GetItem", key={"id": {"S": "0"}}) == {"id": "0"}
        keys = [{"id": {"S": "a"}}, {"id": {"S": "nowhere"}}]
        assert filled.result("BatchDeleteItem", tables={"Todo": keys}) == {
            "data": {"Todo": [{"id": "a"}, {"id": "nowhere"}]},
            "unprocessedKeys": {"Todo": []},
        }
        assert filled.result("GetItem", key={"id": {"S": "a"}}) is None
        assert [name for name, _ in filled.calls()] == ["BatchWriteItem", "GetItem", "BatchWriteItem", "GetItem"]

    def test_dynamodbs_limit_of_25_holds(self, source: Any) -> None:
        if source.store.name.startswith("moto"):
            pytest.skip("moto knows no limit of 25")
        answer = source.answer("BatchPutItem", tables={"Todo": [{"id": {"S": str(each)}} for each in range(26)]})
        assert answer.error.type == "DynamoDB:ValidationException"
        assert answer.result["data"] == {"Todo": [None] * 26}
        assert len(answer.result["unprocessedItems"]["Todo"]) == 26
        assert source.result("Scan")["items"] == []


class TestTransactions:
    def test_get(self, filled: Any) -> None:
        items = [
            {"table": "Other", "key": other(2), "projection": {"expression": "v"}},
            {"table": "Todo", "key": {"id": {"S": "nowhere"}}},
            {"table": "Todo", "key": {"id": {"S": "2"}}},
        ]
        result = filled.result("TransactGetItems", transactItems=items)
        # Engines differ in whether a projection of a transaction leaves out the key, so what they are asked for is looked at.
        assert result["items"].pop(0)["v"] == 20
        assert filled.trace.calls[0].request["TransactItems"][0]["Get"]["ProjectionExpression"] == "v"
        assert result == {"items": [None, {"id": "2", "title": "t2"}], "cancellationReasons": None}

    def test_write(self, filled: Any) -> None:
        items = [
            {"table": "Todo", "operation": "PutItem", "key": {"id": {"S": "new"}}, "attributeValues": {"title": {"S": "n"}}},
            {
                "table": "Todo",
                "operation": "UpdateItem",
                "key": {"id": {"S": "1"}},
                "update": {"expression": "SET title = :t", "expressionValues": {":t": {"S": "changed"}}},
                "condition": {"expression": "title = :before", "expressionValues": {":before": {"S": "t1"}}},
            },
            {"table": "Other", "operation": "DeleteItem", "key": other(0)},
            {
                "table": "Todo",
                "operation": "ConditionCheck",
                "key": {"id": {"S": "2"}},
                "condition": {"expression": "attribute_exists(id)"},
            },
        ]
        assert filled.result("TransactWriteItems", transactItems=items) == {
            "keys": [{"id": "new"}, {"id": "1"}, {"pk": "p", "sk": 0}, {"id": "2"}],
            "cancellationReasons": None,
        }
        assert filled.result("GetItem", key={"id": {"S": "1"}}) == {"id": "1", "title": "changed"}
        assert filled.result("GetItem", key={"id": {"S": "new"}}) == {"id": "new", "title": "n"}
        assert filled.result("GetItem", table="Other", key=other(0)) is None

    def test_a_cancelled_one_writes_nothing_and_gives_reasons_in_order(self, filled: Any) -> None:
        """The shape and the words are those of js-resolver-reference-dynamodb-transact-write-items."""
        put = {"table": "Todo", "operation": "PutItem", "condition": {"expression": "attribute_not_exists(id)"}}
        silent = {"expression": "attribute_not_exists(id)", "returnValuesOnConditionCheckFailure": False}
        items = [
            {**put, "key": {"id": {"S": "new"}}},
            {**put, "key": {"id": {"S": "1"}}},
            {**put, "key": {"id": {"S": "2"}}, "condition": silent},
        ]
        answer = filled.answer("TransactWriteItems", transactItems=items)
        assert answer.error.type == "DynamoDB:TransactionCanceledException"
        codes = "[None, ConditionalCheckFailed, ConditionalCheckFailed]"
        text = f"Transaction cancelled, please refer cancellation reasons for specific reasons {codes} (Service: DynamoDb,"
        assert answer.error.message.startswith(text)
        failed = {"type": "ConditionCheckFailed", "message": "The condition check failed."}
        assert answer.result == {
            "keys": None,
            "cancellationReasons": [{"type": "None", "message": "None"}, {"item": {"id": "1", "title": "t1"}, **failed}, failed],
        }
        assert filled.result("GetItem", key={"id": {"S": "new"}}) is None
        assert [name for name, _ in filled.calls()] == ["TransactWriteItems", "GetItem"]

    def test_other_errors_have_no_reasons(self, filled: Any) -> None:
        get = {"table": "Nowhere", "key": {"id": {"S": "1"}}}
        answer = filled.answer("TransactGetItems", transactItems=[get])
        assert answer.error.type == "DynamoDB:ResourceNotFoundException"
        assert answer.result == {"items": None, "cancellationReasons": None}
