"""The words of the schema languages, one table each: what is supported, what is known but not supported yet, and other names of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from amplify_pulumi.schema.model import Allow, AuthorizationMode, Operation

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

ALLOW: tuple[Allow, ...] = ("publicApiKey", "authenticated", "owner")
ALLOW_PLANNED = (
    "guest",
    "ownerDefinedIn",
    "ownersDefinedIn",
    "group",
    "groups",
    "groupDefinedIn",
    "groupsDefinedIn",
    "custom",
    "resource",
)
ALLOW_SYNONYMS: Mapping[str, str] = {
    "public": "publicApiKey",
    "apikey": "publicApiKey",
    "private": "authenticated",
    "user": "authenticated",
    "userpool": "authenticated",
    "signedin": "authenticated",
}

OPERATIONS: tuple[Operation, ...] = get_args(Operation)
OPERATION_SYNONYMS: Mapping[str, str] = {"write": "update", "query": "read", "subscribe": "listen", "remove": "delete", "insert": "create"}

MODES: tuple[AuthorizationMode, ...] = ("apiKey", "userPool")
MODES_PLANNED = ("iam", "identityPool", "oidc", "lambda")
MODE_SYNONYMS: Mapping[str, str] = {
    "api_key": "apiKey",
    "userpools": "userPool",
    "cognito": "userPool",
    "amazon_cognito_user_pools": "userPool",
}

MODE_OF_RULE: Mapping[Allow, AuthorizationMode] = {"publicApiKey": "apiKey", "authenticated": "userPool", "owner": "userPool"}
"""The authorization mode by which a rule's callers come."""
