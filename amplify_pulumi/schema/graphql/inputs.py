"""Inputs: the custom types that arguments have. Gen 2 prints `FilterArgInput` for a custom type `FilterArg` that is an argument."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from graphql.language import ast

from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.graphql.operations import plain, with_type
from amplify_pulumi.schema.graphql.reader import Reader
from amplify_pulumi.schema.graphql.types import field_of
from amplify_pulumi.schema.model import CustomType, Field

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
    reader: Reader, inputs: Sequence[CustomType], types: Mapping[str, CustomType], taken: Collection[str]
) -> tuple[dict[str, str], tuple[CustomType, ...]]:
    """Return the custom type that each input stands for, and those that are new.

    Args:
        reader: The file.
        inputs: The inputs, under their own names.
        types: The custom types of the file.
        taken: Names of types that are no custom types.
    """
    names: dict[str, str] = {}
    for each in inputs:
        base = each.name.removesuffix(SUFFIX)
        if base == each.name or not base or base in taken:
            _refuse_name(reader, each, base, taken)
        names[each.name] = base
    new = tuple(
        CustomType(name=names[each.name], fields=_mapped(each.fields, names), position=each.position)
        for each in inputs
        if names[each.name] not in types
    )
    for each in inputs:
        known = types.get(names[each.name])
        if known is not None and known.fields != _mapped(each.fields, names):
            message = f"`input {each.name}` and `type {known.name}` have different fields"
            advice = f"Arguments of the type {known.name} become an input {each.name}: give both the same fields, or rename one of them."
            reader.report.unsupported(each.position, message + ", which", advice)
    return names, new


def _mapped(fields: Sequence[Field], names: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(with_type(each, names.get(each.type, each.type)) for each in fields)


def _refuse_name(reader: Reader, found: CustomType, base: str, taken: Collection[str]) -> None:
    what = f"`input {found.name}` beside `{base}`, which is another kind of type," if base in taken else f"`input {found.name}`"
    advice = "Inputs are made of custom types, and their names end in Input: rename it, for example to FilterInput."
    reader.report.unsupported(found.position, what, advice)
