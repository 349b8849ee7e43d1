"""Fields: scalars, arrays, enums, custom types, references to named types, relationships."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Generic, Literal, Self, TypedDict, TypeVar, Unpack

from amplify_pulumi.schema.builder.base import Builder, text, texts, things
from amplify_pulumi.schema.builder.rules import Rule
from amplify_pulumi.schema.model import RelationshipKind
from amplify_pulumi.schema.values import json_text, number_text

Value = TypeVar("Value")
JsonValue = str | int | float | bool | list[Any] | dict[str, Any]
Mutation = Literal["create", "update", "delete"]


class TextChecks(TypedDict, total=False):
    """What can be checked of a text: a value, or a value with the message for who breaks it."""

    min_length: int | tuple[int, str]
    """The fewest characters."""
    max_length: int | tuple[int, str]
    """The most characters."""
    starts_with: str | tuple[str, str]
    ends_with: str | tuple[str, str]
    matches: str | tuple[str, str]
    """A regular expression of Java."""


class NumberChecks(TypedDict, total=False):
    """What can be checked of a number: a value, or a value with the message for who breaks it."""

    gt: float | tuple[float, str]
    """Greater than."""
    lt: float | tuple[float, str]
    """Less than."""
    gte: float | tuple[float, str]
    """Greater than, or equal to."""
    lte: float | tuple[float, str]
    """Less than, or equal to."""
    positive: Literal[True] | str
    """Greater than 0; a text is the message."""
    negative: Literal[True] | str
    """Less than 0; a text is the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedField(Builder):
    """A field that holds a value, an argument, or what an operation returns."""

    def required(self) -> Self:
        """Make the value compulsory; after `.array()` the array itself."""
        return self._and("required")

    def authorization(self, *rules: Rule) -> Self:
        """Replace the model's rules for this field."""
        return self._and("authorization", things(rules, Rule, "each rule of .authorization()", "allow.…()"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayField(TypedField):
    """An array of values."""

    element: ElementField


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementField(TypedField):
    """A field that is no array (yet)."""

    def array(self) -> ArrayField:
        """Make an array of it. What was `.required()` before are the elements."""
        return ArrayField(place=self.place, element=self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarField(ElementField, Generic[Value]):
    """A field of one of AppSync's scalars."""

    type: str
    """The scalar's name in GraphQL."""

    def default(self, value: Value) -> Self:
        """Give new items that bring none this value."""
        return self._and("default", self._default(value))

    def _default(self, value: Value) -> str:
        return text(value, f"the default of a field of type {self.type}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StringField(ScalarField[str]):
    """A field that holds a text."""

    def validate(self, **checks: Unpack[TextChecks]) -> Self:
        """Check values before they are stored: `.validate(min_length=3, matches=("^[a-z]+$", "only small letters, please"))`."""
        return self._and("validate", dict(checks))


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegerField(ScalarField[int]):
    """A field that holds a whole number."""

    def validate(self, **checks: Unpack[NumberChecks]) -> Self:
        """Check values before they are stored: `.validate(gte=0, lt=(150, "too old"))`, `.validate(positive=True)`."""
        return self._and("validate", dict(checks))

    def _default(self, value: int) -> str:
        if isinstance(value, bool) or not isinstance(value, int):  # pyright: ignore[reportUnnecessaryIsInstance] (not everybody checks types)
            raise TypeError(f"the default of a field of type {self.type} must be an int, not {type(value).__name__}")
        return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampField(IntegerField):
    """A field that holds a point in time, in seconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FloatField(ScalarField[float]):
    """A field that holds a number."""

    def validate(self, **checks: Unpack[NumberChecks]) -> Self:
        """Check values before they are stored: `.validate(gt=0.5, lte=(99.5, "too dear"))`, `.validate(negative=True)`."""
        return self._and("validate", dict(checks))

    def _default(self, value: float) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float):  # pyright: ignore[reportUnnecessaryIsInstance] (likewise)
            raise TypeError(f"the default of a field of type {self.type} must be a float, not {type(value).__name__}")
        if not math.isfinite(value):
            raise TypeError(f"the default of a field of type {self.type} must be a finite number")
        return number_text(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class BooleanField(ScalarField[bool]):
    """A field that holds true or false."""

    def _default(self, value: bool) -> str:  # noqa: FBT001 (the value itself)
        if not isinstance(value, bool):  # pyright: ignore[reportUnnecessaryIsInstance] (not everybody checks types)
            raise TypeError(f"the default of a field of type {self.type} must be True or False, not {type(value).__name__}")
        return "true" if value else "false"


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonField(ScalarField[JsonValue]):
    """A field that holds any JSON value. A `str` as its default is JSON text, as in Amplify."""

    def _default(self, value: JsonValue) -> str:
        if value is None:  # pyright: ignore[reportUnnecessaryComparison] (not everybody checks types)
            raise TypeError("the default of a field of type AWSJSON cannot be None; leave .default() out")
        try:
            return value if isinstance(value, str) else json_text(value)
        except (TypeError, ValueError, RecursionError) as reason:
            raise TypeError(f"the default of a field of type AWSJSON is not a JSON value: {reason}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref(ElementField):
    """A use of a type that has a name: an enum, a custom type, a model where a model can stand."""

    type: str

    def default(self, value: str) -> Self:
        """Give new items that bring none this value, where the type is an enum."""
        return self._and("default", text(value, "the default of an enum"))

    def mutations(self, *operations: Mutation) -> MutationSource:
        """Name the generated mutations of a model that trigger a subscription: create, update, delete."""
        said = self._and("mutations", texts(operations, "the mutations of .mutations()"))
        return MutationSource(place=said.place, calls=said.calls, model=self.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationSource(Builder):
    """Generated mutations of a model that trigger a subscription."""

    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumField(ElementField):
    """A field whose enumeration is written in place."""

    values: tuple[str, ...]

    def default(self, value: str) -> Self:
        """Give new items that bring none this value."""
        return self._and("default", text(value, "the default of an enum"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum(Builder):
    """An enumeration: under a name in the schema, or in place as a field, an argument or a return type."""

    values: tuple[str, ...]

    def required(self) -> EnumField:
        """Use it in place, as a field whose value is compulsory."""
        return self.field().required()

    def array(self) -> ArrayField:
        """Use it in place, as a field that holds an array."""
        return self.field().array()

    def default(self, value: str) -> EnumField:
        """Use it in place, as a field with a default value."""
        return self.field().default(value)

    def authorization(self, *rules: Rule) -> EnumField:
        """Use it in place, as a field with rules of its own."""
        return self.field().authorization(*rules)

    def field(self) -> EnumField:
        """Return the field that it is in place."""
        return EnumField(place=self.place, values=self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomTypeField(ElementField):
    """A field whose custom type is written in place."""

    fields: tuple[tuple[str, ValueField], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomType(Builder):
    """A type without a table: under a name in the schema, or in place as a field, an argument or a return type."""

    fields: tuple[tuple[str, ValueField], ...]

    def required(self) -> CustomTypeField:
        """Use it in place, as a field whose value is compulsory."""
        return self.field().required()

    def array(self) -> ArrayField:
        """Use it in place, as a field that holds an array."""
        return self.field().array()

    def authorization(self, *rules: Rule) -> CustomTypeField:
        """Use it in place, as a field with rules of its own."""
        return self.field().authorization(*rules)

    def field(self) -> CustomTypeField:
        """Return the field that it is in place."""
        return CustomTypeField(place=self.place, fields=self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship(Builder):
    """A field that leads to items of another model."""

    kind: RelationshipKind
    model: str
    references: tuple[str, ...]

    def authorization(self, *rules: Rule) -> Self:
        """Replace the model's rules for this field."""
        return self._and("authorization", things(rules, Rule, "each rule of .authorization()", "allow.…()"))


@dataclass(frozen=True, slots=True, kw_only=True)
class HasMany(Relationship):
    """A field that lists items of another model."""

    def value_required(self) -> Self:
        """Make the elements of the list compulsory (`[Model!]`)."""
        return self._and("value_required")


@dataclass(frozen=True, slots=True, kw_only=True)
class HasOne(Relationship):
    """A field that leads to the one item of another model which refers to this one."""

    def required(self) -> Self:
        """Make the item compulsory."""
        return self._and("required")


@dataclass(frozen=True, slots=True, kw_only=True)
class BelongsTo(Relationship):
    """A field that leads to the item whose identifier stands in reference fields."""


ValueField = ElementField | ArrayField | Enum | CustomType
"""What can be a field of a custom type, an argument, or a return type."""
ModelField = ValueField | Relationship
"""What can be a field of a model."""
VALUE_FIELDS = (ElementField, ArrayField, Enum, CustomType)
MODEL_FIELDS = (*VALUE_FIELDS, Relationship)
