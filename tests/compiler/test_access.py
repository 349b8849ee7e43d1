"""Rules become grants: who comes by which authentication type, and what an item must say about him."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from amplify_pulumi.compiler.access import (
    ADMINISTRATOR,
    LOWERINGS,
    PRINCIPALS,
    AuthType,
    Grant,
    includes,
    joined_fields,
    lower,
    lower_all,
    lower_any,
    lower_reading,
)
from amplify_pulumi.compiler.plan import REFERENCE
from amplify_pulumi.schema.model import Allow, Operation, Provider, Rule

API_KEY = Rule(allow="publicApiKey")
SIGNED_IN = Rule(allow="authenticated")
OWNER = Rule(allow="owner")
ADMINS = Rule(allow="groups", groups=("Admin",))
OPERATIONS: tuple[Operation, ...] = ("create", "update", "delete", "get", "list", "sync", "listen", "search")

USER_POOL: AuthType = "User Pool Authorization"
OIDC: AuthType = "Open ID Connect Authorization"
IAM: AuthType = "IAM Authorization"
ANY_API_KEY = Grant(auth_type="API Key Authorization")
ANY_USER = Grant(auth_type=USER_POOL)
OWN_ITEMS = Grant(auth_type=USER_POOL, field="owner", operator="eq", claim="sub::username")
ADMINS_OF_POOL = Grant(auth_type=USER_POOL, groups=("Admin",), group_claim="cognito:groups")

RULES: list[tuple[Rule, Grant]] = [
    (API_KEY, ANY_API_KEY),
    (Rule(allow="guest"), Grant(auth_type=IAM, principal="guest")),
    (SIGNED_IN, ANY_USER),
    (Rule(allow="authenticated", provider="oidc"), Grant(auth_type=OIDC)),
    (Rule(allow="authenticated", provider="identityPool"), Grant(auth_type=IAM, principal="authenticated")),
    (OWNER, OWN_ITEMS),
    (Rule(allow="owner", provider="oidc"), replace(OWN_ITEMS, auth_type=OIDC)),
    (Rule(allow="owner", claim="user_id"), replace(OWN_ITEMS, claim="user_id")),
    (Rule(allow="ownerDefinedIn", defined_in="author"), replace(OWN_ITEMS, field="author")),
    (Rule(allow="ownersDefinedIn", defined_in="authors"), replace(OWN_ITEMS, field="authors", operator="contains")),
    (
        Rule(allow="ownersDefinedIn", defined_in="authors", claim="custom:org", provider="oidc"),
        Grant(auth_type=OIDC, field="authors", operator="contains", claim="custom:org"),
    ),
    (ADMINS, ADMINS_OF_POOL),
    (
        Rule(allow="groups", groups=("Admin", "Staff"), provider="oidc", claim="user_groups"),
        Grant(auth_type=OIDC, groups=("Admin", "Staff"), group_claim="user_groups"),
    ),
    (
        Rule(allow="groupDefinedIn", defined_in="team"),
        Grant(auth_type=USER_POOL, field="team", operator="eq", group_claim="cognito:groups"),
    ),
    (
        Rule(allow="groupsDefinedIn", defined_in="teams", claim="roles"),
        Grant(auth_type=USER_POOL, field="teams", operator="contains", group_claim="roles"),
    ),
    (Rule(allow="custom"), Grant(auth_type="Lambda Authorization")),
]


def test_every_rule_of_the_schema_language_has_a_grant() -> None:
    assert set(LOWERINGS) == set(get_args(Allow)) == {rule.allow for rule, _ in RULES}
    assert {rule.provider for rule, _ in RULES} == {None, *get_args(Provider)}


@pytest.mark.parametrize(("rule", "grant"), RULES)
def test_a_rule_becomes_one_grant_and_the_administrator_is_always_last(rule: Rule, grant: Grant) -> None:
    """Default claims and groups are Amplify's: `sub::username`, `cognito:groups`."""
    for operation in OPERATIONS:
        transferable = operation == "update" and grant.field is not None and grant.claim is None
        assert lower((rule,), operation) == (replace(grant, transferable=transferable), ADMINISTRATOR)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_rules_are_alternatives_each_once(operation: Operation) -> None:
    assert lower((), operation) == (ADMINISTRATOR,)
    assert lower((OWNER, API_KEY, OWNER), operation) == (OWN_ITEMS, ANY_API_KEY, ADMINISTRATOR)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_rule_speaks_only_about_the_operations_it_names(operation: Operation) -> None:
    rule = Rule(allow="publicApiKey", operations=("create", "listen"))
    assert lower((rule,), operation) == ((ANY_API_KEY, ADMINISTRATOR) if operation in ("create", "listen") else (ADMINISTRATOR,))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_read_stands_for_every_way_of_reading(operation: Operation) -> None:
    reads = operation in ("get", "list", "sync", "listen", "search")
    assert (OWN_ITEMS in lower((Rule(allow="owner", operations=("read",)),), operation)) == reads


def test_one_way_of_reading_is_not_all_of_them() -> None:
    rule = Rule(allow="owner", operations=("get",))
    assert [operation for operation in OPERATIONS if OWN_ITEMS in lower((rule,), operation)] == ["get"]


@pytest.mark.parametrize("rules", [(OWNER, ADMINS, SIGNED_IN), (SIGNED_IN, OWNER, ADMINS)])
def test_a_rule_for_all_items_makes_the_others_needless_except_where_an_owner_is_stamped(rules: tuple[Rule, ...]) -> None:
    for operation in OPERATIONS:
        expected = {OWN_ITEMS, ANY_USER, ADMINISTRATOR} if operation == "create" else {ANY_USER, ADMINISTRATOR}
        assert set(lower(rules, operation)) == expected


def test_a_rule_for_all_items_says_nothing_about_callers_of_another_kind() -> None:
    assert lower((OWNER, API_KEY), "get") == (OWN_ITEMS, ANY_API_KEY, ADMINISTRATOR)
    assert lower((OWNER, Rule(allow="authenticated", provider="oidc")), "get")[0] == OWN_ITEMS
    guest, signed_in = Rule(allow="guest"), Rule(allow="authenticated", provider="identityPool")
    assert [grant.principal for grant in lower((guest, signed_in), "get")] == ["guest", "authenticated", "administrator"]


def test_groups_of_one_claim_are_one_grant() -> None:
    rules = (ADMINS, Rule(allow="groups", groups=("Staff", "Admin")), Rule(allow="groups", groups=("Ops",), claim="roles"))
    assert [(grant.groups, grant.group_claim) for grant in lower(rules, "get")[:-1]] == [
        (("Admin", "Staff"), "cognito:groups"),
        (("Ops",), "roles"),
    ]


def test_only_an_update_can_transfer_an_item() -> None:
    """Members of a group may give an item to another one, as in Amplify; an owner needs `transferable`."""
    for rule in (replace(OWNER, transferable=True), Rule(allow="groupDefinedIn", defined_in="team")):
        assert [operation for operation in OPERATIONS if lower((rule,), operation)[0].transferable] == ["update"]
    assert not lower((OWNER,), "update")[0].transferable


class TestFields:
    def test_whoever_may_do_something_with_one_field_gets_at_the_item(self) -> None:
        assert lower_any({"a": (OWNER,), "b": (ADMINS,)}, "update") == (OWN_ITEMS, ADMINS_OF_POOL, ADMINISTRATOR)

    def test_only_who_may_delete_every_field_may_delete_the_item(self) -> None:
        """A rule on one field takes the deletion away from those whom it leaves out, even where he fits another rule of each field."""
        assert lower_all({"a": (OWNER, ADMINS), "b": (ADMINS,)}, "delete") == (ADMINS_OF_POOL, ADMINISTRATOR)
        assert lower_all({"a": (OWNER,), "b": (ADMINS,)}, "delete") == (ADMINISTRATOR,)
        assert lower_all({}, "delete") == (ADMINISTRATOR,)

    def test_of_the_groups_of_a_rule_those_that_every_field_names_remain(self) -> None:
        both = Rule(allow="groups", groups=("Staff", "Admin"))
        assert lower_all({"a": (both,), "b": (ADMINS,)}, "delete") == (ADMINS_OF_POOL, ADMINISTRATOR)

    def test_any_way_of_reading_reads_a_field(self) -> None:
        rules = (Rule(allow="owner", operations=("list",)), Rule(allow="publicApiKey", operations=("create",)))
        assert lower_reading(rules) == (OWN_ITEMS, ADMINISTRATOR)

    @pytest.mark.parametrize(
        ("rules", "others", "expected"),
        [
            ((OWNER,), (OWNER,), True),
            ((SIGNED_IN,), (OWNER, ADMINS), True),
            ((OWNER,), (SIGNED_IN,), False),
            ((OWNER,), (OWNER, API_KEY), False),
            ((Rule(allow="groups", groups=("Admin", "Staff")),), (ADMINS,), True),
            ((ADMINS,), (Rule(allow="groups", groups=("Admin", "Staff")),), False),
            ((Rule(allow="groups", groups=("Admin", "Staff")),), (Rule(allow="groups", groups=("Staff", "Admin")),), True),
            ((ADMINS,), (Rule(allow="groups", groups=("Admin",), claim="custom:groups"),), False),
            ((Rule(allow="authenticated", provider="identityPool"),), (Rule(allow="guest"),), False),
            ((Rule(allow="authenticated", provider="oidc"),), (SIGNED_IN,), False),
        ],
    )
    def test_whether_one_list_lets_in_all_whom_another_does(
        self,
        rules: tuple[Rule, ...],
        others: tuple[Rule, ...],
        expected: bool,  # noqa: FBT001 - a parameter of the table
    ) -> None:
        assert includes(lower(rules, "get"), lower(others, "get")) is expected


def test_grants_as_configs_hold_them() -> None:
    """The shapes that docs/architecture.md shows and resolvers/lib/access.js reads; what says nothing is left out."""
    assert [grant.to_json() for grant in lower((API_KEY, OWNER, ADMINS), "get")] == [
        {"authType": "API Key Authorization"},
        {"authType": "User Pool Authorization", "field": "owner", "claims": [["sub"], ["username", "cognito:username"]]},
        {"authType": "User Pool Authorization", "groups": ["Admin"], "groupClaim": "cognito:groups"},
        {"authType": "IAM Authorization", "identity": {"cognitoIdentityPoolId": None, "cognitoIdentityId": None}},
    ]
    assert lower((Rule(allow="owner", transferable=True),), "update")[0].to_json()["transferable"] is True


def test_what_only_a_deployment_knows_of_the_identity_pool_is_a_reference() -> None:
    guest = PRINCIPALS["guest"]
    assert guest["identity"]["cognitoIdentityPoolId"] == "${auth.identityPool.id}"
    for reference in (guest["identity"]["cognitoIdentityPoolId"], guest["role"]):
        assert REFERENCE.fullmatch(reference[2:-1])


@pytest.mark.parametrize(
    ("rules", "fields"),
    [
        ((API_KEY, SIGNED_IN, ADMINS, Rule(allow="groupDefinedIn", defined_in="team")), set()),
        ((OWNER, Rule(allow="ownersDefinedIn", defined_in="authors")), {"owner", "authors"}),
        ((OWNER, Rule(allow="groupDefinedIn", defined_in="owner")), {"owner"}),
        ((Rule(allow="owner", claim="user_id"),), set()),
        ((OWNER, Rule(allow="owner", provider="oidc", claim="email")), set()),
    ],
)
def test_fields_with_joined_claims_are_shown_as_the_user_name(rules: tuple[Rule, ...], fields: set[str]) -> None:
    """One with a claim of its own is shown as it is stored: Amplify gives it no resolver."""
    assert joined_fields(rules) == fields
