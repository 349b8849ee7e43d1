"""What is stored, read by the new schema: values that were written in another form, that may be null, that their type no longer knows.

Nothing in a table changes when the schema does. AppSync reads what is there by the new types, and answers null with an error where that
fails, for the whole item where the field is required.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from graphql import GraphQLEnumType, GraphQLObjectType

from amplify_pulumi.codegen.difference.model import Comparison, Finding, Side
from amplify_pulumi.codegen.difference.sides import place, value_fields
from amplify_pulumi.codegen.difference.tables import key_of
from amplify_pulumi.compiler.sdl import named, nullable
from amplify_pulumi.compiler.shape import Shape

Reading = Literal["all", "some", "other form"]
"""How much of what was stored under one type can be read under another."""

_NUMBERS = frozenset({"Int", "Float", "AWSTimestamp"})
_TEXTS = frozenset({"ID", "String", "AWSDate", "AWSTime", "AWSDateTime", "AWSEmail", "AWSPhone", "AWSURL", "AWSIPAddress"})
_TAKES_ALL_TEXTS = frozenset({"ID", "String"})
_ANY_FORM = frozenset({"AWSJSON"})
_MOVE = "Keep the field as it is, add one of another name, copy the values, then remove this one."
_FILL = "Leave it optional, give every stored item a value, and require it in a later deployment."

_WORDS: Mapping[Reading, str] = {
    "some": "Stored values that are no {type} cannot be read.",
    "other form": "Stored values keep their form, which is not that of {type}: they cannot be read, or are not found by filters and keys.",
}


def check(comparison: Comparison) -> Iterator[Finding]:
    """Yield what becomes unreadable, of the models that stay and of the custom types and enums that they store."""
    for model in comparison.models:
        if key_of(comparison.old.tables[model]) == key_of(comparison.new.tables[model]):
            yield from _fields(comparison, model, value_fields(comparison.old, model), value_fields(comparison.new, model), "")
            yield from _links(comparison, model)
    for name, places in _stored_types(comparison.old, comparison.models).items():
        note = f" Stored in {', '.join(places)}."
        one, two = comparison.old.graphql.type_map[name], comparison.new.graphql.type_map.get(name)
        if isinstance(one, GraphQLObjectType) and isinstance(two, GraphQLObjectType):
            fields, others = ({each: str(field.type) for each, field in side.fields.items()} for side in (one, two))
            yield from _fields(comparison, name, fields, others, note)
        elif isinstance(one, GraphQLEnumType) and isinstance(two, GraphQLEnumType):
            yield from _enum_values(comparison, one, two, note)


def _fields(comparison: Comparison, owner: str, old: Mapping[str, str], new: Mapping[str, str], note: str) -> Iterator[Finding]:
    moved = _moved(old, new)
    for name, type_ in new.items():
        subject, position = f"{owner}.{name}", place(comparison.new, f"{owner}.{name}")
        if name not in old:
            former = next((each for each, other in moved.items() if other == name), None)
            if former is not None:
                yield Finding(
                    category="data-loss",
                    kind="field-renamed",
                    subject=subject,
                    message=f"{former} seems to be called {name} now. Stored values stay under the old name: nothing reads them.{note}",
                    old=former,
                    new=name,
                    advice=f"Keep {former} beside it, copy its values to {name}, then remove it.",
                    position=position,
                )
            if type_.endswith("!"):
                yield _missing(subject, None, type_, f"Stored items have no value for it, and cannot be read.{note}", comparison)
            continue
        before = old[name]
        reading = read_as(comparison, before, type_)
        if reading != "all":
            yield Finding(
                category="data-loss",
                kind="stored-type-changed",
                subject=subject,
                message=_WORDS[reading].format(type=type_) + note,
                old=before,
                new=type_,
                advice=_MOVE,
                position=position,
            )
        if _requires_more(before, type_):
            what = "an element" if type_.endswith("!") and before.endswith("!") else "it"
            yield _missing(subject, before, type_, f"Stored items in which {what} is null or missing cannot be read.{note}", comparison)


def _missing(subject: str, old: str | None, new: str, message: str, comparison: Comparison) -> Finding:
    return Finding(
        category="data-loss",
        kind="field-required-of-stored-items",
        subject=subject,
        message=message,
        old=old,
        new=new,
        advice=_FILL,
        position=place(comparison.new, subject),
    )


def _moved(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that seem to have another name now: the only one of a type that is gone, and the only one that came."""
    gone = {name: nullable(type_) for name, type_ in old.items() if name not in new}
    came = {name: nullable(type_) for name, type_ in new.items() if name not in old}
    found: dict[str, str] = {}
    for name, type_ in gone.items():
        others = [each for each, other in came.items() if other == type_]
        if len(others) == 1 and sum(each == type_ for each in gone.values()) == 1:
            found[name] = others[0]
    return found


def _requires_more(old: str, new: str) -> bool:
    """Whether the new type has a `!` where the old one, of the same depth, has none."""
    marks, others = _marks(old), _marks(new)
    return len(marks) == len(others) and any(other and not mark for mark, other in zip(marks, others, strict=True))


def _marks(type_: str) -> list[bool]:
    """Return whether each level of a type is required, the outermost first."""
    marks: list[bool] = []
    while True:
        marks.append(type_.endswith("!"))
        type_ = nullable(type_)
        if not type_.startswith("["):
            return marks
        type_ = type_[1:-1]


def read_as(comparison: Comparison, old: str, new: str) -> Reading:
    """Return how much of what was stored as one type can be read as another. Whether it is required is another question.

    Args:
        comparison: knows the enums of both sides.
        old: a type in GraphQL's notation.
        new: likewise.
    """
    one, two = named(old), named(new)
    if nullable(new) in _ANY_FORM:
        return "all"
    if nullable(old) in _ANY_FORM:
        return "some"
    if len(_marks(old)) != len(_marks(new)):
        return "other form"
    before, after = comparison.old.graphql.type_map.get(one), comparison.new.graphql.type_map.get(two)
    if one == two and type(before) is type(after):
        return "all"
    match before, after:
        case GraphQLEnumType(), GraphQLEnumType():
            return "all" if before.values.keys() <= after.values.keys() else "some"
        case GraphQLEnumType(), _ if two in _TEXTS:
            return "all" if two in _TAKES_ALL_TEXTS else "some"
        case _, GraphQLEnumType() if one in _TEXTS:
            return "some"
        case GraphQLObjectType(), GraphQLObjectType():
            return _shape_as(before, after)
        case _:
            return _scalar_as(one, two)


def _scalar_as(old: str, new: str) -> Reading:
    if old in _TEXTS and new in _TEXTS:
        return "all" if new in _TAKES_ALL_TEXTS else "some"
    if old in _NUMBERS and new in _NUMBERS:
        return "all" if new == "Float" or old == "Int" else "some"
    return "other form"


def _shape_as(old: GraphQLObjectType, new: GraphQLObjectType) -> Reading:
    """Return how much of one custom type can be read as another one. Fields that only the new one has are null in what was stored."""
    pairs = [(str(old.fields[name].type), str(field.type)) for name, field in new.fields.items() if name in old.fields]
    if any(name not in old.fields and str(field.type).endswith("!") for name, field in new.fields.items()):
        return "some"
    # A type within a type is a difference of its own where the name is the same; another name there is not followed further.
    same = all(named(one) == named(two) and not _requires_more(one, two) and one.count("[") == two.count("[") for one, two in pairs)
    return "all" if same and pairs else "some"


def _links(comparison: Comparison, model: str) -> Iterator[Finding]:
    """Yield the relationships that are followed by other fields."""
    before, after = (side.introspection["models"].get(model, {}).get("fields", {}) for side in (comparison.old, comparison.new))
    for name, link in after.items():
        if "association" not in link or "association" not in before.get(name, {}):
            continue
        fields, others = _followed(comparison.old.shapes, model, name), _followed(comparison.new.shapes, model, name)
        if fields is None or others is None:
            fields, others = _references(before[name]), _references(link)
        same = before[name].get("type") == link.get("type") and before[name].get("isArray") == link.get("isArray")
        if same and fields != others:
            yield Finding(
                category="data-loss",
                kind="references-changed",
                subject=f"{model}.{name}",
                message="The relationship is followed by other fields: items that are linked by the old ones are linked no longer.",
                old=", ".join(fields),
                new=", ".join(others),
                advice="Fill the new reference fields of all items before deploying, and have clients write both meanwhile.",
                position=place(comparison.new, f"{model}.{name}"),
            )


def _followed(shapes: Mapping[str, Shape], model: str, name: str) -> list[str] | None:
    """Return the fields that say what a relationship leads to: those of this model that hold a key, or those of the other one.

    Both where the latter hold something else than the identifier of this model. None where only the plan is known.
    """
    link = next((each for each in shapes[model].links if each.name == name), None) if model in shapes else None
    if link is None:
        return None
    if link.kind != "hasMany" and link.index is None:
        return list(link.fields)
    return [*link.references, *(() if link.fields == shapes[model].key else link.fields)]


def _references(link: Mapping[str, dict[str, list[str]]]) -> list[str]:
    association = link["association"]
    return association.get("targetNames") or association.get("associatedWith") or []


def _stored_types(side: Side, models: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the custom types and enums that items hold, at whatever depth, with the fields of models that hold them."""
    found: dict[str, list[str]] = {}
    for model in models:
        for field, type_ in value_fields(side, model).items():
            _collect(side, named(type_), f"{model}.{field}", found)
    return found


def _collect(side: Side, name: str, field: str, found: dict[str, list[str]]) -> None:
    type_ = side.graphql.type_map.get(name)
    if not isinstance(type_, (GraphQLObjectType, GraphQLEnumType)) or field in found.get(name, ()):
        return
    found.setdefault(name, []).append(field)
    for each in type_.fields.values() if isinstance(type_, GraphQLObjectType) else ():
        _collect(side, named(str(each.type)), field, found)


def _enum_values(comparison: Comparison, old: GraphQLEnumType, new: GraphQLEnumType, note: str) -> Iterator[Finding]:
    for value in old.values:
        if value not in new.values:
            yield Finding(
                category="data-loss",
                kind="enum-value-of-stored-items-removed",
                subject=f"{old.name}.{value}",
                message=f"Items that hold {value} cannot be read.{note}",
                old=value,
                advice="Give these items another value before deploying, or keep this one.",
                position=place(comparison.new, old.name),
            )
