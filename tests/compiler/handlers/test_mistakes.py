"""Mistakes in users' files are told at their place in these files, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from amplify_pulumi.compiler.handlers import read_handler
from amplify_pulumi.schema.errors import render_all
from amplify_pulumi.schema.model import CodeHandler, Position

GOOD = "export function request(ctx) { return { payload: null }; }\nexport function response(ctx) { return ctx.result; }\n"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function from files to the mistakes in the handler among them: `file:line:column code: message`."""
    monkeypatch.chdir(tmp_path)

    def tell(files: dict[str, str | bytes], entry: str = "./handler.js") -> list[str]:
        for name, text in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
        position = Position(file="schema.yaml", line=7, column=16, language="yaml")
        handler, problems = read_handler(CodeHandler(entry=entry, position=position), unit=True)
        assert (handler is None) == bool(problems)
        return [render_all([each]).split("\n")[0] for each in problems]

    return tell


def test_a_good_file_has_none(told) -> None:
    assert told({"handler.js": GOOD}) == []


def test_a_missing_file(told) -> None:
    """AP5101 "AP5101"."""
    assert told({}) == ['schema.yaml:7:16: error AP5101: The handler "./handler.js" cannot be read: No such file or directory']


def test_a_file_that_is_no_text(told) -> None:
    (message,) = told({"handler.js": b"\xff\xfe"})
    assert message.startswith('schema.yaml:7:16: error AP5101: The handler "./handler.js" cannot be read: ')


@pytest.mark.parametrize(
    ("text", "place"),
    [("export functoin request(ctx) {}\n", "1:1"), ("const a = ;\n" + GOOD, "1:"), ("", None)],
)
def test_what_is_no_javascript(told, text: str, place: str | None) -> None:
    """AP5102 "AP5102" for syntax; an empty file is valid and exports nothing, "AP5105"."""
    messages = told({"handler.js": text})
    if place is None:
        assert messages == ['schema.yaml:7:16: error AP5105: The handler "./handler.js" does not export request and response']
    else:
        assert messages[0].startswith(f"handler.js:{place}")
        assert "error AP5102: The code cannot be read" in messages[0]


def test_what_appsync_does_not_take_is_all_told(told) -> None:
    """AP5103 "AP5103", columns counted in characters."""
    text = "export function request(ctx) {\n  const é = new Map(); try { throw 1; } catch {}\n  return String(ctx.args.n);\n}\nexport const response = (ctx) => ctx.result;\n"  # noqa: E501 - a file as users write it
    assert told({"handler.js": text}) == [
        "handler.js:2:13: error AP5103: APPSYNC_JS does not support new",
        "handler.js:2:24: error AP5103: APPSYNC_JS does not support try … catch",
        "handler.js:2:30: error AP5103: APPSYNC_JS does not support throw; use util.error",
        "handler.js:3:10: error AP5103: Invalid function: String",
    ]


def test_typescript_that_generates_code(told) -> None:
    text = "enum Color { Red }\nnamespace N { export const a = 1 }\n" + GOOD
    assert told({"handler.ts": text}, "./handler.ts") == [
        "handler.ts:1:1: error AP5103: TypeScript generates code for enums; use an object or a union of strings",
        "handler.ts:2:1: error AP5103: TypeScript generates code for namespaces; use modules",
    ]


def test_mistakes_in_typescript_stand_where_they_are_in_the_file(told) -> None:
    text = "export function request(ctx: { args: { a: string } }): unknown {\n  const n: number = (ctx.args.a as any) as number; return new Map<string, number>();\n}\nexport const response = (ctx: unknown) => ctx;\n"  # noqa: E501 - a file as users write it
    assert told({"handler.ts": text}, "./handler.ts") == ["handler.ts:2:59: error AP5103: APPSYNC_JS does not support new"]


@pytest.mark.parametrize(
    ("statement", "column", "message"),
    [
        ("import { sum } from 'lodash';", 10, 'The package "lodash" cannot be imported'),
        ("import { sum } from './sum.js';", 10, 'There is no file "./sum.js"'),
        ("import { nope } from './good.js';\nconst a = nope;", 10, '"./good.js" does not export nope'),
        ("import nope from './good.js';\nconst a = nope;", 8, '"./good.js" does not export a default'),
        ("import { sql } from '@aws-appsync/utils';\nconst a = sql;", 10, '"@aws-appsync/utils" does not export sql'),
        ("import * as all from './good.js';\nconst a = [all];", 12, "all stands for a file, and is used as a value"),
        ("import * as all from './good.js';\nconst a = all.nope;", 11, "all.nope is not exported"),
    ],
)
def test_imports_that_are_not_possible(told, statement: str, column: int, message: str) -> None:
    """AP5104 "AP5104"."""
    line = 2 if statement.count("\n") and "all" in statement else 1
    text = f"{statement}\nexport function request(ctx) {{ return {{ payload: typeof a }}; }}\nexport function response(ctx) {{ return ctx.result; }}\n"  # noqa: E501 - a file as users write it
    assert told({"handler.js": text, "good.js": "export const one = 1;\n"}) == [f"handler.js:{line}:{column}: error AP5104: {message}"]


def test_files_that_import_each_other(told) -> None:
    files = {
        "handler.js": "import { a } from './a.js';\n" + GOOD.replace("null", "a"),
        "a.js": "import { b } from './b.js';\nexport const a = () => b;\n",
        "b.js": "import { a } from './a.js';\nexport const b = () => a;\n",
    }
    assert told(files) == ['b.js:1:10: error AP5104: "./a.js" imports this file, too']


def test_a_missing_export(told) -> None:
    """AP5105 "AP5105"."""
    assert told({"handler.js": "export function request(ctx) { return {}; }\n"}) == [
        'schema.yaml:7:16: error AP5105: The handler "./handler.js" does not export response'
    ]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("return ctx.env[ctx.args.name];", "1:39"),
        ("const all = ctx.env; return all.A;", "1:44"),
        ("const { env } = ctx; return env.A;", "1:40"),
        ("const { env: { A } } = ctx; return A;", "1:40"),
        ("return ctx['env'].A;", "1:39"),
        ("ctx.env.A = 1; return {};", "1:32"),
        ("return { ...ctx.env };", "1:44"),
    ],
)
def test_other_uses_of_the_environment(told, body: str, place: str) -> None:
    """AP5106 "AP5106"."""
    text = f"export function request(ctx) {{ {body} }}\nexport const response = (ctx) => ctx.result;\n"
    assert told({"handler.js": text}) == [f"handler.js:{place}: error AP5106: ctx.env is used otherwise than as ctx.env.NAME"]


def test_the_environment_of_other_objects_is_their_own(told) -> None:
    text = "const config = { env: { a: 1 } };\nexport function request(ctx) { const { env } = config; return { a: env.a, b: config.env['a'] }; }\nexport const response = (ctx) => ctx.result;\n"  # noqa: E501 - a file as users write it
    assert told({"handler.js": text}) == []


def test_too_much_code(told) -> None:
    constants = "".join(f"const text{number} = '{'x' * 100}';\n" for number in range(400))
    used = ", ".join(f"text{number}" for number in range(400))
    (message,) = told({"handler.js": constants + GOOD.replace("null", f"[{used}]")})
    assert message.startswith('schema.yaml:7:16: error AP6004: The handler "./handler.js" has ')
