"""What the builder is for: a type checker finds nothing wrong with any of it."""

from __future__ import annotations

from typing import assert_type

from amplify_pulumi import a, allow
from amplify_pulumi.schema.builder import SchemaBuilder
from amplify_pulumi.schema.model import Schema

stamps = {"createdAt": a.datetime(), "updatedAt": a.datetime()}

Todo = (
    a.model(
        content=a.string().required().default("x").validate(min_length=3, max_length=(20, "too long"), matches="^[a-z]+$"),
        short=a.string().validate(starts_with="a", ends_with=("z", "end with z")),
        tags=a.string().required().array().required().authorization(allow.owner()),
        count=a.integer().default(5).validate(gt=0, lte=(100, "too many")),
        price=a.float().default(1.5).validate(positive=True, lt=99.5),
        debt=a.float().default(-1).validate(negative="must be negative"),
        done=a.boolean().default(False),  # noqa: FBT003 (the value itself)
        due=a.timestamp().default(1_577_836_800),
        extra=a.json().default({"a": [1, None, "x"]}),
        more=a.json().default("[1,2]"),
        day=a.date().default("2026-01-01").required(),
        moment=a.time(),
        mail=a.email(),
        phone=a.phone(),
        link=a.url(),
        address=a.ip_address().array(),
        stage=a.enum(["A", "B"]),
        stages=a.enum(["A", "B"]).required().array().required(),
        status=a.ref("Status").required().default("DRAFT"),
        place=a.custom_type(lat=a.float().required(), inner=a.custom_type({"class": a.string()})),
        places=a.custom_type(lat=a.float()).array(),
        blogId=a.id().required(),
        blog=a.belongs_to("Blog", "blogId"),
        cart=a.has_one("Cart", ["todoId"]).required().authorization(allow.owner()),
        children=a.has_many("Child", ["todoId"]).value_required().authorization(allow.group("Admin")),
    )
    .identifier(["id"])
    .secondary_indexes(
        a.index("blogId"),
        a.index("blogId").sort_keys("content", "count").query_field("byBlog").name("byBlogIndex").projection("INCLUDE", ["tags"]),
        a.index("content").query_field(None).projection("KEYS_ONLY"),
    )
    .disable_operations("subscriptions", "list", "onCreate")
    .authorization(
        allow.owner(),
        allow.owner("oidc", transferable=True).identity_claim("user_id").to("read"),
        allow.owner_defined_in("author").to("create", "read").identity_claim("sub"),
        allow.owners_defined_in("authors", "userPools"),
        allow.authenticated("identityPool").to("read"),
        allow.group("Admin").to("delete").with_claim_in("groups"),
        allow.groups(["Admin", "Editors"], "oidc").with_claim_in("groups").to("read"),
        allow.group_defined_in("group").with_claim_in("groups"),
        allow.groups_defined_in("groups").to("list"),
        allow.public_api_key().to("get"),
        allow.guest(),
        allow.custom().to("read"),
    )
)

echo = (
    a.query()
    .arguments({"class": a.string()}, content=a.string().required(), filter=a.ref("Filter"), sort=a.enum(["asc", "desc"]))
    .returns(a.ref("Echo").required().array())
    .handler(a.handler.function("echo"), a.handler.custom(entry="./echo.js", data_source=a.ref("Todo")))
    .authorization(allow.public_api_key(), allow.group("Admin"), allow.authenticated("oidc"), allow.guest(), allow.custom())
)
publish = a.mutation().handler(a.handler.function("publish").asynchronous()).authorization(allow.authenticated())
receive = (
    a.subscription()
    .for_(a.ref("publish"), a.ref("Todo").mutations("create", "update"))
    .arguments(prefix=a.string())
    .handler(a.handler.custom(entry="./receive.js"))
    .authorization(allow.authenticated())
)

first = (
    a.schema({"class": a.model(stamps)}, Todo=Todo, echo=echo, Status=a.enum(["DRAFT"]), Echo=a.custom_type(content=a.string()))
    .authorization(allow.owner(), allow.resource("echo").to("query", "listen"))
    .functions({"echo": a.function(entry="./echo.py")}, publish=a.function())
    .data_sources(
        Legacy=a.data_source.dynamodb(table="legacy"),
        Http=a.data_source.http(endpoint="https://api.example.com"),
        Database=a.data_source.rds(),
        Bus=a.data_source.event_bridge(),
        Search=a.data_source.open_search(),
        Code=a.data_source.lambda_(),
        Nothing=a.data_source.none(),
    )
)
described = {"Mutation.publish": "Tells everybody"}
second = a.schema(publish=publish, receive=receive).descriptions(described).deprecated({"Subscription.receive": None})
assert_type(second, SchemaBuilder)
schema = a.combine([first, second]).api(
    a.api(
        name="todo",
        default_authorization_mode="userPool",
        api_key=a.api_key(expires_in_days=30, description="for everybody"),
        oidc=a.oidc(provider_name="example", issuer_url="https://example.com"),
        lambda_=a.lambda_authorizer(function="authorizer", time_to_live_in_seconds=0),
        logging=a.logging(field_log_level="error", retention_days=None),
    )
)
assert_type(schema, SchemaBuilder)
built: Schema = schema.build()
