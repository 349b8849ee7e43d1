"""The schemas of Amplify's guides, one to one: what a user types in is right, and says what the guide's own text says in YAML."""

from __future__ import annotations

import pytest

from amplify_pulumi import a, allow
from amplify_pulumi.schema import load_builder, load_text


def todo():
    """S002-03, S002-04, S002-06, S002-07: the first schema, with the API key for 30 days."""
    return (
        a.schema(
            Todo=a.model(
                content=a.string(),
                isDone=a.boolean(),
            ).authorization(allow.public_api_key()),
        ).api(a.api(default_authorization_mode="apiKey", api_key=a.api_key(expires_in_days=30))),
        """
        api: { defaultAuthorizationMode: apiKey, apiKeyAuthorizationMode: { expiresInDays: 30 } }
        models: { Todo: { fields: { content: String, isDone: Boolean }, authorization: { allow: publicApiKey } } }
        """,
    )


def tour():
    """S002-86 to S002-92: the quick tour of customizations."""
    return (
        a.schema(
            Customer=a.model(
                customerId=a.id().required(),
                # fields can be of various scalar types, such as string, boolean, float, integers etc.
                name=a.string(),
                # fields can be of custom types
                location=a.custom_type(
                    # fields can be required or optional
                    lat=a.float().required(),
                    long=a.float().required(),
                ),
                # fields can be enums
                engagementStage=a.enum(["PROSPECT", "INTERESTED", "PURCHASED"]),
                collectionId=a.id(),
                collection=a.belongs_to("Collection", "collectionId"),
                # Use custom identifiers. By default, it uses an `id: a.id()` field
            ).identifier(["customerId"]),
            Collection=a.model(
                customers=a.has_many("Customer", "collectionId"),  # setup relationships between types
                tags=a.string().array(),  # fields can be arrays
                representativeId=a.id().required(),
                # customize secondary indexes to optimize your query performance
            ).secondary_indexes(a.index("representativeId")),
        ).authorization(allow.public_api_key()),
        """
        authorization: { allow: publicApiKey }
        models:
          Customer:
            identifier: [customerId]
            fields:
              customerId: ID!
              name: String
              location: { fields: { lat: Float!, long: Float! } }
              engagementStage: { enum: [PROSPECT, INTERESTED, PURCHASED] }
              collectionId: ID
              collection: { belongsTo: Collection, references: [collectionId] }
          Collection:
            fields:
              customers: { hasMany: Customer, references: [collectionId] }
              tags: "[String]"
              representativeId: ID!
            indexes: [{ partitionKey: representativeId }]
        """,
    )


def join_table():
    """S002-103, S002-106, S002-107: many to many, two relationships between the same models, one to one."""
    return (
        a.schema(
            PostTag=a.model(
                postId=a.id().required(),
                tagId=a.id().required(),
                post=a.belongs_to("Post", "postId"),
                tag=a.belongs_to("Tag", "tagId"),
            ),
            Post=a.model(
                title=a.string(),
                authorId=a.id(),
                author=a.belongs_to("Person", "authorId"),
                editorId=a.id(),
                editor=a.belongs_to("Person", "editorId"),
                tags=a.has_many("PostTag", "postId"),
            ),
            Tag=a.model(name=a.string(), posts=a.has_many("PostTag", "tagId")),
            Person=a.model(
                name=a.string(),
                editedPosts=a.has_many("Post", "editorId"),
                authoredPosts=a.has_many("Post", "authorId"),
            ),
            Cart=a.model(
                items=a.string().required().array(),
                customerId=a.id(),
                customer=a.belongs_to("Customer", "customerId"),
            ),
            Customer=a.model(name=a.string(), activeCart=a.has_one("Cart", "customerId")),
        ).authorization(allow.public_api_key()),
        """
        authorization: { allow: publicApiKey }
        models:
          PostTag:
            fields:
              postId: ID!
              tagId: ID!
              post: { belongsTo: Post, references: [postId] }
              tag: { belongsTo: Tag, references: [tagId] }
          Post:
            fields:
              title: String
              authorId: ID
              author: { belongsTo: Person, references: [authorId] }
              editorId: ID
              editor: { belongsTo: Person, references: [editorId] }
              tags: { hasMany: PostTag, references: [postId] }
          Tag: { fields: { name: String, posts: { hasMany: PostTag, references: [tagId] } } }
          Person:
            fields:
              name: String
              editedPosts: { hasMany: Post, references: [editorId] }
              authoredPosts: { hasMany: Post, references: [authorId] }
          Cart:
            fields: { items: "[String!]", customerId: ID, customer: { belongsTo: Customer, references: [customerId] } }
          Customer: { fields: { name: String, activeCart: { hasOne: Cart, references: [customerId] } } }
        """,
    )


def composite_reference():
    """S002-109: a composite identifier and the references to it."""
    return (
        a.schema(
            Post=a.model(
                title=a.string().required(),
                content=a.string().required(),
                authorName=a.string(),
                authorDoB=a.date(),
                author=a.belongs_to("Person", ["authorName", "authorDoB"]),
            ),
            Person=a.model(
                name=a.string().required(),
                dateOfBirth=a.date().required(),
                authoredPosts=a.has_many("Post", ["authorName", "authorDoB"]),
            ).identifier(["name", "dateOfBirth"]),
        ).authorization(allow.public_api_key()),
        """
        authorization: { allow: publicApiKey }
        models:
          Post:
            fields:
              title: String!
              content: String!
              authorName: String
              authorDoB: AWSDate
              author: { belongsTo: Person, references: [authorName, authorDoB] }
          Person:
            identifier: [name, dateOfBirth]
            fields:
              name: String!
              dateOfBirth: AWSDate!
              authoredPosts: { hasMany: Post, references: [authorName, authorDoB] }
        """,
    )


def indexes():
    """S002-118, S002-119, S002-122, S002-124 to S002-126: the indexes of the guide, together on one model."""
    return (
        a.schema(
            Customer=a.model(
                name=a.string(),
                phoneNumber=a.phone(),
                accountRepresentativeId=a.id().required(),
            )
            .secondary_indexes(
                a.index("accountRepresentativeId"),
                a.index("accountRepresentativeId").sort_keys("name"),
                a.index("phoneNumber").query_field("listByPhone"),
                a.index("name").name("MyCustomIndexName"),
            )
            .authorization(allow.owner()),
        ),
        """
        models:
          Customer:
            fields: { name: String, phoneNumber: AWSPhone, accountRepresentativeId: ID! }
            indexes:
              - { partitionKey: accountRepresentativeId }
              - { partitionKey: accountRepresentativeId, sortKeys: [name] }
              - { partitionKey: phoneNumber, queryField: listByPhone }
              - { partitionKey: name, name: MyCustomIndexName }
            authorization: { allow: owner }
        """,
    )


def guests():
    """S002-128, S002-129: guests with the default mode of IAM."""
    return (
        a.schema(
            RealEstateProperty=a.model(
                name=a.string().required(),
                address=a.string(),
            ).authorization(allow.guest()),
        ).api(a.api(default_authorization_mode="iam")),
        """
        api: { defaultAuthorizationMode: iam }
        models: { RealEstateProperty: { fields: { name: String!, address: String }, authorization: { allow: guest } } }
        """,
    )


def operations():
    """S003-04, S003-05, S003-15 to S003-17, S003-19 to S003-21: a function and a custom resolver."""
    return (
        a.schema(
            EchoResponse=a.custom_type(content=a.string(), executionDuration=a.float()),
            echo=a.query()
            .arguments(content=a.string())
            .returns(a.ref("EchoResponse"))
            .authorization(allow.public_api_key())
            .handler(a.handler.function("echoHandler")),
            Post=a.model(
                content=a.string(),
                likes=a.integer().authorization(allow.authenticated().to("read")),
            ).authorization(allow.owner(), allow.authenticated().to("read")),
            likePost=a.mutation()
            .arguments(postId=a.id())
            .returns(a.ref("Post"))
            .authorization(allow.authenticated())
            .handler(a.handler.custom(data_source=a.ref("Post"), entry="./increment-like.js")),
            likeElsewhere=a.mutation()
            .arguments(postId=a.id())
            .returns(a.ref("Post"))
            .authorization(allow.authenticated())
            .handler(a.handler.custom(data_source="ExternalTableDataSource", entry="./increment-like.js")),
            someAsyncOperation=a.mutation()
            .arguments(email=a.email().required())
            .handler(a.handler.function("signUpForNewsletter").asynchronous())
            .authorization(allow.guest()),
        )
        .functions(
            echoHandler=a.function(entry="./echo-handler/handler.py"),
            signUpForNewsletter=a.function(entry="./sign-up-for-newsletter/handler.py"),
        )
        .data_sources(ExternalTableDataSource=a.data_source.dynamodb(table="MyExternalTable"))
        .api(a.api(default_authorization_mode="apiKey", api_key=a.api_key(expires_in_days=30))),
        """
        api: { defaultAuthorizationMode: apiKey, apiKeyAuthorizationMode: { expiresInDays: 30 } }
        models:
          Post:
            fields: { content: String, likes: { type: Int, authorization: { allow: authenticated, operations: [read] } } }
            authorization: [{ allow: owner }, { allow: authenticated, operations: [read] }]
        types:
          EchoResponse: { content: String, executionDuration: Float }
        functions:
          echoHandler: { entry: ./echo-handler/handler.py }
          signUpForNewsletter: { entry: ./sign-up-for-newsletter/handler.py }
        dataSources:
          ExternalTableDataSource: { dynamodb: { table: MyExternalTable } }
        queries:
          echo:
            arguments: { content: String }
            returns: EchoResponse
            handler: { function: echoHandler }
            authorization: { allow: publicApiKey }
        mutations:
          likePost:
            arguments: { postId: ID }
            returns: Post
            handler: { dataSource: Post, entry: ./increment-like.js }
            authorization: { allow: authenticated }
          likeElsewhere:
            arguments: { postId: ID }
            returns: Post
            handler: { dataSource: ExternalTableDataSource, entry: ./increment-like.js }
            authorization: { allow: authenticated }
          someAsyncOperation:
            arguments: { email: AWSEmail! }
            handler: { function: signUpForNewsletter, async: true }
            authorization: { allow: guest }
        """,
    )


def function_access():
    """S001-13, S001-25: a function that may query, and nothing else."""
    return (
        a.schema(Todo=a.model(content=a.string()).authorization(allow.authenticated("identityPool")))
        .authorization(allow.resource("reporter").to("query"))
        .functions(reporter=a.function(entry="./reporter.py")),
        """
        models: { Todo: { fields: { content: String }, authorization: { allow: authenticated, provider: identityPool } } }
        functions: { reporter: { entry: ./reporter.py } }
        access: [{ function: reporter, operations: [query] }]
        """,
    )


GUIDES = (todo, tour, join_table, composite_reference, indexes, guests, operations, function_access)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.__name__)
def test_the_guides_are_right_and_say_what_yaml_says(guide):
    """Rows of the guides stand at each schema."""
    schema, text = guide()
    yaml = load_text("\n".join(line[8:] for line in text.splitlines()))
    python = load_builder(schema)
    for loaded in (yaml, python):
        assert [each for each in loaded.problems if each.severity == "error"] == []
    assert python.schema == yaml.schema
    assert [each.code for each in python.problems] == [each.code for each in yaml.problems]
