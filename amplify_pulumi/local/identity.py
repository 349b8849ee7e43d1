"""Who calls: the identities that AppSync knows, as resolvers see them in `ctx.identity`.

Fields and spellings follow AppSync's context reference (resolver-context-reference-js). HTTP and WebSocket map headers to these;
in process they are handed to `Api.execute` and `Api.subscribe` as they are.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

AuthenticationType = Literal["API_KEY", "AWS_IAM", "AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT", "AWS_LAMBDA"]
"""AppSync's words for the ways of a caller to say who he is."""

SOURCE_IP = ("127.0.0.1",)

_USERS = uuid.UUID("6f0cf9a2-6e5b-4a44-9f2c-0d2a4d7c7f11")


def subject(username: str) -> str:
    """Return the `sub` of a local user: a UUID that is the same wherever the name is, in tokens and in process."""
    return str(uuid.uuid5(_USERS, username))


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKey:
    """A caller with the API key. Resolvers see no identity."""

    authentication_type: Literal["API_KEY"] = field(default="API_KEY", init=False)

    def to_context(self) -> None:
        """Return `ctx.identity`: null."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UserPool:
    """A caller with a token of a Cognito user pool."""

    username: str
    sub: str
    groups: tuple[str, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=dict)
    """All claims of the token; those that the other fields state are filled in where they are missing."""
    issuer: str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_local"
    authentication_type: Literal["AMAZON_COGNITO_USER_POOLS"] = field(default="AMAZON_COGNITO_USER_POOLS", init=False)

    def to_context(self) -> dict[str, Any]:
        """Return `ctx.identity`. `groups` is null where the token names none, as in AppSync."""
        claims = {"sub": self.sub, "iss": self.issuer, **self.claims}
        if "cognito:username" not in claims:
            claims.setdefault("username", self.username)
        if self.groups:
            claims.setdefault("cognito:groups", list(self.groups))
        return {
            "sub": self.sub,
            "issuer": self.issuer,
            "username": self.username,
            "claims": claims,
            "sourceIp": list(SOURCE_IP),
            "defaultAuthStrategy": "ALLOW",
            "groups": list(self.groups) or None,
        }

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> UserPool:
        """Return the identity that AppSync makes of an access or ID token: `cognito:username`, else `username`.

        Groups are those of a list, as Cognito writes them: a text is not taken apart into its letters.
        """
        given = claims.get("cognito:groups")
        groups: tuple[Any, ...] = tuple(given) if isinstance(given, (list, tuple)) else ()
        return cls(
            username=str(claims.get("cognito:username") or claims.get("username") or claims["sub"]),
            sub=str(claims["sub"]),
            groups=groups if all(isinstance(each, str) for each in groups) else (),
            claims=dict(claims),
            issuer=str(claims.get("iss", "")),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Oidc:
    """A caller with a token of an OpenID Connect issuer."""

    claims: Mapping[str, Any]
    authentication_type: Literal["OPENID_CONNECT"] = field(default="OPENID_CONNECT", init=False)

    def to_context(self) -> dict[str, Any]:
        """Return `ctx.identity`."""
        return {"sub": self.claims.get("sub"), "issuer": self.claims.get("iss"), "claims": dict(self.claims)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Iam:
    """A caller with AWS credentials: a principal of its own, or a user of a Cognito identity pool."""

    username: str = "AROALOCAL:session"
    user_arn: str = "arn:aws:sts::123456789012:assumed-role/local/session"
    account_id: str = "123456789012"
    cognito_identity_pool_id: str | None = None
    cognito_identity_id: str | None = None
    cognito_identity_auth_type: Literal["authenticated", "unauthenticated"] | None = None
    cognito_identity_auth_provider: str | None = None
    authentication_type: Literal["AWS_IAM"] = field(default="AWS_IAM", init=False)

    def to_context(self) -> dict[str, Any]:
        """Return `ctx.identity`."""
        return {
            "accountId": self.account_id,
            "cognitoIdentityPoolId": self.cognito_identity_pool_id,
            "cognitoIdentityId": self.cognito_identity_id,
            "sourceIp": list(SOURCE_IP),
            "username": self.username,
            "userArn": self.user_arn,
            "cognitoIdentityAuthType": self.cognito_identity_auth_type,
            "cognitoIdentityAuthProvider": self.cognito_identity_auth_provider,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class LambdaAuthorizer:
    """A caller whom a Lambda authorizer let in."""

    resolver_context: Mapping[str, str] = field(default_factory=dict)
    authentication_type: Literal["AWS_LAMBDA"] = field(default="AWS_LAMBDA", init=False)

    def to_context(self) -> dict[str, Any]:
        """Return `ctx.identity`."""
        return {"resolverContext": dict(self.resolver_context)}


Identity = ApiKey | UserPool | Oidc | Iam | LambdaAuthorizer
