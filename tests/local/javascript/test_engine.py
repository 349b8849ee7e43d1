"""Handlers run with AppSync's limits, apart from each other, and their errors and logs name the place."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from amplify_pulumi.local.javascript import JavaScript, load

THOUSAND = {"arguments": {"items": [1] * 1000}}
FOREVER = "const a = [0]; for (const x of ctx.args.items) for (const y of ctx.args.items) for (const z of ctx.args.items) a[0] = x + y + z;"


def module_of(statements: str, top: str = "") -> Any:
    return load(
        "Query.test", f"{top}\nexport function request(ctx) {{\n{statements}\n}}\nexport function response(ctx) {{ return ctx.result; }}\n"
    )


class TestContext:
    def test_args_and_arguments_are_one_object(self, run: Any) -> None:
        evaluation = run("ctx.args.added = 1; return [ctx.arguments.added, ctx.args === ctx.arguments];", {"arguments": {}})
        assert evaluation.result == [1, True]

    def test_the_stash_is_given_back_as_the_handler_left_it(self, run: Any) -> None:
        context = {"stash": {"count": 1}}
        assert run("ctx.stash.count = ctx.stash.count + 1; ctx.stash.no = null;", context).stash == {"count": 2, "no": None}
        assert context == {"stash": {"count": 1}}

    def test_undefined_becomes_null(self, run: Any) -> None:
        assert run("return;").result is None
        assert run("return { a: undefined, b: [undefined], c: NaN };").result == {"b": [None], "c": None}

    def test_the_selection_set_is_there_but_not_serialised(self, evaluate: Any) -> None:
        """Developer guide, "Context object reference": selectionSetList and selectionSetGraphQL are not in JSON.stringify(ctx.info)."""
        info = {"fieldName": "f", "selectionSetList": ["a"], "selectionSetGraphQL": "{ a }"}
        assert evaluate("[JSON.stringify(ctx.info), ctx.info.selectionSetList]", {"info": info}) == ['{"fieldName":"f"}', ["a"]]

    def test_values_of_every_kind_survive(self, evaluate: Any) -> None:
        value = {"text": "ä\u0000\u2028😀", "number": -1.5, "large": 2**53, "list": [None, True], "": {}, "__proto__": 1, "constructor": 2}
        assert evaluate("ctx.args", {"arguments": value}) == value

    def test_integers_beyond_64_bits_and_lone_surrogates_do_not_fail(self, evaluate: Any) -> None:
        assert evaluate("ctx.args.n", {"arguments": {"n": 2**70}}) == float(2**70)
        assert evaluate("'😀'.charAt(0)") == "\ufffd"
        assert evaluate("ctx.args.s.length", {"arguments": {"s": "\ud800"}}) == 1

    @pytest.mark.parametrize(
        ("authentication_type", "words"),
        [
            ("API_KEY", "API Key Authorization"),
            ("AWS_IAM", "IAM Authorization"),
            ("AMAZON_COGNITO_USER_POOLS", "User Pool Authorization"),
            ("OPENID_CONNECT", "Open ID Connect Authorization"),
            ("AWS_LAMBDA", "Lambda Authorization"),
        ],
    )
    def test_auth_type(self, run: Any, authentication_type: str, words: str) -> None:
        assert run("return util.authType();", authentication_type=authentication_type).result == words


class TestApartness:
    """Nothing that an evaluation does is seen by the next one in the same context."""

    def test_what_a_module_declares_at_its_top_is_new_each_time(self) -> None:
        engine, module = (
            JavaScript(),
            module_of("count = count + 1; seen.push(1); return [count, seen.length];", "let count = 0; const seen = [];"),
        )
        assert [engine.call(module, "request", {}).result for _ in range(3)] == [[1, 1]] * 3

    @pytest.mark.parametrize(
        "statement",
        [
            "leaked = 1;",
            "Array.prototype.map = 1;",
            "Object.prototype.leaked = 1;",
            "({}).toString.leaked = 1;",
            "[].map.leaked = 1;",
            "''.trim.leaked = 1;",
            "(0).toFixed.leaked = 1;",
            "util.autoId = 1;",
            "util.time.leaked = 1;",
            "ddb.operations.leaked = 1;",
            "runtime.leaked = 1;",
            "extensions.setSubscriptionFilter = 1;",
            "console.log = 1;",
            "JSON.parse = 1;",
            "Math.leaked = 1;",
            "undefined = 1;",
            "delete Math.floor;",
            "Object.assign(Object, { leaked: 1 });",
            "Object.assign([].map, { leaked: 1 });",
            "Object.prototype.toString = 1;",
        ],
    )
    def test_nothing_shared_can_be_changed(self, run: Any, statement: str) -> None:
        evaluation = run(statement)
        assert evaluation.error is not None
        assert (evaluation.error.message, evaluation.error.type) == ("Runtime Error", "Code")

    def test_values_may_have_properties_named_like_built_in_ones(self, evaluate: Any) -> None:
        expression = (
            "Object.assign({}, ...['toString', 'constructor', 'valueOf', '__proto__'].map((k) => { const o = {}; o[k] = k; return o; }))"
        )
        assert evaluate(expression) == {
            "toString": "toString",
            "constructor": "constructor",
            "valueOf": "valueOf",
            "__proto__": "__proto__",
        }

    @pytest.mark.parametrize(
        "name",
        [
            "Date",
            "Promise",
            "setTimeout",
            "fetch",
            "eval",
            "Function",
            "RegExp",
            "Reflect",
            "Proxy",
            "Symbol",
            "Error",
            "Map",
            "Set",
            "WeakMap",
            "globalThis",
            "process",
            "require",
            "Intl",
            "BigInt",
            "ArrayBuffer",
            "Uint8Array",
            "parseInt",
            "isNaN",
            "encodeURIComponent",
            "btoa",
            "performance",
            "queueMicrotask",
            "Iterator",
            "Boolean",
        ],
    )
    def test_globals_that_appsync_does_not_have_are_not_there(self, evaluate: Any, name: str) -> None:
        assert evaluate(f"typeof {name}") == "undefined"

    @pytest.mark.parametrize("value", ["[]", "''", "0", "true", "{}", "(() => 1)", "util", "util.autoId", "Math", "[].map", "Object"])
    def test_no_way_leads_to_the_function_constructor(self, evaluate: Any, value: str) -> None:
        assert evaluate(f"typeof ({value}).constructor") == "undefined"

    @pytest.mark.parametrize(
        "expression",
        [
            "Array.from", "Array.of", "Object.create", "Object.defineProperty", "Object.freeze", "Object.getPrototypeOf",
            "Object.setPrototypeOf",
            "String.raw", "String.fromCharCode", "[].keys", "[].entries", "''.padStart", "''.repeat", "''.charCodeAt", "''.localeCompare",
            "''.matchAll", "Math.sqrt", "Number.parseFloat",
        ],
    )  # fmt: skip
    def test_methods_that_appsync_does_not_have_are_not_there(self, evaluate: Any, expression: str) -> None:
        """Those that @aws-appsync/eslint-plugin disallows, and those that "Supported runtime features" does not list."""
        assert evaluate(f"typeof {expression}") == "undefined"


class TestLimits:
    def test_a_loop_may_run_a_thousand_times(self, run: Any) -> None:
        evaluation = run(
            "let n = 0; for (const x of ctx.args.items) n += x; for (const i in ctx.args.items) { n += 1; } return n;", THOUSAND
        )
        assert evaluation.result == 2000

    @pytest.mark.parametrize("loop", ["for (const x of ctx.args.items) { n += 1; }", "for (const x in ctx.args.items) n += 1;"])
    def test_the_next_iteration_ends_the_evaluation_at_the_loop(self, run: Any, loop: str) -> None:
        """AppSync's quota "iterations per loop" is 1,000."""
        error = run(f"let n = 0;\n  if (ctx.args) {loop}", {"arguments": {"items": [1] * 1001}}).error
        assert error.message == "A loop runs more than 1000 times, which is AppSync's limit."
        assert error.detail == f"code.js:4:17: {error.message}"

    def test_a_loop_that_ends_early_counts_what_it_ran(self, run: Any) -> None:
        context = {"arguments": {"items": [1] * 5000}}
        assert run("let n = 0; for (const x of ctx.args.items) { n += 1; if (n === 1000) break; } return n;", context).result == 1000

    def test_each_run_of_an_inner_loop_counts_anew(self, run: Any) -> None:
        context = {"arguments": {"items": [1] * 40}}
        assert run("let n = 0; for (const x of ctx.args.items) for (const y of ctx.args.items) n += 1; return n;", context).result == 1600

    @pytest.mark.parametrize("statements", [FOREVER, "return util.matches('(a+)+b', 'a'.concat(...ctx.args.items.map(() => 'a')));"])
    def test_too_much_time_ends_the_evaluation_and_the_engine_goes_on(self, statements: str) -> None:
        engine = JavaScript(time_limit=0.1)
        error = engine.call(module_of(statements, "import { util } from '@aws-appsync/utils';"), "request", THOUSAND).error
        assert error is not None
        assert error.message == "The evaluation used more than 0.1 s of CPU."
        assert engine.call(module_of("return 1;"), "request", {}).result == 1

    def test_too_much_memory_ends_the_evaluation_and_the_engine_goes_on(self) -> None:
        engine = JavaScript(memory_limit=16 * 1024 * 1024)
        grow = module_of("let all = ['x']; for (const x of ctx.args.items) { all = all.concat(all); } return all;")
        error = engine.call(grow, "request", THOUSAND).error
        assert error is not None
        assert error.message == "The evaluation used more than 16777216 bytes of memory."
        assert engine.call(module_of("return 1;"), "request", {}).result == 1

    def test_a_failed_evaluation_gives_back_the_stash_it_got(self) -> None:
        evaluation = JavaScript(time_limit=0.1).call(module_of(FOREVER), "request", {**THOUSAND, "stash": {"kept": 1}})
        assert evaluation.stash == {"kept": 1}

    def test_a_result_that_is_no_json_is_an_error(self, run: Any) -> None:
        assert "circular" in run("const a = {}; a.a = a; return a;").error.detail


class TestErrors:
    def test_an_error_of_the_code_is_a_runtime_error_with_its_place(self, run: Any) -> None:
        """To callers AppSync says no more than `Code` and `Runtime Error` (aws/aws-appsync-community#355); EvaluateCode names the place."""
        error = run("  const item = ctx.result;\n\n  return item.owner.name;").error
        assert (error.message, error.type) == ("Runtime Error", "Code")
        assert error.detail.startswith("code.js:5:10: TypeError: ")

    def test_error_with_all_that_it_takes(self, run: Any) -> None:
        error = run("  util.error(ctx.args.words, 'Kind', { a: 1 }, { b: 2 });", {"arguments": {"words": "no"}}).error
        assert (error.message, error.type, error.data, error.error_info, error.unauthorized) == ("no", "Kind", {"a": 1}, {"b": 2}, False)
        assert error.detail == "code.js:3:3: no"

    def test_unauthorized(self, run: Any) -> None:
        error = run("util.unauthorized();").error
        assert (error.unauthorized, error.type) == (True, "Unauthorized")

    def test_appended_errors_do_not_end_the_evaluation(self, run: Any) -> None:
        evaluation = run("util.appendError('one', 'A', { a: 1 }); util.appendError('two'); return 5;")
        assert evaluation.result == 5
        assert evaluation.error is None
        assert [(error.message, error.type, error.data) for error in evaluation.appended_errors] == [
            ("one", "A", {"a": 1}),
            ("two", None, None),
        ]

    def test_appended_errors_and_the_stash_survive_an_error(self, run: Any) -> None:
        evaluation = run("ctx.stash.kept = 1; util.appendError('one'); util.error('two');")
        assert (evaluation.error.message, len(evaluation.appended_errors), evaluation.stash) == ("two", 1, {"kept": 1})

    def test_later_changes_do_not_reach_the_data_of_an_error(self, run: Any) -> None:
        evaluation = run("const data = { a: 1 }; util.appendError('one', null, data); data.a = 2;")
        assert evaluation.appended_errors[0].data == {"a": 1}

    @pytest.mark.parametrize(("options", "skip_to"), [("", "NEXT"), (", { skipTo: 'NEXT' }", "NEXT"), (", { skipTo: 'END' }", "END")])
    def test_early_return(self, run: Any, options: str, skip_to: str) -> None:
        evaluation = run(f"runtime.earlyReturn({{ a: 1 }}{options});")
        assert (evaluation.result, evaluation.early_return, evaluation.error) == ({"a": 1}, skip_to, None)

    def test_positions_survive_imports_loops_and_several_lines(self) -> None:
        line = "export const request = (ctx) => { for (const x of [1]) { for (const y of [2]) console.log('ä', x); util.error('no'); } };"
        ending = "const answer = (ctx) => ctx.result;\nexport { answer as response };\n"
        code = f"import {{\n  util,\n}} from '@aws-appsync/utils';\n{line}\n{ending}"
        evaluation = JavaScript().call(load("Query.test", code), "request", {})
        assert evaluation.logs == (f'INFO - code.js:4:{line.index("console") + 1}: "ä" 1',)
        assert evaluation.error is not None
        assert evaluation.error.detail == f"code.js:4:{line.index('util') + 1}: no"

    def test_logs_have_the_form_of_cloudwatch(self, run: Any) -> None:
        """EvaluateCode's `logs` (developer guide, "Test and debug resolvers"): level, place, JSON."""
        evaluation = run("  console.log('hi', { a: 1 }, ctx.args.x);\n  [1, 2].forEach((x) => console.error(x));")
        assert evaluation.logs == ('INFO - code.js:3:3: "hi" {"a":1} null', "ERROR - code.js:4:25: 1", "ERROR - code.js:4:25: 2")


class TestLanguage:
    def test_json_parse_of_what_is_not_json_is_an_empty_string(self, evaluate: Any) -> None:
        """Developer guide, "Supported runtime features"."""
        assert evaluate("[JSON.parse('{oops'), JSON.parse(''), JSON.parse('{\"a\": 1}')]") == ["", "", {"a": 1}]

    def test_the_language_that_appsync_has_works(self, evaluate: Any) -> None:
        expression = """(() => {
            const { a, ...rest } = { a: 1, b: 2, c: 3 };
            const [first, ...others] = [1, 2, 3];
            const text = `${a}-${first}`;
            switch (text) { case '1-1':
                return { rest, others, d: rest?.d?.e ?? 'none', spread: [...others, ...'xy'], has: Object.hasOwn(rest, 'b') }; }
        })()"""
        assert evaluate(expression) == {"rest": {"b": 2, "c": 3}, "others": [2, 3], "d": "none", "spread": [2, 3, "x", "y"], "has": True}


def test_threads_share_modules_and_have_their_own_engines() -> None:
    module = module_of("return ctx.args.n * 2;")
    results: dict[int, list[Any]] = {}

    def work(thread: int) -> None:
        engine = JavaScript()
        results[thread] = [engine.call(module, "request", {"arguments": {"n": thread * 1000 + n}}).result for n in range(200)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {thread: [(thread * 1000 + n) * 2 for n in range(200)] for thread in range(4)}


def test_identifiers_differ_between_calls() -> None:
    engine, module = JavaScript(), module_of("return [util.autoId(), util.autoId()];", "import { util } from '@aws-appsync/utils';")
    found = [identifier for _ in range(500) for identifier in engine.call(module, "request", {}).result]
    assert len(set(found)) == 1000
