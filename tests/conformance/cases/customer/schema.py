"""Identifiers, secondary indexes, enums, custom types, and plurals."""

from amplify_pulumi import a, allow

schema = a.schema(
    PrivacySetting=a.enum(["PRIVATE", "FRIENDS_ONLY", "PUBLIC"]),
    Location=a.custom_type(lat=a.float().required(), long=a.float().required()),
    Customer=a.model(
        name=a.string(),
        phoneNumber=a.phone(),
        emails=a.email().array(),
        tags=a.string().required().array().required(),
        accountRepresentativeId=a.id().required(),
        status=a.enum(["LEAD", "ACTIVE", "CHURNED"]),
        privacySetting=a.ref("PrivacySetting").required(),
        lastOrderAt=a.datetime(),
        score=a.integer(),
        location=a.ref("Location"),
        locations=a.ref("Location").array(),
        address=a.custom_type(street=a.string().required(), city=a.string(), zip=a.string()),
    ).secondary_indexes(
        a.index("accountRepresentativeId"),
        a.index("phoneNumber").query_field("customerByPhone"),
        a.index("accountRepresentativeId").name("byRepAndName").sort_keys("name").query_field("listByRep"),
        a.index("status").sort_keys("lastOrderAt", "score"),
        a.index("privacySetting").sort_keys("name").name("byPrivacy"),
    ),
    Todo=a.model(todoId=a.id().required(), content=a.string(), completed=a.boolean()).identifier(["todoId"]),
    StoreBranch=a.model(
        tenantId=a.id().required(),
        name=a.string().required(),
        country=a.string(),
        state=a.string(),
        city=a.string(),
        zipCode=a.string(),
        streetAddress=a.string(),
    ).identifier(["tenantId", "name"]),
    Measurement=a.model(
        deviceId=a.id().required(),
        day=a.date().required(),
        seq=a.integer().required(),
        value=a.float(),
    )
    .identifier(["deviceId", "day", "seq"])
    .secondary_indexes(a.index("day").sort_keys("value")),
    Category=a.model(name=a.string()),
    Person=a.model(name=a.string()),
    Sheep=a.model(name=a.string()),
    Address=a.model(name=a.string()),
    Box=a.model(name=a.string()),
    Series=a.model(name=a.string()),
    userProfile=a.model(name=a.string()),
    Post_Tag=a.model(name=a.string()),
    SMS=a.model(body=a.string()),
    Data=a.model(body=a.string()),
    News=a.model(body=a.string()),
    Leaf=a.model(body=a.string()),
    Hero=a.model(body=a.string()),
    Child=a.model(body=a.string()),
    Status=a.model(body=a.string()),
    Analysis=a.model(body=a.string()),
    URL=a.model(body=a.string()),
    Index=a.model(body=a.string()),
).authorization(allow.public_api_key())
