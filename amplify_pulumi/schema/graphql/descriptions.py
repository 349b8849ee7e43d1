"""What a file says to people: the texts before its definitions, fields, values and arguments, and @deprecated.

The texts of @hasMany and @manyToMany are left out, as Amplify makes these fields anew (graphql-relational-transformer). Comments are no
descriptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graphql.language import ast

from amplify_pulumi.schema.graphql.reader import Reader, arguments, is_null, text
from amplify_pulumi.schema.model import Deprecation, Description

DEPRECATED = "deprecated"
_MADE_ANEW = frozenset({"hasMany", "manyToMany"})
_Part = (
    ast.ObjectTypeDefinitionNode
    | ast.InputObjectTypeDefinitionNode
    | ast.EnumTypeDefinitionNode
    | ast.FieldDefinitionNode
    | ast.InputValueDefinitionNode
    | ast.EnumValueDefinitionNode
)


def descriptions(reader: Reader, definitions: Iterable[ast.DefinitionNode]) -> tuple[Description, ...]:
    """Return the descriptions in a file. Of two for one place, which is a mistake that is told elsewhere, the first counts."""
    found: dict[str, Description] = {}
    for place, node in _parts(definitions):
        if node.description is not None and _MADE_ANEW.isdisjoint(each.name.value for each in node.directives or ()):
            found.setdefault(place, Description(place=place, text=node.description.value, position=reader.place(node.description)))
    return tuple(found.values())


def deprecations(reader: Reader, definitions: Iterable[ast.DefinitionNode]) -> tuple[Deprecation, ...]:
    """Return what a file says of fields and values of enums by @deprecated. Of two for one place, the first counts."""
    found: dict[str, Deprecation] = {}
    for place, node in _parts(definitions):
        if isinstance(node, ast.FieldDefinitionNode | ast.EnumValueDefinitionNode):
            for each in node.directives or ():
                if each.name.value == DEPRECATED:
                    found.setdefault(place, Deprecation(place=place, reason=_reason(reader, each), position=reader.place(each)))
    return tuple(found.values())


def _reason(reader: Reader, node: ast.ConstDirectiveNode) -> str | None:
    value = arguments(reader, node, "@deprecated", ("reason",)).get("reason")
    return None if value is None or is_null(value) else text(reader, value, "`reason` of @deprecated", 'reason: "Use title."')


def _parts(definitions: Iterable[ast.DefinitionNode]) -> Iterator[tuple[str, _Part]]:
    """Yield what can be described, each with its place."""
    for node in definitions:
        match node:
            case ast.ObjectTypeDefinitionNode():
                yield node.name.value, node
                yield from _fields(node)
            case ast.ObjectTypeExtensionNode():
                yield from _fields(node)
            case ast.InputObjectTypeDefinitionNode():
                yield node.name.value, node
                yield from ((f"{node.name.value}.{each.name.value}", each) for each in node.fields or ())
            case ast.EnumTypeDefinitionNode():
                yield node.name.value, node
                yield from ((f"{node.name.value}.{each.name.value}", each) for each in node.values or ())
            case _:
                # Refused where it is read.
                pass


def _fields(node: ast.ObjectTypeDefinitionNode | ast.ObjectTypeExtensionNode) -> Iterator[tuple[str, _Part]]:
    for field in node.fields or ():
        place = f"{node.name.value}.{field.name.value}"
        yield place, field
        yield from ((f"{place}({each.name.value}:)", each) for each in field.arguments or ())
