"""The role of a data source: what its policy does not allow fails as it would in AWS."""

from __future__ import annotations

import re
from typing import Any

import pytest

from amplify_pulumi.local.role import PolicyError, parse_role

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/Todo"
ID = {"id": {"S": "1"}}
UPDATE = {"expression": "SET a = :a", "expressionValues": {":a": {"S": "x"}}}
QUERY = {"expression": "#o = :o", "expressionNames": {"#o": "owner"}, "expressionValues": {":o": {"S": "alice"}}}
REQUESTS: dict[str, dict[str, Any]] = {
    "GetItem": {"key": ID},
    "PutItem": {"key": ID},
    "UpdateItem": {"key": ID, "update": UPDATE},
    "DeleteItem": {"key": ID},
    "Query": {"query": QUERY, "index": "byOwner"},
    "Scan": {},
    "BatchGetItem": {"tables": {"Todo": {"keys": [ID]}}},
    "BatchPutItem": {"tables": {"Todo": [ID]}},
    "BatchDeleteItem": {"tables": {"Todo": [ID]}},
    "TransactGetItems": {"transactItems": [{"table": "Todo", "key": ID}]},
    "TransactWriteItems": {
        "transactItems": [
            {"table": "Todo", "operation": "ConditionCheck", "key": ID, "condition": {"expression": "attribute_not_exists(id)"}}
        ]
    },
}
ACTIONS = {
    # What each operation of AppSync needs: DynamoDB's API permissions reference. Transactions need the actions inside of them.
    "BatchPutItem": "BatchWriteItem",
    "BatchDeleteItem": "BatchWriteItem",
    "TransactGetItems": "GetItem",
    "TransactWriteItems": "ConditionCheckItem",
}


def policy(*actions: str, resource: str | list[str] = TABLE, effect: str = "Allow") -> dict[str, Any]:
    statement = {"Effect": effect, "Action": [f"dynamodb:{each}" for each in actions], "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


@pytest.mark.parametrize("operation", REQUESTS)
def test_each_operation_needs_its_statement(source: Any, source_with: Any, operation: str) -> None:
    action = ACTIONS.get(operation, operation)
    resource = f"{TABLE}/index/byOwner" if operation == "Query" else TABLE
    allowed = source_with(source.store, roles={"TodoTable": policy(action, resource=resource)})
    assert allowed.answer(operation, **REQUESTS[operation]).error is None
    others = {"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem", "ConditionCheckItem"} - {
        action
    }
    denied = source_with(source.store, roles={"TodoTable": policy(*others, resource=[TABLE, f"{TABLE}/*"])})
    answer = denied.answer(operation, **REQUESTS[operation])
    assert answer.error.type == "DynamoDB:AccessDeniedException"
    text = (
        "User: arn:aws:sts::123456789012:assumed-role/TodoTable/APPSYNC_ASSUME_ROLE is not authorized to perform: "
        f"dynamodb:{action} on resource: {resource} because no identity-based policy allows the dynamodb:{action} action "
        "(Service: DynamoDb, Status Code: 400, Request ID: "
    )
    assert answer.error.message.startswith(text)
    assert denied.trace.calls == []
    assert source.answer(operation, **REQUESTS[operation]).error is None, "an API that was not compiled here has no role"


def test_an_index_is_a_resource_of_its_own(source: Any, source_with: Any) -> None:
    only_table = source_with(source.store, roles={"TodoTable": policy("Query", "Scan")})
    answer = only_table.answer("Query", query=QUERY, index="byOwner")
    assert f"on resource: {TABLE}/index/byOwner because" in answer.error.message
    assert only_table.answer("Scan").error is None
    assert only_table.answer("Scan", index="byOwner").error.type == "DynamoDB:AccessDeniedException"


@pytest.mark.parametrize("operation", ["PutItem", "UpdateItem", "DeleteItem"])
def test_appsync_reads_after_a_failed_condition_and_needs_getitem_for_it(source: Any, source_with: Any, operation: str) -> None:
    source.put(id={"S": "1"}, title={"S": "x"})
    condition = {"expression": "attribute_not_exists(id)"}
    denied = source_with(source.store, roles={"TodoTable": policy(operation)})
    answer = denied.answer(operation, **REQUESTS[operation], condition=condition)
    assert answer.error.type == "DynamoDB:AccessDeniedException"
    assert "dynamodb:GetItem" in answer.error.message
    allowed = source_with(source.store, roles={"TodoTable": policy(operation, "GetItem")})
    answer = allowed.answer(operation, **REQUESTS[operation], condition=condition)
    assert answer.error.type == "DynamoDB:ConditionalCheckFailedException"


def test_a_batch_needs_every_table(source: Any, source_with: Any) -> None:
    tables = {"Todo": [ID], "Other": [{"pk": {"S": "p"}, "sk": {"N": 1}}]}
    answer = source_with(source.store, roles={"TodoTable": policy("BatchWriteItem")}).answer("BatchPutItem", tables=tables)
    assert re.search(r"table/Other because", answer.error.message)
    assert answer.result["data"] == {"Todo": [None], "Other": [None]}
    assert source.result("Scan")["items"] == []


class TestPolicies:
    """How IAM reads a policy (reference_policies_elements_…, reference_policies_evaluation-logic)."""

    @pytest.mark.parametrize(
        ("action", "resource", "allows"),
        [
            ("dynamodb:GetItem", TABLE, True),
            ("dynamodb:*", TABLE, True),
            ("DynamoDB:getitem", TABLE, True),
            ("dynamodb:Get*", TABLE, True),
            ("dynamodb:?etItem", TABLE, True),
            ("*", "*", True),
            (["dynamodb:PutItem", "dynamodb:GetItem"], ["x", TABLE], True),
            ("dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/T?do", True),
            ("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:123456789012:table/*", True),
            ("dynamodb:GetItem", "arn:*:table/Todo", False),
            ("dynamodb:GetItem", f"{TABLE}/*", False),
            ("dynamodb:GetItem", TABLE.replace("Todo", "todo"), False),
            ("dynamodb:GetItem", TABLE[:-1], False),
            ("dynamodb:GetItem", f"{TABLE}s", False),
            ("dynamodb:GetItem", TABLE.replace("us-east-1", "eu-west-1"), False),
            ("dynamodb:GetItems", TABLE, False),
            ("dynamodb.GetItem", TABLE, False),
            ("s3:*", TABLE, False),
        ],
    )
    def test_wildcards(self, action: str, resource: str, allows: bool) -> None:  # noqa: FBT001
        role = parse_role("r", {"Statement": {"Effect": "Allow", "Action": action, "Resource": resource}})
        assert role.allows("dynamodb:GetItem", TABLE) is allows

    def test_an_explicit_deny_wins(self) -> None:
        statements = [{"Effect": effect, "Action": "dynamodb:*", "Resource": "*"} for effect in ("Allow", "Deny", "Allow")]
        assert (
            parse_role("r", {"Statement": statements}).denial("dynamodb:GetItem", TABLE)
            == "with an explicit deny in an identity-based policy"
        )

    def test_no_statement_allows_nothing(self) -> None:
        assert not parse_role("r", {"Statement": []}).allows("dynamodb:GetItem", TABLE)
        assert not parse_role("r", {}).allows("dynamodb:GetItem", TABLE)

    @pytest.mark.parametrize(
        ("statement", "text"),
        [
            (
                {"Effect": "Allow", "Action": "a:b", "Resource": "*", "Condition": {}},
                "Condition of a policy's statement cannot be evaluated",
            ),
            ({"Effect": "Allow", "NotAction": "a:b", "Resource": "*"}, "NotAction of a policy's statement"),
            ({"Effect": "allow", "Action": "a:b", "Resource": "*"}, "Allow or Deny, not 'allow'"),
            ({"Effect": "Allow", "Action": "a:b"}, "Resource of a policy's statement is a string"),
            ({"Effect": "Allow", "Action": [1], "Resource": "*"}, "Action of a policy's statement is a string"),
            ("Allow", "a statement of a policy is an object"),
        ],
    )
    def test_what_cannot_be_evaluated_is_refused(self, statement: Any, text: str) -> None:
        with pytest.raises(PolicyError, match=re.escape(text)):
            parse_role("r", {"Statement": [statement]})
