"""Whole requests about keys: those of several fields, the indexes that users declare, and what may be asked of sort keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from amplify_pulumi.testing import Caller, LocalApi, Result, local_api

SCHEMA = """
models:
  Note:
    identifier: [noteId]
    fields: { noteId: ID!, text: String }
    authorization: [{ allow: publicApiKey }]
  Blog:
    identifier: [name, year]
    fields: { name: String!, year: Int!, text: String }
    authorization: [{ allow: publicApiKey }]
  Reading:
    identifier: [device, day, seq]
    fields: { device: ID!, day: AWSDate!, seq: Int!, value: Float, kind: String, place: String, rank: Int, room: String }
    indexes:
      - { partitionKey: kind }
      - { partitionKey: place, sortKeys: [value] }
      - { partitionKey: kind, sortKeys: [place, rank, room], queryField: readingsByKind, name: byKind }
    authorization: [{ allow: publicApiKey }]
  Secret:
    identifier: [owner, name]
    fields: { owner: String!, name: String!, tag: String }
    indexes: [{ partitionKey: tag, sortKeys: [name], queryField: secretsByTag }]
    authorization: [{ allow: owner }]
"""
INVALID = "InvalidArgumentsError"
VALIDATION = "DynamoDB:ValidationException"
FAILED = "DynamoDB:ConditionalCheckFailedException"


@pytest.fixture(scope="module")
def api() -> Iterator[LocalApi]:
    with local_api(SCHEMA) as api:
        caller = api.as_api_key()
        for year in (2019, 2020, 2021, 2022):
            write(caller, "create", "Blog", {"name": "b", "year": year})
        for day, seq in (("2024-01-01", 1), ("2024-01-01", 2), ("2024-01-01", 10), ("2024-01-02", 1)):
            write(caller, "create", "Reading", {"device": "d", "day": day, "seq": seq})
        for place, rank, room in (("a", 1, "x"), ("a", 1, "y"), ("a", 2, "x"), ("b", 1, "x")):
            key = {"device": f"{place}{rank}{room}", "day": "2024-01-01", "seq": 1, "value": rank + 0.5}
            write(caller, "create", "Reading", {**key, "kind": "k", "place": place, "rank": rank, "room": room})
        yield api


def write(caller: Caller, verb: str, model: str, input_: dict[str, Any], condition: dict[str, Any] | None = None) -> Result:
    """Run a mutation; the answer's fields are those of the input."""
    kind, select = verb.capitalize(), " ".join(input_)
    types = f"$input: {kind}{model}Input!, $condition: Model{model}ConditionInput"
    document = f"mutation ({types}) {{ answer: {verb}{model}(input: $input, condition: $condition) {{ {select} }} }}"
    return caller.execute(document, {"input": input_, "condition": condition})


def read(caller: Caller, field: str, arguments: str, select: str) -> Any:
    """Return the items of a page, or the type and text of the one error."""
    result = caller.execute(f"query {{ page: {field}({arguments}) {{ items {{ {select} }} nextToken }} }}")
    if result.errors:
        assert len(result.errors) == 1
        return result.errors[0]["errorType"], result.errors[0]["message"]
    assert len(result.trace.evaluations) == 2
    assert len([call for call in result.trace.calls if not call.automatic]) == 1
    return [" ".join(str(item[name]) for name in select.split()) for item in result.data["page"]["items"]]


class TestIdentifiers:
    def test_an_item_lives_under_all_parts_of_its_key(self) -> None:
        """Created, read, changed and deleted, each with one call; a second one of the same key is in the way."""
        with local_api(SCHEMA) as api:
            caller = api.as_api_key()
            key = {"device": "d", "day": "2024-01-01", "seq": 7}
            made = write(caller, "create", "Reading", {**key, "value": 1.5})
            assert made.data == {"answer": {**key, "value": 1.5}}
            assert write(caller, "create", "Reading", key).errors[0]["errorType"] == FAILED
            assert write(caller, "update", "Reading", {**key, "value": 2.5}).data == {"answer": {**key, "value": 2.5}}
            assert write(caller, "update", "Reading", {**key, "seq": 8}).errors[0]["errorType"] == FAILED
            get = 'query { getReading(device: "d", day: "2024-01-01", seq: 7) { value } }'
            assert caller.execute(get).data == {"getReading": {"value": 2.5}}
            gone = write(caller, "delete", "Reading", key)
            assert gone.data == {"answer": key}
            assert [len(result.trace.evaluations) for result in (made, gone)] == [2, 2]
            assert caller.execute(get).data == {"getReading": None}

    def test_what_is_stored_is_what_amplifys_resolvers_store(self) -> None:
        """The sort key is an attribute of its own beside its parts, so that existing tables go on."""
        with local_api(SCHEMA) as api:
            caller = api.as_api_key()
            result = write(
                caller,
                "create",
                "Reading",
                {"device": "d", "day": "2024-01-01", "seq": 7, "kind": "k", "place": "p", "rank": 2, "room": "r"},
            )
            request = next(call.request for call in result.trace.calls if call.operation == "PutItem")
            item = {name: value for name, value in request["Item"].items() if name not in ("createdAt", "updatedAt")}
            assert item == {
                "device": {"S": "d"},
                "day": {"S": "2024-01-01"},
                "seq": {"N": "7"},
                "day#seq": {"S": "2024-01-01#7"},
                "kind": {"S": "k"},
                "place": {"S": "p"},
                "rank": {"N": "2"},
                "room": {"S": "r"},
                "place#rank#room": {"S": "p#2#r"},
                "__typename": {"S": "Reading"},
            }

    def test_beside_a_sort_key_of_several_fields_the_partition_key_keeps_its_type(self) -> None:
        dates = "{ identifier: [year, month, day], fields: { year: Int!, month: Int!, day: Int! }, authorization: { allow: publicApiKey } }"
        with local_api(f"models: {{ Day: {dates} }}") as api:
            caller, day = api.as_api_key(), {"year": 2024, "month": 2, "day": 29}
            assert write(caller, "create", "Day", day).data == {"answer": day}
            assert caller.execute("{ getDay(year: 2024, month: 2, day: 29) { day } }").data == {"getDay": {"day": 29}}

    def test_an_update_leaves_the_parts_of_the_key_alone(self) -> None:
        """Other values may make the same key: then it changes the item of that key, not what its key is made of."""
        fields = "identifier: [a, b, c], fields: { a: String!, b: String!, c: String!, text: String }"
        with local_api(f"models: {{ Item: {{ {fields}, authorization: {{ allow: publicApiKey }} }} }}") as api:
            caller = api.as_api_key()
            assert write(caller, "create", "Item", {"a": "1", "b": "2#3", "c": "4"}).errors == ()
            assert write(caller, "update", "Item", {"a": "1", "b": "2", "c": "3#4", "text": "x"}).data == {
                "answer": {"a": "1", "b": "2#3", "c": "4", "text": "x"}
            }

    def test_a_list_by_the_key_is_not_narrowed_by_what_is_hidden(self) -> None:
        fields = "fields: { name: ID!, salary: { type: Int, authorization: { allow: groups, groups: [Staff] } } }"
        schema = f"models: {{ Person: {{ identifier: [name], {fields}, authorization: {{ allow: authenticated }} }} }}"
        with local_api(schema) as api:
            staff = api.as_user("sue", ["Staff"])
            assert write(staff, "create", "Person", {"name": "alice", "salary": 5}).errors == ()
            for arguments in ("filter: { salary: { gt: 1 } }", 'name: "alice", filter: { salary: { gt: 1 } }'):
                assert read(staff, "listPeople", arguments, "name") == ["alice"]
                assert read(api.as_user("bob"), "listPeople", arguments, "name") == ("Unauthorized", "Unauthorized on [salary]")

    def test_a_field_may_be_called_nearly_like_a_sort_key_of_several_fields(self) -> None:
        """What is made of `a` and `b` is another attribute than the field `a__b`."""
        fields = "fields: { kind: ID, a: String, b: String, a__b: String }, indexes: [{ partitionKey: kind, sortKeys: [a, b] }]"
        with local_api(f"models: {{ Item: {{ {fields}, authorization: {{ allow: publicApiKey }} }} }}") as api:
            caller = api.as_api_key()
            write(caller, "create", "Item", {"id": "i"})
            changes = {"id": "i", "kind": "k", "a": "1", "b": "2", "a__b": "3"}
            assert write(caller, "update", "Item", changes).data == {"answer": changes}
            assert read(caller, "listItemByKindAndAAndB", 'kind: "k", aB: { eq: { a: "1", b: "2" } }', "a__b") == ["3"]

    def test_a_key_of_one_field_has_nothing_to_sort(self, api: LocalApi) -> None:
        text = "sortDirection is not supported for List operations without a Sort key defined."
        caller = api.as_api_key()
        assert read(caller, "listNotes", 'noteId: "n", sortDirection: ASC', "noteId") == (INVALID, text)
        assert read(caller, "listNotes", "sortDirection: ASC", "noteId") == (INVALID, text)
        assert read(caller, "listNotes", 'noteId: "n"', "noteId") == []


class TestOneSortKey:
    @pytest.mark.parametrize(
        ("condition", "years"),
        [
            ("eq: 2020", "2020"),
            ("lt: 2021", "2019 2020"),
            ("le: 2021", "2019 2020 2021"),
            ("gt: 2020", "2021 2022"),
            ("ge: 2020", "2020 2021 2022"),
            ("between: [2020, 2021]", "2020 2021"),
            ("", "2019 2020 2021 2022"),
            ("eq: null", "2019 2020 2021 2022"),
        ],
    )
    def test_every_operator(self, api: LocalApi, condition: str, years: str) -> None:
        assert read(api.as_api_key(), "listBlogs", f'name: "b", year: {{ {condition} }}', "year") == years.split()
        down = read(api.as_api_key(), "listBlogs", f'name: "b", year: {{ {condition} }}, sortDirection: DESC', "year")
        assert down == years.split()[::-1]

    @pytest.mark.parametrize("condition", ["eq: 2020, lt: 2022", "between: [2020]"])
    def test_what_dynamodb_refuses(self, api: LocalApi, condition: str) -> None:
        assert read(api.as_api_key(), "listBlogs", f'name: "b", year: {{ {condition} }}', "year")[0] == VALIDATION

    @pytest.mark.parametrize(
        ("arguments", "text"),
        [
            ("year: { eq: 1 }", "When providing argument 'year' you must also provide arguments name"),
            ("sortDirection: ASC", "When providing argument 'sortDirection' you must also provide argument 'name'."),
            ("name: null, sortDirection: ASC", "When providing argument 'sortDirection' you must also provide argument 'name'."),
        ],
    )
    def test_it_needs_the_partition_key(self, api: LocalApi, arguments: str, text: str) -> None:
        assert read(api.as_api_key(), "listBlogs", arguments, "year") == (INVALID, text)

    def test_pages_go_on_in_order(self, api: LocalApi) -> None:
        caller, years, token = api.as_api_key(), [], None
        for _ in range(4):
            arguments = 'name: "b", sortDirection: DESC, limit: 1, nextToken: $token'
            document = f"query ($token: String) {{ page: listBlogs({arguments}) {{ items {{ year }} nextToken }} }}"
            page = caller.execute(document, {"token": token}).data["page"]
            years += [item["year"] for item in page["items"]]
            token = page["nextToken"]
        assert years == [2022, 2021, 2020, 2019]


class TestSortKeysOfSeveralFields:
    """They are texts: 10 comes before 2."""

    @pytest.mark.parametrize(
        ("condition", "readings"),
        [
            ('eq: { day: "2024-01-01", seq: 2 }', ["01 2"]),
            ('eq: { day: "2024-01-01" }', []),
            ('beginsWith: { day: "2024-01-01" }', ["01 1", "01 10", "01 2"]),
            ('beginsWith: { day: "2024-01-01", seq: 1 }', ["01 1", "01 10"]),
            ('lt: { day: "2024-01-01", seq: 2 }', ["01 1", "01 10"]),
            ('le: { day: "2024-01-01", seq: 2 }', ["01 1", "01 10", "01 2"]),
            ('gt: { day: "2024-01-01", seq: 10 }', ["01 2", "02 1"]),
            ('ge: { day: "2024-01-02" }', ["02 1"]),
            ('between: [{ day: "2024-01-01", seq: 10 }, { day: "2024-01-01", seq: 2 }]', ["01 10", "01 2"]),
            ("", ["01 1", "01 10", "01 2", "02 1"]),
            ("eq: null", ["01 1", "01 10", "01 2", "02 1"]),
        ],
    )
    def test_every_operator(self, api: LocalApi, condition: str, readings: list[str]) -> None:
        found = read(api.as_api_key(), "listReadings", f'device: "d", daySeq: {{ {condition} }}', "day seq")
        assert found == [f"2024-01-{each}" for each in readings]
        down = read(api.as_api_key(), "listReadings", f'device: "d", daySeq: {{ {condition} }}, sortDirection: DESC', "day seq")
        assert down == found[::-1]

    @pytest.mark.parametrize(
        ("arguments", "text"),
        [
            ('daySeq: { eq: { day: "2024-01-01" } }', "When providing argument 'daySeq' you must also provide 'device'."),
            ("sortDirection: DESC", "When providing argument 'sortDirection' you must also provide argument 'device'."),
            ('device: "d", daySeq: { eq: { seq: 1 } }', "When providing argument 'daySeq.eq.seq' you must also provide 'daySeq.eq.day'."),
            (
                'device: "d", daySeq: { between: [{ day: "2024-01-01" }, { seq: 1 }] }',
                "When providing argument 'daySeq.between[1].seq' you must also provide 'daySeq.between[1].day'.",
            ),
            ('device: "d", daySeq: { between: [{ day: "2024-01-01" }] }', "Argument 'daySeq.between' expects exactly two elements."),
            (
                'device: "d", daySeq: { eq: { day: "2024-01-01" }, lt: { day: "2024-01-01" } }',
                "Argument daySeq must specify at most one key condition operation.",
            ),
        ],
    )
    def test_what_is_refused_in_amplifys_words(self, api: LocalApi, arguments: str, text: str) -> None:
        assert read(api.as_api_key(), "listReadings", arguments, "day seq") == (INVALID, text)


class TestIndexes:
    def test_by_the_partition_key_alone(self, api: LocalApi) -> None:
        caller = api.as_api_key()
        assert sorted(read(caller, "listReadingByKind", 'kind: "k"', "device")) == ["a1x", "a1y", "a2x", "b1x"]
        assert read(caller, "listReadingByKind", 'kind: "k", filter: { rank: { eq: 2 } }', "device") == ["a2x"]
        text = "sortDirection is not supported for List operations without a Sort key defined."
        assert read(caller, "listReadingByKind", 'kind: "k", sortDirection: DESC', "device") == (INVALID, text)

    def test_by_a_number(self, api: LocalApi) -> None:
        caller = api.as_api_key()
        assert read(caller, "listReadingByPlaceAndValue", 'place: "a", value: { gt: 1.5 }', "device") == ["a2x"]
        assert read(caller, "listReadingByPlaceAndValue", 'place: "a", sortDirection: DESC, limit: 1', "device") == ["a2x"]

    def test_by_several_fields_of_which_the_last_may_be_left_out(self, api: LocalApi) -> None:
        caller = api.as_api_key()
        query = ('kind: "k", placeRankRoom: {{ beginsWith: {{ {} }} }}').format
        assert read(caller, "readingsByKind", query('place: "a"'), "device") == ["a1x", "a1y", "a2x"]
        assert read(caller, "readingsByKind", query('place: "a", rank: 1'), "device") == ["a1x", "a1y"]
        assert read(caller, "readingsByKind", query('place: "a", rank: 1, room: "y"'), "device") == ["a1y"]
        gap = read(caller, "readingsByKind", query('place: "a", room: "y"'), "device")
        assert gap == (
            INVALID,
            "When providing argument 'placeRankRoom.beginsWith.room' you must also provide 'placeRankRoom.beginsWith.rank'.",
        )

    @pytest.mark.parametrize(("verb", "doing"), [("create", "creating"), ("update", "updating")])
    def test_a_part_of_a_sort_key_needs_the_others(self, verb: str, doing: str) -> None:
        with local_api(SCHEMA) as api:
            caller = api.as_api_key()
            key = {"device": "d", "day": "2024-01-01", "seq": 7}
            if verb == "update":
                write(caller, "create", "Reading", key)
            error = write(caller, verb, "Reading", {**key, "place": "p", "room": "r"}).errors[0]
            index = f"When {doing} any part of the composite sort key for @index 'byKind'"
            text = f"{index}, you must provide all fields for the key. Missing key: 'rank'."
            assert (error["message"], error["errorType"]) == (text, None)
            whole = write(caller, verb, "Reading", {**key, "kind": "k", "place": "p", "rank": 3, "room": "r"})
            assert whole.errors == ()
            assert read(caller, "readingsByKind", 'kind: "k", placeRankRoom: { eq: { place: "p", rank: 3, room: "r" } }', "device") == ["d"]

    def test_null_in_an_indexs_partition_key_keeps_the_item_out_of_the_index(self) -> None:
        """Dropped at create, as in Amplify; in a sort key DynamoDB refuses it."""
        with local_api(SCHEMA) as api:
            caller = api.as_api_key()
            key = {"device": "d", "day": "2024-01-01", "seq": 7}
            assert write(caller, "create", "Reading", {**key, "kind": None}).data == {"answer": {**key, "kind": None}}
            assert write(caller, "create", "Reading", {**key, "seq": 8, "value": None}).errors[0]["errorType"] == VALIDATION
            assert write(caller, "update", "Reading", {**key, "kind": "k"}).errors == ()
            assert read(caller, "listReadingByKind", 'kind: "k"', "seq") == ["7"]
            assert write(caller, "update", "Reading", {**key, "kind": None}).errors == ()
            assert read(caller, "listReadingByKind", 'kind: "k"', "seq") == []

    def test_the_rules_hold(self) -> None:
        """Of the index's items those that the list's rules show."""
        with local_api(SCHEMA) as api:
            alice, bob = api.as_user("alice"), api.as_user("bob")
            for caller, name in ((alice, "a"), (bob, "b")):
                assert (
                    write(
                        caller, "create", "Secret", {"owner": f"{'alice' if caller is alice else 'bob'}", "name": name, "tag": "t"}
                    ).errors
                    == ()
                )
            assert read(alice, "secretsByTag", 'tag: "t"', "name owner") == ["a alice"]
            assert read(bob, "secretsByTag", 'tag: "t", name: { beginsWith: "b" }', "name owner") == ["b bob"]
            assert read(api.as_guest(), "secretsByTag", 'tag: "t"', "name")[0] == "Unauthorized"
