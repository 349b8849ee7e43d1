"""Lowers access rules to grants: flat data that every resolver reads alike.

A grant says by which authentication type a caller comes and, where it does not let him in for every item, what an item must say about
him. `resolvers/lib/access.js` is the one reader of grants. Who has a rule is decided here and nowhere else: adding a kind of rule is one
entry in `LOWERINGS`.

The meaning of the rules is Amplify Data's ("Customize your auth rules" in its documentation); the administrator grant is what Gen 2's
`enableIamAuthorizationMode` gives every model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from amplify_pulumi.compiler.plan import AuthenticationType
from amplify_pulumi.schema.model import Allow, Operation, Rule

DEFAULT_OWNER_FIELD = "owner"
DEFAULT_OWNER_CLAIM = "sub::username"
"""Two claims joined, as Amplify stores them. `username` is `cognito:username` in an ID token."""

READ: tuple[Operation, ...] = ("get", "list", "sync", "listen", "search")
"""What `read` stands for in a rule."""

AuthType = Literal["API Key Authorization", "User Pool Authorization", "IAM Authorization"]
"""What `util.authType()` answers (AppSync's resolver utility reference)."""

AUTHENTICATION_TYPES: Mapping[AuthType, AuthenticationType] = MappingProxyType(
    {
        "API Key Authorization": "API_KEY",
        "User Pool Authorization": "AMAZON_COGNITO_USER_POOLS",
        "IAM Authorization": "AWS_IAM",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """Lets callers in: for every item, or with `field` for those items whose field names the caller.

    Attributes:
        auth_type: how the caller authenticates.
        principal: narrows IAM callers: `administrator` is whoever does not come through an identity pool.
        field: the attribute of the item that must name the caller; None for all items.
        operator: how `field` is compared with the caller's claim.
        claim: the claim that names the caller; several joined by `::`.
        transferable: whether the caller may write another name into `field`. Only for updates.
    """

    auth_type: AuthType
    principal: Literal["administrator"] | None = None
    field: str | None = None
    operator: Literal["eq"] | None = None
    claim: str | None = None
    transferable: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the grant as it stands in a resolver's config (`Grant` in resolvers/lib/access.js)."""
        members: dict[str, Any] = {
            "authType": self.auth_type,
            "principal": self.principal,
            "field": self.field,
            "operator": self.operator,
            "claim": self.claim,
            "transferable": self.transferable or None,
        }
        return {name: value for name, value in members.items() if value is not None}


ADMINISTRATOR = Grant(auth_type="IAM Authorization", principal="administrator")
"""Callers with AWS credentials of their own, whom IAM lets call the API: functions, scripts, the console."""


def _owner(rule: Rule) -> Grant:
    return Grant(
        auth_type="User Pool Authorization",
        field=DEFAULT_OWNER_FIELD,
        operator="eq",
        claim=DEFAULT_OWNER_CLAIM,
        transferable=rule.transferable,
    )


LOWERINGS: Mapping[Allow, Callable[[Rule], Grant]] = MappingProxyType(
    {
        "publicApiKey": lambda _: Grant(auth_type="API Key Authorization"),
        "authenticated": lambda _: Grant(auth_type="User Pool Authorization"),
        "owner": _owner,
    }
)
"""Every kind of rule that is known here, and the grant it becomes."""


class UnsupportedRuleError(ValueError):
    """A rule that no grant says exactly. It is refused: a grant that says less would let in others."""


def grant_of(rule: Rule) -> Grant:
    """Return the grant that a rule becomes.

    Raises:
        UnsupportedRuleError: its kind is not in `LOWERINGS`, or it names a provider, claim or field of its own.
    """
    lowering = LOWERINGS.get(rule.allow)
    if lowering is None or rule.provider or rule.claim or rule.defined_in or rule.groups:
        raise UnsupportedRuleError(f"there is no grant for {rule}")
    return lowering(rule)


def lower(rules: Sequence[Rule], operation: Operation) -> tuple[Grant, ...]:
    """Return the grants of those rules that let `operation` through, each once, the IAM administrator's last.

    A grant for single items is left out beside one that lets the same callers in for all, except for `create`, where it also says what to
    stamp on the new item.

    Args:
        rules: the model's rules, or the schema's where the model has none.
        operation: what is done: `create`, `update`, `delete`, `get`, `list`, `listen`, ….

    Raises:
        UnsupportedRuleError: see `grant_of`.
    """
    grants: list[Grant] = []
    for rule in rules:
        if not allows(rule, operation):
            continue
        grant = grant_of(rule)
        if operation != "update":
            grant = replace(grant, transferable=False)
        if grant not in grants:
            grants.append(grant)
    if operation != "create":
        everything = {grant.auth_type for grant in grants if grant.field is None}
        grants = [grant for grant in grants if grant.field is None or grant.auth_type not in everything]
    return (*grants, ADMINISTRATOR)


def allows(rule: Rule, operation: Operation) -> bool:
    """Whether the rule speaks about `operation`. `read` in a rule stands for every way of reading."""
    if rule.operations is None or operation in rule.operations:
        return True
    return operation in READ and "read" in rule.operations


def authentication_types(rules: Sequence[Rule], operation: Operation | None = None) -> tuple[AuthenticationType, ...]:
    """Return the authentication types by which callers may come, for the directives in the SDL: each once, AWS_IAM last.

    Args:
        rules: the rules that apply.
        operation: only those rules that let this operation through; None for all (the directives of a type).
    """
    used = {grant_of(rule).auth_type for rule in rules if operation is None or allows(rule, operation)}
    used.add(ADMINISTRATOR.auth_type)
    return tuple(authentication_type for auth_type, authentication_type in AUTHENTICATION_TYPES.items() if auth_type in used)


def owner_fields(rules: Sequence[Rule], operation: Operation | None = None) -> tuple[str, ...]:
    """Return the fields that hold an owner, each once, in the order of the rules.

    They are shown as the user name only (`ownerFields` in the resolvers' configs), are added to the type where it does not declare them,
    and with `operation="listen"` are the arguments of the model's subscriptions.
    """
    fields = (grant_of(rule).field for rule in rules if operation is None or allows(rule, operation))
    return tuple(dict.fromkeys(field for field in fields if field is not None))
