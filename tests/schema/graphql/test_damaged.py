"""Damaged files: whatever is cut out of a schema that says everything, doubled or put elsewhere, the answer is a schema or problems."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from amplify_pulumi.schema import load_text, render_all
from amplify_pulumi.schema.errors import CODES, has_errors

WHOLE = """\
"A blog"
type Blog @model(queries: {get: "blog", list: null}, mutations: null, subscriptions: {level: on, onCreate: ["a", "b"]},
  timestamps: {createdAt: "made", updatedAt: null}) @mapsTo(name: "Old") @auth(rules: [{allow: public, provider: iam}]) {
  id: ID! @primaryKey(sortKeyFields: ["name", "day"])
  name: String! @default(value: "x") @validate(type: minLength, value: "3", errorMessage: "short")
  day: AWSDate! @index(name: "byDay", sortKeyFields: "name", queryField: null, projection: {type: INCLUDE, nonKeyAttributes: ["x"]})
  posts: [Post] @hasMany(indexName: "byBlog", fields: ["id", "name", "day"], limit: 100)
  first: Post @hasOne(references: ["a", "b", "c"])
  tags: [Tag] @manyToMany(relationName: "BlogTags")
  x: [Status!]! @deprecated(reason: "old")
}
type Post @model @auth(rules: [{allow: owner, ownerField: "owners", identityClaim: "email", operations: [read, update]},
  {allow: groups, groupsField: "team", groupClaim: "roles", provider: oidc}, {allow: groups, groups: ["A"]}, {allow: custom}]) {
  owners: [String] @auth(rules: [{allow: private, provider: identityPool}])
  team: String
  a: ID @index(name: "byBlog", sortKeyFields: ["b", "c"])
  b: String
  c: AWSDate
  blog: Blog @belongsTo(fields: ["a", "b", "c"])
  likes: [Like] @hasMany
}
type Like @model { post: Post @belongsTo }
type Tag @model { blogs: [Blog] @manyToMany(relationName: "BlogTags", limit: 100) }
enum Status { A B }
type Location @aws_api_key @aws_cognito_user_pools(cognito_groups: ["A"]) { lat: Float! inner: Location }
input LocationInput { lat: Float! inner: LocationInput }
input MoreInput { at: LocationInput }
type EventInvocationResponse { success: Boolean! }
type Query { near(at: LocationInput!, more: [MoreInput]): [Location] @function(name: "f-${env}", region: "x", accountId: "1") @aws_api_key }
type Mutation { later: EventInvocationResponse @function(name: "f", invocationType: Event) @auth(rules: [{allow: private}]) }
extend type Mutation { publish(text: String): Location @aws_cognito_user_pools(cognito_groups: ["A"]) @aws_iam }
type Subscription { onPublish: Location @aws_subscribe(mutations: ["publish"]) @aws_lambda @aws_oidc @aws_auth(cognito_groups: ["A"]) }
"""
TOKENS = re.findall(r'"[^"]*"|\w+|\s+|.', WHOLE)
PLACES = st.integers(0, len(TOKENS) - 1)


@st.composite
def damages(draw: st.DrawFn) -> str:
    tokens = list(TOKENS)
    for _ in range(draw(st.integers(1, 4))):
        at, other = draw(PLACES) % len(tokens), draw(PLACES) % len(tokens)
        match draw(st.sampled_from(["cut", "double", "swap", "replace", "end"])):
            case "cut":
                del tokens[at : at + draw(st.integers(1, 8))]
            case "double":
                tokens[at:at] = tokens[other : other + draw(st.integers(1, 12))]
            case "swap":
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case "replace":
                tokens[at] = draw(
                    st.sampled_from(["null", "5", "[]", "{}", '""', "true", "[[", "Blog", "Query", "id", "$x", "1.5", '"""', "@auth"])
                )
            case _:
                del tokens[at + 1 :]
        if not tokens:
            break
    return "".join(tokens)


def test_the_whole_is_read_to_its_end():
    """Nothing is wrong with it but that the model of another name takes part in a join model, which is said once."""
    loaded = load_text(WHOLE, file="schema.graphql")
    errors = [each.message for each in loaded.problems if each.severity == "error"]
    assert errors == ["@mapsTo together with @manyToMany is not supported in this version"]


@given(text=damages())
def test_damaged(text):
    loaded = load_text(text, file="schema.graphql")
    assert (loaded.schema is None) == has_errors(loaded.problems)
    for each in loaded.problems:
        assert each.code in CODES
        assert each.message
        assert each.advice
        assert each.position.line >= 1
        assert each.position.column >= 1
    assert render_all(loaded.problems) is not None
