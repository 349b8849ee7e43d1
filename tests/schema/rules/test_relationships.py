from __future__ import annotations

import pytest
from schema_support import found, load

HAS_MANY = "us: { hasMany: U, references: [tId] }"
BELONGS_TO = "t: { belongsTo: T, references: [tId] }"


def pair(t: list[str], u: list[str]) -> str:
    """Return a schema of the models T, whose first field is in line 4, and U, after it; columns of fields are 7."""
    lines = ["authorization: { allow: publicApiKey }", "models:", "  T: { fields: {", *(f"      {each}," for each in t), "  } }"]
    return "\n".join([*lines, "  U: { fields: {", *(f"      {each}," for each in u), "  } }"]) + "\n"


@pytest.mark.parametrize("reference", ["tId: ID", "tId: ID!", "tId: String", "tId: String!"])
def test_a_pair(reference):
    assert load(pair([HAS_MANY], [reference, BELONGS_TO])).problems == ()


@pytest.mark.parametrize(("identifier", "reference"), [("Int!", "Int"), ("String!", "ID"), ("AWSEmail!", "AWSEmail!")])
def test_types_that_fit_a_declared_identifier(identifier, reference):
    assert load(pair([f"id: {identifier}", HAS_MANY], [f"tId: {reference}", BELONGS_TO])).problems == ()


def test_relationship_of_a_model_with_itself():
    text = pair(["pId: ID", "p: { belongsTo: T, references: [pId] }", "kids: { hasMany: T, references: [pId] }"], ["a: Int"])
    assert load(text).problems == ()


def test_several_between_the_same_models():
    more = "vs: { hasMany: U, references: [sId] }"
    text = pair([HAS_MANY, more], ["tId: ID", BELONGS_TO, "sId: ID", "s: { belongsTo: T, references: [sId] }"])
    assert load(text).problems == ()


def test_implicit_id_as_a_reference_field():
    """The real implementation takes it: items of U then have the identifiers of their T."""
    assert load(pair(["us: { hasMany: U, references: [id] }"], ["a: Int", "t: { belongsTo: T, references: [id] }"])).problems == ()


def test_without_the_other_side():
    """Probe: hasMany without belongsTo."""
    loaded = load(pair([HAS_MANY], ["tId: ID"]))
    message = '"T.us" has no counterpart: "U" has no belongsTo T with the references [tId]'
    assert found(loaded) == [("error", "AP3002", 4, 7, message)]
    assert loaded.problems[0].advice == "Add to U: `t: { belongsTo: T, references: [tId] }`."


def test_belongs_to_without_the_other_side():
    """Probe: belongsTo without counterpart."""
    loaded = load(pair(["n: String"], ["tId: ID", BELONGS_TO]))
    message = '"U.t" has no counterpart: "T" has no hasMany or hasOne U with the references [tId]'
    assert found(loaded) == [("error", "AP3002", 8, 7, message)]
    assert loaded.problems[0].advice == "Add to T: `uList: { hasMany: U, references: [tId] }`."


def test_advice_in_graphql_is_graphql():
    text = 'type T @model @auth(rules: [{allow: public}]) { us: [U] @hasMany(references: "tId") }\n'
    text += "type U @model @auth(rules: [{allow: public}]) { tId: ID }\n"
    assert load(text, "graphql").problems[0].advice == 'Add to U: `t: T @belongsTo(references: ["tId"])`.'


def test_sides_with_other_references():
    loaded = load(pair([HAS_MANY], ["tId: ID", "xId: ID", "t: { belongsTo: T, references: [xId] }"]))
    assert found(loaded) == [
        ("error", "AP3002", 4, 7, '"T.us" has no counterpart: "U" has no belongsTo T with the references [tId]; "U.t" has [xId]'),
        ("error", "AP3002", 9, 7, '"U.t" has no counterpart: "T" has no hasMany or hasOne U with the references [xId]; "T.us" has [tId]'),
    ]
    assert loaded.problems[0].advice == "Name the same fields, in the same order, on both sides."


def test_reference_field_that_is_missing():
    """Probe: relation reference field missing. It is said once, where the field would stand."""
    loaded = load(pair([HAS_MANY], ["tid: ID", BELONGS_TO]))
    assert found(loaded) == [("error", "AP3004", 8, 38, 'The reference field "tId" is missing in "U". Did you mean "tid"?')]
    assert loaded.problems[0].advice == "Add to U: `tId: ID`."


def test_reference_field_and_other_side_missing():
    loaded = load(pair([HAS_MANY], ["a: Int"]))
    assert [each[1:4] for each in found(loaded)] == [("AP3002", 4, 7), ("AP3004", 4, 37)]


def test_too_many_references():
    """Probe: relation reference count mismatch."""
    text = pair(["us: { hasMany: U, references: [a, b] }"], ["a: ID", "b: ID", "t: { belongsTo: T, references: [a, b] }"])
    message = '"t" has 2 references, but the identifier of T is one field, id'
    assert found(load(text)) == [("error", "AP3005", 9, 38, message)]


@pytest.mark.parametrize(
    ("reference", "kind"),
    [("tId: Int", "is Int"), ("tId: AWSEmail", "is AWSEmail"), ('tId: "[ID]"', "is an array of ID")],
)
def test_reference_field_of_another_type(reference, kind):
    """Probe: relation reference type mismatch."""
    loaded = load(pair([HAS_MANY], [reference, BELONGS_TO]))
    assert found(loaded) == [("error", "AP3006", 7, 7, f'The reference field "U.tId" {kind}, but the identifier of T is ID')]
    assert loaded.problems[0].advice == "Write `tId: ID`."


def test_reference_field_that_is_a_relationship():
    loaded = load(pair(["us: { hasMany: U, references: [t] }"], ["t: { belongsTo: T, references: [t] }"]))
    assert found(loaded) == [("error", "AP3006", 7, 7, 'The reference field "U.t" is a relationship, but the identifier of T is ID')]


def test_reference_field_of_an_unknown_type_is_one_mistake():
    assert [each[1:4] for each in found(load(pair([HAS_MANY], ["tId: Idd", BELONGS_TO])))] == [("AP2001", 7, 12)]


def test_ambiguous():
    """Probe: two relations, ambiguous references."""
    loaded = load(pair([HAS_MANY], ["tId: ID", BELONGS_TO, "t2: { belongsTo: T, references: [tId] }"]))
    assert found(loaded) == [("error", "AP3003", 4, 7, '"T.us" has several counterparts: "U.t" and "U.t2"')]
    loaded = load(pair([HAS_MANY, "vs: { hasMany: U, references: [tId] }"], ["tId: ID", BELONGS_TO]))
    assert found(loaded) == [("error", "AP3003", 9, 7, '"U.t" has several counterparts: "T.us" and "T.vs"')]


def test_unknown_model():
    """Probe: relation to undefined model. The other side, which is right, is left in peace."""
    loaded = load(pair(["us: { hasMany: Uu, references: [tId] }"], ["tId: ID", BELONGS_TO]))
    assert found(loaded) == [("error", "AP3001", 4, 22, '"T.us" leads to "Uu", which is no model. Did you mean "U"?')]
    loaded = load(pair(["us: { hasMany: String, references: [tId] }"], ["a: Int"]))
    assert found(loaded) == [("error", "AP3001", 4, 22, '"T.us" leads to "String", which is no model')]
    assert loaded.problems[0].advice == "Relationships lead to models. For a value, write its type alone."


def test_has_one():
    text = pair(["u: { hasOne: U, references: [tId] }"], ["tId: ID", BELONGS_TO])
    assert load(text).problems == ()
    text = pair(["u: { hasOne: U, references: [tId] }", HAS_MANY], ["tId: ID", BELONGS_TO])
    assert [each[1] for each in found(load(text))] == ["AP3003"]
    assert [each[1] for each in found(load(pair(["u: { hasOne: U, references: [tId] }"], ["tId: ID"])))] == ["AP3002"]


BRANCH = """authorization: {{ allow: publicApiKey }}
models:
  Branch:
    identifier: [tenant, number, kind]
    fields:
      tenant: ID!
      number: Int!
      kind: Kind!
      staff: {{ hasMany: Person, references: [{references}] }}
  Person:
    fields:
      branchTenant: String
      branchNumber: {number}
      branchKind: Kind
      branch: {{ belongsTo: Branch, references: [{references}] }}
enums: {{ Kind: [A, B] }}
"""


def branch(references: str = "branchTenant, branchNumber, branchKind", number: str = "Int") -> list[tuple[str, str, int, int, str]]:
    return found(load(BRANCH.format(references=references, number=number)))


def test_composite_identifiers():
    """Each reference field holds the field of the identifier at its place; ID and String hold each other."""
    assert branch() == []


def test_composite_identifiers_that_do_not_fit():
    """Probe: relation reference count mismatch."""
    message = '"branch" has 2 references, but the identifier of Branch has 3 fields, tenant, number, kind'
    assert branch("branchTenant, branchNumber") == [("error", "AP3005", 15, 48, message)]
    message = 'The reference field "Person.branchNumber" is String, but the identifier of Branch is Int'
    assert branch(number="String") == [("error", "AP3006", 13, 7, message)]
    assert [each[1] for each in branch("branchTenant, branchKind, branchNumber")] == ["AP3006", "AP3006"]
    assert "AP3005" in [each[1] for each in branch("branchTenant, branchNumber, branchNumber")]
