"""What exists for a schema: resources, resolvers with their configs, and what the roles allow."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from amplify_pulumi.compiler import ApiPlan, compile_schema
from amplify_pulumi.compiler.compile import generate
from amplify_pulumi.compiler.plan import REFERENCE
from amplify_pulumi.compiler.shape import shapes
from amplify_pulumi.schema import load_text, require_schema

BLOG = """
models:
  Author:
    fields:
      name: String!
      posts: { hasMany: Post, references: [authorId] }
    authorization: [{ allow: owner }, { allow: publicApiKey, operations: [read] }]
  Post:
    fields:
      title: String!
      authorId: ID
      author: { belongsTo: Author, references: [authorId] }
      comments: { hasMany: Comment, references: [postId] }
    authorization: [{ allow: owner }, { allow: publicApiKey, operations: [read] }]
  Comment:
    fields:
      text: String
      postId: ID!
      post: { belongsTo: Post, references: [postId] }
    authorization: [{ allow: owner }, { allow: publicApiKey, operations: [read] }]
  Tag: { fields: { label: String }, authorization: { allow: publicApiKey } }
"""


def compiled(text: str) -> ApiPlan:
    return compile_schema(require_schema(load_text(text)))


@pytest.fixture(scope="module")
def blog() -> ApiPlan:
    return compiled(BLOG)


def configs(text: str) -> dict[str, dict[str, Any]]:
    """Return the config of every resolver, by `Type.field`."""
    schema = require_schema(load_text(text))
    generated = generate(schema, shapes(schema))
    return {f"{each.type_name}.{each.field.name}": dict(each.config) for fields in generated.values() for each in fields}


def resources(plan: ApiPlan, model: str) -> dict[str, int]:
    """Count the AWS resources of a model: a role counts twice, as the policy is a resource of its own."""
    source = f"{model}Table"
    belongs = {f"{verb}{model}" for verb in ("get", "create", "update", "delete", "onCreate", "onUpdate", "onDelete")} | {f"list{model}s"}
    return {
        "tables": sum(table.model == model for table in plan.tables),
        "data sources": sum(each.name == source for each in plan.data_sources),
        "roles and policies": 2 * sum(role.data_source == source for role in plan.roles),
        "resolvers": sum(each.type_name == model or each.field_name in belongs for each in plan.resolvers),
        "functions": len(plan.to_json()["api"]["functions"]),
    }


def test_a_plain_model_is_twelve_resources(blog: ApiPlan) -> None:
    """The budget of the design: real Amplify needs 37."""
    count = resources(blog, "Tag")
    assert count == {"tables": 1, "data sources": 1, "roles and policies": 2, "resolvers": 8, "functions": 0}
    assert sum(count.values()) == 12


def test_owner_rules_cost_nothing_and_each_relationship_one_resolver(blog: ApiPlan) -> None:
    """The budget of the design for a model with an owner rule and two relationships: 14, without the index query that makes 15."""
    count = resources(blog, "Post")
    assert count == {"tables": 1, "data sources": 1, "roles and policies": 2, "resolvers": 10, "functions": 0}
    assert sum(count.values()) == 14


def test_roles_allow_what_the_resolvers_do_and_nothing_else(blog: ApiPlan) -> None:
    """Relationships read through the role of the other side's table; an index may be queried only where one is read."""
    mutations = ("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan", "dynamodb:UpdateItem")
    statements = {role.data_source: [(each.action, each.resource) for each in role.statements] for role in blog.roles}
    assert statements == {
        "AuthorTable": [(mutations, ("${table.Author.arn}",))],
        "PostTable": [
            (mutations, ("${table.Post.arn}",)),
            (("dynamodb:Query",), ("${table.Post.arn}/index/gsi-Author.posts",)),
        ],
        "CommentTable": [
            (mutations, ("${table.Comment.arn}",)),
            (("dynamodb:Query",), ("${table.Comment.arn}/index/gsi-Post.comments",)),
        ],
        "TagTable": [(mutations, ("${table.Tag.arn}",))],
    }


def test_a_declared_key_lets_the_role_query_the_table() -> None:
    plan = compiled("models: { Todo: { fields: { id: ID!, text: String }, authorization: { allow: publicApiKey } } }")
    (statement,) = plan.roles[0].statements
    assert "dynamodb:Query" in statement.action
    assert statement.resource == ("${table.Todo.arn}",)


def test_every_resolver_has_a_data_source_and_every_field_its_type(blog: ApiPlan) -> None:
    names = {source.name for source in blog.data_sources}
    assert {each.data_source_name for each in blog.resolvers} <= names
    assert blog.data_sources[-1].name == "NONE_DS"
    fields = [(each.type_name, each.field_name) for each in blog.resolvers]
    assert len(fields) == len(set(fields))
    for type_name, field_name in fields:
        assert re.search(rf"^type {type_name} [^}}]*^  {field_name}[:(]", blog.schema, re.MULTILINE), f"{type_name}.{field_name}"


def test_configs_of_a_model_with_an_owner() -> None:
    found = configs(BLOG)
    owner = {"authType": "User Pool Authorization", "field": "owner", "claims": [["sub"], ["username", "cognito:username"]]}
    key = {"authType": "API Key Authorization"}
    administrator = {"authType": "IAM Authorization", "identity": {"cognitoIdentityPoolId": None, "cognitoIdentityId": None}}
    shown = {"ownerFields": ["owner"]}
    assert found["Query.getPost"] == {"key": ["id"], "access": [owner, key, administrator], **shown}
    assert found["Query.listPosts"] == {"access": [owner, key, administrator], **shown}
    assert found["Mutation.createPost"] == {
        "typeName": "Post",
        "key": ["id"],
        "autoId": True,
        "timestamps": ["createdAt", "updatedAt"],
        "access": [owner, administrator],
        "fields": [],
        "redact": True,
        **shown,
    }
    assert found["Mutation.updatePost"] == {
        "key": ["id"],
        "updatedAt": "updatedAt",
        "access": [owner, administrator],
        "fields": [],
        "redact": True,
        **shown,
    }
    assert found["Mutation.deletePost"] == {"key": ["id"], "access": [owner, administrator], "redact": True, **shown}
    assert found["Subscription.onUpdatePost"] == {"access": [owner, key, administrator], **shown}
    assert found["Author.posts"] == {
        "index": "gsi-Author.posts",
        "keys": [{"attribute": "authorId", "source": "id"}],
        "access": [owner, key, administrator],
        "redact": True,
        **shown,
    }
    assert found["Post.author"] == {
        "keys": [{"attribute": "id", "source": "authorId"}],
        "access": [owner, key, administrator],
        "redact": True,
        **shown,
    }


def test_the_mark_of_mutations_reaches_every_relationship_that_hides() -> None:
    """A's own relationship stays, but below it one hides: relationships hand the mark on, so A's mutations must set it."""
    found = configs("""
authorization: { allow: publicApiKey }
models:
  A: { fields: { bs: { hasMany: B, references: [aId] } } }
  B: { fields: { aId: ID, a: { belongsTo: A, references: [aId] }, cs: { hasMany: C, references: [bId] } } }
  C:
    fields: { bId: ID, b: { belongsTo: B, references: [bId] } }
    authorization: [{ allow: publicApiKey, operations: [read] }, { allow: authenticated }]
  D: { fields: { es: { hasMany: E, references: [dId] } } }
  E: { fields: { dId: ID, d: { belongsTo: D, references: [dId] } } }
""")
    redact = {field: config["redact"] for field, config in found.items() if re.match(r"Mutation.create|[A-E]\.", field)}
    assert redact == {
        "Mutation.createA": True,
        "Mutation.createB": True,
        "Mutation.createC": True,
        "Mutation.createD": False,
        "Mutation.createE": False,
        "A.bs": False,
        "B.a": False,
        "B.cs": True,
        "C.b": True,
        "D.es": False,
        "E.d": False,
    }


def test_an_owner_field_that_a_relationship_reads_has_a_resolver_of_its_own() -> None:
    """The parent's resolver must hand on what is stored, as it is the key of the relationship."""
    found = configs("""
authorization: [{ allow: owner }]
models:
  Account: { fields: { id: String!, notes: { hasMany: Note, references: [owner] } } }
  Note: { fields: { text: String, owner: String, account: { belongsTo: Account, references: [owner] } } }
""")
    assert found["Note.owner"] == {"field": "owner"}
    assert found["Query.getNote"]["ownerFields"] == []
    assert found["Query.getAccount"]["ownerFields"] == ["owner"]
    assert found["Subscription.onCreateNote"]["ownerFields"] == ["owner"]
    assert "Account.owner" not in found


@pytest.mark.parametrize(
    ("fields", "automatic_id", "timestamps"),
    [
        ("{ text: String }", True, ["createdAt", "updatedAt"]),
        ("{ id: ID!, text: String }", True, ["createdAt", "updatedAt"]),
        ("{ id: String!, text: String }", True, ["createdAt", "updatedAt"]),
        ("{ id: Int!, text: String }", False, ["createdAt", "updatedAt"]),
        ("{ id: AWSEmail! }", False, ["createdAt", "updatedAt"]),
        ("{ createdAt: String!, updatedAt: AWSDateTime }", True, ["createdAt", "updatedAt"]),
    ],
)
def test_what_is_filled_in_on_create(fields: str, automatic_id: bool, timestamps: list[str]) -> None:  # noqa: FBT001 - a table
    """What Amplify makes optional in the create input is what its init template fills in (cases identifiers and timestamps)."""
    found = configs(f"models: {{ T: {{ fields: {fields}, authorization: {{ allow: publicApiKey }} }} }}")
    created = found["Mutation.createT"]
    assert (created["autoId"], created["timestamps"]) == (automatic_id, timestamps)


def test_references_are_those_of_the_closed_list(blog: ApiPlan) -> None:
    embedded = re.findall(r"\$\{([^}]*)\}", json.dumps(blog.to_json()["roles"]))
    assert embedded
    assert all(REFERENCE.fullmatch(each) for each in embedded)
    assert blog.to_json()["api"]["dataSources"][0] == {
        "name": "AuthorTable",
        "type": "AMAZON_DYNAMODB",
        "dynamodbConfig": {"tableName": {"ref": "table.Author.name"}, "awsRegion": {"ref": "aws.region"}},
    }


def test_a_plan_holds_no_position_and_is_the_same_from_any_place() -> None:
    """The same schema, moved down some lines and read from another file, gives the same bytes."""
    moved = compile_schema(require_schema(load_text("\n\n# a comment\n" + BLOG, file="other.yaml")))
    assert moved.to_text() == compiled(BLOG).to_text()
