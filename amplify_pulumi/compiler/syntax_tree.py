"""Reads the code of resolvers as a tree (tree-sitter)."""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

USES = ("identifier", "shorthand_property_identifier")
"""The kinds of nodes that use a name of the code, or declare one; properties are of another kind."""
NAMES = (*USES, "shorthand_property_identifier_pattern")
"""With what takes an object apart."""

_LANGUAGE = Language(tree_sitter_javascript.language())


def parse(code: str | bytes) -> Node:
    """Return the root of the tree."""
    return Parser(_LANGUAGE).parse(code.encode() if isinstance(code, str) else code).root_node


def text_of(node: Node) -> str:
    """Return what a node was read from."""
    return (node.text or b"").decode()


def all_of(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in the order of the text."""
    yield node
    for child in node.children:
        yield from all_of(child)


def named(tree: Node, name: str) -> Iterator[Node]:
    """Yield the places within a tree that have a name."""
    return (each for each in all_of(tree) if each.type in NAMES and text_of(each) == name)
