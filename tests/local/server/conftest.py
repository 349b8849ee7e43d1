"""An API as small as can be, a server around it, and clients that speak AppSync's protocols byte by byte."""

from __future__ import annotations

import base64
import json
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from amplify_pulumi.local.api import Api
from amplify_pulumi.local.graphql_schema import build_schema
from amplify_pulumi.local.javascript import load
from amplify_pulumi.local.realtime import RealtimeSettings
from amplify_pulumi.local.resolvers import UnitResolver
from amplify_pulumi.local.server import Server, ServerSettings, running
from amplify_pulumi.local.sources.none import NoneSource
from tests.local.server.websocket import EventLoop, WebSocket, connected

API_KEY = "API_KEY"
USER_POOL = "AMAZON_COGNITO_USER_POOLS"

SDL = """
type Query @aws_api_key @aws_cognito_user_pools {
  echo(text: String): String
  headers: AWSJSON
  who: AWSJSON
  fail: String
}
type Mutation @aws_api_key @aws_cognito_user_pools {
  post(room: String!, text: String): Message
}
type Message @aws_api_key @aws_cognito_user_pools {
  room: String!
  text: String
}
type Subscription @aws_api_key @aws_cognito_user_pools {
  onPost(room: String): Message @aws_subscribe(mutations: ["post"])
  onSecret: Message @aws_subscribe(mutations: ["post"]) @aws_cognito_user_pools
  onRefused: Message @aws_subscribe(mutations: ["post"])
}
"""

CODE = """
import { util } from '@aws-appsync/utils';
export const request = (ctx) => ({ payload: %s });
export const response = (ctx) => { %s return ctx.result; };
"""

RESOLVERS = {
    ("Query", "echo"): ("ctx.args.text", ""),
    ("Query", "headers"): ("ctx.request.headers", ""),
    ("Query", "who"): ("ctx.identity", ""),
    ("Query", "fail"): ("null", "util.error('no luck', 'BadLuck');"),
    ("Mutation", "post"): ("ctx.args", ""),
    ("Subscription", "onPost"): ("null", ""),
    ("Subscription", "onSecret"): ("null", ""),
    ("Subscription", "onRefused"): ("null", "util.unauthorized();"),
}


def make_api(*types: str, sdl: str = SDL) -> Api:
    """Return a real API of hand-written resolvers, without a database."""
    types = types or (API_KEY, USER_POOL)
    return Api(
        schema=build_schema(sdl, types),
        resolvers={
            (type_, field_): UnitResolver(name=f"{type_}.{field_}", module=load(f"{type_}.{field_}", CODE % code), source=NoneSource())
            for (type_, field_), code in RESOLVERS.items()
            if f" {field_}" in sdl
        },
        authentication_types=types,
    )


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder for all servers: making keys takes a while."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture(name="make_api")
def api_maker() -> Callable[..., Api]:
    """Return a function that makes the API of this folder, with other authorization types or another SDL."""
    return make_api


@pytest.fixture
def sdl() -> str:
    """The SDL of the API of this folder."""
    return SDL


@dataclass(frozen=True, kw_only=True)
class Running:
    """A running server and everything to talk to it."""

    server: Server
    url: str
    http: httpx.Client
    sockets: ExitStack
    loop: EventLoop

    @property
    def key(self) -> dict[str, str]:
        return {"x-api-key": self.server.api_key}

    def token(self, name: str, **arguments: Any) -> dict[str, str]:
        return {"authorization": self.server.issuer.issue(name, **arguments)}

    def post(self, body: Any, headers: Mapping[str, str] | None = None, **arguments: Any) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.http.post(self.url, content=content, headers=self.key if headers is None else headers, **arguments)

    def send(self, room: str, text: str = "hello") -> None:
        """Run the mutation that makes an event."""
        answer = self.post(
            {"query": "mutation ($r: String!, $t: String) { post(room: $r, text: $t) { room text } }", "variables": {"r": room, "t": text}}
        )
        assert answer.json() == {"data": {"post": {"room": room, "text": text}}}

    def connect(self, headers: Mapping[str, str] | None = None, *, path: str = "/graphql/realtime", **arguments: Any) -> Subscriber:
        """Open a connection as Amplify's JavaScript client does, over TLS."""
        encoded = base64.urlsafe_b64encode(json.dumps(dict(self.key if headers is None else headers)).encode()).decode().rstrip("=")
        arguments = {"subprotocols": ["graphql-ws", f"header-{encoded}"], "ssl": self.trust, **arguments}
        scheme = "ws" if arguments["ssl"] is None else "wss"
        opened = connected(self.loop, f"{scheme}://localhost:{self.server.port}{path}", **arguments)
        return Subscriber(socket=self.sockets.enter_context(opened), running=self)

    @property
    def has_ipv6(self) -> bool:
        """Whether the machine has a loopback address of version 6."""
        try:
            socket.create_connection(("::1", self.server.port)).close()
        except OSError:
            return False
        return True

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.server.certificate.authority))

    def open(self, headers: Mapping[str, str] | None = None, **arguments: Any) -> Subscriber:
        """Connect and be acknowledged."""
        subscriber = self.connect(headers, **arguments)
        subscriber.send({"type": "connection_init"})
        assert subscriber.receive() == {"type": "connection_ack", "payload": {"connectionTimeoutMs": 300_000}}
        assert subscriber.receive() == {"type": "ka"}
        return subscriber


@dataclass(frozen=True, kw_only=True)
class Subscriber:
    """One WebSocket connection."""

    socket: WebSocket
    running: Running

    def send(self, frame: Any) -> None:
        self.socket.send(frame if isinstance(frame, str) else json.dumps(frame))

    def receive(self, timeout: float = 20) -> Any:
        return json.loads(self.socket.recv(timeout))

    def start(self, identifier: str, room: str | None = None, headers: Mapping[str, str] | None = None, field_: str = "onPost") -> None:
        variables = {} if room is None else {"room": room}
        declared, given = ("($room: String)", "(room: $room)") if field_ == "onPost" else ("", "")
        data = {"query": f"subscription {declared} {{ {field_}{given} {{ room text }} }}", "variables": variables}
        authorization = dict(self.running.key if headers is None else headers)
        payload = {"data": json.dumps(data), "extensions": {"authorization": authorization}}
        self.send({"type": "start", "id": identifier, "payload": payload})

    def started(self, identifier: str, room: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        self.start(identifier, room, headers)
        assert self.receive() == {"type": "start_ack", "id": identifier}

    def event(self) -> tuple[str, str]:
        """Return the id and the text of the next event."""
        frame = self.receive()
        assert frame["type"] == "data", frame
        return frame["id"], frame["payload"]["data"]["onPost"]["text"]


@pytest.fixture(scope="session")
def loop() -> Iterator[EventLoop]:
    """Where the WebSocket clients live."""
    opened = EventLoop()
    yield opened
    opened.close()


@pytest.fixture
def serve(state: Path, loop: EventLoop) -> Iterator[Callable[..., Running]]:
    """Return a function that runs a server until the test has ended."""
    with ExitStack() as stack:

        def run(api: Api | None = None, **settings: Any) -> Running:
            realtime = RealtimeSettings(**settings.pop("realtime", {}))
            server = Server(api or make_api(), ServerSettings(**{"state": state, "realtime": realtime, **settings}))
            url = stack.enter_context(running(server))
            return Running(
                server=server,
                url=url,
                http=stack.enter_context(httpx.Client(trust_env=False)),
                sockets=stack.enter_context(ExitStack()),
                loop=loop,
            )

        yield run


@pytest.fixture
def local(serve: Callable[..., Running]) -> Running:
    """A server with the API of this folder, an API key and a user pool."""
    return serve()
