from __future__ import annotations

from schema_support import found, load

from amplify_pulumi.schema.model import CustomOperation, CustomType, DataSource, Enum, Field, Function, Position, Returns, Schema
from amplify_pulumi.schema.rules import duplicates

TYPE = "type A @model @auth(rules: [{allow: owner}]) { a: Int }\n"


def test_models():
    message = 'The model "A" is defined twice: first in schema.graphql:1'
    assert found(load(TYPE * 3, "graphql")) == [("error", "AP2006", 2, 6, message), ("error", "AP2006", 3, 6, message)]


def test_fields():
    loaded = load(TYPE.replace("a: Int", "a: Int\n a: Int\n a: ID"), "graphql")
    message = 'The field "A.a" is defined twice: first in schema.graphql:1'
    assert found(loaded) == [("error", "AP2007", 2, 2, message), ("error", "AP2007", 3, 2, message)]


def test_other_things_twice():
    """Files of one schema bring them together: within a file, a key that stands twice is a mistake of reading."""
    place = Position(file="a.yaml", line=1, column=1, language="yaml")
    later = Position(file="b.yaml", line=2, column=3, language="yaml")
    field = Field(name="x", type="Int")
    things = {
        "types": lambda where: CustomType(name="A", fields=(field,), position=where),
        "enums": lambda where: Enum(name="A", values=("X",), position=where),
        "functions": lambda where: Function(name="A", position=where),
        "data_sources": lambda where: DataSource(name="A", kind="none", position=where),
        "operations": lambda where: CustomOperation(kind="query", name="A", returns=Returns(type="Int"), position=where),
    }
    kinds = {"types": "type", "enums": "enum", "functions": "function", "data_sources": "data source", "operations": "query"}
    for part, make in things.items():
        [problem] = duplicates.check(Schema(**{part: (make(place), make(later))}))
        assert (problem.position, problem.message) == (later, f'The {kinds[part]} "A" is defined twice: first in a.yaml:1')


def test_one_name_for_two_things():
    text = "models:\n  A: { fields: { x: Int }, authorization: { allow: owner } }\ntypes:\n  A: { x: Int }\nenums:\n  A: [X]\n"
    assert [each[1:3] + each[4:] for each in found(load(text))] == [
        ("AP2020", 4, '"A" is both a type and a model (schema.yaml:2)'),
        ("AP2020", 6, '"A" is both an enum and a model (schema.yaml:2)'),
    ]


def test_query_and_mutation_of_one_name():
    """They stand in different types."""
    operation = "{ returns: Int, handler: { entry: ./x.js }, authorization: { allow: authenticated } }"
    assert load(f"queries: {{ o: {operation} }}\nmutations: {{ o: {operation} }}\n").problems == ()
