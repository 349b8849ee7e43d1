"""The embedded DynamoDB: dynoxide in this process, through the binding in native/dynoxide."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import orjson

from amplify_pulumi.local.store.answers import encode, refusal
from amplify_pulumi.local.store.base import StoreError

MODULE = "amplify_pulumi_dynoxide"


class _Database(Protocol):
    # The binding is a distribution of its own, which need not be installed where types are checked.
    def call(self, operation: str, request: bytes) -> bytes: ...
    def call_plain(self, operation: str, request: bytes) -> bytes: ...
    def close(self) -> None: ...


def is_installed() -> bool:
    """Tell whether the binding is there."""
    return importlib.util.find_spec(MODULE) is not None


class Dynoxide:
    """A DynamoDB in a file, or in memory.

    Args:
        path: the file, which is created, with its folders, where there is none; None keeps the data in memory.

    Raises:
        StoreError: the binding is not installed or the file cannot be used.
    """

    def __init__(self, path: Path | None = None) -> None:
        try:
            native: Any = importlib.import_module(MODULE)
        except ImportError as error:
            raise StoreError(f"the embedded DynamoDB cannot be loaded: {error}") from error
        self._refused: type[Exception] = native.DynoxideError
        self.name = "dynoxide (in memory)" if path is None else f"dynoxide ({path})"
        self.durable = path is not None
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._database: _Database = native.Database(None if path is None else str(path))
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}") from error
        except self._refused as error:
            raise StoreError(f"{path} cannot be opened as a database: {refusal(orjson.loads(error.args[0])).message}") from error

    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """See `DynamoDB.call`."""
        try:
            return orjson.loads(self._database.call(operation, encode(request)))
        except self._refused as error:
            raise refusal(orjson.loads(error.args[0])) from error

    def call_plain(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """See `DynamoDB.call_plain`."""
        try:
            return orjson.loads(self._database.call_plain(operation, encode(request)))
        except self._refused as error:
            raise refusal(orjson.loads(error.args[0])) from error

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
