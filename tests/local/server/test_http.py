"""AppSync over HTTP: statuses, bodies and headers."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest

from amplify_pulumi.local.wire import encode

ECHO = {"query": "query ($t: String) { echo(text: $t) }", "variables": {"t": "hello"}}


def test_a_query_is_answered(local: Any) -> None:
    answer = local.post(ECHO)
    assert answer.status_code == 200
    assert answer.json() == {"data": {"echo": "hello"}}
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    assert answer.headers["x-amzn-requestid"] != local.post(ECHO).headers["x-amzn-requestid"]


def test_it_is_answered_over_tls_on_the_same_port(local: Any) -> None:
    """S002-20: what is encrypted and what is not come in at one port."""
    with httpx.Client(verify=local.trust, trust_env=False) as client:
        secure = local.url.replace("http://", "https://")
        for host in ("localhost", "127.0.0.1", *(["[::1]"] if local.has_ipv6 else [])):
            assert client.post(secure.replace("localhost", host), json=ECHO, headers=local.key).json() == {"data": {"echo": "hello"}}
    assert local.post(ECHO).status_code == 200


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=UTF-8", "application/json", "application/graphql", "text/plain;charset=UTF-8", None]
)
def test_the_body_is_json_whatever_it_calls_itself(local: Any, content_type: str | None) -> None:
    headers = {**local.key, **({"content-type": content_type} if content_type else {})}
    assert local.post(ECHO, headers).json() == {"data": {"echo": "hello"}}


def test_get_takes_its_request_from_the_query_string(local: Any) -> None:
    parameters = {"query": "query A($t: String) { echo(text: $t) } query B { fail }", "variables": '{"t": "a+b &c"}', "operationName": "A"}
    answer = local.http.get(local.url, params=parameters, headers=local.key)
    assert (answer.status_code, answer.json()) == (200, {"data": {"echo": "a+b &c"}})


@pytest.mark.parametrize("query", ["", "?query=", "?query=%7Becho%7D&variables=%7B", "?query=%7Becho%7D&variables=[]", "?variables={}"])
def test_get_without_a_request_is_malformed(local: Any, query: str) -> None:
    answer = local.http.get(local.url + query, headers=local.key)
    assert (answer.status_code, answer.json()) == (400, malformed("Unable to parse GraphQL query."))


def malformed(message: str) -> dict[str, Any]:
    return {"errors": [{"errorType": "MalformedHttpRequestException", "message": message}]}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "Request body is empty."),
        (b"  \n", "Request body is empty."),
        (b"meow", "Unable to parse GraphQL query."),
        (b"{}", "Unable to parse GraphQL query."),
        (b"{}}", "Unable to parse GraphQL query."),
        (b"[]", "Unable to parse GraphQL query."),
        (b'[{"query": "{ echo }"}]', "Unable to parse GraphQL query."),
        (b"null", "Unable to parse GraphQL query."),
        (b'{"query": 1}', "Unable to parse GraphQL query."),
        (b'{"query": "{ echo }", "variables": []}', "Unable to parse GraphQL query."),
        (b'{"query": "{ echo }", "variables": "{}"}', "Unable to parse GraphQL query."),
        (b'{"query": "{ echo }", "operationName": 1}', "Unable to parse GraphQL query."),
        (b'{"query": "{ echo"}', "Unable to parse GraphQL query."),
        (b'{"query": ""}', "Unable to parse GraphQL query."),
        (b'\xff\xfe{"query": "{ echo }"}', "Unable to parse GraphQL query."),
        (b'{"query": "query A { echo } query B { echo }"}', "Missing operation name."),
        (b"[" * 100_000, "Unable to parse GraphQL query."),
        (b'{"query": "' + b"{a" * 20_000 + b'"}', "Unable to parse GraphQL query."),
    ],
)
def test_what_cannot_be_read_is_malformed(local: Any, body: bytes, message: str) -> None:
    """The texts of graphql/graphql-over-http#81, by AppSync's team."""
    answer = local.post(body)
    assert answer.status_code == 400
    assert [(each["errorType"], each["message"]) for each in answer.json()["errors"]] == [("MalformedHttpRequestException", message)]
    assert answer.json().keys() == {"errors"}
    assert answer.headers["x-amzn-errortype"] == "MalformedHttpRequestException"


def test_mistakes_in_graphql_are_answered_with_200(local: Any) -> None:
    answer = local.post({"query": "{ nothing }"})
    assert answer.status_code == 200
    assert answer.json()["data"] is None
    assert "FieldUndefined" in answer.json()["errors"][0]["message"]
    answer = local.post({"query": "{ fail }"})
    assert answer.status_code == 200
    assert answer.json()["data"] == {"fail": None}
    assert (answer.json()["errors"][0]["errorType"], answer.json()["errors"][0]["message"]) == ("BadLuck", "no luck")


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "You are not authorized to make this call."),
        ({"x-api-key": "da2-wrong"}, "You are not authorized to make this call."),
        ({"authorization": "junk"}, "Unable to parse JWT token."),
    ],
)
def test_strangers_get_401_with_the_header_that_clients_read(local: Any, headers: dict[str, str], message: str) -> None:
    """S002-26. Without `x-amzn-errortype` Amplify's client shows "Unknown error"."""
    answer = local.post(ECHO, headers)
    assert answer.status_code == 401
    assert answer.json() == {"errors": [{"errorType": "UnauthorizedException", "message": message}]}
    assert answer.headers["x-amzn-errortype"] == "UnauthorizedException"
    assert answer.headers["x-amzn-requestid"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-amplify-pulumi-reason"]


def test_strangers_learn_nothing_about_their_request(local: Any) -> None:
    """Who may call is asked before what is called."""
    assert local.post(b"meow", {}).status_code == 401


def test_an_expired_token_says_so(local: Any) -> None:
    answer = local.post(ECHO, local.token("alice", expires_in=-5))
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (401, "Token has expired.")


def test_tokens_become_users(local: Any) -> None:
    answer = local.post({"query": "{ who }"}, local.token("alice", groups=["Admin"], claims={"custom:tenant": "acme"}))
    who = json.loads(answer.json()["data"]["who"])
    assert (who["username"], who["groups"], who["claims"]["custom:tenant"]) == ("alice", ["Admin"], "acme")
    assert local.post({"query": "{ who }"}).json() == {"data": {"who": None}}


def test_resolvers_see_the_headers_of_the_request(local: Any) -> None:
    """S002-37: names in lower case, a list where one came twice, and no cookies."""
    sent = [*local.key.items(), ("My-Custom-Header", "a"), ("Twice", "1"), ("twice", "2"), ("Cookie", "secret=1"), ("TWICE", "3")]
    answer = local.http.post(local.url, json={"query": "{ headers }"}, headers=sent)
    headers = json.loads(answer.json()["data"]["headers"])
    assert headers["my-custom-header"] == "a"
    assert headers["twice"] == ["1", "2", "3"]
    assert "cookie" not in headers
    assert headers["host"] == f"localhost:{local.server.port}"


def test_text_of_every_kind_comes_back_as_it_went(local: Any) -> None:
    text = "naïve ☃ \U0001f600 \u0000 \u2028 \"'\\"
    assert local.post({"query": ECHO["query"], "variables": {"t": text}}).json() == {"data": {"echo": text}}


def test_half_a_surrogate_pair_is_no_reason_to_fail() -> None:
    """JavaScript strings may hold one, UTF-8 cannot: it travels escaped."""
    assert json.loads(encode({"a": "\ud83d", "b": 2**70})) == {"a": "\ud83d", "b": 2**70}


def test_other_methods_are_refused(local: Any) -> None:
    answer = local.http.put(local.url, json=ECHO, headers=local.key)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST, OPTIONS")


def test_other_paths_say_where_the_api_is(local: Any) -> None:
    for path in ("/", "/graphql/", "/graphql/x", "/graphq"):
        answer = local.http.post(local.url.removesuffix("/graphql") + path, json=ECHO, headers=local.key)
        assert answer.status_code == 404
        assert "/graphql" in answer.json()["errors"][0]["message"]


def test_pages_of_any_origin_may_call(local: Any) -> None:
    """S002-19: the preflight of a Vite app with headers of its own."""
    asked = "authorization,content-type,x-api-key,x-amz-user-agent,my-custom-header"
    headers = {"origin": "http://localhost:5173", "access-control-request-method": "POST", "access-control-request-headers": asked}
    answer = local.http.options(local.url, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-headers"] == asked
    assert "POST" in answer.headers["access-control-allow-methods"]
    answer = local.post(ECHO, {**local.key, "origin": "http://localhost:5173"})
    assert answer.headers["access-control-allow-origin"] == "*"
    exposed = answer.headers["access-control-expose-headers"].lower().split(", ")
    assert {"x-amzn-errortype", "x-amzn-requestid"} <= set(exposed)


def test_a_body_that_is_too_large_is_refused(local: Any) -> None:
    within = {"query": ECHO["query"], "variables": {"t": "x" * 1_000_000}}
    assert local.post(within).json()["data"]["echo"] == "x" * 1_000_000
    beyond = {"query": ECHO["query"], "variables": {"t": "x" * 1_100_000}}
    answer = local.post(beyond)
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["message"] == "The request body is larger than 1048576 bytes."
    assert local.post(ECHO).status_code == 200


def test_the_user_pool_publishes_its_keys(local: Any) -> None:
    answer = local.http.get(local.url.replace("/graphql", "/us-east-1_local/.well-known/jwks.json"))
    token = local.token("alice")["authorization"]
    key = jwt.PyJWKSet.from_dict(answer.json())[jwt.get_unverified_header(token)["kid"]]
    assert jwt.decode(token, key, algorithms=["RS256"])["username"] == "alice"


def test_a_client_that_leaves_in_the_middle_harms_nobody(local: Any) -> None:
    for sent in (
        b"",
        b"P",
        b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf",
        b"\x16\x03\x01",
        b"\x16\x03\x01\x02\x00junk" * 20,
    ):
        with socket.create_connection(("127.0.0.1", local.server.port)) as raw:
            raw.sendall(sent)
    with socket.create_connection(("127.0.0.1", local.server.port)) as raw:
        raw.sendall(b"junk\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 400")
    assert local.post(ECHO).status_code == 200


def test_an_exception_inside_is_answered_and_logged(serve: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        authentication_types = ("API_KEY",)

        def execute(self, *_: Any, **__: Any) -> Any:
            raise ZeroDivisionError

    local = serve(Broken())
    answer = local.post(ECHO)
    assert answer.status_code == 500
    assert answer.json() == {"errors": [{"errorType": "InternalFailure", "message": "The local API failed; its log tells why."}]}
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ZeroDivisionError" in caplog.text
