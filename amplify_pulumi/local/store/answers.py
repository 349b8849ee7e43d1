"""Requests to JSON text, answers and refusals from it: what the engines that speak DynamoDB's JSON have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from amplify_pulumi.local.store.base import DynamoDBError


def encode(request: Mapping[str, Any]) -> bytes:
    """Return a request as JSON text.

    Raises:
        DynamoDBError: it has no JSON text, such as half of a character's surrogate pair, as AWS would answer.
    """
    try:
        return orjson.dumps(request)
    except TypeError as error:
        raise DynamoDBError("SerializationException", str(error)) from error


def refusal(body: Any) -> DynamoDBError:
    """Return the exception for DynamoDB's error body, `{"__type": "…#ValidationException", "message": "…"}`."""
    name = str(body.get("__type", "InternalServerError")).rpartition("#")[2]
    return DynamoDBError(name, str(body.get("message") or body.get("Message") or ""), body)
