"""Authorization modes that are configured, and those that rules use."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, warning
from amplify_pulumi.schema.lookup import mode_of, rules_of
from amplify_pulumi.schema.model import AuthorizationMode, Position, Rule, Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Warn of modes in `api:` that no rule lets in, and refuse to guess a default.

    A mode that rules use and `api:` does not name is brought by the deployment.
    """
    used: dict[AuthorizationMode, Position | None] = {mode_of(rule): rule.position for rule in reversed(list(_rules(schema)))}
    if not used:
        return
    default = schema.api.default_authorization_mode
    if default is None:
        yield from _default(schema, used)
    # IAM principals are let in by their own policies.
    elif default not in used and default != "iam":
        message = f"The default mode is {default}, but no rule lets its callers in: clients are refused unless they name another mode"
        advice = f"Write `defaultAuthorizationMode: {min(used)}`, or add a rule for {default}."
        yield warning("AP4006", schema.api.position, message, advice)
    configured: tuple[tuple[AuthorizationMode, bool, Position | None, str, str, str], ...] = (
        ("apiKey", schema.api.api_key is not None, schema.api.api_key and schema.api.api_key.position, *_KEY),
        ("lambda", schema.api.lambda_ is not None, schema.api.lambda_ and schema.api.lambda_.position, *_LAMBDA),
        ("oidc", schema.api.oidc is not None, schema.api.oidc and schema.api.oidc.position, *_OIDC),
    )
    for mode, is_there, position, what, key, rule in configured:
        if is_there and default != mode and mode not in used:
            message = f"The API has {what}, but no rule lets {'its holders' if mode == 'apiKey' else 'its callers'} in"
            yield warning("AP4006", position, message, f"Remove `{key}`, or add a rule with `{rule}`.")


_KEY = ("a key", "apiKeyAuthorizationMode", "allow: publicApiKey")
_LAMBDA = ("a Lambda authorizer", "lambdaAuthorizationMode", "allow: custom")
_OIDC = ("an OIDC provider", "oidcAuthorizationMode", "allow: authenticated, provider: oidc")


def _rules(schema: Schema) -> Iterator[Rule]:
    for model in schema.models:
        yield from rules_of(schema, model)
        for field in model.fields:
            yield from field.authorization or ()
    for operation in schema.operations:
        yield from rules_of(schema, operation)


def _default(schema: Schema, used: dict[AuthorizationMode, Position | None]) -> Iterator[Problem]:
    """Refuse where neither the user pool nor the API key is used, and several others are: any of them could be meant."""
    configured = {"apiKey"} if schema.api.api_key is not None else set[AuthorizationMode]()
    candidates = {*used, *configured}
    if len(candidates) > 1 and not candidates & {"userPool", "apiKey"}:
        names = " and ".join(sorted(candidates))
        message = f"Rules let callers in by {names}, and nothing says which of them is the default"
        advice = f"Write `api: {{ defaultAuthorizationMode: {min(candidates)} }}`, for example."
        yield error("AP4018", schema.api.position, message, advice)
