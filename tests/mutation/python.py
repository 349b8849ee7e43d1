"""Mutants of Python modules: each takes away one check or one member, or decides one condition for good. `ast` says where."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

from tests.mutation.changes import Change

_FLIPPED: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.LtE: "<",
    ast.Lt: "<=",
    ast.GtE: ">",
    ast.Gt: ">=",
}
_SWAPPED = {"any": "all", "all": "any"}
_Place = ast.AST | tuple[int, int]
_PLAINEST = "_everybody"
"""What a kind of rule becomes when its lowering is taken away: a grant for everybody (`LOWERINGS` in compiler/access.py)."""


def changes(text: bytes) -> Iterator[Change]:
    """Yield the changes to a module, in no particular order; each leaves Python."""
    return _Module(text).changes()


class _Module:
    def __init__(self, text: bytes) -> None:
        self._text = text
        self._lines = list(accumulate((len(line) for line in text.splitlines(keepends=True)), initial=0))

    def changes(self) -> Iterator[Change]:
        for statement in ast.parse(self._text).body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                continue
            for node in _nodes(statement):
                for place, replacement in self._mutations(node):
                    start, end = place if isinstance(place, tuple) else self._range(place)
                    change = Change(start=start, end=end, replacement=replacement, scope=_name(statement, node))
                    if _parses(self._text[: change.start] + replacement.encode() + self._text[change.end :]):
                        yield change

    def _mutations(self, node: ast.AST) -> Iterator[tuple[_Place, str]]:
        yield from self._of_questions(node)
        yield from self._of_members(node)
        yield from self._of_statements(node)

    def _of_questions(self, node: ast.AST) -> Iterator[tuple[_Place, str]]:
        """A question without one of its parts, turned round, or always answered the same."""
        match node:
            case ast.BoolOp(values=values):
                operator = " and " if isinstance(node.op, ast.And) else " or "
                for value in values:
                    rest = [self._of(each) for each in values if each is not value]
                    yield node, f"({rest[0] if len(rest) == 1 else operator.join(f'({each})' for each in rest)})"
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                yield node, f"({self._of(left)}) {_FLIPPED[type(operator)]} ({self._of(right)})"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield node, f"({self._of(operand)})"
            case ast.Call(func=ast.Name(id=("any" | "all") as name)):
                yield from ((node, "True"), (node, "False"), (node, _SWAPPED[name] + self._of(node).removeprefix(name)))
            case _:
                pass

    def _of_members(self, node: ast.AST) -> Iterator[tuple[_Place, str]]:
        """Something without one of its members."""
        match node:
            case ast.Call(func=ast.Name(id="replace"), keywords=keywords):
                yield from self._without_each(node, keywords)
            case ast.Dict(keys=keys, values=values):
                yield from self._members(node, keys, values)
            case ast.Tuple(elts=elements, ctx=ast.Load()) | ast.Set(elts=elements) if len(elements) > 1:
                yield from self._elements(node, elements)
            case _:
                pass

    def _of_statements(self, node: ast.AST) -> Iterator[tuple[_Place, str]]:
        """A condition that always or never holds, a case that never is, a statement left out, a constant that is another."""
        match node:
            case ast.If(test=test) | ast.IfExp(test=test):
                yield from ((test, "True"), (test, "False"))
            case ast.comprehension(ifs=conditions):
                yield from ((condition, truth) for condition in conditions for truth in ("True", "False"))
            case ast.match_case(pattern=ast.MatchValue(value=value)):
                yield value, '"nothing of the kind"'
            case ast.match_case(pattern=ast.MatchOr(patterns=patterns)):
                yield from ((pattern, '"nothing of the kind"') for pattern in patterns)
            case ast.AugAssign():
                yield node, "pass"
            case ast.Assign(value=ast.Constant(value=str() as value)):
                yield node.value, repr(f"another {value}")
            case _:
                pass

    def _without_each(self, call: ast.Call, keywords: Sequence[ast.keyword]) -> Iterator[tuple[_Place, str]]:
        """A call without one of its arguments by name."""
        arguments = [*call.args, *keywords]
        for before, argument in pairwise(arguments):
            if isinstance(argument, ast.keyword):
                yield (self._range(before)[1], self._range(argument)[1]), ""

    def _members(self, node: ast.Dict, keys: Sequence[ast.expr | None], values: Sequence[ast.expr]) -> Iterator[tuple[_Place, str]]:
        """A mapping without one of its members; with one whose member is the plainest."""
        members = [self._member(key, value) for key, value in zip(keys, values, strict=True)]
        for number, (key, value) in enumerate(zip(keys, values, strict=True)):
            if number < len(keys) - 1 and key is not None and keys[number + 1] is not None:
                yield (self._range(key)[0], self._range(keys[number + 1])[0]), ""
            else:
                yield node, "{" + ", ".join(members[:number] + members[number + 1 :]) + "}"
            if isinstance(value, ast.Name) and value.id.startswith("_") and value.id.islower() and value.id != _PLAINEST:
                yield value, _PLAINEST

    def _elements(self, node: ast.Tuple | ast.Set, elements: Sequence[ast.expr]) -> Iterator[tuple[_Place, str]]:
        start, end = ("{", "}") if isinstance(node, ast.Set) else ("(", ")")
        for element in elements:
            yield node, start + "".join(f"{self._of(each)}, " for each in elements if each is not element) + end

    def _member(self, key: ast.expr | None, value: ast.expr) -> str:
        return f"{self._of(key)}: {self._of(value)}" if key else f"**({self._of(value)})"

    def _of(self, node: ast.AST) -> str:
        start, end = self._range(node)
        return self._text[start:end].decode()

    def _range(self, node: Any) -> tuple[int, int]:
        return self._lines[node.lineno - 1] + node.col_offset, self._lines[node.end_lineno - 1] + node.end_col_offset


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and those below it that are carried out: no annotations, no types."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        if isinstance(node, ast.Subscript) and name == "slice":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _nodes(child)


def _name(statement: ast.stmt, node: ast.AST) -> str:
    """Return the name of the function or constant at the top level; of a method with that of its class."""
    if isinstance(statement, ast.ClassDef):
        methods = [each for each in statement.body if isinstance(each, ast.FunctionDef) and node in ast.walk(each)]
        return ".".join([statement.name, *(method.name for method in methods)])
    if isinstance(statement, ast.FunctionDef):
        return statement.name
    if isinstance(statement, ast.Assign):
        return ast.unparse(statement.targets[0])
    return ast.unparse(statement.target) if isinstance(statement, ast.AnnAssign) else ""


def _parses(text: bytes) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True
