"""The DynamoDB data source over each engine that runs in process, with one table and one index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from amplify_pulumi.local.sources import Environment, make_source
from amplify_pulumi.local.sources.base import Answer, DataSource, Invocation, Trace
from amplify_pulumi.local.store import DynamoDB, dynoxide, ensure_tables
from amplify_pulumi.local.store.moto import Moto

TABLE = {
    "keySchema": [{"attributeName": "id", "keyType": "HASH"}],
    "attributeDefinitions": [
        {"attributeName": name, "attributeType": scalar} for name, scalar in {"id": "S", "owner": "S", "age": "N"}.items()
    ],
    "globalSecondaryIndexes": [
        {
            "indexName": "byOwner",
            "keySchema": [{"attributeName": "owner", "keyType": "HASH"}, {"attributeName": "age", "keyType": "RANGE"}],
            "projection": {"projectionType": "ALL"},
        }
    ],
}
OTHER_TABLE = {
    "keySchema": [{"attributeName": "pk", "keyType": "HASH"}, {"attributeName": "sk", "keyType": "RANGE"}],
    "attributeDefinitions": [{"attributeName": "pk", "attributeType": "S"}, {"attributeName": "sk", "attributeType": "N"}],
}


class Source:
    """A data source as a resolver sees it; what it did is in `trace`."""

    def __init__(self, store: DynamoDB, **options: Any) -> None:
        self.store = store
        self.trace = Trace()
        self.environment = Environment(store=store, **options)

    def make(self, table: str = "Todo") -> DataSource:
        config = {"tableName": table, "awsRegion": "us-east-1"}
        return make_source({"name": "TodoTable", "type": "AMAZON_DYNAMODB", "dynamodbConfig": config}, self.environment)

    def answer(self, operation: str | None = None, resolver: str = "Query.todo", table: str = "Todo", **elements: Any) -> Answer:
        request = elements if operation is None else {"operation": operation, **elements}
        return self.make(table).invoke(request, Invocation(resolver=resolver, trace=self.trace))

    def result(self, operation: str, **elements: Any) -> Any:
        answer = self.answer(operation, **elements)
        assert answer.error is None, answer.error
        return answer.result

    def put(self, **item: Any) -> Any:
        key = {"id": item.pop("id")}
        return self.result("PutItem", key=key, attributeValues=item)

    def calls(self) -> list[tuple[str, bool]]:
        """The calls since the last time that they were asked for: operation, and whether AppSync made it on its own."""
        made = [(call.operation, call.automatic) for call in self.trace.calls]
        self.trace.calls.clear()
        return made


@pytest.fixture(
    params=[
        pytest.param(
            "dynoxide",
            marks=pytest.mark.skipif(
                not dynoxide.is_installed(), reason="NOT TESTED: amplify-pulumi-dynoxide is not built (`make native`, needs Rust)"
            ),
        ),
        "moto",
    ]
)
def store(request: pytest.FixtureRequest) -> Iterator[DynamoDB]:
    """A DynamoDB in memory with two empty tables, `Todo` and `Other`."""
    opened: DynamoDB = dynoxide.Dynoxide() if request.param == "dynoxide" else Moto()
    ensure_tables(opened, {"Todo": TABLE, "Other": OTHER_TABLE})
    yield opened
    opened.close()


@pytest.fixture
def source(store: DynamoDB) -> Source:
    """The data source of the table `Todo`."""
    return Source(store)


@pytest.fixture
def source_with() -> type[Source]:
    """What makes a data source with other options (`roles`, `token_key`) over a store."""
    return Source
