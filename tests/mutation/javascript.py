"""Mutants of the resolvers: each takes away one check, or decides one condition for good. The syntax tree (tree-sitter) says where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from tests.mutation.changes import Change

_PARSER = Parser(Language(tree_sitter_javascript.language()))
_DECLARATIONS = ("function_declaration", "lexical_declaration")
_FLIPPED = {"===": "!==", "!==": "===", "==": "!=", "!=": "==", ">": ">=", ">=": ">", "<": "<=", "<=": "<"}
_TRUTHS = ("some", "every", "includes", "startsWith", "endsWith")
"""Methods that answer true or false."""
_SWAPPED = {"some": "every", "every": "some"}
_OTHERS = {"'reader'": "'owner'", "'owner'": "'reader'"}
"""As whom a caller asks (resolvers/lib/access.js)."""
_CHECKS = ("filter", "condition")
"""Members of a request to DynamoDB without which it does more than it may."""
_HAS = re.compile(r"has\('[^']*'\)")
"""What is decided when bundling, and leaves out what a schema does not need. That it leaves nothing out changes nothing."""


def changes(text: bytes) -> Iterator[Change]:
    """Yield the changes to a module, in no particular order; each leaves JavaScript."""
    tree = _PARSER.parse(text).root_node
    for node in _descendants(tree):
        mutate = _MUTATIONS.get(node.type)
        for start, end, replacement in mutate(node) if mutate else ():
            if not _PARSER.parse(text[:start] + replacement.encode() + text[end:]).root_node.has_error:
                yield Change(start=start, end=end, replacement=replacement, scope=_scope(node))


_Change = tuple[int, int, str]


def _conditional(node: Node) -> Iterator[_Change]:
    """A condition that always holds, and one that never does."""
    condition = _child(node, "condition")
    if condition.type == "parenthesized_expression":
        condition = condition.named_children[0]
    yield _instead(condition, "false")
    if not _HAS.fullmatch(_text(condition)):
        yield _instead(condition, "true")


def _binary(node: Node) -> Iterator[_Change]:
    """One side of `&&` or `||` removed; a comparison turned round."""
    operator = _child(node, "operator")
    if _text(operator) in ("&&", "||"):
        yield _instead(node, _text(_child(node, "left")))
        yield _instead(node, _text(_child(node, "right")))
    elif _text(operator) in _FLIPPED:
        yield _instead(node, f"{_text(_child(node, 'left'))} {_FLIPPED[_text(operator)]} {_text(_child(node, 'right'))}")


def _unary(node: Node) -> Iterator[_Change]:
    if _text(_child(node, "operator")) == "!":
        yield _instead(node, _text(_child(node, "argument")))


def _statement(node: Node) -> Iterator[_Change]:
    """A statement that is a call, removed: a check that ends the request."""
    if node.named_children and node.named_children[0].type == "call_expression":
        yield _instead(node, ";")


def _call(node: Node) -> Iterator[_Change]:
    """A filter removed; a question that is always answered the same; any for all, and all for any."""
    function = _child(node, "function")
    if function.type != "member_expression":
        return
    method = _child(function, "property")
    if _text(method) == "filter":
        yield _instead(node, _text(_child(function, "object")))
    if _text(method) in _TRUTHS:
        yield _instead(node, "true")
        yield _instead(node, "false")
    if _text(method) in _SWAPPED:
        yield _instead(node, f"{_text(_child(function, 'object'))}.{_SWAPPED[_text(method)]}{_text(_child(node, 'arguments'))}")


def _array(node: Node) -> Iterator[_Change]:
    """Each of several conditions removed."""
    members = node.named_children
    if len(members) > 1:
        for member in members:
            yield _instead(node, f"[{', '.join(_text(each) for each in members if each != member)}]")


def _pair(node: Node) -> Iterator[_Change]:
    if _text(_child(node, "key")) in _CHECKS:
        yield _instead(_child(node, "value"), "undefined")


def _shorthand(node: Node) -> Iterator[_Change]:
    if _text(node) in _CHECKS and node.parent is not None and node.parent.type == "object":
        yield _instead(node, f"{_text(node)}: undefined")


def _string(node: Node) -> Iterator[_Change]:
    if _text(node) in _OTHERS and node.parent is not None and node.parent.type == "arguments":
        yield _instead(node, _OTHERS[_text(node)])


_MUTATIONS: Mapping[str, Callable[[Node], Iterator[_Change]]] = {
    "if_statement": _conditional,
    "ternary_expression": _conditional,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "expression_statement": _statement,
    "call_expression": _call,
    "array": _array,
    "pair": _pair,
    "shorthand_property_identifier": _shorthand,
    "string": _string,
}


def _instead(node: Node, replacement: str) -> _Change:
    return node.start_byte, node.end_byte, replacement


def _scope(node: Node) -> str:
    """Return the name of the declaration at the top level that a node stands in."""
    scope = ""
    around: Node | None = node
    while around is not None:
        if around.type in _DECLARATIONS:
            named = around if around.type == "function_declaration" else around.named_children[0]
            scope = _text(_child(named, "name"))
        around = around.parent
    return scope


def _descendants(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _descendants(child)


def _child(node: Node, field: str) -> Node:
    child = node.child_by_field_name(field)
    assert child is not None, f"line {node.start_point.row + 1} has no {field}"
    return child


def _text(node: Node) -> str:
    return (node.text or b"").decode()
