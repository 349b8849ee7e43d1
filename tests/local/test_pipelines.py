"""Pipelines run as AppSync's do: what each step sees of the ones before it, and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from amplify_pulumi.local.api import Api, Result
from amplify_pulumi.local.identity import ApiKey
from amplify_pulumi.local.loader import PlanError, load
from amplify_pulumi.local.store import open_store

SDL = 'type Query { answer(a: Int): AWSJSON }\ntype Mutation { change: String }\ntype Subscription { seen: String @aws_subscribe(mutations: ["change"]) }\n'  # noqa: E501 - SDL
UTILS = "import { runtime, util, extensions } from '@aws-appsync/utils';\n"
RESPONSE = "export function response(ctx) { return ctx.result; }\n"
AROUND = "export function request(ctx) { return {}; }\nexport function response(ctx) { return ctx.prev.result; }\n"


def step(request: str, response: str = "return ctx.result;") -> str:
    return f"{UTILS}export function request(ctx) {{ {request} }}\nexport function response(ctx) {{ {response} }}\n"


def plan(steps: Sequence[str], around: str = AROUND, field: tuple[str, str] = ("Query", "answer")) -> dict[str, Any]:
    names = [f"step{number}" for number in range(len(steps))]
    return {
        "formatVersion": 1,
        "api": {
            "graphqlApi": {"name": "test", "authenticationType": "API_KEY"},
            "schema": SDL,
            "dataSources": [{"name": "NONE_DS", "type": "NONE"}],
            "functions": [{"name": name, "dataSourceName": "NONE_DS", "code": code} for name, code in zip(names, steps, strict=True)],
            "resolvers": [
                {
                    "typeName": field[0],
                    "fieldName": field[1],
                    "kind": "PIPELINE",
                    "pipelineConfig": {"functions": names},
                    "code": UTILS + around,
                }
            ],
        },
        "tables": [],
        "roles": [],
    }


@pytest.fixture
def api() -> Callable[[Mapping[str, Any]], Api]:
    return lambda given: load(given, store=open_store())


@pytest.fixture
def answer(api) -> Callable[..., Result]:
    """Return a function that runs a pipeline of the given steps."""

    def run(*steps: str, around: str = AROUND) -> Result:
        return api(plan(steps, around)).execute("{ answer(a: 1) }", identity=ApiKey())

    return run


def value(result: Result) -> Any:
    assert result.errors == ()
    assert result.data is not None
    return json.loads(result.data["answer"]) if result.data["answer"] is not None else None


def test_steps_hand_on_what_they_return(answer) -> None:
    """The first step's `prev` is what the resolver's `request` returned, the last step's value is `prev` of its `response`."""
    first = step("return { payload: [ctx.prev.result, ctx.result ?? 'none'] };", "return { one: ctx.result, prev: ctx.prev.result };")
    second = step("return { payload: { got: ctx.prev.result, args: ctx.args } };")
    around = (
        "export function request(ctx) { return { begin: 1 }; }\nexport function response(ctx) { return [ctx.prev.result, ctx.result]; }\n"
    )
    last = {"got": {"one": [{"begin": 1}, "none"], "prev": {"begin": 1}}, "args": {"a": 1}}
    assert value(answer(first, second, around=around)) == [last, last]


def test_the_stash_is_there_for_all_that_come_after(answer) -> None:
    around = "export function request(ctx) { ctx.stash.a = 1; return {}; }\nexport function response(ctx) { return ctx.stash; }\n"
    first = step("ctx.stash.b = ctx.stash.a + 1; return { payload: null };", "ctx.stash.c = ctx.stash.b + 1; return null;")
    assert value(answer(first, step("ctx.stash.d = ctx.stash.c + 1; return {};"), around=around)) == {"a": 1, "b": 2, "c": 3, "d": 4}


def test_every_handler_runs_once_in_order(answer) -> None:
    result = answer(step("return {};"), step("return {};"))
    assert result.trace.evaluations == [
        "Query.answer.request", "step0.request", "step0.response", "step1.request", "step1.response", "Query.answer.response",
    ]  # fmt: skip


class TestErrors:
    def test_an_error_ends_the_field(self, answer) -> None:
        result = answer(step("util.error('no', 'Refused', null, { why: 1 });"), step("return { payload: 'never' };"))
        assert result.data == {"answer": None}
        assert [(each["message"], each["errorType"], each["errorInfo"]) for each in result.errors] == [("no", "Refused", {"why": 1})]
        assert "step1.request" not in result.trace.evaluations
        assert "Query.answer.response" not in result.trace.evaluations

    def test_a_data_sources_error_is_the_steps_own_to_tell(self, answer) -> None:
        """`response` sees it as ctx.error; one that says nothing goes on, and the next step has no error."""
        broken = step("return { operation: 'Nothing' };", "return ctx.error.type;")
        assert value(answer(broken, step("return { payload: [ctx.prev.result, ctx.error ?? 'none'] };"))) == ["MappingTemplate", "none"]

    def test_appended_errors_stay_beside_the_value(self, answer) -> None:
        result = answer(step("util.appendError('one'); return {};"), step("util.appendError('two'); return { payload: 3 };"))
        assert result.data == {"answer": "3"}
        assert [each["message"] for each in result.errors] == ["one", "two"]

    def test_unauthorized_names_the_field(self, answer) -> None:
        (error,) = answer(step("util.unauthorized();")).errors
        assert (error["message"], error["errorType"]) == ("Not Authorized to access answer on type Query", "Unauthorized")


class TestEarlyReturn:
    """AppSync's "runtime utilities": in a step, NEXT goes to the next one, END to the resolver's response; before the steps it ends the field."""  # noqa: E501 - one sentence

    def test_next_skips_the_data_source_and_the_response(self, answer) -> None:
        skipped = step("runtime.earlyReturn(7);", "return 'never';")
        assert value(answer(skipped, step("return { payload: [ctx.prev.result] };"))) == [7]

    def test_end_skips_the_other_steps(self, answer) -> None:
        result = answer(step("runtime.earlyReturn(7, { skipTo: 'END' });"), step("return { payload: 'never' };"))
        assert value(result) == 7
        assert result.trace.evaluations == ["Query.answer.request", "step0.request", "Query.answer.response"]

    def test_in_a_response(self, answer) -> None:
        ended = step("return { payload: 1 };", "runtime.earlyReturn(ctx.result + 1, { skipTo: 'END' });")
        assert value(answer(ended, step("return { payload: 'never' };"))) == 2

    def test_before_the_steps(self, answer) -> None:
        around = "export function request(ctx) { runtime.earlyReturn(5); }\nexport function response(ctx) { return 'never'; }\n"
        result = answer(step("return {};"), around=around)
        assert value(result) == 5
        assert result.trace.evaluations == ["Query.answer.request"]


def test_a_filter_that_a_step_sets_holds(api) -> None:
    too_many = "{ fieldName: 'a', operator: 'in', value: [1, 2, 3, 4, 5, 6] }"
    setting = f"extensions.setSubscriptionFilter({{ filterGroup: [{{ filters: [{too_many}] }}] }}); return null;"
    filtering = step("return { payload: null };", setting)
    given = plan([filtering, step("return {};")], field=("Subscription", "seen"))
    with pytest.raises(Exception, match="maximum value limit 5 for operator `in`"):
        api(given).subscribe("subscription { seen }", identity=ApiKey(), on_event=lambda _: None)


def test_no_steps_at_all(answer) -> None:
    around = "export function request(ctx) { return { a: 1 }; }\nexport function response(ctx) { return ctx.prev.result; }\n"
    assert value(answer(around=around)) == {"a": 1}


def test_plans_that_appsync_would_refuse(api) -> None:
    with pytest.raises(PlanError, match=r"the pipeline of Query.answer has 11 functions; AppSync takes at most 10"):
        api(plan([step("return {};")] * 11))
    given = plan([step("return {};")])
    given["api"]["resolvers"][0]["pipelineConfig"]["functions"].append("other")
    with pytest.raises(PlanError, match=r"the pipeline of Query.answer uses the functions other, which the plan does not hold"):
        api(given)
    given = plan([step("return {};")])
    given["api"]["functions"][0]["dataSourceName"] = "Nothing"
    with pytest.raises(PlanError, match="the resolver of step0 uses the data source 'Nothing', which the plan does not hold"):
        api(given)
