"""From builders of fields to fields of the model, with the types that are written in place."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from amplify_pulumi.schema import model
from amplify_pulumi.schema.builder.base import Call
from amplify_pulumi.schema.builder.fields import (
    ArrayField,
    CustomType,
    CustomTypeField,
    ElementField,
    Enum,
    EnumField,
    ModelField,
    NumberChecks,
    Ref,
    Relationship,
    ScalarField,
    StringField,
    TextChecks,
    ValueField,
)
from amplify_pulumi.schema.builder.places import Place
from amplify_pulumi.schema.builder.reading_rules import RuleReader
from amplify_pulumi.schema.builder.words import Words
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.naming import inline_name
from amplify_pulumi.schema.suggestions import did_you_mean
from amplify_pulumi.schema.values import number_text

_KINDS: Mapping[str, model.ValidationKind] = {
    "min_length": "minLength",
    "max_length": "maxLength",
    "starts_with": "startsWith",
    "ends_with": "endsWith",
    "matches": "matches",
    "gt": "gt",
    "lt": "lt",
    "gte": "gte",
    "lte": "lte",
    "positive": "gt",
    "negative": "lt",
}
_SIGNS = ("positive", "negative")
_LENGTHS = ("min_length", "max_length")


@dataclass(frozen=True, slots=True)
class FieldReader:
    """Reads fields, and collects the types that are written in place."""

    words: Words
    rules: RuleReader
    types: list[model.CustomType] = field(default_factory=list[model.CustomType])
    enums: list[model.Enum] = field(default_factory=list[model.Enum])

    def model_field(self, owner: str, name: str, said: ModelField, place: Place) -> model.Field | model.Relationship:
        """Return a field of a model.

        Args:
            owner: the model's name.
            name: the field's name.
            said: what was said about it.
            place: the call that gave it its name.
        """
        if isinstance(said, Relationship):
            return self.relationship(owner, name, said, self.words.places.name(place, name, said.place))
        return self.field(owner, name, said, place)

    def field(self, owner: str, name: str, said: ValueField, place: Place) -> model.Field:
        """Return a field that holds a value, or an argument.

        Args:
            owner: the type or operation that it belongs to.
            name: its name.
            said: what was said about it.
            place: the call that gave it its name.
        """
        position = self.words.places.name(place, name, said.place)
        element, array = _taken_apart(said)
        what = f"the field {quoted(f'{owner}.{name}')}"
        calls = self.words.once(element, what)
        outer = self.words.once(array, what) if array else {}
        rules = outer.get("authorization") or calls.get("authorization")
        default: Call | None = calls.get("default")
        return model.Field(
            name=name,
            type=self.type(element, inline_name(owner, name)),
            required="required" in calls,
            array=array is not None,
            array_required="required" in outer,
            default=default.value if default else None,
            validations=tuple(self.validations(calls["validate"], element)) if "validate" in calls else (),
            authorization=self.rules.rules(rules) if rules else None,
            position=position,
            type_position=self.type_position(element),
            default_position=self.words.places.argument(default.place, 0, "value") if default else None,
        )

    def plain(self, name: str, said: ValueField, what: str) -> model.Field:
        """Return a type as it is used where nothing but a type can stand.

        Args:
            name: the name for a type that is written in place.
            said: what was said.
            what: what it is, for messages.
        """
        element, array = _taken_apart(said)
        calls = self.words.once(element, "a type")
        outer = self.words.once(array, "a type") if array else {}
        for call in (*calls.values(), *outer.values()):
            if call.name != "required":
                place = self.words.places.of(call.place)
                self.words.report.error("AP1006", place, f"{what} cannot have `.{call.name}()`", "Remove it.")
        return model.Field(
            name=name,
            type=self.type(element, name),
            required="required" in calls,
            array=array is not None,
            array_required="required" in outer,
            type_position=self.type_position(element),
        )

    def type(self, element: ElementField, name: str) -> str:
        """Return the name of an element's type; one that is written in place is taken in under the given name."""
        match element:
            case EnumField(values=values):
                places = self.words.places
                self.enums.append(
                    model.Enum(
                        name=name,
                        values=values,
                        position=places.of(element.place),
                        value_positions=places.elements(element.place, 0, "values"),
                    )
                )
                return name
            case CustomTypeField(fields=fields):
                # The type stands before those that are written in place in it.
                index = len(self.types)
                said = tuple(self.field(name, each, one, element.place) for each, one in fields)
                self.types.insert(index, model.CustomType(name=name, fields=said, position=self.words.places.of(element.place)))
                return name
            case ScalarField() | Ref():
                return element.type
            case _:
                raise AssertionError(f"a field is {element}")

    def type_position(self, element: ElementField) -> model.Position:
        """Return where the type is named."""
        return self.words.places.argument(element.place, 0, "type") if isinstance(element, Ref) else self.words.places.of(element.place)

    def relationship(self, owner: str, name: str, said: Relationship, position: model.Position) -> model.Relationship:
        """Return a field that leads to another model."""
        calls = self.words.once(said, f"the field {quoted(f'{owner}.{name}')}")
        places = self.words.places
        if not said.references:
            message = f"The relationship {quoted(f'{owner}.{name}')} has no reference fields"
            advice = "Name the fields on the side of a.belongs_to() that hold the identifier."
            self.words.report.error("AP1008", places.argument(said.place, 1, "references"), message, advice)
        return model.Relationship(
            name=name,
            kind=said.kind,
            model=said.model,
            references=said.references,
            required="required" in calls,
            value_required="value_required" in calls,
            authorization=self.rules.rules(calls["authorization"]) if "authorization" in calls else None,
            position=position,
            model_position=places.argument(said.place, 0, "model"),
            references_position=places.argument(said.place, 1, "references"),
        )

    def validations(self, call: Call, element: ElementField) -> Iterator[model.Validation]:
        """Yield the checks of a field's value."""
        known = tuple((TextChecks if isinstance(element, StringField) else NumberChecks).__annotations__)
        checks: Mapping[str, object] = call.value
        if not checks:
            advice = f"Write at least one of: {', '.join(known)}; or leave it out."
            self.words.report.error("AP1008", self.words.places.of(call.place), "`.validate()` checks nothing", advice)
        for name, value in checks.items():
            position = self.words.places.name(call.place, name, call.place)
            if name not in known:
                message = f"`.validate()` of this field has no check {quoted(name)}{did_you_mean(name, known)}"
                self.words.report.error("AP1006", position, message, f"The checks are: {', '.join(known)}.")
                continue
            found = _check(name, value)
            if found is None:
                message = f"The check `{name}` cannot be {value!r}"
                self.words.report.error("AP1008", position, message, f"Write {_example(name)}.")
            else:
                yield model.Validation(kind=_KINDS[name], value=found[0], message=found[1], position=position)


def _taken_apart(said: ValueField) -> tuple[ElementField, ArrayField | None]:
    """Return the element of a field, and the array where it is one."""
    if isinstance(said, Enum | CustomType):
        return said.field(), None
    if isinstance(said, ArrayField):
        element = said.element
        assert isinstance(element, ElementField)  # noqa: S101 (`.array()` is a method of such fields alone)
        return element, said
    return said, None


def _check(name: str, value: object) -> tuple[str, str | None] | None:
    """Return the value of a check as Amplify spells it, and its message; None where the value is of another kind."""
    if name in _SIGNS:
        if value is True or isinstance(value, str):
            return "0", value if isinstance(value, str) else None
        return None
    message = None
    if isinstance(value, tuple):
        if len(value) != 2 or not isinstance(value[1], str):
            return None
        value, message = value
    if name in _LENGTHS:
        return (str(value), message) if isinstance(value, int) and not isinstance(value, bool) else None
    if name in ("starts_with", "ends_with", "matches"):
        return (value, message) if isinstance(value, str) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return number_text(value), message


def _example(name: str) -> str:
    if name in _SIGNS:
        return f'{name}=True, or {name}="the message"'
    value = "3" if name in _LENGTHS else '"A"' if name in ("starts_with", "ends_with", "matches") else "1.5"
    return f'{name}={value}, or {name}=({value}, "the message")'
