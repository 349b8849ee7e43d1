"""Makes one file of a handler and what it imports: what AppSync takes as the code of a resolver or function.

Only what is used is there, each file after those that it imports, with one import for each of AppSync's modules. Names that two files
declare are told apart. `ctx.env.NAME` becomes a string that the deployment fills in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path

from tree_sitter import Node

from amplify_pulumi.appsync_js.exports import MODULE_EXPORTS
from amplify_pulumi.appsync_js.tree import text_of
from amplify_pulumi.compiler.handlers import files
from amplify_pulumi.compiler.handlers.checks import HANDLERS, at, environment_values
from amplify_pulumi.compiler.handlers.graph import Binding, Graph
from amplify_pulumi.compiler.handlers.module import WHOLE, Statement, UserModule
from amplify_pulumi.compiler.handlers.names import final_names
from amplify_pulumi.compiler.limits import RESOLVER_CHARACTERS
from amplify_pulumi.compiler.plan import REFERENCE
from amplify_pulumi.schema.errors import Problem, error, has_errors
from amplify_pulumi.schema.model import CodeHandler, Position, Schema

DYNAMODB_MODULE = "@aws-appsync/utils/dynamodb"

_UNIT = "unit.js"
_STEPS_ONLY = re.compile(r"\b(?:stash|prev)\b|\.\.\.\s*(?:ctx|context)\b|\bstringify\(\s*(?:ctx|context)\b")
"""What a handler finds in the context of a pipeline and not in that of a unit resolver, or the context as a whole."""
_REFERENCE = re.compile(rb"\$\{(?:" + REFERENCE.pattern.encode() + rb")\}")
_BLANK = re.compile(r"x(?:[x ]*x)?")
_TYPE_COMMENT = re.compile(r"/\*\*.*?\*/\s*", re.DOTALL)
_OPERATION = re.compile(r"""['"](\w+)['"]""")


@dataclass(frozen=True, kw_only=True, slots=True)
class Handler:
    """A handler, ready to be deployed."""

    code: str
    mentions: frozenset[str]
    """The words that stand in it as strings, and the helpers of `@aws-appsync/utils/dynamodb` that it uses: what it may ask of a table."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


def read_handler(handler: CodeHandler, *, unit: bool) -> tuple[Handler | None, tuple[Problem, ...]]:
    """Return the code of a handler, or None and what is wrong with it.

    Args:
        handler: what the schema says; its file is looked for beside the one that names it.
        unit: whether it answers a field alone. It then finds in its context what Amplify's pipelines put there: `ctx.prev`, and the API's
            id and environment in the stash.
    """
    position = handler.position or Position(file="", line=1, column=1, language="yaml")
    path = files.locate(position.file, handler.entry)
    try:
        source = files.read(path)
    except (OSError, UnicodeDecodeError, ValueError) as reason:
        text = f'The handler "{handler.entry}" cannot be read: {getattr(reason, "strerror", None) or reason}'
        return None, (error("AP5101", position, text, f"Looked for {path}: a path is relative to the file that it stands in."),)
    graph = Graph(language=position.language)
    graph.add(source)
    graph.check_imports()
    missing = [name for name in HANDLERS if path in graph.modules and name not in graph.modules[path].exports]
    if missing and not has_errors(graph.problems):
        text = f'The handler "{handler.entry}" does not export {" and ".join(missing)}'
        graph.problems.append(error("AP5105", position, text, "Export two functions, request and response."))
    if has_errors(graph.problems):
        return None, tuple(dict.fromkeys(graph.problems))
    entry = _wrap(graph, path) if unit and any(_STEPS_ONLY.search(each.code) for each in graph.modules.values()) else path
    bundled = _Bundle(graph, entry)
    code = bundled.code()
    if has_errors(graph.problems):
        return None, tuple(dict.fromkeys(graph.problems))
    if len(code) > RESOLVER_CHARACTERS:
        size = f"{len(code):,} characters with what it imports"
        text = f'The handler "{handler.entry}" has {size}: AppSync takes at most {RESOLVER_CHARACTERS:,}'
        return None, (error("AP6004", position, text, "Import less, or move work into a Lambda function."),)
    return Handler(code=code, mentions=frozenset({*_OPERATION.findall(code), *bundled.helpers()})), tuple(graph.problems)


def handler_files(schema: Schema) -> tuple[Path, ...]:
    """Return every file that the handlers of a schema are made of, or are looked for in."""
    found: dict[str, None] = {}
    for handler in (each for operation in schema.operations for each in operation.handlers if isinstance(each, CodeHandler)):
        position = handler.position or Position(file="", line=1, column=1, language="yaml")
        path = files.locate(position.file, handler.entry)
        found[path] = None
        try:
            source = files.read(path)
        except (OSError, UnicodeDecodeError, ValueError):
            continue
        graph = Graph(language=position.language)
        graph.add(source)
        found.update(dict.fromkeys(graph.modules))
    return tuple(map(Path, found))


def _wrap(graph: Graph, path: str) -> str:
    """Put our own module around a handler; return its path."""
    text = (package_files("amplify_pulumi") / "resolvers" / "handlers" / _UNIT).read_text(encoding="utf-8")
    graph.add(files.Source(path=_UNIT, text=text), replaced={"./handler.js": path})
    return _UNIT


class _Bundle:
    """One file in the making."""

    def __init__(self, graph: Graph, entry: str) -> None:
        self.graph = graph
        self.entry = entry
        self.used = self._used()
        self.names = final_names(graph, entry, self._bindings())

    def code(self) -> str:
        """Return the text of the file; what cannot be bundled is added to the graph's problems."""
        parts = [self._imports()] if any(source in MODULE_EXPORTS for source, _ in self.names) else []
        exported: list[str] = []
        for path, module in self.graph.modules.items():
            for statement in module.statements:
                if (path, statement.start) in self.used:
                    inline = self._inline_exports(path, statement)
                    exported.extend(inline)
                    parts.append(("export " if inline else "") + self._text(path, module, statement))
        clause = [self._exported(name) for name in HANDLERS if name not in exported]
        if clause:
            parts.append(f"export {{ {', '.join(clause)} }};")
        return "\n\n".join(parts) + "\n"

    def helpers(self) -> Iterator[str]:
        """Yield the helpers for DynamoDB that the code uses."""
        for source, name in self.names:
            if source == DYNAMODB_MODULE and name != WHOLE:
                yield name
        for path, module in self.graph.modules.items():
            for local, nodes in module.references.items():
                if self.graph.binding(path, local) == (DYNAMODB_MODULE, WHOLE):
                    yield from (name for node in nodes if (name := _member_of(node)) is not None)

    def _used(self) -> set[tuple[str, int]]:
        """Return the statements that the handlers need, by file and place; what has effects is needed in any case."""
        used: set[tuple[str, int]] = set()
        pending: list[Binding] = [each for name in HANDLERS if (each := self.graph.exported(self.entry, name)) is not None]
        for path, module in self.graph.modules.items():
            pending.extend(self._uses(path, (each for each in module.statements if each.has_effects), used))
        seen: set[Binding] = set()
        while pending:
            binding = pending.pop()
            if binding in seen or binding[0] not in self.graph.modules:
                continue
            seen.add(binding)
            path, name = binding
            statements = self.graph.modules[path].statements
            found = (each for each in statements if name in each.declares or (each.default and name.startswith("export ")))
            pending.extend(self._uses(path, found, used))
        return used

    def _uses(self, path: str, statements: Iterator[Statement], used: set[tuple[str, int]]) -> Iterator[Binding]:
        for statement in statements:
            used.add((path, statement.start))
            for name in statement.uses:
                binding = self.graph.binding(path, name)
                if binding is not None and binding[1] == WHOLE and binding[0] in self.graph.modules:
                    yield from self._members(path, name, binding[0])
                elif binding is not None:
                    yield binding

    def _members(self, path: str, name: str, target: str) -> Iterator[Binding]:
        """Yield what is used of a file that is imported as a whole."""
        module = self.graph.modules[path]
        for node in module.references[name]:
            member = _member_of(node)
            binding = self.graph.exported(target, member) if member is not None else None
            if binding is not None:
                yield binding
            else:
                text = f"{name}.{member} is not exported" if member else f"{name} stands for a file, and is used as a value"
                advice = "Use what the file exports by its names."
                self.graph.problems.append(at(module, node, self.graph.language, "AP5104", text, advice))

    def _bindings(self) -> list[Binding]:
        """Return what the used statements declare and use, in order, those of the entry first."""
        bindings: dict[Binding, None] = {}
        paths = [self.entry, *(path for path in self.graph.modules if path != self.entry)]
        for path in paths:
            for statement in self.graph.modules[path].statements:
                if (path, statement.start) not in self.used:
                    continue
                bindings.update(dict.fromkeys((path, name) for name in sorted(statement.declares)))
                if statement.default:
                    bindings[path, "export default"] = None
        for path in paths:
            for statement in self.graph.modules[path].statements:
                if (path, statement.start) in self.used:
                    found = (self.graph.binding(path, name) for name in sorted(statement.uses))
                    bindings.update(dict.fromkeys(each for each in found if each is not None and each[0] in MODULE_EXPORTS))
        return list(bindings)

    def _imports(self) -> str:
        lines: list[str] = []
        for source in sorted({source for source, _ in self.names if source in MODULE_EXPORTS}):
            named = {name: final for (module, name), final in self.names.items() if module == source}
            if WHOLE in named:
                lines.append(f"import * as {named.pop(WHOLE)} from '{source}';")
            if named:
                members = (name if name == final else f"{name} as {final}" for name, final in sorted(named.items()))
                lines.append(f"import {{ {', '.join(members)} }} from '{source}';")
        return "\n".join(lines)

    def _inline_exports(self, path: str, statement: Statement) -> list[str]:
        """Return the handlers that a statement can export where they are declared: it declares nothing else, and exported them itself."""
        parent = statement.node.parent
        if path != self.entry or parent is None or parent.type != "export_statement" or any(c.type == "default" for c in parent.children):
            return []
        names = [name for name in statement.declares if name in HANDLERS and self.names[path, name] == name]
        return names if len(names) == len(statement.declares) else []

    def _exported(self, name: str) -> str:
        binding = self.graph.exported(self.entry, name)
        final = self.names[binding] if binding is not None else name
        return name if final == name else f"{final} as {name}"

    def _text(self, path: str, module: UserModule, statement: Statement) -> str:
        source = module.code.encode()
        end = statement.node.end_byte
        edits = sorted(self._edits(path, module, statement, source), key=lambda edit: (edit.start, -edit.end))
        parts: list[str] = []
        position = statement.start
        for edit in edits:
            if edit.start >= position:
                parts.extend((source[position : edit.start].decode(), edit.text))
                position = edit.end
        text = "".join((*parts, source[position:end].decode()))
        if statement.default:
            text = f"const {self.names[path, 'export default']} = {text};"
        return _TYPE_COMMENT.sub("", text) if path == _UNIT else text

    def _edits(self, path: str, module: UserModule, statement: Statement, source: bytes) -> Iterator[_Edit]:
        start, end = statement.start, statement.node.end_byte
        for value in environment_values(module):
            if start <= value.node.start_byte < end:
                yield _Edit(start=value.node.start_byte, end=value.node.end_byte, text=f'"${{env.{value.name}}}"')
        for name, nodes in module.references.items():
            binding = self.graph.binding(path, name)
            for node in nodes:
                if binding is not None and start <= node.start_byte < end:
                    yield from self._renamed(name, node, binding)
        if path != _UNIT:
            yield from (_hidden(module.root, match.start()) for match in _REFERENCE.finditer(source, start, end))
        yield from (each for each in _blanks(module) if start <= each.start < end)

    def _renamed(self, name: str, node: Node, binding: Binding) -> Iterator[_Edit]:
        """Yield the edit that gives a name its final form, where that is another one."""
        if binding[1] == WHOLE and binding[0] in self.graph.modules:
            member, expression = _member_of(node), node.parent
            found = self.graph.exported(binding[0], member) if member is not None else None
            if found is not None and expression is not None:
                yield _Edit(start=expression.start_byte, end=expression.end_byte, text=self.names[found])
            return
        final = self.names.get(binding, name)
        if final != name:
            text = final if node.type == "identifier" else f"{name}: {final}"
            yield _Edit(start=node.start_byte, end=node.end_byte, text=text)


def _member_of(node: Node) -> str | None:
    """Return the name in `node.name`; None where the node is not what a member is taken of."""
    parent = node.parent
    if parent is None or parent.type != "member_expression" or parent.child_by_field_name("object") != node:
        return None
    return text_of(parent.child_by_field_name("property"))


def _blanks(module: UserModule) -> Iterator[_Edit]:
    """Yield the edits that take out the blanks in the place of types."""
    if not module.source.is_typescript:
        return
    pairs = zip(module.source.text, module.code, strict=True)
    mask = "".join("x" if before != after else " " if after == " " else "." for before, after in pairs)
    for match in _BLANK.finditer(mask):
        start, end = (len(module.code[:index].encode()) for index in match.span())
        yield _Edit(start=start, end=end, text="")


def _hidden(root: Node, start: int) -> _Edit:
    """Return the edit by which `${api.id}` of a user's own code is not taken for a reference of the plan."""
    node = root.descendant_for_byte_range(start, start + 2)
    is_code = node is not None and (node.type in ("template_substitution", "comment", "${"))
    return _Edit(start=start, end=start + 2, text="${ " if is_code else "$\\{")
