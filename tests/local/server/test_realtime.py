"""AppSync's real-time protocol, frame by frame."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

UNAUTHORIZED = {"errorType": "UnauthorizedException", "message": "You are not authorized to make this call.", "errorCode": 401}


def error(identifier: str | None, *errors: dict[str, Any]) -> dict[str, Any]:
    return {**({"id": identifier} if identifier else {}), "type": "error", "payload": {"errors": list(errors)}}


@pytest.mark.parametrize("path", ["/graphql", "/graphql/realtime"])
@pytest.mark.parametrize("secure", [True, False])
def test_a_subscription_from_beginning_to_end(local: Any, path: str, secure: Any) -> None:
    subscriber = local.open(path=path, **({} if secure else {"ssl": None}))
    assert subscriber.socket.subprotocol == "graphql-ws"
    subscriber.started("one")
    local.send("kitchen")
    assert subscriber.receive() == {"type": "data", "id": "one", "payload": {"data": {"onPost": {"room": "kitchen", "text": "hello"}}}}
    subscriber.send({"type": "stop", "id": "one"})
    assert subscriber.receive() == {"type": "complete", "id": "one"}
    local.send("kitchen")
    subscriber.started("two")  # what comes next is not an event


def test_the_three_ways_to_say_who_one_is(local: Any) -> None:
    encoded = base64.b64encode(json.dumps(local.key).encode()).decode()
    for arguments in (
        {},
        {"subprotocols": ["graphql-ws"], "path": f"/graphql?header={encoded}&payload=e30="},
        {"subprotocols": ["graphql-ws"], "path": f"/graphql/realtime?header={quote(encoded, safe='')}&payload=e30%3D"},
        {"subprotocols": ["graphql-ws"], "additional_headers": local.key},
    ):
        subscriber = local.open(**arguments)
        assert subscriber.socket.subprotocol == "graphql-ws"
        subscriber.started("one")


def test_custom_headers_in_the_query_string_are_no_harm(local: Any) -> None:
    """Amplify's client puts headers of the subscription that opens the socket there."""
    local.open(path="/graphql/realtime?my-header=a%20b&empty=&header-of-mine=1").started("one")


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({"x-api-key": "wrong"}, UNAUTHORIZED["message"]),
        ({}, UNAUTHORIZED["message"]),
        ({"Authorization": "junk"}, "Unable to parse JWT token."),
    ],
)
def test_strangers_are_told_and_turned_away(local: Any, headers: dict[str, str], message: str) -> None:
    subscriber = local.connect(headers)
    subscriber.send({"type": "connection_init"})
    assert subscriber.receive() == {"type": "connection_error", "payload": {"errors": [{**UNAUTHORIZED, "message": message}]}}
    with pytest.raises(ConnectionClosed) as closed:
        subscriber.receive()
    assert closed.value.rcvd.code == 1000


def test_strangers_who_say_nothing_are_told_too(local: Any) -> None:
    assert local.connect({}).receive()["type"] == "connection_error"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"subprotocols": None}, "NoProtocolError"),
        ({"subprotocols": ["graphql-transport-ws"]}, "SubProtocolNotSupportedError"),
        ({"subprotocols": ["graphql-ws", "header-!"]}, "The authorization header is not the base64 of a JSON object."),
    ],
)
def test_handshakes_that_appsync_refuses(local: Any, arguments: dict[str, Any], message: str) -> None:
    subscriber = local.connect(**arguments) if "header-!" not in str(arguments) else None
    if subscriber is None:
        # `!` may not stand in a subprotocol as far as the client is concerned; `.` may, and is no base64 either.
        subscriber = local.connect(subprotocols=["graphql-ws", "header-a.b"])
    assert subscriber.receive() == {"type": "connection_error", "payload": {"errors": [{"message": message, "errorCode": 400}]}}


def test_other_paths_take_no_connections(local: Any) -> None:
    with pytest.raises(InvalidStatus) as refused:
        local.connect(path="/graphql/other")
    assert refused.value.response.status_code == 403


def test_what_comes_before_the_acknowledgement_is_ignored(local: Any) -> None:
    subscriber = local.connect()
    subscriber.start("one")
    subscriber.send("not json")
    subscriber.send({"type": "connection_init"})
    assert subscriber.receive()["type"] == "connection_ack"
    assert subscriber.receive() == {"type": "ka"}
    subscriber.send({"type": "connection_init"})  # a second one changes nothing
    subscriber.started("one")


def test_the_connection_is_kept_alive(serve: Callable[..., Any]) -> None:
    subscriber = serve(realtime={"keep_alive_seconds": 0.01}).open()
    assert [subscriber.receive()["type"] for _ in range(3)] == ["ka"] * 3


def test_a_connection_has_a_longest_life(serve: Callable[..., Any]) -> None:
    subscriber = serve(realtime={"lifetime_seconds": 0.1}).open()
    with pytest.raises(ConnectionClosed):
        subscriber.receive()


def test_each_subscription_says_who_it_is(local: Any) -> None:
    """The connection may be somebody else's: what counts is the `authorization` of the start."""
    subscriber = local.open()
    subscriber.start("mine", headers=local.token("alice"), field_="onSecret")
    assert subscriber.receive() == {"type": "start_ack", "id": "mine"}
    subscriber.start("key", field_="onSecret")
    refused = subscriber.receive()
    assert (refused["type"], refused["id"], refused["payload"]["errors"][0]["errorType"]) == ("error", "key", "Unauthorized")
    subscriber.start("nobody", headers={})
    assert subscriber.receive() == error("nobody", UNAUTHORIZED)
    subscriber.start("late", headers=local.token("alice", expires_in=-1))
    assert subscriber.receive() == error("late", {**UNAUTHORIZED, "message": "Token has expired."})
    subscriber.started("still there")


def test_a_start_without_extensions_is_nobodys(local: Any) -> None:
    subscriber = local.open()
    for extensions in ({}, {"extensions": {}}, {"extensions": None}, {"extensions": {"authorization": {}}}):
        subscriber.send(
            {"type": "start", "id": "one", "payload": {"data": json.dumps({"query": "subscription { onPost { room } }"}), **extensions}}
        )
        assert subscriber.receive() == error("one", UNAUTHORIZED)


def test_a_resolver_that_refuses_ends_only_its_subscription(local: Any) -> None:
    """S002-74."""
    subscriber = local.open()
    subscriber.started("good", "a")
    subscriber.start("bad", field_="onRefused")
    refused = subscriber.receive()
    assert (refused["type"], refused["id"]) == ("error", "bad")
    assert refused["payload"]["errors"][0]["errorType"] == "Unauthorized"
    local.send("a")
    assert subscriber.event() == ("good", "hello")


@pytest.mark.parametrize(
    "document",
    ["query { echo }", "mutation { post(room: 1) { room } }", "subscription { nothing }", "subscription { onPost { room", "", "fragment"],
)
def test_documents_that_start_nothing(local: Any, document: str) -> None:
    subscriber = local.open()
    subscriber.send(
        {"type": "start", "id": "one", "payload": {"data": json.dumps({"query": document}), "extensions": {"authorization": local.key}}}
    )
    refused = subscriber.receive()
    assert (refused["type"], refused["id"]) == ("error", "one")
    assert all(each["message"] for each in refused["payload"]["errors"])
    if document.startswith(("query", "mutation")):
        assert refused["payload"]["errors"] == [
            {"errorType": "UnsupportedOperation", "message": "unknown not supported through the realtime channel"}
        ]
    subscriber.started("one")


@pytest.mark.parametrize(
    "payload",
    [
        None,
        1,
        [],
        {},
        {"data": 1},
        {"data": {"query": "subscription { onPost { room } }"}},
        {"data": "junk"},
        {"data": "[]"},
        {"data": "{}"},
    ],
)
def test_a_start_that_cannot_be_read(local: Any, payload: Any) -> None:
    subscriber = local.open()
    if isinstance(payload, dict):
        payload = {**payload, "extensions": {"authorization": local.key}}
    subscriber.send({"type": "start", "id": "one", "payload": payload})
    refused = subscriber.receive()
    assert (refused["type"], refused["id"]) == ("error", "one")
    assert (refused["payload"]["errors"][0]["errorType"], refused["payload"]["errors"][0]["errorCode"]) == ("BadRequestException", 400)


@pytest.mark.parametrize("authorization", ["text", [1], {"x-api-key": 1}, {"x-api-key": {"a": 1}}])
def test_authorization_that_cannot_be_read(local: Any, authorization: Any) -> None:
    subscriber = local.open()
    data = json.dumps({"query": "subscription { onPost { room } }"})
    subscriber.send({"type": "start", "id": "one", "payload": {"data": data, "extensions": {"authorization": authorization}}})
    assert subscriber.receive()["payload"]["errors"][0]["errorType"] == "BadRequestException"


@pytest.mark.parametrize("frame", ["", "junk", "[]", "1", "null", "{}", '{"type": 1}', "[" * 100_000])
def test_messages_that_cannot_be_read(local: Any, frame: str) -> None:
    subscriber = local.open()
    subscriber.send(frame)
    assert subscriber.receive() == error(
        None, {"errorType": "BadRequestException", "message": "Unable to parse the message.", "errorCode": 400}
    )
    subscriber.socket.send(frame.encode())
    assert subscriber.receive()["type"] == "error"
    subscriber.started("one")


@pytest.mark.parametrize(
    "frame", [{"type": "subscribe", "id": "x"}, {"type": "ka"}, {"type": "stop"}, {"type": "start", "id": 1}, {"type": "start"}]
)
def test_messages_that_mean_nothing(local: Any, frame: dict[str, Any]) -> None:
    subscriber = local.open()
    subscriber.send(frame)
    assert subscriber.receive()["type"] == "error"
    subscriber.started("one")


def test_an_id_is_taken_once_and_free_after_stop(local: Any) -> None:
    subscriber = local.open()
    subscriber.started("one", "a")
    subscriber.start("one", "b")
    refused = subscriber.receive()
    assert (refused["type"], refused["id"], refused["payload"]["errors"][0]["errorType"]) == ("error", "one", "DuplicatedOperationError")
    local.send("a")
    assert subscriber.event() == ("one", "hello")  # the first goes on
    subscriber.send({"type": "stop", "id": "one"})
    assert subscriber.receive() == {"type": "complete", "id": "one"}
    subscriber.started("one", "b")
    local.send("a", "no")
    local.send("b", "yes")
    assert subscriber.event() == ("one", "yes")


def test_stopping_what_is_not_there_is_no_mistake(local: Any) -> None:
    subscriber = local.open()
    subscriber.send({"type": "stop", "id": "nothing"})
    assert subscriber.receive() == {"type": "complete", "id": "nothing"}


def test_one_of_three_stops_and_the_others_go_on(local: Any) -> None:
    """S002-75."""
    subscriber = local.open()
    for name in ("one", "two", "three"):
        subscriber.started(name)
    subscriber.send({"type": "stop", "id": "two"})
    assert subscriber.receive() == {"type": "complete", "id": "two"}
    local.send("a")
    assert {subscriber.event()[0], subscriber.event()[0]} == {"one", "three"}


def test_200_subscriptions_to_a_connection_and_no_more(local: Any) -> None:
    """AppSync's quota (general/latest/gr/appsync.html)."""
    subscriber = local.open()
    for number in range(200):
        subscriber.start(str(number))
    assert {subscriber.receive()["type"] for _ in range(200)} == {"start_ack"}
    subscriber.start("one too many")
    limit = {"errorType": "MaxSubscriptionsReachedError", "message": "Max number of 200 subscriptions reached"}
    assert subscriber.receive() == error("one too many", limit)
    subscriber.send({"type": "stop", "id": "0"})
    assert subscriber.receive()["type"] == "complete"
    subscriber.started("one more")
    local.open().started("another connection has 200 of its own")


def test_events_keep_their_order_and_reach_everybody(local: Any) -> None:
    subscribers = [local.open() for _ in range(5)]
    for subscriber in subscribers:
        subscriber.started("one", "a")
    texts = [str(number) for number in range(100)]
    for text in texts:
        local.send("a", text)
    for subscriber in subscribers:
        assert [subscriber.event()[1] for _ in texts] == texts


class Early:
    """An Api whose subscriptions have an event before `subscribe` has returned, as a mutation at that moment makes one."""

    authentication_types = ("API_KEY",)

    def __init__(self) -> None:
        self.release = threading.Event()
        self.closed = threading.Event()
        self.on_event: Callable[[dict[str, Any]], None] | None = None

    def subscribe(self, _document: str, _variables: Any, *, on_event: Callable[[dict[str, Any]], None], **_: Any) -> Any:
        self.on_event = on_event
        for text in ("1", "2"):
            on_event({"data": {"onPost": {"text": text}}})
        assert self.release.wait(20)
        on_event({"data": {"onPost": {"text": "3"}}})
        return self

    def close(self) -> None:
        self.closed.set()


def test_no_event_is_lost_and_none_comes_before_the_acknowledgement(serve: Callable[..., Any]) -> None:
    api = Early()
    subscriber = serve(api).open()
    subscriber.start("one")
    api.release.set()
    assert subscriber.receive() == {"type": "start_ack", "id": "one"}
    assert [subscriber.event()[1] for _ in range(3)] == ["1", "2", "3"]


def test_a_subscription_that_is_stopped_while_it_starts_never_begins(serve: Callable[..., Any]) -> None:
    api = Early()
    subscriber = serve(api).open()
    subscriber.start("one")
    subscriber.send({"type": "stop", "id": "one"})
    assert subscriber.receive() == {"type": "complete", "id": "one"}
    api.release.set()
    assert api.closed.wait(20)
    subscriber.send({"type": "stop", "id": "two"})
    assert subscriber.receive() == {"type": "complete", "id": "two"}  # neither start_ack nor data in between


@pytest.mark.parametrize("secure", [True, False])
def test_who_leaves_is_unsubscribed(serve: Callable[..., Any], secure: Any) -> None:
    api = Early()
    api.release.set()
    subscriber = serve(api).open(**({} if secure else {"ssl": None}))
    subscriber.start("one")
    assert subscriber.receive()["type"] == "start_ack"
    subscriber.socket.close()
    assert api.closed.wait(20)
    assert api.on_event
    api.on_event({"data": {}})  # a mutation that runs at that moment is not harmed


def test_who_leaves_while_it_starts_is_unsubscribed(serve: Callable[..., Any]) -> None:
    api = Early()
    subscriber = serve(api).open()
    subscriber.start("one")
    while api.on_event is None:
        time.sleep(0.01)
    subscriber.socket.close()
    api.release.set()
    assert api.closed.wait(20)


@pytest.mark.parametrize("secure", [True, False])
def test_who_does_not_read_is_dropped_and_nobody_waits_for_it(
    serve: Callable[..., Any], secure: Any, caplog: pytest.LogCaptureFixture
) -> None:
    api = Early()
    api.release.set()
    local = serve(api, realtime={"backlog_limit": 1_000_000})
    slow = local.open(max_queue=1, close_timeout=0, **({} if secure else {"ssl": None}))
    slow.start("slow")
    assert slow.receive()["type"] == "start_ack"
    send_slow, api.on_event = api.on_event, None
    quick = local.open()
    quick.start("quick")
    assert [quick.receive()["type"] for _ in range(4)] == ["start_ack", "data", "data", "data"]
    send_quick = api.on_event
    for _ in range(1000):
        send_slow({"data": {"onPost": {"text": "x" * 100_000}}})
        if api.closed.is_set():
            break
    assert api.closed.wait(20)
    assert "a subscriber does not read its events" in caplog.text
    send_quick({"data": {"onPost": {"text": "still here"}}})
    assert quick.event() == ("quick", "still here")


def test_events_larger_than_appsyncs_limit_are_dropped(local: Any, caplog: pytest.LogCaptureFixture) -> None:
    subscriber = local.open()
    subscriber.started("one")
    local.send("a", "x" * 250_000)
    local.send("a", "x" * 200_000)
    assert len(subscriber.event()[1]) == 200_000
    assert "AppSync's limit is 245760" in caplog.text


def test_messages_beyond_the_limit_close_the_connection(local: Any) -> None:
    subscriber = local.open()
    subscriber.send("x" * 1_100_000)
    with pytest.raises(ConnectionClosed) as closed:
        subscriber.receive()
    assert closed.value.rcvd.code == 1009
