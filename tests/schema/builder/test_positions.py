"""Every mistake points at its place in the user's program: file, line and column. All of them are found at once."""

from __future__ import annotations

import subprocess
import sys

import pytest
from builder_support import HEAD, found, load, underlined

from amplify_pulumi import a, allow
from amplify_pulumi.schema import SchemaError, load_builder, load_schema

READING = {"AP1006", "AP1007", "AP1008", "AP1014", "AP4001", "AP4003"}
"""Codes of mistakes in how a thing was said; what was said is for the rules, which have tests of their own."""


def test_all_mistakes_at_once_each_at_its_word(tmp_path):
    """Wrong words, in a statement of many lines: each place is the word itself, not the head of the statement."""
    loaded = load(
        tmp_path,
        """
schema = a.schema(
    Todo=a.model(
        content=a.string().validate(min_length="3", minimum=3),
        stage=a.enum(["A"]),
        more=a.string().validate(),
    )
    .disable_operations("list", "lst")
    .secondary_indexes(a.index("stage").projection("SOME"))
    .authorization(
        allow.owner("cognito").to("read", "reed"),
        allow.group("Admin", provider="saml"),
        allow.owner_defined_in("content", "x"),
        allow.guest().to(),
    ),
    receive=a.subscription().for_(a.ref("Todo").mutations("insert")).handler(a.handler.custom(entry="./x.js"))
    .authorization(),
).authorization(
    allow.resource("f").to("mutation"),
).api(a.api(default_authorization_mode="cognito", logging=a.logging(field_log_level="loud")))
""",
    )
    assert [(code, text[:20]) for code, text in underlined(loaded) if code in READING] == [
        ("AP1008", 'min_length="3", mini'),
        ("AP1006", "minimum=3),"),
        ("AP1008", "validate(),"),
        ("AP1014", '"lst")'),
        ("AP1014", '"SOME"))'),
        ("AP1014", '"cognito").to("read"'),
        ("AP4003", '"reed"),'),
        ("AP1014", '"saml"),'),
        ("AP1014", '"x"),'),
        ("AP1008", "to(),"),
        ("AP1014", '"insert")).handler(a'),
        ("AP4001", "authorization(),"),
        ("AP1014", '"mutation"),'),
        ("AP1014", '"cognito", logging=a'),
        ("AP1014", '"loud")))'),
    ]
    assert loaded.schema is None
    assert {each.position.language for each in loaded.problems} == {"python"}
    assert {each.position.file for each in loaded.problems} == {str(tmp_path / "schema.py")}


def test_words_have_suggestions(tmp_path):
    program = """schema = a.schema(T=a.model(x=a.string()).authorization(allow.owner("cognito").to("write")))"""
    assert found(load(tmp_path, program)) == [
        ("AP1014", 2, 69, 'A provider cannot be "cognito". Did you mean "userPools"?'),
        ("AP4003", 2, 83, 'An operation cannot be "write". Did you mean "update"?'),
    ]


def test_what_is_said_twice(tmp_path):
    """Type checkers find this for models and operations; a program that is not checked is told, too."""
    loaded = load(
        tmp_path,
        """
text = a.string().required()
schema = a.schema(
    T=a.model(x=text.default("a").default("b"), y=text.required()).identifier(["x"])
    .identifier(["y"]).authorization(allow.owner().to("read").identity_claim("a")),
    q=a.query().returns(a.string()).returns(a.integer()),
).authorization(allow.owner()).authorization(allow.guest())
""",
    )
    assert [(code, text[:12]) for code, text in underlined(loaded) if code in READING] == [
        ("AP1007", 'default("b")'),
        ("AP1007", "text.require"),
        ("AP1007", "identifier(["),
        ("AP1007", "returns(a.in"),
        ("AP1007", "authorizatio"),
    ]
    message = f'`.identifier()` stands twice at the model "T": first in {tmp_path / "schema.py"}:5'
    assert message in {each.message for each in loaded.problems}


def test_what_cannot_be_said_here(tmp_path):
    """Nothing is ignored: a type that says more than its place can hold is a mistake."""
    loaded = load(
        tmp_path,
        """
schema = a.schema(
    T=a.model(x=a.string()).authorization(allow.owner()),
    q=a.query().arguments(x=a.string().authorization(allow.owner())).returns(a.string().default("x").array())
    .handler(a.handler.custom(entry="./x.js", data_source=a.ref("T").required())),
    s=a.subscription().for_(a.ref("m").required(), a.ref("T").required().mutations("create")),
)
""",
    )
    assert [(code, text[:9]) for code, text in underlined(loaded) if code in READING] == [
        ("AP1006", "x=a.strin"),
        ("AP1006", 'default("'),
        ("AP1006", "required("),
        ("AP1006", "required("),
        ("AP1006", "required("),
    ]


def test_the_api_stands_once(tmp_path):
    """Also where several schemas are combined."""
    loaded = load(
        tmp_path,
        """
one = a.schema(T=a.model(x=a.string()).authorization(allow.owner())).api(a.api(name="one"))
schema = a.combine([one]).api(a.api(name="two"))
""",
    )
    message = f"`.api()` stands at two schemas that are combined: first in {tmp_path / 'schema.py'}:3"
    assert found(loaded) == [("AP1015", 4, 27, message)]


def test_what_rules_find_points_at_the_name_or_the_word(tmp_path):
    """The rules of validation work on the positions that the reader keeps: names, types, references, rules."""
    loaded = load(
        tmp_path,
        """
schema = a.schema(
    {
        "Blog": a.model(
            name=a.ref("Nope"),
            posts=a.has_many("Post", "blogId"),
            wrong=a.has_many("Pst", "blogId"),
        ),
        "Post": a.model({"class": a.ref("Missing"), "blogId": a.integer()}, blog=a.belongs_to("Blog", "blogId")),
    },
).authorization(allow.owner())
""",
    )
    assert [(code, text[:14]) for code, text in underlined(loaded)] == [
        ("AP2001", '"Nope"),'),
        ("AP3001", '"Pst", "blogId'),
        ("AP2001", '"Missing"), "b'),
        ("AP3006", '"blogId": a.in'),
    ]


def test_places_in_helpers_and_loops_are_those_of_the_calls(tmp_path):
    """What a helper makes stands in the helper; a name that is computed stands where its value was made."""
    loaded = load(
        tmp_path,
        """
def stamps():
    return {"made": a.ref("Nope1")}

fields = {f"x{number}": a.ref("Nope2") for number in range(1)}
index = a.index
models = list(map(a.model, [fields]))
schema = a.schema(A=a.model(**stamps()), B=models[0], C=a.model({**fields, "y": a.string()}).secondary_indexes(
    *[index(each) for each in ["z"]]
)).authorization(allow.owner())
""",
    )
    places = [(each.code, each.position.line) for each in loaded.problems]
    assert ("AP2001", 4) in places
    assert ("AP2001", 6) in places
    assert ("AP3009", 10) in places


def test_wide_characters_count_as_one(tmp_path):
    """Python counts columns in bytes, messages in characters."""
    loaded = load(tmp_path, 'schema = a.schema(T=a.model(ä=a.string(), x=a.string().validate(matches=("ü€", "ü"), nope=1)))\n')
    assert [(code, text) for code, text in underlined(loaded) if code == "AP1006"] == [("AP1006", "nope=1)))")]


def test_a_schema_of_the_running_program_points_into_it():
    """`build()` raises once, with everything, and with the lines of this very file."""
    schema = a.schema(
        Todo=a.model(content=a.ref("Nope")).authorization(allow.owner().to("reed")),
    )
    with pytest.raises(SchemaError) as raised:
        schema.build()
    unknown, problem = raised.value.problems
    assert unknown.source_line[unknown.position.column - 1 :].startswith('"Nope"')
    assert problem.source_line.strip().startswith("Todo=a.model(content=")
    assert problem.source_line[problem.position.column - 1 :].startswith('"reed"')
    assert problem.position.file.endswith("test_positions.py")
    assert "test_positions.py" in str(raised.value)


def test_a_good_schema_builds():
    schema = a.schema(Todo=a.model(content=a.string()).authorization(allow.owner()))
    assert schema.build() == load_builder(schema).schema
    assert [each.name for each in schema.build().models] == ["Todo"]


def test_programs_without_text_or_columns_still_have_lines(tmp_path):
    """`python -X no_debug_ranges` and code that stands in no file: the line, or at least the file."""
    program = 'schema = a.schema(\n    T=a.model(x=a.string()).authorization(\n        allow.owner().to("reed"),\n    ),\n)\n'
    (tmp_path / "schema.py").write_text(HEAD + program)
    script = "from amplify_pulumi.schema import load_schema; print([(p.code, p.position.line) for p in load_schema('schema.py').problems])"
    ended = subprocess.run(
        [sys.executable, "-X", "no_debug_ranges", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "[('AP4003', 4)]"
    variables: dict[str, object] = {}
    exec(compile(HEAD + program, "<made>", "exec"), variables)
    (problem,) = load_builder(variables["schema"]).problems
    assert (problem.position.file, problem.position.line, problem.source_line) == ("<made>", 4, None)


def test_the_yaml_of_a_mistake_and_its_python_have_one_code(tmp_path):
    """What is wrong in one language is wrong in the other, by the same code."""
    (tmp_path / "schema.yaml").write_text("models: { T: { fields: { x: Nope }, authorization: { allow: owner } } }\n")
    python = load(tmp_path, 'schema = a.schema(T=a.model(x=a.ref("Nope")).authorization(allow.owner()))\n')
    assert [each.code for each in python.problems] == [each.code for each in load_schema(tmp_path / "schema.yaml").problems] == ["AP2001"]


def test_values_of_enums_and_words_of_indexes(tmp_path):
    """The word itself, written as a list or as arguments; what a program computes stands where the call does."""
    loaded = load(
        tmp_path,
        """\
from amplify_pulumi import a, allow

COMPUTED = ["x-y"]
schema = a.schema(
    T=a.model(
        title=a.string(),
        done=a.boolean(),
        e=a.enum(["A", "B", "A"]),
        f=a.enum(values=("OK", "not-ok")),
        g=a.enum(COMPUTED),
    )
    .secondary_indexes(
        a.index("titel"),
        a.index("title").sort_keys("e", "done").name("n!"),
        a.index("title").name("other").projection("INCLUDE", ["done", "gone"]),
    )
    .authorization(allow.owner()),
    Status=a.enum(["UP", "null"]),
)
""",
    )
    assert [(code, text[:8]) for code, text in underlined(loaded)] == [
        ("AP2014", '"A"]),'),
        ("AP2014", '"not-ok"'),
        ("AP2014", "a.enum(C"),
        ("AP3009", '"titel")'),
        ("AP3011", '"done").'),
        ("AP3012", '"n!"),'),
        ("AP3013", '"gone"])'),
        ("AP2014", '"null"])'),
    ]
