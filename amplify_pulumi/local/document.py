"""Documents of callers: parsed, validated, and with their selections gathered, once per text.

Validation is graphql-core's. AppSync runs graphql-java, whose texts clients and users know ("Validation error of type FieldUndefined: …");
`validation_messages.py` translates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSyntaxError,
    GraphQLUnionType,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    parse,
    print_ast,
    validate,
)

from amplify_pulumi.local.validation_messages import message_of

MAXIMUM_TOKENS = 15_000
"""AppSync's quota for the length of a query (general/latest/gr/appsync.html)."""


class MalformedDocumentError(Exception):
    """A text that AppSync answers with the status 400."""


@dataclass(slots=True)
class Selected:
    """One key of an answer: the field behind it, and what is selected below it."""

    key: str
    name: str
    nodes: list[FieldNode]
    definition: GraphQLField
    below: Selection | None = None
    plan: Any = None
    """What the execution knows of the field; kept here so that it is found out once per document."""


@dataclass(slots=True)
class Selection:
    """What is selected on a value. Gathered per type of object on first use, and kept."""

    document: Document
    sets: tuple[SelectionSetNode, ...]
    variables: Mapping[str, Any]
    gathered: dict[str, list[Selected]] = field(default_factory=dict)

    def fields(self, type_: GraphQLObjectType) -> list[Selected]:
        """Return the fields selected on an object of this type, in the order of the answer."""
        found = self.gathered.get(type_.name)
        if found is None:
            found = self.gathered[type_.name] = self._gather(type_)
        return found

    def _gather(self, type_: GraphQLObjectType) -> list[Selected]:
        groups: dict[str, list[FieldNode]] = {}
        for each in self.sets:
            self._collect(type_, each.selections, groups, set())
        selected: list[Selected] = []
        for key, nodes in groups.items():
            name = nodes[0].name.value
            definition = self.document.schema.get_field(type_, name)
            if definition is None:  # only in a document that was not validated
                continue
            sets = tuple(node.selection_set for node in nodes if node.selection_set)
            below = Selection(document=self.document, sets=sets, variables=self.variables) if sets else None
            selected.append(Selected(key=key, name=name, nodes=nodes, definition=definition, below=below))
        return selected

    def _collect(
        self, type_: GraphQLObjectType, nodes: Iterable[SelectionNode], groups: dict[str, list[FieldNode]], visited: set[str]
    ) -> None:
        for node in nodes:
            if not self._is_included(node):
                continue
            if isinstance(node, FieldNode):
                groups.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
                continue
            fragment: Any = node
            if isinstance(node, FragmentSpreadNode):
                if node.name.value in visited:
                    continue
                visited.add(node.name.value)
                fragment = self.document.fragments[node.name.value]
            if self._applies(type_, fragment):
                self._collect(type_, fragment.selection_set.selections, groups, visited)

    def _applies(self, type_: GraphQLObjectType, fragment: Any) -> bool:
        if fragment.type_condition is None:
            return True
        condition = self.document.schema.get_type(fragment.type_condition.name.value)
        if isinstance(condition, (GraphQLInterfaceType, GraphQLUnionType)):
            return self.document.schema.is_sub_type(condition, type_)
        return condition is type_

    def _is_included(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            if directive.name.value in ("skip", "include"):
                value = next(each.value for each in directive.arguments or () if each.name.value == "if")
                if isinstance(value, VariableNode):
                    wanted = bool(self.variables.get(value.name.value))
                else:
                    wanted = isinstance(value, BooleanValueNode) and value.value
                if wanted is (directive.name.value == "skip"):
                    return False
        return True

    def text(self) -> str:
        """Return `ctx.info.selectionSetGraphQL`."""
        return "\n".join(print_ast(each) for each in self.sets)


@dataclass(slots=True)
class Document:
    """A text, read once. `errors` are those of validation, in AppSync's shape; with errors nothing is executed."""

    schema: GraphQLSchema
    operations: dict[str | None, OperationDefinitionNode]
    fragments: dict[str, FragmentDefinitionNode]
    errors: tuple[dict[str, Any], ...]
    conditional: bool
    """Whether `@skip` or `@include` stand in it: what is selected then depends on variables."""
    roots: dict[int, Selection] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation to run.

        Raises:
            MalformedDocumentError: several operations and no name, or none of that name.
        """
        if name:
            if name in self.operations:
                return self.operations[name]
            raise MalformedDocumentError(f"Unknown operation named '{name}'.")
        if len(self.operations) == 1:
            return next(iter(self.operations.values()))
        raise MalformedDocumentError("Missing operation name.")

    def root(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Selection:
        """Return what an operation selects on its root type."""
        if self.conditional:
            return Selection(document=self, sets=(operation.selection_set,), variables=variables)
        found = self.roots.get(id(operation))
        if found is None:
            found = self.roots[id(operation)] = Selection(document=self, sets=(operation.selection_set,), variables={})
        return found


def read_document(schema: GraphQLSchema, text: str) -> Document:
    """Parse and validate a document.

    Raises:
        MalformedDocumentError: the text cannot be parsed, is longer than AppSync's 15,000 tokens, or holds no operation.
    """
    try:
        tree = parse(text, max_tokens=MAXIMUM_TOKENS)
    except (GraphQLSyntaxError, RecursionError):
        raise MalformedDocumentError("Unable to parse GraphQL query.") from None
    operations = {each.name.value if each.name else None: each for each in tree.definitions if isinstance(each, OperationDefinitionNode)}
    if not operations:
        raise MalformedDocumentError("Unable to parse GraphQL query.")
    return Document(
        schema=schema,
        operations=operations,
        fragments={each.name.value: each for each in tree.definitions if isinstance(each, FragmentDefinitionNode)},
        errors=tuple(_shape(error, tree) for error in validate(schema, tree, hide_suggestions=True)),
        conditional="@skip" in text or "@include" in text,
    )


def _shape(error: GraphQLError, tree: DocumentNode) -> dict[str, Any]:
    """Return an error of validation as AppSync writes it: no `errorType`."""
    locations = [{"line": each.line, "column": each.column, "sourceName": None} for each in error.locations or ()]
    return {"path": None, "locations": locations or None, "message": message_of(error, tree)}
