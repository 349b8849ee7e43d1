"""GraphQL's types as fields hold them."""

from __future__ import annotations

from dataclasses import dataclass

from graphql.language import ast

from amplify_pulumi.schema.graphql.reader import Reader
from amplify_pulumi.schema.model import Field


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenType:
    """A type as it is used."""

    name: str
    required: bool
    array: bool
    array_required: bool
    node: ast.TypeNode
    """The name, without brackets and `!`."""


def written_type(reader: Reader, node: ast.TypeNode, what: str) -> WrittenType:
    """Return the type of a field, an argument or an operation; lists of lists are a mistake.

    Args:
        reader: The file.
        node: The type.
        what: What has the type, as messages begin: `The field "Todo.a"`.
    """
    outer_required = isinstance(node, ast.NonNullTypeNode)
    inner = node.type if isinstance(node, ast.NonNullTypeNode) else node
    if not isinstance(inner, ast.ListTypeNode):
        return _written(inner, required=outer_required)
    required = isinstance(inner.type, ast.NonNullTypeNode)
    element = inner.type.type if isinstance(inner.type, ast.NonNullTypeNode) else inner.type
    if isinstance(element, ast.ListTypeNode):
        reader.error("AP2002", element, f"{what} is a list of lists", "AppSync's tables hold lists of values only.")
    return _written(element, required=required, array=True, array_required=outer_required)


def _written(node: ast.TypeNode, *, required: bool, array: bool = False, array_required: bool = False) -> WrittenType:
    name = node.name.value if isinstance(node, ast.NamedTypeNode) else ""
    return WrittenType(name=name, required=required, array=array, array_required=array_required, node=node)


def is_list(node: ast.TypeNode) -> bool:
    """Whether a type is a list."""
    return isinstance(node.type if isinstance(node, ast.NonNullTypeNode) else node, ast.ListTypeNode)


def field_of(reader: Reader, node: ast.FieldDefinitionNode | ast.InputValueDefinitionNode, what: str) -> Field:
    """Return the field that a name and a type stand for, without what directives say."""
    written = written_type(reader, node.type, what)
    return Field(
        name=node.name.value,
        type=written.name,
        required=written.required,
        array=written.array,
        array_required=written.array_required,
        position=reader.place(node.name),
        type_position=reader.place(written.node),
    )
