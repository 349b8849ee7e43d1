"""Policies for callers with AWS credentials: exactly what the resolvers let them do, within what IAM holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, get_named_type
from hypothesis import given, settings
from moto import mock_aws

from amplify_pulumi.compiler import ApiPlan, CompileError, compile_schema, warnings
from amplify_pulumi.compiler.plan import Invocation, document_of
from amplify_pulumi.local.api import Api
from amplify_pulumi.local.identity import Iam
from amplify_pulumi.local.loader import load
from amplify_pulumi.local.references import ACCOUNT, AUTHENTICATED_ROLE, IDENTITY_POOL_ID, PARTITION, UNAUTHENTICATED_ROLE
from amplify_pulumi.local.store import open_store
from amplify_pulumi.local.subscriptions import SubscriptionRefusedError
from amplify_pulumi.schema import load_schema, load_text, require_schema
from amplify_pulumi.schema.model import CodeHandler, FunctionHandler, Schema
from tests.compiler.test_properties import schemas
from tests.conftest import REPOSITORY

CASES = sorted(path.parent for path in (REPOSITORY / "tests" / "conformance" / "cases").glob("*/schema.yaml"))
ROOTS = ("Query", "Mutation", "Subscription")

SHOP = """
api: { defaultAuthorizationMode: userPool }
models:
  Product:
    fields:
      name: String!
      cost: { type: Int, authorization: [{ allow: authenticated, provider: identityPool, operations: [read] }, { allow: owner }] }
      notes: { type: String, authorization: [{ allow: owner }] }
      size: Size
      reviews: { hasMany: Review, references: [productId] }
      margin: { hasOne: Margin, references: [productId] }
    authorization: [{ allow: guest, operations: [read] }, { allow: authenticated, provider: identityPool }, { allow: owner }]
  Review:
    fields:
      text: String
      productId: ID
      product: { belongsTo: Product, references: [productId] }
    indexes: [{ partitionKey: text, queryField: reviewsByText }]
    authorization: [{ allow: guest, operations: [list, create] }, { allow: owner }]
  Margin:
    fields:
      productId: ID
      product: { belongsTo: Product, references: [productId] }
    authorization: [{ allow: groups, groups: [Staff] }]
  Listener:
    fields: { text: String }
    authorization: [{ allow: authenticated, provider: identityPool, operations: [listen] }, { allow: owner }]
  Closed:
    fields: { text: String }
    authorization: { allow: owner }
types:
  Size: { width: Int, unit: Unit }
  Unit: { name: String }
  Unseen: { name: String }
  Answer: { text: String, product: Unit }
functions: { answer: {} }
queries:
  ask: { returns: Answer, handler: { function: answer }, authorization: [{ allow: guest }] }
  find: { returns: Product, handler: { function: answer }, authorization: [{ allow: authenticated, provider: identityPool }] }
  secret: { returns: Unseen, handler: { function: answer }, authorization: [{ allow: authenticated }] }
mutations:
  tell: { arguments: { text: String! }, returns: String, handler: { function: answer }, authorization: [{ allow: guest }] }
"""
"""Guests and signed-in users of the pool with different rights at every turn."""


@cache
def case(folder: Path) -> Schema:
    return require_schema(load_schema(folder / "schema.yaml"))


def read(text: str) -> Schema:
    return require_schema(load_text(text))


def compiled(text: str) -> ApiPlan:
    return compile_schema(read(text))


def invocation(plan: ApiPlan, key: str) -> Invocation | None:
    return next((each for each in plan.invocations if each.key == key), None)


def identity(principal: str) -> Iam:
    """Return a caller of the API's identity pool."""
    is_guest = principal == "guest"
    role = UNAUTHENTICATED_ROLE if is_guest else AUTHENTICATED_ROLE
    return Iam(
        user_arn=f"arn:{PARTITION}:sts::{ACCOUNT}:assumed-role/{role}/CognitoIdentityCredentials",
        cognito_identity_pool_id=IDENTITY_POOL_ID,
        cognito_identity_id="us-east-1:00000000-0000-4000-8000-000000000001",
        cognito_identity_auth_type="unauthenticated" if is_guest else "authenticated",
    )


def allowed_fields(found: Invocation | None, schema: GraphQLSchema) -> set[tuple[str, str]]:
    """Return the fields that the policies allow, as IAM evaluates them: a denial wins."""
    if found is None:
        return set()
    effects: dict[str, list[str]] = {"Allow": [], "Deny": []}
    for statement in (each for policy in found.policies for each in policy):
        assert statement.action == ("appsync:GraphQL",)
        for resource in statement.resource:
            assert resource.startswith("${api.arn}/types/")
            effects[statement.effect].append(resource.removeprefix("${api.arn}/"))

    def matches(effect: str, place: tuple[str, str]) -> bool:
        return any(fnmatchcase(f"types/{place[0]}/fields/{place[1]}", pattern) for pattern in effects[effect])

    return {place for place in every_field(schema) if matches("Allow", place) and not matches("Deny", place)}


def every_field(schema: GraphQLSchema) -> set[tuple[str, str]]:
    types = [each for each in schema.type_map.values() if isinstance(each, GraphQLObjectType) and not each.name.startswith("__")]
    return {(each.name, field) for each in types for field in each.fields}


class Prober:
    """Asks an API for every field, and tells for which the answer is anything else than Unauthorized."""

    def __init__(self, schema: Schema) -> None:
        self.plan = compile_schema(schema)
        self.functions = {each.name: lambda _event, _context: None for each in schema.functions}
        self.environment = dict.fromkeys(re.findall(r"\$\{env\.(\w+)\}", self.plan.to_text()), "x")
        self.api = self._load(self.plan.to_json())
        self.schema = self.api.schema.graphql
        self.nested = self._load(self._with_probes())

    def _load(self, plan: Mapping[str, Any]) -> Api:
        return load(plan, store=open_store(), functions=self.functions, environment=self.environment)

    def _with_probes(self) -> dict[str, Any]:
        """Return the plan with a query for each type, open to all with AWS credentials, that answers with an item of this type."""
        plan = self.plan.to_json()
        types = sorted({type_ for type_, _ in every_field(self.schema)} - {*ROOTS})
        fields = "".join(f"\n  probe{each}: {each} @aws_iam" for each in types)
        plan["api"]["schema"] = re.sub(r"^(type Query[^{]*\{)", lambda found: found[1] + fields, plan["api"]["schema"], flags=re.MULTILINE)
        code = "export const request = () => ({ payload: null }); export const response = () => ({ id: '1', __operation: 'Query' });"
        source = next(each["name"] for each in plan["api"]["dataSources"] if each["type"] == "NONE")
        plan["api"]["resolvers"] += [
            {"typeName": "Query", "fieldName": f"probe{each}", "dataSourceName": source, "kind": "UNIT", "code": code} for each in types
        ]
        return plan

    def open_to(self, principal: str) -> set[tuple[str, str]]:
        """Return every field that a principal gets at: of the roots, and below them."""
        caller = identity(principal)
        found = {(root, field) for root, field in every_field(self.schema) if root in ROOTS and self._answers_root(root, field, caller)}
        pending, seen = [*found], set[str]()
        while pending:
            type_, field = pending.pop()
            below = get_named_type(self.schema.type_map[type_].fields[field].type)
            if not isinstance(below, GraphQLObjectType) or below.name in seen:
                continue
            seen.add(below.name)
            open_ = [(below.name, each) for each in below.fields if self._answers_below(below, each, caller)]
            found.update(open_)
            pending.extend(open_)
        return found

    def _answers_root(self, root: str, name: str, caller: Iam) -> bool:
        field = self.schema.type_map[root].fields[name]
        given = [f"{each}: {literal(argument.type)}" for each, argument in field.args.items() if isinstance(argument.type, GraphQLNonNull)]
        arguments = f"({', '.join(given)})" if given else ""
        document = f"{root.lower()} {{ {name}{arguments}{selection(field.type)} }}"
        if root != "Subscription":
            return not unauthorized(self.api.execute(document, identity=caller).errors, [name])
        try:
            self.api.subscribe(document, identity=caller, on_event=lambda _event: None).close()
        except SubscriptionRefusedError as error:
            return any(each.get("errorType") != "Unauthorized" for each in error.errors)
        return True

    def _answers_below(self, type_: GraphQLObjectType, name: str, caller: Iam) -> bool:
        probe = f"probe{type_.name}"
        result = self.nested.execute(f"{{ {probe} {{ {name}{selection(type_.fields[name].type)} }} }}", identity=caller)
        return not unauthorized(result.errors, [probe, name])


def unauthorized(errors: Iterable[Mapping[str, Any]], path: list[str]) -> bool:
    for each in errors:
        assert "path" in each, f"the document itself is wrong: {each}"
    return any(each.get("errorType") == "Unauthorized" and each["path"] == path for each in errors)


def selection(type_: Any) -> str:
    return " { __typename }" if isinstance(get_named_type(type_), GraphQLObjectType) else ""


def literal(type_: Any) -> str:
    """Return a value that AppSync takes for a type."""
    if isinstance(type_, GraphQLNonNull):
        return literal(type_.of_type)
    if isinstance(type_, GraphQLList):
        return "[]"
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        given = [f"{name}: {literal(each.type)}" for name, each in type_.fields.items() if isinstance(each.type, GraphQLNonNull)]
        return f"{{{', '.join(given)}}}"
    return _VALUES.get(type_.name, '"x"')


_VALUES = {
    **dict.fromkeys(("Int", "Float", "AWSTimestamp"), "1"),
    "Boolean": "true",
    "AWSDate": '"2026-01-02"',
    "AWSTime": '"03:04:05"',
    "AWSDateTime": '"2026-01-02T03:04:05Z"',
    "AWSEmail": '"a@example.org"',
    "AWSJSON": '"{}"',
    "AWSPhone": '"+12025550100"',
    "AWSURL": '"https://example.org"',
    "AWSIPAddress": '"127.0.0.1"',
}


def unchecked(schema: Schema) -> set[tuple[str, str]]:
    """Return the operations that directives alone keep: they admit everybody with AWS credentials, and IAM keeps the pool's callers out."""
    only_code = (each for each in schema.operations if not any(isinstance(handler, FunctionHandler) for handler in each.handlers))
    return {(each.kind.capitalize(), each.name) for each in only_code}


@cache
def prober_of(folder: Path | None) -> Prober:
    return Prober(case(folder) if folder else read(SHOP))


class TestExactness:
    @pytest.mark.parametrize("folder", [pytest.param(None, id="shop"), *(pytest.param(each, id=each.name) for each in CASES)])
    @pytest.mark.parametrize("principal", ["authenticated", "guest"])
    def test_the_policies_allow_what_the_resolvers_let_through_and_nothing_else(self, folder: Path | None, principal: str) -> None:
        """Every field of every case, asked for by a guest and by a signed-in user of the pool, in an API without any IAM."""
        model = case(folder) if folder else read(SHOP)
        prober = prober_of(folder)
        policy = allowed_fields(invocation(prober.plan, principal), prober.schema)
        open_ = prober.open_to(principal) - unchecked(model)
        roots = {place for place in open_ if place[0] in ROOTS}
        assert {place for place in policy if place[0] in ROOTS} == roots
        # What can only be reached through operations without a check is out of reach for the pool's callers.
        assert policy <= open_
        if not unchecked(model):
            assert policy == open_

    def test_the_probe_tells_the_open_from_the_closed(self) -> None:
        """A prober that found everything open, or nothing, would prove nothing."""
        prober = prober_of(None)
        guest, authenticated = prober.open_to("guest"), prober.open_to("authenticated")
        assert {("Query", "getProduct"), ("Query", "ask"), ("Mutation", "tell"), ("Mutation", "createReview")} <= guest
        assert {("Query", "reviewsByText"), ("Product", "reviews"), ("Product", "name"), ("Size", "width"), ("Unit", "name")} <= guest
        assert not {("Product", "cost"), ("Product", "notes"), ("Product", "margin"), ("Query", "find"), ("Query", "secret")} & guest
        assert not {("Query", "getReview"), ("Mutation", "updateProduct"), ("Unseen", "name"), ("Query", "getClosed")} & guest
        assert {
            ("Product", "cost"),
            ("Query", "find"),
            ("Mutation", "updateProduct"),
            ("Subscription", "onCreateListener"),
        } <= authenticated
        assert not {("Product", "notes"), ("Product", "reviews"), ("Query", "ask"), ("Query", "getListener")} & authenticated
        assert ("Mutation", "deleteProduct") not in authenticated, "the rule of one field takes delete away"

    @given(schema=schemas())
    @settings(max_examples=12)
    def test_it_holds_for_random_rules(self, schema: Schema) -> None:
        """Rules for both, on models, fields and operations, with relationships, keys, indexes and what is disabled."""
        prober = Prober(schema)
        for principal in ("authenticated", "guest"):
            assert allowed_fields(invocation(prober.plan, principal), prober.schema) == prober.open_to(principal)

    def test_what_no_call_could_do_is_not_allowed(self) -> None:
        """A key or an order that one may not read cannot be asked for; a required field that one may not write must be written."""
        text = """
            models:
              A:
                fields:
                  open: String
                  other: Int
                  closed: { type: String, authorization: [{ allow: guest, operations: [create] }, { allow: publicApiKey }] }
                indexes:
                  - { partitionKey: closed, queryField: byClosed }
                  - { partitionKey: open, sortKeys: [closed], queryField: sorted }
                  - { partitionKey: open, sortKeys: [other], queryField: byOpen }
                authorization: { allow: guest }
              B:
                fields:
                  must: { type: String!, authorization: [{ allow: guest, operations: [read] }, { allow: publicApiKey }] }
                  may: String
                authorization: { allow: guest }
        """
        prober = Prober(read(text))
        allowed = allowed_fields(invocation(prober.plan, "guest"), prober.schema)
        assert allowed == prober.open_to("guest")
        assert {("Query", "byOpen"), ("Mutation", "createA"), ("Mutation", "updateB")} <= allowed
        assert not {("Query", "byClosed"), ("Query", "sorted"), ("Mutation", "createB"), ("A", "closed")} & allowed

    def test_nobody_of_a_pool_no_policies(self) -> None:
        assert compiled("models: { A: { fields: { b: String }, authorization: { allow: owner } } }").invocations == ()


class TestFunctions:
    MODELS = "models: { A: { fields: { b: String }, authorization: { allow: owner } } }\nfunctions: { one: {}, two: {} }\n"

    def test_a_function_may_call_the_root_types_of_its_operations(self) -> None:
        """As Amplify's AppSyncPolicyGenerator has it: `types/Query/*` for query, `Mutation` for mutate, `Subscription` for listen."""
        plan = compiled(self.MODELS + "access: [{ function: two, operations: [query, listen] }, { function: one, operations: [mutate] }]")
        found = {each.function: document_of(each.policies[0])["Statement"] for each in plan.invocations}
        assert list(found) == ["one", "two"]
        assert found["one"] == [{"Effect": "Allow", "Action": ["appsync:GraphQL"], "Resource": ["${api.arn}/types/Mutation/*"]}]
        assert found["two"][0]["Resource"] == ["${api.arn}/types/Query/*", "${api.arn}/types/Subscription/*"]

    def test_a_root_that_is_not_there_is_not_allowed(self) -> None:
        text = """
            models: { A: { fields: { b: String }, disableOperations: [mutations], authorization: { allow: owner } } }
            functions: { one: {} }
            access: { function: one }
        """
        (found,) = compiled(text).invocations
        assert found.policies[0][0].resource == ("${api.arn}/types/Query/*",)


def many(models: int, rule: str = "allow: guest", more: str = "") -> str:
    names = (f"  Model{number:03}: {{ fields: {{ b: String }}, authorization: {{ {rule} }} }}" for number in range(models))
    return "models:\n" + "\n".join(names) + "\n  Own: { fields: { b: String }, authorization: { allow: owner } }\n" + more


LONGEST_ARN = "arn:aws-iso-f:appsync:us-isof-south-1:123456789012:apis/abcdefghijklmnopqrstuvwxyz"


def deployed_sizes(found: Invocation) -> list[int]:
    """Return what IAM counts of each policy, deployed to the region with the longest name."""
    texts = (json.dumps(document_of(each)).replace("${api.arn}", LONGEST_ARN) for each in found.policies)
    return [len(re.sub(r"\s", "", text)) for text in texts]


class TestLimits:
    """IAM and STS quotas: 6,144 characters of a managed policy without white space; 10 managed policies of a role, of which we take 5."""

    @pytest.mark.parametrize("models", [1, 4, 5, 12, 20, 23])
    def test_what_fits_is_exact(self, models: int) -> None:
        schema = read(many(models))
        plan = compile_schema(schema)
        guest = invocation(plan, "guest")
        assert guest is not None
        assert guest.widened == ()
        assert max(deployed_sizes(guest)) <= 6_144
        assert len(guest.policies) <= 5
        assert warnings(schema, plan) == ()
        assert len([each for policy in guest.policies for each in policy[0].resource]) == models * (8 + 2)

    def test_policies_are_as_full_as_they_may_be(self) -> None:
        """A policy that could hold one more of the next one's resources would waste one of the few that there are."""
        guest = invocation(compiled(many(20)), "guest")
        assert guest is not None
        assert len(guest.policies) == 5
        for size in deployed_sizes(guest)[:-1]:
            assert size > 6_144 - 1_000

    @pytest.mark.parametrize(
        ("models", "widened"),
        [
            (30, ("Subscription",)),
            (40, ("Subscription", "Query")),
            (60, ("Subscription", "Query", "Mutation")),
            (150, ("*",)),
        ],
    )
    def test_what_does_not_fit_widens_to_whole_root_types_with_a_warning(self, models: int, widened: tuple[str, ...]) -> None:
        """40 models have 320 operations."""
        schema = read(many(models))
        plan = compile_schema(schema)
        guest = invocation(plan, "guest")
        assert guest is not None
        assert guest.widened == widened
        assert len(guest.policies) <= 5
        assert max(deployed_sizes(guest)) <= 6_144
        (told,) = warnings(schema, plan)
        assert (told.code, told.severity) == ("AP6009", "warning")
        assert told.position is not None
        assert (told.position.line, told.position.column) == (2, 53)
        for name in widened:
            assert name.replace("*", "all types") in told.advice
        assert plan.to_json()["invocations"][0]["widened"] == list(widened)

    def test_what_is_widened_still_allows_all_that_is_open(self) -> None:
        prober = Prober(read(many(40)))
        guest = invocation(prober.plan, "guest")
        assert guest is not None
        allowed = allowed_fields(guest, prober.schema)
        assert prober.open_to("guest") < allowed
        assert not {("Mutation", "createOwn"), ("Own", "b")} & allowed, "what is not widened stays exact"
        assert {("Query", "getOwn"), ("Subscription", "onCreateOwn")} <= allowed

    def test_a_root_that_is_open_as_a_whole_is_named_as_a_whole_before_anything_widens(self) -> None:
        text = many(30).replace("{ allow: owner }", "{ allow: guest }")
        schema = read(text)
        plan = compile_schema(schema)
        guest = invocation(plan, "guest")
        assert guest is not None
        assert (guest.widened, warnings(schema, plan)) == ((), ())
        assert "${api.arn}/types/Query/*" in guest.policies[-1][0].resource

    @pytest.mark.parametrize("models", [40, 150])
    def test_operations_that_only_directives_keep_are_denied_by_name(self, models: int, tmp_path: Path) -> None:
        """Their directives admit everybody with AWS credentials: a policy for all fields of a root would open them to guests."""
        handler = "export const request = () => ({});\nexport const response = () => null;\n"
        (tmp_path / "code.js").write_text(handler)
        custom = """
functions: { echo: {} }
queries:
  kept: { returns: String, handler: { entry: ./code.js }, authorization: { allow: authenticated } }
  asked: { returns: String, handler: { function: echo }, authorization: { allow: authenticated } }
"""
        (tmp_path / "schema.yaml").write_text(many(models, more=custom))
        schema = require_schema(load_schema(tmp_path / "schema.yaml"))
        assert isinstance(schema.operations[0].handlers[0], CodeHandler)
        plan = compile_schema(schema)
        api = load(plan.to_json(), store=open_store())
        guest = invocation(plan, "guest")
        assert guest is not None
        assert guest.widened in (("Subscription", "Query"), ("*",))
        allowed = allowed_fields(guest, api.schema.graphql)
        assert ("Query", "kept") not in allowed
        assert ("Query", "asked") in allowed, "its resolver checks the rules"
        answers = {name: api.execute(f"{{ {name} }}", identity=identity("guest")).errors for name in ("kept", "asked")}
        assert {name: unauthorized(errors, [name]) for name, errors in answers.items()} == {"kept": False, "asked": True}

    def test_iam_takes_every_policy(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """As moto checks the grammar of policies: the exact ones, the widened ones, and those that deny."""
        (tmp_path / "code.js").write_text("export const request = () => ({});\nexport const response = () => null;\n")
        kept = "queries: { kept: { returns: String, handler: { entry: ./code.js }, authorization: { allow: authenticated } } }"
        (tmp_path / "schema.yaml").write_text(many(60, more=kept))
        plans = [compiled(SHOP), compile_schema(require_schema(load_schema(tmp_path / "schema.yaml")))]
        policies = [policy for plan in plans for each in plan.invocations for policy in each.policies]
        assert {statement.effect for policy in policies for statement in policy} == {"Allow", "Deny"}
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        with mock_aws():
            iam = boto3.client("iam", region_name="eu-west-1")
            for number, policy in enumerate(policies):
                document = json.dumps(document_of(policy)).replace("${api.arn}", "arn:aws:appsync:eu-west-1:123456789012:apis/abc")
                iam.create_policy(PolicyName=f"policy-{number}", PolicyDocument=document)

    def test_more_operations_to_deny_than_fit_are_a_mistake(self, tmp_path: Path) -> None:
        """Nothing is opened because there are too many of it."""
        (tmp_path / "code.js").write_text("export const request = () => ({});\nexport const response = () => null;\n")
        kept = "{ returns: String, handler: { entry: ./code.js }, authorization: { allow: authenticated } }"
        custom = "queries:\n" + "\n".join(f"  aRatherLongNameOfAnOperation{number}: {kept}" for number in range(260))
        (tmp_path / "schema.yaml").write_text(many(60, more=custom))
        with pytest.raises(CompileError) as caught:
            compile_schema(require_schema(load_schema(tmp_path / "schema.yaml")))
        (told,) = caught.value.problems
        assert told.code == "AP6010"
        assert told.position is not None
        assert told.position.line == 2

    def test_each_principal_has_its_own_policies_and_its_own_warning(self) -> None:
        schema = read(many(40).replace("Own: { fields: { b: String }, authorization: { allow: owner }", _TWO_OF_THE_POOL))
        plan = compile_schema(schema)
        guest, authenticated = invocation(plan, "guest"), invocation(plan, "authenticated")
        assert guest is not None
        assert authenticated is not None
        assert (bool(guest.widened), authenticated.widened) == (True, ())
        assert len(authenticated.policies) == 1
        assert [each.message.partition(" use")[0] for each in warnings(schema, plan)] == ["The rules let guests"]


_TWO_OF_THE_POOL = "Own: { fields: { b: String }, authorization: { allow: authenticated, provider: identityPool }"


def test_the_plan_says_it_in_iams_words() -> None:
    plan = compiled("models: { A: { fields: { b: String }, disableOperations: [mutations, list], authorization: { allow: guest } } }")
    assert plan.to_json()["invocations"] == [
        {
            "principal": "guest",
            "policyDocuments": [
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Action": ["appsync:GraphQL"],
                            "Resource": ["${api.arn}/types/A/*", "${api.arn}/types/Query/fields/getA"],
                        }
                    ],
                }
            ],
        }
    ]


def test_the_order_of_the_schema_does_not_show() -> None:
    names = ("Aa", "Bb", "Cc")
    texts = [
        "models:\n" + "\n".join(f"  {name}: {{ fields: {{ b: Int }}, authorization: {{ allow: guest }} }}" for name in order)
        for order in (names, names[::-1])
    ]
    first, second = (compiled(each).invocations for each in texts)
    assert first == second
