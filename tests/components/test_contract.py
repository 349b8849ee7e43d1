"""What every component promises, checked for every component that the package has."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

import amplify_pulumi
from amplify_pulumi import components
from amplify_pulumi.compiler.plan import AttributeDefinition, KeyElement, Table

BASELINE = Path(__file__).parent / "logical_names.json"
TAGGABLE = {
    "aws:appsync/graphQLApi:GraphQLApi",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:dynamodb/table:Table",
    "aws:iam/policy:Policy",
    "aws:iam/role:Role",
}
NOT_TAGGABLE = {
    "aws:appsync/apiKey:ApiKey",
    "aws:appsync/dataSource:DataSource",
    "aws:appsync/resolver:Resolver",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
}
SECRETS = {"DataApi": {"api_key", "amplify_outputs"}, "ModelTable": set[str]()}
SECRET_MARK = "4dabf18193072939515e22adb298388d"  # the key under which the wire format marks a secret

SCHEMA = """
api: { logging: true }
models:
  Todo:
    fields: { content: String }
    authorization: [{ allow: publicApiKey }, { allow: owner }, { allow: guest }, { allow: authenticated, provider: identityPool }]
functions: { reporter: {} }
access: { function: reporter }
"""
ROLE = "arn:aws:iam::123456789012:role"
CALLERS = {
    "user_pool_id": "eu-west-1_abc",
    "identity_pool_id": "eu-west-1:00000000-0000-4000-8000-000000000000",
    "authenticated_role_arn": f"{ROLE}/users",
    "unauthenticated_role_arn": f"{ROLE}/guests",
    "function_roles": {"reporter": f"{ROLE}/service-role/reporter"},
}
TABLE = Table(
    model="Todo",
    key_schema=(KeyElement(attribute_name="id", key_type="HASH"),),
    attribute_definitions=(AttributeDefinition(attribute_name="id", attribute_type="S"),),
)

# One way to make each component; a new component is tested as soon as it stands here, and the first test fails until it does.
EXAMPLES: dict[str, Callable[..., Any]] = {
    "DataApi": lambda name, opts=None, **args: components.DataApi(
        name, components.DataApiArgs(**{"schema": SCHEMA, **CALLERS, **args}), opts
    ),
    "ModelTable": lambda name, opts=None, **args: components.ModelTable(name, components.ModelTableArgs(table=TABLE, **args), opts),
}
each_component = pytest.mark.parametrize("component", sorted(EXAMPLES))


def test_every_component_is_held_to_the_contract() -> None:
    public = [getattr(components, name) for name in components.__all__]
    assert set(EXAMPLES) == {each.__name__ for each in public if isinstance(each, type) and issubclass(each, pulumi.ComponentResource)}
    assert set(SECRETS) == set(EXAMPLES)


def test_the_public_names_are_those_of_the_package() -> None:
    assert amplify_pulumi.__all__ == [*components.__all__, "a", "allow"]
    for name in components.__all__:
        assert getattr(amplify_pulumi, name) is getattr(components, name)
    assert set(components.__all__) <= set(dir(amplify_pulumi))
    with pytest.raises(AttributeError, match="no attribute 'DataAppi'"):
        amplify_pulumi.DataAppi  # noqa: B018  # the access is what is tested


def test_pulumi_is_imported_when_it_is_used_and_not_before() -> None:
    """The command line and the local runtime start without it."""
    program = "import sys, amplify_pulumi; assert 'pulumi' not in sys.modules; amplify_pulumi.DataApi; assert 'pulumi' in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@each_component
def test_every_resource_is_below_the_component(deploy, component) -> None:
    deployment = deploy(lambda: EXAMPLES[component]("one").urn)
    parents = {each.urn: each.parent for each in deployment.registered}
    root = deployment.named("one", f"amplify-pulumi:index:{component}")
    for each in deployment.registered:
        urn = each.urn
        while urn != root.urn:
            urn = parents[urn]
        assert each.name == "one" or each.name.startswith("one-")
    assert sum(each.custom for each in deployment.registered) >= 1


@each_component
def test_tags_reach_every_taggable_resource(deploy, component) -> None:
    deployment = deploy(lambda: EXAMPLES[component]("one", tags={"team": pulumi.Output.from_input("x")}).urn)
    for each in deployment.registered:
        if each.custom:
            assert each.type in TAGGABLE | NOT_TAGGABLE, "a new kind of resource: say whether it takes tags"
            assert each.inputs.get("tags") == ({"team": "x"} if each.type in TAGGABLE else None), each.name


@each_component
def test_outputs_are_annotated_registered_and_secret_where_they_must_be(deploy, component) -> None:
    deployment = deploy(lambda: EXAMPLES[component]("one").urn)
    outputs = deployment.component_outputs[deployment.named("one", f"amplify-pulumi:index:{component}").urn]
    annotated = {name for name, kind in getattr(components, component).__annotations__.items() if "Output[" in str(kind)}
    assert set(outputs) == annotated
    assert {name for name, value in outputs.items() if isinstance(value, dict) and SECRET_MARK in value} == SECRETS[component]
    assert "da2-secret" not in json.dumps({name: value for name, value in outputs.items() if name not in SECRETS[component]})


@each_component
def test_two_instances_in_one_program_do_not_collide(deploy, component) -> None:
    deployment = deploy(lambda: pulumi.Output.all(EXAMPLES[component]("one").urn, EXAMPLES[component]("two").urn))
    urns = [each.urn for each in deployment.registered]
    assert len(urns) == len(set(urns))
    assert sum(each.name.startswith("one") for each in deployment.registered) * 2 == len(urns)


@each_component
def test_a_second_construction_gives_the_same(deploy, component) -> None:
    def told(deployment):
        return sorted((each.urn, json.dumps(each.inputs, sort_keys=True), sorted(each.dependencies)) for each in deployment.registered)

    first, second = (deploy(lambda: EXAMPLES[component]("one").urn) for _ in range(2))
    assert told(first) == told(second)


@each_component
def test_a_provider_handed_in_is_used_for_everything(deploy, component) -> None:
    def program():
        provider = aws.Provider("elsewhere", region="us-west-2")
        return EXAMPLES[component]("one", pulumi.ResourceOptions(provider=provider)).urn

    deployment = deploy(program)
    custom = [each for each in deployment.registered if each.custom and each.name != "elsewhere"]
    assert custom
    assert {each.provider for each in custom} | {each.provider for each in deployment.invokes} == {custom[0].provider}
    assert "::elsewhere::" in custom[0].provider


@each_component
def test_protect_of_the_component_reaches_everything(deploy, component) -> None:
    """Also where the component itself protects nothing, in an ephemeral stack."""
    ephemeral = {"DataApi": {"ephemeral": True}, "ModelTable": {"settings": components.TableSettings(ephemeral=True)}}[component]
    deployment = deploy(lambda: EXAMPLES[component]("one", pulumi.ResourceOptions(protect=True), **ephemeral).urn)
    assert all(each.request.protect for each in deployment.registered)


@each_component
def test_nothing_warns(deploy, component) -> None:
    """Deprecated arguments of pulumi-aws among it: they would greet users on every run."""
    assert deploy(lambda: EXAMPLES[component]("one").urn).messages == []


@each_component
def test_mistakes_are_of_one_kind(deploy, component) -> None:
    with pytest.raises(components.ComponentError, match="AP7003"):
        deploy(lambda: EXAMPLES[component]("one", transform={"nothing": {}}))


@each_component
def test_logical_names_are_as_promised(deploy, component) -> None:
    """A name that differs makes another resource: a change here needs an alias, and a line in the changelog."""
    deployment = deploy(lambda: EXAMPLES[component]("shop").urn)
    names = sorted(f"{each.type} {each.name}" for each in deployment.registered)
    assert names == json.loads(BASELINE.read_text())[component]


@each_component
def test_arguments_are_documented(component) -> None:
    """Every attribute of the arguments and of the outputs says what it does."""
    kinds = (getattr(components, f"{component}Args"), getattr(components, component))
    for kind in kinds:
        text = inspect.getsource(kind)
        for name in kind.__annotations__:
            following = text[text.index(f"\n    {name}: ") + 1 :].split("\n", 2)[1]
            assert following.strip().startswith('"""'), f"{component}: {name}"
