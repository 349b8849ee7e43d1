"""What data sources stand on, beside their own configuration."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from amplify_pulumi.local.references import ACCOUNT, PARTITION
from amplify_pulumi.local.store.base import DynamoDB

PROCESS_KEY = secrets.token_bytes(32)
"""Seals the tokens of next pages where no key is given: they are good until the process ends."""


def _no_roles() -> Mapping[str, Mapping[str, Any]]:
    return {}


def _no_functions() -> Mapping[str, Callable[[Any, Any], Any]]:
    return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Environment:
    """The services of this machine, and who may use them."""

    store: DynamoDB
    roles: Mapping[str, Mapping[str, Any]] = field(default_factory=_no_roles)
    """IAM's policy document of each data source's role, by the data source's name, references replaced. A data source that is not in here,
    of an API that was not compiled here, is held to no role."""
    token_key: bytes | None = field(default=None, repr=False)
    """What tokens of next pages are sealed with; a key that is kept makes them survive a restart. None for `PROCESS_KEY`."""
    functions: Mapping[str, Callable[[Any, Any], Any]] = field(default_factory=_no_functions)
    """The handlers of Lambda functions, by the functions' names."""
    account: str = ACCOUNT
    partition: str = PARTITION
