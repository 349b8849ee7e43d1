"""Items that only their owners see."""

from amplify_pulumi import a, allow

schema = a.schema(
    Todo=a.model(content=a.string().required(), isDone=a.boolean()).authorization(allow.owner()),
)
