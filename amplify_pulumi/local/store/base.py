"""DynamoDB behind one small interface: the name of an operation and its request in DynamoDB's own JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class StoreError(Exception):
    """A DynamoDB cannot be opened, or a table cannot be brought into shape; the text says which one, why, and what to do."""


class DynamoDBError(Exception):
    """An answer of DynamoDB that is an error.

    Attributes:
        type: the exception without its namespace, `ConditionalCheckFailedException`.
        message: DynamoDB's text.
        body: the whole answer; `Item` and `CancellationReasons` are in there.
    """

    def __init__(self, type: str, message: str, body: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{type}: {message}")
        self.type = type
        self.message = message
        self.body = body or {}


class DynamoDB(Protocol):
    """A DynamoDB, wherever it runs. Safe to call from several threads."""

    name: str
    """For people: `dynoxide`, `moto (in memory)`, `http://localhost:8000`."""
    durable: bool
    """Whether data outlives the process."""

    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out an operation (`PutItem`) and return its answer, both in DynamoDB's JSON (binary values as Base64 text).

        Raises:
            DynamoDBError: DynamoDB refused.
        """
        ...

    def call_plain(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out GetItem, PutItem, UpdateItem, DeleteItem, Query or Scan; `Item`, `Items` and `Attributes` of the answer are plain JSON.

        `LastEvaluatedKey` stays typed. What becomes of a value is said in `values.plain`.

        Raises:
            DynamoDBError: DynamoDB refused.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
