"""The authorization modes of the API."""

from __future__ import annotations

import pytest

from amplify_pulumi.compiler import ApiPlan, compile_schema
from amplify_pulumi.schema import load_text, require_schema

USER_POOL = {"userPoolId": {"ref": "auth.userPool.id"}, "awsRegion": {"ref": "aws.region"}}


def compiled(rules: str, api: str = "") -> ApiPlan:
    text = f"{api}\nmodels:\n  Todo: {{ fields: {{ content: String }}, authorization: {rules} }}\n"
    return compile_schema(require_schema(load_text(text)))


@pytest.mark.parametrize(
    ("rules", "api", "default", "others"),
    [
        ("{ allow: publicApiKey }", "", "API_KEY", ["AWS_IAM"]),
        ("{ allow: authenticated }", "", "AMAZON_COGNITO_USER_POOLS", ["AWS_IAM"]),
        ("{ allow: owner }", "", "AMAZON_COGNITO_USER_POOLS", ["AWS_IAM"]),
        ("[{ allow: publicApiKey }, { allow: owner }]", "", "AMAZON_COGNITO_USER_POOLS", ["API_KEY", "AWS_IAM"]),
        (
            "[{ allow: publicApiKey }, { allow: owner }]",
            "api: { defaultAuthorizationMode: apiKey }",
            "API_KEY",
            ["AMAZON_COGNITO_USER_POOLS", "AWS_IAM"],
        ),
        (
            "{ allow: owner }",
            "api: { apiKeyAuthorizationMode: { expiresInDays: 30 } }",
            "AMAZON_COGNITO_USER_POOLS",
            ["API_KEY", "AWS_IAM"],
        ),
    ],
)
def test_modes_follow_from_the_rules_and_the_api(rules: str, api: str, default: str, others: list[str]) -> None:
    """S001-14: AWS_IAM is always among the modes, and the last one, as in Amplify Gen 2."""
    graphql_api = compiled(rules, api).to_json()["api"]["graphqlApi"]
    assert graphql_api["authenticationType"] == default
    assert [each["authenticationType"] for each in graphql_api["additionalAuthenticationProviders"]] == others
    assert graphql_api["name"] == "amplifyData"


def test_a_user_pool_is_a_reference_and_the_default_one_says_allow() -> None:
    """DefaultAction stands on the default provider only, as AppSync demands."""
    rules = "[{ allow: publicApiKey }, { allow: owner }]"
    assert compiled(rules).to_json()["api"]["graphqlApi"]["userPoolConfig"] == {**USER_POOL, "defaultAction": "ALLOW"}
    other = compiled(rules, "api: { defaultAuthorizationMode: apiKey }").to_json()["api"]["graphqlApi"]
    assert "userPoolConfig" not in other
    assert other["additionalAuthenticationProviders"][0]["userPoolConfig"] == USER_POOL


@pytest.mark.parametrize(
    ("rules", "api", "keys"),
    [
        ("{ allow: publicApiKey }", "", [{"expiresInDays": 7}]),
        ("{ allow: owner }", "", []),
        ("{ allow: owner }", "api: { apiKeyAuthorizationMode: { expiresInDays: 30 } }", [{"expiresInDays": 30}]),
        (
            "{ allow: publicApiKey }",
            "api: { apiKeyAuthorizationMode: { expiresInDays: 365, description: web } }",
            [{"expiresInDays": 365, "description": "web"}],
        ),
    ],
)
def test_an_api_key_exists_where_the_mode_is_configured_or_used(rules: str, api: str, keys: list[dict[str, object]]) -> None:
    assert compiled(rules, api).to_json()["api"]["apiKeys"] == keys


def test_the_name_of_the_api_is_what_the_schema_says() -> None:
    assert compiled("{ allow: publicApiKey }", "api: { name: shop }").graphql_api.name == "shop"
