"""AppSync's real-time protocol: subscriptions over WebSocket.

Frames, their order and their errors follow AppSync's page real-time-websocket-client and what clients were seen to exchange with it.
The connection is authorized when it opens and each subscription again when it starts, by headers of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.types import Receive, Scope, Send

from amplify_pulumi.local.authentication import NOT_AUTHORIZED, Credentials, UnauthorizedError
from amplify_pulumi.local.gateway import Gateway, Served
from amplify_pulumi.local.handshake import PROTOCOL, HandshakeError, choose_protocol, connection_headers, read_headers
from amplify_pulumi.local.http import RefusedError, read_body, request_headers
from amplify_pulumi.local.subscriptions import SubscriptionRefusedError
from amplify_pulumi.local.wire import decode, encode

if TYPE_CHECKING:
    from amplify_pulumi.local.api import Api
    from amplify_pulumi.local.identity import Identity
    from amplify_pulumi.local.subscriptions import Subscription

logger = logging.getLogger(__name__)

ABORT = "abort"
"""The key in an ASGI scope's `state` under which the server puts a function that drops the connection at once."""

CONNECT_PATH = "/graphql/connect"
PAYLOAD_LIMIT = 240 * 1024
"""Bytes of an event; AppSync drops larger ones without a word (general/latest/gr/appsync.html, aws/aws-appsync-community#33)."""

_GRACE_SECONDS = 1.0

Frame = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class RealtimeSettings:
    """The clocks and limits of connections; the defaults are AppSync's."""

    keep_alive_seconds: float = 60.0
    """Between two `ka` frames."""
    connection_timeout_ms: int = 300_000
    """After how long without `ka` a client gives the connection up; it is told so in `connection_ack`."""
    lifetime_seconds: float = 24 * 3600.0
    """How long a connection lives."""
    maximum_subscriptions: int = 200
    """Per connection."""
    message_limit: int = 1024 * 1024
    """Bytes of a message from a client."""
    backlog_limit: int = 16 * 1024 * 1024
    """Bytes that wait for a client that does not read; beyond them the connection is dropped, and the client connects anew."""


class Realtime:
    """The ASGI application of the real-time endpoints."""

    def __init__(self, gateway: Gateway, settings: RealtimeSettings) -> None:
        self._gateway = gateway
        self._settings = settings
        self._connections: set[_Connection] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until it ends."""
        await receive()  # websocket.connect
        offered: Sequence[str] = scope["subprotocols"]
        try:
            await send({"type": "websocket.accept", "subprotocol": PROTOCOL if PROTOCOL in offered else None})
            try:
                choose_protocol(offered)
                plain = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
                headers = connection_headers(plain, offered, scope["query_string"].decode("latin-1"))
                self._gateway.authenticator.identify(Credentials(headers=headers, path=CONNECT_PATH, body=b"{}"))
            except HandshakeError as error:
                logger.warning("a subscriber cannot connect: %s", error)
                await _turn_away(receive, send, {"message": str(error), "errorCode": 400})
                return
            except UnauthorizedError as error:
                logger.warning("a subscriber cannot connect: %s", error.reason)
                await _turn_away(receive, send, _unauthorized(error))
                return
            await self._serve(scope, receive, send, headers)
        except OSError:  # the client has gone
            return

    async def _serve(self, scope: Scope, receive: Receive, send: Send, headers: Mapping[str, str]) -> None:
        state: Mapping[str, Any] = scope.get("state") or {}
        connection = _Connection(
            gateway=self._gateway,
            settings=self._settings,
            headers={**request_headers(scope["headers"]), **headers},
            outbox=_Outbox(send, limit=self._settings.backlog_limit, abort=state.get(ABORT)),
        )
        self._connections.add(connection)
        try:
            await connection.run(receive)
        finally:
            self._connections.discard(connection)
            await connection.close()

    async def carry_over(self, served: Served) -> list[Subscription]:
        """Subscribe everybody on another Api; return the subscriptions that are left behind."""
        left: list[Subscription] = []
        for connection in list(self._connections):
            left.extend(await connection.carry_over(served))
        return left


async def _turn_away(receive: Receive, send: Send, error: Frame) -> None:
    frame = {"type": "connection_error", "payload": {"errors": [error]}}
    await send({"type": "websocket.send", "text": encode(frame).decode()})
    # Some clients send connection_init before they read anything: closing under their hands would hide the error from them.
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(receive(), _GRACE_SECONDS)
    await send({"type": "websocket.close", "code": 1000})


def _unauthorized(error: UnauthorizedError) -> Frame:
    return _problem("UnauthorizedException", error.message, 401)


def _problem(error_type: str, message: str, code: int | None = None) -> Frame:
    return {"errorType": error_type, "message": message, **({} if code is None else {"errorCode": code})}


_FAILED = _problem("InternalFailure", "The local API failed; its log tells why.", 500)


class _Outbox:
    """Frames on their way to one client. Putting never waits; a client that does not read is dropped before they fill the memory."""

    def __init__(self, send: Send, *, limit: int, abort: Callable[[], None] | None) -> None:
        self._send = send
        self._limit = limit
        self._abort = abort
        self._frames: deque[bytes] = deque()
        self._size = 0
        self._filled = asyncio.Event()
        self._closed = False

    def put(self, frame: bytes) -> None:
        """Queue a frame. To be called in the event loop."""
        if self._closed:
            return
        self._frames.append(frame)
        self._size += len(frame)
        self._filled.set()
        if self._size > self._limit:
            logger.warning("a subscriber does not read its events: %d bytes wait for it, and its connection is dropped", self._size)
            self.close()
            if self._abort is not None:
                self._abort()

    def close(self) -> None:
        """Forget what has not been sent; `run` ends."""
        self._closed = True
        self._frames.clear()
        self._filled.set()

    async def run(self) -> None:
        """Send frames in order, each when the client has room for it."""
        while not self._closed:
            while self._frames:
                frame = self._frames.popleft()
                await self._send({"type": "websocket.send", "text": frame.decode()})
                self._size -= len(frame)
            if not self._closed:
                self._filled.clear()
                await self._filled.wait()


@dataclass(kw_only=True, slots=True, eq=False)
class _Operation:
    """A subscription that a client has started."""

    id: str
    document: str
    variables: Mapping[str, Any] | None
    operation_name: str | None
    identity: Identity
    headers: Mapping[str, Any]
    on_event: Callable[[dict[str, Any]], None] = field(init=False)
    subscription: Subscription | None = None
    early: list[bytes] | None = field(default_factory=list[bytes])
    """Events that came before the acknowledgement went out; None from then on."""
    stopped: bool = False

    def subscribe(self, api: Api) -> Subscription:
        """Start it on an Api; to be called in a worker thread."""
        return api.subscribe(
            self.document,
            self.variables,
            identity=self.identity,
            operation_name=self.operation_name,
            headers=self.headers,
            on_event=self.on_event,
        )


class _Connection:
    """One client."""

    def __init__(self, *, gateway: Gateway, settings: RealtimeSettings, headers: Mapping[str, Any], outbox: _Outbox) -> None:
        self._gateway = gateway
        self._settings = settings
        self._headers = headers
        self._outbox = outbox
        self._loop = asyncio.get_running_loop()
        self._operations: dict[str, _Operation] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._acknowledged = False

    async def run(self, receive: Receive) -> None:
        """Serve the client until it goes, its connection is dropped, or its time is over."""
        work = {asyncio.create_task(self._outbox.run()), asyncio.create_task(self._read(receive)), asyncio.create_task(self._keep_alive())}
        try:
            done, _ = await asyncio.wait(work, timeout=self._settings.lifetime_seconds, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()
        finally:
            for each in work:
                each.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    async def close(self) -> None:
        """End all subscriptions of the client."""
        self._outbox.close()
        operations = list(self._operations.values())
        self._operations.clear()
        for each in operations:
            each.stopped = True
        # Subscriptions that are being started close themselves when they see that they have been stopped.
        for each in operations:
            await self._end(each)

    async def carry_over(self, served: Served) -> list[Subscription]:
        """Subscribe on another Api; where that refuses, tell the client."""
        left: list[Subscription] = []
        for operation in list(self._operations.values()):
            if operation.subscription is None or operation.stopped:
                continue
            left.append(operation.subscription)
            if operation.identity.authentication_type not in served.api.authentication_types:
                operation.subscription = None
                self._fail(operation, [_unauthorized(UnauthorizedError(NOT_AUTHORIZED, "the API takes its credentials no more"))])
                continue
            try:
                subscription = await self._gateway.run(operation.subscribe, served.api)
            except SubscriptionRefusedError as error:
                operation.subscription = None
                self._fail(operation, error.errors)
                continue
            except Exception:
                logger.exception("a subscription failed inside the local API")
                operation.subscription = None
                self._fail(operation, [_FAILED])
                continue
            operation.subscription = subscription
            if operation.stopped:
                left.append(subscription)
        return left

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(self._settings.keep_alive_seconds)
            if self._acknowledged:
                self._send({"type": "ka"})

    async def _read(self, receive: Receive) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                frame = decode(message.get("text") or message.get("bytes") or b"")
            except ValueError:
                frame = None
            if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):  # pyright: ignore[reportUnknownMemberType] # JSON
                if self._acknowledged:
                    self._error(None, [_problem("BadRequestException", "Unable to parse the message.", 400)])
                continue
            self._handle(frame)  # pyright: ignore[reportUnknownArgumentType] # JSON

    def _handle(self, frame: Frame) -> None:
        kind, identifier = frame["type"], frame.get("id")
        if kind == "connection_init":
            if not self._acknowledged:
                self._acknowledged = True
                self._send({"type": "connection_ack", "payload": {"connectionTimeoutMs": self._settings.connection_timeout_ms}})
                self._send({"type": "ka"})
        elif not self._acknowledged:
            pass  # AppSync ignores what comes before its acknowledgement
        elif kind == "start":
            self._start(frame)
        elif kind == "stop" and isinstance(identifier, str):
            self._stop(identifier)
        else:
            name = identifier if isinstance(identifier, str) else None
            self._error(name, [_problem("UnsupportedOperation", "unknown not supported through the realtime channel")])

    def _start(self, frame: Frame) -> None:
        identifier = frame.get("id")
        if not isinstance(identifier, str) or not identifier:
            self._error(None, [_problem("BadRequestException", "A start message needs an id.", 400)])
            return
        if identifier in self._operations:
            self._error(identifier, [_problem("DuplicatedOperationError", f"The id {identifier} is in use on this connection.")])
            return
        maximum = self._settings.maximum_subscriptions
        if len(self._operations) >= maximum:
            self._error(identifier, [_problem("MaxSubscriptionsReachedError", f"Max number of {maximum} subscriptions reached")])
            return
        try:
            operation = self._read_start(identifier, frame.get("payload"))
        except (HandshakeError, RefusedError) as error:
            self._error(identifier, [_problem("BadRequestException", str(error), 400)])
            return
        except UnauthorizedError as error:
            logger.warning("a subscription cannot start: %s", error.reason)
            self._error(identifier, [_unauthorized(error)])
            return
        self._operations[identifier] = operation
        task = asyncio.create_task(self._begin(operation))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _read_start(self, identifier: str, payload: Any) -> _Operation:
        given: Frame = payload if isinstance(payload, dict) else {}  # pyright: ignore[reportUnknownVariableType] # JSON
        data = given.get("data")
        if not isinstance(data, str):
            raise HandshakeError("The payload of a start message needs its data as JSON in a string.")
        asked = read_body(data.encode())
        extensions: Frame = given.get("extensions") or {}
        headers = read_headers(extensions.get("authorization") or {}) if isinstance(extensions, dict) else {}  # pyright: ignore[reportUnnecessaryIsInstance] # JSON
        identity = self._gateway.authenticator.identify(Credentials(headers=headers, body=data.encode()))
        operation = _Operation(
            id=identifier,
            document=asked.document,
            variables=asked.variables,
            operation_name=asked.operation_name,
            identity=identity,
            headers={**self._headers, **headers},
        )
        operation.on_event = lambda event: self._event(operation, event)
        return operation

    async def _begin(self, operation: _Operation) -> None:
        try:
            async with self._gateway.starting() as api:
                subscription = await self._gateway.run(operation.subscribe, api)
                operation.subscription = subscription
        except SubscriptionRefusedError as error:
            self._fail(operation, error.errors)
            return
        except Exception:
            logger.exception("a subscription failed inside the local API")
            self._fail(operation, [_FAILED])
            return
        if operation.stopped:
            await self._end(operation)
            return
        self._send({"type": "start_ack", "id": operation.id})
        early, operation.early = operation.early or [], None
        for each in early:
            self._outbox.put(each)

    def _event(self, operation: _Operation, event: dict[str, Any]) -> None:
        """Take an event, in the thread of the mutation."""
        frame = encode({"type": "data", "id": operation.id, "payload": event})
        if len(frame) > PAYLOAD_LIMIT:
            logger.warning("an event of %d bytes is not delivered: AppSync's limit is %d", len(frame), PAYLOAD_LIMIT)
            return
        with contextlib.suppress(RuntimeError):  # the server has stopped
            self._loop.call_soon_threadsafe(self._deliver, operation, frame)

    def _deliver(self, operation: _Operation, frame: bytes) -> None:
        if operation.stopped:
            return
        if operation.early is not None:
            operation.early.append(frame)
        else:
            self._outbox.put(frame)

    def _stop(self, identifier: str) -> None:
        operation = self._operations.pop(identifier, None)
        if operation is not None:
            operation.stopped = True
            task = asyncio.create_task(self._end(operation))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._send({"type": "complete", "id": identifier})

    def _fail(self, operation: _Operation, errors: list[dict[str, Any]]) -> None:
        if operation.stopped:
            return
        operation.stopped = True
        self._operations.pop(operation.id, None)
        self._error(operation.id, errors)

    async def _end(self, operation: _Operation) -> None:
        subscription, operation.subscription = operation.subscription, None
        if subscription is not None:
            await self._gateway.run(subscription.close)

    def _error(self, identifier: str | None, errors: list[dict[str, Any]]) -> None:
        self._send({"type": "error", **({} if identifier is None else {"id": identifier}), "payload": {"errors": errors}})

    def _send(self, frame: Frame) -> None:
        self._outbox.put(encode(frame))
