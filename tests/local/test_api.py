"""Documents in, answers and events out: AppSync's execution, on an API made by hand (developer guide; texts as AppSync answers)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import build_schema as reference_schema
from graphql import get_introspection_query, graphql_sync

from amplify_pulumi.local.api import Api
from amplify_pulumi.local.graphql_schema import PRELUDE, build_schema
from amplify_pulumi.local.identity import ApiKey, Iam, UserPool
from amplify_pulumi.local.javascript import load
from amplify_pulumi.local.resolvers import UnitResolver
from amplify_pulumi.local.sources.base import Answer, Invocation, SourceError
from amplify_pulumi.local.subscriptions import SubscriptionRefusedError

SDL = """
type Item @aws_api_key @aws_cognito_user_pools {
  id: ID!
  name: String!
  count: Int
  when: AWSDateTime
  json: AWSJSON
  color: Color
  tags: [String!]
  secret: String @aws_cognito_user_pools(cognito_groups: ["Admin"])
  must: String! @aws_cognito_user_pools
  child: Item
  children: [Item!]
}
enum Color { RED BLUE }
input ItemInput { id: ID! name: String count: Int when: AWSDateTime color: Color = RED inner: [ItemInput!] }
type Query {
  item(id: ID, wish: String): Item @aws_api_key @aws_cognito_user_pools
  echo(input: ItemInput, list: [Int!], json: AWSJSON, flag: Boolean = true): AWSJSON @aws_api_key
  users: String @aws_cognito_user_pools
  nothing: String @aws_api_key
  bare: String
}
type Mutation { put(input: ItemInput!): Item @aws_api_key @aws_cognito_user_pools }
type Subscription {
  onPut(id: ID, name: String): Item @aws_subscribe(mutations: ["put"]) @aws_api_key
  onFiltered(count: Int): Item @aws_subscribe(mutations: ["put"]) @aws_api_key
  onDenied: Item @aws_subscribe(mutations: ["put"]) @aws_cognito_user_pools
}
"""
IMPORTS = "import { util, extensions, runtime } from '@aws-appsync/utils';\n"
ECHO = IMPORTS + "export function request(ctx) { return ctx.arguments; } export function response(ctx) { return ctx.result; }"
ITEM = (
    IMPORTS
    + """
export function request(ctx) { return { wish: ctx.arguments.wish }; }
export function response(ctx) {
  const item = { id: '1', name: 'one', must: 'm', secret: 's' };
  const wish = ctx.arguments.wish;
  if (wish === 'error') { util.error('no', 'Custom', { name: 'seen', hidden: 1 }, { why: 'because' }); }
  if (wish === 'append') { util.appendError('partly', 'Custom'); return item; }
  if (wish === 'unauthorized') { util.unauthorized(); }
  if (wish === 'source') { return ctx.error; }
  if (wish === 'nulls') { return { child: {}, must: 'm' }; }
  if (wish === 'types') { return { id: 1, name: 'n', must: 'm', tags: 'x', child: 'y', color: 'GREEN', when: 'z', count: 2147483648 }; }
  if (wish === 'list') { return [item]; }
  if (wish === 'children') { return { ...item, children: [item, {}], tags: ['a', null] }; }
  if (wish === 'stash') { return { ...item, name: ctx.stash.name }; }
  return { ...item, json: { a: [1] }, color: 'BLUE', when: '2020-01-01T00:00:00Z', tags: ['a'], count: 3, child: item };
}"""
)
PUT = IMPORTS + "export function request(ctx) { return ctx.arguments.input; } export function response(ctx) { return ctx.result; }"
SUBSCRIBE = IMPORTS + "export function request() { return {}; } export function response() { return null; }"
FILTERED = (
    IMPORTS
    + """export function request() { return {}; }
export function response(ctx) {
  extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ count: { gt: ctx.arguments.count } }));
  return null;
}"""
)


class Mirror:
    """A data source that answers with its request."""

    def invoke(self, request: Any, invocation: Invocation) -> Answer:
        return Answer(result={**request, "must": "m"} if isinstance(request, dict) else request)


class Broken:
    def invoke(self, request: Any, invocation: Invocation) -> Answer:
        return Answer(error=SourceError(message="gone", type="Test:Gone"))


@pytest.fixture(scope="module")
def api() -> Api:
    code = {
        ("Query", "item"): (ITEM, Broken()),
        ("Query", "echo"): (ECHO, Mirror()),
        ("Mutation", "put"): (PUT, Mirror()),
        ("Subscription", "onPut"): (SUBSCRIBE, Mirror()),
        ("Subscription", "onFiltered"): (FILTERED, Mirror()),
    }
    resolvers = {
        key: UnitResolver(name=".".join(key), module=load(".".join(key), text), source=source) for key, (text, source) in code.items()
    }
    types = ("API_KEY", "AMAZON_COGNITO_USER_POOLS")
    return Api(schema=build_schema(SDL, types), resolvers=resolvers, authentication_types=types)


USER = UserPool(username="ann", sub="1")
ADMIN = UserPool(username="eve", sub="2", groups=("Admin",))


def run(api: Api, document: str, variables: dict[str, Any] | None = None, identity: Any = None) -> dict[str, Any]:
    return api.execute(document, variables, identity=identity or ApiKey()).to_json()


def messages(answer: dict[str, Any]) -> list[str]:
    return [each["message"] for each in answer["errors"]]


def test_selects_with_aliases_fragments_and_conditions(api: Api) -> None:
    document = """
    query Q($yes: Boolean!, $no: Boolean!) {
      a: item {
        ...Parts b: name @skip(if: $yes) c: name @include(if: $yes) d: name @include(if: $no)
        __typename ... on Item { child { id } }
      }
    }
    fragment Parts on Item { id tags child { name } }
    """
    expected = {"id": "1", "tags": ["a"], "child": {"name": "one", "id": "1"}, "c": "one", "__typename": "Item"}
    assert run(api, document, {"yes": True, "no": False}) == {"data": {"a": expected}}
    del expected["c"]
    other = {**expected, "b": "one", "d": "one"}
    assert run(api, document, {"yes": False, "no": True}) == {"data": {"a": other}}


def test_writes_scalars_and_enums(api: Api) -> None:
    answer = run(api, "{ item { json color when count } }")
    assert answer == {"data": {"item": {"json": '{"a":[1]}', "color": "BLUE", "when": "2020-01-01T00:00:00Z", "count": 3}}}


def test_introspection_equals_the_reference_implementation(api: Api) -> None:
    document = get_introspection_query()
    assert run(api, document)["data"] == graphql_sync(reference_schema(PRELUDE + SDL), document).data


def test_a_root_field_without_a_resolver_is_null(api: Api) -> None:
    assert run(api, "{ nothing }") == {"data": {"nothing": None}}


def test_directives_decide_who_gets_to_a_field(api: Api) -> None:
    """A denied field is null and has AppSync's error; a denied non-null field takes its object with it."""
    answer = run(api, "{ item { id secret } users }", identity=USER)
    assert answer["data"] == {"item": {"id": "1", "secret": None}, "users": None}
    assert answer["errors"] == [
        {
            "path": ["item", "secret"],
            "data": None,
            "errorType": "Unauthorized",
            "errorInfo": None,
            "locations": [{"line": 1, "column": 13, "sourceName": None}],
            "message": "Not Authorized to access secret on type Item",
        }
    ]
    assert run(api, "{ item { secret } }", identity=ADMIN) == {"data": {"item": {"secret": "s"}}}
    denied = run(api, "{ item { id must } users }")
    assert denied["data"] == {"item": None, "users": None}
    assert messages(denied) == ["Not Authorized to access must on type Item", "Not Authorized to access users on type Query"]


def test_a_mode_that_a_field_does_not_name_is_denied(api: Api) -> None:
    assert messages(run(api, "{ item { id } }", identity=Iam())) == ["Not Authorized to access item on type Query"]


def test_a_field_without_directives_is_open_to_the_default_mode_alone(api: Api) -> None:
    assert run(api, "{ bare }") == {"data": {"bare": None}}
    assert messages(run(api, "{ bare }", identity=USER)) == ["Not Authorized to access bare on type Query"]


def test_util_error_ends_the_field_with_what_was_selected_of_its_data(api: Api) -> None:
    answer = run(api, '{ it: item(wish: "error") { n: name } }')
    assert answer["data"] == {"it": None}
    assert answer["errors"] == [
        {
            "path": ["it"],
            "data": {"n": "seen"},
            "errorType": "Custom",
            "errorInfo": {"why": "because"},
            "locations": [{"line": 1, "column": 3, "sourceName": None}],
            "message": "no",
        }
    ]


def test_append_error_keeps_the_value(api: Api) -> None:
    answer = run(api, '{ item(wish: "append") { id } }')
    assert answer["data"] == {"item": {"id": "1"}}
    assert messages(answer) == ["partly"]


def test_unauthorized_names_field_and_type(api: Api) -> None:
    answer = run(api, '{ x: item(wish: "unauthorized") { id } }')
    assert [(each["message"], each["errorType"]) for each in answer["errors"]] == [
        ("Not Authorized to access item on type Query", "Unauthorized")
    ]


def test_a_failed_data_source_is_what_response_sees_as_error(api: Api) -> None:
    answer = run(api, '{ item(wish: "source") { name } }')
    assert answer["data"] == {"item": None}  # ctx.error has no name, and name is non-null


def test_every_null_non_null_field_is_reported(api: Api) -> None:
    """AppSync does not stop at the first one, as graphql-js does (behaviour recorded for case todo, step 19)."""
    answer = run(api, '{ item(wish: "nulls") { id name child { id } } }')
    assert answer["data"] == {"item": None}
    assert messages(answer) == [
        "Cannot return null for non-nullable type: 'ID' within parent 'Item' (/item/id)",
        "Cannot return null for non-nullable type: 'String' within parent 'Item' (/item/name)",
        "Cannot return null for non-nullable type: 'ID' within parent 'Item' (/item/child/id)",
    ]
    assert answer["errors"][2] == {
        "path": ["item", "child", "id"],
        "locations": None,
        "message": "Cannot return null for non-nullable type: 'ID' within parent 'Item' (/item/child/id)",
    }


def test_a_null_in_a_list_of_non_nulls_takes_the_list(api: Api) -> None:
    answer = run(api, '{ item(wish: "children") { id tags children { id } } }')
    assert answer["data"] == {"item": {"id": "1", "tags": None, "children": None}}
    assert messages(answer) == [
        "Cannot return null for non-nullable type: 'String' within parent 'Item' (/item/tags[1])",
        "Cannot return null for non-nullable type: 'ID' within parent 'Item' (/item/children[1]/id)",
    ]


def test_values_of_the_wrong_type_are_null_with_an_error(api: Api) -> None:
    answer = run(api, '{ item(wish: "types") { id tags child { id } color when count } }')
    assert answer["data"] == {"item": {"id": "1", "tags": None, "child": None, "color": None, "when": None, "count": None}}
    assert messages(answer) == [
        "Can't resolve value (/item/tags) : type mismatch error, expected type LIST, got STRING",
        "Can't resolve value (/item/child) : type mismatch error, expected type OBJECT, got STRING",
        "Can't serialize value (/item/color) : Invalid input for Enum 'Color'. No value found for name 'GREEN'",
        "Can't serialize value (/item/when) : Unable to serialize `z` as a valid DateTime Object.",
        "Can't serialize value (/item/count) : Expected value to be in the Integer range but it was a '2147483648'.",
    ]


def test_a_list_where_an_object_belongs(api: Api) -> None:
    assert messages(run(api, '{ item(wish: "list") { id } }')) == [
        "Can't resolve value (/item) : type mismatch error, expected type OBJECT, got LIST"
    ]


def test_arguments_reach_the_resolver_as_they_were_given(api: Api) -> None:
    """Absent is absent, null is null, defaults are filled in, AWSJSON is parsed, a single value becomes a list."""
    answer = run(api, 'query ($x: Int) { echo(input: {id: 7, count: $x}, list: 3, json: "{\\"a\\": null}") }')
    assert json.loads(answer["data"]["echo"]) == {
        "input": {"id": "7", "color": "RED"},
        "list": [3],
        "json": {"a": None},
        "flag": True,
        "must": "m",
    }
    nulls = run(api, "query ($x: Int) { echo(input: {id: 7, count: $x}, flag: null) }", {"x": None})
    assert json.loads(nulls["data"]["echo"]) == {"input": {"id": "7", "count": None, "color": "RED"}, "flag": None, "must": "m"}


@pytest.mark.parametrize(
    ("variables", "text"),
    [
        ({}, "Variable 'i' has coerced Null value for NonNull type 'ItemInput!'"),
        ({"i": None}, "Variable 'i' has coerced Null value for NonNull type 'ItemInput!'"),
        ({"i": {}}, "Variable 'id' has coerced Null value for NonNull type 'ID!'"),
        ({"i": {"id": None}}, "Variable 'i' has coerced Null value for NonNull type 'ID!'"),
        ({"i": {"id": "1", "nope": 1}}, "The variables input contains a field that is not defined for input object type 'ItemInput' "),
        ({"i": {"id": "1", "when": "x"}}, "Variable 'when' has an invalid value. Unable to parse `x` as a valid DateTime Object."),
        (
            {"i": {"id": "1", "inner": [{"id": "2", "count": "5"}]}},
            "Variable 'count' has an invalid value. Expected type 'Int' but was 'String'.",
        ),
        (
            {"i": {"id": "1", "color": "GREEN"}},
            "Variable 'color' has an invalid value. Invalid input for Enum 'Color'. No value found for name 'GREEN'.",
        ),
        ({"i": 5}, "Variable 'i' has an invalid value. Expected type 'Map' but was 'int'."),
    ],
)
def test_variables_that_do_not_fit_are_refused_in_appsyncs_words(api: Api, variables: dict[str, Any], text: str) -> None:
    answer = run(api, "mutation ($i: ItemInput!) { put(input: $i) { id } }", variables)
    assert answer == {"data": None, "errors": [{"path": None, "locations": None, "message": text}]}


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("{ nope }", "FieldUndefined: Field 'nope' in type 'Query' is undefined @ 'nope'"),
        ("{ item { child { nope } } }", "FieldUndefined: Field 'nope' in type 'Item' is undefined @ 'item/child/nope'"),
        ("{ item(x: 1) { id } }", "UnknownArgument: Unknown field argument x @ 'item'"),
        ("{ item }", "SubSelectionRequired: Sub selection required for type Item of field item @ 'item'"),
        ("mutation { put { id } }", "MissingFieldArgument: Missing field argument input @ 'put'"),
        ("query ($a: Int) { nothing }", "UnusedVariable: Unused variable a"),
        ("{ item(id: $a) { id } }", "UndefinedVariable: Undefined variable a @ 'item'"),
        ("query ($a: Int) { item(id: $a) { id } }", "VariableTypeMismatch: Variable type 'Int' doesn't match expected type 'ID' @ 'item'"),
        ("{ ...F }", "UndefinedFragment: Undefined fragment F"),
    ],
)
def test_documents_that_are_not_valid(api: Api, document: str, text: str) -> None:
    """Nothing is executed; the errors have locations and no errorType."""
    answer = run(api, document)
    assert answer["data"] is None
    assert f"Validation error of type {text}" in messages(answer)
    assert all(each.keys() == {"path", "locations", "message"} for each in answer["errors"])


@pytest.mark.parametrize("document", ["", "{", "nonsense", "fragment F on Item { id }", "{ nothing " * 20_000])
def test_texts_that_cannot_be_read_are_malformed(api: Api, document: str) -> None:
    result = api.execute(document, identity=ApiKey())
    assert result.malformed
    assert result.errors[0]["errorType"] == "MalformedHttpRequestException"


def test_an_operation_is_chosen_by_name(api: Api) -> None:
    document = "query A { nothing } query B { b: nothing }"
    assert api.execute(document, identity=ApiKey(), operation_name="B").data == {"b": None}
    assert api.execute(document, identity=ApiKey()).errors[0]["message"] == "Missing operation name."
    assert api.execute(document, identity=ApiKey(), operation_name="C").errors[0]["message"] == "Unknown operation named 'C'."


def test_work_is_counted(api: Api) -> None:
    trace = api.execute("{ a: item { id } b: item { id } }", identity=ApiKey()).trace
    assert trace.evaluations == ["Query.item.request", "Query.item.response"] * 2


def events(api: Api, document: str, variables: dict[str, Any] | None = None) -> tuple[Any, list[dict[str, Any]]]:
    received: list[dict[str, Any]] = []
    return api.subscribe(document, variables, identity=ApiKey(), on_event=received.append), received


def put(api: Api, selection: str, **values: Any) -> None:
    assert "errors" not in run(api, f"mutation ($i: ItemInput!) {{ put(input: $i) {{ {selection} }} }}", {"i": values}, USER)


def test_a_subscriber_gets_what_the_mutation_selected_in_the_shape_of_his_own_selection(api: Api) -> None:
    subscription, received = events(api, "subscription { made: onPut { n: name count id __typename } }")
    put(api, "key: id id name", id="1", name="x", count=5)
    subscription.close()
    put(api, "id name", id="2", name="y")
    assert received == [{"data": {"made": {"n": "x", "count": None, "id": "1", "__typename": "Item"}}}]


def test_a_non_null_field_that_the_mutation_left_out_is_an_error(api: Api) -> None:
    subscription, received = events(api, "subscription { onPut { id name } }")
    put(api, "id", id="1", name="x")
    subscription.close()
    text = "Cannot return null for non-nullable type: 'String' within parent 'Item' (/onPut/name)"
    assert received == [{"data": {"onPut": None}, "errors": [{"path": ["onPut", "name"], "locations": None, "message": text}]}]


def test_arguments_filter_by_equality_and_null_means_null(api: Api) -> None:
    """An argument that is absent does not filter; one that is null matches only payloads without the field (AppSync, Real-time data)."""
    one, of_one = events(api, 'subscription { onPut(id: "1") { id } }')
    null, of_null = events(api, "subscription ($n: String) { onPut(name: $n) { id } }", {"n": None})
    free, of_free = events(api, "subscription ($n: String) { onPut(name: $n) { id } }")
    put(api, "id name", id="1", name="x")
    put(api, "id", id="2", name="x")
    for each in (one, null, free):
        each.close()
    assert [[each["data"]["onPut"]["id"] for each in got] for got in (of_one, of_null, of_free)] == [["1"], ["2"], ["1", "2"]]


def test_a_filter_of_the_resolver_replaces_the_arguments(api: Api) -> None:
    subscription, received = events(api, "subscription { onFiltered(count: 3) { id } }")
    for count in (3, 4):
        put(api, "id name count", id=str(count), name="x", count=count)
    subscription.close()
    assert subscription.filter == {"filterGroup": [{"filters": [{"fieldName": "count", "operator": "gt", "value": 3}]}]}
    assert [each["data"]["onFiltered"]["id"] for each in received] == ["4"]


@pytest.mark.parametrize(
    ("document", "error"),
    [
        (
            "subscription { onDenied { id } }",
            {"errorType": "Unauthorized", "message": "Not Authorized to access onDenied on type Subscription"},
        ),
        ("{ nothing }", {"errorType": "UnsupportedOperation", "message": "unknown not supported through the realtime channel"}),
        (
            "subscription { nope }",
            {"message": "Validation error of type FieldUndefined: Field 'nope' in type 'Subscription' is undefined @ 'nope'"},
        ),
        ("subscription {", {"message": "Unable to parse GraphQL query."}),
    ],
)
def test_subscriptions_that_do_not_start(api: Api, document: str, error: dict[str, Any]) -> None:
    with pytest.raises(SubscriptionRefusedError) as refused:
        api.subscribe(document, identity=ApiKey(), on_event=print)
    assert refused.value.errors == [error]


def test_a_mutation_that_failed_is_no_event(api: Api) -> None:
    subscription, received = events(api, "subscription { onPut { id } }")
    assert messages(run(api, 'mutation { put(input: {id: "1"}) { name } }'))
    subscription.close()
    assert received == []
