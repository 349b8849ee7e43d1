"""`logging` in the words of AppSync and CloudWatch, with Amplify's defaults (defineData: one week, no fields, nothing verbose)."""

from __future__ import annotations

from typing import Any

import pytest

from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.schema import load_text, require_schema

MODELS = "models: { A: { fields: { b: String }, authorization: { allow: publicApiKey } } }"
ARN = "arn:${aws.partition}:logs:${aws.region}:${aws.account}:log-group:/aws/appsync/apis/${api.id}"


def plan(logging: str) -> dict[str, Any]:
    return compile_schema(require_schema(load_text(f"api: {{ logging: {logging} }}\n{MODELS}"))).to_json()


@pytest.mark.parametrize(
    ("logging", "level", "said", "days"),
    [
        ("true", "NONE", "little", 7),
        ("{}", "NONE", "little", 7),
        ("{ fieldLogLevel: error }", "ERROR", "little", 7),
        ("{ fieldLogLevel: info, excludeVerboseContent: false }", "INFO", "everything", 7),
        ("{ fieldLogLevel: debug, retention: 13 months }", "DEBUG", "little", 400),
        ("{ fieldLogLevel: all, retention: 10 years }", "ALL", "little", 3653),
        ("{ fieldLogLevel: none, retention: infinite }", "NONE", "little", None),
    ],
)
def test_what_is_logged_and_for_how_long_it_is_kept(logging: str, level: str, said: str, days: int | None) -> None:
    found = plan(logging)
    assert found["api"]["graphqlApi"]["logConfig"] == {
        "fieldLogLevel": level,
        "cloudWatchLogsRoleArn": {"ref": "api.logsRole.arn"},
        "excludeVerboseContent": said == "little",
    }
    assert found["logGroup"]["logGroupName"] == "/aws/appsync/apis/${api.id}"
    assert found["logGroup"].get("retentionInDays") == days


def test_the_role_may_write_to_the_logs_of_this_api_and_do_nothing_else() -> None:
    (statement,) = plan("true")["logGroup"]["policyDocument"]["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": [ARN, f"{ARN}:*"],
    }


def test_without_it_nothing_is_logged() -> None:
    found = compile_schema(require_schema(load_text(MODELS))).to_json()
    assert "logConfig" not in found["api"]["graphqlApi"]
    assert "logGroup" not in found
