"""@manyToMany: the join model, with the names that Gen 1 has given it."""

from __future__ import annotations

import pytest
from graphql_support import RULES, document_of, only_problem, read
from schema_support import load

from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.schema.model import Field, Index, Relationship, Rule

TEXT = """\
type Post @model @auth(rules: [{allow: public}, {allow: owner}]) {
  title: String!
  tags: [Tag] @manyToMany(relationName: "postTags")
}
type Tag @model @auth(rules: [{allow: public}]) {
  label: String!
  posts: [Post] @manyToMany(relationName: "PostTags", limit: 100)
}
"""


def test_join_model():
    """Fields, indexes, queries and rules are what the real transformer generates for this text."""
    post, tag, join = document_of(TEXT).models
    assert post.fields[1] == Relationship(name="tags", kind="hasMany", model="PostTags", references=("postId",), index="byPost")
    assert tag.fields[1] == Relationship(name="posts", kind="hasMany", model="PostTags", references=("tagId",), index="byTag")
    assert join.name == "PostTags"
    assert join.fields == (
        Field(name="postId", type="ID", required=True),
        Field(name="tagId", type="ID", required=True),
        Relationship(name="post", kind="belongsTo", model="Post", references=("postId",), required=True),
        Relationship(name="tag", kind="belongsTo", model="Tag", references=("tagId",), required=True),
    )
    assert join.indexes == (
        Index(partition_key="postId", query_field="postTagsByPostId", name="byPost"),
        Index(partition_key="tagId", query_field="postTagsByTagId", name="byTag"),
    )
    assert join.identifier is None
    assert join.authorization == (Rule(allow="publicApiKey"), Rule(allow="owner", transferable=True))
    loaded = load(TEXT, "graphql")
    assert loaded.problems == ()


@pytest.mark.parametrize(("rule", "mark"), [("allow: public", "!"), ("allow: owner", "")])
def test_what_is_hidden_in_mutations_may_be_null(rule, mark):
    """Amplify says `post: Post!` in both, and shows subscribers the posts of others: see relationships-of-gen-1 in docs/differences.md.

    Rules for owners look at the item, so that who may read both models may not read both items.
    """
    rules = f"@auth(rules: [{{{rule}}}])"
    text = f"""\
type Post @model {rules} {{ tags: [Tag] @manyToMany(relationName: "PostTags") }}
type Tag @model {rules} {{ posts: [Post] @manyToMany(relationName: "PostTags") }}
"""
    plan = compile_schema(load(text, "graphql").schema)
    assert f"\n  post: Post{mark}\n" in plan.schema
    field = plan.model_introspection["models"]["PostTags"]["fields"]["post"]
    assert field["isRequired"] == bool(mark)


def test_composite_identifiers():
    """Gen 1 writes further keys behind the name of the model as they are: `postday`."""
    text = f"""\
type Post @model {RULES} {{
  title: String! @primaryKey(sortKeyFields: ["day"])
  day: AWSDate!
  tags: [Tag] @manyToMany(relationName: "PostTags")
}}
type Tag @model {RULES} {{
  posts: [Post] @manyToMany(relationName: "PostTags")
}}
"""
    post, _, join = document_of(text).models
    assert [each.name for each in join.fields] == ["postTitle", "postday", "tagId", "post", "tag"]
    assert [each.type for each in join.values] == ["String", "AWSDate", "ID"]
    assert post.fields[2].references == ("postTitle", "postday")
    assert join.indexes[0] == Index(
        partition_key="postTitle", sort_keys=("postday",), query_field="postTagsByPostTitleAndPostday", name="byPost"
    )


def test_models_without_rules_leave_the_join_model_without():
    text = 'type A @model { b: [B] @manyToMany(relationName: "AB") }\ntype B @model { a: [A] @manyToMany(relationName: "AB") }\n'
    assert document_of(text).models[2].authorization is None


END = '@manyToMany(relationName: "AB")'
REFUSED = {
    "one end": (
        f"type A @model {{ b: [B] {END} }}\ntype B @model {{ a: Int }}",
        "AP1012",
        'The relation "AB" stands once: @manyToMany has two ends',
    ),
    "three ends": (
        f"type A @model {{ b: [B] {END} }}\ntype B @model {{ a: [A] {END}\n c: [A] {END} }}",
        "AP1012",
        'The relation "AB" stands 3 times: @manyToMany has two ends',
    ),
    "no name": ("type A @model { b: [B] @manyToMany }", "AP1012", '@manyToMany on the field "A.b" needs `relationName`'),
    "no list": (
        f"type A @model {{ b: B {END} }}\ntype B @model {{ a: [A] {END} }}",
        "AP3008",
        '@manyToMany stands on the field "A.b", whose type is not a list',
    ),
    "other model": (
        f"type A @model {{ b: [C] {END} }}\ntype B @model {{ a: [A] {END} }}\ntype C @model {{ x: Int }}",
        "AP3008",
        'The field "A.b" leads to C, but the other end of "AB" is in B',
    ),
    "itself": (
        f"type A @model {{ b: [A] {END}\n c: [A] {END} }}",
        "AP1009",
        "@manyToMany from A to itself is not supported in this version",
    ),
    "limit": (
        f'type A @model {{ b: [B] @manyToMany(relationName: "AB", limit: "5") }}\ntype B @model {{ a: [A] {END} }}',
        "AP1008",
        "`limit` of @manyToMany must be a whole number of items, from 1",
    ),
    "another relationship": (
        f'type A @model {{ b: [B] @hasMany(references: ["x"]) {END} }}',
        "AP1008",
        'The field "A.b" has both @hasMany and @manyToMany',
    ),
}


@pytest.mark.parametrize(("text", "code", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(text, code, message):
    severity, found, _, _, said = only_problem(text)
    assert (severity, found, said) == ("error", code, message)


def test_mapped_models():
    text = f'type A @model @mapsTo(name: "Z") {{ b: [B] {END} }}\ntype B @model {{ a: [A] {END} }}'
    assert [(each[0], each[1]) for each in read(text)[1]] == [("warning", "AP1009"), ("error", "AP1009")]
