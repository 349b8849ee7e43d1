"""Files: what cannot be read, what is included, and what is watched. Each trouble is one clear line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from schema_support import found, load, yaml_model

from amplify_pulumi.schema import SchemaError, load_schema, load_text, require_schema
from amplify_pulumi.schema.loader import MAX_FILES
from amplify_pulumi.schema.model import Api, Rule

GOOD = yaml_model("a: Int")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write(**files: str) -> None:
    for name, text in files.items():
        path = Path(name.replace("__", "/").replace("_yaml", ".yaml").replace("_graphql", ".graphql"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def places(loaded):
    return [(each.code, f"{each.position.file}:{each.position.line}:{each.position.column}", each.message) for each in loaded.problems]


def test_a_good_file():
    write(schema_yaml=GOOD)
    loaded = load_schema(Path("schema.yaml"))
    assert loaded.problems == ()
    assert [each.name for each in loaded.schema.models] == ["Todo"]
    assert loaded.files == (Path("schema.yaml"),)


def test_a_name_as_text_will_do():
    write(schema_yaml=GOOD)
    assert load_schema("schema.yaml").schema == load_schema(Path("schema.yaml")).schema


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".YAML"])
def test_suffixes_of_yaml(suffix):
    Path(f"schema{suffix}").write_text(GOOD)
    assert load_schema(f"schema{suffix}").schema is not None


@pytest.mark.parametrize("suffix", [".graphql", ".graphqls", ".gql"])
def test_suffixes_of_graphql(suffix):
    Path(f"schema{suffix}").write_text("type Todo @model @auth(rules: [{allow: public}]) { a: Int }")
    assert load_schema(f"schema{suffix}").schema is not None


def test_missing_file():
    loaded = load_schema("schema.yaml")
    assert places(loaded) == [("AP1001", "schema.yaml:1:1", "There is no file schema.yaml")]
    assert loaded.files == (Path("schema.yaml"),)


def test_directory():
    Path("schema.yaml").mkdir()
    assert places(load_schema("schema.yaml")) == [("AP1001", "schema.yaml:1:1", "schema.yaml is a directory")]


def test_file_that_is_no_file():
    os.mkfifo("schema.yaml")
    assert places(load_schema("schema.yaml")) == [("AP1001", "schema.yaml:1:1", "schema.yaml is not a regular file")]


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read everything")
def test_unreadable_file():
    write(schema_yaml=GOOD)
    Path("schema.yaml").chmod(0)
    assert places(load_schema("schema.yaml")) == [("AP1001", "schema.yaml:1:1", "schema.yaml cannot be read: Permission denied")]


def test_file_that_fails_to_open(monkeypatch):
    """Whatever the system answers is passed on (here for administrators, too, who may read everything)."""
    write(schema_yaml=GOOD)

    def refuse(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert places(load_schema("schema.yaml")) == [("AP1001", "schema.yaml:1:1", "schema.yaml cannot be read: Permission denied")]


@pytest.mark.parametrize("name", ["schema.txt", "schema", "schema.json"])
def test_unknown_language(name):
    Path(name).write_text(GOOD)
    [(code, place, message)] = places(load_schema(name))
    assert (code, place, message) == ("AP1001", f"{name}:1:1", f"{name} is not a schema file by its name")


@pytest.mark.parametrize("name", ["a\0b.yaml", "x" * 5_000 + ".yaml", "\udcff.yaml"])
def test_names_that_no_file_has(name):
    [problem] = load_schema(name).problems
    assert (problem.code, problem.position.line, problem.position.column) == ("AP1001", 1, 1)


@pytest.mark.parametrize(
    ("content", "code", "line", "column", "message"),
    [
        (b"", "AP1003", 1, 1, "This file is empty"),
        (b"models:\n  A: # caf\xe9\n", "AP1002", 2, 11, "The byte 0xE9 is not UTF-8 text"),
        (GOOD.encode("utf-16"), "AP1002", 1, 1, "This file is UTF-16"),
        (GOOD.encode("utf-16-be"), "AP1002", 1, 1, "This is a binary file, not text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "AP1002", 1, 1, "This is a binary file, not text"),
        (bytes(range(256)), "AP1002", 1, 1, "This is a binary file, not text"),
        (b"models:\n  \x07: x\n", "AP1002", 2, 3, "The control character U+0007 cannot stand in a schema"),
        (b"x" * (2 * 1024 * 1024 + 1), "AP1011", 1, 1, "This file is larger than 2 MiB"),
    ],
    ids=["empty", "latin-1", "utf-16", "utf-16-be", "png", "bytes", "bell", "large"],
)
@pytest.mark.parametrize("name", ["schema.yaml", "schema.graphql"])
def test_content_that_is_no_text(name, content, code, line, column, message):
    Path(name).write_bytes(content)
    assert places(load_schema(name)) == [(code, f"{name}:{line}:{column}", message)]


def test_byte_order_mark_is_left_out():
    Path("schema.yaml").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load_schema("schema.yaml").problems == ()
    Path("schema.graphql").write_bytes(b"\xef\xbb\xbftype __ { a: Int }")
    assert "schema.graphql:1:6" in [each[1] for each in places(load_schema("schema.graphql"))]


def test_binary_text():
    assert found(load("models: \ud800"))[0][1:4] == ("AP1002", 1, 9)


def test_includes_of_both_languages():
    """Files are relative to the one that includes them; rules at the head of a file are for the models of that file."""
    write(
        schema_yaml="include: [parts/blog.yaml, todo.graphql]\napi: { name: Main }\nauthorization: { allow: owner }\n",
        parts__blog_yaml="include: ../common/tag.yaml\nauthorization: { allow: authenticated }\nmodels:\n  Blog: { fields: { a: Int } }\n",
        common__tag_yaml="models:\n  Tag: { fields: { a: Int } }\n",
        todo_graphql="type Todo @model { a: Int }\ntype Open @model @auth(rules: [{allow: public}]) { a: Int }\n",
    )
    loaded = load_schema("schema.yaml")
    assert loaded.problems == ()
    assert loaded.schema.api == Api(name="Main")
    assert loaded.schema.authorization == (Rule(allow="owner"),)
    assert {each.name: each.authorization for each in loaded.schema.models} == {
        "Blog": (Rule(allow="authenticated"),),
        "Tag": None,
        "Todo": None,
        "Open": (Rule(allow="publicApiKey"),),
    }
    assert loaded.files == tuple(map(Path, ("schema.yaml", "parts/blog.yaml", "common/tag.yaml", "todo.graphql")))


def test_mistakes_in_included_files_come_in_the_order_of_files():
    write(
        schema_yaml="include: [b.yaml, a.yaml]\nmodels:\n  M: { fields: { x: Strng }, authorization: { allow: owner } }\n",
        a_yaml="models:\n  A: { fields: { x: Strng }, authorization: { allow: owner } }\n",
        b_yaml="models:\n  B: { fields: { x: Strng }, authorization: { allow: owner } }\n",
    )
    loaded = load_schema("schema.yaml")
    assert [each[1] for each in places(loaded)] == ["schema.yaml:3:21", "b.yaml:2:21", "a.yaml:2:21"]
    assert [each.source_line.strip()[0] for each in loaded.problems] == ["M", "B", "A"]


def test_model_in_two_files_names_both_places():
    write(schema_yaml="include: [more.graphql]\n" + GOOD, more_graphql="\ntype Todo @model @auth(rules: [{allow: public}]) { a: Int }")
    loaded = load_schema("schema.yaml")
    assert places(loaded) == [("AP2006", "more.graphql:2:6", 'The model "Todo" is defined twice: first in schema.yaml:3')]


def test_api_in_two_files():
    write(schema_yaml="include: [more.yaml]\napi: { name: A }\n" + GOOD, more_yaml="api: { name: B }\n")
    assert places(load_schema("schema.yaml")) == [("AP1015", "more.yaml:1:1", "`api` stands in two files: first in schema.yaml:2")]


def test_api_in_an_included_file():
    write(schema_yaml="include: [api.yaml]\n" + GOOD, api_yaml="api: { name: B }\n")
    assert load_schema("schema.yaml").schema.api == Api(name="B")


def test_circle_of_includes():
    write(schema_yaml="include: [a.yaml]\n" + GOOD, a_yaml="include:\n  - schema.yaml\n")
    assert places(load_schema("schema.yaml")) == [("AP1010", "a.yaml:2:5", "schema.yaml is included by a file that it includes")]


def test_file_that_includes_itself():
    write(schema_yaml="include: [./schema.yaml]\n" + GOOD)
    assert places(load_schema("schema.yaml")) == [("AP1010", "schema.yaml:1:11", "schema.yaml includes itself")]


def test_file_that_is_included_twice():
    write(schema_yaml="include: [a.yaml, b/../a.yaml]\n", a_yaml=GOOD)
    assert places(load_schema("schema.yaml")) == [("AP1010", "schema.yaml:1:19", "a.yaml is included already")]


def test_included_file_that_is_missing_is_watched():
    write(schema_yaml="include: [parts/none.yaml]\n" + GOOD)
    loaded = load_schema("schema.yaml")
    assert places(loaded) == [("AP1001", "schema.yaml:1:11", "There is no file parts/none.yaml")]
    assert loaded.files == (Path("schema.yaml"), Path("parts/none.yaml"))


def test_included_folder_and_language():
    Path("parts.yaml").mkdir()
    write(schema_yaml="include: [parts.yaml, schema.txt]\n" + GOOD)
    Path("schema.txt").write_text("x")
    assert places(load_schema("schema.yaml")) == [
        ("AP1001", "schema.yaml:1:11", "parts.yaml is a directory"),
        ("AP1001", "schema.yaml:1:23", "schema.txt is not a schema file by its name"),
    ]


@pytest.mark.parametrize(
    "path", ["/etc/hostname", "~/schema.yaml", "https://example.com/a.yaml", "file:///a.yaml", "parts\\\\a.yaml", "C:a.yaml"]
)
def test_include_of_what_is_elsewhere(path):
    """A schema takes in what lies beside it: nothing of another machine, nothing by an absolute name."""
    write(schema_yaml=f'include: ["{path}"]\n' + GOOD)
    [(code, place, message)] = places(load_schema("schema.yaml"))
    assert (code, place) == ("AP1010", "schema.yaml:1:11")
    assert message.endswith(" is not a relative path")


def test_include_of_a_name_that_no_file_has():
    write(schema_yaml='include: ["a\\0.yaml"]\n' + GOOD)
    assert [each[:2] for each in places(load_schema("schema.yaml"))] == [("AP1001", "schema.yaml:1:11")]


def test_circle_of_links():
    Path("a.yaml").symlink_to("b.yaml")
    Path("b.yaml").symlink_to("a.yaml")
    write(schema_yaml="include: [a.yaml]\n" + GOOD)
    assert [each[:2] for each in places(load_schema("schema.yaml"))] == [("AP1001", "schema.yaml:1:11")]


def test_include_is_one_text_or_a_list():
    write(schema_yaml="include: a.yaml\n", a_yaml=GOOD)
    assert load_schema("schema.yaml").problems == ()
    write(schema_yaml="include: [{ file: a.yaml }]\n" + GOOD)
    assert places(load_schema("schema.yaml")) == [("AP1008", "schema.yaml:1:11", "A file of `include` must be a text, not a mapping")]


def test_too_many_files():
    write(schema_yaml="include: [p0.yaml]\n" + GOOD)
    for number in range(MAX_FILES + 5):
        Path(f"p{number}.yaml").write_text(f"include: [p{number + 1}.yaml]\n")
    [(code, place, message)] = places(load_schema("schema.yaml"))
    assert (code, place, message) == ("AP1011", f"p{MAX_FILES - 2}.yaml:1:11", f"The schema has more than {MAX_FILES} files")


def test_text_has_files_only_with_a_folder(tmp_path):
    write(a_yaml=GOOD)
    text = "include: [a.yaml]\n"
    assert [each[1:] for each in found(load(text))] == [("AP1010", 1, 11, "A schema that is not in a file cannot include files")]
    assert load_text(text, directory=tmp_path).problems == ()


def test_language_of_a_text_follows_from_its_name():
    sdl = "type Todo @model @auth(rules: [{allow: public}]) { a: Int }"
    assert load_text(sdl, file="schema.graphql").problems == ()
    assert load_text(sdl, language="graphql").problems == ()
    assert load_text(GOOD).problems == ()


def test_schema_or_nothing():
    assert require_schema(load(GOOD)).models[0].name == "Todo"
    with pytest.raises(SchemaError) as caught:
        require_schema(load("models: {}\n"))
    assert [each.code for each in caught.value.problems] == ["AP2011"]
    assert "schema.yaml:1:1: error AP2011: There are no models" in str(caught.value)
