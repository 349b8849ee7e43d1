"""How callers come to the API at all: authorization modes, who issues their tokens, how long API keys live, and what is logged of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from amplify_pulumi.codegen.difference.model import Comparison, Finding, Side
from amplify_pulumi.schema.model import Position

_NAMES = {
    "API_KEY": "API keys",
    "AWS_IAM": "AWS credentials",
    "AMAZON_COGNITO_USER_POOLS": "tokens of the user pool",
    "OPENID_CONNECT": "tokens of OpenID Connect",
    "AWS_LAMBDA": "the Lambda authorizer",
}
_SUBJECT = "API"


def check(comparison: Comparison) -> Iterator[Finding]:
    """Yield the modes that came and went, those that ask somebody else, and keys that live longer or shorter."""
    old, new = _modes(comparison.old), _modes(comparison.new)
    position = _place(comparison.new)
    for name in new.keys() - old.keys():
        yield Finding(
            category="opened",
            kind="mode-added",
            subject=_SUBJECT,
            message=f"The API takes {_NAMES.get(name, name)}.",
            new=name,
            position=position,
        )
    for name in old.keys() - new.keys():
        yield Finding(
            category="closed",
            kind="mode-removed",
            subject=_SUBJECT,
            message=f"The API no longer takes {_NAMES.get(name, name)}: clients that come so are turned away.",
            old=name,
            position=position,
        )
    for name in old.keys() & new.keys():
        yield from _issuer(name, old[name], new[name], position)
    default, other = next(iter(old)), next(iter(new))
    if default != other:
        yield Finding(
            category="risky",
            kind="default-mode-changed",
            subject=_SUBJECT,
            message="Clients that name no mode and read a new amplify_outputs.json come by another one.",
            old=default,
            new=other,
            position=position,
        )
    yield from _keys(comparison, position)
    logs, others = _logs(comparison.old), _logs(comparison.new)
    if logs != others:
        yield Finding(
            category="risky",
            kind="logging-changed",
            subject=_SUBJECT,
            message="AppSync writes something else to its logs, or it is kept for another time.",
            old=logs,
            new=others,
            position=position,
        )


def _place(side: Side) -> Position | None:
    return None if side.schema is None else side.schema.api.position


def _modes(side: Side) -> dict[str, Mapping[str, Any]]:
    """Return the authentication types with all that is said of them, the default first."""
    api = side.plan["api"]["graphqlApi"]
    return {each["authenticationType"]: each for each in (api, *api.get("additionalAuthenticationProviders", []))}


def _asked(mode: Mapping[str, Any]) -> str | None:
    """Return who says whether a caller's token is good, as far as the plan names him."""
    issuer = mode.get("openIDConnectConfig", {})
    client = f", client {issuer['clientId']}" if issuer.get("clientId") else ""
    found = issuer.get("issuer") or mode.get("lambdaAuthorizerConfig", {}).get("authorizerUri")
    return None if found is None else f"{found.get('ref') if isinstance(found, Mapping) else found}{client}"


def _issuer(name: str, old: Mapping[str, Any], new: Mapping[str, Any], position: Position | None) -> Iterator[Finding]:
    before, after = _asked(old), _asked(new)
    if before != after:
        what = _NAMES.get(name, name)
        message = f"Whom {after} lets in may call by {what}."
        yield Finding(category="opened", kind="issuer-changed", subject=_SUBJECT, message=message, old=before, new=after, position=position)
        message = f"Whom {before} lets in may no longer call by {what}."
        yield Finding(category="closed", kind="issuer-changed", subject=_SUBJECT, message=message, old=before, new=after, position=position)
    lifetimes, others = _lifetimes(old), _lifetimes(new)
    if lifetimes != others:
        yield Finding(
            category="risky",
            kind="token-lifetime-changed",
            subject=_SUBJECT,
            message="Tokens, or what the authorizer said about them, are good for another time.",
            old=_described(lifetimes),
            new=_described(others),
            position=position,
        )


def _lifetimes(mode: Mapping[str, Any]) -> dict[str, int]:
    config = {**mode.get("openIDConnectConfig", {}), **mode.get("lambdaAuthorizerConfig", {})}
    return {name: config[name] for name in ("authTTL", "iatTTL", "authorizerResultTtlInSeconds") if name in config}


def _described(lifetimes: Mapping[str, int]) -> str | None:
    return ", ".join(f"{name} {value}" for name, value in lifetimes.items()) or None


def _logs(side: Side) -> str | None:
    """Return what AppSync writes to its logs, in words; None for nothing."""
    config = side.plan["api"]["graphqlApi"].get("logConfig")
    if config is None:
        return None
    days = side.plan.get("logGroup", {}).get("retentionInDays")
    content = "without content" if config.get("excludeVerboseContent", True) else "with content"
    return f"{config['fieldLogLevel']}, {content}, {'for ever' if days is None else f'for {days} days'}"


def _keys(comparison: Comparison, position: Position | None) -> Iterator[Finding]:
    old, new = (side.plan["api"].get("apiKeys", []) for side in (comparison.old, comparison.new))
    for before, after in zip(old, new, strict=False):
        if before["expiresInDays"] != after["expiresInDays"]:
            yield Finding(
                category="risky",
                kind="api-key-lifetime-changed",
                subject=_SUBJECT,
                message="The API key lives for another time; it stays the same key.",
                old=f"{before['expiresInDays']} days",
                new=f"{after['expiresInDays']} days",
                position=position,
            )
