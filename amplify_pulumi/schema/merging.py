"""Several files as one schema: what a file that includes a GraphQL file says around it.

GraphQL cannot say everything: not the code of a handler, not the file of a function. The file that includes it may, for operations and
functions that GraphQL names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import get_args

from amplify_pulumi.schema.model import CustomOperation, Function, OperationKind, Position

_KINDS: tuple[OperationKind, ...] = get_args(OperationKind)


def merged_functions(functions: Iterable[Function]) -> tuple[Function, ...]:
    """Return the functions without those that GraphQL only names and that are declared, or named before."""
    functions = tuple(functions)
    declared = {each.name for each in functions if not _is_graphql(each.position)}
    named: set[str] = set()
    result: list[Function] = []
    for each in functions:
        if not _is_graphql(each.position):
            result.append(each)
        elif each.name not in declared and each.name not in named:
            named.add(each.name)
            result.append(each)
    return tuple(result)


def merged_operations(operations: Iterable[CustomOperation]) -> tuple[CustomOperation, ...]:
    """Return the operations, those of GraphQL with the handlers that another file gives them under the same name.

    Queries come first, then mutations, then subscriptions, as YAML has them, so that a schema is the same in every language.
    """
    operations = tuple(operations)
    bare = {_key(each): each for each in operations if _is_graphql(each.position) and not each.handlers}
    handled: dict[tuple[OperationKind, str], CustomOperation] = {}
    for each in operations:
        found = bare.get(_key(each))
        if found is not None and _completes(each, found):
            handled.setdefault(_key(each), each)
    merged = (_merged(each, bare, handled) for each in operations if handled.get(_key(each)) is not each)
    return tuple(sorted(merged, key=lambda each: _KINDS.index(each.kind)))


def _merged(
    operation: CustomOperation,
    bare: dict[tuple[OperationKind, str], CustomOperation],
    handled: dict[tuple[OperationKind, str], CustomOperation],
) -> CustomOperation:
    other = handled.get(_key(operation))
    if other is None or bare[_key(operation)] is not operation:
        return operation
    authorization = operation.authorization if other.authorization is None else other.authorization
    return replace(operation, handlers=other.handlers, authorization=authorization)


def _completes(other: CustomOperation, operation: CustomOperation) -> bool:
    """Whether an operation gives handlers and says nothing else than GraphQL does."""
    return (
        not _is_graphql(other.position)
        and bool(other.handlers)
        and _says_the_same(other.arguments, operation.arguments)
        and _says_the_same(other.sources, operation.sources)
        and (other.returns is None or other.returns == operation.returns)
    )


def _says_the_same(given: Sequence[object], known: Sequence[object]) -> bool:
    return not given or given == known


def _key(operation: CustomOperation) -> tuple[OperationKind, str]:
    return operation.kind, operation.name


def _is_graphql(position: Position | None) -> bool:
    return position is not None and position.language == "graphql"
