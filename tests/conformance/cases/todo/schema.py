"""The schema that everybody starts with."""

from amplify_pulumi import a, allow

schema = a.schema(
    Todo=a.model(content=a.string().required(), isDone=a.boolean()).authorization(allow.public_api_key()),
)
