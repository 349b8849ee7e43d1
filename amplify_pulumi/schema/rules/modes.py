"""Authorization modes that are configured, and those that rules use."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.errors import Problem, warning
from amplify_pulumi.schema.model import Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Warn of modes in `api:` that no rule lets in. A mode that rules use and `api:` does not name is brought by the deployment."""
    rules = (schema.authorization if model.authorization is None else model.authorization for model in schema.models)
    used = {vocabulary.MODE_OF_RULE[rule.allow] for each in rules for rule in each or ()}
    if not used:
        return
    default = schema.api.default_authorization_mode
    if default is not None and default not in used:
        message = f"The default mode is {default}, but no rule lets its callers in: clients are refused unless they name another mode"
        advice = f"Write `defaultAuthorizationMode: {min(used)}`, or add a rule for {default}."
        yield warning("AP4006", schema.api.position, message, advice)
    if schema.api.api_key is not None and default != "apiKey" and "apiKey" not in used:
        message = "The API has a key, but no rule lets its holders in"
        advice = "Remove `apiKeyAuthorizationMode`, or add a rule with `allow: publicApiKey`."
        yield warning("AP4006", schema.api.api_key.position, message, advice)
