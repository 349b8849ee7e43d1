"""Attempts to find out by questions what cannot be read: filters, conditions, keys of queries, their order, pages and tokens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from amplify_pulumi.testing import LocalApi, local_api
from tests.security.stored import data, kinds, store

SCHEMA = """
models:
  Person:
    fields:
      name: String
      salary: { type: Int, authorization: [{ allow: owner }, { allow: groups, groups: [Sales] }] }
      notes: { type: "[String]", authorization: [{ allow: owner }] }
      place: { fields: { street: String }, authorization: [{ allow: owner }] }
      level: { enum: [LOW, HIGH], authorization: [{ allow: owner }] }
      departmentId: ID
      department: { belongsTo: Department, references: [departmentId] }
    indexes:
      - { partitionKey: name, sortKeys: [salary], queryField: byName }
      - { partitionKey: name, sortKeys: [salary, level], queryField: byNameAndSalaryAndLevel }
      - { partitionKey: salary, queryField: bySalary }
    authorization: [{ allow: owner }, { allow: authenticated, operations: [read, update] }]
  Department:
    fields: { name: String, people: { hasMany: Person, references: [departmentId] } }
    authorization: { allow: authenticated }
"""
SALARY = ("{gt: 1}", "{attributeExists: true}", "{attributeType: number}", "{between: [1, 9]}", "{}", "null")


@pytest.fixture(scope="module")
def api() -> Iterator[LocalApi]:
    with local_api(SCHEMA) as api:
        store(
            api,
            'createDepartment(input: {id: "d"})',
            *(f'createPerson(input: {{id: "p{each}", name: "x", departmentId: "d", salary: {each}, level: HIGH}})' for each in (5, 3, 7)),
        )
        mine = 'mutation { createPerson(input: {id: "mine", name: "x", salary: 4, level: LOW}) { id } }'
        data(api.as_user("bob"), mine)
        yield api


def questions() -> list[tuple[str, str]]:
    filters = [f"{{salary: {each}}}" for each in SALARY]
    filters += [
        "{and: [{salary: {gt: 1}}]}", '{or: [{name: {eq: "x"}}, {or: [{salary: {gt: 1}}]}]}', "{not: {salary: {gt: 1}}}",
        "{not: {not: {not: {salary: {le: 1}}}}}", '{notes: {contains: "x"}}', "{notes: {size: {gt: 0}}}",
    ]  # fmt: skip
    return [(name, each) for each in filters for name in ("listPeople", "byName", "people")]


@pytest.mark.parametrize(("by", "asked"), questions())
def test_a_filter_finds_only_what_may_be_read(api: LocalApi, by: str, asked: str) -> None:
    """Wherever in the filter the field stands, with whatever operator. For items of his own, the caller may ask."""
    bob = api.as_user("bob")
    field = {
        "listPeople": f"listPeople(filter: {asked}) {{ items {{ id }} }}",
        "byName": f'byName(name: "x", filter: {asked}) {{ items {{ id }} }}',
        "people": f'getDepartment(id: "d") {{ people(filter: {asked}) {{ items {{ id }} }} }}',
    }[by]
    answer = bob.execute(f"{{ {field} }}")
    assert {each["id"] for each in items_of(answer.data)} <= {"mine"}
    # DynamoDB takes no part of an index's key in a filter of that index.
    assert kinds(answer) in ([], ["Unauthorized"], ["DynamoDB:ValidationException"])


def items_of(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [item for name, each in value.items() for item in (each if name == "items" else items_of(each))]
    return []


@pytest.mark.parametrize(
    "field",
    [
        "bySalary(salary: 5) { items { id } }",
        'byName(name: "x", salary: {ge: 5}) { items { id } }',
        'byName(name: "x", salary: {between: [4, 6]}, sortDirection: DESC) { items { id } }',
        'byNameAndSalaryAndLevel(name: "x", salaryLevel: {ge: {salary: 5}}) { items { id } }',
    ],
)
def test_a_key_finds_only_what_may_be_read(api: LocalApi, field: str) -> None:
    """The hidden field is the key of an index."""
    assert {each["id"] for each in items_of(data(api.as_user("bob"), f"{{ {field} }}"))} <= {"mine"}


@pytest.mark.parametrize(
    "condition", [f"{{salary: {each}}}" for each in SALARY[:4]] + ["{not: {salary: {gt: 6}}}", "{or: [{salary: {eq: 5}}]}"]
)
def test_a_condition_tells_nothing_of_what_is_hidden(api: LocalApi, condition: str) -> None:
    """Bob may write the name of everybody, but not ask for the salary: true and false conditions fail alike, and nothing is written."""
    bob = api.as_user("bob")
    answers = []
    for each in ("p5", "p3", "p7", "missing"):
        answer = bob.execute(f'mutation {{ updatePerson(input: {{id: "{each}", name: "x"}}, condition: {condition}) {{ id }} }}')
        answers.append((answer.data, kinds(answer)))
    assert answers == [({"updatePerson": None}, ["DynamoDB:ConditionalCheckFailedException"])] * 4


def test_null_by_an_update_is_a_deletion(api: LocalApi) -> None:
    """Bob may neither see nor empty the salary of others."""
    bob = api.as_user("bob")
    for value in ("null", "1"):
        assert bob.execute(f'mutation {{ updatePerson(input: {{id: "p5", salary: {value}}}) {{ id }} }}').data == {"updatePerson": None}
    assert data(api.as_user("sam", ["Sales"]), '{ getPerson(id: "p5") { salary } }') == {"getPerson": {"salary": 5}}


@pytest.mark.parametrize("field", ["salary", "notes", "place { street }", "level"])
def test_every_kind_of_field_can_be_hidden(api: LocalApi, field: str) -> None:
    """In each way of reading, under an alias, in a fragment, and twice."""
    selected = f"id a: {field} ... on Person {{ b: {field} }} ...F"
    document = (
        f'{{ getPerson(id: "p5") {{ {selected} }} listPeople {{ items {{ {selected} }} }} byName(name: "x") {{ items {{ {selected} }} }}'
        f' getDepartment(id: "d") {{ people {{ items {{ {selected} department {{ people {{ items {{ {selected} }} }} }} }} }} }} }}'
        f" fragment F on Person {{ {field.split(maxsplit=1)[0]}: {field} }}"
    )
    answer = api.as_user("bob").execute(document)
    assert not list(shown(answer.data, ("a", "b", field.split(maxsplit=1)[0])))
    assert set(kinds(answer)) == {"Unauthorized"}


def shown(value: Any, names: tuple[str, ...]) -> Iterator[Any]:
    if isinstance(value, dict):
        if value.get("id") != "mine":
            yield from (each for name, each in value.items() if name in names and each is not None)
        for each in value.values():
            yield from shown(each, names)
    elif isinstance(value, list):
        for each in value:
            yield from shown(each, names)


def test_the_order_of_a_page_tells_nothing_of_what_is_hidden(api: LocalApi) -> None:
    """The index that sorts by salary: who may not read salaries would read their order, and bisect them by items of his own."""
    bob = api.as_user("bob")
    for field in ('byName(name: "x") { items { id } }', 'byName(name: "x", sortDirection: DESC, limit: 1) { items { id } nextToken }'):
        found = items_of(bob.execute(f"{{ {field} }}").data)
        assert {each["id"] for each in found} <= {"mine"}
    sam = api.as_user("sam", ["Sales"])
    assert [each["id"] for each in items_of(data(sam, '{ byName(name: "x") { items { id } } }'))] == ["p3", "mine", "p5", "p7"]


TOKENS = """
models:
  Note:
    fields: { text: String, kind: String, parentId: ID, parent: { belongsTo: Folder, references: [parentId] } }
    indexes: [{ partitionKey: kind, queryField: byKind }]
    authorization: [{ allow: owner }, { allow: groups, groups: [Readers], operations: [read] }]
  Folder:
    fields: { notes: { hasMany: Note, references: [parentId] } }
    authorization: { allow: authenticated }
"""


@pytest.fixture(scope="module")
def paged() -> Iterator[LocalApi]:
    with local_api(TOKENS) as api:
        store(api, 'createFolder(input: {id: "f"})', 'createFolder(input: {id: "g"})')
        for name in ("alice", "bob"):
            folder = "f" if name == "alice" else "g"
            inputs = [f'{{id: "{name}{number}", kind: "{name}", parentId: "{folder}"}}' for number in range(4)]
            made = " ".join(f"m{number}: createNote(input: {each}) {{ id }}" for number, each in enumerate(inputs))
            data(api.as_user(name), f"mutation {{ {made} }}")
        yield api


def test_somebody_elses_token_leads_to_ones_own_items_alone(paged: LocalApi) -> None:
    """A token is a place in a query, not a right: Bob goes on where Alice stopped, and sees his own items."""
    token = data(paged.as_user("alice"), "{ listNotes(limit: 2) { nextToken } }")["listNotes"]["nextToken"]
    found = data(paged.as_user("bob"), f'{{ listNotes(nextToken: "{token}") {{ items {{ id }} }} }}')
    assert all(each["id"].startswith("bob") for each in found["listNotes"]["items"])


def test_a_token_says_nothing_and_is_good_for_its_query_alone(paged: LocalApi) -> None:
    """It holds the key of an item that the caller may not see: sealed. In another query, changed or made up, it is refused."""
    bob = paged.as_user("bob")
    first = data(bob, "{ listNotes(limit: 1) { nextToken } }")["listNotes"]["nextToken"]
    kind = data(paged.as_user("r", ["Readers"]), '{ byKind(kind: "alice", limit: 1) { nextToken } }')["byKind"]["nextToken"]
    assert "alice" not in first
    flipped = first[:-2] + ("A" if first[-2] != "A" else "B") + first[-1]
    made_up = ("", "x", "null", "e30=", '{"id": {"S": "alice1"}}', "eyJpZCI6eyJTIjoiYWxpY2UxIn19", flipped, first + first, "a" * 10_000)
    for field, tokens in (
        ("listNotes", (*made_up, kind)),
        ('byKind(kind: "bob", nextToken: $token)', (*made_up, first)),
        ('getFolder(id: "f")', (*made_up, first, kind)),
    ):
        for token in tokens:
            asked = {
                "listNotes": "listNotes(nextToken: $token) { items { id } }",
                'getFolder(id: "f")': 'getFolder(id: "f") { notes(nextToken: $token) { items { id } } }',
            }.get(field, f"{field} {{ items {{ id }} }}")
            answer = bob.execute(f"query ($token: String) {{ {asked} }}", {"token": token})
            assert "alice" not in str(answer.to_json()), (field, token)
            assert kinds(answer) == ["DynamoDB:UserIllegalArgumentException"], (field, token)


def test_a_token_of_another_partition_opens_nothing(paged: LocalApi) -> None:
    """The same query with another key: DynamoDB refuses to start in another partition."""
    reader = paged.as_user("r", ["Readers"])
    token = data(reader, '{ byKind(kind: "alice", limit: 1) { nextToken } }')["byKind"]["nextToken"]
    answer = paged.as_user("bob").execute(f'{{ byKind(kind: "bob", nextToken: "{token}") {{ items {{ id }} }} }}')
    assert all(each["id"].startswith("bob") for each in items_of(answer.data))


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "2147483647", "null"])
def test_limits_open_nothing(paged: LocalApi, limit: str) -> None:
    answer = paged.as_user("bob").execute(f"{{ listNotes(limit: {limit}) {{ items {{ id }} }} }}")
    assert all(each["id"].startswith("bob") for each in items_of(answer.data))


WIDE = (
    *("{}", "null", "{and: []}", "{or: []}", "{or: [{}]}", "{or: [null]}", "{and: [{}, {or: []}]}", "{not: {}}", "{not: null}"),
    *("{text: {}}", "{text: null}", '{or: [{id: {ne: "x"}}]}', '{not: {owner: {eq: "x"}}}', "{owner: {attributeExists: true}}"),
    *('{or: [{owner: {eq: "alice"}}, {id: {attributeExists: true}}]}', '{owner: {ne: "x"}}', '{not: {and: [{owner: {eq: "bob"}}]}}'),
    *('{owner: {contains: ""}}', '{owner: {beginsWith: ""}}'),
)


@pytest.mark.parametrize("asked", WIDE)
def test_no_filter_widens_what_is_found(paged: LocalApi, asked: str) -> None:
    """Empty, null and tautological filters, and those by the owner, are joined to the rule."""
    bob = paged.as_user("bob")
    for field in (f"listNotes(filter: {asked})", f'byKind(kind: "alice", filter: {asked})'):
        assert all(each["id"].startswith("bob") for each in items_of(bob.execute(f"{{ {field} {{ items {{ id }} }} }}").data))
    hop = f'getFolder(id: "f") {{ notes(filter: {asked}) {{ items {{ id }} }} }}'
    assert items_of(bob.execute(f"{{ {hop} }}").data) == []
    deleted = bob.execute(f'mutation {{ deleteNote(input: {{id: "alice0"}}, condition: {asked}) {{ id }} }}')
    assert (deleted.data or {"deleteNote": None})["deleteNote"] is None


def test_a_hundred_aliases_are_a_hundred_refusals(paged: LocalApi) -> None:
    """Batches of fields in one request, reads and writes: each is decided alone."""
    bob = paged.as_user("bob")
    gets = " ".join(f'g{number}: getNote(id: "alice{number % 4}") {{ id text }}' for number in range(100))
    answer = bob.execute(f'{{ {gets} mine: getNote(id: "bob0") {{ id }} }}')
    assert {name for name, value in answer.data.items() if value is not None} == {"mine"}
    assert kinds(answer) == ["Unauthorized"] * 100
    writes = " ".join(f'w{number}: updateNote(input: {{id: "alice{number % 4}", text: "x"}}) {{ id }}' for number in range(100))
    answer = bob.execute(f"mutation {{ {writes} }}")
    assert set(answer.data.values()) == {None}
    assert kinds(answer) == ["Unauthorized"] * 100
