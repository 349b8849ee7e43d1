"""Relationships: both sides, and the fields that carry them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.lookup import in_graphql, types_of, value_fields
from amplify_pulumi.schema.model import Field, Model, Relationship, RelationshipKind, Schema
from amplify_pulumi.schema.suggestions import did_you_mean

_OTHER_SIDES: Mapping[RelationshipKind, tuple[RelationshipKind, ...]] = {
    "hasMany": ("belongsTo",),
    "hasOne": ("belongsTo",),
    "belongsTo": ("hasMany", "hasOne"),
}
_STRINGS = frozenset({"ID", "String"})
_FEW = 3


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
        self.types = types_of(schema)
        self.models = self.types.models
        self.fields: dict[str, dict[str, Field | Relationship]] = {
            model.name: {**value_fields(model), **{each.name: each for each in model.relationships}} for model in self.models.values()
        }
        self.sides: dict[tuple[str, str, str], list[Relationship]] = defaultdict(list)
        for model in schema.models:
            for each in model.relationships:
                self.sides[model.name, each.kind, each.model].append(each)
        self.counterparts: dict[tuple[str, str, str, tuple[str, ...]], list[Relationship]] = defaultdict(list)
        for (name, kind, other), sides in self.sides.items():
            for each in sides:
                if each.fields is None:
                    self.counterparts[name, kind, other, each.references].append(each)
        # A side that could not be read, or whose model is misspelt, is a mistake of its own: the other side is right.
        self.unclear: set[tuple[str, str, str | tuple[str, ...]]] = set()
        for (name, kind, other), sides in self.sides.items():
            self.unclear.update((name, kind, other) for each in sides if not each.references)
            self.unclear.update((name, kind, each.references) for each in sides if other not in self.models)

    def is_unclear(self, name: str, field: Relationship, owner: str) -> bool:
        """Whether the other side of a field is there, with a mistake of its own."""
        kinds = _OTHER_SIDES[field.kind]
        return any((name, kind, owner) in self.unclear or (name, kind, field.references) in self.unclear for kind in kinds)

    def counterparts_of(self, model: Model, field: Relationship) -> list[Relationship]:
        """Return the fields that are the other side of a relationship. To itself, a field is none."""
        kinds = _OTHER_SIDES[field.kind]
        return [each for kind in kinds for each in self.counterparts.get((field.model, kind, model.name, field.references), [])]


def _relationship(model: Model, field: Relationship, index: _Index) -> Iterator[Problem]:
    what = quoted(f"{model.name}.{field.name}")
    related = index.models.get(field.model)
    if related is None:
        message = f"{what} leads to {quoted(field.model)}, which is no model"
        if field.model in vocabulary.SCALARS or index.types.is_known(field.model):
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
    if field.fields is not None and field.kind != "belongsTo":
        yield from _own_fields(model, field, field.fields, related, index)
        return
    counterparts = index.counterparts_of(model, field)
    if len(counterparts) > 1:
        names = " and ".join(quoted(f"{related.name}.{each.name}") for each in counterparts[:_FEW])
        advice = "Give each relationship between the two models reference fields of its own."
        yield error("AP3003", field.position, f"{what} has several counterparts: {names}", advice)
    if not counterparts and field.fields is None and not index.is_unclear(related.name, field, model.name):
        yield _no_counterpart(model, field, related, index)
    child, parent = (model, related) if field.kind == "belongsTo" else (related, model)
    # Both sides name the same fields; they are the belongsTo side's own, so that they are reported there if there is one.
    if field.kind == "belongsTo" or not counterparts:
        yield from _references(field, child, parent, index)


def _no_counterpart(model: Model, field: Relationship, related: Model, index: _Index) -> Problem:
    kinds = _OTHER_SIDES[field.kind]
    kind = kinds[0]
    references = ", ".join(field.references)
    message = (
        f"{quoted(f'{model.name}.{field.name}')} has no counterpart: {quoted(related.name)} has no {' or '.join(kinds)} {model.name} with "
    )
    message += f"the references [{references}]"
    close = [side for each in kinds for side in index.sides.get((related.name, each, model.name), [])][:_FEW]
    if close:
        names = " and ".join(f"{quoted(f'{related.name}.{each.name}')} has [{', '.join(each.references)}]" for each in close)
        return error("AP3002", field.position, f"{message}; {names}", "Name the same fields, in the same order, on both sides.")
    if in_graphql(field.position):
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
    place = field.references_position or field.position
    identifier = parent.identifier or ("id",)
    fits = len(field.references) == len(identifier)
    if not fits:
        keys = ", ".join(identifier)
        count = "is one field" if len(identifier) == 1 else f"has {len(identifier)} fields"
        have = "1 reference" if len(field.references) == 1 else f"{len(field.references)} references"
        message = f"{quoted(field.name)} has {have}, but the identifier of {parent.name} {count}, {keys}"
        advice = (
            "Name exactly one reference field." if len(identifier) == 1 else f"Name a reference field for each of {keys}, in this order."
        )
        yield error("AP3005", place, message, advice)
    for name in sorted({each for each in field.references if field.references.count(each) > 1}):
        yield error("AP3005", place, f"{quoted(field.name)} names the reference field {quoted(name)} twice", "Name each field once.")
    for position, name in enumerate(field.references):
        key = identifier[position] if fits else ""
        yield from _holder(field, child, name, parent, key, index)


def _own_fields(model: Model, field: Relationship, names: tuple[str, ...], related: Model, index: _Index) -> Iterator[Problem]:
    """Check the fields of a relationship of Gen 1 that leads to the items whose key they hold."""
    if len(names) != len(field.references):
        keys = ", ".join(field.references)
        message = f"{quoted(field.name)} is over [{', '.join(names)}], but what it is read by is {keys}"
        yield error("AP3005", field.position, message, f"Name a field for each of {keys}, in this order.")
        return
    for name, key in zip(names, field.references, strict=True):
        yield from _holder(field, model, name, related, key, index)


def _holder(field: Relationship, model: Model, name: str, other: Model, key: str, index: _Index) -> Iterator[Problem]:
    """Check that a field of a model can hold a field of the other model's key, where that is known."""
    place = field.references_position or field.position
    of_key = _type_of(index.fields[other.name], key)
    found = index.fields[model.name].get(name)
    if found is None:
        hint = did_you_mean(name, [each.name for each in model.values])
        message = f"The reference field {quoted(name)} is missing in {quoted(model.name)}{hint}"
        yield error("AP3004", place, message, f"Add to {model.name}: `{name}: {of_key}`.")
        return
    # An `id` without @primaryKey is an ID to Gen 1, and to the fields that it adds, whatever is written.
    is_any_id = other.identifier is None and key == "id" and _holds(found, "ID", index)
    of_any_id = model.identifier is None and name == "id" and of_key in _STRINGS
    if key and not is_any_id and not of_any_id and not _holds(found, of_key, index):
        what = f"The reference field {quoted(f'{model.name}.{name}')} {_kind(found)}"
        of = f"the identifier of {other.name}" if key in (other.identifier or ("id",)) else quoted(f"{other.name}.{key}")
        yield error("AP3006", found.position or place, f"{what}, but {of} is {of_key}", f"Write `{name}: {of_key}`.")


def _type_of(fields: Mapping[str, Field | Relationship], name: str) -> str:
    found = fields.get(name)
    return (isinstance(found, Field) and found.type) or "ID"


def _holds(field: Field | Relationship, of_identifier: str, index: _Index) -> bool:
    if isinstance(field, Relationship) or field.array:
        return False
    # Without a known type the mistake is elsewhere.
    unknown = any(each not in vocabulary.SCALARS and not index.types.is_known(each) for each in (field.type, of_identifier))
    return unknown or field.type == of_identifier or {field.type, of_identifier} <= _STRINGS


def _kind(field: Field | Relationship) -> str:
    if isinstance(field, Relationship):
        return "is a relationship"
    return f"is an array of {field.type}" if field.array else f"is {field.type}"
