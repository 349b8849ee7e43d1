"""Errors of validation in graphql-java's words, as AppSync answers them.

The shape "Validation error of type X: … @ 'path'" and the words are those of AppSync's answers and of graphql-java, which it runs. What
has no known counterpart keeps graphql-core's text behind the type `InvalidSyntax`.
"""

from __future__ import annotations

import re

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, GraphQLError, Node, OperationDefinitionNode, SelectionSetNode

_TEXTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), text)
    for pattern, text in (
        (r"Cannot query field '(\w+)' on type '(\w+)'", r"FieldUndefined: Field '\1' in type '\2' is undefined{at}"),
        (r"Unknown argument '(\w+)' on field", r"UnknownArgument: Unknown field argument \1{at}"),
        (r"Unknown argument '(\w+)' on directive", r"UnknownDirective: Unknown directive argument \1{at}"),
        (r"Unknown type '(\w+)'", r"UnknownType: Unknown type \1"),
        (r"Unknown fragment '(\w+)'", r"UndefinedFragment: Undefined fragment \1{at}"),
        (r"Unknown directive '@(\w+)'", r"UnknownDirective: Unknown directive \1{at}"),
        (r"Argument '(?:[\w.]+\()?(\w+):?\)?' of .*type .* is required", r"MissingFieldArgument: Missing field argument \1{at}"),
        (
            r"Field '(\w+)' of type '(.+?)' must have a selection of subfields",
            r"SubSelectionRequired: Sub selection required for type \2 of field \1{at}",
        ),
        (
            r"Field '(\w+)' must not have a selection since type '(.+?)'",
            r"SubSelectionNotAllowed: Sub selection not allowed on leaf type \2 of field \1{at}",
        ),
        (r"Variable '\$(\w+)' is not defined", r"UndefinedVariable: Undefined variable \1{at}"),
        (r"Variable '\$(\w+)' is never used", r"UnusedVariable: Unused variable \1"),
        (
            r"Variable '\$\w+' of type '(.+?)' used in position expecting type '(.+?)'",
            r"VariableTypeMismatch: Variable type '\1' doesn't match expected type '\2'{at}",
        ),
        (
            r"Variable '\$(\w+)' cannot be non-input type '(.+?)'",
            r"NonInputTypeOnVariable: Input variable \1 type \2 is not an input type",
        ),
        (r"There can be only one variable named '\$(\w+)'", r"DuplicateVariableName: There can be only one variable named '\1'"),
        (r"There can be only one operation named '(\w+)'", r"DuplicateOperationName: There can be only one operation named '\1'"),
        (r"There can be only one fragment named '(\w+)'", r"DuplicateFragmentName: There can be only one fragment named '\1'"),
        (r"There can be only one argument named '(\w+)'", r"DuplicateArgumentNames: There can be only one argument named '\1'{at}"),
        (r"Fragment '(\w+)' is never used", r"UnusedFragment: Unused fragment \1"),
        (r"Cannot spread fragment '\w+' within itself", r"FragmentCycle: Fragment cycles not allowed{at}"),
        (
            r"Fragment.* cannot condition on non composite type",
            r"InlineFragmentTypeConditionInvalid: Fragment type condition is invalid, must be on Object/Interface/Union{at}",
        ),
        (
            r"Fragment.* cannot be spread here as objects of type '(.+?)' can never be of type '(.+?)'",
            r"InvalidFragmentType: Fragment cannot be spread here as objects of type \1 can never be of type \2{at}",
        ),
        (r"Fields '(\w+)' conflict because (.+?)\. Use different aliases", r"FieldsConflict: \1: \2{at}"),
        (
            r"This anonymous operation must be the only defined operation",
            r"LoneAnonymousOperationViolation: Anonymous operation with other operations.",
        ),
        (
            (
                r"(.*(?:Expected value of|does not exist in '|cannot represent|Unable to parse|is not defined by type|of required type"
                r"|Expected type).*)"
            ),
            r"WrongType: \1{at}",
        ),
        (r"(.*)", r"InvalidSyntax: \1{at}"),
    )
)


def message_of(error: GraphQLError, document: DocumentNode) -> str:
    """Return AppSync's text for an error of graphql-core's validation."""
    pattern, text = next((pattern, text) for pattern, text in _TEXTS if pattern.match(error.message))
    match = pattern.match(error.message)
    at = max((_path(document, node) for node in error.nodes or ()), key=len, default="")
    written = match.expand(text) if match else error.message
    return f"Validation error of type {written.replace('{at}', at)}"


def _path(document: DocumentNode, node: Node) -> str:
    """Return ` @ 'getTodo/items'`: the fields around the error, as graphql-java writes them, or nothing at the top."""
    if node.loc is None:
        return ""
    names: list[str] = []
    for definition in document.definitions:
        if isinstance(definition, (OperationDefinitionNode, FragmentDefinitionNode)):
            _descend(definition.selection_set, node.loc.start, names)
    return f" @ '{'/'.join(names)}'" if names else ""


def _descend(selection_set: SelectionSetNode | None, offset: int, names: list[str]) -> None:
    while selection_set is not None:
        around = next((each for each in selection_set.selections if each.loc and each.loc.start <= offset < each.loc.end), None)
        if isinstance(around, FieldNode):
            names.append(around.name.value)
        selection_set = getattr(around, "selection_set", None)
