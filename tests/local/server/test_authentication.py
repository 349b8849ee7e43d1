"""From headers to identities, and AppSync's texts where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from amplify_pulumi.local.authentication import AuthenticationSettings, Authenticator, Credentials, UnauthorizedError
from amplify_pulumi.local.identity import ApiKey, UserPool, subject
from amplify_pulumi.local.issuer import Issuer, open_issuer

KEY = "da2-abcdefghijklmnopqrstuvwxyz"
USER_POOL = "AMAZON_COGNITO_USER_POOLS"
SIGNATURE = "AWS4-HMAC-SHA256 Credential=AKIA/20250101/us-east-1/appsync/aws4_request, SignedHeaders=host, Signature=00"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return open_issuer(tmp_path_factory.mktemp("state"))


def authenticator(issuer: Issuer, *types: str) -> Authenticator:
    return Authenticator(types, AuthenticationSettings(api_key=KEY, issuer=issuer))


def refusal(issuer: Issuer, types: tuple[str, ...], headers: Mapping[str, str]) -> UnauthorizedError:
    with pytest.raises(UnauthorizedError) as raised:
        authenticator(issuer, *types).identify(Credentials(headers=headers))
    return raised.value


def test_the_key_makes_an_api_key_identity(issuer: Issuer) -> None:
    assert authenticator(issuer, "API_KEY").identify(Credentials(headers={"x-api-key": KEY})) == ApiKey()


@pytest.mark.parametrize("prefix", ["", "Bearer ", "bearer  "])
@pytest.mark.parametrize("use", ["access", "id"])
def test_a_token_of_the_pool_makes_a_user(issuer: Issuer, prefix: str, use: str) -> None:
    token = issuer.issue("alice", groups=["Admin"], token_use=use)  # type: ignore[arg-type] # parametrised
    identity = authenticator(issuer, USER_POOL).identify(Credentials(headers={"authorization": prefix + token}))
    assert isinstance(identity, UserPool)
    assert (identity.username, identity.sub, identity.groups) == ("alice", subject("alice"), ("Admin",))
    assert identity.claims["token_use"] == use


def test_several_types_work_beside_each_other(issuer: Issuer) -> None:
    both = authenticator(issuer, USER_POOL, "API_KEY")
    assert both.identify(Credentials(headers={"x-api-key": KEY})) == ApiKey()
    assert isinstance(both.identify(Credentials(headers={"authorization": issuer.issue("alice")})), UserPool)


def test_a_key_wins_over_a_token(issuer: Issuer) -> None:
    """As AppSync does since 2021 (aws/aws-appsync-community#169)."""
    both = authenticator(issuer, USER_POOL, "API_KEY")
    assert both.identify(Credentials(headers={"x-api-key": KEY, "authorization": issuer.issue("alice")})) == ApiKey()
    assert refusal(issuer, (USER_POOL, "API_KEY"), {"x-api-key": "no", "authorization": issuer.issue("a")}).reason.startswith("x-api-key")


@pytest.mark.parametrize(
    ("types", "headers", "message"),
    [
        (("API_KEY",), {}, "You are not authorized to make this call."),
        ((USER_POOL,), {}, "Valid authorization header not provided."),
        ((USER_POOL, "API_KEY"), {}, "Valid authorization header not provided."),
        (("API_KEY", USER_POOL), {}, "You are not authorized to make this call."),
        (("API_KEY",), {"x-api-key": ""}, "You are not authorized to make this call."),
        (("API_KEY",), {"x-api-key": KEY + "x"}, "You are not authorized to make this call."),
        (("API_KEY",), {"x-api-key": KEY[:-1]}, "You are not authorized to make this call."),
        (("API_KEY",), {"x-api-key": "schlüssel"}, "You are not authorized to make this call."),
        (("API_KEY",), {"authorization": "a.b.c"}, "You are not authorized to make this call."),
        ((USER_POOL,), {"x-api-key": KEY}, "You are not authorized to make this call."),
        ((USER_POOL,), {"authorization": ""}, "Valid authorization header not provided."),
        ((USER_POOL,), {"authorization": "Bearer "}, "Valid authorization header not provided."),
        ((USER_POOL,), {"authorization": "junk"}, "Unable to parse JWT token."),
        ((USER_POOL,), {"authorization": "a.b.c"}, "Unable to parse JWT token."),
        ((USER_POOL,), {"authorization": "Bearer ä.ö.ü"}, "Unable to parse JWT token."),
        ((USER_POOL,), {"authorization": SIGNATURE}, "You are not authorized to make this call."),
    ],
)
def test_what_is_refused_has_appsyncs_text(issuer: Issuer, types: tuple[str, ...], headers: dict[str, str], message: str) -> None:
    """S002-26: no key, no entry."""
    assert refusal(issuer, types, headers).message == message


def test_an_expired_token_says_so(issuer: Issuer) -> None:
    error = refusal(issuer, (USER_POOL,), {"authorization": issuer.issue("alice", expires_in=-10)})
    assert error.message == "Token has expired."
    assert "amplify-pulumi token" in error.reason


def test_a_token_of_another_pool_is_not_authorized(issuer: Issuer, tmp_path: Path) -> None:
    error = refusal(issuer, (USER_POOL,), {"authorization": open_issuer(tmp_path).issue("alice")})
    assert error.message == "You are not authorized to make this call."
    assert "not signed by the local user pool" in error.reason


@pytest.mark.parametrize(
    ("type_", "headers", "what"),
    [
        ("AWS_IAM", {"authorization": SIGNATURE}, "AWS signatures (AWS_IAM)"),
        ("OPENID_CONNECT", {"authorization": "a.b.c"}, "Tokens of an OpenID Connect issuer"),
        ("AWS_LAMBDA", {"authorization": "secret"}, "Tokens of a Lambda authorizer"),
    ],
)
def test_what_cannot_be_checked_is_refused_by_name(issuer: Issuer, type_: str, headers: dict[str, str], what: str) -> None:
    message = refusal(issuer, ("API_KEY", type_), headers).message
    assert message == f"{what} cannot be checked by the local API: use an API key or a token of the local user pool."


def test_iam_beside_others_does_not_get_in_their_way(issuer: Issuer) -> None:
    """Amplify always configures IAM."""
    types = ("API_KEY", "AWS_IAM", USER_POOL)
    assert isinstance(authenticator(issuer, *types).identify(Credentials(headers={"authorization": issuer.issue("a")})), UserPool)
    assert refusal(issuer, types, {"authorization": "junk"}).message == "Unable to parse JWT token."


def test_an_api_without_a_key_lets_no_key_in(issuer: Issuer) -> None:
    nobody = Authenticator(("API_KEY",), AuthenticationSettings(issuer=issuer))
    for key in ("", "None", KEY):
        with pytest.raises(UnauthorizedError):
            nobody.identify(Credentials(headers={"x-api-key": key}))


def test_secrets_do_not_show_themselves(issuer: Issuer) -> None:
    assert KEY not in repr(AuthenticationSettings(api_key=KEY, issuer=issuer))
