"""Every scalar: optional, required, in arrays, with defaults, validated; declared timestamps."""

from amplify_pulumi import a, allow

SCALARS = {
    "fId": a.id(),
    "fString": a.string(),
    "fInt": a.integer(),
    "fFloat": a.float(),
    "fBool": a.boolean(),
    "fDate": a.date(),
    "fTime": a.time(),
    "fDateTime": a.datetime(),
    "fTimestamp": a.timestamp(),
    "fEmail": a.email(),
    "fJson": a.json(),
    "fPhone": a.phone(),
    "fUrl": a.url(),
    "fIp": a.ip_address(),
}

schema = a.schema(
    Scalars=a.model(SCALARS),
    Required=a.model({name: field.required() for name, field in SCALARS.items()}),
    Arrays=a.model(
        optOpt=a.string().array(),
        reqOpt=a.string().required().array(),
        optReq=a.string().array().required(),
        reqReq=a.string().required().array().required(),
        ints=a.integer().array(),
        floats=a.float().array(),
        bools=a.boolean().array(),
        dates=a.date().array(),
        times=a.time().array(),
        dateTimes=a.datetime().array(),
        timestamps=a.timestamp().array(),
        emails=a.email().array(),
        jsons=a.json().array(),
        phones=a.phone().array(),
        urls=a.url().array(),
        ips=a.ip_address().array(),
        ids=a.id().array(),
    ),
    Defaults=a.model(
        s=a.string().default("My new Todo"),
        sReq=a.string().required().default("x"),
        i=a.integer().default(5),
        f=a.float().default(1.5),
        b=a.boolean().default(True),  # noqa: FBT003 (the value itself)
        d=a.date().default("2020-01-01"),
        t=a.time().default("10:00:00Z"),
        dt=a.datetime().default("2020-01-01T00:00:00Z"),
        ts=a.timestamp().default(1577836800),
        e=a.email().default("a@b.co"),
        j=a.json().default([1, 2]),
        p=a.phone().default("+12025550123"),
        u=a.url().default("https://a.b"),
        ip=a.ip_address().default("1.2.3.4"),
        id2=a.id().default("abc"),
    ),
    Validated=a.model(
        username=a.string()
        .required()
        .validate(min_length=(3, "Username too short"), max_length=20, matches=("^[a-z0-9_]+$", "bad username")),
        sku=a.string().validate(starts_with="SKU-", ends_with="-X"),
        age=a.integer().validate(gte=0, lt=(150, "too old")),
        price=a.float().validate(positive="must be positive"),
        debt=a.float().validate(negative=True, gt=-1000, lte=-0.5),
    ),
    Stamps=a.model(createdAt=a.datetime(), updatedAt=a.timestamp(), content=a.string()),
    StampsReq=a.model(id=a.id().required(), createdAt=a.datetime().required(), content=a.string()),
).authorization(allow.public_api_key())
