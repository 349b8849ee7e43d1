"""Whole requests against a real DynamoDB: what a schema promises to those who call its API."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amplify_pulumi.local.identity import UserPool
from amplify_pulumi.testing import Caller, LocalApi, Result, SubscriptionRefusedError, local_api

TODO = """
models:
  Todo:
    fields: { content: String!, isDone: Boolean }
    authorization: [{ allow: publicApiKey }]
"""
NOTES = """
models:
  Note:
    fields: { text: String, owner: String }
    authorization: [{ allow: owner }]
  Shared:
    fields: { text: String, owner: String }
    authorization: [{ allow: owner, transferable: true }]
  Team:
    fields:
      name: String
      members: { hasMany: Member, references: [teamId] }
    authorization: [{ allow: authenticated }]
  Member:
    fields:
      name: String
      teamId: ID
      team: { belongsTo: Team, references: [teamId] }
    authorization: [{ allow: owner }]
  Board:
    fields: { text: String, owner: String }
    authorization: [{ allow: owner }, { allow: authenticated, operations: [read] }]
"""
FAILED = "DynamoDB:ConditionalCheckFailedException"


@pytest.fixture
def todos() -> Iterator[LocalApi]:
    with local_api(TODO) as api:
        yield api


@pytest.fixture
def notes() -> Iterator[LocalApi]:
    with local_api(NOTES) as api:
        yield api


def mutate(caller: Caller, name: str, input_: dict[str, Any], condition: dict[str, Any] | None = None, *, select: str = "id") -> Result:
    """Run create, update or delete of a model: `createTodo`."""
    model = name.removeprefix("create").removeprefix("update").removeprefix("delete")
    verb = name.removesuffix(model).capitalize()
    document = (
        f"mutation ($input: {verb}{model}Input!, $condition: Model{model}ConditionInput)"
        f" {{ {name}(input: $input, condition: $condition) {{ {select} }} }}"
    )
    return caller.execute(document, {"input": input_, "condition": condition})


def outcome(result: Result) -> Any:
    """Return the type of the one error, or the value of the one field."""
    assert len(result.errors) <= 1
    return result.errors[0].get("errorType") if result.errors else next(iter(result.data.values()))


def cost(result: Result) -> tuple[int, list[str]]:
    """Return how many handlers ran, and the calls to DynamoDB that the resolvers made."""
    return len(result.trace.evaluations), [call.operation for call in result.trace.calls if not call.automatic]


class TestSmallContracts:
    def test_a_list_has_a_hundred_items_unless_the_client_says_otherwise(self, todos: LocalApi) -> None:
        """S002-54."""
        caller = todos.as_api_key()
        for number in range(105):
            mutate(caller, "createTodo", {"id": f"t{number}", "content": "x"})
        first = caller.execute("query { listTodos { items { id } nextToken } }").data["listTodos"]
        rest = caller.execute(
            "query ($token: String) { listTodos(nextToken: $token) { items { id } nextToken } }", {"token": first["nextToken"]}
        ).data["listTodos"]
        everything = caller.execute("query { listTodos(limit: 1000) { items { id } nextToken } }").data["listTodos"]
        assert (len(first["items"]), len(rest["items"]), rest["nextToken"]) == (100, 5, None)
        assert (len(everything["items"]), everything["nextToken"]) == (105, None)

    def test_a_token_of_another_query_is_refused(self, notes: LocalApi) -> None:
        """S002-55."""
        alice = notes.as_user("alice")
        for model, number in itertools.product(("Note", "Shared"), range(3)):
            mutate(alice, f"create{model}", {"id": f"{model}{number}"})
        token = alice.execute("query { listNotes(limit: 1) { nextToken } }").data["listNotes"]["nextToken"]
        follow = "query ($token: String) {{ {name}(limit: 1, nextToken: $token) {{ items {{ id }} nextToken }} }}"
        assert alice.execute(follow.format(name="listNotes"), {"token": token}).errors == ()
        refused = alice.execute(follow.format(name="listShareds"), {"token": token})
        assert refused.errors
        assert refused.data == {"listShareds": None}

    def test_a_callers_own_id_is_kept_and_is_taken_from_then_on(self, todos: LocalApi) -> None:
        caller = todos.as_api_key()
        assert outcome(mutate(caller, "createTodo", {"id": "mine", "content": "one"}, select="id content")) == {
            "id": "mine",
            "content": "one",
        }
        assert outcome(mutate(caller, "createTodo", {"id": "mine", "content": "two"})) == FAILED
        assert caller.execute('query { getTodo(id: "mine") { content } }').data == {"getTodo": {"content": "one"}}

    def test_delete_answers_the_deleted_item(self, todos: LocalApi) -> None:
        """S002-43."""
        caller = todos.as_api_key()
        mutate(caller, "createTodo", {"id": "t1", "content": "bye", "isDone": True})
        deleted = mutate(caller, "deleteTodo", {"id": "t1"}, select="id content isDone")
        assert outcome(deleted) == {"id": "t1", "content": "bye", "isDone": True}
        assert caller.execute('query { getTodo(id: "t1") { id } }').data == {"getTodo": None}

    def test_deleting_what_is_not_there_is_null(self, todos: LocalApi, notes: LocalApi) -> None:
        assert outcome(mutate(todos.as_api_key(), "deleteTodo", {"id": "nope"})) is None
        assert outcome(mutate(notes.as_user("alice"), "deleteNote", {"id": "nope"})) is None

    def test_an_unknown_input_field_fails_with_appsyncs_text(self, todos: LocalApi) -> None:
        result = mutate(todos.as_api_key(), "createTodo", {"content": "x", "nope": 1})
        assert result.data is None
        assert (
            "The variables input contains a field that is not defined for input object type 'CreateTodoInput'"
            in result.errors[0]["message"]
        )

    def test_times_are_the_servers(self, todos: LocalApi) -> None:
        caller = todos.as_api_key()
        made = outcome(mutate(caller, "createTodo", {"id": "t1", "content": "x"}, select="createdAt updatedAt"))
        assert made["createdAt"] == made["updatedAt"]
        changed = outcome(mutate(caller, "updateTodo", {"id": "t1", "content": "y"}, select="createdAt updatedAt"))
        assert changed["createdAt"] == made["createdAt"] <= changed["updatedAt"]


class TestBudget:
    """Two evaluations and one call to DynamoDB for each generated field; none more for the owner of each item."""

    def test_every_kind_of_request(self, notes: LocalApi) -> None:
        alice = notes.as_user("alice")
        costs = {
            "create": cost(mutate(alice, "createNote", {"id": "n1", "text": "x"}, select="id owner")),
            "update": cost(mutate(alice, "updateNote", {"id": "n1", "text": "y"}, {"text": {"eq": "x"}}, select="id owner")),
            "get": cost(alice.execute('query { getNote(id: "n1") { id owner } }')),
            "list": cost(alice.execute("query { listNotes { items { id owner } } }")),
            "failed": cost(mutate(notes.as_user("bob"), "updateNote", {"id": "n1"})),
            "delete": cost(mutate(alice, "deleteNote", {"id": "n1"}, select="id owner")),
        }
        assert costs == {
            "create": (2, ["PutItem"]),
            "update": (2, ["UpdateItem"]),
            "get": (2, ["GetItem"]),
            "list": (2, ["Scan"]),
            "failed": (2, ["UpdateItem"]),
            "delete": (2, ["DeleteItem"]),
        }

    def test_a_static_denial_costs_one_evaluation(self, notes: LocalApi) -> None:
        assert cost(notes.as_guest().execute('query { getNote(id: "n1") { id } }')) == (1, [])

    def test_a_null_reference_costs_one_evaluation(self, notes: LocalApi) -> None:
        alice = notes.as_user("alice")
        mutate(alice, "createMember", {"id": "m1", "name": "x"})
        assert cost(alice.execute('query { getMember(id: "m1") { team { id } } }')) == (3, ["GetItem"])


CONDITIONS = {"none": None, "holds": {"text": {"eq": "here"}}, "fails": {"text": {"eq": "gone"}}}


class TestWritesByIdentityAndCondition:
    """Who gets to change or delete an item of alice's, with which condition, and what he learns if not."""

    EXPECTED = {  # noqa: RUF012 - a table
        ("alice", "none"): "done",
        ("alice", "holds"): "done",
        ("alice", "fails"): FAILED,
        ("bob", "none"): "Unauthorized",
        ("bob", "holds"): FAILED,
        ("bob", "fails"): FAILED,
        ("administrator", "none"): "done",
        ("administrator", "holds"): "done",
        ("administrator", "fails"): FAILED,
        ("guest", "none"): "Unauthorized",
        ("guest", "holds"): "Unauthorized",
        ("guest", "fails"): "Unauthorized",
        ("stranger", "none"): "Unauthorized",
        ("stranger", "holds"): "Unauthorized",
        ("stranger", "fails"): "Unauthorized",
    }

    @pytest.mark.parametrize("verb", ["update", "delete"])
    @pytest.mark.parametrize(("who", "condition"), EXPECTED)
    def test_an_item_that_is_there(self, notes: LocalApi, verb: str, who: str, condition: str) -> None:
        mutate(notes.as_user("alice"), "createNote", {"id": "n1", "text": "here"})
        input_ = {"id": "n1", "text": "changed"} if verb == "update" else {"id": "n1"}
        result = outcome(mutate(self.caller(notes, who), f"{verb}Note", input_, CONDITIONS[condition]))
        assert ("done" if result == {"id": "n1"} else result) == self.EXPECTED[who, condition]
        left = notes.as_iam().execute('query { getNote(id: "n1") { text } }').data["getNote"]
        changed = {"text": "changed"} if verb == "update" else None
        assert left == (changed if result == {"id": "n1"} else {"text": "here"})

    @pytest.mark.parametrize(
        ("who", "condition", "update", "delete"),
        [
            ("alice", "none", "Unauthorized", None),
            ("alice", "holds", FAILED, None),
            ("administrator", "none", FAILED, None),
            ("administrator", "fails", FAILED, None),
            ("guest", "none", "Unauthorized", "Unauthorized"),
        ],
    )
    def test_an_item_that_is_not_there(self, notes: LocalApi, who: str, condition: str, update: Any, delete: Any) -> None:
        """An update makes none."""
        caller = self.caller(notes, who)
        assert outcome(mutate(caller, "updateNote", {"id": "n1", "text": "x"}, CONDITIONS[condition])) == update
        assert outcome(mutate(caller, "deleteNote", {"id": "n1"}, CONDITIONS[condition])) == delete
        assert notes.as_iam().execute("query { listNotes { items { id } } }").data == {"listNotes": {"items": []}}

    def test_the_error_shows_nothing_of_the_item_in_the_way(self, notes: LocalApi) -> None:
        mutate(notes.as_user("alice"), "createNote", {"id": "n1", "text": "secret"})
        bob = notes.as_user("bob")
        for result in (
            mutate(bob, "updateNote", {"id": "n1", "text": "x"}, select="id text owner"),
            mutate(bob, "updateNote", {"id": "n1", "text": "x"}, CONDITIONS["fails"], select="id text owner"),
            mutate(bob, "deleteNote", {"id": "n1"}, CONDITIONS["holds"], select="id text owner"),
            mutate(bob, "createNote", {"id": "n1", "text": "x"}, select="id text owner"),
        ):
            assert result.errors
            assert "secret" not in repr(result.to_json())

    @staticmethod
    def caller(api: LocalApi, who: str) -> Caller:
        callers = {"administrator": api.as_iam, "guest": api.as_guest, "stranger": api.as_api_key}
        return callers[who]() if who in callers else api.as_user(who)


class TestOwners:
    def test_the_owner_keeps_the_item_under_a_rule_that_is_not_transferable(self, notes: LocalApi) -> None:
        alice, bob = notes.as_user("alice"), notes.as_user("bob")
        mutate(alice, "createNote", {"id": "n1"})
        assert outcome(mutate(alice, "updateNote", {"id": "n1", "owner": "bob"})) == "Unauthorized"
        assert outcome(mutate(alice, "updateNote", {"id": "n1", "owner": None})) == "Unauthorized"
        assert outcome(mutate(alice, "updateNote", {"id": "n1", "owner": "alice"}, select="owner")) == {"owner": "alice"}
        assert outcome(mutate(bob, "updateNote", {"id": "n1", "owner": "bob"})) == "Unauthorized"
        assert outcome(alice.execute('query { getNote(id: "n1") { owner } }')) == {"owner": "alice"}
        assert outcome(notes.as_iam().execute('query { listNotes(filter: { owner: { contains: "::" } }) { items { owner } } }')) == {
            "items": [{"owner": "alice"}]
        }

    def test_under_a_transferable_one_he_gives_it_away_for_good(self, notes: LocalApi) -> None:
        alice, bob = notes.as_user("alice"), notes.as_user("bob")
        mutate(alice, "createShared", {"id": "s1"})
        assert outcome(mutate(alice, "updateShared", {"id": "s1", "owner": "bob"}, select="owner")) == {"owner": "bob"}
        assert outcome(alice.execute('query { getShared(id: "s1") { owner } }')) == "Unauthorized"
        assert outcome(mutate(bob, "updateShared", {"id": "s1", "owner": None}, select="owner")) == {"owner": None}
        assert outcome(bob.execute('query { getShared(id: "s1") { owner } }')) == "Unauthorized"

    def test_an_administrator_gives_items_to_anybody(self, notes: LocalApi) -> None:
        administrator, bob = notes.as_iam(), notes.as_user("bob")
        mutate(administrator, "createNote", {"id": "n1"})
        assert outcome(bob.execute('query { getNote(id: "n1") { id } }')) == "Unauthorized"
        mutate(administrator, "updateNote", {"id": "n1", "owner": "bob"})
        assert outcome(bob.execute('query { getNote(id: "n1") { id } }')) == {"id": "n1"}


class TestRelationships:
    def test_children_and_parent(self, notes: LocalApi) -> None:
        """Children are those that the caller may read; the parent is read by the child's reference."""
        alice, bob = notes.as_user("alice"), notes.as_user("bob")
        mutate(alice, "createTeam", {"id": "t1", "name": "red"})
        for caller, member in ((alice, "a1"), (alice, "a2"), (bob, "b1")):
            mutate(caller, "createMember", {"id": member, "name": member, "teamId": "t1"})
        members = 'query { getTeam(id: "t1") { members { items { id owner team { name } } nextToken } } }'
        assert outcome(bob.execute(members)) == {
            "members": {"items": [{"id": "b1", "owner": "bob", "team": {"name": "red"}}], "nextToken": None}
        }
        assert {each["id"] for each in outcome(alice.execute(members))["members"]["items"]} == {"a1", "a2"}

    def test_pages_filters_and_directions_of_children(self, notes: LocalApi) -> None:
        alice = notes.as_user("alice")
        mutate(alice, "createTeam", {"id": "t1"})
        for number in range(5):
            mutate(alice, "createMember", {"id": f"m{number}", "name": f"n{number}", "teamId": "t1"})
        mutate(alice, "createMember", {"id": "other", "name": "n1", "teamId": "t2"})
        page = 'query ($token: String) { getTeam(id: "t1") { members(limit: 2, nextToken: $token) { items { id } nextToken } } }'
        token, found = None, []
        for _ in range(5):
            connection = outcome(alice.execute(page, {"token": token}))["members"]
            assert len(connection["items"]) <= 2
            found += [each["id"] for each in connection["items"]]
            token = connection["nextToken"]
            if token is None:
                break
        assert sorted(found) == [f"m{number}" for number in range(5)]
        filtered = 'query { getTeam(id: "t1") { members(filter: { name: { gt: "n2" } }) { items { id } } } }'
        assert {each["id"] for each in outcome(alice.execute(filtered))["members"]["items"]} == {"m3", "m4"}

    def test_dangling_and_null_references_are_null(self, notes: LocalApi) -> None:
        """S002-111."""
        alice = notes.as_user("alice")
        mutate(alice, "createMember", {"id": "m1", "teamId": "gone"})
        mutate(alice, "createMember", {"id": "m2"})
        for member in ("m1", "m2"):
            assert outcome(alice.execute(f'query {{ getMember(id: "{member}") {{ team {{ id }} }} }}')) == {"team": None}

    def test_what_a_mutation_shows_of_relationships_with_other_rules_is_empty(self, notes: LocalApi) -> None:
        """Subscribers get what the mutation selected: a member is shown to owners only, a team to all who signed in (S002-65, S002-67)."""
        alice = notes.as_user("alice")
        mutate(alice, "createTeam", {"id": "t1", "name": "red"})
        made = mutate(alice, "createMember", {"id": "m1", "teamId": "t1"}, select="id team { id name }")
        assert (made.data, made.errors) == ({"createMember": {"id": "m1", "team": None}}, ())
        changed = mutate(alice, "updateTeam", {"id": "t1", "name": "blue"}, select="id members { items { id } }")
        assert (changed.data, changed.errors) == ({"updateTeam": {"id": "t1", "members": {"items": []}}}, ())
        assert outcome(alice.execute('query { getMember(id: "m1") { team { name } } }')) == {"team": {"name": "blue"}}
        assert outcome(alice.execute('query { getTeam(id: "t1") { members { items { id } } } }')) == {"members": {"items": [{"id": "m1"}]}}

    def test_a_reference_set_to_null_ends_the_relationship(self, notes: LocalApi) -> None:
        """S002-99."""
        alice = notes.as_user("alice")
        mutate(alice, "createTeam", {"id": "t1"})
        mutate(alice, "createMember", {"id": "m1", "teamId": "t1"})
        mutate(alice, "updateMember", {"id": "m1", "teamId": None})
        assert outcome(alice.execute('query { getMember(id: "m1") { teamId team { id } } }')) == {"teamId": None, "team": None}
        assert outcome(alice.execute('query { getTeam(id: "t1") { members { items { id } } } }')) == {"members": {"items": []}}
        gone = "query { listMembers(filter: { teamId: { attributeExists: false } }) { items { id } } }"
        assert outcome(alice.execute(gone)) == {"items": [{"id": "m1"}]}


class TestTwoRules:
    """`allow: owner` beside `allow: authenticated` for reading: S003-21."""

    def test_everybody_reads_and_only_the_owner_writes(self, notes: LocalApi) -> None:
        alice, bob = notes.as_user("alice"), notes.as_user("bob")
        mutate(alice, "createBoard", {"id": "b1", "text": "hello"})
        assert outcome(bob.execute('query { getBoard(id: "b1") { text owner } }')) == {"text": "hello", "owner": "alice"}
        assert outcome(bob.execute("query { listBoards { items { id } } }")) == {"items": [{"id": "b1"}]}
        assert outcome(mutate(bob, "updateBoard", {"id": "b1", "text": "bye"})) == "Unauthorized"
        assert outcome(mutate(bob, "deleteBoard", {"id": "b1"})) == "Unauthorized"
        assert outcome(mutate(alice, "updateBoard", {"id": "b1", "text": "bye"}, select="text")) == {"text": "bye"}

    def test_everybody_gets_the_events_and_may_ask_for_one_owners(self, notes: LocalApi) -> None:
        alice, bob = notes.as_user("alice"), notes.as_user("bob")
        every = bob.subscribe("subscription { onCreateBoard { id } }")
        of_alice = bob.subscribe('subscription { onCreateBoard(owner: "alice") { id } }')
        mutate(alice, "createBoard", {"id": "a"}, select="id owner")
        mutate(bob, "createBoard", {"id": "b"}, select="id owner")
        assert [event["data"]["onCreateBoard"]["id"] for event in every.all()] == ["a", "b"]
        assert [event["data"]["onCreateBoard"]["id"] for event in of_alice.all()] == ["a"]


FILTERS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "and": ({"and": [{"content": {"beginsWith": "a"}}, {"isDone": {"eq": True}}]}, {"1"}),
    "or": ({"or": [{"content": {"eq": "apple"}}, {"content": {"eq": "cherry"}}]}, {"1", "3"}),
    "not": ({"not": {"content": {"beginsWith": "a"}}}, {"3", "4"}),
    "not or": ({"not": {"or": [{"content": {"eq": "apple"}}, {"isDone": {"eq": False}}]}}, {"3"}),
    "and not": ({"and": [{"not": {"content": {"eq": "apple"}}}]}, {"2", "3", "4"}),
    "fields": ({"content": {"beginsWith": "a"}, "isDone": {"eq": False}}, {"2"}),
    "two operators": ({"content": {"gt": "apple", "lt": "banana"}}, {"2"}),
    "nested": ({"or": [{"and": [{"content": {"eq": "apple"}}, {"isDone": {"eq": True}}]}, {"content": {"contains": "err"}}]}, {"1", "3"}),
    "nothing": ({}, {"1", "2", "3", "4"}),
    "empty and": ({"and": []}, {"1", "2", "3", "4"}),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters(todos: LocalApi, name: str) -> None:
    """S002-50, S002-51."""
    caller = todos.as_api_key()
    for id_, content, is_done in (("1", "apple", True), ("2", "apricot", False), ("3", "cherry", None), ("4", "banana", False)):
        mutate(caller, "createTodo", {"id": id_, "content": content} | ({} if is_done is None else {"isDone": is_done}))
    filter_, expected = FILTERS[name]
    found = caller.execute("query ($filter: ModelTodoFilterInput) { listTodos(filter: $filter) { items { id } } }", {"filter": filter_})
    assert {each["id"] for each in outcome(found)["items"]} == expected


class TestSubscriptions:
    DOCUMENT = """
    subscription ($filter: ModelSubscriptionNoteFilterInput, $owner: String) {
      onCreateNote(filter: $filter, owner: $owner) { id owner }
    }
    """

    def ids(self, events: Any) -> list[str]:
        return [event["data"]["onCreateNote"]["id"] for event in events.all()]

    def test_each_gets_his_own_events(self, notes: LocalApi) -> None:
        alice, bob = notes.as_user("alice"), notes.as_user("bob")
        of_alice, of_bob, of_all = (caller.subscribe(self.DOCUMENT) for caller in (alice, bob, notes.as_iam()))
        mutate(alice, "createNote", {"id": "a"}, select="id owner")
        mutate(bob, "createNote", {"id": "b"}, select="id owner")
        assert (self.ids(of_alice), self.ids(of_bob), self.ids(of_all)) == (["a"], ["b"], ["a", "b"])

    def test_a_filter_narrows_and_cannot_widen(self, notes: LocalApi) -> None:
        alice, bob = notes.as_user("alice"), notes.as_user("bob")
        wide = alice.subscribe(self.DOCUMENT, {"filter": {"or": [{"owner": {"eq": "bob"}}, {"text": {"eq": "x"}}]}})
        mutate(bob, "createNote", {"id": "b", "text": "x"}, select="id owner text")
        mutate(alice, "createNote", {"id": "a", "text": "x"}, select="id owner text")
        mutate(alice, "createNote", {"id": "c", "text": "y"}, select="id owner text")
        assert self.ids(wide) == ["a"]

    def test_a_mutation_that_leaves_the_owner_out_reaches_no_owner(self, notes: LocalApi) -> None:
        """S002-72."""
        alice = notes.as_user("alice")
        events = alice.subscribe(self.DOCUMENT)
        mutate(alice, "createNote", {"id": "a"}, select="id")
        assert self.ids(events) == []

    def test_another_owner_or_no_rule_is_refused(self, notes: LocalApi) -> None:
        for caller, variables in ((notes.as_user("alice"), {"owner": "bob"}), (notes.as_guest(), {})):
            with pytest.raises(SubscriptionRefusedError) as refused:
                caller.subscribe(self.DOCUMENT, variables)
            assert refused.value.errors[0]["errorType"] == "Unauthorized"


NAMES = st.sampled_from(["alice", "bob", "carol"])
"""Users; owners of items are written in every form that names them."""


@given(owners=st.lists(st.tuples(NAMES, st.sampled_from(["whole", "sub", "username", "none"])), min_size=1, max_size=6), reader=NAMES)
def test_what_can_be_got_is_listed_and_announced_and_nothing_else(owners: list[tuple[str, str]], reader: str) -> None:
    """For every identity: `list` returns exactly the items whose `get` is allowed, and exactly their events are received."""
    with local_api(NOTES) as api:
        caller = api.as_user(reader)
        events = caller.subscribe("subscription { onCreateNote { id } }")
        for number, (name, form) in enumerate(owners):
            user = api.as_user(name).identity
            assert isinstance(user, UserPool)
            forms = {"whole": f"{user.sub}::{name}", "sub": user.sub, "username": name, "none": None}
            mutate(api.as_iam(), "createNote", {"id": str(number), "owner": forms[form]}, select="id owner")
        got = [
            str(number)
            for number in range(len(owners))
            if not caller.execute("query ($id: ID!) { getNote(id: $id) { id } }", {"id": str(number)}).errors
        ]
        assert got == [str(number) for number, (name, form) in enumerate(owners) if name == reader and form != "none"]
        assert sorted(each["id"] for each in caller.execute("query { listNotes { items { id } } }").data["listNotes"]["items"]) == got
        assert [event["data"]["onCreateNote"]["id"] for event in events.all()] == got


@pytest.mark.parametrize("typename", ["Todo", "Renamed", None])
def test_items_as_amplifys_resolvers_stored_them_go_on(todos: LocalApi, typename: str | None) -> None:
    """Whatever `__typename` says: it is stored, and not read. An explicit null of an optional field is an attribute of its own."""
    caller = todos.as_api_key()
    made = mutate(caller, "createTodo", {"id": "new", "content": "x"})
    table = next(call.request["TableName"] for call in made.trace.calls if call.operation == "PutItem")
    stamp = {"S": "2026-01-01T00:00:00.000Z"}
    item = {"id": {"S": "old"}, "content": {"S": "y"}, "isDone": {"NULL": True}, "createdAt": stamp, "updatedAt": stamp}
    todos.store.call("PutItem", {"TableName": table, "Item": {**item, **({"__typename": {"S": typename}} if typename else {})}})
    select = "__typename id content isDone createdAt"
    old = {"__typename": "Todo", "id": "old", "content": "y", "isDone": None, "createdAt": "2026-01-01T00:00:00.000Z"}
    assert caller.execute(f'query {{ getTodo(id: "old") {{ {select} }} }}').data == {"getTodo": old}
    changed = outcome(mutate(caller, "updateTodo", {"id": "old", "isDone": True}, select=select))
    assert changed == {**old, "isDone": True}
    assert outcome(mutate(caller, "deleteTodo", {"id": "old"}, {"isDone": {"eq": True}}, select=select)) == changed
