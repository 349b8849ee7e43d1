"""What holds for every two schemas: drawn at random from few names, so that they have much in common."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from difference_support import shorts, side_of
from graphql.utilities.find_schema_changes import BreakingChange, find_schema_changes
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from amplify_pulumi.codegen.difference import Difference, difference
from amplify_pulumi.schema import load_schema, load_text, require_schema, validate
from amplify_pulumi.schema.errors import has_errors
from amplify_pulumi.schema.model import (
    CustomOperation,
    CustomType,
    Enum,
    Field,
    Function,
    FunctionAccess,
    FunctionHandler,
    Index,
    Model,
    Relationship,
    Returns,
    Rule,
    Schema,
)
from amplify_pulumi.schema.yaml_writer import write_yaml

CASES = sorted((Path(__file__).parents[2] / "conformance" / "cases").glob("*/gen1.graphql"))
TYPES = ("String", "Int", "Float", "ID", "AWSDate", "AWSJSON", "Boolean", "State", "Place")
KEYS = ("String", "Int", "ID", "AWSDate")
OPERATIONS = ("create", "update", "delete", "get", "list", "listen")
STATIC = (
    Rule(allow="publicApiKey"),
    Rule(allow="guest"),
    Rule(allow="authenticated"),
    Rule(allow="authenticated", provider="oidc"),
    Rule(allow="groups", groups=("Admin",)),
    Rule(allow="groups", groups=("Staff", "Admin")),
    Rule(allow="custom"),
)
RULES = (
    *STATIC,
    Rule(allow="owner"),
    Rule(allow="owner", provider="oidc", claim="email"),
    Rule(allow="ownerDefinedIn", defined_in="keeper"),
    Rule(allow="ownerDefinedIn", defined_in="keeper", transferable=True),
    Rule(allow="ownersDefinedIn", defined_in="teams"),
    Rule(allow="groupsDefinedIn", defined_in="teams", claim="squads"),
)


@st.composite
def rules(draw, kinds, *, operations=True):
    chosen = draw(st.lists(st.sampled_from(kinds), unique=True, min_size=1, max_size=3))
    some = st.none() | st.lists(st.sampled_from(OPERATIONS), unique=True, min_size=1).map(tuple)
    return tuple(replace(each, operations=draw(some)) for each in chosen) if operations else tuple(chosen)


@st.composite
def fields(draw, *, own_rules):
    found = []
    for name in draw(st.lists(st.sampled_from("abcd"), unique=True, max_size=4)):
        array = draw(st.booleans())
        # A required field must be readable by whoever reads the item.
        required = draw(st.booleans()) and not own_rules
        own = draw(st.none() | rules(STATIC)) if own_rules and name in "ab" else None
        found.append(Field(name=name, type=draw(st.sampled_from(TYPES)), required=required, array=array, authorization=own))
    return found


@st.composite
def models(draw, name):
    own_rules = draw(st.booleans())
    values = draw(fields(own_rules=own_rules))
    keys = [each.name for each in values if not each.array and each.type in KEYS and each.authorization is None]
    identifier = tuple(each.name for each in values if each.name in keys and each.required)[:2] if draw(st.booleans()) else ()
    indexes = []
    for partition_key in draw(st.lists(st.sampled_from(keys), unique=True, max_size=2)) if keys else []:
        others = [each for each in keys if each != partition_key]
        sort_keys = draw(st.lists(st.sampled_from(others), unique=True, max_size=2)) if others else []
        query = draw(st.sampled_from([None, f"query{name}{partition_key}"]))
        if (partition_key,) != identifier[:1]:
            indexes.append(Index(partition_key=partition_key, sort_keys=tuple(sort_keys), query_field=query))
    return Model(
        name=name,
        fields=(*values, Field(name="keeper", type="String"), Field(name="teams", type="String", array=True)),
        identifier=identifier or None,
        indexes=tuple(indexes),
        disabled=tuple(draw(st.lists(st.sampled_from(["get", "delete", "subscriptions"]), unique=True, max_size=1))),
        authorization=draw(rules(RULES)),
    )


@st.composite
def schemas(draw):
    names = draw(st.lists(st.sampled_from(["Post", "Note", "Team"]), unique=True, min_size=1))
    drawn = {name: draw(models(name)) for name in names}
    if {"Post", "Team"} <= drawn.keys() and drawn["Team"].identifier is None and draw(st.booleans()):
        reference = draw(st.sampled_from(["teamId", "otherId"]))
        back = Relationship(name="team", kind="belongsTo", model="Team", references=(reference,))
        many = Relationship(name="posts", kind=draw(st.sampled_from(["hasMany", "hasOne"])), model="Post", references=(reference,))
        drawn["Post"] = replace(drawn["Post"], fields=(*drawn["Post"].fields, Field(name=reference, type="ID"), back))
        drawn["Team"] = replace(drawn["Team"], fields=(*drawn["Team"].fields, many))
    operations = [
        CustomOperation(
            kind=kind,
            name=name,
            arguments=tuple(draw(fields(own_rules=False))),
            returns=Returns(type=draw(st.sampled_from(["String", "Place", names[0]])), required=draw(st.booleans())),
            handlers=(FunctionHandler(function=draw(st.sampled_from(["one", "two"]))),),
            authorization=draw(rules(STATIC, operations=False)),
        )
        for kind, name in draw(st.lists(st.sampled_from([("query", "ask"), ("mutation", "tell")]), unique=True))
    ]
    values = draw(st.lists(st.sampled_from(["A", "B", "C"]), unique=True, min_size=1))
    place = draw(st.lists(st.sampled_from("abc"), unique=True, min_size=1))
    types = st.sampled_from(["Int", "Float", "String", "State"])
    access = draw(st.lists(st.sampled_from(["query", "mutate", "listen"]), unique=True))
    schema = Schema(
        models=tuple(drawn.values()),
        types=(CustomType(name="Place", fields=tuple(Field(name=each, type=draw(types), required=draw(st.booleans())) for each in place)),),
        enums=(Enum(name="State", values=tuple(values)),),
        operations=tuple(sorted(operations, key=lambda each: each.kind != "query")),
        functions=(Function(name="one"), Function(name="two")),
        access=(FunctionAccess(function="one", operations=tuple(access)),) if access else (),
    )
    assume(not has_errors(validate(schema)))
    return schema


def access_of(found: Difference, category: str) -> set[tuple[str, str | None]]:
    """Return what is opened or closed, as far as both directions say it in the same words."""
    findings = [each for each in found.findings if each.category == category and each.kind.startswith("access-")]
    return {(each.subject, _who(each.message), each.new if category == "opened" else each.old) for each in findings}


def _who(message: str) -> str:
    for word in (" may now: ", " may no longer: "):
        who, found, _ = message.partition(word)
        if found:
            return who
    return ""


@settings(max_examples=25)
@given(schemas())
def test_no_difference_with_itself(schema: Schema) -> None:
    found = difference(side_of(schema), side_of(schema))
    assert (found.findings, found.resources.added, found.resources.removed, found.resources.replaced) == ((), (), (), ())
    assert found.resources.updated == ()


@settings(max_examples=40)
@given(schemas(), schemas())
def test_what_one_direction_opens_the_other_closes(one: Schema, other: Schema) -> None:
    """Access, modes and issuers alike; and nothing fails on the way."""
    there, back = difference(side_of(one), side_of(other)), difference(side_of(other), side_of(one))
    assert access_of(there, "opened") == access_of(back, "closed")
    assert access_of(there, "closed") == access_of(back, "opened")
    modes = [
        {(each.category, each.kind, each.old or each.new) for each in found.findings if each.kind.startswith("mode-")}
        for found in (there, back)
    ]
    mirrored = {"opened": "closed", "closed": "opened", "mode-added": "mode-removed", "mode-removed": "mode-added"}
    assert {(mirrored[category], mirrored[kind], name) for category, kind, name in modes[0]} == modes[1]


@settings(max_examples=40)
@given(schemas(), schemas())
def test_no_breaking_change_is_missed(one: Schema, other: Schema) -> None:
    """Whatever graphql-core calls breaking of a type that the user named is told of that type, or of the operation."""
    sides = side_of(one), side_of(other)
    findings = [each for each in difference(*sides).findings if each.category != "added"]
    told = {each.subject for each in findings} | {each.subject.partition(".")[0] for each in findings}
    whole = {each.subject for each in findings if each.kind in ("model-removed", "model-renamed", "identifier-changed")}
    named = {each.name for each in (*one.models, *one.types, *one.enums)}
    for change in find_schema_changes(sides[0].graphql, sides[1].graphql):
        if not isinstance(change, BreakingChange) or change.type.name == "TYPE_REMOVED":
            continue
        found = re.search(r"\b([A-Za-z]\w*)\.(\w+)", change.description)
        assert found, change
        type_name, operation = found[1], found[0]
        if type_name in named:
            assert type_name in told, change
        elif type_name in ("Query", "Mutation", "Subscription"):
            assert operation in told or any(each in operation for each in whole), change
        else:
            assert told, change


@settings(max_examples=25)
@given(schemas(), st.randoms(use_true_random=False))
def test_order_means_nothing(schema: Schema, random) -> None:
    """Of models, fields, rules, values of enums, types and operations. What is deployed may change in place."""

    def mixed(things):
        return tuple(random.sample(things, len(things)))

    other = replace(
        schema,
        models=tuple(
            replace(each, fields=mixed(each.fields), indexes=mixed(each.indexes), authorization=mixed(each.authorization or ()))
            for each in mixed(schema.models)
        ),
        types=mixed([replace(each, fields=mixed(each.fields)) for each in schema.types]),
        enums=tuple(replace(each, values=mixed(each.values)) for each in schema.enums),
        functions=mixed(schema.functions),
    )
    found = difference(side_of(schema), side_of(other))
    assert found.findings == ()
    assert (found.resources.added, found.resources.removed, found.resources.replaced) == ((), (), ())


@settings(max_examples=25)
@given(schemas())
def test_the_same_rules_said_otherwise(schema: Schema) -> None:
    """Groups apart, `read` taken apart, operations one by one: whom it lets in is the same."""
    reading = ("get", "list", "sync", "listen", "search")

    def apart(rule: Rule):
        operations = rule.operations or ("create", "update", "delete", *reading)
        groups = [(each,) for each in rule.groups] or [()]
        return [replace(rule, groups=each, operations=operations) for each in reversed(groups)]

    models = tuple(
        replace(model, authorization=tuple(each for rule in model.authorization or () for each in apart(rule))) for model in schema.models
    )
    found = difference(side_of(schema), side_of(replace(schema, models=models)))
    assert not [each for each in found.findings if each.kind.startswith("access-")]


@settings(max_examples=25)
@given(schemas())
def test_another_file_of_the_same_schema(schema: Schema) -> None:
    """The schema as it stands in memory, and as YAML that is read again."""
    written = require_schema(load_text(write_yaml(schema)))
    assert difference(side_of(schema), side_of(written)).findings == ()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.parent.name)
def test_graphql_is_no_difference_from_itself(case: Path) -> None:
    """The schemas of the conformance tests, whatever they say."""
    schema = require_schema(load_schema(case))
    assert shorts(difference(side_of(schema), side_of(schema))) == set()
