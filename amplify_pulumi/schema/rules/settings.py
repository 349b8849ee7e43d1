"""The settings of the section `api`, and of external data sources."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import OidcMode, Schema

LONGEST_ANSWER = 3600
"""Seconds for which AppSync keeps what a Lambda authorizer said (API reference, LambdaAuthorizerConfig)."""
RETENTIONS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
"""Days for which CloudWatch Logs keeps events (API reference, PutRetentionPolicy)."""


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse settings that AppSync or CloudWatch refuse."""
    api = schema.api
    for source in schema.data_sources:
        endpoint = dict(source.settings).get("endpoint")
        if endpoint is not None and not _is_url(endpoint, ("https", "http") if source.kind == "http" else ("https",)):
            message = f"The endpoint {quoted(endpoint)} of {quoted(source.name)} is no URL"
            yield error("AP5013", source.position, message, "Write the URL, https://example.com for example.")
    if api.lambda_ is not None and not 0 <= api.lambda_.time_to_live_in_seconds <= LONGEST_ANSWER:
        message = f"`timeToLiveInSeconds` is {api.lambda_.time_to_live_in_seconds}: it is between 0 and {LONGEST_ANSWER}"
        yield error("AP6007", api.lambda_.position, message, "Write a number of seconds up to one hour; 0 asks the authorizer each time.")
    if api.oidc is not None:
        yield from _oidc(api.oidc)
    days = api.logging.retention_days if api.logging is not None else None
    if api.logging is not None and days is not None and days not in RETENTIONS:
        closest = min(RETENTIONS, key=lambda each: abs(each - days))
        message = f"CloudWatch Logs keeps events not for {days} days"
        yield error("AP6007", api.logging.position, message, f"Write {closest}. It takes: {', '.join(map(str, RETENTIONS))}.")


def _oidc(oidc: OidcMode) -> Iterator[Problem]:
    if not _is_url(oidc.issuer_url, ("https",)):
        message = f"The issuer {quoted(oidc.issuer_url)} is no URL that begins with https://"
        yield error("AP6007", oidc.position, message, "Write the issuer as its tokens name it, https://example.com/ for example.")
    for name, seconds in (
        ("tokenExpiryFromAuthInSeconds", oidc.token_expiry_from_authentication_in_seconds),
        ("tokenExpireFromIssueInSeconds", oidc.token_expiry_from_issue_in_seconds),
    ):
        if seconds is not None and seconds < 0:
            yield error("AP6007", oidc.position, f"`{name}` is {seconds}", "Write a number of seconds, from 0 on.")


def _is_url(text: str, schemes: Collection[str]) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and not any(each.isspace() for each in text)
