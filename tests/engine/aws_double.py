"""A stand-in for pulumi-aws that the real engine talks to: the provider's protocol, with moto as its AWS.

It names what the program does not name, refuses arguments that pulumi-aws does not have or misses, tells which changes replace, and makes
resources: tables, roles, APIs and keys in moto; data sources and resolvers, which moto lacks, in memory, after botocore has checked the
request. AppSync's own rules stand in `_create_resolver`: what breaks them here breaks a deployment.
"""

from __future__ import annotations

import inspect
import re
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import boto3
import grpc
from botocore.session import get_session
from botocore.validate import ParamValidator
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc
from pulumi_aws import appsync, cloudwatch, dynamodb, iam

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # the protocol's mark for a value that is not known yet
REGION = "eu-west-1"

API, KEY, SOURCE, RESOLVER = (
    f"aws:appsync/{each}" for each in ("graphQLApi:GraphQLApi", "apiKey:ApiKey", "dataSource:DataSource", "resolver:Resolver")
)
TABLE, ROLE, POLICY = "aws:dynamodb/table:Table", "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
MANAGED_POLICY, ATTACHMENT = "aws:iam/policy:Policy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"

ARGUMENTS = {
    API: appsync.GraphQLApiArgs,
    KEY: appsync.ApiKeyArgs,
    SOURCE: appsync.DataSourceArgs,
    RESOLVER: appsync.ResolverArgs,
    TABLE: dynamodb.TableArgs,
    ROLE: iam.RoleArgs,
    POLICY: iam.RolePolicyArgs,
    MANAGED_POLICY: iam.PolicyArgs,
    ATTACHMENT: iam.RolePolicyAttachmentArgs,
    LOG_GROUP: cloudwatch.LogGroupArgs,
}
NAMED = {TABLE, ROLE, POLICY, MANAGED_POLICY, LOG_GROUP}
# What the provider's documentation says forces a new resource, of the arguments that the components use.
REPLACING = {
    API: set[str](),
    KEY: {"apiId"},
    SOURCE: {"apiId", "name"},
    RESOLVER: {"apiId", "type", "field"},
    TABLE: {"name", "hashKey", "rangeKey"},
    ROLE: {"name"},
    POLICY: {"name", "role"},
    MANAGED_POLICY: {"name", "description", "path"},
    ATTACHMENT: {"role", "policyArn"},
    LOG_GROUP: {"name"},
}
COMPUTED = {
    API: {"arn", "uris"},
    KEY: {"key"},
    **{each: {"arn"} for each in (SOURCE, RESOLVER, TABLE, ROLE, MANAGED_POLICY, LOG_GROUP)},
    **{each: set[str]() for each in (POLICY, ATTACHMENT)},
}

Properties = dict[str, Any]


class AwsDouble(provider_pb2_grpc.ResourceProviderServicer):
    """The provider. `log` holds what was done, in order: `create`, `update` or `delete`, the type, and the id or name."""

    def __init__(self) -> None:
        self.log: list[tuple[str, str, str]] = []
        self.live: dict[str, Properties] = {}
        self._lock = threading.RLock()
        self._cloud = {name: boto3.client(name, region_name=REGION) for name in ("dynamodb", "iam", "appsync", "logs")}
        self._model = get_session().get_service_model("appsync")
        self._server = grpc.server(ThreadPoolExecutor(max_workers=16))
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(self, self._server)
        self.port = self._server.add_insecure_port("127.0.0.1:0")

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop(1).wait()

    # The protocol: names are those of the service's methods.

    def Handshake(self, request, context):  # noqa: N802
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        return provider_pb2.ProviderHandshakeResponse()

    def GetPluginInfo(self, request, context):  # noqa: N802
        return plugin_pb2.PluginInfo(version="7.51.1")

    def Attach(self, request, context):  # noqa: N802
        return empty_pb2.Empty()

    def Cancel(self, request, context):  # noqa: N802
        return empty_pb2.Empty()

    def CheckConfig(self, request, context):  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request, context):  # noqa: N802
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request, context):  # noqa: N802
        return provider_pb2.ConfigureResponse(acceptSecrets=False, supportsPreview=True, acceptResources=False)

    def Invoke(self, request, context):  # noqa: N802
        assert request.tok == "aws:index/getRegion:getRegion", request.tok
        found = {"region": REGION, "name": REGION, "id": REGION, "description": "Europe (Ireland)", "endpoint": ""}
        return provider_pb2.InvokeResponse(**{"return": _struct(found)})

    def Check(self, request, context):  # noqa: N802
        type_, name = _type_and_name(request.urn)
        olds, news = json_format.MessageToDict(request.olds), json_format.MessageToDict(request.news)
        if type_ in NAMED and "name" not in news:
            news["name"] = olds.get("name") or f"{name}-{secrets.token_hex(4)[:7]}"
        failures = [provider_pb2.CheckFailure(property=key, reason=reason) for key, reason in _failures(type_, news)]
        return provider_pb2.CheckResponse(inputs=_struct(news), failures=failures)

    def Diff(self, request, context):  # noqa: N802
        type_, _ = _type_and_name(request.urn)
        olds, news = json_format.MessageToDict(request.old_inputs), json_format.MessageToDict(request.news)
        changed = sorted(key for key in {*olds, *news} if olds.get(key) != news.get(key))
        changes = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=changes, diffs=changed, replaces=[key for key in changed if key in REPLACING[type_]])

    def Create(self, request, context):  # noqa: N802
        type_, name = _type_and_name(request.urn)
        inputs = json_format.MessageToDict(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=_struct({**inputs, **dict.fromkeys(COMPUTED[type_], UNKNOWN)}))
        with self._lock:
            id_, outputs = self._create(type_, name, inputs)
            self.live[f"{type_} {id_}"] = {**inputs, **outputs}
            self.log.append(("create", type_, name))
        return provider_pb2.CreateResponse(id=id_, properties=_struct({**inputs, **outputs}))

    def Update(self, request, context):  # noqa: N802
        type_, name = _type_and_name(request.urn)
        olds, news = json_format.MessageToDict(request.olds), json_format.MessageToDict(request.news)
        properties = {**{key: olds[key] for key in COMPUTED[type_] if key in olds}, **news}
        if not request.preview:
            with self._lock:
                self._update(type_, request.id, news)
                self.live[f"{type_} {request.id}"] = properties
                self.log.append(("update", type_, name))
        return provider_pb2.UpdateResponse(properties=_struct(properties))

    def Read(self, request, context):  # noqa: N802
        type_, _ = _type_and_name(request.urn)
        found = self.live.get(f"{type_} {request.id}")
        if found is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(id=request.id, properties=_struct(found), inputs=request.inputs)

    def Delete(self, request, context):  # noqa: N802
        type_, name = _type_and_name(request.urn)
        with self._lock:
            self._delete(type_, request.id)
            del self.live[f"{type_} {request.id}"]
            self.log.append(("delete", type_, name))
        return empty_pb2.Empty()

    def only(self, type_: str) -> str:
        """Return the id of the one resource of a type that there is."""
        (found,) = [name.split(" ", 1)[1] for name in self.live if name.startswith(f"{type_} ")]
        return found

    def policies_of(self, role: str) -> list[Properties]:
        """Return the documents of the managed policies that are attached to a role, as AWS has them."""
        cloud = self._cloud["iam"]
        attached = [each["PolicyArn"] for each in cloud.list_attached_role_policies(RoleName=role)["AttachedPolicies"]]
        versions = {arn: cloud.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] for arn in attached}
        return [cloud.get_policy_version(PolicyArn=arn, VersionId=each)["PolicyVersion"]["Document"] for arn, each in versions.items()]

    # What AWS does.

    def _create(self, type_: str, name: str, inputs: Properties) -> tuple[str, Properties]:
        if type_ == TABLE:
            self._cloud["dynamodb"].create_table(**_table_request(inputs))
            return inputs["name"], {"arn": self._cloud["dynamodb"].describe_table(TableName=inputs["name"])["Table"]["TableArn"]}
        if type_ == ROLE:
            role = self._cloud["iam"].create_role(RoleName=inputs["name"], AssumeRolePolicyDocument=inputs["assumeRolePolicy"])["Role"]
            return inputs["name"], {"arn": role["Arn"]}
        if type_ == POLICY:
            self._update(type_, f"{inputs['role']}:{inputs['name']}", inputs)
            return f"{inputs['role']}:{inputs['name']}", {}
        if type_ == MANAGED_POLICY:
            made = self._cloud["iam"].create_policy(PolicyName=inputs["name"], PolicyDocument=inputs["policy"])["Policy"]
            return made["Arn"], {"arn": made["Arn"]}
        if type_ == LOG_GROUP:
            self._cloud["logs"].create_log_group(logGroupName=inputs["name"])
            self._update(type_, inputs["name"], inputs)
            return inputs["name"], {"arn": f"arn:aws:logs:{REGION}:123456789012:log-group:{inputs['name']}"}
        if type_ == ATTACHMENT:
            self._cloud["iam"].attach_role_policy(RoleName=inputs["role"], PolicyArn=inputs["policyArn"])
            return f"{inputs['role']}/{inputs['policyArn']}", {}
        if type_ == API:
            made = self._cloud["appsync"].create_graphql_api(name=inputs["name"], authenticationType=inputs["authenticationType"])[
                "graphqlApi"
            ]
            self._update(type_, made["apiId"], inputs)
            hosts = {"GRAPHQL": "https://{}.appsync-api", "REALTIME": "wss://{}.appsync-realtime-api"}
            uris = {key: f"{host.format(made['apiId'])}.{REGION}.amazonaws.com/graphql" for key, host in hosts.items()}
            return made["apiId"], {"arn": made["arn"], "uris": uris}
        if type_ == KEY:
            made = self._cloud["appsync"].create_api_key(apiId=inputs["apiId"], description=inputs.get("description", ""))["apiKey"]
            return f"{inputs['apiId']}:{made['id']}", {"key": f"da2-{made['id']}"}
        return (self._create_data_source if type_ == SOURCE else self._create_resolver)(inputs)

    def _create_data_source(self, inputs: Properties) -> tuple[str, Properties]:
        dynamodb = inputs.get("dynamodbConfig")
        request = {
            "apiId": inputs["apiId"],
            "name": inputs["name"],
            "type": inputs["type"],
            **({"serviceRoleArn": inputs["serviceRoleArn"]} if "serviceRoleArn" in inputs else {}),
            **({"dynamodbConfig": {"tableName": dynamodb["tableName"], "awsRegion": dynamodb["region"]}} if dynamodb else {}),
        }
        self._validate("CreateDataSource", request)
        id_ = f"{inputs['apiId']}-{inputs['name']}"
        assert f"{SOURCE} {id_}" not in self.live, "a data source of this name exists"
        return id_, {"arn": f"arn:aws:appsync:{REGION}:123456789012:apis/{inputs['apiId']}/datasources/{inputs['name']}"}

    def _create_resolver(self, inputs: Properties) -> tuple[str, Properties]:
        self._validate(
            "CreateResolver",
            {
                "apiId": inputs["apiId"],
                "typeName": inputs["type"],
                "fieldName": inputs["field"],
                "dataSourceName": inputs["dataSource"],
                "kind": inputs["kind"],
                "code": inputs["code"],
                "runtime": inputs["runtime"],
            },
        )
        id_ = f"{inputs['apiId']}-{inputs['type']}-{inputs['field']}"
        assert f"{RESOLVER} {id_}" not in self.live, "Only one resolver is allowed per field."
        assert f"{SOURCE} {inputs['apiId']}-{inputs['dataSource']}" in self.live, f"No data source found named {inputs['dataSource']}"
        schema = self.live[f"{API} {inputs['apiId']}"]["schema"]
        definition = re.search(rf"type {inputs['type']}\b[^{{]*{{([^}}]*)}}", schema)
        assert definition, f"No type named {inputs['type']} found."
        assert re.search(rf"\b{inputs['field']}[(:]", definition[1]), f"No field named {inputs['field']} found on type {inputs['type']}"
        return id_, {"arn": f"arn:aws:appsync:{REGION}:123456789012:apis/{id_}"}

    def _update(self, type_: str, id_: str, news: Properties) -> None:
        if type_ == API:
            status = self._cloud["appsync"].start_schema_creation(apiId=id_, definition=news["schema"].encode())["status"]
            assert status in {"PROCESSING", "SUCCESS", "ACTIVE"}, status
        elif type_ == POLICY:
            role, name = id_.split(":")
            self._cloud["iam"].put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=news["policy"])
        elif type_ == LOG_GROUP and news["retentionInDays"]:
            self._cloud["logs"].put_retention_policy(logGroupName=id_, retentionInDays=int(news["retentionInDays"]))
        elif type_ == MANAGED_POLICY:
            (old,) = self._cloud["iam"].list_policy_versions(PolicyArn=id_)["Versions"]
            self._cloud["iam"].create_policy_version(PolicyArn=id_, PolicyDocument=news["policy"], SetAsDefault=True)
            self._cloud["iam"].delete_policy_version(PolicyArn=id_, VersionId=old["VersionId"])
        elif type_ == TABLE:
            self._cloud["dynamodb"].update_table(TableName=id_, DeletionProtectionEnabled=news["deletionProtectionEnabled"])

    def _delete(self, type_: str, id_: str) -> None:
        if type_ == TABLE:
            self._cloud["dynamodb"].delete_table(TableName=id_)
        elif type_ == ROLE:
            self._cloud["iam"].delete_role(RoleName=id_)
        elif type_ == POLICY:
            role, name = id_.split(":")
            self._cloud["iam"].delete_role_policy(RoleName=role, PolicyName=name)
        elif type_ == LOG_GROUP:
            self._cloud["logs"].delete_log_group(logGroupName=id_)
        elif type_ == MANAGED_POLICY:
            self._cloud["iam"].delete_policy(PolicyArn=id_)
        elif type_ == ATTACHMENT:
            role, arn = id_.split("/", 1)
            self._cloud["iam"].detach_role_policy(RoleName=role, PolicyArn=arn)
        elif type_ == API:
            self._cloud["appsync"].delete_graphql_api(apiId=id_)
        elif type_ == KEY:
            api, key = id_.split(":")
            self._cloud["appsync"].delete_api_key(apiId=api, id=key)
        elif type_ == SOURCE:
            api, name = id_.split("-", 1)
            users = [one for one, state in self.live.items() if one.startswith(f"{RESOLVER} {api}-") and state["dataSource"] == name]
            assert not users, f"Cannot delete data source {name}: {users[0]} uses it"

    def _validate(self, operation: str, request: Properties) -> None:
        report = ParamValidator().validate(request, self._model.operation_model(operation).input_shape)
        assert not report.has_errors(), report.generate_report()


def _table_request(inputs: Properties) -> Properties:
    key = [{"AttributeName": inputs["hashKey"], "KeyType": "HASH"}]
    if "rangeKey" in inputs:
        key.append({"AttributeName": inputs["rangeKey"], "KeyType": "RANGE"})
    indexes = [
        {
            "IndexName": each["name"],
            "KeySchema": [{"AttributeName": one["attributeName"], "KeyType": one["keyType"]} for one in each["keySchemas"]],
            "Projection": {"ProjectionType": each["projectionType"]},
        }
        for each in inputs.get("globalSecondaryIndexes", [])
    ]
    return {
        "TableName": inputs["name"],
        "KeySchema": key,
        "AttributeDefinitions": [{"AttributeName": each["name"], "AttributeType": each["type"]} for each in inputs["attributes"]],
        "BillingMode": inputs["billingMode"],
        "DeletionProtectionEnabled": inputs["deletionProtectionEnabled"],
        **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
    }


def _failures(type_: str, news: Properties) -> list[tuple[str, str]]:
    """What pulumi-aws's own classes say about the arguments: unknown ones, and required ones that are missing."""
    parameters = inspect.signature(ARGUMENTS[type_].__init__).parameters
    known = {_camel_case(name): parameter for name, parameter in parameters.items() if name not in {"self", "__self__"}}
    unknown = [(key, f"{type_} has no such argument") for key in news if key not in known and key != "__defaults"]
    required = {name for name, parameter in known.items() if parameter.default is inspect.Parameter.empty}
    return unknown + [(key, "missing") for key in sorted(required - set(news))]


def _camel_case(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _type_and_name(urn: str) -> tuple[str, str]:
    """Return the type without those of the parents before it, and the logical name."""
    _, _, types, name = urn.split("::", 3)
    return types.split("$")[-1], name


def _struct(value: Properties) -> struct_pb2.Struct:
    return json_format.ParseDict(value, struct_pb2.Struct())
