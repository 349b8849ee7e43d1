"""Reads the code of resolvers as a tree (tree-sitter)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

USES = ("identifier", "shorthand_property_identifier")
"""The kinds of nodes that use a name of the code, or declare one; properties are of another kind."""
NAMES = (*USES, "shorthand_property_identifier_pattern")
"""With what takes an object apart."""

_LANGUAGE = Language(tree_sitter_javascript.language())
REMEMBERED = 4_096
"""Texts of functions: the resolvers of an API have most of theirs in common."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Code:
    """A text as read."""

    text: bytes
    root: Node
    names: Mapping[str, tuple[Node, ...]]
    """Where each name stands, in the order of the text."""

    def named(self, name: str, within: Node | None = None) -> list[Node]:
        """Return where a name stands, in all of the text or below one of its nodes."""
        found = self.names.get(name, ())
        return [each for each in found if within is None or within.start_byte <= each.start_byte < within.end_byte]


@lru_cache(maxsize=REMEMBERED)
def read(text: str) -> Code:
    """Return a text as read. What is returned is shared: nobody changes it."""
    root = parse(text)
    names: dict[str, list[Node]] = {}
    for node in all_of(root):
        if node.type in NAMES:
            names.setdefault(text_of(node), []).append(node)
    return Code(text=text.encode(), root=root, names={name: tuple(nodes) for name, nodes in names.items()})


def parse(code: str | bytes) -> Node:
    """Return the root of the tree."""
    return Parser(_LANGUAGE).parse(code.encode() if isinstance(code, str) else code).root_node


def text_of(node: Node) -> str:
    """Return what a node was read from."""
    return (node.text or b"").decode()


def all_of(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in the order of the text."""
    pending = [node]
    while pending:
        each = pending.pop()
        yield each
        pending.extend(reversed(each.children))


def with_comments(statement: Node) -> Node:
    """Return where a statement begins together with the comment above it, which gives its reason: the first of the comment's lines."""
    first = statement
    while (before := first.prev_sibling) is not None and before.type == "comment" and before.end_point.row == first.start_point.row - 1:
        first = before
    return first
