"""Small helpers for syntax trees of JavaScript, and the form in which mistakes in code are reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeError:
    """One mistake in code, in the terms of AppSync's `codeErrors`: a type, a text, and the position in the code (both from 1)."""

    type: str
    message: str
    line: int
    column: int
    span: int
    """Characters, on the first line of what is wrong."""

    @classmethod
    def at(cls, node: Node, type: str, message: str) -> CodeError:
        """Return the mistake `message` with the position of `node`."""
        row, byte = node.start_point
        first_line = text_of(node).partition("\n")[0]
        return cls(type=type, message=message, line=row + 1, column=byte - _excess(node, byte) + 1, span=len(first_line))


def text_of(node: Node | None) -> str:
    """Return the code that `node` stands for; nothing for no node."""
    return node.text.decode() if node is not None and node.text is not None else ""


def walk(root: Node) -> Iterator[Node]:
    """Yield `root` and every node below it, anonymous ones included."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.children)


def declared_names(pattern: Node | None) -> Iterator[str]:
    """Yield the names that a pattern binds: a name, a list of parameters, or a destructuring with defaults and rest."""
    if pattern is None:
        return
    if pattern.type in {"identifier", "shorthand_property_identifier_pattern"}:
        yield text_of(pattern)
    elif pattern.type in {"assignment_pattern", "object_assignment_pattern"}:
        yield from declared_names(pattern.child_by_field_name("left"))
    elif pattern.type == "pair_pattern":
        yield from declared_names(pattern.child_by_field_name("value"))
    elif pattern.type in {"array_pattern", "formal_parameters", "object_pattern", "rest_pattern"}:
        for child in pattern.named_children:
            yield from declared_names(child)


def _excess(node: Node, byte: int) -> int:
    """Return how many bytes more than characters stand before `node` on its line."""
    root = node
    while root.parent is not None:
        root = root.parent
    start = max(node.start_byte - byte, root.start_byte)
    before = (root.text or b"")[start - root.start_byte : node.start_byte - root.start_byte]
    return len(before) - len(before.decode(errors="replace"))
