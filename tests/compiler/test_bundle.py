"""One file of a module, what it imports and its config: only what is used, the same bytes every time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import pytest

from amplify_pulumi.compiler import bundle as bundler
from amplify_pulumi.compiler.bundle import BundleError, bundle, modules, parse_module

ACCESS = [
    {"authType": "User Pool Authorization", "field": "owner", "claims": [["sub"], ["username", "cognito:username"]]},
    {"authType": "IAM Authorization", "principal": "administrator"},
]
GET: dict[str, Any] = {"key": ["id"], "access": ACCESS, "ownerFields": ["owner"]}


def test_the_whole_of_a_small_bundle() -> None:
    """What a person reads: imports, config, helpers in the order of their modules, then the handlers. Types are left behind."""
    assert bundle("owner", {"field": "author"}) == (
        """\
import { util } from '@aws-appsync/utils';

const config = {
  field: "author",
};

function showOwners(item, fields) {
  const shown = { ...item };
  for (const field of fields) {
    if (typeof item[field] === 'string') shown[field] = item[field].split('::').pop();
  }
  return shown;
}

export function request() {
  return { payload: null };
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return showOwners(ctx.source, [config.field])[config.field];
}
"""
    )


def test_a_bundle_holds_nothing_that_is_not_used() -> None:
    code = bundle("get", GET)
    declared = re.findall(r"^(?:export )?(?:function|const) (\w+)", code, re.MULTILINE)
    assert len(declared) == len(set(declared))
    for name in set(declared) - {"request", "response"}:
        assert len(re.findall(rf"\b{name}\b", code)) > 1, name
    assert "guardOwners" not in code
    assert "toDynamoDBFilterExpression" not in code


@pytest.mark.parametrize("module", modules())
def test_nothing_of_the_modules_own_world_is_left(module: str) -> None:
    """No type comments, and no imports but AppSync's own, in one line with the names that are used."""
    code = bundle(module, everything(module))
    assert "/**" not in code
    imports = [line for line in code.splitlines() if line.startswith("import")]
    assert len(imports) == 1
    matched = re.fullmatch(r"import \{ ([\w, ]+) \} from '@aws-appsync/utils';", imports[0])
    assert matched
    for name in matched[1].split(", "):
        assert re.search(rf"\b{name}\.", code), name


@pytest.mark.parametrize("module", modules())
def test_modules_are_in_order_so_that_reading_down_meets_helpers_before_the_handlers(module: str) -> None:
    code = bundle(module, everything(module))
    assert code.index("const config") < code.index("export function request") < code.index("export function response")
    assert not re.search(r"^(function|const) ", code[code.index("export function request") :], re.MULTILINE)
    assert code.endswith("}\n")


def test_the_same_config_gives_the_same_bytes_whatever_its_order() -> None:
    before = bundle("get", GET)
    assert bundle("get", dict(reversed(GET.items()))) == before
    with uncached():
        assert bundle("get", dict(reversed(GET.items()))) == before


def test_a_config_may_hold_any_text() -> None:
    r"""Strings stay as they are, those that look like members of an object included. A line separator is a character like others."""
    text = 'quote " and \\" slash \\ and "id": 1, {"a": 2} and \u2028 ünï ${table.Todo.name} `x` </script>'
    line = next(each for each in bundle("owner", {"field": text}).split("\n") if each.startswith("  field: "))
    assert json.loads(line.removeprefix("  field: ").removesuffix(",")) == text


@pytest.mark.parametrize(
    ("module", "config", "message"),
    [
        ("nope", {}, "There is no resolver module 'nope'"),
        ("lib/keys", {}, "There is no resolver module 'lib/keys'"),
        ("../bundle", {}, "There is no resolver module"),
        ("owner", {}, r"The config of owner.js lacks \['field'\]"),
        ("owner", {"field": "owner", "fields": []}, r"has unknown \['fields'\]"),
    ],
)
def test_what_a_module_does_not_take_is_refused(module: str, config: dict[str, Any], message: str) -> None:
    with pytest.raises(BundleError, match=message):
        bundle(module, config)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("function broken( {", "is not valid JavaScript"),
        ("let count = 0;\ncount = 2;", ":2 is neither a function nor a constant"),
        ("import * as all from './keys.js';", "other than by its names"),
        ("import { keyOf as key } from './keys.js';", "other than by its names"),
        ("import fs from 'fs';", "imports fs, which AppSync does not have"),
        ("import { readFile } from 'fs';", "imports fs, which AppSync does not have"),
        ("function a() {}\nfunction a() {}", "declares a twice"),
        ("const a = 1, b = 2;", "declares several constants at once"),
        ("const { a } = util;", "declares something without a plain name"),
        ("export default function () {}", "neither a function nor a constant"),
    ],
)
def test_what_cannot_be_bundled_is_refused(source: str, message: str) -> None:
    with pytest.raises(BundleError, match=re.escape(message)):
        parse_module("lib/example.js", source)


def test_two_modules_that_declare_one_name_cannot_stand_in_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = {
        "get.js": "import { a } from './lib/a.js';\nimport { b } from './lib/b.js';\nexport function request() { a(); b(); }\n"
        "export function response() {}\n",
        "lib/a.js": "export function a() { helper(); }\nfunction helper() {}\n",
        "lib/b.js": "export function b() { helper(); }\nfunction helper() {}\n",
    }
    with uncached(), monkeypatch.context() as patched:
        patched.setattr(bundler, "_asked", frozenset)
        patched.setattr(bundler, "_source", sources.__getitem__)
        with pytest.raises(BundleError, match=r"lib/a\.js and lib/b\.js both declare helper"):
            bundle("get", GET)


def test_changing_a_helper_changes_only_the_bundles_that_use_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: bundle(name, everything(name)) for name in modules()}
    real = bundler._source
    monkeypatch.setattr(bundler, "_source", lambda path: real(path).replace("nowISO8601()", "nowISO8601() + ''"))
    with uncached():
        after = {name: bundle(name, everything(name)) for name in modules()}
    assert {name for name in before if before[name] != after[name]} == {"create", "update"}


DECIDED = """
export function request(ctx) {
  const { a } = ctx.args;
  const b = config.x ? work(a) : (a ?? 1);
  if (config.x) {
    // Why it is worked on.
    work(b);
    if (b) more(b);
  } else if (config.y) fail(b);
  // Why it is an error.
  if (has('z')) fail(a);
  return b;
}
"""


@pytest.mark.parametrize(
    ("given", "body"),
    [
        (
            {"config.x", "z"},
            "const b = work(a);\n  // Why it is worked on.\n  work(b);\n  if (b) more(b);\n  // Why it is an error.\n  fail(a);",
        ),
        ({"config.y"}, "const b = a ?? 1;\n  fail(b);"),
        ({"config.z", "x"}, "const b = a ?? 1;"),
    ],
)
def test_what_a_config_cannot_need_is_left_out(given: set[str], body: str) -> None:
    """Branches, their braces, what is nested in them, and the comments that give reasons for what is gone."""
    whole = f"\nexport function request(ctx) {{\n  const {{ a }} = ctx.args;\n  {body}\n  return b;\n}}\n"
    assert re.sub(r"\n +\n", "\n", bundler.decide(DECIDED, frozenset(given))) == whole


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"x"}, "const a = (b || c);\nconst d = e && (b || c);\n"),
        (set[str](), "const a = true;\nconst d = e;\n"),
    ],
)
def test_parentheses_and_conditions_that_say_nothing_go_with_what_is_left_out(given: set[str], code: str) -> None:
    source = "const a = (has('x') ? b || c : true);\nconst d = e && (has('x') ? b || c : true);\n"
    assert bundler.decide(source, frozenset(given)) == code


def test_keys_of_several_fields_are_put_together_only_where_there_are_some() -> None:
    """An attribute `a#b` is made of the fields a and b."""
    assert "split('#')" in bundle("get", {**GET, "key": ["tenant", "region#shard"]})
    assert "'#'" not in bundle("get", {**GET, "key": ["tenant", "region"]})


def test_lists_and_joined_claims_are_looked_into_only_where_there_are_some() -> None:
    """Several claims, an operator, a field that holds a list: each brings its code, the lack of it none."""
    single = {"authType": "User Pool Authorization", "field": "owner", "claim": ["email"]}
    assert "'::'" in bundle("get", {**GET, "ownerFields": []})
    assert "'::'" not in bundle("get", {**GET, "access": [single], "ownerFields": []})
    assert "operator" in bundle("get", {**GET, "access": [{**single, "operator": "contains"}]}).partition("function")[2]
    assert "if (operator)" not in bundle("get", GET)
    assert "value.map(showOwner)" in bundle("get", {**GET, "ownerLists": ["owner"]})
    assert "value.map" not in bundle("get", GET)


@pytest.mark.parametrize("absent", [None, False, "", [], {}])
def test_nothing_is_as_good_as_left_out(absent: Any) -> None:
    """The same bytes, so that what a config does not use cannot change a bundle."""
    create = {"typeName": "Todo", "key": ["id"], "autoId": True, "timestamps": [], "access": ACCESS, "ownerFields": [], "redact": False}
    assert bundle("create", {**create, "validations": absent}) == bundle("create", create)
    assert "validate" not in bundle("create", create)
    assert "config.validations" in bundle("create", {**create, "validations": [{"name": "a", "kind": "gt", "value": 0, "message": "no"}]})


@contextmanager
def uncached() -> Iterator[None]:
    """Read the modules anew within, and forget them afterwards."""
    caches = (bundler._program, bundler._decided_module, bundler._asked_in, bundler._asked)
    for each in caches:
        each.cache_clear()
    yield
    for each in caches:
        each.cache_clear()


def everything(module: str) -> dict[str, Any]:
    """Return a config in which each property is there."""
    return {name: [dict.fromkeys(bundler._asked(), True)] for name in config_properties(module)}


def config_properties(module: str) -> list[str]:
    """Return the properties of the `Config` typedef at the head of a module, as a person reads them."""
    source = (files("amplify_pulumi") / "resolvers" / f"{module}.js").read_text("utf-8")
    head = source[: source.index("*/")]
    assert " * @typedef {object} Config\n" in head
    return re.findall(r"@property \{.+\} \[?(\w+)", head)
