"""Who is who by what he comes with: access tokens and ID tokens of one user call him differently, callers by IAM have pools and roles."""

from __future__ import annotations

import pytest

from amplify_pulumi.local.identity import Iam, UserPool
from amplify_pulumi.local.references import ACCOUNT, IDENTITY_POOL_ID, UNAUTHENTICATED_ROLE
from amplify_pulumi.testing import local_api

SCHEMA = """
models:
  Note:
    fields: {{ text: String, owner: String }}
    authorization: {{ allow: owner, identityClaim: "{claim}" }}
"""
ACCESS = UserPool.from_claims({"sub": "a11ce", "username": "alice", "token_use": "access"})
ID = UserPool.from_claims({"sub": "a11ce", "cognito:username": "alice", "token_use": "id"})
ANOTHER = UserPool.from_claims({"sub": "b0b", "username": "bob", "cognito:username": "bob"})


@pytest.mark.parametrize("claim", ["username", "cognito:username", "sub::username", "sub::cognito:username"])
def test_an_item_is_within_reach_of_its_owners_access_token_and_id_token(claim: str) -> None:
    """Whichever of the two made it, and whichever of the two names the rule says."""
    with local_api(SCHEMA.format(claim=claim)) as api:
        for number, maker in enumerate((ACCESS, ID)):
            made = api.as_identity(maker).execute(f'mutation {{ createNote(input: {{ id: "n{number}" }}) {{ owner }} }}')
            assert made.data == {"createNote": {"owner": "alice"}}
        for reader, found in ((ACCESS, ["n0", "n1"]), (ID, ["n0", "n1"]), (ANOTHER, [])):
            listed = api.as_identity(reader).execute("{ listNotes { items { id } } }").data["listNotes"]["items"]
            assert sorted(each["id"] for each in listed) == found
            for each in ("n0", "n1"):
                changed = api.as_identity(reader).execute(f'mutation {{ updateNote(input: {{ id: "{each}", text: "x" }}) {{ id }} }}')
                assert bool(changed.errors) == (each not in found)


IAM = """
api: { defaultAuthorizationMode: userPool, apiKeyAuthorizationMode: {} }
authorization: { allow: authenticated }
models:
  ByGuest: { fields: { text: String }, authorization: { allow: guest } }
  ByPool: { fields: { text: String }, authorization: { allow: authenticated, provider: identityPool } }
  ByBoth: { fields: { text: String }, authorization: [{ allow: guest }, { allow: authenticated, provider: identityPool }] }
  ByUser: { fields: { text: String } }
"""


def by_iam(role: str, kind: str, pool: str = IDENTITY_POOL_ID) -> Iam:
    return Iam(
        username="AROA:session",
        user_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/session",
        cognito_identity_pool_id=pool,
        cognito_identity_id="us-east-1:1",
        cognito_identity_auth_type="authenticated" if kind == "signed in" else "unauthenticated",
    )


@pytest.mark.parametrize(
    ("caller", "models"),
    [
        (Iam(), {"ByGuest", "ByPool", "ByBoth", "ByUser"}),
        (by_iam(UNAUTHENTICATED_ROLE, "guest"), {"ByGuest", "ByBoth"}),
        (by_iam("another", "guest"), set()),
        (by_iam("authenticated", "signed in"), {"ByPool", "ByBoth"}),
        (by_iam("of-a-group", "signed in"), {"ByPool", "ByBoth"}),
        (by_iam(UNAUTHENTICATED_ROLE, "signed in"), {"ByPool", "ByBoth"}),
        (by_iam(UNAUTHENTICATED_ROLE, "guest", "us-east-1:another"), set()),
        (by_iam("authenticated", "signed in", "us-east-1:another"), set()),
    ],
)
def test_callers_by_iam_are_administrators_or_of_the_apis_pool_as_guests_or_signed_in(caller: Iam, models: set[str]) -> None:
    """Whoever signed in counts in whichever role, a guest in the pool's role for guests alone (docs/differences.md, another-pool)."""
    with local_api(IAM) as api:
        answers = {
            model: api.as_identity(caller).execute(f"mutation {{ create{model}(input: {{}}) {{ id }} }}")
            for model in ("ByGuest", "ByPool", "ByBoth", "ByUser")
        }
        assert {model for model, answer in answers.items() if not answer.errors} == models
        assert {error["errorType"] for answer in answers.values() for error in answer.errors} <= {"Unauthorized"}


HALF = """
models:
  Box:
    fields:
      label: String
      owner: String
      things: { hasMany: Thing, references: [boxId] }
      lid: { hasOne: Lid, references: [boxId] }
    indexes: [{ partitionKey: label, queryField: boxesByLabel }]
    authorization: { allow: owner }
  Thing:
    fields: { boxId: ID, owner: String, box: { belongsTo: Box, references: [boxId] } }
    authorization: { allow: owner }
  Lid:
    fields: { boxId: ID, owner: String, box: { belongsTo: Box, references: [boxId] } }
    authorization: { allow: owner }
  Page:
    identifier: [owner, number]
    fields: { owner: String!, number: Int! }
    authorization: { allow: owner }
  Sheet:
    identifier: [number, part]
    fields: { number: Int!, part: Int!, owner: String }
    authorization: { allow: owner }
"""


def test_who_lacks_a_part_of_his_name_reads_in_every_way_what_the_other_part_names() -> None:
    """By keys, indexes and relationships alike, whether a rule looks in the key or not; of others he reads nothing."""
    with local_api(HALF) as api:
        for name in ("alice", "bob"):
            owned = f'owner: "{name}"'
            made = api.as_iam().execute(
                f"""mutation {{
                  createBox(input: {{ id: "{name}", label: "x", {owned} }}) {{ id }}
                  createThing(input: {{ id: "{name}", boxId: "alice", {owned} }}) {{ id }}
                  createLid(input: {{ id: "{name}", boxId: "alice", {owned} }}) {{ id }}
                  createPage(input: {{ number: 1, {owned} }}) {{ number }}
                  createSheet(input: {{ number: 1, part: {len(name)}, {owned} }}) {{ number }}
                }}"""
            )
            assert made.errors == ()
        found = api.as_identity(UserPool(username="alice", sub="")).execute(
            """{
              getBox(id: "alice") { id things { items { id box { id } } } lid { id } }
              listBoxes { items { id } }
              boxesByLabel(label: "x") { items { id } }
              getPage(owner: "alice", number: 1) { owner }
              listPages(owner: "alice") { items { owner } }
              listSheets(number: 1) { items { part } }
            }"""
        )
        assert found.errors == ()
        assert found.data == {
            "getBox": {"id": "alice", "things": {"items": [{"id": "alice", "box": {"id": "alice"}}]}, "lid": {"id": "alice"}},
            "listBoxes": {"items": [{"id": "alice"}]},
            "boxesByLabel": {"items": [{"id": "alice"}]},
            "getPage": {"owner": "alice"},
            "listPages": {"items": [{"owner": "alice"}]},
            "listSheets": {"items": [{"part": len("alice")}]},
        }
