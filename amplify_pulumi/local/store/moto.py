"""moto's DynamoDB in this process: what runs where the embedded DynamoDB is not installed. Data ends with the process.

moto's own way in, `mock_aws`, would put itself between the user's own boto3 clients and AWS, and would show them these tables. So its
request handler is called directly, over a backend that nothing else knows: no client is patched, no credentials are made up, and a
`mock_aws` of the user's tests neither sees nor resets this data.
"""

from __future__ import annotations

import importlib
import threading
import warnings
from collections.abc import Mapping
from typing import Any

import orjson

from amplify_pulumi.local.references import ACCOUNT, REGION
from amplify_pulumi.local.store.answers import encode, refusal
from amplify_pulumi.local.store.base import DynamoDBError, StoreError
from amplify_pulumi.local.store.values import plain_answer

_URL = f"https://dynamodb.{REGION}.amazonaws.com/"


class Moto:
    """A DynamoDB in memory, of its own for each instance.

    Raises:
        StoreError: moto is not installed.
    """

    name = "moto (in memory)"
    durable = False

    def __init__(self) -> None:
        # moto's backends are plain dictionaries and lists.
        self._lock = threading.Lock()
        self._handler, self._request = _isolated_handler()

    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """See `DynamoDB.call`."""
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            "Host": f"dynamodb.{REGION}.amazonaws.com",
        }
        incoming = self._request("POST", _URL, headers, encode(request))
        try:
            with self._lock:
                status, _headers, body = self._handler(incoming, _URL, incoming.headers)
        except Exception as error:
            # A request that moto stumbles over is a failed request, as a fault inside of AWS is.
            raise DynamoDBError("InternalServerError", f"moto failed: {type(error).__name__}: {error}") from error
        answer = orjson.loads(body or b"{}")
        if int(status) >= 400:
            raise refusal(answer)
        return answer

    def call_plain(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """See `DynamoDB.call_plain`."""
        return plain_answer(self.call(operation, request))

    def close(self) -> None:
        """Do nothing: memory is all there is."""


def _isolated_handler() -> tuple[Any, Any]:
    # moto has no types; what is used of it is its handler of requests, a backend, and its form of a request.
    try:
        with warnings.catch_warnings():
            # Deprecations inside moto and what it imports are not this project's, and are no reason to fail where warnings are errors.
            warnings.simplefilter("ignore", DeprecationWarning)
            responses: Any = importlib.import_module("moto.dynamodb.responses")
            models: Any = importlib.import_module("moto.dynamodb.models")
            requests: Any = importlib.import_module("moto.core.request")
    except ImportError as error:
        raise StoreError(f"moto cannot be loaded ({error}): install amplify-pulumi[dev], or amplify-pulumi-dynoxide") from error
    backend = models.DynamoDBBackend(REGION, ACCOUNT)
    handler = type("_Handler", (responses.DynamoHandler,), {"dynamodb_backend": property(lambda _handler: backend)})
    return handler.dispatch, requests.Request.from_primitives
