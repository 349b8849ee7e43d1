"""Puts small helpers of a resolver in the place where they are called.

A helper is written once for all modules that use it. In the file of one resolver it often has one caller, and then the reader need not
look for it: a function that does nothing but return a value becomes that value, if this fits on the line of the call. So does one with
several callers where its value is no longer than the call. The syntax tree (tree-sitter) decides; where a name could mean something else
in the new place, the helper stays a function.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tree_sitter import Node

from amplify_pulumi.compiler.syntax_tree import NAMES, REMEMBERED, Code, all_of, read, text_of

MAXIMUM_WIDTH = 140
"""Columns of a line, as in the modules themselves."""

_BINDS = ("variable_declarator", "formal_parameters", "arrow_function", "for_in_statement", "function_declaration")
_STANDS_ALONE = frozenset({"arguments", "variable_declarator", "return_statement", "arrow_function", "template_substitution", "pair"})
"""Around an expression: what needs no parentheses for it."""
_ATOMS = frozenset(
    {
        "identifier",
        "subscript_expression",
        "string",
        "number",
        "array",
        "call_expression",
        "member_expression",
        "template_string",
        "true",
        "false",
    }
)
_FUNCTIONS = frozenset({"arrow_function", "function_expression"})


def inlined(functions: Mapping[str, str], kept: frozenset[str]) -> dict[str, str]:
    """Return the functions of a file, in their order, without those that went into their callers.

    Args:
        functions: the text of each, by name; other declarations may be among them.
        kept: those that stay whatever they are.
    """
    found = dict(functions)
    while place := next(_places(found, kept), None):
        helper, is_last, caller, text = place
        found[caller] = text
        if is_last:
            del found[helper]
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class _Helper:
    """A function that only returns a value."""

    code: Code
    parameters: tuple[str, ...]
    value: Node
    indentation: int
    """Of the line on which the value begins."""


def _places(functions: Mapping[str, str], kept: frozenset[str]) -> Iterator[tuple[str, bool, str, str]]:
    """Yield what can be put where: the helper, whether nothing else uses it, its caller, and the caller's new text."""
    codes = {name: read(text) for name, text in functions.items()}
    for name, text in functions.items():
        helper = None if name in kept else _helper(text)
        if helper is None:
            continue
        uses = [(caller, node) for caller, code in codes.items() if caller != name for node in code.named(name)]
        for caller, use in uses:
            new = _put(helper, use, functions[caller])
            if new is not None and (len(uses) == 1 or len(new) <= len(functions[caller])):
                yield name, len(uses) == 1, caller, new


@lru_cache(maxsize=REMEMBERED)
def _helper(text: str) -> _Helper | None:
    """Return what a function returns, where it does nothing else."""
    code = read(text)
    declared = code.root.named_children[0] if len(code.root.named_children) == 1 else None
    if declared is None or declared.type != "function_declaration":
        return None
    parameters, body = declared.child_by_field_name("parameters"), declared.child_by_field_name("body")
    if parameters is None or body is None or any(each.type != "identifier" for each in parameters.named_children):
        return None
    statements = body.named_children
    if len(statements) != 1 or statements[0].type != "return_statement" or len(statements[0].named_children) != 1:
        return None
    value = statements[0].named_children[0]
    if value.type == "parenthesized_expression":
        value = value.named_children[0]
    names = tuple(text_of(each) for each in parameters.named_children)
    return _Helper(code=code, parameters=names, value=value, indentation=statements[0].start_point.column)


def _put(helper: _Helper, use: Node, caller: str) -> str | None:
    """Return the caller's text with the helper's value in the place of the call; None where it cannot stand there."""
    call = use.parent
    if call is None or call.type != "call_expression" or call.child_by_field_name("function") != use:
        return None
    given = call.child_by_field_name("arguments")
    if given is None or len(given.named_children) != len(helper.parameters):
        return None
    arguments = dict(zip(helper.parameters, given.named_children, strict=True))
    if not all(_may_move(argument, helper, name) for name, argument in arguments.items()) or _clashes(helper, arguments, caller):
        return None
    text, value = caller.encode(), _with_arguments(helper, arguments)
    around = call.parent.type if call.parent is not None else ""
    if around not in _STANDS_ALONE:
        if "\n" in value:
            return None
        value = value if helper.value.type in _ATOMS else f"({value})"
    elif around == "arrow_function" and helper.value.type == "object":
        value = f"({value})"
    elif "\n" in value:
        if around not in ("variable_declarator", "return_statement"):
            return None
        value = _shifted(value, _indentation(text, call) - helper.indentation)
    new = text[: call.start_byte] + value.encode() + text[call.end_byte :]
    return None if max(map(len, new.decode().split("\n"))) > MAXIMUM_WIDTH else new.decode()


def _may_move(argument: Node, helper: _Helper, parameter: str) -> bool:
    """Whether the argument may stand wherever the parameter does: it says the same each time, or it is asked for once."""
    if all(
        each.type in ("identifier", "member_expression", "property_identifier", ".", "string", "string_fragment", "'")
        for each in all_of(argument)
    ):
        return True
    uses = helper.code.named(parameter, within=helper.value)
    return len(uses) == 1 and not _is_within_function(uses[0], helper.value)


def _is_within_function(node: Node, top: Node) -> bool:
    while node != top and node.parent is not None:
        node = node.parent
        if node.type in _FUNCTIONS:
            return True
    return False


def _clashes(helper: _Helper, arguments: Mapping[str, Node], caller: str) -> bool:
    """Whether a name would mean something else: one of an argument within the helper, or one of the helper within the caller."""
    within = set(_bound(helper.value))
    given = {text_of(each) for argument in arguments.values() for each in all_of(argument) if each.type in NAMES}
    own = {text_of(each) for each in all_of(helper.value) if each.type in NAMES} - within - set(helper.parameters)
    return bool(within & (given | set(helper.parameters)) or own & _bound_in(caller))


@lru_cache(maxsize=REMEMBERED)
def _bound_in(text: str) -> frozenset[str]:
    return frozenset(_bound(read(text).root))


def _bound(tree: Node) -> Iterator[str]:
    """Yield the names that are declared within: parameters and constants."""
    for node in all_of(tree):
        if node.type in _BINDS:
            for field in ("name", "parameter", "parameters", "left"):
                declared = node.child_by_field_name(field)
                if declared is not None and not (node.type == "function_declaration" and field == "name"):
                    yield from (text_of(each) for each in all_of(declared) if each.type in NAMES)


def _with_arguments(helper: _Helper, arguments: Mapping[str, Node]) -> str:
    value = helper.value
    text = value.text or b""
    for node in sorted(
        (each for name in arguments for each in helper.code.named(name, within=value)), key=lambda each: each.start_byte, reverse=True
    ):
        argument = text_of(arguments[text_of(node)])
        new = f"{text_of(node)}: {argument}" if node.type == "shorthand_property_identifier" and argument != text_of(node) else argument
        text = text[: node.start_byte - value.start_byte] + new.encode() + text[node.end_byte - value.start_byte :]
    return text.decode()


def _shifted(value: str, columns: int) -> str:
    """Return a value with all lines but the first moved to the right, or to the left."""
    first, *others = value.split("\n")
    return "\n".join([first, *(" " * (len(each) - len(each.lstrip()) + columns) + each.lstrip() for each in others)])


def _indentation(text: bytes, node: Node) -> int:
    line = text[text.rfind(b"\n", 0, node.start_byte) + 1 :]
    return len(line) - len(line.lstrip(b" "))
