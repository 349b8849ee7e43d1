"""What a file says to people: the texts before its definitions, fields, values and arguments.

Those of @hasMany and @manyToMany are left out, as Amplify makes these fields anew (graphql-relational-transformer). Comments are no
descriptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graphql.language import ast

from amplify_pulumi.schema.graphql.reader import Reader
from amplify_pulumi.schema.model import Description

_MADE_ANEW = frozenset({"hasMany", "manyToMany"})
_Described = (
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
    for place, node in _places(definitions):
        if node.description is not None:
            found.setdefault(place, Description(place=place, text=node.description.value, position=reader.place(node.description)))
    return tuple(found.values())


def _places(definitions: Iterable[ast.DefinitionNode]) -> Iterator[tuple[str, _Described]]:
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


def _fields(node: ast.ObjectTypeDefinitionNode | ast.ObjectTypeExtensionNode) -> Iterator[tuple[str, _Described]]:
    for field in node.fields or ():
        if _MADE_ANEW.isdisjoint(each.name.value for each in field.directives or ()):
            place = f"{node.name.value}.{field.name.value}"
            yield place, field
            yield from ((f"{place}({each.name.value}:)", each) for each in field.arguments or ())
