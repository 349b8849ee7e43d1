"""Fields of models and types, and arguments of operations: a type in GraphQL's notation, or a mapping that says more."""

from __future__ import annotations

from dataclasses import dataclass

from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.keys import Entries, Shape, describe, entries, flag, is_null, shaped, text
from amplify_pulumi.schema.model import Enum, Field, Position, Relationship, Returns
from amplify_pulumi.schema.naming import inline_name
from amplify_pulumi.schema.nodes import Mapping, Node, Scalar, Sequence
from amplify_pulumi.schema.suggestions import did_you_mean
from amplify_pulumi.schema.types import TypeReference, from_builder, parse_type
from amplify_pulumi.schema.yaml.reading import Reading, named
from amplify_pulumi.schema.yaml.relationships import RELATIONSHIPS, read_relationship
from amplify_pulumi.schema.yaml.rules import optional_rules
from amplify_pulumi.schema.yaml.values import read_default, read_validations

_ARRAYS = ("required", "array", "arrayRequired")
FIELD = Shape(name="field", keys=("type", "default", "validate", "authorization"), required=("type",))
INLINE_ENUM = Shape(name="inlineEnum", keys=("enum", *_ARRAYS, "default", "authorization"), required=("enum",))
INLINE_TYPE = Shape(name="inlineType", keys=("fields", *_ARRAYS, "authorization"), required=("fields",))
_KINDS = {"type": FIELD, "enum": INLINE_ENUM, "fields": INLINE_TYPE, **RELATIONSHIPS}
_SYNONYMS = {"customtype": "fields", "values": "enum", "ref": "type", "validation": "validate", "validations": "validate"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a field stands."""

    path: str
    """`Blog.name`, for messages."""
    what: str
    """`The field "Blog.name"`, for messages."""
    inline: str
    """The name of a type or enum that is written in place here."""
    in_model: bool = False
    """Whether relationships can stand here."""


def read_fields(owner: str, node: Node, reading: Reading) -> tuple[Field | Relationship, ...]:
    """Return the fields of a model."""
    found = named(node, f"`fields` of {quoted(owner)}", reading)
    return tuple(_read(_place(owner, key.text, "field", in_model=True), key, value, reading) for key, value in found.values())


def read_values(owner: str, node: Node, what: str, reading: Reading, *, each: str = "field") -> tuple[Field, ...]:
    """Return the fields of a type, or the arguments of an operation: fields without relationships.

    Args:
        owner: the name of the type or operation, which names the types that are written in place here.
        node: the mapping of names to types.
        what: what the mapping is, for messages.
        reading: where mistakes, and what is written in place, go.
        each: what one of them is called.
    """
    found = named(node, what, reading)
    read = (_read(_place(owner, key.text, each), key, value, reading) for key, value in found.values())
    return tuple(one for one in read if isinstance(one, Field))


def read_returns(operation: str, inline: str, node: Node, reading: Reading) -> Returns:
    """Return what an operation returns."""
    place = Place(path=operation, what=f"`returns` of {quoted(operation)}", inline=inline)
    key = Scalar(node.position, "", plain=True)
    read = _read(place, key, node, reading)
    if not isinstance(read, Field):
        return Returns(type="", position=node.position)
    for name, value in (("default", read.default), ("validate", read.validations), ("authorization", read.authorization)):
        if value:
            message = f"{place.what} has no key {quoted(name)}"
            reading.report.error("AP1006", node.position, message, "Remove it: rules stand at the operation.")
    return Returns(
        type=read.type,
        required=read.required,
        array=read.array,
        array_required=read.array_required,
        position=read.type_position or node.position,
    )


def _place(owner: str, name: str, kind: str, *, in_model: bool = False) -> Place:
    path = f"{owner}.{name}"
    return Place(path=path, what=f"The {kind} {quoted(path)}", inline=inline_name(owner, name), in_model=in_model)


def _read(place: Place, key: Scalar, node: Node, reading: Reading) -> Field | Relationship:
    nothing = Field(name=key.text, type="", position=key.position)
    report = reading.report
    if not isinstance(node, Mapping):
        reference = _type(place, key, node, report)
        return _typed(key, node, reference, {}, reading) if reference else nothing
    found = entries(node, place.what, report) or {}
    kinds = [each for each in _KINDS if each in found]
    if not kinds:
        _no_type(place, found, node, report)
        return nothing
    if len(kinds) > 1:
        message = f"{place.what} is both {kinds[0]} and {kinds[1]}"
        report.error("AP1008", found[kinds[1]][0].position, message, "A field is one thing: make two of it, or remove one of the keys.")
        return nothing
    kind = kinds[0]
    found = shaped(found, node, place.what, report, _KINDS[kind])
    if kind == "type":
        reference = _type(place, key, found["type"][1], report)
        return _typed(key, found["type"][1], reference, found, reading) if reference else nothing
    if kind in RELATIONSHIPS:
        if place.in_model:
            return read_relationship(kind, place.what, key, node, found, report)
        message = f"{place.what} cannot be a relationship"
        report.error(
            "AP1006", found[kind][0].position, message, "Only fields of models are: write the identifier as a field, or return the model."
        )
        return nothing
    return _inline(place, kind, key, found, reading)


def _no_type(place: Place, found: Entries, node: Node, report: Report) -> None:
    keys = tuple(dict.fromkeys(key for shape in _KINDS.values() for key in shape.keys))
    unknown = [key for name, (key, _) in found.items() if name not in keys]
    for key in unknown:
        message = f"{place.what} has no key {quoted(key.text)}{did_you_mean(key.text, keys, _SYNONYMS)}"
        report.error("AP1006", key.position, message, f"The keys are: {', '.join(keys)}.")
    if not unknown:
        advice = "Write `type:`, `enum:` or `fields:`, or a relationship with `hasMany:`, `hasOne:` or `belongsTo:`."
        report.error("AP1012", node.position, f"{place.what} has no type", advice)


def _typed(key: Scalar, node: Node, reference: TypeReference, found: Entries, reading: Reading) -> Field:
    start = node.position
    column = start.column + reference.offset + (0 if isinstance(node, Scalar) and node.plain else 1)
    return Field(
        name=key.text,
        type=reference.name,
        required=reference.required,
        array=reference.array,
        array_required=reference.array_required,
        default=read_default(found["default"][1], reference, reading.report) if "default" in found else None,
        validations=read_validations(found["validate"][1], reading.report) if "validate" in found else (),
        authorization=optional_rules(found, reading.report),
        position=key.position,
        type_position=Position(file=start.file, line=start.line, column=column, language=start.language),
        default_position=found["default"][1].position if "default" in found else None,
    )


def _inline(place: Place, kind: str, key: Scalar, found: Entries, reading: Reading) -> Field:
    report = reading.report
    value = found[kind][1]
    flags = {each: bool(each in found and flag(found[each][1], f"`{each}` of {quoted(place.path)}", report)) for each in _ARRAYS}
    if flags["arrayRequired"] and not flags["array"]:
        message = f"{place.what} has `arrayRequired` and is no array"
        report.error("AP1012", found["arrayRequired"][0].position, message, "Add `array: true`, or write `required: true` instead.")
    reference = TypeReference(
        name=place.inline,
        required=flags["required"],
        array=flags["array"],
        array_required=flags["array"] and flags["arrayRequired"],
        offset=0,
    )
    position = found[kind][0].position
    if kind == "enum":
        reading.inline_enums.append(read_enum(place.inline, position, value, place.what, report))
    else:
        what = f"`fields` of {quoted(place.path)}"
        reading.hoist(place.inline, position, lambda: read_values(place.inline, value, what, reading))
    return _typed(key, found[kind][0], reference, found, reading)


def read_enum(name: str, position: Position, node: Node, what: str, report: Report) -> Enum:
    """Return the enum that has these values; an empty list is left to the rules.

    Args:
        name: of the enum.
        position: of the enum.
        node: the list of its values.
        what: how messages call it, at their beginning.
        report: takes the mistakes.
    """
    owner = f"{what[:1].lower()}{what[1:]}"
    if not isinstance(node, Sequence):
        report.complete = False
        message = f"The values of {owner} must be a list, not {describe(node)}"
        report.error("AP1008", node.position, message, "Write `[DRAFT, PUBLISHED]`.")
        return Enum(name=name, values=(), position=position)
    read = [(text(each, f"A value of {owner}", report), each.position) for each in node.items]
    values = tuple((value, place) for value, place in read if value is not None)
    if len(values) < len(read):
        report.complete = False
    return Enum(
        name=name,
        values=tuple(value for value, _ in values),
        position=position,
        value_positions=tuple(place for _, place in values),
    )


def _type(place: Place, key: Scalar, node: Node, report: Report) -> TypeReference | None:
    """Return the type that is written in GraphQL's notation."""
    if isinstance(node, Sequence):
        element = node.items[0] if len(node.items) == 1 else None
        example = f"[{element.text}]" if isinstance(element, Scalar) and parse_type(element.text) else "[String!]!"
        advice = f'Write the types of arrays in quotes: "{example}".'
        report.error("AP2002", node.position, f"{place.what} has a YAML list as its type", advice)
        return None
    if is_null(node) or not isinstance(node, Scalar):
        problem = "has no type" if is_null(node) else f"must have a type in GraphQL's notation, not {describe(node)}"
        report.error("AP2002", node.position, f"{place.what} {problem}", f"Write a type, such as `{key.text or 'returns'}: String`.")
        return None
    reference = parse_type(node.text)
    if reference is None:
        advice = 'Write String, String!, "[String]", "[String!]", "[String]!" or "[String!]!", with any type for String.'
        if from_builder(node.text):
            advice = f"In YAML it is {from_builder(node.text)}."
        report.error("AP2002", node.position, f"{place.what}: {quoted(node.text)} is not a type in GraphQL's notation", advice)
    return reference
