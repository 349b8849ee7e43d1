"""What clients notice: requests that no longer pass, answers of another form, and what is new.

Two kinds of clients are out there. Programs with requests of their own break where a field, an argument or a type that they name is gone or
another. Apps with Amplify's model API were shipped with the model introspection of their time, and ask for every value field of a model in
each request: a single field that is gone lets all their requests for that model fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graphql import GraphQLField, GraphQLObjectType

from amplify_pulumi.codegen.difference.changes import Change, Role, changes
from amplify_pulumi.codegen.difference.model import Category, Comparison, Finding, Side
from amplify_pulumi.codegen.difference.sides import is_model_field, place, value_fields
from amplify_pulumi.codegen.difference.tables import key_of
from amplify_pulumi.compiler.sdl import named
from amplify_pulumi.schema.model import Position

_KEEP = "Keep it until no client asks for it."
_DEPLOY_FIRST = "Deploy clients that know it first."
_WRITING = ("create", "update", "delete")
_WITHOUT: Mapping[Role, str] = {
    "create": "Requests that create an item without it fail.",
    "update": "Requests that update an item without it fail.",
    "delete": "Requests that delete an item without it fail.",
    "object": "Requests that send a value without it fail.",
}


def check(comparison: Comparison) -> Iterator[Finding]:
    """Yield what clients notice, one finding for each field, operation, enum value or model."""
    found = [*changes(comparison)]
    yield from _models(comparison)
    keys = dict(_other_keys(comparison))
    yield from keys.values()
    groups: dict[str, list[Change]] = {}
    for change in found:
        if not _is_told(change, comparison, keys):
            groups.setdefault(change.subject, []).append(change)
    for subject, group in groups.items():
        yield from _of_group(comparison, subject, group)


def _models(comparison: Comparison) -> Iterator[Finding]:
    for name in comparison.removed_models:
        other = comparison.renamed.get(name)
        yield Finding(
            category="breaking",
            kind="model-removed" if other is None else "model-renamed",
            subject=name,
            message=f"Every operation on {name} is gone: requests that name one fail.",
            old=name,
            new=other,
            advice=_KEEP,
            position=None if other is None else place(comparison.new, other),
        )
    for name in comparison.added_models:
        if name not in comparison.renamed.values():
            yield Finding(
                category="added",
                kind="model-added",
                subject=name,
                message="A model with a table of its own.",
                position=place(comparison.new, name),
            )


def _other_keys(comparison: Comparison) -> Iterator[tuple[str, Finding]]:
    for name in comparison.models:
        fields, others = (_identifier(side, name) for side in (comparison.old, comparison.new))
        if fields != others or key_of(comparison.old.tables[name]) != key_of(comparison.new.tables[name]):
            shape = comparison.new.shapes.get(name)
            finding = Finding(
                category="breaking",
                kind="identifier-changed",
                subject=name,
                message="Items are got, updated and deleted by another key: requests with the old one fail.",
                old=", ".join(fields),
                new=", ".join(others),
                advice="Keep the identifier, and add an index for another way to look items up.",
                position=(shape.model.identifier_position if shape else None) or place(comparison.new, name),
            )
            yield name, finding


def _identifier(side: Side, model: str) -> tuple[str, ...]:
    info = side.introspection["models"].get(model, {}).get("primaryKeyInfo", {})
    return (info.get("primaryKeyFieldName", "id"), *info.get("sortKeyFieldNames", []))


def _is_told(change: Change, comparison: Comparison, keys: Mapping[str, Finding]) -> bool:
    """Whether a change follows from one that is told of the model as a whole."""
    if change.role == "root":
        for side, models in ((comparison.old, comparison.removed_models), (comparison.new, comparison.added_models)):
            model = _generated_for(side, change.owner, str(change.field))
            if model in models:
                return True
            if model in keys and change.argument is not None:
                return True
        return False
    if change.owner in comparison.removed_models:
        return True
    if change.owner in comparison.added_models:
        return change.severity != "breaking" or change.owner not in comparison.old.graphql.type_map
    # What the new key needs in inputs and filters.
    return change.owner in keys and change.role in ("update", "delete", "question")


def _generated_for(side: Side, root: str, field: str) -> str | None:
    """Return the model that a generated operation is for; None for custom ones, and where there is no such operation."""
    custom = {"Query": "queries", "Mutation": "mutations", "Subscription": "subscriptions"}[root]
    declared = _field(side, root, field)
    if declared is None or field in side.introspection.get(custom, {}):
        return None
    type_ = named(str(declared.type))
    if type_ in side.tables:
        return type_
    page = side.graphql.type_map.get(type_)
    items = page.fields.get("items") if isinstance(page, GraphQLObjectType) else None
    model = named(str(items.type)) if items else None
    return model if model in side.tables else None


def _field(side: Side, type_name: str, field: str) -> GraphQLField | None:
    type_ = side.graphql.type_map.get(type_name)
    return type_.fields.get(field) if isinstance(type_, GraphQLObjectType) else None


def _of_group(comparison: Comparison, subject: str, group: Sequence[Change]) -> Iterator[Finding]:
    """Yield what became of one field, operation or value of an enum."""
    arguments = [each for each in group if each.argument is not None]
    rest = [each for each in group if each.argument is None]
    if arguments and not any(each.type == "FIELD_CHANGED_KIND" and each.role == "object" and not _is_nullability(each) for each in rest):
        yield from _arguments(comparison, subject, arguments)
    if not rest:
        return
    role = rest[0].role
    if role == "root":
        yield from (_operation(comparison, subject, each) for each in rest)
    elif role == "enum":
        yield from (_enum_value(comparison, subject, each) for each in rest)
    else:
        yield from _of_field(comparison, subject, rest)


def _arguments(comparison: Comparison, subject: str, group: Sequence[Change]) -> Iterator[Finding]:
    type_name, _, field = subject.partition(".")
    old, new = (_signature(_field(side, type_name, field)) for side in (comparison.old, comparison.new))
    breaking = [each for each in group if each.severity == "breaking"]
    if breaking:
        what = {
            "ARG_REMOVED": "{} is gone",
            "REQUIRED_ARG_ADDED": "{} must be given",
            "ARG_CHANGED_KIND": "{} is of another type",
        }
        said = ", ".join(what.get(each.type, "{} changed").format(each.argument) for each in breaking)
        yield _finding(comparison, "breaking", "arguments-changed", subject, f"Requests fail: {said}.", old=old, new=new, advice=_KEEP)
    else:
        said = ", ".join(str(each.argument) for each in group)
        yield _finding(comparison, "added", "argument-added", subject, f"It takes more: {said}.", old=old, new=new)


def _signature(field: GraphQLField | None) -> str | None:
    return None if field is None else f"({', '.join(f'{name}: {argument.type}' for name, argument in field.args.items())})"


def _operation(comparison: Comparison, subject: str, change: Change) -> Finding:
    match change.type:
        case "FIELD_REMOVED":
            other = _renamed_query(comparison, str(change.field))
            message = "Requests that name it fail." if other is None else f"It is called {other} now: requests that name it fail."
            kind = "operation-removed" if other is None else "operation-renamed"
            position = place(comparison.new, f"Query.{other}") if other else _model_place(comparison, change)
            new = None if other is None else f"Query.{other}"
            found = _finding(comparison, "breaking", kind, subject, message, old=subject, new=new, advice=_KEEP)
            return replace(found, position=position)
        case "FIELD_ADDED":
            return _finding(comparison, "added", "operation-added", subject, "A new operation.")
        case "FIELD_CHANGED_KIND":
            message = "It answers something else."
            return _finding(
                comparison, "breaking", "return-type-changed", subject, message, old=change.old, new=change.new, advice=_DEPLOY_FIRST
            )
        case "FIELD_CHANGED_KIND_SAFE":
            message = "It is never null any more."
            return _finding(comparison, "added", "field-never-null", subject, message, old=change.old, new=change.new)
        case _:
            return _other(comparison, change)


def _model_place(comparison: Comparison, change: Change) -> Position | None:
    model = _generated_for(comparison.old, change.owner, str(change.field))
    return place(comparison.new, model) if model else None


def _renamed_query(comparison: Comparison, query: str) -> str | None:
    """Return the name that the query of an index has now, if that index has one."""
    for model in comparison.models:
        keys = [_index_queries(side, model) for side in (comparison.old, comparison.new)]
        fields = keys[0].get(query)
        if fields is not None:
            same = [name for name, others in keys[1].items() if others == fields and name not in keys[0]]
            return same[0] if len(same) == 1 else None
    return None


def _index_queries(side: Side, model: str) -> dict[str, list[str]]:
    attributes = side.introspection["models"].get(model, {}).get("attributes", [])
    properties = [each.get("properties", {}) for each in attributes if each.get("type") == "key"]
    return {each["queryField"]: each["fields"] for each in properties if each.get("queryField")}


def _enum_value(comparison: Comparison, subject: str, change: Change) -> Finding:
    match change.type:
        case "VALUE_REMOVED_FROM_ENUM":
            message = f"Requests that send or filter by {change.field} fail."
            return _finding(comparison, "breaking", "enum-value-removed", subject, message, old=change.field, advice=_KEEP)
        case "VALUE_ADDED_TO_ENUM":
            message = f"Clients that are out may be sent {change.field}, which they do not know."
            return _finding(comparison, "risky", "enum-value-added", subject, message, new=change.field, advice=_DEPLOY_FIRST)
        case _:
            return _other(comparison, change)


def _of_field(comparison: Comparison, subject: str, group: Sequence[Change]) -> Iterator[Finding]:
    """Yield what became of a field in the type itself, and in the inputs where that says more."""
    by_role: dict[str, list[Change]] = {}
    for change in group:
        by_role.setdefault(change.role, []).append(change)
    itself = next(iter(by_role.get("object", by_role.get("page", []))), None)
    described = False
    if itself is not None:
        yield from _itself(comparison, subject, itself)
        described = itself.type in ("FIELD_REMOVED", "FIELD_ADDED") or not _is_nullability(itself)
    writing = [each for role in _WRITING for each in by_role.get(role, [])]
    demanding = [each for each in writing if each.severity == "breaking" and _demands(each)]
    if demanding and not (itself is not None and itself.type == "FIELD_CHANGED_KIND" and not _is_nullability(itself)):
        first = demanding[0]
        advice = "Leave it optional, or give it a default." if first.role == "create" else _KEEP
        message = _WITHOUT[first.role if first.owner in comparison.new.tables else "object"]
        yield _finding(
            comparison, "breaking", "input-required", subject, message, old=first.old, new=first.new or "required", advice=advice
        )
        return
    if described or (itself is not None and writing):
        return
    yield from _inputs(comparison, subject, writing, by_role.get("question", []))


def _itself(comparison: Comparison, subject: str, change: Change) -> Iterator[Finding]:
    match change.type:
        case "FIELD_REMOVED":
            message = f"Requests that ask for it fail{_shipped(comparison, change)}"
            yield _finding(comparison, "breaking", "field-removed", subject, message, old=_type(comparison.old, change), advice=_KEEP)
        case "FIELD_ADDED":
            yield _finding(comparison, "added", "field-added", subject, "A new field.", new=_type(comparison.new, change))
        case "FIELD_CHANGED_KIND" if _is_nullability(change):
            message = "It may be null: clients that take a value for granted fail."
            words = {"old": change.old, "new": change.new, "advice": _DEPLOY_FIRST}
            yield _finding(comparison, "breaking", "field-may-be-null", subject, message, **words)
        case "FIELD_CHANGED_KIND":
            message = "It is of another type: requests that filter by it or write it fail, and answers are not what clients expect."
            yield _finding(comparison, "breaking", "field-type-changed", subject, message, old=change.old, new=change.new, advice=_KEEP)
        case "FIELD_CHANGED_KIND_SAFE":
            message = "It is never null any more."
            yield _finding(comparison, "added", "field-never-null", subject, message, old=change.old, new=change.new)
        case _:
            yield _other(comparison, change)


def _shipped(comparison: Comparison, change: Change) -> str:
    """Return who else asks for a field that is gone, apps with the old introspection where it is a value, and where its values stay."""
    if is_model_field(comparison.old, change.owner, str(change.field)):
        return "."
    stay = " Stored values stay in the table, where nothing reads them."
    described = comparison.old.introspection["models"].get(change.owner)
    if described is not None:
        apps = f": shipped apps ask for all fields of {change.owner} in each request." if change.field in described["fields"] else "."
        return apps + stay
    values = ((model, named(each)) for model in comparison.old.tables for each in value_fields(comparison.old, model).values())
    holders = list(dict.fromkeys(model for model, type_name in values if type_name == change.owner))
    return f": shipped apps ask for it with each {' and each '.join(holders)}.{stay}" if holders else "."


def _type(side: Side, change: Change) -> str | None:
    field = _field(side, change.owner, str(change.field))
    return None if field is None else str(field.type)


def _is_nullability(change: Change) -> bool:
    """Whether only a `!` came or went."""
    return change.old is not None and change.new is not None and change.old.replace("!", "") == change.new.replace("!", "")


def _demands(change: Change) -> bool:
    return change.type == "REQUIRED_INPUT_FIELD_ADDED" or (change.type == "FIELD_CHANGED_KIND" and _is_nullability(change))


def _inputs(comparison: Comparison, subject: str, writing: Sequence[Change], questions: Sequence[Change]) -> Iterator[Finding]:
    """Yield what became of a field in inputs and filters alone."""
    removed = next((each for each in writing if each.type == "FIELD_REMOVED"), None)
    if removed is not None:
        yield _finding(comparison, "breaking", "input-removed", subject, "Requests that write it fail.", advice=_KEEP)
        return
    changed = next((each for each in writing if each.severity == "breaking"), None)
    if changed is not None:
        message = "Requests that write it as before fail."
        yield _finding(comparison, "breaking", "input-type-changed", subject, message, old=changed.old, new=changed.new, advice=_KEEP)
        return
    if writing:
        message = "It can be written, or left out where it had to be given."
        yield _finding(comparison, "added", "input-relaxed", subject, message, old=writing[0].old, new=writing[0].new)
        return
    gone = next((each for each in questions if each.severity == "breaking"), None)
    if gone is not None:
        message = "Requests that filter or search by it as before fail."
        yield _finding(comparison, "breaking", "filter-changed", subject, message, old=gone.old, new=gone.new, advice=_KEEP)
    elif questions:
        yield _finding(comparison, "added", "filter-added", subject, "More can be filtered or searched by it.")


def _other(comparison: Comparison, change: Change) -> Finding:
    """Return a change in graphql-core's own words."""
    category: Mapping[str, Category] = {"breaking": "breaking", "dangerous": "risky", "safe": "added"}
    words = {"old": change.old, "new": change.new}
    return _finding(comparison, category[change.severity], "schema-changed", change.subject, change.description, **words)


def _finding(comparison: Comparison, category: Category, kind: str, subject: str, message: str, **words: str | None) -> Finding:
    """Return a finding at the place of its subject; `words` are `old`, `new` and `advice`."""
    return Finding(category=category, kind=kind, subject=subject, message=message, position=place(comparison.new, subject), **words)
