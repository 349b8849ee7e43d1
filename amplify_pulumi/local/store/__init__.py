"""DynamoDB on this machine: one small interface, three engines behind it.

`open_store` chooses. boto3 and moto take long to load, so each engine loads what it needs when it is opened.
"""

from __future__ import annotations

from pathlib import Path

from amplify_pulumi.local.store import dynoxide
from amplify_pulumi.local.store.base import DynamoDB, DynamoDBError, StoreError
from amplify_pulumi.local.store.tables import ensure_tables

__all__ = ["DynamoDB", "DynamoDBError", "StoreError", "ensure_tables", "open_store"]


def open_store(data: Path | None = None, endpoint: str | None = None) -> DynamoDB:
    """Open a DynamoDB: the endpoint where one is named, else dynoxide where it is installed, else moto.

    Args:
        data: the file that keeps the data; None keeps it in memory.
        endpoint: the URL of a DynamoDB, which keeps its data itself.

    Raises:
        StoreError: the engine cannot be opened, or cannot keep data in a file.
    """
    if endpoint is not None:
        if data is not None:
            raise StoreError(f"{endpoint} keeps its data itself: give a data file or an endpoint, not both")
        from amplify_pulumi.local.store.endpoint import Endpoint  # noqa: PLC0415 - boto3 takes 150 ms to load

        return Endpoint(endpoint)
    if dynoxide.is_installed():
        return dynoxide.Dynoxide(data)
    if data is not None:
        raise StoreError(f"data cannot be kept in {data}: amplify-pulumi-dynoxide is not installed, and moto works in memory alone")
    from amplify_pulumi.local.store.moto import Moto  # noqa: PLC0415 - moto takes half a second to load

    return Moto()
