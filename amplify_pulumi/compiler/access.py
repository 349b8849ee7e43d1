"""Lowers access rules to grants: flat data that every resolver reads alike.

A grant says how a caller comes and, where it does not let him in for every item, what an item must say about him.
`resolvers/lib/access.js` is the one reader of grants. Who has a rule is decided here and nowhere else: adding a kind of rule is one
entry in `LOWERINGS`.

The meaning of the rules is Amplify Data's ("Customize your auth rules" in its documentation), as its resolvers have it; the administrator
grant is what Gen 2's `enableIamAuthorizationMode` gives every model. Functions (`allow.resource`) come with AWS credentials of their
own and are administrators to the resolvers; which of them may call what is IAM's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from amplify_pulumi.compiler.callers import (
    DEFAULT_GROUP_CLAIM,
    DEFAULT_OWNER_CLAIM,
    DEFAULT_OWNER_FIELD,
    READ,
    Rights,
    allows,
    authentication_type,
)
from amplify_pulumi.compiler.plan import AuthenticationType
from amplify_pulumi.schema.model import Allow, Operation, Rule

JOINT = "::"
"""Stands between the claims of a name, and between their values in an item."""
_SPELLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"username": ("username", "cognito:username"), "cognito:username": ("cognito:username", "username")}
)
"""Claims that access tokens and ID tokens call differently."""

AuthType = Literal[
    "API Key Authorization", "User Pool Authorization", "Open ID Connect Authorization", "Lambda Authorization", "IAM Authorization"
]
"""What `util.authType()` answers (AppSync's resolver utility reference)."""

AUTH_TYPES: Mapping[AuthenticationType, AuthType] = MappingProxyType(
    {
        "API_KEY": "API Key Authorization",
        "AMAZON_COGNITO_USER_POOLS": "User Pool Authorization",
        "OPENID_CONNECT": "Open ID Connect Authorization",
        "AWS_LAMBDA": "Lambda Authorization",
        "AWS_IAM": "IAM Authorization",
    }
)

Principal = Literal["administrator", "authenticated", "authenticatedInRole", "guest"]

_POOL = "${auth.identityPool.id}"
PRINCIPALS: Mapping[Principal, Mapping[str, Any]] = MappingProxyType(
    {
        "administrator": {"identity": {"cognitoIdentityPoolId": None, "cognitoIdentityId": None}},
        "authenticated": {"identity": {"cognitoIdentityPoolId": _POOL, "cognitoIdentityAuthType": "authenticated"}},
        "authenticatedInRole": {
            "identity": {"cognitoIdentityPoolId": _POOL, "cognitoIdentityAuthType": "authenticated"},
            "role": "${auth.authenticatedRole.arn}",
        },
        "guest": {
            "identity": {"cognitoIdentityPoolId": _POOL, "cognitoIdentityAuthType": "unauthenticated"},
            "role": "${auth.unauthenticatedRole.arn}",
        },
    }
)
"""What `ctx.identity` must be for each kind of IAM caller.

Whoever signed in to the identity pool counts as authenticated in whichever role, but for creating items of which he may not give every
field (see `in_its_role`); a guest must have the pool's role for guests (the templates that Amplify generates say all three).
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """Lets callers in: for every item, or with `field` for those items whose field names the caller.

    Attributes:
        auth_type: how the caller authenticates.
        principal: which IAM callers: with credentials of their own, or through the identity pool.
        groups: only callers who are in one of these groups; empty for all.
        group_claim: the claim that lists the caller's groups.
        field: the attribute of the item that must name the caller or one of his groups; None for all items.
        operator: whether `field` is that name (`eq`) or a list with it (`contains`).
        claim: the claim that names the caller; several joined by `::`. None where `field` names groups.
        transferable: whether the caller may write another name into `field`. Only for updates.
    """

    auth_type: AuthType
    principal: Principal | None = None
    groups: tuple[str, ...] = ()
    group_claim: str | None = None
    field: str | None = None
    operator: Literal["eq", "contains"] | None = None
    claim: str | None = None
    transferable: bool = False

    @property
    def is_unconditional(self) -> bool:
        """Whether it lets in everybody of the authentication type for every item."""
        return self.field is None and not self.groups and self.principal is None

    def to_json(self) -> dict[str, Any]:
        """Return the grant as it stands in a resolver's config (`Grant` in resolvers/lib/access.js)."""
        claims = [list(_SPELLINGS.get(name, (name,))) for name in self.claim.split(JOINT)] if self.claim else []
        members: dict[str, Any] = {
            "authType": self.auth_type,
            **(PRINCIPALS[self.principal] if self.principal else {}),
            "groups": list(self.groups) or None,
            "groupClaim": self.group_claim,
            "field": self.field,
            "operator": None if self.operator == "eq" else self.operator,
            "claim": claims[0] if len(claims) == 1 else None,
            "claims": claims if len(claims) > 1 else None,
            "transferable": self.transferable or None,
        }
        return {name: value for name, value in members.items() if value is not None}


ADMINISTRATOR = Grant(auth_type="IAM Authorization", principal="administrator")
"""Callers with AWS credentials of their own, whom IAM lets call the API: functions, scripts, the console."""


def _auth_type(rule: Rule) -> AuthType:
    return AUTH_TYPES[authentication_type(rule)]


def _everybody(rule: Rule) -> Grant:
    return Grant(auth_type=_auth_type(rule))


def _guest(rule: Rule) -> Grant:
    return replace(_everybody(rule), principal="guest")


def _authenticated(rule: Rule) -> Grant:
    return replace(_everybody(rule), principal="authenticated" if rule.provider == "identityPool" else None)


def _owner(rule: Rule) -> Grant:
    return Grant(
        auth_type=_auth_type(rule),
        field=rule.defined_in or DEFAULT_OWNER_FIELD,
        operator="eq",
        claim=rule.claim or DEFAULT_OWNER_CLAIM,
        transferable=rule.transferable,
    )


def _owners(rule: Rule) -> Grant:
    return replace(_owner(rule), operator="contains")


def _groups(rule: Rule) -> Grant:
    return Grant(auth_type=_auth_type(rule), groups=rule.groups, group_claim=rule.claim or DEFAULT_GROUP_CLAIM)


def _group_in_field(rule: Rule) -> Grant:
    """Return the grant of a rule by which an item names a group. Its members may give the item to another one, as in Amplify."""
    return replace(_everybody(rule), group_claim=rule.claim or DEFAULT_GROUP_CLAIM, field=rule.defined_in, operator="eq", transferable=True)


def _groups_in_field(rule: Rule) -> Grant:
    return replace(_group_in_field(rule), operator="contains")


LOWERINGS: Mapping[Allow, Callable[[Rule], Grant]] = MappingProxyType(
    {
        "publicApiKey": _everybody,
        "guest": _guest,
        "authenticated": _authenticated,
        "owner": _owner,
        "ownerDefinedIn": _owner,
        "ownersDefinedIn": _owners,
        "groups": _groups,
        "groupDefinedIn": _group_in_field,
        "groupsDefinedIn": _groups_in_field,
        "custom": _everybody,
    }
)
"""Every kind of rule, and the grant it becomes."""


def grant_of(rule: Rule) -> Grant:
    """Return the grant that a rule becomes."""
    return LOWERINGS[rule.allow](rule)


def lower(rules: Iterable[Rule], operation: Operation) -> tuple[Grant, ...]:
    """Return the grants of those rules that let `operation` through, each once, the IAM administrator's last.

    A grant is left out beside one that lets the same callers in for everything, except for `create`, where an owner's also says what to
    stamp on the new item.

    Args:
        rules: the model's rules, or those of its fields: each lets in on its own.
        operation: what is done: `create`, `update`, `delete`, `get`, `list`, `listen`, ….
    """
    return _pruned(_grants(rules, operation), operation)


def lower_any(rights: Rights, operation: Operation) -> tuple[Grant, ...]:
    """Return the grants of those who may do something with at least one field.

    Args:
        rights: the rules of each field.
        operation: see `lower`.
    """
    return _pruned([grant for rules in rights.values() for grant in _grants(rules, operation)], operation)


def lower_all(rights: Rights, operation: Operation) -> tuple[Grant, ...]:
    """Return the grants of those who may do something with every field: a rule on one field takes away from those it leaves out.

    Args:
        rights: the rules of each field.
        operation: see `lower`.
    """
    grants = [_grants(rules, operation) for rules in rights.values()]
    return _pruned([grant for grant in (grants[0] if grants else ()) if all(grant in each for each in grants)], operation)


def lower_reading(rules: Iterable[Rule], getting: Rights | None = None) -> tuple[Grant, ...]:
    """Return the grants of those whom the rules let read in any way.

    Args:
        rules: see `lower`.
        getting: if given, of those alone whom rules that say the same let `get` some field.
    """
    given = tuple(rules)
    found = [grant for operation in READ for grant in _grants(given, operation)]
    if getting is not None:
        gets = {grant for each in getting.values() for grant in _grants(each, "get")}
        found = [grant for grant in found if grant in gets]
    return _pruned(found, "get")


def in_its_role(grants: Iterable[Grant], whole: Iterable[Grant]) -> tuple[Grant, ...]:
    """Return the grants as they are for creating items of a model whose fields have rules.

    Whoever signed in to the identity pool, and may not give every field, must then have the pool's role for signed-in users, not one that
    a group of his gives him: the template that Amplify generates for such a mutation looks at the role alone.

    Args:
        grants: for creating items.
        whole: those of whom may give every field.
    """
    bound = {grant for grant in grants if grant.principal == "authenticated"} - set(whole)
    return tuple(replace(grant, principal="authenticatedInRole") if grant in bound else grant for grant in grants)


def includes(grants: Iterable[Grant], others: Iterable[Grant]) -> bool:
    """Whether the one list of grants lets in everybody whom the other does, as far as the grants tell."""
    kept = {_unmoved(grant) for grant in grants}
    everything = {grant.auth_type for grant in kept if grant.is_unconditional}
    return all(
        grant.auth_type in everything
        or _unmoved(grant) in kept
        or any(
            replace(each, groups=()) == replace(grant, groups=()) and set(grant.groups) <= set(each.groups) for each in kept if grant.groups
        )
        for grant in others
    )


def _unmoved(grant: Grant) -> Grant:
    """Return the grant as it is where nothing is given away."""
    return replace(grant, transferable=False) if grant.transferable else grant


def _grants(rules: Iterable[Rule], operation: Operation) -> tuple[Grant, ...]:
    """Return the grant of each group and of each other rule: a group that two rules name is the same caller in both."""
    found: list[Grant] = []
    for rule in rules:
        if allows(rule, operation):
            grant = grant_of(rule) if operation == "update" else _unmoved(grant_of(rule))
            found += [replace(grant, groups=(group,)) for group in grant.groups] if len(grant.groups) > 1 else [grant]
    return tuple(dict.fromkeys(found))


def _pruned(grants: Iterable[Grant], operation: Operation) -> tuple[Grant, ...]:
    found = list(dict.fromkeys(grants))
    everything = {grant.auth_type for grant in found if grant.is_unconditional}
    kept = [
        grant
        for grant in found
        if grant.is_unconditional or grant.auth_type not in everything or (operation == "create" and grant.claim is not None)
    ]
    return (*_joined(kept), ADMINISTRATOR)


def _joined(grants: Sequence[Grant]) -> tuple[Grant, ...]:
    """Return the grants with the groups of one claim in one."""
    groups: dict[Grant, tuple[str, ...]] = {}
    for grant in grants:
        key = replace(grant, groups=()) if grant.groups else grant
        groups[key] = (*groups.get(key, ()), *grant.groups)
    return tuple(replace(grant, groups=each) if each else grant for grant, each in groups.items())


def joined_fields(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the fields that hold joined claims (`sub::username`), of which clients see the last part only.

    A field in which another rule compares a single claim is shown as it is stored, as in Amplify.
    """
    owners = [grant for grant in map(grant_of, rules) if grant.claim is not None]
    raw = {grant.field for grant in owners if JOINT not in str(grant.claim)}
    return frozenset(grant.field for grant in owners if grant.field is not None and grant.field not in raw)
