"""Who may do what, said a second time: in plain terms, from the documentation alone.

Nothing here is shared with the compiler or the resolvers, so that a mistake there is not repeated here. What the sentences are taken from:
docs/schema.md ("Rules"), docs/differences.md, and Amplify's page "Customize your auth rules". Where a sentence leaves open what happens,
the oracle says so by two answers: what a caller may do at most (`may_…`), and what he must be able to do (`must_…`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from amplify_pulumi.local.identity import ApiKey, Iam, Identity, LambdaAuthorizer, Oidc, UserPool
from amplify_pulumi.local.references import IDENTITY_POOL_ID, UNAUTHENTICATED_ROLE
from amplify_pulumi.schema.model import Model, Relationship, Rule, Schema

READING = ("get", "list", "sync", "listen", "search")
Item = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Oracle:
    """The rules of a schema, for one caller."""

    schema: Schema
    identity: Identity

    # Items

    def may_read(self, model: Model, item: Item, ways: Sequence[str] = READING) -> bool:
        """Whether something of the item may come to the caller's eyes, in one of these ways of reading."""
        return any(self._allows(rule, item, ways) for rules in every_list(self.schema, model) for rule in rules)

    def must_read(self, model: Model, item: Item, way: str) -> bool:
        """Whether the caller gets the item in this way."""
        return self.may_read(model, item, (way,))

    def may_read_field(self, model: Model, item: Item, name: str) -> bool:
        """Whether the field of the item may come to the caller's eyes. Keys, times and owners that nobody declared go with the item."""
        if not self.may_read(model, item):
            return False
        key = model.identifier or ("id",)
        if name in key or all(field.name != name for field in model.fields):
            return True
        return any(self._allows(rule, item, READING) for rule in rules_for(self.schema, model, name))

    def may_write(self, model: Model, item: Item, fields: Iterable[str]) -> bool:
        """Whether the caller may change these fields of the item as it is."""
        return all(
            any(self._allows(rule, item, ("update",), whole=True) for rule in rules_for(self.schema, model, name)) for name in fields
        ) and any(self._allows(rule, item, ("update",), whole=True) for rules in every_list(self.schema, model) for rule in rules)

    def may_change_by(self, rule: Rule, item: Item) -> bool:
        """Whether the rule lets the caller change something of the item as it is."""
        return self._allows(rule, item, ("update",), whole=True)

    def may_delete(self, model: Model, item: Item) -> bool:
        """Whether the caller may delete the item: with every field of it."""
        lists = [rules_for(self.schema, model, field.name) for field in model.fields]
        return all(any(self._allows(rule, item, ("delete",), whole=True) for rule in rules) for rules in lists)

    def may_create(self, model: Model, item: Item, fields: Iterable[str]) -> bool:
        """Whether an item that is there now can be one that the caller created by naming these fields."""
        lists = list(every_list(self.schema, model))
        whole = any(self._creates(rule, item) for rules in lists for rule in rules)
        return whole and all(any(self._creates(rule, item) for rule in rules_for(self.schema, model, name)) for name in fields)

    def stamped(self, model: Model, item: Item) -> set[str]:
        """The owner fields that name the caller alone: a new item gets them by itself, whoever may write the field."""
        rules = [rule for rules in every_list(self.schema, model) for rule in rules if rule.allow.startswith("owner") and self._comes(rule)]
        names = {rule.defined_in or "owner": self.names(rule, whole=True) for rule in rules}
        return {name for name, own in names.items() if _named(item.get(name)) and own.issuperset(_named(item.get(name)))}

    def _creates(self, rule: Rule, item: Item) -> bool:
        """A new item names its creator, unless the rule looks at no item. One of several rules is enough."""
        return self._allows(rule, item, ("create",), whole=True)

    # Rules

    def _allows(self, rule: Rule, item: Item, ways: Sequence[str], *, whole: bool = False) -> bool:
        if self.is_administrator:
            return True
        operations = rule.operations
        if operations is not None and not any(way in operations or (way in READING and "read" in operations) for way in ways):
            return False
        return self._comes(rule) and self._is_meant(rule, item, whole=whole)

    @property
    def is_administrator(self) -> bool:
        """IAM principals of their own may always do everything: those that no identity pool vouches for."""
        identity = self.identity
        return isinstance(identity, Iam) and identity.cognito_identity_pool_id is None and identity.cognito_identity_id is None

    def _comes(self, rule: Rule) -> bool:
        """Whether the caller has authenticated in the way that the rule speaks of."""
        identity = self.identity
        if rule.allow == "publicApiKey":
            return isinstance(identity, ApiKey)
        if rule.allow == "custom":
            return isinstance(identity, LambdaAuthorizer)
        if rule.allow == "guest":
            return _is_of_pool(identity, "unauthenticated") and identity.user_arn.split("/")[1] == UNAUTHENTICATED_ROLE
        if rule.provider == "identityPool":
            return _is_of_pool(identity, "authenticated")
        return isinstance(identity, Oidc if rule.provider == "oidc" else UserPool)

    def _is_meant(self, rule: Rule, item: Item, *, whole: bool) -> bool:
        if rule.allow in ("publicApiKey", "guest", "authenticated", "custom"):
            return True
        if rule.allow == "groups":
            return not self.groups(rule).isdisjoint(rule.groups)
        if rule.allow in ("groupDefinedIn", "groupsDefinedIn"):
            return not self.groups(rule).isdisjoint(_named(item.get(str(rule.defined_in))))
        return not self.names(rule, whole=whole).isdisjoint(_named(item.get(rule.defined_in or "owner")))

    @cached_property
    def claims(self) -> Mapping[str, Any]:
        """What the caller's token says. The name of a user is `username` in an access token and `cognito:username` in an ID token."""
        identity = self.identity
        claims = dict((identity.to_context() or {}).get("claims") or {}) if isinstance(identity, UserPool | Oidc) else {}
        for name, other in (("username", "cognito:username"), ("cognito:username", "username")):
            if name not in claims and other in claims:
                claims[name] = claims[other]
        return claims

    def names(self, rule: Rule, *, whole: bool) -> set[str]:
        """Every text that names the caller in an item.

        `sub::username` is the default. Each of the two names him alone, unless it looks like such a whole. Who lacks one of them owns
        nothing (`whole`); he may read what the other one names, as in Amplify.
        """
        claims = self.claims
        parts = [claims.get(each) for each in (rule.claim or "sub::username").split("::")]
        texts = [each for each in parts if isinstance(each, str) and each]
        if len(parts) == 1:
            return set(texts)
        alone = {each for each in texts if "::" not in each}
        if len(texts) == len(parts):
            return {"::".join(texts), *alone}
        return set() if whole else alone

    def groups(self, rule: Rule) -> set[str]:
        """The caller's groups: a list, a list as JSON text, or one name. What is no text, or empty, is no group."""
        value = self.claims.get(rule.claim or "cognito:groups")
        if isinstance(value, str) and value.startswith("["):
            try:
                value = json.loads(value)
            except ValueError:
                return set()
        return set(_named(value))


def rules_for(schema: Schema, model: Model, name: str) -> tuple[Rule, ...]:
    """The rules of a field: its own replace those of the model, which replace those of the schema."""
    own = next((field.authorization for field in model.fields if field.name == name), None)
    of_model = model.authorization if model.authorization is not None else schema.authorization or ()
    return tuple(of_model if own is None else own)


def every_list(schema: Schema, model: Model) -> list[tuple[Rule, ...]]:
    """The rules of each declared field. Whoever may do something with one of them gets at the item."""
    return list(dict.fromkeys(rules_for(schema, model, field.name) for field in model.fields))


def has_field_rules(model: Model) -> bool:
    return any(field.authorization is not None for field in model.fields)


def relationship(model: Model, name: str) -> Relationship | None:
    return next((each for each in model.relationships if each.name == name), None)


def _is_of_pool(identity: Identity, kind: str) -> bool:
    if not isinstance(identity, Iam) or identity.cognito_identity_pool_id != IDENTITY_POOL_ID:
        return False
    return identity.cognito_identity_auth_type == kind


def _named(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and each]
