"""A chain of ten models, each with an index, owner rules and public reading."""

from amplify_pulumi import a, allow

COUNT = 10


def name(number: int) -> str:
    return f"Article{number:03}"


def article(number: int):
    fields = {
        "title": a.string().required(),
        "body": a.string(),
        "count": a.integer(),
        "rating": a.float(),
        "published": a.boolean(),
        "category": a.string().required(),
    }
    if number > 0:
        fields |= {"parentId": a.id(), "parent": a.belongs_to(name(number - 1), "parentId")}
    if number < COUNT - 1:
        fields["children"] = a.has_many(name(number + 1), "parentId")
    return a.model(fields).secondary_indexes(a.index("category").sort_keys("title"))


schema = a.schema({name(each): article(each) for each in range(COUNT)}).authorization(allow.owner(), allow.public_api_key().to("read"))
