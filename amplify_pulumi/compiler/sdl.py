"""The GraphQL schema as data, and its text.

Every part of the compiler adds definitions; `document` puts them together and `render` prints them. Only this module knows how SDL is
written. A type is named by its GraphQL notation (`[String!]!`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graphql.language.block_string import is_printable_as_block_string

Value = str | int | float | bool | None | Sequence["Value"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Directive:
    """A directive where it is applied: `@aws_subscribe(mutations: ["createTodo"])`."""

    name: str
    arguments: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Argument:
    """An argument of a field."""

    name: str
    type: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A field of an object type, or (without arguments and directives) of an input type."""

    name: str
    type: str
    arguments: tuple[Argument, ...] = ()
    directives: tuple[Directive, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectType:
    """`type Todo { … }`."""

    name: str
    fields: tuple[Field, ...]
    directives: tuple[Directive, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class InputType:
    """`input CreateTodoInput { … }`."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class EnumType:
    """`enum ModelSortDirection { … }`."""

    name: str
    values: tuple[str, ...]


Definition = ObjectType | InputType | EnumType


@dataclass(frozen=True, kw_only=True, slots=True)
class Remarks:
    """What is said to people about parts of a schema, by their schema coordinates: `Todo`, `Todo.content`, `Query.getTodo(id:)`."""

    descriptions: Mapping[str, str]
    deprecations: Mapping[str, str | None]
    """Reasons, or None where there is none to tell. Of fields of types and of values of enums."""


def nullable(type_: str) -> str:
    """Return the type without its outer `!`."""
    return type_.removesuffix("!")


def required(type_: str) -> str:
    """Return the type with an outer `!`."""
    return nullable(type_) + "!"


def list_of(type_: str) -> str:
    """Return the type of a list of it."""
    return f"[{type_}]"


def named(type_: str) -> str:
    """Return the name inside the type: `String` of `[String!]!`."""
    return type_.strip("[]!")


class ClashError(ValueError):
    """A schema needs one name to be two different things. `name` is that of the type or field."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def merge(definitions: Iterable[Definition]) -> tuple[Definition, ...]:
    """Return each type once, in the order of first mention.

    Object types of one name become one type with the fields and the directives of all, each once: that is how operations share `Query`
    and connection types. Other definitions of one name must be equal, as nothing else can be meant.

    Raises:
        ClashError: definitions of one name that cannot be one type.
    """
    merged: dict[str, Definition] = {}
    parts: dict[str, list[ObjectType]] = {}
    for definition in definitions:
        first = merged.setdefault(definition.name, definition)
        if isinstance(definition, ObjectType) and isinstance(first, ObjectType):
            parts.setdefault(definition.name, []).append(definition)
        elif first != definition:
            raise ClashError(definition.name, f'The schema would need "{definition.name}" to be two different types')
    return tuple(_joined(parts[name]) if name in parts else definition for name, definition in merged.items())


def _joined(parts: Sequence[ObjectType]) -> ObjectType:
    fields: dict[str, Field] = {}
    directives: dict[str, Directive] = {}
    for part in parts:
        for directive in part.directives:
            # As graphql-transformer-core extends types: what names groups stays, also where a model would let everybody in.
            directives.setdefault(directive.name, directive)
        for field in part.fields:
            if fields.setdefault(field.name, field) != field:
                name = f"{part.name}.{field.name}"
                raise ClashError(name, f'The schema would need two different fields "{name}"')
    return replace(parts[0], fields=tuple(fields.values()), directives=tuple(directives.values()))


def coordinates(definitions: Iterable[Definition]) -> Iterator[str]:
    """Yield the place of every part of a schema that can be described."""
    for definition in definitions:
        yield definition.name
        if isinstance(definition, EnumType):
            yield from (f"{definition.name}.{value}" for value in definition.values)
            continue
        for each in definition.fields:
            place = f"{definition.name}.{each.name}"
            yield place
            yield from (_argument_place(place, argument) for argument in each.arguments)


def deprecable(definitions: Iterable[Definition]) -> Iterator[str]:
    """Yield the place of every part of a schema that can be deprecated: fields of types, and values of enums."""
    for definition in definitions:
        if isinstance(definition, EnumType):
            yield from (f"{definition.name}.{value}" for value in definition.values)
        elif isinstance(definition, ObjectType):
            yield from (f"{definition.name}.{each.name}" for each in definition.fields)


def render(definitions: Iterable[Definition], remarks: Remarks | None = None) -> str:
    """Return the text of the schema: definitions in their order, an empty line between them, a newline at the end.

    Args:
        definitions: what it holds.
        remarks: what is said of its parts, each before or behind its part.
    """
    told = remarks if remarks and (remarks.descriptions or remarks.deprecations) else None
    return "\n\n".join(_definition(each, told) for each in definitions) + "\n"


def _definition(definition: Definition, remarks: Remarks | None) -> str:
    name = definition.name
    match definition:
        case EnumType():
            head, lines = f"enum {name}", _values(name, definition.values, remarks)
        case InputType():
            head, lines = f"input {name}", _fields(name, definition.fields, remarks)
        case ObjectType():
            head, lines = f"type {name}{_directives(definition.directives)}", _fields(name, definition.fields, remarks)
    before = _description(name, remarks) if remarks else ()
    return "\n".join([*before, head + " {", *_indented(lines), "}"])


def _values(enum: str, values: Sequence[str], remarks: Remarks | None) -> Sequence[str]:
    if remarks is None:
        return values
    places = ((f"{enum}.{value}", value) for value in values)
    return [line for place, value in places for line in (*_description(place, remarks), value + _deprecation(place, remarks))]


def _fields(type_name: str, fields: Iterable[Field], remarks: Remarks | None) -> Sequence[str]:
    if remarks is None:
        return [_field(each) for each in fields]
    return [line for each in fields for line in _remarked_field(f"{type_name}.{each.name}", each, remarks)]


def _field(field: Field) -> str:
    if not field.arguments and not field.directives:
        return f"{field.name}: {field.type}"
    arguments = ", ".join(map(_argument, field.arguments))
    return f"{field.name}{'(' + arguments + ')' if arguments else ''}: {field.type}{_directives(field.directives)}"


def _remarked_field(place: str, field: Field, remarks: Remarks) -> Sequence[str]:
    before, behind = _description(place, remarks), _deprecation(place, remarks)
    described = [(_description(_argument_place(place, argument), remarks), argument) for argument in field.arguments]
    if not any(text for text, _ in described):
        return (*before, _field(field) + behind)
    arguments = [line for text, argument in described for line in (*text, _argument(argument))]
    return (*before, f"{field.name}(", *_indented(arguments), f"): {field.type}{_directives(field.directives)}{behind}")


def _argument(argument: Argument) -> str:
    return f"{argument.name}: {argument.type}"


def _argument_place(field: str, argument: Argument) -> str:
    return f"{field}({argument.name}:)"


def _indented(lines: Iterable[str]) -> list[str]:
    return ["  " + line if line else line for line in lines]


def _description(place: str, remarks: Remarks) -> Sequence[str]:
    """Return the lines that describe a part: several lines of text as they are, where GraphQL would read them again as they were."""
    text = remarks.descriptions.get(place)
    if text is None:
        return ()
    if "\n" in text and is_printable_as_block_string(text):
        return ('"""', *text.replace('"""', '\\"""').split("\n"), '"""')
    return (json.dumps(text, ensure_ascii=False),)


def _deprecation(place: str, remarks: Remarks) -> str:
    if place not in remarks.deprecations:
        return ""
    reason = remarks.deprecations[place]
    return _directives([Directive(name="deprecated", arguments=() if reason is None else (("reason", reason),))])


def _directives(directives: Iterable[Directive]) -> str:
    return "".join(" " + _directive(each) for each in directives)


def _directive(directive: Directive) -> str:
    if not directive.arguments:
        return f"@{directive.name}"
    arguments = ", ".join(f"{name}: {_value(value)}" for name, value in directive.arguments)
    return f"@{directive.name}({arguments})"


def _value(value: Value) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
