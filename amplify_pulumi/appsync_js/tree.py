"""Small helpers for syntax trees of JavaScript, and the form in which mistakes in code are reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

_CHECKED_TYPES = (
    "await_expression",
    "class",
    "class_declaration",
    "continue_statement",
    "debugger_statement",
    "decorator",
    "do_statement",
    "for_statement",
    "generator_function",
    "generator_function_declaration",
    "import",
    "labeled_statement",
    "meta_property",
    "new_expression",
    "regex",
    "super",
    "this",
    "throw_statement",
    "try_statement",
    "while_statement",
    "with_statement",
    "yield_expression",
    "arrow_function",
    "assignment_expression",
    "binary_expression",
    "call_expression",
    "for_in_statement",
    "function_declaration",
    "function_expression",
    "import_clause",
    "import_specifier",
    "namespace_import",
    "return_statement",
    "unary_expression",
    "update_expression",
    "variable_declarator",
)
_LANGUAGE = Language(tree_sitter_javascript.language())
# A query finds nodes without making Python objects of all the others, which is most of the time that loading a module takes.
_QUERY = Query(_LANGUAGE, f"""[{" ".join(f"({name})" for name in _CHECKED_TYPES)} "async" "await"] @node""")

FUNCTIONS = ("arrow_function", "function_declaration", "function_expression")
Nodes = Mapping[str, list[Node]]


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


def parse(code: str) -> Tree:
    """Return the syntax tree of `code`, with errors in it where it is not JavaScript."""
    return Parser(_LANGUAGE).parse(code.encode())


def nodes_by_type(root: Node) -> Nodes:
    """Return the nodes below `root` whose types matter to the checks, by type and in the order of the code."""
    found: dict[str, list[Node]] = {}
    for node in QueryCursor(_QUERY).captures(root).get("node", ()):
        found.setdefault(node.type, []).append(node)
    return found


def each(nodes: Nodes, *types: str) -> Iterator[Node]:
    """Yield the nodes of each of `types`."""
    for name in types:
        yield from nodes.get(name, ())


def declared_names(pattern: Node | None) -> Iterator[str]:
    """Yield the names that a pattern binds: a name, a list of parameters, or a destructuring with defaults and rest.

    Patterns may be nested deeply, so there is no recursion.
    """
    pending = [pattern]
    while pending:
        found = pending.pop()
        if found is None:
            continue
        if found.type in {"identifier", "shorthand_property_identifier_pattern"}:
            yield text_of(found)
        elif found.type in {"assignment_pattern", "object_assignment_pattern"}:
            pending.append(found.child_by_field_name("left"))
        elif found.type == "pair_pattern":
            pending.append(found.child_by_field_name("value"))
        elif found.type in {"array_pattern", "formal_parameters", "object_pattern", "rest_pattern"}:
            pending.extend(reversed(found.named_children))


def _excess(node: Node, byte: int) -> int:
    """Return how many bytes more than characters stand before `node` on its line."""
    root = node
    while root.parent is not None:
        root = root.parent
    start = max(node.start_byte - byte, root.start_byte)
    before = (root.text or b"")[start - root.start_byte : node.start_byte - root.start_byte]
    return len(before) - len(before.decode(errors="replace"))
