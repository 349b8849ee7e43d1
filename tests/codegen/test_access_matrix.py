"""The access matrix as data: callers, keys and what follows from rules, field rules and directives."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from amplify_pulumi.codegen.access_json import json_of
from amplify_pulumi.codegen.access_matrix import (
    AccessMatrix,
    AccessOperation,
    Caller,
    CallerKind,
    Entry,
    Provider,
    SubjectKind,
    access_matrix,
    grant_of_json,
)
from amplify_pulumi.codegen.access_report import access_report
from amplify_pulumi.codegen.access_text import text_of
from amplify_pulumi.compiler.access import ADMINISTRATOR, LOWERINGS, grant_of
from amplify_pulumi.schema import load_text
from amplify_pulumi.schema.model import Allow, Rule

ADMINISTRATORS = Caller(kind="administrator")
OWNER = Caller(kind="owner", provider="userPool", field="owner", claim="sub::username")
ADMIN = Caller(kind="group", provider="userPool", name="Admin", claim="cognito:groups")
API_KEY = Caller(kind="apiKey")

NOTES = """\
models:
  Note:
    fields:
      text: String
      secret: { type: String, authorization: [{ allow: groups, groups: [Admin] }] }
    disableOperations: [subscriptions]
    authorization: [{ allow: owner }, { allow: publicApiKey, operations: [get] }]
"""


def matrix(text: str) -> AccessMatrix:
    """The matrix of a schema in YAML."""
    loaded = load_text(text)
    assert loaded.schema is not None, loaded.problems
    return access_matrix(loaded.schema)


def entry(of: AccessMatrix, *key: str) -> Entry:
    """The entry with this key."""
    return next(each for each in of.entries if each.key == (*key, "")[:4])


@pytest.mark.parametrize("allow", LOWERINGS)
def test_grants_are_read_from_configs_as_they_were_written(allow: Allow) -> None:
    """Every kind of rule: what stands in a config is the whole grant."""
    rule = Rule(
        allow=allow,
        provider="identityPool" if allow == "authenticated" else None,
        groups=("Admin", "Editors") if allow == "groups" else (),
        defined_in="names" if allow.endswith("DefinedIn") else None,
        transferable=allow == "owner",
    )
    for grant in (grant_of(rule), ADMINISTRATOR):
        assert grant_of_json(grant.to_json()) == grant


def test_a_rule_on_one_field_takes_delete_away_and_opens_the_item() -> None:
    """Whoever may do something with one field gets at the item, what he gets is decided by field, and nobody has both fields to delete."""
    of = matrix(NOTES)
    assert entry(of, "model", "Note", "get").callers == (OWNER, API_KEY, ADMIN, ADMINISTRATORS)
    assert entry(of, "model", "Note", "list").callers == (OWNER, ADMIN, ADMINISTRATORS)
    assert entry(of, "model", "Note", "delete").callers == (ADMINISTRATORS,)
    assert entry(of, "model", "Note", "read", "secret").callers == (ADMIN, ADMINISTRATORS)
    assert entry(of, "model", "Note", "read", "text").callers == (OWNER, API_KEY, ADMINISTRATORS)
    assert entry(of, "model", "Note", "update", "secret").callers == (ADMIN, ADMINISTRATORS)
    assert entry(of, "model", "Note", "update", "text").callers == (OWNER, ADMINISTRATORS)


def test_disabled_operations_have_no_entries() -> None:
    of = matrix(NOTES)
    assert of.models[0].disabled == ("onCreate", "onUpdate", "onDelete")
    assert {each.operation for each in of.entries} == {"get", "list", "create", "update", "delete", "read", "clear"}


def test_an_owner_may_give_an_item_away_only_where_the_rule_says_so() -> None:
    text = "models: { Note: { fields: { owner: String }, authorization: { allow: owner, transferable: %s } } }"
    for transferable in (True, False):
        update = entry(matrix(text % str(transferable).lower()), "model", "Note", "update")
        assert [each.transferable for each in update.callers] == [transferable, False]


def test_the_page_names_every_kind_and_every_operation() -> None:
    """`docs/cli.md` documents the JSON: nothing that can stand in it is missing there."""
    page = (Path(__file__).parents[2] / "docs" / "cli.md").read_text()
    section = page[page.index("\n## access\n") :]
    section = section[: section.index("\n## ", 1)]
    literals = (*get_args(CallerKind), *get_args(Provider), *get_args(SubjectKind), *get_args(AccessOperation))
    assert [each for each in literals if f"`{each}`" not in section] == []
    members = json_of(matrix(NOTES))
    assert [each for each in (*members, *members["models"][0]) if f"`{each}`" not in section and f'"{each}"' not in section] == []


def test_names_of_gen_1_are_those_of_the_schema() -> None:
    """Other names of operations, and several of one subscription: each is there once, under a key of its own."""
    text = """\
type Todo @model(queries: { get: "fetchTodo" }, mutations: { create: "addTodo" }, subscriptions: { onCreate: ["added", "made"] })
  @auth(rules: [{ allow: public }]) {
  a: String
}
"""
    loaded = load_text(text, language="graphql")
    assert loaded.schema is not None, loaded.problems
    of = access_matrix(loaded.schema)
    names = [each.name for each in of.entries if each.name and "Todo." not in each.name]
    assert names[:3] == ["Query.fetchTodo", "Query.listTodos", "Mutation.addTodo"]
    assert names[-4:] == ["Subscription.added", "Subscription.made", "Subscription.onUpdateTodo", "Subscription.onDeleteTodo"]
    assert len({each.key for each in of.entries}) == len(of.entries)
    assert "get (fetchTodo), list, create (addTodo)" in text_of(access_report(of), "x")


def test_an_index_by_a_field_that_not_everybody_may_read_is_for_those_who_may() -> None:
    """Otherwise one could find out what is hidden by asking for it."""
    text = """\
models:
  Person:
    fields:
      name: String
      salary: { type: Int, authorization: { allow: groups, groups: [Admin] } }
    indexes: [{ partitionKey: salary }]
    authorization: { allow: publicApiKey }
"""
    found = entry(matrix(text), "model", "Person", "indexQuery", "listPersonBySalary")
    assert found.callers == (ADMIN, ADMINISTRATORS)
    assert found.also is None


def test_directives_say_who_may_call_code() -> None:
    """Of groups, only the user pool's are known to directives."""
    text = """\
models: { Note: { fields: { text: String }, authorization: { allow: owner } } }
queries:
  ask: { returns: String, handler: { entry: ./ask.js }, authorization: [{ allow: groups, groups: [Admin] }, { allow: publicApiKey }] }
"""
    of = matrix(text)
    assert set(entry(of, "operation", "ask", "query").callers) == {ADMIN, API_KEY, ADMINISTRATORS}
    assert (of.operations[0].reaches, of.operations[0].checked_by) == (("no data source",), ("directives",))
