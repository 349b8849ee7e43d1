"""Subscriptions: the rule and the client's filter become one filter of AppSync's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from amplify_pulumi.local.identity import UserPool
from amplify_pulumi.schema.model import Rule
from amplify_pulumi.testing import Caller, LocalApi, SubscriptionRefusedError, local_api


def branches(filter_: Any) -> list[list[tuple[str, str, Any]]] | None:
    """Return a filter as alternatives of conditions that hold together; None where none was set."""
    if filter_ is None:
        return None
    return [[(each["fieldName"], each["operator"], each["value"]) for each in group["filters"]] for group in filter_["filterGroup"]]


def subscribe(resolver: Any, identity: Any, arguments: dict[str, Any] | None = None) -> Any:
    """Return the filter that is set; the error where there is one."""
    request = resolver.request(identity, arguments or {})
    if request.error:
        return request.error
    assert request.result == {"payload": None}
    response = resolver.response(identity, None, arguments=arguments or {})
    assert response.result is None
    return response.error or branches(response.subscription_filter)


OWN = [[("owner", "eq", "a11ce")], [("owner", "eq", "alice")]]
"""Payloads show the user name; an owner written as a bare sub stays one."""


def test_who_may_read_everything_gets_every_event(make_resolver: Any, api_key: Any, administrator: Any, public: Any, owner: Any) -> None:
    """No filter is set: then, and only then, AppSync goes by the arguments."""
    assert subscribe(make_resolver("subscription", public), api_key) is None
    assert subscribe(make_resolver("subscription", owner), administrator) is None


def test_an_owner_gets_the_events_of_his_items(make_resolver: Any, alice: Any, bob: Any, owner: Any) -> None:
    subscription = make_resolver("subscription", owner)
    assert subscribe(subscription, alice) == OWN
    assert subscribe(subscription, bob) == [[("owner", "eq", "b0b")], [("owner", "eq", "bob")]]


def test_a_user_whose_name_is_his_sub_needs_one_branch(make_resolver: Any, owner: Any) -> None:
    """Pools where users sign in by email; AppSync allows ten branches, and the client's filter multiplies them."""
    assert subscribe(make_resolver("subscription", owner), UserPool(username="a11ce", sub="a11ce")) == [[("owner", "eq", "a11ce")]]


def test_a_user_name_made_to_look_like_somebody_else_is_not_him(make_resolver: Any, owner: Any) -> None:
    mallory = UserPool(username="a11ce::alice", sub="ma1")
    assert subscribe(make_resolver("subscription", owner), mallory) == [[("owner", "eq", "ma1")]]


def test_the_clients_filter_narrows_each_branch(make_resolver: Any, alice: Any, owner: Any) -> None:
    arguments = {"filter": {"or": [{"owner": {"eq": "bob"}}, {"content": {"eq": "x"}}]}}
    found = subscribe(make_resolver("subscription", owner), alice, arguments)
    assert sorted(map(sorted, found)) == sorted(
        sorted([("owner", "eq", name), theirs])
        for name in ("a11ce", "alice")
        for theirs in (("owner", "eq", "bob"), ("content", "eq", "x"))
    )


@pytest.mark.parametrize("filter_", [{}, None])
def test_an_empty_filter_counts_as_none(make_resolver: Any, alice: Any, api_key: Any, owner: Any, public: Any, filter_: Any) -> None:
    """S002-78."""
    assert subscribe(make_resolver("subscription", owner), alice, {"filter": filter_}) == OWN
    assert subscribe(make_resolver("subscription", public), api_key, {"filter": filter_}) is None


def test_a_rule_that_appsync_finds_nothing_in_is_an_error(make_resolver: Any, alice: Any, api_key: Any, owner: Any, public: Any) -> None:
    """Never every event."""
    nothing = "{ filterGroup: [] }"
    own = make_resolver("subscription", owner).rewritten("util.transform.toSubscriptionFilter(joined)", nothing)
    everything = make_resolver("subscription", public).rewritten("util.transform.toSubscriptionFilter(joined)", nothing)
    assert subscribe(own, alice).type == "Unrecognized Filter"
    assert subscribe(everything, api_key, {"filter": {"and": []}}) is None


def test_the_clients_filter_alone_is_set_for_who_may_read_everything(make_resolver: Any, administrator: Any, owner: Any) -> None:
    arguments = {"filter": {"content": {"eq": "x"}}}
    assert subscribe(make_resolver("subscription", owner), administrator, arguments) == [[("content", "eq", "x")]]


class TestOwnerArgument:
    @pytest.mark.parametrize("value", ["", None])
    def test_empty_counts_as_not_given(self, make_resolver: Any, alice: Any, owner: Any, value: Any) -> None:
        assert subscribe(make_resolver("subscription", owner), alice, {"owner": value}) == OWN

    @pytest.mark.parametrize("value", ["alice", "a11ce::alice"])
    def test_his_own_name_leaves_his_own_events(self, make_resolver: Any, alice: Any, owner: Any, value: str) -> None:
        found = subscribe(make_resolver("subscription", owner), alice, {"owner": value})
        assert [("owner", "eq", "alice"), ("owner", "eq", "alice")] in found
        assert all(("owner", "eq", "alice") in branch for branch in found)

    @pytest.mark.parametrize("value", ["bob", "b0b::bob", "x::alice", "ALICE"])
    def test_another_name_is_unauthorized_for_whom_only_that_rule_admits(
        self, make_resolver: Any, alice: Any, owner: Any, value: str
    ) -> None:
        assert subscribe(make_resolver("subscription", owner), alice, {"owner": value}).unauthorized

    def test_for_others_it_is_a_filter(self, make_resolver: Any, administrator: Any, owner: Any) -> None:
        subscription = make_resolver("subscription", owner)
        assert subscribe(subscription, administrator, {"owner": "bob"}) == [[("owner", "eq", "bob")]]
        both = subscribe(subscription, administrator, {"owner": "b0b::bob", "filter": {"content": {"eq": "x"}}})
        assert both == [[("owner", "eq", "bob"), ("content", "eq", "x")]]

    def test_another_rule_on_the_item_does_not_open_it(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        """Amplify refuses an owner argument that names somebody else to everyone whom only rules on items admit."""
        grants = [
            {"authType": "User Pool Authorization", "field": field, "claims": [["sub"], ["username", "cognito:username"]]}
            for field in ("owner", "editor")
        ]
        subscription = make_resolver("subscription", owner, access=grants)
        assert subscribe(subscription, alice, {"owner": "bob"}).unauthorized
        names = ("a11ce", "alice")
        own = [[(field, "eq", name), ("owner", "eq", "alice")] for field in ("owner", "editor") for name in names]
        assert subscribe(subscription, alice, {"owner": "alice"}) == own


def test_who_asks_for_somebody_else_is_turned_away_by_the_first_handler(make_resolver: Any, alice: Any, owner: Any) -> None:
    assert make_resolver("subscription", owner).request(alice, {"owner": "bob"}).error.unauthorized


@pytest.mark.parametrize("arguments", [{}, {"filter": {"text": {"ne": "x"}}}])
@pytest.mark.parametrize("rule", [Rule(allow="owner"), Rule(allow="ownersDefinedIn", defined_in="owner")])
def test_who_has_no_name_that_payloads_show_hears_nothing(make_resolver: Any, rule: Rule, arguments: dict[str, Any]) -> None:
    """Both parts of his name look like whole names of others. No rule is no filter, and must not become one."""
    nobody = UserPool(username="a11ce::alice", sub="b0b::bob")
    assert subscribe(make_resolver("subscription", (rule,)), nobody, arguments).unauthorized


def test_no_filter_is_not_handed_to_appsync(make_resolver: Any, api_key: Any, public: Any) -> None:
    """What its helper makes of nothing is not documented."""
    code = "util.transform.toSubscriptionFilter(joined)"
    subscription = make_resolver("subscription", public).rewritten(code, "{ filterGroup: [{ filters: [] }] }")
    assert subscribe(subscription, api_key) is None


def test_one_owner_is_compared_and_a_list_of_owners_has_one_in_common(make_resolver: Any, alice: Any) -> None:
    """AppSync's operators for one value and for lists: what it makes of a list's operator where there is one value is not documented."""
    rules = (Rule(allow="owner"), Rule(allow="ownersDefinedIn", defined_in="authors"))
    assert subscribe(make_resolver("subscription", rules), alice) == [*OWN, [("authors", "containsAny", ["a11ce", "alice"])]]


def test_rules_that_do_not_let_listen_admit_nobody(make_resolver: Any, alice: Any) -> None:
    rules = (Rule(allow="owner", operations=("create", "get", "list")),)
    assert subscribe(make_resolver("subscription", rules), alice).unauthorized


@pytest.mark.parametrize(
    ("rules", "most", "limit"),
    [
        ("{ allow: groupDefinedIn, field: team }", 10, "10"),
        ("[{ allow: groupDefinedIn, field: team }, { allow: owner }]", 8, "10"),
        ("{ allow: groupsDefinedIn, field: teams }", 20, "20"),
    ],
)
def test_a_caller_in_more_groups_than_a_filter_takes_is_told_the_limit(rules: str, most: int, limit: str) -> None:
    """The figures are those of the warning AP4016; nothing is cut off."""
    schema = f'models: {{ Note: {{ fields: {{ team: String, teams: "[String]" }}, authorization: {rules} }} }}'
    with local_api(schema) as api:
        groups = [f"g{number}" for number in range(most + 1)]
        member = api.as_user("member", groups=groups[:most])
        events = member.subscribe("subscription { onCreateNote { id team teams } }")
        written = member.execute('mutation { createNote(input: { team: "g0", teams: ["g0"] }) { id team teams } }')
        assert written.data
        assert events.next()["data"]["onCreateNote"]["id"] == written.data["createNote"]["id"]
        with pytest.raises(SubscriptionRefusedError, match=limit):
            api.as_user("eve", groups=groups).subscribe("subscription { onCreateNote { id } }")


SEVERAL = """
models:
  Note:
    fields: { text: String, owner: String, author: String, org: String, team: String, teams: "[String]" }
    authorization:
      - allow: owner
      - { allow: ownerDefinedIn, field: author }
      - { allow: ownerDefinedIn, field: org, identityClaim: org }
      - { allow: groupDefinedIn, field: author }
      - { allow: groupDefinedIn, field: team }
      - { allow: groupsDefinedIn, field: teams }
      - { allow: groups, groups: [Readers], operations: [read] }
  Memo:
    fields: { text: String, team: String }
    authorization: { allow: groupDefinedIn, field: team }
"""


class TestSeveralRules:
    """Each lets hear of its own items, whatever the others look at."""

    ITEMS: ClassVar = {
        "alice's": {"owner": "alice"},
        "written by alice": {"author": "alice"},
        "of her organization": {"org": "east::1"},
        "of her team": {"team": "red::1"},
        "of one of her teams": {"teams": ["blue", "red::1"]},
        "bob's": {"owner": "bob", "author": "bob", "org": "1", "team": "1", "teams": ["blue"]},
    }
    HERS = ("alice's", "written by alice", "of her organization", "of her team", "of one of her teams")

    @pytest.fixture
    def api(self) -> Iterator[LocalApi]:
        with local_api(SEVERAL) as api:
            yield api

    def heard(self, api: LocalApi, caller: Caller, arguments: str = "") -> tuple[str, ...]:
        """Return of which items a caller hears."""
        events = caller.subscribe(f"subscription {{ onCreateNote{arguments} {{ id }} }}")
        for id_, values in self.ITEMS.items():
            document = "mutation ($i: CreateNoteInput!) { createNote(input: $i) { id owner author org team teams } }"
            assert not api.as_iam().execute(document, {"i": {"id": id_, **values}}).errors
        return tuple(event["data"]["onCreateNote"]["id"] for event in events.all())

    def test_a_caller_hears_of_what_any_rule_shows_him(self, api: LocalApi) -> None:
        """Names of groups and claims of one's own are compared as they are, also where they look like joined ones."""
        alice = api.as_user("alice", ["red::1"], {"org": "east::1"})
        assert self.heard(api, alice) == self.HERS

    @pytest.mark.parametrize(("arguments", "expected"), [('(owner: "alice")', "alice's"), ('(author: "alice")', "written by alice")])
    def test_he_may_ask_for_his_own_name(self, api: LocalApi, arguments: str, expected: str) -> None:
        """Also by a field in which a rule looks for his groups, none of which is called like him."""
        assert self.heard(api, api.as_user("alice", ["red::1"]), arguments) == (expected,)

    @pytest.mark.parametrize("arguments", ['(owner: "bob")', '(author: "bob")', '(owner: "alice", author: "bob")', '(org: "1")'])
    def test_he_may_not_ask_for_somebody_elses(self, api: LocalApi, arguments: str) -> None:
        with pytest.raises(SubscriptionRefusedError) as refused:
            api.as_user("alice", ["red::1"], {"org": "east::1"}).subscribe(f"subscription {{ onCreateNote{arguments} {{ id }} }}")
        assert refused.value.errors[0]["errorType"] == "Unauthorized"

    def test_who_may_read_everything_hears_of_everything(self, api: LocalApi) -> None:
        """Whatever else names him."""
        assert self.heard(api, api.as_user("rita", ["Readers", "red::1"])) == tuple(self.ITEMS)

    def test_a_filter_narrows_what_groups_hear_of(self, api: LocalApi) -> None:
        events = api.as_user("alice", ["Red"]).subscribe('subscription { onCreateMemo(filter: { text: { eq: "x" } }) { id } }')
        for text, team in (("x", "Red"), ("y", "Red"), ("x", "Blue")):
            document = f'mutation {{ createMemo(input: {{ id: "{text}{team}", text: "{text}", team: "{team}" }}) {{ id text team }} }}'
            assert not api.as_iam().execute(document).errors
        assert [event["data"]["onCreateMemo"]["id"] for event in events.all()] == ["xRed"]


def test_a_field_may_be_called_like_a_group() -> None:
    """Events are not filtered by a field that holds groups; this one holds none."""
    with local_api("models: { Memo: { fields: { staff: String }, authorization: { allow: group, group: staff } } }") as api:
        caller = api.as_user("sue", ["staff"])
        events = caller.subscribe('subscription { onCreateMemo(filter: { staff: { eq: "x" } }) { id } }')
        for value in ("x", "y"):
            assert not caller.execute(f'mutation {{ createMemo(input: {{ id: "{value}", staff: "{value}" }}) {{ id staff }} }}').errors
        assert [event["data"]["onCreateMemo"]["id"] for event in events.all()] == ["x"]
