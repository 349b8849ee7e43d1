"""What is compiled runs: each operation and relationship of each case, with the roles of the plan enforced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amplify_pulumi.compiler import naming
from amplify_pulumi.compiler.shape import Shape, shapes
from amplify_pulumi.schema import load_schema, require_schema
from amplify_pulumi.schema.model import Schema
from amplify_pulumi.testing import Caller, LocalApi, local_api

CASES = Path(__file__).parent.parent / "conformance" / "cases"

# Every field of a type holds the same value, keys and references too: so every item is related to every other.
SAMPLES: dict[str, Any] = {
    "ID": "one",
    "String": "one",
    "Int": 7,
    "Float": 1.5,
    "Boolean": True,
    "AWSDate": "2024-02-29",
    "AWSTime": "10:20:30Z",
    "AWSDateTime": "2024-02-29T10:20:30Z",
    "AWSTimestamp": 1700000000,
    "AWSEmail": "someone@example.com",
    "AWSJSON": '{"a":[1]}',
    "AWSPhone": "+1 555 010 0199",
    "AWSURL": "https://example.com/",
    "AWSIPAddress": "10.0.0.1",
}


def sample(shape: Shape) -> dict[str, Any]:
    """Return the input that creates an item with all that it can hold."""
    values = (each for each in shape.values if each.name in shape.declared or each.name in shape.key)
    return {each.name: [SAMPLES[each.type]] if each.array else SAMPLES[each.type] for each in values}


def selection(shape: Shape, *, related: bool) -> str:
    links = (f"{link.name} {{ items {{ id }} }}" if link.kind == "hasMany" else f"{link.name} {{ id }}" for link in shape.links)
    return " ".join([*(each.name for each in shape.values), *(links if related else ())])


def answer(caller: Caller, document: str, variables: dict[str, Any] | None = None) -> Any:
    result = caller.execute(document, variables)
    assert not result.errors, result.errors
    (value,) = (result.data or {}).values()
    return value


def assert_holds(item: dict[str, Any], expected: dict[str, Any]) -> None:
    """Compare what was stored; JSON may come back with other spaces."""
    assert {name: _parsed(item[name]) for name in expected} == {name: _parsed(value) for name, value in expected.items()}


def _parsed(value: Any) -> Any:
    if isinstance(value, list):
        return [_parsed(each) for each in value]
    return json.loads(value) if isinstance(value, str) and value.startswith("{") else value


def key_variables(shape: Shape) -> tuple[str, str, dict[str, Any]]:
    """Return the declarations, the arguments and the values of the variables that name the item."""
    types = {name: shape.value(name).type for name in shape.key}
    declarations = ", ".join(f"${name}: {type_}!" for name, type_ in types.items())
    return declarations, ", ".join(f"{name}: ${name}" for name in types), {name: SAMPLES[type_] for name, type_ in types.items()}


@pytest.fixture(scope="module", params=sorted(path.name for path in CASES.iterdir()))
def case(request: pytest.FixtureRequest) -> Iterator[tuple[Schema, LocalApi]]:
    schema = require_schema(load_schema(CASES / request.param / "schema.yaml"))
    with local_api(schema) as api:
        yield schema, api


def test_every_operation_and_relationship_runs(case: tuple[Schema, LocalApi]) -> None:
    """The IAM administrator may do everything (no rule is in the way), so what fails would be the plan: a type, a key, a role."""
    schema, api = case
    admin = api.as_iam()
    models = shapes(schema)
    for shape in models.values():
        document = f"mutation M($input: {naming.create_input(shape.name)}!) {{ {naming.create_field(shape.name)}(input: $input) {{ id }} }}"
        assert answer(admin, document, {"input": sample(shape)}) == {"id": SAMPLES[shape.value("id").type]}
    for shape in models.values():
        declarations, arguments, key = key_variables(shape)
        document = f"query Q({declarations}) {{ {naming.get_field(shape.name)}({arguments}) {{ {selection(shape, related=True)} }} }}"
        item = answer(admin, document, key)
        assert_holds(item, sample(shape))
        for link in shape.links:
            related = {"id": SAMPLES[models[link.related].value("id").type]}
            assert item[link.name] == ({"items": [related]} if link.kind == "hasMany" else related), link.name
        listed = answer(admin, f"query Q {{ {naming.list_field(shape.name)} {{ items {{ id }} nextToken }} }}")
        assert listed == {"items": [{"id": item["id"]}], "nextToken": None}
    for shape in models.values():
        document = f"mutation M($input: {naming.update_input(shape.name)}!) {{ {naming.update_field(shape.name)}(input: $input) {{ id }} }}"
        assert answer(admin, document, {"input": sample(shape)}) == {"id": SAMPLES[shape.value("id").type]}
        deleted = (
            f"mutation M($input: {naming.delete_input(shape.name)}!)"
            f" {{ {naming.delete_field(shape.name)}(input: $input) {{ {selection(shape, related=False)} }} }}"
        )
        assert_holds(answer(admin, deleted, {"input": key_variables(shape)[2]}), sample(shape))
        assert answer(admin, f"query Q {{ {naming.list_field(shape.name)} {{ items {{ id }} }} }}") == {"items": []}


DECLARED_KEY = """
authorization: [{ allow: owner }, { allow: publicApiKey, operations: [read] }]
models:
  Note: { fields: { id: String!, text: String } }
  Number: { fields: { id: Int! } }
"""


@pytest.fixture(scope="module")
def notes() -> Iterator[LocalApi]:
    with local_api(DECLARED_KEY) as api:
        for user, note in (("alice", "a1"), ("alice", "a2"), ("bob", "b1")):
            answer(api.as_user(user), "mutation M($id: String!) { createNote(input: {id: $id, text: $id}) { id } }", {"id": note})
        answer(api.as_user("alice"), "mutation M { createNumber(input: {id: 7}) { id } }")
        yield api


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ('(id: "a1")', ["a1"]),
        ('(id: "b1")', []),
        ('(id: "none")', []),
        ("(id: null)", ["a1", "a2"]),
        ("", ["a1", "a2"]),
        ('(id: "a1", filter: {text: {eq: "a1"}}, limit: 5)', ["a1"]),
        ('(id: "a1", filter: {text: {eq: "a2"}})', []),
    ],
)
def test_a_list_of_a_declared_key_takes_the_key(notes: LocalApi, arguments: str, found: list[str]) -> None:
    """Of the key's items, only those that a rule lets the caller see; without a key, the whole table."""
    page = answer(notes.as_user("alice"), f"query Q {{ listNotes{arguments} {{ items {{ id owner }} nextToken }} }}")
    assert sorted(each["id"] for each in page["items"]) == found
    assert {each["owner"] for each in page["items"]} <= {"alice"}


def test_a_key_that_is_a_number_is_found_as_one(notes: LocalApi) -> None:
    assert answer(notes.as_api_key(), "query Q { listNumbers(id: 7) { items { id } } }") == {"items": [{"id": 7}]}
    assert answer(notes.as_api_key(), "query Q { getNumber(id: 7) { id owner } }") == {"id": 7, "owner": "alice"}


def test_a_key_of_one_field_has_no_direction(notes: LocalApi) -> None:
    """Text and type of the template that Amplify generates for the list (case identifiers)."""
    for arguments in ('id: "a1", sortDirection: DESC', "sortDirection: ASC"):
        result = notes.as_api_key().execute(f"query Q {{ listNotes({arguments}) {{ items {{ id }} }} }}")
        assert [(each["errorType"], each["message"]) for each in result.errors or ()] == [
            ("InvalidArgumentsError", "sortDirection is not supported for List operations without a Sort key defined.")
        ]


def test_whoever_has_no_rule_gets_no_list_of_a_declared_key(notes: LocalApi) -> None:
    result = notes.as_guest().execute('query Q { listNotes(id: "a1") { items { id } } }')
    assert [each["errorType"] for each in result.errors or ()] == ["Unauthorized"]


def test_an_owner_that_a_relationship_reads_is_shown_as_a_name_and_still_leads_there() -> None:
    """The stored value is the key of the relationship; the caller sees the user name all the same."""
    with local_api("""
authorization: [{ allow: owner }, { allow: publicApiKey, operations: [read] }]
models:
  Account: { fields: { id: String!, notes: { hasMany: Note, references: [owner] } }, authorization: { allow: publicApiKey } }
  Note: { fields: { text: String, owner: String, account: { belongsTo: Account, references: [owner] } } }
""") as api:
        alice = api.as_user("alice")
        made = answer(alice, 'mutation M { createNote(input: {text: "x"}) { id owner } }')
        assert made["owner"] == "alice"
        stored = f"{alice.identity.to_context()['sub']}::alice"
        answer(api.as_api_key(), "mutation M($id: String!) { createAccount(input: {id: $id}) { id } }", {"id": stored})
        found = answer(api.as_api_key(), "query Q($id: ID!) { getNote(id: $id) { owner account { id notes { items { owner } } } } }", made)
        assert found == {"owner": "alice", "account": {"id": stored, "notes": {"items": [{"owner": "alice"}]}}}
