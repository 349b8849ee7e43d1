"""Calls to DynamoDB as AppSync makes them for a data source: under its role, on the record, with AppSync's form of errors."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amplify_pulumi.local.role import Role
from amplify_pulumi.local.sources.base import Answer, Call, SourceError, Trace
from amplify_pulumi.local.store.base import DynamoDB, DynamoDBError

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

    def check(self, action: str, table: str, index: str | None = None) -> None:
        """Check that the role may carry out `dynamodb:` and `action` on a table or an index of it.

        Raises:
            DynamoDBError: it may not.
        """
        if self.role is None:
            return
        resource = f"{self.arn_prefix}{table}" if index is None else f"{self.arn_prefix}{table}/index/{index}"
        reason = self.role.denial(f"dynamodb:{action}", resource)
        if reason is not None:
            user = f"arn:{self.partition}:sts::{self.account}:assumed-role/{self.role.name}/APPSYNC_ASSUME_ROLE"
            text = f"User: {user} is not authorized to perform: dynamodb:{action} on resource: {resource} {reason}"
            raise DynamoDBError("AccessDeniedException", text)

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
