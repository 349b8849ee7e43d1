"""Attempts to hear of what one may not read: arguments and filters of subscriptions, and what mutations select."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from amplify_pulumi.testing import Events, LocalApi, SubscriptionRefusedError, local_api
from tests.security.stored import data, store

SCHEMA = """
models:
  Note:
    fields: { text: String, team: String, kindId: ID, kind: { belongsTo: Kind, references: [kindId] } }
    authorization: [{ allow: owner }, { allow: groups, groups: [Readers], operations: [read] }]
  Kind:
    fields: { name: String, notes: { hasMany: Note, references: [kindId] } }
    authorization: { allow: authenticated }
  Team:
    fields: { text: String, team: String, teams: "[String]" }
    authorization: [{ allow: groupDefinedIn, field: team }, { allow: groupsDefinedIn, field: teams }]
  Ruled:
    fields:
      text: String
      salary: { type: Int, authorization: [{ allow: groups, groups: [Sales] }] }
    authorization: [{ allow: authenticated }]
"""
ALL = "id text owner"


@pytest.fixture(scope="module")
def compiled() -> Iterator[LocalApi]:
    with local_api(SCHEMA) as api:
        yield api


@pytest.fixture
def api(compiled: LocalApi) -> LocalApi:
    """The API with empty tables."""
    for name in ("Note", "Kind", "Team", "Ruled"):
        plural = {"Ruled": "Ruleds"}.get(name, f"{name}s")
        for each in data(compiled.as_iam(), f"{{ list{plural} {{ items {{ id }} }} }}")[f"list{plural}"]["items"]:
            store(compiled, f'delete{name}(input: {{id: "{each["id"]}"}})')
    return compiled


def makes(api: LocalApi, selected: str = ALL) -> None:
    """Let Alice make an item, change it and delete it."""
    alice = api.as_user("alice")
    data(alice, f'mutation {{ createNote(input: {{id: "n", text: "secret"}}) {{ {selected} }} }}')
    data(alice, f'mutation {{ updateNote(input: {{id: "n", text: "secret 2"}}) {{ {selected} }} }}')
    data(alice, f'mutation {{ deleteNote(input: {{id: "n"}}) {{ {selected} }} }}')


def hears(api: LocalApi, arguments: str, name: str = "bob", groups: tuple[str, ...] = ()) -> list[Events]:
    """Subscribe to everything; nothing where that is refused."""
    heard: list[Events] = []
    for kind in ("Create", "Update", "Delete"):
        try:
            heard.append(api.as_user(name, groups).subscribe(f"subscription {{ on{kind}Note{arguments} {{ {ALL} }} }}"))
        except SubscriptionRefusedError:
            continue
    return heard


FILTERS = (
    *("{}", "null", "{and: []}", "{or: []}", "{or: [{}]}", "{and: [{or: []}]}", "{text: {}}", "{text: null}", '{owner: {eq: "alice"}}'),
    *(
        '{owner: {ne: "bob"}}',
        '{or: [{owner: {eq: "alice"}}]}',
        '{or: [{owner: {eq: "alice"}}, {owner: {eq: "bob"}}]}',
        '{text: {ne: "x"}}',
    ),
    *(
        '{owner: {contains: ""}}',
        '{owner: {beginsWith: "a"}}',
        '{id: {in: ["n"]}}',
        "{text: {notIn: []}}",
        '{and: [{owner: {eq: "alice"}}]}',
    ),
    *("{text: {eq: null}}", "{owner: {eq: null}}", '{or: [{text: {ne: "x"}}, {owner: {ne: "x"}}]}'),
)


@pytest.mark.parametrize("asked", FILTERS)
def test_no_filter_lets_hear_of_others_items(api: LocalApi, asked: str) -> None:
    """Whatever the filter is, it is joined to the rule; Alice herself hears what her filter leaves."""
    heard = hears(api, f"(filter: {asked})")
    makes(api)
    assert [event for each in heard for event in each.all()] == []


OWNERS = ('"alice"', '"x::bob"', '"bob::alice"', '"alice::bob"', '"ALICE"', '""', "null", '"::"', '"a11ce::alice"')


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("beside", ["", ', filter: {text: {ne: "x"}}'])
def test_no_owner_lets_hear_of_others_items(api: LocalApi, owner: str, beside: str) -> None:
    """The argument names somebody else, nobody, or what looks like both; alone, and beside a filter."""
    heard = hears(api, f"(owner: {owner}{beside})")
    makes(api)
    assert [event for each in heard for event in each.all()] == []


@pytest.mark.parametrize("selected", ["id", "id text", "text", "__typename", "o: id owner: text", "owner: id text: owner"])
def test_a_mutation_that_leaves_the_owner_out_reaches_nobody_by_that_rule(api: LocalApi, selected: str) -> None:
    """Also where an alias puts another field in its place. Who reads every item hears of it all the same."""
    alice, bob, reader = hears(api, "", "alice"), hears(api, ""), hears(api, "", "rita", ("Readers",))
    asked = hears(api, '(owner: "bob")'), hears(api, '(filter: {owner: {ne: "x"}})')
    data(api.as_user("bob"), 'mutation { createNote(input: {id: "alice", text: "bob"}) { id } }')
    makes(api, selected)
    assert [event for heard in (bob, *asked) for each in heard for event in each.all()] == []
    if "owner" not in selected:
        assert [event for each in alice for event in each.all()] == []
    assert [len(each.all()) > 0 for each in reader] == [True, True, True]


def test_a_field_that_is_left_out_has_no_value_for_a_filter(api: LocalApi) -> None:
    """By filters on what the mutation did not select nothing can be found out of it: all values are alike."""
    reader = api.as_user("rita", ["Readers"])
    heard = [
        reader.subscribe(f'subscription {{ onCreateNote(filter: {{text: {{ {each}: "s" }}}}) {{ id text }} }}')
        for each in ("eq", "ne", "lt")
    ]
    data(api.as_user("alice"), 'mutation { createNote(input: {id: "n1", text: "s"}) { id owner } }')
    data(api.as_user("alice"), 'mutation { createNote(input: {id: "n2", text: "t"}) { id owner } }')
    events = [[event["data"]["onCreateNote"] for event in each.all()] for each in heard]
    assert events == [[], [{"id": "n1", "text": None}, {"id": "n2", "text": None}], []]


@pytest.mark.parametrize(
    "asked", ["", "(filter: {salary: {gt: 1}})", "(filter: {salary: {eq: 5}})", "(filter: {or: [{salary: {le: 9}}, {salary: {ge: 0}}]})"]
)
def test_a_protected_field_is_in_no_event(api: LocalApi, asked: str) -> None:
    """Nor can it be found out by a filter: it is null in the payload, whoever makes the mutation."""
    heard = api.as_user("bob").subscribe(f"subscription {{ onCreateRuled{asked} {{ text salary a: salary }} }}")
    for caller in (api.as_user("sam", ["Sales"]), api.as_iam()):
        caller.execute('mutation { createRuled(input: {text: "x", salary: 5}) { id text salary b: salary } }')
    store(api, 'createRuled(input: {text: "x", salary: 5})')
    assert all(
        each["data"]["onCreateRuled"] in ({"text": "x", "salary": None, "a": None}, {"text": None, "salary": None, "a": None})
        for each in heard.all()
    )


def test_relationships_below_a_mutation_are_not_handed_to_its_subscribers(api: LocalApi) -> None:
    """Alice changes a kind and selects her notes of it; Bob, who may read kinds, does not get them."""
    alice = api.as_user("alice")
    data(alice, 'mutation { createKind(input: {id: "k", name: "x"}) { id } }')
    data(alice, 'mutation { createNote(input: {id: "n", text: "secret", kindId: "k"}) { id } }')
    below = "id name notes { items { text } } a: notes { items { kind { notes { items { text } } } } }"
    heard = api.as_user("bob").subscribe(
        "subscription { onUpdateKind { name notes { items { text kind { notes { items { text } } } } } } }"
    )
    for caller in (alice, api.as_iam()):
        data(caller, f'mutation {{ updateKind(input: {{id: "k", name: "y"}}) {{ {below} }} }}')
    events = heard.all()
    assert len(events) == 2
    assert "secret" not in str(events)


def test_a_team_hears_of_its_items_alone(api: LocalApi) -> None:
    """Groups that are part of another's name, and callers in none: no subscription without a filter."""
    heard = {}
    for groups in ((), ("Re",), ("Red,Blue",), ("Reds",), ("",)):
        try:
            heard[groups] = api.as_user("bob", groups).subscribe("subscription { onCreateTeam { id team teams } }")
        except SubscriptionRefusedError:
            heard[groups] = None
    assert heard[()] is None
    assert heard[("",)] is None
    red = api.as_user("ron", ["Red"]).subscribe("subscription { onCreateTeam { id } }")
    document = "mutation ($input: CreateTeamInput!) { createTeam(input: $input) { id team teams } }"
    for each in ({"team": "Red"}, {"teams": ["Red", "Blue"]}, {"team": "", "teams": [""]}, {"team": None, "teams": None}):
        data(api.as_iam(), document, {"input": each})
    assert [event for each in heard.values() if each for event in each.all()] == []
    assert len(red.all()) == 2


@pytest.mark.parametrize("groups", [11, 21, 300])
def test_more_groups_than_a_filter_takes_are_an_error(api: LocalApi, groups: int) -> None:
    """AppSync takes 10 alternatives and 20 values: never a filter that is cut, never none."""
    with pytest.raises(SubscriptionRefusedError) as raised:
        api.as_user("bob", [f"group{number}" for number in range(groups)]).subscribe("subscription { onCreateTeam { id } }")
    assert "limit" in str(raised.value)


@pytest.mark.parametrize("own", ["", "disableOperations: [subscriptions]"])
def test_a_protected_field_is_not_heard_through_another_model(own: str) -> None:
    """Who may read the secrets of kids selects them below a parent, whose subscribers may not: also where nobody can listen to kids."""
    schema = f"""
    models:
      Parent:
        fields: {{ name: String, kids: {{ hasMany: Kid, references: [parentId] }} }}
        authorization: {{ allow: authenticated }}
      Kid:
        {own}
        fields:
          secret: {{ type: String, authorization: {{ allow: group, group: Admin }} }}
          parentId: ID
          parent: {{ belongsTo: Parent, references: [parentId] }}
        authorization: {{ allow: authenticated }}
    """
    with local_api(schema) as api:
        store(api, 'createKid(input: {id: "k", secret: "hidden", parentId: "p"})', 'createParent(input: {id: "p"})')
        heard = api.as_user("bob").subscribe(
            "subscription { onUpdateParent { kids { items { secret parent { kids { items { secret } } } } } } }"
        )
        for caller in (api.as_user("adam", ["Admin"]), api.as_iam()):
            selected = "kids { items { secret parent { kids { items { secret } } } } }"
            data(caller, f'mutation {{ updateParent(input: {{id: "p", name: "x"}}) {{ {selected} }} }}')
        events = heard.all()
        assert len(events) == 2
        assert "hidden" not in str(events)
        answer = data(api.as_user("adam", ["Admin"]), '{ getKid(id: "k") { secret } }')
        assert answer == {"getKid": {"secret": "hidden"}}
