"""The lifetime of the API key."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error
from amplify_pulumi.schema.model import Schema

LONGEST = 365
"""Days. AppSync, API reference, CreateApiKey: from 1 to 365 days."""


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse a lifetime that AppSync refuses."""
    key = schema.api.api_key
    if key is not None and not 1 <= key.expires_in_days <= LONGEST:
        message = f"`expiresInDays` is {key.expires_in_days}: an API key lives between 1 and {LONGEST} days"
        yield error("AP6001", key.position, message, f"Write a number from 1 to {LONGEST}.")
