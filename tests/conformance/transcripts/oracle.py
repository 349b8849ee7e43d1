"""What the rules of `rules/schema.yaml` mean: who may do what with which item, by hand.

It stands on the text of Amplify's documentation ("Customize your auth rules"), on the recorded behaviour (`../behaviour`) and on
docs/differences.md, and knows nothing of our compiler or resolvers: a rule is a few words, an item a dictionary, a caller his token.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

READS = ("get", "list", "listen")
Kind = Literal["everybody", "groups", "names the caller", "names a group"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule, in the oracle's words."""

    kind: Kind
    by: str
    """The kind of identity: `apiKey`, `userPool`, `oidc`, `lambda`, or of callers by IAM `guest` or `signed in`."""
    field: str | None = None
    claims: tuple[str, ...] = ("cognito:groups",)
    groups: tuple[str, ...] = ()
    operations: tuple[str, ...] = ("create", "update", "delete", *READS)


WHOLE = ("sub", "username")
OWNER = Rule(kind="names the caller", by="userPool", field="owner", claims=WHOLE)

RULES: Mapping[str, Sequence[Rule]] = {
    "ByKey": [Rule(kind="everybody", by="apiKey")],
    "ByGuest": [Rule(kind="everybody", by="guest")],
    "BySignedIn": [Rule(kind="everybody", by="userPool")],
    "ByOidc": [Rule(kind="everybody", by="oidc")],
    "ByPool": [Rule(kind="everybody", by="signed in")],
    "ByFunction": [Rule(kind="everybody", by="lambda")],
    "ByOwner": [OWNER],
    "ByOwnerOidc": [Rule(kind="names the caller", by="oidc", field="owner", claims=WHOLE)],
    "ByClaim": [Rule(kind="names the caller", by="userPool", field="owner", claims=("org",))],
    "ByOneAuthor": [Rule(kind="names the caller", by="userPool", field="author", claims=WHOLE)],
    "ByManyAuthors": [Rule(kind="names the caller", by="userPool", field="authors", claims=WHOLE)],
    "ByManyClaims": [Rule(kind="names the caller", by="userPool", field="authors", claims=("org",))],
    "ByGroup": [Rule(kind="groups", by="userPool", groups=("Admin", "Staff"))],
    "ByRole": [Rule(kind="groups", by="oidc", groups=("Admin",), claims=("roles",))],
    "ByOneTeam": [Rule(kind="names a group", by="userPool", field="team")],
    "ByManyTeams": [Rule(kind="names a group", by="userPool", field="teams")],
    "ByManyRoles": [Rule(kind="names a group", by="oidc", field="teams", claims=("roles",))],
    "Several": [
        OWNER,
        Rule(kind="names the caller", by="userPool", field="authors", claims=WHOLE, operations=("update", *READS)),
        Rule(kind="groups", by="userPool", groups=("Staff",), operations=("delete",)),
        Rule(kind="names a group", by="userPool", field="team", operations=("update", "delete")),
        Rule(kind="everybody", by="apiKey", operations=READS),
        Rule(kind="everybody", by="oidc", operations=("update", "listen")),
    ],
}


def kind_of(identity: Mapping[str, Any]) -> str:
    """Return by which of the rules' kinds somebody comes. Who has AWS credentials of his own is an `administrator`."""
    if identity["kind"] != "iam":
        return identity["kind"]
    iam = identity["iam"]
    if not iam.get("cognitoIdentityId"):
        return "administrator"
    if iam["cognitoIdentityPoolId"] != POOL:
        return "of another pool"
    if iam["cognitoIdentityAuthType"] == "authenticated":
        return "signed in"
    return "guest" if ":assumed-role/unauthRole/" in iam["userArn"] else "in another role"


POOL = "us-east-1:11111111-2222-4333-8444-555555555555"


def words(value: Any) -> list[str]:
    """Return the groups in a claim: a list, the text of a list in JSON, or one name. What is empty is none."""
    if isinstance(value, str) and value.startswith("["):
        value = json.loads(value)
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str) and each]


def names(rule: Rule, identity: Mapping[str, Any]) -> list[str]:
    """Return what an item may say to mean this caller. Nothing means one whose token lacks a claim of the rule."""
    claims = identity.get("claims", {})
    if rule.kind == "names a group":
        return words(claims.get(rule.claims[0]))
    values = [claims.get(claim) or (claims.get("cognito:username") if claim == "username" else None) for claim in rule.claims]
    if not all(values):
        return []
    # A user may be called like somebody else's whole name: alone, that is no name.
    return values if len(values) == 1 else ["::".join(values), *(value for value in values if "::" not in value)]


def admitting(model: str, operation: str, identity: Mapping[str, Any]) -> Iterator[Rule | None]:
    """Yield the rules that let the caller do it with some item, None for the administrator, whom no rule needs to name."""
    kind = kind_of(identity)
    if kind == "administrator":
        yield None
    for rule in RULES[model]:
        if rule.by != kind or operation not in rule.operations:
            continue
        if rule.kind == "groups" and not set(words(identity["claims"].get(rule.claims[0]))) & set(rule.groups):
            continue
        if rule.field is None or names(rule, identity):
            yield rule


def may_with_some(model: str, operation: str, identity: Mapping[str, Any]) -> bool:
    """Whether there could be an item with which the caller may do it."""
    return any(True for _ in admitting(model, operation, identity))


def may_with_any(model: str, operation: str, identity: Mapping[str, Any]) -> bool:
    """Whether the caller may do it whatever the item says."""
    return any(rule is None or rule.field is None for rule in admitting(model, operation, identity))


def may(model: str, operation: str, identity: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    """Whether the caller may do it with this item."""
    return any(rule is None or rule.field is None or says(item, rule, identity) for rule in admitting(model, operation, identity))


def says(item: Mapping[str, Any], rule: Rule, identity: Mapping[str, Any]) -> bool:
    """Whether the item's field is one of the caller's names, or a list with one."""
    value = item.get(str(rule.field))
    return any(each in names(rule, identity) for each in (value if isinstance(value, list) else [value]))


def shown(model: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the item as clients see it: of `sub::username` only the user name."""
    joined = {rule.field for rule in RULES[model] if rule.claims == WHOLE}

    def show(value: Any) -> Any:
        if isinstance(value, list):
            return [show(each) for each in value]
        return value.split("::")[-1] if isinstance(value, str) else value

    return {name: show(value) if name in joined else value for name, value in item.items()}
