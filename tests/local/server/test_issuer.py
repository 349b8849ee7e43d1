"""The local user pool's tokens."""

from __future__ import annotations

import stat
import subprocess
import sys
import time
import uuid
from pathlib import Path

import jwt
import pytest

from amplify_pulumi.local.identity import UserPool, subject
from amplify_pulumi.local.issuer import ISSUER, KEY_FILE, open_issuer
from amplify_pulumi.local.state import StateError


def test_an_access_token_has_the_claims_of_cognitos(tmp_path: Path) -> None:
    issuer = open_issuer(tmp_path)
    claims = issuer.read(issuer.issue("alice", groups=["Admin", "Staff"], claims={"custom:tenant": "acme"}))
    assert {name: claims[name] for name in ("token_use", "username", "client_id", "iss", "cognito:groups", "custom:tenant")} == {
        "token_use": "access",
        "username": "alice",
        "client_id": "local",
        "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_local",
        "cognito:groups": ["Admin", "Staff"],
        "custom:tenant": "acme",
    }
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["sub"] == subject("alice")
    assert "cognito:username" not in claims
    assert "aud" not in claims


def test_an_id_token_has_the_claims_of_cognitos(tmp_path: Path) -> None:
    issuer = open_issuer(tmp_path)
    claims = issuer.read(issuer.issue("alice", claims={"email": "alice@example.com"}, token_use="id", expires_in=60))
    assert (claims["token_use"], claims["cognito:username"], claims["aud"], claims["email"]) == (
        "id",
        "alice",
        "local",
        "alice@example.com",
    )
    assert claims["exp"] - claims["iat"] == 60
    assert "cognito:groups" not in claims
    assert "username" not in claims


def test_both_kinds_of_token_are_the_same_user(tmp_path: Path) -> None:
    issuer = open_issuer(tmp_path)
    access, identity = (
        UserPool.from_claims(issuer.read(issuer.issue("alice", groups=["Admin"], token_use=use))) for use in ("access", "id")
    )
    assert access.username == identity.username == "alice"
    assert access.groups == identity.groups == ("Admin",)
    assert access.sub == identity.sub


def test_the_issuer_is_the_one_that_identities_in_process_have() -> None:
    """Owners are stored as `sub::username`: a caller in process and the same one with a token must not differ."""
    assert UserPool(username="alice", sub=subject("alice")).issuer == ISSUER


def test_a_sub_is_a_uuid_of_the_name_alone() -> None:
    assert uuid.UUID(subject("alice")).version == 5
    assert subject("alice") == subject("alice") != subject("Alice")


def test_a_sub_of_ones_own_wins(tmp_path: Path) -> None:
    issuer = open_issuer(tmp_path)
    assert issuer.read(issuer.issue("alice", claims={"sub": "1234"}))["sub"] == "1234"


def test_another_process_makes_tokens_that_this_one_reads(tmp_path: Path) -> None:
    """`amplify-pulumi token` runs beside the server."""
    code = (
        "import sys, pathlib; from amplify_pulumi.local.issuer import open_issuer; "
        "print(open_issuer(pathlib.Path(sys.argv[1])).issue('bob'))"
    )
    made = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert open_issuer(tmp_path).read(made.stdout.strip())["username"] == "bob"


def test_the_key_is_its_owners_alone(tmp_path: Path) -> None:
    open_issuer(tmp_path)
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_tokens_of_other_issuers_and_expired_ones_are_refused(tmp_path: Path) -> None:
    issuer, other = open_issuer(tmp_path / "one"), open_issuer(tmp_path / "two")
    with pytest.raises(jwt.InvalidSignatureError):
        issuer.read(other.issue("alice"))
    expired = issuer.issue("alice", expires_in=-1)
    with pytest.raises(jwt.ExpiredSignatureError):
        issuer.read(expired)
    elsewhere = jwt.encode(
        {"sub": "x", "iss": "https://example.com", "iat": int(time.time()), "exp": int(time.time()) + 60}, issuer.key, algorithm="RS256"
    )
    with pytest.raises(jwt.InvalidIssuerError):
        issuer.read(elsewhere)


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(tmp_path: Path) -> None:
    """Only RS256 counts: neither `none` nor HMAC over what everybody can read."""
    issuer = open_issuer(tmp_path)
    claims = {"sub": "x", "iss": ISSUER, "iat": int(time.time()), "exp": int(time.time()) + 60}
    for token in (jwt.encode(claims, None, algorithm="none"), jwt.encode(claims, issuer.jwks()["keys"][0]["n"], algorithm="HS256")):
        with pytest.raises(jwt.InvalidAlgorithmError):
            issuer.read(token)


@pytest.mark.parametrize("missing", ["exp", "iat", "iss", "sub"])
def test_a_token_that_leaves_out_a_claim_is_refused(tmp_path: Path, missing: str) -> None:
    issuer = open_issuer(tmp_path)
    claims = {"sub": "x", "iss": ISSUER, "iat": int(time.time()), "exp": int(time.time()) + 60}
    del claims[missing]
    with pytest.raises(jwt.MissingRequiredClaimError):
        issuer.read(jwt.encode(claims, issuer.key, algorithm="RS256"))


def test_the_published_key_verifies_the_tokens(tmp_path: Path) -> None:
    """A client that reads the JWKS, as of any user pool, needs nothing else."""
    issuer = open_issuer(tmp_path)
    token = issuer.issue("alice")
    keys = jwt.PyJWKSet.from_dict(issuer.jwks())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    assert jwt.decode(token, key, algorithms=["RS256"])["username"] == "alice"
    assert issuer.jwks()["keys"][0].keys() == {"alg", "e", "kid", "kty", "n", "use"}


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"username": ""}, "a user needs a name"),
        ({"username": "a", "groups": [""]}, "groups must be a list of names"),
        ({"username": "a", "groups": "Admin"}, "groups must be a list of names"),
        ({"username": "a", "claims": {"iss": "x", "exp": 1}}, "the token states exp, iss by itself"),
    ],
)
def test_what_makes_no_token_is_said(tmp_path: Path, arguments: dict[str, object], text: str) -> None:
    issuer = open_issuer(tmp_path)
    with pytest.raises(ValueError, match=text):
        issuer.issue(**arguments)


@pytest.mark.parametrize("content", [b"", b"junk", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_damaged_key_is_reported(tmp_path: Path, content: bytes) -> None:
    (tmp_path / KEY_FILE).write_bytes(content)
    with pytest.raises(StateError, match="holds no RSA key: delete it"):
        open_issuer(tmp_path)


def test_the_key_does_not_show_itself(tmp_path: Path) -> None:
    assert "RSAPrivateKey" not in repr(open_issuer(tmp_path))
