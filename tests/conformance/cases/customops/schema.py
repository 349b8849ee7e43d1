"""Custom queries, mutations and subscriptions, with every kind of handler."""

from amplify_pulumi import a, allow

FUNCTIONS = ("echoFn", "echoFn2", "FnEchoDefined", "FnEchoAsync", "FnEchoPipeAsync", "FnEchoPipeAsync2")

schema = (
    a.schema(
        Status=a.enum(["ok", "ko"]),
        EchoResponse=a.custom_type(content=a.string(), executionDuration=a.float(), status=a.ref("Status")),
        FilterArg=a.custom_type(term=a.string().required(), limit=a.integer(), status=a.ref("Status")),
        Post=a.model(content=a.string(), likes=a.integer()).authorization(allow.owner(), allow.public_api_key().to("read")),
        Channel=a.model(name=a.string().required()).authorization(allow.public_api_key()),
        echo=a.query()
        .arguments(content=a.string())
        .returns(a.ref("EchoResponse"))
        .authorization(allow.public_api_key())
        .handler(a.handler.function("echoFn")),
        echoDefined=a.query()
        .arguments(content=a.string().required())
        .returns(a.string())
        .authorization(allow.authenticated())
        .handler(a.handler.function("FnEchoDefined")),
        echoAsync=a.mutation()
        .arguments(content=a.string())
        .authorization(allow.authenticated())
        .handler(a.handler.function("FnEchoAsync").asynchronous()),
        echoPipe=a.query()
        .arguments(content=a.string())
        .returns(a.ref("EchoResponse").array())
        .authorization(allow.public_api_key(), allow.group("Admin"))
        .handler(a.handler.function("echoFn"), a.handler.function("echoFn2")),
        echoPipeAsync=a.mutation()
        .arguments(content=a.string())
        .authorization(allow.authenticated())
        .handler(a.handler.function("FnEchoPipeAsync"), a.handler.function("FnEchoPipeAsync2").asynchronous()),
        findPost=a.query()
        .arguments(id=a.id().required())
        .returns(a.ref("Post"))
        .authorization(allow.authenticated())
        .handler(a.handler.function("echoFn")),
        findPosts=a.query()
        .arguments(ids=a.id().array())
        .returns(a.ref("Post").array())
        .authorization(allow.authenticated("identityPool"), allow.guest())
        .handler(a.handler.function("echoFn")),
        lambdaAuthEcho=a.query()
        .arguments(content=a.string())
        .returns(a.string())
        .authorization(allow.custom(), allow.authenticated("oidc"))
        .handler(a.handler.function("echoFn")),
        likePost=a.mutation()
        .arguments(id=a.id())
        .returns(a.ref("Post"))
        .authorization(allow.authenticated())
        .handler(a.handler.custom(data_source=a.ref("Post"), entry="./handlers/incrementLike.js")),
        getExternalPost=a.query()
        .arguments(id=a.id().required())
        .returns(a.ref("Post"))
        .authorization(allow.authenticated(), allow.groups(["Admin", "Ops"]))
        .handler(a.handler.custom(data_source="ExternalPostTableDataSource", entry="./handlers/getExternalPost.js")),
        pipe=a.mutation()
        .arguments(id=a.id().required())
        .returns(a.ref("EchoResponse"))
        .authorization(allow.public_api_key(), allow.group("Admin"))
        .handler(
            a.handler.custom(entry="./handlers/step1.js"),
            a.handler.custom(data_source=a.ref("Post"), entry="./handlers/step2.js"),
        ),
        search=a.query()
        .arguments(
            filter=a.ref("FilterArg").required(),
            filters=a.ref("FilterArg").array(),
            status=a.ref("Status"),
            sort=a.enum(["asc", "desc"]),
            geo=a.custom_type(lat=a.float().required(), nested=a.custom_type(x=a.integer())),
        )
        .returns(a.custom_type(total=a.integer().required(), hits=a.ref("EchoResponse").array()))
        .authorization(allow.public_api_key())
        .handler(a.handler.function("echoFn")),
        currentStatus=a.query().returns(a.enum(["up", "down"])).authorization(allow.public_api_key()).handler(a.handler.function("echoFn")),
        jsonOp=a.query()
        .arguments(payload=a.json().required())
        .returns(a.json().required())
        .authorization(allow.public_api_key())
        .handler(a.handler.function("echoFn")),
        Message=a.custom_type(content=a.string().required(), channelName=a.string().required()),
        publish=a.mutation()
        .arguments(channelName=a.string().required(), content=a.string().required())
        .returns(a.ref("Message"))
        .handler(a.handler.custom(entry="./handlers/step1.js"))
        .authorization(allow.public_api_key()),
        receive=a.subscription()
        .for_(a.ref("publish"))
        .arguments(namePrefix=a.string())
        .handler(a.handler.custom(entry="./handlers/receive.js"))
        .authorization(allow.public_api_key()),
        onPostChange=a.subscription()
        .for_(a.ref("Post").mutations("create", "update"))
        .handler(a.handler.custom(entry="./handlers/receive.js"))
        .authorization(allow.authenticated()),
    )
    .authorization(allow.resource("FnEchoDefined"))
    .functions({each: a.function() for each in FUNCTIONS})
    .data_sources(ExternalPostTableDataSource=a.data_source.dynamodb(table="ExternalPostTable"))
    .api(a.api(default_authorization_mode="userPool", api_key=a.api_key()))
)
