from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model


@pytest.mark.parametrize(
    ("api", "rules"),
    [
        ("{}", "{ allow: publicApiKey }"),
        ("{}", "[{ allow: publicApiKey }, { allow: owner }]"),
        ("{ defaultAuthorizationMode: apiKey }", "[{ allow: publicApiKey }, { allow: owner }]"),
        ("{ defaultAuthorizationMode: apiKey, apiKeyAuthorizationMode: { expiresInDays: 30 } }", "{ allow: publicApiKey }"),
        ("{ defaultAuthorizationMode: userPool }", "{ allow: authenticated }"),
        ("{ apiKeyAuthorizationMode: { expiresInDays: 30 } }", "{ allow: publicApiKey }"),
        ("{ defaultAuthorizationMode: userPool }", "[{ allow: publicApiKey }, { allow: owner }]"),
    ],
)
def test_modes_that_rules_use(api, rules):
    """A mode that rules use and `api:` does not configure comes with the deployment: no mistake."""
    assert load(f"api: {api}\n" + yaml_model("a: Int", rules=rules)).problems == ()


@pytest.mark.parametrize(("mode", "rules", "better"), [("userPool", "publicApiKey", "apiKey"), ("apiKey", "owner", "userPool")])
def test_default_mode_that_lets_nobody_in(mode, rules, better):
    loaded = load(f"api: {{ defaultAuthorizationMode: {mode} }}\n" + yaml_model("a: Int", rules=f"{{ allow: {rules} }}"))
    message = f"The default mode is {mode}, but no rule lets its callers in: clients are refused unless they name another mode"
    assert found(loaded) == [("warning", "AP4006", 1, 1, message)]
    assert loaded.schema is not None
    assert loaded.problems[0].advice == f"Write `defaultAuthorizationMode: {better}`, or add a rule for {mode}."


def test_key_that_opens_nothing():
    loaded = load("api: { apiKeyAuthorizationMode: { expiresInDays: 30 } }\n" + yaml_model("a: Int", rules="{ allow: owner }"))
    assert found(loaded) == [("warning", "AP4006", 1, 50, "The API has a key, but no rule lets its holders in")]
