"""Helpers are put where they are called, as long as they mean the same there and are as easy to read."""

from __future__ import annotations

import pytest

from amplify_pulumi.compiler.inlining import MAXIMUM_WIDTH, inlined

KEPT = frozenset({"request"})


def put(helper: str, caller: str) -> str | None:
    """Return the caller with the helper `f` in it; None where the helper stays a function."""
    found = inlined({"f": helper, "request": caller}, KEPT)
    return found["request"] if "f" not in found else None


@pytest.mark.parametrize(
    ("helper", "call", "result"),
    [
        (
            "(a, b) {\n  return a.filter((each) => each !== b);\n}",
            "const x = f(ctx.y, z);",
            "const x = ctx.y.filter((each) => each !== z);",
        ),
        ("(a) {\n  return a && { ...a, b: 1 };\n}", "return f(ctx.x);", "return ctx.x && { ...ctx.x, b: 1 };"),
        ("(a) {\n  return { a };\n}", "return f(ctx.x);", "return { a: ctx.x };"),
        ("(a) {\n  return { a };\n}", "return xs.map((x) => f(x));", "return xs.map((x) => ({ a: x }));"),
        ("(a) {\n  return a.b > 0;\n}", "if (!f(x)) return 1;", "if (!(x.b > 0)) return 1;"),
        ("(a) {\n  return a[0];\n}", "if (!f(x)) return 1;", "if (!x[0]) return 1;"),
        ("(a) {\n  return a.some((b) => b);\n}", "return f(g(x, 1));", "return g(x, 1).some((b) => b);"),
        ("() {\n  return {\n    a: 1,\n  };\n}", "const x = f();", "const x = {\n    a: 1,\n  };"),
    ],
)
def test_a_helper_that_returns_a_value_becomes_that_value(helper: str, call: str, result: str) -> None:
    """With the arguments for the parameters, and parentheses only where the value needs them."""
    assert put(f"function f{helper}", f"function request(ctx) {{\n  {call}\n}}") == f"function request(ctx) {{\n  {result}\n}}"


@pytest.mark.parametrize(
    ("helper", "call"),
    [
        ("({ a }) {\n  return a;\n}", "return f(x);"),  # takes its argument apart
        ("(a) {\n  const b = a;\n  return b;\n}", "return f(x);"),  # does more than return
        ("(a) {\n  // A reason.\n  return a;\n}", "return f(x);"),  # gives a reason
        ("(a) {\n  return a + a;\n}", "return f(g(x));"),  # would call g twice
        ("(a) {\n  return xs.map((x) => a);\n}", "return f(g(y));"),  # would call g for each
        ("(a) {\n  return xs.map((x) => a + x);\n}", "return f(x);"),  # its x is another x
        ("(a) {\n  return util.b(a);\n}", "const util = 1;\n  return f(util);"),  # its util is another util
        ("(a) {\n  return a.b;\n}", "return [x].map(f);"),  # is not called here
        ("(a) {\n  return a.b;\n}", "return f();"),  # is called otherwise
        ("(a) {\n  return {\n    a,\n  };\n}", "return g(f(x));"),  # takes several lines
        (f"(a) {{\n  return a.{'b' * MAXIMUM_WIDTH};\n}}", "return f(x);"),  # does not fit on the line
        ("(a) {\n  return a.map((b) => b.c);\n}", "return f(x) + f(y);"),  # would stand there twice
    ],
)
def test_otherwise_it_stays_a_function(helper: str, call: str) -> None:
    assert put(f"function f{helper}", f"function request(ctx) {{\n  {call}\n}}") is None


def test_one_that_is_no_longer_than_its_call_goes_everywhere() -> None:
    caller = "function request(ctx) {\n  return `${f(ctx)} = ${f(ctx)}`;\n}"
    assert put("function f(a) {\n  return a;\n}", caller) == "function request(ctx) {\n  return `${ctx} = ${ctx}`;\n}"


def test_helpers_of_helpers_go_the_same_way_and_what_is_kept_stays() -> None:
    functions = {
        "f": "function f(a) {\n  return a.b;\n}",
        "g": "function g(c) {\n  return f(c.d);\n}",
        "request": "export function request(ctx) {\n  return g(ctx.e);\n}",
        "response": "export function response(ctx) {\n  return ctx.result;\n}",
    }
    found = inlined(functions, frozenset({"request", "response"}))
    assert found == {"request": "export function request(ctx) {\n  return ctx.e.d.b;\n}", "response": functions["response"]}
