"""Who may do what: `allow`, and the rules that it makes.

What a rule can be told follows from its kind, and what it has been told it cannot be told again; both are types, so that editors offer
what is possible and type checkers refuse the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self, TypeVar

from amplify_pulumi.schema.builder.base import Builder, text, texts
from amplify_pulumi.schema.builder.places import here
from amplify_pulumi.schema.model import Allow, FunctionOperation, Operation

SignedInProvider = Literal["userPools", "oidc", "identityPool"]
"""How callers sign in: a user pool (the default), an issuer of OpenID Connect, or the identity pool."""
TokenProvider = Literal["userPools", "oidc"]
"""Likewise, for rules that compare a claim of a token."""

RuleKind = TypeVar("RuleKind", bound="Rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Builder):
    """A rule: it lets callers in. One rule that matches is enough, none means no access."""

    allow: Allow
    provider: str | None = None
    field: str | None = None
    groups: tuple[str, ...] = ()
    transferable: bool = False

    def _as(self, kind: type[RuleKind], name: str, value: object) -> RuleKind:
        said = self._and(name, value)
        return kind(
            place=said.place,
            calls=said.calls,
            allow=said.allow,
            provider=said.provider,
            field=said.field,
            groups=said.groups,
            transferable=said.transferable,
        )

    def _to(self, kind: type[RuleKind], operations: tuple[Operation, ...]) -> RuleKind:
        return self._as(kind, "to", texts(operations, "the operations of .to()"))

    def _claim(self, kind: type[RuleKind], name: str, claim: str) -> RuleKind:
        return self._as(kind, name, text(claim, f"the claim of .{name}()"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrowableRule(Rule):
    """A rule that lets all operations through so far."""

    def to(self, *operations: Operation) -> Rule:
        """Let only these operations through: create, update, delete, read, or a part of read (get, list, sync, listen, search)."""
        return self._to(Rule, operations)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticRule(NarrowableRule):
    """A rule that looks at the caller alone, not at items: operations can have it, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticGroupRule(StaticRule):
    """A rule for groups that the schema names."""

    def to(self, *operations: Operation) -> NarrowedGroupRule:
        """Let only these operations through: create, update, delete, read, or a part of read (get, list, sync, listen, search)."""
        return self._to(NarrowedGroupRule, operations)

    def with_claim_in(self, claim: str) -> NarrowableRule:
        """Look for the caller's groups in this claim of the token; by default in `cognito:groups`."""
        return self._claim(NarrowableRule, "with_claim_in", claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRule(Rule):
    """A rule for groups that items name."""

    def to(self, *operations: Operation) -> NarrowedGroupRule:
        """Let only these operations through: create, update, delete, read, or a part of read (get, list, sync, listen, search)."""
        return self._to(NarrowedGroupRule, operations)

    def with_claim_in(self, claim: str) -> NarrowableRule:
        """Look for the caller's groups in this claim of the token; by default in `cognito:groups`."""
        return self._claim(NarrowableRule, "with_claim_in", claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrowedGroupRule(Rule):
    """A rule for groups that lets certain operations through."""

    def with_claim_in(self, claim: str) -> Rule:
        """Look for the caller's groups in this claim of the token; by default in `cognito:groups`."""
        return self._claim(Rule, "with_claim_in", claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRule(Rule):
    """A rule for owners of items."""

    def to(self, *operations: Operation) -> NarrowedOwnerRule:
        """Let only these operations through: create, update, delete, read, or a part of read (get, list, sync, listen, search)."""
        return self._to(NarrowedOwnerRule, operations)

    def identity_claim(self, claim: str) -> NarrowableRule:
        """Take this claim of the token for the owner's name; by default `sub` and `username` together."""
        return self._claim(NarrowableRule, "identity_claim", claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrowedOwnerRule(Rule):
    """A rule for owners that lets certain operations through."""

    def identity_claim(self, claim: str) -> Rule:
        """Take this claim of the token for the owner's name; by default `sub` and `username` together."""
        return self._claim(Rule, "identity_claim", claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRule(Builder):
    """A rule by which a Lambda function may call the API. It stands at the schema."""

    function: str

    def to(self, *operations: FunctionOperation) -> Self:
        """Let the function only query, mutate or listen; by default it may do all three."""
        return self._and("to", texts(operations, "the operations of .to()"))


class RuleMaker:
    """Makes rules. Use `allow`, the one object of this class."""

    __slots__ = ()

    def public_api_key(self) -> StaticRule:
        """Let in who has the API key."""
        return StaticRule(place=here("public_api_key"), allow="publicApiKey")

    def guest(self) -> StaticRule:
        """Let in who comes through the identity pool without having signed in."""
        return StaticRule(place=here("guest"), allow="guest")

    def authenticated(self, provider: SignedInProvider | None = None) -> StaticRule:
        """Let in who has signed in.

        Args:
            provider: how; the user pool by default.
        """
        return StaticRule(place=here("authenticated"), allow="authenticated", provider=_provider(provider))

    def owner(self, provider: TokenProvider | None = None, *, transferable: bool = False) -> OwnerRule:
        """Let owners at their own items. The field `owner` says whose an item is; it is added and filled in.

        Args:
            provider: how owners sign in; the user pool by default.
            transferable: whether owners may give their items away by writing another name into the field.
        """
        return OwnerRule(place=here("owner"), allow="owner", provider=_provider(provider), transferable=_flag(transferable))

    def owner_defined_in(self, field: str, provider: TokenProvider | None = None, *, transferable: bool = False) -> OwnerRule:
        """Let in the owner whom an item names.

        Args:
            field: the field that names him; it is added where it is not declared.
            provider: how owners sign in; the user pool by default.
            transferable: whether owners may give their items away.
        """
        return OwnerRule(
            place=here("owner_defined_in"),
            allow="ownerDefinedIn",
            field=text(field, "the field of allow.owner_defined_in()"),
            provider=_provider(provider),
            transferable=_flag(transferable),
        )

    def owners_defined_in(self, field: str, provider: TokenProvider | None = None, *, transferable: bool = False) -> OwnerRule:
        """Let in the owners whom an item names.

        Args:
            field: the field that names them, an array.
            provider: how owners sign in; the user pool by default.
            transferable: whether owners may name others.
        """
        return OwnerRule(
            place=here("owners_defined_in"),
            allow="ownersDefinedIn",
            field=text(field, "the field of allow.owners_defined_in()"),
            provider=_provider(provider),
            transferable=_flag(transferable),
        )

    def group(self, group: str, provider: TokenProvider | None = None) -> StaticGroupRule:
        """Let in the members of a group.

        Args:
            group: its name.
            provider: how members sign in; the user pool by default.
        """
        groups = (text(group, "the group of allow.group()"),)
        return StaticGroupRule(place=here("group"), allow="groups", groups=groups, provider=_provider(provider))

    def groups(self, groups: Sequence[str], provider: TokenProvider | None = None) -> StaticGroupRule:
        """Let in the members of any of these groups.

        Args:
            groups: their names.
            provider: how members sign in; the user pool by default.
        """
        names = texts(groups, "the groups of allow.groups()")
        return StaticGroupRule(place=here("groups"), allow="groups", groups=names, provider=_provider(provider))

    def group_defined_in(self, field: str, provider: TokenProvider | None = None) -> GroupRule:
        """Let in the members of the group that an item names.

        Args:
            field: the field that names it.
            provider: how members sign in; the user pool by default.
        """
        name = text(field, "the field of allow.group_defined_in()")
        return GroupRule(place=here("group_defined_in"), allow="groupDefinedIn", field=name, provider=_provider(provider))

    def groups_defined_in(self, field: str, provider: TokenProvider | None = None) -> GroupRule:
        """Let in the members of any of the groups that an item names.

        Args:
            field: the field that names them, an array.
            provider: how members sign in; the user pool by default.
        """
        name = text(field, "the field of allow.groups_defined_in()")
        return GroupRule(place=here("groups_defined_in"), allow="groupsDefinedIn", field=name, provider=_provider(provider))

    def custom(self) -> StaticRule:
        """Let in whom the Lambda authorizer lets in."""
        return StaticRule(place=here("custom"), allow="custom")

    def resource(self, function: str) -> FunctionRule:
        """Let a Lambda function call the API.

        Args:
            function: its name among the functions of the schema.
        """
        return FunctionRule(place=here("resource"), function=text(function, "the function of allow.resource()"))


def _provider(value: object) -> str | None:
    return None if value is None else text(value, "a provider")


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("transferable must be True or False")
    return value


allow = RuleMaker()
"""Makes rules: `allow.owner()`, `allow.authenticated().to("read")`."""
