"""Attempts to write what is somebody else's: to take it, give it, move it, overwrite it, empty it, or make it look like one's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.local.loader import load
from amplify_pulumi.local.store import open_store
from amplify_pulumi.schema import load_text
from amplify_pulumi.testing import Caller, LocalApi, local_api
from tests.security.stored import data, kinds, refused, store

SCHEMA = """
models:
  Note:
    fields: { text: String, owner: String, team: String, authors: "[String]" }
    authorization: { allow: owner }
  Given:
    fields: { text: String, owner: String }
    authorization: { allow: owner, transferable: true }
  Team:
    fields: { text: String, team: String }
    authorization: { allow: groupDefinedIn, field: team }
  Joint:
    fields: { text: String, authors: "[String]" }
    authorization: { allow: ownersDefinedIn, field: authors }
  Keyed:
    identifier: [holder, code]
    fields: { holder: String!, code: String!, text: String }
    authorization: { allow: ownerDefinedIn, field: holder }
  Composed:
    identifier: [tenant, area, code]
    fields: { tenant: String!, area: String!, code: String!, text: String }
    authorization: { allow: owner }
  Open:
    fields: { text: String }
    authorization: [{ allow: publicApiKey, operations: [create, read] }, { allow: owner }]
  Ruled:
    fields:
      text: String
      state: { type: String, authorization: [{ allow: owner, operations: [read] }, { allow: groups, groups: [Admin] }] }
    authorization: { allow: owner }
"""


@pytest.fixture(scope="module")
def plan() -> Any:
    schema = load_text(SCHEMA).schema
    assert schema is not None
    return compile_schema(schema).to_json()


@pytest.fixture
def api(plan: Any) -> Iterator[LocalApi]:
    """The API with empty tables: compiled once for all tests."""
    store = open_store()
    with LocalApi(api=load(plan, store=store), store=store) as api:
        yield api


@pytest.fixture
def alice(api: LocalApi) -> Caller:
    return api.as_user("alice")


@pytest.fixture
def bob(api: LocalApi) -> Caller:
    return api.as_user("bob")


OWNERS = ("null", '""', '"alice"', '"a::bob"', '"bob::"', '"::bob"', '"Bob"', '"bob "', '" bob"', '"x::bob"')


@pytest.mark.parametrize("owner", OWNERS)
def test_an_item_is_made_for_oneself_alone(bob: Caller, owner: str) -> None:
    """With the owner of somebody else, of nobody, or with a text that clients would be shown as `bob`."""
    refused(bob, f'mutation {{ createNote(input: {{text: "x", owner: {owner}}}) {{ id }} }}')


@pytest.mark.parametrize("owner", OWNERS)
def test_an_item_is_not_given_away(alice: Caller, bob: Caller, owner: str) -> None:
    """Neither to somebody else nor to nobody; naming oneself changes nothing of how the item names its owner."""
    data(bob, 'mutation { createNote(input: {id: "n", text: "x"}) { id } }')
    refused(bob, f'mutation {{ updateNote(input: {{id: "n", owner: {owner}}}) {{ id }} }}')
    refused(alice, 'mutation { updateNote(input: {id: "n", owner: "alice"}) { id } }')
    assert data(bob, 'mutation { updateNote(input: {id: "n", owner: "bob"}) { owner } }') == {"updateNote": {"owner": "bob"}}
    assert data(bob, '{ getNote(id: "n") { owner } }') == {"getNote": {"owner": "bob"}}


def test_owners_are_texts(bob: Caller) -> None:
    """Lists, objects and numbers do not pass as an owner: GraphQL refuses them before a resolver runs."""
    for owner in ('["bob"]', '{eq: "bob"}', "1", "true", "bob"):
        answer = bob.execute(f"mutation {{ createNote(input: {{owner: {owner}}}) {{ id }} }}")
        assert answer.errors
        assert not (answer.data or {}).get("createNote")
    variables = [{"input": {"owner": value}} for value in (["bob"], {"S": "bob"}, 1, True)]
    for each in variables:
        answer = bob.execute("mutation ($input: CreateNoteInput!) { createNote(input: $input) { id owner } }", each)
        assert (answer.data or {}).get("createNote") is None or answer.data["createNote"]["owner"] != "bob"


@pytest.mark.parametrize("authors", ["null", "[]", "[null]", '[""]', '["alice"]', '["a::bob"]', '"alice"'])
def test_a_list_of_owners_has_the_caller_in_it(bob: Caller, authors: str) -> None:
    """An item that would not be his is not his to make, nor to leave to others."""
    refused(bob, f"mutation {{ createJoint(input: {{authors: {authors}}}) {{ id }} }}")
    data(bob, 'mutation { createJoint(input: {id: "j"}) { id } }')
    refused(bob, f'mutation {{ updateJoint(input: {{id: "j", authors: {authors}}}) {{ id }} }}')
    assert data(bob, '{ getJoint(id: "j") { authors } }') == {"getJoint": {"authors": ["bob"]}}


def test_a_given_item_is_gone(alice: Caller, bob: Caller) -> None:
    """A transferable one may go to somebody else, who has it then alone; nobody can take it by himself."""
    data(bob, 'mutation { createGiven(input: {id: "g"}) { id } }')
    refused(alice, 'mutation { updateGiven(input: {id: "g", owner: "alice"}) { id } }')
    data(bob, 'mutation { updateGiven(input: {id: "g", owner: "alice"}) { id } }')
    refused(bob, 'mutation { updateGiven(input: {id: "g", owner: "bob"}) { id } }')
    refused(bob, 'mutation { deleteGiven(input: {id: "g"}) { id } }')


def test_a_team_is_not_entered_by_writing_its_name(api: LocalApi, bob: Caller) -> None:
    """Bob, in Red, makes an item for Blue, moves one of Blue to Red, and one of Red to Blue (which Amplify lets him)."""
    red, blue = api.as_user("bob", ["Red"]), api.as_user("alice", ["Blue"])
    data(blue, 'mutation { createTeam(input: {id: "b", team: "Blue"}) { id } }')
    for team in ('"Blue"', "null", '""', '"Red,Blue"', '"Re"'):
        refused(red, f"mutation {{ createTeam(input: {{team: {team}}}) {{ id }} }}")
    refused(red, "mutation { createTeam(input: {}) { id } }")
    refused(red, 'mutation { updateTeam(input: {id: "b", team: "Red"}) { id } }')
    refused(red, 'mutation { deleteTeam(input: {id: "b"}) { id } }')
    refused(bob, 'mutation { createTeam(input: {team: "Blue"}) { id } }')


def test_an_item_that_is_there_is_not_overwritten(alice: Caller, bob: Caller) -> None:
    """A creation with somebody else's id, conditions that hold for his item, or the very same content."""
    data(alice, 'mutation { createNote(input: {id: "n", text: "secret"}) { id } }')
    for condition in (
        "{}",
        "{text: {attributeExists: true}}",
        '{or: [{id: {attributeExists: true}}, {text: {eq: "secret"}}]}',
        "{not: {text: {eq: 1}}}",
    ):
        for text in ('"x"', '"secret"'):
            written = f'mutation {{ createNote(input: {{id: "n", text: {text}}}, condition: {condition}) {{ id text owner }} }}'
            answer = bob.execute(written)
            assert (answer.data or {"createNote": None})["createNote"] is None
            assert "secret" not in str(answer.errors) or 'text: "secret"' in written
    assert data(alice, '{ getNote(id: "n") { text owner } }') == {"getNote": {"text": "secret", "owner": "alice"}}


def test_everybody_who_may_create_may_not_overwrite(api: LocalApi, alice: Caller) -> None:
    """The API key makes new items and nothing of others'."""
    data(alice, 'mutation { createOpen(input: {id: "o", text: "mine"}) { id } }')
    key = api.as_api_key()
    assert kinds(key.execute('mutation { createOpen(input: {id: "o", text: "x"}) { id } }')) == ["DynamoDB:ConditionalCheckFailedException"]
    refused(key, 'mutation { updateOpen(input: {id: "o", text: "x"}) { id } }')
    refused(key, 'mutation { deleteOpen(input: {id: "o"}) { id } }')
    assert data(alice, '{ getOpen(id: "o") { text owner } }') == {"getOpen": {"text": "mine", "owner": "alice"}}


def test_a_caller_without_name_leaves_no_name(api: LocalApi) -> None:
    """With the API key nothing is stamped; an `owner` in its input is what the schema takes, an undeclared one is not in the input."""
    answer = api.as_api_key().execute('mutation { createOpen(input: {text: "x", owner: "alice"}) { id } }')
    assert not (answer.data or {}).get("createOpen")
    assert data(api.as_api_key(), 'mutation { createOpen(input: {text: "x"}) { owner } }') == {"createOpen": {"owner": None}}


def test_an_update_makes_nothing(api: LocalApi, bob: Caller) -> None:
    """Upserts by a key that is not there, with conditions that would hold for nothing."""
    for condition in (
        "{}",
        "{text: {attributeExists: false}}",
        "{not: {text: {attributeExists: true}}}",
        "{or: [{id: {attributeExists: false}}]}",
    ):
        for caller, name in ((bob, "Note"), (api.as_iam(), "Note")):
            answer = caller.execute(f'mutation {{ update{name}(input: {{id: "new", text: "x"}}, condition: {condition}) {{ id }} }}')
            assert (answer.data or {f"update{name}": None})[f"update{name}"] is None
    assert data(api.as_iam(), "{ listNotes { items { id } } }") == {"listNotes": {"items": []}}


def test_an_owner_in_the_key_is_the_caller(alice: Caller, bob: Caller) -> None:
    """The key names the owner: others' items are written under their name, or under one that would be shown as the caller's."""
    data(alice, 'mutation { createKeyed(input: {holder: "alice", code: "c", text: "mine"}) { code } }')
    for holder in ("alice", "x::bob", "bob::", ""):
        refused(bob, f'mutation {{ createKeyed(input: {{holder: "{holder}", code: "d"}}) {{ code }} }}')
        refused(bob, f'mutation {{ updateKeyed(input: {{holder: "{holder}", code: "c", text: "x"}}) {{ code }} }}')
        answer = bob.execute(f'mutation {{ deleteKeyed(input: {{holder: "{holder}", code: "c"}}) {{ code }} }}')
        assert answer.data == {"deleteKeyed": None}
    found = bob.execute('{ listKeyeds(holder: "alice") { items { text } } getKeyed(holder: "alice", code: "c") { text } }')
    assert found.data == {"listKeyeds": None, "getKeyed": None}
    assert data(alice, '{ getKeyed(holder: "alice", code: "c") { text } }') == {"getKeyed": {"text": "mine"}}


def test_two_keys_that_are_stored_alike_are_one_item_of_one_owner(alice: Caller, bob: Caller) -> None:
    """Keys of several fields are joined by `#`, so that `a`, `x#y` is stored as `a#x`, `y` would be: what counts is whose the item is."""
    data(alice, 'mutation { createComposed(input: {tenant: "t", area: "a", code: "x#y", text: "secret"}) { code } }')
    for area, code in (("a", "x#y"), ("a#x", "y"), ("a#x#y", ""), ("", "a#x#y")):
        key = f'tenant: "t", area: "{area}", code: "{code}"'
        written = [f'updateComposed(input: {{{key}, text: "x"}})', f"deleteComposed(input: {{{key}}})"]
        made = f'createComposed(input: {{{key}, text: "x"}})' if (area, code) in (("a", "x#y"), ("a#x", "y")) else written[0]
        assert "secret" not in str(bob.execute(f"{{ getComposed({key}) {{ text }} }}").to_json())
        for each in (*written, made):
            answer = bob.execute(f"mutation {{ {each} {{ text }} }}")
            assert set((answer.data or {"": None}).values()) == {None}, each
    assert data(alice, '{ getComposed(tenant: "t", area: "a", code: "x#y") { text } }') == {"getComposed": {"text": "secret"}}


def test_a_protected_field_is_not_written_by_the_way(api: LocalApi, bob: Caller) -> None:
    """In a creation, an update, as null, by a variable that is null, and together with fields that may be written: nothing is."""
    refused(bob, 'mutation { createRuled(input: {text: "x", state: "done"}) { id } }')
    made = data(bob, 'mutation { createRuled(input: {text: "x"}) { id } }')["createRuled"]["id"]
    store(api, f'updateRuled(input: {{id: "{made}", state: "open"}})')
    for state in ('"done"', "null", '""'):
        refused(bob, f'mutation {{ updateRuled(input: {{id: "{made}", text: "y", state: {state}}}) {{ id }} }}')
    document = "mutation ($id: ID!, $state: String) { updateRuled(input: {id: $id, state: $state}) { id } }"
    refused(bob, document, {"id": made, "state": None})
    data(bob, document, {"id": made})  # absent: nothing is written
    refused(bob, f'mutation {{ deleteRuled(input: {{id: "{made}"}}) {{ id }} }}')
    assert data(bob, f'{{ getRuled(id: "{made}") {{ text state }} }}') == {"getRuled": {"text": "x", "state": "open"}}


@pytest.mark.parametrize("name", ["__proto__", "constructor", "toString", "hasOwnProperty", "__typename", "__operation"])
def test_names_of_javascript_are_no_fields(bob: Caller, name: str) -> None:
    """In the input, in a filter, as a variable's member: GraphQL refuses what the schema does not have."""
    data(bob, 'mutation { createNote(input: {id: "n", text: "x"}) { id } }')
    for value in ('"Mutation"', "{}", "null"):
        answer = bob.execute(f'mutation {{ updateNote(input: {{id: "n", {name}: {value}}}) {{ id }} }}')
        assert answer.data is None
        answer = bob.execute(f"{{ listNotes(filter: {{{name}: {value}}}) {{ items {{ id }} }} }}")
        assert answer.data is None
    answer = bob.execute("query ($filter: ModelNoteFilterInput) { listNotes(filter: $filter) { items { id } } }", {"filter": {name: {}}})
    assert answer.data is None


def test_names_of_javascript_as_fields_of_a_model_are_fields() -> None:
    """What an object has by nature is no value of the item: neither shown, nor found by a filter, nor written."""
    schema = """
    models:
      Odd:
        fields: { constructor: String, toString: String, valueOf: Int }
        authorization: [{ allow: owner }, { allow: groups, groups: [Reader], operations: [read] }]
    """
    with local_api(schema) as api:
        alice, reader = api.as_user("alice"), api.as_user("bob", groups=["Reader"])
        data(alice, 'mutation { createOdd(input: {id: "o"}) { id } }')
        data(alice, 'mutation { createOdd(input: {id: "p", constructor: "a", toString: "b", valueOf: 3}) { id } }')
        assert data(reader, '{ getOdd(id: "o") { constructor toString valueOf } }')["getOdd"] == dict.fromkeys(
            ("constructor", "toString", "valueOf")
        )
        found = data(reader, "{ listOdds(filter: {constructor: {attributeExists: true}}) { items { id constructor toString valueOf } } }")
        assert found["listOdds"]["items"] == [{"id": "p", "constructor": "a", "toString": "b", "valueOf": 3}]
        refused(reader, 'mutation { updateOdd(input: {id: "p", constructor: "x"}) { id } }')
        changed = data(alice, 'mutation { updateOdd(input: {id: "p", constructor: null, valueOf: 4}) { constructor toString valueOf } }')
        assert changed["updateOdd"] == {"constructor": None, "toString": "b", "valueOf": 4}


def test_a_list_of_two_thousand_owners_is_no_way_in(api: LocalApi) -> None:
    """AppSync ends a loop at 1,000 iterations: an error that says so, never the item, and never without its owners."""
    bob = api.as_user("bob")
    many = [f"user{number}" for number in range(2000)]
    made = api.as_iam().execute(
        "mutation ($input: CreateJointInput!) { createJoint(input: $input) { id } }", {"input": {"id": "j", "authors": many}}
    )
    assert not made.errors or made.errors[0]["message"]
    answer = bob.execute('{ getJoint(id: "j") { text authors } listJoints { items { id } } }')
    assert not (answer.data["getJoint"] or {}).get("authors")
    assert answer.data["listJoints"] in (None, {"items": []})
