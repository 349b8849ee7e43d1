"""A blog: everybody reads what is published, authors write it, readers who have signed in comment."""

from __future__ import annotations

from amplify_pulumi import a, allow

# Rules and fields are values: name what is said more than once.
everybody_reads = allow.public_api_key().to("read")
authors = allow.group("Authors")

schema = a.schema(
    Status=a.enum(["DRAFT", "PUBLISHED"]),
    Picture=a.custom_type(
        url=a.url().required(),
        alternative=a.string().required(),
    ),
    Blog=a.model(
        name=a.string().required().validate(min_length=3, max_length=(80, "Choose a name of at most 80 characters")),
        posts=a.has_many("Post", "blogId"),
    ).authorization(authors, everybody_reads),
    Post=a.model(
        title=a.string().required(),
        content=a.string().required(),
        status=a.ref("Status").required(),
        publishedOn=a.date(),
        picture=a.ref("Picture"),
        tags=a.string().required().array(),
        blogId=a.id().required(),
        blog=a.belongs_to("Blog", "blogId"),
        comments=a.has_many("Comment", "postId"),
    )
    # The posts of a blog from the newest to the oldest, without reading the whole table.
    .secondary_indexes(a.index("blogId").sort_keys("publishedOn").query_field("listPostsOfBlog"))
    .authorization(authors, everybody_reads),
    Comment=a.model(
        text=a.string().required().validate(max_length=2000),
        postId=a.id().required(),
        post=a.belongs_to("Post", "postId"),
    ).authorization(allow.owner(), everybody_reads),
).api(a.api(default_authorization_mode="userPool", api_key=a.api_key(expires_in_days=30)))
