"""Code that no engine could read for its nesting is told by `check`, at the place where it goes too deep; what passes can be run."""

from __future__ import annotations

from pathlib import Path

import pytest

from amplify_pulumi.appsync_js.nesting import MAXIMUM_DEPTH, refused_nesting
from amplify_pulumi.appsync_js.tree import parse
from amplify_pulumi.compiler.handlers import read_handler
from amplify_pulumi.local.javascript.module import MAXIMUM_CODE_LENGTH, load
from amplify_pulumi.schema.model import CodeHandler, Position

CODE = "export function request(ctx) {{ {} }}\nexport function response(ctx) {{ return ctx.prev.result; }}\n"
NESTED = {
    "parentheses": ("return ", "(", "1", ")"),
    "arrays": ("return ", "[", "1", "]"),
    "objects": ("return ", "{a:", "1", "}"),
    "objects in parentheses": ("return ", "({a:", "1", "})"),
    "calls": ("return ", "ctx.f(", "1", ")"),
    "subscripts": ("return ", "ctx[", "1", "]"),
    "templates": ("return ", "`${", "1", "}`"),
    "negations": ("return ", "!", "1", ""),
    "minus signs": ("return ", "- ", "1", ""),
    "powers": ("return ", "2**", "1", ""),
    "sums in parentheses": ("return ", "(1+", "1", ")"),
    "sums before": ("return ", "(", "1", "+1)"),
    "conditions": ("return ", "1?1:", "1", ""),
    "conditions within": ("return ", "1?", "1", ":1"),
    "assignments": ("let a; ", "a=", "1", ""),
    "sequences": ("return ", "(1,", "1", ")"),
    "spreads": ("return ", "[...", "[]", "]"),
    "blocks": ("", "{", "", "}"),
    "ifs": ("", "if(1)", ";", ""),
    "elses": ("", "if(1);else ", ";", ""),
    "loops": ("", "for(const a of [])", ";", ""),
    "loops with blocks": ("", "for(const a in {}){", "", "}"),
    "switches": ("", "switch(1){default:", "", "}"),
    "functions": ("", "const f=()=>{", "", "}"),
    "declared functions": ("", "function f(){", "", "}"),
    "array patterns": ("const ", "[", "a", "]", "=[]"),
    "object patterns": ("const ", "{a:", "b", "}", "={}"),
    "patterns with defaults": ("const ", "[[]=[], ...", "[b]", "]", "=[]"),
    "parameters": ("const f = (", "[", "a", "]", ") => a;"),
}


def nested(kind: str, depth: int) -> str:
    before, opening, inside, closing, *after = NESTED[kind]
    return CODE.format(before + opening * depth + inside + closing * depth + "".join(after))


def is_taken(code: str) -> bool:
    return len(code) <= MAXIMUM_CODE_LENGTH and not [*refused_nesting(parse(code).root_node)]


@pytest.mark.parametrize("kind", NESTED)
def test_the_deepest_code_that_is_taken_runs(kind: str) -> None:
    """The limit is below that of the engine, whatever is nested: `load` has QuickJS read the code."""
    depth = max(each for each in range(10, MAXIMUM_DEPTH + 2, 10) if is_taken(nested(kind, each)))
    load("Query.deep", nested(kind, depth))
    assert not is_taken(nested(kind, MAXIMUM_DEPTH + 1))


@pytest.mark.parametrize("piece", ["+1", ".a", ".a()", "[1]", "&&1", "??1"])
def test_long_chains_are_not_nested(piece: str) -> None:
    """Ten thousand characters of `1 + 1 + 1 …` and `a.b().c()` are read one after the other."""
    code = CODE.format("return ctx" + piece * (10_000 // len(piece)))
    assert is_taken(code)
    load("Query.long", code)


def read(folder: Path, text: str, name: str = "deep.js"):
    (folder / name).write_text(text)
    position = Position(file=str(folder / "schema.yaml"), line=1, column=1, language="yaml")
    return read_handler(CodeHandler(entry=name, position=position), unit=False)


@pytest.mark.parametrize("name", ["deep.js", "deep.ts"])
def test_the_place_is_told_once(tmp_path: Path, name: str) -> None:
    """One mistake for 3,000 parentheses."""
    handler, problems = read(tmp_path, "\n" + nested("parentheses", 3000), name)
    assert handler is None
    [(code, line, message)] = [(each.code, each.position and each.position.line, each.message) for each in problems]
    assert (code, line, message) == ("AP5103", 2, "The code is nested more than 250 levels deep")


@pytest.mark.parametrize("kind", NESTED)
def test_nothing_breaks(tmp_path: Path, kind: str) -> None:
    """Code of 3,000 levels has this mistake, whatever is nested and whatever else is wrong with it; so has code that is cut off."""
    code = nested(kind, 3000)
    for text in (code, code[: len(code) // 2], code[:-80]):
        handler, problems = read(tmp_path, text)
        assert handler is None
        assert problems
