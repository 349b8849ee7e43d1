"""Calls to DynamoDB as AppSync makes them for a data source: under its role, on the record, with AppSync's form of errors."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from amplify_pulumi.local.role import Role
from amplify_pulumi.local.sources.base import Answer, Call, SourceError, Trace
from amplify_pulumi.local.store.base import DynamoDB, DynamoDBError

_REMEMBERED = 1000
_FAULTS = {"InternalServerError": 500, "ServiceUnavailable": 503}


@dataclass(frozen=True, kw_only=True, slots=True)
class TableAccess:
    """DynamoDB, for one data source."""

    store: DynamoDB
    role: Role | None
    """None where nothing is enforced."""
    arn_prefix: str
    """`arn:aws:dynamodb:us-east-1:123456789012:table/`."""
    account: str
    partition: str
    _reasons: dict[tuple[str, str], str | None] = field(
        default_factory=dict[tuple[str, str], str | None], init=False, repr=False, compare=False
    )
    """Why the role may not, by action and resource: few pairs, asked for with each request, and a role does not change."""

    def check(self, action: str, table: str, index: str | None = None) -> None:
        """Check that the role may carry out `dynamodb:` and `action` on a table or an index of it.

        Raises:
            DynamoDBError: it may not.
        """
        if self.role is None:
            return
        resource = f"{self.arn_prefix}{table}" if index is None else f"{self.arn_prefix}{table}/index/{index}"
        reason = self._reason(self.role, f"dynamodb:{action}", resource)
        if reason is not None:
            user = f"arn:{self.partition}:sts::{self.account}:assumed-role/{self.role.name}/APPSYNC_ASSUME_ROLE"
            text = f"User: {user} is not authorized to perform: dynamodb:{action} on resource: {resource} {reason}"
            raise DynamoDBError("AccessDeniedException", text)

    def _reason(self, role: Role, action: str, resource: str) -> str | None:
        pair = (action, resource)
        if pair not in self._reasons:
            if len(self._reasons) >= _REMEMBERED:
                self._reasons.clear()
            self._reasons[pair] = role.denial(action, resource)
        return self._reasons[pair]

    def call(self, operation: str, request: Mapping[str, Any], trace: Trace, *, automatic: bool = False) -> dict[str, Any]:
        """Carry out an operation, typed values both ways. The role has been checked.

        Raises:
            DynamoDBError: DynamoDB refused.
        """
        trace.calls.append(Call(service="dynamodb", operation=operation, request=request, automatic=automatic))
        return self.store.call(operation, request)

    def call_plain(self, operation: str, request: Mapping[str, Any], trace: Trace) -> dict[str, Any]:
        """Carry out an operation whose answer has plain items. The role has been checked.

        Raises:
            DynamoDBError: DynamoDB refused.
        """
        trace.calls.append(Call(service="dynamodb", operation=operation, request=request))
        return self.store.call_plain(operation, request)

    def check_all(self, actions: Iterable[tuple[str, str]]) -> None:
        """Check several pairs of action and table.

        Raises:
            DynamoDBError: one of them is denied.
        """
        for action, table in actions:
            self.check(action, table)


def failed(error: DynamoDBError, result: Any = None) -> Answer:
    """Return what the handler's `response` gets to see after an error of DynamoDB.

    The message ends as the SDK of AppSync ends it ("(Service: DynamoDb, Status Code: 400, Request ID: …)", tutorial-dynamodb-resolvers-js).
    """
    status = _FAULTS.get(error.type, 400)
    message = f"{error.message} (Service: DynamoDb, Status Code: {status}, Request ID: {uuid.uuid4()})"
    return Answer(result=result, error=SourceError(message=message, type=f"DynamoDB:{error.type}"))
