"""What is said of fields becomes what the model of the schema has for it. Expected values are written by hand."""

from __future__ import annotations

import pytest
from builder_support import said

from amplify_pulumi import a, allow
from amplify_pulumi.schema.model import CustomType, Enum, Field, Relationship, Rule, Validation


def fields(**more):
    """Return the fields of a model, and what else the schema has got from them."""
    document = said(a.schema(Todo=a.model(more)))
    return document.models[0].fields, document


def field(**more):
    (only,), _ = fields(**more)
    return only


@pytest.mark.parametrize(
    ("made", "scalar"),
    [
        (a.id(), "ID"),
        (a.string(), "String"),
        (a.integer(), "Int"),
        (a.float(), "Float"),
        (a.boolean(), "Boolean"),
        (a.date(), "AWSDate"),
        (a.time(), "AWSTime"),
        (a.datetime(), "AWSDateTime"),
        (a.timestamp(), "AWSTimestamp"),
        (a.email(), "AWSEmail"),
        (a.json(), "AWSJSON"),
        (a.phone(), "AWSPhone"),
        (a.url(), "AWSURL"),
        (a.ip_address(), "AWSIPAddress"),
    ],
)
def test_every_scalar_alone_required_and_in_arrays(made, scalar):
    """S002-87, S002-119: the scalars of A2, with `.required()` and `.array()` in every combination."""
    assert field(x=made) == Field(name="x", type=scalar)
    assert field(x=made.required()) == Field(name="x", type=scalar, required=True)
    assert field(x=made.array()) == Field(name="x", type=scalar, array=True)
    assert field(x=made.required().array()) == Field(name="x", type=scalar, array=True, required=True)
    assert field(x=made.array().required()) == Field(name="x", type=scalar, array=True, array_required=True)
    every = Field(name="x", type=scalar, array=True, required=True, array_required=True)
    assert field(x=made.required().array().required()) == every


@pytest.mark.parametrize(
    ("made", "spelled"),
    [
        (a.string().default("My new Todo"), "My new Todo"),
        (a.string().default(""), ""),
        (a.string().default('say "x" \\ $'), 'say "x" \\ $'),
        (a.integer().default(-5), "-5"),
        (a.float().default(1.5), "1.5"),
        (a.float().default(2), "2"),
        (a.float().default(2.0), "2"),
        (a.float().default(1e-7), "1e-7"),
        (a.boolean().default(True), "true"),  # noqa: FBT003 (the value itself)
        (a.boolean().default(False), "false"),  # noqa: FBT003 (likewise)
        (a.timestamp().default(1577836800), "1577836800"),
        (a.date().default("2020-01-01"), "2020-01-01"),
        (a.json().default("[1,2]"), "[1,2]"),
        (a.json().default([1, 2]), "[1,2]"),
        (a.json().default({"a": [None, True], "ü": 1.0}), '{"a":[null,true],"ü":1}'),
        (a.json().default(False), "false"),  # noqa: FBT003 (likewise)
        (a.ref("Status").default("DRAFT"), "DRAFT"),
    ],
)
def test_defaults_are_spelled_as_amplify_spells_them(made, spelled):
    """`@default(value:)` takes text: numbers as JavaScript prints them, JSON without spaces."""
    assert field(x=made).default == spelled


def test_validations_keep_their_order_and_messages():
    """`positive` and `negative` are `gt` 0 and `lt` 0, as in Amplify."""
    assert field(x=a.string().validate(max_length=20, min_length=(3, "too short"), matches="^a$")).validations == (
        Validation(kind="maxLength", value="20"),
        Validation(kind="minLength", value="3", message="too short"),
        Validation(kind="matches", value="^a$"),
    )
    assert field(x=a.string().validate(starts_with="a", ends_with=("b", "end!"))).validations == (
        Validation(kind="startsWith", value="a"),
        Validation(kind="endsWith", value="b", message="end!"),
    )
    assert field(x=a.float().validate(negative=True, gt=-1000, lte=-0.5)).validations == (
        Validation(kind="lt", value="0"),
        Validation(kind="gt", value="-1000"),
        Validation(kind="lte", value="-0.5"),
    )
    assert field(x=a.integer().validate(positive="be positive", lt=(5, "five"), gte=1)).validations == (
        Validation(kind="gt", value="0", message="be positive"),
        Validation(kind="lt", value="5", message="five"),
        Validation(kind="gte", value="1"),
    )


def test_rules_of_fields():
    rules = (Rule(allow="owner"), Rule(allow="authenticated", operations=("read",)))
    said_of_it = (allow.owner(), allow.authenticated().to("read"))
    assert field(x=a.string().authorization(*said_of_it)).authorization == rules
    assert field(x=a.string().authorization(*said_of_it).array()).authorization == rules
    assert field(x=a.string().array().authorization(*said_of_it)).authorization == rules
    assert field(x=a.ref("T").authorization(*said_of_it)).authorization == rules


def test_enums_and_types_in_place_get_the_names_that_amplify_gives_them():
    """S002-88, S002-89. Names: `<Model><Field>`, and so on into types in types; the outer type stands before the inner."""
    stage = a.enum(["PROSPECT", "PURCHASED"])
    location = a.custom_type(lat=a.float().required(), inner=a.custom_type(kind=a.enum(["A"]), x=a.integer()))
    found, document = fields(engagementStage=stage, location=location.required())
    assert found == (Field(name="engagementStage", type="TodoEngagementStage"), Field(name="location", type="TodoLocation", required=True))
    assert document.enums == (
        Enum(name="TodoEngagementStage", values=("PROSPECT", "PURCHASED")),
        Enum(name="TodoLocationInnerKind", values=("A",)),
    )
    outer = CustomType(
        name="TodoLocation",
        fields=(Field(name="lat", type="Float", required=True), Field(name="inner", type="TodoLocationInner")),
    )
    inner = CustomType(
        name="TodoLocationInner",
        fields=(Field(name="kind", type="TodoLocationInnerKind"), Field(name="x", type="Int")),
    )
    assert document.types == (outer, inner)


def test_enums_and_types_in_place_can_be_required_and_arrays():
    assert field(x=a.enum(["A"]).required().array().required()) == Field(
        name="x", type="TodoX", required=True, array=True, array_required=True
    )
    assert field(x=a.enum(["A"]).default("A")) == Field(name="x", type="TodoX", default="A")
    assert field(x=a.enum(["A"]).authorization(allow.owner())).authorization == (Rule(allow="owner"),)
    assert field(x=a.custom_type(y=a.string()).array()) == Field(name="x", type="TodoX", array=True)
    assert field(x=a.custom_type(y=a.string()).authorization(allow.owner())).authorization == (Rule(allow="owner"),)


def test_references_to_named_types():
    assert field(x=a.ref("Status")) == Field(name="x", type="Status")
    assert field(x=a.ref("Status").required().array()) == Field(name="x", type="Status", required=True, array=True)


def test_relationships():
    """S002-95, S002-102, S002-109: one reference or several, in the order of the identifier."""
    found, _ = fields(
        many=a.has_many("Child", "todoId"),
        required=a.has_many("Child", ["r1", "r2"]).value_required().authorization(allow.guest()),
        one=a.has_one("Cart", "todoId").required(),
        parent=a.belongs_to("Parent", ["p1", "p2"]).authorization(allow.owner()),
    )
    assert found == (
        Relationship(name="many", kind="hasMany", model="Child", references=("todoId",)),
        Relationship(
            name="required",
            kind="hasMany",
            model="Child",
            references=("r1", "r2"),
            value_required=True,
            authorization=(Rule(allow="guest"),),
        ),
        Relationship(name="one", kind="hasOne", model="Cart", references=("todoId",), required=True),
        Relationship(name="parent", kind="belongsTo", model="Parent", references=("p1", "p2"), authorization=(Rule(allow="owner"),)),
    )


def test_names_that_are_keywords_of_python_come_in_a_dict():
    document = said(a.schema({"class": a.model({"from": a.string()}, to=a.custom_type({"is": a.string()}))}))
    assert document.models[0].name == "class"
    assert [each.name for each in document.models[0].fields] == ["from", "to"]
    assert document.types[0].fields[0].name == "is"


def test_a_builder_never_changes():
    """Fields, rules and models can be shared and told more in several ways."""
    text = a.string()
    required = text.required()
    assert field(x=text) == Field(name="x", type="String")
    assert field(x=required) == Field(name="x", type="String", required=True)
    rule = allow.owner()
    rule.to("read")
    assert field(x=text.authorization(rule)).authorization == (Rule(allow="owner"),)
    with pytest.raises(AttributeError):
        text.type = "Int"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: a.string().default(5), "the default of a field of type String must be a str, not int"),
        (lambda: a.string().default(None), "the default of a field of type String must be a str, not None"),
        (lambda: a.integer().default(True), "must be an int, not bool"),  # noqa: FBT003 (the value itself)
        (lambda: a.float().default("1"), "must be a float, not str"),
        (lambda: a.float().default(float("nan")), "must be a finite number"),
        (lambda: a.boolean().default(1), "must be True or False, not int"),
        (lambda: a.json().default(None), "cannot be None"),
        (lambda: a.json().default({"x": {1}}), "set is not JSON serializable"),
        (lambda: a.json().default(float("inf")), "not a JSON value"),
        (lambda: a.enum("A"), "the values of an enum must be a list of str, not str"),
        (lambda: a.enum([1]), "each item of the values of an enum must be a str, not int"),
        (lambda: a.ref(a.string()), "the type of a.ref() must be a str, not StringField"),
        (lambda: a.model(x="String"), "x must be made by a.string(), a.ref(…) or the like, or a.has_many(…), not str"),
        (lambda: a.model(x=a.string), "x must be made by a.string()"),
        (lambda: a.model(["x"]), "a model must be given as keywords or as a dict, not as list"),
        (lambda: a.model({5: a.string()}), "each name of a model must be a str, not int"),
        (lambda: a.model({"x": a.string()}, x=a.string()), "a model has 'x' twice: in the dict and as a keyword"),
        (lambda: a.custom_type(x=a.belongs_to("A", "b")), "x must be made by a.string()"),
        (lambda: a.has_many("A", 5), "the references of a.has_many() must be a list of str, not int"),
        (lambda: a.string().authorization("owner"), "each rule of .authorization() must be made by allow.…(), not str"),
    ],
)
def test_values_of_other_python_types_are_refused_at_once(wrong, message):
    """What a type checker finds is a TypeError, with a text that says what to write."""
    with pytest.raises(TypeError) as refused:
        wrong()
    assert message in str(refused.value)
