"""`amplify_outputs.json` as Amplify's clients read it."""

from __future__ import annotations

import pytest

from amplify_pulumi.codegen.outputs import amplify_outputs

FACTS = {
    "url": "https://example.com/graphql",
    "region": "eu-west-1",
    "authentication_types": ["API_KEY", "AWS_IAM"],
    "model_introspection": {"version": 1, "models": {}},
}


def test_the_data_section() -> None:
    """S002-13, S002-21, S002-25: keys, types and the version as in https://amplify.aws/2024-02/outputs-schema.json."""
    assert amplify_outputs(**FACTS, api_key="da2-abc") == {
        "version": "1.4",
        "data": {
            "url": "https://example.com/graphql",
            "aws_region": "eu-west-1",
            "api_key": "da2-abc",
            "default_authorization_type": "API_KEY",
            "authorization_types": ["AWS_IAM"],
            "model_introspection": {"version": 1, "models": {}},
        },
    }


def test_no_key_stands_in_the_file_of_an_api_without_one() -> None:
    """Clients would send the text `null` as a key."""
    assert "api_key" not in amplify_outputs(**FACTS)["data"]


def test_authorization_types_are_the_additional_ones() -> None:
    """The file names the default apart; an empty list stands there when there are no others, since the key is required."""
    assert amplify_outputs(**{**FACTS, "authentication_types": ["AWS_IAM"]})["data"]["authorization_types"] == []


def test_the_auth_section_needs_pool_and_client() -> None:
    """S002-21: its schema requires both ids, so a part of it would make clients refuse the whole file."""
    both = amplify_outputs(**FACTS, user_pool_id="eu-west-1_abc", user_pool_client_id="client")
    assert both["auth"] == {"aws_region": "eu-west-1", "user_pool_id": "eu-west-1_abc", "user_pool_client_id": "client"}
    assert "auth" not in amplify_outputs(**FACTS, user_pool_id="eu-west-1_abc")
    assert "auth" not in amplify_outputs(**FACTS, user_pool_client_id="client")


def test_the_identity_pool_stands_beside_the_user_pool() -> None:
    """Amplify's parseAuth: with `identity_pool_id` clients get AWS credentials, without having signed in only where that is enabled."""
    pools = {"user_pool_id": "eu-west-1_abc", "user_pool_client_id": "client", "identity_pool_id": "eu-west-1:1"}
    section = {"aws_region": "eu-west-1", **pools}
    assert amplify_outputs(**FACTS, **pools)["auth"] == {**section, "unauthenticated_identities_enabled": False}
    assert amplify_outputs(**FACTS, **pools, guests=True)["auth"] == {**section, "unauthenticated_identities_enabled": True}
    assert "auth" not in amplify_outputs(**FACTS, identity_pool_id="eu-west-1:1"), "the section needs the user pool"


@pytest.mark.parametrize("missing", sorted(FACTS))
def test_nothing_that_clients_need_can_be_forgotten(missing) -> None:
    with pytest.raises(TypeError, match=missing):
        amplify_outputs(**{name: value for name, value in FACTS.items() if name != missing})
