"""What a file of a handler declares, imports, exports and uses, from its syntax tree.

Names are followed by scope: what a function declares for itself hides what the module declares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tree_sitter import Node

from amplify_pulumi.appsync_js.nesting import refused_nesting
from amplify_pulumi.appsync_js.tree import FUNCTIONS, CodeError, declared_names, parse, text_of
from amplify_pulumi.appsync_js.typescript import strip_types
from amplify_pulumi.compiler.handlers.files import Source

WHOLE = "*"
"""What `import * as name` imports."""
DEFAULT = "default"

_IDENTIFIERS = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
_BLOCKS = frozenset({"for_in_statement", "for_statement", "program", "statement_block", "switch_body", *FUNCTIONS})
_DECLARATIONS = frozenset({"function_declaration", "lexical_declaration", "variable_declaration"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Import:
    """Where a name comes from."""

    specifier: str
    name: str
    """The name there; `WHOLE` for everything, as members."""
    node: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A statement at the top level of a module."""

    node: Node
    start: int
    """Where its text begins, in bytes: comments right above belong to it, `export` does not."""
    declares: frozenset[str]
    uses: frozenset[str]
    """The names of the module that it uses."""
    default: bool = False
    """Whether it is an expression that is exported as `default`."""

    @property
    def has_effects(self) -> bool:
        """Whether it does something even if nobody uses what it declares."""
        return not self.declares and not self.default


@dataclass(frozen=True, kw_only=True, slots=True)
class UserModule:
    """A file as understood."""

    source: Source
    code: str
    """JavaScript: the text, with blanks in the place of types."""
    root: Node
    statements: tuple[Statement, ...]
    imports: Mapping[str, Import]
    """By the name in this module. Re-exports are imports under a name that no code can use."""
    exports: Mapping[str, str]
    """The name in this module, by the exported one."""
    references: Mapping[str, tuple[Node, ...]]
    """Every place where a name of the module stands, its declaration included; imports and exports are not."""
    free: frozenset[str]
    """Names that nothing declares: those of the language and of AppSync."""
    identifiers: frozenset[str]
    """Every name that stands for something anywhere in the module."""
    too_deep: CodeError | None = None
    """Where it is nested too deeply, if it is. Nothing more is known of such a file."""

    @property
    def declared(self) -> frozenset[str]:
        """The names that the module itself declares."""
        return frozenset(name for each in self.statements for name in each.declares)


def understand(source: Source) -> UserModule:
    """Return what a file says. Where it is not valid, what can be read of it."""
    code = strip_types(source.text)[0] if source.is_typescript else source.text
    root = parse(code).root_node
    too_deep = next(refused_nesting(root), None)
    if too_deep is not None:
        return _unread(source, code, root, too_deep)
    declared = _scopes(root)
    references, free, identifiers = _references(root, declared)
    imports: dict[str, Import] = {}
    exports: dict[str, str] = {}
    statements: list[Statement] = []
    for node in root.named_children:
        if node.type == "import_statement":
            imports.update(_imported(node))
        elif node.type == "export_statement" and node.child_by_field_name("declaration") is None:
            _export(node, imports, exports, statements, references)
        elif node.type not in ("comment", "empty_statement", "hash_bang_line"):
            statement = _statement(node, references)
            statements.append(statement)
            if node.type == "export_statement":
                is_default = any(child.type == DEFAULT for child in node.children)
                exports.update({DEFAULT if is_default else name: name for name in sorted(statement.declares)})
    return UserModule(
        source=source,
        code=code,
        root=root,
        statements=tuple(statements),
        imports=MappingProxyType(imports),
        exports=MappingProxyType(exports),
        references=MappingProxyType({name: tuple(nodes) for name, nodes in references.items()}),
        free=frozenset(free),
        identifiers=frozenset(identifiers),
    )


def _unread(source: Source, code: str, root: Node, too_deep: CodeError) -> UserModule:
    """Return a file that is nested too deeply: looking at what is around each name would take minutes."""
    return UserModule(
        source=source,
        code=code,
        root=root,
        statements=(),
        imports=MappingProxyType({}),
        exports=MappingProxyType({}),
        references=MappingProxyType({}),
        free=frozenset(),
        identifiers=frozenset(),
        too_deep=too_deep,
    )


def descendants(node: Node) -> Iterator[Node]:
    """Yield all nodes below one, in the order of the code. Code may be nested deeply, so there is no recursion."""
    pending = list(reversed(node.children))
    while pending:
        child = pending.pop()
        yield child
        pending.extend(reversed(child.children))


def _scopes(root: Node) -> dict[int, set[str]]:
    """Return the names that each scope declares, by the id of its node."""
    declared: dict[int, set[str]] = {root.id: set()}

    def declare(scope: Node, names: Iterator[str]) -> None:
        declared.setdefault(scope.id, set()).update(names)

    for node in descendants(root):
        name = node.child_by_field_name("name")
        if node.type == "function_declaration":
            declare(_enclosing(node, _BLOCKS), declared_names(name))
        elif node.type == "function_expression" and name is not None:
            declare(node, declared_names(name))
        elif node.type == "variable_declarator" and node.parent is not None:
            hoisted = node.parent.type == "variable_declaration"
            declare(_enclosing(node, frozenset({"program", *FUNCTIONS}) if hoisted else _BLOCKS), declared_names(name))
        elif node.type == "for_in_statement" and node.child_by_field_name("kind") is not None:
            declare(node, declared_names(node.child_by_field_name("left")))
        elif node.type == "import_statement":
            declare(root, iter(_imported(node)))
        if node.type in FUNCTIONS:
            for field in ("parameter", "parameters"):
                declare(node, declared_names(node.child_by_field_name(field)))
    return declared


def _enclosing(node: Node, kinds: frozenset[str]) -> Node:
    scope = node.parent
    while scope is not None and scope.parent is not None and scope.type not in kinds:
        scope = scope.parent
    return scope or node


def _references(root: Node, declared: Mapping[int, set[str]]) -> tuple[dict[str, list[Node]], set[str], set[str]]:
    """Return where the module's own names stand, the names that nothing declares, and all names."""
    references: dict[str, list[Node]] = {}
    free: set[str] = set()
    identifiers: set[str] = set()
    for statement in root.children:
        if statement.type == "import_statement":
            continue
        for node in (statement, *descendants(statement)):
            if node.type not in _IDENTIFIERS or (node.parent is not None and node.parent.type == "export_specifier"):
                continue
            name = text_of(node)
            identifiers.add(name)
            scope: Node | None = node.parent
            while scope is not None and name not in declared.get(scope.id, ()):
                scope = scope.parent
            if scope is None:
                free.add(name)
            elif scope.id == root.id:
                references.setdefault(name, []).append(node)
    return references, free, identifiers


def _statement(node: Node, references: Mapping[str, list[Node]]) -> Statement:
    declaration = node.child_by_field_name("declaration") if node.type == "export_statement" else node
    declares: set[str] = set()
    if declaration is not None and declaration.type in _DECLARATIONS:
        declares.update(declared_names(declaration.child_by_field_name("name")))
        for child in declaration.named_children:
            if child.type == "variable_declarator":
                declares.update(declared_names(child.child_by_field_name("name")))
    return Statement(
        node=declaration or node,
        start=_start(node, declaration or node),
        declares=frozenset(declares),
        uses=_used(node, references) - declares,
    )


def _start(node: Node, declaration: Node) -> int:
    """Return where a statement's text begins: with the comments on the lines right above it, unless `export` stands in between."""
    start, row, above = declaration.start_byte, node.start_point.row, node.prev_named_sibling
    if declaration is not node:
        return start
    while above is not None and above.type == "comment" and above.end_point.row == row - 1 and _is_alone(above):
        start, row, above = above.start_byte, above.start_point.row, above.prev_named_sibling
    return start


def _is_alone(comment: Node) -> bool:
    before = comment.prev_sibling
    return before is None or before.end_point.row < comment.start_point.row


def _used(node: Node, references: Mapping[str, list[Node]]) -> frozenset[str]:
    start, end = node.start_byte, node.end_byte
    return frozenset(name for name, nodes in references.items() if any(start <= each.start_byte < end for each in nodes))


def _imported(statement: Node) -> dict[str, Import]:
    specifier = text_of(statement.child_by_field_name("source"))[1:-1]
    imports: dict[str, Import] = {}
    clause = next((child for child in statement.named_children if child.type == "import_clause"), None)
    for child in clause.named_children if clause is not None else ():
        if child.type == "identifier":
            imports[text_of(child)] = Import(specifier=specifier, name=DEFAULT, node=child)
        elif child.type == "namespace_import":
            imports[text_of(child.named_children[0])] = Import(specifier=specifier, name=WHOLE, node=child)
        else:
            for each in child.named_children:
                if each.type == "import_specifier":
                    name = text_of(each.child_by_field_name("name"))
                    local = text_of(each.child_by_field_name("alias")) or name
                    imports[local] = Import(specifier=specifier, name=name, node=each)
    if not imports:
        # `import './a.js'` has the file carried out.
        imports[f"import {specifier}"] = Import(specifier=specifier, name="", node=statement)
    return imports


def _export(
    node: Node, imports: dict[str, Import], exports: dict[str, str], statements: list[Statement], references: Mapping[str, list[Node]]
) -> None:
    """Note an export that declares nothing: a list of names, names of another module, or an expression."""
    source, value = node.child_by_field_name("source"), node.child_by_field_name("value")
    if value is not None:
        if value.type == "identifier":
            exports[DEFAULT] = text_of(value)
            return
        exports[DEFAULT] = f"export {DEFAULT}"
        statement = Statement(node=value, start=value.start_byte, declares=frozenset(), uses=_used(value, references), default=True)
        statements.append(statement)
        return
    clause = next((child for child in node.named_children if child.type == "export_clause"), None)
    for each in clause.named_children if clause is not None else ():
        if each.type != "export_specifier":
            continue
        name = text_of(each.child_by_field_name("name"))
        exported = text_of(each.child_by_field_name("alias")) or name
        if source is None:
            exports[exported] = name
        else:
            local = f"export {exported}"
            imports[local] = Import(specifier=text_of(source)[1:-1], name=name, node=each)
            exports[exported] = local
