"""The reference deployments on Pulumi's real engine, which decides on order, replacement, protection and secrets.

Needs `pulumi`: built by `tests/engine/install.sh`, in the folder PULUMI_ENGINE_DIR, or on PATH.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

API, KEY = "aws:appsync/graphQLApi:GraphQLApi", "aws:appsync/apiKey:ApiKey"
SOURCE, RESOLVER, TABLE = "aws:appsync/dataSource:DataSource", "aws:appsync/resolver:Resolver", "aws:dynamodb/table:Table"
ALL = 18  # the API, its key, the NONE data source, 12 for the model; two components and the stack
PROGRAM = """\
import pulumi
from amplify_pulumi import DataApi, DataApiArgs

ephemeral = pulumi.Config("todo").require_bool("ephemeral")
todo = DataApi("todo", DataApiArgs(schema="schema.yaml", ephemeral=ephemeral))
pulumi.export("amplify_outputs", todo.amplify_outputs)
"""
SCHEMA = """\
api: { apiKeyAuthorizationMode: { expiresInDays: 30 } }
models:
  Todo:
    authorization: { allow: publicApiKey }
    fields:
      content: String!
      isDone: Boolean
"""


@pytest.fixture
def todo_project(tmp_path: Path) -> Path:
    """A program whose protection the stack's configuration decides."""
    folder = tmp_path / "todo"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: todo\nruntime: python\n")
    (folder / "__main__.py").write_text(PROGRAM)
    (folder / "schema.yaml").write_text(SCHEMA)
    return folder


def test_the_life_of_the_todo_example(start_engine, repository: Path) -> None:
    """preview, up, up without a change, refresh, and a destroy that Pulumi refuses."""
    engine = start_engine(repository / "examples" / "todo")

    assert engine.changes("preview") == {"create": ALL}
    assert engine.changes("up") == {"create": ALL}
    assert engine.changes("up") == {"same": ALL}, "an unchanged program changes nothing"
    assert engine.changes("refresh") == {"same": ALL}

    outputs = engine.outputs()
    key = outputs["amplify_outputs"]["data"]["api_key"]
    assert key.startswith("da2-")
    assert outputs["amplify_outputs"]["data"]["url"] == outputs["graphql_url"]

    refused = engine.run("destroy", "--yes", "--skip-preview", check=False)
    assert refused.returncode != 0
    assert "protect" in refused.stdout + refused.stderr
    assert sorted(each.split(" ")[0] for each in engine.cloud.live) == [API, TABLE], "the URL that apps know and the data are still there"
    assert key not in refused.stdout + refused.stderr


def test_a_throw_away_stack_goes_without_a_trace(start_engine, todo_project: Path) -> None:
    engine = start_engine(todo_project, ephemeral="true")
    engine.changes("up")
    assert engine.changes("destroy") == {"delete": ALL}
    assert engine.cloud.live == {}


def test_the_key_is_in_the_state_as_a_secret_only(start_engine, todo_project: Path) -> None:
    """Pulumi's own id of the resource apart: pulumi-aws builds it from the key, and ids cannot be secret."""
    engine = start_engine(todo_project, ephemeral="true")
    log = engine.run("up", "--yes", "--skip-preview").stdout
    (resource,) = [state for name, state in engine.cloud.live.items() if name.startswith("aws:appsync/apiKey")]
    assert resource["key"] not in log
    state = json.loads(engine.state())
    for each in state["deployment"]["resources"]:
        each.pop("id", None)
    assert resource["key"] not in json.dumps(state)
    assert resource["key"] in engine.state(show_secrets=True)


def test_data_sources_and_keys_come_before_the_first_resolver(start_engine, todo_project: Path) -> None:
    """AppSync refuses changes that come at the same time, and the provider repeats those of resolvers only."""
    engine = start_engine(todo_project, ephemeral="true")
    engine.changes("up", "--parallel", "64")
    created = [type_ for _, type_, _ in engine.cloud.log]
    first = created.index(RESOLVER)
    assert {*created[first:]} == {RESOLVER}
    assert created[:first].count(SOURCE) == 2
    assert KEY in created[:first]


def test_adding_and_removing_a_model_leaves_the_others_alone(start_engine, todo_project: Path) -> None:
    engine = start_engine(todo_project, ephemeral="true")
    schema = engine.project / "schema.yaml"
    one = schema.read_text()
    engine.changes("up")

    schema.write_text(one + "  Note:\n    fields: { text: String }\n    authorization: { allow: publicApiKey }\n")
    assert engine.changes("up") == {"create": 13, "same": ALL - 1, "update": 1}, "12 resources and a component; the API takes the schema"
    schema.write_text(one)
    assert engine.changes("up") == {"delete": 13, "same": ALL - 1, "update": 1}


def test_a_table_is_not_lost_with_its_model(start_engine, todo_project: Path) -> None:
    """Pulumi refuses at preview already: nothing has changed when the mistake is seen."""
    engine = start_engine(todo_project, ephemeral="false")
    schema = engine.project / "schema.yaml"
    engine.changes("up")
    before = dict(engine.cloud.live)

    schema.write_text(schema.read_text().replace("Todo:", "Task:"))
    refused = engine.run("preview", check=False)
    assert refused.returncode != 0
    assert "todo-Todo-table" in refused.stdout + refused.stderr
    assert engine.run("up", "--yes", check=False).returncode != 0
    assert engine.cloud.live == before


def test_a_field_with_another_resolver_has_never_two(start_engine, todo_project: Path) -> None:
    """The double refuses a second resolver for a field, as AppSync does; what forces a replacement here is another API."""
    engine = start_engine(todo_project, ephemeral="true")
    engine.changes("up")
    changed = engine.changes("up", "--target-replace", _urn(engine, "todo-Query.getTodo"))
    assert changed["replace"] == 1
    assert [what for what, type_, name in engine.cloud.log if name == "todo-Query.getTodo"] == ["create", "delete", "create"]


def test_mistakes_in_the_schema_are_shown_as_they_are(start_engine, todo_project: Path) -> None:
    """With their places, without a stack trace, and before anything is made."""
    engine = start_engine(todo_project, ephemeral="true")
    schema = engine.project / "schema.yaml"
    schema.write_text(schema.read_text().replace("Boolean", "Bolean"))
    refused = engine.run("preview", check=False)
    said = refused.stdout + refused.stderr
    assert refused.returncode != 0
    assert "schema.yaml:7:15: error AP2001" in said
    assert "Traceback" not in said
    assert engine.cloud.log == []


GUESTS = """\
import json
import pulumi
import pulumi_aws as aws
from amplify_pulumi import DataApi, DataApiArgs

config = pulumi.Config("todo")
trust = {"Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}
guests = aws.iam.Role("guests", assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
todo = DataApi(
    "todo",
    DataApiArgs(
        schema="schema.yaml",
        ephemeral=True,
        identity_pool_id="eu-west-1:00000000-0000-4000-8000-000000000000",
        unauthenticated_role_arn=guests.arn,
        attach_policies=config.require_bool("attach"),
    ),
)
pulumi.export("guests", guests.name)
pulumi.export("policies", todo.invocation_policies)
"""


def test_guests_may_call_what_the_rules_say_and_the_role_can_be_left_alone(start_engine, todo_project: Path) -> None:
    """What AWS has attached to the role is what counts; a second run changes nothing, another schema changes the policy in place."""
    (todo_project / "__main__.py").write_text(GUESTS)
    schema = todo_project / "schema.yaml"
    schema.write_text(
        SCHEMA.replace("authorization: { allow: publicApiKey }", "authorization: [{ allow: publicApiKey }, { allow: guest }]")
    )
    engine = start_engine(todo_project, attach="true")
    assert engine.changes("preview") == {"create": ALL + 3}, "the role, the policy and its attachment"
    assert engine.changes("up") == {"create": ALL + 3}
    assert engine.changes("up") == {"same": ALL + 3}
    outputs = engine.outputs()
    assert outputs["policies"] == {}
    (document,) = engine.cloud.policies_of(outputs["guests"])
    allowed = {each.split("/types/")[1] for each in document["Statement"][0]["Resource"]}
    assert {"Query/fields/getTodo", "Mutation/fields/createTodo", "Subscription/fields/onCreateTodo", "Todo/*"} <= allowed

    changed = engine.project / "schema.yaml"
    changed.write_text(changed.read_text().replace("{ allow: guest }", "{ allow: guest, operations: [get] }"))
    assert "update" in engine.changes("up")
    assert not any(what == "delete" and type_ == "aws:iam/policy:Policy" for what, type_, _ in engine.cloud.log)
    (document,) = engine.cloud.policies_of(outputs["guests"])
    assert {each.split("/types/")[1] for each in document["Statement"][0]["Resource"]} == {"Query/fields/getTodo", "Todo/*"}

    engine.run("config", "set", "attach", "false")
    assert engine.changes("up") == {"same": ALL + 1, "delete": 2}
    assert engine.cloud.policies_of(outputs["guests"]) == []
    assert engine.outputs()["policies"] == {"guest": [document]}
    assert engine.changes("destroy") == {"delete": ALL + 1}


def test_logs_can_be_switched_on_and_off_again(start_engine, todo_project: Path) -> None:
    """A role that AppSync takes, the log group with its retention, and leave to write there: the API is changed in place."""
    engine = start_engine(todo_project, ephemeral="true")
    schema = engine.project / "schema.yaml"
    quiet = schema.read_text()
    engine.changes("up")
    schema.write_text(quiet.replace("api: {", "api: { logging: { retention: 1 month },"))
    assert engine.changes("up") == {"create": 3, "same": ALL - 1, "update": 1}
    assert engine.cloud.only("aws:cloudwatch/logGroup:LogGroup") == f"/aws/appsync/apis/{engine.cloud.only(API)}"
    assert engine.changes("up") == {"same": ALL + 3}
    schema.write_text(quiet)
    assert engine.changes("up") == {"delete": 3, "same": ALL - 1, "update": 1}


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_reference_deployment(start_engine, repository: Path, tmp_path: Path, stack: str) -> None:
    """`pulumi up` in the clone: stacks/ deploys the example's schema by the stack's own configuration."""
    clone = tmp_path / "clone"
    for part in ("stacks", "examples/todo"):
        shutil.copytree(repository / part, clone / part, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copy(repository / "Pulumi.yaml", clone)
    engine = start_engine(clone, stack=stack)

    assert engine.changes("up") == {"create": ALL}
    assert set(engine.outputs()) == {"graphql_url", "realtime_url", "api_id", "api_key", "amplify_outputs"}
    assert engine.changes("up") == {"same": ALL}
    if stack == "dev":
        assert engine.changes("destroy") == {"delete": ALL}
    else:
        assert engine.run("destroy", "--yes", "--skip-preview", check=False).returncode != 0


def _urn(engine, name: str) -> str:
    resources = json.loads(engine.state())["deployment"]["resources"]
    (found,) = [each["urn"] for each in resources if each["urn"].endswith(f"::{name}")]
    return found
