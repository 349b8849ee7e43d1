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


@pytest.mark.parametrize(
    "rules",
    [
        "{ allow: guest }",
        "{ allow: custom }",
        "{ allow: authenticated, provider: oidc }",
        "[{ allow: guest }, { allow: custom }, { allow: publicApiKey }]",
        "[{ allow: guest }, { allow: authenticated }]",
    ],
)
def test_default_that_is_clear(rules):
    assert load(yaml_model("a: Int", rules=rules)).problems == ()


def test_default_that_is_not():
    loaded = load(yaml_model("a: Int", rules="[{ allow: guest }, { allow: custom }]"))
    message = "Rules let callers in by iam and lambda, and nothing says which of them is the default"
    assert found(loaded) == [("error", "AP4018", 1, 1, message)]


@pytest.mark.parametrize(
    ("mode", "what"),
    [
        ("lambdaAuthorizationMode: { function: f }", "a Lambda authorizer"),
        ("oidcAuthorizationMode: { oidcProviderName: o, oidcIssuerUrl: 'https://a.b' }", "an OIDC provider"),
    ],
)
def test_modes_that_no_rule_uses(mode, what):
    loaded = load(f"api:\n  {mode}\nfunctions: {{ f: {{}} }}\n" + yaml_model("a: Int"))
    assert found(loaded) == [("warning", "AP4006", 2, 3, f"The API has {what}, but no rule lets its callers in")]


def test_modes_of_fields_and_operations():
    """A rule on a field or an operation uses a mode like one on a model."""
    field = "a: { type: Int, authorization: [{ allow: custom }, { allow: publicApiKey }] }"
    text = "api:\n  lambdaAuthorizationMode: { function: f }\nfunctions: { f: {} }\n"
    assert load(text + yaml_model(field)).problems == ()
    operation = "queries: { q: { returns: String, handler: { function: f }, authorization: { allow: custom } } }\n"
    assert load(text + yaml_model("a: Int") + operation).problems == ()
