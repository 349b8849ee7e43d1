"""AppSync's own authorization directives: rules of operations that the user's own code answers, and of nothing else.

Gen 2 prints them for `handler.custom`. On types they only repeat what follows from the operations that return the type, which the compiler
derives anew. Source: data-schema's SchemaProcessor.
"""

from __future__ import annotations

from collections.abc import Mapping

from graphql.language import ast

from amplify_pulumi.schema.graphql.drafts import OperationDraft, TypeDraft
from amplify_pulumi.schema.graphql.reader import Reader, arguments, texts
from amplify_pulumi.schema.model import Rule

RULES: Mapping[str, Rule] = {
    "aws_api_key": Rule(allow="publicApiKey"),
    "aws_oidc": Rule(allow="authenticated", provider="oidc"),
    "aws_lambda": Rule(allow="custom"),
}


def on_type(reader: Reader, draft: TypeDraft, node: ast.ConstDirectiveNode) -> None:
    """Read a directive of a type."""
    known = ("cognito_groups",) if node.name.value in ("aws_cognito_user_pools", "aws_auth") else ()
    values = arguments(reader, node, f"@{node.name.value}", known)
    if "cognito_groups" in values:
        texts(reader, values["cognito_groups"], "`cognito_groups`")
    draft.native.append(node)


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
