"""The escape hatch changes what it names, and refuses what does not exist."""

from __future__ import annotations

import pytest

from amplify_pulumi import ComponentError, DataApi, DataApiArgs


def test_a_mapping_replaces_arguments_of_every_resource_of_the_kind(deploy, blog_plan) -> None:
    transform = {"table": {"table_class": "STANDARD_INFREQUENT_ACCESS"}, "api": {"xray_enabled": True, "name": "other"}}
    deployment = deploy(lambda: DataApi("blog", DataApiArgs(schema=blog_plan, user_pool_id="eu_1", transform=transform)))
    assert [each.inputs["tableClass"] for each in deployment.of_type("aws:dynamodb/table:Table")] == ["STANDARD_INFREQUENT_ACCESS"] * 2
    api = deployment.named("blog-api").inputs
    assert (api["xrayEnabled"], api["name"], api["schema"]) == (True, "other", "type Query{get(id:ID!):String}")


def test_a_function_decides_per_resource(deploy, todo_plan) -> None:
    def slow_only(name, arguments):
        return {**arguments, "max_batch_size": 5} if name == "todo-Query.listTodo" else arguments

    deployment = deploy(lambda: DataApi("todo", DataApiArgs(schema=todo_plan, transform={"resolver": slow_only})))
    assert {each.name: each.inputs.get("maxBatchSize") for each in deployment.of_type("aws:appsync/resolver:Resolver")}[
        "todo-Query.listTodo"
    ] == 5
    assert "maxBatchSize" not in deployment.named("todo-Query.getTodo").inputs


@pytest.mark.parametrize("kind", ["api", "api_key", "table", "role", "role_policy", "data_source", "resolver"])
def test_every_kind_reaches_all_its_resources(deploy, todo_plan, kind) -> None:
    seen = []

    def see(name, arguments):
        seen.append(name)
        return arguments

    types = {
        "api": "aws:appsync/graphQLApi:GraphQLApi",
        "api_key": "aws:appsync/apiKey:ApiKey",
        "table": "aws:dynamodb/table:Table",
        "role": "aws:iam/role:Role",
        "role_policy": "aws:iam/rolePolicy:RolePolicy",
        "data_source": "aws:appsync/dataSource:DataSource",
        "resolver": "aws:appsync/resolver:Resolver",
    }
    deployment = deploy(lambda: DataApi("todo", DataApiArgs(schema=todo_plan, transform={kind: see})))
    assert sorted(seen) == sorted(each.name for each in deployment.of_type(types[kind]))
    assert seen


@pytest.mark.parametrize(
    ("transform", "message"),
    [
        ({"tabel": {}}, "transform: there is no 'tabel' to transform. Did you mean \"table\"? Valid are: api, api_key, data_source, "),
        (
            {"table": {"table_clas": "STANDARD"}},
            "transform['table']: 'table_clas' is not an argument of Table. Did you mean \"table_class\"? Valid are: attributes, ",
        ),
        ({"api": "xray"}, "transform['api'] must be a mapping or a function, not str."),
        (
            {"role": lambda _name, _arguments: None},
            "transform['role'] must return the arguments for 'todo-TodoTable-role', but returned Non",
        ),
        (
            {"role": lambda _name, _arguments: {"patth": "/"}},
            "what transform['role'] returned for 'todo-TodoTable-role': 'patth' is not an argument of Role. Did you mean \"path\"?",
        ),
    ],
)
def test_what_does_not_exist_is_refused(deploy, todo_plan, transform, message) -> None:
    with pytest.raises(ComponentError) as raised:
        deploy(lambda: DataApi("todo", DataApiArgs(schema=todo_plan, transform=transform)))
    assert str(raised.value).startswith(f"AP7003: {message}")
