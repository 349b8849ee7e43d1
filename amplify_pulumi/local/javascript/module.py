"""Makes of a resolver's code a script that QuickJS runs, without moving anything: line and column of an error stay those of the code.

A module becomes one function. Its `import`s turn into bindings in front of it, its `export`s into what the function returns, its loops
count their iterations. Calling the function anew for each evaluation keeps what a module declares at its top apart between evaluations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tree_sitter import Node, Tree

from amplify_pulumi.appsync_js.exports import MODULE_EXPORTS
from amplify_pulumi.appsync_js.functions import refused_functions
from amplify_pulumi.appsync_js.syntax import refused_syntax
from amplify_pulumi.appsync_js.tree import CodeError, Nodes, each, nodes_by_type, parse, text_of
from amplify_pulumi.local.javascript.binding import JSException, new_context

MAXIMUM_CODE_LENGTH = 32_768
"""Characters; CreateResolver and CreateFunction refuse longer code (AppSync API reference, `code`)."""
MAXIMUM_ITERATIONS = 1_000
"""Of one loop in one evaluation (AWS General Reference, AppSync quotas)."""
HANDLERS = ("request", "response")

_FRAME = re.compile(r"(?:at (?P<name>\S+) \()?<input>:(?P<line>\d+):(?P<column>\d+)")
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")
"""What no UTF-8 text that ends in a zero byte can hold."""
LIMIT = "limit"
"""The function of the runtime that a loop calls when it has run too often."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Insertion:
    """Text that the code does not have: `length` characters before the character at `line`, `column` (both from 1) of the code."""

    line: int
    column: int
    length: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Module:
    """A resolver's or function's code, ready to be run by `JavaScript`. Shared by threads; made by `load`."""

    name: str
    """What it belongs to, for messages: `Query.getTodo`."""
    code: str
    script: str
    """An expression whose value is a function from what the runtime offers to the handlers."""
    insertions: tuple[Insertion, ...]


class InvalidCode(Exception):  # noqa: N818 - the name states what is wrong, as AppSync's own reason CODE_ERROR does
    """Code that AppSync refuses to save. `errors` holds all that were found, in the order of their positions."""

    def __init__(self, name: str, errors: tuple[CodeError, ...]) -> None:
        """Describe what is wrong with the code of `name`."""
        self.name = name
        self.errors = errors
        lines = "; ".join(f"code.js:{error.line}:{error.column}: {error.message}" for error in errors)
        super().__init__(f"{name}: the code contains one or more errors. {lines}")


@lru_cache(maxsize=4096)
def load(name: str, code: str) -> Module:
    """Return the module of `code`, an APPSYNC_JS 1.0.0 resolver or function that belongs to `name`.

    Raises:
        InvalidCode: For what AppSync refuses when code is saved: syntax errors, syntax and functions that APPSYNC_JS does not have,
            modules that cannot be imported, a missing `request` or `response`, more than 32,768 characters.
    """
    script, insertions, errors = _compile(code)
    if errors:
        raise InvalidCode(name, errors)
    return Module(name=name, code=code, script=script, insertions=insertions)


def located(module: Module, trace: str) -> tuple[int, int] | None:
    """Return line and column (both from 1) of the code that the innermost frame of `trace`, a QuickJS stack, belongs to.

    The column is that of the call or expression which the frame is in, as in AppSync. None if no frame is in the code.
    """
    last_line = module.code.count("\n") + 2
    callee: str | None = None
    for match in _FRAME.finditer(trace):
        line, column = int(match["line"]), int(match["column"])
        if line <= last_line:
            return _expression_start(module.code, line, _original_column(module.insertions, line, column), callee)
        callee = match["name"] or ""
    return None


def _original_column(insertions: tuple[Insertion, ...], line: int, column: int) -> int:
    shift = 0
    for insertion in insertions:
        if insertion.line == line and insertion.column + shift < column:
            shift += min(insertion.length, column - insertion.column - shift)
    return column - shift


def _expression_start(code: str, line: int, column: int, callee: str | None) -> tuple[int, int]:
    """Return where the expression at `line`, `column` begins; `callee` is the function of the runtime that the code was calling there."""
    lines = code.split("\n")
    if not 1 <= line <= len(lines):
        return line, column
    point = (line - 1, len(lines[line - 1][: column - 1].encode()))
    node = _parse(code).root_node.descendant_for_point_range(point, point)
    found = _access(node) if callee is None else _enclosing_call(node, callee)
    if found is None or found.type in {"program", "statement_block"}:
        return line, column
    row, byte = found.start_point
    return row + 1, len(lines[row].encode()[:byte].decode(errors="ignore")) + 1


def _access(node: Node | None) -> Node | None:
    """Return the member access or call that `node` names, or `node` itself."""
    while node is not None and node.parent is not None:
        parent = node.parent
        is_callee = parent.type == "call_expression" and parent.child_by_field_name("function") == node
        if not is_callee and parent.type not in {"member_expression", "subscript_expression"}:
            break
        node = parent
    return node


def _enclosing_call(node: Node | None, callee: str) -> Node | None:
    """Return the innermost call of `callee` around `node`: QuickJS points somewhere into it. A loop calls `limit` itself."""
    calls: list[Node] = []
    while node is not None:
        if callee == LIMIT and node.type == "for_in_statement":
            return node
        if node.type == "call_expression":
            function = node.child_by_field_name("function")
            name = function.child_by_field_name("property") if function is not None and function.type == "member_expression" else function
            if text_of(name) == callee:
                return node
            calls.append(node)
        node = node.parent
    return calls[0] if calls else None


@lru_cache(maxsize=256)
def _parse(code: str) -> Tree:
    return parse(code)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Edit:
    """Replaces the bytes from `start` to `end`; what is replaced keeps its lines and columns, what is inserted shifts its line."""

    start: int
    end: int
    text: str = ""


@lru_cache(maxsize=4096)
def _compile(code: str) -> tuple[str, tuple[Insertion, ...], tuple[CodeError, ...]]:
    if len(code) > MAXIMUM_CODE_LENGTH:
        message = f"The code has {len(code)} characters; AppSync accepts {MAXIMUM_CODE_LENGTH}."
        return "", (), (CodeError(type="CODE_TOO_LARGE", message=message, line=1, column=1, span=0),)
    impossible = _IMPOSSIBLE.search(code)
    if impossible:
        line, column = code.count("\n", 0, impossible.start()) + 1, impossible.start() - code.rfind("\n", 0, impossible.start())
        message = f"SyntaxError: the character U+{ord(impossible[0]):04X} cannot stand in code"
        return "", (), (CodeError(type="PARSE_ERROR", message=message, line=line, column=column, span=1),)
    tree = _parse(code)
    if tree.root_node.has_error:
        return "", (), (_syntax_error(code, tree.root_node),)
    source = code.encode()
    rewriter = _Rewriter(code)
    nodes = nodes_by_type(tree.root_node)
    edits = sorted(rewriter.edits(tree.root_node, nodes), key=lambda edit: (edit.start, edit.end))
    found = [*rewriter.errors, *refused_syntax(nodes), *refused_functions(nodes)]
    errors = sorted(found, key=lambda error: (error.line, error.column))
    if errors:
        return "", (), tuple(errors)
    prologue = f'(function({rewriter.hidden}){{"use strict";{rewriter.imports()}'
    epilogue = f"\n;return{{{','.join(f'{exported}:{local}' for exported, local in rewriter.exported.items())}}};}})"
    body, insertions = _apply(source, edits, len(prologue))
    script = prologue + body + epilogue
    early_error = _check(script, insertions)
    return script, insertions, (early_error,) if early_error else ()


def _apply(source: bytes, edits: list[_Edit], prologue_length: int) -> tuple[str, tuple[Insertion, ...]]:
    parts: list[str] = []
    insertions = [Insertion(line=1, column=1, length=prologue_length)]
    position = 0
    for edit in edits:
        parts.append(source[position : edit.start].decode())
        blank = re.sub(r"[^\n]", " ", source[edit.start : edit.end].decode())
        parts.append(edit.text + blank)
        if edit.text:
            line, column = _position(source, edit.start)
            insertions.append(Insertion(line=line, column=column, length=len(edit.text)))
        position = edit.end
    parts.append(source[position:].decode())
    return "".join(parts), tuple(insertions)


def _position(source: bytes, offset: int) -> tuple[int, int]:
    start = source.rfind(b"\n", 0, offset) + 1
    return source.count(b"\n", 0, offset) + 1, len(source[start:offset].decode()) + 1


def _syntax_error(code: str, root: Node) -> CodeError:
    """Return QuickJS's words for a syntax error, or the position of what tree-sitter could not read."""
    try:
        new_context().module(code)
    except JSException as exception:
        text = str(exception)
        match = _FRAME.search(text)
        if match and text.startswith("SyntaxError"):
            message = text.partition("\n")[0]
            return CodeError(type="PARSE_ERROR", message=message, line=int(match["line"]), column=int(match["column"]), span=1)
    node = next(_broken(root), root)
    row, byte = node.start_point
    column = len(code.split("\n")[row].encode()[:byte].decode(errors="ignore")) + 1
    what = f"expected {node.type!r}" if node.is_missing else "unexpected text"
    return CodeError(type="PARSE_ERROR", message=f"SyntaxError: {what}", line=row + 1, column=column, span=1)


def _broken(root: Node) -> Iterator[Node]:
    pending = [root]
    while pending:
        node = pending.pop()
        if node.is_missing or node.is_error:
            yield node
        pending.extend(child for child in reversed(node.children) if child.has_error or child.is_missing)


def _check(script: str, insertions: tuple[Insertion, ...]) -> CodeError | None:
    """Return the early error that QuickJS finds in `script`, such as a name that is declared twice."""
    try:
        new_context().eval(script)
    except JSException as exception:
        text = str(exception)
        match = _FRAME.search(text)
        line, column = (int(match["line"]), int(match["column"])) if match else (1, 1)
        return CodeError(
            type="PARSE_ERROR", message=text.partition("\n")[0], line=line, column=_original_column(insertions, line, column), span=1
        )
    return None


class _Rewriter:
    """Collects the edits for one module, what it imports and exports, and the errors in doing so."""

    def __init__(self, code: str) -> None:
        self.hidden = "$appsync"
        while self.hidden in code:
            self.hidden += "_"
        self.exported: dict[str, str] = {}
        self.errors: list[CodeError] = []
        self._bindings: list[str] = []
        self._loops = 0

    def imports(self) -> str:
        """Return the declarations of what the module imports."""
        return "".join(self._bindings)

    def edits(self, root: Node, nodes: Nodes) -> Iterator[_Edit]:
        """Yield the edits for the whole module."""
        for statement in root.named_children:
            if statement.type == "import_statement":
                self._import(statement)
                yield _Edit(start=statement.start_byte, end=statement.end_byte)
            elif statement.type == "export_statement":
                yield from self._export(statement)
        for loop in each(nodes, "for_in_statement"):
            yield from self._count(loop)
        for handler in HANDLERS:
            if handler not in self.exported:
                message = f"The code does not export the function {handler!r}."
                self.errors.append(CodeError(type="MISSING_MAPPING_EXPORT", message=message, line=1, column=1, span=0))

    def _refuse(self, node: Node, error_type: str, message: str) -> None:
        self.errors.append(CodeError.at(node, error_type, message))

    def _import(self, statement: Node) -> None:
        source = statement.child_by_field_name("source")
        module = text_of(source)[1:-1] if source is not None else ""
        if module not in MODULE_EXPORTS:
            known = ", ".join(MODULE_EXPORTS)
            self._refuse(source or statement, "INVALID_IMPORT", f"Cannot import {module!r}: APPSYNC_JS has the modules {known}.")
            return
        clause = next((child for child in statement.named_children if child.type == "import_clause"), None)
        for child in clause.named_children if clause is not None else ():
            self._import_names(child, module)

    def _import_names(self, node: Node, module: str) -> None:
        offered = f'{self.hidden}.modules["{module}"]'
        if node.type == "namespace_import":
            self._bindings.append(f"const {text_of(node.named_children[0])}={offered};")
        elif node.type == "named_imports":
            for specifier in node.named_children:
                if specifier.type != "import_specifier":
                    continue
                name = text_of(specifier.child_by_field_name("name"))
                local = text_of(specifier.child_by_field_name("alias")) or name
                if name not in MODULE_EXPORTS[module]:
                    self._refuse(specifier, "INVALID_IMPORT", f"Module {module!r} has no exported member {name!r}.")
                self._bindings.append(f"const {local}={offered}.{name};")
        elif node.type == "identifier":
            self._refuse(node, "INVALID_IMPORT", f"Module {module!r} has no default export.")

    def _export(self, statement: Node) -> Iterator[_Edit]:
        declaration = statement.child_by_field_name("declaration")
        clause = next((child for child in statement.named_children if child.type == "export_clause"), None)
        if any(child.type == "default" for child in statement.children):
            self._refuse(statement, "INVALID_EXPORT", "A default export is not supported: export 'request' and 'response'.")
        elif declaration is not None:
            for name in _declared(declaration):
                self.exported[name] = name
            yield _Edit(start=statement.start_byte, end=declaration.start_byte)
        elif clause is not None and statement.child_by_field_name("source") is None:
            for specifier in clause.named_children:
                if specifier.type == "export_specifier":
                    name = text_of(specifier.child_by_field_name("name"))
                    self.exported[text_of(specifier.child_by_field_name("alias")) or name] = name
            yield _Edit(start=statement.start_byte, end=statement.end_byte)
        else:
            self._refuse(statement, "INVALID_EXPORT", "Exports of other modules are not supported: export 'request' and 'response'.")

    def _count(self, loop: Node) -> Iterator[_Edit]:
        body = loop.child_by_field_name("body")
        if body is None:
            return
        self._loops += 1
        counter = f"{self.hidden}{self._loops}"
        test = f"if(++{counter}>{MAXIMUM_ITERATIONS}){self.hidden}.{LIMIT}({MAXIMUM_ITERATIONS});"
        yield _Edit(start=loop.start_byte, end=loop.start_byte, text=f"{{let {counter}=0;")
        if body.type == "statement_block":
            yield _Edit(start=body.start_byte + 1, end=body.start_byte + 1, text=test)
        else:
            yield _Edit(start=body.start_byte, end=body.start_byte, text=f"{{{test}")
            yield _Edit(start=body.end_byte, end=body.end_byte, text="}")
        yield _Edit(start=loop.end_byte, end=loop.end_byte, text="}")


def _declared(declaration: Node) -> Iterator[str]:
    name = declaration.child_by_field_name("name")
    if name is not None:
        yield text_of(name)
    for child in declaration.named_children:
        if child.type == "variable_declarator":
            yield text_of(child.child_by_field_name("name"))
