"""The other helpers of util, against Python's own encoders and the texts that describe them."""

from __future__ import annotations

import base64
import json
import unicodedata
import urllib.parse
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amplify_pulumi.local.javascript import JavaScript, load

ENGINE = JavaScript()
ENCODINGS = load(
    "Query.test",
    """import { util } from '@aws-appsync/utils';
export function request(ctx) {
  const { t } = ctx.args;
  const encoded = [util.base64Encode(t), util.urlEncode(t)];
  return [...encoded, util.base64Decode(encoded[0]), util.urlDecode(encoded[1]), util.str.normalize(t, 'nfkd')];
}
export function response(ctx) {}
""",
)


@settings(deadline=None)
@given(text=st.text())
def test_encodings_agree_with_pythons(text: str) -> None:
    """UrlEncode is application/x-www-form-urlencoded as java.net.URLEncoder writes it: * stays, ~ does not, a space is +."""
    form = urllib.parse.quote_plus(text, safe="*").replace("~", "%7E")
    expected = [base64.b64encode(text.encode()).decode(), form, text, text, unicodedata.normalize("NFKD", text)]
    assert ENGINE.call(ENCODINGS, "request", {"arguments": {"t": text}}).result[:4] == expected[:4]


@pytest.mark.parametrize("form", ["nfc", "nfd", "nfkc", "nfkd"])
def test_normalize(evaluate: Any, form: str) -> None:
    text = "é ﬁ e\u0301 \u1e9b\u0323"
    expected = unicodedata.normalize(form.upper(), text)
    assert evaluate("util.str.normalize(ctx.args.t, ctx.args.f)", {"arguments": {"t": text, "f": form}}) == expected


@pytest.mark.parametrize(
    "statement",
    [
        "util.base64Decode('?')",
        "util.urlDecode('%G1')",
        "util.urlDecode('%4')",
        "util.str.normalize('a', 'x')",
        "util.xml.toMap('<a>')",
        "util.xml.toMap('a')",
    ],
)
def test_what_cannot_be_read_is_an_error_at_the_call(run: Any, statement: str) -> None:
    assert run(f"return {statement};").error.detail.startswith("code.js:3:8: ")


def test_escape_java_script(evaluate: Any) -> None:
    """As org.apache.commons.text.StringEscapeUtils.escapeEcmaScript."""
    text = 'He said "it\'s" a/b\\\n\té\u0001'
    assert (
        evaluate("util.escapeJavaScript(ctx.args.t)", {"arguments": {"t": text}}) == 'He said \\"it\\\'s\\" a\\/b\\\\\\n\\t\\u00E9\\u0001'
    )


class TestIdentifiers:
    def test_auto_id_is_a_version_4_uuid_of_the_bytes_that_came_with_the_call(self, evaluate: Any) -> None:
        """RFC 9562, 5.4: version 4 in byte 6, variant 10 in byte 8."""
        assert evaluate("util.autoId()") == "00010203-0405-4607-8809-0a0b0c0d0e0f"

    def test_ulid_begins_with_the_time(self, evaluate: Any) -> None:
        """26 characters of Crockford's base 32: 48 bits of milliseconds, 80 random bits (github.com/ulid/spec)."""
        number = 0
        for character in evaluate("util.autoUlid()"):
            number = number * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(character)
        assert number.to_bytes(16, "big") == (1517943695750).to_bytes(6, "big") + bytes(range(10))

    def test_ksuid_begins_with_the_time(self, evaluate: Any) -> None:
        """27 characters of base 62: 32 bits of seconds since 2014-05-13T16:53:20Z, 128 random bits (github.com/segmentio/ksuid)."""
        text = evaluate("util.autoKsuid()")
        number = 0
        for character in text:
            number = number * 62 + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".index(character)
        assert len(text) == 27
        assert number.to_bytes(20, "big") == (1517943695 - 1400000000).to_bytes(4, "big") + bytes(range(16))


class TestMath:
    def test_round_minimum_maximum(self, evaluate: Any) -> None:
        assert evaluate("[util.math.roundNum(2.5), util.math.minVal(1, 2), util.math.maxVal(1, 2)]") == [3, 1, 2]

    def test_random_numbers_stay_in_range_and_reach_all_of_it(self) -> None:
        code = """import { util } from '@aws-appsync/utils';
            export function request(ctx) {
              return ctx.args.n.map(() => [util.math.randomDouble(), util.math.randomWithinRange(1, 4), Math.random()]);
            }
            export function response(ctx) {}"""
        rows = JavaScript().call(load("Query.test", code), "request", {"arguments": {"n": [0] * 2000}}).result
        assert all(0 <= row[0] < 1 and 0 <= row[2] < 1 for row in rows)
        assert {row[1] for row in rows} == {1, 2, 3}
        assert len({row[0] for row in rows}) == 2000


class TestHttp:
    def test_copied_headers_are_those_that_may_be_passed_on(self, evaluate: Any) -> None:
        headers = {"Host": "x", "connection": "close", "content-length": "3", "x-mine": "1", "authorization": "token"}
        assert evaluate("util.http.copyHeaders(ctx.request.headers)", {"request": {"headers": headers}}) == {
            "x-mine": "1",
            "authorization": "token",
        }

    def test_response_headers(self, run: Any) -> None:
        evaluation = run("util.http.addResponseHeader('itemsCount', 7); util.http.addResponseHeaders({ a: 'b', itemsCount: 8 });")
        assert evaluation.response_headers == {"itemsCount": "8", "a": "b"}

    @pytest.mark.parametrize("name", ["x-amzn-requestid", "X-Amz-Anything", "Content-Type"])
    def test_reserved_response_headers_are_refused(self, run: Any, name: str) -> None:
        assert "cannot be set" in run(f"util.http.addResponseHeader('{name}', 'x');").error.detail

    def test_response_headers_have_at_most_4_kilobytes(self, run: Any) -> None:
        assert run("util.http.addResponseHeader('abcd', ctx.args.v);", {"arguments": {"v": "x" * 4092}}).error is None
        assert "4096" in run("util.http.addResponseHeader('abcd', ctx.args.v);", {"arguments": {"v": "x" * 4093}}).error.detail


class TestXml:
    def test_the_documented_example(self, evaluate: Any) -> None:
        text = '<?xml version="1.0" encoding="UTF-8"?>\n<posts>\n<post>\n  <id>1</id>\n'
        text += "  <title>Getting started with GraphQL</title>\n</post>\n</posts>"
        expected = {"posts": {"post": {"id": 1, "title": "Getting started with GraphQL"}}}
        context = {"arguments": {"t": text}}
        assert evaluate("util.xml.toMap(ctx.args.t)", context) == expected
        assert json.loads(evaluate("util.xml.toJsonString(ctx.args.t)", context)) == expected
        assert json.loads(json.loads(evaluate("util.xml.toJsonString(ctx.args.t, true)", context))) == expected

    def test_repeated_elements_attributes_text_and_entities(self, evaluate: Any) -> None:
        text = "<a x='1'><!-- no --><b>one &amp; &#x74;wo</b><b/><b><![CDATA[<raw>]]></b><c y='z'>text</c><d>007</d><e>true</e></a>"
        expected = {"a": {"x": 1, "b": ["one & two", "", "<raw>"], "c": {"y": "z", "content": "text"}, "d": "007", "e": True}}
        assert evaluate("util.xml.toMap(ctx.args.t)", {"arguments": {"t": text}}) == expected


def test_records_of_the_rds_data_api_become_rows(evaluate: Any) -> None:
    """The example of the developer guide, "Amazon RDS helpers in util.rds", shortened; a statement without records gives an empty list."""
    result = {
        "sqlStatementResults": [
            {"numberOfRecordsUpdated": 0, "records": [[{"stringValue": "Mark Twain"}, {"longValue": 3}, {"isNull": True}]],
             "columnMetadata": [{"label": "author"}, {"label": "books"}, {"label": "died"}]},
            {"numberOfRecordsUpdated": 1},
        ]
    }  # fmt: skip
    expected = [[{"author": "Mark Twain", "books": 3, "died": None}], []]
    assert evaluate("util.rds.toJsonObject(JSON.stringify(ctx.result))", {"result": result}) == expected
