"""`access`: who may do what, as text, Markdown and JSON; what the public may do stands out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

SHOP = """\
models:
  Post:
    fields:
      title: String
      author: String
      price: { type: Int, authorization: { allow: groups, groups: [Editors] } }
      comments: { hasMany: Comment, references: [postId] }
    disableOperations: [onCreate]
    authorization: [{ allow: ownerDefinedIn, field: author }, { allow: publicApiKey, operations: [get] }]
  Comment:
    fields:
      text: String
      postId: ID
      post: { belongsTo: Post, references: [postId] }
    authorization: [{ allow: authenticated, operations: [read] }, { allow: owner }]
functions: { echo: {} }
queries:
  topPosts:
    returns: "[Post]"
    handler: { function: echo }
    authorization: [{ allow: publicApiKey }, { allow: groups, groups: [Editors] }]
access: [{ function: echo, operations: [query] }]
"""

TEXT = """\
Who may do what: schema.yaml

Callers come by user pool (default), API key, IAM.
IAM administrators (AWS credentials of their own, whom IAM lets call the API) may do everything; no row repeats that.
Whom a field of the item names (owner, group in field …) may do it with the items that name him.

Open to the public (marked ! below)
  anybody with the API key
    Post            get
    query topPosts

Post
!   get                               owner (field author, claim sub::username); anybody with the API key; group Editors
    list, update, onUpdate, onDelete  owner (field author, claim sub::username); group Editors
    create                            signed-in users of the user pool, as owner (field author, claim sub::username);
                                      group Editors
    delete                            nobody
    comments → Comment                signed-in users of the user pool;
                                      and also, of Post: owner (field author, claim sub::username)
    not there                         onCreate
    may write any name into author    nobody
    null in events                    comments, title, author, price
    no events for                     whom only author names
    returned, past these rules, by    topPosts
    field title
!     read                         owner (field author, claim sub::username); anybody with the API key
      create, update, set to null  owner (field author, claim sub::username)
    field author
!     read            owner (field author, claim sub::username); anybody with the API key
      create, update  owner (field author, claim sub::username)
      set to null     nobody
    field price
      read, create, update, set to null  group Editors
    field id
!     read    as the item
      create  nobody
    fields createdAt, updatedAt
!     read  as the item

Comment
    get, list, onCreate, onUpdate, onDelete  signed-in users of the user pool
    create                                   signed-in users of the user pool, as owner (field owner, claim sub::username)
    update, delete                           owner (field owner, claim sub::username)
    post → Post                              owner (field author, claim sub::username); group Editors
    null in events                           post

Custom operations
!   query topPosts  anybody with the API key; group Editors
      returns [Post], past the rules of Post; uses function echo; checked by the resolver

Functions with access to the API, as administrators
    echo: all queries
"""


@pytest.fixture
def shop(folder: Path) -> Path:
    """`schema.yaml` with something of everything."""
    path = folder / "schema.yaml"
    path.write_text(SHOP)
    return path


def test_text(shop: Path, run: Run) -> None:
    """Written by hand from the rules.

    A rule on one field takes delete away from everybody: Editors may not delete the title, owners not the price. For the same reason the
    key is for nobody to choose. The author may not give his posts away, not even to nobody. API keys do not reach comments, whose type
    does not admit them, so that `post` does not lead them anywhere either, nor does `comments`; Editors are let in to the price alone.
    Nobody may read all that an event of a post holds, so that it holds nothing, not even the author, by whom it would find its way.
    """
    result = run("access")
    assert result.exit_code == 0
    assert result.stdout == TEXT
    assert run("access", "schema.yaml", "--format", "text").stdout == TEXT


def test_markdown_has_what_the_text_has(shop: Path, run: Run) -> None:
    """What the public may do is bold."""
    result = run("access", "--format", "markdown")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "# Who may do what: schema.yaml"
    assert [line for line in lines if line.startswith("## ")] == [
        "## Open to the public",
        "## Post",
        "## Comment",
        "## Custom operations",
        "## Functions with access to the API, as administrators",
    ]
    everybody = "owner (field author, claim sub::username); **anybody with the API key**; group Editors"
    assert f"| get | {everybody} |" in lines
    assert "| `price` | read, create, update, set to null | group Editors |" in lines
    assert "| `createdAt`, `updatedAt` | read | **as the item** |" in lines
    assert "- `Post`: get" in lines
    assert "- may write any name into author: nobody" in lines
    # A table needs an empty line before it, and as many cells in each row as at its head.
    for number, line in enumerate(lines):
        if line.startswith("|---"):
            assert lines[number - 2] == ""
            assert lines[number - 1].count("|") == lines[number + 1].count("|") == line.count("|")


def test_markdown_escapes_what_users_name(folder: Path, run: Run) -> None:
    """Groups may have any name."""
    (folder / "schema.yaml").write_text(
        "models: { Todo: { fields: { a: String }, authorization: { allow: groups, groups: ['a|b', '*x* <y>'] } } }"
    )
    stdout = run("access", "--format", "markdown").stdout
    assert r"group a\|b; group \*x\* \<y\> |" in stdout


@pytest.mark.parametrize("options", [("--json",), ("--format", "json"), ("--json", "--format", "json")])
def test_json(shop: Path, run: Run, options: tuple[str, ...]) -> None:
    """The shape is that of docs/cli.md."""
    result = run("access", *options)
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert list(found) == ["formatVersion", "authenticationTypes", "models", "operations", "functions", "access"]
    assert found["formatVersion"] == 1
    assert found["authenticationTypes"] == ["AMAZON_COGNITO_USER_POOLS", "API_KEY", "AWS_IAM"]
    assert found["models"][0] == {
        "name": "Post",
        "key": ["id"],
        "disabled": ["onCreate"],
        "hiddenInEvents": ["comments", "title", "author", "price"],
        "returnedBy": ["topPosts"],
    }
    assert found["operations"] == [
        {
            "name": "topPosts",
            "kind": "query",
            "returns": "[Post]",
            "reaches": ["function echo"],
            "triggeredBy": [],
            "checkedBy": ["resolver"],
        }
    ]
    assert found["functions"] == ["echo"]
    post = {"kind": "model", "name": "Post"}
    author = {"kind": "owner", "provider": "userPool", "field": "author", "claim": "sub::username"}
    editors = {"kind": "group", "provider": "userPool", "name": "Editors", "claim": "cognito:groups"}
    administrator, api_key = {"kind": "administrator"}, {"kind": "apiKey"}
    rows = found["access"]
    assert {"subject": post, "operation": "get", "name": "Query.getPost", "callers": [author, api_key, editors, administrator]} in rows
    assert {"subject": post, "operation": "read", "fields": ["title", "author"], "callers": [author, api_key, administrator]} in rows
    assert {
        "subject": post,
        "operation": "relationship",
        "name": "Post.comments",
        "leadsTo": "Comment",
        "callers": [{"kind": "signedIn", "provider": "userPool"}, administrator],
        "also": [author, api_key, administrator],
    } in rows
    assert {
        "subject": {"kind": "operation", "name": "topPosts"},
        "operation": "query",
        "name": "Query.topPosts",
        "callers": [api_key, editors, administrator],
    } in rows
    assert {
        "subject": {"kind": "function", "name": "echo"},
        "operation": "query",
        "name": "Query.*",
        "callers": [{"kind": "function", "name": "echo"}],
    } in rows


def test_two_formats_at_once_are_wrong_usage(shop: Path, run: Run) -> None:
    result = run("access", "--json", "--format", "markdown")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "amplify-pulumi: --json and --format markdown contradict each other: name one of them\n"


def test_a_mistake_in_the_schema_is_said_and_nothing_else(folder: Path, run: Run) -> None:
    (folder / "schema.yaml").write_text("models: { Todo: { fields: { a: Strng }, authorization: { allow: publicApiKey } } }")
    result = run("access", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "schema.yaml:1:32: error AP2001: " in result.stderr
    assert result.stderr.endswith("schema.yaml: 1 mistake\n")


def test_no_schema_is_wrong_usage(folder: Path, run: Run) -> None:
    result = run("access")
    assert (result.exit_code, result.stdout) == (2, "")


def test_strict_makes_a_warning_a_mistake(folder: Path, run: Run) -> None:
    """Amplify lets an operation be named twice in a rule."""
    text = "type Todo @model @auth(rules: [{ allow: public, operations: [create, create] }]) {\n  content: String\n}\n"
    (folder / "schema.graphql").write_text(text)
    lenient, strict = run("access"), run("access", "--strict")
    assert lenient.exit_code == 0
    assert "!   create" in lenient.stdout
    assert (strict.exit_code, strict.stdout) == (1, "")
    assert "warning AP" in lenient.stderr


def test_every_language_says_the_same(folder: Path, run: Run) -> None:
    """The same rules in YAML, Python and GraphQL: the same rows."""
    (folder / "schema.yaml").write_text(
        "models: { Todo: { fields: { a: String }, authorization: [{ allow: publicApiKey }, { allow: owner, transferable: true }] } }"
    )
    (folder / "schema.py").write_text(
        "from amplify_pulumi import a, allow\n"
        "schema = a.schema(Todo=a.model(a=a.string()).authorization(allow.public_api_key(), allow.owner(transferable=True)))\n"
    )
    (folder / "schema.graphql").write_text("type Todo @model @auth(rules: [{ allow: public }, { allow: owner }]) {\n  a: String\n}\n")
    printed = [run("access", name, "--json") for name in ("schema.yaml", "schema.py", "schema.graphql")]
    assert [each.exit_code for each in printed] == [0, 0, 0]
    assert printed[0].stdout == printed[1].stdout == printed[2].stdout
