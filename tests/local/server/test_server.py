"""A server's life: starting, changing what it serves, stopping."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from amplify_pulumi.local.listener import PortError, bind
from amplify_pulumi.local.server import Server, ServerSettings, running
from amplify_pulumi.local.state import StateError

ECHO = {"query": '{ echo(text: "hello") }'}


def test_it_listens_on_loopback_addresses_only(local: Any) -> None:
    sockets = bind("localhost", 0)
    addresses = [each.getsockname() for each in sockets]
    for each in sockets:
        each.close()
    assert {each[0] for each in addresses} <= {"127.0.0.1", "::1"}
    assert "127.0.0.1" in {each[0] for each in addresses}
    assert len({each[1] for each in addresses}) == 1  # one port, on every address
    assert local.url == f"http://localhost:{local.server.port}/graphql"
    assert local.server.realtime_url == f"wss://localhost:{local.server.port}/graphql/realtime"


def test_a_taken_port_is_one_clear_line(state: Path, local: Any, serve: Callable[..., Any]) -> None:
    port = local.server.port
    with pytest.raises(PortError) as raised:
        serve(port=port)
    assert str(raised.value) == f"port {port} is taken: another program listens on 127.0.0.1; stop it or choose another port"


def test_a_port_that_is_taken_on_the_other_loopback_address_is_noticed(serve: Callable[..., Any]) -> None:
    """A client that takes ::1 would talk to somebody else."""
    try:
        other = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with other, pytest.raises(PortError, match="another program listens on ::1"):
        serve(port=other.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "port", "text"),
    [
        ("localhost", 65536, "65536 is not the number of a port"),
        ("localhost", -1, "-1 is not the number of a port"),
        ("203.0.113.7", 0, "cannot listen on 203.0.113.7"),
        ("no such host", 0, "cannot listen on no such host"),
        ("127.0.0.1", 1, "port 1 needs more rights than this program has"),
    ],
)
def test_what_cannot_be_listened_on_is_one_clear_line(host: str, port: int, text: str) -> None:
    if port == 1 and os.geteuid() == 0:
        pytest.skip("root may listen on every port")
    with pytest.raises(PortError) as raised:
        bind(host, port)
    assert text in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_host_that_is_named_is_served_and_certified(serve: Callable[..., Any], tmp_path: Path) -> None:
    local = serve(host="127.0.0.1", state=tmp_path)
    assert local.post(ECHO).json() == {"data": {"echo": "hello"}}


def test_it_starts_and_stops_as_often_as_one_likes(state: Path, make_api: Callable[..., Any]) -> None:
    before = set(threading.enumerate())  # another test's server may be there
    server = Server(make_api(), ServerSettings(state=state))
    server.stop()  # nothing to stop is fine
    for _ in range(3):
        with running(server) as url:
            key = {"x-api-key": server.api_key}
            assert httpx.post(url, json=ECHO, headers=key, trust_env=False).json() == {"data": {"echo": "hello"}}
            with pytest.raises(RuntimeError, match="started already"):
                server.start()
        with pytest.raises(httpx.ConnectError):
            httpx.post(url, json=ECHO, headers=key, trust_env=False)
    assert not [each for each in set(threading.enumerate()) - before if each.name == "amplify-pulumi-server"]


def test_the_port_is_free_at_once_after_a_stop(state: Path, make_api: Callable[..., Any]) -> None:
    with running(Server(make_api(), ServerSettings(state=state))) as url:
        port = int(url.split(":")[2].split("/")[0])
        httpx.get(url, trust_env=False)
    with running(Server(make_api(), ServerSettings(state=state, port=port))) as again:
        assert again == url


def test_a_state_folder_that_cannot_be_used_is_said(tmp_path: Path, make_api: Callable[..., Any]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="cannot use"):
        Server(make_api(), ServerSettings(state=tmp_path / "file"))


def test_a_key_of_ones_own_is_used(serve: Callable[..., Any]) -> None:
    local = serve(api_key="my-key")
    assert local.server.api_key == "my-key"
    assert local.post(ECHO, {"x-api-key": "my-key"}).status_code == 200
    assert "my-key" not in repr(local.server.settings)


class Slow:
    """An Api whose operations last until they are released."""

    authentication_types = ("API_KEY",)

    def __init__(self, api: Any) -> None:
        self.api = api
        self.running = threading.Semaphore(0)
        self.release = threading.Event()

    def execute(self, *arguments: Any, **named: Any) -> Any:
        self.running.release()
        assert self.release.wait(20)
        return self.api.execute(*arguments, **named)

    def subscribe(self, *arguments: Any, **named: Any) -> Any:
        return self.api.subscribe(*arguments, **named)


def in_background(function: Callable[[], Any]) -> Callable[[], Any]:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()

    def result() -> Any:
        thread.join(20)
        return found[0]

    return result


def test_a_slow_operation_holds_up_nobody(serve: Callable[..., Any], make_api: Callable[..., Any]) -> None:
    """Operations run in threads of their own; the event loop goes on."""
    api = Slow(make_api())
    local = serve(api)
    answer = in_background(lambda: local.post(ECHO))
    assert api.running.acquire(timeout=20)
    local.open().started("one")
    assert local.post(ECHO, {}).status_code == 401
    api.release.set()
    assert answer().json() == {"data": {"echo": "hello"}}


def test_neither_subscribers_nor_a_new_api_wait_for_a_slow_operation(serve: Callable[..., Any], make_api: Callable[..., Any]) -> None:
    api = Slow(make_api())
    local = serve(api, workers=1)
    answer = in_background(lambda: local.post(ECHO))
    assert api.running.acquire(timeout=20)
    local.open().started("one")
    local.server.api = make_api()
    api.release.set()
    assert answer().json() == {"data": {"echo": "hello"}}


def test_no_more_operations_run_at_a_time_than_there_are_workers(serve: Callable[..., Any], make_api: Callable[..., Any]) -> None:
    api = Slow(make_api())
    local = serve(api, workers=2)
    answers = [in_background(lambda: httpx.post(local.url, json=ECHO, headers=local.key, trust_env=False, timeout=30)) for _ in range(5)]
    assert api.running.acquire(timeout=20)
    assert api.running.acquire(timeout=20)
    assert not api.running.acquire(timeout=0.2)
    api.release.set()
    assert [each().status_code for each in answers] == [200] * 5


def test_requests_under_way_end_before_the_server_does(serve: Callable[..., Any], make_api: Callable[..., Any]) -> None:
    api = Slow(make_api())
    local = serve(api, grace_seconds=20)
    answer = in_background(lambda: local.post(ECHO))
    assert api.running.acquire(timeout=20)
    stopped = in_background(local.server.stop)
    api.release.set()
    stopped()
    assert answer().json() == {"data": {"echo": "hello"}}


def test_requests_that_never_end_do_not_hold_the_server(serve: Callable[..., Any], make_api: Callable[..., Any]) -> None:
    api = Slow(make_api())
    local = serve(api, grace_seconds=0.1)
    answer = in_background(lambda: local.post(ECHO))
    assert api.running.acquire(timeout=20)
    local.server.stop()
    assert answer().status_code == 503
    api.release.set()


def test_subscribers_are_told_when_the_server_stops(local: Any) -> None:
    subscriber = local.open()
    subscriber.started("one")
    local.server.stop()
    with pytest.raises(ConnectionClosed) as closed:
        subscriber.receive()
    assert closed.value.rcvd.code == 1012  # "service restart": clients connect anew


def test_another_api_is_served_from_then_on(local: Any, make_api: Callable[..., Any], sdl: str) -> None:
    local.server.api = make_api(sdl=sdl.replace("  fail: String\n", ""))
    assert local.post({"query": "{ fail }"}).json()["data"] is None
    assert local.post(ECHO).json() == {"data": {"echo": "hello"}}


def test_subscriptions_go_on_when_another_api_is_served(local: Any, make_api: Callable[..., Any]) -> None:
    """A developer who saves his schema does not have to reload his page."""
    subscriber = local.open()
    subscriber.started("one", "a")
    subscriber.started("two", "b")
    for number in range(3):
        local.server.api = make_api()
        local.send("a", str(number))
        assert subscriber.event() == ("one", str(number))
    subscriber.send({"type": "stop", "id": "one"})
    assert subscriber.receive() == {"type": "complete", "id": "one"}
    local.send("a")
    local.send("b")
    assert subscriber.event() == ("two", "hello")


def test_subscriptions_that_the_new_api_does_not_have_end_with_an_error(local: Any, make_api: Callable[..., Any], sdl: str) -> None:
    subscriber = local.open()
    subscriber.started("one", "a")
    subscriber.start("two", field_="onSecret", headers=local.token("alice"))
    assert subscriber.receive()["type"] == "start_ack"
    without = [line for line in sdl.splitlines() if "onSecret" not in line]
    local.server.api = make_api(sdl="\n".join(without))
    ended = subscriber.receive()
    assert (ended["type"], ended["id"]) == ("error", "two")
    assert "onSecret" in ended["payload"]["errors"][0]["message"]
    local.send("a")
    assert subscriber.event() == ("one", "hello")


def test_subscriptions_of_callers_whom_the_new_api_does_not_know_end(local: Any, make_api: Callable[..., Any]) -> None:
    subscriber = local.open()
    subscriber.started("one", "a")
    local.server.api = make_api("AMAZON_COGNITO_USER_POOLS")
    ended = subscriber.receive()
    assert (ended["type"], ended["id"], ended["payload"]["errors"][0]["errorType"]) == ("error", "one", "UnauthorizedException")
    assert local.post(ECHO).status_code == 401
    assert local.post(ECHO, local.token("alice")).status_code == 200


def test_a_mutation_that_runs_while_the_api_changes_still_reaches_its_subscribers(
    serve: Callable[..., Any], make_api: Callable[..., Any]
) -> None:
    """No event is lost and none comes twice."""
    old = Slow(make_api())
    local = serve(old)
    subscriber = local.open()
    subscriber.started("one", "a")
    sent = in_background(lambda: local.send("a", "of the old"))
    assert old.running.acquire(timeout=20)
    local.server.api = make_api()
    with httpx.Client(trust_env=False) as client:
        body: Mapping[str, Any] = {"query": 'mutation { post(room: "a", text: "of the new") { room text } }'}
        assert client.post(local.url, json=body, headers=local.key).status_code == 200
    assert subscriber.event() == ("one", "of the new")
    old.release.set()
    sent()
    assert subscriber.event() == ("one", "of the old")
    local.send("a", "last")
    assert subscriber.event() == ("one", "last")


def test_the_api_may_be_changed_before_the_server_starts(state: Path, make_api: Callable[..., Any], sdl: str) -> None:
    server = Server(make_api(), ServerSettings(state=state))
    server.api = make_api(sdl=sdl.replace("  fail: String\n", ""))
    with running(server) as url:
        answer = httpx.post(url, json={"query": "{ fail }"}, headers={"x-api-key": server.api_key}, trust_env=False)
        assert answer.json()["data"] is None
