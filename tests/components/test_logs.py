"""An API that logs: its log group with a retention, and a role that may write there."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from amplify_pulumi import DataApi, DataApiArgs
from amplify_pulumi.compiler.plan import ApiPlan, LogConfig, LogGroup, Statement

GROUP, ROLE, API = "aws:cloudwatch/logGroup:LogGroup", "aws:iam/role:Role", "aws:appsync/graphQLApi:GraphQLApi"


@pytest.fixture
def plan(todo_plan: ApiPlan) -> ApiPlan:
    """One model, whose fields are logged."""
    arn = "arn:${aws.partition}:logs:${aws.region}:${aws.account}:log-group:/aws/appsync/apis/${api.id}"
    statement = Statement(action=("logs:PutLogEvents",), resource=(f"{arn}:*",))
    group = LogGroup(log_group_name="/aws/appsync/apis/${api.id}", retention_in_days=30, statements=(statement,))
    config = LogConfig(field_log_level="ERROR", exclude_verbose_content=False)
    return replace(todo_plan, graphql_api=replace(todo_plan.graphql_api, log_config=config), log_group=group)


def test_the_api_names_the_role_and_what_it_logs(deploy, plan) -> None:
    deployment = deploy(lambda: DataApi("api", DataApiArgs(schema=plan)).api_id)
    assert deployment.named("api-api").inputs["logConfig"] == {
        "cloudwatchLogsRoleArn": "arn:aws:iam::123456789012:role/api-api-logs-role",
        "fieldLogLevel": "ERROR",
        "excludeVerboseContent": False,
    }
    trust = json.loads(deployment.named("api-api-logs-role").inputs["assumeRolePolicy"])
    assert trust["Statement"][0]["Principal"] == {"Service": "appsync.amazonaws.com"}


def test_the_log_group_bears_appsyncs_name_and_is_there_before_anybody_may_write(deploy, plan) -> None:
    """AppSync would make the group itself otherwise, without a retention, and the next run would find it in its way."""
    deployment = deploy(lambda: DataApi("api", DataApiArgs(schema=plan)).api_id)
    group, policy = deployment.named("api-api-logs"), deployment.named("api-api-logs-policy")
    assert (group.inputs["name"], group.inputs["retentionInDays"]) == ("/aws/appsync/apis/api-api-id", 30)
    assert deployment.depends_on(policy, group)
    (statement,) = json.loads(policy.inputs["policy"])["Statement"]
    assert statement["Resource"] == ["arn:aws:logs:eu-west-1:123456789012:log-group:/aws/appsync/apis/api-api-id:*"]
    assert policy.inputs["role"] == "api-api-logs-role-id"


def test_logs_are_kept_for_ever_where_no_retention_is_said(deploy, plan) -> None:
    """0 is pulumi-aws's word for it: left out, a retention that was there before would stay."""
    assert plan.log_group is not None
    forever = replace(plan, log_group=replace(plan.log_group, retention_in_days=None))
    assert deploy(lambda: DataApi("api", DataApiArgs(schema=forever)).api_id).named("api-api-logs").inputs["retentionInDays"] == 0


def test_without_logs_there_is_none_of_it(deploy, todo_plan) -> None:
    def program():
        made = DataApi("api", DataApiArgs(schema=todo_plan))
        assert made.resources.logs is None
        return made.api_id

    deployment = deploy(program)
    assert deployment.of_type(GROUP) == []
    assert "logConfig" not in deployment.named("api-api").inputs
    assert [each.name for each in deployment.of_type(ROLE)] == ["api-TodoTable-role"]


def test_its_raw_resources_can_be_reached_and_changed(deploy, plan) -> None:
    def program():
        made = DataApi("api", DataApiArgs(schema=plan, transform={"log_group": {"log_group_class": "INFREQUENT_ACCESS"}}))
        assert made.resources.logs is not None
        return made.resources.logs.group.name

    deployment = deploy(program)
    assert deployment.result == "/aws/appsync/apis/api-api-id"
    assert deployment.named("api-api-logs").inputs["logGroupClass"] == "INFREQUENT_ACCESS"


def test_a_preview_works_while_the_api_is_not_known(deploy, plan) -> None:
    assert "name" in deploy(lambda: DataApi("api", DataApiArgs(schema=plan)).api_id, preview=True).named("api-api-logs").inputs
