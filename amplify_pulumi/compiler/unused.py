"""Takes out of a resolver's file what nothing in it uses.

Helpers are written for all modules that use them; of a config that needs little, little of them stays (`bundle`). A parameter that is read
no more goes, with what was handed over for it; a constant that is read no more goes, or only its call stays; so does a call whose value is
nothing. The syntax tree (tree-sitter) decides, and whatever may do something stays: a call, an assignment, a spread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from tree_sitter import Node

from amplify_pulumi.compiler.syntax_tree import NAMES, REMEMBERED, Code, all_of, read, text_of, with_comments

_SAYS = frozenset({"identifier", "string", "number", "true", "false", "null", "undefined", "property_identifier"})
"""Values that do nothing."""
_HOLDS = frozenset(
    {"member_expression", "array", "object", "pair", "optional_chain", "parenthesized_expression", "shorthand_property_identifier"}
)
"""Values that do nothing where their parts do nothing."""

Edit = tuple[str, int, int, str]
"""What is put where: the function, two places in its text in bytes, and the new text between them."""


def without_unused(functions: Mapping[str, str], kept: frozenset[str]) -> dict[str, str]:
    """Return the functions of a file, in their order, without what nothing uses.

    Args:
        functions: the text of each, by name; other declarations may be among them.
        kept: those that are called from elsewhere, with all that they take.
    """
    found = dict(functions)
    while edits := next(_edits(found, kept), None):
        for name, start, end, text in sorted(edits, reverse=True):
            before = found[name].encode()
            found[name] = (before[:start] + text.encode() + before[end:]).decode()
        for name in [name for name in found if name not in kept and not _uses(found, name)]:
            del found[name]
    return found


def _edits(functions: Mapping[str, str], kept: frozenset[str]) -> Iterator[list[Edit]]:
    """Yield what can be taken out at once: the edits for it."""
    for name, text in functions.items():
        for edit in _within(text):
            yield [(name, *edit)]
        if name not in kept and (parameters := _unused_parameters(text)):
            calls = [(other, _call(node)) for other, node in _uses(functions, name)]
            for index in parameters:
                yield from _without_parameter(name, text, index, calls)
        for statement in _calls(text):
            yield from _without_call(name, statement, functions)


def _uses(functions: Mapping[str, str], name: str) -> list[tuple[str, Node]]:
    return [(other, node) for other, text in functions.items() if other != name for node in read(text).named(name)]


@lru_cache(maxsize=REMEMBERED)
def _unused_parameters(text: str) -> tuple[int, ...]:
    """Return which parameters a function does not read. One that calls itself is left as it is."""
    code = read(text)
    function = code.root.named_children[0]
    name, parameters = function.child_by_field_name("name"), function.child_by_field_name("parameters")
    if function.type != "function_declaration" or name is None or parameters is None or len(code.named(text_of(name))) > 1:
        return ()
    every = enumerate(parameters.named_children)
    return tuple(index for index, each in every if each.type == "identifier" and len(code.named(text_of(each))) == 1)


def _without_parameter(name: str, text: str, index: int, calls: list[tuple[str, Node | None]]) -> Iterator[list[Edit]]:
    """Yield the edits that take a parameter from a function, and from all calls what they hand over for it."""
    parameters = read(text).root.named_children[0].child_by_field_name("parameters")
    edits: list[Edit] = [(name, *_element(parameters, index), "")] if parameters is not None else []
    for other, given in calls:
        if given is None or any(each.type == "spread_element" for each in given.named_children):
            return
        if index < len(given.named_children):
            if not _does_nothing(given.named_children[index]):
                return
            edits.append((other, *_element(given, index), ""))
    yield edits


def _call(name: Node) -> Node | None:
    """Return the arguments of the call of a function; None where it is not called there."""
    call = name.parent
    if call is None or call.type != "call_expression" or call.child_by_field_name("function") != name:
        return None
    return call.child_by_field_name("arguments")


def _element(elements: Node, index: int) -> tuple[int, int]:
    """Return where an element of a list stands, with one of the commas around it."""
    inside = elements.named_children
    if index + 1 < len(inside):
        return inside[index].start_byte, inside[index + 1].start_byte
    return inside[index - 1].end_byte if index else inside[0].start_byte, inside[index].end_byte


@lru_cache(maxsize=REMEMBERED)
def _within(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return the edits, of which each can be made, that take out constants and names that take something apart."""
    code = read(text)
    edits: list[tuple[int, int, str]] = []
    for node in all_of(code.root):
        if node.type == "object_pattern" and node.parent is not None and node.parent.type == "formal_parameters":
            edits += _taken_apart(code, node)
        statement = _statement(node, code) if node.type == "variable_declarator" else None
        if statement is not None:
            edits += _constant(code, node, statement)
    return tuple(edits)


@lru_cache(maxsize=REMEMBERED)
def _calls(text: str) -> tuple[Node, ...]:
    """Return the statements that only call a function by its name."""
    code = read(text)
    found = [each for each in all_of(code.root) if each.type == "expression_statement" and each.named_children[0].type == "call_expression"]
    return tuple(each for each in found if _statement(each, code) is not None)


def _statement(node: Node, code: Code) -> Node | None:
    """Return the statement that a node is, or declares a single constant by, where it stands in a block and on lines of its own."""
    found = node.parent if node.type == "variable_declarator" else node
    if found is None or found.parent is None or found.parent.type != "statement_block":
        return None
    if found != node and len(found.named_children) != 1:
        return None
    start, end = _lines(found, code.text)
    alone = not code.text[code.text.rfind(b"\n", 0, found.start_byte) : found.start_byte].strip()
    return found if start >= 0 and alone and code.text[end : end + 1] == b"\n" else None


def _constant(code: Code, declarator: Node, statement: Node) -> Iterator[tuple[int, int, str]]:
    """Yield the edits that take out a constant, or one of those that take an array or an object apart."""
    target, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
    if target is None or value is None:
        return
    names = [target] if target.type == "identifier" else target.named_children
    if len(names) > 1:
        yield from _taken_apart(code, target)
    elif all(each.type in NAMES and len(code.named(text_of(each))) == 1 for each in names):
        if _does_nothing(value):
            yield (*_lines(statement, code.text), "")
        elif value.type == "call_expression":
            yield (statement.start_byte, value.start_byte, "")


def _taken_apart(code: Code, pattern: Node) -> Iterator[tuple[int, int, str]]:
    """Yield the edits that take out one of several names that take an object apart, or the last of those of an array."""
    elements = list(enumerate(pattern.named_children))
    of_array = pattern.type == "array_pattern"
    if len(elements) < 2 or not (of_array or pattern.type == "object_pattern") or any(each.type == "rest_pattern" for _, each in elements):
        return
    for index, each in elements[-1:] if of_array else elements:
        if each.type in NAMES and len(code.named(text_of(each))) == 1:
            yield (*_element(pattern, index), "")


def _without_call(name: str, statement: Node, functions: Mapping[str, str]) -> Iterator[list[Edit]]:
    """Yield the edits that leave of a call of a function that does nothing what is handed over to it."""
    call = statement.named_children[0]
    function, given = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or given is None or not _only_says(functions.get(text_of(function), "")):
        return
    does = [each for each in given.named_children if not _does_nothing(each)]
    if not does:
        yield [(name, *_lines(statement, functions[name].encode()), "")]
    elif len(does) == 1 and does[0].type == "call_expression":
        yield [(name, call.start_byte, call.end_byte, text_of(does[0]))]


@lru_cache(maxsize=REMEMBERED)
def _only_says(text: str) -> bool:
    """Whether a function does nothing but return a value that does nothing."""
    declared = read(text).root.named_children
    body = declared[0].child_by_field_name("body") if declared else None
    if body is None or len(body.named_children) != 1 or body.named_children[0].type != "return_statement":
        return False
    return all(_does_nothing(each) for each in body.named_children[0].named_children)


def _does_nothing(value: Node) -> bool:
    return value.type in _SAYS or (value.type in _HOLDS and all(_does_nothing(each) for each in value.named_children))


def _lines(statement: Node, text: bytes) -> tuple[int, int]:
    """Return where a statement stands with its line, and with a comment above it: that gives the reason for what goes."""
    return text.rfind(b"\n", 0, with_comments(statement).start_byte), statement.end_byte
