"""Malformed requests: the error type is MappingTemplate, nothing reaches DynamoDB, nothing is ignored."""

from __future__ import annotations

import math
from typing import Any

import pytest

from amplify_pulumi.local.sources import UnknownSourceError, make_source
from amplify_pulumi.local.sources.base import Invocation, Trace

ID = {"id": {"S": "1"}}
NOT_FOUND = "Value for field '{}' not found."
UNSUPPORTED = "Unsupported element '{}'."


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        # The two texts that AWS prints or users report; see elements.py.
        ({}, NOT_FOUND.format("$[operation]")),
        ({"payload": 1}, NOT_FOUND.format("$[operation]")),
        (
            {"operation": "UpdateItem", "key": ID, "update": {"expression": "SET a = b"}, "returnValues": "ALL_NEW"},
            UNSUPPORTED.format("$[returnValues]"),
        ),
        (
            {"operation": "DeleteItem", "key": ID, "condition": {"expression": "a = b", "returnValuesOnConditionCheckFailure": True}},
            UNSUPPORTED.format("$[condition][returnValuesOnConditionCheckFailure]"),
        ),
        ({"operation": "DeleteItem", "key": ID, "condition": "a"}, "Expected JSON object for '$[condition]' but got a 'STRING' instead."),
        # What follows from them.
        (None, NOT_FOUND.format("$[operation]")),
        ("GetItem", "Expected JSON object for '$' but got a 'STRING' instead."),
        ([], "Expected JSON object for '$' but got a 'ARRAY' instead."),
        ({"operation": 1}, "Expected JSON string for '$[operation]' but got a 'NUMBER' instead."),
        ({"operation": "getItem", "key": ID}, "Unsupported operation 'getItem'."),
        ({"operation": "Sync"}, "Unsupported operation 'Sync'."),
        ({"operation": "GetItem"}, NOT_FOUND.format("$[key]")),
        ({"operation": "GetItem", "key": None}, NOT_FOUND.format("$[key]")),
        ({"operation": "GetItem", "key": "1"}, "Expected JSON object for '$[key]' but got a 'STRING' instead."),
        ({"operation": "GetItem", "key": {"id": "1"}}, "Expected JSON object for '$[key][id]' but got a 'STRING' instead."),
        ({"operation": "GetItem", "key": {"id": None}}, "Expected JSON object for '$[key][id]' but got a 'NULL' instead."),
        ({"operation": "GetItem", "key": {"id": {}}}, "Expected exactly one type for '$[key][id]' but got 0."),
        ({"operation": "GetItem", "key": {"id": {"S": "1", "N": 1}}}, "Expected exactly one type for '$[key][id]' but got 2."),
        ({"operation": "GetItem", "key": {"id": {"X": "1"}}}, UNSUPPORTED.format("$[key][id][X]")),
        ({"operation": "GetItem", "key": {"id": {"S": 1}}}, "Expected JSON string for '$[key][id][S]' but got a 'NUMBER' instead."),
        (
            {"operation": "GetItem", "key": ID, "consistentRead": "yes"},
            "Expected JSON boolean for '$[consistentRead]' but got a 'STRING' instead.",
        ),
        ({"operation": "GetItem", "key": ID, "projection": {}}, NOT_FOUND.format("$[projection][expression]")),
        (
            {"operation": "GetItem", "key": ID, "projection": {"expression": "a", "expressionValues": {}}},
            UNSUPPORTED.format("$[projection][expressionValues]"),
        ),
        ({"operation": "PutItem", "key": ID, "item": {}}, UNSUPPORTED.format("$[item]")),
        ({"operation": "PutItem", "key": ID, "_version": 1}, UNSUPPORTED.format("$[_version]")),
        (
            {"operation": "PutItem", "key": ID, "attributeValues": {"a": {"N": True}}},
            "Expected JSON number for '$[attributeValues][a][N]' but got True instead.",
        ),
        (
            {"operation": "PutItem", "key": ID, "attributeValues": {"a": {"N": math.nan}}},
            "Expected JSON number for '$[attributeValues][a][N]' but got nan instead.",
        ),
        (
            {"operation": "PutItem", "key": ID, "attributeValues": {"a": {"BOOL": 1}}},
            "Expected JSON boolean for '$[attributeValues][a][BOOL]' but got a 'NUMBER' instead.",
        ),
        (
            {"operation": "PutItem", "key": ID, "attributeValues": {"a": {"NULL": False}}},
            "Expected true or null for '$[attributeValues][a][NULL]' but got False instead.",
        ),
        (
            {"operation": "PutItem", "key": ID, "attributeValues": {"a": {"L": [{"S": "x"}, "y"]}}},
            "Expected JSON object for '$[attributeValues][a][L][1]' but got a 'STRING' instead.",
        ),
        (
            {"operation": "PutItem", "key": ID, "attributeValues": {"a": {"SS": "x"}}},
            "Expected JSON array for '$[attributeValues][a][SS]' but got a 'STRING' instead.",
        ),
        ({"operation": "UpdateItem", "key": ID}, NOT_FOUND.format("$[update]")),
        ({"operation": "UpdateItem", "key": ID, "update": {}}, NOT_FOUND.format("$[update][expression]")),
        (
            {"operation": "UpdateItem", "key": ID, "update": {"expression": "SET a = :a", "expressionValues": {":a": "x"}}},
            "Expected JSON object for '$[update][expressionValues][:a]' but got a 'STRING' instead.",
        ),
        (
            {"operation": "UpdateItem", "key": ID, "update": {"expression": "SET #a = b", "expressionNames": {"#a": 1}}},
            "Expected JSON string for '$[update][expressionNames][#a]' but got a 'NUMBER' instead.",
        ),
        (
            {
                "operation": "DeleteItem",
                "key": ID,
                "condition": {"expression": "a = b", "conditionalCheckFailedHandler": {"strategy": "Custom", "lambdaArn": "arn"}},
            },
            "Unsupported value 'Custom' for '$[condition][conditionalCheckFailedHandler][strategy]': only 'Reject' runs on this machine.",
        ),
        ({"operation": "Query"}, NOT_FOUND.format("$[query]")),
        (
            {"operation": "Query", "query": {"expression": "a = b"}, "limit": 1.5},
            "Expected JSON integer for '$[limit]' but got a 'NUMBER' instead.",
        ),
        (
            {"operation": "Query", "query": {"expression": "a = b"}, "nextToken": 1},
            "Expected JSON string for '$[nextToken]' but got a 'NUMBER' instead.",
        ),
        ({"operation": "Scan", "query": {"expression": "a = b"}}, UNSUPPORTED.format("$[query]")),
        ({"operation": "Scan", "scanIndexForward": True}, UNSUPPORTED.format("$[scanIndexForward]")),
        ({"operation": "BatchGetItem", "tables": {"Todo": [ID]}}, "Expected JSON object for '$[tables][Todo]' but got a 'ARRAY' instead."),
        ({"operation": "BatchGetItem", "tables": {"Todo": {}}}, NOT_FOUND.format("$[tables][Todo][keys]")),
        (
            {"operation": "BatchPutItem", "tables": {"Todo": [{"id": "1"}]}},
            "Expected JSON object for '$[tables][Todo][0][id]' but got a 'STRING' instead.",
        ),
        ({"operation": "TransactGetItems", "transactItems": [{"key": ID}]}, NOT_FOUND.format("$[transactItems][0][table]")),
        (
            {"operation": "TransactWriteItems", "transactItems": [{"table": "Todo", "key": ID}]},
            NOT_FOUND.format("$[transactItems][0][operation]"),
        ),
        (
            {"operation": "TransactWriteItems", "transactItems": [{"table": "Todo", "key": ID, "operation": "ConditionCheck"}]},
            NOT_FOUND.format("$[transactItems][0][condition]"),
        ),
    ],
)
def test_malformed(source: Any, request_: Any, message: str) -> None:
    answer = source.make().invoke(request_, Invocation(resolver="Query.todo", trace=source.trace))
    assert answer.error is not None
    assert (answer.error.type, answer.error.message, answer.result) == ("MappingTemplate", message, None)
    assert source.trace.calls == []


def test_elements_that_are_null_count_as_not_given(source: Any) -> None:
    """`nextToken: ctx.args.nextToken` is written whether or not there is one."""
    nothing = dict.fromkeys(("index", "limit", "consistentRead", "nextToken", "filter", "projection", "select", "totalSegments", "segment"))
    assert source.result("Scan", **nothing)["items"] == []


def test_placeholders_of_query_and_filter_are_put_together(source: Any) -> None:
    source.put(id={"S": "1"}, title={"S": "x"})
    query = {"expression": "#k = :k", "expressionNames": {"#k": "id"}, "expressionValues": {":k": {"S": "1"}}}
    condition = {"expression": "#t = :t", "expressionNames": {"#t": "title", "#k": "id"}, "expressionValues": {":t": {"S": "x"}}}
    assert len(source.result("Query", query=query, filter={**condition, "expressionNames": {"#t": "title"}})["items"]) == 1
    answer = source.answer("Query", query=query, filter={**condition, "expressionNames": {"#k": "title"}, "expression": "#k = :t"})
    assert answer.error.type == "MappingTemplate"


class TestNone:
    @pytest.mark.parametrize(
        ("request_", "result"),
        [
            ({"payload": {"a": [1, None]}}, {"a": [1, None]}),
            ({"payload": None}, None),
            ({}, None),
            (None, None),
            ({"payload": 0, "version": "2018-05-29"}, 0),
        ],
    )
    def test_answers_the_payload(self, source: Any, request_: Any, result: Any) -> None:
        none = make_source({"name": "None", "type": "NONE"}, source.environment)
        trace = Trace()
        answer = none.invoke(request_, Invocation(resolver="Query.echo", trace=trace))
        assert (answer.result, answer.error, trace.calls) == (result, None, [])

    def test_malformed(self, source: Any) -> None:
        none = make_source({"name": "None", "type": "NONE"}, source.environment)
        for request_, message in (
            ("x", "Expected JSON object for '$' but got a 'STRING' instead."),
            ({"operation": "X"}, "Unsupported element '$[operation]'."),
        ):
            answer = none.invoke(request_, Invocation(resolver="Query.echo", trace=Trace()))
            assert answer.error is not None
            assert (answer.error.type, answer.error.message) == ("MappingTemplate", message)


def test_a_data_source_that_does_not_run_here_is_named(source: Any) -> None:
    with pytest.raises(UnknownSourceError, match="Events has the type 'AMAZON_EVENTBRIDGE'; here run AMAZON_DYNAMODB, AWS_LAMBDA, NONE"):
        make_source({"name": "Events", "type": "AMAZON_EVENTBRIDGE"}, source.environment)
