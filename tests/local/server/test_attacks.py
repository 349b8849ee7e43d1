"""Attempts to get in over the wire: forged tokens, credentials of several kinds at once, smuggled headers, pages of other sites."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

ASK = {"query": "{ who }"}


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def forged(local: Any) -> dict[str, str]:
    """Tokens that say what a good one says, and are not signed by the pool."""
    good = local.server.issuer.issue("alice", groups=["Admin"])
    head, body, signature = good.split(".")
    claims = jwt.decode(good, options={"verify_signature": False})
    public = local.server.issuer.key.public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    secret = base64.urlsafe_b64encode(pem).decode().rstrip("=")
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key_id = local.server.issuer.key_id
    own_key = {
        "alg": "RS256",
        "kid": key_id,
        "jwk": local.server.issuer.jwks()["keys"][0],
        "jku": "http://localhost/keys",
        "x5u": "http://localhost/x",
    }
    return {
        "none": f"{part({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        "None": f"{part({'alg': 'None'})}.{body}.{signature}",
        "no signature": f"{head}.{body}.",
        "another body": f"{head}.{part({**claims, 'username': 'bob'})}.{signature}",
        "another head": f"{part({'alg': 'RS256', 'kid': '../../api-key'})}.{body}.{signature}",
        "secret": jwt.encode(claims, "secret" * 8, algorithm="HS256", headers={"kid": key_id}),
        "public key as secret": jwt.encode(claims, secret, algorithm="HS256", headers={"kid": key_id}),
        "another key": jwt.encode(claims, other, algorithm="RS256", headers={"kid": key_id}),
        "a key of its own": jwt.encode(claims, other, algorithm="RS256", headers=own_key),
        "another issuer": jwt.encode({**claims, "iss": "https://issuer.example"}, local.server.issuer.key, algorithm="RS256"),
        "no issuer": jwt.encode({**claims, "iss": ""}, local.server.issuer.key, algorithm="RS256"),
        "not yet": jwt.encode({**claims, "nbf": claims["exp"]}, local.server.issuer.key, algorithm="RS256"),
        "a number for a sub": f"{head}.{part({**claims, 'sub': 1})}.{signature}",
        "expired": local.server.issuer.issue("alice", expires_in=-1),
    }


def test_forged_tokens_get_nobody_in(local: Any) -> None:
    """Over HTTP, to open a connection, and to start a subscription on one that is open."""
    subscriber = local.open()
    for name, token in forged(local).items():
        for header in (token, f"Bearer {token}", f"bearer  {token}"):
            answer = local.post(ASK, {"authorization": header})
            assert (answer.status_code, list(answer.json())) == (401, ["errors"]), name
        assert local.connect({"authorization": token}).receive()["type"] == "connection_error", name
        subscriber.start(name, headers={"authorization": token})
        frame = subscriber.receive()
        assert (frame["type"], frame["id"]) == ("error", name)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Bearer",
        "Bearer a.b",
        "a.b.c.d",
        "..",
        "Basic YTpi",
        "null",
        "AWS4-HMAC-SHA256 Credential=x",
        "é.é.é".encode().decode("latin-1"),
    ],
)
def test_what_is_no_token_gets_nobody_in(local: Any, value: str) -> None:
    assert local.post(ASK, {"authorization": value.encode("latin-1")}).status_code == 401


@pytest.mark.parametrize("claim", ["Admin", "A", 7, None, {"A": 1}, [["A"]], True], ids=repr)
def test_a_signed_token_with_odd_groups_is_answered(local: Any, claim: Any) -> None:
    """The pool writes lists alone; other tokens fail in no other way than by naming no groups."""
    claims = jwt.decode(local.server.issuer.issue("alice"), options={"verify_signature": False})
    token = jwt.encode({**claims, "cognito:groups": claim}, local.server.issuer.key, algorithm="RS256")
    who = json.loads(local.post(ASK, {"authorization": token}).json()["data"]["who"])
    assert (who["username"], who["groups"]) == ("alice", None)


def test_bad_credentials_are_not_made_good_by_others(local: Any) -> None:
    """An API key counts before a token, as in AppSync: a wrong one is refused, whatever stands beside it, in any spelling and order."""
    for headers in (
        {"x-api-key": "da2-wrong", **local.token("alice")},
        {**local.token("alice"), "X-API-KEY": "da2-wrong"},
        {"x-api-key": "", **local.token("alice")},
        {"x-api-key": local.server.api_key + " x", **local.token("alice")},
        {"x-api-key": local.server.api_key.upper()},
        {"x-api-key": local.server.api_key[:-1]},
    ):
        assert local.post(ASK, headers).status_code == 401, headers
        assert local.connect(headers).receive()["type"] == "connection_error"
    both = local.post(ASK, {**local.key, **local.token("alice")})
    assert both.json() == {"data": {"who": None}}


def test_a_connection_lends_its_credentials_to_no_subscription(local: Any) -> None:
    """Open as Alice, start without credentials, with empty ones, and with an API key, for what users alone may hear."""
    subscriber = local.open(local.token("alice"))
    for number, headers in enumerate(({}, {"authorization": ""}, {"authorization": None}, {"host": "localhost"})):
        subscriber.start(f"s{number}", headers=headers)
        assert subscriber.receive()["type"] == "error"
    subscriber.start("key", headers=local.key, field_="onSecret")
    assert subscriber.receive()["payload"]["errors"][0]["errorType"] == "Unauthorized"


def test_headers_smuggled_into_the_handshake_stay_headers(local: Any) -> None:
    """Line ends, lists and objects in the encoded headers, a second `header-` protocol, plain headers beside encoded ones."""
    for headers in ({"x-api-key": ["da2-x", local.server.api_key]}, {"x-api-key": {"0": local.server.api_key}}, {"x-api-key": True}):
        assert local.connect(headers).receive()["type"] == "connection_error"
    smuggled = {"host": f"x\r\nx-api-key: {local.server.api_key}", "authorization": f"x\r\nx-api-key: {local.server.api_key}"}
    assert local.connect(smuggled).receive()["type"] == "connection_error"
    # What is encoded counts before what is plain: a plain key does not help a wrong one.
    wrong = f"header-{part({'x-api-key': 'da2-wrong'})}"
    plain = local.connect(subprotocols=["graphql-ws", wrong], additional_headers=local.key)
    assert plain.receive()["type"] == "connection_error"
    good = f"header-{part(local.key)}"
    assert local.connect(subprotocols=["graphql-ws", wrong, good]).receive()["type"] == "connection_error"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost.evil.example", "169.254.169.254", ""])
def test_pages_of_other_sites_need_credentials_as_everybody(local: Any, host: str) -> None:
    """A page that resolves its name to this machine, or calls it across origins, has neither key nor token: no cookies, no default."""
    for headers in ({}, {"cookie": f"x-api-key={local.server.api_key}"}, {"origin": "https://evil.example", "referer": local.url}):
        answer = local.post(ASK, {**headers, "host": host})
        assert answer.status_code in (400, 401)
        assert "data" not in answer.text
        assert local.server.api_key not in answer.text
    answer = local.http.get(local.url, params={"query": "{ who }", "x-api-key": local.server.api_key})
    assert answer.status_code == 401


def test_refusals_hold_no_secrets(local: Any) -> None:
    """Neither in the body nor in the header for developers."""
    for headers in ({"x-api-key": "da2-wrong"}, {"authorization": "a.b.c"}, {}):
        answer = local.post(ASK, headers)
        assert local.server.api_key not in answer.text + str(answer.headers)
        assert "PRIVATE KEY" not in answer.text
