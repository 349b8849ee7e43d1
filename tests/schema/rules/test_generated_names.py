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


@pytest.mark.parametrize("name", ["onFirst", "onSecond"])
def test_each_of_several_names_of_a_subscription_is_taken(name):
    """Gen 1 gives subscriptions as many names as one likes."""
    model = '@model(subscriptions: { onCreate: ["onFirst", "onSecond"] }) @auth(rules: [{allow: private}])'
    own = f'type Subscription {{ {name}: A @aws_subscribe(mutations: ["createA"]) @aws_cognito_user_pools }}'
    problems = found(load(f"type A {model} {{ id: ID! }}\n{own}\n", "graphql"))
    assert [each for each in problems if each[1] == "AP2005"] == [
        ("error", "AP2005", 2, 21, f'"{name}" and "A" (line 1) both bring "{name}"')
    ]


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


HEAD = "authorization: { allow: publicApiKey }\nfunctions: { f: {} }\nmodels:\n"
OPERATION = "{ returns: String, handler: { function: f } }"


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("queries", "getTodo"),
        ("queries", "listTodos"),
        ("mutations", "createTodo"),
        ("mutations", "deleteTodo"),
    ],
)
def test_operations_that_are_there_already(section, name):
    """Probe: custom op name equals model op."""
    [problem] = found(load(f"{HEAD}  Todo: {{ fields: {{ a: Int }} }}\n{section}:\n  {name}: {OPERATION}\n"))
    assert problem == ("error", "AP2005", 6, 3, f'"{name}" and "Todo" (line 4) both bring "{name}"')


def test_operations_of_another_kind_or_disabled():
    assert load(f"{HEAD}  Todo: {{ fields: {{ a: Int }} }}\nmutations:\n  getTodo: {OPERATION}\n").problems == ()
    model = "Todo: { fields: { a: Int }, disableOperations: [get] }"
    assert load(f"{HEAD}  {model}\nqueries:\n  getTodo: {OPERATION}\n").problems == ()


def test_queries_of_indexes():
    """Probe: duplicate queryField."""
    fields = "fields: { a: String, b: String }"
    twice = f"  Todo: {{ {fields}, indexes: [{{ partitionKey: a, queryField: q }}, {{ partitionKey: b, queryField: q }}] }}\n"
    assert [each[1:3] + each[4:] for each in found(load(HEAD + twice))] == [("AP2005", 4, '"q" would be there twice: first in line 4')]
    model = f"  Todo: {{ {fields}, indexes: [{{ partitionKey: a, queryField: getTodo }}] }}\n"
    assert [each[4] for each in found(load(HEAD + model))] == ['"getTodo" and "Todo" (line 4) both bring "getTodo"']
    models = f"  A: {{ {fields}, indexes: [{{ partitionKey: a, queryField: q }}] }}\n  B: {{ fields: {{ a: Int }} }}\n"
    assert [each[1] for each in found(load(f"{HEAD}{models}queries:\n  q: {OPERATION}\n"))] == ["AP2005"]


@pytest.mark.parametrize("name", ["FilterInput", "ModelStatusInput", "ModelTodoPrimaryCompositeKeyInput"])
def test_types_that_are_generated(name):
    """The twins of types and enums among the inputs, and those of keys of several fields."""
    model = "  Todo: { identifier: [a, b, c], fields: { a: ID!, b: ID!, c: ID!, f: Filter, s: Status } }\n"
    text = f"{HEAD}{model}enums: {{ Status: [A] }}\ntypes:\n  Filter: {{ x: Int }}\n"
    assert load(text).problems == ()
    assert [each[1:3] for each in found(load(f"{text}  {name}: {{ x: Int }}\n"))] == [("AP2005", 8)]


def test_type_that_is_no_input():
    """Types that are only returned have no twin."""
    types = "types: { Answer: { x: Int }, AnswerInput: { y: Int } }\n"
    operation = "{ returns: Answer, handler: { function: f } }"
    assert load(f"{HEAD}  Todo: {{ fields: {{ a: Int }} }}\n{types}queries: {{ q: {operation} }}\n").problems == ()


@pytest.mark.parametrize("name", ["and", "or", "not"])
def test_operators_where_there_is_no_filter(name):
    """Fields of custom types, and fields that hold them, are in no filter: Amplify refuses these names without reason."""
    text = f"{HEAD}  Todo: {{ fields: {{ a: Int, {name}: C }} }}\ntypes: {{ C: {{ {name}: Int }} }}\n"
    assert load(text).problems == ()


@pytest.mark.parametrize("name", ["filter", "limit", "nextToken", "sortDirection"])
def test_keys_that_would_be_arguments_twice(name):
    model = f"  Todo: {{ identifier: [{name}], fields: {{ {name}: ID!, a: Int }} }}\n"
    assert [each[1] for each in found(load(HEAD + model))] == ["AP2005"]
    model = f"  Todo: {{ fields: {{ {name}: ID!, a: Int }}, indexes: [{{ partitionKey: a, sortKeys: [{name}] }}] }}\n"
    assert [each[1] for each in found(load(HEAD + model))] == ["AP2005"]
    model = f"  Todo: {{ fields: {{ {name}: ID!, a: Int }} }}\n"
    assert load(HEAD + model).problems == ()
