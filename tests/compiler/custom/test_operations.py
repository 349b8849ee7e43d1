"""What custom operations become: resolvers, pipelines, data sources and roles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from amplify_pulumi.compiler import CompileError, compile_schema
from amplify_pulumi.compiler.plan import ApiPlan, Reference, policy_document, references
from amplify_pulumi.local.store import open_store
from amplify_pulumi.schema.model import (
    CodeHandler,
    CustomOperation,
    CustomType,
    DataSource,
    Enum,
    Field,
    Function,
    FunctionHandler,
    Model,
    Position,
    Returns,
    Rule,
    Schema,
    SubscriptionSource,
)
from amplify_pulumi.testing import local_api

PUBLIC = (Rule(allow="publicApiKey"),)
SIGNED_IN = (Rule(allow="authenticated"),)
HANDLER = "export function request(ctx) { return { payload: 1 }; }\nexport function response(ctx) { return ctx.result; }\n"


def operation(name: str, *handlers: FunctionHandler | CodeHandler, **more: Any) -> CustomOperation:
    return CustomOperation(
        **{"kind": "query", "name": name, "returns": Returns(type="String"), "handlers": handlers, "authorization": PUBLIC, **more}
    )


def schema(*operations: CustomOperation, **more: Any) -> Schema:
    post = Model(name="Post", fields=(Field(name="content", type="String"), Field(name="likes", type="Int")), authorization=PUBLIC)
    return Schema(**{"models": (post,), "functions": (Function(name="echo"), Function(name="audit")), "operations": operations, **more})


def resolver(plan: ApiPlan, name: str) -> Any:
    return next(each for each in plan.resolvers if each.field_name == name)


def statements(plan: ApiPlan, source: str) -> list[dict[str, Any]]:
    (found,) = [policy_document(each)["Statement"] for each in plan.roles if each.data_source == source]
    return found


@pytest.fixture
def code(tmp_path: Path):
    """Return a function that writes a handler and returns what the schema says of it."""

    def write(name: str = "handler.js", text: str = HANDLER, data_source: str | None = None) -> CodeHandler:
        (tmp_path / name).write_text(text)
        position = Position(file=str(tmp_path / "schema.yaml"), line=1, column=1, language="yaml")
        return CodeHandler(entry=f"./{name}", data_source=data_source, position=position)

    return write


class TestFunctions:
    def test_one_is_a_unit_resolver_on_its_data_source(self) -> None:
        plan = compile_schema(schema(operation("say", FunctionHandler(function="echo"))))
        made = resolver(plan, "say")
        assert (made.kind, made.data_source_name, plan.functions) == ("UNIT", "echoLambdaDataSource", ())
        assert "RequestResponse" in made.code

    def test_each_has_one_data_source_and_a_role_for_exactly_it(self) -> None:
        """However many operations call it."""
        echo = FunctionHandler(function="echo")
        plan = compile_schema(schema(operation("one", echo), operation("two", echo), operation("three", echo, echo)))
        (source,) = [each for each in plan.data_sources if each.type == "AWS_LAMBDA"]
        assert source.lambda_config is not None
        assert source.lambda_config.lambda_function_arn == Reference(ref="function.echo.arn")
        assert statements(plan, "echoLambdaDataSource") == [
            {"Effect": "Allow", "Action": ["lambda:InvokeFunction"], "Resource": ["${function.echo.arn}"]}
        ]
        assert {each for each in references(plan) if each.startswith("function.")} == {"function.echo.arn"}

    def test_several_are_a_pipeline_of_shared_steps(self) -> None:
        steps = (FunctionHandler(function="echo"), FunctionHandler(function="audit", asynchronous=True))
        more = {"kind": "mutation", "returns": None}
        plan = compile_schema(schema(operation("one", *steps, **more), operation("two", *steps, **more)))
        made = resolver(plan, "one")
        assert (made.kind, made.data_source_name) == ("PIPELINE", None)
        assert made.pipeline_config.functions == ("Invoke_echo", "InvokeAsync_audit")
        assert [each.name for each in plan.functions] == ["Invoke_echo", "InvokeAsync_audit"]
        assert "one: String" not in plan.schema
        assert "one: EventInvocationResponse" in plan.schema

    def test_functions_that_answer_nothing_have_no_data_source(self) -> None:
        assert [each.type for each in compile_schema(schema()).data_sources] == ["AMAZON_DYNAMODB", "NONE"]


class TestCode:
    def test_one_is_a_unit_resolver_of_the_users_code(self, code) -> None:
        made = resolver(compile_schema(schema(operation("one", code()))), "one")
        assert (made.kind, made.data_source_name, made.code) == (
            "UNIT",
            "NONE_DS",
            HANDLER.replace("\nexport function response", "\n\nexport function response"),
        )

    @pytest.mark.parametrize(
        ("request_", "actions"),
        [
            ("{ operation: 'GetItem' }", {"GetItem"}),
            ("{ operation: ctx.args.a ? 'PutItem' : 'Query' }", {"GetItem", "PutItem", "Query"}),
            ("{ operation: 'TransactWriteItems' }", {"ConditionCheckItem", "DeleteItem", "PutItem", "UpdateItem"}),
            ("{ operation: 'BatchPutItem' }", {"BatchWriteItem"}),
        ],
    )
    def test_the_role_allows_what_the_code_asks_of_a_models_table(self, code, request_: str, actions: set[str]) -> None:
        text = f"export function request(ctx) {{ return {request_}; }}\nexport function response(ctx) {{ return ctx.result; }}\n"
        plan = compile_schema(schema(operation("one", code(text=text, data_source="Post")), models=schema().models))
        assert resolver(plan, "one").data_source_name == "PostTable"
        found = {(action, resource) for each in statements(plan, "PostTable") for action in each["Action"] for resource in each["Resource"]}
        table = "${table.Post.arn}"
        generated = {(f"dynamodb:{each}", table) for each in ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Scan")}
        queried = {("dynamodb:Query", f"{table}/index/*")} if "Query" in actions else set()
        assert found - generated == {(f"dynamodb:{each}", table) for each in actions} - generated | queried

    def test_code_that_does_not_tell_may_do_all_that_resolvers_can(self, code) -> None:
        text = "export function request(ctx) { return ctx.args; }\nexport function response(ctx) { return ctx.result; }\n"
        plan = compile_schema(schema(operation("one", code(text=text, data_source="Post"))))
        assert "dynamodb:Scan" in statements(plan, "PostTable")[-1]["Action"]
        assert "dynamodb:DescribeTable" not in statements(plan, "PostTable")[-1]["Action"]

    def test_a_pipeline_mixes_functions_tables_sources_and_none(self, code) -> None:
        legacy = DataSource(name="Legacy", kind="dynamodb", settings=(("table", "MyTable"),))
        handlers = (code(), code(data_source="Post"), code(data_source="Legacy"), FunctionHandler(function="echo"))
        plan = compile_schema(schema(operation("one", *handlers), data_sources=(legacy,)))
        assert [(each.name, each.data_source_name) for each in plan.functions] == [
            ("Fn_Query_one_1", "NONE_DS"),
            ("Fn_Query_one_2", "PostTable"),
            ("Fn_Query_one_3", "Legacy"),
            ("Invoke_echo", "echoLambdaDataSource"),
        ]

    def test_mistakes_of_all_files_are_told_together(self, code) -> None:
        first, second = code("a.js", "throw 1;\n" + HANDLER), code("b.js", "import 'x';\n" + HANDLER)
        with pytest.raises(CompileError) as caught:
            compile_schema(schema(operation("one", first), operation("two", second, FunctionHandler(function="echo"))))
        assert [each.code for each in caught.value.problems] == ["AP5103", "AP5104"]

    def test_more_steps_than_appsync_takes(self) -> None:
        with pytest.raises(CompileError) as caught:
            compile_schema(schema(operation("one", *[FunctionHandler(function="echo")] * 11)))
        assert [each.code for each in caught.value.problems] == ["AP6006"]


@pytest.mark.parametrize(
    ("source", "type_", "config", "allowed"),
    [
        (DataSource(name="X", kind="dynamodb"), "AMAZON_DYNAMODB", {"tableName": {"ref": "source.X.table"}, "awsRegion": {"ref": "aws.region"}}, "table/${source.X.table}"),  # noqa: E501 - a row
        (DataSource(name="X", kind="dynamodb", settings=(("table", "Old"),)), "AMAZON_DYNAMODB", {"tableName": "Old", "awsRegion": {"ref": "aws.region"}}, "table/Old"),  # noqa: E501 - a row
        (DataSource(name="X", kind="lambda"), "AWS_LAMBDA", {"lambdaFunctionArn": {"ref": "source.X.function"}}, "${source.X.function}"),
        (DataSource(name="X", kind="lambda", settings=(("function", "echo"),)), "AWS_LAMBDA", {"lambdaFunctionArn": {"ref": "function.echo.arn"}}, "${function.echo.arn}"),  # noqa: E501 - a row
        (DataSource(name="X", kind="http", settings=(("endpoint", "https://a.example"),)), "HTTP", {"endpoint": "https://a.example"}, None),
        (DataSource(name="X", kind="eventBridge"), "AMAZON_EVENTBRIDGE", {"eventBusArn": {"ref": "source.X.bus"}}, "${source.X.bus}"),
        (DataSource(name="X", kind="openSearch"), "AMAZON_OPENSEARCH_SERVICE", {"endpoint": {"ref": "source.X.endpoint"}, "awsRegion": {"ref": "aws.region"}}, "${source.X.arn}/*"),  # noqa: E501 - a row
        (DataSource(name="X", kind="rds"), "RELATIONAL_DATABASE", {
            "rdsHttpEndpointConfig": {
                "awsRegion": {"ref": "aws.region"}, "dbClusterIdentifier": {"ref": "source.X.cluster"},
                "databaseName": {"ref": "source.X.database"}, "awsSecretStoreArn": {"ref": "source.X.secret"},
            },
            "relationalDatabaseSourceType": "RDS_HTTP_ENDPOINT",
        }, "${source.X.secret}"),
        (DataSource(name="X", kind="none"), "NONE", None, None),
    ],
)  # fmt: skip
def test_every_kind_of_external_data_source(code, source: DataSource, type_: str, config: Any, allowed: str | None) -> None:
    plan = compile_schema(schema(operation("one", code(data_source="X")), data_sources=(source,)))
    (made,) = [each for each in plan.to_json()["api"]["dataSources"] if each["name"] == "X"]
    assert made.pop("type") == type_
    assert [value for name, value in made.items() if name != "name"] == ([config] if config else [])
    resources = [resource for each in plan.roles if each.data_source == "X" for made in each.statements for resource in made.resource]
    assert any(each.endswith(allowed) for each in resources) if allowed else resources == []
    assert plan.data_sources[-1].name == "NONE_DS", "the last one, which all resolvers wait for"


@pytest.mark.parametrize("name", ["PostTable", "NONE_DS", "echoLambdaDataSource"])
def test_an_external_data_source_with_the_name_of_a_generated_one(code, name: str) -> None:
    source = DataSource(name=name, kind="none")
    with pytest.raises(CompileError) as caught:
        compile_schema(schema(operation("one", code(data_source=name)), data_sources=(source,)))
    assert [each.code for each in caught.value.problems] == ["AP5013"]


class TestTypes:
    def test_arguments_take_inputs_and_only_those_of_types_in_place_are_left_out_as_types(self) -> None:
        """`SearchGeo` has the name that Amplify gives a type in place; `Filter` is the user's own."""
        types = (
            CustomType(name="Filter", fields=(Field(name="term", type="String", required=True),)),
            CustomType(
                name="SearchGeo", fields=(Field(name="nested", type="SearchGeoNested"), Field(name="of", type="Filter", array=True))
            ),
            CustomType(name="SearchGeoNested", fields=(Field(name="x", type="Int"),)),
        )
        arguments = (Field(name="geo", type="SearchGeo"), Field(name="filter", type="Filter", required=True))
        plan = compile_schema(schema(operation("search", FunctionHandler(function="echo"), arguments=arguments), types=types))
        assert "search(geo: SearchGeoInput, filter: FilterInput!): String" in plan.schema
        assert "input SearchGeoInput {\n  nested: SearchGeoNestedInput\n  of: [FilterInput]\n}" in plan.schema
        assert "type Filter " in plan.schema
        assert "type SearchGeo" not in plan.schema
        assert set(plan.model_introspection["inputs"]) == {"SearchGeoInput", "SearchGeoNestedInput", "FilterInput"}
        assert set(plan.model_introspection["nonModels"]) == {"Filter"}

    def test_a_returned_type_is_open_to_who_may_call_as_is_what_it_holds(self) -> None:
        """By name where only groups may, as Amplify has it."""
        types = (
            CustomType(name="Outer", fields=(Field(name="inner", type="Inner"), Field(name="again", type="Outer"))),
            CustomType(name="Inner", fields=(Field(name="state", type="State"),)),
        )
        group = (Rule(allow="groups", groups=("Admin", "Ops")),)
        made = operation("get1", FunctionHandler(function="echo"), returns=Returns(type="Outer"), authorization=group)
        plan = compile_schema(schema(made, types=types, enums=(Enum(name="State", values=("on",)),)))
        for name in ("Outer", "Inner"):
            assert f'type {name} @aws_iam @aws_cognito_user_pools(cognito_groups: ["Admin", "Ops"]) {{' in plan.schema
        assert "get1: Outer @aws_iam @aws_cognito_user_pools" in plan.schema

    def test_a_subscription_returns_what_its_mutation_does(self, code) -> None:
        mutation = operation("make", FunctionHandler(function="echo"), kind="mutation", returns=Returns(type="Post", required=True))
        to_custom = operation("onMake", code(), kind="subscription", returns=None, sources=(SubscriptionSource(name="make"),))
        both = (SubscriptionSource(name="Post", mutations=("create", "delete")), SubscriptionSource(name="make"))
        to_both = operation("onBoth", code(), kind="subscription", returns=None, sources=both)
        text = compile_schema(schema(mutation, to_custom, to_both)).schema
        assert 'onMake: Post! @aws_subscribe(mutations: ["make"])' in text
        assert 'onBoth: Post @aws_subscribe(mutations: ["createPost", "deletePost", "make"])' in text


class TestRunning:
    def test_awsjson_arguments_arrive_parsed_and_others_as_they_are(self) -> None:
        """What is not given is absent, what is null is null."""
        events: list[Any] = []
        arguments = (Field(name="data", type="AWSJSON"), Field(name="a", type="Int"), Field(name="b", type="String"))
        made = operation("say", FunctionHandler(function="echo"), arguments=arguments, returns=Returns(type="AWSJSON"))
        with local_api(schema(made), functions={"echo": lambda event, _: events.append(event) or event["arguments"]}) as api:
            result = api.as_api_key().execute('{ say(data: "{\\"x\\": [1]}", a: null) }')
        assert result.to_json() == {"data": {"say": '{"data":{"x":[1]},"a":null}'}}
        assert events[0]["arguments"] == {"data": {"x": [1]}, "a": None}

    def test_an_async_function_that_cannot_be_queued(self) -> None:
        """Then `success` is false, and an error says why."""
        made = operation("log", FunctionHandler(function="audit", asynchronous=True), kind="mutation", returns=None)
        with local_api(schema(made)) as api:
            result = api.as_api_key().execute("mutation { log { success } }")
        assert result.data == {"log": {"success": False}}
        assert [(each["errorType"], each["path"]) for each in result.errors] == [("Lambda:ResourceNotFoundException", ["log"])]

    def test_owners_are_shown_by_name_where_a_model_comes_past_the_generated_resolvers(self, code) -> None:
        """And the generated ones show no less."""
        owned = replace(schema().models[0], authorization=(Rule(allow="owner"),))
        text = (
            "export function request(ctx) { return { operation: 'GetItem', key: { id: { S: ctx.args.id } } }; }\n"
            "export function response(ctx) { return ctx.result; }\n"
        )
        arguments = (Field(name="id", type="ID"),)
        made = operation(
            "peek", code(text=text, data_source="Post"), arguments=arguments, returns=Returns(type="Post"), authorization=SIGNED_IN
        )
        with local_api(schema(made, models=(owned,))) as api:
            alice, bob = api.as_user("alice"), api.as_user("bob")
            created = alice.execute('mutation { createPost(input: { id: "1", content: "c" }) { owner } }')
            assert created.to_json() == {"data": {"createPost": {"owner": "alice"}}}
            assert bob.execute('{ peek(id: "1") { content owner } }').to_json() == {"data": {"peek": {"content": "c", "owner": "alice"}}}
            assert alice.execute('{ getPost(id: "1") { owner } }').to_json() == {"data": {"getPost": {"owner": "alice"}}}

    def test_groups_are_checked_by_the_resolver_of_a_function(self) -> None:
        rules = (Rule(allow="groups", groups=("Admin",)), Rule(allow="publicApiKey"))
        made = operation("say", FunctionHandler(function="echo"), authorization=rules)
        with local_api(schema(made), functions={"echo": lambda _event, _context: "hello"}) as api:
            assert api.as_api_key().execute("{ say }").data == {"say": "hello"}
            assert api.as_user("carol", ["Admin"]).execute("{ say }").data == {"say": "hello"}
            refused = api.as_user("bob", ["Readers"]).execute("{ say }")
            assert refused.data == {"say": None}
            assert [each["errorType"] for each in refused.errors] == ["Unauthorized"]
            assert refused.trace.calls == []

    @pytest.mark.parametrize("type_", ["String", "Message"])
    def test_aws_iam_alone_admits_administrators_and_functions_alone(self, tmp_path: Path, type_: str) -> None:
        """Nobody else: neither who has the API's default mode nor a guest or a user of the identity pool."""
        text = (
            'type Query { say: %s @function(name: "echo") @aws_iam }\n'
            "type Message { text: String }\n"
            "type Post @model @auth(rules: [{allow: public}, {allow: public, provider: iam}, {allow: private}]) { content: String }\n"
        )
        path = tmp_path / "schema.graphql"
        path.write_text(text % type_)
        document = "{ say }" if type_ == "String" else "{ say { text } }"
        answer = "hello" if type_ == "String" else {"text": "hello"}
        with local_api(path, functions={"echo": lambda _event, _context: answer}) as api:
            assert api.as_iam().execute(document).to_json() == {"data": {"say": answer}}
            for caller in (api.as_api_key(), api.as_user("alice"), api.as_guest()):
                refused = caller.execute(document)
                assert refused.data in (None, {"say": None})
                assert [each["errorType"] for each in refused.errors] == ["Unauthorized"]
                assert refused.trace.calls == []

    def test_values_of_the_environment_are_put_into_the_code(self, code) -> None:
        text = (
            "export function request(ctx) { return { payload: ctx.env.GREETING }; }\nexport function response(ctx) { return ctx.result; }\n"
        )
        made = schema(operation("say", code(text=text)))
        with local_api(made, environment={"GREETING": 'say "hi"\\'}) as api:
            assert api.as_api_key().execute("{ say }").data == {"say": 'say "hi"\\'}
        with pytest.raises(ValueError, match=r"handlers read ctx\.env\.GREETING, but environment does not hold it"):
            local_api(made)

    def test_a_function_that_the_schema_does_not_declare(self) -> None:
        with pytest.raises(ValueError, match=r"the schema declares no function .ecko.\. Did you mean .echo.\?"):
            local_api(schema(), functions={"ecko": lambda _event, _context: None})

    def test_a_custom_subscription_with_a_filter_of_its_own(self, code) -> None:
        """The handler's filter decides, on what the mutation selected."""
        on = (
            "import { extensions, util } from '@aws-appsync/utils';\n"
            "export function request(ctx) { return { payload: null }; }\n"
            "export function response(ctx) {\n  extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ room: { beginsWith: ctx.args.prefix } }));\n  return null;\n}\n"  # noqa: E501 - code
        )
        message = CustomType(name="Message", fields=(Field(name="text", type="String"), Field(name="room", type="String")))
        arguments = (Field(name="text", type="String"), Field(name="room", type="String"))
        send = "export const request = (ctx) => ({ payload: ctx.args });\nexport const response = (ctx) => ctx.result;\n"
        made = schema(
            operation("send", code("send.js", send), kind="mutation", arguments=arguments, returns=Returns(type="Message")),
            operation(
                "onSend", code("on.js", on), kind="subscription", returns=None, sources=(SubscriptionSource(name="send"),),
                arguments=(Field(name="prefix", type="String"),),
            ),
            types=(message,),
        )  # fmt: skip
        with local_api(made) as api:
            caller = api.as_api_key()
            events = caller.subscribe('subscription { onSend(prefix: "a") { text room } }')
            for room in ("ab", "b", "a"):
                assert caller.execute(f'mutation {{ send(text: "t", room: "{room}") {{ text room }} }}').errors == ()
            assert [each["data"]["onSend"]["room"] for each in events.all()] == ["ab", "a"]

    def test_an_external_table_is_one_of_the_store(self, code) -> None:
        """On this machine it has the name that the schema gives it."""
        legacy = DataSource(name="Legacy", kind="dynamodb")
        text = "import { get } from '@aws-appsync/utils/dynamodb';\nexport const request = (ctx) => get({ key: { id: '1' } });\nexport const response = (ctx) => ctx.result.text;\n"  # noqa: E501 - code
        store = open_store()
        keys = {
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        }
        store.call("CreateTable", {"TableName": "Legacy", "BillingMode": "PAY_PER_REQUEST", **keys})
        store.call("PutItem", {"TableName": "Legacy", "Item": {"id": {"S": "1"}, "text": {"S": "old"}}})
        with local_api(schema(operation("old", code(text=text, data_source="Legacy")), data_sources=(legacy,)), store=store) as api:
            assert api.as_api_key().execute("{ old }").to_json() == {"data": {"old": "old"}}
