"""Who is who by which token: access tokens and ID tokens of one user call him differently."""

from __future__ import annotations

import pytest

from amplify_pulumi.local.identity import UserPool
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
