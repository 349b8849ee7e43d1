"""Your API in your own tests: a schema in, an API in process out. No AWS account, no port, no token.

    from pathlib import Path
    from amplify_pulumi.testing import local_api

    def test_todos_are_private() -> None:
        with local_api(Path("schema.yaml")) as api:
            alice, bob = api.as_user("alice"), api.as_user("bob")
            made = alice.execute('mutation { createTodo(input: {content: "mine"}) { id owner } }')
            assert made.data == {"createTodo": {"id": made.data["createTodo"]["id"], "owner": "alice"}}
            assert bob.execute("query { listTodos { items { id } } }").data == {"listTodos": {"items": []}}

The resolvers are those that would be deployed, and the rules are enforced as AppSync would.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.local.api import Api, Result
from amplify_pulumi.local.identity import ApiKey, Iam, Identity, Oidc, UserPool, subject
from amplify_pulumi.local.loader import load
from amplify_pulumi.local.references import ACCOUNT, IDENTITY_POOL_ID, PARTITION, UNAUTHENTICATED_ROLE
from amplify_pulumi.local.store import open_store
from amplify_pulumi.local.store.base import DynamoDB
from amplify_pulumi.local.subscriptions import Subscription, SubscriptionRefusedError
from amplify_pulumi.schema import load_schema, load_text
from amplify_pulumi.schema.builder import SchemaBuilder
from amplify_pulumi.schema.errors import SchemaError
from amplify_pulumi.schema.model import Schema
from amplify_pulumi.schema.suggestions import did_you_mean

__all__ = ["Caller", "Events", "LocalApi", "Result", "SubscriptionRefusedError", "local_api"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Events:
    """The events of one subscription, in the order in which they came."""

    subscription: Subscription
    received: queue.SimpleQueue[dict[str, Any]]

    def next(self, timeout: float = 1.0) -> dict[str, Any]:
        """Return the next event, `{"data": …}`.

        Args:
            timeout: seconds to wait for it. Events of this process's own mutations are there as soon as `execute` has returned.

        Raises:
            TimeoutError: none came.
        """
        try:
            return self.received.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError(f"no event within {timeout} s") from None

    def all(self) -> list[dict[str, Any]]:
        """Return the events that have come and were not returned yet."""
        events: list[dict[str, Any]] = []
        while not self.received.empty():
            events.append(self.received.get())
        return events

    def close(self) -> None:
        """End the subscription."""
        self.subscription.close()


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """Somebody who calls the API."""

    api: Api
    identity: Identity

    def execute(self, document: str, variables: Mapping[str, Any] | None = None, *, headers: Mapping[str, str] | None = None) -> Result:
        """Run a query or a mutation. The result has `data`, `errors` and `trace`, which says what it did."""
        return self.api.execute(document, variables, identity=self.identity, headers=headers)

    def subscribe(self, document: str, variables: Mapping[str, Any] | None = None, *, headers: Mapping[str, str] | None = None) -> Events:
        """Start a subscription.

        Raises:
            SubscriptionRefusedError: the rules or AppSync's limits do not allow it.
        """
        received: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        subscription = self.api.subscribe(document, variables, identity=self.identity, headers=headers, on_event=received.put)
        return Events(subscription=subscription, received=received)


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalApi:
    """An API in process, with a database of its own. Close it, or use it in a `with` statement."""

    api: Api
    store: DynamoDB = field(repr=False)

    def as_user(self, name: str, groups: Sequence[str] = (), claims: Mapping[str, Any] | None = None) -> Caller:
        """Return a caller who is signed in to the user pool: an access token with these groups and further claims."""
        return self.as_identity(UserPool(username=name, sub=subject(name), groups=tuple(groups), claims=dict(claims or {})))

    def as_api_key(self) -> Caller:
        """Return a caller who has the API key."""
        return self.as_identity(ApiKey())

    def as_iam(self) -> Caller:
        """Return a caller with AWS credentials of his own: a function, a script, an administrator."""
        return self.as_identity(Iam())

    def as_guest(self) -> Caller:
        """Return a caller who comes through the identity pool without having signed in."""
        return self.as_identity(
            Iam(
                username="AROAGUEST:CognitoIdentityCredentials",
                user_arn=f"arn:{PARTITION}:sts::{ACCOUNT}:assumed-role/{UNAUTHENTICATED_ROLE}/CognitoIdentityCredentials",
                cognito_identity_pool_id=IDENTITY_POOL_ID,
                cognito_identity_id="us-east-1:00000000-0000-4000-8000-000000000001",
                cognito_identity_auth_type="unauthenticated",
            )
        )

    def as_oidc(self, claims: Mapping[str, Any]) -> Caller:
        """Return a caller with a token of an OpenID Connect issuer."""
        return self.as_identity(Oidc(claims=dict(claims)))

    def as_identity(self, identity: Identity) -> Caller:
        """Return a caller who is exactly this one."""
        return Caller(api=self.api, identity=identity)

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def local_api(
    schema: SchemaBuilder | Schema | Path | str,
    *,
    store: DynamoDB | None = None,
    functions: Mapping[str, Callable[[Any, Any], Any]] | None = None,
    environment: Mapping[str, str] | None = None,
) -> LocalApi:
    """Compile a schema and return its API, with empty tables.

    Args:
        schema: a file (`.yaml`, `.py`, `.graphql`), the text of a YAML schema, what `a.schema(…)` returns, or a `Schema`.
        store: the DynamoDB to use; one in memory where none is given.
        functions: the handlers of the schema's functions by their names, each `def handler(event, context)` as Lambda calls it. What a
            handler raises is an error of the type `Lambda:Unhandled`; an asynchronous one runs in a thread of its own.
        environment: the values of `ctx.env.NAME` in handlers' code.

    Raises:
        SchemaError: the schema has mistakes; its text lists all of them.
        ValueError: `functions` names one that the schema does not declare, or `environment` lacks a value.
    """
    read = _schema(schema)
    declared = [each.name for each in read.functions]
    for name in functions or {}:
        if name not in declared:
            hint = did_you_mean(name, declared)
            raise ValueError(f"functions: the schema declares no function '{name}'{hint or '.'}")
    plan = compile_schema(read)
    opened = store or open_store()
    return LocalApi(api=load(plan.to_json(), store=opened, functions=functions, environment=environment), store=opened)


def _schema(schema: SchemaBuilder | Schema | Path | str) -> Schema:
    if isinstance(schema, Schema):
        return schema
    if isinstance(schema, SchemaBuilder):
        return schema.build()
    loaded = load_schema(schema) if isinstance(schema, Path) else load_text(schema)
    if loaded.schema is None:
        raise SchemaError(loaded.problems)
    return loaded.schema
