"""What a type checker refuses: each line that is marked, and no other."""

from __future__ import annotations

from amplify_pulumi import a, allow

# Fields
a.string().default(5)  # expect-error
a.string().default(None)  # expect-error
a.integer().default("5")  # expect-error
a.integer().default(1.5)  # expect-error
a.boolean().default("true")  # expect-error
a.timestamp().default("2026-01-01")  # expect-error
a.json().default(None)  # expect-error
a.string().array().default("x")  # expect-error
a.string().array().validate(min_length=3)  # expect-error
a.string().array().array()  # expect-error
a.string().validate(gt=3)  # expect-error
a.string().validate(min_length="3")  # expect-error
a.string().validate(min_length=(3, 4))  # expect-error
a.string().validate(minimum=3)  # expect-error
a.float().validate(min_length=3)  # expect-error
a.float().validate(positive=False)  # expect-error
a.email().validate(min_length=3)  # expect-error
a.date().validate(gt=3)  # expect-error
a.string().authorization("owner")  # expect-error
a.string().authorization(allow.resource("echo"))  # expect-error
a.sting()  # expect-error
a.string(required=True)  # expect-error
a.enum([1, 2])  # expect-error
a.enum(["A"]).default(1)  # expect-error
a.ref(a.string())  # expect-error
a.ref("Post").mutations("read")  # expect-error
a.ref("Post").mutations("create").required()  # expect-error

# Custom types and models
a.custom_type(blog=a.belongs_to("Blog", "blogId"))  # expect-error
a.custom_type(content="String")  # expect-error
a.model(content="String")  # expect-error
a.model(content=a.string)  # expect-error
a.model(index=a.index("content"))  # expect-error
a.model(other=a.model(content=a.string()))  # expect-error
a.has_many("Post", 5)  # expect-error
a.has_many("Post")  # expect-error
a.has_many("Post", "blogId").required()  # expect-error
a.has_one("Post", "blogId").value_required()  # expect-error
a.belongs_to("Blog", "blogId").required()  # expect-error
a.model(x=a.string()).identifier(["x"]).identifier(["x"])  # expect-error
a.model(x=a.string()).identifier([1])  # expect-error
a.model(x=a.string()).disable_operations("lists")  # expect-error
a.model(x=a.string()).disable_operations(["list"])  # expect-error
a.model(x=a.string()).disable_operations("list").disable_operations("get")  # expect-error
a.model(x=a.string()).secondary_indexes("x")  # expect-error
a.model(x=a.string()).secondary_indexes(a.index("x")).secondary_indexes()  # expect-error
a.model(x=a.string()).authorization(allow.owner()).authorization(allow.owner())  # expect-error
a.model(x=a.string()).authorization(allow.owner)  # expect-error
a.model(x=a.string()).authorization(allow.resource("echo"))  # expect-error
a.index("x").sort_keys(["y"])  # expect-error
a.index("x").projection("SOME")  # expect-error
a.index("x").projection("INCLUDE")  # expect-error
a.index("x").projection("ALL", ["y"])  # expect-error
a.index("x").name(None)  # expect-error

# Rules
allow.owner().to("reed")  # expect-error
allow.owner().to(["read"])  # expect-error
allow.owner().to("read").to("list")  # expect-error
allow.owner("identityPool")  # expect-error
allow.owner().with_claim_in("groups")  # expect-error
allow.owner().identity_claim("a").identity_claim("b")  # expect-error
allow.guest().identity_claim("sub")  # expect-error
allow.guest("userPools")  # expect-error
allow.public_api_key().with_claim_in("groups")  # expect-error
allow.authenticated("userPool")  # expect-error
allow.authenticated(transferable=True)  # expect-error
allow.group("Admin").identity_claim("sub")  # expect-error
allow.group(["Admin"])  # expect-error
allow.groups(["Admin"]).with_claim_in("a").with_claim_in("b")  # expect-error
allow.resource("echo").to("read")  # expect-error
allow.everybody()  # expect-error

# Operations
a.query().returns(a.string()).returns(a.string())  # expect-error
a.query().returns("String")  # expect-error
a.query().returns(a.has_many("Post", "x"))  # expect-error
a.query().arguments(x=a.string()).arguments(y=a.string())  # expect-error
a.query().arguments(x=a.belongs_to("Post", "x"))  # expect-error
a.query().handler("echo")  # expect-error
a.query().handler(a.handler.function("echo")).handler(a.handler.function("echo"))  # expect-error
a.query().for_(a.ref("publish"))  # expect-error
a.query().authorization(allow.owner())  # expect-error
a.query().authorization(allow.owner_defined_in("author"))  # expect-error
a.query().authorization(allow.authenticated().to("read"))  # expect-error
a.query().authorization(allow.group("Admin").with_claim_in("groups"))  # expect-error
a.query().authorization(allow.guest()).authorization(allow.guest())  # expect-error
a.subscription().returns(a.string())  # expect-error
a.subscription().for_("publish")  # expect-error
a.subscription().for_(a.string())  # expect-error
a.subscription().for_(a.ref("publish")).for_(a.ref("publish"))  # expect-error
a.handler.function(5)  # expect-error
a.handler.function("echo").asynchronous().asynchronous()  # expect-error
a.handler.custom(data_source="Post")  # expect-error
a.handler.custom(entry="./x.js", data_source=5)  # expect-error

# Schemas
a.schema(Todo="String")  # expect-error
a.schema(Todo=a.string())  # expect-error
a.schema(Todo=a.enum(["A"]).required())  # expect-error
a.schema(echo=a.function())  # expect-error
a.schema().authorization("owner")  # expect-error
a.schema().functions(echo="./echo.py")  # expect-error
a.schema().data_sources(legacy=a.function())  # expect-error
a.schema().api(default_authorization_mode="apiKey")  # expect-error
a.schema().descriptions("Todo")  # expect-error
a.schema().descriptions({"Todo": None})  # expect-error
a.schema().deprecated({"Todo.content": True})  # expect-error
a.combine([a.model(x=a.string())])  # expect-error
a.api(default_authorization_mode="userPools")  # expect-error
a.api(api_key=True)  # expect-error
a.api_key(expires_in_days="30")  # expect-error
a.oidc(provider_name="x")  # expect-error
a.logging(field_log_level="verbose")  # expect-error
a.data_source.dynamodb("legacy")  # expect-error
