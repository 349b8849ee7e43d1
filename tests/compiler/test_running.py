"""What is compiled runs: each operation and relationship of each case, with the roles of the plan enforced."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from amplify_pulumi.compiler import compile_schema, naming
from amplify_pulumi.compiler.model_types import key_arguments
from amplify_pulumi.compiler.naming import ModelOperation
from amplify_pulumi.compiler.shape import Link, Shape, shapes
from amplify_pulumi.schema import load_schema, require_schema
from amplify_pulumi.schema.model import Field, Schema
from amplify_pulumi.testing import Caller, LocalApi, Result, local_api

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

# Of the case scalars, whose model Validated checks what is written.
VALID: dict[str, Any] = {"sku": "SKU-1-X", "debt": -1.5}


def value_of(shape: Shape, schema: Schema, field: Field) -> Any:
    """Return a value for a field, which passes its validations where the case has any."""
    enums = {each.name: each.values[0] for each in schema.enums}
    if field.name in VALID:
        one = VALID[field.name]
    elif field.type in shape.types:
        held = shape.types[field.type].fields
        one = {each.name: value_of(shape, schema, each) for each in held if each.type not in shape.types or each.required}
    else:
        one = enums[field.type] if field.type in enums else SAMPLES[field.type]
    return [one] if field.array else one


def sample(shape: Shape, schema: Schema) -> dict[str, Any]:
    """Return the input that creates an item with all that it can hold."""
    values = (each for each in shape.values if each.name in shape.declared or each.name in shape.key)
    return {each.name: value_of(shape, schema, each) for each in values}


def key_of(shape: Shape, schema: Schema) -> dict[str, Any]:
    return {name: value_of(shape, schema, shape.value(name)) for name in shape.key}


def selection(shape: Shape, models: Mapping[str, Shape], *, related: bool) -> str:
    def link(each: Link) -> str:
        key = " ".join(models[each.related].key)
        return f"{each.name} {{ items {{ {key} }} }}" if each.kind == "hasMany" else f"{each.name} {{ {key} }}"

    values = (f"{each.name} {{ {fields_of(shape, each.type)} }}" if each.type in shape.types else each.name for each in shape.values)
    return " ".join([*values, *(link(each) for each in shape.links if related)])


def fields_of(shape: Shape, type_: str) -> str:
    held = shape.types[type_].fields
    nested = (
        f"{each.name} {{ {fields_of(shape, each.type)} }}" if each.type in shape.types else each.name for each in held if each.type != type_
    )
    return " ".join(nested)


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A caller whose every request is held to the budget of its fields, each of which runs once."""

    caller: Caller
    ran: set[str] = field(default_factory=set)
    """The resolvers that have run: `Query.getTodo`."""

    def execute(self, document: str, variables: Mapping[str, Any] | None = None) -> Result:
        result = self.caller.execute(document, variables)
        requests = [each for each in result.trace.evaluations if each.endswith(".request")]
        assert max(Counter(result.trace.evaluations).values()) == 1, result.trace.evaluations
        assert len(result.trace.evaluations) <= 2 * len(requests)
        assert len([each for each in result.trace.calls if not each.automatic]) <= len(requests), result.trace.calls
        self.ran.update(each.removesuffix(".request") for each in requests)
        return result


def answer(caller: Caller | Watched, document: str, variables: dict[str, Any] | None = None) -> Any:
    result = caller.execute(document, variables)
    assert not result.errors, result.errors
    (value,) = (result.data or {}).values()
    return value


def assert_holds(item: dict[str, Any], expected: dict[str, Any]) -> None:
    """Compare what was stored; JSON may come back with other spaces, and what a custom type does not hold as null."""
    assert {name: _parsed(item[name]) for name in expected} == {name: _parsed(value) for name, value in expected.items()}


def _parsed(value: Any) -> Any:
    if isinstance(value, list):
        return [_parsed(each) for each in value]
    if isinstance(value, dict):
        return {name: _parsed(member) for name, member in value.items() if member is not None}
    return json.loads(value) if isinstance(value, str) and value.startswith("{") else value


def key_variables(shape: Shape) -> tuple[str, str]:
    """Return the declarations and the arguments of the variables that name the item."""
    declarations = ", ".join(f"${each.name}: {each.type}" for each in key_arguments(shape))
    return declarations, ", ".join(f"{name}: ${name}" for name in shape.key)


@pytest.fixture(scope="module", params=sorted(path.name for path in CASES.iterdir()))
def case(request: pytest.FixtureRequest) -> Iterator[tuple[Schema, LocalApi]]:
    schema = require_schema(load_schema(CASES / request.param / "schema.yaml"))
    with local_api(schema) as api:
        yield schema, api


def test_every_operation_and_relationship_runs(case: tuple[Schema, LocalApi]) -> None:
    """The IAM administrator may do everything (no rule is in the way), so what fails would be the plan: a type, a key, a role.

    Each generated field costs two evaluations and one call at most.
    """
    schema, api = case
    admin = Watched(caller=api.as_iam())
    models = shapes(schema)
    created = [shape for shape in models.values() if mutate(admin, shape, "create", sample(shape, schema))]
    for shape in created:
        item, expected = sample(shape, schema), key_of(shape, schema)
        if name := shape.operation("get"):
            declarations, arguments = key_variables(shape)
            selected = selection(shape, models, related=all(models[link.related] in created for link in shape.links))
            found = answer(admin, f"query Q({declarations}) {{ {name}({arguments}) {{ {selected} }} }}", expected)
            assert_holds(found, item)
            for link in (each for each in shape.links if each.name in found):
                related = key_of(models[link.related], schema)
                assert found[link.name] == ({"items": [related]} if link.kind == "hasMany" else related), link.name
        page = f"{{ items {{ {' '.join(shape.key)} }} nextToken }}"
        if name := shape.operation("list"):
            assert answer(admin, f"query Q {{ {name} {page} }}") == {"items": [expected], "nextToken": None}
        for index in shape.indexes:
            if index.query_field:
                field = shape.value(index.fields[0])
                document = f"query Q($key: {field.type}!) {{ {index.query_field}({field.name}: $key) {page} }}"
                assert answer(admin, document, {"key": item[field.name]}) == {"items": [expected], "nextToken": None}
    for shape in created:
        mutate(admin, shape, "update", sample(shape, schema))
        if mutate(admin, shape, "delete", key_of(shape, schema)) and (name := shape.operation("list")):
            assert answer(admin, f"query Q {{ {name} {{ items {{ {shape.key[0]} }} }} }}") == {"items": []}
    if len(created) < len(models):
        return  # what leads to a model without items is not asked for
    custom = {each.name for each in schema.operations}
    generated = {(each.type_name, each.field_name) for each in compile_schema(schema).resolvers if each.type_name != "Subscription"}
    assert {f"{type_}.{name}" for type_, name in generated if name not in custom} - admin.ran == set()


def mutate(caller: Caller | Watched, shape: Shape, operation: ModelOperation, input_: dict[str, Any]) -> bool:
    """Make a mutation that answers the item's key; return whether there is such a mutation."""
    name = shape.operation(operation)
    if name is None:
        return False
    document = f"mutation M($input: {naming.upper_first(operation)}{naming.upper_first(shape.name)}Input!)"
    key = answer(caller, f"{document} {{ {name}(input: $input) {{ {' '.join(shape.key)} }} }}", {"input": input_})
    assert key == {each: input_[each] for each in shape.key}
    return True


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
