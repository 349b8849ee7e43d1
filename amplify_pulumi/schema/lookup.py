"""What the rules of validation ask of a schema again and again: which rules hold, which operations are there, what a name stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from amplify_pulumi.schema.model import (
    Allow,
    AuthorizationMode,
    CustomOperation,
    CustomType,
    Disabled,
    Enum,
    Field,
    Model,
    Operation,
    Position,
    Rule,
    Schema,
)

READ: tuple[Operation, ...] = ("get", "list", "sync", "listen", "search")
"""The operations that `read` stands for."""
ALL: frozenset[Operation] = frozenset(("create", "update", "delete", *READ))

OWNER_RULES: tuple[Allow, ...] = ("owner", "ownerDefinedIn", "ownersDefinedIn")
GROUP_FIELD_RULES: tuple[Allow, ...] = ("groupDefinedIn", "groupsDefinedIn")
DEFINED_IN_RULES: tuple[Allow, ...] = ("ownerDefinedIn", "ownersDefinedIn", *GROUP_FIELD_RULES)
ITEM_RULES: tuple[Allow, ...] = (*OWNER_RULES, *GROUP_FIELD_RULES)
"""Rules that ask something of the item; the others let their callers in for every item."""

GENERATED: tuple[Disabled, ...] = ("get", "list", "create", "update", "delete", "onCreate", "onUpdate", "onDelete")
"""The generated operations of a model."""
_COARSE: dict[Disabled, tuple[Disabled, ...]] = {
    "queries": ("get", "list"),
    # Subscriptions are triggered by mutations: without the one there is not the other.
    "mutations": ("create", "update", "delete", "onCreate", "onUpdate", "onDelete"),
    "subscriptions": ("onCreate", "onUpdate", "onDelete"),
    "create": ("create", "onCreate"),
    "update": ("update", "onUpdate"),
    "delete": ("delete", "onDelete"),
}
_SUBSCRIPTIONS: frozenset[Disabled] = frozenset(("onCreate", "onUpdate", "onDelete"))


@dataclass(frozen=True, slots=True)
class Types:
    """What names of types stand for. The first of several definitions counts."""

    models: dict[str, Model]
    types: dict[str, CustomType]
    enums: dict[str, Enum]

    def is_known(self, name: str) -> bool:
        """Whether the user has defined a type of this name."""
        return name in self.models or name in self.types or name in self.enums


def types_of(schema: Schema) -> Types:
    """Return what the user's names of types stand for."""
    return Types(
        {each.name: each for each in reversed(schema.models)},
        {each.name: each for each in reversed(schema.types)},
        {each.name: each for each in reversed(schema.enums)},
    )


def rules_of(schema: Schema, thing: Model | CustomOperation) -> tuple[Rule, ...]:
    """Return the rules that hold for a model or an operation: its own, or else the schema's."""
    return (schema.authorization if thing.authorization is None else thing.authorization) or ()


def every_list_of_rules(schema: Schema) -> Iterator[tuple[Rule, ...]]:
    """Yield each list of rules, wherever it stands, once."""
    yield schema.authorization or ()
    for model in schema.models:
        yield model.authorization or ()
        for field in model.fields:
            yield field.authorization or ()
    for operation in schema.operations:
        yield operation.authorization or ()


@cache
def expanded(operations: tuple[Operation, ...] | None) -> frozenset[Operation]:
    """Return the operations of a rule one by one, `read` taken apart."""
    if operations is None:
        return ALL
    return frozenset(part for each in operations for part in (READ if each == "read" else (each,)))


@cache
def enabled(disabled: tuple[Disabled, ...]) -> frozenset[Disabled]:
    """Return the generated operations that a model has, by what is disabled.

    Amplify makes no subscription to a mutation that is disabled (case disable).
    """
    return frozenset(GENERATED).difference(*(_COARSE.get(each, (each,)) for each in disabled))


def has_subscriptions(model: Model) -> bool:
    """Whether a model has any generated subscription."""
    return bool(enabled(model.disabled) & _SUBSCRIPTIONS)


def rule_field(rule: Rule) -> str | None:
    """Return the field that a rule on items looks at, None for other rules."""
    if rule.allow == "owner":
        return "owner"
    return rule.defined_in if rule.allow in DEFINED_IN_RULES else None


def mode_of(rule: Rule) -> AuthorizationMode:
    """Return the mode by which the callers of a rule come."""
    if rule.allow == "publicApiKey":
        return "apiKey"
    if rule.allow == "custom":
        return "lambda"
    if rule.allow == "guest" or rule.provider == "identityPool":
        return "iam"
    return "oidc" if rule.provider == "oidc" else "userPool"


def describe_rule(rule: Rule) -> str:
    """Return a rule as users write it, as far as it says who is let in."""
    parts = [f"allow: {rule.allow}"]
    if rule.provider:
        parts.append(f"provider: {rule.provider}")
    if rule.groups:
        parts.append(f"groups: [{', '.join(rule.groups)}]")
    if rule.defined_in:
        parts.append(f"field: {rule.defined_in}")
    if rule.claim:
        parts.append(f"claim: {rule.claim}")
    return f"`{', '.join(parts)}`"


def value_fields(model: Model) -> dict[str, Field]:
    """Return the fields of a model that hold values, the implicit ones too, by name."""
    fields = {"id": Field(name="id", type="ID", required=True)} if model.identifier in (None, ("id",)) else {}
    for name in (model.created_at, model.updated_at):
        if name:
            fields[name] = Field(name=name, type="AWSDateTime", required=True)
    return {**fields, **{each.name: each for each in model.values}}


def place_in(positions: Sequence[Position], number: int, otherwise: Position | None) -> Position | None:
    """Return the place of one of several words, counted from 0, or that of all of them where each by itself is not known."""
    return positions[number] if number < len(positions) else otherwise


def in_graphql(position: Position | None) -> bool:
    """Whether a place is in GraphQL with directives."""
    return position is not None and position.language == "graphql"


def where(position: Position | None) -> str:
    """Return a place for a message that speaks of another one."""
    return f"{position.file}:{position.line}" if position else "another place"


Role = tuple[AuthorizationMode, str, str | None, str | None]
"""Whom a rule lets in, as far as two rules can be told apart: mode, kind, group or field, claim."""


def roles(rules: Iterable[Rule]) -> dict[Role, frozenset[Operation]]:
    """Return the operations that rules let each role do. A rule for several groups is a role for each."""
    found: dict[Role, frozenset[Operation]] = {}
    for rule in rules:
        kind = "owner" if rule.allow in OWNER_RULES else rule.allow
        for group in rule.groups if rule.allow == "groups" else (rule_field(rule),):
            role: Role = (mode_of(rule), kind, group, rule.claim)
            found[role] = found.get(role, frozenset()) | expanded(rule.operations)
    return found


def describe_role(role: Role) -> str:
    """Return whom a role is, for a message."""
    mode, kind, of, _ = role
    by = {"userPool": "", "apiKey": "", "lambda": "", "oidc": " of OIDC", "iam": " of the identity pool"}[mode]
    match kind:
        case "owner":
            return f"the owner{by}" if of == "owner" else f"the owners in {of}{by}"
        case "groups":
            return f"the group {of}{by}"
        case "groupDefinedIn" | "groupsDefinedIn":
            return f"the groups in {of}{by}"
        case "publicApiKey":
            return "holders of the API key"
        case "guest":
            return "guests"
        case "custom":
            return "callers whom the Lambda authorizer lets in"
        case _:
            return f"signed-in users{by}"


def covers(all_: dict[Role, frozenset[Operation]], role: Role, operation: Operation) -> bool:
    """Whether a role may do an operation, by itself or because everybody may who comes by its mode and is signed in."""
    everybody: Role = (role[0], "authenticated", None, None)
    return operation in all_.get(role, ()) or (role[1] not in ("guest", "custom") and operation in all_.get(everybody, ()))
