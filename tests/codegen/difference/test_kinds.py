"""Every kind of difference by hand: two schemas, and all that is to be found between them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from difference_support import compared, only, plan_side, shorts, side, side_of, todo

from amplify_pulumi.codegen.difference import CATEGORIES, KINDS, Side, difference, side_of_plan
from amplify_pulumi.codegen.difference.sides import compare
from amplify_pulumi.codegen.difference.stored import read_as
from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.local.scalars import SCALARS, Scalar
from amplify_pulumi.schema import load_schema, load_text, require_schema

OWNER = "{ allow: owner }"
KEY = "{ allow: publicApiKey }"
SIGNED_IN = "{ allow: authenticated }"
OIDC = "{ allow: authenticated, provider: oidc }"
ISSUER = "api: {{ oidcAuthorizationMode: {{ oidcProviderName: us, oidcIssuerUrl: '{}' }} }}\n"
AUTHORIZER = "api: {{ lambdaAuthorizationMode: {{ function: one, timeToLiveInSeconds: {} }} }}\nfunctions: {{ one: {{}} }}\n"
FAMILY = """\
authorization: {{ allow: publicApiKey }}
models:
  Parent: {{ fields: {{ name: String{parent} }} }}
  Child: {{ fields: {{ name: String, {child} }} }}
"""
QUERY = """\
functions: { one: {}, two: {} }
queries:
  ask: { arguments: { what: String }, returns: String, handler: { function: one }, authorization: { allow: publicApiKey } }
"""

SAMPLES: Mapping[str, tuple[Any, ...]] = {
    "ID": ("1", "x"),
    "String": ("", "x", "1", "true", "2024-01-01"),
    "Int": (0, -1, 2**31 - 1),
    "Float": (0.5, 1.0, 1e300),
    "Boolean": (True, False),
    "AWSDate": ("2024-02-29", "2024-02-29Z"),
    "AWSTime": ("10:30", "10:30:00.123Z"),
    "AWSDateTime": ("2024-02-29T10:30:00Z",),
    "AWSTimestamp": (0, 2**40),
    "AWSEmail": ("a@example.com",),
    "AWSJSON": ('{"a": 1}', "[1]", '"x"', "1", "null"),
    "AWSPhone": ("+1 555 123 4567",),
    "AWSURL": ("https://example.com/x",),
    "AWSIPAddress": ("127.0.0.1", "::1"),
}
"""Values that AppSync takes, as clients send them."""

CASES: dict[str, tuple[str, str, set[tuple[str, str, str]]]] = {
    # tables
    "model-removed": (
        todo(more=f"  Note: {{ fields: {{ text: Int, x: Int }}, authorization: {KEY} }}\n"),
        todo(),
        {
            ("data-loss", "table-removed", "Note"),
            ("breaking", "model-removed", "Note"),
            ("closed", "access-to-removed-model", "Note"),
        },
    ),
    "model-added": (
        todo(),
        todo(more=f"  Note: {{ fields: {{ text: Int, x: Int }}, authorization: {KEY} }}\n"),
        {("opened", "access-to-new-model", "Note"), ("added", "model-added", "Note")},
    ),
    "model-renamed": (
        todo("content: String, done: Boolean"),
        todo("content: String, done: Boolean").replace("Todo", "Task"),
        {
            ("data-loss", "table-renamed", "Todo"),
            ("breaking", "model-renamed", "Todo"),
            ("closed", "access-to-removed-model", "Todo"),
            ("opened", "access-to-new-model", "Task"),
        },
    ),
    "identifier-changed": (
        todo("slug: ID!, content: String", more="    identifier: [slug]\n"),
        todo("slug: ID!, content: String", more="    identifier: [slug, content]\n").replace("content: String", "content: String!"),
        {
            ("data-loss", "table-replaced", "Todo"),
            ("breaking", "identifier-changed", "Todo"),
            ("breaking", "input-required", "Todo.content"),
        },
    ),
    "identifier-of-another-type": (
        todo("number: String!", more="    identifier: [number]\n"),
        todo("number: Int!", more="    identifier: [number]\n"),
        {
            ("data-loss", "table-replaced", "Todo"),
            ("breaking", "identifier-changed", "Todo"),
            ("breaking", "field-type-changed", "Todo.number"),
        },
    ),
    "index-added": (
        todo(),
        todo(more="    indexes: [{ partitionKey: content, queryField: byContent }]\n"),
        {("added", "index-added", "Todo.todosByContent"), ("added", "operation-added", "Query.byContent")},
    ),
    "index-removed": (
        todo(more="    indexes: [{ partitionKey: content, queryField: byContent }]\n"),
        todo(),
        {("replaced", "index-removed", "Todo.todosByContent"), ("breaking", "operation-removed", "Query.byContent")},
    ),
    "query-of-an-index-renamed": (
        todo(more="    indexes: [{ partitionKey: content, queryField: byContent }]\n"),
        todo(more="    indexes: [{ partitionKey: content, queryField: withContent }]\n"),
        {("breaking", "operation-renamed", "Query.byContent"), ("added", "operation-added", "Query.withContent")},
    ),
    "index-renamed": (
        todo(more="    indexes: [{ partitionKey: content, name: one }]\n"),
        todo(more="    indexes: [{ partitionKey: content, name: two }]\n"),
        {("replaced", "index-renamed", "Todo.two")},
    ),
    "projection-changed": (
        todo(more="    indexes: [{ partitionKey: content, name: one }]\n"),
        todo(more="    indexes: [{ partitionKey: content, name: one, projection: KEYS_ONLY }]\n"),
        {("replaced", "index-replaced", "Todo.one")},
    ),
    "another-sort-key-of-several-fields": (
        todo(
            "content: String, a: String, b: String",
            more="    indexes: [{ partitionKey: content, sortKeys: [a], name: one, queryField: q }]\n",
        ),
        todo(
            "content: String, a: String, b: String",
            more="    indexes: [{ partitionKey: content, sortKeys: [a, b], name: one, queryField: q }]\n",
        ),
        {
            ("replaced", "index-replaced", "Todo.one"),
            ("data-loss", "index-lacks-items", "Todo.one"),
            ("breaking", "arguments-changed", "Query.q"),
        },
    ),
    "new-index-of-several-fields": (
        todo("content: String, a: String, b: String"),
        todo("content: String, a: String, b: String", more="    indexes: [{ partitionKey: content, sortKeys: [a, b], queryField: q }]\n"),
        {
            ("added", "index-added", "Todo.todosByContentAndAAndB"),
            ("risky", "index-lacks-items", "Todo.todosByContentAndAAndB"),
            ("added", "operation-added", "Query.q"),
        },
    ),
    "second-index-of-the-same-several-fields": (
        todo("x: String, y: String, a: String, b: String", more="    indexes: [{ partitionKey: x, sortKeys: [a, b], queryField: q }]\n"),
        todo(
            "x: String, y: String, a: String, b: String",
            more=(
                "    indexes: [{ partitionKey: x, sortKeys: [a, b], queryField: q },"
                " { partitionKey: y, sortKeys: [a, b], queryField: r }]\n"
            ),
        ),
        {("added", "index-added", "Todo.todosByYAndAAndB"), ("added", "operation-added", "Query.r")},
    ),
    "key-attribute-of-another-type": (
        todo("rank: String", more="    indexes: [{ partitionKey: rank, queryField: q }]\n"),
        todo("rank: Int", more="    indexes: [{ partitionKey: rank, queryField: q }]\n"),
        {
            ("data-loss", "stored-type-changed", "Todo.rank"),
            ("replaced", "index-replaced", "Todo.todosByRank"),
            ("breaking", "field-type-changed", "Todo.rank"),
            ("breaking", "arguments-changed", "Query.q"),
        },
    ),
    # stored items
    "stored-as-text-read-as-a-number": (
        todo("content: String"),
        todo("content: Int"),
        {("data-loss", "stored-type-changed", "Todo.content"), ("breaking", "field-type-changed", "Todo.content")},
    ),
    "whole-numbers-are-numbers": (todo("n: Int"), todo("n: Float"), {("breaking", "field-type-changed", "Todo.n")}),
    "one-value-to-several": (
        todo("content: String"),
        todo('content: "[String]"'),
        {("data-loss", "stored-type-changed", "Todo.content"), ("breaking", "field-type-changed", "Todo.content")},
    ),
    "required": (
        todo("content: String"),
        todo("content: String!"),
        {("data-loss", "field-required-of-stored-items", "Todo.content"), ("breaking", "input-required", "Todo.content")},
    ),
    "elements-required": (
        todo('tags: "[String]"'),
        todo('tags: "[String!]"'),
        {
            ("data-loss", "field-required-of-stored-items", "Todo.tags"),
            ("breaking", "input-required", "Todo.tags"),
        },
    ),
    "new-and-required": (
        todo(),
        todo("content: String, done: Boolean!"),
        {
            ("data-loss", "field-required-of-stored-items", "Todo.done"),
            ("breaking", "input-required", "Todo.done"),
            ("added", "field-added", "Todo.done"),
        },
    ),
    "optional": (todo("content: String!"), todo(), {("breaking", "field-may-be-null", "Todo.content")}),
    "field-added": (todo(), todo("content: String, done: Boolean"), {("added", "field-added", "Todo.done")}),
    "field-removed": (todo("content: String, done: Boolean"), todo(), {("breaking", "field-removed", "Todo.done")}),
    "field-renamed": (
        todo("content: String, done: Boolean"),
        todo("content: String, ready: Boolean"),
        {
            ("data-loss", "field-renamed", "Todo.ready"),
            ("breaking", "field-removed", "Todo.done"),
            ("added", "field-added", "Todo.ready"),
        },
    ),
    "enum-value-removed": (
        todo("state: State", more="enums: { State: [A, B] }\n"),
        todo("state: State", more="enums: { State: [A] }\n"),
        {
            ("data-loss", "enum-value-of-stored-items-removed", "State.B"),
            ("breaking", "enum-value-removed", "State.B"),
        },
    ),
    "enum-value-added": (
        todo("state: State", more="enums: { State: [A] }\n"),
        todo("state: State", more="enums: { State: [A, B] }\n"),
        {("risky", "enum-value-added", "State.B")},
    ),
    "enum-that-nothing-stores": (
        todo(more="enums: { State: [A, B] }\n"),
        todo(more="enums: { State: [A] }\n"),
        {("breaking", "enum-value-removed", "State.B")},
    ),
    "text-to-enum": (
        todo("state: String", more="enums: { State: [A] }\n"),
        todo("state: State", more="enums: { State: [A] }\n"),
        {("data-loss", "stored-type-changed", "Todo.state"), ("breaking", "field-type-changed", "Todo.state")},
    ),
    "field-of-a-stored-type": (
        todo("place: Place", more="types: { Place: { lat: Float, name: String } }\n"),
        todo("place: Place", more="types: { Place: { lat: String, name: String! } }\n"),
        {
            ("data-loss", "stored-type-changed", "Place.lat"),
            ("data-loss", "field-required-of-stored-items", "Place.name"),
            ("breaking", "field-type-changed", "Place.lat"),
            ("breaking", "input-required", "Place.name"),
        },
    ),
    "field-of-a-stored-type-removed": (
        todo("place: Place", more="types: { Place: { lat: Float, name: String } }\n"),
        todo("place: Place", more="types: { Place: { lat: Float } }\n"),
        {("breaking", "field-removed", "Place.name")},
    ),
    # rules
    "owner-field-renamed": (
        todo(rules=OWNER),
        todo("content: String, author: String", rules="{ allow: ownerDefinedIn, field: author }"),
        {
            ("data-loss", "owner-field-renamed", "Todo.author"),
            ("opened", "access-opened", "Todo"),
            ("closed", "access-closed", "Todo"),
            ("breaking", "field-removed", "Todo.owner"),
            ("breaking", "arguments-changed", "Subscription.onCreateTodo"),
            ("breaking", "arguments-changed", "Subscription.onUpdateTodo"),
            ("breaking", "arguments-changed", "Subscription.onDeleteTodo"),
            ("added", "field-added", "Todo.author"),
        },
    ),
    "owner-claim-changed": (
        todo(rules=OWNER),
        todo(rules="{ allow: owner, claim: email }"),
        {
            ("data-loss", "owner-claim-changed", "Todo.owner"),
            ("opened", "access-opened", "Todo"),
            ("closed", "access-closed", "Todo"),
        },
    ),
    "owners-of-items-that-had-none": (
        todo(rules=SIGNED_IN),
        todo(rules=OWNER),
        {
            ("risky", "items-without-owner", "Todo.owner"),
            ("closed", "access-closed", "Todo"),
            ("added", "field-added", "Todo.owner"),
            ("added", "argument-added", "Subscription.onCreateTodo"),
            ("added", "argument-added", "Subscription.onUpdateTodo"),
            ("added", "argument-added", "Subscription.onDeleteTodo"),
        },
    ),
    # access
    "opened-to-everybody": (
        todo(rules=f"[{SIGNED_IN}]"),
        todo(rules=f"[{SIGNED_IN}, {{ allow: publicApiKey, operations: [read] }}]"),
        {("opened", "access-opened", "Todo"), ("opened", "mode-added", "API")},
    ),
    "closed-to-a-group": (
        todo(rules="[{ allow: groups, groups: [Admin, Staff] }]"),
        todo(rules="[{ allow: groups, groups: [Admin] }]"),
        {("closed", "access-closed", "Todo")},
    ),
    "a-group-moved-between-rules": (
        todo(rules="[{ allow: groups, groups: [Admin, Staff] }, { allow: owner }]"),
        todo(rules="[{ allow: groups, groups: [Staff] }, { allow: owner }, { allow: groups, groups: [Admin] }]"),
        set(),
    ),
    "group-renamed": (
        todo(rules="[{ allow: groups, groups: [Admin] }]"),
        todo(rules="[{ allow: groups, groups: [Admins] }]"),
        {("opened", "access-opened", "Todo"), ("closed", "access-closed", "Todo")},
    ),
    "owner-beside-everybody-who-is-signed-in": (
        todo("content: String, owner: String", rules=f"[{OWNER}, {SIGNED_IN}]"),
        todo("content: String, owner: String", rules=f"[{{ allow: owner, operations: [create] }}, {SIGNED_IN}]"),
        {
            # The owner field is an argument of subscriptions only for those who may subscribe as owners.
            ("breaking", "arguments-changed", "Subscription.onCreateTodo"),
            ("breaking", "arguments-changed", "Subscription.onUpdateTodo"),
            ("breaking", "arguments-changed", "Subscription.onDeleteTodo"),
        },
    ),
    "transferable": (
        todo("content: String, owner: String", rules=OWNER),
        todo("content: String, owner: String", rules="{ allow: owner, transferable: true }"),
        {("opened", "access-opened", "Todo")},
    ),
    "protected-field-opened": (
        todo("content: String, secret: { type: String, authorization: { allow: groups, groups: [Admin] } }", rules=SIGNED_IN),
        todo("content: String, secret: String", rules=SIGNED_IN),
        {
            ("opened", "access-opened", "Todo.secret"),
            # Who may not write every field may not delete, nor choose the id of a new item.
            ("opened", "access-opened", "Todo"),
            ("opened", "access-opened", "Todo.id"),
        },
    ),
    "subscriptions-opened": (
        todo(rules=SIGNED_IN, more="    disableOperations: [subscriptions]\n"),
        todo(rules=SIGNED_IN),
        {
            ("opened", "access-opened", "Todo"),
            ("added", "operation-added", "Subscription.onCreateTodo"),
            ("added", "operation-added", "Subscription.onUpdateTodo"),
            ("added", "operation-added", "Subscription.onDeleteTodo"),
        },
    ),
    "operation-disabled": (
        todo(),
        todo(more="    disableOperations: [delete]\n"),
        {
            ("closed", "access-closed", "Todo"),
            ("breaking", "operation-removed", "Mutation.deleteTodo"),
            ("breaking", "operation-removed", "Subscription.onDeleteTodo"),
        },
    ),
    # values
    "default": (
        todo("content: { type: String, default: a }"),
        todo("content: { type: String, default: b }"),
        {("risky", "default-changed", "Todo.content")},
    ),
    "validation-stricter": (
        todo("content: { type: String, validate: [{ maxLength: 9 }] }"),
        todo("content: { type: String, validate: [{ maxLength: 8 }, { minLength: 2 }] }"),
        {("breaking", "validation-stricter", "Todo.content")},
    ),
    "validation-looser": (
        todo("content: { type: String, validate: [{ maxLength: 9 }, { startsWith: ab }] }"),
        todo("content: { type: String, validate: [{ maxLength: 10 }, { startsWith: a }] }"),
        {("risky", "validation-looser", "Todo.content")},
    ),
    "validation-message": (
        todo("content: { type: String, validate: [{ maxLength: 9, message: too long }] }"),
        todo("content: { type: String, validate: [{ maxLength: 9, message: shorter }] }"),
        {("risky", "validation-message-changed", "Todo.content")},
    ),
    # modes
    "api-key-lifetime": (
        todo(more="api: { apiKeyAuthorizationMode: { expiresInDays: 7 } }\n"),
        todo(more="api: { apiKeyAuthorizationMode: { expiresInDays: 30 } }\n"),
        {("risky", "api-key-lifetime-changed", "API")},
    ),
    "default-mode": (
        todo(rules=f"[{KEY}, {SIGNED_IN}]", more="api: { defaultAuthorizationMode: userPool }\n"),
        todo(rules=f"[{KEY}, {SIGNED_IN}]", more="api: { defaultAuthorizationMode: apiKey }\n"),
        {("risky", "default-mode-changed", "API")},
    ),
    # relationships
    "relationship-added": (
        FAMILY.format(parent="", child="parentId: ID"),
        FAMILY.format(
            parent=", children: { hasMany: Child, references: [parentId] }",
            child="parentId: ID, parent: { belongsTo: Parent, references: [parentId] }",
        ),
        {
            ("added", "field-added", "Parent.children"),
            ("added", "field-added", "Child.parent"),
            ("added", "index-added", "Child.gsi-Parent.children"),
        },
    ),
    "relationship-removed": (
        FAMILY.format(
            parent=", children: { hasMany: Child, references: [parentId] }",
            child="parentId: ID, parent: { belongsTo: Parent, references: [parentId] }",
        ),
        FAMILY.format(parent="", child="parentId: ID"),
        {
            ("breaking", "field-removed", "Parent.children"),
            ("breaking", "field-removed", "Child.parent"),
            ("replaced", "index-removed", "Child.gsi-Parent.children"),
        },
    ),
    "relationship-by-another-field": (
        FAMILY.format(
            parent=", children: { hasMany: Child, references: [a] }", child="a: ID, b: ID, parent: { belongsTo: Parent, references: [a] }"
        ),
        FAMILY.format(
            parent=", children: { hasMany: Child, references: [b] }", child="a: ID, b: ID, parent: { belongsTo: Parent, references: [b] }"
        ),
        {
            ("data-loss", "references-changed", "Parent.children"),
            ("data-loss", "references-changed", "Child.parent"),
            ("replaced", "index-replaced", "Child.gsi-Parent.children"),
        },
    ),
    "one-where-there-were-many": (
        FAMILY.format(parent=", child: { hasMany: Child, references: [a] }", child="a: ID, parent: { belongsTo: Parent, references: [a] }"),
        FAMILY.format(parent=", child: { hasOne: Child, references: [a] }", child="a: ID, parent: { belongsTo: Parent, references: [a] }"),
        {("breaking", "field-type-changed", "Parent.child")},
    ),
    # clients
    "written-by-nobody-any-more": (
        todo("content: String, createdAt: AWSDateTime!"),
        todo("content: String"),
        {("breaking", "input-removed", "Todo.createdAt")},
    ),
    "written-by-clients-now": (
        todo("content: String"),
        todo("content: String, createdAt: AWSDateTime!"),
        {("added", "input-relaxed", "Todo.createdAt")},
    ),
    "hidden-in-events": (
        todo("content: String, secret: String", rules=SIGNED_IN),
        todo("content: String, secret: { type: String, authorization: { allow: groups, groups: [Admin] } }", rules=SIGNED_IN),
        {
            ("breaking", "hidden-in-events", "Todo.secret"),
            ("closed", "access-closed", "Todo.secret"),
            ("closed", "access-closed", "Todo"),
            ("closed", "access-closed", "Todo.id"),
        },
    ),
    "another-kind-of-type": (
        todo("state: State", more="enums: { State: [A] }\n"),
        todo("state: State", more="types: { State: { a: String } }\n"),
        {
            ("data-loss", "stored-type-changed", "Todo.state"),
            ("breaking", "schema-changed", "State"),
            ("breaking", "input-type-changed", "Todo.state"),
        },
    ),
    "group-field-renamed": (
        todo("team: String, squad: String", rules="{ allow: groupDefinedIn, field: team }"),
        todo("team: String, squad: String", rules="{ allow: groupDefinedIn, field: squad }"),
        {
            ("data-loss", "group-field-renamed", "Todo.squad"),
            ("opened", "access-opened", "Todo"),
            ("closed", "access-closed", "Todo"),
            # Amplify has no filter of subscriptions for the field that names the group.
            ("breaking", "filter-changed", "Todo.squad"),
            ("added", "filter-added", "Todo.team"),
        },
    ),
    "group-claim-changed": (
        todo("team: String", rules="{ allow: groupDefinedIn, field: team }"),
        todo("team: String", rules="{ allow: groupDefinedIn, field: team, claim: teams }"),
        {
            ("data-loss", "group-claim-changed", "Todo.team"),
            ("opened", "access-opened", "Todo"),
            ("closed", "access-closed", "Todo"),
        },
    ),
    "items-without-group": (
        todo(rules=SIGNED_IN),
        todo("content: String, team: String", rules=f"[{SIGNED_IN}, {{ allow: groupDefinedIn, field: team }}]"),
        {("risky", "items-without-group", "Todo.team"), ("added", "field-added", "Todo.team")},
    ),
    # custom operations
    "operation-added": (
        todo(),
        todo(more=QUERY),
        {("opened", "access-to-new-operation", "Query.ask"), ("added", "operation-added", "Query.ask")},
    ),
    "operation-removed": (
        todo(more=QUERY),
        todo(),
        {("closed", "access-to-removed-operation", "Query.ask"), ("breaking", "operation-removed", "Query.ask")},
    ),
    "operation-for-others": (
        todo(more=QUERY),
        todo(more=QUERY.replace("publicApiKey", "authenticated")),
        {
            ("opened", "access-opened", "Query.ask"),
            ("closed", "access-closed", "Query.ask"),
            ("opened", "mode-added", "API"),
            ("risky", "default-mode-changed", "API"),
        },
    ),
    "answer-of-another-type": (
        todo(more=QUERY),
        todo(more=QUERY.replace("returns: String", "returns: Int")),
        {("breaking", "return-type-changed", "Query.ask")},
    ),
    "answer-never-null": (
        todo(more=QUERY),
        todo(more=QUERY.replace("returns: String", "returns: String!")),
        {("added", "field-never-null", "Query.ask")},
    ),
    "argument-required": (
        todo(more=QUERY),
        todo(more=QUERY.replace("what: String", "what: String!")),
        {("breaking", "arguments-changed", "Query.ask")},
    ),
    "argument-added": (
        todo(more=QUERY),
        todo(more=QUERY.replace("what: String", "what: String, who: ID")),
        {("added", "argument-added", "Query.ask")},
    ),
    "another-function": (
        todo(more=QUERY),
        todo(more=QUERY.replace("function: one", "function: two")),
        {("risky", "handler-changed", "Query.ask")},
    ),
    "function-may-call": (
        todo(more=QUERY + "access: [{ function: one, operations: [query] }]\n"),
        todo(more=QUERY + "access: [{ function: one, operations: [query, mutate] }, { function: two, operations: [listen] }]\n"),
        {("opened", "access-opened", "function one"), ("opened", "access-opened", "function two")},
    ),
    # tokens
    "another-issuer": (
        todo(rules=OIDC, more=ISSUER.format("https://one.example.com")),
        todo(rules=OIDC, more=ISSUER.format("https://two.example.com")),
        {("opened", "issuer-changed", "API"), ("closed", "issuer-changed", "API")},
    ),
    "mode-removed": (
        todo(rules=f"[{SIGNED_IN}, {KEY}]"),
        todo(rules=SIGNED_IN),
        {("closed", "mode-removed", "API"), ("closed", "access-closed", "Todo")},
    ),
    "authorizer-remembered-for-longer": (
        todo(rules="{ allow: custom }", more=AUTHORIZER.format(60)),
        todo(rules="{ allow: custom }", more=AUTHORIZER.format(300)),
        {("risky", "token-lifetime-changed", "API")},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_all_that_is_found(name: str) -> None:
    """Nothing is missing, and nothing is said that nobody would notice."""
    old, new, expected = CASES[name]
    assert shorts(compared(old, new)) == expected


def test_every_kind_is_proven() -> None:
    """By one of the pairs above, or of those for which one side is made by hand, below."""
    proven = {kind for _, _, expected in CASES.values() for _, kind, _ in expected}
    assert set(KINDS) == proven | {"policies-widened", "logging-changed", "data-source-changed", "events-stopped", "events-added"}


def test_every_kind_is_documented(repository: Path) -> None:
    """In the same words, with the categories and what they mean."""
    text = (repository / "docs" / "cli.md").read_text()
    section = text[text.index("\n## diff\n") :].split("\n## ")[1]
    rows = [*re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", section, re.MULTILINE)]
    described = {name: meaning for name, meaning in rows if name not in ("counts", "findings", "resources")}
    assert described == {**CATEGORIES, **KINDS}


def changed(text: str, **members: object) -> Side:
    """Return the side of a plan.json with other members."""
    plan = plan_side(text)
    return replace(plan, plan={**plan.plan, **members})


def test_policies_that_are_too_long() -> None:
    """Policies for AWS credentials allow whole types from now on."""
    exact = {"principal": "guest", "policyDocuments": [{}]}
    wide = {**exact, "widened": ["Subscription"]}
    found = difference(changed(todo(), invocations=[exact]), changed(todo(), invocations=[wide]))
    assert shorts(found) == {("risky", "policies-widened", "role guest")}
    assert difference(changed(todo(), invocations=[wide]), changed(todo(), invocations=[exact])).findings == ()


def test_logging() -> None:
    """What is written to logs, and for how long it is kept."""
    plan = plan_side(todo())
    api = {
        **plan.plan["api"],
        "graphqlApi": {**plan.plan["api"]["graphqlApi"], "logConfig": {"fieldLogLevel": "ALL", "excludeVerboseContent": False}},
    }
    found = difference(plan, replace(plan, plan={**plan.plan, "api": api, "logGroup": {"retentionInDays": 7, "policyDocument": {}}}))
    assert shorts(found) == {("risky", "logging-changed", "API")}
    assert only(found, "logging-changed").new == "ALL, with content, for 7 days"
    assert [each.name for each in found.resources.added] == ["api-logs", "api-logs", "api-logs"]


EVENTS = """\
models:
  Todo: { fields: { content: String }, authorization: { allow: publicApiKey } }
dataSources:
  Legacy: { dynamodb: { table: one } }
queries:
  ask: { returns: String, handler: { dataSource: Legacy, entry: ./ask.js }, authorization: { allow: publicApiKey } }
subscriptions:
  onTodo:
    for: [{ model: Todo, mutations: [create, update] }]
    handler: { entry: ./ask.js }
    authorization: { allow: publicApiKey }
"""
CODE = "export function request(ctx) {\n  return { payload: 1 };\n}\nexport function response(ctx) {\n  return ctx.result;\n}\n"


def test_events_data_sources_and_code(tmp_path: Path) -> None:
    """What the API's schema does not show, or in directives alone."""
    (tmp_path / "old.js").write_text(CODE)
    (tmp_path / "new.js").write_text(CODE.replace("1", "2"))
    sides = []
    for name, text in (
        ("old", EVENTS),
        ("new", EVENTS.replace("table: one", "table: two").replace("[create, update]", "[update, delete]")),
    ):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text.replace("ask.js", f"{name}.js"))
        sides.append(side_of(require_schema(load_schema(path)), name))
    assert {(each.category, each.kind, each.subject, each.old, each.new) for each in difference(*sides).findings} == {
        ("risky", "data-source-changed", "Legacy", "dynamodb, table one", "dynamodb, table two"),
        ("risky", "handler-changed", "Query.ask", None, None),
        ("risky", "handler-changed", "Subscription.onTodo", None, None),
        ("breaking", "events-stopped", "Subscription.onTodo", "createTodo", None),
        ("risky", "events-added", "Subscription.onTodo", None, "deleteTodo"),
    }


def test_descriptions_are_for_readers() -> None:
    """What a description says is no difference to anybody's requests; the API is updated in place."""
    plan = compile_schema(require_schema(load_text(todo()))).to_json()
    text = plan["api"]["schema"]
    said = {
        **plan,
        "api": {
            **plan["api"],
            "schema": text.replace("type Todo ", '"""What\nto do"""\ntype Todo ').replace(
                "content: String\n", '"text"\n  content: String\n'
            ),
        },
    }
    found = difference(side_of_plan("plan.json", plan), side_of_plan("plan.json", said))
    assert found.findings == ()
    assert [each.name for each in found.resources.updated] == ["api"]


def test_what_is_said_to_people_is_no_difference() -> None:
    """Descriptions and deprecations, in whatever language, change the API's text and nothing that anybody does."""
    more = "descriptions: { Todo: A thing, 'Query.getTodo(id:)': Which }\n"
    said = f"{todo()}{more}deprecated: {{ Todo.content: Use nothing. }}\n"
    for found in (compared(todo(), said), compared(said, todo()), compared(said, said.replace("Use nothing.", "Use something."))):
        assert found.findings == ()
        assert [each.name for each in found.resources.updated] == ["api"]


def test_words_and_places() -> None:
    """A finding says what happens, what stood there, what to do, and where."""
    found = only(compared(todo("content: String"), todo("done: Boolean, content: Int")), "stored-type-changed")
    assert (found.old, found.new) == ("String", "Int")
    assert (
        found.message
        == "Stored values keep their form, which is not that of Int: they cannot be read, or are not found by filters and keys."
    )
    assert found.advice == "Keep the field as it is, add one of another name, copy the values, then remove this one."
    assert found.position is not None
    assert (found.position.file, found.position.line, found.position.column) == ("new.yaml", 3, 30)


def test_callers_in_words() -> None:
    """Who, and what: operations that come and go together for the same callers are one finding."""
    old, new = todo(rules="[{ allow: groups, groups: [A] }]"), todo(rules="[{ allow: groups, groups: [A, B], operations: [read, update] }]")
    found = compared(old, new)
    assert {(each.category, each.message) for each in found.findings} == {
        ("opened", "Group B may now: get, list, update, onCreate, onUpdate, onDelete."),
        # Who may not delete may not set to null: that is Amplify's.
        ("closed", "Group A may no longer: create, delete, set every field to null."),
    }


def test_giving_away_in_words() -> None:
    """Whether it comes with the update, or is all that is new."""
    fields = "content: String, owner: String"
    none, plain, giving = (
        todo(fields, rules=rules)
        for rules in (
            "{ allow: groups, groups: [A] }",
            "{ allow: owner, operations: [update] }",
            "{ allow: owner, operations: [update], transferable: true }",
        )
    )
    assert only(compared(plain, giving), "access-opened").new == "give the item away"
    assert only(compared(giving, plain), "access-closed").old == "give the item away"
    assert only(compared(none, giving), "access-opened").new == "update, also to give the item away"


def test_shipped_apps_ask_for_every_value() -> None:
    """A value that is gone breaks requests that never named it; a relationship does not."""
    found = only(compared(todo("content: String, done: Boolean"), todo()), "field-removed")
    assert "shipped apps ask for all fields of Todo in each request" in found.message
    old, new, _ = CASES["relationship-removed"]
    assert not any("shipped apps" in each.message for each in compared(old, new).findings)


def test_nothing_of_a_new_key_is_told_twice() -> None:
    """A key that is another changes inputs, arguments and filters: that is one finding."""
    old = todo("slug: ID!, name: String!", more="    identifier: [slug]\n")
    assert shorts(compared(old, old.replace("[slug]", "[name]"))) == {
        ("data-loss", "table-replaced", "Todo"),
        ("breaking", "identifier-changed", "Todo"),
    }


def test_index_changes_one_at_a_time() -> None:
    """DynamoDB builds one index after the other: whoever changes several is told how many."""
    fields = "a: String, b: String"
    found = compared(todo(fields), todo(fields, more="    indexes: [{ partitionKey: a }, { partitionKey: b }]\n"))
    messages = [each.message for each in found.findings if each.kind == "index-added"]
    assert len(messages) == 2
    assert all(each.endswith("DynamoDB builds one index at a time: this change takes 2 of Todo.") for each in messages)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: String, size: Int", "name: String, width: Int", [("size", "width")]),
        ("name: String, size: Int", "name: String, width: String", []),
        ("a: Int, b: Int", "c: Int", []),
        ("a: Int", "b: Int, c: Int", []),
        ("a: Int, b: String", "c: Int, d: String", [("a", "c"), ("b", "d")]),
    ],
)
def test_a_guess_at_new_names_is_made_only_where_one_can_be_meant(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    found = [(each.old, each.new) for each in compared(todo(old), todo(new)).findings if each.kind == "field-renamed"]
    assert found == expected


def test_what_is_said_to_be_readable_is_read() -> None:
    """By AppSync's scalars as they run here: every value that the old type stores is one that the new type shows."""
    comparison = compare(side(todo()), side(todo()))
    wrong = [
        (old, new, reading)
        for old, new in itertools.product(SCALARS, SCALARS)
        for reading in [read_as(comparison, old, new)]
        if reading == "all" and not all(_reads(SCALARS[new], SCALARS[old].parse(value)) for value in SAMPLES[old])
    ]
    assert wrong == []
    # Texts show whatever is stored; what is told of them is that numbers are found by no filter for texts.
    careless = [
        (old, new)
        for old, new in itertools.product(SCALARS, SCALARS)
        if read_as(comparison, old, new) != "all" and all(_reads(SCALARS[new], SCALARS[old].parse(value)) for value in SAMPLES[old])
    ]
    assert {new for _, new in careless} <= {"ID", "String"}


def _reads(scalar: Scalar, value: Any) -> bool:
    try:
        scalar.serialize(value)
    except ValueError:
        return False
    return True
