"""A resolver or a pipeline for each custom operation, and the data sources behind them.

One handler is a unit resolver; several are a pipeline, each a function of it. A function's event is Amplify's
(`{typeName, fieldName, arguments, identity, source, request, prev}`), so that its handlers run unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from amplify_pulumi.compiler import access, modes, naming
from amplify_pulumi.compiler.access import Grant
from amplify_pulumi.compiler.bundle import bundle
from amplify_pulumi.compiler.custom.sources import SourcePermission, external_source, function_source, merged, table_permission
from amplify_pulumi.compiler.custom.types import ROOTS, inputs, is_checked_by_resolver, returned_types, root_field, rules_of
from amplify_pulumi.compiler.handlers import function_mistakes, read_handler
from amplify_pulumi.compiler.plan import DataSource, Function, PipelineConfig, Resolver
from amplify_pulumi.compiler.sdl import Definition, ObjectType
from amplify_pulumi.compiler.shape import Shape
from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import CodeHandler, CustomOperation, FunctionHandler, Schema

MAXIMUM_FUNCTIONS = 10
"""Of a pipeline (AppSync endpoints and quotas)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomOperations:
    """Everything that custom operations add to an API."""

    definitions: tuple[Definition, ...]
    """Fields of the roots, inputs, and directives of the types that are returned."""
    resolvers: tuple[Resolver, ...]
    functions: tuple[Function, ...]
    data_sources: tuple[DataSource, ...]
    permissions: tuple[SourcePermission, ...]
    problems: tuple[Problem, ...]
    """What is wrong with handlers' files, or more than AppSync takes."""


@dataclass(kw_only=True, slots=True)
class _Built:
    """What is there so far."""

    schema: Schema
    resolvers: list[Resolver] = field(default_factory=list[Resolver])
    functions: dict[str, Function] = field(default_factory=dict[str, Function])
    data_sources: list[DataSource] = field(default_factory=list[DataSource])
    permissions: list[SourcePermission] = field(default_factory=list[SourcePermission])
    problems: list[Problem] = field(default_factory=list[Problem])


def custom_operations(schema: Schema, shapes: Mapping[str, Shape]) -> CustomOperations:
    """Return what the custom operations of a schema need.

    Args:
        schema: as the user wrote it, without mistakes. The files of its handlers are read, those of its functions looked for.
        shapes: the models, by name.
    """
    built = _Built(schema=schema, problems=[*function_mistakes(schema)])
    for operation in schema.operations:
        _build(operation, built)
    return CustomOperations(
        definitions=tuple(_definitions(schema, shapes)),
        resolvers=tuple(built.resolvers),
        functions=tuple(built.functions.values()),
        data_sources=tuple(merged(built.data_sources)),
        permissions=tuple(built.permissions),
        problems=tuple(dict.fromkeys(built.problems)),
    )


def _definitions(schema: Schema, shapes: Mapping[str, Shape]) -> Iterator[Definition]:
    operations = {each.name: each for each in schema.operations if each.kind == "mutation"}
    for operation in schema.operations:
        # A root that the user writes to is a type like any other to Amplify, which opens types to IAM.
        field = root_field(operation, operations, shapes, schema)
        yield ObjectType(name=ROOTS[operation.kind], fields=(field,), directives=modes.OPEN_TO_IAM)
    yield from inputs(schema)
    yield from returned_types(schema)


def _build(operation: CustomOperation, built: _Built) -> None:
    """Add the resolver of an operation; in GraphQL there may be operations without handlers, which answer null."""
    if not operation.handlers:
        return
    single = operation.handlers[0] if len(operation.handlers) == 1 else None
    made = _pipeline(operation, built) if single is None else _unit(operation, single, built)
    if made is not None:
        built.resolvers.append(made)


def checked_grants(operation: CustomOperation, schema: Schema) -> tuple[Grant, ...]:
    """Return the grants that the operation's resolver checks; none where it checks nothing, since directives say it all."""
    return access.lower(rules_of(operation, schema), "get") if is_checked_by_resolver(operation) else ()


def _grants(operation: CustomOperation, schema: Schema) -> list[dict[str, object]]:
    return [grant.to_json() for grant in checked_grants(operation, schema)]


def _unit(operation: CustomOperation, handler: FunctionHandler | CodeHandler, built: _Built) -> Resolver | None:
    if isinstance(handler, FunctionHandler):
        source = _function_source(handler, built)
        code = bundle("invoke", {"access": _grants(operation, built.schema), "invocationType": _invocation_type(handler)})
    else:
        found = _code(handler, built, unit=True)
        if found is None:
            return None
        source, code = found
    return Resolver(type_name=ROOTS[operation.kind], field_name=operation.name, data_source_name=source, code=code)


def _pipeline(operation: CustomOperation, built: _Built) -> Resolver | None:
    if len(operation.handlers) > MAXIMUM_FUNCTIONS:
        message = f"{quoted(operation.name)} has {len(operation.handlers)} handlers: AppSync takes at most {MAXIMUM_FUNCTIONS}"
        built.problems.append(error("AP6006", operation.position, message, "Join some of them."))
        return None
    names: list[str] = []
    for number, handler in enumerate(operation.handlers, start=1):
        if isinstance(handler, FunctionHandler):
            name = naming.invoke_function(handler.function, asynchronous=handler.asynchronous)
            source = _function_source(handler, built)
            code = bundle("invokeStep", {"invocationType": _invocation_type(handler)})
        else:
            name = naming.handler_function(ROOTS[operation.kind], operation.name, number)
            found = _code(handler, built, unit=False)
            if found is None:
                continue
            source, code = found
        built.functions[name] = Function(name=name, data_source_name=source, code=code)
        names.append(name)
    return Resolver(
        type_name=ROOTS[operation.kind],
        field_name=operation.name,
        kind="PIPELINE",
        pipeline_config=PipelineConfig(functions=tuple(names)),
        code=bundle("pipeline", {"access": _grants(operation, built.schema), "apiId": "${api.id}"}),
    )


def _invocation_type(handler: FunctionHandler) -> str:
    return "Event" if handler.asynchronous else "RequestResponse"


def _function_source(handler: FunctionHandler, built: _Built) -> str:
    source, permission = function_source(handler.function)
    built.data_sources.append(source)
    built.permissions.append(permission)
    return source.name


def _generated_sources(schema: Schema) -> frozenset[str]:
    tables = (naming.table_data_source(each.name) for each in schema.models)
    functions = (naming.function_data_source(each.name) for each in schema.functions)
    return frozenset((naming.NONE_DATA_SOURCE, *tables, *functions))


def _code(handler: CodeHandler, built: _Built, *, unit: bool) -> tuple[str, str] | None:
    """Return the data source and the code of a handler; None where its file has mistakes, which are noted."""
    read, problems = read_handler(handler, unit=unit)
    built.problems.extend(problems)
    if read is None:
        return None
    name = handler.data_source
    if name is None:
        return naming.NONE_DATA_SOURCE, read.code
    if any(each.name == name for each in built.schema.models):
        permission = table_permission(name, read.mentions)
        built.permissions.append(permission)
        return permission.data_source, read.code
    declared = next(each for each in built.schema.data_sources if each.name == name)
    if declared.kind == "http" and "signingService" in dict(declared.settings):
        text = f"The data source {quoted(name)} is signed for an AWS service, which is not supported in this version"
        built.problems.append(error("AP1009", declared.position, text, "Let a Lambda function call the service."))
    if name in _generated_sources(built.schema):
        text = f"The data source {quoted(name)} has the name of one that is generated"
        built.problems.append(error("AP5013", declared.position, text, "Name it otherwise."))
    source, permissions = external_source(declared, read.mentions)
    built.data_sources.append(source)
    built.permissions.extend(permissions)
    return source.name, read.code
