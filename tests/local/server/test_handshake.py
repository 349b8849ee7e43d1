"""The three ways in which clients say who they are when they connect."""

from __future__ import annotations

import base64
import json
import random
from urllib.parse import quote

import pytest

from amplify_pulumi.local.handshake import HandshakeError, choose_protocol, connection_headers, read_headers

HEADERS = {"host": "localhost:1", "x-api-key": "da2-key"}


def standard(headers: object) -> str:
    return base64.b64encode(json.dumps(headers).encode()).decode()


def of_subprotocol(headers: object) -> list[str]:
    return ["graphql-ws", "header-" + base64.urlsafe_b64encode(json.dumps(headers).encode()).decode().rstrip("=")]


def test_the_javascript_clients_way() -> None:
    assert connection_headers({"upgrade": "websocket"}, of_subprotocol(HEADERS), "") == {"upgrade": "websocket", **HEADERS}


@pytest.mark.parametrize("query", [quote(standard(HEADERS), safe=""), standard(HEADERS)])
def test_the_way_of_swift_flutter_and_gql(query: str) -> None:
    """Gql does not escape `+`, `/` and `=`."""
    assert connection_headers({}, ["graphql-ws"], f"header={query}&payload=e30=") == HEADERS


def test_the_android_clients_way() -> None:
    assert connection_headers({"x-api-key": "plain"}, ["graphql-ws"], "") == {"x-api-key": "plain"}


def test_every_byte_of_base64_survives_every_way() -> None:
    """Names and tokens give all of the 64 signs, `+` and `/` among them."""
    generator = random.Random(1)
    for _ in range(200):
        headers = {"authorization": "".join(chr(generator.randrange(0x20, 0x2FFF)) for _ in range(generator.randrange(40)))}
        raw = base64.b64encode(json.dumps(headers, ensure_ascii=False).encode()).decode()
        assert connection_headers({}, ["graphql-ws"], f"payload=e30=&header={raw}") == headers
        assert connection_headers({}, ["graphql-ws"], f"header={quote(raw, safe='')}") == headers
        assert connection_headers({}, of_subprotocol(headers), "") == headers


def test_what_is_encoded_wins_over_plain_headers_and_the_subprotocol_over_the_query() -> None:
    found = connection_headers(
        {"x-api-key": "plain"}, of_subprotocol({"X-Api-Key": "protocol"}), f"header={standard({'x-api-key': 'query'})}"
    )
    assert found == {"x-api-key": "protocol"}


def test_names_are_compared_without_case() -> None:
    assert connection_headers({}, of_subprotocol({"Authorization": "t"}), "") == {"authorization": "t"}


@pytest.mark.parametrize("query", ["", "header=", "headers=x", "payload=e30=", "&&=&header"])
def test_no_headers_in_the_query_is_no_mistake(query: str) -> None:
    assert connection_headers({"a": "b"}, ["graphql-ws"], query) == {"a": "b"}


@pytest.mark.parametrize("encoded", ["e", "!!!", standard([1]), standard("text"), base64.b64encode(b"junk").decode(), standard({"a": 1})])
def test_what_cannot_be_read_is_refused(encoded: str) -> None:
    with pytest.raises(HandshakeError, match="authorization header"):
        connection_headers({}, ["graphql-ws"], f"header={encoded}")


def test_null_is_a_header_that_is_not_there() -> None:
    assert read_headers({"Authorization": None, "host": "h"}) == {"host": "h"}


def test_the_subprotocol_is_graphql_ws_or_nothing() -> None:
    assert choose_protocol(["graphql-ws", "header-abc"]) == "graphql-ws"
    with pytest.raises(HandshakeError, match=r"^NoProtocolError$"):
        choose_protocol([])
    with pytest.raises(HandshakeError, match=r"^SubProtocolNotSupportedError$"):
        choose_protocol(["graphql-transport-ws"])
