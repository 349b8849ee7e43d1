"""Relationships: both sides, and the fields that carry them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import Field, Model, Relationship, Schema
from amplify_pulumi.schema.suggestions import did_you_mean

_OTHER_SIDE = {"hasMany": "belongsTo", "belongsTo": "hasMany"}
_STRINGS = frozenset({"ID", "String"})
_FEW = 3
_IMPLICIT = {"id": Field(name="id", type="ID", required=True)}


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse relationships without exactly one counterpart, and reference fields that cannot hold the other model's identifier."""
    index = _Index(schema)
    for model in schema.models:
        for field in model.relationships:
            # What the reader could not read has been reported there.
            if field.model and field.references:
                yield from _relationship(model, field, index)


class _Index:
    """What relationships ask for, found at once however large the schema is."""

    def __init__(self, schema: Schema) -> None:
        self.models = {model.name: model for model in schema.models}
        self.fields = {model.name: {each.name: each for each in model.fields} for model in schema.models}
        self.sides: dict[tuple[str, str, str], list[Relationship]] = defaultdict(list)
        for model in schema.models:
            for each in model.relationships:
                self.sides[model.name, each.kind, each.model].append(each)
        self.counterparts: dict[tuple[str, str, str, tuple[str, ...]], list[Relationship]] = defaultdict(list)
        for (name, kind, other), sides in self.sides.items():
            for each in sides:
                self.counterparts[name, kind, other, each.references].append(each)
        # A side that could not be read, or whose model is misspelt, is a mistake of its own: the other side is right.
        self.unclear: set[tuple[str, str, str | tuple[str, ...]]] = set()
        for (name, kind, other), sides in self.sides.items():
            self.unclear.update((name, kind, other) for each in sides if not each.references)
            self.unclear.update((name, kind, each.references) for each in sides if other not in self.models)

    def is_unclear(self, name: str, kind: str, field: Relationship, owner: str) -> bool:
        """Whether the other side of a field is there, with a mistake of its own."""
        return (name, kind, owner) in self.unclear or (name, kind, field.references) in self.unclear


def _relationship(model: Model, field: Relationship, index: _Index) -> Iterator[Problem]:
    what = quoted(f"{model.name}.{field.name}")
    related = index.models.get(field.model)
    if related is None:
        message = f"{what} leads to {quoted(field.model)}, which is no model"
        if field.model in vocabulary.SCALARS:
            yield error(
                "AP3001",
                field.model_position or field.position,
                message,
                "Relationships lead to models. For a value, write its type alone.",
            )
            return
        advice = f"Add a model {quoted(field.model)}, or correct the name."
        yield error("AP3001", field.model_position or field.position, f"{message}{did_you_mean(field.model, index.models)}", advice)
        return
    counterparts = index.counterparts.get((related.name, _OTHER_SIDE[field.kind], model.name, field.references), [])
    if len(counterparts) > 1:
        names = " and ".join(quoted(f"{related.name}.{each.name}") for each in counterparts[:_FEW])
        advice = "Give each relationship between the two models reference fields of its own."
        yield error("AP3003", field.position, f"{what} has several counterparts: {names}", advice)
    if not counterparts and not index.is_unclear(related.name, _OTHER_SIDE[field.kind], field, model.name):
        yield _no_counterpart(model, field, related, index)
    child, parent = (related, model) if field.kind == "hasMany" else (model, related)
    # Both sides name the same fields; they are the belongsTo side's own, so that they are reported there if there is one.
    if field.kind == "belongsTo" or not counterparts:
        yield from _references(field, child, parent, index)


def _no_counterpart(model: Model, field: Relationship, related: Model, index: _Index) -> Problem:
    kind = _OTHER_SIDE[field.kind]
    references = ", ".join(field.references)
    message = f"{quoted(f'{model.name}.{field.name}')} has no counterpart: {quoted(related.name)} has no {kind} {model.name} with "
    message += f"the references [{references}]"
    close = index.sides.get((related.name, kind, model.name), [])[:_FEW]
    if close:
        names = " and ".join(f"{quoted(f'{related.name}.{each.name}')} has [{', '.join(each.references)}]" for each in close)
        return error("AP3002", field.position, f"{message}; {names}", "Name the same fields, in the same order, on both sides.")
    if field.position and field.position.language == "graphql":
        of = f"[{model.name}]" if kind == "hasMany" else model.name
        names = ", ".join(f'"{each}"' for each in field.references)
        advice = f"Add to {related.name}: `{_suggested_name(model, kind)}: {of} @{kind}(references: [{names}])`."
    else:
        advice = f"Add to {related.name}: `{_suggested_name(model, kind)}: {{ {kind}: {model.name}, references: [{references}] }}`."
    return error("AP3002", field.position, message, advice)


def _suggested_name(model: Model, kind: str) -> str:
    name = model.name[:1].lower() + model.name[1:]
    return f"{name}List" if kind == "hasMany" else name


def _references(field: Relationship, child: Model, parent: Model, index: _Index) -> Iterator[Problem]:
    if len(field.references) != 1:
        message = f"{quoted(field.name)} has {len(field.references)} references, but the identifier of {parent.name} is one field, id"
        yield error("AP3005", field.references_position or field.position, message, "Name exactly one reference field.")
    identifier = index.fields[parent.name].get("id")
    of_identifier = (isinstance(identifier, Field) and identifier.type) or "ID"
    fields = index.fields[child.name]
    for name in field.references:
        found = fields.get(name) or _IMPLICIT.get(name)
        if found is None:
            hint = did_you_mean(name, [each.name for each in child.values])
            message = f"The reference field {quoted(name)} is missing in {quoted(child.name)}{hint}"
            yield error("AP3004", field.references_position or field.position, message, f"Add to {child.name}: `{name}: {of_identifier}`.")
        elif len(field.references) == 1 and not _holds(found, of_identifier):
            what = f"The reference field {quoted(f'{child.name}.{name}')} {_kind(found)}"
            message = f"{what}, but the identifier of {parent.name} is {of_identifier}"
            yield error("AP3006", found.position, message, f"Write `{name}: {of_identifier}`.")


def _holds(field: Field | Relationship, of_identifier: str) -> bool:
    if isinstance(field, Relationship) or field.array:
        return False
    # Without a known type the mistake is elsewhere.
    unknown = field.type not in vocabulary.SCALARS or of_identifier not in vocabulary.SCALARS
    return unknown or field.type == of_identifier or {field.type, of_identifier} <= _STRINGS


def _kind(field: Field | Relationship) -> str:
    if isinstance(field, Relationship):
        return "is a relationship"
    return f"is an array of {field.type}" if field.array else f"is {field.type}"
