"""Who the rules of a model speak of: kinds of callers, and what each may do with each field.

The directives in the SDL, the arguments of subscriptions and what hides in the payloads of mutations follow from it, as they follow from
the access control matrix of Amplify's graphql-auth-transformer. What resolvers check is decided in `access`, not here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from amplify_pulumi.compiler.plan import AuthenticationType
from amplify_pulumi.schema.model import Operation, Rule

DEFAULT_OWNER_FIELD = "owner"
DEFAULT_OWNER_CLAIM = "sub::username"
"""Two claims joined, as Amplify stores them. `username` is `cognito:username` in an ID token."""
DEFAULT_GROUP_CLAIM = "cognito:groups"

READ: tuple[Operation, ...] = ("get", "list", "sync", "listen", "search")
"""What `read` stands for in a rule."""

Strategy = Literal["public", "private", "owner", "staticGroup", "dynamicGroup", "custom"]
"""`public` and `private` are everybody of a provider, signed in or not; the others are those whom a claim, a field or a function admits."""

_DYNAMIC: frozenset[Strategy] = frozenset({"owner", "dynamicGroup", "custom"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """A kind of callers: those of one authentication type, or those among them whom a group or an item's field names."""

    authentication_type: AuthenticationType
    strategy: Strategy
    entity: str | None = None
    """The group, or the field that names the owner or the group."""
    claim: str | None = None
    """The claim that says the owner or the groups; None for the default one."""

    @property
    def is_dynamic(self) -> bool:
        """Whether it depends on more than the caller's token."""
        return self.strategy in _DYNAMIC


Rights = Mapping[str, Sequence[Rule]]
"""The rules that hold for each declared field of a model, by its name: its own or else the model's."""


def allows(rule: Rule, operation: Operation) -> bool:
    """Whether the rule speaks about `operation`. `read` in a rule stands for every way of reading."""
    if rule.operations is None or operation in rule.operations:
        return True
    return operation in READ and "read" in rule.operations


def authentication_type(rule: Rule) -> AuthenticationType:
    """Return the authentication type by which those whom the rule admits come."""
    match rule.allow:
        case "publicApiKey":
            return "API_KEY"
        case "guest":
            return "AWS_IAM"
        case "custom":
            return "AWS_LAMBDA"
        case _:
            match rule.provider:
                case "oidc":
                    return "OPENID_CONNECT"
                case "identityPool":
                    return "AWS_IAM"
                case None:
                    return "AMAZON_COGNITO_USER_POOLS"


def callers(rule: Rule) -> Iterator[Caller]:
    """Yield the kinds of callers that a rule admits: one, or one for each group."""
    kind = authentication_type(rule)
    # A rule that names the default claim says nothing else than one that names none.
    claim = None if rule.claim == (DEFAULT_GROUP_CLAIM if rule.allow.startswith("group") else DEFAULT_OWNER_CLAIM) else rule.claim
    match rule.allow:
        case "publicApiKey" | "guest":
            yield Caller(authentication_type=kind, strategy="public")
        case "authenticated":
            yield Caller(authentication_type=kind, strategy="private")
        case "custom":
            yield Caller(authentication_type=kind, strategy="custom")
        case "groups":
            yield from (Caller(authentication_type=kind, strategy="staticGroup", entity=group, claim=claim) for group in rule.groups)
        case "groupDefinedIn" | "groupsDefinedIn":
            yield Caller(authentication_type=kind, strategy="dynamicGroup", entity=rule.defined_in, claim=claim)
        case "owner" | "ownerDefinedIn" | "ownersDefinedIn":
            yield Caller(authentication_type=kind, strategy="owner", entity=rule.defined_in or DEFAULT_OWNER_FIELD, claim=claim)


def may(rights: Rights, operation: Operation) -> tuple[Caller, ...]:
    """Return who may do something, each once in the order of the rules: with any field or, for `delete`, with every field."""
    # Most fields share the model's rules: what they allow is asked once.
    shared = {id(rules): rules for rules in rights.values()}
    fields = Counter(id(rules) for rules in rights.values())
    found: Counter[Caller] = Counter()
    for key, rules in shared.items():
        for caller in allowed(rules, operation):
            found[caller] += fields[key]
    return tuple(caller for caller, number in found.items() if operation != "delete" or number == len(rights))


def allowed(rules: Sequence[Rule], *operations: Operation) -> tuple[Caller, ...]:
    """Return whom the rules let through for one of the operations, each once."""
    return tuple(
        dict.fromkeys(caller for rule in rules if any(allows(rule, operation) for operation in operations) for caller in callers(rule))
    )


def named_owner_fields(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return the fields in which owner rules look, each once in the order of the rules."""
    found = (caller for rule in rules for caller in callers(rule))
    return tuple(dict.fromkeys(caller.entity for caller in found if caller.strategy == "owner" and caller.entity is not None))


def named_group_fields(rules: Sequence[Rule]) -> frozenset[str]:
    """Return the fields in which group rules look."""
    found = (caller for rule in rules for caller in callers(rule))
    return frozenset(caller.entity for caller in found if caller.strategy == "dynamicGroup" and caller.entity is not None)
