"""Tokens that say odd things: claims that are null, empty, missing, of another type, malformed, or made to look like somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from amplify_pulumi.local.identity import ApiKey, Iam, Identity, LambdaAuthorizer, Oidc, UserPool
from amplify_pulumi.testing import LocalApi, SubscriptionRefusedError, local_api
from tests.security.stored import data, refused, store
from tests.security.worlds import GUEST, SIGNED_IN

SCHEMA = """
api: { oidcAuthorizationMode: { oidcProviderName: issuer, oidcIssuerUrl: "https://issuer.example" } }
models:
  Note:
    fields: { text: String, owner: String, team: String, teams: "[String]", tenant: String, authors: "[String]" }
    authorization:
      - { allow: owner }
      - { allow: owner, provider: oidc }
      - { allow: ownersDefinedIn, field: authors }
      - { allow: groups, groups: [Admin] }
      - { allow: groups, groups: [Admin], provider: oidc }
      - { allow: groupDefinedIn, field: team }
      - { allow: groupsDefinedIn, field: teams }
      - { allow: ownerDefinedIn, field: tenant, identityClaim: "custom:tenant" }
  Memo:
    fields: { text: String }
    authorization: { allow: authenticated }
  Draft:
    fields: { text: String }
    authorization: { allow: group, group: A }
queries:
  report:
    returns: String
    handler: { function: report }
    authorization: [{ allow: groups, groups: [Admin] }]
  letter:
    returns: String
    handler: { entry: ./letter.js }
    authorization: [{ allow: group, group: A }]
functions: { report: {} }
"""
LETTER = "export const request = () => ({ payload: 'secret' });\nexport const response = (ctx) => ctx.result;\n"

ODD: tuple[Any, ...] = (
    *(None, "", [], [None], [""], [[]], [["Admin"]], [["Admin", "Red"]], {}, {"Admin": "Admin"}, {"0": "Admin"}, 0, 1, 1.5, True, False),
    *(
        "[",
        '["Admin"',
        '[["Admin"]]',
        "{}",
        "null",
        '"Admin"',
        "[null]",
        "[1]",
        "[]",
        "[Admin]",
        "['Admin']",
        '{"length": 1, "0": "Admin"}',
    ),
    *(" Admin", "Admin ", "Admin,Red", "Admin Red", "NotAdmins", "admin", "Ad", "*", "%", ["admin", "Adm", "Admins"]),
    *("undefined", "__proto__", "constructor"),
)
"""None of these is the group Admin, the user alice, or the tenant acme."""

STORED = (
    ("owner", 0, '"a11ce::alice"'), ("owner", 1, '"alice"'), ("owner", 2, '"a11ce"'), ("team", 0, '"Admin"'),
    ("teams", 0, '["x", "Admin"]'), ("tenant", 0, '"acme"'), ("authors", 0, '["x", "alice"]'),
)  # fmt: skip
IDS = [*(f"{field}{number}" for field, number, _ in STORED), "none", "null", "empty", "nulls"]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalApi]:
    folder = tmp_path_factory.mktemp("claims")
    (folder / "letter.js").write_text(LETTER)
    (folder / "schema.yaml").write_text(SCHEMA)
    with local_api(folder / "schema.yaml", functions={"report": lambda *_: "secret"}) as api:
        store(
            api,
            *(f'createNote(input: {{id: "{field}{number}", text: "secret", {field}: {value}}})' for field, number, value in STORED),
            'createNote(input: {id: "none", text: "secret"})',
            'createNote(input: {id: "null", text: "secret", owner: null, team: null, teams: null, tenant: null, authors: null})',
            'createNote(input: {id: "empty", text: "secret", owner: "", team: "", teams: [], tenant: "", authors: []})',
            'createNote(input: {id: "nulls", text: "secret", teams: [null, ""], authors: [null, ""]})',
            'createDraft(input: {id: "draft", text: "secret"})',
        )
        yield api


def tries(api: LocalApi, identity: Identity) -> Iterator[Any]:
    """Every way to the notes: what comes of it must be neither a secret nor a failure of the resolver."""
    caller = api.as_identity(identity)
    gets = " ".join(f'{each}: getNote(id: "{each}") {{ text }}' for each in IDS)
    yield caller.execute(f'{{ listNotes {{ items {{ text }} }} {gets} report letter getDraft(id: "draft") {{ text }} }}')
    writes = " ".join(f'd{each}: deleteNote(input: {{id: "{each}"}}) {{ text }}' for each in IDS)
    writes += " ".join(f' u{each}: updateNote(input: {{id: "{each}", text: "x"}}) {{ text }}' for each in IDS)
    yield caller.execute(f"mutation {{ {writes} }}")


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize("provider", ["userPools", "oidc"])
def test_an_odd_claim_opens_nothing(api: LocalApi, provider: str, odd: Any) -> None:
    """The same odd value as the groups, as the name, as the sub and as a claim of the schema's own; items have empty and null fields."""
    claims = {"sub": odd, "username": odd, "cognito:username": odd, "cognito:groups": odd, "custom:tenant": odd}
    for each in ({"cognito:groups": odd}, {"custom:tenant": odd}, claims):
        if provider == "oidc":
            identity: Identity = Oidc(claims={"sub": "z", "username": "zed", **each})
        else:
            identity = replace(UserPool.from_claims({"sub": "z", "username": "zed"}), claims={"sub": "z", "username": "zed", **each})
        for answer in tries(api, identity):
            assert texts(answer.data) == []
            assert {error["errorType"] for error in answer.errors} <= {"Unauthorized"}, answer.errors


def test_a_group_claim_that_is_a_text_is_one_group(api: LocalApi) -> None:
    """Directives and resolvers read it alike: "AB" is neither A nor B, "A" is A."""
    for text, allowed in (("A", True), ("AB", False), ("A,B", False), ('["A"]', True)):
        caller = api.as_identity(UserPool.from_claims({"sub": "z", "username": "zed", "cognito:groups": text}))
        answer = caller.execute('{ letter getDraft(id: "draft") { text } }')
        assert (answer.data["getDraft"] is not None) is allowed, text
        # Which texts AppSync's directive takes for groups is not documented: here none.
        assert answer.data["letter"] is None


@pytest.mark.parametrize("value", [7, {"A": 1}, True, "A", [None, 7, ["A"]]], ids=repr)
def test_an_identity_can_be_made_of_any_token(value: Any) -> None:
    """A groups claim that is no list of texts neither fails nor names groups."""
    assert UserPool.from_claims({"sub": "z", "username": "zed", "cognito:groups": value}).groups == ()


def test_a_name_that_looks_like_a_whole_is_not_somebody_else(api: LocalApi) -> None:
    """Mallory registers as `a11ce::alice`, or has a sub that does."""
    for identity in (
        UserPool(username="a11ce::alice", sub="m"),
        UserPool(username="mallory", sub="a11ce::alice"),
        UserPool(username="alice::", sub="::a11ce"),
        UserPool(username="::alice", sub="a11ce"[:0] or "m"),
        Oidc(claims={"sub": "a11ce::alice"}),
        Oidc(claims={"username": "a11ce::alice"}),
    ):
        for answer in tries(api, identity):
            assert texts(answer.data) == [], identity


def test_half_a_name_owns_nothing(api: LocalApi) -> None:
    """A token without user name reads what is stored under its bare sub, as in Amplify, but writes nothing."""
    caller = api.as_identity(Oidc(claims={"sub": "a11ce"}))
    assert data(caller, '{ getNote(id: "owner2") { text } }') == {"getNote": {"text": "secret"}}
    refused(caller, 'mutation { updateNote(input: {id: "owner2", text: "x"}) { id } }')
    refused(caller, 'mutation { deleteNote(input: {id: "owner2"}) { id } }')
    refused(caller, 'mutation { createNote(input: {text: "x"}) { id } }')
    with pytest.raises(SubscriptionRefusedError):
        caller.subscribe("subscription { onCreateNote { id } }")


def test_id_and_access_tokens_name_the_same_user(api: LocalApi) -> None:
    """`cognito:username` in the one, `username` in the other; a claim of the other kind that is null or empty names nobody else."""
    for claims in ({"username": "alice"}, {"cognito:username": "alice"}):
        caller = api.as_identity(UserPool.from_claims({"sub": "a11ce", **claims}))
        assert data(caller, '{ getNote(id: "owner0") { text } }') == {"getNote": {"text": "secret"}}
    for claims in ({"username": "bob", "cognito:username": "alice"}, {"username": "", "cognito:username": "alice"}):
        caller = api.as_identity(replace(UserPool.from_claims({"sub": "z", "username": "zed"}), claims={"sub": "z", **claims}))
        assert caller.execute('{ getNote(id: "owner1") { text } }').data == {"getNote": None}


@pytest.mark.parametrize(
    "identity",
    [
        ApiKey(),
        LambdaAuthorizer(resolver_context={"sub": "a11ce", "username": "alice", "cognito:groups": '["Admin"]', "isAuthorized": "true"}),
        GUEST,
        SIGNED_IN,
        replace(GUEST, cognito_identity_pool_id=None),
        replace(GUEST, cognito_identity_id=None),
        replace(GUEST, cognito_identity_pool_id=""),
        replace(GUEST, cognito_identity_pool_id="", cognito_identity_id=""),
        replace(GUEST, cognito_identity_auth_type=None),
        replace(Iam(), cognito_identity_id=""),
    ],
    ids=repr,
)
def test_who_comes_another_way_gets_nothing(api: LocalApi, identity: Identity) -> None:
    """No rule speaks of these callers. A half of what makes a guest does not make an administrator.

    Code of the schema's own (`letter`) is not looked at: its directives let in everybody with AWS credentials, as in Amplify, and the
    policies of the identity pool's roles, which name no such field, keep guests out.
    """
    for answer in tries(api, identity):
        assert texts({name: value for name, value in (answer.data or {}).items() if name != "letter"}) == []


def test_a_guest_is_of_this_pool_and_role() -> None:
    """Guests of another pool, signed-in users, and roles that are called alike elsewhere."""
    schema = "models: { Note: { fields: { text: String }, authorization: { allow: guest } } }"
    with local_api(schema) as api:
        store(api, 'createNote(input: {id: "n", text: "secret"})')
        document = '{ getNote(id: "n") { text } }'
        assert data(api.as_identity(GUEST), document) == {"getNote": {"text": "secret"}}
        for other in (
            SIGNED_IN,
            replace(GUEST, cognito_identity_pool_id="us-east-1:other"),
            replace(GUEST, cognito_identity_auth_type="authenticated"),
            replace(GUEST, user_arn="arn:aws:sts::123456789012:assumed-role/authenticated/CognitoIdentityCredentials"),
            replace(GUEST, user_arn="arn:aws:sts::123456789012:assumed-role/x/unauthenticated"),
            replace(GUEST, user_arn=""),
            ApiKey(),
        ):
            refused(api.as_identity(other), document)


@pytest.mark.parametrize("groups", [999, 1001])
def test_more_groups_than_a_loop_takes_are_no_way_in(api: LocalApi, groups: int) -> None:
    """AppSync ends loops at 1,000 iterations, DynamoDB takes expressions of 4 KB: a clear error, never an answer."""
    caller = api.as_user("zed", groups=[f"group{number}" for number in range(groups)])
    for document in (
        "{ listNotes { items { text } } }",
        '{ getNote(id: "none") { text } }',
        'mutation { deleteNote(input: {id: "none"}) { text } }',
    ):
        answer = caller.execute(document)
        assert texts(answer.data) == []
        assert len(answer.errors) == 1
        assert answer.errors[0]["message"]
