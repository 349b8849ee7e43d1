"""What the access matrix says is what happens: every row, as every kind of caller, against the API as it runs here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from amplify_pulumi.codegen.access_matrix import AccessMatrix, Caller, access_matrix
from amplify_pulumi.schema import load_schema, load_text, require_schema
from amplify_pulumi.schema.errors import has_errors
from amplify_pulumi.schema.model import (
    Api,
    ApiKeyMode,
    Field,
    Function,
    Index,
    LambdaMode,
    Model,
    OidcMode,
    Operation,
    Relationship,
    Rule,
    Schema,
)
from amplify_pulumi.schema.rules import validate
from tests.codegen.access_oracle import Trial

ROOT = Path(__file__).parents[2]
CASES = (
    *("auth", "customer", "customops", "disabled-relations", "field-rules", "mixed-relationships", "operations", "owners", "providers"),
    "schema-rules",
)
EXAMPLES = ("blog/schema.py", "custom-operations/schema.yaml", "todo/schema.yaml")

SMALL = """\
models:
  Note:
    fields:
      text: String
      author: String
      secret: { type: String, authorization: [{ allow: groups, groups: [Admin] }, { allow: owner, operations: [create, read] }] }
      lines:
        hasMany: Line
        references: [noteId]
        authorization: [{ allow: ownerDefinedIn, field: author }, { allow: groups, groups: [Admin] }]
    indexes: [{ partitionKey: secret }, { partitionKey: text, sortKeys: [secret] }]
    authorization:
      - { allow: owner }
      - { allow: ownerDefinedIn, field: author, transferable: true }
      - { allow: publicApiKey, operations: [read] }
  Line:
    fields: { noteId: ID, note: { belongsTo: Note, references: [noteId] } }
    authorization: [{ allow: authenticated, operations: [read] }, { allow: owner }]
functions: { echo: {} }
queries:
  echo: { returns: String, handler: { function: echo }, authorization: { allow: groups, groups: [Admin] } }
"""


def tried(schema: Schema) -> Trial:
    """Try everything with a schema."""
    trial = Trial(schema=schema)
    trial.run()
    return trial


@pytest.mark.parametrize("case", CASES)
def test_what_the_matrix_says_happens(case: str) -> None:
    """Rules of every kind, with every provider, on models, fields and operations; relationships; disabled operations."""
    trial = tried(require_schema(load_schema(ROOT / "tests" / "conformance" / "cases" / case / "schema.yaml")))
    assert trial.wrong == []
    assert trial.allowed > 50
    assert trial.denied > 50


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_the_matrix_says_of_the_examples_happens(example: str) -> None:
    trial = tried(require_schema(load_schema(ROOT / "examples" / example)))
    assert trial.wrong == []
    assert trial.allowed > 20


@pytest.fixture(scope="module")
def small() -> tuple[Schema, AccessMatrix]:
    """A schema with something of everything, and its matrix, which is right."""
    schema = require_schema(load_text(SMALL))
    assert tried(schema).wrong == []
    return schema, access_matrix(schema)


@pytest.mark.parametrize(
    "key",
    [
        ("model", "Note", "get", ""),
        ("model", "Note", "list", ""),
        ("model", "Note", "indexQuery", "listNoteBySecret"),
        ("model", "Note", "indexQuery", "listNoteByTextAndSecret"),
        ("model", "Note", "relationship", "lines"),
        ("model", "Note", "create", ""),
        ("model", "Note", "create", "secret"),
        ("model", "Note", "update", ""),
        ("model", "Note", "update", "secret"),
        ("model", "Note", "clear", "author"),
        ("model", "Note", "clear", "secret"),
        ("model", "Note", "delete", ""),
        ("model", "Note", "onCreate", ""),
        ("model", "Note", "onUpdate", ""),
        ("model", "Note", "onDelete", ""),
        ("model", "Note", "read", "secret"),
        ("operation", "echo", "query", ""),
    ],
    ids="-".join,
)
def test_a_matrix_that_is_wrong_is_found_out(small: tuple[Schema, AccessMatrix], key: tuple[str, ...]) -> None:
    """The trials are worth something: where an entry leaves somebody out, or lets somebody in, they find it."""
    schema, matrix = small
    entry = next(each for each in matrix.entries if each.key == key)
    administrator = Caller(kind="administrator")
    # Only those who have got an item try to read its fields.
    intruder = Caller(kind="apiKey" if key[2] == "read" else "guest")
    for callers in ((administrator,), (*entry.callers, intruder)):
        # One entry alone lets nobody create: the item and each of its fields have to.
        if callers == entry.callers or (intruder in callers and key[2] == "create"):
            continue
        changed = replace(entry, callers=callers, also=None)
        trial = Trial(schema=schema, matrix=replace(matrix, entries=tuple(changed if each is entry else each for each in matrix.entries)))
        trial.run(only=entry)
        assert trial.wrong, callers


operations = st.none() | st.lists(st.sampled_from(["create", "update", "delete", "get", "list", "listen"]), min_size=1, unique=True).map(
    tuple
)
field_operations = st.none() | st.lists(st.sampled_from(["create", "update", "delete", "read"]), min_size=1, unique=True).map(tuple)
providers = st.sampled_from([None, "oidc"])


def rules(names: st.SearchStrategy[tuple[Operation, ...] | None]) -> st.SearchStrategy[tuple[Rule, ...]]:
    """One to three rules, for some operations each."""
    one = st.one_of(
        st.builds(Rule, allow=st.sampled_from(["publicApiKey", "guest", "custom"]), operations=names),
        st.builds(Rule, allow=st.just("authenticated"), provider=st.sampled_from([None, "oidc", "identityPool"]), operations=names),
        st.builds(
            Rule,
            allow=st.just("owner"),
            provider=providers,
            claim=st.sampled_from([None, "org"]),
            transferable=st.booleans(),
            operations=names,
        ),
        st.builds(
            Rule,
            allow=st.just("ownersDefinedIn"),
            defined_in=st.just("authors"),
            provider=providers,
            transferable=st.booleans(),
            operations=names,
        ),
        st.builds(
            Rule, allow=st.just("groups"), groups=st.sampled_from([("Admin",), ("Red", "Admin")]), provider=providers, operations=names
        ),
        st.builds(Rule, allow=st.just("groupDefinedIn"), defined_in=st.just("team"), operations=names),
        st.builds(Rule, allow=st.just("groupsDefinedIn"), defined_in=st.just("teams"), operations=names),
    )
    return st.lists(one, min_size=1, max_size=3, unique_by=lambda rule: (rule.allow, rule.provider)).map(tuple)


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """Two models that are related, with random rules on both, on a field and on the relationship."""
    modes = Api(
        default_authorization_mode="userPool",
        api_key=ApiKeyMode(),
        oidc=OidcMode(provider_name="issuer", issuer_url="https://issuer.example"),
        lambda_=LambdaMode(function="authorizer"),
    )
    own = st.none() | rules(field_operations)
    note = Model(
        name="Note",
        fields=(
            Field(name="text", type="String", authorization=draw(own)),
            Field(name="owner", type="String"),
            Field(name="authors", type="String", array=True),
            Field(name="team", type="String"),
            Field(name="teams", type="String", array=True),
            Relationship(name="lines", kind="hasMany", model="Line", references=("noteId",), authorization=draw(own)),
        ),
        indexes=(Index(partition_key="text", query_field="listNoteByText"),),
        authorization=draw(rules(operations)),
    )
    line = Model(
        name="Line",
        fields=(
            Field(name="authors", type="String", array=True),
            Field(name="team", type="String"),
            Field(name="teams", type="String", array=True),
            Field(name="noteId", type="ID"),
            Relationship(name="note", kind="belongsTo", model="Note", references=("noteId",)),
        ),
        authorization=draw(rules(operations)),
    )
    return Schema(api=modes, models=(note, line), functions=(Function(name="authorizer"),))


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(schemas())
def test_it_happens_for_random_rules(schema: Schema) -> None:
    assume(not has_errors(validate(schema)))
    assert tried(schema).wrong == []
