"""Callers with AWS credentials are let in by policies on roles that are not ours: attached and told, or handed out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from amplify_pulumi import ComponentError, DataApi, DataApiArgs
from amplify_pulumi.compiler.plan import ApiPlan, Invocation, Statement

POLICY, ATTACHMENT = "aws:iam/policy:Policy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ROLE = "arn:aws:iam::123456789012:role"
API = "arn:aws:appsync:eu-west-1:123456789012:apis/api-api-id"
ROLES: dict[str, Any] = {"authenticated_role_arn": f"{ROLE}/users", "unauthenticated_role_arn": f"{ROLE}/app/guests"}


def statement(*fields: str) -> Statement:
    return Statement(action=("appsync:GraphQL",), resource=tuple(f"${{api.arn}}/types/Query/fields/{each}" for each in fields))


@pytest.fixture
def plan(todo_plan: ApiPlan) -> ApiPlan:
    """Signed-in users with two policies, guests and a function with one each."""
    invocations = (
        Invocation(principal="authenticated", policies=((statement("one", "two"),), (statement("three"),))),
        Invocation(principal="guest", policies=((statement("one"),),)),
        Invocation(principal="function", function="reporter", policies=((statement("four"),),)),
    )
    return replace(todo_plan, invocations=invocations)


def arguments(plan: ApiPlan, **more: Any) -> DataApiArgs:
    return DataApiArgs(**{"schema": plan, **ROLES, "function_roles": {"reporter": f"{ROLE}/reporter"}, **more})


def resources(policy: Any) -> list[str]:
    (found,) = json.loads(policy)["Statement"] if isinstance(policy, str) else policy["Statement"]
    assert (found["Effect"], found["Action"]) == ("Allow", ["appsync:GraphQL"])
    return found["Resource"]


def test_each_policy_is_made_and_attached_to_the_role_of_its_callers(deploy, plan) -> None:
    """RolePolicyAttachment takes the name of a role, which is the last part of its ARN, behind a path."""
    deployment = deploy(lambda: DataApi("api", arguments(plan)).api_id)
    made = {each.name: resources(each.inputs["policy"]) for each in deployment.of_type(POLICY)}
    fields = f"{API}/types/Query/fields"
    assert made == {
        "api-invoke-authenticated": [f"{fields}/one", f"{fields}/two"],
        "api-invoke-authenticated-2": [f"{fields}/three"],
        "api-invoke-guest": [f"{fields}/one"],
        "api-invoke-function-reporter": [f"{fields}/four"],
    }
    assert {each.name: (each.inputs["role"], each.inputs["policyArn"]) for each in deployment.of_type(ATTACHMENT)} == {
        f"{name}-attachment": (role, f"arn:aws:iam::123456789012:policy/{name}")
        for name, role in {
            "api-invoke-authenticated": "users",
            "api-invoke-authenticated-2": "users",
            "api-invoke-guest": "guests",
            "api-invoke-function-reporter": "reporter",
        }.items()
    }


def test_what_is_attached_to_roles_of_others_is_told(deploy, plan) -> None:
    deployment = deploy(lambda: DataApi("api", arguments(plan)).api_id)
    assert deployment.messages == []
    roles = {
        "the managed policies api-invoke-authenticated, api-invoke-authenticated-2": ("authenticated_role_arn", f"{ROLE}/users"),
        "the managed policy api-invoke-function-reporter": ("function_roles['reporter']", f"{ROLE}/reporter"),
        "the managed policy api-invoke-guest": ("unauthenticated_role_arn", f"{ROLE}/app/guests"),
    }
    assert sorted(each for each in deployment.told if "attaches" in each) == [
        f"attaches {what} to the role of {argument} ({arn}); attach_policies=False leaves it alone"
        for what, (argument, arn) in roles.items()
    ]


def test_a_role_of_the_same_program_is_told_before_its_arn_is_known(deploy, plan) -> None:
    def program() -> Any:
        role = _Role("users-of-the-pool")
        return DataApi("api", arguments(plan, authenticated_role_arn=role.arn)).api_id

    deployment = deploy(program, preview=True)
    assert any("authenticated_role_arn (which is not known yet)" in each for each in deployment.told)
    assert len(deployment.of_type(ATTACHMENT)) == 4

    deployment = deploy(program)
    assert deployment.named("api-invoke-authenticated-attachment").inputs["role"] == "users-of-the-pool"


def test_attaching_can_be_refused_and_the_policies_are_an_output_then(deploy, plan) -> None:
    deployment = deploy(lambda: DataApi("api", arguments(plan, attach_policies=False)).invocation_policies)
    assert deployment.of_type(POLICY) == deployment.of_type(ATTACHMENT) == []
    assert (deployment.messages, [each for each in deployment.told if "attaches" in each]) == ([], [])
    found = {key: [resources(each) for each in documents] for key, documents in deployment.result.items()}
    fields = f"{API}/types/Query/fields"
    assert found == {
        "authenticated": [[f"{fields}/one", f"{fields}/two"], [f"{fields}/three"]],
        "guest": [[f"{fields}/one"]],
        "function.reporter": [[f"{fields}/four"]],
    }


def test_the_output_is_empty_where_everything_is_attached(deploy, plan, todo_plan) -> None:
    assert deploy(lambda: DataApi("api", arguments(plan)).invocation_policies).result == {}
    assert deploy(lambda: DataApi("api", DataApiArgs(schema=todo_plan)).invocation_policies).result == {}


def test_a_role_that_is_missing_is_warned_of_and_its_policies_are_an_output(deploy, plan) -> None:
    deployment = deploy(lambda: DataApi("api", arguments(plan, authenticated_role_arn=None, function_roles={})).invocation_policies)
    assert set(deployment.result) == {"authenticated", "function.reporter"}
    assert [each.name for each in deployment.of_type(POLICY)] == ["api-invoke-guest"]
    assert [each.partition(" may")[0] for each in deployment.messages] == ["authenticated", "function.reporter"]
    assert "hand in authenticated_role_arn" in deployment.messages[0]
    assert "hand in function_roles['reporter']" in deployment.messages[1]


def test_a_function_that_is_handed_in_itself_knows_its_role(deploy, plan) -> None:
    def program() -> Any:
        return DataApi("api", arguments(plan, function_roles={}, functions={"reporter": _Function("reports")})).invocation_policies

    deployment = deploy(program)
    assert deployment.named("api-invoke-function-reporter-attachment").inputs["role"] == "role-of-reports"
    assert deployment.result == {}


def test_a_function_that_only_calls_may_be_handed_in_by_its_arn_and_needs_not_be(deploy, plan) -> None:
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:reporter"
    deployment = deploy(lambda: DataApi("api", arguments(plan, functions={"reporter": arn}, function_roles={})).invocation_policies)
    assert set(deployment.result) == {"function.reporter"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"function_roles": {"reportr": f"{ROLE}/x"}}, "AP7012: function_roles: `access` of the schema does not name 'reportr'"),
        ({"functions": {"reportr": "arn:aws:lambda:eu-west-1:123456789012:function:x"}}, """Did you mean "reporter"?"""),
        ({"function_roles": {"reporter": "reporter"}}, "AP7017: function_roles['reporter']: 'reporter' is not the ARN of an IAM role."),
        ({"authenticated_role_arn": "users"}, "AP7017: authenticated_role_arn: 'users' is not the ARN of an IAM role."),
        ({"unauthenticated_role_arn": "arn:aws:iam::123456789012:policy/x"}, "AP7017: unauthenticated_role_arn"),
        ({"functions": {"reporter": "reporter"}}, "AP7013: functions: 'reporter' for 'reporter' is neither"),
    ],
)
def test_mistakes_are_told_before_anything_is_made(deploy, plan, given, message) -> None:
    with pytest.raises(ComponentError, match=re.escape(message)):
        deploy(lambda: DataApi("api", arguments(plan, **given)).api_id)


def test_transforms_reach_them(deploy, plan) -> None:
    transform = {"invocation_policy": {"path": "/apps/"}, "invocation_attachment": lambda _name, given: given}
    deployment = deploy(lambda: DataApi("api", arguments(plan, transform=transform)).api_id)
    assert {each.inputs["path"] for each in deployment.of_type(POLICY)} == {"/apps/"}


def test_a_schema_that_widens_is_warned_of(deploy, tmp_path, monkeypatch) -> None:
    """The compiler's warnings are Pulumi's warnings."""
    monkeypatch.chdir(tmp_path)
    models = "\n".join(f"  Model{number:02}: {{ fields: {{ a: String }}, authorization: {{ allow: guest }} }}" for number in range(30))
    own = "\n  Own: { fields: { a: String }, authorization: { allow: publicApiKey } }"
    given = {**ROLES, "identity_pool_id": "eu-west-1:00000000-0000-4000-8000-000000000000"}
    deployment = deploy(lambda: DataApi("api", DataApiArgs(schema=f"models:\n{models}{own}", **given)).invocation_policies)
    (told,) = deployment.messages
    assert "warning AP6009: The rules let guests use more fields than 5 IAM policies name" in told
    texts = [each.inputs["policy"] for each in deployment.of_type(POLICY)]
    assert len(texts) <= 5
    assert all(len(re.sub(r"\s", "", text)) <= 6_144 for text in texts)


class _Role(pulumi.CustomResource):
    """A role of the program's own."""

    arn: pulumi.Output[str]

    def __init__(self, name: str) -> None:
        super().__init__("aws:iam/role:Role", name, {"arn": None})


class _Function(pulumi.CustomResource):
    """A Lambda function (importing pulumi_aws's own takes its module of deprecated names along)."""

    arn: pulumi.Output[str]
    role: pulumi.Output[str]

    def __init__(self, name: str) -> None:
        super().__init__("aws:lambda/function:Function", name, {"arn": None, "role": f"{ROLE}/role-of-{name}"})
