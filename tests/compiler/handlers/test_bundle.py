"""Users' files become one file that AppSync takes, and that does what the files did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from amplify_pulumi.compiler.handlers import Handler, handler_files, read_handler
from amplify_pulumi.local.javascript import Evaluation, JavaScript, load
from amplify_pulumi.schema.errors import Problem
from amplify_pulumi.schema.model import CodeHandler, CustomOperation, Position, Schema

UTIL = "import { util } from '@aws-appsync/utils';\n"
ANSWER = "export function response(ctx) { return ctx.result; }\n"


@pytest.fixture(scope="module")
def engine() -> JavaScript:
    return JavaScript()


def read(
    folder: Path, files: Mapping[str, str], entry: str = "./handler.js", *, unit: bool = False
) -> tuple[Handler | None, tuple[Problem, ...]]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    position = Position(file=str(folder / "schema.yaml"), line=3, column=5, language="yaml")
    return read_handler(CodeHandler(entry=entry, position=position), unit=unit)


def bundled(folder: Path, files: Mapping[str, str], entry: str = "./handler.js", *, unit: bool = False) -> str:
    handler, problems = read(folder, files, entry, unit=unit)
    assert problems == ()
    assert handler is not None
    return handler.code


def run(engine: JavaScript, code: str, function: Any = "request", **context: Any) -> Evaluation:
    """Run a handler as AppSync would, which takes the code only if it is APPSYNC_JS."""
    return engine.call(load("handler", code), function, {"arguments": {}, "stash": {}, **context})


def test_a_file_without_imports_of_its_own_goes_through_as_it_is(tmp_path: Path, engine: JavaScript) -> None:
    code = bundled(
        tmp_path,
        {"handler.js": UTIL + "// Why.\nconst one = 1;\nexport function request(ctx) { return { payload: util.error, one }; }\n" + ANSWER},
    )
    assert code == (
        "import { util } from '@aws-appsync/utils';\n\n// Why.\nconst one = 1;\n\n"
        "export function request(ctx) { return { payload: util.error, one }; }\n\nexport function response(ctx) { return ctx.result; }\n"
    )


def test_files_are_put_together_and_names_told_apart(tmp_path: Path, engine: JavaScript) -> None:
    """Two files declare `item` and `key`; shorthand members, shadowing and strings keep their meaning."""
    files = {
        "handler.js": "import { key as other, wrap } from './lib/a.js';\nimport { item } from './lib/b.js';\n"
        "const key = 'own';\nexport function request(ctx) { return { key, other, item, made: wrap({ item: 'inner' }), text: 'item key' }; }\n"  # noqa: E501 - a file as users write it
        + ANSWER,
        "lib/a.js": "import { item as outer } from './b.js';\nconst item = 'a';\nexport const key = 'from a';\n"
        "export const wrap = (given) => { const { item: key } = given; return { key, item, outer }; };\n",
        "lib/b.js": "export const item = 'b';\nexport const unused = 'nobody needs it';\n",
    }
    code = bundled(tmp_path, files)
    assert run(engine, code).result == {
        "key": "own",
        "other": "from a",
        "item": "b",
        "made": {"key": "inner", "item": "a", "outer": "b"},
        "text": "item key",
    }
    assert "nobody needs it" not in code


def test_imports_of_appsyncs_modules_are_merged(tmp_path: Path, engine: JavaScript) -> None:
    files = {
        "handler.js": "import { util as u, runtime } from '@aws-appsync/utils';\nimport * as db from '@aws-appsync/utils/dynamodb';\n"
        "import { get } from './get.js';\nexport function request(ctx) { return [u.time.nowISO8601() !== '', db.get({ key: { id: 'a' } }).operation, get('b')]; }\n"  # noqa: E501 - a file as users write it
        + ANSWER,
        "get.js": "import { get as read } from '@aws-appsync/utils/dynamodb';\nimport { util } from '@aws-appsync/utils';\n"
        "export const get = (id) => read({ key: { id } }).key.id.S + util.matches('a', 'a');\n",
    }
    code = bundled(tmp_path, files)
    assert run(engine, code).result == [True, "GetItem", "btrue"]
    assert code.count("from '@aws-appsync/utils'") == 1
    assert "runtime" not in code, "what is imported and not used is left out"


def test_a_name_of_the_language_is_not_taken(tmp_path: Path, engine: JavaScript) -> None:
    """One file calls its own function `parse` as the other's global object; a free name means the language's own."""
    files = {
        "handler.js": "import { json } from './json.js';\nexport function request(ctx) { return { a: JSON.parse('[1]'), b: json() }; }\n"
        + ANSWER,
        "json.js": "const JSON = { parse: (text) => 'mine' };\nexport const json = () => JSON.parse('[2]');\n",
    }
    assert run(engine, bundled(tmp_path, files)).result == {"a": [1], "b": "mine"}


@pytest.mark.parametrize(
    ("importing", "helper"),
    [
        ("import answer from './helper.js';", "export default function () { return 42; }"),
        ("import answer from './helper';", "const answer = () => 42;\nexport default answer;"),
        ("import answer from './helper.js';", "export default () => 42;"),
        ("import { renamed as answer } from './helper.js';", "function answer() { return 42; }\nexport { answer as renamed };"),
        ("import { answer } from './through.js';", "export const answer = () => 42;"),
        ("import * as all from './helper.js';\nconst answer = () => all.answer();", "export const answer = () => 42;"),
        ("import { answer } from './folder';", "export const answer = () => 42;"),
    ],
)
def test_every_form_of_import_and_export(tmp_path: Path, engine: JavaScript, importing: str, helper: str) -> None:
    files = {
        "handler.js": f"{importing}\nexport const request = (ctx) => ({{ payload: answer() }});\nconst finish = (ctx) => ctx.result;\nexport {{ finish as response }};\n",  # noqa: E501 - a file as users write it
        "helper.js": helper,
        "through.js": "export { answer } from './helper.js';",
        "folder/index.js": helper,
    }
    code = bundled(tmp_path, files)
    assert run(engine, code).result == {"payload": 42}
    assert run(engine, code, "response", result=7).result == 7


def test_handlers_may_be_those_of_another_file(tmp_path: Path, engine: JavaScript) -> None:
    files = {
        "handler.js": "export { request } from './common.js';\nimport { response as answer } from './common.js';\nexport const response = (ctx) => [answer(ctx)];\n",  # noqa: E501 - a file as users write it
        "common.js": "export function request(ctx) { return { payload: 1 }; }\nexport function response(ctx) { return ctx.result; }\n",
    }
    code = bundled(tmp_path, files)
    assert run(engine, code).result == {"payload": 1}
    assert run(engine, code, "response", result=2).result == [2]


def test_typescript_loses_its_types_and_nothing_else(tmp_path: Path, engine: JavaScript) -> None:
    files = {
        "like.ts": "import { util, type Context } from '@aws-appsync/utils';\nimport type { Item } from './types';\nimport { Missing } from './types';\n"  # noqa: E501 - a file as users write it
        "import { twice } from './lib/twice.js';\ninterface Args { id: string }\ntype Maybe<T> = T | null;\n"
        "const first = <T,>(values: T[]): T => values[0]!;\n"
        "export function request(ctx: Context<Args>): { id: Maybe<string>; n: number } {\n"
        "  const id = ctx.args.id as string;\n  let n!: number;\n  n = twice(first<number>([2, 3]) satisfies number);\n  return { id, n };\n}\n"  # noqa: E501 - a file as users write it
        "export const response = (ctx: Context): Item | undefined => ctx.result as unknown as Item;\n",
        "types.ts": "export interface Item { id: string }\nexport type Missing = string;\n",
        "lib/twice.ts": "export function twice(value: number, by?: number): number { return value * (by ?? 2); }\n",
    }
    code = bundled(tmp_path, files, "./like.ts")
    assert run(engine, code, arguments={"id": "a"}).result == {"id": "a", "n": 4}
    assert "Maybe" not in code
    assert "util" not in code


class TestUnitResolvers:
    """A handler alone finds what Amplify's pipeline put into its context, if it looks for it."""

    def test_prev_and_stash_are_there(self, tmp_path: Path, engine: JavaScript) -> None:
        handler = (
            "export function request(ctx) { ctx.stash.seen = true; return { payload: [ctx.prev.result, ctx.stash, ctx.args.a, ctx.arguments.a] }; }\n"  # noqa: E501 - a file as users write it
            "export function response(ctx) { return [ctx.result, ctx.stash.seen, ctx.prev.result]; }\n"
        )
        code = bundled(tmp_path, {"handler.js": handler}, unit=True).replace("${api.id}", "the-id")
        request = run(engine, code, arguments={"a": 1})
        stash = {"awsAppsyncApiId": "the-id", "amplifyApiEnvironmentName": "NONE", "seen": True}
        assert request.result == {"payload": [{}, stash, 1, 1]}
        assert request.stash == stash
        assert run(engine, code, "response", result=3, stash=stash).result == [3, True, {}]

    def test_a_handler_that_does_not_look_is_not_wrapped(self, tmp_path: Path) -> None:
        files = {"handler.js": "export function request(ctx) { return { payload: 1 }; }\n" + ANSWER}
        assert bundled(tmp_path, files, unit=True) == bundled(tmp_path, files)


class TestEnvironment:
    def test_values_are_references_in_strings(self, tmp_path: Path, engine: JavaScript) -> None:
        text = "export function request(context) { return { table: context.env.TABLE, text: `a ${context.env.TABLE} b` }; }\n"
        code = bundled(tmp_path, {"handler.js": text + ANSWER})
        assert code.count('"${env.TABLE}"') == 2
        value = json.dumps('it\'s "quoted"\n')[1:-1]
        assert run(engine, code.replace("${env.TABLE}", value)).result == {"table": 'it\'s "quoted"\n', "text": 'a it\'s "quoted"\n b'}

    def test_what_only_looks_like_a_reference_stays_the_users_own(self, tmp_path: Path, engine: JavaScript) -> None:
        text = "export function request(ctx) { const api = { id: 'mine' }; return [`${api.id}`, '${api.id}', \"${table.Todo.name}\"]; }\n"
        code = bundled(tmp_path, {"handler.js": text + ANSWER})
        assert "${api.id}" not in code
        assert "${table.Todo.name}" not in code
        assert run(engine, code).result == ["mine", "${api.id}", "${table.Todo.name}"]


def test_what_a_table_is_asked_is_known(tmp_path: Path) -> None:
    files = {
        "handler.js": "import * as ddb from '@aws-appsync/utils/dynamodb';\nimport { put } from '@aws-appsync/utils/dynamodb';\n"
        "export function request(ctx) { return ctx.args.a ? ddb.get({ key: {} }) : ctx.args.b ? put({ key: {} }) : { operation: 'Scan' }; }\n"  # noqa: E501 - a file as users write it
        + ANSWER
    }
    handler, _ = read(tmp_path, files)
    assert handler is not None
    assert handler.mentions == {"get", "put", "Scan"}


def test_the_same_files_give_the_same_bytes_wherever_they_are(tmp_path: Path) -> None:
    files = {
        "handler.js": "import { a } from './a.js';\nexport const request = (ctx) => a;\n" + ANSWER,
        "a.js": "export const a = { payload: 1 };\n",
    }
    codes = {bundled(tmp_path / name, files, unit=unit) for name in ("one", "two") for unit in (False, True)}
    assert len(codes) == 1
    assert str(tmp_path) not in codes.pop()


def test_every_file_of_every_handler_is_known_also_missing_ones(tmp_path: Path) -> None:
    """`dev` compiles anew when one of them changes or appears."""
    (tmp_path / "a.ts").write_text("import { b } from './b';\nimport './c.js';\nexport const request = b;\n")
    (tmp_path / "b.js").write_text("export const b = (ctx) => ctx;\n")
    position = Position(file=str(tmp_path / "schema.yaml"), line=1, column=1, language="yaml")
    handlers = tuple(CodeHandler(entry=entry, position=position) for entry in ("./a.ts", "./missing.js"))
    schema = Schema(operations=(CustomOperation(kind="query", name="q", handlers=handlers),))
    assert set(handler_files(schema)) == {tmp_path / name for name in ("a.ts", "b.js", "missing.js")}
