"""Whole requests about what is stored: defaults of new items, checks of what is written, and times under other names or none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from amplify_pulumi.testing import Caller, LocalApi, Result, local_api

DEFAULTS = """
models:
  Item:
    fields:
      text: { type: String, default: "a \\"quoted\\" text" }
      empty: { type: String, default: "" }
      number: { type: Int, default: 5 }
      zero: { type: Int, default: 0 }
      ratio: { type: Float, default: 1.5 }
      yes: { type: Boolean, default: true }
      no: { type: Boolean, default: false }
      day: { type: AWSDate, default: "2020-01-01" }
      time: { type: AWSTimestamp, default: 1577836800 }
      data: { type: AWSJSON, default: "[1,2]" }
      color: { type: Color, default: RED }
      plain: String
    authorization: [{ allow: publicApiKey }]
enums:
  Color: [RED, GREEN]
"""
GIVEN = {
    "text": 'a "quoted" text',
    "empty": "",
    "number": 5,
    "zero": 0,
    "ratio": 1.5,
    "yes": True,
    "no": False,
    "day": "2020-01-01",
    "time": 1577836800,
    "data": "[1,2]",
    "color": "RED",
}
CHECKED = """
models:
  Item:
    fields:
      sku: { type: String, validate: [{ minLength: 3, message: too short }, { maxLength: 6 }, { startsWith: S }, { endsWith: X }] }
      code: { type: String, validate: [{ matches: "^[a-z]+$" }] }
      age: { type: Int, validate: [{ gte: 0 }, { lt: 150, message: too old }] }
      price: { type: Float, validate: [{ gt: 0 }, { lte: 9.5 }] }
    authorization: [{ allow: owner }]
"""


@pytest.fixture(scope="module")
def items() -> Iterator[LocalApi]:
    with local_api(DEFAULTS) as api:
        yield api


@pytest.fixture(scope="module")
def checked() -> Iterator[LocalApi]:
    with local_api(CHECKED) as api:
        yield api


def write(caller: Caller, verb: str, input_: dict[str, Any], select: str = "id") -> Result:
    document = f"mutation ($input: {verb.capitalize()}ItemInput!) {{ answer: {verb}Item(input: $input) {{ {select} }} }}"
    return caller.execute(document, {"input": input_})


class TestDefaults:
    def test_a_new_item_gets_what_it_does_not_bring(self, items: LocalApi) -> None:
        """Of every type, what is false, zero or empty included; in the same call as ever."""
        result = write(items.as_api_key(), "create", {"plain": "x"}, " ".join(GIVEN))
        assert result.data == {"answer": GIVEN}
        assert (len(result.trace.evaluations), len(result.trace.calls)) == (2, 1)

    def test_null_is_replaced_too(self, items: LocalApi) -> None:
        result = write(items.as_api_key(), "create", dict.fromkeys(GIVEN), " ".join(GIVEN))
        assert result.data == {"answer": GIVEN}

    def test_what_it_brings_stays(self, items: LocalApi) -> None:
        own = {"text": "", "number": 0, "zero": 1, "yes": False, "data": '{"x":1}', "color": "GREEN"}
        result = write(items.as_api_key(), "create", own, " ".join(own))
        assert result.data == {"answer": own}

    def test_a_change_knows_no_defaults(self, items: LocalApi) -> None:
        caller = items.as_api_key()
        write(caller, "create", {"id": "i1"})
        assert write(caller, "update", {"id": "i1", "text": None}, "text number").data == {"answer": {"text": None, "number": 5}}


class TestValidations:
    @pytest.mark.parametrize("verb", ["create", "update"])
    @pytest.mark.parametrize(
        ("input_", "text"),
        [
            ({"sku": "SX"}, "too short"),
            ({"sku": ""}, "too short"),
            ({"sku": "SxxxxxX"}, "Field sku of type Item must have a maximum length of 6"),
            ({"sku": "xxX"}, "Field sku of type Item must start with S"),
            ({"sku": "Sxx"}, "Field sku of type Item must end with X"),
            ({"sku": "Sx\U0001f600x"}, "Field sku of type Item must end with X"),
            ({"code": "A"}, "Field code of type Item must match ^[a-z]+$"),
            ({"code": "a\n"}, "Field code of type Item must match ^[a-z]+$"),
            ({"age": -1}, "Field age of type Item must be greater than or equal to 0"),
            ({"age": 150}, "too old"),
            ({"price": 0}, "Field price of type Item must be greater than 0"),
            ({"price": 9.6}, "Field price of type Item must be less than or equal to 9.5"),
            ({"price": 0, "age": -1}, "Field age of type Item must be greater than or equal to 0"),
        ],
    )
    def test_what_does_not_hold_is_an_error_without_a_call(self, checked: LocalApi, verb: str, input_: dict[str, Any], text: str) -> None:
        """The first in the order of the schema, in its own words or in Amplify's."""
        result = write(checked.as_user("alice"), verb, {"id": "i1", **input_})
        assert [(error["message"], error["errorType"]) for error in result.errors] == [(text, None)]
        assert (len(result.trace.evaluations), result.trace.calls) == (1, [])

    @pytest.mark.parametrize(
        "input_",
        [
            {"sku": "SxX"},
            {"sku": "SxxxxX"},
            {"code": "abc"},
            {"age": 0},
            {"age": 149},
            {"price": 0.01},
            {"price": 9.5},
            {"sku": None, "age": None},
        ],
    )
    def test_what_holds_is_written_and_null_needs_nothing(self, checked: LocalApi, input_: dict[str, Any]) -> None:
        made = write(checked.as_user("alice"), "create", input_, "id " + " ".join(input_))
        assert {name: made.data["answer"][name] for name in input_} == input_
        assert write(checked.as_user("alice"), "update", {"id": made.data["answer"]["id"], **input_}).errors == ()

    def test_the_rules_come_first(self, checked: LocalApi) -> None:
        """Who may not write is not told what would be wrong with it; what is wrong is told before it is looked for."""
        assert write(checked.as_guest(), "create", {"age": -1}).errors[0]["errorType"] == "Unauthorized"
        assert write(checked.as_user("alice"), "update", {"id": "nope", "age": -1}).errors[0]["errorType"] is None


def test_defaults_are_checked_like_what_is_given() -> None:
    age = "age: { type: Int, default: -1, validate: [{ gte: 0 }] }"
    with local_api(f"models: {{ Item: {{ fields: {{ {age} }}, authorization: [{{ allow: publicApiKey }}] }} }}") as api:
        assert write(api.as_api_key(), "create", {}).errors[0]["message"] == "Field age of type Item must be greater than or equal to 0"


GEN1 = """
type Renamed @model(timestamps: { createdAt: "made", updatedAt: "changed" }) @auth(rules: [{ allow: public }]) { text: String }
type Timeless @model(timestamps: null) @auth(rules: [{ allow: public }]) { text: String }
"""


def test_times_have_the_names_that_the_schema_gives_them_or_are_left_out(tmp_path: Any) -> None:
    path = tmp_path / "schema.graphql"
    path.write_text(GEN1, encoding="utf-8")
    with local_api(path) as api:
        caller = api.as_api_key()
        made = caller.execute('mutation { createRenamed(input: { id: "r", text: "x" }) { made changed } }').data["createRenamed"]
        assert made["made"] == made["changed"]
        changed = caller.execute('mutation { updateRenamed(input: { id: "r", text: "y" }) { made changed } }').data["updateRenamed"]
        assert made["made"] == changed["made"] < changed["changed"]
        result = caller.execute('mutation { createTimeless(input: { id: "t", text: "x" }) { id text } }')
        stored = next(call.request["Item"] for call in result.trace.calls if call.operation == "PutItem")
        assert stored == {"id": {"S": "t"}, "text": {"S": "x"}, "__typename": {"S": "Timeless"}}
        assert caller.execute('mutation { updateTimeless(input: { id: "t" }) { text } }').data == {"updateTimeless": {"text": "x"}}
