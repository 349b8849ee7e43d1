"""Finds code that is nested too deeply for an engine of JavaScript to read: its parser calls itself for each level."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from amplify_pulumi.appsync_js.tree import CodeError

MAXIMUM_DEPTH = 250
"""Levels of the syntax tree. QuickJS, which runs code on this machine, tells patterns from expressions within 256 brackets.

How many levels AppSync reads is not documented.
"""
_FLAT = frozenset({"function", "left", "object"})
"""Where an operation goes on with the result of the one before it, `a + b + c` and `a.b().c()`: that is read in a loop."""


def refused_nesting(root: Node) -> Iterator[CodeError]:
    """Yield the first place, if there is one, that is nested deeper than `MAXIMUM_DEPTH`."""
    cursor = root.walk()
    depths = [0]
    while depths:
        if cursor.goto_first_child():
            depths.append(depths[-1] + (cursor.field_name not in _FLAT))
        else:
            while depths and not cursor.goto_next_sibling():
                cursor.goto_parent()
                depths.pop()
            if depths:
                depths[-1] = depths[-2] + (cursor.field_name not in _FLAT)
        if depths and depths[-1] > MAXIMUM_DEPTH:
            message = f"The code is nested more than {MAXIMUM_DEPTH} levels deep."
            if cursor.node is not None:
                yield CodeError.at(cursor.node, "UNSUPPORTED_SYNTAX_TYPE", message)
            return
