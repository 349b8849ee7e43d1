"""Makes one file of a resolver module, what it imports, and its config.

The JavaScript in `amplify_pulumi/resolvers` is written by hand as ES modules; AppSync takes a single file per resolver. A bundle is
`const config = {…}` on top, then only those declarations of our own modules that are used, then `request` and `response`. It holds no
version, date or path: the same config gives the same bytes, and changing a helper changes only the bundles that use it. The syntax tree
(tree-sitter) decides what is used; no JavaScript is put together from fragments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from posixpath import dirname, join, normpath
from typing import Any, cast

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

RUNTIME_MODULES = ("@aws-appsync/utils", "@aws-appsync/utils/dynamodb")
"""What AppSync itself provides to our modules; everything else that they import is beside them."""

HANDLERS = ("request", "response")
_LANGUAGE = Language(tree_sitter_javascript.language())
_MEMBER_NAME = re.compile(r'"([A-Za-z_]\w*)": ')
_CONFIG_PROPERTY = re.compile(r"^ \* @property \{.+\} (\w+)", re.MULTILINE)


class BundleError(ValueError):
    """A resolver module cannot be bundled, or a config is not what its module takes."""


def bundle(module: str, config: Mapping[str, Any]) -> str:
    """Return the code of a resolver.

    Args:
        module: the module's name without `.js`: `get`, `list`, `create`, …
        config: what the module's `Config` typedef asks for, as plain JSON; all of its properties and no others.

    Raises:
        BundleError: there is no such module, or the config has other properties than the typedef.
    """
    program = _program(module)
    if config.keys() != program.properties.keys():
        missing = sorted(program.properties.keys() - config.keys())
        unknown = sorted(config.keys() - program.properties.keys())
        raise BundleError(f"The config of {module}.js lacks {missing} and has unknown {unknown}")
    members = "".join(f"  {name}: {_literal(config[name])},\n" for name in program.properties)
    return f"{program.imports}\nconst config = {{\n{members}}};\n\n{program.code}"


@cache
def modules() -> tuple[str, ...]:
    """Return the names of the modules that can be bundled, sorted."""
    entries = (files("amplify_pulumi") / "resolvers").iterdir()
    return tuple(sorted(entry.name.removesuffix(".js") for entry in entries if entry.name.endswith(".js")))


def _literal(value: Any) -> str:
    # Grants stand on lines of their own, for the reader.
    if isinstance(value, list) and value and isinstance(value[0], dict):
        members = cast("list[Any]", value)
        return "[\n" + "".join(f"    {_json(each)},\n" for each in members) + "  ]"
    return _json(value)


def _json(value: Any) -> str:
    # A quote within a string is escaped in JSON, so what looks like a member's name is one.
    return _MEMBER_NAME.sub(r"\1: ", json.dumps(value, ensure_ascii=False))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Program:
    """A module with everything it uses, but its config."""

    imports: str
    code: str
    properties: Mapping[str, None]
    """The properties of its config, in the order of the typedef."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Declaration:
    """A function or constant at the top level of a module."""

    name: str
    module: str
    text: str
    uses: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Module:
    """A module as read: what it declares and what it imports, by name."""

    source: str
    declarations: Mapping[str, _Declaration]
    imports: Mapping[str, str]
    """The module that each imported name comes from, in the order of the import statements."""


@cache
def _program(entry: str) -> _Program:
    if entry not in modules():
        raise BundleError(f"There is no resolver module {entry!r}; there are {', '.join(modules())}")
    path = f"{entry}.js"
    module = _module(path)
    if missing := [name for name in HANDLERS if name not in module.declarations]:
        raise BundleError(f"{path} does not declare {' and '.join(missing)}")
    used, from_runtime = _used(path)
    in_order = [each for other in _modules_in_order(path) for each in _module(other).declarations.values() if each in used]
    ours = [each for each in in_order if each.name not in (*HANDLERS, "config")]
    return _Program(
        imports="".join(f"import {{ {', '.join(sorted(names))} }} from '{source}';\n" for source, names in sorted(from_runtime.items())),
        code="\n\n".join(each.text for each in [*ours, *(module.declarations[name] for name in HANDLERS)]) + "\n",
        properties=dict.fromkeys(_CONFIG_PROPERTY.findall(module.source.partition("*/")[0])),
    )


def _used(entry: str) -> tuple[set[_Declaration], dict[str, set[str]]]:
    """Return every declaration that the handlers of `entry` need, and the names that these import from the runtime, by its module."""
    used: dict[str, _Declaration] = {}
    from_runtime: dict[str, set[str]] = {}
    pending = [(entry, name) for name in HANDLERS]
    while pending:
        path, name = pending.pop()
        module = _module(path)
        if source := module.imports.get(name):
            if source in RUNTIME_MODULES:
                from_runtime.setdefault(source, set()).add(name)
            elif name in _module(source).declarations:
                pending.append((source, name))
            else:
                raise BundleError(f"{path} imports {name}, which {source} does not declare")
        elif declaration := module.declarations.get(name):
            if name not in used:
                used[name] = declaration
                pending.extend((path, each) for each in declaration.uses)
            elif used[name].module != path:
                first, second = sorted((used[name].module, path))
                raise BundleError(f"{first} and {second} both declare {name}: in one file only one of them can")
    return set(used.values()), from_runtime


def _modules_in_order(path: str, seen: frozenset[str] = frozenset()) -> list[str]:
    """Return the module and all that it imports, each once and after those that it imports itself."""
    order: list[str] = []
    for source in _module(path).imports.values():
        if source in RUNTIME_MODULES or source in order:
            continue
        if source in seen:
            raise BundleError(f"{path} and {source} import each other")
        order.extend(each for each in _modules_in_order(source, seen | {path}) if each not in order)
    return [*order, path]


@cache
def _module(path: str) -> _Module:
    source = (files("amplify_pulumi") / "resolvers" / path).read_text(encoding="utf-8")
    return parse_module(path, source)


def parse_module(path: str, source: str) -> _Module:
    """Return what a module declares and imports.

    Args:
        path: where it stands, relative to `amplify_pulumi/resolvers`.
        source: its text.

    Raises:
        BundleError: it holds something at the top level that cannot be bundled.
    """
    text = source.encode()
    tree = Parser(_LANGUAGE).parse(text).root_node
    if tree.has_error:
        raise BundleError(f"{path} is not valid JavaScript")
    declarations: dict[str, _Declaration] = {}
    imports: dict[str, str] = {}
    for node in tree.named_children:
        if node.type == "import_statement":
            imports.update(_imported(path, node))
        elif node.type != "comment":
            declaration = _declaration(path, text, node)
            if declaration.name in declarations:
                raise BundleError(f"{path} declares {declaration.name} twice")
            declarations[declaration.name] = declaration
    return _Module(source=source, declarations=declarations, imports=imports)


def _imported(path: str, statement: Node) -> Iterator[tuple[str, str]]:
    specifier = _text(_child(statement, "source")).strip("'\"")
    if specifier not in RUNTIME_MODULES and not specifier.startswith("."):
        raise BundleError(f"{path} imports {specifier}, which AppSync does not have")
    names = [node for node in _descendants(statement) if node.type == "import_specifier"]
    if not names or any(node.child_by_field_name("alias") for node in names):
        raise BundleError(f"{path} imports {specifier} other than by its names: `import {{ name }} from …`")
    source = specifier if specifier in RUNTIME_MODULES else normpath(join(dirname(path), specifier))
    return ((_text(_child(node, "name")), source) for node in names)


def _declaration(path: str, text: bytes, node: Node) -> _Declaration:
    exported = node.type == "export_statement"
    declared = node.child_by_field_name("declaration") if exported else node
    if declared is None or declared.type not in ("function_declaration", "lexical_declaration"):
        raise BundleError(f"{path}:{node.start_point.row + 1} is neither a function nor a constant")
    named = declared
    if declared.type == "lexical_declaration":
        named, *others = (each for each in declared.named_children if each.type == "variable_declarator")
        if others:
            raise BundleError(f"{path}:{node.start_point.row + 1} declares several constants at once")
    identifier = _child(named, "name")
    if identifier.type != "identifier":
        raise BundleError(f"{path}:{node.start_point.row + 1} declares something without a plain name")
    name = _text(identifier)
    start = node if name in HANDLERS else declared
    return _Declaration(
        name=name,
        module=path,
        text=_without_types(text, start),
        uses=frozenset(_text(each) for each in _descendants(declared) if each.type in ("identifier", "shorthand_property_identifier"))
        - {name},
    )


def _without_types(text: bytes, node: Node) -> str:
    """Return the text of a node without its JSDoc blocks, which are for the checks of the modules; other comments give reasons and stay."""
    pieces: list[bytes] = []
    position = node.start_byte
    for comment in _descendants(node):
        if comment.type == "comment" and text.startswith(b"/**", comment.start_byte):
            pieces.append(text[position : comment.start_byte])
            position = comment.end_byte
            while text[position : position + 1].isspace():
                position += 1
    return (b"".join(pieces) + text[position : node.end_byte]).decode()


def _descendants(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _descendants(child)


def _child(node: Node, field: str) -> Node:
    child = node.child_by_field_name(field)
    if child is None:
        raise BundleError(f"Line {node.start_point.row + 1} has no {field}")
    return child


def _text(node: Node) -> str:
    return (node.text or b"").decode()
