"""What each part of the language means: YAML beside the model that comes of it."""

from __future__ import annotations

import pytest
from schema_support import found, load, read, yaml_model

from amplify_pulumi.schema.model import (
    Api,
    ApiKeyMode,
    CodeHandler,
    CustomOperation,
    CustomType,
    DataSource,
    Enum,
    Field,
    Function,
    FunctionAccess,
    FunctionHandler,
    Index,
    LambdaMode,
    Logging,
    Model,
    OidcMode,
    Position,
    Relationship,
    Returns,
    Rule,
    SubscriptionSource,
    Validation,
)


def field(text):
    [model] = read(yaml_model(text)).models
    return model.fields[-1]


def rule(text):
    [model] = read(yaml_model("a: Int", rules=text)).models
    [found_rule] = model.authorization
    return found_rule


def model(text):
    return read(f"models: {{ Todo: {{ {text} }} }}").models[0]


RULES = {
    "{ allow: publicApiKey }": Rule(allow="publicApiKey"),
    "{ allow: publicApiKey, provider: apiKey }": Rule(allow="publicApiKey"),
    "{ allow: guest }": Rule(allow="guest"),
    "{ allow: guest, provider: iam }": Rule(allow="guest"),
    "{ allow: guest, provider: identityPool, operations: read }": Rule(allow="guest", operations=("read",)),
    "{ allow: authenticated }": Rule(allow="authenticated"),
    "{ allow: authenticated, provider: userPool }": Rule(allow="authenticated"),
    "{ allow: authenticated, provider: userPools }": Rule(allow="authenticated"),
    "{ allow: authenticated, provider: oidc }": Rule(allow="authenticated", provider="oidc"),
    "{ allow: authenticated, provider: identityPool }": Rule(allow="authenticated", provider="identityPool"),
    "{ allow: authenticated, provider: iam }": Rule(allow="authenticated", provider="identityPool"),
    "{ allow: owner, provider: oidc, identityClaim: email }": Rule(allow="owner", provider="oidc", claim="email"),
    "{ allow: owner, claim: custom:org }": Rule(allow="owner", claim="custom:org"),
    "{ allow: ownerDefinedIn, field: a, transferable: true }": Rule(allow="ownerDefinedIn", defined_in="a", transferable=True),
    "{ allow: ownersDefinedIn, field: a, transferable: false }": Rule(allow="ownersDefinedIn", defined_in="a"),
    "{ allow: group, group: Admin }": Rule(allow="groups", groups=("Admin",)),
    "{ allow: groups, groups: Admin }": Rule(allow="groups", groups=("Admin",)),
    "{ allow: groups, groups: [B, A], groupClaim: g }": Rule(allow="groups", groups=("B", "A"), claim="g"),
    "{ allow: groups, groups: [2024], claim: g }": Rule(allow="groups", groups=("2024",), claim="g"),
    "{ allow: groupDefinedIn, field: a }": Rule(allow="groupDefinedIn", defined_in="a"),
    "{ allow: groupsDefinedIn, field: a, provider: oidc }": Rule(allow="groupsDefinedIn", defined_in="a", provider="oidc"),
    "{ allow: custom }": Rule(allow="custom"),
    "{ allow: custom, provider: function, operations: [get, list] }": Rule(allow="custom", operations=("get", "list")),
}


@pytest.mark.parametrize(("text", "expected"), RULES.items())
def test_rules(text, expected):
    """Every rule of Amplify's `allow`, with its other names: one meaning is written down in one way."""
    assert rule(text) == expected
    assert rule(f"[{text}]") == expected


DEFAULTS = {
    "{ type: String, default: x }": "x",
    '{ type: String, default: "" }': "",
    '{ type: String, default: "a \\"b\\"" }': 'a "b"',
    "{ type: String, default: 1.50 }": "1.50",
    "{ type: String, default: no }": "no",
    '{ type: String, default: "null" }': "null",
    "{ type: Int, default: 5 }": "5",
    "{ type: Int, default: five }": "five",
    "{ type: Float, default: 1.50 }": "1.5",
    "{ type: Float, default: 2.0 }": "2",
    "{ type: Float, default: 1e3 }": "1000",
    "{ type: Float, default: -0.0000001 }": "-1e-7",
    "{ type: Boolean, default: true }": "true",
    "{ type: AWSDate, default: 2020-01-01 }": "2020-01-01",
    "{ type: AWSTimestamp, default: 1577836800 }": "1577836800",
    "{ type: AWSJSON, default: 1.0 }": "1",
    '{ type: AWSJSON, default: "[1, 2]" }': "[1, 2]",
    "{ type: AWSJSON, default: [1, 2.0, x, true, null, '1'] }": '[1,2,"x",true,null,"1"]',
    "{ type: AWSJSON, default: { b: { c: [] }, a: é } }": '{"b":{"c":[]},"a":"é"}',
    "{ type: '[Int]', default: [1, 2] }": "[1,2]",
    "{ enum: [A, B], default: B }": "B",
}


@pytest.mark.parametrize(("text", "expected"), DEFAULTS.items())
def test_defaults(text, expected):
    """Texts are as they are written; numbers and JSON are as JavaScript prints them, as Amplify's directives have them."""
    assert field(f"a: {text}").default == expected


VALIDATIONS = {
    "{ minLength: 3 }": [Validation(kind="minLength", value="3")],
    "[{ minLength: 3, message: too short }, { maxLength: 20 }]": [
        Validation(kind="minLength", value="3", message="too short"),
        Validation(kind="maxLength", value="20"),
    ],
    '[{ startsWith: SKU- }, { endsWith: "1.0" }, { matches: "^a$" }]': [
        Validation(kind="startsWith", value="SKU-"),
        Validation(kind="endsWith", value="1.0"),
        Validation(kind="matches", value="^a$"),
    ],
    "[{ gte: 0.50 }, { lt: -1 }]": [Validation(kind="gte", value="0.5"), Validation(kind="lt", value="-1")],
    "[{ positive: true, message: more }, { lte: 9 }]": [
        Validation(kind="gt", value="0", message="more"),
        Validation(kind="lte", value="9"),
    ],
    "{ negative: true }": [Validation(kind="lt", value="0")],
}


@pytest.mark.parametrize(("text", "expected"), VALIDATIONS.items())
def test_validations(text, expected):
    assert list(field(f"a: {{ type: String, validate: {text} }}").validations) == expected


def test_types_that_are_written_in_place():
    """They are named as Amplify names them, and stand behind those with names of their own, the outer before the inner."""
    schema = read("""\
models:
  customer:
    fields:
      state: { enum: [A, B], required: true }
      home:
        fields: { city: String!, kind: { enum: [X] }, deep: { fields: { a: Int } } }
        array: true
        required: true
        arrayRequired: true
types:
  Place: { where: { fields: { lat: Float } } }
enums:
  Level: [LOW]
queries:
  find:
    arguments: { by: { enum: [NAME] }, near: { fields: { lat: Float! } } }
    returns: { fields: { total: Int }, array: true }
mutations:
  stop: { returns: { enum: [UP, DOWN], required: true } }
""")
    state, home = schema.models[0].fields
    assert state == Field(name="state", type="CustomerState", required=True)
    assert home == Field(name="home", type="CustomerHome", required=True, array=True, array_required=True)
    assert schema.types == (
        CustomType(name="Place", fields=(Field(name="where", type="PlaceWhere"),)),
        CustomType(
            name="CustomerHome",
            fields=(
                Field(name="city", type="String", required=True),
                Field(name="kind", type="CustomerHomeKind"),
                Field(name="deep", type="CustomerHomeDeep"),
            ),
        ),
        CustomType(name="CustomerHomeDeep", fields=(Field(name="a", type="Int"),)),
        CustomType(name="PlaceWhere", fields=(Field(name="lat", type="Float"),)),
        CustomType(name="FindNear", fields=(Field(name="lat", type="Float", required=True),)),
        CustomType(name="FindReturnType", fields=(Field(name="total", type="Int"),)),
    )
    assert [(each.name, each.values) for each in schema.enums] == [
        ("Level", ("LOW",)),
        ("CustomerState", ("A", "B")),
        ("CustomerHomeKind", ("X",)),
        ("FindBy", ("NAME",)),
        ("StopReturnType", ("UP", "DOWN")),
    ]
    find, stop = schema.operations
    assert find.arguments == (Field(name="by", type="FindBy"), Field(name="near", type="FindNear"))
    assert (find.returns, stop.returns) == (Returns(type="FindReturnType", array=True), Returns(type="StopReturnType", required=True))


def test_an_alias_of_a_type_in_place_is_two_types():
    schema = read("models:\n  A: { fields: { a: &place { fields: { lat: Float } }, b: *place } }\n")
    assert [each.name for each in schema.types] == ["AA", "AB"]


def test_names_of_types_in_place_that_are_taken():
    text = "types: { TodoPlace: { a: Int } }\n" + yaml_model("place: { fields: { lat: Float } }")
    assert [each[:4] for each in found(load(text))] == [("error", "AP2020", 5, 16)]


IDENTIFIERS = {
    "fields: { a: Int }": None,
    "fields: { id: ID! }": ("id",),
    "fields: { id: ID!, a: Int! }, identifier: a": ("a",),
    "fields: { a: ID!, b: Int! }, identifier: [b, a]": ("b", "a"),
}


@pytest.mark.parametrize(("text", "expected"), IDENTIFIERS.items())
def test_identifiers(text, expected):
    assert model(text).identifier == expected


INDEXES = {
    "{ partitionKey: a }": Index(partition_key="a", query_field="listTodoByA"),
    "{ partitionKey: a, sortKeys: b }": Index(partition_key="a", sort_keys=("b",), query_field="listTodoByAAndB"),
    "{ partitionKey: aB, sortKeys: [b, c] }": Index(partition_key="aB", sort_keys=("b", "c"), query_field="listTodoByABAndBAndC"),
    "{ partitionKey: a, queryField: null }": Index(partition_key="a", query_field=None),
    "{ partitionKey: a, queryField: ~ }": Index(partition_key="a", query_field=None),
    '{ partitionKey: a, queryField: "null" }': Index(partition_key="a", query_field="null"),
    "{ partitionKey: a, name: byA, projection: KEYS_ONLY }": Index(
        partition_key="a", query_field="listTodoByA", name="byA", projection="KEYS_ONLY"
    ),
    "{ partitionKey: a, projection: { include: [b, c] } }": Index(
        partition_key="a", query_field="listTodoByA", projection="INCLUDE", non_key_attributes=("b", "c")
    ),
}


@pytest.mark.parametrize(("text", "expected"), INDEXES.items())
def test_indexes(text, expected):
    """One index or a list; the query has Amplify's name where it has none."""
    assert model(f"fields: {{ a: Int }}, indexes: {text}").indexes == (expected,)
    assert model(f"fields: {{ a: Int }}, indexes: [{text}]").indexes == (expected,)


def test_a_query_that_was_forgotten_is_not_left_out():
    text = (
        "authorization: { allow: owner }\nmodels:\n  A:\n    fields: { a: Int }\n    indexes:\n      partitionKey: a\n      queryField:\n"
    )
    assert [each[1:] for each in found(load(text))] == [("AP1008", 7, 18, "`queryField` is empty")]


def test_disabled_operations_have_one_order():
    assert model("fields: { a: Int }, disableOperations: [onDelete, create, queries]").disabled == ("queries", "create", "onDelete")
    assert model("fields: { a: Int }, disableOperations: subscriptions").disabled == ("subscriptions",)


RELATIONSHIPS = {
    "{ hasMany: Post, references: a }": Relationship(name="x", kind="hasMany", model="Post", references=("a",)),
    "{ hasMany: Post, references: [a, b], valueRequired: true }": Relationship(
        name="x", kind="hasMany", model="Post", references=("a", "b"), value_required=True
    ),
    "{ hasOne: Post, references: [a], required: true }": Relationship(
        name="x", kind="hasOne", model="Post", references=("a",), required=True
    ),
    "{ belongsTo: Post, references: [a], authorization: { allow: owner } }": Relationship(
        name="x", kind="belongsTo", model="Post", references=("a",), authorization=(Rule(allow="owner"),)
    ),
}


@pytest.mark.parametrize(("text", "expected"), RELATIONSHIPS.items())
def test_relationships(text, expected):
    assert field(f"x: {text}") == expected


SECTIONS = """\
functions:
  echo: { entry: ./echo.py }
  bare:
dataSources:
  Table: { dynamodb: { table: Things } }
  Web: { http: { signingRegion: eu-west-1, endpoint: "https://example.com" } }
  Bus: eventBridge
  Nothing: { none: }
queries:
  echo:
    arguments: { content: String!, tags: "[String!]!", more: { type: Int } }
    returns: "[Echo!]"
    handler: [{ function: echo }, { function: bare }]
    authorization: { allow: group, group: Admin }
mutations:
  tell:
    handler: { function: echo, async: true }
  like:
    returns: { type: Echo! }
    handler: [{ dataSource: Table, entry: ./like.js }, { entry: ./then.js }]
subscriptions:
  onLike:
    for: like
    arguments: { id: ID }
    handler: { entry: ./on.js }
  onChange:
    for: [like, { model: Todo, mutations: [delete, create] }]
access:
  - { function: echo }
  - { function: bare, operations: [mutate, query] }
"""


def test_operations_and_what_they_stand_on():
    schema = read(SECTIONS)
    assert schema.functions == (Function(name="echo", entry="./echo.py"), Function(name="bare"))
    assert schema.data_sources == (
        DataSource(name="Table", kind="dynamodb", settings=(("table", "Things"),)),
        DataSource(name="Web", kind="http", settings=(("endpoint", "https://example.com"), ("signingRegion", "eu-west-1"))),
        DataSource(name="Bus", kind="eventBridge"),
        DataSource(name="Nothing", kind="none"),
    )
    assert schema.operations == (
        CustomOperation(
            kind="query",
            name="echo",
            arguments=(
                Field(name="content", type="String", required=True),
                Field(name="tags", type="String", required=True, array=True, array_required=True),
                Field(name="more", type="Int"),
            ),
            returns=Returns(type="Echo", required=True, array=True),
            handlers=(FunctionHandler(function="echo"), FunctionHandler(function="bare")),
            authorization=(Rule(allow="groups", groups=("Admin",)),),
        ),
        CustomOperation(kind="mutation", name="tell", handlers=(FunctionHandler(function="echo", asynchronous=True),)),
        CustomOperation(
            kind="mutation",
            name="like",
            returns=Returns(type="Echo", required=True),
            handlers=(CodeHandler(entry="./like.js", data_source="Table"), CodeHandler(entry="./then.js")),
        ),
        CustomOperation(
            kind="subscription",
            name="onLike",
            arguments=(Field(name="id", type="ID"),),
            sources=(SubscriptionSource(name="like"),),
            handlers=(CodeHandler(entry="./on.js"),),
        ),
        CustomOperation(
            kind="subscription",
            name="onChange",
            sources=(SubscriptionSource(name="like"), SubscriptionSource(name="Todo", mutations=("create", "delete"))),
        ),
    )
    assert schema.access == (FunctionAccess(function="echo"), FunctionAccess(function="bare", operations=("query", "mutate")))


def test_places_of_operations():
    """Handlers know the file that names them: their entries are relative to it."""
    schema = read(SECTIONS)
    place = lambda line, column: Position(file="schema.yaml", line=line, column=column, language="yaml")  # noqa: E731 - a name for a form
    echo, _, like, on_like, _ = schema.operations
    assert echo.position == place(10, 3)
    assert echo.returns.position == place(12, 16)
    assert [each.position for each in like.handlers] == [place(20, 15), place(20, 56)]
    assert on_like.sources[0].position == place(23, 10)
    assert schema.functions[1].position == place(3, 3)
    assert schema.data_sources[3].position == place(8, 3)
    assert schema.access[1].position == place(30, 5)


APIS = {
    "{ defaultAuthorizationMode: identityPool }": Api(default_authorization_mode="iam"),
    "{ defaultAuthorizationMode: oidc, name: x }": Api(default_authorization_mode="oidc", name="x"),
    "{ apiKeyAuthorizationMode: {} }": Api(api_key=ApiKeyMode()),
    "{ lambdaAuthorizationMode: { function: f } }": Api(lambda_=LambdaMode(function="f", time_to_live_in_seconds=60)),
    "{ lambdaAuthorizationMode: { function: f, timeToLiveInSeconds: 0 } }": Api(
        lambda_=LambdaMode(function="f", time_to_live_in_seconds=0)
    ),
    "{ oidcAuthorizationMode: { oidcProviderName: n, oidcIssuerUrl: u, clientId: c, tokenExpiryFromAuthInSeconds: 1,"
    " tokenExpireFromIssueInSeconds: 2 } }": Api(
        oidc=OidcMode(
            provider_name="n",
            issuer_url="u",
            client_id="c",
            token_expiry_from_authentication_in_seconds=1,
            token_expiry_from_issue_in_seconds=2,
        )
    ),
    "{ logging: true }": Api(logging=Logging()),
    "{ logging: {} }": Api(logging=Logging()),
    "{ logging: { retention: 1 year, excludeVerboseContent: false, fieldLogLevel: all } }": Api(
        logging=Logging(retention_days=365, exclude_verbose_content=False, field_log_level="all")
    ),
    "{ logging: { retention: infinite } }": Api(logging=Logging(retention_days=None)),
}


@pytest.mark.parametrize(("text", "expected"), APIS.items())
def test_the_api(text, expected):
    assert read(f"api: {text}\n").api == expected


def test_merge_keys_reach_everything():
    """What is merged decides what a field is, as if it were written there."""
    schema = read("""\
models:
  A: { fields: { a: &sized { type: Int, default: 1 }, b: { <<: *sized, default: 2 }, c: { <<: [*sized, { validate: { gt: 0 } }] } } }
enums: { E: &values [X, Y] }
""")
    [found_model] = schema.models
    assert found_model == Model(
        name="A",
        fields=(
            Field(name="a", type="Int", default="1"),
            Field(name="b", type="Int", default="2"),
            Field(name="c", type="Int", default="1", validations=(Validation(kind="gt", value="0"),)),
        ),
    )
    assert schema.enums == (Enum(name="E", values=("X", "Y")),)
