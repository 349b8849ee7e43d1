"""Finds uses of functions that APPSYNC_JS does not have: as values, as results, and recursion.

Sources: AppSync developer guide, "Supported runtime features" (functions cannot be passed as arguments, except to the array methods listed
there; recursion is not supported); @aws-appsync/eslint-plugin 2, rules no-function-passing, no-function-return, no-function-reassign and
no-recursion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tree_sitter import Node

from amplify_pulumi.appsync_js.tree import FUNCTIONS, CodeError, Nodes, declared_names, each, text_of

TAKING_FUNCTIONS = frozenset(
    {"every", "filter", "find", "findIndex", "findLast", "findLastIndex", "flatMap", "forEach", "map", "reduce", "reduceRight", "some"}
)
"""The methods of arrays that take a function."""
_FUNCTION_VALUES = frozenset({"arrow_function", "function_expression"})
_SCOPES = frozenset({*FUNCTIONS, "for_in_statement", "program", "statement_block", "switch_body"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Scopes:
    """What each scope declares: every name, with the function that it stands for if it stands for one."""

    declared: Mapping[int, Mapping[str, Node | None]]
    functions: frozenset[str]
    """The names that stand for a function anywhere."""

    def function(self, identifier: Node) -> Node | None:
        """Return the function that `identifier` stands for, if it stands for one."""
        name = text_of(identifier)
        if name not in self.functions:
            return None
        scope = identifier.parent
        while scope is not None:
            names = self.declared.get(scope.id, {})
            if name in names:
                return names[name]
            scope = scope.parent
        return None


def refused_functions(nodes: Nodes) -> Iterator[CodeError]:
    """Yield what AppSync refuses in the use of functions in the module that has `nodes`."""
    scopes = _scopes(nodes)
    for call in each(nodes, "call_expression"):
        yield from _passed(call, scopes)
    for node in each(nodes, "return_statement", "arrow_function"):
        yield from _returned(node, scopes)
    for node in each(nodes, "assignment_expression", "variable_declarator"):
        yield from _assigned(node, scopes)
    yield from _recursion(nodes, scopes)


def _scopes(nodes: Nodes) -> _Scopes:
    declared: dict[int, dict[str, Node | None]] = {}
    functions: set[str] = set()
    for scope, name, function in _declarations(nodes):
        declared.setdefault(scope.id, {})[name] = function
        if function is not None:
            functions.add(name)
    return _Scopes(declared=declared, functions=frozenset(functions))


def _declarations(nodes: Nodes) -> Iterator[tuple[Node, str, Node | None]]:
    """Yield the names that a module declares, with the scope that they are declared in and the function that they stand for."""
    for node in each(nodes, "function_declaration"):
        yield _scope_of(node), text_of(node.child_by_field_name("name")), node
    for node in each(nodes, "variable_declarator"):
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        is_function = value is not None and value.type in _FUNCTION_VALUES
        for declared in declared_names(name):
            yield _scope_of(node), declared, value if is_function else None
    for node in each(nodes, "for_in_statement"):
        for declared in declared_names(node.child_by_field_name("left")):
            yield node, declared, None
    for node in each(nodes, *FUNCTIONS):
        for field in ("parameter", "parameters"):
            for declared in declared_names(node.child_by_field_name(field)):
                yield node, declared, None


def _scope_of(node: Node) -> Node:
    scope = node.parent
    while scope is not None and scope.parent is not None and scope.type not in _SCOPES:
        scope = scope.parent
    return scope or node


def _is_function(node: Node | None, scopes: _Scopes) -> bool:
    if node is None:
        return False
    return node.type in _FUNCTION_VALUES or (node.type == "identifier" and scopes.function(node) is not None)


def _passed(call: Node, scopes: _Scopes) -> Iterator[CodeError]:
    callee, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if callee is None or arguments is None or arguments.type != "arguments":
        return
    method = text_of(callee.child_by_field_name("property")) if callee.type == "member_expression" else ""
    if method in TAKING_FUNCTIONS or method == "sort":
        # What is wrong with a comparator is another mistake: syntax.py reports it.
        return
    for argument in arguments.named_children:
        if _is_function(argument, scopes):
            yield CodeError.at(
                argument, "UNSUPPORTED_SYNTAX_TYPE", "APPSYNC_JS does not support functions as arguments, except of array methods."
            )


def _returned(node: Node, scopes: _Scopes) -> Iterator[CodeError]:
    value = node.child_by_field_name("body") if node.type == "arrow_function" else next(iter(node.named_children), None)
    if value is not None and _is_function(value, scopes):
        yield CodeError.at(value, "UNSUPPORTED_SYNTAX_TYPE", "APPSYNC_JS does not support functions as results.")


def _assigned(node: Node, scopes: _Scopes) -> Iterator[CodeError]:
    target = node.child_by_field_name("left")
    value = node.child_by_field_name("right" if node.type == "assignment_expression" else "value")
    reassigned = target is not None and target.type == "identifier" and scopes.function(target) is not None
    if reassigned or (value is not None and value.type == "identifier" and scopes.function(value) is not None):
        yield CodeError.at(node, "UNSUPPORTED_SYNTAX_TYPE", "APPSYNC_JS does not support assigning functions.")


def _recursion(nodes: Nodes, scopes: _Scopes) -> Iterator[CodeError]:
    """Yield each call by which a function reaches itself."""
    calls: dict[int, list[tuple[Node, int]]] = {}
    for node in each(nodes, "call_expression"):
        callee = node.child_by_field_name("function")
        called = scopes.function(callee) if callee is not None and callee.type == "identifier" else None
        if called is not None:
            for caller in _enclosing_functions(node):
                calls.setdefault(caller.id, []).append((node, called.id))
    for caller, made in calls.items():
        for call, called in made:
            if _reaches(calls, called, caller):
                yield CodeError.at(call, "UNSUPPORTED_SYNTAX_TYPE", "APPSYNC_JS does not support recursion.")


def _enclosing_functions(node: Node) -> Iterator[Node]:
    parent = node.parent
    while parent is not None:
        if parent.type in FUNCTIONS:
            yield parent
        parent = parent.parent


def _reaches(calls: Mapping[int, list[tuple[Node, int]]], start: int, target: int) -> bool:
    seen: set[int] = set()
    pending = [start]
    while pending:
        function = pending.pop()
        if function == target:
            return True
        if function not in seen:
            seen.add(function)
            pending.extend(called for _, called in calls.get(function, ()))
    return False
