"""AppSync's own authorization directives: rules of operations that the user's own code answers.

Gen 2 prints them for `handler.custom`. On types they repeat what follows from the operations and models that lead to the type, which the
compiler derives anew; a type that they close to callers of those is refused, as it would open. Source: data-schema's SchemaProcessor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from graphql.language import ast

from amplify_pulumi.schema.errors import error, quoted
from amplify_pulumi.schema.graphql.drafts import OperationDraft, TypeDraft
from amplify_pulumi.schema.graphql.reader import Reader, arguments, texts
from amplify_pulumi.schema.model import CustomOperation, CustomType, Model, Rule

RULES: Mapping[str, Rule] = {
    "aws_api_key": Rule(allow="publicApiKey"),
    "aws_oidc": Rule(allow="authenticated", provider="oidc"),
    "aws_lambda": Rule(allow="custom"),
}
USER_POOLS = ("aws_cognito_user_pools", "aws_auth")
MAX_STEPS = 200_000
"""Steps from operations and models to the types below them."""
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


def check_types(
    reader: Reader, drafts: Sequence[TypeDraft], types: Sequence[CustomType], operations: Sequence[CustomOperation], models: Sequence[Model]
) -> None:
    """Refuse types that are closed to callers of an operation or a model that leads to them: the compiler opens them."""
    closed = [draft for draft in drafts if draft.native]
    if not closed:
        return
    fields = {each.name: [field.type for field in each.fields] for each in types}
    found: dict[str, dict[str, Callers]] = {}
    steps = 0
    for what, callers, start in _ways(operations, models):
        pending = list(start)
        while pending and steps <= MAX_STEPS:
            name = pending.pop()
            steps += 1
            if name in fields and what not in found.setdefault(name, {}):
                found[name][what] = callers
                pending.extend(fields[name])
    if steps > MAX_STEPS:
        message = "Too many operations and models lead to types with directives of their own"
        place = reader.place(closed[0].node.name)
        reader.report.missed(error("AP1011", place, message, "Remove these directives from types: they follow from what leads to them."))
        return
    for draft in closed:
        _check_type(reader, draft, found.get(draft.node.name.value, {}))


def _ways(operations: Iterable[CustomOperation], models: Iterable[Model]) -> Iterator[tuple[str, Callers, Sequence[str]]]:
    """Yield what leads to types: what it is called, who comes that way, the types that it begins with."""
    for each in operations:
        if each.returns is not None:
            yield f"the {each.kind} {quoted(each.name)}", _callers(each.authorization or ()), [each.returns.type]
    for each in models:
        yield f"the model {quoted(each.name)}", _callers(each.authorization or ()), [value.type for value in each.values]


def _check_type(reader: Reader, draft: TypeDraft, ways: Mapping[str, Callers]) -> None:
    for what, callers in ways.items():
        missing = [f"@{name}" for name, groups in callers.items() if not _are_admitted(name, groups, draft.callers)]
        if missing and draft.native:
            message = f"{draft.what} is closed to callers with {' and '.join(missing)}, whom {what} leads to it, which"
            advice = "Remove these directives from the type: who may see it follows from what leads to it."
            reader.unsupported(draft.native, message, advice)
            return


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


def _are_admitted(name: str, groups: frozenset[str] | None, to: Callers) -> bool:
    """Whether callers get in; those with a role of their own always do."""
    if name == "aws_iam":
        return True
    if name not in to:
        return False
    admitted = to[name]
    return admitted is None or (groups is not None and groups <= admitted)
