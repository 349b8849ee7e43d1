"""Operations of the DynamoDB data source on several items, of several tables (js-resolver-reference-dynamodb-batch-…, -transact-…).

Tables are named by their physical names, in requests and in results.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from amplify_pulumi.local.sources.base import Answer, Trace
from amplify_pulumi.local.sources.elements import Elements, RequestError, as_boolean, as_list, as_object, as_text
from amplify_pulumi.local.sources.expressions import Expressions, add_projection, read_expression
from amplify_pulumi.local.sources.table_access import TableAccess, failed
from amplify_pulumi.local.sources.typed_values import Item, as_item, canonical, canonical_item
from amplify_pulumi.local.store.base import DynamoDBError
from amplify_pulumi.local.store.values import plain_item

_KEY_PLACEHOLDER = "#amplifyPulumiKey"


def _items(value: Any, path: str) -> list[Item]:
    return [as_item(each, f"{path}[{index}]") for index, each in enumerate(as_list(value, path))]


def _plain(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [plain_item(each) for each in items]


def _batch_get_item(access: TableAccess, elements: Elements, trace: Trace) -> Answer:
    tables = elements.require("tables", as_object)
    elements.finish()
    requested: dict[str, list[Item]] = {}
    requests: dict[str, dict[str, Any]] = {}
    for table, value in tables.items():
        inner = Elements(value, f"$[tables][{table}]")
        requested[table] = inner.require("keys", _items)
        requests[table] = {"Keys": requested[table]}
        consistent_read = inner.take("consistentRead", as_boolean)
        if consistent_read is not None:
            requests[table]["ConsistentRead"] = consistent_read
        expressions = Expressions()
        add_projection(requests[table], expressions, inner)
        inner.finish()
        expressions.add_to(requests[table])
    hidden = {table: _project_key(requests[table], requested[table]) for table in requests}
    try:
        access.check_all(("BatchGetItem", table) for table in requests)
        answer = access.call("BatchGetItem", {"RequestItems": requests}, trace)
    except DynamoDBError as error:
        return failed(error, _batch_result("unprocessedKeys", {table: [None] * len(keys) for table, keys in requested.items()}, requested))
    unprocessed = {table: each["Keys"] for table, each in (answer.get("UnprocessedKeys") or {}).items()}
    data = {table: _in_order(keys, answer["Responses"].get(table, []), hidden[table]) for table, keys in requested.items()}
    return Answer(result=_batch_result("unprocessedKeys", data, {table: unprocessed.get(table, []) for table in requested}))


def _in_order(keys: Sequence[Item], items: Sequence[Item], hidden: frozenset[str]) -> list[dict[str, Any] | None]:
    """Return the items as their keys stand in the request, null for those that were not found. DynamoDB answers in any order."""
    names = sorted({name for key in keys for name in key})
    found = {tuple(canonical(item[name]) for name in names): item for item in items}
    ordered = (found.get(tuple(canonical(key.get(name, {})) for name in names)) for key in keys)
    return [None if item is None else plain_item({name: value for name, value in item.items() if name not in hidden}) for item in ordered]


def _project_key(request: dict[str, Any], keys: Sequence[Item]) -> frozenset[str]:
    """Add the key to a projection, since items are told apart by it, and return those of its attributes that were not asked for."""
    if "ProjectionExpression" not in request:
        return frozenset()
    names: dict[str, str] = dict(request.get("ExpressionAttributeNames") or {})
    paths = {path.strip() for path in request["ProjectionExpression"].split(",")}
    missing = sorted({name for key in keys for name in key} - {names.get(path, path) for path in paths})
    added = {f"{_KEY_PLACEHOLDER}{index}": name for index, name in enumerate(missing)}
    if added:
        request["ProjectionExpression"] = ", ".join((request["ProjectionExpression"], *added))
        request["ExpressionAttributeNames"] = {**names, **added}
    return frozenset(missing)


def _batch_put_item(access: TableAccess, elements: Elements, trace: Trace) -> Answer:
    return _batch_write(access, elements, trace, member="Item", wrapper="PutRequest", unprocessed="unprocessedItems")


def _batch_delete_item(access: TableAccess, elements: Elements, trace: Trace) -> Answer:
    return _batch_write(access, elements, trace, member="Key", wrapper="DeleteRequest", unprocessed="unprocessedKeys")


def _batch_write(access: TableAccess, elements: Elements, trace: Trace, *, member: str, wrapper: str, unprocessed: str) -> Answer:
    tables = elements.require("tables", as_object)
    elements.finish()
    given = {table: _items(value, f"$[tables][{table}]") for table, value in tables.items()}
    requests = {table: [{wrapper: {member: each}} for each in items] for table, items in given.items()}
    try:
        access.check_all(("BatchWriteItem", table) for table in requests)
        answer = access.call("BatchWriteItem", {"RequestItems": requests}, trace)
    except DynamoDBError as error:
        return failed(error, _batch_result(unprocessed, {table: [None] * len(items) for table, items in given.items()}, given))
    left = {table: [each[wrapper][member] for each in (answer.get("UnprocessedItems") or {}).get(table, [])] for table in given}
    marks = {table: {canonical_item(each) for each in items} for table, items in left.items()}
    data = {table: [None if canonical_item(each) in marks[table] else plain_item(each) for each in items] for table, items in given.items()}
    return Answer(result=_batch_result(unprocessed, data, left))


def _batch_result(name: str, data: Mapping[str, list[Any]], unprocessed: Mapping[str, Sequence[Item]]) -> dict[str, Any]:
    # AppSync promises `data`, the unprocessed ones, and each table of the request in both, after an error as well.
    return {"data": data, name: {table: _plain(items) for table, items in unprocessed.items()}}


def _transact_items(elements: Elements) -> list[Elements]:
    given = elements.require("transactItems", as_list)
    elements.finish()
    return [Elements(each, f"$[transactItems][{index}]") for index, each in enumerate(given)]


def _transact_get_items(access: TableAccess, elements: Elements, trace: Trace) -> Answer:
    gets: list[dict[str, Any]] = []
    for each in _transact_items(elements):
        request: dict[str, Any] = {"TableName": each.require("table", as_text), "Key": each.require("key", as_item)}
        expressions = Expressions()
        add_projection(request, expressions, each)
        each.finish()
        expressions.add_to(request)
        gets.append(request)
    try:
        access.check_all(("GetItem", each["TableName"]) for each in gets)
        answer = access.call("TransactGetItems", {"TransactItems": [{"Get": each} for each in gets]}, trace)
    except DynamoDBError as error:
        return failed(error, {"items": None, "cancellationReasons": _reasons(error)})
    items = [each.get("Item") for each in answer["Responses"]]
    return Answer(result={"items": [None if not each else plain_item(each) for each in items], "cancellationReasons": None})


def _transact_write_items(access: TableAccess, elements: Elements, trace: Trace) -> Answer:
    writes: list[tuple[str, dict[str, Any]]] = []
    keys: list[Item] = []
    for each in _transact_items(elements):
        operation = each.require("operation", as_text)
        if operation not in _WRITES:
            raise RequestError(f"Unsupported operation '{operation}'.")
        keys.append(each.require("key", as_item))
        writes.append((operation, _transact_write(operation, keys[-1], each)))
    actions = (("ConditionCheckItem" if operation == "ConditionCheck" else operation, write["TableName"]) for operation, write in writes)
    request = {"TransactItems": [{_WRITES[operation]: write} for operation, write in writes]}
    try:
        access.check_all(actions)
        access.call("TransactWriteItems", request, trace)
    except DynamoDBError as error:
        return failed(error, {"keys": None, "cancellationReasons": _reasons(error)})
    return Answer(result={"keys": _plain(keys), "cancellationReasons": None})


def _transact_write(operation: str, key: Item, elements: Elements) -> dict[str, Any]:
    request: dict[str, Any] = {"TableName": elements.require("table", as_text)}
    expressions = Expressions()
    if operation == "PutItem":
        request["Item"] = {**(elements.take("attributeValues", as_item) or {}), **key}
    else:
        request["Key"] = key
    if operation == "UpdateItem":
        update = elements.require("update", as_object)
        request["UpdateExpression"] = read_expression(Elements(update, elements.at("update")), expressions)
    take = elements.require if operation == "ConditionCheck" else elements.take
    condition = take("condition", as_object)
    if condition is not None:
        inner = Elements(condition, elements.at("condition"))
        if inner.take("returnValuesOnConditionCheckFailure", as_boolean) is not False:
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        request["ConditionExpression"] = read_expression(inner, expressions)
    elements.finish()
    expressions.add_to(request)
    return request


_WRITES: Mapping[str, str] = {"PutItem": "Put", "UpdateItem": "Update", "DeleteItem": "Delete", "ConditionCheck": "ConditionCheck"}

# AppSync's own words for reasons (js-resolver-reference-dynamodb-transact-write-items); others are passed on as DynamoDB gives them.
_REASONS: Mapping[str, tuple[str, str]] = {
    "ConditionalCheckFailed": ("ConditionCheckFailed", "The condition check failed."),
    "None": ("None", "None"),
}


def _reasons(error: DynamoDBError) -> list[dict[str, Any]] | None:
    if error.type != "TransactionCanceledException":
        return None
    reasons: list[dict[str, Any]] = []
    for each in error.body.get("CancellationReasons") or ():
        code = str(each.get("Code") or "None")
        kind, message = _REASONS.get(code, (code, str(each.get("Message") or code)))
        item = {"item": plain_item(each["Item"])} if each.get("Item") else {}
        reasons.append({**item, "type": kind, "message": message})
    return reasons


OPERATIONS: Mapping[str, Callable[[TableAccess, Elements, Trace], Answer]] = {
    "BatchGetItem": _batch_get_item,
    "BatchPutItem": _batch_put_item,
    "BatchDeleteItem": _batch_delete_item,
    "TransactGetItems": _transact_get_items,
    "TransactWriteItems": _transact_write_items,
}
