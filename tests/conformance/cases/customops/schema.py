"""Custom queries, mutations and subscriptions, with every kind of handler."""

from amplify_pulumi import a, allow

echo_fn = a.handler.function("echoFn")

schema = (
    a.schema(
        Post=a.model(content=a.string(), likes=a.integer()).authorization(allow.owner(), allow.public_api_key().to("read")),
        Channel=a.model(name=a.string().required()).authorization(allow.public_api_key()),
        EchoResponse=a.custom_type(content=a.string(), executionDuration=a.float(), status=a.ref("Status")),
        FilterArg=a.custom_type(term=a.string().required(), limit=a.integer(), status=a.ref("Status")),
        Message=a.custom_type(content=a.string().required(), channelName=a.string().required()),
        Status=a.enum(["ok", "ko"]),
        echo=a.query().arguments(content=a.string()).returns(a.ref("EchoResponse")).handler(echo_fn).authorization(allow.public_api_key()),
        echoDefined=a.query()
        .arguments(content=a.string().required())
        .returns(a.string())
        .handler(a.handler.function("FnEchoDefined"))
        .authorization(allow.authenticated()),
        echoPipe=a.query()
        .arguments(content=a.string())
        .returns(a.ref("EchoResponse").array())
        .handler(echo_fn, a.handler.function("echoFn2"))
        .authorization(allow.public_api_key(), allow.group("Admin")),
        findPost=a.query().arguments(id=a.id().required()).returns(a.ref("Post")).handler(echo_fn).authorization(allow.authenticated()),
        findPosts=a.query()
        .arguments(ids=a.id().array())
        .returns(a.ref("Post").array())
        .handler(echo_fn)
        .authorization(allow.authenticated("identityPool"), allow.guest()),
        lambdaAuthEcho=a.query()
        .arguments(content=a.string())
        .returns(a.string())
        .handler(echo_fn)
        .authorization(allow.custom(), allow.authenticated("oidc")),
        getExternalPost=a.query()
        .arguments(id=a.id().required())
        .returns(a.ref("Post"))
        .handler(a.handler.custom(data_source="ExternalPostTableDataSource", entry="./handlers/getExternalPost.js"))
        .authorization(allow.authenticated(), allow.groups(["Admin", "Ops"])),
        search=a.query()
        .arguments(
            filter=a.ref("FilterArg").required(),
            filters=a.ref("FilterArg").array(),
            status=a.ref("Status"),
            sort=a.enum(["asc", "desc"]).field(),
            geo=a.custom_type(lat=a.float().required(), nested=a.custom_type(x=a.integer()).field()).field(),
        )
        .returns(a.custom_type(total=a.integer().required(), hits=a.ref("EchoResponse").array()).field())
        .handler(echo_fn)
        .authorization(allow.public_api_key()),
        currentStatus=a.query().returns(a.enum(["up", "down"]).field()).handler(echo_fn).authorization(allow.public_api_key()),
        jsonOp=a.query()
        .arguments(payload=a.json().required())
        .returns(a.json().required())
        .handler(echo_fn)
        .authorization(allow.public_api_key()),
        echoAsync=a.mutation()
        .arguments(content=a.string())
        .handler(a.handler.function("FnEchoAsync").asynchronous())
        .authorization(allow.authenticated()),
        echoPipeAsync=a.mutation()
        .arguments(content=a.string())
        .handler(a.handler.function("FnEchoPipeAsync"), a.handler.function("FnEchoPipeAsync2").asynchronous())
        .authorization(allow.authenticated()),
        likePost=a.mutation()
        .arguments(id=a.id())
        .returns(a.ref("Post"))
        .handler(a.handler.custom(data_source=a.ref("Post"), entry="./handlers/incrementLike.js"))
        .authorization(allow.authenticated()),
        pipe=a.mutation()
        .arguments(id=a.id().required())
        .returns(a.ref("EchoResponse"))
        .handler(
            a.handler.custom(entry="./handlers/step1.js"),
            a.handler.custom(data_source=a.ref("Post"), entry="./handlers/step2.js"),
        )
        .authorization(allow.public_api_key(), allow.group("Admin")),
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
    .functions(
        echoFn=a.function(),
        echoFn2=a.function(),
        FnEchoDefined=a.function(),
        FnEchoAsync=a.function(),
        FnEchoPipeAsync=a.function(),
        FnEchoPipeAsync2=a.function(),
    )
    .data_sources(ExternalPostTableDataSource=a.data_source.dynamodb(table="ExternalPostTable"))
    .api(a.api(default_authorization_mode="userPool", api_key=a.api_key()))
)
