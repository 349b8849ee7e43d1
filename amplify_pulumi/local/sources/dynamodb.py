"""AppSync's DynamoDB data source, for JavaScript resolvers (js-resolver-reference-dynamodb and the pages beneath it).

Requests come as handlers return them, results go as handlers see them in `ctx.result`: plain JSON. Operations on several tables are in
`dynamodb_batch`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from amplify_pulumi.local.role import parse_role
from amplify_pulumi.local.sources import dynamodb_batch
from amplify_pulumi.local.sources.base import Answer, DataSource, Invocation, SourceError
from amplify_pulumi.local.sources.elements import (
    Elements,
    RequestError,
    as_boolean,
    as_integer,
    as_object,
    as_text,
    as_texts,
)
from amplify_pulumi.local.sources.environment import PROCESS_KEY, Environment
from amplify_pulumi.local.sources.expressions import Expressions, add_projection, read_expression
from amplify_pulumi.local.sources.pagination import InvalidTokenError, PageTokens
from amplify_pulumi.local.sources.table_access import TableAccess, failed
from amplify_pulumi.local.sources.typed_values import Item, as_item, canonical_item
from amplify_pulumi.local.store.base import DynamoDBError
from amplify_pulumi.local.store.values import plain_item

# As AppSync answers (aws-amplify/amplify-cli#3411, amplify-hosting#433).
_INVALID_TOKEN = SourceError(
    type="DynamoDB:UserIllegalArgumentException",
    message="com.amazonaws.deepdish.common.pagination.InvalidPaginationTokenException: Invalid pagination token given.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DynamoDBSource:
    """A table, as resolvers use it."""

    access: TableAccess
    table: str
    tokens: PageTokens

    def invoke(self, request: Any, invocation: Invocation) -> Answer:
        """See `DataSource.invoke`."""
        try:
            return _carry_out(self, Elements({} if request is None else request), invocation)
        except RequestError as error:
            return error.to_answer()
        except InvalidTokenError:
            return Answer(error=_INVALID_TOKEN)
        except DynamoDBError as error:
            return failed(error)


def _carry_out(source: DynamoDBSource, elements: Elements, invocation: Invocation) -> Answer:
    operation = elements.require("operation", as_text)
    # Templates in VTL state it, and handlers that were written after them.
    elements.take("version", as_text)
    if operation in _OPERATIONS:
        return _OPERATIONS[operation](source, elements, invocation)
    if operation in dynamodb_batch.OPERATIONS:
        return dynamodb_batch.OPERATIONS[operation](source.access, elements, invocation.trace)
    raise RequestError(f"Unsupported operation '{operation}'.")


def dynamodb_source(data_source: Mapping[str, Any], environment: Environment) -> DataSource:
    """Return the data source for AppSync's DynamodbDataSourceConfig.

    Raises:
        PolicyError: the policy of its role cannot be evaluated.
    """
    config = data_source["dynamodbConfig"]
    policy = environment.roles.get(data_source["name"])
    # The name of the role is for messages only: the one of the role that the request names, if it names one.
    role_name = str(data_source.get("serviceRoleArn", data_source["name"])).rpartition("/")[2]
    access = TableAccess(
        store=environment.store,
        role=None if policy is None else parse_role(role_name, policy),
        arn_prefix=f"arn:{environment.partition}:dynamodb:{config['awsRegion']}:{environment.account}:table/",
        account=environment.account,
        partition=environment.partition,
    )
    return DynamoDBSource(access=access, table=config["tableName"], tokens=PageTokens(environment.token_key or PROCESS_KEY))


def _get_item(source: DynamoDBSource, elements: Elements, invocation: Invocation) -> Answer:
    request: dict[str, Any] = {"TableName": source.table, "Key": elements.require("key", as_item)}
    expressions = Expressions()
    add_projection(request, expressions, elements)
    _add(request, "ConsistentRead", elements.take("consistentRead", as_boolean))
    elements.finish()
    expressions.add_to(request)
    source.access.check("GetItem", source.table)
    return Answer(result=source.access.call_plain("GetItem", request, invocation.trace).get("Item"))


def _put_item(source: DynamoDBSource, elements: Elements, invocation: Invocation) -> Answer:
    key = elements.require("key", as_item)
    item = {**(elements.take("attributeValues", as_item) or {}), **key}
    request: dict[str, Any] = {"TableName": source.table, "Item": item}
    condition = _write(request, Expressions(), elements)
    source.access.check("PutItem", source.table)
    try:
        source.access.call("PutItem", request, invocation.trace)
    except DynamoDBError as error:
        current = _item_after_failure(source, error, key, condition, invocation)
        if current is None or _compared(current, condition) != _compared(item, condition):
            raise
        return Answer(result=plain_item(current))
    return Answer(result=plain_item(item))


def _update_item(source: DynamoDBSource, elements: Elements, invocation: Invocation) -> Answer:
    key = elements.require("key", as_item)
    expressions = Expressions()
    update = elements.require("update", as_object)
    request: dict[str, Any] = {
        "TableName": source.table,
        "Key": key,
        "UpdateExpression": read_expression(Elements(update, elements.at("update")), expressions),
        "ReturnValues": "ALL_NEW",
    }
    condition = _write(request, expressions, elements)
    source.access.check("UpdateItem", source.table)
    try:
        return Answer(result=source.access.call_plain("UpdateItem", request, invocation.trace).get("Attributes"))
    except DynamoDBError as error:
        # AppSync reads the item here too, although no item makes a failed update a success.
        _item_after_failure(source, error, key, condition, invocation)
        raise


def _delete_item(source: DynamoDBSource, elements: Elements, invocation: Invocation) -> Answer:
    key = elements.require("key", as_item)
    request: dict[str, Any] = {"TableName": source.table, "Key": key, "ReturnValues": "ALL_OLD"}
    condition = _write(request, Expressions(), elements)
    source.access.check("DeleteItem", source.table)
    try:
        return Answer(result=source.access.call_plain("DeleteItem", request, invocation.trace).get("Attributes"))
    except DynamoDBError as error:
        if _item_after_failure(source, error, key, condition, invocation) is not None:
            raise
        return Answer(result=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Condition:
    """What of a condition is AppSync's, not DynamoDB's: how it looks at the item after a failure."""

    equals_ignore: frozenset[str] = frozenset()
    consistent_read: bool = True


def _write(request: dict[str, Any], expressions: Expressions, elements: Elements) -> _Condition:
    """Read what all writes have: the condition, and elements that only mean something with versioning."""
    condition = _Condition()
    given = elements.take("condition", as_object)
    if given is not None:
        inner = Elements(given, elements.at("condition"))
        condition = _Condition(
            equals_ignore=frozenset(inner.take("equalsIgnore", as_texts) or ()),
            consistent_read=inner.take("consistentRead", as_boolean) is not False,
        )
        handler = inner.take("conditionalCheckFailedHandler", as_object)
        if handler is not None:
            _check_strategy(Elements(handler, inner.at("conditionalCheckFailedHandler")))
        request["ConditionExpression"] = read_expression(inner, expressions)
    elements.take("customPartitionKey", as_text)
    elements.take("populateIndexFields", as_boolean)
    elements.finish()
    expressions.add_to(request)
    return condition


def _check_strategy(handler: Elements) -> None:
    strategy = handler.require("strategy", as_text)
    handler.take("lambdaArn", as_text)
    handler.finish()
    if strategy != "Reject":
        raise RequestError(f"Unsupported value '{strategy}' for '{handler.at('strategy')}': only 'Reject' runs on this machine.")


def _item_after_failure(
    source: DynamoDBSource, error: DynamoDBError, key: Item, condition: _Condition, invocation: Invocation
) -> Item | None:
    """Return the item as it is after a condition failed, which AppSync looks at to tell a repeated write from a conflict.

    See js-resolver-reference-dynamodb-condition-expressions: a put of what is there already, and a delete of what is not, are successes.

    Raises:
        DynamoDBError: the error was another one, or the role may not read.
    """
    if error.type != "ConditionalCheckFailedException":
        raise error
    source.access.check("GetItem", source.table)
    request = {"TableName": source.table, "Key": key, "ConsistentRead": condition.consistent_read}
    return source.access.call("GetItem", request, invocation.trace, automatic=True).get("Item")


def _compared(item: Item, condition: _Condition) -> frozenset[tuple[str, Any]]:
    return canonical_item({name: value for name, value in item.items() if name not in condition.equals_ignore})


def _query(source: DynamoDBSource, elements: Elements, invocation: Invocation) -> Answer:
    expressions = Expressions()
    query = elements.require("query", as_object)
    condition = read_expression(Elements(query, elements.at("query")), expressions)
    request: dict[str, Any] = {"TableName": source.table, "KeyConditionExpression": condition}
    _add(request, "ScanIndexForward", elements.take("scanIndexForward", as_boolean))
    return _page(source, "Query", request, expressions, elements, invocation)


def _scan(source: DynamoDBSource, elements: Elements, invocation: Invocation) -> Answer:
    request: dict[str, Any] = {"TableName": source.table}
    _add(request, "TotalSegments", elements.take("totalSegments", as_integer))
    _add(request, "Segment", elements.take("segment", as_integer))
    return _page(source, "Scan", request, Expressions(), elements, invocation)


def _page(
    source: DynamoDBSource,
    operation: str,
    request: dict[str, Any],
    expressions: Expressions,
    elements: Elements,
    invocation: Invocation,
) -> Answer:
    """Carry out a query or a scan, of which the request holds what is particular to it."""
    index = elements.take("index", as_text)
    _add(request, "IndexName", index)
    _add(request, "Limit", elements.take("limit", as_integer))
    _add(request, "ConsistentRead", elements.take("consistentRead", as_boolean))
    _add(request, "Select", elements.take("select", as_text))
    given = elements.take("filter", as_object)
    if given is not None:
        request["FilterExpression"] = read_expression(Elements(given, elements.at("filter")), expressions)
    add_projection(request, expressions, elements)
    token = elements.take("nextToken", as_text)
    elements.finish()
    expressions.add_to(request)
    bound = (invocation.resolver, operation, source.table, index or "")
    if token is not None:
        request["ExclusiveStartKey"] = source.tokens.open(token, bound)
    source.access.check(operation, source.table, index)
    answer = source.access.call_plain(operation, request, invocation.trace)
    last = answer.get("LastEvaluatedKey")
    return Answer(
        result={
            "items": answer["Items"],
            "nextToken": None if not last else source.tokens.seal(last, bound),
            "scannedCount": answer["ScannedCount"],
        }
    )


def _add(request: dict[str, Any], name: str, value: Any) -> None:
    if value is not None:
        request[name] = value


_OPERATIONS: Mapping[str, Callable[[DynamoDBSource, Elements, Invocation], Answer]] = {
    "GetItem": _get_item,
    "PutItem": _put_item,
    "UpdateItem": _update_item,
    "DeleteItem": _delete_item,
    "Query": _query,
    "Scan": _scan,
}
