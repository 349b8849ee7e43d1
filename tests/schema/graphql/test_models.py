"""@model and @mapsTo: operations that are off or have other names, timestamps, tables of earlier models."""

from __future__ import annotations

import pytest
from graphql_support import model_of, model_text, only_problem, read

DISABLED = {
    "queries: null": ("queries",),
    "mutations: null": ("mutations",),
    "subscriptions: null": ("subscriptions",),
    "queries: {get: null}": ("get",),
    "queries: {list: null, get: null}": ("get", "list"),
    "mutations: {delete: null, create: null}": ("create", "delete"),
    "subscriptions: {onCreate: null, onDelete: null}": ("onCreate", "onDelete"),
    "subscriptions: {onUpdate: []}": (),
    "subscriptions: {level: off}": ("subscriptions",),
    "subscriptions: {level: on}": (),
    "subscriptions:null,mutations:{delete:null},queries:{list:null}": ("subscriptions", "list", "delete"),
    "queries: {}": (),
}


@pytest.mark.parametrize(("written", "disabled"), DISABLED.items(), ids=DISABLED)
def test_disabled_operations(written, disabled):
    """They stand in the model's own order, however they are written."""
    assert model_of("a: Int", directives=f"@model({written})").disabled == disabled


def test_other_names_of_operations():
    """A subscription may have several names: the real transformer makes a field of each."""
    model = model_of(
        "a: Int",
        directives='@model(subscriptions: {onCreate: ["made", "new"], onUpdate: "changed"}, queries: {list: "todos", get: "todo"}, '
        'mutations: {create: "add"})',
    )
    assert model.operation_names == (
        ("get", "todo"),
        ("list", "todos"),
        ("create", "add"),
        ("onCreate", "made"),
        ("onCreate", "new"),
        ("onUpdate", "changed"),
    )
    assert model.disabled == ()


TIMESTAMPS = {
    "null": (None, None),
    "{}": ("createdAt", "updatedAt"),
    '{createdAt: "createdOn", updatedAt: "updatedOn"}': ("createdOn", "updatedOn"),
    '{createdAt: "createdOn"}': ("createdOn", "updatedAt"),
    "{updatedAt: null}": ("createdAt", None),
}


@pytest.mark.parametrize(("written", "names"), TIMESTAMPS.items(), ids=TIMESTAMPS)
def test_timestamps(written, names):
    model = model_of("a: Int", directives=f"@model(timestamps: {written})")
    assert (model.created_at, model.updated_at) == names


def test_maps_to_is_what_the_deployment_must_say():
    """The name of a table is never derived, so the table of the earlier name has to be handed in."""
    document, [problem] = read(model_text("a: Int", directives='@model @mapsTo(name: "Task")'))
    assert problem[:4] == ("warning", "AP1009", 1, 18)
    assert '"Task"' in problem[4]
    assert document.models[0].name == "Todo"


MISTAKES = {
    "@model(subscription: null)": ("AP1006", 18, '@model has no argument "subscription". Did you mean "subscriptions"?'),
    "@model(queries: {read: null})": ("AP1006", 28, '`queries` of @model has no argument "read"'),
    '@model(queries: "none")': ("AP1008", 27, "`queries` of @model must be an object"),
    "@model(queries: {get: null, get: null})": ("AP1007", 39, "`get` stands twice in `queries` of @model"),
    "@model(mutations: {create: add})": ("AP1008", 38, "`create` of @model must be a text"),
    "@model(subscriptions: {level: public})": ("AP1009", 41, "`level: public` is not supported in this version"),
    "@model(subscriptions: {level: none})": ("AP1014", 41, '`level` of the subscriptions cannot be "none". Did you mean "on"?'),
    "@model(timestamps: {createdAt: true})": ("AP1008", 42, "`createdAt` of `timestamps` must be a text"),
    "@model(timestamps: {created: null})": (
        "AP1006",
        31,
        '`timestamps` of @model has no argument "created". Did you mean "createdAt"?',
    ),
    "@model @mapsTo": ("AP1012", 18, "@mapsTo needs `name`"),
    "@model @model": ("AP1007", 18, "@model stands twice on `type Todo`"),
}


@pytest.mark.parametrize(("directives", "expected"), MISTAKES.items(), ids=MISTAKES)
def test_mistakes(directives, expected):
    severity, code, line, column, message = only_problem(model_text("a: Int", directives=directives))
    assert (severity, line) == ("error", 1)
    assert (code, column, message) == expected


def test_an_empty_name_disables_as_in_amplify():
    document, [problem] = read(model_text("a: Int", directives='@model(queries: {get: ""})'))
    assert problem[:2] == ("warning", "AP1008")
    assert document.models[0].disabled == ("get",)
