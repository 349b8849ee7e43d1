"""The data sources that handlers need beside the models' tables, and what the roles of both must allow.

A source is made for each function and each external data source that a handler names, with a role for exactly it. What a code handler may
ask of a table is what its code names: the operations that stand in it as strings, the helpers that it imports; where it names none,
everything that a resolver can ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from amplify_pulumi.compiler import naming
from amplify_pulumi.compiler.plan import (
    DataSource,
    DynamodbConfig,
    EventBridgeConfig,
    HttpConfig,
    LambdaConfig,
    OpenSearchServiceConfig,
    RdsHttpEndpointConfig,
    Reference,
    RelationalDatabaseConfig,
    Statement,
)
from amplify_pulumi.schema import model
from amplify_pulumi.schema.model import DataSourceKind

_REGION = Reference(ref="aws.region")

_GET, _PUT, _UPDATE, _DELETE = "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"
_BATCH_GET, _BATCH_WRITE, _CHECK = "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem"
_QUERY, _SCAN = "dynamodb:Query", "dynamodb:Scan"
_EVERY_INDEX = "/index/*"

_ACTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # After a condition that fails, AppSync reads what is there.
        "GetItem": (_GET,),
        "PutItem": (_PUT, _GET),
        "UpdateItem": (_UPDATE, _GET),
        "DeleteItem": (_DELETE, _GET),
        "Query": (_QUERY,),
        "Scan": (_SCAN,),
        "BatchGetItem": (_BATCH_GET,),
        "BatchPutItem": (_BATCH_WRITE,),
        "BatchDeleteItem": (_BATCH_WRITE,),
        "TransactGetItems": (_GET,),
        "TransactWriteItems": (_PUT, _UPDATE, _DELETE, _CHECK),
        # The helpers of @aws-appsync/utils/dynamodb.
        "get": (_GET,),
        "put": (_PUT, _GET),
        "update": (_UPDATE, _GET),
        "remove": (_DELETE, _GET),
        "query": (_QUERY,),
        "scan": (_SCAN,),
        "batchGet": (_BATCH_GET,),
        "batchPut": (_BATCH_WRITE,),
        "batchDelete": (_BATCH_WRITE,),
        "transactGet": (_GET,),
        "transactWrite": (_PUT, _UPDATE, _DELETE, _CHECK),
    }
)
_EVERY_ACTION = tuple(sorted({action for actions in _ACTIONS.values() for action in actions}))


@dataclass(frozen=True, kw_only=True, slots=True)
class SourcePermission:
    """What the role of a data source must allow."""

    data_source: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]


def statements(permissions: Iterable[SourcePermission]) -> Mapping[str, tuple[Statement, ...]]:
    """Return the statements of each data source's role: one for each resource, its actions sorted. An index is only queried and scanned."""
    found: dict[str, dict[str, set[str]]] = {}
    for each in permissions:
        for resource in each.resources:
            actions = {_QUERY, _SCAN}.intersection(each.actions) if resource.endswith(_EVERY_INDEX) else set(each.actions)
            found.setdefault(each.data_source, {}).setdefault(resource, set()).update(actions)
    return {
        name: tuple(Statement(action=tuple(sorted(actions)), resource=(resource,)) for resource, actions in by_resource.items() if actions)
        for name, by_resource in found.items()
    }


def function_source(function: str) -> tuple[DataSource, SourcePermission]:
    """Return the data source of a function, with what its role must allow."""
    arn = f"function.{function}.arn"
    name = naming.function_data_source(function)
    source = DataSource(name=name, type="AWS_LAMBDA", lambda_config=LambdaConfig(lambda_function_arn=Reference(ref=arn)))
    return source, SourcePermission(data_source=name, actions=("lambda:InvokeFunction",), resources=(f"${{{arn}}}",))


def table_permission(model_name: str, mentions: frozenset[str]) -> SourcePermission:
    """Return what a code handler needs of a model's table.

    Args:
        model_name: the model.
        mentions: what the code names (`handlers.Handler.mentions`).
    """
    arn = f"${{table.{model_name}.arn}}"
    return SourcePermission(
        data_source=naming.table_data_source(model_name), actions=_actions(mentions), resources=(arn, f"{arn}{_EVERY_INDEX}")
    )


def external_source(source: model.DataSource, mentions: frozenset[str]) -> tuple[DataSource, tuple[SourcePermission, ...]]:
    """Return an external data source, with what its role must allow.

    What the schema says of it stands in the plan; the rest are references that the deployment fills in.
    """
    made, permissions = _KINDS[source.kind](source, mentions)
    return made, tuple(permissions)


def _actions(mentions: frozenset[str]) -> tuple[str, ...]:
    named = sorted({action for each in mentions for action in _ACTIONS.get(each, ())})
    return tuple(named) or _EVERY_ACTION


_Made = tuple[DataSource, Iterable[SourcePermission]]


def _setting(source: model.DataSource, name: str) -> Reference | str:
    return dict(source.settings).get(name) or Reference(ref=f"source.{source.name}.{name}")


def _text(value: Reference | str) -> str:
    return f"${{{value.ref}}}" if isinstance(value, Reference) else value


def _dynamodb(source: model.DataSource, mentions: frozenset[str]) -> _Made:
    table = _setting(source, "table")
    arn = f"arn:${{aws.partition}}:dynamodb:${{aws.region}}:${{aws.account}}:table/{_text(table)}"
    config = DynamodbConfig(table_name=table, aws_region=_REGION)
    permission = SourcePermission(data_source=source.name, actions=_actions(mentions), resources=(arn, f"{arn}{_EVERY_INDEX}"))
    return DataSource(name=source.name, type="AMAZON_DYNAMODB", dynamodb_config=config), [permission]


def _lambda(source: model.DataSource, _: frozenset[str]) -> _Made:
    function = dict(source.settings).get("function")
    arn = Reference(ref=f"function.{function}.arn" if function else f"source.{source.name}.function")
    permission = SourcePermission(data_source=source.name, actions=("lambda:InvokeFunction",), resources=(_text(arn),))
    return DataSource(name=source.name, type="AWS_LAMBDA", lambda_config=LambdaConfig(lambda_function_arn=arn)), [permission]


def _http(source: model.DataSource, _: frozenset[str]) -> _Made:
    return DataSource(name=source.name, type="HTTP", http_config=HttpConfig(endpoint=_setting(source, "endpoint"))), ()


def _rds(source: model.DataSource, _: frozenset[str]) -> _Made:
    cluster, secret = _setting(source, "cluster"), _setting(source, "secret")
    endpoint = RdsHttpEndpointConfig(
        aws_region=_REGION, db_cluster_identifier=cluster, database_name=_setting(source, "database"), aws_secret_store_arn=secret
    )
    actions = tuple(f"rds-data:{each}" for each in ("BatchExecuteStatement", "ExecuteStatement"))
    return DataSource(
        name=source.name, type="RELATIONAL_DATABASE", relational_database_config=RelationalDatabaseConfig(rds_http_endpoint_config=endpoint)
    ), [
        SourcePermission(data_source=source.name, actions=actions, resources=(_text(cluster),)),
        SourcePermission(data_source=source.name, actions=("secretsmanager:GetSecretValue",), resources=(_text(secret),)),
    ]


def _event_bridge(source: model.DataSource, _: frozenset[str]) -> _Made:
    bus = _setting(source, "bus")
    permission = SourcePermission(data_source=source.name, actions=("events:PutEvents",), resources=(_text(bus),))
    return DataSource(name=source.name, type="AMAZON_EVENTBRIDGE", event_bridge_config=EventBridgeConfig(event_bus_arn=bus)), [permission]


def _open_search(source: model.DataSource, _: frozenset[str]) -> _Made:
    config = OpenSearchServiceConfig(endpoint=_setting(source, "endpoint"), aws_region=_REGION)
    # An endpoint does not tell its domain: the deployment does.
    domain = f"${{source.{source.name}.arn}}/*"
    actions = tuple(f"es:ESHttp{each}" for each in ("Delete", "Get", "Head", "Post", "Put"))
    permission = SourcePermission(data_source=source.name, actions=actions, resources=(domain,))
    return DataSource(name=source.name, type="AMAZON_OPENSEARCH_SERVICE", open_search_service_config=config), [permission]


def _none(source: model.DataSource, _: frozenset[str]) -> _Made:
    return DataSource(name=source.name, type="NONE"), ()


_KINDS: Mapping[DataSourceKind, Callable[[model.DataSource, frozenset[str]], _Made]] = MappingProxyType(
    {
        "dynamodb": _dynamodb,
        "lambda": _lambda,
        "http": _http,
        "rds": _rds,
        "eventBridge": _event_bridge,
        "openSearch": _open_search,
        "none": _none,
    }
)


def merged(sources: Iterable[DataSource]) -> Iterator[DataSource]:
    """Yield each data source once, in the order of first mention."""
    yield from {each.name: each for each in sources}.values()
