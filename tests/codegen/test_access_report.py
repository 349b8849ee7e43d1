"""The access report: what stands out, what is said together, and what nobody would see in a list of rules."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from amplify_pulumi.codegen.access_matrix import access_matrix, callers_of
from amplify_pulumi.codegen.access_report import AccessReport, ModelReport, Row, access_report
from amplify_pulumi.codegen.access_text import markdown_of, text_of
from amplify_pulumi.codegen.access_words import caller_in_words, creator_in_words
from amplify_pulumi.compiler.access import ADMINISTRATOR, grant_of
from amplify_pulumi.schema import load_text
from amplify_pulumi.schema.model import Field, Model, Rule, Schema


def report(text: str) -> AccessReport:
    """The report on a schema in YAML."""
    loaded = load_text(text)
    assert loaded.schema is not None, loaded.problems
    return access_report(access_matrix(loaded.schema))


def model(of: AccessReport, name: str) -> ModelReport:
    """What is said of a model."""
    return next(each for each in of.models if name in each.names)


def words(rows: Iterable[Row]) -> dict[str, list[str]]:
    """Rows in words: what, and by whom."""
    return {", ".join(row.what): [caller_in_words(each) for each in row.callers] for row in rows}


@pytest.mark.parametrize(
    ("rule", "said", "created"),
    [
        (Rule(allow="publicApiKey"), "anybody with the API key", None),
        (Rule(allow="guest"), "guests of the identity pool", None),
        (Rule(allow="authenticated"), "signed-in users of the user pool", None),
        (Rule(allow="authenticated", provider="oidc"), "signed-in users of the OIDC issuer", None),
        (Rule(allow="authenticated", provider="identityPool"), "signed-in users of the identity pool", None),
        (
            Rule(allow="owner"),
            "owner (field owner, claim sub::username)",
            "signed-in users of the user pool, as owner (field owner, claim sub::username)",
        ),
        (
            Rule(allow="ownersDefinedIn", defined_in="editors", provider="oidc", claim="email", transferable=True),
            "owners (field editors, OIDC claim email; may give the item away)",
            None,
        ),
        (Rule(allow="groups", groups=("Admin",)), "group Admin", None),
        (Rule(allow="groups", groups=("Admin",), claim="roles"), "group Admin (claim roles)", None),
        (Rule(allow="groups", groups=("Admin",), provider="oidc"), "group Admin (OIDC claim cognito:groups)", None),
        (Rule(allow="groupDefinedIn", defined_in="team"), "group in field team (may give the item away)", None),
        (
            Rule(allow="groupsDefinedIn", defined_in="teams", claim="roles"),
            "groups in field teams (claim roles; may give the item away)",
            None,
        ),
        (Rule(allow="custom"), "whom the Lambda authorizer admits", None),
    ],
)
def test_every_kind_of_caller_in_words(rule: Rule, said: str, created: str | None) -> None:
    """Everybody who has signed in may make an item that names himself; the words for that say so."""
    (caller,) = callers_of([grant_of(rule)])
    assert caller_in_words(caller) == said
    if created is not None:
        assert creator_in_words(caller) == created
    assert [caller_in_words(each) for each in callers_of([ADMINISTRATOR])] == ["IAM administrators"]


def test_models_of_which_there_is_the_same_to_say_stand_together() -> None:
    of = report(
        """\
authorization: { allow: owner }
models:
  First: { fields: { a: String } }
  Second: { fields: { b: Int, c: Int } }
  Third: { fields: { a: String }, authorization: { allow: publicApiKey } }
"""
    )
    assert [each.names for each in of.models] == [("First", "Second"), ("Third",)]
    assert "\nFirst, Second\n" in text_of(of, "x")
    assert "\n## First, Second\n" in markdown_of(of, "x")


def test_who_gets_at_a_model_by_a_detour_alone() -> None:
    """Lines have no queries of their own. A guest may list them by the rules, and reaches them through a note."""
    of = report(
        """\
models:
  Note:
    fields: { lines: { hasMany: Line, references: [noteId] } }
    authorization: [{ allow: guest, operations: [read] }, { allow: authenticated }]
  Line:
    fields: { noteId: ID, note: { belongsTo: Note, references: [noteId] } }
    disableOperations: [queries]
    authorization: [{ allow: guest, operations: [list] }, { allow: publicApiKey, operations: [list] }]
"""
    )
    assert words(model(of, "Line").detours) == {"Note.lines": ["guests of the identity pool"]}
    # The API key is admitted by the rule, but has no note to start from: the type does not admit it.
    assert words(model(of, "Note").relationships) == {"lines → Line": ["guests of the identity pool"]}
    assert [(each.caller.kind, each.rows) for each in of.public] == [
        ("guest", ((("Note",), ("get", "list", "onCreate", "onUpdate", "onDelete", "lines → Line")), (("Line",), ("note → Note",)))),
    ]


def test_a_relationship_that_nobody_can_start_from_leads_nobody() -> None:
    """Guests may read notes, but never get hold of a line, from which `note` leads there; both types admit IAM."""
    of = report(
        """\
models:
  Note:
    fields: { lines: { hasMany: Line, references: [noteId] } }
    authorization: { allow: guest }
  Line:
    fields: { noteId: ID, note: { belongsTo: Note, references: [noteId] } }
    authorization: { allow: authenticated }
"""
    )
    assert words(model(of, "Line").relationships) == {"note → Note": []}


@pytest.mark.parametrize(
    ("transferable", "givers"), [("false", ["group Admin"]), ("true", ["owner (field author, claim sub::username)", "group Admin"])]
)
def test_who_gives_items_away(transferable: str, givers: list[str]) -> None:
    rule = f"{{ allow: ownerDefinedIn, field: author, transferable: {transferable} }}"
    fields = "{ author: String, text: String }"
    of = report(f"models: {{ Note: {{ fields: {fields}, authorization: [{rule}, {{ allow: groups, groups: [Admin] }}] }} }}")
    assert words(model(of, "Note").givers) == {"author": givers}
    assert model(of, "Note").fields == ()


def test_an_owner_field_that_nobody_declared_is_in_no_input() -> None:
    of = report("models: { Note: { fields: { text: String }, authorization: { allow: owner, transferable: true } } }")
    assert model(of, "Note").givers == ()
    assert "may give the item away" not in text_of(of, "x")


def test_without_a_rule_for_delete_nothing_is_set_to_null() -> None:
    """Null needs the right to delete the field, as in Amplify: one row says so, not one for each field."""
    of = report("models: { Note: { fields: { a: String, b: Int }, authorization: { allow: owner, operations: [create, read, update] } } }")
    assert words(model(of, "Note").rows)["set a, b to null"] == []
    assert model(of, "Note").fields == ()


def test_nobody_hears_through_a_field_that_events_do_not_show() -> None:
    """The secret makes `team` a field that not everybody may read who reads the item: it is null in events, and names nobody there."""
    of = report(
        """\
models:
  Note:
    fields:
      team: String
      secret: { type: String, authorization: { allow: groups, groups: [Admin] } }
    authorization: { allow: groupDefinedIn, field: team }
"""
    )
    assert set(model(of, "Note").model.hidden_in_events) == {"secret", "team"}
    assert model(of, "Note").silent == ("team",)
    assert "no events for" in text_of(of, "x")


def test_no_line_is_longer_than_a_terminal_but_for_what_cannot_be_broken() -> None:
    """Fifty models with long names and many rules: lines are broken between callers, and between operations."""
    rules = (*(Rule(allow="groups", groups=(f"Group{number}",)) for number in range(30)), Rule(allow="owner"), Rule(allow="publicApiKey"))
    models = tuple(
        Model(name=f"QuiteALongNameOfAModel{number}", fields=(Field(name="text", type="String"),), authorization=rules[: number % 32 + 1])
        for number in range(50)
    )
    text = text_of(access_report(access_matrix(Schema(models=models))), "schema.yaml")
    assert max(map(len, text.splitlines())) <= 120
    assert all(line == line.rstrip() for line in text.splitlines())
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
