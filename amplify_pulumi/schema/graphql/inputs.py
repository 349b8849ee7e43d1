"""Inputs: the custom types that arguments have. Gen 2 prints `FilterArgInput` for a custom type `FilterArg` that is an argument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from graphql.language import ast

from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.graphql.drafts import ModelDraft, OperationDraft
from amplify_pulumi.schema.graphql.operations import plain, with_type
from amplify_pulumi.schema.graphql.reader import Reader
from amplify_pulumi.schema.graphql.types import field_of
from amplify_pulumi.schema.model import CustomType, Field
from amplify_pulumi.schema.naming import inline_name

SUFFIX = "Input"


def read_input(reader: Reader, node: ast.InputObjectTypeDefinitionNode) -> CustomType:
    """Return an input under its own name."""
    for each in node.directives or ():
        reader.unsupported(each, f"@{each.name.value} on `input {node.name.value}`", "Remove it.")
    fields: list[Field] = []
    for each in node.fields or ():
        what = f"The field {quoted(f'{node.name.value}.{each.name.value}')}"
        plain(reader, each, what)
        fields.append(field_of(reader, each, what))
    return CustomType(name=node.name.value, fields=tuple(fields), position=reader.place(node.name))


def settle(
    inputs: Sequence[CustomType], types: Mapping[str, CustomType], drafts: Sequence[OperationDraft], models: Iterable[ModelDraft]
) -> tuple[dict[str, str], tuple[CustomType, ...]]:
    """Return the custom type that each input stands for, and those that are new.

    An input stands for a type with the same fields, or for one that Gen 2 wrote in place as an argument; any other is an input of its own.

    Args:
        inputs: The inputs, under their own names.
        types: The custom types of the file.
        drafts: The operations, whose arguments have inputs.
        models: The models, whose fields hold types.
    """
    known = {each.name: each for each in reversed(inputs)}
    names = {each.name: each.name for each in inputs} | {each: each.removesuffix(SUFFIX) for each in _in_place(known, drafts)}
    twins = {each.name: each.name.removesuffix(SUFFIX) for each in inputs if each.name.removesuffix(SUFFIX) in types}
    names |= {name: base for name, base in twins.items() if base != name}
    while True:
        # Inputs that hold an input of its own are no longer those of a type.
        different = [name for name, base in names.items() if base in types and types[base].fields != _mapped(known[name].fields, names)]
        if not different:
            break
        names.update({name: name for name in different})
    # Nothing would bring back an input that only stands there.
    arguments = (_named(each.type) for draft in drafts for each in draft.node.arguments or ())
    used = _below((*arguments, *(name for name, base in names.items() if name == base)), known)
    held = _below((each.value.type for model in models for each in model.drafts), types)
    names.update({name: name for name, base in names.items() if base in types and name not in used and base not in held})
    new = tuple(
        CustomType(
            name=names[each.name], fields=_mapped(each.fields, names), only_input=names[each.name] == each.name, position=each.position
        )
        for each in inputs
        if names[each.name] not in types
    )
    return names, new


def _in_place(inputs: Mapping[str, CustomType], drafts: Sequence[OperationDraft]) -> Iterator[str]:
    """Yield the inputs that Gen 2 prints of types that are written in place: `EchoPlaceInput` for the argument `place` of `echo`."""
    pending: list[tuple[str, str, str]] = []
    for draft in drafts:
        pending.extend((draft.name, each.name.value, _named(each.type)) for each in draft.node.arguments or ())
    seen: set[str] = set()
    while pending:
        owner, name, used = pending.pop()
        base = inline_name(owner, name)
        if used in inputs and used == base + SUFFIX and used not in seen:
            seen.add(used)
            yield used
            pending.extend((base, each.name, each.type) for each in inputs[used].fields)


def _below(names: Iterable[str], types: Mapping[str, CustomType]) -> frozenset[str]:
    """Return those of the names that are types, and what they hold."""
    pending, found = list(names), set[str]()
    while pending:
        name = pending.pop()
        if name in types and name not in found:
            found.add(name)
            pending.extend(each.type for each in types[name].fields)
    return frozenset(found)


def _named(node: ast.TypeNode) -> str:
    while isinstance(node, ast.ListTypeNode | ast.NonNullTypeNode):
        node = node.type
    return node.name.value if isinstance(node, ast.NamedTypeNode) else ""


def _mapped(fields: Sequence[Field], names: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(with_type(each, names.get(each.type, each.type)) for each in fields)
