"""What nothing in a resolver's file uses is taken out of it; what may do something stays."""

from __future__ import annotations

import pytest

from amplify_pulumi.compiler.bundle import bundle, modules
from amplify_pulumi.compiler.syntax_tree import all_of, parse, read, text_of
from amplify_pulumi.compiler.unused import without_unused

KEPT = frozenset({"request"})


def request(body: str) -> str:
    return f"function request(ctx) {{\n  {body}\n}}"


@pytest.mark.parametrize(
    ("helper", "body", "helper_left", "body_left"),
    [
        ("(a, b) {\n  return g(a);\n}", "return f(x, 'y');", "(a) {\n  return g(a);\n}", "return f(x);"),
        ("(a, b) {\n  return g(b);\n}", "return f(x, y);", "(b) {\n  return g(b);\n}", "return f(y);"),
        ("(a) {\n  return g();\n}", "return f(ctx.x) + f(ctx.y);", "() {\n  return g();\n}", "return f() + f();"),
        ("(a, b) {\n  return g(a);\n}", "return f(x);", "(a) {\n  return g(a);\n}", "return f(x);"),
        ("(a, b, c) {\n  return g(b);\n}", "return f(f(x, y), f(y), z);", "(a, b) {\n  return g(b);\n}", "return f(f(x, y), f(y));"),
        ("({ a, b }) {\n  return g(a);\n}", "return f(x);", "({ a }) {\n  return g(a);\n}", "return f(x);"),
    ],
)
def test_a_parameter_that_is_not_read_goes_with_what_is_handed_over(helper: str, body: str, helper_left: str, body_left: str) -> None:
    left = without_unused({"f": f"function f{helper}", "request": request(body)}, KEPT)
    assert left == {"f": f"function f{helper_left}", "request": request(body_left)}


@pytest.mark.parametrize(
    ("helper", "body"),
    [
        ("(a) {\n  return g();\n}", "return f(h(x));"),  # h would not be called
        ("(a) {\n  return g();\n}", "return f(...xs);"),  # there is no knowing which it is
        ("(a) {\n  return g();\n}", "return xs.map(f);"),  # it is called elsewhere
        ("(a, b) {\n  return b ? f(a, b) : 1;\n}", "return f(x, y);"),  # it calls itself
        ("({ a }) {\n  return g();\n}", "return f(x);"),  # what nothing has cannot be taken apart
        ("({ a, ...b }) {\n  return g(b);\n}", "return f(x);"),  # b is all but a
        ("([a, b]) {\n  return g(b);\n}", "return f(x);"),  # b is the second
        ("(a) {\n  return { a };\n}", "return f(x);"),  # it is read
    ],
)
def test_otherwise_it_stays(helper: str, body: str) -> None:
    functions = {"f": f"function f{helper}", "request": request(body)}
    assert without_unused(functions, KEPT) == functions


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("const a = ctx.x;\n  return g();", "return g();"),
        ("// Why it is asked.\n  const a = ctx.x;\n  return g();", "return g();"),
        ("const a = g(ctx);\n  return h();", "g(ctx);\n  return h();"),
        ("const a = ctx.x;\n  const b = a;\n  return g();", "return g();"),
        ("const { a, b } = ctx;\n  return g(b);", "const { b } = ctx;\n  return g(b);"),
        ("const { a } = ctx;\n  return g();", "return g();"),
        ("const [a, b] = ctx.x;\n  return g(a);", "const [a] = ctx.x;\n  return g(a);"),
    ],
)
def test_a_constant_that_is_not_read_goes_but_for_what_it_calls(body: str, left: str) -> None:
    assert without_unused({"request": request(body)}, KEPT) == {"request": request(left)}


@pytest.mark.parametrize(
    "body",
    [
        "const [a, b] = ctx.x;\n  return g(b);",  # b would be the first
        "const { a, ...b } = ctx;\n  return g(b);",
        "const { a: { b } } = ctx;\n  return g();",
        "for (const a of ctx.x) g();\n  return 1;",
        "const a = ctx.x, b = g(a);\n  return b;",
        "let a = 1;\n  a = g();\n  return 1;",
        "const a = ctx.b ? g() : 1;\n  return 1;",
        "if (ctx.x) { const a = 1; }\n  return 1;",  # not on a line of its own
        "const a = 1;\n  return { a };",
    ],
)
def test_other_constants_stay(body: str) -> None:
    assert without_unused({"request": request(body)}, KEPT) == {"request": request(body)}


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("f(g(ctx));\n  return 1;", "g(ctx);\n  return 1;"),
        ("const a = f(g(ctx));\n  return 1;", "g(ctx);\n  return 1;"),
        ("f(ctx.x);\n  return 1;", "return 1;"),
    ],
)
def test_of_a_call_that_says_nothing_stays_what_it_is_given(body: str, left: str) -> None:
    """The function goes once nobody calls it."""
    assert without_unused({"f": "function f(a) {\n  return null;\n}", "request": request(body)}, KEPT) == {"request": request(left)}


@pytest.mark.parametrize("body", ["if (ctx.x) f(g(ctx));\n  return 1;", "return f(g(ctx));"])
def test_such_a_call_stays_where_it_is_no_statement_of_a_block(body: str) -> None:
    functions = {"f": "function f() {\n  return null;\n}", "request": request(body)}
    assert without_unused(functions, KEPT) == functions


@pytest.mark.parametrize("module", modules())
def test_of_the_modules_nothing_is_left_over(module: str) -> None:
    """With a config of which all is absent, each constant is read."""
    code = bundle(module, empty_config(module))
    for function in parse(code).named_children:
        declared = function.child_by_field_name("declaration") or function
        if declared.type != "function_declaration":
            continue
        read_in = read(text_of(declared))
        constants = [each for each in all_of(read_in.root) if each.type == "variable_declarator"]
        names = [target for each in constants if (target := each.child_by_field_name("name")) is not None and target.type == "identifier"]
        assert [text_of(each) for each in names if len(read_in.named(text_of(each))) == 1] == []


def empty_config(module: str) -> dict[str, None]:
    from amplify_pulumi.compiler import bundle as bundler  # noqa: PLC0415 - what is read is not public

    properties = bundler._program(module, frozenset()).properties
    return {name: None for name, optional in properties.items() if not optional}
