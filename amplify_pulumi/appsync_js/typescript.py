"""Makes JavaScript of TypeScript by putting blanks in the place of types: every line and column stays where it was.

What TypeScript adds to JavaScript and generates code for (enums, namespaces, parameter properties, decorators, `import =`) is refused:
without types there would be nothing left of it. Classes go through: APPSYNC_JS refuses them in JavaScript, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from amplify_pulumi.appsync_js.tree import CodeError

_LANGUAGE = Language(tree_sitter_typescript.language_typescript())

_REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "enum_declaration": "enums; use an object or a union of strings",
        "internal_module": "namespaces; use modules",
        "module": "namespaces; use modules",
        "decorator": "decorators",
        "import_alias": "import =; use import … from",
        "import_require_clause": "import =; use import … from",
    }
)
_STATEMENTS = frozenset({"interface_declaration", "type_alias_declaration", "ambient_declaration", "function_signature"})
"""Declarations of types alone: a semicolon stays in their place, so that the line before them ends as it did."""
_TYPES = frozenset(
    {"type_annotation", "type_arguments", "type_parameters", "type_predicate_annotation", "asserts_annotation", "implements_clause"}
)
_TAILS = frozenset({"as_expression", "satisfies_expression", "non_null_expression"})
"""An expression, followed by what only types have."""
_PARAMETERS = frozenset({"required_parameter", "optional_parameter"})


def strip_types(code: str) -> tuple[str, tuple[CodeError, ...]]:
    """Return the JavaScript in TypeScript, and what cannot be made JavaScript of.

    Syntax errors stay as they are: whoever reads the result reports them.
    """
    source = code.encode()
    blanks: list[tuple[int, int, bool]] = []
    errors: list[CodeError] = []
    pending = [Parser(_LANGUAGE).parse(source).root_node]
    while pending:
        node = pending.pop()
        if node.type in _REFUSED and node.is_named:
            errors.append(CodeError.at(node, "UNSUPPORTED_SYNTAX_TYPE", f"TypeScript generates code for {_REFUSED[node.type]}."))
            continue
        found = list(_blanks(node, errors))
        blanks.extend(found)
        # What is blank as a whole has nothing more to say.
        if (node.start_byte, node.end_byte) not in [(start, end) for start, end, _ in found]:
            pending.extend(node.children)
    return _blanked(source, blanks), tuple(sorted(errors, key=lambda error: (error.line, error.column)))


def _blanks(node: Node, errors: list[CodeError]) -> Iterator[tuple[int, int, bool]]:
    """Yield what of a node is no JavaScript: start, end, and whether a semicolon stays there."""
    if node.type in _STATEMENTS:
        yield node.start_byte, node.end_byte, True
    elif node.type in _TYPES:
        yield node.start_byte, node.end_byte, False
    elif node.type in _TAILS:
        yield node.named_children[0].end_byte, node.end_byte, False
    elif node.type == "type_assertion":
        yield node.start_byte, node.named_children[-1].start_byte, False
    elif node.type in _PARAMETERS:
        yield from _parameter(node, errors)
    elif node.type == "variable_declarator":
        yield from ((child.start_byte, child.end_byte, False) for child in node.children if child.type == "!")
    elif node.type in ("import_statement", "export_statement"):
        if _is_of_types(node):
            yield node.start_byte, node.end_byte, True
    elif node.type in ("import_specifier", "export_specifier") and any(child.type == "type" for child in node.children):
        yield node.start_byte, _after_comma(node), False


def _parameter(node: Node, errors: list[CodeError]) -> Iterator[tuple[int, int, bool]]:
    pattern = node.child_by_field_name("pattern")
    if pattern is not None and pattern.type == "this":
        yield node.start_byte, _after_comma(node), False
        return
    for child in node.children:
        if child.type in ("accessibility_modifier", "override_modifier", "readonly"):
            errors.append(CodeError.at(node, "UNSUPPORTED_SYNTAX_TYPE", "TypeScript generates code for parameter properties."))
            return
        if child.type == "?":
            yield child.start_byte, child.end_byte, False


def _is_of_types(statement: Node) -> bool:
    """Whether an import or export is one of types alone."""
    declaration = statement.child_by_field_name("declaration")
    if declaration is not None:
        return declaration.type in _STATEMENTS
    return any(child.type == "type" for child in statement.children)


def _after_comma(node: Node) -> int:
    """Return where a member of a list ends, with the comma behind it."""
    following = node.next_sibling
    return following.end_byte if following is not None and following.type == "," else node.end_byte


def _blanked(source: bytes, blanks: list[tuple[int, int, bool]]) -> str:
    parts: list[str] = []
    position = 0
    for start, end, is_statement in sorted(blanks):
        if end <= position:
            continue
        begin = max(start, position)
        parts.append(source[position:begin].decode())
        # One blank for a character, not for a byte: columns are counted in characters.
        blank = re.sub(r"[^\n\r]", " ", source[begin:end].decode())
        parts.append(";" + blank[1:] if is_statement and blank[:1] == " " else blank)
        position = end
    parts.append(source[position:].decode())
    return "".join(parts)
