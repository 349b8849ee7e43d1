"""What YAML says, and what is refused of it: each with its code, its place and its words."""

from __future__ import annotations

import pytest
import yaml
from schema_support import found, load, yaml_model
from yaml_examples import REFUSED, WHOLE

from amplify_pulumi.schema.errors import Problem
from amplify_pulumi.schema.model import Api, ApiKeyMode, Field, Model, Position, Relationship, Rule, Schema
from amplify_pulumi.schema.nodes import MAX_NODES, Mapping, compose
from amplify_pulumi.schema.source import Source
from amplify_pulumi.schema.vocabulary import SCALARS


def test_everything_that_the_language_has():
    loaded = load(WHOLE)
    assert loaded.problems == ()
    assert loaded.schema == Schema(
        api=Api(
            name="Blog API",
            default_authorization_mode="userPool",
            api_key=ApiKeyMode(expires_in_days=30, description="for guests"),
        ),
        authorization=(Rule(allow="authenticated"), Rule(allow="publicApiKey", operations=("read",))),
        models=(
            Model(
                name="Blog",
                fields=(
                    Field(name="name", type="String", required=True),
                    Relationship(name="posts", kind="hasMany", model="Post", references=("blogId",)),
                ),
                authorization=(
                    Rule(allow="owner", operations=("create", "update"), transferable=True),
                    Rule(allow="publicApiKey", operations=("read",)),
                ),
            ),
            Model(
                name="Post",
                fields=(
                    Field(name="title", type="String", required=True),
                    Field(name="tags", type="String", required=True, array=True, array_required=True),
                    Field(name="blogId", type="ID", required=True),
                    Relationship(name="blog", kind="belongsTo", model="Blog", references=("blogId",)),
                ),
            ),
        ),
    )


def test_positions_of_everything():
    schema = load(WHOLE).schema
    place = lambda line, column: Position(file="schema.yaml", line=line, column=column, language="yaml")  # noqa: E731 - a name for a form
    assert schema.api.position == place(1, 1)
    assert schema.api.api_key.position == place(4, 70)
    assert [each.position for each in schema.authorization] == [place(6, 5), place(7, 5)]
    blog, post = schema.models
    assert (blog.position, post.position) == (place(9, 3), place(16, 3))
    name, posts = blog.fields
    assert (name.position, name.type_position) == (place(11, 7), place(11, 13))
    assert (posts.position, posts.model_position, posts.references_position) == (place(12, 7), place(12, 25), place(12, 43))
    title, tags, _, _ = post.fields
    assert title.type_position == place(18, 22)
    assert (tags.position, tags.type_position) == (place(19, 7), place(19, 15))


@pytest.mark.parametrize("scalar", SCALARS)
@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        ("{}", {}),
        ("{}!", {"required": True}),
        ('"[{}]"', {"array": True}),
        ('"[{}!]"', {"array": True, "required": True}),
        ("'[{}]!'", {"array": True, "array_required": True}),
        ('"[{}!]!"', {"array": True, "required": True, "array_required": True}),
        ('" [ {} ! ] ! "', {"array": True, "required": True, "array_required": True}),
    ],
)
def test_every_scalar_in_every_notation(scalar, notation, expected):
    loaded = load(yaml_model(f"value: {notation.format(scalar)}"))
    assert loaded.problems == ()
    assert loaded.schema.models[0].fields == (Field(name="value", type=scalar, **expected),)


@pytest.mark.parametrize("name", ["on", "off", "yes", "no", "y", "n", "true", "false", "null", "Null", "NO"])
def test_names_are_texts_as_written(name):
    """YAML 1.1 takes these for booleans and null; as names of fields they are what stands there."""
    loaded = load(yaml_model(f"{name}: String"))
    assert loaded.problems == ()
    assert loaded.schema.models[0].fields[0].name == name


@pytest.mark.parametrize("written", ["yes", "on", "True", '"true"', "1", "[true]", "~"])
def test_only_true_and_false_are_flags(written):
    loaded = load(yaml_model("a: Int", rules=f"{{ allow: owner, transferable: {written} }}"))
    [(severity, code, line, column, message)] = found(loaded)
    assert (severity, code, line, column) == ("error", "AP1008", 5, 50)
    assert message.startswith("`transferable` must be true or false, not ")


@pytest.mark.parametrize("written", ["030", "0x1e", "1_0", "1e1", "3.0", "-1", "+1", '"30"', "thirty", "{}", "9999999999999999999999"])
def test_only_digits_are_a_number(written):
    loaded = load(f"api:\n  apiKeyAuthorizationMode: {{ expiresInDays: {written} }}\n" + yaml_model("a: Int"))
    [(severity, code, line, column, message)] = found(loaded)
    assert (severity, code, line, column) == ("error", "AP1008", 2, 45)
    assert message.startswith("`expiresInDays` must be a whole number, not ")


def test_api_key_without_anything_is_the_default():
    loaded = load("api:\n  apiKeyAuthorizationMode:\n" + yaml_model("a: Int"))
    assert loaded.problems == ()
    assert loaded.schema.api.api_key == ApiKeyMode(expires_in_days=7)


@pytest.mark.parametrize(("text", "code", "line", "column", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(text, code, line, column, message):
    """One mistake gives one problem, at its place, and no schema."""
    loaded = load(text)
    [problem] = found(loaded)
    assert problem[:4] == ("error", code, line, column)
    assert message is None or problem[4] == message
    assert loaded.schema is None
    assert loaded.problems[0].advice


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("models:\n\tTodo: {}\n", "Indent with spaces: YAML allows no tabs there."),
        (yaml_model("a: [String!]!"), 'Write the types of arrays in quotes: "[String!]!".'),
        (yaml_model("a: [Int]"), 'Write the types of arrays in quotes: "[Int]".'),
        (yaml_model("a: !String"), "Write the value without a tag. The `!` of a type stands behind its name: `String!`."),
    ],
)
def test_advice_for_what_happens_to_everybody(text, advice):
    assert [each.advice for each in load(text).problems] == [advice]


def test_all_mistakes_at_once_in_their_order():
    text = """\
api: { nam: x }
models:
  Todo:
    fields:
      content: Strng!
      content: Int
      due: "Date"
    authorization:
      - { allow: ownr }
      - { allow: owner, operations: [reed] }
"""
    assert [(each[1], each[2], each[3]) for each in found(load(text))] == [
        ("AP1006", 1, 8),
        ("AP2001", 5, 16),
        ("AP1007", 6, 7),
        ("AP2001", 7, 13),
        ("AP1014", 9, 18),
        ("AP4003", 10, 38),
    ]


def test_anchors_aliases_and_merge_keys():
    """Merged fields come after those that are written, and what is written wins, as YAML's merge keys have it."""
    text = """\
models:
  A:
    fields: &common
      name: String!
      note: String
    authorization: &rules { allow: owner }
  B:
    fields:
      <<: *common
      note: Int
    authorization: *rules
  C:
    fields: { <<: [*common, { note: Float, more: Int }] }
    authorization: { <<: *rules, operations: [read] }
"""
    loaded = load(text)
    assert loaded.problems == ()
    _, b, c = loaded.schema.models
    assert [(each.name, each.type) for each in b.fields] == [("note", "Int"), ("name", "String")]
    assert [(each.name, each.type) for each in c.fields] == [("name", "String"), ("note", "String"), ("more", "Int")]
    assert b.authorization == (Rule(allow="owner"),)
    assert c.authorization == (Rule(allow="owner", operations=("read",)),)


def test_merge_of_something_else():
    [problem] = found(load(yaml_model("<<: String", "a: Int")))
    assert problem == ("error", "AP1008", 4, 11, 'what is merged into `fields` of "Todo" must be a mapping, not "String"')


def test_quoted_merge_key_is_a_name():
    [problem] = found(load(yaml_model('"<<": String')))
    assert problem == ("error", "AP2003", 4, 7, '"<<" is not a name that GraphQL takes for a field')


def test_mistake_behind_an_anchor_is_said_once():
    text = "authorization: &r [{ allow: owner, operations: [x] }]\nmodels:\n  A: { fields: { a: Int }, authorization: *r }\n"
    assert [each[:4] for each in found(load(text))] == [("error", "AP4003", 1, 49)]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems(end):
    loaded = load(yaml_model("a: Strng").replace("\n", end))
    assert found(loaded) == [("error", "AP2001", 4, 10, 'The field "Todo.a" has the unknown type "Strng". Did you mean "String"?')]
    assert loaded.problems[0].source_line == "      a: Strng"


def test_byte_order_mark_is_no_character():
    assert found(load("\ufeffmodles: x\n"))[0][1:4] == ("AP1006", 1, 1)


def test_line_breaks_that_only_yaml_knows():
    """U+2028 ends a line in YAML 1.1 and in no editor: lines are counted as editors do."""
    assert found(load('api: { name: "one\u2028two" }\n' + yaml_model("a: Strng")))[0][1:4] == ("AP2001", 5, 10)


LAUGHS = "a: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"b{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 30)
)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (LAUGHS, 5),
        ("[" * 100_000, 1),
        ("- " * 100_000, 1),
        ("{a: " * 100_000, 1),
        ("? " * 100_000, 1),
        ("a: &a0 { x: y }\n" + "".join(f"b{level}: &a{level} {{ <<: *a{level - 1} }}\n" for level in range(1, 100)), 50),
        ("x: [" + "a, " * (MAX_NODES + 1) + "]", 1),
        ("x" * (2 * 1024 * 1024 + 1), 1),
    ],
    ids=["laughs", "lists", "items", "mappings", "keys", "merges", "values", "bytes"],
)
def test_bounds(text, line):
    """What would need time or memory without end is refused, before it takes either."""
    [problem] = found(load(text))
    assert problem[:3] == ("error", "AP1011", line)


def test_too_many_mistakes():
    loaded = load("".join(f"key{number}: x\n" for number in range(2_000)))
    assert len(loaded.problems) == 1_001
    assert ("error", "AP1016", 1, 1, "There are more than 1,000 mistakes; these are the first") in found(loaded)


@pytest.mark.parametrize("text", [WHOLE, "a: [b, {c: d}]\n# e\nf: |\n  g\n", "&a x: *a\n", "a: [\n", "\t", "!!x y"])
def test_parser_of_python_reads_the_same(text):
    """PyYAML without libyaml gives the same nodes and positions, so that installations without it behave alike."""
    source = Source(file="schema.yaml", text=text, language="yaml")
    fast, slow = compose(source), compose(source, loader=yaml.SafeLoader)
    if isinstance(fast, Mapping):
        assert fast == slow
    else:
        assert isinstance(slow, Problem)
        assert slow.code == fast.code
