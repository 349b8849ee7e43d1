"""Runs resolvers as AppSync would, one handler at a time: a module with its config, in the real engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from amplify_pulumi.compiler.access import lower
from amplify_pulumi.compiler.bundle import bundle
from amplify_pulumi.compiler.callers import named_owner_fields
from amplify_pulumi.local.identity import ApiKey, Iam, Identity, UserPool
from amplify_pulumi.local.javascript import Evaluation, JavaScript, Module, load
from amplify_pulumi.schema.model import Operation, Rule

CONDITION_FAILED = {"type": "DynamoDB:ConditionalCheckFailedException", "message": "The conditional request failed (Service: DynamoDb)"}


@dataclass(frozen=True, kw_only=True)
class Resolver:
    """A resolver of a model whose table has the key `id`."""

    engine: JavaScript
    module: Module

    def request(self, identity: Identity, arguments: Mapping[str, Any] | None = None, **context: Any) -> Evaluation:
        return self._call("request", identity, arguments=arguments or {}, **context)

    def response(self, identity: Identity, result: Any = None, **context: Any) -> Evaluation:
        return self._call("response", identity, result=result, **{"arguments": {}, **context})

    def rewritten(self, old: str, new: str) -> Resolver:
        """Return the resolver with a part of its code replaced: AppSync's helpers made to answer otherwise than they do here."""
        assert self.module.code.count(old) == 1
        return replace(self, module=load(self.module.name, self.module.code.replace(old, new)))

    def _call(self, handler: Any, identity: Identity, **context: Any) -> Evaluation:
        whole = {"identity": identity.to_context(), "stash": {}, **context}
        return self.engine.call(self.module, handler, whole, authentication_type=identity.authentication_type)


MakeResolver = Callable[..., Resolver]


@pytest.fixture(scope="session")
def engine() -> JavaScript:
    return JavaScript()


@pytest.fixture(scope="session")
def make_resolver(engine: JavaScript) -> MakeResolver:
    """Return a function from a module, the model's rules and what the config has beside them to a resolver."""
    operations: dict[str, Operation] = {
        "create": "create",
        "update": "update",
        "delete": "delete",
        "get": "get",
        "list": "list",
        "listByKey": "list",
        "indexQuery": "list",
        "hasMany": "list",
        "hasOne": "get",
        "belongsTo": "get",
        "subscription": "listen",
    }
    defaults: dict[str, dict[str, Any]] = {
        "create": {"typeName": "Todo", "key": ["id"], "autoId": True, "timestamps": ["createdAt", "updatedAt"], "redact": False},
        "update": {"key": ["id"], "updatedAt": "updatedAt", "redact": False},
        "delete": {"key": ["id"], "redact": False},
        "get": {"key": ["id"]},
        "list": {},
        "listByKey": {"key": ["id"]},
        "indexQuery": {"index": "byId", "key": ["id"]},
        "hasMany": {"index": "gsi-Team.members", "keys": [{"attribute": "teamId", "source": "id"}], "redact": False},
        "hasOne": {"index": "gsi-Team.leader", "keys": [{"attribute": "teamId", "source": "id"}], "redact": False},
        "belongsTo": {"keys": [{"attribute": "id", "source": "teamId"}], "redact": False},
        "subscription": {},
    }

    def make(module: str, rules: Sequence[Rule], **config: Any) -> Resolver:
        if module not in operations:
            return Resolver(engine=engine, module=load(module, bundle(module, config)))
        access = [grant.to_json() for grant in lower(rules, operations[module])]
        whole = {**defaults[module], "access": access, "ownerFields": list(named_owner_fields(rules)), **config}
        return Resolver(engine=engine, module=load(module, bundle(module, whole)))

    return make


@pytest.fixture
def owner() -> tuple[Rule, ...]:
    return (Rule(allow="owner"),)


@pytest.fixture
def public() -> tuple[Rule, ...]:
    return (Rule(allow="publicApiKey"),)


@pytest.fixture
def signed_in() -> tuple[Rule, ...]:
    return (Rule(allow="authenticated"),)


@pytest.fixture
def alice() -> UserPool:
    """Alice, with an access token."""
    return UserPool(username="alice", sub="a11ce")


@pytest.fixture
def bob() -> UserPool:
    """Bob, with an ID token, which says `cognito:username`."""
    return UserPool.from_claims({"sub": "b0b", "cognito:username": "bob"})


@pytest.fixture
def api_key() -> ApiKey:
    return ApiKey()


@pytest.fixture
def administrator() -> Iam:
    return Iam()


@pytest.fixture
def guest() -> Iam:
    """A caller of an identity pool, whom no rule of this schema lets in."""
    return Iam(
        cognito_identity_pool_id="us-east-1:pool", cognito_identity_id="us-east-1:guest", cognito_identity_auth_type="unauthenticated"
    )


@pytest.fixture
def condition_failed() -> dict[str, str]:
    """`ctx.error` after a condition that did not hold, as AppSync words it."""
    return dict(CONDITION_FAILED)
