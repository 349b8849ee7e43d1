"""What is said of models, rules, operations and the API. Expected values are written by hand."""

from __future__ import annotations

import pytest
from builder_support import said

from amplify_pulumi import a, allow
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
    OidcMode,
    Returns,
    Rule,
    SubscriptionSource,
)
from amplify_pulumi.schema.vocabulary import DATA_SOURCES


def model(made):
    return said(a.schema(Customer=made)).models[0]


def rule(made):
    (only,) = said(a.schema(T=a.model(x=a.string())).authorization(made)).authorization
    return only


def operation(made):
    document = said(a.schema(echo=made))
    return document.operations[0], document


def test_identifiers():
    """S002-112, S002-115, S002-116, S003-08: None where `id` is implicit, ("id",) where it is declared."""
    fields = a.model(geoId=a.id().required(), name=a.string().required())
    assert model(fields).identifier is None
    assert model(fields.identifier(["geoId", "name"])).identifier == ("geoId", "name")
    assert model(fields.identifier(["id"])).identifier is None
    assert model(a.model(id=a.id())).identifier == ("id",)
    assert model(a.model(id=a.id().required()).identifier(["id"])).identifier == ("id",)
    assert model(a.model(id=a.id().required(), x=a.string().required()).identifier(["id", "x"])).identifier == ("id", "x")


def test_indexes():
    """S002-118, S002-120, S002-122, S002-125, S002-126: the default query is named after the model and the keys."""
    made = a.model(accountRepresentativeId=a.id(), name=a.string()).secondary_indexes(
        a.index("accountRepresentativeId"),
        a.index("accountRepresentativeId").sort_keys("name", "score"),
        a.index("name").query_field("listByRep").name("MyCustomIndexName"),
        a.index("name").query_field(None).projection("KEYS_ONLY"),
        a.index("name").projection("INCLUDE", ["x", "y"]),
    )
    assert model(made).indexes == (
        Index(partition_key="accountRepresentativeId", query_field="listCustomerByAccountRepresentativeId"),
        Index(
            partition_key="accountRepresentativeId",
            sort_keys=("name", "score"),
            query_field="listCustomerByAccountRepresentativeIdAndNameAndScore",
        ),
        Index(partition_key="name", query_field="listByRep", name="MyCustomIndexName"),
        Index(partition_key="name", query_field=None, projection="KEYS_ONLY"),
        Index(partition_key="name", query_field="listCustomerByName", projection="INCLUDE", non_key_attributes=("x", "y")),
    )


def test_disabled_operations_stand_in_one_order():
    made = a.model(x=a.string()).disable_operations("onCreate", "list", "queries")
    assert model(made).disabled == ("queries", "list", "onCreate")


def test_every_rule():
    """A5: every builder, with what can be said of it."""
    assert rule(allow.public_api_key()) == Rule(allow="publicApiKey")
    assert rule(allow.guest().to("get", "list")) == Rule(allow="guest", operations=("get", "list"))
    assert rule(allow.authenticated()) == Rule(allow="authenticated")
    assert rule(allow.authenticated("userPools")) == Rule(allow="authenticated")
    assert rule(allow.authenticated("identityPool")) == Rule(allow="authenticated", provider="identityPool")
    assert rule(allow.owner("oidc")) == Rule(allow="owner", provider="oidc")
    assert rule(allow.owner(transferable=True)) == Rule(allow="owner", transferable=True)
    claimed = Rule(allow="owner", claim="user_id", operations=("read",))
    assert rule(allow.owner().identity_claim("user_id").to("read")) == claimed
    assert rule(allow.owner().to("read").identity_claim("user_id")) == claimed
    assert rule(allow.owner_defined_in("author")) == Rule(allow="ownerDefinedIn", defined_in="author")
    owners = Rule(allow="ownersDefinedIn", defined_in="authors", provider="oidc", transferable=True)
    assert rule(allow.owners_defined_in("authors", "oidc", transferable=True)) == owners
    assert rule(allow.group("Admin")) == Rule(allow="groups", groups=("Admin",))
    assert rule(allow.group("Admin", "oidc")) == Rule(allow="groups", groups=("Admin",), provider="oidc")
    grouped = Rule(allow="groups", groups=("A", "B"), provider="oidc", claim="user_groups", operations=("read",))
    assert rule(allow.groups(["A", "B"], "oidc").with_claim_in("user_groups").to("read")) == grouped
    assert rule(allow.groups(["A", "B"], "oidc").to("read").with_claim_in("user_groups")) == grouped
    assert rule(allow.group_defined_in("g")) == Rule(allow="groupDefinedIn", defined_in="g")
    assert rule(allow.groups_defined_in("gs").with_claim_in("c")) == Rule(allow="groupsDefinedIn", defined_in="gs", claim="c")
    assert rule(allow.custom()) == Rule(allow="custom")


def test_rules_of_the_schema_and_access_of_functions():
    """S002-86, S002-96. `allow.resource` is no rule for callers: alone it leaves the schema without rules of its own."""
    document = said(a.schema().authorization(allow.owner(), allow.resource("f").to("query"), allow.resource("g")))
    assert document.authorization == (Rule(allow="owner"),)
    assert document.access == (FunctionAccess(function="f", operations=("query",)), FunctionAccess(function="g"))
    assert said(a.schema().authorization(allow.resource("f"))).authorization is None
    assert said(a.schema()).authorization is None


def test_operations():
    """S003-01, S003-04, S003-05, S003-07, S003-16, S003-19."""
    made, document = operation(
        a.query()
        .arguments({"class": a.string().required()}, filter=a.ref("Filter"), sort=a.enum(["asc"]), geo=a.custom_type(lat=a.float()))
        .returns(a.ref("EchoResponse").required().array())
        .handler(
            a.handler.function("echo"),
            a.handler.custom(entry="./a.js"),
            a.handler.custom(entry="./b.js", data_source=a.ref("Post")),
            a.handler.custom(entry="./c.js", data_source="Legacy"),
        )
        .authorization(allow.authenticated())
    )
    assert made == CustomOperation(
        kind="query",
        name="echo",
        arguments=(
            Field(name="class", type="String", required=True),
            Field(name="filter", type="Filter"),
            Field(name="sort", type="EchoSort"),
            Field(name="geo", type="EchoGeo"),
        ),
        returns=Returns(type="EchoResponse", required=True, array=True),
        handlers=(
            FunctionHandler(function="echo"),
            CodeHandler(entry="./a.js"),
            CodeHandler(entry="./b.js", data_source="Post"),
            CodeHandler(entry="./c.js", data_source="Legacy"),
        ),
        authorization=(Rule(allow="authenticated"),),
    )
    assert document.enums == (Enum(name="EchoSort", values=("asc",)),)
    assert document.types == (CustomType(name="EchoGeo", fields=(Field(name="lat", type="Float"),)),)


def test_return_types():
    made, document = operation(a.query().returns(a.custom_type(total=a.integer()).array()))
    assert made.returns == Returns(type="EchoReturnType", array=True)
    assert document.types == (CustomType(name="EchoReturnType", fields=(Field(name="total", type="Int"),)),)
    made, document = operation(a.query().returns(a.enum(["up"])))
    assert made.returns == Returns(type="EchoReturnType")
    assert document.enums == (Enum(name="EchoReturnType", values=("up",)),)
    assert operation(a.query().returns(a.string().required()))[0].returns == Returns(type="String", required=True)
    asynchronous, _ = operation(a.mutation().handler(a.handler.function("f").asynchronous()))
    assert asynchronous.returns is None
    assert asynchronous.handlers == (FunctionHandler(function="f", asynchronous=True),)


def test_subscriptions():
    made, _ = operation(a.subscription().for_(a.ref("publish"), a.ref("Post").mutations("create", "update")).arguments(x=a.string()))
    assert made.sources == (SubscriptionSource(name="publish"), SubscriptionSource(name="Post", mutations=("create", "update")))
    assert made.arguments == (Field(name="x", type="String"),)


def test_types_in_place_stand_in_the_order_of_the_sections_of_yaml():
    """Models, then custom types, then operations by kind: however the program is ordered."""
    in_place = a.custom_type(x=a.string())
    document = said(
        a.schema(m=a.mutation().returns(in_place), q=a.query().arguments(x=in_place), T=a.custom_type(x=in_place), M=a.model(x=in_place))
    )
    assert [each.name for each in document.types] == ["T", "MX", "TX", "QX", "MReturnType"]


def test_operations_stand_by_kind():
    """As in YAML, where each kind has a section."""
    document = said(a.schema(s=a.subscription(), m=a.mutation(), q=a.query(), n=a.mutation()))
    assert [(each.kind, each.name) for each in document.operations] == [
        ("query", "q"),
        ("mutation", "m"),
        ("mutation", "n"),
        ("subscription", "s"),
    ]


def test_the_api():
    """S002-06, S002-07, S002-129, and the other modes of A8."""
    said_of_it = a.api(
        name="todo",
        default_authorization_mode="identityPool",
        api_key=a.api_key(expires_in_days=30),
        oidc=a.oidc(provider_name="x", issuer_url="https://x.example", client_id="c", token_expiry_from_issue_in_seconds=300),
        lambda_=a.lambda_authorizer(function="authorizer"),
        logging=a.logging(field_log_level="error", exclude_verbose_content=False, retention_days=None),
    )
    assert said(a.schema().api(said_of_it)).api == Api(
        name="todo",
        default_authorization_mode="iam",
        api_key=ApiKeyMode(expires_in_days=30),
        oidc=OidcMode(provider_name="x", issuer_url="https://x.example", client_id="c", token_expiry_from_issue_in_seconds=300),
        lambda_=LambdaMode(function="authorizer", time_to_live_in_seconds=60),
        logging=Logging(field_log_level="error", exclude_verbose_content=False, retention_days=None),
    )
    assert said(a.schema()).api is None


def test_functions_and_data_sources():
    document = said(
        a.schema()
        .functions({"echo": a.function(entry="./echo.py")}, other=a.function())
        .data_sources(Legacy=a.data_source.dynamodb(table="t"), Nothing=a.data_source.none())
    )
    assert document.functions == (Function(name="echo", entry="./echo.py"), Function(name="other"))
    assert document.data_sources == (
        DataSource(name="Legacy", kind="dynamodb", settings=(("table", "t"),)),
        DataSource(name="Nothing", kind="none"),
    )


def test_every_kind_of_data_source():
    """S003-26 to S003-31: settings are those that the other languages have, and may be left to the deployment."""
    made = {
        "dynamodb": a.data_source.dynamodb(table="t"),
        "lambda": a.data_source.lambda_(function="f"),
        "http": a.data_source.http(endpoint="https://x.example", signing_service_name="events", signing_region="eu-west-1"),
        "rds": a.data_source.rds(cluster="c", secret="s", database="d"),
        "eventBridge": a.data_source.event_bridge(bus="b"),
        "openSearch": a.data_source.open_search(endpoint="https://y.example"),
        "none": a.data_source.none(),
    }
    found = {each.name: each for each in said(a.schema().data_sources(made)).data_sources}
    assert {name: each.kind for name, each in found.items()} == {name: name for name in DATA_SOURCES}
    assert {name: tuple(dict(each.settings)) for name, each in found.items()} == DATA_SOURCES
    assert said(a.schema().data_sources(x=a.data_source.rds())).data_sources[0].settings == ()


def test_combined_schemas_keep_their_rules_to_themselves():
    """`a.combine`: one API, each schema's rules for its own models and operations, references across all of them."""
    first = a.schema(A=a.model(x=a.string()), own=a.model(x=a.string()).authorization(allow.guest())).authorization(allow.owner())
    second = a.schema(B=a.model(x=a.ref("E")), q=a.query()).authorization(allow.public_api_key(), allow.resource("f"))
    third = a.schema(C=a.model(x=a.string()), E=a.enum(["A"])).functions(f=a.function())
    document = said(a.combine([first, second, third]).api(a.api(name="all")))
    assert [(each.name, each.authorization) for each in document.models] == [
        ("A", (Rule(allow="owner"),)),
        ("own", (Rule(allow="guest"),)),
        ("B", (Rule(allow="publicApiKey"),)),
        ("C", None),
    ]
    assert document.operations[0].authorization == (Rule(allow="publicApiKey"),)
    assert document.authorization is None
    assert document.access == (FunctionAccess(function="f"),)
    assert document.functions == (Function(name="f"),)
    assert document.api == Api(name="all")
    nested = said(a.combine([a.combine([first]).authorization(allow.custom()), third]).authorization(allow.guest()))
    assert [each.authorization for each in nested.models] == [(Rule(allow="owner"),), (Rule(allow="guest"),), None]
    assert nested.authorization == (Rule(allow="guest"),)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: a.schema(T=a.string()), "T must be made by a.model(…)"),
        (lambda: a.schema(f=a.function()), "f must be made by a.model(…)"),
        (lambda: a.schema().authorization(allow.owner), "each rule of .authorization() must be made by allow.…(), not method"),
        (lambda: a.schema().functions(f="./f.py"), "f must be made by a.function(…), not str"),
        (lambda: a.schema().api("todo"), "what .api() takes must be made by a.api(…), not str"),
        (lambda: a.combine([a.model()]), "each schema of a.combine() must be made by a.schema(…), not Model"),
        (lambda: a.model().identifier(5), "the fields of .identifier() must be a list of str, not int"),
        (lambda: a.model().disable_operations(["list"]), "each item of the operations of .disable_operations() must be a str, not list"),
        (lambda: a.model().secondary_indexes("x"), "each index must be made by a.index(…), not str"),
        (lambda: a.model().authorization(allow.resource("f")), "each rule of .authorization() must be made by allow.…(), not FunctionRule"),
        (lambda: a.query().authorization(allow.owner()), "without .to(), not OwnerRule"),
        (lambda: a.query().returns("String"), "what .returns() takes must be made by a.string(), a.ref(…) or the like, not str"),
        (lambda: a.query().handler("echo"), "each handler must be made by a.handler.…(), not str"),
        (lambda: a.handler.custom(entry="x", data_source=5), "the data source of a.handler.custom() must be a str, not int"),
        (lambda: a.subscription().for_("publish"), "each source of .for_() must be made by a.ref(…), not str"),
        (lambda: a.api_key(expires_in_days="30"), "expires_in_days must be an int, not str"),
        (lambda: a.api(api_key=True), "api_key must be made by a.api_key(…), not bool"),
        (lambda: allow.owner(transferable="yes"), "transferable must be True or False"),
        (lambda: allow.groups("Admin"), "the groups of allow.groups() must be a list of str, not str"),
        (lambda: a.logging(exclude_verbose_content=1), "exclude_verbose_content must be True or False"),
        (lambda: a.schema().descriptions("Todo"), "the descriptions of a schema must be given as a dict, not as str"),
        (lambda: a.schema().descriptions({1: "one"}), "each place of .descriptions() must be a str, not int"),
        (lambda: a.schema().descriptions({"Todo": None}), "the description of 'Todo' must be a str, not None"),
        (lambda: a.schema().deprecated(["Todo.a"]), "what is deprecated must be given as a dict, not as list"),
        (lambda: a.schema().deprecated({"Todo.a": 1}), "what is to be used for 'Todo.a' must be a str, not int"),
    ],
)
def test_values_of_other_python_types_are_refused_at_once(wrong, message):
    with pytest.raises(TypeError) as refused:
        wrong()
    assert message in str(refused.value)
