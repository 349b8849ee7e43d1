"""From builders to what they say: the reader of schemas in Python.

It does what the readers of YAML and GraphQL do. What is wrong with a word or with the way in which a thing was said is found here; what is
wrong with what was said (an unknown type, a rule on a field that is not there) is found by the rules, which are the same for all languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from amplify_pulumi.schema import model, vocabulary
from amplify_pulumi.schema.builder import api as builders_of_api
from amplify_pulumi.schema.builder import operations as builders_of_operations
from amplify_pulumi.schema.builder.api import LogLevel
from amplify_pulumi.schema.builder.base import Builder, Call
from amplify_pulumi.schema.builder.fields import CustomType, Enum, Mutation, MutationSource, Ref, ValueField
from amplify_pulumi.schema.builder.models import AnyModel, Index, Model, Projection
from amplify_pulumi.schema.builder.places import Place, Places
from amplify_pulumi.schema.builder.reading_fields import FieldReader
from amplify_pulumi.schema.builder.reading_rules import RuleReader
from amplify_pulumi.schema.builder.rules import FunctionRule, Rule
from amplify_pulumi.schema.builder.schema import SchemaBuilder, SchemaItem
from amplify_pulumi.schema.builder.words import Words
from amplify_pulumi.schema.document import Document, Report
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.naming import index_query_name, return_type_name

_KINDS: tuple[model.OperationKind, ...] = get_args(model.OperationKind)
_DISABLED: tuple[model.Disabled, ...] = get_args(model.Disabled)
_MODES: tuple[model.AuthorizationMode, ...] = get_args(model.AuthorizationMode)
_LOG_LEVELS: tuple[LogLevel, ...] = get_args(LogLevel)
_PROJECTIONS: tuple[Projection, ...] = get_args(Projection)
_MUTATIONS: tuple[Mutation, ...] = get_args(Mutation)


def read_builder(builder: SchemaBuilder, report: Report, texts: Mapping[str, str] | None = None) -> Document:
    """Return what a schema says; its mistakes go to the report.

    Args:
        builder: the schema.
        report: where mistakes go.
        texts: texts of programs that are known, by the file names that their code has; others are read from the disk for positions.
    """
    return _Reading(report, Places(texts or {})).document(builder)


@dataclass(frozen=True, slots=True)
class _Item:
    """What has a name in a schema."""

    name: str
    item: SchemaItem
    position: model.Position
    rules: tuple[model.Rule, ...] | None = None
    """The rules of the schema that it stands in, where that one is combined with others."""


@dataclass(slots=True)
class _Reading:
    """One run of reading: what has been found so far."""

    report: Report
    places: Places
    words: Words = field(init=False)
    rules: RuleReader = field(init=False)
    fields: FieldReader = field(init=False)
    items: list[_Item] = field(default_factory=list[_Item])
    api: tuple[model.Api, Place] | None = None
    models: list[model.Model] = field(default_factory=list[model.Model])
    types: list[model.CustomType] = field(default_factory=list[model.CustomType])
    enums: list[model.Enum] = field(default_factory=list[model.Enum])
    operations: list[model.CustomOperation] = field(default_factory=list[model.CustomOperation])
    functions: list[model.Function] = field(default_factory=list[model.Function])
    sources: list[model.DataSource] = field(default_factory=list[model.DataSource])
    access: list[model.FunctionAccess] = field(default_factory=list[model.FunctionAccess])
    descriptions: list[model.Description] = field(default_factory=list[model.Description])
    deprecations: list[model.Deprecation] = field(default_factory=list[model.Deprecation])

    def __post_init__(self) -> None:
        self.words = Words(self.report, self.places)
        self.rules = RuleReader(self.words)
        self.fields = FieldReader(self.words, self.rules)

    def document(self, builder: SchemaBuilder) -> Document:
        authorization = self.schema(builder)
        for each in sorted(self.items, key=_order):
            self.item(each)
        return Document(
            api=self.api[0] if self.api else None,
            authorization=authorization,
            models=tuple(self.models),
            types=(*self.types, *self.fields.types),
            enums=(*self.enums, *self.fields.enums),
            operations=tuple(self.operations),
            functions=tuple(self.functions),
            data_sources=tuple(self.sources),
            access=tuple(self.access),
            descriptions=tuple(self.descriptions),
            deprecations=tuple(self.deprecations),
            sources=tuple(self.places.sources()),
        )

    def schema(self, builder: SchemaBuilder) -> tuple[model.Rule, ...] | None:
        """Take in a schema and those that it combines, and return its own rules."""
        for part in builder.parts:
            before = len(self.items)
            rules = self.schema(part)
            # Rules of one of several schemas are for its own models and operations.
            self.items[before:] = [replace(each, rules=rules if each.rules is None else each.rules) for each in self.items[before:]]
        for name, item in builder.items:
            self.items.append(_Item(name, item, self.places.name(builder.place, name, item.place)))
        calls = self.words.once(builder, "a schema")
        if "api" in calls:
            self.read_api(calls["api"])
        if "functions" in calls:
            self.functions.extend(self.named(calls["functions"], self.function))
        if "data_sources" in calls:
            self.sources.extend(self.named(calls["data_sources"], _data_source))
        if "descriptions" in calls:
            self.descriptions.extend(self.told(calls["descriptions"], _description))
        if "deprecated" in calls:
            self.deprecations.extend(self.told(calls["deprecated"], _deprecation))
        return self.authorization(calls.get("authorization"))

    def authorization(self, call: Call | None) -> tuple[model.Rule, ...] | None:
        """Return the rules of a schema; those for functions are kept apart."""
        if call is None:
            return None
        said: tuple[Rule | FunctionRule, ...] = call.value
        self.access.extend(self.rules.access(each) for each in said if isinstance(each, FunctionRule))
        rules = tuple(each for each in said if isinstance(each, Rule))
        return self.rules.rules(replace(call, value=rules)) if rules or not said else None

    def named(self, call: Call, make: Callable[[str, Any, model.Position], Any]) -> Iterator[Any]:
        """Yield what the names of a call stand for."""
        for name, each in call.value:
            yield make(name, each, self.places.name(call.place, name, each.place))

    def told(self, call: Call, make: Callable[[str, Any, model.Position], Any]) -> Iterator[Any]:
        """Yield what a call says of places."""
        for place, each in call.value:
            yield make(place, each, self.places.name(call.place, place, call.place))

    def item(self, said: _Item) -> None:
        """Take in what has a name in a schema."""
        name, item, position = said.name, said.item, said.position
        match item:
            case Model():
                self.models.append(self.model(name, item, position, said.rules))
            case CustomType():
                fields = tuple(self.fields.field(name, each, one, item.place) for each, one in item.fields)
                self.types.append(model.CustomType(name=name, fields=fields, position=position))
            case Enum():
                places = self.places.elements(item.place, 0, "values")
                self.enums.append(model.Enum(name=name, values=item.values, position=position, value_positions=places))
            case builders_of_operations.Operation():
                self.operations.append(self.operation(name, item, position, said.rules))
            case _:
                raise AssertionError(f"a schema holds {item}")

    # Models

    def model(self, name: str, item: AnyModel, position: model.Position, rules: tuple[model.Rule, ...] | None) -> model.Model:
        calls = self.words.once(item, f"the model {quoted(name)}")
        fields = tuple(self.fields.model_field(name, each, one, item.place) for each, one in item.fields)
        declares_id = any(isinstance(each, model.Field) and each.name == "id" for each in fields)
        identifier: tuple[str, ...] = calls["identifier"].value if "identifier" in calls else ("id",)
        if not identifier:
            position_of_it = self.places.of(calls["identifier"].place)
            self.report.error("AP1008", position_of_it, "`.identifier()` has no fields", "Name at least one, or leave it out for an `id`.")
        return model.Model(
            name=name,
            fields=fields,
            identifier=None if identifier in ((), ("id",)) and not declares_id else identifier or ("id",),
            indexes=tuple(self.index(name, each) for each in calls["secondary_indexes"].value) if "secondary_indexes" in calls else (),
            disabled=self.disabled(calls["disable_operations"]) if "disable_operations" in calls else (),
            authorization=self.rules.rules(calls["authorization"]) if "authorization" in calls else rules,
            position=position,
            identifier_position=self.places.argument(calls["identifier"].place, 0, "fields") if "identifier" in calls else None,
            disabled_position=self.places.argument(calls["disable_operations"].place, 0) if "disable_operations" in calls else None,
        )

    def disabled(self, call: Call) -> tuple[model.Disabled, ...]:
        if not call.value:
            message = "`.disable_operations()` names no operation"
            self.report.error("AP1008", self.places.of(call.place), message, "Name at least one, or leave it out.")
        found: tuple[model.Disabled, ...] = self.words.all(call, "an operation to disable", _DISABLED)
        return tuple(sorted(found, key=_DISABLED.index))

    def index(self, owner: str, index: Index) -> model.Index:
        calls = self.words.once(index, "an index")
        sort_keys: tuple[str, ...] = calls["sort_keys"].value if "sort_keys" in calls else ()
        projection: Projection | None = "ALL"
        attributes: tuple[str, ...] = ()
        if "projection" in calls:
            word, attributes = calls["projection"].value
            projection = self.words.one(word, "the projection of an index", _PROJECTIONS, calls["projection"].place, 0, "projection")
        query_field = index_query_name(owner, index.partition_key, sort_keys)
        return model.Index(
            partition_key=index.partition_key,
            sort_keys=sort_keys,
            query_field=calls["query_field"].value if "query_field" in calls else query_field,
            name=calls["name"].value if "name" in calls else None,
            projection=projection or "ALL",
            non_key_attributes=attributes,
            position=self.places.of(index.place),
            key_positions=(
                self.places.argument(index.place, 0, "partition_key"),
                *(self.places.argument(calls["sort_keys"].place, number) for number in range(len(sort_keys))),
            ),
            name_position=self.places.argument(calls["name"].place, 0, "name") if "name" in calls else None,
            attribute_positions=self.places.elements(calls["projection"].place, 1, "non_key_attributes") if attributes else (),
        )

    # Operations

    def operation(
        self, name: str, item: builders_of_operations.Operation, position: model.Position, rules: tuple[model.Rule, ...] | None
    ) -> model.CustomOperation:
        calls = self.words.once(item, f"the {item.kind} {quoted(name)}")
        arguments = calls.get("arguments")
        return model.CustomOperation(
            kind=item.kind,
            name=name,
            arguments=tuple(self.argument(name, each, one, arguments.place) for each, one in arguments.value) if arguments else (),
            returns=self.returns(name, calls["returns"]) if "returns" in calls else None,
            sources=tuple(self.source(each) for each in calls["for_"].value) if "for_" in calls else (),
            handlers=tuple(self.handler(each) for each in calls["handler"].value) if "handler" in calls else (),
            authorization=self.rules.rules(calls["authorization"]) if "authorization" in calls else rules,
            position=position,
        )

    def argument(self, operation: str, name: str, said: ValueField, place: Place) -> model.Field:
        found = self.fields.field(operation, name, said, place)
        if found.authorization is not None:
            message = f"The argument {quoted(f'{operation}.{name}')} cannot have `.authorization()`"
            self.report.error("AP1006", found.position, message, "Write the rules on the operation.")
        return found

    def returns(self, name: str, call: Call) -> model.Returns:
        found = self.fields.plain(return_type_name(name), call.value, "What an operation returns")
        return model.Returns(
            type=found.type,
            required=found.required,
            array=found.array,
            array_required=found.array_required,
            position=found.type_position,
        )

    def source(self, source: Ref | MutationSource) -> model.SubscriptionSource:
        if isinstance(source, Ref):
            return model.SubscriptionSource(
                name=self.name(source, "The source of a subscription"), position=self.places.argument(source.place, 0, "type")
            )
        calls = self.words.once(source, "a source")
        self.nothing_but(source, "The source of a subscription", "mutations")
        call = calls["mutations"]
        if not call.value:
            message = "`.mutations()` names no mutation"
            self.report.error("AP1008", self.places.of(call.place), message, f"Name at least one of: {', '.join(_MUTATIONS)}.")
        mutations: tuple[Mutation, ...] = self.words.all(call, "a mutation of a model", _MUTATIONS)
        return model.SubscriptionSource(name=source.model, mutations=mutations, position=self.places.of(source.place))

    def name(self, ref: Ref, what: str) -> str:
        """Return the name that `a.ref()` stands for, where it names a thing and not the type of a value."""
        self.nothing_but(ref, what)
        return ref.type

    def nothing_but(self, builder: Builder, what: str, *known: str) -> None:
        for call in builder.calls:
            if call.name not in known:
                self.report.error("AP1006", self.places.of(call.place), f"{what} cannot have `.{call.name}()`", "Remove it.")

    def handler(self, handler: builders_of_operations.Handler) -> model.FunctionHandler | model.CodeHandler:
        position = self.places.of(handler.place)
        match handler:
            case builders_of_operations.FunctionHandler(function=function):
                return model.FunctionHandler(function=function, position=position)
            case builders_of_operations.AsynchronousFunctionHandler(function=function):
                return model.FunctionHandler(function=function, asynchronous=True, position=position)
            case builders_of_operations.CodeHandler(entry=entry, data_source=source):
                name = self.name(source, "The data source of a handler") if isinstance(source, Ref) else source
                return model.CodeHandler(entry=entry, data_source=name, position=position)
            case _:
                raise AssertionError(f"an operation has the handler {handler}")

    # The API around the schema

    def function(self, name: str, said: builders_of_api.Function, position: model.Position) -> model.Function:
        place = None if said.entry is None else self.places.argument(said.place, None, "entry")
        return model.Function(name=name, entry=said.entry, position=position, entry_position=place)

    def read_api(self, call: Call) -> None:
        said: builders_of_api.Api = call.value
        if self.api is not None:
            first = self.places.of(self.api[1])
            message = f"`.api()` stands at two schemas that are combined: first in {first.file}:{first.line}"
            self.report.error("AP1015", self.places.of(call.place), message, "Put all of it into one call.")
            return
        mode: model.AuthorizationMode | None = None
        if said.default_authorization_mode is not None:
            # Amplify calls IAM by the identity pool, through which its callers come.
            word = said.default_authorization_mode if said.default_authorization_mode != "identityPool" else "iam"
            mode = self.words.one(
                word,
                "`default_authorization_mode`",
                _MODES,
                said.place,
                None,
                "default_authorization_mode",
                synonyms=vocabulary.MODE_SYNONYMS,
            )
        api = model.Api(
            name=said.name,
            default_authorization_mode=mode,
            api_key=self.api_key(said.api_key) if said.api_key else None,
            oidc=self.oidc(said.oidc) if said.oidc else None,
            lambda_=self.lambda_authorizer(said.lambda_) if said.lambda_ else None,
            logging=self.logging(said.logging) if said.logging else None,
            position=self.places.of(said.place),
        )
        self.api = api, call.place

    def api_key(self, said: builders_of_api.ApiKey) -> model.ApiKeyMode:
        return model.ApiKeyMode(
            expires_in_days=said.expires_in_days,
            description=said.description,
            position=self.places.argument(said.place, None, "expires_in_days"),
        )

    def oidc(self, said: builders_of_api.Oidc) -> model.OidcMode:
        return model.OidcMode(
            provider_name=said.provider_name,
            issuer_url=said.issuer_url,
            client_id=said.client_id,
            token_expiry_from_authentication_in_seconds=said.token_expiry_from_authentication_in_seconds,
            token_expiry_from_issue_in_seconds=said.token_expiry_from_issue_in_seconds,
            position=self.places.of(said.place),
        )

    def lambda_authorizer(self, said: builders_of_api.LambdaAuthorizer) -> model.LambdaMode:
        return model.LambdaMode(
            function=said.function, time_to_live_in_seconds=said.time_to_live_in_seconds, position=self.places.of(said.place)
        )

    def logging(self, said: builders_of_api.Logging) -> model.Logging:
        level: LogLevel | None = self.words.one(said.field_log_level, "`field_log_level`", _LOG_LEVELS, said.place, None, "field_log_level")
        return model.Logging(
            field_log_level=level or "none",
            exclude_verbose_content=said.exclude_verbose_content,
            retention_days=said.retention_days,
            position=self.places.of(said.place),
        )


def _data_source(name: str, said: builders_of_api.DataSource, position: model.Position) -> model.DataSource:
    return model.DataSource(name=name, kind=said.kind, settings=said.settings, position=position)


def _description(place: str, said: str, position: model.Position) -> model.Description:
    return model.Description(place=place, text=said, position=position)


def _deprecation(place: str, said: str | None, position: model.Position) -> model.Deprecation:
    return model.Deprecation(place=place, reason=said, position=position)


def _order(said: _Item) -> int:
    """Return what sorts the items of a schema as the sections of YAML are, so that types in place come by in one order in all languages."""
    if isinstance(said.item, Model):
        return 0
    return 2 + _KINDS.index(said.item.kind) if isinstance(said.item, builders_of_operations.Operation) else 1
