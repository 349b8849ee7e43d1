"""Several rules on one model: each lets in on its own, whatever the others say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from amplify_pulumi.testing import Caller, LocalApi, local_api

SCHEMA = """
models:
  Note:
    fields: { text: String, owner: String, org: String, authors: "[String]", team: String }
    authorization:
      - allow: owner
      - { allow: ownerDefinedIn, field: org, identityClaim: org }
      - { allow: ownersDefinedIn, field: authors }
      - { allow: groupDefinedIn, field: team }
      - { allow: groups, groups: [Admin] }
  Page:
    fields:
      book: String
      author: String
      owner: String
    indexes: [{ partitionKey: book, sortKeys: [author], queryField: pagesOfBook }]
    authorization: [{ allow: owner }, { allow: ownerDefinedIn, field: author }]
  Person:
    fields:
      name: String
      salary: { type: Int, authorization: [{ allow: groups, groups: [HR] }] }
    authorization: [{ allow: authenticated }]
  Letter:
    fields:
      text: String
      owner: String
      seal: { type: String, authorization: [{ allow: owner, provider: oidc }] }
    authorization: [{ allow: owner, provider: oidc }, { allow: authenticated, operations: [read] }]
"""


@pytest.fixture(scope="module")
def api() -> Iterator[LocalApi]:
    with local_api(SCHEMA) as api:
        yield api


def make(caller: Caller, model: str, **input_: Any) -> Any:
    result = caller.execute(f"mutation ($input: Create{model}Input!) {{ create{model}(input: $input) {{ id }} }}", {"input": input_})
    return [(error["errorType"], error["message"]) for error in result.errors]


def test_any_of_the_rules_is_enough_to_read_update_and_delete(api: LocalApi) -> None:
    administrator = api.as_iam()
    callers = {
        "owner": api.as_user("alice"),
        "org": api.as_user("bob", claims={"org": "o1"}),
        "authors": api.as_user("carl"),
        "team": api.as_user("dora", groups=["Red"]),
        "Admin": api.as_user("emil", groups=["Admin"]),
        "nobody": api.as_user("fred", groups=["Blue"], claims={"org": "o2"}),
    }
    values = {"owner": {"owner": "alice"}, "org": {"org": "o1"}, "authors": {"authors": ["carl", "x"]}, "team": {"team": "Red"}}
    for verb in ("read", "update", "delete"):
        for rule, value in values.items():
            for who, caller in callers.items():
                id_ = f"{verb}-{rule}-{who}"
                assert make(administrator, "Note", id=id_, **value) == []
                may = who in (rule, "Admin")
                if verb == "read":
                    assert bool(caller.execute(f'{{ getNote(id: "{id_}") {{ id }} }}').errors) != may, id_
                    found = caller.execute(f'{{ listNotes(filter: {{ id: {{ eq: "{id_}" }} }}) {{ items {{ id }} }} }}')
                    assert found.data["listNotes"]["items"] == ([{"id": id_}] if may else []), id_
                else:
                    done = caller.execute(f'mutation {{ {verb}Note(input: {{ id: "{id_}" }}) {{ id }} }}')
                    assert bool(done.errors) != may, id_
                administrator.execute(f'mutation {{ deleteNote(input: {{ id: "{id_}" }}) {{ id }} }}')


def test_a_rule_on_a_part_of_the_key_and_one_beside_it(api: LocalApi) -> None:
    """DynamoDB filters by no part of the key, and refuses a filter that names one: a query with both rules answers all the same."""
    administrator = api.as_iam()
    for id_, values in {
        "p1": {"owner": "alice", "author": "zoe"},
        "p2": {"owner": "zoe", "author": "alice"},
        "p3": {"author": "zoe"},
    }.items():
        assert make(administrator, "Page", id=id_, book="b", **values) == []
    found = api.as_user("alice").execute('{ pagesOfBook(book: "b") { items { id } } }')
    assert found.errors == ()
    assert sorted(each["id"] for each in found.data["pagesOfBook"]["items"]) == ["p1", "p2"]
    by_key = api.as_user("alice").execute('{ pagesOfBook(book: "b", author: { eq: "alice" }) { items { id } } }')
    assert [each["id"] for each in by_key.data["pagesOfBook"]["items"]] == ["p2"]


def test_a_field_for_a_group_is_written_by_nobody_else_where_no_rule_looks_into_items(api: LocalApi) -> None:
    assert make(api.as_user("alice", groups=["HR"]), "Person", name="x", salary=1) == []
    assert make(api.as_user("bob"), "Person", name="x") == []
    assert make(api.as_user("bob"), "Person", name="x", salary=1) == [("Unauthorized", "Unauthorized on [salary]")]


def test_who_lacks_a_part_of_his_name_reads_an_item_but_no_field_with_rules_of_its_own(api: LocalApi) -> None:
    """As in Amplify, he reads what the part of his name names; a protected field asks for the whole."""
    assert make(api.as_iam(), "Letter", id="l1", text="x", owner="oidc-pat", seal="s") == []
    pat = api.as_oidc({"sub": "oidc-pat"}).execute('{ getLetter(id: "l1") { text seal } }')
    assert pat.data == {"getLetter": {"text": "x", "seal": None}}
    assert [error["errorType"] for error in pat.errors] == ["Unauthorized"]
