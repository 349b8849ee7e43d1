"""What AppSync needs: the complete list of what will exist, in AWS's own vocabulary.

An `ApiPlan` is plain data without Pulumi, AWS or source positions. The same schema gives the same plan to the byte. Its `api`
part has the shapes of AppSync's own requests (CreateGraphqlApi, CreateDataSource, CreateResolver …); that part is what
`amplify_pulumi.local` loads.

What only a deployment knows is a reference. A value that is a reference as a whole is a `Reference`, `{"ref": "table.Todo.name"}`
in JSON; inside a longer string (an ARN of an index, the config of a resolver) it stands as `${table.Todo.arn}`. The list is closed:
see `REFERENCE`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal

from amplify_pulumi.compiler.printing import printed

FORMAT_VERSION = 1

REFERENCE = re.compile(
    r"api\.(id|arn)"
    r"|api\.logsRole\.arn"
    r"|table\.[A-Za-z_]\w*\.(name|arn)"
    r"|function\.[A-Za-z_]\w*\.(name|arn)"
    r"|source\.[A-Za-z_]\w*\.[A-Za-z]+"
    r"|env\.[A-Za-z_]\w*"
    r"|auth\.userPool\.id"
    r"|auth\.identityPool\.id"
    r"|auth\.(authenticatedRole|unauthenticatedRole)\.arn"
    r"|auth\.oidc\.issuerUrl"
    r"|auth\.lambdaAuthorizer\.arn"
    r"|aws\.(region|account|partition)"
)
"""The references that a plan may hold (without `${` and `}`).

`env.<NAME>` stands in the code of resolvers and functions only, inside a string in double quotes: what fills it in is escaped as JSON
escapes strings.
"""


_MENTIONED = re.compile(rf'\{{"ref": "([^"]+)"\}}|\$\{{((?:{REFERENCE.pattern}))\}}')


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """A value that the deployment fills in, by its name in the closed list `REFERENCE`."""

    ref: str

    def __post_init__(self) -> None:
        if not REFERENCE.fullmatch(self.ref):
            message = f"{self.ref!r} is not one of the plan's references"
            raise ValueError(message)


AuthenticationType = Literal["API_KEY", "AWS_IAM", "AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT", "AWS_LAMBDA"]


@dataclass(frozen=True, kw_only=True, slots=True)
class UserPoolConfig:
    """AppSync's UserPoolConfig; `default_action` only on the default provider."""

    user_pool_id: Reference | str
    aws_region: Reference | str
    default_action: Literal["ALLOW", "DENY"] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenIdConnectConfig:
    """AppSync's OpenIDConnectConfig. Times are in milliseconds; None for no limit but the token's own."""

    issuer: Reference | str
    client_id: str | None = None
    auth_ttl: int | None = None
    """How long after the authentication a token is taken."""
    iat_ttl: int | None = None
    """How long after its issue a token is taken."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LambdaAuthorizerConfig:
    """AppSync's LambdaAuthorizerConfig."""

    authorizer_uri: Reference | str
    """The ARN of the function."""
    authorizer_result_ttl_in_seconds: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthenticationProvider:
    """AppSync's AdditionalAuthenticationProvider."""

    authentication_type: AuthenticationType
    user_pool_config: UserPoolConfig | None = None
    open_id_connect_config: OpenIdConnectConfig | None = None
    lambda_authorizer_config: LambdaAuthorizerConfig | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LogConfig:
    """AppSync's LogConfig: what it writes to CloudWatch Logs about fields; it always writes about requests."""

    field_log_level: Literal["NONE", "ERROR", "INFO", "DEBUG", "ALL"]
    cloud_watch_logs_role_arn: Reference | str = Reference(ref="api.logsRole.arn")
    exclude_verbose_content: bool
    """Whether headers, context and evaluated code are left out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GraphqlApi:
    """The request CreateGraphqlApi."""

    name: str
    authentication_type: AuthenticationType
    user_pool_config: UserPoolConfig | None = None
    open_id_connect_config: OpenIdConnectConfig | None = None
    lambda_authorizer_config: LambdaAuthorizerConfig | None = None
    additional_authentication_providers: tuple[AuthenticationProvider, ...] = ()
    log_config: LogConfig | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKey:
    """The request CreateApiKey, with a lifetime in days (1 to 365) instead of a date, which would differ on each run."""

    expires_in_days: int
    description: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DynamodbConfig:
    """AppSync's DynamodbDataSourceConfig."""

    table_name: Reference | str
    aws_region: Reference | str


@dataclass(frozen=True, kw_only=True, slots=True)
class LambdaConfig:
    """AppSync's LambdaDataSourceConfig."""

    lambda_function_arn: Reference | str


@dataclass(frozen=True, kw_only=True, slots=True)
class AwsIamConfig:
    """AppSync's AwsIamConfig: how requests to an HTTP endpoint of AWS are signed."""

    signing_service_name: Reference | str
    signing_region: Reference | str


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthorizationConfig:
    """AppSync's AuthorizationConfig."""

    aws_iam_config: AwsIamConfig
    authorization_type: Literal["AWS_IAM"] = "AWS_IAM"


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpConfig:
    """AppSync's HttpDataSourceConfig."""

    endpoint: Reference | str
    authorization_config: AuthorizationConfig | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RdsHttpEndpointConfig:
    """AppSync's RdsHttpEndpointConfig."""

    aws_region: Reference | str
    db_cluster_identifier: Reference | str
    """The ARN of the cluster."""
    database_name: Reference | str
    aws_secret_store_arn: Reference | str


@dataclass(frozen=True, kw_only=True, slots=True)
class RelationalDatabaseConfig:
    """AppSync's RelationalDatabaseDataSourceConfig."""

    rds_http_endpoint_config: RdsHttpEndpointConfig
    relational_database_source_type: Literal["RDS_HTTP_ENDPOINT"] = "RDS_HTTP_ENDPOINT"


@dataclass(frozen=True, kw_only=True, slots=True)
class EventBridgeConfig:
    """AppSync's EventBridgeDataSourceConfig."""

    event_bus_arn: Reference | str


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenSearchServiceConfig:
    """AppSync's OpenSearchServiceDataSourceConfig."""

    endpoint: Reference | str
    aws_region: Reference | str


DataSourceType = Literal[
    "AMAZON_DYNAMODB", "AWS_LAMBDA", "HTTP", "RELATIONAL_DATABASE", "AMAZON_EVENTBRIDGE", "AMAZON_OPENSEARCH_SERVICE", "NONE"
]


@dataclass(frozen=True, kw_only=True, slots=True)
class DataSource:
    """The request CreateDataSource, with the config of its type. Its role is the `Role` of the same name, if it has one."""

    name: str
    type: DataSourceType
    dynamodb_config: DynamodbConfig | None = None
    lambda_config: LambdaConfig | None = None
    http_config: HttpConfig | None = None
    relational_database_config: RelationalDatabaseConfig | None = None
    event_bridge_config: EventBridgeConfig | None = None
    open_search_service_config: OpenSearchServiceConfig | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Runtime:
    """AppSync's AppSyncRuntime."""

    name: Literal["APPSYNC_JS"] = "APPSYNC_JS"
    runtime_version: str = "1.0.0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Function:
    """The request CreateFunction: one step of pipelines. `name` is unique, and what pipelines name it by."""

    name: str
    data_source_name: str
    code: str
    runtime: Runtime = Runtime()


@dataclass(frozen=True, kw_only=True, slots=True)
class PipelineConfig:
    """AppSync's PipelineConfig. `functions` are names of `Function`s; a deployment puts their ids there."""

    functions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolver:
    """The request CreateResolver: of a unit resolver with its data source, or of a pipeline with its functions."""

    type_name: str
    field_name: str
    data_source_name: str | None = None
    """Of a unit resolver."""
    code: str
    kind: Literal["UNIT", "PIPELINE"] = "UNIT"
    pipeline_config: PipelineConfig | None = None
    """Of a pipeline."""
    runtime: Runtime = Runtime()


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyElement:
    """DynamoDB's KeySchemaElement."""

    attribute_name: str
    key_type: Literal["HASH", "RANGE"]


@dataclass(frozen=True, kw_only=True, slots=True)
class AttributeDefinition:
    """DynamoDB's AttributeDefinition: only attributes that are keys of the table or of an index."""

    attribute_name: str
    attribute_type: Literal["S", "N", "B"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Projection:
    """DynamoDB's Projection."""

    projection_type: Literal["ALL", "KEYS_ONLY", "INCLUDE"] = "ALL"
    non_key_attributes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class GlobalSecondaryIndex:
    """DynamoDB's GlobalSecondaryIndex."""

    index_name: str
    key_schema: tuple[KeyElement, ...]
    projection: Projection = Projection()


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """The table of a model: what of the request CreateTable follows from the schema. Indexes are sorted by name."""

    model: str
    key_schema: tuple[KeyElement, ...]
    attribute_definitions: tuple[AttributeDefinition, ...]
    global_secondary_indexes: tuple[GlobalSecondaryIndex, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A statement of an IAM policy; resources are strings that may hold `${…}` references."""

    action: tuple[str, ...]
    resource: tuple[str, ...]
    effect: Literal["Allow", "Deny"] = "Allow"


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """The role that AppSync takes for one data source: exactly what its resolvers do."""

    data_source: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LogGroup:
    """The log group that AppSync writes to, which bears the name that AppSync gives it, and what the API's role for logs may do there."""

    log_group_name: str
    retention_in_days: int | None = None
    """None for ever."""
    statements: tuple[Statement, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Invocation:
    """What lets callers with AWS credentials call the API: managed policies for their role, which the deployment hands in."""

    principal: Literal["authenticated", "guest", "function"]
    """The identity pool's role for signed-in users, its role for guests, or the role of a Lambda function."""
    function: str | None = None
    """The name of the function."""
    policies: tuple[tuple[Statement, ...], ...]
    """The statements of each managed policy, each within IAM's limit."""
    widened: tuple[str, ...] = ()
    """Types of which the policies allow every field, since the exact ones would take more policies than a role bears; `*` for all types."""

    @property
    def key(self) -> str:
        """What tells it from all others: `authenticated`, `guest` or `function.echo`."""
        return self.principal if self.function is None else f"function.{self.function}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiPlan:
    """Everything that will exist for one API."""

    graphql_api: GraphqlApi
    api_keys: tuple[ApiKey, ...]
    schema: str
    """The SDL, as it is pushed to AppSync."""
    data_sources: tuple[DataSource, ...]
    functions: tuple[Function, ...] = ()
    resolvers: tuple[Resolver, ...]
    tables: tuple[Table, ...]
    roles: tuple[Role, ...]
    invocations: tuple[Invocation, ...] = ()
    """Who may call the API with AWS credentials; callers who come otherwise need no policies."""
    log_group: LogGroup | None = None
    """None where nothing is logged."""
    model_introspection: Mapping[str, Any] = field(hash=False)

    def to_json(self) -> dict[str, Any]:
        """Return the plan as the JSON value of `plan.json`: keys as AWS spells them, None and empty lists of options left out."""
        return {
            "formatVersion": FORMAT_VERSION,
            "api": {
                "graphqlApi": _json(self.graphql_api),
                "apiKeys": [_json(each) for each in self.api_keys],
                "schema": self.schema,
                "dataSources": [_json(each) for each in self.data_sources],
                "functions": [_json(each) for each in self.functions],
                "resolvers": [_json(each) for each in self.resolvers],
            },
            "tables": [_json(each) for each in self.tables],
            "roles": [
                {
                    "dataSource": role.data_source,
                    "policyDocument": policy_document(role),
                }
                for role in self.roles
            ],
            "invocations": [_invocation(each) for each in self.invocations],
            **({} if self.log_group is None else {"logGroup": _log_group(self.log_group)}),
            "modelIntrospection": self.model_introspection,
        }

    def to_text(self) -> str:
        """Return the text of `plan.json`, ending with a newline."""
        return printed(self.to_json()) + "\n"


def references(plan: ApiPlan) -> frozenset[str]:
    """Return the names of all references that the plan holds."""
    texts = [
        json.dumps([_json(each) for each in (plan.graphql_api, *plan.data_sources)]),
        json.dumps([policy_document(each) for each in plan.roles]),
        *(each.code for each in (*plan.functions, *plan.resolvers)),
    ]
    return frozenset(match[1] or match[2] for text in texts for match in _MENTIONED.finditer(text))


def policy_document(role: Role) -> dict[str, Any]:
    """Return the IAM policy of a role, as the JSON value that IAM takes; its resources may hold `${…}` references."""
    return document_of(role.statements)


def document_of(statements: Sequence[Statement]) -> dict[str, Any]:
    """Return an IAM policy of these statements, as the JSON value that IAM takes."""
    members = [{"Effect": each.effect, "Action": list(each.action), "Resource": list(each.resource)} for each in statements]
    return {"Version": "2012-10-17", "Statement": members}


def _invocation(invocation: Invocation) -> dict[str, Any]:
    return {
        "principal": invocation.principal,
        **({"function": invocation.function} if invocation.function is not None else {}),
        "policyDocuments": [document_of(each) for each in invocation.policies],
        **({"widened": list(invocation.widened)} if invocation.widened else {}),
    }


def _log_group(group: LogGroup) -> dict[str, Any]:
    return {
        "logGroupName": group.log_group_name,
        **({} if group.retention_in_days is None else {"retentionInDays": group.retention_in_days}),
        "policyDocument": document_of(group.statements),
    }


def _json(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        members = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {_camel_case(name): _json(member) for name, member in members if member is not None and member != ()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_json(each) for each in value]
    return value


_SPELLINGS = {"open_id_connect_config": "openIDConnectConfig", "auth_ttl": "authTTL", "iat_ttl": "iatTTL"}
"""Names that AppSync does not spell as the others."""


def _camel_case(name: str) -> str:
    if name in _SPELLINGS:
        return _SPELLINGS[name]
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
