"""One file: from its text to what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import get_args

from graphql import GraphQLSyntaxError, parse, print_ast
from graphql.language import ast

from amplify_pulumi.schema.document import Document, Report
from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.graphql import descriptions, inputs, many_to_many, native, operations, settling
from amplify_pulumi.schema.graphql.directives import NOWHERE, ON_FIELDS, ON_MODELS, ON_OPERATIONS, ON_TYPES, read_directives
from amplify_pulumi.schema.graphql.drafts import FieldDraft, Link, ModelDraft, OperationDraft, TypeDraft
from amplify_pulumi.schema.graphql.reader import Reader
from amplify_pulumi.schema.graphql.sides import Sides
from amplify_pulumi.schema.graphql.types import field_of, is_list
from amplify_pulumi.schema.model import CustomOperation, CustomType, Disabled, Enum, Field, FunctionHandler, Model, Relationship
from amplify_pulumi.schema.naming import capitalized
from amplify_pulumi.schema.source import Source

MAX_TOKENS = 100_000
"""Tokens of one file: some 1,000 models."""

DISABLED: tuple[Disabled, ...] = get_args(Disabled)
_NOTHING = re.compile(r"(?:[\s,]|#[^\n\r]*)*")


def read_graphql(source: Source, report: Report) -> Document:
    """Return what a GraphQL file says; its mistakes go to the report."""
    if _NOTHING.fullmatch(source.text):
        report.missed(error("AP1003", source.position(1, 1), "This file is empty", "Write at least one `type … @model`."))
        return Document()
    try:
        document = parse(source.text, max_tokens=MAX_TOKENS)
    except GraphQLSyntaxError as reason:
        report.missed(_syntax_error(source, reason))
        return Document()
    reader = Reader(source, report)
    definitions = _Definitions()
    for each in document.definitions:
        _definition(reader, definitions, each)
    return replace(
        _document(reader, definitions),
        descriptions=descriptions.descriptions(reader, document.definitions),
        deprecations=descriptions.deprecations(reader, document.definitions),
    )


def _syntax_error(source: Source, reason: GraphQLSyntaxError) -> Problem:
    location = reason.locations[0] if reason.locations else None
    position = source.position(location.line, location.column) if location else source.position(1, 1)
    message = reason.message.removeprefix("Syntax Error: ").rstrip(".")
    if "Parsing aborted" in message:
        # The parser's own bounds: the number of tokens, and the depth.
        return error("AP1011", position, message.removesuffix(". Parsing aborted"), "Divide the schema with `include` in a YAML file.")
    return error("AP1005", position, f"This is not valid GraphQL: {message}", "Correct the syntax.")


@dataclass(slots=True)
class _Definitions:
    """What stands in the file, each kind for itself, as it is written."""

    models: list[ModelDraft] = field(default_factory=list[ModelDraft])
    types: list[CustomType] = field(default_factory=list[CustomType])
    type_drafts: list[TypeDraft] = field(default_factory=list[TypeDraft])
    enums: list[Enum] = field(default_factory=list[Enum])
    inputs: list[CustomType] = field(default_factory=list[CustomType])
    operations: list[OperationDraft] = field(default_factory=list[OperationDraft])
    roots: set[str] = field(default_factory=set[str])


def _definition(reader: Reader, definitions: _Definitions, node: ast.DefinitionNode) -> None:
    name = getattr(node, "name", None)
    what = f"`{_KINDS.get(node.kind, node.kind.replace('_', ' '))}{' ' + name.value if name else ''}`"
    match node:
        case ast.ObjectTypeDefinitionNode() | ast.ObjectTypeExtensionNode() if node.name.value in operations.KINDS:
            _root(reader, definitions, node, what)
        case ast.ObjectTypeDefinitionNode():
            for each in node.interfaces or ():
                reader.unsupported(each, f"`implements {each.name.value}`", "Remove it: tables have no interfaces.")
            if any(each.name.value == "model" for each in node.directives or ()):
                definitions.models.append(_model(reader, node, what))
            else:
                definitions.types.append(_type(reader, definitions, node, what))
        case ast.EnumTypeDefinitionNode():
            definitions.enums.append(_enum(reader, node, what))
        case ast.InputObjectTypeDefinitionNode():
            definitions.inputs.append(inputs.read_input(reader, node))
        case _:
            advice = "Types, enums, inputs, and the fields of Query, Mutation and Subscription are supported."
            reader.unsupported(name or node, what, advice)


def _root(reader: Reader, definitions: _Definitions, node: ast.ObjectTypeDefinitionNode | ast.ObjectTypeExtensionNode, what: str) -> None:
    """Read the operations of a kind."""
    read_directives(reader, None, node, what, NOWHERE)
    if isinstance(node, ast.ObjectTypeDefinitionNode):
        if node.name.value in definitions.roots:
            reader.error("AP1007", node.name, f"{what} stands twice", f"Put all of it into one, or write `extend type {node.name.value}`.")
        definitions.roots.add(node.name.value)
    kind = operations.KINDS[node.name.value]
    for each in node.fields or ():
        draft = OperationDraft(kind=kind, node=each, what=f"the {kind} {quoted(each.name.value)}")
        read_directives(reader, draft, each, draft.what, ON_OPERATIONS)
        definitions.operations.append(draft)


def _model(reader: Reader, node: ast.ObjectTypeDefinitionNode, what: str) -> ModelDraft:
    list_fields = frozenset(each.name.value for each in node.fields or () if is_list(each.type))
    draft = ModelDraft(node=node, what=what, list_fields=list_fields)
    read_directives(reader, draft, node, what, ON_MODELS)
    for each in _written_fields(draft):
        name = f"the field {quoted(f'{draft.name}.{each.name.value}')}"
        _no_arguments(reader, each, name)
        value = FieldDraft(model=draft, node=each, what=name, value=field_of(reader, each, capitalized(name)))
        read_directives(reader, value, each, name, ON_FIELDS)
        draft.fields.append(value)
    return draft


def _type(reader: Reader, definitions: _Definitions, node: ast.ObjectTypeDefinitionNode, what: str) -> CustomType:
    draft = TypeDraft(node=node, what=what)
    read_directives(reader, draft, node, f"{what} without @model", ON_TYPES)
    definitions.type_drafts.append(draft)
    fields: list[Field] = []
    for each in node.fields or ():
        name = f"the field {quoted(f'{node.name.value}.{each.name.value}')}"
        _no_arguments(reader, each, name)
        read_directives(reader, None, each, name, NOWHERE)
        fields.append(field_of(reader, each, capitalized(name)))
    return CustomType(name=node.name.value, fields=tuple(fields), position=reader.place(node.name))


def _enum(reader: Reader, node: ast.EnumTypeDefinitionNode, what: str) -> Enum:
    read_directives(reader, None, node, what, NOWHERE)
    for each in node.values or ():
        read_directives(reader, None, each, f"the value {quoted(each.name.value)} of {what}", NOWHERE)
    return Enum(
        name=node.name.value,
        values=tuple(each.name.value for each in node.values or ()),
        position=reader.place(node.name),
        value_positions=tuple(reader.place(each.name) for each in node.values or ()),
    )


def _no_arguments(reader: Reader, node: ast.FieldDefinitionNode, what: str) -> None:
    for each in node.arguments or ():
        advice = "Remove it, or make the field a query of its own."
        reader.unsupported(each, f"The argument `{each.name.value}` of {what}", advice)


def _document(reader: Reader, definitions: _Definitions) -> Document:
    """Put together what the definitions say."""
    drafts: dict[str, ModelDraft] = {}
    for each in definitions.models:
        # Of two with one name, which is a mistake, the first counts.
        drafts.setdefault(each.name, each)
    sides = Sides(reader, drafts)
    joins = many_to_many.expand(sides)
    settling.settle(sides)
    models = (*(_finished(reader, each) for each in definitions.models), *joins)
    types_by_name = {each.name: each for each in definitions.types}
    names, added = inputs.settle(definitions.inputs, types_by_name, definitions.operations, definitions.models)
    custom = {each.name for each in definitions.operations if each.kind == "mutation"}
    mutations = {name: made for name, made in operations.generated_mutations(models).items() if name not in custom}
    results: dict[str, ast.TypeNode | str] = {name: model for name, (model, _) in mutations.items()}
    results.update({each.name: each.node.type for each in definitions.operations if each.kind == "mutation"})
    for each in definitions.operations:
        operations.check_subscription(reader, each, results)
    ordered = sorted(definitions.operations, key=lambda each: _KINDS_IN_ORDER.index(each.kind))
    found = tuple(operations.operation(reader, each, names, mutations, results) for each in ordered)
    types = native.settled_types(reader, definitions.type_drafts, definitions.types, found, models)
    return Document(
        models=models,
        types=(*_without_event_response(types, found), *added),
        enums=tuple(definitions.enums),
        operations=found,
        functions=operations.functions(found),
    )


_KINDS_IN_ORDER = ("query", "mutation", "subscription")


def _without_event_response(types: Sequence[CustomType], among: Sequence[CustomOperation]) -> tuple[CustomType, ...]:
    """Return the types but for the one that the compiler makes for operations that do not wait for their function."""
    if not any(isinstance(each, FunctionHandler) and each.asynchronous for one in among for each in one.handlers):
        return tuple(types)
    success = (Field(name="success", type="Boolean", required=True),)
    return tuple(each for each in types if each.name != operations.EVENT_RESPONSE or each.fields != success)


def _finished(reader: Reader, draft: ModelDraft) -> Model:
    return Model(
        name=draft.name,
        fields=tuple(_field(reader, each) if isinstance(each, FieldDraft) else each for each in draft.fields),
        identifier=draft.identifier,
        indexes=tuple(draft.indexes),
        disabled=tuple(each for each in DISABLED if each in draft.disabled),
        operation_names=tuple(sorted(draft.operation_names, key=lambda each: DISABLED.index(each[0]))),
        created_at=draft.created_at,
        updated_at=draft.updated_at,
        authorization=draft.authorization,
        position=reader.place(draft.node.name),
        identifier_position=reader.place(draft.identifier_node) if draft.identifier_node else None,
        disabled_position=reader.place(draft.disabled_node) if draft.disabled_node else None,
    )


def _field(reader: Reader, draft: FieldDraft) -> Field | Relationship:
    if draft.link is not None:
        return _relationship(reader, draft, draft.link)
    return Field(
        name=draft.name,
        type=draft.value.type,
        required=draft.value.required,
        array=draft.value.array,
        array_required=draft.value.array_required,
        default=draft.default,
        validations=tuple(draft.validations),
        authorization=draft.authorization,
        position=draft.value.position,
        type_position=draft.value.type_position,
        default_position=reader.place(draft.default_node) if draft.default_node else None,
    )


def _relationship(reader: Reader, draft: FieldDraft, link: Link) -> Relationship:
    if draft.default is not None:
        reader.error("AP2016", draft.node, f"{capitalized(draft.what)} is a relationship and cannot have a default", "Remove @default.")
    if draft.validations:
        reader.error("AP2017", draft.node, f"{capitalized(draft.what)} is a relationship and cannot be validated", "Remove @validate.")
    return Relationship(
        name=draft.name,
        kind="hasMany" if link.directive in ("hasMany", "manyToMany") else "hasOne" if link.directive == "hasOne" else "belongsTo",
        model=link.model,
        references=link.references or (),
        required=link.required,
        value_required=link.value_required,
        array_required=link.array_required,
        index=link.index_name,
        fields=link.sources if link.alone else None,
        limit=link.limit,
        by_key=link.by_key,
        authorization=draft.authorization,
        position=draft.value.position,
        model_position=draft.value.type_position,
        references_position=reader.place(link.references_node) if link.references_node else None,
    )


_KINDS = {
    "object_type_definition": "type",
    "enum_type_definition": "enum",
    "input_object_type_definition": "input",
    "interface_type_definition": "interface",
    "union_type_definition": "union",
    "scalar_type_definition": "scalar",
    "schema_definition": "schema",
    "directive_definition": "directive",
    "operation_definition": "operation",
    "fragment_definition": "fragment",
    "object_type_extension": "extend type",
}


def _written_fields(draft: ModelDraft) -> Sequence[ast.FieldDefinitionNode]:
    """Return the fields of a model but for an `id` that says what is so without it.

    `id: ID!` without @primaryKey is the implicit `id` to graphql-transformer, where one with @primaryKey also makes lists take an `id`.
    What indexes and relationships filter by, if they bring the filter themselves, are the fields that are written.
    """
    fields = tuple(draft.node.fields or ())
    bring_filters = draft.disabled & {"queries", "list"} or not draft.name[:1].isupper()
    has_key = any(directive.name.value == "primaryKey" for each in fields for directive in each.directives or ())
    if bring_filters or has_key:
        return fields
    implicit = [each for each in fields if each.name.value == "id" and not each.directives and print_ast(each.type) == "ID!"]
    return tuple(each for each in fields if each not in implicit) if len(implicit) == 1 and len(fields) > 1 else fields
