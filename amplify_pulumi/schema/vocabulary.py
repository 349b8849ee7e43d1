"""The words of the schema languages, one table each, and what people call the same things elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from amplify_pulumi.schema.model import (
    Allow,
    AuthorizationMode,
    DataSourceKind,
    Disabled,
    FunctionOperation,
    Operation,
    ValidationKind,
)

LogLevel = Literal["none", "error", "info", "debug", "all"]
"""What AppSync logs of fields."""

SCALARS: tuple[str, ...] = (
    "ID",
    "String",
    "Int",
    "Float",
    "Boolean",
    "AWSDate",
    "AWSTime",
    "AWSDateTime",
    "AWSTimestamp",
    "AWSEmail",
    "AWSJSON",
    "AWSPhone",
    "AWSURL",
    "AWSIPAddress",
)
"""AppSync's scalars."""

SCALAR_SYNONYMS: Mapping[str, str] = {
    "text": "String",
    "str": "String",
    "uuid": "ID",
    "integer": "Int",
    "long": "Int",
    "number": "Float",
    "double": "Float",
    "decimal": "Float",
    "bool": "Boolean",
    "date": "AWSDate",
    "time": "AWSTime",
    "datetime": "AWSDateTime",
    "timestamp": "AWSTimestamp",
    "email": "AWSEmail",
    "json": "AWSJSON",
    "phone": "AWSPhone",
    "url": "AWSURL",
    "uri": "AWSURL",
    "ipaddress": "AWSIPAddress",
    "ip": "AWSIPAddress",
}
"""What the scalars are called elsewhere, in lower case: in Amplify's builder, in GraphQL servers, in SQL."""

KEY_SCALARS = frozenset(SCALARS) - {"Boolean", "AWSJSON"}
"""Scalars that DynamoDB keeps as a string or a number, as a key must be."""

RESERVED_TYPES = frozenset(
    {
        *("Query", "Mutation", "Subscription", "String", "Int", "Float", "Boolean", "ID"),
        *("ModelStringInput", "ModelIDInput", "ModelIntInput", "ModelFloatInput", "ModelBooleanInput", "ModelSizeInput"),
        *("ModelSubscriptionStringInput", "ModelSubscriptionIDInput", "ModelSubscriptionIntInput"),
        *("ModelSubscriptionFloatInput", "ModelSubscriptionBooleanInput"),
        *("ModelAttributeTypes", "ModelSortDirection", "AmplifyAIConversationTurnErrorInput"),
    },
)
"""Types that every generated API has."""

ALLOW: tuple[Allow, ...] = get_args(Allow)
ALLOW_SYNONYMS: Mapping[str, str] = {
    "public": "publicApiKey",
    "apikey": "publicApiKey",
    "anonymous": "guest",
    "unauthenticated": "guest",
    "private": "authenticated",
    "user": "authenticated",
    "userpool": "authenticated",
    "signedin": "authenticated",
    "lambda": "custom",
    "function": "custom",
}

OPERATIONS: tuple[Operation, ...] = get_args(Operation)
OPERATION_SYNONYMS: Mapping[str, str] = {"write": "update", "query": "read", "subscribe": "listen", "remove": "delete", "insert": "create"}

DISABLED: tuple[Disabled, ...] = get_args(Disabled)
FUNCTION_OPERATIONS: tuple[FunctionOperation, ...] = get_args(FunctionOperation)
VALIDATIONS: tuple[ValidationKind, ...] = get_args(ValidationKind)
NUMBER_VALIDATIONS = frozenset(VALIDATIONS) - {"startsWith", "endsWith", "matches"}
"""Validations whose value is a number."""
LOG_LEVELS: tuple[LogLevel, ...] = get_args(LogLevel)
RETENTIONS: Mapping[str, int | None] = {
    "1 day": 1,
    "3 days": 3,
    "5 days": 5,
    "1 week": 7,
    "2 weeks": 14,
    "1 month": 30,
    "2 months": 60,
    "3 months": 90,
    "4 months": 120,
    "5 months": 150,
    "6 months": 180,
    "1 year": 365,
    "13 months": 400,
    "18 months": 545,
    "2 years": 731,
    "3 years": 1096,
    "5 years": 1827,
    "6 years": 2192,
    "7 years": 2557,
    "8 years": 2922,
    "9 years": 3288,
    "10 years": 3653,
    "infinite": None,
}
"""How long logs are kept: Amplify's words, and CloudWatch's numbers of days."""

DATA_SOURCES: Mapping[DataSourceKind, tuple[str, ...]] = {
    "dynamodb": ("table",),
    "lambda": ("function",),
    "http": ("endpoint", "signingServiceName", "signingRegion"),
    "rds": ("cluster", "secret", "database"),
    "eventBridge": ("bus",),
    "openSearch": ("endpoint",),
    "none": (),
}
"""The settings of each kind of external data source. What the schema leaves out, the deployment hands in."""

MODES: tuple[AuthorizationMode, ...] = get_args(AuthorizationMode)
MODE_SYNONYMS: Mapping[str, str] = {
    "api_key": "apiKey",
    "userpools": "userPool",
    "cognito": "userPool",
    "amazon_cognito_user_pools": "userPool",
    "openid_connect": "oidc",
    "aws_iam": "iam",
    "aws_lambda": "lambda",
    "function": "lambda",
}

MODE_OF_RULE: Mapping[Allow, AuthorizationMode] = {"publicApiKey": "apiKey", "authenticated": "userPool", "owner": "userPool"}
"""The authorization mode by which a rule's callers come."""
