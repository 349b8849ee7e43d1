"""What a recorded request asks for: its root fields, each as a step of its own, and the relationships below them.

A request may have several root fields. AppSync runs those of a mutation one after another, and each has its own data, errors and writes:
each is judged on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import graphql

from amplify_pulumi.compiler.shape import Index, Link, Shape, shapes
from amplify_pulumi.schema.model import Schema

Step = Mapping[str, Any]
"""A step as recorded, with what `told` adds."""
Path = tuple[str, ...]
"""Where something stands in an answer, `*` for any member of a list."""
WRITTEN = {"create": "put", "update": "update", "delete": "delete"}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What our API did with a step."""

    data: Any
    errors: Sequence[Mapping[str, Any]]
    writes: Sequence[Mapping[str, Any]] = ()
    evaluations: int = 0
    calls: int = 0
    """To DynamoDB, without those that AppSync makes on its own."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """A place in a request where items of a model are asked for: a root field, or a relationship below one."""

    path: Path
    shape: Shape
    """The model of the items."""
    action: str
    """The generated operation; `hasMany`, `hasOne` or `belongsTo` for a relationship."""
    arguments: Mapping[str, Any]
    index: Index | None = None
    """The declared index that a root field queries."""
    link: Link | None = None
    holder: Shape | None = None
    """The model that has the relationship."""
    items: Path = ()
    """Where the items are: at the path, or below it."""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of each member of an item that is asked for: the field that it is, relationships left out."""


@dataclass(frozen=True, kw_only=True)
class _Document:
    operation: graphql.OperationDefinitionNode
    fragments: Mapping[str, graphql.FragmentDefinitionNode]
    variables: Mapping[str, Any]

    def fields(self, selections: Iterable[graphql.SelectionSetNode | None]) -> dict[str, list[graphql.FieldNode]]:
        """Return the fields that are asked for, by their names in the answer, those of fragments included."""
        found: dict[str, list[graphql.FieldNode]] = {}
        for selection in (each for part in selections if part is not None for each in part.selections):
            if not self._is_asked(selection):
                continue
            if isinstance(selection, graphql.FieldNode):
                found.setdefault((selection.alias or selection.name).value, []).append(selection)
                continue
            inner = selection if isinstance(selection, graphql.InlineFragmentNode) else self.fragments[selection.name.value]
            for key, nodes in self.fields([inner.selection_set]).items():
                found.setdefault(key, []).extend(nodes)
        return found

    def _is_asked(self, selection: graphql.SelectionNode) -> bool:
        said = {each.name.value: self.arguments(each.arguments).get("if") for each in selection.directives or ()}
        return said.get("include") is not False and said.get("skip") is not True

    def arguments(self, nodes: Iterable[graphql.ArgumentNode] | None) -> dict[str, Any]:
        """Return the values of arguments; one that is a variable without a value is left out."""
        values = ((each.name.value, each.value) for each in nodes or ())
        return {
            name: graphql.value_from_ast_untyped(value, dict(self.variables))
            for name, value in values
            if not isinstance(value, graphql.VariableNode) or value.name.value in self.variables
        }


def told(schema: Schema, transcript: Mapping[str, Any]) -> Callable[[Step], Step]:
    """Return what adds to a step what the whole recording says about it.

    That is `caller`: the recorded identity; `fixed`: the identity pool and the roles of the recording; `schema`: that of the API; and
    `models`: their shapes.
    """
    same = {"fixed": transcript["setup"].get("fixed", {}), "schema": schema, "models": shapes(schema)}
    return lambda step: {**step, **same, "caller": transcript["identities"][step["identity"]]}


def queries(step: Step) -> list[Query]:
    """Return the places of a step where items of models are asked for, those above before those below them."""
    document = _read(step)
    return [] if document is None else list(_queries(document, step["schema"], step["models"]))


def _queries(document: _Document, schema: Schema, models: Mapping[str, Shape]) -> Iterator[Query]:
    generated = _generated(models)
    returned = {each.name: each.returns for each in schema.operations if each.returns is not None and each.returns.type in models}
    for key, nodes in document.fields([document.operation.selection_set]).items():
        name = nodes[0].name.value
        arguments = document.arguments(nodes[0].arguments)
        if name in generated:
            shape, action, index = generated[name]
            yield from _below(document, models, nodes, Query(path=(key,), shape=shape, action=action, arguments=arguments, index=index))
        elif name in returned:
            path = (key, "*") if returned[name].array else (key,)
            query = Query(path=path, shape=models[returned[name].type], action="custom", arguments=arguments)
            yield from _below(document, models, nodes, query)


def _below(document: _Document, models: Mapping[str, Shape], nodes: Sequence[graphql.FieldNode], query: Query) -> Iterator[Query]:
    asked, path = document.fields(node.selection_set for node in nodes), query.path
    if query.action in ("list", "hasMany"):
        items = {key: members for key, members in asked.items() if members[0].name.value == "items"}
        path = (*path, next(iter(items), "items"), "*")
        asked = document.fields(node.selection_set for members in items.values() for node in members)
    links = {each.name: each for each in query.shape.links}
    names = {key: members[0].name.value for key, members in asked.items()}
    yield replace(query, items=path, names={key: name for key, name in names.items() if name not in links})
    for key, members in asked.items():
        link = links.get(members[0].name.value)
        if link is not None:
            related = Query(
                path=(*path, key),
                shape=models[link.related],
                action=link.kind,
                arguments=document.arguments(members[0].arguments),
                link=link,
                holder=query.shape,
            )
            yield from _below(document, models, members, related)


def roots(step: Step, answer: Answer) -> list[tuple[Step, Answer]]:
    """Return each root field of a step as a step of its own, with our answer to it; only the step where it cannot be told apart.

    A step knows its arguments by their names among its `variables`, whatever the request calls them or writes in place. The step of one
    root field has the data of that field, the errors with its path, and the writes of its call. It cannot be told apart where an error has
    no path, nothing was answered, pages are compared as a whole, or a write is of none of its fields.
    """
    document = _read(step)
    if document is None:
        return [(step, answer)]
    fields = document.fields([document.operation.selection_set])
    named = [{**step["variables"], **document.arguments(nodes[0].arguments)} for nodes in fields.values()]
    if len(fields) == 1:
        return [({**step, "variables": named[0]}, answer)]
    recorded = step["response"]
    every = [*recorded.get("errors", ()), *answer.errors]
    if "pageGroup" in step.get("compare", {}) or set(recorded["data"] or ()) != set(fields) or set(answer.data or ()) != set(fields):
        return [(step, answer)]
    if any((each.get("path") or [None])[0] not in fields for each in every):
        return [(step, answer)]
    generated = _generated(step["models"])
    theirs = _written(fields, generated, recorded, step.get("writes", ()))
    ours = _written(fields, generated, {"data": answer.data, "errors": answer.errors}, answer.writes)
    if theirs is None or ours is None:
        return [(step, answer)]
    return [
        (_alone(step, document, key, nodes, variables, theirs[key]), _answer_alone(answer, key, ours[key]))
        for (key, nodes), variables in zip(fields.items(), named, strict=True)
    ]


def _alone(
    step: Step,
    document: _Document,
    key: str,
    nodes: Sequence[graphql.FieldNode],
    variables: Mapping[str, Any],
    writes: Sequence[Mapping[str, Any]],
) -> Step:
    selections = graphql.SelectionSetNode(selections=tuple(nodes))
    query = " ".join(graphql.print_ast(each) for each in (_with_selection(document.operation, selections), *document.fragments.values()))
    alternative = {"alternative": _part(step["alternative"], key)} if "alternative" in step else {}
    return {**step, "query": query, "variables": variables, "response": _part(step["response"], key), "writes": writes, **alternative}


def _with_selection(operation: graphql.OperationDefinitionNode, selections: graphql.SelectionSetNode) -> graphql.OperationDefinitionNode:
    """Return an operation with other root fields."""
    return graphql.OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=operation.directives,
        selection_set=selections,
    )


def _part(response: Mapping[str, Any], key: str) -> dict[str, Any]:
    errors = [each for each in response.get("errors", ()) if (each["path"] or [None])[0] == key]
    return {"data": {key: response["data"][key]}, "errors": errors}


def _answer_alone(answer: Answer, key: str, writes: Sequence[Mapping[str, Any]]) -> Answer:
    errors = [each for each in answer.errors if each["path"][0] == key]
    return Answer(data={key: answer.data[key]}, errors=errors, writes=writes)


def _written(
    fields: Mapping[str, Sequence[graphql.FieldNode]],
    generated: Mapping[str, tuple[Shape, str, Index | None]],
    response: Mapping[str, Any],
    writes: Sequence[Mapping[str, Any]],
) -> dict[str, list[Mapping[str, Any]]] | None:
    """Return which root field wrote what: in their order, each that answers takes the next write of its kind. None if any is left."""
    rest = list(writes)
    found: dict[str, list[Mapping[str, Any]]] = {}
    for key, nodes in fields.items():
        shape, action, _ = generated.get(nodes[0].name.value, (None, "", None))
        errors = [each for each in response.get("errors", ()) if each["path"][0] == key]
        answers = response["data"][key] is not None or any(len(each["path"]) > 1 for each in errors)
        is_next = shape is not None and bool(rest) and (rest[0]["table"], rest[0]["op"]) == (shape.name, WRITTEN.get(action))
        found[key] = [rest.pop(0)] if answers and is_next else []
    return None if rest else found


@lru_cache(maxsize=512)
def _parsed(query: str) -> graphql.DocumentNode:
    return graphql.parse(query)


def _read(step: Step) -> _Document | None:
    try:
        document = _parsed(step["query"])
    except graphql.GraphQLError:
        return None
    operations = [each for each in document.definitions if isinstance(each, graphql.OperationDefinitionNode)]
    if len(operations) != 1:
        return None
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, graphql.FragmentDefinitionNode)}
    defaults = {
        each.variable.name.value: graphql.value_from_ast_untyped(each.default_value)
        for each in operations[0].variable_definitions or ()
        if each.default_value is not None
    }
    return _Document(operation=operations[0], fragments=fragments, variables={**defaults, **step["variables"]})


def _generated(models: Mapping[str, Shape]) -> dict[str, tuple[Shape, str, Index | None]]:
    """Return what the generated root fields are: of which model, which operation, over which index."""
    found: dict[str, tuple[Shape, str, Index | None]] = {}
    for shape in models.values():
        for action, names in shape.names.items():
            found.update(dict.fromkeys(names, (shape, action, None)))
        found.update({index.query_field: (shape, "list", index) for index in shape.indexes if index.query_field})
    return found
