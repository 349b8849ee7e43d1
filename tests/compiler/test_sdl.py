"""The schema as data, and its text."""

from __future__ import annotations

import pytest

from amplify_pulumi.compiler.sdl import (
    Argument,
    Directive,
    EnumType,
    Field,
    InputType,
    ObjectType,
    list_of,
    merge,
    named,
    nullable,
    render,
    required,
)


def test_text_of_definitions() -> None:
    """Everything that SDL can say here, printed once; graphql-core reads back the same in test_properties."""
    definitions = [
        ObjectType(
            name="Query",
            fields=(
                Field(name="ping", type="String"),
                Field(
                    name="get",
                    type="[Todo!]!",
                    arguments=(Argument(name="id", type="ID!"), Argument(name="limit", type="Int")),
                    directives=(Directive(name="aws_iam"), Directive(name="tag", arguments=(("names", ("a", 'b"c')), ("on", True)))),
                ),
            ),
            directives=(Directive(name="aws_api_key"),),
        ),
        InputType(name="In", fields=(Field(name="and", type="[In]"),)),
        EnumType(name="Order", values=("UP", "DOWN")),
    ]
    assert render(definitions) == (
        "type Query @aws_api_key {\n"
        "  ping: String\n"
        '  get(id: ID!, limit: Int): [Todo!]! @aws_iam @tag(names: ["a", "b\\"c"], on: true)\n'
        "}\n\n"
        "input In {\n  and: [In]\n}\n\n"
        "enum Order {\n  UP\n  DOWN\n}\n"
    )


def test_parts_of_an_object_type_become_one() -> None:
    iam, key = Directive(name="aws_iam"), Directive(name="aws_api_key")
    first = ObjectType(name="Page", fields=(Field(name="items", type="[T]"),), directives=(iam,))
    second = ObjectType(name="Page", fields=(Field(name="items", type="[T]"), Field(name="next", type="String")), directives=(key, iam))
    other = EnumType(name="E", values=("A",))
    assert merge([first, other, second, other]) == (
        ObjectType(name="Page", fields=(Field(name="items", type="[T]"), Field(name="next", type="String")), directives=(iam, key)),
        other,
    )


@pytest.mark.parametrize(
    ("definitions", "message"),
    [
        ((InputType(name="A", fields=()), EnumType(name="A", values=())), '"A" to be two different types'),
        ((ObjectType(name="A", fields=()), InputType(name="A", fields=())), '"A" to be two different types'),
        ((InputType(name="A", fields=()), InputType(name="A", fields=(Field(name="b", type="Int"),))), '"A" to be two different types'),
        (
            (
                ObjectType(name="A", fields=(Field(name="b", type="Int"),)),
                ObjectType(name="A", fields=(Field(name="b", type="Float"),)),
            ),
            r'two different fields "A\.b"',
        ),
    ],
)
def test_one_name_is_never_two_things(definitions: tuple[ObjectType | InputType | EnumType, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        merge(definitions)


def test_notation_of_types() -> None:
    assert [required("Int"), required("Int!"), nullable("[Int!]!"), nullable("[Int!]")] == ["Int!", "Int!", "[Int!]", "[Int!]"]
    assert [list_of("Int!"), named("[Int!]!"), named("Int")] == ["[Int!]", "Int", "Int"]
