"""Finds uses of functions that APPSYNC_JS does not have: as values, as results, and recursion.

Sources: AppSync developer guide, "Supported runtime features" (functions cannot be passed as arguments, except to the array methods listed
there; recursion is not supported); @aws-appsync/eslint-plugin 2, rules no-function-passing, no-function-return, no-function-reassign and
no-recursion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tree_sitter import Node

from amplify_pulumi.local.javascript.tree import CodeError, declared_names, text_of, walk

TAKING_FUNCTIONS = frozenset(
    {"every", "filter", "find", "findIndex", "findLast", "findLastIndex", "flatMap", "forEach", "map", "reduce", "reduceRight", "some"}
)
"""The methods of arrays that take a function."""
_FUNCTION_VALUES = frozenset({"arrow_function", "function_expression"})
_FUNCTIONS = _FUNCTION_VALUES | {"function_declaration"}
_SCOPES = _FUNCTIONS | {"program", "statement_block", "for_in_statement", "switch_body"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Scopes:
    """The functions that each scope declares by name, and all names that it declares."""

    functions: Mapping[int, Mapping[str, Node]]
    names: Mapping[int, frozenset[str]]

    def function(self, identifier: Node) -> Node | None:
        """Return the function that `identifier` stands for, if it stands for one."""
        name = text_of(identifier)
        scope: Node | None = identifier.parent
        while scope is not None:
            if scope.id in self.names and name in self.names[scope.id]:
                return self.functions[scope.id].get(name)
            scope = scope.parent
        return None


def refused_functions(root: Node) -> Iterator[CodeError]:
    """Yield what AppSync refuses in the use of functions in the module whose syntax tree is `root`."""
    scopes = _scopes(root)
    for node in walk(root):
        if node.type == "call_expression":
            yield from _passed(node, scopes)
        elif node.type in {"return_statement", "arrow_function"}:
            yield from _returned(node, scopes)
        elif node.type in {"assignment_expression", "variable_declarator"}:
            yield from _assigned(node, scopes)
    yield from _recursion(root, scopes)


def _scopes(root: Node) -> _Scopes:
    functions: dict[int, dict[str, Node]] = {}
    names: dict[int, set[str]] = {}
    for node in walk(root):
        if node.type in _SCOPES:
            functions.setdefault(node.id, {})
            names.setdefault(node.id, set())
        for scope, name, function in _declarations(node):
            names.setdefault(scope.id, set()).add(name)
            if function is not None:
                functions.setdefault(scope.id, {})[name] = function
            else:
                functions.setdefault(scope.id, {})
    return _Scopes(functions=functions, names={scope: frozenset(found) for scope, found in names.items()})


def _declarations(node: Node) -> Iterator[tuple[Node, str, Node | None]]:
    """Yield the names that `node` declares, with the scope that they are declared in and the function that they stand for."""
    if node.type == "function_declaration":
        yield _scope_of(node), text_of(node.child_by_field_name("name")), node
    elif node.type == "variable_declarator":
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        is_function = value is not None and value.type in _FUNCTION_VALUES
        for declared in declared_names(name):
            yield _scope_of(node), declared, value if is_function else None
    elif node.type == "for_in_statement":
        for declared in declared_names(node.child_by_field_name("left")):
            yield node, declared, None
    if node.type in _FUNCTIONS:
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
    for argument in arguments.named_children:
        if method not in TAKING_FUNCTIONS and _is_function(argument, scopes):
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


def _recursion(root: Node, scopes: _Scopes) -> Iterator[CodeError]:
    """Yield each call by which a function reaches itself."""
    calls: dict[int, list[tuple[Node, int]]] = {}
    for node in walk(root):
        callee = node.child_by_field_name("function") if node.type == "call_expression" else None
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
        if parent.type in _FUNCTIONS:
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
