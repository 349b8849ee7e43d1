"""A chain of ten models, each with an index, owner rules and public reading."""

from amplify_pulumi import a, allow

COUNT = 10


def article(number: int):
    """Return one model of the chain, with its name."""
    fields = {
        "title": a.string().required(),
        "body": a.string(),
        "count": a.integer(),
        "rating": a.float(),
        "published": a.boolean(),
        "category": a.string().required(),
    }
    if number > 0:
        fields |= {"parentId": a.id(), "parent": a.belongs_to(f"Article{number - 1:03}", "parentId")}
    if number < COUNT - 1:
        fields["children"] = a.has_many(f"Article{number + 1:03}", "parentId")
    return f"Article{number:03}", a.model(fields).secondary_indexes(a.index("category").sort_keys("title"))


schema = a.schema(dict(map(article, range(COUNT)))).authorization(allow.owner(), allow.public_api_key().to("read"))
