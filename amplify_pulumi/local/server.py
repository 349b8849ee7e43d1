"""AppSync on a port of this machine: HTTP and WebSocket, plain and TLS.

    with running(Server(api, ServerSettings(state=Path(".amplify-pulumi")))) as url:
        ...  # http://localhost:PORT/graphql

The server has a thread and an event loop of its own; operations run in worker threads.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from amplify_pulumi.local.authentication import AuthenticationSettings
from amplify_pulumi.local.certificate import LOOPBACK, Certificate, open_certificate
from amplify_pulumi.local.gateway import Gateway
from amplify_pulumi.local.http import GraphqlEndpoint, preflight, refuse, respond
from amplify_pulumi.local.issuer import JWKS_PATH, Issuer, open_issuer
from amplify_pulumi.local.listener import Listener, bind
from amplify_pulumi.local.realtime import ABORT, Realtime, RealtimeSettings
from amplify_pulumi.local.state import open_api_key

if TYPE_CHECKING:
    from amplify_pulumi.local.api import Api

GRAPHQL_PATH = "/graphql"
REALTIME_PATH = "/graphql/realtime"

_ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - recognised, not bound


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerSettings:
    """How an API is served."""

    state: Path
    """The folder of keys and certificate, made on first use."""
    host: str = "localhost"
    """Where to listen: loopback only, unless an address of this machine is named."""
    port: int = 0
    """The number of the port, 0 for one that is free."""
    api_key: str | None = field(default=None, repr=False)
    """The API key; None for the one in the state folder."""
    workers: int = 32
    """Operations that run at a time."""
    grace_seconds: float = 5.0
    """How long requests under way may take to end when the server stops."""
    realtime: RealtimeSettings = field(default_factory=RealtimeSettings)


class Server:
    """Serves an Api. Start it, give it another Api whenever there is one, stop it.

    Args:
        api: what is served first.
        settings: where and how.

    Raises:
        StateError: the state folder cannot be used.
    """

    def __init__(self, api: Api, settings: ServerSettings) -> None:
        self.settings = settings
        self.api_key = settings.api_key or open_api_key(settings.state)
        self.issuer: Issuer = open_issuer(settings.state)
        hosts = () if settings.host in (*LOOPBACK, *_ANY_ADDRESS) else (settings.host,)
        self.certificate: Certificate = open_certificate(settings.state, hosts=hosts)
        self._api = api
        self._port: int | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._front: _Front | None = None
        self._stopping: asyncio.Event | None = None

    @property
    def api(self) -> Api:
        """The Api that is served. Setting it carries all subscriptions over to the new one and returns when it is served."""
        return self._api

    @api.setter
    def api(self, api: Api) -> None:
        if self._loop is not None and self._front is not None:
            asyncio.run_coroutine_threadsafe(self._front.replace(api), self._loop).result()
        self._api = api

    @property
    def port(self) -> int:
        """The number of the port, once the server has started."""
        if self._port is None:
            raise RuntimeError("the server has not started")
        return self._port

    @property
    def url(self) -> str:
        """The URL of the API, for `amplify_outputs.json`."""
        return f"http://{self._authority}{GRAPHQL_PATH}"

    @property
    def realtime_url(self) -> str:
        """The URL for subscriptions."""
        return f"wss://{self._authority}{REALTIME_PATH}"

    @property
    def _authority(self) -> str:
        host = "localhost" if self.settings.host in (*LOOPBACK, *_ANY_ADDRESS) else self.settings.host
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"

    def start(self) -> None:
        """Listen, and return once requests are answered.

        Raises:
            PortError: the port is taken.
        """
        if self._thread is not None:
            raise RuntimeError("the server has started already")
        sockets = bind(self.settings.host, self.settings.port)
        self._port = sockets[0].getsockname()[1]
        ready = threading.Event()
        failed: list[BaseException] = []

        def run() -> None:
            try:
                with asyncio.Runner(loop_factory=_loop_factory()) as runner:
                    runner.run(self._serve(sockets, ready))
            except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
                failed.append(error)
            finally:
                ready.set()

        self._thread = threading.Thread(target=run, name="amplify-pulumi-server", daemon=True)
        self._thread.start()
        ready.wait()
        if failed:
            self._thread = None
            raise failed[0]

    def stop(self) -> None:
        """Stop listening, let requests under way end, and close all connections. Does nothing where the server is not running."""
        if self._thread is None or self._loop is None or self._stopping is None:
            return
        with contextlib.suppress(RuntimeError):  # the loop has ended by itself
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._thread = self._loop = self._front = self._stopping = None

    async def _serve(self, sockets: list[socket.socket], ready: threading.Event) -> None:
        self._stopping = asyncio.Event()
        self._front = _Front(self._api, self.settings, AuthenticationSettings(api_key=self.api_key, issuer=self.issuer))
        self._loop = asyncio.get_running_loop()
        listener = Listener(sockets, self._front.make_protocol, self.certificate.context())
        listener.start()
        ready.set()
        await self._stopping.wait()
        await listener.close()
        await self._front.close()


@contextlib.contextmanager
def running(server: Server) -> Generator[str]:
    """Run a server for the length of a block; the value is the URL of the API.

    Raises:
        PortError: the port is taken.
    """
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


class _Front:
    """Everything that lives in the server's event loop."""

    def __init__(self, api: Api, settings: ServerSettings, authentication: AuthenticationSettings) -> None:
        self._grace_seconds = settings.grace_seconds
        self._gateway = Gateway(api, authentication, workers=settings.workers)
        self._realtime = Realtime(self._gateway, settings.realtime)
        self._state = ServerState()
        self._config = Config(
            _application(self._gateway, self._realtime, authentication.issuer),
            http=HttpToolsProtocol,
            ws=_WebSocketProtocol,
            ws_max_size=settings.realtime.message_limit,
            # A debugger that holds the client would make it miss pings; AppSync's own keep-alive messages need no answer.
            ws_ping_interval=None,
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
        )
        self._config.load()

    def make_protocol(self) -> asyncio.Protocol:
        """Return the protocol of one connection."""
        return HttpToolsProtocol(config=self._config, server_state=self._state, app_state={})

    async def replace(self, api: Api) -> None:
        """Serve another Api."""
        await self._gateway.replace(api, self._realtime.carry_over)

    async def close(self) -> None:
        """Let requests under way end, then close all connections."""
        for each in list(self._state.connections):
            each.shutdown()
        tasks = set(self._state.tasks)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._grace_seconds)
            for each in late:
                each.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for each in list(self._state.connections):
            each.transport.abort()
        self._gateway.close()


class _WebSocketProtocol(WebSocketsSansIOProtocol):
    """Lets the application drop a connection at once: one whose client does not read can never be closed politely."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.app_state = {**self.app_state, ABORT: transport.abort}


def _application(gateway: Gateway, realtime: Realtime, issuer: Issuer | None) -> Starlette:
    async def keys(request: Request) -> Response:
        if request.method == "OPTIONS":
            return preflight(request.headers)
        return respond(200, issuer.jwks() if issuer else {"keys": []}, {"cache-control": "no-store"})

    async def unknown(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})
            return
        response = refuse(404, "NotFoundException", f"There is nothing at this path; the API is at {GRAPHQL_PATH}.")
        await response(scope, receive, send)

    application = Starlette(
        routes=[
            Route(GRAPHQL_PATH, GraphqlEndpoint(gateway)),
            WebSocketRoute(GRAPHQL_PATH, realtime),
            WebSocketRoute(REALTIME_PATH, realtime),
            Route(JWKS_PATH, keys, methods=["GET", "OPTIONS"]),
        ]
    )
    application.router.redirect_slashes = False
    application.router.default = unknown
    return application


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop  # noqa: PLC0415 - not there on Windows
    except ImportError:
        # Windows' own loop cannot wait for the first byte of a connection.
        return asyncio.SelectorEventLoop
    return uvloop.new_event_loop
