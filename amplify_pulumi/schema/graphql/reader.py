"""What every directive's function uses: places in the file, and values that are checked while they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from graphql.language import ast

from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.errors import quoted, tolerated, warning
from amplify_pulumi.schema.model import Position
from amplify_pulumi.schema.naming import capitalized
from amplify_pulumi.schema.source import Source
from amplify_pulumi.schema.suggestions import did_you_mean

Word = TypeVar("Word", bound=str)
Values = Mapping[str, ast.ConstValueNode]
"""Arguments of a directive, or members of an object, by name."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One file that is read, and where its mistakes go."""

    source: Source
    report: Report

    def place(self, node: ast.Node) -> Position:
        """Return where a node starts."""
        token = node.loc.start_token if node.loc else None
        return self.source.position(token.line, token.column) if token else self.source.position(1, 1)

    def error(self, code: str, node: ast.Node, message: str, advice: str) -> None:
        """Note a mistake at a node."""
        self.report.error(code, self.place(node), message, advice)

    def tolerated(self, code: str, node: ast.Node, message: str, advice: str) -> None:
        """Note a mistake that the real Amplify lets through."""
        self.report.add(tolerated(code, self.place(node), message, advice))

    def warning(self, code: str, node: ast.Node, message: str, advice: str) -> None:
        """Note what is right but will surprise."""
        self.report.add(warning(code, self.place(node), message, advice))

    def unsupported(self, node: ast.Node, what: str, advice: str) -> None:
        """Refuse what cannot be carried over."""
        self.report.unsupported(self.place(node), what, advice)


def arguments(reader: Reader, node: Any, what: str, known: Iterable[str], members: str = "arguments") -> dict[str, ast.ConstValueNode]:
    """Return the arguments of a directive, or the members of an object (`members="fields"`), by name."""
    known = tuple(known)
    result: dict[str, ast.ConstValueNode] = {}
    for each in getattr(node, members) or ():
        name = each.name.value
        if name not in known:
            message = f"{what} has no argument {quoted(name)}{did_you_mean(name, known)}"
            reader.error("AP1006", each, message, f"Supported: {', '.join(known)}." if known else "Remove it.")
        elif name in result:
            reader.error("AP1007", each, f"`{name}` stands twice in {what}", "Remove one of the two.")
        else:
            result[name] = each.value
    return result


def members(reader: Reader, node: ast.ConstValueNode, what: str, known: Iterable[str]) -> dict[str, ast.ConstValueNode] | None:
    """Return the members of an object by name; None, with a mistake, if the value is no object."""
    if isinstance(node, ast.ObjectValueNode):
        return arguments(reader, node, what, known, "fields")
    known = tuple(known)
    reader.error("AP1008", node, f"{what} must be an object", f"Write it in braces: {{{known[0]}: …}}.")
    return None


def is_null(node: ast.ConstValueNode) -> bool:
    """Whether the value is `null`."""
    return isinstance(node, ast.NullValueNode)


def text(reader: Reader, node: ast.ConstValueNode, what: str, example: str) -> str | None:
    """Return a text; None, with a mistake, for any other value."""
    if isinstance(node, ast.StringValueNode):
        return node.value
    reader.error("AP1008", node, f"{what} must be a text", f"Write it in quotes: {example}.")
    return None


def texts(reader: Reader, node: ast.ConstValueNode, what: str, *, may_be_empty: bool = False) -> tuple[str, ...]:
    """Return the texts of a list, or the one that stands alone."""
    items = node.values if isinstance(node, ast.ListValueNode) else (node,)
    if not items and not may_be_empty:
        reader.error("AP1008", node, f"{capitalized(what)} is an empty list", "Write at least one name.")
    result: list[str] = []
    for each in items:
        if isinstance(each, ast.StringValueNode):
            result.append(each.value)
        else:
            reader.error("AP1008", each, f"{capitalized(what)} must hold texts", 'Write names in quotes: ["ownerId"].')
    return tuple(result)


def places_of_texts(reader: Reader, node: ast.ConstValueNode | None) -> tuple[Position, ...]:
    """Return where each text of what `texts` reads stands."""
    items = node.values if isinstance(node, ast.ListValueNode) else (node,)
    return tuple(reader.place(each) for each in items if isinstance(each, ast.StringValueNode))


def word(
    reader: Reader,
    node: ast.ConstValueNode,
    what: str,
    words: Iterable[Word],
    synonyms: Mapping[str, str] | None = None,
    code: str = "AP1014",
) -> Word | None:
    """Return one of the given words, which GraphQL writes as an enum value."""
    known = tuple(words)
    if not isinstance(node, ast.EnumValueNode):
        reader.error("AP1008", node, f"{what} must be a word without quotes", f"Write one of: {', '.join(known)}, without quotes.")
        return None
    for each in known:
        if each == node.value:
            return each
    message = f"{what} cannot be {quoted(node.value)}{did_you_mean(node.value, known, synonyms)}"
    reader.error(code, node, message, f"Write one of: {', '.join(known)}.")
    return None
