"""One port for plain and TLS connections.

Amplify's JavaScript client calls `http://localhost:PORT/graphql` and then opens `wss://` on the very same port. The first byte that a
client sends tells: a TLS connection begins with a handshake record, 0x16, which begins no HTTP request. The byte is looked at and left in
the socket, so that whoever handles the connection reads all of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import socket
import ssl
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

logger = logging.getLogger(__name__)

TLS_HANDSHAKE = b"\x16"
FIRST_BYTE_SECONDS = 60
"""Browsers open connections ahead of need; after this time one that has sent nothing is closed."""

_BACKLOG = 256
_TRIES = 20


class PortError(Exception):
    """The port cannot be listened on; the text says why, in one line."""


def bind(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen on a port of a host; `localhost` means both loopback addresses, 127.0.0.1 and ::1.

    Args:
        host: `localhost`, an address of this machine, or a name that resolves to one.
        port: the number, or 0 for one that is free.

    Raises:
        PortError: it is taken, or the host is not this machine's.
    """
    addresses = _addresses(host)
    for _ in range(_TRIES):
        sockets: list[socket.socket] = []
        chosen = port
        try:
            for family, address in addresses:
                with contextlib.suppress(_NoSuchInterfaceError):
                    sockets.append(_listen(family, address, chosen, required=not sockets and (family, address) == addresses[-1]))
                    chosen = sockets[-1].getsockname()[1]
        except PortError:
            for each in sockets:
                each.close()
            # A port that is free on the first address may be taken on the second.
            if port == 0 and sockets:
                continue
            raise
        return sockets
    raise PortError(f"found no port that is free on all addresses of {host}")


class _NoSuchInterfaceError(Exception):
    pass


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    if host == "localhost":
        # Node takes ::1 first where the resolver says so, others take 127.0.0.1.
        return [(socket.AF_INET, "127.0.0.1"), *([(socket.AF_INET6, "::1")] if socket.has_ipv6 else [])]
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise PortError(f"cannot listen on {host}: {error.strerror or error}") from error
    return list(dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found))


def _listen(family: socket.AddressFamily, address: str, port: int, *, required: bool) -> socket.socket:
    try:
        listening = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:  # a kernel without IPv6
        if not required:
            raise _NoSuchInterfaceError from error
        raise PortError(f"cannot listen on {address}: {error.strerror or error}") from error
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind((address, port))
        listening.listen(_BACKLOG)
        listening.setblocking(False)  # noqa: FBT003 - the standard library's signature
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRNOTAVAIL and not required:
            raise _NoSuchInterfaceError from error
        raise PortError(_explain(address, port, error)) from error
    except OverflowError as error:
        listening.close()
        raise PortError(f"{port} is not the number of a port: 0 to 65535") from error
    return listening


def _explain(address: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken: another program listens on {address}; stop it or choose another port"
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights than this program has; choose one above 1023"
    return f"cannot listen on {address}, port {port}: {error.strerror or error}"


class Listener:
    """Accepts connections and gives each to a protocol, with TLS where the client begins with it.

    Args:
        sockets: listening sockets, from `bind`. The listener closes them.
        make_protocol: makes the protocol of one connection.
        context: what TLS connections are made with.
    """

    def __init__(self, sockets: Sequence[socket.socket], make_protocol: Callable[[], asyncio.Protocol], context: ssl.SSLContext) -> None:
        self._sockets = tuple(sockets)
        self._make_protocol = make_protocol
        self._context = context
        self._tasks: set[asyncio.Task[None]] = set()
        self._distrusted = False

    def start(self) -> None:
        """Begin to accept connections. To be called in the event loop."""
        for each in self._sockets:
            self._spawn(self._accept(each))

    async def close(self) -> None:
        """Accept nothing more, and drop connections that have sent nothing yet."""
        for each in self._tasks:
            each.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for each in self._sockets:
            each.close()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(listening)
            except OSError as error:
                if error.errno not in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ECONNABORTED):
                    raise
                # Out of files: those that are open have to go first.
                logger.warning("cannot accept a connection: %s", error.strerror)
                await asyncio.sleep(0.1)
                continue
            self._spawn(self._greet(connection))

    async def _greet(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(FIRST_BYTE_SECONDS):
                first = await _peek(connection)
        except (OSError, TimeoutError, asyncio.CancelledError):
            connection.close()
            return
        if not first:
            connection.close()
            return
        context = self._context if first == TLS_HANDSHAKE else None
        try:
            await loop.connect_accepted_socket(self._make_protocol, connection, ssl=context)
        except ssl.SSLError as error:
            connection.close()
            self._report(error)
        except (OSError, asyncio.CancelledError):
            connection.close()

    def _report(self, error: ssl.SSLError) -> None:
        # The client's alert says unknown_ca or bad_certificate. Clients try again and again: once is enough.
        if "alert" in str(error).lower() and not self._distrusted:
            self._distrusted = True
            logger.warning("a client does not trust the certificate of this port: subscriptions of Amplify's JavaScript client need it")
        logger.debug("TLS handshake failed: %s", error)


async def _peek(connection: socket.socket) -> bytes:
    """Return the first byte that comes, and leave it in the socket; nothing where the client has gone."""
    with contextlib.suppress(BlockingIOError, InterruptedError):
        return connection.recv(1, socket.MSG_PEEK)
    loop = asyncio.get_running_loop()
    readable: asyncio.Future[None] = loop.create_future()

    def wake() -> None:
        if not readable.done():
            readable.set_result(None)

    loop.add_reader(connection.fileno(), wake)
    try:
        await readable
    finally:
        loop.remove_reader(connection.fileno())
    return connection.recv(1, socket.MSG_PEEK)
