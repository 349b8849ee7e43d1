"""Every rule of Amplify Data, with every provider."""

from amplify_pulumi import a, allow

schema = (
    a.schema(
        PublicApiKey=a.model(content=a.string()).authorization(allow.public_api_key()),
        OwnerModel=a.model(content=a.string()).authorization(allow.owner()),
        OwnerOidc=a.model(content=a.string()).authorization(allow.owner("oidc")),
        OwnerClaim=a.model(content=a.string()).authorization(allow.owner().identity_claim("user_id")),
        OwnerDefinedIn=a.model(content=a.string(), author=a.string()).authorization(allow.owner_defined_in("author")),
        OwnerDefinedInRequired=a.model(content=a.string(), author=a.string().required()).authorization(allow.owner_defined_in("author")),
        OwnersDefinedIn=a.model(content=a.string(), authors=a.string().array()).authorization(allow.owners_defined_in("authors")),
        OwnersClaim=a.model(content=a.string(), authors=a.string().array()).authorization(
            allow.owners_defined_in("authors").identity_claim("custom:org"),
        ),
        AuthenticatedUP=a.model(content=a.string()).authorization(allow.authenticated()),
        AuthenticatedOidc=a.model(content=a.string()).authorization(allow.authenticated("oidc")),
        AuthenticatedIdp=a.model(content=a.string()).authorization(allow.authenticated("identityPool")),
        Guest=a.model(content=a.string()).authorization(allow.guest()),
        GroupStatic=a.model(content=a.string()).authorization(allow.group("Admin")),
        GroupsStatic=a.model(content=a.string()).authorization(allow.groups(["Admin", "Editors"])),
        GroupsOidc=a.model(content=a.string()).authorization(allow.groups(["Admin"], "oidc").with_claim_in("user_groups")),
        GroupDefinedIn=a.model(content=a.string(), groupName=a.string()).authorization(allow.group_defined_in("groupName")),
        GroupsDefinedIn=a.model(content=a.string(), groupNames=a.string().array()).authorization(allow.groups_defined_in("groupNames")),
        CustomLambda=a.model(content=a.string()).authorization(allow.custom()),
        OwnerReadPublic=a.model(content=a.string()).authorization(
            allow.owner(),
            allow.public_api_key().to("read"),
            allow.group("Moderators").to("read", "delete"),
        ),
        PerOp=a.model(content=a.string()).authorization(
            allow.owner().to("create", "update", "get"),
            allow.authenticated().to("list"),
            allow.guest().to("get"),
            allow.groups(["Admin"]).to("create", "read", "update", "delete"),
            allow.public_api_key().to("listen"),
        ),
        AllProviders=a.model(content=a.string(), groupNames=a.string().array(), authors=a.string().array()).authorization(
            allow.public_api_key(),
            allow.guest(),
            allow.authenticated("identityPool"),
            allow.authenticated(),
            allow.authenticated("oidc"),
            allow.owner(),
            allow.owners_defined_in("authors"),
            allow.groups(["Admin"]),
            allow.groups_defined_in("groupNames"),
            allow.custom(),
        ),
        AllDynamic=a.model(
            content=a.string(),
            author=a.string(),
            groupName=a.string(),
            groupNames=a.string().array(),
            authors=a.string().array(),
        ).authorization(
            allow.owner(),
            allow.owner_defined_in("author").to("read", "update"),
            allow.owners_defined_in("authors").to("read", "update", "delete"),
            allow.groups(["Admin"]),
            allow.group_defined_in("groupName"),
            allow.groups_defined_in("groupNames").to("read"),
        ),
        FieldAuth=a.model(
            name=a.string().authorization(allow.owner(), allow.authenticated().to("read")),
            ssn=a.string().authorization(allow.owner()),
            salary=a.integer().authorization(allow.groups(["HR"])),
            internalNotes=a.string().authorization(allow.public_api_key().to("read"), allow.groups(["HR"]).to("create", "update")),
            requiredField=a.string()
            .required()
            .authorization(
                allow.owner(),
                allow.authenticated().to("read"),
                allow.public_api_key().to("read"),
                allow.groups(["HR"]).to("read"),
            ),
            plain=a.string(),
        ).authorization(allow.owner(), allow.authenticated().to("read")),
        OwnerParent=a.model(name=a.string(), kids=a.has_many("OwnerKid", "parentId")).authorization(allow.owner()),
        OwnerKid=a.model(name=a.string(), parentId=a.id(), parent=a.belongs_to("OwnerParent", "parentId")).authorization(allow.owner()),
        PrivParent=a.model(name=a.string(), kids=a.has_many("PubKid", "parentId")).authorization(allow.owner()),
        PubKid=a.model(name=a.string(), parentId=a.id(), parent=a.belongs_to("PrivParent", "parentId")).authorization(
            allow.public_api_key(),
        ),
        OwnerPk=a.model(author=a.string().required(), postId=a.string().required(), content=a.string())
        .identifier(["author", "postId"])
        .authorization(allow.owner_defined_in("author")),
        OwnerGsi=a.model(content=a.string(), owner=a.string(), createdOn=a.datetime())
        .secondary_indexes(a.index("owner").sort_keys("createdOn"))
        .authorization(allow.owner()),
    )
    .authorization(allow.resource("reporter").to("query", "mutate"))
    .functions(reporter=a.function())
    .api(a.api(default_authorization_mode="userPool", api_key=a.api_key()))
)
