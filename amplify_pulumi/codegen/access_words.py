"""Callers and what they do, in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from amplify_pulumi.codegen.access_matrix import Caller, CallerKind, Provider
from amplify_pulumi.compiler.access import DEFAULT_GROUP_CLAIM
from amplify_pulumi.compiler.plan import AuthenticationType

PUBLIC: frozenset[CallerKind] = frozenset({"apiKey", "guest"})
"""Callers whom nothing identifies: the API key is in every copy of the app, and everybody can become a guest."""

ADMINISTRATORS = "IAM administrators"

MODES: Mapping[AuthenticationType, str] = MappingProxyType(
    {
        "API_KEY": "API key",
        "AMAZON_COGNITO_USER_POOLS": "user pool",
        "OPENID_CONNECT": "OIDC",
        "AWS_LAMBDA": "Lambda authorizer",
        "AWS_IAM": "IAM",
    }
)
"""The authentication types in words."""

_SIGNED_IN: Mapping[Provider, str] = MappingProxyType(
    {"userPool": "the user pool", "oidc": "the OIDC issuer", "identityPool": "the identity pool"}
)


def caller_in_words(caller: Caller) -> str:
    """Return who the caller is: `owner (field owner, claim sub::username)`, `group Admin`, `anybody with the API key`."""
    match caller.kind:
        case "apiKey":
            return "anybody with the API key"
        case "guest":
            return "guests of the identity pool"
        case "lambdaAuthorizer":
            return "whom the Lambda authorizer admits"
        case "administrator":
            return ADMINISTRATORS
        case "function":
            return f"function {caller.name}"
        case "signedIn":
            return f"signed-in users of {_SIGNED_IN[caller.provider or 'userPool']}"
        case "group":
            return _with(f"group {caller.name}", _group_claim(caller))
        case "groupInField":
            return _with(f"{'groups' if caller.is_list else 'group'} in field {caller.field}", _group_claim(caller), _transfer(caller))
        case "owner":
            what = "owners" if caller.is_list else "owner"
            return _with(what, f"field {caller.field}, {_claim(caller)}", _transfer(caller))


def creator_in_words(caller: Caller) -> str:
    """Return who the caller is where he makes an item: one who names himself can be anybody who has signed in."""
    if caller.field is None:
        return caller_in_words(caller)
    everybody = f"signed-in users of {_SIGNED_IN[caller.provider or 'userPool']}"
    return f"{everybody}, as {caller_in_words(caller)}"


def is_public(caller: Caller) -> bool:
    """Whether anybody at all can be the caller."""
    return caller.kind in PUBLIC


def _claim(caller: Caller) -> str:
    return f"{'OIDC ' if caller.provider == 'oidc' else ''}claim {caller.claim}"


def _group_claim(caller: Caller) -> str | None:
    return None if caller.provider == "userPool" and caller.claim == DEFAULT_GROUP_CLAIM else _claim(caller)


def _transfer(caller: Caller) -> str | None:
    return "may give the item away" if caller.transferable else None


def _with(what: str, *details: str | None) -> str:
    said = "; ".join(each for each in details if each is not None)
    return f"{what} ({said})" if said else what
