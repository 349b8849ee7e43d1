"""Finds the syntax and the calls that APPSYNC_JS does not have, as AppSync does when code is saved.

Sources: AppSync developer guide, "Supported runtime features"; @aws-appsync/eslint-plugin 2 (rule set `base`); reports of what the service
refuses beyond the plugin (`new`, calls of `String`, `Number`, `parseInt`: aws/aws-appsync-community#303).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tree_sitter import Node

from amplify_pulumi.appsync_js.tree import FUNCTIONS, CodeError, Nodes, declared_names, each, text_of

_WORDS: Mapping[str, str] = MappingProxyType(
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
        "async": "async",
        "await": "for await",
    }
)
_UNSUPPORTED_OPERATORS = frozenset({"++", "--", "~", "in", "instanceof"})
_OPERATIONS = ("binary_expression", "unary_expression", "update_expression")


def refused_syntax(nodes: Nodes) -> Iterator[CodeError]:
    """Yield what AppSync refuses in the module that has `nodes`."""
    for name, words in _WORDS.items():
        for node in each(nodes, name):
            if name != "await" or (node.parent is not None and node.parent.type == "for_in_statement"):
                yield CodeError.at(node, "UNSUPPORTED_SYNTAX_TYPE", f"APPSYNC_JS does not support {words}.")
    for node in each(nodes, *_OPERATIONS):
        operator = node.child_by_field_name("operator")
        if operator is not None and operator.type in _UNSUPPORTED_OPERATORS:
            yield CodeError.at(node, "UNSUPPORTED_SYNTAX_TYPE", f"APPSYNC_JS does not support the operator {operator.type}.")
    declared = frozenset(_declared_anywhere(nodes))
    for node in each(nodes, "call_expression"):
        yield from _invalid_call(node, declared)


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


def _declared_anywhere(nodes: Nodes) -> Iterator[str]:
    for node in each(nodes, "function_declaration", "function_expression", "variable_declarator"):
        yield from declared_names(node.child_by_field_name("name"))
    for node in each(nodes, *FUNCTIONS):
        yield from declared_names(node.child_by_field_name("parameter"))
        yield from declared_names(node.child_by_field_name("parameters"))
    for node in each(nodes, "for_in_statement"):
        yield from declared_names(node.child_by_field_name("left"))
    for node in each(nodes, "import_clause", "import_specifier", "namespace_import"):
        yield from (text_of(child) for child in node.named_children if child.type == "identifier")
