"""The embedded DynamoDB: dynoxide (Rust on SQLite) in process."""

from typing import final

class DynoxideError(Exception):
    """DynamoDB refused. `args[0]` is the body of its answer, JSON text with `__type`, `message` and what belongs to the error."""

@final
class Database:
    """A DynamoDB of its own: tables, items and indexes. Safe to use from several threads; the interpreter is released during calls."""

    def __new__(cls, path: str | None = None) -> Database:
        """Open the database in the file `path`, which is created where there is none; without a path it lives in memory.

        Raises:
            DynoxideError: the file cannot be opened, or is something else.
        """

    def call(self, operation: str, request: bytes) -> bytes:
        """Carry out an operation such as `PutItem`, request and answer in DynamoDB's JSON.

        Raises:
            DynoxideError: DynamoDB refused, or the database is closed.
        """

    def call_plain(self, operation: str, request: bytes) -> bytes:
        """Carry out GetItem, PutItem, UpdateItem, DeleteItem, Query or Scan; the answer's items are plain JSON.

        The answer has `Item`, `Attributes`, or `Items`, `Count`, `ScannedCount` and `LastEvaluatedKey`, which stays typed. A number is an
        integer
        where it is whole and fits 64 bits, else the nearest floating-point number; sets are arrays; binary values are Base64 text.

        Raises:
            DynoxideError: DynamoDB refused, or the database is closed.
        """

    def close(self) -> None:
        """Let go of the database; calls that are under way end as they would. A second time does nothing."""
