"""Rules become grants: who comes by which authentication type, and what an item must say about him."""

from __future__ import annotations

from typing import get_args

import pytest

from amplify_pulumi.compiler.access import (
    ADMINISTRATOR,
    LOWERINGS,
    READ,
    Grant,
    UnsupportedRuleError,
    allows,
    authentication_types,
    lower,
    owner_fields,
)
from amplify_pulumi.schema.model import Allow, Operation, Rule

API_KEY = Rule(allow="publicApiKey")
SIGNED_IN = Rule(allow="authenticated")
OWNER = Rule(allow="owner")
OPERATIONS: tuple[Operation, ...] = ("create", "update", "delete", "get", "list", "sync", "listen", "search")

ANY_API_KEY = Grant(auth_type="API Key Authorization")
ANY_USER = Grant(auth_type="User Pool Authorization")
OWN_ITEMS = Grant(auth_type="User Pool Authorization", field="owner", operator="eq", claim="sub::username")


@pytest.mark.parametrize(
    "rule",
    [
        *(Rule(allow=allow) for allow in get_args(Allow) if allow not in LOWERINGS),
        Rule(allow="authenticated", provider="oidc"),
        Rule(allow="owner", claim="email"),
        Rule(allow="owner", defined_in="author"),
        Rule(allow="authenticated", groups=("Admin",)),
    ],
)
def test_a_rule_that_no_grant_says_exactly_is_refused(rule: Rule) -> None:
    """Never taken for a simpler one, which would let in others."""
    for use in (lambda: lower((rule,), "get"), lambda: authentication_types((rule,)), lambda: owner_fields((rule,))):
        with pytest.raises(UnsupportedRuleError):
            use()


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    ("rules", "grants"),
    [
        ((), ()),
        ((API_KEY,), (ANY_API_KEY,)),
        ((SIGNED_IN,), (ANY_USER,)),
        ((OWNER,), (OWN_ITEMS,)),
        ((OWNER, API_KEY), (OWN_ITEMS, ANY_API_KEY)),
        ((API_KEY, API_KEY), (ANY_API_KEY,)),
    ],
)
def test_a_rule_becomes_one_grant_and_the_administrator_is_always_last(
    rules: tuple[Rule, ...], grants: tuple[Grant, ...], operation: Operation
) -> None:
    assert lower(rules, operation) == (*grants, ADMINISTRATOR)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_rule_speaks_only_about_the_operations_it_names(operation: Operation) -> None:
    rule = Rule(allow="publicApiKey", operations=("create", "listen"))
    assert lower((rule,), operation) == ((ANY_API_KEY, ADMINISTRATOR) if operation in ("create", "listen") else (ADMINISTRATOR,))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_read_stands_for_every_way_of_reading(operation: Operation) -> None:
    assert allows(Rule(allow="owner", operations=("read",)), operation) == (operation in READ)


def test_one_way_of_reading_is_not_all_of_them() -> None:
    rule = Rule(allow="owner", operations=("get",))
    assert [operation for operation in OPERATIONS if allows(rule, operation)] == ["get"]


@pytest.mark.parametrize("rules", [(OWNER, SIGNED_IN), (SIGNED_IN, OWNER)])
def test_a_rule_for_all_items_makes_the_owner_rule_needless_except_where_it_stamps(rules: tuple[Rule, ...]) -> None:
    for operation in OPERATIONS:
        expected = {OWN_ITEMS, ANY_USER, ADMINISTRATOR} if operation == "create" else {ANY_USER, ADMINISTRATOR}
        assert set(lower(rules, operation)) == expected


def test_an_owner_rule_beside_one_of_another_authentication_type_stays() -> None:
    assert lower((OWNER, API_KEY), "get") == (OWN_ITEMS, ANY_API_KEY, ADMINISTRATOR)


def test_only_an_update_can_transfer_an_item() -> None:
    rule = Rule(allow="owner", transferable=True)
    transferable = [operation for operation in OPERATIONS if lower((rule,), operation)[0].transferable]
    assert transferable == ["update"]


def test_grants_as_configs_hold_them() -> None:
    """The shapes that docs/architecture.md shows and resolvers/lib/access.js reads; what says nothing is left out."""
    assert [grant.to_json() for grant in lower((API_KEY, OWNER), "get")] == [
        {"authType": "API Key Authorization"},
        {"authType": "User Pool Authorization", "field": "owner", "operator": "eq", "claim": "sub::username"},
        {"authType": "IAM Authorization", "principal": "administrator"},
    ]
    assert lower((Rule(allow="owner", transferable=True),), "update")[0].to_json()["transferable"] is True


@pytest.mark.parametrize(
    ("rules", "operation", "types"),
    [
        ((), None, ("AWS_IAM",)),
        ((API_KEY,), None, ("API_KEY", "AWS_IAM")),
        ((OWNER, API_KEY), None, ("API_KEY", "AMAZON_COGNITO_USER_POOLS", "AWS_IAM")),
        ((OWNER, SIGNED_IN), None, ("AMAZON_COGNITO_USER_POOLS", "AWS_IAM")),
        ((OWNER, Rule(allow="publicApiKey", operations=("read",))), "create", ("AMAZON_COGNITO_USER_POOLS", "AWS_IAM")),
        ((OWNER, Rule(allow="publicApiKey", operations=("read",))), "list", ("API_KEY", "AMAZON_COGNITO_USER_POOLS", "AWS_IAM")),
    ],
)
def test_authentication_types_are_those_of_the_rules_and_iam(
    rules: tuple[Rule, ...], operation: Operation | None, types: tuple[str, ...]
) -> None:
    """Gen 2 puts @aws_iam on every model and operation: its IAM administrators reach everything."""
    assert authentication_types(rules, operation) == types


@pytest.mark.parametrize(
    ("rules", "operation", "fields"),
    [
        ((API_KEY, SIGNED_IN), None, ()),
        ((OWNER,), None, ("owner",)),
        ((OWNER, Rule(allow="owner", operations=("read",))), None, ("owner",)),
        ((Rule(allow="owner", operations=("create",)),), "listen", ()),
        ((Rule(allow="owner", operations=("read",)),), "listen", ("owner",)),
    ],
)
def test_owner_fields_are_those_of_owner_rules(rules: tuple[Rule, ...], operation: Operation | None, fields: tuple[str, ...]) -> None:
    assert owner_fields(rules, operation) == fields
