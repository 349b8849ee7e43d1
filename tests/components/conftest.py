"""Runs programs on Pulumi's mock engine and keeps all that they asked it for."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import pulumi
import pytest
from google.protobuf import json_format
from pulumi.runtime import mocks
from pulumi.runtime.stack import run_pulumi_func

from amplify_pulumi.compiler.plan import (
    ApiKey,
    ApiPlan,
    AttributeDefinition,
    AuthenticationProvider,
    AuthenticationType,
    DataSource,
    DynamodbConfig,
    GlobalSecondaryIndex,
    GraphqlApi,
    KeyElement,
    Projection,
    Reference,
    Resolver,
    Role,
    Statement,
    Table,
    UserPoolConfig,
)


@dataclass(frozen=True, kw_only=True)
class Registered:
    """One resource as the program registered it."""

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    provider: str
    inputs: Mapping[str, Any]
    dependencies: frozenset[str]
    """URNs of all resources that this one waits for: those of its inputs and of `depends_on`."""
    request: Any


@dataclass(kw_only=True)
class Deployment:
    """All that a program asked the engine for."""

    registered: list[Registered] = field(default_factory=list)
    component_outputs: dict[str, Any] = field(default_factory=dict)
    """By URN: what `register_outputs` was given, as the wire has it."""
    invokes: list[Any] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    """Warnings and errors of the program."""
    told: list[str] = field(default_factory=list)
    """What it said besides."""
    result: Any = None
    """What the program returned, awaited."""

    def of_type(self, type: str) -> list[Registered]:
        """Return the resources of one type, in the order of their registration."""
        return [each for each in self.registered if each.type == type]

    def named(self, name: str, type: str | None = None) -> Registered:
        """Return the one resource of this logical name."""
        (found,) = [each for each in self.registered if each.name == name and type in (None, each.type)]
        return found

    def depends_on(self, dependent: Registered, dependency: Registered) -> bool:
        """Tell whether one resource waits for another, directly or through others."""
        by_urn = {each.urn: each for each in self.registered}
        seen: set[str] = set()
        waiting = [dependent.urn]
        while waiting:
            urn = waiting.pop()
            if urn in seen or urn not in by_urn:
                continue
            seen.add(urn)
            waiting += by_urn[urn].dependencies
        return dependency.urn in seen - {dependent.urn}


class _Cloud(mocks.Mocks):
    """An AWS that gives every resource the outputs that the components use."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        outputs = dict(args.inputs)
        place = "eu-west-1:123456789012"
        if args.typ == "aws:appsync/graphQLApi:GraphQLApi":
            host = f"https://{args.name}.appsync-api.eu-west-1.amazonaws.com/graphql"
            outputs |= {
                "arn": f"arn:aws:appsync:{place}:apis/{args.name}-id",
                "uris": {"GRAPHQL": host, "REALTIME": host.replace("https", "wss").replace("appsync-api", "appsync-realtime-api")},
            }
        elif args.typ == "aws:appsync/apiKey:ApiKey":
            outputs |= {"key": "da2-secret"}
        elif args.typ == "aws:dynamodb/table:Table":
            outputs |= {"name": f"{args.name}-1a2b3c4", "arn": f"arn:aws:dynamodb:{place}:table/{args.name}-1a2b3c4"}
        elif args.typ == "aws:appsync/function:Function":
            outputs |= {"functionId": f"{args.name}-function-id"}
        elif args.typ == "aws:lambda/function:Function":
            outputs |= {"arn": f"arn:aws:lambda:{place}:function:{args.name}"}
        elif args.typ == "aws:iam/role:Role":
            outputs |= {"arn": f"arn:aws:iam::123456789012:role/{args.name}"}
        elif args.typ == "aws:iam/policy:Policy":
            outputs |= {"arn": f"arn:aws:iam::123456789012:policy/{args.name}"}
        return f"{args.name}-id", outputs

    def call(self, args: mocks.MockCallArgs) -> dict[str, Any]:
        assert args.token == "aws:index/getRegion:getRegion", args.token
        return {"region": "eu-west-1", "name": "eu-west-1", "id": "eu-west-1", "description": "", "endpoint": ""}


class _Monitor(mocks.MockMonitor):
    def __init__(self, deployment: Deployment, *, preview: bool) -> None:
        super().__init__(_Cloud())
        self._deployment = deployment
        self._preview = preview

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802  # gRPC's name
        response = super().RegisterResource(request)
        if request.type != "pulumi:pulumi:Stack":
            self._deployment.registered.append(
                Registered(
                    urn=response.urn,
                    type=request.type,
                    name=request.name,
                    parent=request.parent,
                    custom=request.custom,
                    provider=request.provider,
                    inputs=json_format.MessageToDict(request.object),
                    dependencies=frozenset(request.dependencies),
                    request=request,
                )
            )
        if self._preview and request.custom and not request.type.startswith("pulumi:"):
            # A preview of a first deployment knows of a resource what the program says about it, and nothing else.
            for computed in set(response.object.fields) - set(request.object.fields):
                del response.object.fields[computed]
            response.id = ""
        return response

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802  # gRPC's name
        self._deployment.component_outputs[request.urn] = json_format.MessageToDict(request.outputs)
        return super().RegisterResourceOutputs(request)

    def Invoke(self, request: Any) -> Any:  # noqa: N802  # gRPC's name
        self._deployment.invokes.append(request)
        return super().Invoke(request)


class _Messages(logging.Handler):
    def __init__(self, deployment: Deployment) -> None:
        super().__init__(logging.INFO)
        self._deployment = deployment

    def emit(self, record: logging.LogRecord) -> None:
        kept = self._deployment.messages if record.levelno >= logging.WARNING else self._deployment.told
        kept.append(record.getMessage())


Deploy = Callable[..., Deployment]


def _open_event_loop() -> None:
    asyncio.set_event_loop(asyncio.new_event_loop())


def _close_event_loop() -> None:
    asyncio.get_event_loop().close()


@pytest.fixture
def deploy() -> Deploy:
    """Runs a program; Outputs that it returns are awaited. `preview=True` leaves ids and computed values unknown."""

    def run(program: Callable[[], Any], *, preview: bool = False) -> Deployment:
        deployment = Deployment()
        logger = logging.getLogger(f"pulumi-program-{id(deployment)}")
        logger.setLevel(logging.INFO)
        logger.addHandler(_Messages(deployment))
        monitor = _Monitor(deployment, preview=preview)

        async def await_all() -> None:
            def start() -> None:
                deployment.result = pulumi.Output.from_input(program())

            await run_pulumi_func(start)
            deployment.result = await deployment.result.future(with_unknowns=False)

        def start_engine() -> None:
            mocks.set_mocks(monitor.mocks, project="project", stack="stack", preview=preview, logger=logger, monitor=monitor)
            # An Output of another program's event loop would never come: better a failure than a wait without end.
            loop.run_until_complete(asyncio.wait_for(await_all(), timeout=120))

        # The SDK keeps its state in context variables and in the thread's event loop: each program has its own of both. With one worker the
        # engine is asked for one thing at a time; the SDK wants an event loop in that thread, too, and would leave its own open.
        with ThreadPoolExecutor(max_workers=1, initializer=_open_event_loop) as engine, closing(asyncio.new_event_loop()) as loop:
            loop.set_default_executor(engine)
            asyncio.set_event_loop(loop)
            try:
                contextvars.Context().run(start_engine)
            finally:
                asyncio.set_event_loop(None)
                engine.submit(_close_event_loop).result()
        return deployment

    return run


@pytest.fixture(autouse=True, scope="session")
def _rare_garbage_collection() -> Iterator[None]:
    """The SDK makes about ten tasks per resource: with Python's thresholds, collecting takes most of the time of a large program."""
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    yield
    gc.set_threshold(*thresholds)


@pytest.fixture
def todo_plan() -> ApiPlan:
    """The plan of one plain model, written by hand: the components are tested without the compiler, and its changes do not reach them."""
    return plan_by_hand("Todo")


@pytest.fixture
def blog_plan() -> ApiPlan:
    """Two models, of which one has indexes and a resolver for a relationship, with users of a pool as the default."""
    plan = plan_by_hand("Post", "Comment", modes=("AMAZON_COGNITO_USER_POOLS", "API_KEY", "AWS_IAM"))
    post, comment = plan.tables
    indexes = tuple(
        GlobalSecondaryIndex(
            index_name=name,
            key_schema=(KeyElement(attribute_name="postId", key_type="HASH"), KeyElement(attribute_name="at", key_type="RANGE")),
            projection=projection,
        )
        for name, projection in (
            ("byPostKeys", Projection(projection_type="INCLUDE", non_key_attributes=("content",))),
            ("byPost", Projection()),
        )
    )
    key_attributes = tuple(AttributeDefinition(attribute_name=name, attribute_type="S") for name in ("postId", "at"))
    comment = replace(comment, global_secondary_indexes=indexes, attribute_definitions=(*comment.attribute_definitions, *key_attributes))
    relationship = Resolver(type_name="Post", field_name="comments", data_source_name="CommentTable", code="// comments of a post")
    return replace(plan, tables=(post, comment), resolvers=(*plan.resolvers, relationship))


def plan_by_hand(*models: str, modes: Sequence[AuthenticationType] = ("API_KEY", "AWS_IAM")) -> ApiPlan:
    """Return a plan with a table, a role, a data source and 8 resolvers for each model, and the NONE data source first."""
    pool = UserPoolConfig(user_pool_id=Reference(ref="auth.userPool.id"), aws_region=Reference(ref="aws.region"), default_action="ALLOW")
    default, *additional = modes
    return ApiPlan(
        graphql_api=GraphqlApi(
            name="amplifyData",
            authentication_type=default,
            user_pool_config=pool if default == "AMAZON_COGNITO_USER_POOLS" else None,
            additional_authentication_providers=tuple(
                AuthenticationProvider(
                    authentication_type=each,
                    user_pool_config=replace(pool, default_action=None) if each == "AMAZON_COGNITO_USER_POOLS" else None,
                )
                for each in additional
            ),
        ),
        api_keys=(ApiKey(expires_in_days=30, description="for everyone"),) if "API_KEY" in modes else (),
        schema="# comment\ntype Query {\n  get(id: ID!): String\n}\n",
        data_sources=(
            DataSource(name="NONE", type="NONE"),
            *(
                DataSource(
                    name=f"{model}Table",
                    type="AMAZON_DYNAMODB",
                    dynamodb_config=DynamodbConfig(table_name=Reference(ref=f"table.{model}.name"), aws_region=Reference(ref="aws.region")),
                )
                for model in models
            ),
        ),
        resolvers=tuple(
            Resolver(
                type_name=type_name,
                field_name=f"{operation}{model}",
                data_source_name="NONE" if type_name == "Subscription" else f"{model}Table",
                code=f"const config = {{ table: '${{table.{model}.name}}' }}; const text = `${{config.table}}`; // {operation}",
            )
            for model in models
            for type_name, operations in (
                ("Query", ("get", "list")),
                ("Mutation", ("create", "update", "delete")),
                ("Subscription", ("onCreate", "onUpdate", "onDelete")),
            )
            for operation in operations
        ),
        tables=tuple(
            Table(
                model=model,
                key_schema=(KeyElement(attribute_name="id", key_type="HASH"),),
                attribute_definitions=(AttributeDefinition(attribute_name="id", attribute_type="S"),),
            )
            for model in models
        ),
        roles=tuple(
            Role(
                data_source=f"{model}Table",
                statements=(
                    Statement(action=("dynamodb:GetItem", "dynamodb:PutItem"), resource=(f"${{table.{model}.arn}}",)),
                    Statement(action=("dynamodb:Query",), resource=(f"${{table.{model}.arn}}/index/*",)),
                ),
            )
            for model in models
        ),
        model_introspection={"version": 1, "models": {model: {"name": model} for model in models}},
    )
