"""Makes one file of a resolver module, what it imports, and its config.

The JavaScript in `amplify_pulumi/resolvers` is written by hand as ES modules; AppSync takes a single file per resolver. A bundle is
`const config = {…}` on top, then only those declarations of our own modules that are used, then `request` and `response`. It holds no
version, date or path: the same config gives the same bytes, and changing a helper changes only the bundles that use it. The syntax tree
(tree-sitter) decides what is used; no JavaScript is put together from fragments.

What a config cannot need is left out. A module says so by `if (config.x) …` and `config.x ? … : …`, where `x` is a property of the config,
or by `has('x')` in the place of `config.x`, which asks for a property of that name anywhere in the config; `has('#')` asks for a text with
that sign, the name of an attribute that is made of several fields. They are decided when bundling, and only the branch that is taken
stays. A property counts as absent where it is left out, null, false or empty; those in brackets in the typedef (`[x]`) may be left out.
What nothing reads after that goes, too (`unused`), and a helper with a single caller is put there where that is as easy to read
(`inlining`).
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from posixpath import dirname, join, normpath
from typing import Any, cast

from tree_sitter import Node

from amplify_pulumi.compiler.inlining import MAXIMUM_WIDTH, inlined
from amplify_pulumi.compiler.syntax_tree import USES, all_of, parse, read, text_of, with_comments
from amplify_pulumi.compiler.unused import without_unused

RUNTIME_MODULES = ("@aws-appsync/utils", "@aws-appsync/utils/dynamodb")
"""What AppSync itself provides to our modules; everything else that they import is beside them."""

HANDLERS = ("request", "response")
_NAME = re.compile(r"[A-Za-z_]\w*")
_CONFIG_PROPERTY = re.compile(r"^ \* @property \{.+\} (\[?)(\w+)", re.MULTILINE)
_ASKED = re.compile(r"has\('(\w+|#)'\)")
_SIGN = "#"
"""Of an attribute that is made of several fields."""
_NEED_NO_PARENTHESES = frozenset({"identifier", "number", "string", "true", "false", "null", "call_expression", "member_expression"})
_NOTHING: tuple[Any, ...] = (None, False, "", [], {})


class BundleError(ValueError):
    """A resolver module cannot be bundled, or a config is not what its module takes."""


def bundle(module: str, config: Mapping[str, Any]) -> str:
    """Return the code of a resolver.

    Args:
        module: the module's name without `.js`: `get`, `list`, `create`, …
        config: what the module's `Config` typedef asks for, as plain JSON; all of its properties, but optional ones, and no others.

    Raises:
        BundleError: there is no such module, or the config has other properties than the typedef.
    """
    program = _program(module, _given(config))
    missing = sorted(name for name, optional in program.properties.items() if not optional and name not in config)
    unknown = sorted(config.keys() - program.properties.keys())
    if missing or unknown:
        raise BundleError(f"The config of {module}.js lacks {missing} and has unknown {unknown}")
    members = "".join(f"  {name}: {_literal(config[name])},\n" for name in program.properties if name in program.used & config.keys())
    constant = f"\nconst config = {{\n{members}}};\n" if members else ""
    return f"{program.imports}{constant}\n{program.code}"


@cache
def modules() -> tuple[str, ...]:
    """Return the names of the modules that can be bundled, sorted."""
    entries = (files("amplify_pulumi") / "resolvers").iterdir()
    return tuple(sorted(entry.name.removesuffix(".js") for entry in entries if entry.name.endswith(".js")))


def _given(config: Mapping[str, Any]) -> frozenset[str]:
    """Return what the config has of that which modules ask for: `config.x`, `x` for a property at any depth, and `#` in texts."""
    names = {f"config.{name}" for name, value in config.items() if value not in _NOTHING}
    pending: list[Any] = [config]
    while pending:
        value = pending.pop()
        if isinstance(value, Mapping):
            members = cast("Mapping[str, Any]", value)
            names.update(name for name, member in members.items() if member not in _NOTHING)
            pending.extend(members.values())
        elif isinstance(value, list):
            pending.extend(cast("list[Any]", value))
        elif isinstance(value, str):
            names.update({_SIGN} if _SIGN in value else ())
    return _asked() & names


@cache
def _asked() -> frozenset[str]:
    """Return all that some module asks for: what else a config holds makes no other bundle."""
    folder = files("amplify_pulumi") / "resolvers"
    paths = [entry.name for entry in folder.iterdir() if entry.name.endswith(".js")]
    paths += [f"lib/{entry.name}" for entry in (folder / "lib").iterdir() if entry.name.endswith(".js")]
    return frozenset(name for path in paths for name in _asked_in(path))


@cache
def _asked_in(path: str) -> frozenset[str]:
    return frozenset(name for _, name in _branches(parse(_source(path))))


def _literal(value: Any, indentation: int = 2) -> str:
    """Return a value as it stands in the config: grants on lines of their own, for the reader, and what is too wide on several."""
    if isinstance(value, Mapping):
        members = cast("Mapping[str, Any]", value)
        parts = [
            f"{name if _NAME.fullmatch(name) else json.dumps(name)}: {_literal(each, indentation + 2)}" for name, each in members.items()
        ]
        before, after = "{}"
    elif isinstance(value, list):
        parts = [_literal(each, indentation + 2) for each in cast("list[Any]", value)]
        before, after = "[]"
    else:
        return json.dumps(value, ensure_ascii=False)
    is_list_of_objects = before == "[" and bool(parts) and parts[0].startswith("{")
    if not is_list_of_objects and indentation + sum(len(each) + 2 for each in parts) < MAXIMUM_WIDTH and "\n" not in "".join(parts):
        return f"{before}{', '.join(parts)}{after}"
    lines = "".join(f"{' ' * (indentation + 2)}{each},\n" for each in parts)
    return f"{before}\n{lines}{' ' * indentation}{after}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Program:
    """A module with everything it uses, but its config."""

    imports: str
    code: str
    properties: Mapping[str, bool]
    """The properties of its config, in the order of the typedef, and whether they may be left out."""
    used: frozenset[str]
    """Those of which something is left in the code."""


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
def _program(entry: str, given: frozenset[str]) -> _Program:
    if entry not in modules():
        raise BundleError(f"There is no resolver module {entry!r}; there are {', '.join(modules())}")
    path = f"{entry}.js"
    module = _module(path, given)
    if missing := [name for name in HANDLERS if name not in module.declarations]:
        raise BundleError(f"{path} does not declare {' and '.join(missing)}")
    used, from_runtime = _used(path, given)
    in_order = [each for other in _modules_in_order(path, given) for each in _module(other, given).declarations.values() if each in used]
    ours = {each.name: each.text for each in in_order if each.name not in (*HANDLERS, "config")}
    kept = frozenset(HANDLERS)
    code = inlined(without_unused({**ours, **{name: module.declarations[name].text for name in HANDLERS}}, kept), kept)
    properties = {name: bool(bracket) for bracket, name in _CONFIG_PROPERTY.findall(module.source.partition("*/")[0])}
    return _Program(
        imports="".join(f"import {{ {', '.join(sorted(names))} }} from '{source}';\n" for source, names in sorted(from_runtime.items())),
        code="\n\n".join(code.values()) + "\n",
        properties=properties,
        used=_read_properties(code.values(), frozenset(properties)),
    )


def _read_properties(code: Iterable[str], properties: frozenset[str]) -> frozenset[str]:
    """Return the properties of the config that functions read; all of them where one hands the config on as a whole."""
    found: set[str] = set()
    for text in code:
        for node in read(text).named("config"):
            name = _config_property(node.parent)
            found |= {name} if name else properties
    return frozenset(found)


def _used(entry: str, given: frozenset[str]) -> tuple[set[_Declaration], dict[str, set[str]]]:
    """Return every declaration that the handlers of `entry` need, and the names that these import from the runtime, by its module."""
    used: dict[str, _Declaration] = {}
    from_runtime: dict[str, set[str]] = {}
    pending = [(entry, name) for name in HANDLERS]
    while pending:
        path, name = pending.pop()
        module = _module(path, given)
        if source := module.imports.get(name):
            if source in RUNTIME_MODULES:
                from_runtime.setdefault(source, set()).add(name)
            elif name in _module(source, given).declarations:
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


def _modules_in_order(path: str, given: frozenset[str], seen: frozenset[str] = frozenset()) -> list[str]:
    """Return the module and all that it imports, each once and after those that it imports itself."""
    order: list[str] = []
    for source in _module(path, given).imports.values():
        if source in RUNTIME_MODULES or source in order:
            continue
        if source in seen:
            raise BundleError(f"{path} and {source} import each other")
        order.extend(each for each in _modules_in_order(source, given, seen | {path}) if each not in order)
    return [*order, path]


def _module(path: str, given: frozenset[str]) -> _Module:
    """Return a module as read, with only what a config that has `given` can need."""
    return _decided_module(path, given & _asked_in(path))


@cache
def _decided_module(path: str, given: frozenset[str]) -> _Module:
    return parse_module(path, decide(_source(path), given))


def _source(path: str) -> str:
    return (files("amplify_pulumi") / "resolvers" / path).read_text(encoding="utf-8")


def decide(source: str, given: frozenset[str]) -> str:
    """Return a module in which each `if (config.x) …`, `config.x ? … : …` and the like has become the branch that is taken.

    Args:
        source: the module's text.
        given: what the config has: `config.x`, and `x` for what `has('x')` asks; all else is absent.
    """
    text = source.encode()
    while branch := next(_branches(parse(text)), None):
        node, name = branch
        taken = node.child_by_field_name("consequence" if name in given else "alternative")
        start, end, code = node.start_byte, node.end_byte, _branch(taken, node.start_point.column)
        around = node.parent
        if taken is None:
            # The line goes with the statement, and so does a comment above it: it gives the reason for what is gone.
            start = text.rindex(b"\n", 0, with_comments(node).start_byte)
        elif around is not None and around.type == "parenthesized_expression" and taken.type in _NEED_NO_PARENTHESES:
            start, end = around.start_byte, around.end_byte
            if code == "true" and text[:start].endswith(b" && "):
                # What holds anyway need not be asked.
                start, code = start - len(b" && "), ""
        text = text[:start] + code.encode() + text[end:]
    return text.decode()


def _branches(tree: Node) -> Iterator[tuple[Node, str]]:
    """Yield what is decided when bundling, the outer before the inner, with the property that decides."""
    for node in all_of(tree):
        if node.type in ("if_statement", "ternary_expression"):
            condition = _child(node, "condition")
            inner = condition.named_children[0] if condition.type == "parenthesized_expression" else condition
            if property_name := _config_property(inner):
                yield node, f"config.{property_name}"
            elif asked := _ASKED.fullmatch(text_of(inner)):
                yield node, asked[1]


def _branch(taken: Node | None, column: int) -> str:
    """Return the text of a branch, without the braces of a block and indented to where its statement begins."""
    if taken is None:
        return ""
    if taken.type == "else_clause":
        taken = taken.named_children[-1]
    if taken.type == "parenthesized_expression":
        taken = taken.named_children[0]
    if taken.type != "statement_block":
        return text_of(taken)
    return textwrap.indent(textwrap.dedent(text_of(taken)[1:-1].strip("\n")), " " * column).strip()


def _config_property(node: Node | None) -> str | None:
    """Return `x` of `config.x`."""
    if node is None or node.type != "member_expression" or text_of(_child(node, "object")) != "config":
        return None
    return text_of(_child(node, "property"))


def parse_module(path: str, source: str) -> _Module:
    """Return what a module declares and imports.

    Args:
        path: where it stands, relative to `amplify_pulumi/resolvers`.
        source: its text.

    Raises:
        BundleError: it holds something at the top level that cannot be bundled.
    """
    text = source.encode()
    tree = parse(text)
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
    specifier = text_of(_child(statement, "source")).strip("'\"")
    if specifier not in RUNTIME_MODULES and not specifier.startswith("."):
        raise BundleError(f"{path} imports {specifier}, which AppSync does not have")
    names = [node for node in all_of(statement) if node.type == "import_specifier"]
    if not names or any(node.child_by_field_name("alias") for node in names):
        raise BundleError(f"{path} imports {specifier} other than by its names: `import {{ name }} from …`")
    source = specifier if specifier in RUNTIME_MODULES else normpath(join(dirname(path), specifier))
    return ((text_of(_child(node, "name")), source) for node in names)


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
    name = text_of(identifier)
    start = node if name in HANDLERS else declared
    return _Declaration(
        name=name,
        module=path,
        text=_without_types(text, start),
        uses=frozenset(text_of(each) for each in all_of(declared) if each.type in USES) - {name},
    )


def _without_types(text: bytes, node: Node) -> str:
    """Return the text of a node without its JSDoc blocks, which are for the checks of the modules; other comments give reasons and stay."""
    pieces: list[bytes] = []
    position = node.start_byte
    for comment in all_of(node):
        if comment.type == "comment" and text.startswith(b"/**", comment.start_byte):
            pieces.append(text[position : comment.start_byte])
            position = comment.end_byte
            while text[position : position + 1].isspace():
                position += 1
    return (b"".join(pieces) + text[position : node.end_byte]).decode()


def _child(node: Node, field: str) -> Node:
    child = node.child_by_field_name(field)
    if child is None:
        raise BundleError(f"Line {node.start_point.row + 1} has no {field}")
    return child
