"""Finds the syntax and the calls that APPSYNC_JS does not have, as AppSync does when code is saved.

Sources: AppSync developer guide, "Supported runtime features"; @aws-appsync/eslint-plugin 2 (rule set `base`); reports of what the service
refuses beyond the plugin (`new`, calls of `String`, `Number`, `parseInt`: aws/aws-appsync-community#303).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tree_sitter import Node

from amplify_pulumi.local.javascript.tree import CodeError, declared_names, text_of, walk

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
    declared = frozenset(_declared_anywhere(root))
    for node in walk(root):
        yield from _unsupported(node)
        if node.type == "call_expression":
            yield from _invalid_call(node, declared)


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
    name = text_of(function)
    if function.type == "identifier" and name not in declared:
        yield CodeError.at(call, "INVALID_FUNCTION_INVOCATION", f"Invalid function: {name}")
    elif function.type == "member_expression":
        method = function.child_by_field_name("property")
        arguments = call.child_by_field_name("arguments")
        if text_of(method) == "sort" and arguments is not None and arguments.named_child_count:
            yield CodeError.at(call, "INVALID_FUNCTION_INVOCATION", "Array.sort() takes no comparator in APPSYNC_JS.")


def _declared_anywhere(root: Node) -> Iterator[str]:
    for node in walk(root):
        if node.type in {"function_declaration", "function_expression", "variable_declarator"}:
            yield from declared_names(node.child_by_field_name("name"))
        if node.type in {"arrow_function", "function_declaration", "function_expression"}:
            yield from declared_names(node.child_by_field_name("parameter"))
            yield from declared_names(node.child_by_field_name("parameters"))
        elif node.type == "for_in_statement":
            yield from declared_names(node.child_by_field_name("left"))
        elif node.type in {"import_clause", "import_specifier", "namespace_import"}:
            yield from (text_of(child) for child in node.named_children if child.type == "identifier")
