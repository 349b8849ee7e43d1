"""One role per data source, with exactly the actions and resources that its resolvers use.

What resolvers use is read from their code as it is deployed: the operations that they send to the data source and the index that they name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from amplify_pulumi.compiler import ApiPlan, compile_schema
from amplify_pulumi.compiler.plan import LambdaConfig, Reference
from amplify_pulumi.schema import load_schema, require_schema
from tests.conftest import REPOSITORY

CASES = sorted((REPOSITORY / "tests" / "conformance" / "cases").glob("*/schema.yaml"))
EXAMPLES = sorted([*(REPOSITORY / "examples").glob("*/schema.yaml"), *(REPOSITORY / "examples").glob("*/schema.py")])
FAILS_WITH_A_READ = {"PutItem", "UpdateItem", "DeleteItem"}
"""After a condition that fails, AppSync reads the item that is there ("conditionCheckFailed" in its reference for DynamoDB)."""

HELPERS = {"get": "GetItem", "put": "PutItem", "update": "UpdateItem", "remove": "DeleteItem", "query": "Query", "scan": "Scan"}
"""Of `@aws-appsync/utils/dynamodb`, and the operations that they make."""

Use = tuple[str, str]
"""An action and the resource that it is for."""


def used(plan: ApiPlan) -> dict[str, set[Use]]:
    """Return what the code of all resolvers and functions asks of each data source."""
    found: dict[str, set[Use]] = defaultdict(set)
    kinds = {each.name: each.type for each in plan.data_sources}
    for each in (*plan.resolvers, *plan.functions):
        source = each.data_source_name
        if source is None or kinds[source] == "NONE":
            continue
        helpers = re.search(r"import \{([^}]*)\} from '@aws-appsync/utils/dynamodb'", each.code)
        named = {HELPERS[word] for word in re.findall(r"\w+", helpers[1]) if word in HELPERS} if helpers else set[str]()
        operations = {*named, *re.findall(r"\boperation: '(\w+)'", each.code)}
        assert operations, f"{source}: no operation found in\n{each.code}"
        found[source] |= {use for operation in operations for use in uses(operation, each.code, resource_of(plan, source))}
    return found


def uses(operation: str, code: str, resource: str) -> set[Use]:
    if operation == "Invoke":
        return {("lambda:InvokeFunction", resource)}
    index = re.search(r'^const config = \{.*?"?\bindex"?: "([^"]+)"', code, re.MULTILINE | re.DOTALL)
    place = f"{resource}/index/{index[1]}" if operation == "Query" and index else resource
    return {(f"dynamodb:{operation}", place), *({("dynamodb:GetItem", resource)} if operation in FAILS_WITH_A_READ else set())}


def resource_of(plan: ApiPlan, name: str) -> str:
    """Return the ARN of what a data source stands for, as the plan refers to it."""
    (source,) = (each for each in plan.data_sources if each.name == name)
    config = source.lambda_config or source.dynamodb_config
    if isinstance(config, LambdaConfig):
        return text_of(config.lambda_function_arn)
    assert config is not None
    table = text_of(config.table_name)
    is_model = table.startswith("${table.")
    return (
        table.replace(".name}", ".arn}") if is_model else f"arn:${{aws.partition}}:dynamodb:${{aws.region}}:${{aws.account}}:table/{table}"
    )


def text_of(value: Reference | str) -> str:
    return value if isinstance(value, str) else f"${{{value.ref}}}"


@pytest.mark.parametrize("path", [pytest.param(each, id=f"{each.parent.name}-{each.suffix[1:]}") for each in (*CASES, *EXAMPLES)])
def test_a_role_allows_what_the_resolvers_of_its_data_source_do_and_nothing_else(path: Path) -> None:
    plan = compile_schema(require_schema(load_schema(path)))
    allowed: dict[str, set[Use]] = {}
    for role in plan.roles:
        assert role.data_source not in allowed, "one role per data source"
        pairs = [(action, resource) for each in role.statements for action in each.action for resource in each.resource]
        assert len(pairs) == len(set(pairs)), "each thing is allowed once"
        assert {each.effect for each in role.statements} == {"Allow"}
        allowed[role.data_source] = set(pairs)
    assert allowed == used(plan)
