"""AppSync's own authorization directives: rules of operations that the user's own code answers.

Gen 2 prints them for `handler.custom`. On types it prints what follows from the operations that return the type, which the compiler derives
anew; a type of Gen 1 that says something else keeps what it says. Source: data-schema's SchemaProcessor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from graphql.language import ast

from amplify_pulumi.schema.errors import error
from amplify_pulumi.schema.graphql.drafts import OperationDraft, TypeDraft
from amplify_pulumi.schema.graphql.reader import Reader, arguments, texts
from amplify_pulumi.schema.model import CustomOperation, CustomType, Model, Rule
from amplify_pulumi.schema.returned import rules_of_types

RULES: Mapping[str, Rule] = {
    "aws_api_key": Rule(allow="publicApiKey"),
    "aws_oidc": Rule(allow="authenticated", provider="oidc"),
    "aws_lambda": Rule(allow="custom"),
}
USER_POOLS = ("aws_cognito_user_pools", "aws_auth")
MAX_STEPS = 200_000
"""Steps from operations to the types below them."""
Callers = dict[str, frozenset[str] | None]
"""Who is let in: directives, those of the user pool with their groups; None for everybody who comes that way."""


def on_type(reader: Reader, draft: TypeDraft, node: ast.ConstDirectiveNode) -> None:
    """Read a directive of a type."""
    is_user_pools = node.name.value in USER_POOLS
    values = arguments(reader, node, f"@{node.name.value}", ("cognito_groups",) if is_user_pools else ())
    groups = frozenset(texts(reader, values["cognito_groups"], "`cognito_groups`")) if "cognito_groups" in values else None
    _admit(draft.callers, USER_POOLS[0] if is_user_pools else node.name.value, groups)
    draft.native = draft.native or node


def mode(reader: Reader, draft: OperationDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @aws_api_key, @aws_oidc or @aws_lambda on an operation."""
    arguments(reader, node, f"@{node.name.value}", ())
    rule = RULES[node.name.value]
    draft.has_rules = True
    draft.rules.append(Rule(allow=rule.allow, provider=rule.provider, position=reader.place(node)))


def user_pools(reader: Reader, draft: OperationDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @aws_cognito_user_pools or @aws_auth: everybody of the user pool, or the groups that it names."""
    values = arguments(reader, node, f"@{node.name.value}", ("cognito_groups",))
    draft.has_rules = True
    if "cognito_groups" not in values:
        draft.rules.append(Rule(allow="authenticated", position=reader.place(node)))
        return
    groups = texts(reader, values["cognito_groups"], "`cognito_groups`")
    if groups:
        draft.rules.append(Rule(allow="groups", groups=groups, position=reader.place(node)))


def iam(reader: Reader, draft: OperationDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @aws_iam on an operation: callers with a role of their own, whom the API lets in anyway."""
    arguments(reader, node, "@aws_iam", ())
    draft.has_rules = True


def settled_types(
    reader: Reader, drafts: Sequence[TypeDraft], types: Sequence[CustomType], operations: Sequence[CustomOperation], models: Sequence[Model]
) -> tuple[CustomType, ...]:
    """Return the types with whom their own directives let in, where that is not what follows from the operations that return them.

    A type without such directives is left to what follows, where Amplify lets nobody but administrators see it. If it is held by a model
    for callers of the user pool, it is open to all of them, as in Amplify, also if the operations are for groups.
    """
    written = {each.node.name.value: each for each in drafts if each.native}
    of_groups = any(rule.groups for each in operations for rule in each.authorization or ())
    held = _held(models, types) if of_groups else frozenset[str]()
    if not written and not held:
        return tuple(types)
    following = rules_of_types(operations, types, (), limit=MAX_STEPS)
    if following is None and not written:
        return tuple(types)
    if following is None:
        message = "Too many operations lead to types with directives of their own"
        place = reader.place(next(iter(written.values())).node.name)
        reader.report.missed(error("AP1011", place, message, "Remove these directives from types: they follow from what leads to them."))
        return tuple(types)
    return tuple(_settled(each, written.get(each.name), following.get(each.name, ()), held=each.name in held) for each in types)


def _settled(type_: CustomType, draft: TypeDraft | None, following: Sequence[Rule], *, held: bool) -> CustomType:
    follows = _callers(following)
    callers = draft.callers if draft else {**follows, USER_POOLS[0]: None} if held and USER_POOLS[0] in follows else follows
    if _without_iam(follows) == _without_iam(callers):
        return type_
    return replace(type_, callers=tuple(_rules(callers)))


def _held(models: Sequence[Model], types: Sequence[CustomType]) -> frozenset[str]:
    """Return the types that stand below a model for callers of the user pool, at however many removes."""
    fields = {each.name: tuple(field.type for field in each.fields) for each in types}
    pending = [field.type for model in models if _is_of_pool(model) for field in model.values]
    held: set[str] = set()
    while pending:
        name = pending.pop()
        if name in fields and name not in held:
            held.add(name)
            pending.extend(fields[name])
    return frozenset(held)


def _is_of_pool(model: Model) -> bool:
    rules = (*(model.authorization or ()), *(rule for each in model.fields for rule in each.authorization or ()))
    return any(_directive(rule)[0] == USER_POOLS[0] for rule in rules)


def _without_iam(callers: Callers) -> Callers:
    """Return the callers but for those with a role of their own, whom the API lets in anyway."""
    return {name: groups for name, groups in callers.items() if name != "aws_iam"}


def _rules(callers: Callers) -> Iterator[Rule]:
    for name, groups in sorted(_without_iam(callers).items()):
        if name in RULES:
            yield RULES[name]
        else:
            yield Rule(allow="authenticated") if groups is None else Rule(allow="groups", groups=tuple(sorted(groups)))


def _callers(rules: Iterable[Rule]) -> Callers:
    callers: Callers = {}
    for rule in rules:
        _admit(callers, *_directive(rule))
    return callers


def _directive(rule: Rule) -> tuple[str, frozenset[str] | None]:
    """Return the directive by which a rule's callers come, and the groups of the user pool that it is for."""
    if rule.allow == "publicApiKey":
        return "aws_api_key", None
    if rule.allow == "guest" or rule.provider == "identityPool":
        return "aws_iam", None
    if rule.allow == "custom":
        return "aws_lambda", None
    if rule.provider == "oidc":
        return "aws_oidc", None
    return USER_POOLS[0], frozenset(rule.groups) or None


def _admit(callers: Callers, name: str, groups: frozenset[str] | None) -> None:
    before = callers.get(name, frozenset())
    callers[name] = None if groups is None or before is None else before | groups
