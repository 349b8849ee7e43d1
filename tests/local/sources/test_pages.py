"""Query, Scan and the tokens of their pages."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

QUERY = {
    "expression": "#o = :o",
    "expressionNames": {"#o": "owner"},
    "expressionValues": {":o": {"S": "alice"}},
}


@pytest.fixture
def filled(source: Any) -> Any:
    """Ten items: six of alice's, four of bob's."""
    for each in range(10):
        source.put(id={"S": str(each)}, owner={"S": "alice" if each < 6 else "bob"}, age={"N": each}, secret={"S": f"secret{each}"})
    source.calls()
    return source


def pages(source: Any, operation: str, **elements: Any) -> list[list[str]]:
    """Follow the tokens to the end."""
    found: list[list[str]] = []
    token = None
    while True:
        result = source.result(operation, nextToken=token, **elements)
        assert set(result) == {"items", "nextToken", "scannedCount"}
        found.append([each["id"] for each in result["items"]])
        token = result["nextToken"]
        if token is None:
            return found
        assert isinstance(token, str)


def test_a_query_of_an_index_in_both_directions(filled: Any) -> None:
    result = filled.result("Query", query=QUERY, index="byOwner")
    assert [each["id"] for each in result["items"]] == ["0", "1", "2", "3", "4", "5"]
    assert (result["nextToken"], result["scannedCount"]) == (None, 6)
    assert result["items"][0] == {"id": "0", "owner": "alice", "age": 0, "secret": "secret0"}
    assert pages(filled, "Query", query=QUERY, index="byOwner", scanIndexForward=False, limit=4) == [["5", "4", "3", "2"], ["1", "0"]]


def test_a_query_of_the_table(filled: Any) -> None:
    result = filled.result("Query", query={"expression": "id = :id", "expressionValues": {":id": {"S": "7"}}}, consistentRead=True)
    assert [each["age"] for each in result["items"]] == [7]
    assert filled.trace.calls[-1].request["ConsistentRead"] is True


def test_a_scan_meets_every_item_once(filled: Any) -> None:
    found = pages(filled, "Scan", limit=3)
    assert sorted(each for page in found for each in page) == [str(each) for each in range(10)]
    assert [len(each) for each in found[:3]] == [3, 3, 3]


def test_a_scan_in_segments(filled: Any) -> None:
    found = [each["id"] for segment in (0, 1) for each in filled.result("Scan", totalSegments=2, segment=segment)["items"]]
    assert sorted(found) == [str(each) for each in range(10)]


def test_a_scan_of_an_index(filled: Any) -> None:
    filled.put(id={"S": "x"})
    assert len(filled.result("Scan", index="byOwner")["items"]) == 10


def test_a_filter_comes_after_the_limit(filled: Any) -> None:
    """Pages may be short or empty and still have a next one; `scannedCount` counts what was looked at."""
    condition = {"expression": "#a > :a", "expressionNames": {"#a": "secret"}, "expressionValues": {":a": {"S": "secret3"}}}
    first = filled.result("Query", query=QUERY, index="byOwner", filter=condition, limit=4)
    assert (first["items"], first["scannedCount"]) == ([], 4)
    assert [
        each["id"] for each in filled.result("Query", query=QUERY, index="byOwner", filter=condition, nextToken=first["nextToken"])["items"]
    ] == [
        "4",
        "5",
    ]


def test_projection_and_select(filled: Any) -> None:
    projection = {"expression": "#i", "expressionNames": {"#i": "id"}}
    for select in (None, "SPECIFIC_ATTRIBUTES"):
        result = filled.result("Query", query=QUERY, index="byOwner", projection=projection, select=select, limit=1)
        assert result["items"] == [{"id": "0"}]
    assert (
        filled.result("Query", query=QUERY, index="byOwner", select="ALL_PROJECTED_ATTRIBUTES", limit=1)["items"][0]["secret"] == "secret0"
    )
    answer = filled.answer("Query", query=QUERY, index="byOwner", select="ALL_ATTRIBUTES", projection=projection)
    assert answer.error.type == "DynamoDB:ValidationException"


def test_whole_numbers_of_javascript_are_limits(filled: Any) -> None:
    assert len(filled.result("Scan", limit=2.0)["items"]) == 2


@pytest.mark.parametrize("limit", [0, -1])
def test_dynamodb_refuses_a_limit_below_one(filled: Any, limit: int) -> None:
    if filled.store.name.startswith("moto"):
        pytest.skip("moto takes any limit")
    answer = filled.answer("Scan", limit=limit)
    assert answer.error.type == "DynamoDB:ValidationException"


def test_an_empty_table_has_one_empty_page(source: Any) -> None:
    assert source.result("Scan") == {"items": [], "nextToken": None, "scannedCount": 0}


class TestTokens:
    """S002-55: a token is opaque and good for the query that gave it, and for no other."""

    def first(self, source: Any, resolver: str = "Query.todo") -> str:
        return source.result("Query", query=QUERY, index="byOwner", limit=1, resolver=resolver)["nextToken"]

    def assert_refused(self, answer: Any) -> None:
        """AppSync's answer, as in aws-amplify/amplify-cli#3411."""
        assert answer.error.type == "DynamoDB:UserIllegalArgumentException"
        assert answer.error.message.endswith("InvalidPaginationTokenException: Invalid pagination token given.")
        assert answer.result is None

    def test_says_nothing_about_the_item_it_stands_for(self, filled: Any) -> None:
        token = self.first(filled)
        for text in (token, base64.urlsafe_b64decode(token).decode("latin-1")):
            assert "alice" not in text
            assert "owner" not in text

    def test_of_another_resolver(self, filled: Any) -> None:
        token = self.first(filled)
        self.assert_refused(filled.answer("Query", query=QUERY, index="byOwner", nextToken=token, resolver="Query.other"))
        assert filled.answer("Query", query=QUERY, index="byOwner", nextToken=token).error is None

    def test_of_another_index_operation_or_table(self, filled: Any) -> None:
        token = self.first(filled)
        self.assert_refused(filled.answer("Scan", nextToken=token))
        self.assert_refused(filled.answer("Scan", index="byOwner", nextToken=token))
        query = {"expression": "pk = :o", "expressionValues": {":o": {"S": "x"}}}
        self.assert_refused(filled.answer("Query", query=query, nextToken=token, table="Other"))
        assert filled.calls() == [("Query", False)]

    def test_that_nobody_gave(self, filled: Any) -> None:
        token = self.first(filled)
        forged = base64.urlsafe_b64encode(json.dumps({"id": {"S": "3"}, "owner": {"S": "alice"}, "age": {"N": "3"}}).encode()).decode()
        damaged = ("A" if token[20] != "A" else "B").join((token[:20], token[21:]))
        for each in ("", "nonsense", "ü", "A", "AAAA", forged, damaged, token[:-4], token + "AAAA", token + " "):
            self.assert_refused(filled.answer("Query", query=QUERY, index="byOwner", nextToken=each))

    def test_outlives_the_process_with_its_key(self, filled: Any, source_with: Any) -> None:
        before, after, stranger = (source_with(filled.store, token_key=key) for key in (b"k" * 32, b"k" * 32, b"x" * 32))
        token = self.first(before)
        assert [each["id"] for each in after.result("Query", query=QUERY, index="byOwner", nextToken=token, limit=1)["items"]] == ["1"]
        self.assert_refused(stranger.answer("Query", query=QUERY, index="byOwner", nextToken=token))

    def test_without_a_key_is_good_until_the_process_ends(self, filled: Any, source_with: Any) -> None:
        """A schema that is saved makes new data sources; pages that are open go on."""
        token = self.first(filled)
        assert source_with(filled.store).answer("Query", query=QUERY, index="byOwner", nextToken=token).error is None
