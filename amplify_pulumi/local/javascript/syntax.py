"""Finds the syntax and the calls that APPSYNC_JS does not have, as AppSync does when code is saved.

Sources: AppSync developer guide, "Supported runtime features"; @aws-appsync/eslint-plugin 2 (rule set `base`); reports of what the service
refuses beyond the plugin (`new`, calls of `String`, `Number`, `parseInt`: aws/aws-appsync-community#303).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

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
        text = (node.text or b"").decode()
        column = byte - _excess(node, byte)
        return cls(type=type, message=message, line=row + 1, column=column + 1, span=len(text.partition("\n")[0]))


_UNSUPPORTED: Mapping[str, str] = MappingProxyType(
    {
        "await_expression": "await",
        "class": "classes",
        "class_declaration": "classes",
        "continue_statement": "continue",
        "debugger_statement": "debugger",
        "decorator": "decorators",
        "do_statement": "do … while",
        "for_statement": "for (initialization; condition; afterthought); use for … of or for … in",
        "generator_function": "generators",
        "generator_function_declaration": "generators",
        "import": "import()",
        "labeled_statement": "labels",
        "meta_property": "new.target and import.meta",
        "new_expression": "new",
        "regex": "regular expressions; use util.matches",
        "super": "super",
        "this": "this",
        "throw_statement": "throw; use util.error",
        "try_statement": "try … catch",
        "while_statement": "while; use for … of or for … in",
        "with_statement": "with",
        "yield_expression": "yield",
    }
)
_UNSUPPORTED_OPERATORS = frozenset({"++", "--", "~", "in", "instanceof"})
_OPERATIONS = frozenset({"binary_expression", "unary_expression", "update_expression"})


def refused_syntax(root: Node) -> Iterator[CodeError]:
    """Yield what AppSync refuses in the module whose syntax tree is `root`."""
    declared = frozenset(_declared_names(root))
    for node in _walk(root):
        yield from _unsupported(node)
        if node.type == "call_expression":
            yield from _invalid_call(node, declared)


def _walk(root: Node) -> Iterator[Node]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.children)


def _unsupported(node: Node) -> Iterator[CodeError]:
    if node.type in _UNSUPPORTED and node.is_named:
        yield CodeError.at(node, "UNSUPPORTED_SYNTAX_TYPE", f"APPSYNC_JS does not support {_UNSUPPORTED[node.type]}.")
    elif node.type in _OPERATIONS:
        operator = node.child_by_field_name("operator")
        if operator is not None and operator.type in _UNSUPPORTED_OPERATORS:
            yield CodeError.at(node, "UNSUPPORTED_SYNTAX_TYPE", f"APPSYNC_JS does not support the operator {operator.type}.")
    elif node.type == "async" and not node.is_named:
        yield CodeError.at(node, "UNSUPPORTED_SYNTAX_TYPE", "APPSYNC_JS does not support async.")
    elif node.type == "for_in_statement" and any(child.type == "await" for child in node.children):
        yield CodeError.at(node, "UNSUPPORTED_SYNTAX_TYPE", "APPSYNC_JS does not support for await.")


def _invalid_call(call: Node, declared: frozenset[str]) -> Iterator[CodeError]:
    function = call.child_by_field_name("function")
    if function is None:
        return
    name = (function.text or b"").decode()
    if function.type == "identifier" and name not in declared:
        yield CodeError.at(call, "INVALID_FUNCTION_INVOCATION", f"Invalid function: {name}")
    elif function.type == "member_expression":
        method = function.child_by_field_name("property")
        arguments = call.child_by_field_name("arguments")
        if method is not None and method.text == b"sort" and arguments is not None and arguments.named_child_count:
            yield CodeError.at(call, "INVALID_FUNCTION_INVOCATION", "Array.sort() takes no comparator in APPSYNC_JS.")


def _declared_names(root: Node) -> Iterator[str]:
    """Yield every name that is declared anywhere: functions, variables, parameters, imports."""
    for node in _walk(root):
        parent = node.parent
        named = node.type == "identifier" and parent is not None and _declares(parent, node)
        if named or node.type == "shorthand_property_identifier_pattern":
            yield (node.text or b"").decode()


def _declares(parent: Node, node: Node) -> bool:
    if parent.type in {"function_declaration", "function_expression", "variable_declarator"}:
        return parent.child_by_field_name("name") == node
    if parent.type == "arrow_function":
        return parent.child_by_field_name("parameter") == node
    if parent.type in {"assignment_pattern", "object_assignment_pattern"}:
        return parent.child_by_field_name("left") == node
    if parent.type == "pair_pattern":
        return parent.child_by_field_name("value") == node
    return parent.type in {
        "array_pattern",
        "formal_parameters",
        "import_clause",
        "import_specifier",
        "namespace_import",
        "rest_pattern",
    }


def _excess(node: Node, byte: int) -> int:
    """Return how many bytes more than characters stand before `node` on its line."""
    root = node
    while root.parent is not None:
        root = root.parent
    source = root.text or b""
    start = node.start_byte - byte
    before = source[start - root.start_byte : node.start_byte - root.start_byte] if start >= root.start_byte else b""
    return len(before) - len(before.decode(errors="replace"))
