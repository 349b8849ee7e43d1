"""What the user says: a data schema as plain, frozen data.

Every reader (YAML, Python, GraphQL with directives) produces a `Schema`; the compiler reads nothing else. Names and meanings are Amplify
Data's. A `Position` never takes part in equality, and readers write things down in one canonical way (see the attributes), so that one
schema written in three languages is equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["yaml", "python", "graphql"]
"""The language that a definition was written in: mistakes that the real Amplify lets through are warnings in GraphQL."""

RelationshipKind = Literal["hasMany", "hasOne", "belongsTo"]
Allow = Literal[
    "publicApiKey",
    "guest",
    "authenticated",
    "owner",
    "ownerDefinedIn",
    "ownersDefinedIn",
    "groups",
    "groupDefinedIn",
    "groupsDefinedIn",
    "custom",
]
"""`group` with one group is `groups`; functions (`allow.resource`) are `Schema.access`."""
Provider = Literal["oidc", "identityPool"]
AuthorizationMode = Literal["apiKey", "userPool", "oidc", "lambda", "iam"]
"""`identityPool` as the default mode is `iam`, as in Amplify."""
Operation = Literal["create", "update", "delete", "read", "get", "list", "sync", "listen", "search"]
Disabled = Literal["queries", "mutations", "subscriptions", "get", "list", "create", "update", "delete", "onCreate", "onUpdate", "onDelete"]
OperationKind = Literal["query", "mutation", "subscription"]
ValidationKind = Literal["minLength", "maxLength", "startsWith", "endsWith", "matches", "gt", "lt", "gte", "lte"]
"""`positive` is `gt` 0, `negative` is `lt` 0."""
DataSourceKind = Literal["dynamodb", "lambda", "http", "rds", "eventBridge", "openSearch", "none"]
FunctionOperation = Literal["query", "mutate", "listen"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """A place in a source file. Lines and columns count from 1, columns in characters."""

    file: str
    line: int
    column: int
    language: Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """Lets callers in. Rules are alternatives: one that matches is enough, none means no access."""

    allow: Allow
    provider: Provider | None = None
    """How signed-in callers come; None for the user pool, and for rules whose callers come in one way (publicApiKey, guest, custom)."""
    operations: tuple[Operation, ...] | None = None
    """The operations that the rule lets through; None for all of them."""
    defined_in: str | None = None
    """The field that names the owner, owners, group or groups, of the four `…DefinedIn` rules; `owner` uses the field `owner`."""
    groups: tuple[str, ...] = ()
    """Of a `groups` rule."""
    claim: str | None = None
    """The claim of the token that is compared (`identityClaim`, `withClaimIn`); None for the default one."""
    transferable: bool = False
    """Whether an owner may write another name into the owner field. Always so in GraphQL input, as in Amplify."""
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Validation:
    """A check of a field's value before it is stored."""

    kind: ValidationKind
    value: str
    """As `@validate(value:)` spells it: `3`, `^[a-z]+$`."""
    message: str | None = None
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A field that holds a value, or an argument: `type` is the GraphQL name of a scalar, an enum or a custom type."""

    name: str
    type: str
    required: bool = False
    """Whether the value, or each element of the array, must be there (`String!`, `[String!]`)."""
    array: bool = False
    array_required: bool = False
    """Whether the array itself must be there (`[String]!`). Only with `array`."""
    default: str | None = None
    """The value of a new item that brings none, as `@default(value:)` spells it: `x`, `5`, `true`, `[1,2]`."""
    validations: tuple[Validation, ...] = ()
    authorization: tuple[Rule, ...] | None = None
    """Rules that replace the model's for this field."""
    position: Position | None = field(default=None, compare=False)
    type_position: Position | None = field(default=None, compare=False)
    default_position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Relationship:
    """A field that leads to items of another model through reference fields, which stand on the `belongsTo` side.

    Relationships of Gen 1 that cannot be said so have `fields`, and stand alone: hasOne and hasMany lead to the items of the other model
    whose `references` are what these fields hold; the `references` of belongsTo are the fields.
    """

    name: str
    kind: RelationshipKind
    model: str
    references: tuple[str, ...]
    required: bool = False
    """`.required()` of hasOne. Of belongsTo only in GraphQL, as in the join models of @manyToMany: whoever holds it must lead somewhere."""
    value_required: bool = False
    """`.valueRequired()` of hasMany."""
    array_required: bool = False
    """Gen 1 only, of hasMany: whether the list must be there (`[Comment]!`)."""
    index: str | None = None
    """Gen 1 only, of hasMany: the declared index of the other model by which it is read; None for an index of its own."""
    fields: tuple[str, ...] | None = None
    """Gen 1 only: the fields of this model that say what it leads to; no field of the other model needs to lead back. None where the other
    side leads back through the same references, and hasOne and hasMany are over the identifier."""
    limit: int | None = None
    """Gen 1 only, of hasMany: the items of a page where the client does not say how many; None for 100."""
    by_key: bool = False
    """Gen 1 only, of hasOne and hasMany with `fields`: whether the other model is read by its own key, with which `references` begin."""
    authorization: tuple[Rule, ...] | None = None
    position: Position | None = field(default=None, compare=False)
    model_position: Position | None = field(default=None, compare=False)
    references_position: Position | None = field(default=None, compare=False)

    @property
    def has_own_index(self) -> bool:
        """Whether the other model's table has an index for it that nobody declares."""
        return self.kind != "belongsTo" and self.index is None and not self.by_key


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """A secondary index that the user declares."""

    partition_key: str
    sort_keys: tuple[str, ...] = ()
    query_field: str | None
    """The query that reads it; None for no query. Readers fill in the default, `list<Model>By<Pk>[And<Sk>…]`."""
    name: str | None = None
    """The name in DynamoDB; None for the default one."""
    projection: Literal["ALL", "KEYS_ONLY", "INCLUDE"] = "ALL"
    non_key_attributes: tuple[str, ...] = ()
    position: Position | None = field(default=None, compare=False)
    key_positions: tuple[Position, ...] = field(default=(), compare=False)
    """Where the partition key and the sort keys stand, in this order; empty where that is not known, as of the other positions."""
    name_position: Position | None = field(default=None, compare=False)
    attribute_positions: tuple[Position, ...] = field(default=(), compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """A type with a table of its own. `fields` keeps the order in which the user wrote them."""

    name: str
    fields: tuple[Field | Relationship, ...]
    identifier: tuple[str, ...] | None = None
    """The fields of the key, the partition key first. A declared `id` without more is ("id",); None where `id` is implicit."""
    indexes: tuple[Index, ...] = ()
    disabled: tuple[Disabled, ...] = ()
    """In the order of `Disabled`, as the user said it: coarse or fine."""
    operation_names: tuple[tuple[str, str], ...] = ()
    """Gen 1 only: other names of generated fields, by operation (`get`, `list`, `create`, …, `onCreate`, …)."""
    created_at: str | None = "createdAt"
    updated_at: str | None = "updatedAt"
    """Gen 1 can rename the timestamps (`@model(timestamps:)`) or leave them out."""
    authorization: tuple[Rule, ...] | None = None
    """Rules of the model itself; None where it takes those of the schema."""
    position: Position | None = field(default=None, compare=False)
    identifier_position: Position | None = field(default=None, compare=False)
    disabled_position: Position | None = field(default=None, compare=False)

    @property
    def values(self) -> Iterator[Field]:
        """The fields that hold values, in order."""
        return (each for each in self.fields if isinstance(each, Field))

    @property
    def relationships(self) -> Iterator[Relationship]:
        """The fields that lead to other models, in order."""
        return (each for each in self.fields if isinstance(each, Relationship))


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomType:
    """A type without a table.

    One that was written in place stands here under the name that Amplify gives it: `<Model><Field>`, `<Operation>ReturnType`,
    `<Operation><Argument>`.
    """

    name: str
    fields: tuple[Field, ...]
    callers: tuple[Rule, ...] | None = None
    """GraphQL only: who may see it, beside those who may see a model that holds it, where `@aws_…` on the type says something else than
    what follows from the operations that return it."""
    only_input: bool = False
    """GraphQL only: there is an input of exactly this name, and no type. Of others, arguments have the input `<name>Input`."""
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Enum:
    """An enumeration; those written in place stand here under the name Amplify gives them."""

    name: str
    values: tuple[str, ...]
    position: Position | None = field(default=None, compare=False)
    value_positions: tuple[Position, ...] = field(default=(), compare=False)
    """Where each value stands; empty where that is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionHandler:
    """A Lambda function that answers an operation, by its name in `Schema.functions`."""

    function: str
    asynchronous: bool = False
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeHandler:
    """An APPSYNC_JS file that answers an operation."""

    entry: str
    """The path, relative to the file that names it; resolved against `position.file`'s folder (Python: the program's)."""
    data_source: str | None = None
    """A model or a name in `Schema.data_sources`; None for none."""
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Returns:
    """What an operation returns."""

    type: str
    required: bool = False
    array: bool = False
    array_required: bool = False
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionSource:
    """A mutation that triggers a custom subscription: a custom one by name, or a model with generated ones."""

    name: str
    mutations: tuple[Literal["create", "update", "delete"], ...] = ()
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomOperation:
    """A query, mutation or subscription of the user's own."""

    kind: OperationKind
    name: str
    arguments: tuple[Field, ...] = ()
    """Types of arguments are named as the user named them (`FilterArg`); that the SDL says `FilterArgInput` is the compiler's."""
    returns: Returns | None = None
    """None for a subscription and where the last handler is asynchronous (the type is EventInvocationResponse then)."""
    required: bool | None = None
    """Gen 1 only, of a subscription: whether its result may not be null, where its mutation's is otherwise; None where both are alike."""
    sources: tuple[SubscriptionSource, ...] = ()
    """Of a subscription."""
    handlers: tuple[FunctionHandler | CodeHandler, ...] = ()
    """In order; functions and code may stand in one pipeline. Empty only in GraphQL input."""
    authorization: tuple[Rule, ...] | None = None
    """Rules of the operation itself; None where it takes those of the schema. Empty only in GraphQL input (`@aws_iam` alone): for callers
    with AWS credentials."""
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Function:
    """A Lambda function, by name. `DataApi` supplies the real one; `entry` is what runs locally and what `FunctionHandler` deploys."""

    name: str
    entry: str | None = None
    """The path of its file, relative to the file that names it, as of `CodeHandler`; None where the deployment brings the function."""
    position: Position | None = field(default=None, compare=False)
    entry_position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class DataSource:
    """An external data source, by name and kind. `settings` are the kind's own (`table`, `endpoint`, …) as text.

    They stand in the order of `vocabulary.DATA_SOURCES`.
    """

    name: str
    kind: DataSourceKind
    settings: tuple[tuple[str, str], ...] = ()
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionAccess:
    """`allow.resource(function)`: the function may call the API."""

    function: str
    operations: tuple[FunctionOperation, ...] = ("query", "mutate", "listen")
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    """What is said to people about a part of the API: tools show it, and nothing else depends on it.

    It is no attribute of what it describes. Also roots, arguments, inputs and single values of enums are described; types in YAML have
    fields of any name; and hardly any schema describes everything.
    """

    place: str
    """The part, by its schema coordinate in the API's GraphQL: `Todo`, `Todo.content`, `Status.DRAFT`, `Query.echo(content:)`."""
    text: str
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Deprecation:
    """What people should no longer use: tools show it, and the API still answers. Only fields and values of enums are deprecated."""

    place: str
    """The field or the value, by its schema coordinate: `Todo.content`, `Query.echo`, `Status.DRAFT`."""
    reason: str | None = None
    """What to use instead; None where only the fact is told."""
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKeyMode:
    """`apiKeyAuthorizationMode` of Amplify's defineData."""

    expires_in_days: int = 7
    description: str | None = None
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class LambdaMode:
    """`lambdaAuthorizationMode`."""

    function: str
    time_to_live_in_seconds: int = 60
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class OidcMode:
    """`oidcAuthorizationMode`."""

    provider_name: str
    issuer_url: str
    client_id: str | None = None
    token_expiry_from_authentication_in_seconds: int | None = None
    token_expiry_from_issue_in_seconds: int | None = None
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Logging:
    """`logging`: what AppSync writes to CloudWatch."""

    field_log_level: Literal["none", "error", "info", "debug", "all"] = "none"
    exclude_verbose_content: bool = True
    retention_days: int | None = 7
    """None for ever."""
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Api:
    """The `api:` section: what defineData takes beside the schema."""

    name: str | None = None
    default_authorization_mode: AuthorizationMode | None = None
    api_key: ApiKeyMode | None = None
    lambda_: LambdaMode | None = None
    oidc: OidcMode | None = None
    logging: Logging | None = None
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Schema:
    """Everything that a user has said, checked or not. `schema.rules.validate` tells whether it holds together."""

    api: Api = Api()
    authorization: tuple[Rule, ...] | None = None
    """Rules for everything that has none of its own."""
    models: tuple[Model, ...] = ()
    types: tuple[CustomType, ...] = ()
    enums: tuple[Enum, ...] = ()
    operations: tuple[CustomOperation, ...] = ()
    """Queries, then mutations, then subscriptions, each in the order in which the user wrote them."""
    functions: tuple[Function, ...] = ()
    data_sources: tuple[DataSource, ...] = ()
    access: tuple[FunctionAccess, ...] = ()
    descriptions: tuple[Description, ...] = ()
    """In the order of their places, each once."""
    deprecations: tuple[Deprecation, ...] = ()
    """In the order of their places, each once."""
