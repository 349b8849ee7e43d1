"""Fields with rules of their own: who writes them, who empties them, and who may ask by them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from amplify_pulumi.local.identity import Iam, UserPool
from amplify_pulumi.local.references import ACCOUNT, AUTHENTICATED_ROLE, IDENTITY_POOL_ID
from amplify_pulumi.testing import Caller, LocalApi, local_api

SCHEMA = """
models:
  Person:
    fields:
      id: ID!
      name: String
      owner: String
      salary: { type: Int, authorization: [{ allow: groups, groups: [HR] }] }
      grade: { type: Int, authorization: [{ allow: groups, groups: [HR] }] }
      note:
        type: String
        authorization: [{ allow: groups, groups: [HR] }, { allow: groups, groups: [Clerk], operations: [create, read, update] }]
      secret: { type: String, authorization: [{ allow: owner }] }
    authorization:
      - allow: owner
      - { allow: groups, groups: [HR, Clerk] }
      - { allow: authenticated, operations: [read] }
"""
ALL = "id name owner salary grade note secret"


@pytest.fixture
def api() -> Iterator[LocalApi]:
    with local_api(SCHEMA) as api:
        api.as_iam().execute(
            'mutation { createPerson(input: { id: "p1", name: "x", owner: "alice", salary: 1, grade: 1, note: "n", secret: "s" }) { id } }'
        )
        yield api


def run(caller: Caller, verb: str, condition: Any = None, **input_: Any) -> str | None:
    """Return the message of the error; None where it is done."""
    arguments = f"$i: {verb.capitalize()}PersonInput!, $c: ModelPersonConditionInput"
    document = f"mutation ({arguments}) {{ {verb}Person(input: $i, condition: $c) {{ id }} }}"
    errors = caller.execute(document, {"i": input_, "c": condition}).errors
    assert all(error["errorType"] == "Unauthorized" for error in errors)
    return errors[0]["message"] if errors else None


def stored(api: LocalApi, id_: str = "p1") -> dict[str, Any]:
    return api.as_iam().execute(f'{{ getPerson(id: "{id_}") {{ {ALL} }} }}').data["getPerson"]


REFUSED = "Not Authorized to access updatePerson on type Mutation"
PERSON = {"id": "p1", "name": "x", "owner": "alice", "salary": 1, "grade": 1, "note": "n", "secret": "s"}


def test_a_new_item_has_only_fields_that_its_maker_may_write(api: LocalApi) -> None:
    alice, personnel = api.as_user("alice"), api.as_user("hanna", groups=["HR"])
    assert run(alice, "create", id="p2", name="y", secret="mine") is None
    assert stored(api, "p2") == {**dict.fromkeys(PERSON), "id": "p2", "name": "y", "owner": "alice", "secret": "mine"}
    assert run(alice, "create", id="p3", name="y", salary=2) == "Unauthorized on [salary]"
    both = run(alice, "create", id="p3", salary=2, grade=2, note="z")
    assert both is not None
    assert sorted(both.removeprefix("Unauthorized on [").removesuffix("]").split(", ")) == ["grade", "note", "salary"]
    assert stored(api, "p3") is None
    assert run(personnel, "create", id="p4", salary=2, grade=2, note="z") is None


def test_an_update_needs_the_right_to_each_field_that_it_names(api: LocalApi) -> None:
    alice, bob, clerk, personnel = (api.as_user(name, groups=groups) for name, groups in CALLERS)
    assert run(alice, "update", id="p1", name="y", secret="t") is None
    assert run(alice, "update", id="p1", name="z", salary=2) == "Unauthorized on [salary]"
    assert run(clerk, "update", id="p1", name="z", secret="u") == REFUSED
    assert run(bob, "update", id="p1", secret="u") == REFUSED
    assert run(bob, "update", id="p1") == REFUSED
    assert stored(api) == {**PERSON, "name": "y", "secret": "t"}
    assert run(clerk, "update", id="p1", name="z", note="m") is None
    assert run(personnel, "update", id="p1", salary=3, note="o") is None
    assert stored(api) == {**PERSON, "name": "z", "secret": "t", "salary": 3, "note": "o"}


def test_emptying_a_field_needs_the_right_to_delete_it(api: LocalApi) -> None:
    alice, bob, clerk, personnel = (api.as_user(name, groups=groups) for name, groups in CALLERS)
    assert run(clerk, "update", id="p1", note=None) == "Unauthorized on [note]"
    assert run(clerk, "update", id="p1", note="m", name=None) is None
    assert run(bob, "update", id="p1", note=None) == "Unauthorized on [note]"
    assert run(bob, "update", id="p1", secret=None) == REFUSED
    assert stored(api) == {**PERSON, "note": "m", "name": None}
    assert run(personnel, "update", id="p1", note=None) is None
    assert run(alice, "update", id="p1", secret=None) is None
    assert stored(api) == {**PERSON, "note": None, "name": None, "secret": None}


def test_the_owner_stays_beside_fields_with_rules(api: LocalApi) -> None:
    """Naming himself changes nothing, not even how he is stored; naming somebody else is refused."""
    alice = api.as_user("alice")
    assert run(alice, "create", id="p2", name="y") is None
    assert run(alice, "update", id="p2", owner="alice", name="z") is None
    assert run(alice, "update", id="p2", owner="bob", name="a") == REFUSED
    assert run(alice, "update", id="p2", owner="bob", secret="a") == REFUSED
    whole = api.as_iam().execute('{ listPeople(filter: { owner: { contains: "::" } }) { items { id name owner } } }')
    assert whole.data["listPeople"]["items"] == [{"id": "p2", "name": "z", "owner": "alice"}]


def test_who_may_not_read_a_field_may_not_ask_by_it(api: LocalApi) -> None:
    alice, bob, _, personnel = (api.as_user(name, groups=groups) for name, groups in CALLERS)
    by = "query ($f: ModelPersonFilterInput) { listPeople(filter: $f) { items { id } } }"
    salary, secret, name = ({"f": each} for each in ({"salary": {"gt": 0}}, {"secret": {"eq": "s"}}, {"name": {"eq": "salary"}}))
    assert [error["message"] for error in alice.execute(by, salary).errors] == ["Unauthorized on [salary]"]
    nested = {"f": {"or": [{"name": {"eq": "x"}}, {"not": {"salary": {"gt": 0}, "grade": {"gt": 0}}}]}}
    assert [error["errorType"] for error in alice.execute(by, nested).errors] == ["Unauthorized"]
    found = {"items": [{"id": "p1"}]}
    assert personnel.execute(by, salary).data["listPeople"] == found
    assert alice.execute(by, secret).data["listPeople"] == found
    assert bob.execute(by, secret).data["listPeople"] == {"items": []}
    assert bob.execute(by, name).data["listPeople"] == {"items": []}
    assert bob.execute(by, {"f": {"name": {"eq": "x"}}}).data["listPeople"] == found
    assert run(alice, "update", {"salary": {"gt": 0}}, id="p1", name="y") == "Unauthorized on [salary]"
    assert run(personnel, "update", {"salary": {"gt": 0}}, id="p1", name="y") is None


def test_who_lacks_a_part_of_his_name_asks_by_what_is_his_and_writes_nothing(api: LocalApi) -> None:
    """A token without `sub` or without a user name: the owner's fields can be asked by as they can be read, and not be written."""
    half, clerk = (api.as_identity(UserPool(username="alice", sub="", groups=groups)) for groups in ((), ("Clerk",)))
    assert half.execute('{ listPeople(filter: { secret: { eq: "s" } }) { items { id } } }').data == {
        "listPeople": {"items": [{"id": "p1"}]}
    }
    assert run(clerk, "create", id="p2", owner="alice", name="y", secret="mine") == "Unauthorized on [secret]"
    assert run(clerk, "update", id="p1", secret="mine") == "Unauthorized on [secret]"
    assert stored(api) == PERSON
    assert stored(api, "p2") is None


CALLERS: tuple[tuple[str, list[str]], ...] = (("alice", []), ("bob", []), ("carl", ["Clerk"]), ("hanna", ["HR"]))


def test_role_of_who_signed_in_to_the_identity_pool():
    """Of those who signed in to the pool, who has another role than the pool's for them can do everything but create, as in Amplify.

    He can create, too, where they may give every field, whatever rules that takes.
    """
    schema = """
models:
  Note:
    fields: { text: String, hidden: { type: String, authorization: { allow: owner } } }
    authorization: [{ allow: authenticated, provider: identityPool }, { allow: owner }]
  Open:
    fields: { text: String, shared: { type: String, authorization: { allow: authenticated, provider: identityPool } } }
    authorization: [{ allow: authenticated, provider: identityPool }, { allow: owner }]
"""
    with local_api(schema) as api:
        callers = [
            api.as_identity(
                Iam(
                    user_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/CognitoIdentityCredentials",
                    cognito_identity_pool_id=IDENTITY_POOL_ID,
                    cognito_identity_id="us-east-1:1",
                    cognito_identity_auth_type="authenticated",
                )
            )
            for role in (AUTHENTICATED_ROLE, "editors")
        ]
        created = [each.execute('mutation { createNote(input: { text: "a" }) { id } }') for each in callers]
        assert [bool(each.errors) for each in created] == [False, True]
        assert created[1].errors[0]["errorType"] == "Unauthorized"
        update = f'mutation {{ updateNote(input: {{ id: "{created[0].data["createNote"]["id"]}", text: "b" }}) {{ text }} }}'
        assert [each.execute(update).data for each in callers] == [{"updateNote": {"text": "b"}}] * 2
        shared = 'mutation { createOpen(input: { text: "a", shared: "b" }) { text } }'
        assert [each.execute(shared).data for each in callers] == [{"createOpen": {"text": "a"}}] * 2
        others = (
            Iam(user_arn=arn, cognito_identity_pool_id=pool, cognito_identity_id="us-east-1:1", cognito_identity_auth_type=kind)
            for arn, pool, kind in (
                (f"arn:aws:sts::{ACCOUNT}:assumed-role/{AUTHENTICATED_ROLE}/x", "us-east-1:another", "authenticated"),
                (f"arn:aws:sts::{ACCOUNT}:assumed-role/{AUTHENTICATED_ROLE}/x", IDENTITY_POOL_ID, "unauthenticated"),
            )
        )
        for identity in others:
            for fields in ("", 'text: "a"'):
                refused = api.as_identity(identity).execute(f"mutation {{ createNote(input: {{ {fields} }}) {{ id }} }}").errors
                assert [each["errorType"] for each in refused] == ["Unauthorized"]


DIARIES = """
models:
  Diary:
    fields:
      title: String
      mood: { type: String, authorization: { allow: groups, groups: [Doctors] } }
      plan:
        type: String
        authorization: [{ allow: owner }, { allow: groups, groups: [Clerks], operations: [create, read, update] }]
      owner:
        type: String
        authorization:
          - { allow: owner, operations: [create, read, delete] }
          - { allow: groups, groups: [Clerks], operations: [create, update] }
    indexes: [{ partitionKey: title, sortKeys: [mood] }]
    authorization: { allow: owner }
"""


@pytest.fixture
def diaries() -> Iterator[LocalApi]:
    with local_api(DIARIES) as api:
        for name in ("alice", "bob", "carl"):
            made = api.as_iam().execute(
                f'mutation {{ createDiary(input: {{ id: "of {name}", owner: "{name}", title: "t", mood: "good", plan: "p" }}) {{ id }} }}'
            )
            assert made.errors == ()
        yield api


def test_where_fields_are_hidden_one_still_finds_only_what_is_ones_own(diaries: LocalApi) -> None:
    """Also who lacks a part of his name. A query of an index that sorts by a hidden field tells of it: it needs the right to that, too."""
    alice = diaries.as_user("alice")
    for caller in (alice, diaries.as_identity(UserPool(username="alice", sub=""))):
        assert caller.execute("{ listDiaries { items { id } } }").data == {"listDiaries": {"items": [{"id": "of alice"}]}}
    by_title = alice.execute('{ listDiaryByTitleAndMood(title: "t") { items { id } } }')
    assert [(error["errorType"], error["message"]) for error in by_title.errors] == [("Unauthorized", "Unauthorized on [mood]")]


def test_emptying_asks_more_than_writing_only_of_what_is_emptied(diaries: LocalApi) -> None:
    """A clerk may write the plan and the owner of any diary, and empty those of his own."""
    update = "mutation ($i: UpdateDiaryInput!) { updateDiary(input: $i) { id } }"
    carl = diaries.as_user("carl", groups=["Clerks"])

    def refused(**input_: Any) -> list[str]:
        return [error["errorType"] for error in carl.execute(update, {"i": input_}).errors]

    assert refused(id="of alice", plan="q") == []
    assert refused(id="of alice", plan=None) == ["Unauthorized"]
    assert refused(id="of alice", owner=None) == ["Unauthorized"]
    assert refused(id="of carl", plan=None) == []
    assert refused(id="of carl", owner=None) == []
    found = diaries.as_iam().execute("{ listDiaries { items { id owner plan } } }").data["listDiaries"]["items"]
    assert sorted((each["id"], each["owner"], each["plan"]) for each in found) == [
        ("of alice", "alice", "q"),
        ("of bob", "bob", "p"),
        ("of carl", None, None),
    ]


def test_who_may_delete_an_item_does_not_ask_by_what_is_hidden_of_it() -> None:
    """Otherwise the condition would tell him the field that he may not read."""
    schema = """
models:
  Note:
    fields:
      text: String
      mark: { type: Int, authorization: [{ allow: owner, operations: [create, delete] }, { allow: group, group: Teachers }] }
    authorization: [{ allow: owner }, { allow: group, group: Teachers }]
"""
    with local_api(schema) as api:
        alice, teacher = api.as_user("alice"), api.as_user("tina", groups=["Teachers"])
        document = 'mutation { deleteNote(input: { id: "n" }, condition: { mark: { eq: 1 } }) { id } }'
        assert alice.execute('mutation { createNote(input: { id: "n", mark: 1 }) { id } }').errors == ()
        assert [error["message"] for error in alice.execute(document).errors] == ["Unauthorized on [mark]"]
        assert teacher.execute(document).data == {"deleteNote": {"id": "n"}}


LISTED = """
models:
  Person:
    fields:
      name: String
      text: { type: String, authorization: [{ allow: authenticated }] }
      notes: { hasMany: Note, references: personId }
    authorization:
      - { allow: groups, groups: [Clerk], operations: [create, list] }
      - { allow: groups, groups: [HR], operations: [get, update] }
  Note:
    fields: { personId: ID, person: { belongsTo: Person, references: personId } }
    authorization: { allow: authenticated }
"""


def test_who_may_only_list_sees_no_field_that_somebody_may_not_who_gets_the_item() -> None:
    """Amplify's resolvers of such fields let in only who may `get`: whoever signed in gets an item for its text, and has no `name`."""
    with local_api(LISTED) as api:
        api.as_iam().execute('mutation { createPerson(input: { id: "p1", name: "x", text: "t" }) { id } }')
        clerk, hr = (api.as_user(name, groups=[name]) for name in ("Clerk", "HR"))
        listed = clerk.execute("{ listPeople { items { id name text } } }")
        assert listed.data == {"listPeople": {"items": [{"id": "p1", "name": None, "text": "t"}]}}
        assert [error["message"] for error in listed.errors] == ["Not Authorized to access name on type Person"]
        assert hr.execute('{ getPerson(id: "p1") { name text } }').data == {"getPerson": {"name": "x", "text": "t"}}
        listed = clerk.execute("{ listPeople { items { notes { items { id } } } } }")
        assert listed.data == {"listPeople": {"items": [{"notes": None}]}}
        assert [error["message"] for error in listed.errors] == ["Not Authorized to access notes on type Person"]
        assert hr.execute('{ getPerson(id: "p1") { notes { items { id } } } }').data == {"getPerson": {"notes": {"items": []}}}
