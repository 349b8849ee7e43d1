"""@hasMany, @hasOne and @belongsTo: with references as Gen 2 prints them, and Gen 1's `fields` where they mean the same."""

from __future__ import annotations

import pytest
from graphql_support import RULES, document_of, model_text, only_problem, read
from schema_support import load

from amplify_pulumi.schema.model import Field, Model, Relationship


def many(directive: str, *, child: str, keys: str = "id: ID!") -> str:
    """Return a Post with comments, and a Comment with the given fields."""
    return f"type Post @model {RULES} {{\n  {keys}\n  comments: [Comment] {directive}\n}}\ntype Comment @model {RULES} {{\n  {child}\n}}\n"


def relationships(text: str) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Return kind, model and references of each relationship, by `Model.field`."""
    models: tuple[Model, ...] = document_of(text).models
    return {f"{model.name}.{each.name}": (each.kind, each.model, each.references) for model in models for each in model.relationships}


@pytest.mark.parametrize("references", ['"teamId"', '["teamId"]'])
def test_references(references):
    """One name alone is a list of one."""
    text = f"""\
type Team @model {RULES} {{
  members: [Member] @hasMany(references: {references})
  captain: Member @hasOne(references: {references})
}}
type Member @model {RULES} {{
  teamId: ID
  team: Team @belongsTo(references: {references})
}}
"""
    team, member = document_of(text).models
    assert team.fields == (
        Relationship(name="members", kind="hasMany", model="Member", references=("teamId",)),
        Relationship(name="captain", kind="hasOne", model="Member", references=("teamId",)),
    )
    assert member.fields[1] == Relationship(name="team", kind="belongsTo", model="Team", references=("teamId",))
    assert (team.fields[0].model_position.column, team.fields[0].references_position.column) == (13, 42)


def test_required_relationships():
    """`.valueRequired()` of hasMany and `.required()` of hasOne, as Gen 2 prints them."""
    text = model_text('a: [Todo!] @hasMany(references: ["c"])', 'b: Todo! @hasOne(references: ["d"])')
    many_, one = document_of(text).models[0].fields
    assert (many_.value_required, many_.required) == (True, False)
    assert (one.value_required, one.required) == (False, True)


def test_fields_with_an_index_are_references():
    """Gen 1's usual one-to-many: the index of the other model names the reference field."""
    text = many(
        '@hasMany(indexName: "byPost", fields: ["id"])',
        child='postId: ID! @index(name: "byPost")\n  post: Post @belongsTo(fields: ["postId"])',
    )
    assert relationships(text) == {
        "Post.comments": ("hasMany", "Comment", ("postId",)),
        "Comment.post": ("belongsTo", "Post", ("postId",)),
    }
    loaded = load(text, "graphql")
    assert loaded.problems == ()


def test_gen_1s_forms_may_lead_to_an_item_that_must_be_there():
    """Amplify refuses that only where there are `references` (case gen1-relationships)."""
    text = many(
        '@hasMany(indexName: "byPost", fields: ["id"])',
        child='postId: ID! @index(name: "byPost")\n  post: Post! @belongsTo(fields: ["postId"])',
    )
    comments, post = [field for model in document_of(text).models for field in model.relationships]
    assert (comments.index, comments.required) == ("byPost", False)
    assert (post.index, post.required) == (None, True)
    assert load(text, "graphql").problems == ()


def test_the_default_name_of_an_index_can_be_named():
    text = many('@hasMany(indexName: "commentsByPostId")', child='postId: ID! @index\n  post: Post @belongsTo(fields: "postId")')
    assert relationships(text)["Post.comments"] == ("hasMany", "Comment", ("postId",))


def test_composite_identifiers():
    text = many(
        '@hasMany(indexName: "byPost", fields: ["title", "day"])',
        keys='title: String! @primaryKey(sortKeyFields: ["day"])\n  day: AWSDate!',
        child='postTitle: String @index(name: "byPost", sortKeyFields: ["postDay"])\n  postDay: AWSDate\n'
        '  post: Post @belongsTo(fields: ["postTitle", "postDay"])',
    )
    assert relationships(text) == {
        "Post.comments": ("hasMany", "Comment", ("postTitle", "postDay")),
        "Comment.post": ("belongsTo", "Post", ("postTitle", "postDay")),
    }


def test_reference_fields_that_gen_1_adds():
    """Their names are graphql-relational-transformer's: the model, the field and the key, in camel case, at the end."""
    text = many("@hasMany", child="post: Post @belongsTo")
    assert relationships(text) == {
        "Post.comments": ("hasMany", "Comment", ("postCommentsId",)),
        "Comment.post": ("belongsTo", "Post", ("postCommentsId",)),
    }
    comment = document_of(text).models[1]
    assert comment.fields[-1] == Field(name="postCommentsId", type="ID")
    assert load(text, "graphql").problems == ()


def test_reference_fields_that_gen_1_adds_for_composite_identifiers():
    text = many("@hasMany", keys='title: String! @primaryKey(sortKeyFields: ["day"])\n  day: AWSDate!', child="post: Post @belongsTo")
    assert relationships(text)["Comment.post"] == ("belongsTo", "Post", ("postCommentsTitle", "postCommentsDay"))
    assert document_of(text).models[1].fields[-2:] == (
        Field(name="postCommentsTitle", type="String"),
        Field(name="postCommentsDay", type="AWSDate"),
    )


def test_a_declared_reference_field_is_not_added():
    text = many("@hasMany", child="postCommentsId: ID!\n  post: Post @belongsTo")
    assert [each.name for each in document_of(text).models[1].fields] == ["postCommentsId", "post"]


def test_has_one_keeps_the_key_on_its_own_side():
    """With `fields` that are declared, and with one that Gen 1 adds; the way back of such a relationship has a key of its own, too."""
    text = f"""\
type Project @model {RULES} {{
  teamId: ID
  team: Team @hasOne(fields: ["teamId"])
  log: Log! @hasOne
}}
type Team @model {RULES} {{
  project: Project @belongsTo
}}
type Log @model {RULES} {{
  day: AWSDate! @primaryKey(sortKeyFields: "number")
  number: Int!
}}
"""
    project, team, _ = document_of(text).models
    assert project.fields == (
        Field(name="teamId", type="ID"),
        Relationship(name="team", kind="hasOne", model="Team", references=("id",), fields=("teamId",), by_key=True),
        Relationship(
            name="log",
            kind="hasOne",
            model="Log",
            references=("day", "number"),
            fields=("projectLogDay", "projectLogNumber"),
            by_key=True,
            required=True,
        ),
        Field(name="projectLogDay", type="AWSDate", required=True),
        Field(name="projectLogNumber", type="Int", required=True),
    )
    assert team.fields == (
        Relationship(name="project", kind="belongsTo", model="Project", references=("teamProjectId",), fields=("teamProjectId",)),
        Field(name="teamProjectId", type="ID"),
    )
    assert load(text, "graphql").problems == ()


def test_an_id_that_is_not_the_declared_key_is_held_by_an_id():
    """Gen 1 looks for @primaryKey, and takes an `id` without it for an ID, whatever is written."""
    text = f"type Project @model {RULES} {{\n  team: Team @hasOne\n}}\ntype Team @model {RULES} {{\n  id: Int!\n}}\n"
    assert document_of(text).models[0].fields[-1] == Field(name="projectTeamId", type="ID")
    assert load(text, "graphql").problems == ()


def comments_of(text: str) -> Relationship:
    """Return the relationship `Post.comments` of a file without a mistake."""
    assert load(text, "graphql").problems == ()
    return next(each for each in document_of(text).models[0].relationships)


BY_POST = 'postId: ID! @index(name: "byPost", sortKeyFields: ["at"])\n  at: String!\n  post: Post @belongsTo(fields: ["postId"])'
ALONE = {
    "index that sorts": (
        many('@hasMany(indexName: "byPost", fields: ["id"])', child=BY_POST),
        Relationship(name="comments", kind="hasMany", model="Comment", references=("postId",), fields=("id",), index="byPost"),
    ),
    "other fields": (
        many('@hasMany(indexName: "byPost", fields: ["slug"])', keys="slug: ID!", child='postId: ID! @index(name: "byPost")'),
        Relationship(name="comments", kind="hasMany", model="Comment", references=("postId",), fields=("slug",), index="byPost"),
    ),
    "part of the identifier": (
        many(
            '@hasMany(indexName: "byPost", fields: ["a"])',
            keys='a: ID! @primaryKey(sortKeyFields: ["b"])\n  b: Int!',
            child='postId: ID! @index(name: "byPost")',
        ),
        Relationship(name="comments", kind="hasMany", model="Comment", references=("postId",), fields=("a",), index="byPost"),
    ),
    "key of the other model": (
        many('@hasMany(fields: ["id"])', child='postId: ID! @primaryKey(sortKeyFields: ["n"])\n  n: Int!'),
        Relationship(name="comments", kind="hasMany", model="Comment", references=("postId",), fields=("id",), by_key=True),
    ),
    "no way back": (
        many("@hasMany", child="text: String"),
        Relationship(name="comments", kind="hasMany", model="Comment", references=("postCommentsId",), fields=("id",)),
    ),
    "no way back from an index": (
        many('@hasMany(indexName: "byPost", fields: ["id"])', child='postId: ID! @index(name: "byPost")'),
        Relationship(name="comments", kind="hasMany", model="Comment", references=("postId",), fields=("id",), index="byPost"),
    ),
    "two ways back": (
        many("@hasMany", child="one: Post @belongsTo\n  two: Post @belongsTo"),
        Relationship(name="comments", kind="hasMany", model="Comment", references=("postCommentsId",), fields=("id",)),
    ),
    "items that must be there": (
        many("@hasMany", child="post: Post @belongsTo").replace("[Comment]", "[Comment!]!"),
        Relationship(
            name="comments",
            kind="hasMany",
            model="Comment",
            references=("postCommentsId",),
            fields=("id",),
            value_required=True,
            array_required=True,
        ),
    ),
}


@pytest.mark.parametrize(("text", "expected"), ALONE.values(), ids=ALONE)
def test_relationships_that_stand_alone(text, expected):
    """What two sides with the same references cannot say (case gen1-lists)."""
    assert comments_of(text) == expected


@pytest.mark.parametrize(("end", "required"), [("", False), ("!", True)])
def test_the_added_field_must_be_there_if_the_list_must(end, required):
    """Not if its items must: graphql-relational-transformer asks for the outer `!`."""
    text = many("@hasMany", child="x: Int").replace("[Comment]", f"[Comment!]{end}")
    assert document_of(text).models[1].fields[-1] == Field(name="postCommentsId", type="ID", required=required)


def test_an_index_without_fields_adds_fields_as_well():
    """They are in Amplify's schema, and nothing is found through them."""
    text = many('@hasMany(indexName: "byPost")', child='postId: ID! @index(name: "byPost")')
    assert comments_of(text).references == ("postId",)
    assert document_of(text).models[1].fields[-1] == Field(name="postCommentsId", type="ID")


def test_the_first_field_that_leads_here_says_where_the_way_back_leads():
    """As Amplify's transformer has it: the others are without one."""
    text = many("@hasMany", keys="first: [Comment] @hasMany", child="post: Post @belongsTo")
    assert relationships(text) == {
        "Post.first": ("hasMany", "Comment", ("postFirstId",)),
        "Post.comments": ("hasMany", "Comment", ("postCommentsId",)),
        "Comment.post": ("belongsTo", "Post", ("postFirstId",)),
    }
    assert load(text, "graphql").problems == ()


def test_fields_that_cannot_hold_the_key():
    text = many('@hasMany(indexName: "byPost", fields: ["slug"])', keys="slug: Int!", child='postId: ID! @index(name: "byPost")')
    [problem] = load(text, "graphql").problems
    assert (problem.code, problem.message) == ("AP3006", 'The reference field "Post.slug" is Int, but "Comment.postId" is ID')
    text = many('@hasMany(indexName: "byPost", fields: ["slog"])', keys="slug: ID!", child='postId: ID! @index(name: "byPost")')
    [problem] = load(text, "graphql").problems
    assert problem.code == "AP3004"
    assert problem.message == 'The reference field "slog" is missing in "Post". Did you mean "slug"?'
    text = f'type A @model {RULES} {{\n  b: B @hasOne(fields: ["x"])\n  x: Int\n}}\ntype B @model {RULES} {{\n  y: Int\n}}\n'
    [problem] = load(text, "graphql").problems
    assert (problem.code, problem.message) == ("AP3006", 'The reference field "A.x" is Int, but the identifier of B is ID')


def test_fields_of_another_number_than_the_key():
    key = 'x: ID! @primaryKey(sortKeyFields: ["y", "z"])\n  y: Int!\n  z: Int!'
    text = many('@hasMany(fields: ["id", "n"])', keys="id: ID!\n  n: Int!", child=key)
    [problem] = load(text, "graphql").problems
    assert (problem.code, problem.position.line, problem.position.column) == ("AP3005", 4, 23)
    assert problem.message == 'The field "Post.comments" is over 2 fields, but the key of Comment has 3, x, y, z'
    text = f'type A @model {RULES} {{\n  b: B @hasOne(fields: ["x"])\n  x: ID\n}}\ntype B @model {RULES} {{\n  {key}\n}}\n'
    [problem] = load(text, "graphql").problems
    assert (problem.code, problem.message) == ("AP3005", '"b" is over [x], but what it is read by is x, y, z')


REFUSED = {
    "unknown index": (
        many('@hasMany(indexName: "byPots")', child='postId: ID! @index(name: "byPost")'),
        "AP1014",
        'Comment has no index "byPots". Did you mean "byPost"?',
    ),
    "belongsTo of nobody": (
        many('@hasMany(references: ["x"])', child="post: Post @belongsTo"),
        "AP1012",
        '@belongsTo on the field "Comment.post" needs `references`',
    ),
    "model elsewhere": (model_text("a: [Elsewhere] @hasMany"), "AP1012", '@hasMany on the field "Todo.a" needs `references`'),
    "limit": (
        many('@hasMany(references: ["x"], limit: 0)', child="x: ID"),
        "AP1008",
        "`limit` of @hasMany must be a whole number of items, from 1",
    ),
    "both forms": (
        many('@hasMany(references: ["x"], fields: ["id"])', child="x: ID"),
        "AP1008",
        "@hasMany has both `references` and `fields`",
    ),
    "no list": (
        model_text('a: Todo @hasMany(references: ["b"])'),
        "AP3008",
        '@hasMany stands on the field "Todo.a", whose type is not a list',
    ),
    "list of parents": (
        model_text('a: [Todo] @belongsTo(references: ["b"])'),
        "AP3008",
        '@belongsTo stands on the field "Todo.a", whose type is not a single model',
    ),
    "list of ones": (
        model_text('a: [Todo] @hasOne(references: ["b"])'),
        "AP3008",
        '@hasOne stands on the field "Todo.a", whose type is not a single model',
    ),
    "required parent": (
        model_text('a: Todo! @belongsTo(references: ["b"])'),
        "AP1009",
        '`!` on the relationship of the field "Todo.a" is not supported in this version',
    ),
    "required list": (
        model_text('a: [Todo]! @hasMany(references: ["b"])'),
        "AP1009",
        '`!` behind the list of the field "Todo.a" is not supported in this version',
    ),
    "two kinds": (
        model_text('a: [Todo] @hasMany(references: ["b"]) @belongsTo(references: ["b"])'),
        "AP1008",
        'The field "Todo.a" has both @hasMany and @belongsTo',
    ),
    "references are numbers": (model_text("a: [Todo] @hasMany(references: [1])"), "AP1008", "`references` of @hasMany must hold texts"),
    "references are empty": (model_text("a: [Todo] @hasMany(references: [])"), "AP1008", "`references` of @hasMany is an empty list"),
    "name of the index": (
        model_text('a: Todo @belongsTo(references: ["b"], overrideIndexName: "x")'),
        "AP1009",
        "`overrideIndexName` of @belongsTo is not supported in this version",
    ),
}


@pytest.mark.parametrize(("text", "code", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(text, code, message):
    severity, found, _, _, said = only_problem(text)
    assert (severity, found, said) == ("error", code, message)


@pytest.mark.parametrize("limit", [1, 99, 5000])
def test_another_limit(limit):
    text = many(f"@hasMany(limit: {limit})", child="post: Post @belongsTo")
    assert comments_of(text).limit == limit


def test_the_default_limit_says_nothing():
    assert read(many('@hasMany(references: ["x"], limit: 100)', child="x: ID"))[1] == []


def test_mapped_models_keep_the_names_of_added_fields_only_if_they_are_declared():
    """With @mapsTo, Gen 1 stores such fields under the earlier name of the model."""
    text = f"""\
type Post @model @mapsTo(name: "Blog") {RULES} {{
  comments: [Comment] @hasMany
}}
type Comment @model {RULES} {{
  post: Post @belongsTo
}}
"""
    assert [each[:2] for each in read(text)[1]] == [("warning", "AP1009"), ("error", "AP1009")]
