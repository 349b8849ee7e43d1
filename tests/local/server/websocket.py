"""A WebSocket client for tests that are written one step after the other.

It lives in an event loop of its own, in one thread: what `websockets.sync` does, to read a TLS connection in one thread while another
writes, OpenSSL does not bear. Now and then a request was lost that way, and the client waited for ever.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from typing import Any, TypeVar

from websockets.asyncio.client import ClientConnection, connect

Returned = TypeVar("Returned")

PATIENCE = 60
"""Seconds after which what has its own time limit, and a shorter one, is given up."""


class EventLoop:
    """Runs coroutines in a thread of its own, for callers in other threads."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="websocket-clients", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Returned]) -> Returned:
        """Return what a coroutine returns."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def close(self) -> None:
        """End the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()


class WebSocket:
    """One connection."""

    def __init__(self, loop: EventLoop, connection: ClientConnection) -> None:
        self._loop = loop
        self._connection = connection

    @property
    def subprotocol(self) -> str | None:
        """What the server has chosen."""
        return self._connection.subprotocol

    def send(self, frame: str | bytes) -> None:
        """Send one message."""
        self._loop.run(self._connection.send(frame))

    def recv(self, timeout: float) -> str | bytes:
        """Return the next message.

        Raises:
            TimeoutError: none has come within these seconds.
        """
        return self._loop.run(asyncio.wait_for(self._connection.recv(), timeout))

    def close(self) -> None:
        """End the connection."""
        self._loop.run(self._connection.close())


@contextmanager
def connected(loop: EventLoop, url: str, **arguments: Any) -> Generator[WebSocket]:
    """Open a connection for the length of a block."""

    async def opened() -> ClientConnection:
        return await connect(url, proxy=None, **arguments)

    socket = WebSocket(loop, loop.run(opened()))
    try:
        yield socket
    finally:
        socket.close()
