"""Relationships: one to one, one to many, many to many, several between two models, composite keys, to itself."""

from amplify_pulumi import a, allow

schema = a.schema(
    Team=a.model(mantra=a.string().required(), members=a.has_many("Member", "teamId")),
    Member=a.model(name=a.string().required(), teamId=a.id(), team=a.belongs_to("Team", "teamId")),
    Cart=a.model(items=a.string().required().array(), customerId=a.id(), customer=a.belongs_to("Customer", "customerId")),
    Customer=a.model(name=a.string(), activeCart=a.has_one("Cart", "customerId")),
    PostTag=a.model(
        postId=a.id().required(),
        tagId=a.id().required(),
        post=a.belongs_to("Post", "postId"),
        tag=a.belongs_to("Tag", "tagId"),
    ),
    Tag=a.model(name=a.string().required(), posts=a.has_many("PostTag", "tagId")),
    Post=a.model(
        title=a.string().required(),
        content=a.string().required(),
        authorId=a.id(),
        author=a.belongs_to("Person", "authorId"),
        editorId=a.id(),
        editor=a.belongs_to("Person", "editorId"),
        tags=a.has_many("PostTag", "postId"),
    ),
    Person=a.model(
        name=a.string(),
        editedPosts=a.has_many("Post", "editorId"),
        authoredPosts=a.has_many("Post", "authorId"),
    ),
    Blog=a.model(
        name=a.string().required(),
        createdOn=a.date().required(),
        entries=a.has_many("Entry", ["blogName", "blogCreatedOn"]),
        settings=a.has_one("BlogSettings", ["blogName", "blogCreatedOn"]),
    ).identifier(["name", "createdOn"]),
    Entry=a.model(
        title=a.string().required(),
        slug=a.string().required(),
        blogName=a.string(),
        blogCreatedOn=a.date(),
        blog=a.belongs_to("Blog", ["blogName", "blogCreatedOn"]),
    ).identifier(["title", "slug"]),
    BlogSettings=a.model(
        theme=a.string(),
        blogName=a.string().required(),
        blogCreatedOn=a.date().required(),
        blog=a.belongs_to("Blog", ["blogName", "blogCreatedOn"]),
    ),
    Tenant=a.model(
        tenantId=a.id().required(),
        region=a.string().required(),
        shard=a.integer().required(),
        devices=a.has_many("Device", ["tTenantId", "tRegion", "tShard"]),
    ).identifier(["tenantId", "region", "shard"]),
    Device=a.model(
        serial=a.string().required(),
        tTenantId=a.id().required(),
        tRegion=a.string().required(),
        tShard=a.integer().required(),
        tenant=a.belongs_to("Tenant", ["tTenantId", "tRegion", "tShard"]),
    ),
    Employee=a.model(
        name=a.string(),
        managerId=a.id(),
        manager=a.belongs_to("Employee", "managerId"),
        reports=a.has_many("Employee", "managerId"),
    ),
).authorization(allow.public_api_key())
