"""Runs an operation as AppSync does: directives let the caller in, resolvers answer, nulls travel up.

This is not graphql-core's executor. Three things are AppSync's own: every null non-null field of an object is reported and not only the
first, errors have AppSync's texts and shape, and a field's caller is checked before its resolver. It is also several times faster, because
what is selected is gathered once per document and leaves are read without a call each.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    OperationDefinitionNode,
    OperationType,
)

from amplify_pulumi.local.coercion import CoercionError, coerce_arguments
from amplify_pulumi.local.document import Document, Selected, Selection
from amplify_pulumi.local.graphql_schema import Admission, ApiSchema
from amplify_pulumi.local.identity import Identity
from amplify_pulumi.local.javascript import Raised
from amplify_pulumi.local.resolvers import Caller, Resolver, Resolvers
from amplify_pulumi.local.scalars import SCALARS, InvalidValueError

TIME_LIMIT = 30.0
"""Seconds that a request may take (AppSync's quotas)."""
RESOLVER_LIMIT = 10_000
"""Resolvers that a request may run (AppSync's quotas)."""

Path = tuple[str | int, ...]


class _Nulled:
    """A null of which an error already tells."""


NULLED = _Nulled()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Plan:
    """What is known of a selected field before there is a value."""

    admission: Admission | None
    resolver: Resolver | None
    non_null: bool
    serialize: Callable[[Any], Any] | None
    """For a leaf that is not a list: how its value is written."""
    info: Mapping[str, Any]
    """`ctx.info` without the variables; only where there is a resolver to see it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """The result of a mutation's field, for subscriptions. Keys are names of fields, never aliases."""

    mutation: str
    payload: Any


@dataclass(kw_only=True, slots=True)
class Execution:
    """One request being carried out. Used once."""

    schema: ApiSchema
    resolvers: Resolvers
    document: Document
    identity: Identity
    caller: Caller
    variables: Mapping[str, Any]
    headers: Mapping[str, Any]
    errors: list[dict[str, Any]] = field(default_factory=list)
    published: list[Published] = field(default_factory=list)
    deadline: float = field(default_factory=lambda: time.monotonic() + TIME_LIMIT)
    resolved: int = 0

    def run(self, operation: OperationDefinitionNode) -> dict[str, Any] | None:
        """Run a query or a mutation and return `data`; errors are in `errors`."""
        root = self.schema.graphql.get_root_type(operation.operation)
        if root is None:
            self._fail((), None, f"Schema is not configured for {operation.operation.value}s.", None)
            return None
        selection = self.document.root(operation, self.variables)
        data = self._object(root, selection, None, ())
        if operation.operation is OperationType.MUTATION and isinstance(data, dict):
            self._publish(root, selection, data)
        return data if isinstance(data, dict) else None

    def resolve_root(self, type_: GraphQLObjectType, selected: Selected) -> Any:
        """Run the resolver of a subscription's field: return its `Outcome`, or None where the caller is refused or it has none."""
        plan = self._plan(type_, selected)
        path = (selected.key,)
        if plan.admission is not None and not plan.admission.admits(self.identity):
            self._unauthorized(type_, selected, path)
            return None
        if plan.resolver is None:
            return None
        arguments = self._arguments(selected, path)
        return None if arguments is None else self._run(plan.resolver, type_, selected, None, arguments, path)

    # Values

    def _object(self, type_: GraphQLObjectType, selection: Selection, source: Any, path: Path) -> Any:
        data: dict[str, Any] = {}
        broken = False
        for selected in selection.fields(type_):
            value = self._field(type_, selected, source, path)
            if value is NULLED:
                broken = True
            data[selected.key] = value
        return NULLED if broken else data

    def _field(self, type_: GraphQLObjectType, selected: Selected, source: Any, above: Path) -> Any:
        if selected.name == "__typename":
            return type_.name
        plan: _Plan = selected.plan or self._plan(type_, selected)
        if plan.admission is not None and not plan.admission.admits(self.identity):
            self._unauthorized(type_, selected, (*above, selected.key))
            return NULLED if plan.non_null else None
        if plan.resolver is None and isinstance(source, dict):
            value: Any = source.get(selected.name)
            if plan.serialize is not None and value is not None:
                try:
                    return plan.serialize(value)
                except InvalidValueError as error:
                    self._not_written((*above, selected.key), error)
                    return NULLED if plan.non_null else None
        else:
            value = self._value(plan, type_, selected, source, (*above, selected.key))
        if value is None and not plan.non_null:
            return None
        return self._complete(selected.definition.type, type_, selected, value, (*above, selected.key))

    def _value(self, plan: _Plan, type_: GraphQLObjectType, selected: Selected, source: Any, path: Path) -> Any:
        """Return what a field's resolver says, None without one, NULLED where it failed."""
        if plan.resolver is None and selected.definition.resolve is None:
            return None
        arguments = self._arguments(selected, path)
        if arguments is None:
            return NULLED
        if plan.resolver is None:  # of the introspection system
            return selected.definition.resolve(source, SimpleNamespace(schema=self.schema.graphql), **arguments)  # type: ignore[misc, arg-type]
        outcome = self._run(plan.resolver, type_, selected, source, arguments, path)
        return NULLED if outcome is None else outcome.value

    def _complete(self, type_: Any, parent: GraphQLObjectType, selected: Selected, value: Any, path: Path) -> Any:
        if isinstance(type_, GraphQLNonNull):
            completed = NULLED if value is NULLED else self._complete_nullable(type_.of_type, parent, selected, value, path)
            if completed is None:
                text = f"Cannot return null for non-nullable type: '{_named(type_)}' within parent '{parent.name}' ({_written(path)})"
                self._fail(path, None, text, None)
                return NULLED
            return completed
        if value is NULLED:
            return None
        completed = self._complete_nullable(type_, parent, selected, value, path)
        return None if completed is NULLED else completed

    def _complete_nullable(self, type_: Any, parent: GraphQLObjectType, selected: Selected, value: Any, path: Path) -> Any:
        if value is None:
            return None
        if isinstance(type_, GraphQLList):
            return self._list(type_, parent, selected, value, path)
        if isinstance(type_, (GraphQLScalarType, GraphQLEnumType)):
            return self._leaf(type_, value, path)
        if isinstance(type_, (GraphQLInterfaceType, GraphQLUnionType)):
            named = value.get("__typename") if isinstance(value, dict) else None
            concrete = self.schema.graphql.get_type(named) if isinstance(named, str) else None
            if not isinstance(concrete, GraphQLObjectType) or not self.schema.graphql.is_sub_type(type_, concrete):
                self._fail(path, None, f"Abstract type '{type_.name}' must resolve to an Object type at runtime ({_written(path)})", None)
                return NULLED
            type_ = concrete
        if not isinstance(value, dict) and not type_.name.startswith("__"):
            return self._mismatch(path, "OBJECT", value)
        below = selected.below
        return {} if below is None else self._object(type_, below, value, path)

    def _list(self, type_: GraphQLList[Any], parent: GraphQLObjectType, selected: Selected, value: Any, path: Path) -> Any:
        if not isinstance(value, (list, tuple)):
            if not parent.name.startswith("__"):
                return self._mismatch(path, "LIST", value)
            value = list(value)
        completed = [self._complete(type_.of_type, parent, selected, element, (*path, index)) for index, element in enumerate(value)]
        return NULLED if any(element is NULLED for element in completed) else completed

    def _leaf(self, type_: GraphQLScalarType | GraphQLEnumType, value: Any, path: Path) -> Any:
        try:
            return _serializer(type_)(value)
        except InvalidValueError as error:
            self._not_written(path, error)
            return NULLED

    def _mismatch(self, path: Path, expected: str, value: Any) -> Any:
        found = {list: "LIST", dict: "OBJECT", str: "STRING", bool: "BOOLEAN"}.get(type(value), "NUMBER")
        self._fail(path, None, f"Can't resolve value ({_written(path)}) : type mismatch error, expected type {expected}, got {found}", None)
        return NULLED

    # Resolvers

    def _plan(self, type_: GraphQLObjectType, selected: Selected) -> _Plan:
        inner: Any = selected.definition.type
        non_null = isinstance(inner, GraphQLNonNull)
        inner = inner.of_type if isinstance(inner, GraphQLNonNull) else inner
        leaf = isinstance(inner, (GraphQLScalarType, GraphQLEnumType))
        resolver = self.resolvers.get((type_.name, selected.name))
        plan = selected.plan = _Plan(
            admission=self.schema.admissions.get((type_.name, selected.name)),
            resolver=resolver,
            non_null=non_null,
            serialize=_serializer(inner) if leaf else None,
            info=_info(self.schema, type_, selected) if resolver else {},
        )
        return plan

    def _arguments(self, selected: Selected, path: Path) -> dict[str, Any] | None:
        try:
            return coerce_arguments(selected.definition, selected.nodes[0], self.variables)
        except CoercionError as error:
            self._fail(path, selected, str(error), None)
            return None

    def _run(
        self, resolver: Resolver, type_: GraphQLObjectType, selected: Selected, source: Any, arguments: dict[str, Any], path: Path
    ) -> Any:
        """Run a resolver; return its outcome, None where it failed."""
        self.resolved += 1
        if self.resolved > RESOLVER_LIMIT:
            self._fail(path, selected, f"Resolver invocation limit reached: {RESOLVER_LIMIT}.", "ResolverExecutionLimitReached")
            return None
        if time.monotonic() > self.deadline:
            self._fail(path, selected, "Execution timed out.", "ExecutionTimeout")
            return None
        outcome = resolver.resolve(self._context(selected, source, arguments), self.caller)
        for raised in outcome.appended_errors:
            self._raised(type_, selected, raised, path)
        if outcome.error is not None:
            self._raised(type_, selected, outcome.error, path)
            return None
        return outcome

    def _context(self, selected: Selected, source: Any, arguments: dict[str, Any]) -> dict[str, Any]:
        return {
            "arguments": arguments,
            "identity": self.identity.to_context(),
            "source": source,
            "stash": {},
            "result": None,
            "error": None,
            "prev": None,
            "request": {"headers": self.headers, "domainName": None},
            "info": {**selected.plan.info, "variables": self.variables},
            "env": {},
        }

    # Errors

    def _unauthorized(self, type_: GraphQLObjectType, selected: Selected, path: Path) -> None:
        self._fail(path, selected, f"Not Authorized to access {selected.name} on type {type_.name}", "Unauthorized")

    def _not_written(self, path: Path, error: InvalidValueError) -> None:
        self._fail(path, None, f"Can't serialize value ({_written(path)}) : {error}", None)

    def _raised(self, type_: GraphQLObjectType, selected: Selected, raised: Raised, path: Path) -> None:
        if raised.unauthorized:
            self._unauthorized(type_, selected, path)
            return
        data = _picked(self.schema, selected, raised.data)
        self._fail(path, selected, raised.message, raised.type, data=data, error_info=raised.error_info)

    def _fail(
        self, path: Path, selected: Selected | None, message: str, type: str | None, *, data: Any = None, error_info: Any = None
    ) -> None:
        """Note an error. One of the GraphQL engine itself has no `selected`: AppSync gives it neither locations nor a type."""
        if selected is None:
            self.errors.append({"path": list(path) or None, "locations": None, "message": message})
            return
        location = selected.nodes[0].loc
        start = location.start_token if location else None
        self.errors.append(
            {
                "path": list(path),
                "data": data,
                "errorType": type,
                "errorInfo": error_info,
                "locations": [{"line": start.line, "column": start.column, "sourceName": None}] if start else None,
                "message": message,
            }
        )

    # Subscriptions

    def _publish(self, root: GraphQLObjectType, selection: Selection, data: dict[str, Any]) -> None:
        for selected in selection.fields(root):
            value = data.get(selected.key)
            if value is not None and selected.name != "__typename":
                self.published.append(Published(mutation=selected.name, payload=_by_name(self.schema, selected, value)))


def _serializer(type_: GraphQLScalarType | GraphQLEnumType) -> Callable[[Any], Any]:
    if isinstance(type_, GraphQLScalarType):
        return SCALARS[type_.name].serialize
    if type_.name.startswith("__"):
        return type_.serialize
    values, name = type_.values, type_.name

    def serialize(value: Any) -> Any:
        if not isinstance(value, str) or value not in values:
            raise InvalidValueError(f"Invalid input for Enum '{name}'. No value found for name '{value}'")
        return value

    return serialize


def _named(type_: Any) -> str:
    while not hasattr(type_, "name"):
        type_ = type_.of_type
    return type_.name


def _written(path: Path) -> str:
    """Return a path as AppSync's texts spell it: `/listTodos/items[3]/id`."""
    return "".join(f"[{each}]" if isinstance(each, int) else f"/{each}" for each in path)


def _objects(schema: ApiSchema, selected: Selected, value: Any) -> GraphQLObjectType | None:
    """Return the type of object that a selected field's value is of."""
    named = schema.graphql.get_type(_named(selected.definition.type))
    if isinstance(named, GraphQLObjectType):
        return named
    type_name = value.get("__typename") if isinstance(value, dict) else None
    concrete = schema.graphql.get_type(type_name) if isinstance(type_name, str) else None
    return concrete if isinstance(concrete, GraphQLObjectType) else None


def _by_name(schema: ApiSchema, selected: Selected, value: Any) -> Any:
    """Return a completed value with the names of fields for keys, as subscriptions match and select them."""
    if isinstance(value, list):
        return [_by_name(schema, selected, element) for element in value]
    type_ = _objects(schema, selected, value)
    if selected.below is None or not isinstance(value, dict) or type_ is None:
        return value
    return {each.name: _by_name(schema, each, value.get(each.key)) for each in selected.below.fields(type_)}


def _picked(schema: ApiSchema, selected: Selected, value: Any) -> Any:
    """Return what of an error's `data` the caller selected (AppSync's page on `util.error`)."""
    if isinstance(value, list):
        return [_picked(schema, selected, element) for element in value]
    type_ = _objects(schema, selected, value)
    if selected.below is None or not isinstance(value, dict) or type_ is None:
        return value
    return {each.key: _picked(schema, each, value.get(each.name)) for each in selected.below.fields(type_)}


def _info(schema: ApiSchema, type_: GraphQLObjectType, selected: Selected) -> dict[str, Any]:
    return {
        "fieldName": selected.name,
        "parentTypeName": type_.name,
        "selectionSetList": _selection_list(schema, selected),
        "selectionSetGraphQL": selected.below.text() if selected.below else "",
    }


def _selection_list(schema: ApiSchema, selected: Selected, above: str = "") -> list[str]:
    """Return `ctx.info.selectionSetList`: `id`, `items`, `items/id`, … with aliases in place of names."""
    named = schema.graphql.get_type(_named(selected.definition.type))
    if selected.below is None or not isinstance(named, GraphQLObjectType):
        return []
    paths: list[str] = []
    for each in selected.below.fields(named):
        paths.append(above + each.key)
        paths.extend(_selection_list(schema, each, f"{above}{each.key}/"))
    return paths
