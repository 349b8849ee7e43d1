"""Pipelines of functions and code: what is handed from step to step, and who may call them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from amplify_pulumi import a, allow
from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.schema import load_schema
from amplify_pulumi.schema.model import Schema
from amplify_pulumi.testing import LocalApi, local_api

CODE = """\
export function request(ctx) {
  ctx.stash.seen = ctx.args.text;
  return { payload: { text: `${ctx.prev.result?.text ?? ctx.args.text}>code` } };
}

export function response(ctx) {
  return ctx.result;
}
"""
YAML = """\
types:
  Said: {{ text: String }}
functions:
  shout: {{}}
  log: {{}}
queries:
  say:
    arguments: {{ text: String! }}
    returns: Said
    handler: [{handlers}]
    authorization: [{rules}]
"""
CODE_FIRST, FUNCTION_FIRST = "{ entry: ./code.js }, { function: shout }", "{ function: shout }, { entry: ./code.js }"


def shout(event: Any, _context: Any) -> dict[str, str]:
    """Do what `CODE` does, from what Lambda is told."""
    return {"text": f"{(event['prev']['result'] or {}).get('text', event['arguments']['text'])}>function"}


def written(folder: Path, handlers: str, rules: str = "{ allow: publicApiKey }") -> Path:
    (folder / "code.js").write_text(CODE)
    path = folder / "schema.yaml"
    path.write_text(YAML.format(handlers=handlers, rules=rules))
    return path


def open_api(folder: Path, handlers: str, rules: str = "{ allow: publicApiKey }") -> LocalApi:
    return local_api(written(folder, handlers, rules), functions={"shout": shout, "log": lambda _event, _context: None})


@pytest.mark.parametrize(
    ("handlers", "said"),
    [
        (CODE_FIRST, "a>code>function"),
        (FUNCTION_FIRST, "a>function>code"),
        (f"{FUNCTION_FIRST}, {{ function: shout }}", "a>function>code>function"),
        (f"{CODE_FIRST}, {{ entry: ./code.js }}", "a>code>function>code"),
    ],
)
def test_each_step_is_given_what_the_one_before_it_answered(tmp_path: Path, handlers: str, said: str) -> None:
    with open_api(tmp_path, handlers) as api:
        assert api.as_api_key().execute('{ say(text: "a") { text } }').to_json() == {"data": {"say": {"text": said}}}


def test_the_first_function_is_told_what_amplify_tells_it(tmp_path: Path) -> None:
    """Nothing is before the first step; the second sees the answer of the code."""
    events: list[Any] = []
    path = written(tmp_path, f"{{ function: log }}, {CODE_FIRST}")
    with local_api(path, functions={"log": lambda event, _: events.append(event), "shout": lambda event, _: events.append(event)}) as api:
        api.as_api_key().execute('{ say(text: "a") { text } }')
    assert [(each["typeName"], each["fieldName"], each["arguments"], each["prev"]["result"]) for each in events] == [
        ("Query", "say", {"text": "a"}, {}),
        ("Query", "say", {"text": "a"}, {"text": "a>code"}),
    ]


def test_an_error_of_a_function_ends_the_pipeline(tmp_path: Path) -> None:
    def fail(_event: Any, _context: Any) -> None:
        raise ValueError("no voice")

    with local_api(written(tmp_path, FUNCTION_FIRST), functions={"shout": fail}) as api:
        result = api.as_api_key().execute('{ say(text: "a") { text } }')
    assert result.data == {"say": None}
    assert [(each["errorType"], each["message"]) for each in result.errors] == [("Lambda:Unhandled", "no voice")]
    assert len(result.trace.calls) == 1


def test_code_before_a_function_that_is_only_told(tmp_path: Path) -> None:
    text = YAML.format(handlers="{ entry: ./code.js }, { function: log, async: true }", rules="{ allow: publicApiKey }")
    (tmp_path / "code.js").write_text(CODE)
    (tmp_path / "schema.yaml").write_text(text.replace("    returns: Said\n", ""))
    with local_api(tmp_path / "schema.yaml", functions={"log": lambda _event, _context: None}) as api:
        assert api.as_api_key().execute('{ say(text: "a") { success } }').to_json() == {"data": {"say": {"success": True}}}


@pytest.mark.parametrize("handlers", [CODE_FIRST, FUNCTION_FIRST])
class TestWhoMayCall:
    def test_groups_are_named_by_directives_and_checked_by_the_resolver(self, tmp_path: Path, handlers: str) -> None:
        """What Amplify has for code and what it has for functions, both."""
        loaded = load_schema(written(tmp_path, handlers, "{ allow: groups, groups: [Admin, Ops] }"))
        assert isinstance(loaded.schema, Schema)
        plan = compile_schema(loaded.schema)
        assert 'say(text: String!): Said @aws_iam @aws_cognito_user_pools(cognito_groups: ["Admin", "Ops"])' in plan.schema
        (resolver,) = [each for each in plan.resolvers if each.field_name == "say"]
        assert resolver.kind == "PIPELINE"
        assert '"groups": ["Admin", "Ops"]' in resolver.code.replace("groups:", '"groups":').replace("'", '"')

    def test_only_members_get_to_the_first_step(self, tmp_path: Path, handlers: str) -> None:
        with open_api(tmp_path, handlers, "{ allow: groups, groups: [Admin] }") as api:
            for caller in (api.as_user("carol", ["Admin"]), api.as_iam()):
                assert caller.execute('{ say(text: "a") { text } }').errors == ()
            refused = api.as_user("bob", ["Readers"]).execute('{ say(text: "a") { text } }')
            assert refused.data == {"say": None}
            assert [each["errorType"] for each in refused.errors] == ["Unauthorized"]
            assert refused.trace.calls == []

    def test_a_guest_of_the_identity_pool_is_no_administrator(self, tmp_path: Path, handlers: str) -> None:
        """Directives admit every caller by IAM; the resolver checks which."""
        with open_api(tmp_path, handlers, "{ allow: authenticated }") as api:
            assert api.as_user("alice").execute('{ say(text: "a") { text } }').errors == ()
            refused = api.as_guest().execute('{ say(text: "a") { text } }')
            assert [each["errorType"] for each in refused.errors] == ["Unauthorized"]
            assert refused.trace.calls == []


def test_python_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = a.schema(
        Said=a.custom_type(text=a.string()),
        say=a.query()
        .arguments(text=a.string().required())
        .returns(a.ref("Said"))
        .handler(a.handler.custom(entry="./code.js"), a.handler.function("shout"))
        .authorization(allow.public_api_key()),
    )
    assert made.functions(shout=a.function(), log=a.function()).build() == load_schema(written(tmp_path, CODE_FIRST)).schema
