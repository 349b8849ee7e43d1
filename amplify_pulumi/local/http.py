"""GraphQL over HTTP, with AppSync's statuses, headers and error bodies.

POST with a JSON body, whatever its content type says (AppSync documents both application/json and application/graphql for it), and GET
with `query`, `variables` and `operationName` in the query string (graphql/graphql-over-http#81, by AppSync's team). What goes wrong inside
GraphQL is answered with the status 200.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from amplify_pulumi.local.authentication import Credentials, UnauthorizedError
from amplify_pulumi.local.gateway import Gateway
from amplify_pulumi.local.wire import decode, encode

logger = logging.getLogger(__name__)

BODY_LIMIT = 1024 * 1024
"""Bytes. AppSync publishes no quota for the request; 1 MB is what its load balancers and firewalls are reported to pass."""

MALFORMED = "MalformedHttpRequestException"

_MAXIMUM_AGE = "172800"
_METHODS = "GET, POST, OPTIONS"


class RefusedError(Exception):
    """A request that is answered before GraphQL is reached."""

    def __init__(self, status: int, error_type: str, message: str, reason: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.error_type = error_type
        self.message = message
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class GraphqlRequest:
    """What a client asks for."""

    document: str
    variables: Mapping[str, Any] | None
    operation_name: str | None


class GraphqlEndpoint:
    """The ASGI application of `/graphql`."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        started = time.perf_counter()
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return
        except RefusedError as refused:
            response = refuse(refused.status, refused.error_type, refused.message, reason=refused.reason)
        except asyncio.CancelledError:
            # The server stops and waits no longer. The task ends with this answer, which is all that cancelling it is for.
            response = refuse(503, "ServiceUnavailableException", "The local API has stopped.")
        except Exception:
            logger.exception("a request failed inside the local API")
            response = refuse(500, "InternalFailure", "The local API failed; its log tells why.")
        logger.info("%s %s %d %.1f ms", request.method, scope["path"], response.status_code, (time.perf_counter() - started) * 1000)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return preflight(request.headers)
        if request.method not in ("GET", "POST"):
            raise RefusedError(405, MALFORMED, f"The method {request.method} is not supported: use POST.")
        body = await _body(request)
        query = request.scope["query_string"].decode("latin-1")
        credentials = Credentials(
            headers=dict(request.headers.items()), method=request.method, path=request.scope["path"], query=query, body=body
        )
        try:
            identity = self._gateway.authenticator.identify(credentials)
        except UnauthorizedError as error:
            logger.warning("401: %s", error.reason)
            raise RefusedError(401, "UnauthorizedException", error.message, error.reason) from None
        asked = read_query_string(query) if request.method == "GET" else read_body(body)
        result = await self._gateway.execute(
            asked.document,
            asked.variables,
            identity=identity,
            operation_name=asked.operation_name,
            headers=request_headers(request.headers.raw),
        )
        if result.malformed:
            return respond(400, {"errors": list(result.errors)}, {"x-amzn-errortype": MALFORMED})
        return respond(200, result.to_json())


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > BODY_LIMIT:
            raise RefusedError(413, "RequestEntityTooLargeException", f"The request body is larger than {BODY_LIMIT} bytes.")
        parts.append(part)
    return b"".join(parts)


def read_body(body: bytes) -> GraphqlRequest:
    """Return what the body of a POST asks for.

    Raises:
        RefusedError: 400, with AppSync's text.
    """
    if not body.strip():
        raise RefusedError(400, MALFORMED, "Request body is empty.")
    try:
        value = decode(body)
    except ValueError:
        raise _unparsable() from None
    return _asked(value)


def read_query_string(query: str) -> GraphqlRequest:
    """Return what the query string of a GET asks for.

    Raises:
        RefusedError: 400, with AppSync's text.
    """
    given = {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
    value: dict[str, Any] = {name: given[name] for name in ("query", "operationName") if name in given}
    if given.get("variables"):
        try:
            value["variables"] = decode(given["variables"])
        except ValueError:
            raise _unparsable() from None
    return _asked(value)


def _asked(value: Any) -> GraphqlRequest:
    if not isinstance(value, dict):
        raise _unparsable()
    body: dict[str, Any] = value  # pyright: ignore[reportUnknownVariableType] # JSON
    document, variables, name = body.get("query"), body.get("variables"), body.get("operationName")
    if not isinstance(document, str) or not isinstance(variables, dict | None) or not isinstance(name, str | None):
        raise _unparsable()
    return GraphqlRequest(document=document, variables=variables, operation_name=name)  # pyright: ignore[reportUnknownArgumentType] # JSON


def _unparsable() -> RefusedError:
    return RefusedError(400, MALFORMED, "Unable to parse GraphQL query.")


def request_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, Any]:
    """Return `ctx.request.headers`: names in lower case, a list where a header came more than once, cookies left out."""
    headers: dict[str, Any] = {}
    for name_bytes, value_bytes in raw:
        name, value = name_bytes.decode("latin-1").lower(), value_bytes.decode("latin-1")
        if name == "cookie":
            continue
        if name not in headers:
            headers[name] = value
        elif isinstance(headers[name], list):
            headers[name].append(value)
        else:
            headers[name] = [headers[name], value]
    return headers


def respond(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON response that pages of any origin may read, as AppSync's are."""
    return Response(
        encode(value),
        status_code=status,
        headers={
            "content-type": "application/json;charset=UTF-8",
            "date": formatdate(usegmt=True),
            "x-amzn-requestid": str(uuid.uuid4()),
            "access-control-allow-origin": "*",
            "access-control-expose-headers": "x-amzn-RequestId, x-amzn-ErrorType",
            **(headers or {}),
        },
    )


def refuse(status: int, error_type: str, message: str, *, reason: str | None = None) -> Response:
    """Return an error as AppSync sends it; Amplify's clients read its kind from the header `x-amzn-errortype`.

    Args:
        status: the HTTP status.
        error_type: the kind of error.
        message: AppSync's text.
        reason: what a developer should know beyond it, for a header of our own.
    """
    headers = {"x-amzn-errortype": error_type}
    if reason:
        headers["x-amplify-pulumi-reason"] = reason.encode("ascii", "replace").decode()
    if status == 405:
        headers["allow"] = _METHODS
    return respond(status, {"errors": [{"errorType": error_type, "message": message}]}, headers)


def preflight(asked: Mapping[str, str]) -> Response:
    """Return the answer to a browser's question whether it may call from another origin, with whatever headers of its own.

    Args:
        asked: the headers of the question.
    """
    headers = {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": _METHODS,
        "access-control-allow-headers": asked.get("access-control-request-headers") or "*",
        "access-control-max-age": _MAXIMUM_AGE,
        "vary": "access-control-request-headers",
    }
    # Chrome asks so before a page of a public site may call this machine (wicg.github.io/private-network-access).
    if asked.get("access-control-request-private-network") == "true":
        headers["access-control-allow-private-network"] = "true"
    return Response(status_code=200, headers=headers)
