from __future__ import annotations

import pytest
from graphql import parse
from schema_support import found, load, yaml_model

from amplify_pulumi.compiler import compile_schema, naming
from amplify_pulumi.schema.rules.generated_names import generated_names
from amplify_pulumi.schema.vocabulary import RESERVED_TYPES


def two(first: str, second: str):
    model = "fields: { a: Int }, authorization: { allow: owner }"
    return load(f"models:\n  {first}: {{ {model} }}\n  {second}: {{ {model} }}\n")


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        ("Todo", "Todos", "listTodos"),
        ("Todos", "Todo", "listTodos"),
        ("Person", "People", "listPeople"),
        ("News", "New", "listNews"),
        ("Todo", "todo", "getTodo"),
        ("Todo", "ModelTodoConnection", "ModelTodoConnection"),
        ("Todo", "CreateTodoInput", "CreateTodoInput"),
        ("Todo", "SubscriptionTodo", "ModelSubscriptionTodoFilterInput"),
    ],
)
def test_models_that_bring_the_same_name(first, second, name):
    [problem] = found(two(first, second))
    assert problem == ("error", "AP2005", 3, 3, f'"{second}" and "{first}" (line 2) both bring "{name}"')


def test_mistake_is_at_the_model_with_the_generated_name():
    [problem] = found(two("ModelTodoConnection", "Todo"))
    assert problem == ("error", "AP2005", 2, 3, '"ModelTodoConnection" and "Todo" (line 3) both bring "ModelTodoConnection"')


@pytest.mark.parametrize(("first", "second"), [("Todo", "TodoItem"), ("Status", "Statute"), ("A", "B")])
def test_models_that_do_not(first, second):
    assert two(first, second).problems == ()


@pytest.mark.parametrize("name", ["and", "or", "not"])
def test_fields_that_are_operators_of_filters(name):
    """Probe: field named like filter op."""
    [problem] = found(load(yaml_model(f"{name}: String")))
    assert problem == ("error", "AP2005", 4, 7, f'The field "Todo.{name}" would be the filter\'s operator {name}')


@pytest.mark.parametrize("model", ["Todo", "todo", "Person", "_X", "News"])
def test_names_are_those_of_the_compiler(model):
    """The compiler is above this package and cannot be asked: so its names are compared here."""
    assert set(generated_names(model)) == {
        make(model)
        for make in (
            naming.get_field,
            naming.list_field,
            naming.create_field,
            naming.update_field,
            naming.delete_field,
            naming.create_input,
            naming.update_input,
            naming.delete_input,
            naming.filter_input,
            naming.condition_input,
            naming.subscription_filter_input,
            naming.connection_type,
        )
    }


def test_every_type_of_an_api_is_known_here():
    """Types that are neither the model's own nor generated for it are reserved."""
    plan = compile_schema(load(yaml_model("a: Int")).schema)
    types = {each.name.value for each in parse(plan.schema).definitions if getattr(each, "name", None)}
    assert types - {"Todo"} - set(generated_names("Todo")) <= RESERVED_TYPES
