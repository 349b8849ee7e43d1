"""GetItem, PutItem, UpdateItem and DeleteItem as JavaScript resolvers use them (js-resolver-reference-dynamodb)."""

from __future__ import annotations

import re
from typing import Any

import pytest

ID = {"id": {"S": "1"}}
CONDITION_FAILED = re.compile(
    r"The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\)"
)


def assert_condition_failed(answer: Any) -> None:
    """The error is AppSync's, and the item of somebody else is not handed out with it."""
    assert answer.error.type == "DynamoDB:ConditionalCheckFailedException"
    assert CONDITION_FAILED.fullmatch(answer.error.message)
    assert answer.result is None


class TestGetItem:
    def test_answers_the_item_or_null(self, source: Any) -> None:
        assert source.result("GetItem", key=ID) is None
        source.put(id={"S": "1"}, title={"S": "x"})
        assert source.result("GetItem", key=ID) == {"id": "1", "title": "x"}
        assert source.result("GetItem", key=ID, consistentRead=True, version="2018-05-29") == {"id": "1", "title": "x"}
        assert source.trace.calls[-1].request["ConsistentRead"] is True

    def test_projects(self, source: Any) -> None:
        source.put(id={"S": "1"}, name={"S": "x"}, deep={"M": {"a": {"N": 1}, "b": {"N": 2}}}, more={"S": "y"})
        projection = {"expression": "#n, deep.a", "expressionNames": {"#n": "name"}}
        assert source.result("GetItem", key=ID, projection=projection) == {"name": "x", "deep": {"a": 1}}

    def test_is_one_call(self, source: Any) -> None:
        source.result("GetItem", key=ID)
        assert source.calls() == [("GetItem", False)]


class TestPutItem:
    def test_answers_the_item_that_was_written(self, source: Any) -> None:
        """Values as handlers give them: numbers as JSON numbers or text, null as `{NULL: null}`, sets, binary as Base64."""
        attributes = {
            "text": {"S": ""},
            "whole": {"N": 3},
            "like": {"N": 3.0},
            "fraction": {"N": 2.5},
            "written": {"N": "-7"},
            "true": {"BOOL": True},
            "null": {"NULL": None},
            "nulls": {"NULL": True},
            "strings": {"SS": ["b", "a"]},
            "numbers": {"NS": [2, "1.5"]},
            "binary": {"B": "AAE="},
            "binaries": {"BS": ["AAE="]},
            "list": {"L": [{"S": "x"}, {"N": 1}, {"NULL": None}]},
            "map": {"M": {"inner": {"M": {}}, "n": {"N": 1e22}}},
        }
        written = source.result("PutItem", key=ID, attributeValues=attributes)
        stored = source.result("GetItem", key=ID)
        for item in (written, stored):
            assert sorted(item.pop("strings")) == ["a", "b"]
            assert sorted(item.pop("numbers")) == [1.5, 2]
            assert item == {
                "id": "1",
                "text": "",
                "whole": 3,
                "like": 3,
                "fraction": 2.5,
                "written": -7,
                "true": True,
                "null": None,
                "nulls": None,
                "binary": "AAE=",
                "binaries": ["AAE="],
                "list": ["x", 1, None],
                "map": {"inner": {}, "n": 1e22},
            }
            assert type(item["like"]) is int
        assert source.calls() == [("PutItem", False), ("GetItem", False)]

    def test_replaces_the_whole_item(self, source: Any) -> None:
        source.put(id={"S": "1"}, former={"S": "x"})
        assert source.put(id={"S": "1"}, title={"S": "y"}) == {"id": "1", "title": "y"}
        assert source.result("GetItem", key=ID) == {"id": "1", "title": "y"}
        assert source.result("PutItem", key=ID) == {"id": "1"}

    def test_a_failed_condition_is_an_error_and_writes_nothing(self, source: Any) -> None:
        source.put(id={"S": "1"}, title={"S": "x"})
        source.calls()
        condition = {"expression": "attribute_not_exists(#id)", "expressionNames": {"#id": "id"}}
        assert_condition_failed(source.answer("PutItem", key=ID, attributeValues={"title": {"S": "y"}}, condition=condition))
        assert source.calls() == [("PutItem", False), ("GetItem", True)]
        assert source.result("GetItem", key=ID) == {"id": "1", "title": "x"}

    def test_a_put_of_what_is_there_already_is_a_success(self, source: Any) -> None:
        """AppSync compares the item with the attempted one by value and answers the stored one (condition expressions, step 3)."""
        source.put(
            id={"S": "1"}, n={"N": 10}, s={"SS": ["a", "b"]}, m={"M": {"x": {"L": [{"N": 1}]}, "y": {"BOOL": False}}}, at={"S": "then"}
        )
        again = {
            "n": {"N": "10.0"},
            "s": {"SS": ["b", "a"]},
            "m": {"M": {"y": {"BOOL": False}, "x": {"L": [{"N": "1"}]}}},
            "at": {"S": "now"},
        }
        condition = {"expression": "attribute_not_exists(id)"}
        assert_condition_failed(source.answer("PutItem", key=ID, attributeValues=again, condition=condition))
        result = source.result("PutItem", key=ID, attributeValues=again, condition={**condition, "equalsIgnore": ["at"]})
        assert result["at"] == "then"
        assert result["n"] == 10
        result = source.result("PutItem", key=ID, attributeValues={**again, "at": {"S": "then"}}, condition=condition)
        assert sorted(result.pop("s")) == ["a", "b"]
        assert result == {"id": "1", "n": 10, "m": {"x": [1], "y": False}, "at": "then"}
        different = {**again, "at": {"S": "then"}, "n": {"S": "10"}}
        assert_condition_failed(source.answer("PutItem", key=ID, attributeValues=different, condition=condition))

    def test_a_condition_on_an_item_that_is_not_there_fails(self, source: Any) -> None:
        assert_condition_failed(source.answer("PutItem", key=ID, condition={"expression": "attribute_exists(id)"}))

    @pytest.mark.parametrize(("given", "asked"), [({}, True), ({"consistentRead": False}, False), ({"consistentRead": True}, True)])
    def test_the_item_is_read_strongly_consistent_unless_told_otherwise(self, source: Any, given: dict[str, Any], asked: bool) -> None:  # noqa: FBT001
        source.put(id={"S": "1"})
        source.answer("PutItem", key=ID, attributeValues={"a": {"S": "b"}}, condition={"expression": "attribute_not_exists(id)", **given})
        read = source.trace.calls[-1]
        assert (read.operation, read.automatic, read.request["ConsistentRead"]) == ("GetItem", True, asked)


UPDATE = {
    "expression": "SET #t = :t ADD likes :one",
    "expressionNames": {"#t": "title"},
    "expressionValues": {":t": {"S": "y"}, ":one": {"N": 1}},
}


class TestUpdateItem:
    def test_answers_the_whole_item(self, source: Any) -> None:
        source.put(id={"S": "1"}, title={"S": "x"}, kept={"S": "k"})
        assert source.result("UpdateItem", key=ID, update=UPDATE) == {"id": "1", "title": "y", "kept": "k", "likes": 1}
        assert source.result("UpdateItem", key={"id": {"S": "2"}}, update=UPDATE) == {"id": "2", "title": "y", "likes": 1}

    def test_condition_and_update_share_placeholders(self, source: Any) -> None:
        source.put(id={"S": "1"}, title={"S": "x"})
        condition = {"expression": "#t = :x", "expressionNames": {"#t": "title"}, "expressionValues": {":x": {"S": "x"}}}
        assert source.result("UpdateItem", key=ID, update=UPDATE, condition=condition)["title"] == "y"
        other = {**condition, "expressionValues": {":t": {"S": "x"}}}
        answer = source.answer("UpdateItem", key=ID, update=UPDATE, condition={**other, "expression": "#t = :t"})
        assert answer.error.type == "MappingTemplate"
        assert "$[condition][expressionValues][:t]" in answer.error.message

    def test_never_succeeds_after_a_failed_condition(self, source: Any) -> None:
        condition = {"expression": "attribute_exists(id)"}
        assert_condition_failed(source.answer("UpdateItem", key=ID, update=UPDATE, condition=condition))
        source.put(id={"S": "1"}, title={"S": "y"}, likes={"N": 1})
        source.calls()
        condition = {"expression": "attribute_not_exists(id)"}
        assert_condition_failed(source.answer("UpdateItem", key=ID, update=UPDATE, condition=condition))
        assert source.calls() == [("UpdateItem", False), ("GetItem", True)]


class TestDeleteItem:
    def test_answers_the_item_that_was_deleted(self, source: Any) -> None:
        source.put(id={"S": "1"}, title={"S": "x"})
        assert source.result("DeleteItem", key=ID) == {"id": "1", "title": "x"}
        assert source.result("DeleteItem", key=ID) is None

    def test_a_failed_condition(self, source: Any) -> None:
        """Deleting what is not there is a success, whatever the condition says; what is there stays."""
        source.put(id={"S": "1"}, owner={"S": "alice"})
        source.calls()
        condition = {
            "expression": "attribute_exists(id) AND #o = :o",
            "expressionNames": {"#o": "owner"},
            "expressionValues": {":o": {"S": "bob"}},
        }
        assert_condition_failed(source.answer("DeleteItem", key=ID, condition=condition))
        assert source.result("DeleteItem", key={"id": {"S": "2"}}, condition=condition) is None
        assert source.calls() == [("DeleteItem", False), ("GetItem", True)] * 2
        assert source.result("GetItem", key=ID) == {"id": "1", "owner": "alice"}


class TestErrorsOfDynamoDB:
    SUFFIX = re.compile(r" \(Service: DynamoDb, Status Code: 400, Request ID: [0-9a-f-]{36}\)$")

    @pytest.mark.parametrize(
        ("operation", "elements", "type", "text"),
        [
            ("GetItem", {"key": {"other": {"S": "1"}}}, "ValidationException", "The provided key element does not match the schema"),
            (
                "GetItem",
                {"key": {"id": {"S": ""}}},
                "ValidationException",
                (
                    "One or more parameter values are not valid. "
                    "The AttributeValue for a key attribute cannot contain an empty string value. Key: id"
                ),
            ),
            (
                "PutItem",
                {"key": {"id": {"NULL": None}}},
                "ValidationException",
                "One or more parameter values were invalid: Type mismatch for key id expected: S actual: NULL",
            ),
        ],
    )
    def test_keep_their_type_and_text(self, source: Any, operation: str, elements: dict[str, Any], type: str, text: str) -> None:
        answer = source.answer(operation, **elements)
        assert answer.error.type == f"DynamoDB:{type}"
        assert self.SUFFIX.sub("", answer.error.message) == text
        assert self.SUFFIX.search(answer.error.message)
        assert answer.result is None

    def test_a_table_that_is_not_there(self, source: Any) -> None:
        answer = source.answer("GetItem", table="Nowhere", key=ID)
        assert answer.error.type == "DynamoDB:ResourceNotFoundException"
