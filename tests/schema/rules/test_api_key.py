from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model


@pytest.mark.parametrize("days", [1, 30, 365])
def test_lifetimes_that_appsync_takes(days):
    loaded = load(f"api: {{ apiKeyAuthorizationMode: {{ expiresInDays: {days} }} }}\n" + yaml_model("a: Int"))
    assert loaded.problems == ()
    assert loaded.schema.api.api_key.expires_in_days == days


@pytest.mark.parametrize("days", [0, 366, 100_000])
def test_lifetimes_that_it_refuses(days):
    loaded = load(f"api: {{ apiKeyAuthorizationMode: {{ expiresInDays: {days} }} }}\n" + yaml_model("a: Int"))
    assert found(loaded) == [("error", "AP6001", 1, 50, f"`expiresInDays` is {days}: an API key lives between 1 and 365 days")]
