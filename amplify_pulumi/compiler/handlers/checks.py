"""What AppSync does not take of a user's file, as mistakes at their positions in that file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from amplify_pulumi.appsync_js.functions import refused_functions
from amplify_pulumi.appsync_js.syntax import refused_syntax
from amplify_pulumi.appsync_js.tree import CodeError, nodes_by_type, text_of
from amplify_pulumi.appsync_js.typescript import strip_types
from amplify_pulumi.compiler.handlers.module import UserModule, descendants
from amplify_pulumi.schema.errors import Problem, error
from amplify_pulumi.schema.model import Language, Position

HANDLERS = ("request", "response")
CONTEXTS = frozenset({"ctx", "context"})
"""What the context is called where it is not seen to be one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvironmentValue:
    """`ctx.env.NAME` in the code."""

    node: Node
    name: str


def at(module: UserModule, node: Node, language: Language, code: str, message: str, advice: str) -> Problem:
    """Return a mistake at a node of a user's file."""
    return _problem(module, CodeError.at(node, "", message), language, code, advice)


def mistakes(module: UserModule, language: Language) -> Iterator[Problem]:
    """Yield what is wrong with a file by itself. A file that is no JavaScript, or nested too deeply, has that mistake alone.

    Args:
        module: the file.
        language: of the schema, by which mistakes are told.
    """
    typescript = strip_types(module.source.text)[1] if module.source.is_typescript else ()
    for each in typescript:
        yield _refused(module, each, language)
    if module.too_deep is not None:
        yield _refused(module, module.too_deep, language)
        return
    if module.root.has_error:
        if not typescript:
            broken = next((node for node in descendants(module.root) if node.is_error or node.is_missing), module.root)
            what = f"expected {broken.type!r}" if broken.is_missing else "this is not JavaScript"
            yield at(module, broken, language, "AP5102", f"The code cannot be read: {what}", "Correct the code.")
        return
    nodes = nodes_by_type(module.root)
    for each in sorted((*refused_syntax(nodes), *refused_functions(nodes)), key=lambda each: (each.line, each.column)):
        yield _refused(module, each, language)
    for node in environment_misuses(module):
        yield at(
            module,
            node,
            language,
            "AP5106",
            "ctx.env is used otherwise than as ctx.env.NAME",
            "Write each value out, such as ctx.env.TABLE_NAME: it is put into the code when the API is deployed.",
        )


def _refused(module: UserModule, each: CodeError, language: Language) -> Problem:
    advice = "Write it with what APPSYNC_JS supports (AppSync developer guide, Supported runtime features)."
    return _problem(module, each, language, "AP5103", advice)


def _problem(module: UserModule, found: CodeError, language: Language, code: str, advice: str) -> Problem:
    position = Position(file=module.source.path, line=found.line, column=found.column, language=language)
    lines = module.source.text.split("\n")
    source_line = lines[found.line - 1].rstrip("\r") if found.line <= len(lines) else None
    return replace(error(code, position, found.message.rstrip("."), advice), source_line=source_line)


def environment_values(module: UserModule) -> Iterator[EnvironmentValue]:
    """Yield each `ctx.env.NAME`."""
    for node in _environments(module):
        outer = node.parent
        if outer is not None and outer.type == "member_expression" and outer.child_by_field_name("object") == node:
            yield EnvironmentValue(node=outer, name=text_of(outer.child_by_field_name("property")))


def environment_misuses(module: UserModule) -> Iterator[Node]:
    """Yield each place where `ctx.env` is taken for anything but one of its members by name."""
    for node in _environments(module):
        outer = node.parent
        is_member = outer is not None and outer.type == "member_expression" and outer.child_by_field_name("object") == node
        is_written = outer is not None and _is_target(outer)
        if not is_member or is_written:
            yield node
    contexts = _contexts(module)
    for node in descendants(module.root):
        if node.type == "object_pattern" and _destructures_context(node, contexts):
            yield from (child for child in node.named_children if _key(child) == "env")
        elif node.type == "subscript_expression" and text_of(node.child_by_field_name("index"))[1:-1] == "env":
            yield from (node for each in [node.child_by_field_name("object")] if text_of(each) in contexts)


def _environments(module: UserModule) -> Iterator[Node]:
    contexts = _contexts(module)
    for node in descendants(module.root):
        if node.type == "member_expression" and text_of(node.child_by_field_name("property")) == "env":
            context = node.child_by_field_name("object")
            if context is not None and context.type == "identifier" and text_of(context) in contexts:
                yield node


def _is_target(node: Node) -> bool:
    parent = node.parent
    if parent is None:
        return False
    if parent.type in ("assignment_expression", "augmented_assignment_expression"):
        return parent.child_by_field_name("left") == node
    return parent.type == "unary_expression" and text_of(parent.child_by_field_name("operator")) == "delete"


def _contexts(module: UserModule) -> frozenset[str]:
    """Return the names of the context: the usual ones, and those of the handlers' parameters."""
    handlers = (_function(module, module.exports[name]) for name in HANDLERS if name in module.exports)
    parameters = (_first_parameter(function) for function in handlers if function is not None)
    return CONTEXTS | {text_of(each) for each in parameters if each is not None and each.type == "identifier"}


def _destructures_context(pattern: Node, contexts: frozenset[str]) -> bool:
    parent = pattern.parent
    if parent is None:
        return False
    if parent.type == "variable_declarator":
        value = parent.child_by_field_name("value")
        return value is not None and value.type == "identifier" and text_of(value) in contexts
    if parent.type == "formal_parameters":
        function = parent.parent
        name = function.child_by_field_name("name") if function is not None else None
        if function is not None and name is None and function.parent is not None:
            name = function.parent.child_by_field_name("name")
        return text_of(name) in HANDLERS
    return False


def _key(member: Node) -> str:
    if member.type == "object_assignment_pattern":
        return text_of(member.child_by_field_name("left"))
    return text_of(member.child_by_field_name("key")) if member.type == "pair_pattern" else text_of(member)


def _function(module: UserModule, name: str) -> Node | None:
    for statement in module.statements:
        if name not in statement.declares:
            continue
        if statement.node.type == "function_declaration":
            return statement.node
        for child in statement.node.named_children:
            if child.type == "variable_declarator" and text_of(child.child_by_field_name("name")) == name:
                return child.child_by_field_name("value")
    return None


def _first_parameter(function: Node) -> Node | None:
    parameters = function.child_by_field_name("parameters") or function.child_by_field_name("parameter")
    if parameters is None or parameters.type == "identifier":
        return parameters
    return parameters.named_children[0] if parameters.named_children else None
