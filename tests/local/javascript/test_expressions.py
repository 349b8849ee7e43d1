"""Conditions as DynamoDB and OpenSearch take them, and the requests of @aws-appsync/utils/dynamodb."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amplify_pulumi.local.javascript import JavaScript, load


def filter_of(evaluate: Any, condition: Any) -> dict[str, Any]:
    return json.loads(evaluate("util.transform.toDynamoDBFilterExpression(ctx.args)", {"arguments": condition}))


class TestConditions:
    @pytest.mark.parametrize(
        ("operators", "expression", "values"),
        [
            ({"eq": "x"}, "(#f = :f_eq)", {":f_eq": {"S": "x"}}),
            ({"ne": True}, "(#f <> :f_ne)", {":f_ne": {"BOOL": True}}),
            ({"lt": 1}, "(#f < :f_lt)", {":f_lt": {"N": 1}}),
            ({"le": 1}, "(#f <= :f_le)", {":f_le": {"N": 1}}),
            ({"gt": 1}, "(#f > :f_gt)", {":f_gt": {"N": 1}}),
            ({"ge": 1}, "(#f >= :f_ge)", {":f_ge": {"N": 1}}),
            ({"contains": "x"}, "(contains(#f,:f_contains))", {":f_contains": {"S": "x"}}),
            ({"notContains": "x"}, "(NOT contains(#f,:f_notContains))", {":f_notContains": {"S": "x"}}),
            ({"beginsWith": "x"}, "(begins_with(#f,:f_beginsWith))", {":f_beginsWith": {"S": "x"}}),
            ({"between": [1, 2]}, "(#f BETWEEN :f_between_1 AND :f_between_2)", {":f_between_1": {"N": 1}, ":f_between_2": {"N": 2}}),
            ({"in": ["a", "b"]}, "(#f IN (:f_in_0, :f_in_1))", {":f_in_0": {"S": "a"}, ":f_in_1": {"S": "b"}}),
            ({"attributeExists": True}, "(attribute_exists(#f))", {}),
            ({"attributeExists": False}, "(attribute_not_exists(#f))", {}),
            ({"attributeType": "string"}, "(attribute_type(#f,:f_attributeType))", {":f_attributeType": {"S": "S"}}),
            ({"attributeType": "_null"}, "(attribute_type(#f,:f_attributeType))", {":f_attributeType": {"S": "NULL"}}),
            ({"size": {"ge": 2}}, "(size(#f) >= :f_size_ge)", {":f_size_ge": {"N": 2}}),
            ({"ge": 1, "le": 2}, "(#f >= :f_ge) AND (#f <= :f_le)", {":f_ge": {"N": 1}, ":f_le": {"N": 2}}),
            ({"eq": None}, "(#f = :f_eq)", {":f_eq": {"NULL": None}}),
        ],
    )
    def test_operators(self, evaluate: Any, operators: Any, expression: str, values: Any) -> None:
        assert filter_of(evaluate, {"f": operators}) == {
            "expression": expression,
            "expressionNames": {"#f": "f"},
            "expressionValues": values,
        }

    def test_and_or_not_nest_and_share_no_values(self, evaluate: Any) -> None:
        found = filter_of(
            evaluate, {"and": [{"a": {"eq": 1}}, {"or": [{"a": {"eq": 2}}, {"b": {"eq": 3}, "c": {"eq": 4}}]}], "not": {"a": {"eq": 5}}}
        )
        either = "((#a = :and_1_or_0_a_eq) OR ((#b = :and_1_or_1_b_eq) AND (#c = :and_1_or_1_c_eq)))"
        assert found["expression"] == f"((#a = :and_0_a_eq) AND {either}) AND (NOT (#a = :not_a_eq))"
        assert [value["N"] for value in found["expressionValues"].values()] == [1, 2, 3, 4, 5]

    @pytest.mark.parametrize("empty", [{}, {"and": []}, {"or": [{}]}, {"a": None}, {"not": {}}, {"and": [{"or": []}, {}]}, {"a": {}}])
    def test_nothing_asked_for_is_an_empty_expression(self, evaluate: Any, empty: Any) -> None:
        assert filter_of(evaluate, empty)["expression"] == ""

    def test_one_object_for_a_list(self, evaluate: Any) -> None:
        assert filter_of(evaluate, {"or": {"a": {"eq": 1}}})["expression"] == "(#a = :or_0_a_eq)"

    def test_attribute_names_that_are_no_words_are_numbered(self, evaluate: Any) -> None:
        found = filter_of(evaluate, {"a-b": {"eq": 1}, "c d": {"eq": 2}, "e.f": {"eq": 3}})
        assert list(found["expressionNames"].values()) == ["a-b", "c d", "e.f"]
        assert all(name[1:].replace("_", "").isalnum() for name in (*found["expressionNames"], *found["expressionValues"]))
        assert len(found["expressionValues"]) == 3

    def test_a_field_inside_a_field_is_a_path(self, evaluate: Any) -> None:
        found = filter_of(evaluate, {"address": {"city": {"eq": "x"}}})
        assert (found["expression"], found["expressionNames"]) == (
            "(#address.#city = :address_city_eq)",
            {"#address": "address", "#city": "city"},
        )

    @pytest.mark.parametrize(
        "wrong",
        ["null", "'x'", "{ a: 1 }", "{ a: { near: 1 } }", "{ a: { between: [1] } }", "{ a: { in: 1 } }", "{ a: { size: { near: 1 } } }"],
    )
    def test_what_is_no_condition_is_an_error_at_the_call(self, run: Any, wrong: str) -> None:
        assert run(f"return util.transform.toDynamoDBConditionExpression({wrong});").error.detail.startswith("code.js:3:8: ")


NAMES = st.sampled_from(["a", "b"])
CONDITIONS = st.recursive(
    st.dictionaries(
        NAMES, st.sampled_from([{"eq": 1}, {"ge": 1, "le": 2}, {}, {"attributeExists": True}, {"between": [1, 2]}]), max_size=2
    ),
    lambda inner: (
        st.dictionaries(st.sampled_from(["and", "or"]), st.lists(inner, max_size=3), max_size=2)
        | st.builds(lambda condition: {"not": condition}, inner)
        | st.builds(lambda condition, other: {**other, "not": condition}, inner, inner)
    ),
    max_leaves=6,
)
ENGINE = JavaScript()
TRANSFORM = load(
    "Query.test",
    """import { util } from '@aws-appsync/utils';
export const request = (ctx) => JSON.parse(util.transform.toDynamoDBFilterExpression(ctx.args));
export const response = (ctx) => null;""",
)


def pairs_of(expression: str) -> set[tuple[int, int]]:
    """Return the positions of each opening parenthesis and the one that closes it."""
    pairs: set[tuple[int, int]] = set()
    open_at: list[int] = []
    for position, character in enumerate(expression):
        if character == "(":
            open_at.append(position)
        elif character == ")":
            pairs.add((open_at.pop(), position))
    assert not open_at
    return pairs


@settings(deadline=None)
@given(condition=CONDITIONS)
def test_dynamodb_would_take_every_expression(condition: dict[str, Any]) -> None:
    """DynamoDB refuses `((a = b))`, "The expression has redundant parentheses", and names and values that are "unused in expressions"."""
    found = ENGINE.call(TRANSFORM, "request", {"arguments": condition}).result
    pairs = pairs_of(found["expression"])
    assert [pair for pair in pairs if (pair[0] + 1, pair[1] - 1) in pairs] == []
    assert "()" not in found["expression"]
    assert set(re.findall(r"#\w+", found["expression"])) == set(found["expressionNames"])
    assert set(re.findall(r":\w+", found["expression"])) == set(found["expressionValues"])


class TestRequests:
    """Shapes as in the type definitions of @aws-appsync/utils and in recorded answers.

    Numbering runs through a request, because its expressions share names in DynamoDB.
    """

    def test_query(self, evaluate: Any) -> None:
        found = evaluate(
            """ddb.query({ index: 'i', limit: null, query: { pk: { eq: 'a' }, sk: { beginsWith: 'b' } },
                filter: { n: { gt: 1 } }, projection: ['a.b'] })"""
        )
        assert found == {
            "operation": "Query",
            "index": "i",
            "query": {
                "expression": "#expName_1 = :expValue_1 AND begins_with(#expName_2,:expValue_2)",
                "expressionNames": {"#expName_1": "pk", "#expName_2": "sk"},
                "expressionValues": {":expValue_1": {"S": "a"}, ":expValue_2": {"S": "b"}},
            },
            "filter": {
                "expression": "(#expName_3 > :expValue_3)",
                "expressionNames": {"#expName_3": "n"},
                "expressionValues": {":expValue_3": {"N": 1}},
            },
            "projection": {"expression": "#expName_4.#expName_5", "expressionNames": {"#expName_4": "a", "#expName_5": "b"}},
        }

    def test_update_with_every_operation(self, evaluate: Any) -> None:
        found = evaluate(
            """ddb.update({ key: { id: 'x' }, condition: { v: { eq: 1 } }, update: {
                a: 1, b: ddb.operations.remove(), c: ddb.operations.increment(), d: ddb.operations.decrement(2),
                e: [ddb.operations.updateListItem('y', 3)],
                f: { g: null }, h: ddb.toStringSet(['z']), i: undefined } })"""
        )
        assert found["update"]["expression"] == (
            "SET #expName_1 = :expValue_1, #expName_3 = #expName_3 + :expValue_2, #expName_4 = #expName_4 - :expValue_3, "
            "#expName_5[3] = :expValue_4, #expName_6.#expName_7 = :expValue_5, #expName_8 = :expValue_6 REMOVE #expName_2"
        )
        assert list(found["update"]["expressionNames"].values()) == ["a", "b", "c", "d", "e", "f", "g", "h"]
        assert list(found["update"]["expressionValues"].values()) == [
            {"N": 1},
            {"N": 1},
            {"N": 2},
            {"S": "y"},
            {"NULL": None},
            {"SS": ["z"]},
        ]
        assert found["condition"]["expressionNames"] == {"#expName_9": "v"}

    def test_batches_and_transactions(self, evaluate: Any) -> None:
        assert evaluate("ddb.batchGet({ tables: { T: { keys: [{ id: 1 }], consistentRead: true } } })") == {
            "operation": "BatchGetItem",
            "tables": {"T": {"keys": [{"id": {"N": 1}}], "consistentRead": True}},
        }
        assert evaluate("ddb.batchPut({ tables: { T: [{ id: 1 }] } })") == {
            "operation": "BatchPutItem",
            "tables": {"T": [{"id": {"N": 1}}]},
        }
        assert evaluate("ddb.batchDelete({ tables: { T: [{ id: 1 }] } })") == {
            "operation": "BatchDeleteItem",
            "tables": {"T": [{"id": {"N": 1}}]},
        }
        assert evaluate("ddb.transactGet({ items: [{ table: 'T', key: { id: 1 } }] })") == {
            "operation": "TransactGetItems",
            "transactItems": [{"table": "T", "key": {"id": {"N": 1}}}],
        }
        written = evaluate(
            """ddb.transactWrite({ items: [
                { putItem: { table: 'T', key: { id: 1 }, item: { a: 2 } } }, { deleteItem: { table: 'T', key: { id: 2 } } },
                { updateItem: { table: 'T', key: { id: 3 }, update: { a: 1 } } },
                { conditionCheck: { table: 'T', key: { id: 4 }, condition: { a: { attributeExists: true } } } }] })"""
        )
        assert written["operation"] == "TransactWriteItems"
        assert [item["operation"] for item in written["transactItems"]] == ["PutItem", "DeleteItem", "UpdateItem", "ConditionCheck"]
        assert written["transactItems"][0] == {
            "table": "T",
            "operation": "PutItem",
            "key": {"id": {"N": 1}},
            "attributeValues": {"a": {"N": 2}},
        }
        assert written["transactItems"][3]["condition"] == {
            "expression": "(attribute_exists(#expName_1))",
            "expressionNames": {"#expName_1": "a"},
        }

    def test_sync(self, evaluate: Any) -> None:
        assert evaluate("ddb.sync({ limit: 5, lastSync: 3, nextToken: undefined })") == {"operation": "Sync", "limit": 5, "lastSync": 3}

    def test_a_request_without_a_key_is_an_error(self, run: Any) -> None:
        assert "needs a key" in run("return ddb.get({});").error.detail

    def test_requests_of_the_ai_module(self) -> None:
        handlers = "export const request = (ctx) => converse({ modelId: 'm' }); export const response = (ctx) => 1;"
        code = f"import {{ converse }} from '@aws-appsync/utils/ai';\n{handlers}"
        assert JavaScript().call(load("Query.test", code), "request", {}).result == {"operation": "Converse", "modelId": "m"}


class TestSearch:
    @pytest.mark.parametrize(
        ("operators", "query"),
        [
            ({"eq": 1}, {"term": {"f": 1}}),
            ({"ne": 1}, {"bool": {"must_not": {"term": {"f": 1}}}}),
            ({"gte": 1}, {"range": {"f": {"gte": 1}}}),
            ({"range": [1, 2]}, {"range": {"f": {"gte": 1, "lte": 2}}}),
            ({"matchPhrasePrefix": "a b"}, {"match_phrase_prefix": {"f": "a b"}}),
            ({"exists": False}, {"bool": {"must_not": {"exists": {"field": "f"}}}}),
        ],
    )
    def test_operators(self, evaluate: Any, operators: Any, query: Any) -> None:
        found = json.loads(evaluate("util.transform.toElasticsearchQueryDSL(ctx.args)", {"arguments": {"f": operators}}))
        assert found == {"bool": {"must": [{"bool": {"must": [query]}}]}}


class TestSubscriptionFilters:
    def groups(self, evaluate: Any, *arguments: Any) -> list[list[tuple[str, str, Any]]]:
        found = evaluate("util.transform.toSubscriptionFilter(...ctx.args.a)", {"arguments": {"a": arguments}})
        return [[(item["fieldName"], item["operator"], item["value"]) for item in group["filters"]] for group in found["filterGroup"]]

    def test_a_rule_and_a_clients_filter(self, evaluate: Any) -> None:
        """Generated code passes `{and: [rule, filter]}`; groups are alternatives, what is in one holds together."""
        rule = {"or": [{"owner": {"eq": "a"}}, {"group": {"in": ["g"]}}]}
        assert self.groups(evaluate, {"and": [rule, {"or": [{"n": {"gt": 1}}, {"n": {"lt": 0}}]}]}) == [
            [("owner", "eq", "a"), ("n", "gt", 1)],
            [("owner", "eq", "a"), ("n", "lt", 0)],
            [("group", "in", ["g"]), ("n", "gt", 1)],
            [("group", "in", ["g"]), ("n", "lt", 0)],
        ]

    def test_operators_of_one_field_are_alternatives(self, evaluate: Any) -> None:
        """Developer guide, "Transformation helpers in util.transform"; under `and` they hold together."""
        assert self.groups(evaluate, {"n": {"ge": 1, "le": 9}}) == [[("n", "ge", 1)], [("n", "le", 9)]]
        assert self.groups(evaluate, {"and": [{"n": {"ge": 1}}, {"n": {"le": 9}}]}) == [[("n", "ge", 1), ("n", "le", 9)]]

    @pytest.mark.parametrize("empty", [{}, None, {"and": []}, {"or": [{}]}, {"n": {}}, {"n": None}])
    def test_nothing_asked_for_gives_no_group(self, evaluate: Any, empty: Any) -> None:
        assert self.groups(evaluate, empty) == []

    def test_a_filter_is_kept_as_it_was_set(self, run: Any) -> None:
        evaluation = run(
            "const f = util.transform.toSubscriptionFilter({ a: { eq: 1 } }); extensions.setSubscriptionFilter(f); f.filterGroup.push(1);"
        )
        assert evaluation.subscription_filter == {"filterGroup": [{"filters": [{"fieldName": "a", "operator": "eq", "value": 1}]}]}
        assert evaluation.invalidation_filter is None

    @pytest.mark.parametrize(
        ("filter", "words"),
        [
            ({"a": {"in": [1, 2, 3, 4, 5, 6]}}, "subscription exceeds maximum value limit 5 for operator `in`."),
            ({"a": {"containsAny": list(range(21))}}, "subscription exceeds maximum value limit 20 for operator `containsAny`."),
            ({name: {"eq": 1} for name in "abcdef"}, "Filters exceed maximum attributes limit 5 for subscription"),
            ({"or": [{"a": {"eq": n}} for n in range(11)]}, "Filters exceed maximum filter groups limit 10 for subscription"),
            (
                {"or": [{"a": {"in": [1, 2, 3, 4]}}, {"b": {"in": [1, 2, 3, 4]}}, {"c": {"in": [1, 2, 3]}}]},
                "Filters exceed maximum filter groups limit 10",
            ),
        ],
    )
    def test_filters_beyond_appsyncs_limits_are_refused(self, run: Any, filter: Any, words: str) -> None:
        """Developer guide, "Extensions", exceptions; an `in` counts as one group for each of its values."""
        error = run("extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter(ctx.args));", {"arguments": filter}).error
        assert words in error.message

    @pytest.mark.parametrize(
        "filter", [{"a": {"in": [1, 2, 3, 4, 5]}}, {"or": [{"a": {"eq": n}} for n in range(10)]}, {name: {"eq": 1} for name in "abcde"}]
    )
    def test_filters_at_appsyncs_limits_are_taken(self, run: Any, filter: Any) -> None:
        assert run("extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter(ctx.args));", {"arguments": filter}).error is None

    def test_what_is_no_filter_is_refused(self, run: Any) -> None:
        assert "must be of the form" in run("extensions.setSubscriptionFilter({ a: 1 });").error.detail

    def test_invalidations_are_unique_and_at_most_five(self, run: Any) -> None:
        once = "extensions.invalidateSubscriptions({ subscriptionField: 'onA', payload: { n } });"
        evaluation = run(f"for (const n of [1, 2, 3, 4, 5, 5]) {{ {once} }}")
        assert [invalidation["payload"]["n"] for invalidation in evaluation.invalidations] == [1, 2, 3, 4, 5]
        assert "at most 5" in run(f"for (const n of [1, 2, 3, 4, 5, 6]) {{ {once} }}").error.detail

    def test_evictions(self, run: Any) -> None:
        evaluation = run("extensions.evictFromApiCache('Query', 'getTodo', { 'ctx.args.id': '1' });")
        assert evaluation.cache_evictions == ({"typeName": "Query", "fieldName": "getTodo", "keyValuePair": {"ctx.args.id": "1"}},)
