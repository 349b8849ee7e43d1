"""Operations that are disabled, whole kinds of them and one by one."""

from amplify_pulumi import a, allow

schema = a.schema(
    NoSubs=a.model(c=a.string()).disable_operations("subscriptions"),
    NoMutations=a.model(c=a.string()).disable_operations("mutations"),
    NoQueries=a.model(c=a.string()).disable_operations("queries"),
    NoUpdate=a.model(c=a.string()).disable_operations("update"),
    NoCreateDelete=a.model(c=a.string()).disable_operations("create", "delete"),
    NoList=a.model(c=a.string()).disable_operations("list"),
    NoGet=a.model(c=a.string()).disable_operations("get"),
    NoOnCreate=a.model(c=a.string()).disable_operations("onCreate", "onDelete"),
    NoMutNoSubs=a.model(c=a.string()).disable_operations("mutations", "subscriptions"),
    Mixed=a.model(c=a.string(), k=a.string()).disable_operations("subscriptions", "delete", "list").secondary_indexes(a.index("k")),
    NullQueryField=a.model(c=a.string(), k=a.string()).secondary_indexes(a.index("k").query_field(None)),
).authorization(allow.public_api_key())
