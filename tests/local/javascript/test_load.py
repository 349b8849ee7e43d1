"""What AppSync refuses when code is saved is refused when it is loaded, all of it at once and at its place."""

from __future__ import annotations

import pytest

from amplify_pulumi.local.javascript import InvalidCode, JavaScript, load

RESPONSE = "export function response(ctx) { return ctx.result; }\n"


def errors_of(code: str) -> list[tuple[str, int, int, str]]:
    with pytest.raises(InvalidCode) as caught:
        load("Query.test", code)
    return [(error.type, error.line, error.column, error.message) for error in caught.value.errors]


def in_request(statements: str) -> str:
    return f"export function request(ctx) {{\n{statements}\n}}\n{RESPONSE}"


@pytest.mark.parametrize(
    ("statement", "column", "words"),
    [
        ("while (true) {}", 1, "while"),
        ("do {} while (true);", 1, "do … while"),
        ("for (let i = 0; i < 3; i += 1) {}", 1, "for (initialization"),
        ("for (const x of []) { continue; }", 23, "continue"),
        ("try { ctx.a } catch {}", 1, "try … catch"),
        ("throw 'no';", 1, "throw"),
        ("const d = new Date();", 11, "new"),
        ("const t = this;", 11, "this"),
        ("const r = /a/;", 11, "regular expressions"),
        ("class A {}", 1, "classes"),
        ("function* g() {}", 1, "generators"),
        ("const f = async () => 1;", 11, "async"),
        ("name: for (const x of []) {}", 1, "labels"),
        ("const m = import('x');", 11, "import()"),
        ("let n = 1; n++;", 12, "the operator ++"),
        ("let n = 1; --n;", 12, "the operator --"),
        ("const n = ~1;", 11, "the operator ~"),
        ("const n = 'a' in ctx;", 11, "the operator in"),
        ("const n = ctx instanceof Object;", 11, "the operator instanceof"),
    ],
)
def test_unsupported_syntax_is_refused_at_its_place(statement: str, column: int, words: str) -> None:
    """The list is that of "Supported runtime features" and of @aws-appsync/eslint-plugin's rule set `base`."""
    found = errors_of(in_request(statement))
    assert [(kind, line, where) for kind, line, where, _ in found] == [("UNSUPPORTED_SYNTAX_TYPE", 2, column)]
    assert f"does not support {words}" in found[0][3]


@pytest.mark.parametrize("name", ["String", "Number", "parseInt", "fetch", "setTimeout", "require"])
def test_functions_that_are_not_there_are_refused_by_name(name: str) -> None:
    """AppSync's own words: "Invalid function: Number [code: INVALID_FUNCTION_INVOCATION]" (aws/aws-appsync-community#303)."""
    assert errors_of(in_request(f"return {name}(1);")) == [("INVALID_FUNCTION_INVOCATION", 2, 8, f"Invalid function: {name}")]


def test_names_that_are_declared_may_be_called() -> None:
    code = "import { get as read } from '@aws-appsync/utils/dynamodb';\nconst { floor } = Math;\nfunction helper(n) { return floor(n); }\n"
    module = load("Query.test", code + in_request("const own = (n) => helper(n);\nreturn read({ key: { id: own(1.5) } });"))
    assert JavaScript().call(module, "request", {}).result == {"operation": "GetItem", "key": {"id": {"N": 1}}}


@pytest.mark.parametrize(
    ("code", "line", "column", "words"),
    [
        ("function f(n) { return f(n); }", 1, 24, "recursion"),
        ("function f(n) { return g(n); }\nfunction g(n) { return n; }\nconst h = (n) => k(n);\nconst k = (n) => h(n);", 3, 18, "recursion"),
        ("function f(n) { return n; }\nfunction g(n) { return n(1); }\nconst x = g(f);", 3, 13, "functions as arguments"),
        ("function g(n) { return n; }\nconst x = g((n) => n);", 2, 13, "functions as arguments"),
        ("function f() { return () => 1; }", 1, 23, "functions as results"),
        ("const f = () => () => 1;", 1, 17, "functions as results"),
        ("function f() { return 1; }\nconst g = f;", 2, 7, "assigning functions"),
        ("let f = () => 1;\nf = 2;", 2, 1, "assigning functions"),
    ],
)
def test_functions_as_values_and_recursion_are_refused(code: str, line: int, column: int, words: str) -> None:
    """Rules no-recursion, no-function-passing, no-function-return and no-function-reassign of @aws-appsync/eslint-plugin."""
    found = errors_of(f"{code}\n{in_request('return 1;')}")
    assert (line, column) in [(where, at) for _, where, at, _ in found]
    assert all(f"does not support {words}" in message for _, _, _, message in found)


def test_a_parameter_named_like_a_function_is_not_that_function() -> None:
    code = "function filter(item) { return item; }\nfunction use(value) { return value; }\n"
    module = load("Query.test", code + in_request("const [filter] = [3];\nreturn use(filter);"))
    assert JavaScript().call(module, "request", {}).result == 3


def test_array_methods_take_functions() -> None:
    module = load("Query.test", "const double = (n) => n * 2;\n" + in_request("return [1, 2].map(double).filter((n) => n > 2);"))
    assert JavaScript().call(module, "request", {}).result == [4]


def test_sort_takes_no_comparator() -> None:
    assert errors_of(in_request("return [2, 1].sort((a, b) => a - b);"))[0][:3] == ("INVALID_FUNCTION_INVOCATION", 2, 8)


def test_every_mistake_is_reported_in_the_order_of_the_code() -> None:
    code = "import lodash from 'lodash';\nimport { nothing } from '@aws-appsync/utils/dynamodb';\n"
    code += "export function request(ctx) {\n  while (true) {}\n}\n"
    assert [(kind, line, column) for kind, line, column, _ in errors_of(code)] == [
        ("MISSING_MAPPING_EXPORT", 1, 1),
        ("INVALID_IMPORT", 1, 20),
        ("INVALID_IMPORT", 2, 10),
        ("UNSUPPORTED_SYNTAX_TYPE", 4, 3),
    ]


@pytest.mark.parametrize(
    ("statements", "line", "column"),
    [("const a = ;", 2, 11), ("const a = 1;\nconst a = 2;", 3, 9), ("return 1 +", 3, 1), ("const b;", 2, 8)],
)
def test_syntax_errors_have_their_position(statements: str, line: int, column: int) -> None:
    found = errors_of(in_request(statements))
    assert [(kind, where) for kind, where, _, _ in found] == [("PARSE_ERROR", line)]
    assert abs(found[0][2] - column) <= 1  # QuickJS points at or behind the token


@pytest.mark.parametrize("code", ["", "\x00", "\ud800", "// \x00", "{{{", "export", "export default 1;", "export * from 'x';", "import x"])
def test_junk_is_refused_with_a_position(code: str) -> None:
    assert all(line >= 1 and column >= 1 for _, line, column, _ in errors_of(code))


def test_columns_count_characters() -> None:
    statements = "const ä = '日本'; while (true) {}"
    assert errors_of(in_request(statements))[0][1:3] == (2, statements.index("while") + 1)


def test_code_longer_than_appsync_takes_is_refused() -> None:
    """CreateResolver takes 32,768 characters."""
    code = in_request("return 1;")
    load("Query.test", code + "/" * 2 + "x" * (32_768 - len(code) - 2))
    assert errors_of(code + "/" * 2 + "x" * (32_768 - len(code) - 1))[0][0] == "CODE_TOO_LARGE"


@pytest.mark.parametrize(
    "code",
    [
        "export function request(ctx) { return 7; }\nexport function response(ctx) {}",
        "export const request = (ctx) => 7;\nexport const response = (ctx) => null;",
        "function request(ctx) { return 7; }\nconst answer = (ctx) => 1;\nexport { request, answer as response };",
    ],
)
def test_every_form_of_export_is_understood(code: str) -> None:
    assert JavaScript().call(load("Query.test", code), "request", {}).result == 7


def test_names_of_the_rewriting_do_not_meet_names_of_the_code() -> None:
    code = in_request("const $appsync = 1; let sum = $appsync;\nfor (const n of [1, 2]) sum += n;\nreturn sum;")
    assert JavaScript().call(load("Query.test", code), "request", {}).result == 4
