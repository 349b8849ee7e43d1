"""`a`: the words that schemas are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

from amplify_pulumi.schema.builder.api import Api, ApiKey, DataSourceMaker, Function, LambdaAuthorizer, Logging, LogLevel, Oidc
from amplify_pulumi.schema.builder.base import named, one_or_many, text, texts, things
from amplify_pulumi.schema.builder.fields import (
    MODEL_FIELDS,
    VALUE_FIELDS,
    BelongsTo,
    BooleanField,
    CustomType,
    Enum,
    FloatField,
    HasMany,
    HasOne,
    IntegerField,
    JsonField,
    ModelField,
    Ref,
    ScalarField,
    StringField,
    TimestampField,
    ValueField,
)
from amplify_pulumi.schema.builder.models import Index, Model, NewModel
from amplify_pulumi.schema.builder.operations import HandlerMaker, NewRequest, NewSubscription, Request, Subscription
from amplify_pulumi.schema.builder.places import here
from amplify_pulumi.schema.builder.schema import SCHEMA_ITEMS, SchemaBuilder, SchemaItem
from amplify_pulumi.schema.model import AuthorizationMode

Part = TypeVar("Part")
Mode = AuthorizationMode | Literal["identityPool"]

_VALUE_EXAMPLE = "a.string(), a.ref(…) or the like"


class Language:
    """The words that schemas are made of, as Amplify Data has them. Use `a`, the one object of this class."""

    __slots__ = ()

    handler = HandlerMaker()
    """What answers an operation: `a.handler.function("echo")`, `a.handler.custom(entry="./like.js")`."""
    data_source = DataSourceMaker()
    """External data sources: `a.data_source.dynamodb(table="legacy")`."""

    # A schema and its parts

    def schema(self, items: Mapping[str, SchemaItem] | None = None, /, **more: SchemaItem) -> SchemaBuilder:
        """Make a schema of models, custom types, enums and operations, by their names: as keywords or as a dict."""
        found = named(items, more, SCHEMA_ITEMS, "a schema", "a.model(…), a.custom_type(…), a.enum(…), a.query() or the like")
        return SchemaBuilder(place=here("schema"), items=found)  # pyright: ignore[reportArgumentType] (checked by `named`)

    def combine(self, schemas: Sequence[SchemaBuilder]) -> SchemaBuilder:
        """Make one API of several schemas. Each one's `.authorization()` holds for its own models and operations."""
        parts = things(schemas, SchemaBuilder, "each schema of a.combine()", "a.schema(…)")
        return SchemaBuilder(place=here("combine"), parts=parts)

    def model(self, fields: Mapping[str, ModelField] | None = None, /, **more: ModelField) -> NewModel:
        """Make a model: a type with a table. Fields are keywords, or a dict where a name is a keyword of Python."""
        found = named(fields, more, MODEL_FIELDS, "a model", f"{_VALUE_EXAMPLE}, or a.has_many(…)")
        return Model(place=here("model"), fields=found)  # pyright: ignore[reportReturnType] (nothing was said about it yet)

    def custom_type(self, fields: Mapping[str, ValueField] | None = None, /, **more: ValueField) -> CustomType:
        """Make a type without a table, to be used by name or in place."""
        return CustomType(place=here("custom_type"), fields=named(fields, more, VALUE_FIELDS, "a custom type", _VALUE_EXAMPLE))

    def enum(self, values: Sequence[str]) -> Enum:
        """Make an enumeration, to be used by name or in place."""
        return Enum(place=here("enum"), values=texts(values, "the values of an enum"))

    def ref(self, type: str) -> Ref:
        """Use a type by its name: an enum, a custom type, or a model where a model can stand."""
        return Ref(place=here("ref"), type=text(type, "the type of a.ref()"))

    def index(self, partition_key: str) -> Index:
        """Make a secondary index, for `.secondary_indexes()`."""
        return Index(place=here("index"), partition_key=text(partition_key, "the partition key of a.index()"))

    # Relationships

    def has_many(self, model: str, references: str | Sequence[str]) -> HasMany:
        """Lead to all items of a model that refer to this one.

        Args:
            model: the other model.
            references: the field of the other model that holds this one's identifier, or the fields, in the identifier's order.
        """
        names = one_or_many(references, "the references of a.has_many()")
        return HasMany(place=here("has_many"), kind="hasMany", model=text(model, "the model of a.has_many()"), references=names)

    def has_one(self, model: str, references: str | Sequence[str]) -> HasOne:
        """Lead to the one item of a model that refers to this one.

        Args:
            model: the other model.
            references: the field of the other model that holds this one's identifier, or the fields, in the identifier's order.
        """
        names = one_or_many(references, "the references of a.has_one()")
        return HasOne(place=here("has_one"), kind="hasOne", model=text(model, "the model of a.has_one()"), references=names)

    def belongs_to(self, model: str, references: str | Sequence[str]) -> BelongsTo:
        """Lead to the item of a model that this one refers to.

        Args:
            model: the other model.
            references: the field of this model that holds the other one's identifier, or the fields, in the identifier's order.
        """
        names = one_or_many(references, "the references of a.belongs_to()")
        return BelongsTo(place=here("belongs_to"), kind="belongsTo", model=text(model, "the model of a.belongs_to()"), references=names)

    # Operations

    def query(self) -> NewRequest:
        """Make a query of your own: it reads."""
        return Request(place=here("query"), kind="query")  # pyright: ignore[reportReturnType] (nothing was said about it yet)

    def mutation(self) -> NewRequest:
        """Make a mutation of your own: it changes something."""
        return Request(place=here("mutation"), kind="mutation")  # pyright: ignore[reportReturnType] (likewise)

    def subscription(self) -> NewSubscription:
        """Make a subscription of your own: it tells of mutations."""
        return Subscription(place=here("subscription"), kind="subscription")  # pyright: ignore[reportReturnType] (likewise)

    # The API around the schema

    def function(self, *, entry: str | None = None) -> Function:
        """Declare a Lambda function, for `.functions()`.

        Args:
            entry: the file of its code, relative to the program that says so: what runs locally. None for a function that only the
                deployment knows.
        """
        return Function(place=here("function"), entry=None if entry is None else text(entry, "the entry of a.function()"))

    def api(
        self,
        *,
        name: str | None = None,
        default_authorization_mode: Mode | None = None,
        api_key: ApiKey | None = None,
        oidc: Oidc | None = None,
        lambda_: LambdaAuthorizer | None = None,
        logging: Logging | None = None,
    ) -> Api:
        """Say what the API has beside its schema, for `.api()`.

        Args:
            name: its name in AppSync.
            default_authorization_mode: how callers come who do not say how: apiKey, userPool, oidc, lambda, or iam
                (identityPool is the same). By default what the
                rules use: userPool, else apiKey, else the only mode.
            api_key: `a.api_key(expires_in_days=30)`.
            oidc: `a.oidc(provider_name=…, issuer_url=…)`.
            lambda_: `a.lambda_authorizer(function=…)`.
            logging: `a.logging(field_log_level="error")`.
        """
        return Api(
            place=here("api"),
            name=None if name is None else text(name, "the name of the API"),
            default_authorization_mode=None
            if default_authorization_mode is None
            else text(default_authorization_mode, "the default authorization mode"),
            api_key=_part(api_key, ApiKey, "api_key", "a.api_key(…)"),
            oidc=_part(oidc, Oidc, "oidc", "a.oidc(…)"),
            lambda_=_part(lambda_, LambdaAuthorizer, "lambda_", "a.lambda_authorizer(…)"),
            logging=_part(logging, Logging, "logging", "a.logging(…)"),
        )

    def api_key(self, *, expires_in_days: int = 7, description: str | None = None) -> ApiKey:
        """Let callers come with an API key.

        Args:
            expires_in_days: how long a key lives, 1 to 365 days; 7 by default.
            description: what AppSync's console says of it.
        """
        return ApiKey(
            place=here("api_key"),
            expires_in_days=_number(expires_in_days, "expires_in_days"),
            description=None if description is None else text(description, "the description of an API key"),
        )

    def oidc(
        self,
        *,
        provider_name: str,
        issuer_url: str,
        client_id: str | None = None,
        token_expiry_from_authentication_in_seconds: int | None = None,
        token_expiry_from_issue_in_seconds: int | None = None,
    ) -> Oidc:
        """Let callers come with a token of an OpenID Connect issuer.

        Args:
            provider_name: what the provider is called.
            issuer_url: the issuer, as tokens name it.
            client_id: the clients whose tokens count, as a regular expression; all by default.
            token_expiry_from_authentication_in_seconds: how old a sign-in may be.
            token_expiry_from_issue_in_seconds: how old a token may be.
        """
        authentication, issue = token_expiry_from_authentication_in_seconds, token_expiry_from_issue_in_seconds
        return Oidc(
            place=here("oidc"),
            provider_name=text(provider_name, "provider_name"),
            issuer_url=text(issuer_url, "issuer_url"),
            client_id=None if client_id is None else text(client_id, "client_id"),
            token_expiry_from_authentication_in_seconds=None
            if authentication is None
            else _number(authentication, "token_expiry_from_authentication_in_seconds"),
            token_expiry_from_issue_in_seconds=None if issue is None else _number(issue, "token_expiry_from_issue_in_seconds"),
        )

    def lambda_authorizer(self, *, function: str, time_to_live_in_seconds: int = 60) -> LambdaAuthorizer:
        """Let a Lambda function decide who comes in.

        Args:
            function: its name among the functions of the schema.
            time_to_live_in_seconds: how long its answer is kept, 60 seconds by default.
        """
        return LambdaAuthorizer(
            place=here("lambda_authorizer"),
            function=text(function, "the function of a.lambda_authorizer()"),
            time_to_live_in_seconds=_number(time_to_live_in_seconds, "time_to_live_in_seconds"),
        )

    def logging(
        self, *, field_log_level: LogLevel = "none", exclude_verbose_content: bool = True, retention_days: int | None = 7
    ) -> Logging:
        """Let AppSync write to CloudWatch.

        Args:
            field_log_level: what is written of each field: none, error, info, debug or all.
            exclude_verbose_content: whether headers, contexts and results stay out.
            retention_days: how long it is kept; None for ever, 7 days by default.
        """
        if not isinstance(exclude_verbose_content, bool):  # pyright: ignore[reportUnnecessaryIsInstance] (not everybody checks types)
            raise TypeError("exclude_verbose_content must be True or False")
        return Logging(
            place=here("logging"),
            field_log_level=text(field_log_level, "field_log_level"),
            exclude_verbose_content=exclude_verbose_content,
            retention_days=None if retention_days is None else _number(retention_days, "retention_days"),
        )

    # Scalars

    def id(self) -> ScalarField[str]:
        """Make a field of type ID: a text that identifies something."""
        return ScalarField(place=here("id"), type="ID")

    def string(self) -> StringField:
        """Make a field of type String: a text."""
        return StringField(place=here("string"), type="String")

    def integer(self) -> IntegerField:
        """Make a field of type Int: a whole number of 32 bits."""
        return IntegerField(place=here("integer"), type="Int")

    def float(self) -> FloatField:
        """Make a field of type Float: a number."""
        return FloatField(place=here("float"), type="Float")

    def boolean(self) -> BooleanField:
        """Make a field of type Boolean: true or false."""
        return BooleanField(place=here("boolean"), type="Boolean")

    def date(self) -> ScalarField[str]:
        """Make a field of type AWSDate: `2026-01-31`, an offset may follow."""
        return ScalarField(place=here("date"), type="AWSDate")

    def time(self) -> ScalarField[str]:
        """Make a field of type AWSTime: `12:30:24.500`, an offset may follow."""
        return ScalarField(place=here("time"), type="AWSTime")

    def datetime(self) -> ScalarField[str]:
        """Make a field of type AWSDateTime: `2026-01-31T12:30:24.500Z`, always with an offset."""
        return ScalarField(place=here("datetime"), type="AWSDateTime")

    def timestamp(self) -> TimestampField:
        """Make a field of type AWSTimestamp: seconds since 1970."""
        return TimestampField(place=here("timestamp"), type="AWSTimestamp")

    def email(self) -> ScalarField[str]:
        """Make a field of type AWSEmail: an address of e-mail."""
        return ScalarField(place=here("email"), type="AWSEmail")

    def json(self) -> JsonField:
        """Make a field of type AWSJSON: any JSON value."""
        return JsonField(place=here("json"), type="AWSJSON")

    def phone(self) -> ScalarField[str]:
        """Make a field of type AWSPhone: a telephone number."""
        return ScalarField(place=here("phone"), type="AWSPhone")

    def url(self) -> ScalarField[str]:
        """Make a field of type AWSURL: an address with its scheme."""
        return ScalarField(place=here("url"), type="AWSURL")

    def ip_address(self) -> ScalarField[str]:
        """Make a field of type AWSIPAddress: an IPv4 or IPv6 address, or a range of them."""
        return ScalarField(place=here("ip_address"), type="AWSIPAddress")


def _part(value: Part | None, kind: type[Part], what: str, example: str) -> Part | None:
    return None if value is None else things((value,), kind, what, example)[0]


def _number(value: object, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{what} must be an int, not {type(value).__name__}")
    return value


a = Language()
"""The words that schemas are made of: `a.schema(Todo=a.model(content=a.string().required()))`."""
