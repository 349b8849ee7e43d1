"""How a WebSocket client of AppSync says who it is when it connects.

There are three ways, and clients use each of them: a second subprotocol `header-<base64url of JSON>` (Amplify's JavaScript client),
`header=<base64 of JSON>&payload=…` in the query string (Swift, Flutter, Python's gql), and plain HTTP headers (Android). Source:
AppSync's page real-time-websocket-client.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from amplify_pulumi.local.wire import decode

PROTOCOL = "graphql-ws"
_HEADER_PROTOCOL = "header-"


class HandshakeError(Exception):
    """A connection that is refused with a `connection_error` and the code 400."""


def choose_protocol(offered: Sequence[str]) -> str:
    """Return the subprotocol to answer with.

    Raises:
        HandshakeError: the client offers none, or none that AppSync speaks. Texts are those that AppSync was seen to send
            (aws/aws-appsync-community#195, graphql-dotnet/graphql-client#591).
    """
    if PROTOCOL in offered:
        return PROTOCOL
    raise HandshakeError("SubProtocolNotSupportedError" if offered else "NoProtocolError")


def connection_headers(plain: Mapping[str, str], offered: Sequence[str], query: str) -> dict[str, str]:
    """Return the headers that a client connects with, names in lower case: the plain ones, and over them those that it has sent encoded.

    Args:
        plain: the headers of the upgrade request.
        offered: its subprotocols.
        query: its query string.

    Raises:
        HandshakeError: the encoded headers cannot be read.
    """
    encoded = next((each.removeprefix(_HEADER_PROTOCOL) for each in offered if each.startswith(_HEADER_PROTOCOL)), None)
    if encoded is None:
        encoded = _parameter(query, "header")
    return {**plain, **(read_headers(_decode(encoded)) if encoded else {})}


def read_headers(value: Any) -> dict[str, str]:
    """Return a JSON object of headers with the names in lower case.

    Raises:
        HandshakeError: it is no object of strings.
    """
    if not isinstance(value, dict):
        raise HandshakeError("The authorization header must be a JSON object.")
    members: Iterable[tuple[Any, Any]] = value.items()  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType] # JSON
    headers = {str(name).lower(): member for name, member in members if member is not None}
    if not all(isinstance(each, str) for each in headers.values()):
        raise HandshakeError("The values of the authorization header must be strings.")
    return headers


def _parameter(query: str, name: str) -> str | None:
    for part in query.split("&"):
        given, separator, value = part.partition("=")
        if separator and given == name:
            # Standard base64 has `+`, `/` and `=` in it, and not every client escapes them: a `+` stands for itself, never for a space.
            return unquote(value).replace(" ", "+")
    return None


def _decode(encoded: str) -> Any:
    stripped = encoded.rstrip("=").translate(str.maketrans("-_", "+/"))
    padded = stripped + "=" * (-len(stripped) % 4)
    try:
        return decode(base64.b64decode(padded, validate=True))
    except (binascii.Error, ValueError):
        raise HandshakeError("The authorization header is not the base64 of a JSON object.") from None
