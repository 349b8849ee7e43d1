"""Functions, external data sources and values of `ctx.env`: handed in by name, resolved everywhere, and none forgotten."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from amplify_pulumi import ComponentError, DataApi, DataApiArgs
from amplify_pulumi.compiler.plan import (
    ApiPlan,
    DataSource,
    DynamodbConfig,
    Function,
    LambdaConfig,
    PipelineConfig,
    RdsHttpEndpointConfig,
    Reference,
    RelationalDatabaseConfig,
    Resolver,
    Role,
    Statement,
)
from amplify_pulumi.components.bindings import binding_values

ECHO = "arn:aws:lambda:eu-west-1:123456789012:function:echo"
SOURCE, RESOLVER, FUNCTION = "aws:appsync/dataSource:DataSource", "aws:appsync/resolver:Resolver", "aws:appsync/function:Function"


@pytest.fixture
def plan(todo_plan: ApiPlan) -> ApiPlan:
    """A plan with a Lambda function, an external table and a pipeline of two steps, one of which reads `ctx.env.GREETING`."""
    function, table = Reference(ref="function.echo.arn"), Reference(ref="source.Legacy.table")
    return replace(
        todo_plan,
        data_sources=(
            *todo_plan.data_sources,
            DataSource(name="echoLambdaDataSource", type="AWS_LAMBDA", lambda_config=LambdaConfig(lambda_function_arn=function)),
            DataSource(
                name="Legacy",
                type="AMAZON_DYNAMODB",
                dynamodb_config=DynamodbConfig(table_name=table, aws_region=Reference(ref="aws.region")),
            ),
        ),
        functions=(
            Function(name="Invoke_echo", data_source_name="echoLambdaDataSource", code="// step 1"),
            Function(name="Fn_Query_say_2", data_source_name="Legacy", code='const greeting = "${env.GREETING}"; // `${greeting}`'),
        ),
        resolvers=(
            *todo_plan.resolvers,
            Resolver(
                type_name="Query",
                field_name="say",
                kind="PIPELINE",
                pipeline_config=PipelineConfig(functions=("Invoke_echo", "Fn_Query_say_2")),
                code="// around",
            ),
        ),
        roles=(
            *todo_plan.roles,
            Role(
                data_source="echoLambdaDataSource",
                statements=(Statement(action=("lambda:InvokeFunction",), resource=("${function.echo.arn}",)),),
            ),
        ),
    )


def arguments(plan: ApiPlan, **more: Any) -> DataApiArgs:
    given: dict[str, Any] = {
        "functions": {"echo": ECHO},
        "data_sources": {"Legacy": {"table": "OldTable"}},
        "environment": {"GREETING": 'say "hi"\n'},
    }
    return DataApiArgs(schema=plan, **{**given, **more})


def test_everything_is_where_the_plan_refers_to_it(deploy, plan) -> None:
    deployment = deploy(lambda: DataApi("api", arguments(plan)).api_id)
    assert deployment.named("api-echoLambdaDataSource-source").inputs["lambdaConfig"] == {"functionArn": ECHO}
    assert deployment.named("api-Legacy-source").inputs["dynamodbConfig"] == {"tableName": "OldTable", "region": "eu-west-1"}
    policy = json.loads(deployment.named("api-echoLambdaDataSource-policy").inputs["policy"])
    assert policy["Statement"] == [{"Effect": "Allow", "Action": ["lambda:InvokeFunction"], "Resource": [ECHO]}]
    assert deployment.named("api-Fn_Query_say_2-function").inputs["code"] == 'const greeting = "say \\"hi\\"\\n"; // `${greeting}`'


def test_a_pipeline_has_functions_and_no_data_source(deploy, plan) -> None:
    deployment = deploy(lambda: DataApi("api", arguments(plan)).api_id)
    made = deployment.named("api-Query.say")
    assert made.inputs["kind"] == "PIPELINE"
    assert made.inputs["pipelineConfig"] == {
        "functions": ["api-Invoke_echo-function-function-id", "api-Fn_Query_say_2-function-function-id"]
    }
    assert "dataSource" not in made.inputs
    step = deployment.named("api-Invoke_echo-function")
    assert (step.inputs["name"], step.inputs["dataSource"]) == ("Invoke_echo", "echoLambdaDataSource")
    assert step.inputs["runtime"] == {"name": "APPSYNC_JS", "runtimeVersion": "1.0.0"}


def test_functions_are_made_one_after_the_other_and_before_every_resolver(deploy, plan) -> None:
    """The provider repeats colliding changes of resolvers, and of nothing else."""
    deployment = deploy(lambda: DataApi("api", arguments(plan)).api_id)
    first, second = deployment.named("api-Invoke_echo-function"), deployment.named("api-Fn_Query_say_2-function")
    assert deployment.depends_on(second, first)
    for source in deployment.of_type(SOURCE):
        assert deployment.depends_on(first, source)
    for resolver in deployment.of_type(RESOLVER):
        assert deployment.depends_on(resolver, second)


def test_a_function_itself_can_be_handed_in(deploy, plan) -> None:
    def program() -> Any:
        function = _Function("echo")
        return DataApi("api", arguments(plan, functions={"echo": function})).api_id

    deployment = deploy(program)
    assert deployment.named("api-echoLambdaDataSource-source").inputs["lambdaConfig"] == {"functionArn": ECHO}


class _Function(pulumi.CustomResource):
    """A Lambda function as pulumi-aws declares it, without importing all of `pulumi_aws.lambda_`, which warns on import."""

    arn: pulumi.Output[str]

    def __init__(self, name: str) -> None:
        super().__init__("aws:lambda/function:Function", name, {"arn": None}, None)


def test_a_preview_works_while_values_are_unknown(deploy, plan) -> None:
    def program() -> Any:
        return DataApi("api", arguments(plan, functions={"echo": _Function("echo")})).api_id

    assert deploy(program, preview=True).named("api-Query.say").inputs["kind"] == "PIPELINE"


def test_a_relational_database_in_the_words_of_pulumi_aws(deploy, todo_plan) -> None:
    endpoint = RdsHttpEndpointConfig(
        aws_region=Reference(ref="aws.region"),
        db_cluster_identifier=Reference(ref="source.Db.cluster"),
        database_name="main",
        aws_secret_store_arn=Reference(ref="source.Db.secret"),
    )
    source = DataSource(
        name="Db", type="RELATIONAL_DATABASE", relational_database_config=RelationalDatabaseConfig(rds_http_endpoint_config=endpoint)
    )
    plan = replace(todo_plan, data_sources=(*todo_plan.data_sources, source))
    values = {"cluster": "arn:cluster", "secret": "arn:secret"}
    deployment = deploy(lambda: DataApi("api", DataApiArgs(schema=plan, data_sources={"Db": values})).api_id)
    assert deployment.named("api-Db-source").inputs["relationalDatabaseConfig"] == {
        "sourceType": "RDS_HTTP_ENDPOINT",
        "httpEndpointConfig": {
            "region": "eu-west-1",
            "dbClusterIdentifier": "arn:cluster",
            "databaseName": "main",
            "awsSecretStoreArn": "arn:secret",
        },
    }


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"functions": {}}, "AP7011: functions lacks 'echo', which the schema uses: hand in a Lambda function or its ARN."),
        (
            {"functions": {"echo": ECHO, "ecko": ECHO}},
            "AP7012: functions: the schema uses no 'ecko'. Did you mean \"echo\"? Valid are: echo.",
        ),
        ({"functions": {"echo": "echo"}}, "AP7013: functions: 'echo' for 'echo' is neither a Lambda function nor the ARN of one."),
        ({"data_sources": {}}, "AP7011: data_sources['Legacy'] lacks 'table', which the schema uses: hand in its value."),
        (
            {"data_sources": {"Legacy": {"table": "a", "arn": "b"}}},
            "AP7012: data_sources['Legacy']: the schema uses no 'arn'. Valid are: table.",
        ),
        (
            {"data_sources": {"Legacy": {"table": "a"}, "Other": {}}},
            "AP7012: data_sources: nothing of 'Other' is left open by the schema. Valid are: Legacy.",
        ),
        ({"environment": {}}, "AP7014: environment lacks 'GREETING', which the schema uses: hand in the value of ctx.env's member."),
        (
            {"environment": {"GREETING": "hi", "GREETINGS": "hi"}},
            "AP7012: environment: the schema uses no 'GREETINGS'. Did you mean \"GREETING\"? Valid are: GREETING.",
        ),
    ],
)
def test_what_is_missing_or_unknown_is_told_before_any_resource(deploy, plan, more, message) -> None:
    registered: list[Any] = []

    def program() -> None:
        with pytest.raises(ComponentError) as caught:
            DataApi("api", arguments(plan, **more))
        registered.append(str(caught.value))

    assert deploy(program).registered == []
    assert registered == [message]


def test_a_secret_is_no_value_of_the_environment(deploy) -> None:
    """AP7015: it would stand in the code for everybody to read."""
    with pytest.raises(ComponentError, match=r"AP7015: environment\['GREETING'\] is a secret"):
        deploy(lambda: binding_values({}, {}, {"GREETING": pulumi.Output.secret("hush")})["env.GREETING"])


def test_an_output_that_is_no_secret_can_be_one(deploy, plan) -> None:
    greeting = pulumi.Output.from_input
    deployment = deploy(lambda: DataApi("api", arguments(plan, environment={"GREETING": greeting("a\\b")})).api_id)
    assert deployment.named("api-Fn_Query_say_2-function").inputs["code"].startswith('const greeting = "a\\\\b";')


def test_what_authenticates_callers_is_asked_for(deploy, todo_plan) -> None:
    """AP7016."""
    code = "const pool = '${auth.identityPool.id}';"
    plan = replace(todo_plan, resolvers=(replace(todo_plan.resolvers[0], code=code), *todo_plan.resolvers[1:]))

    def program() -> None:
        with pytest.raises(
            ComponentError, match="AP7016: the schema lets callers in of whom it does not say enough: hand in identity_pool_id"
        ):
            DataApi("api", DataApiArgs(schema=plan))

    assert deploy(program).registered == []
    deployment = deploy(lambda: DataApi("api", DataApiArgs(schema=plan, identity_pool_id="eu-west-1:abc")).api_id)
    assert deployment.of_type(RESOLVER)[0].inputs["code"] == "const pool = 'eu-west-1:abc';"
