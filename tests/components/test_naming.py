"""Logical names are API: what stands here is a promise, and a change to it replaces resources of everyone who upgrades."""

from __future__ import annotations

import pytest

from amplify_pulumi.components import naming


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (naming.graphql_api("shop"), "shop-api"),
        (naming.api_key("shop", 0), "shop-api-key"),
        (naming.api_key("shop", 1), "shop-api-key-2"),
        (naming.model_table("shop", "Todo"), "shop-Todo"),
        (naming.table(naming.model_table("shop", "Todo")), "shop-Todo-table"),
        (naming.role("shop", "TodoTable"), "shop-TodoTable-role"),
        (naming.role_policy("shop", "TodoTable"), "shop-TodoTable-policy"),
        (naming.logs_role("shop"), "shop-api-logs-role"),
        (naming.logs_role_policy("shop"), "shop-api-logs-policy"),
        (naming.log_group("shop"), "shop-api-logs"),
        (naming.invocation_policy("shop", "guest", 0), "shop-invoke-guest"),
        (naming.invocation_policy("shop", "function.echo", 1), "shop-invoke-function-echo-2"),
        (naming.invocation_attachment("shop", "guest", 0), "shop-invoke-guest-attachment"),
        (naming.data_source("shop", "TodoTable"), "shop-TodoTable-source"),
        (naming.resolver("shop", "Query", "getTodo"), "shop-Query.getTodo"),
    ],
)
def test_names(name: str, expected: str) -> None:
    assert name == expected


@pytest.mark.parametrize(
    ("make", "length"),
    [
        # The limits of IAM and DynamoDB less the hyphen and 7 digits that Pulumi appends.
        (lambda model: naming.role("shop", model), 64 - 8),
        (lambda model: naming.role_policy("shop", model), 128 - 8),
        (lambda model: naming.table(naming.model_table("shop", model)), 255 - 8),
        # A number of up to two characters comes behind it.
        (lambda model: naming.invocation_policy("shop", model, 0), 128 - 8 - 2),
    ],
)
def test_names_that_would_be_too_long_for_aws_are_cut_and_stay_apart(make, length) -> None:
    fits = "M" * (length - len(make("")))
    assert make(fits).count("M") == len(fits), "a name that just fits is left alone"
    assert len(make(fits)) == length

    one, other = "M" * 300 + "One", "M" * 300 + "Other"
    assert len(make(one)) == len(make(other)) == length
    assert make(one) != make(other)
    assert make(one) == make(one)
