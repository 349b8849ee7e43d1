from __future__ import annotations

import pytest

from amplify_pulumi.schema.model import Api, DataSource, LambdaMode, Logging, OidcMode, Position, Schema
from amplify_pulumi.schema.rules import settings

HERE = Position(file="schema.yaml", line=2, column=3, language="yaml")


def problems(**api: object) -> list[tuple[str, str]]:
    found = list(settings.check(Schema(api=Api(**api))))
    assert all(each.position == HERE for each in found)
    return [(each.code, each.message) for each in found]


@pytest.mark.parametrize("seconds", [0, 60, 3600])
def test_answers_of_an_authorizer(seconds):
    """AppSync, API reference, LambdaAuthorizerConfig: 0 to 3600 seconds."""
    assert problems(lambda_=LambdaMode(function="f", time_to_live_in_seconds=seconds, position=HERE)) == []


@pytest.mark.parametrize("seconds", [-1, 3601])
def test_answers_that_are_kept_too_long(seconds):
    [(code, message)] = problems(lambda_=LambdaMode(function="f", time_to_live_in_seconds=seconds, position=HERE))
    assert (code, message) == ("AP6007", f"`timeToLiveInSeconds` is {seconds}: it is between 0 and 3600")


@pytest.mark.parametrize("url", ["https://example.com", "https://example.com/path/"])
def test_issuers(url):
    assert problems(oidc=OidcMode(provider_name="o", issuer_url=url, position=HERE)) == []


@pytest.mark.parametrize("url", ["http://example.com", "example.com", "https://", "", "https://a b", "https://[x"])
def test_no_issuers(url):
    assert [each[0] for each in problems(oidc=OidcMode(provider_name="o", issuer_url=url, position=HERE))] == ["AP6007"]


def test_ages_of_tokens():
    mode = OidcMode(
        provider_name="o",
        issuer_url="https://a.b",
        token_expiry_from_authentication_in_seconds=-1,
        token_expiry_from_issue_in_seconds=-1,
        position=HERE,
    )
    assert [each[0] for each in problems(oidc=mode)] == ["AP6007", "AP6007"]


def test_retention():
    """CloudWatch Logs, API reference, PutRetentionPolicy: certain numbers of days."""
    assert problems(logging=Logging(retention_days=None, position=HERE)) == []
    assert problems(logging=Logging(retention_days=731, position=HERE)) == []
    assert problems(logging=Logging(retention_days=8, position=HERE)) == [("AP6007", "CloudWatch Logs keeps events not for 8 days")]


def test_endpoints_of_data_sources():
    """AppSync, API reference, HttpDataSourceConfig: http and https; OpenSearchServiceDataSourceConfig: https."""

    def codes(kind: str, endpoint: str) -> list[str]:
        source = DataSource(name="S", kind=kind, settings=(("endpoint", endpoint),), position=HERE)
        return [each.code for each in settings.check(Schema(data_sources=(source,)))]

    assert codes("http", "https://example.com") == codes("http", "http://localhost:80") == codes("openSearch", "https://a.b") == []
    assert codes("http", "example.com") == codes("openSearch", "http://a.b") == codes("http", "https://[x") == ["AP5013"]
