"""Every resource of an API: its inputs, its place, what it waits for, and what protects it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pulumi
import pytest

from amplify_pulumi import ComponentError, DataApi, DataApiArgs, TableSettings
from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.schema import load_text, require_schema

API, KEY, SOURCE, RESOLVER = (
    "aws:appsync/graphQLApi:GraphQLApi",
    "aws:appsync/apiKey:ApiKey",
    "aws:appsync/dataSource:DataSource",
    "aws:appsync/resolver:Resolver",
)
TABLE, ROLE, POLICY = "aws:dynamodb/table:Table", "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
TODO = "models: { Todo: { fields: { content: String }, authorization: { allow: publicApiKey } } }"
MOMENT = datetime(2026, 3, 4, 15, 16, 17, tzinfo=UTC)


def test_a_plain_model_costs_twelve_resources(deploy) -> None:
    """S002-08: a table, a role, its policy, a data source and 8 resolvers, beside the API, its key and the NONE data source."""
    one = deploy(lambda: DataApi("todo", DataApiArgs(schema=TODO)).api_id)
    two = deploy(lambda: DataApi("todo", DataApiArgs(schema=TODO.replace("models: {", "models: { Note: { fields: { a: String }, "
                                                                       "authorization: { allow: publicApiKey } },"))).api_id)  # fmt: skip
    custom = Counter(each.type for each in one.registered if each.custom)
    assert custom == {API: 1, KEY: 1, TABLE: 1, ROLE: 1, POLICY: 1, SOURCE: 2, RESOLVER: 8}
    assert sum(each.custom for each in two.registered) - custom.total() == 12


def test_the_api(deploy, blog_plan) -> None:
    deployment = deploy(lambda: DataApi("blog", DataApiArgs(schema=blog_plan, user_pool_id="eu-west-1_abc", tags={"team": "x"})).api_id)
    assert deployment.named("blog-api").inputs == {
        "name": "amplifyData",
        "authenticationType": "AMAZON_COGNITO_USER_POOLS",
        "userPoolConfig": {"userPoolId": "eu-west-1_abc", "awsRegion": "eu-west-1", "defaultAction": "ALLOW"},
        "additionalAuthenticationProviders": [{"authenticationType": "API_KEY"}, {"authenticationType": "AWS_IAM"}],
        "schema": "type Query{get(id:ID!):String}",
        "tags": {"team": "x"},
    }


def test_a_user_pool_as_an_additional_provider(deploy, todo_plan) -> None:
    pool = replace(_pool_provider(), user_pool_config=replace(_pool_provider().user_pool_config, default_action=None))
    api = replace(todo_plan.graphql_api, additional_authentication_providers=(pool,))
    deployment = deploy(
        lambda: DataApi("todo", DataApiArgs(schema=replace(todo_plan, graphql_api=api), user_pool_id="eu-west-1_abc")).api_id
    )
    assert deployment.named("todo-api").inputs["additionalAuthenticationProviders"] == [
        {
            "authenticationType": "AMAZON_COGNITO_USER_POOLS",
            "userPoolConfig": {"userPoolId": "eu-west-1_abc", "awsRegion": "eu-west-1"},
        }
    ]


def _pool_provider():
    from amplify_pulumi.compiler.plan import AuthenticationProvider, Reference, UserPoolConfig  # noqa: PLC0415

    config = UserPoolConfig(user_pool_id=Reference(ref="auth.userPool.id"), aws_region=Reference(ref="aws.region"))
    return AuthenticationProvider(authentication_type="AMAZON_COGNITO_USER_POOLS", user_pool_config=config)


def test_the_schema_can_be_pushed_again(deploy, todo_plan) -> None:
    """A push that failed half way is recorded as done: only another text is pushed again."""
    revised = deploy(lambda: DataApi("todo", DataApiArgs(schema=todo_plan, schema_revision=2)).api_id)
    assert revised.named("todo-api").inputs["schema"] == "# revision 2\ntype Query{get(id:ID!):String}"


def test_the_api_key(deploy, todo_plan) -> None:
    """S002-07: the lifetime of the schema reaches the key."""
    deployment = deploy(lambda: DataApi("todo", DataApiArgs(schema=todo_plan, clock=lambda: MOMENT)).api_id)
    key = deployment.named("todo-api-key")
    assert key.inputs == {"apiId": "todo-api-id", "expires": "2026-03-28T00:00:00Z", "description": "for everyone"}
    assert list(key.request.additionalSecretOutputs) == ["key"]


def test_without_the_mode_there_is_no_key(deploy, todo_plan) -> None:
    plan = replace(todo_plan, api_keys=())

    def program():
        api = DataApi("todo", DataApiArgs(schema=plan))
        return pulumi.Output.all(api.api_key, api.amplify_outputs)

    deployment = deploy(program)
    assert deployment.result[0] is None
    assert "api_key" not in deployment.result[1]["data"]
    assert not deployment.of_type(KEY)


def test_tables(deploy, blog_plan) -> None:
    deployment = deploy(lambda: DataApi("blog", DataApiArgs(schema=blog_plan, user_pool_id="eu-west-1_abc")).api_id)
    comment = deployment.named("blog-Comment-table")
    assert comment.parent.endswith("::blog-Comment")
    key = [{"attributeName": "postId", "keyType": "HASH"}, {"attributeName": "at", "keyType": "RANGE"}]
    assert comment.inputs == {
        "attributes": [{"name": name, "type": "S"} for name in ("id", "postId", "at")],
        "hashKey": "id",
        "billingMode": "PAY_PER_REQUEST",
        # Sorted by name, whatever the plan's order: the provider compares lists.
        "globalSecondaryIndexes": [
            {"name": "byPost", "keySchemas": key, "projectionType": "ALL"},
            {"name": "byPostKeys", "keySchemas": key, "projectionType": "INCLUDE", "nonKeyAttributes": ["content"]},
        ],
        "pointInTimeRecovery": {"enabled": True},
        "deletionProtectionEnabled": True,
    }


def test_a_role_is_for_its_api_alone_and_allows_what_the_plan_says(deploy, todo_plan) -> None:
    deployment = deploy(lambda: DataApi("todo", DataApiArgs(schema=todo_plan)).api_id)
    assert json.loads(deployment.named("todo-TodoTable-role").inputs["assumeRolePolicy"])["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "appsync.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnEquals": {"aws:SourceArn": "arn:aws:appsync:eu-west-1:123456789012:apis/todo-api-id"},
            },
        }
    ]
    table = "arn:aws:dynamodb:eu-west-1:123456789012:table/todo-Todo-table-1a2b3c4"
    assert json.loads(deployment.named("todo-TodoTable-policy").inputs["policy"])["Statement"] == [
        {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": [table]},
        {"Effect": "Allow", "Action": ["dynamodb:Query"], "Resource": [f"{table}/index/*"]},
    ]
    assert deployment.named("todo-TodoTable-policy").inputs["role"] == "todo-TodoTable-role-id"


def test_data_sources(deploy, todo_plan) -> None:
    deployment = deploy(lambda: DataApi("todo", DataApiArgs(schema=todo_plan)).api_id)
    assert deployment.named("todo-TodoTable-source").inputs == {
        "apiId": "todo-api-id",
        "name": "TodoTable",
        "type": "AMAZON_DYNAMODB",
        "serviceRoleArn": "arn:aws:iam::123456789012:role/todo-TodoTable-role",
        "dynamodbConfig": {"tableName": "todo-Todo-table-1a2b3c4", "region": "eu-west-1"},
    }
    assert deployment.named("todo-NONE-source").inputs == {"apiId": "todo-api-id", "name": "NONE", "type": "NONE"}


def test_resolvers(deploy, todo_plan) -> None:
    deployment = deploy(lambda: DataApi("todo", DataApiArgs(schema=todo_plan)).api_id)
    resolver = deployment.named("todo-Query.getTodo")
    assert resolver.inputs == {
        "apiId": "todo-api-id",
        "type": "Query",
        "field": "getTodo",
        "kind": "UNIT",
        "dataSource": "TodoTable",
        "runtime": {"name": "APPSYNC_JS", "runtimeVersion": "1.0.0"},
        "code": "const config = { table: 'todo-Todo-table-1a2b3c4' }; const text = `${config.table}`; // get",
    }
    assert all(each.request.deleteBeforeReplace for each in deployment.of_type(RESOLVER)), "AppSync has one resolver per field"


def test_the_order_that_appsync_bears(deploy, blog_plan) -> None:
    """Data sources and keys come before the first resolver, through the NONE data source; permissions before what needs them."""
    deployment = deploy(lambda: DataApi("blog", DataApiArgs(schema=blog_plan, user_pool_id="eu-west-1_abc")).api_id)
    none = deployment.named("blog-NONE-source")
    keys_and_sources = [*deployment.of_type(KEY), *(each for each in deployment.of_type(SOURCE) if each is not none)]
    assert len(keys_and_sources) == 3
    for each in keys_and_sources:
        assert each.urn in none.dependencies
        assert not deployment.depends_on(each, none)
    for resolver in deployment.of_type(RESOLVER):
        assert none.urn in resolver.dependencies
        assert deployment.named("blog-api").urn in resolver.dependencies, "a resolver is made after the field that it is for"
        own = deployment.named(f"blog-{resolver.inputs['dataSource']}-source")
        waits_for = resolver.dependencies & {each.urn for each in keys_and_sources}
        assert waits_for == {own.urn} - {none.urn}, "one edge through the NONE data source, not one to each"
    for model in ("Post", "Comment"):
        assert deployment.named(f"blog-{model}Table-policy").urn in deployment.named(f"blog-{model}Table-source").dependencies
        assert not deployment.depends_on(deployment.named(f"blog-{model}-table"), deployment.named("blog-api")), (
            "tables do not wait for the API"
        )


def test_nothing_waits_for_a_whole_component(deploy, blog_plan) -> None:
    deployment = deploy(lambda: DataApi("blog", DataApiArgs(schema=blog_plan, user_pool_id="eu-west-1_abc")).api_id)
    components = {each.urn for each in deployment.registered if not each.custom}
    assert not [each.name for each in deployment.registered if each.dependencies & components]


def test_without_a_none_data_source_resolvers_wait_for_all_that_it_would_have_waited_for(deploy, todo_plan) -> None:
    plan = replace(
        todo_plan,
        data_sources=tuple(each for each in todo_plan.data_sources if each.type != "NONE"),
        resolvers=tuple(each for each in todo_plan.resolvers if each.data_source_name != "NONE"),
    )
    deployment = deploy(lambda: DataApi("todo", DataApiArgs(schema=plan)).api_id)
    for resolver in deployment.of_type(RESOLVER):
        assert {each.urn for each in [*deployment.of_type(SOURCE), *deployment.of_type(KEY)]} <= resolver.dependencies


def test_what_holds_data_is_protected(deploy, todo_plan) -> None:
    deployment = deploy(lambda: DataApi("todo", DataApiArgs(schema=todo_plan)).api_id)
    assert {each.name for each in deployment.registered if each.request.protect} == {"todo-api", "todo-Todo-table"}


def test_ephemeral_turns_all_protection_off(deploy, todo_plan) -> None:
    deployment = deploy(lambda: DataApi("todo", DataApiArgs(schema=todo_plan, ephemeral=True)).api_id)
    assert not any(each.request.protect for each in deployment.registered)
    table = deployment.named("todo-Todo-table").inputs
    assert (table["deletionProtectionEnabled"], table["pointInTimeRecovery"]) == (False, {"enabled": False})


def test_settings_of_one_table_go_before_those_of_all_and_those_before_ephemeral(deploy, blog_plan) -> None:
    deployment = deploy(
        lambda: (
            DataApi(
                "blog",
                DataApiArgs(
                    schema=blog_plan,
                    user_pool_id="eu-west-1_abc",
                    ephemeral=True,
                    table=TableSettings(billing_mode="PROVISIONED", read_capacity=5, write_capacity=6, deletion_protection=True),
                    tables={"Comment": TableSettings(read_capacity=7, ephemeral=False, deletion_protection=False)},
                ),
            ).api_id
        )
    )
    post, comment = deployment.named("blog-Post-table"), deployment.named("blog-Comment-table")
    assert (post.inputs["readCapacity"], post.inputs["writeCapacity"], post.inputs["billingMode"]) == (5, 6, "PROVISIONED")
    assert (post.inputs["deletionProtectionEnabled"], post.inputs["pointInTimeRecovery"]["enabled"], post.request.protect) == (
        True,
        False,
        False,
    )
    assert (comment.inputs["readCapacity"], comment.inputs["writeCapacity"]) == (7, 6)
    assert [(each["readCapacity"], each["writeCapacity"]) for each in comment.inputs["globalSecondaryIndexes"]] == [(7, 6)] * 2
    assert (comment.inputs["deletionProtectionEnabled"], comment.inputs["pointInTimeRecovery"]["enabled"]) == (False, True)
    assert comment.request.protect


def test_clients_are_told_of_the_identity_pool(deploy, blog_plan) -> None:
    """Guests get credentials only where the program hands in a role for them."""
    given = {"user_pool_id": "eu-west-1_abc", "user_pool_client_id": "client", "identity_pool_id": "eu-west-1:1"}
    guests = {"unauthenticated_role_arn": "arn:aws:iam::123456789012:role/guests"}

    def auth(**more):
        return deploy(lambda: DataApi("blog", DataApiArgs(schema=blog_plan, **given, **more)).amplify_outputs).result["auth"]

    assert (auth()["identity_pool_id"], auth()["unauthenticated_identities_enabled"]) == ("eu-west-1:1", False)
    assert auth(**guests)["unauthenticated_identities_enabled"] is True


def test_outputs(deploy, blog_plan) -> None:
    """S002-13, S002-21, S002-25: what clients need, with the default mode and the user pool that they sign in to."""

    def program():
        api = DataApi(
            "blog", DataApiArgs(schema=blog_plan, user_pool_id="eu-west-1_abc", user_pool_client_id=pulumi.Output.from_input("client"))
        )
        return {"url": api.graphql_url, "realtime": api.realtime_url, "id": api.api_id, "key": api.api_key, "file": api.amplify_outputs}

    result = deploy(program).result
    assert result["url"] == "https://blog-api.appsync-api.eu-west-1.amazonaws.com/graphql"
    assert result["realtime"] == "wss://blog-api.appsync-realtime-api.eu-west-1.amazonaws.com/graphql"
    assert (result["id"], result["key"]) == ("blog-api-id", "da2-secret")
    assert result["file"] == {
        "version": "1.4",
        "auth": {"aws_region": "eu-west-1", "user_pool_id": "eu-west-1_abc", "user_pool_client_id": "client"},
        "data": {
            "url": result["url"],
            "aws_region": "eu-west-1",
            "api_key": "da2-secret",
            "default_authorization_type": "AMAZON_COGNITO_USER_POOLS",
            "authorization_types": ["API_KEY", "AWS_IAM"],
            "model_introspection": {"version": 1, "models": {"Post": {"name": "Post"}, "Comment": {"name": "Comment"}}},
        },
    }


def test_the_outputs_are_secret_as_long_as_they_hold_the_key(deploy, todo_plan) -> None:
    def program(plan):
        api = DataApi("todo", DataApiArgs(schema=plan))

        async def secrets():
            return {
                name: await getattr(api, name).is_secret()
                for name in ("graphql_url", "realtime_url", "api_id", "api_key", "amplify_outputs")
            }

        return pulumi.Output.from_input(secrets())

    nothing = {"graphql_url": False, "realtime_url": False, "api_id": False}
    assert deploy(lambda: program(todo_plan)).result == {**nothing, "api_key": True, "amplify_outputs": True}
    assert deploy(lambda: program(replace(todo_plan, api_keys=()))).result == {**nothing, "api_key": False, "amplify_outputs": False}


def test_every_raw_resource_can_be_reached(deploy, blog_plan) -> None:
    def program():
        resources = DataApi("blog", DataApiArgs(schema=blog_plan, user_pool_id="eu-west-1_abc")).resources
        raw = [
            resources.api,
            *resources.api_keys,
            *(each.resources.table for each in resources.tables.values()),
            *resources.roles.values(),
            *resources.role_policies.values(),
            *resources.data_sources.values(),
            *resources.resolvers.values(),
        ]
        assert resources.resolvers["Post.comments"] is raw[-1]
        return pulumi.Output.all(*(each.urn for each in raw))

    deployment = deploy(program)
    assert sorted(deployment.result) == sorted(each.urn for each in deployment.registered if each.custom)


def test_a_first_preview_works_while_nothing_is_known(deploy, blog_plan) -> None:
    """No id, ARN, name or URL is known, the user pool's id neither: all resources are still shown, with what can be known of them."""

    def program():
        unknown = pulumi.Output.from_input("x").apply(lambda _: pulumi.runtime.rpc.UNKNOWN)
        api = DataApi("blog", DataApiArgs(schema=blog_plan, user_pool_id=pulumi.Output.from_input(unknown)))
        return {"url": api.graphql_url, "outputs": api.amplify_outputs}

    previewed, deployed = deploy(program, preview=True), deploy(program)
    assert sorted(each.name for each in previewed.registered) == sorted(each.name for each in deployed.registered)
    assert previewed.named("blog-api").inputs["schema"] == deployed.named("blog-api").inputs["schema"]
    assert not previewed.messages


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "AP7001: the schema lets signed-in users in (authorization mode userPool), but no user pool is handed in. Give the id"),
        ({"user_pool_id": ""}, "AP7001: "),
        (
            {"user_pool_id": "p", "tables": {"Pots": TableSettings()}},
            "AP7004: tables: the schema has no model 'Pots'. Did you mean \"Post\"? Val",
        ),
        (
            {"user_pool_id": "p", "table": TableSettings(billing_mode="PROVISIONED", read_capacity=1)},
            "AP7005: the table of Post: billing_mode PROVISIONED needs a write_capacity of 1 or more, not None.",
        ),
        (
            {"user_pool_id": "p", "tables": {"Post": TableSettings(read_capacity=1)}},
            "AP7005: the table of Post: read_capacity has no effect without billing_mode='PROVISIONED'; set that, or leave it out.",
        ),
        (
            {"user_pool_id": "p", "table": TableSettings(billing_mode="FREE")},
            "AP7005: the table of Post: billing_mode is 'FREE'; valid are",
        ),
        (
            {"user_pool_id": "p", "schema_revision": "1\ntype Mutation"},
            "AP7008: schema_revision must be one line, not '1\\ntype Mutation'.",
        ),
    ],
)
def test_mistakes_are_told_before_any_resource(deploy, blog_plan, arguments, message) -> None:
    registered = []
    seen = {"api": lambda name, _arguments: registered.append(name)}
    with pytest.raises(ComponentError) as raised:
        deploy(lambda: DataApi("blog", DataApiArgs(schema=blog_plan, transform=seen, **arguments)))
    assert str(raised.value).startswith(message)
    assert isinstance(raised.value, pulumi.RunError), "Pulumi shows those without a stack trace"
    assert not registered


def test_all_mistakes_are_told_at_once(deploy, blog_plan) -> None:
    arguments = DataApiArgs(schema=blog_plan, transform={"apy": {}}, tables={"X": TableSettings()}, table=TableSettings(write_capacity=1))
    with pytest.raises(ComponentError) as raised:
        deploy(lambda: DataApi("blog", arguments))
    assert [line[:6] for line in str(raised.value).splitlines()] == ["AP7001", "AP7003", "AP7004", "AP7005", "AP7005"]


def test_a_client_without_its_pool_is_a_mistake(deploy, todo_plan) -> None:
    with pytest.raises(ComponentError, match="AP7007: user_pool_client_id needs the pool"):
        deploy(lambda: DataApi("todo", DataApiArgs(schema=todo_plan, user_pool_client_id="client")))


def test_the_compiler_s_plans_deploy_with_all_references_resolved(deploy) -> None:
    """Every reference of a real plan has a value: no `${…}` of the plan's own is left in what goes to AWS."""
    text = """
        models:
          Post:
            fields: { title: String!, comments: { hasMany: Comment, references: [postId] } }
            authorization: [{ allow: owner }, { allow: authenticated, operations: [read] }, { allow: publicApiKey }]
          Comment:
            fields: { content: String, postId: ID, post: { belongsTo: Post, references: [postId] } }
            authorization: { allow: authenticated }
    """
    plan = compile_schema(require_schema(load_text(text)))
    deployment = deploy(lambda: DataApi("blog", DataApiArgs(schema=text, user_pool_id="eu-west-1_abc")).api_id)
    assert len(deployment.of_type(RESOLVER)) == len(plan.resolvers)
    sent = json.dumps([dict(each.inputs) for each in deployment.registered])
    assert "${table." not in sent
    assert "${aws." not in sent
    assert '"ref"' not in sent
    assert not deployment.messages
