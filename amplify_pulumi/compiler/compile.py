"""Puts the plan together from what the operations generate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from amplify_pulumi.compiler import (
    descriptions,
    filters,
    introspection,
    invocations,
    limits,
    logs,
    model_types,
    modes,
    naming,
    roles,
    sdl,
    tables,
)
from amplify_pulumi.compiler.bundle import bundle
from amplify_pulumi.compiler.custom import completed, custom_operations, operations_introspection
from amplify_pulumi.compiler.custom.sources import statements
from amplify_pulumi.compiler.nested_types import nested_types
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField
from amplify_pulumi.compiler.operations.redaction import heard_models, marked_models
from amplify_pulumi.compiler.operations.registry import OPERATIONS
from amplify_pulumi.compiler.plan import ApiPlan, AuthenticationType, DataSource, DynamodbConfig, Reference, Resolver
from amplify_pulumi.compiler.refusals import refusals
from amplify_pulumi.compiler.shape import Shape, shapes
from amplify_pulumi.schema.errors import Problem, SchemaError, error
from amplify_pulumi.schema.model import Position, Schema

_ROOTS = ("Query", "Mutation", "Subscription")


class CompileError(SchemaError):
    """The schema is right, but what follows from it cannot be. `problems` holds every limit that is exceeded, and what is not supported."""


def compile_schema(schema: Schema) -> ApiPlan:
    """Return everything that will exist for the schema.

    Args:
        schema: without mistakes: `amplify_pulumi.schema.rules.validate` has passed it.

    Raises:
        CompileError: the schema or a resolver is larger than AppSync allows, or something in it is not compiled by this version.
    """
    _refuse([*refusals(schema)])
    models = shapes(schema)
    generated = generate(schema, models)
    fields = tuple(field for each in generated.values() for field in each)
    custom = custom_operations(schema, models)
    _refuse(custom.problems)
    whole = completed(schema)
    definitions = _merged(whole, models, fields, custom.definitions)
    text = sdl.render(definitions, descriptions.remarks(schema))
    callers = invocations.invocations(schema, definitions, fields)
    resolvers = {name: tuple(map(_resolver, each)) for name, each in generated.items()}
    found = [
        *descriptions.problems(schema, definitions),
        *limits.resolvers(models, resolvers),
        *limits.schema(schema, text),
        *invocations.problems(schema, callers),
    ]
    _refuse([each for each in found if each.severity == "error"])
    return ApiPlan(
        graphql_api=replace(modes.graphql_api(schema), log_config=logs.log_config(schema.api.logging)),
        api_keys=modes.api_keys(schema),
        schema=text,
        data_sources=tuple(_data_sources(models, custom.data_sources)),
        functions=custom.functions,
        resolvers=(*(resolver for each in resolvers.values() for resolver in each), *custom.resolvers),
        tables=tuple(map(tables.table, models.values())),
        roles=roles.roles(fields, statements(custom.permissions)),
        invocations=callers,
        log_group=logs.log_group(schema.api.logging),
        model_introspection={**introspection.model_introspection(whole, models), **operations_introspection(schema)},
    )


def generate(schema: Schema, models: Mapping[str, Shape]) -> Mapping[str, tuple[GeneratedField, ...]]:
    """Return the fields with resolvers that each model gets, by its name: those of all operations, in their order."""
    context = Context(
        shapes=models,
        default_authentication_type=modes.authentication_types(schema)[0],
        marked=marked_models(models),
        heard=heard_models(models),
    )
    return {name: tuple(field for operation in OPERATIONS for field in operation(shape, context)) for name, shape in models.items()}


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise CompileError(problems)


def warnings(schema: Schema, plan: ApiPlan) -> tuple[Problem, ...]:
    """Return what is right in a schema but will surprise, and shows in its plan only."""
    return tuple(each for each in invocations.problems(schema, plan.invocations) if each.severity == "warning")


def _merged(
    schema: Schema, models: Mapping[str, Shape], fields: Iterable[GeneratedField], custom: Iterable[sdl.Definition]
) -> tuple[sdl.Definition, ...]:
    """Return the GraphQL schema. Names that clash are a mistake of the schema: what the user named meets what is generated."""
    try:
        return tuple(_definitions(schema, models, fields, custom))
    except sdl.ClashError as clash:
        raise CompileError([error("AP2005", _place_of(schema, clash.name), str(clash), "Name one of the two otherwise.")]) from clash


def _place_of(schema: Schema, name: str) -> Position | None:
    """Return where the user wrote something that bears or brings a name."""
    ours = [*schema.types, *schema.enums, *schema.operations, *sorted(schema.models, key=lambda model: -len(model.name))]
    named = name.rpartition(".")[2]
    exact = (each.position for each in ours if each.name == named or naming.custom_type_input(each.name) == named)
    brought = (each.position for each in ours if naming.upper_first(each.name) in named)
    return next(exact, None) or next(brought, None)


def _definitions(
    schema: Schema, models: Mapping[str, Shape], fields: Iterable[GeneratedField], custom: Iterable[sdl.Definition]
) -> Iterator[sdl.Definition]:
    """Return the schema: the roots, the models with what belongs to them, and what every schema has."""
    default = modes.authentication_types(schema)[0]
    types = {each.name: each for each in schema.types}
    custom = tuple(custom)
    inputs = frozenset(each.name for each in custom if isinstance(each, sdl.InputType))
    definitions = [
        *(sdl.ObjectType(name=name, fields=()) for name in _ROOTS),
        *(definition for shape in models.values() for definition in _of_model(shape, default, inputs)),
        *(model_types.custom_type(each, modes.OPEN_TO_IAM) for each in schema.types),
        *(sdl.EnumType(name=each.name, values=each.values) for each in schema.enums),
        *(definition for field in fields for definition in _added(field)),
        *custom,
        *filters.SHARED,
    ]
    known = {each.name for each in definitions}
    definitions.extend(each for each in nested_types(models.values(), types, default) if each.name in known)
    for definition in sdl.merge(definitions):
        if definition.name in models and isinstance(definition, sdl.ObjectType):
            yield _in_order(definition, models[definition.name])
        elif not isinstance(definition, sdl.ObjectType) or definition.fields:
            yield definition


def _of_model(shape: Shape, default: AuthenticationType, inputs: frozenset[str]) -> Iterator[sdl.Definition]:
    """Return what a model has even if nothing can be done with it, but for those inputs that operations have made."""
    yield replace(model_types.object_type(shape), directives=modes.type_directives(shape.all_rules, default))
    yield from model_types.key_condition_inputs(shape)
    yield from model_types.custom_type_inputs(shape, inputs)


def _in_order(definition: sdl.ObjectType, shape: Shape) -> sdl.ObjectType:
    place = {name: number for number, name in enumerate(shape.order)}
    return replace(definition, fields=tuple(sorted(definition.fields, key=lambda field: place[field.name])))


def _added(field: GeneratedField) -> Iterator[sdl.Definition]:
    """Return what a field adds to the schema. Whoever may call an operation may see the type that it returns."""
    yield from field.definitions
    yield sdl.ObjectType(name=field.type_name, fields=(field.field,))
    if field.type_name in _ROOTS:
        directives = tuple(each for each in field.field.directives if not each.arguments)
        yield sdl.ObjectType(name=sdl.named(field.field.type), fields=(), directives=directives)


def _resolver(field: GeneratedField) -> Resolver:
    return Resolver(
        type_name=field.type_name,
        field_name=field.field.name,
        data_source_name=field.data_source,
        code=bundle(field.module, field.config),
    )


def _data_sources(models: Mapping[str, Shape], custom: Iterable[DataSource]) -> Iterator[DataSource]:
    for name in models:
        yield DataSource(
            name=naming.table_data_source(name),
            type="AMAZON_DYNAMODB",
            dynamodb_config=DynamodbConfig(table_name=Reference(ref=f"table.{name}.name"), aws_region=Reference(ref="aws.region")),
        )
    yield from custom
    yield DataSource(name=naming.NONE_DATA_SOURCE, type="NONE")
