"""Rules where they may stand: with a provider, a claim, operations; on models, fields and custom operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.lookup import (
    DEFINED_IN_RULES,
    GROUP_FIELD_RULES,
    ITEM_RULES,
    OWNER_RULES,
    READ,
    every_list_of_rules,
    rules_of,
)
from amplify_pulumi.schema.model import Allow, CodeHandler, CustomOperation, Provider, Rule, Schema

_SIGNED_IN: tuple[Provider | None, ...] = (None, "oidc")
PROVIDERS: Mapping[Allow, tuple[Provider | None, ...]] = {
    "authenticated": (None, "oidc", "identityPool"),
    **dict.fromkeys((*OWNER_RULES, "groups", *GROUP_FIELD_RULES), _SIGNED_IN),
}
"""The providers of each rule (data-schema, Authorization); None alone for the others, whose callers come in one way."""


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse rules that mean nothing where they stand."""
    for rules in every_list_of_rules(schema):
        for rule in rules:
            yield from _rule(rule)
    yield from _fields(schema)
    for operation in schema.operations:
        for rule in rules_of(schema, operation):
            yield from _of_operation(rule, operation)


def _fields(schema: Schema) -> Iterator[Problem]:
    for model in schema.models:
        for field in model.fields:
            for rule in field.authorization or ():
                yield from _of_field(rule, f"{model.name}.{field.name}")
    for each in schema.types:
        for field in each.fields:
            if field.authorization is not None:
                message = f"The field {quoted(f'{each.name}.{field.name}')} is of a custom type, whose fields have no rules"
                yield error("AP4010", field.position, message, "Write the rules on the fields that use the type.")


def _rule(rule: Rule) -> Iterator[Problem]:
    if rule.provider not in PROVIDERS.get(rule.allow, (None,)):
        known = [each or "userPool" for each in PROVIDERS.get(rule.allow, ())]
        advice = f"The providers are: {', '.join(known)}." if known else "Remove `provider`."
        yield error("AP4007", rule.position, f"A rule with `allow: {rule.allow}` has no provider {rule.provider}", advice)
    if rule.transferable and rule.allow not in OWNER_RULES:
        yield error("AP4008", rule.position, f"A rule with `allow: {rule.allow}` has no owner to transfer", "Remove `transferable`.")
    if rule.claim is not None and rule.allow not in (*OWNER_RULES, "groups", *GROUP_FIELD_RULES):
        yield error("AP4010", rule.position, f"A rule with `allow: {rule.allow}` compares no claim", "Remove the claim.")
    elif rule.claim is not None and not rule.claim.strip():
        yield error("AP4010", rule.position, "The claim of the rule has no name", "Name a claim of the token, or remove it.")
    if rule.groups and rule.allow != "groups":
        yield error("AP4010", rule.position, f"A rule with `allow: {rule.allow}` names no groups", "Write `allow: groups`, or remove them.")
    if rule.defined_in is not None and rule.allow not in DEFINED_IN_RULES:
        message = f"A rule with `allow: {rule.allow}` looks at no field of one's choice"
        yield error("AP4010", rule.position, message, "Write `allow: ownerDefinedIn`, for example, or remove the field.")
    if not rule.defined_in and rule.allow in DEFINED_IN_RULES:
        yield error("AP4010", rule.position, f"A rule with `allow: {rule.allow}` needs a field to look at", "Name the field.")
    if rule.operations == ():
        yield error("AP4010", rule.position, "The rule has no operations: it lets nothing through", "Remove it to allow all operations.")


def _of_field(rule: Rule, path: str) -> Iterator[Problem]:
    parts = [each for each in dict.fromkeys(rule.operations or ()) if each in READ]
    if parts:
        message = f"The rule on {quoted(path)} names {', '.join(parts)}: a field has create, read, update and delete alone"
        yield error("AP4010", rule.position, message, "Write `read`.")


def _of_operation(rule: Rule, operation: CustomOperation) -> Iterator[Problem]:
    what = f"{operation.kind} {quoted(operation.name)}"
    inherited = operation.authorization is None
    place = operation.position if inherited else rule.position
    of_schema = ", which the schema's rules hold for," if inherited else ""
    own = " Give the operation rules of its own." if inherited else ""
    if rule.allow in ITEM_RULES:
        message = f"The {what}{of_schema} has a rule with `allow: {rule.allow}`, but there is no item to look at"
        yield error(
            "AP4010", place, message, f"Let in callers, not owners: authenticated or groups, and check the rest in the handler.{own}"
        )
        return
    if rule.operations is not None:
        message = f"The rule of the {what} names operations, but the {operation.kind} is one itself"
        yield error("AP4010", place, message, f"Remove `operations`.{own}")
    if any(isinstance(each, CodeHandler) for each in operation.handlers):
        if rule.allow == "guest" or rule.provider == "identityPool":
            message = f"The {what}{of_schema} has a rule for the identity pool, which handlers in JavaScript do not have"
            yield error("AP4010", place, message, f"Use a function as its handler, or other rules.{own}")
        elif rule.allow == "groups" and rule.provider == "oidc":
            message = f"The {what}{of_schema} has a rule for groups of OIDC, which handlers in JavaScript do not have"
            yield error("AP4010", place, message, f"Use a function as its handler, or `allow: authenticated, provider: oidc`.{own}")
        elif rule.claim is not None:
            message = f"The {what}{of_schema} has a rule with a claim of one's own, which handlers in JavaScript do not have"
            yield error("AP4010", place, message, f"Use a function as its handler, or remove the claim.{own}")
