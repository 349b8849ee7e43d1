"""Rules on real requests: who gets what by groups, claims, identity pools and fields, and what nobody gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from amplify_pulumi.local.identity import Iam, Oidc
from amplify_pulumi.local.references import ACCOUNT, IDENTITY_POOL_ID, UNAUTHENTICATED_ROLE
from amplify_pulumi.local.subscriptions import SubscriptionRefusedError
from amplify_pulumi.testing import Caller, LocalApi, Result, local_api

NOTES = """
api: {{ defaultAuthorizationMode: userPool, apiKeyAuthorizationMode: {{}} }}
authorization: {{ allow: publicApiKey }}
models:
  Other: {{ fields: {{ text: String }}, authorization: [{{ allow: authenticated }}, {{ allow: authenticated, provider: oidc }}] }}
  Note:
    fields: {fields}
    authorization: {rules}
"""
FIELDS = '{ text: String, author: String, authors: "[String]", team: String, teams: "[String]" }'


@pytest.fixture
def notes() -> Iterator[Callable[..., LocalApi]]:
    opened: list[LocalApi] = []

    def make(rules: str, fields: str = FIELDS) -> LocalApi:
        opened.append(local_api(NOTES.format(fields=fields, rules=rules)))
        return opened[-1]

    yield make
    for api in opened:
        api.close()


def create(caller: Caller, **values: Any) -> Result:
    return caller.execute("mutation ($input: CreateNoteInput!) { createNote(input: $input) { id } }", {"input": values})


def update(caller: Caller, **values: Any) -> Result:
    return caller.execute("mutation ($input: UpdateNoteInput!) { updateNote(input: $input) { id } }", {"input": values})


def listed(caller: Caller, filter_: Any = None) -> list[str] | str:
    """Return the ids that a list shows, or the type of its error."""
    result = caller.execute("query ($f: ModelNoteFilterInput) { listNotes(filter: $f) { items { id } } }", {"f": filter_})
    return result.errors[0]["errorType"] if result.errors else sorted(each["id"] for each in result.data["listNotes"]["items"])


def is_refused(result: Result) -> bool:
    return [error["errorType"] for error in result.errors] == ["Unauthorized"]


class TestGroups:
    @pytest.mark.parametrize("claim", [["Admin"], "Admin", '["Admin"]', '["Ops", "Admin"]'])
    def test_a_claim_is_a_list_the_text_of_a_list_or_one_name(self, notes: Any, claim: Any) -> None:
        api = notes("{ allow: groups, groups: [Admin], provider: oidc, groupClaim: roles }")
        assert listed(api.as_oidc({"sub": "s", "roles": claim})) == []

    @pytest.mark.parametrize(
        "claim", [None, "", [], "[]", "NotAdmin", '["NotAdmin"]', "[Admin", ["admin"], [None, 1, {"Admin": 1}], 7, {"Admin": True}]
    )
    def test_nothing_else_is_a_member(self, notes: Any, claim: Any) -> None:
        """Amplify looks for the group anywhere in a claim that is a text: `NotAdmin` would be in `Admin`."""
        api = notes("{ allow: groups, groups: [Admin], provider: oidc, groupClaim: roles }")
        assert listed(api.as_oidc({"sub": "s", "roles": claim})) == "Unauthorized"

    def test_the_same_group_of_another_provider_is_another_one(self, notes: Any) -> None:
        api = notes("{ allow: groups, groups: [Admin] }")
        assert listed(api.as_oidc({"sub": "s", "cognito:groups": ["Admin"]})) == "Unauthorized"
        assert listed(api.as_user("ann", ["Admin"])) == []

    @pytest.mark.parametrize("field", ["team", "teams"])
    def test_an_item_without_a_group_is_nobodys(self, notes: Any, field: str) -> None:
        api = notes(f"{{ allow: {'groupDefinedIn' if field == 'team' else 'groupsDefinedIn'}, field: {field} }}")
        for number, value in enumerate([None, "" if field == "team" else [""], "Red" if field == "team" else ["Blue", "Red"]]):
            assert not create(api.as_iam(), id=f"n{number}", **{field: value}).errors
        assert listed(api.as_user("ann", ["Red"])) == ["n2"]
        assert listed(api.as_oidc({"sub": "s", "cognito:groups": ""})) == "Unauthorized"
        assert listed(api.as_user("ann", [""])) == "Unauthorized"
        assert listed(api.as_user("ann")) == "Unauthorized"

    def test_more_groups_than_an_expression_holds_are_an_error(self, notes: Any) -> None:
        api = notes("{ allow: groupsDefinedIn, field: teams }")
        many = [f"Group{number}" for number in range(200)]
        assert not create(api.as_user("ann", many), id="n1", teams=["Group7"]).errors
        assert listed(api.as_user("ann", many)) == "ExpressionTooLong"
        assert [error["errorType"] for error in update(api.as_user("ann", many), id="n1", text="x").errors] == ["ExpressionTooLong"]
        assert listed(api.as_user("ann", many[:30])) == ["n1"]

    def test_more_groups_than_a_subscription_filter_holds_are_an_error(self, notes: Any) -> None:
        for rules, limit in (("{ allow: groupDefinedIn, field: team }", 10), ("{ allow: groupsDefinedIn, field: teams }", 20)):
            api = notes(rules)
            groups = [f"Group{number}" for number in range(limit + 1)]
            api.as_user("ann", groups[:limit]).subscribe("subscription { onCreateNote { id team teams } }").close()
            with pytest.raises(SubscriptionRefusedError, match=str(limit)):
                api.as_user("ann", groups).subscribe("subscription { onCreateNote { id team teams } }")


class TestOwners:
    def test_one_of_the_owners_is_enough(self, notes: Any) -> None:
        api = notes("{ allow: ownersDefinedIn, field: authors }")
        assert not create(api.as_iam(), id="n1", authors=["bob", "ann"]).errors
        assert listed(api.as_user("ann")) == ["n1"]
        assert listed(api.as_user("an")) == []

    def test_who_creates_is_an_owner(self, notes: Any) -> None:
        api = notes("{ allow: ownersDefinedIn, field: authors }")
        assert not create(api.as_user("ann"), id="n1").errors
        assert not create(api.as_user("ann"), id="n2", authors=["bob", "ann"]).errors
        for forged in (["bob"], [], None):
            assert is_refused(create(api.as_user("ann"), id="n3", authors=forged))
        assert listed(api.as_user("ann")) == ["n1", "n2"]

    def test_a_claim_of_ones_own_is_stored_and_compared_as_it_is(self, notes: Any) -> None:
        api = notes("{ allow: ownerDefinedIn, field: author, identityClaim: 'custom:org' }")
        ann, bob = (api.as_user(name, claims={"custom:org": "o1"}) for name in ("ann", "bob"))
        assert not create(ann, id="n1").errors
        assert listed(bob) == ["n1"]
        for claims in ({}, {"custom:org": ""}, {"custom:org": None}, {"custom:org": ["o1"]}):
            assert listed(api.as_user("eve", claims=claims)) == "Unauthorized"

    @pytest.mark.parametrize("rule", ["{ allow: ownerDefinedIn, field: author }", "{ allow: ownersDefinedIn, field: authors }"])
    def test_an_owner_gives_nothing_away(self, notes: Any, rule: str) -> None:
        api = notes(rule)
        field = "authors" if "authors" in rule else "author"
        other, own = (["bob"], ["ann"]) if field == "authors" else ("bob", "ann")
        assert not create(api.as_user("ann"), id="n1").errors
        for given in (other, None, [*own, *other] if field == "authors" else ""):
            assert is_refused(update(api.as_user("ann"), id="n1", **{field: given}))
        assert not update(api.as_user("ann"), id="n1", text="x", **{field: own}).errors
        assert listed(api.as_user("ann")) == ["n1"]
        assert listed(api.as_user("bob")) == []

    def test_a_provider_is_not_another(self, notes: Any) -> None:
        api = notes("{ allow: ownerDefinedIn, field: author, provider: oidc }")
        assert not create(api.as_iam(), id="n1", author="ann").errors
        assert listed(api.as_user("ann")) == "Unauthorized"
        assert listed(api.as_oidc({"sub": "s", "username": "ann"})) == ["n1"]


class TestIdentityPool:
    GUEST = Iam(
        user_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/{UNAUTHENTICATED_ROLE}/CognitoIdentityCredentials",
        cognito_identity_pool_id=IDENTITY_POOL_ID,
        cognito_identity_id="us-east-1:1",
        cognito_identity_auth_type="unauthenticated",
    )
    SIGNED_IN = replace(GUEST, user_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/any/x", cognito_identity_auth_type="authenticated")

    @pytest.mark.parametrize(
        ("rule", "identity", "allowed"),
        [
            ("guest", GUEST, True),
            ("guest", SIGNED_IN, False),
            ("guest", replace(GUEST, user_arn=SIGNED_IN.user_arn), False),
            ("guest", replace(GUEST, cognito_identity_pool_id="us-east-1:other"), False),
            ("authenticated, provider: identityPool", SIGNED_IN, True),
            ("authenticated, provider: identityPool", GUEST, False),
            ("authenticated, provider: identityPool", replace(SIGNED_IN, cognito_identity_pool_id="us-east-1:other"), False),
            ("authenticated, provider: identityPool", Iam(), True),
            ("authenticated", SIGNED_IN, False),
        ],
    )
    def test_the_pool_the_kind_and_a_guests_role_must_be_right(self, notes: Any, rule: str, identity: Iam, allowed: bool) -> None:  # noqa: FBT001 - a table
        found = listed(notes(f"{{ allow: {rule} }}").as_identity(identity))
        assert found == ([] if allowed else "Unauthorized")

    def test_the_guest_of_the_testing_module_is_one(self, notes: Any) -> None:
        assert listed(notes("{ allow: guest }").as_guest()) == []


class TestFields:
    FIELDS = """
      text: String
      salary: { type: Int, authorization: [{ allow: groups, groups: [HR] }] }
      diary: { type: String, authorization: [{ allow: owner }] }
"""
    RULES = "[{ allow: owner }, { allow: authenticated, operations: [read] }]"

    @pytest.fixture
    def api(self, notes: Any) -> LocalApi:
        api: LocalApi = notes(self.RULES, self.FIELDS)
        assert not create(api.as_user("ann"), text="t", diary="d").errors
        (self.id,) = listed(api.as_user("ann"))
        assert not update(api.as_iam(), id=self.id, salary=7).errors
        return api

    def read(self, caller: Caller, name: str) -> tuple[Any, list[Any]]:
        result = caller.execute(f"{{ listNotes {{ items {{ {name} }} }} }}")
        return result.data["listNotes"]["items"][0], [(error["errorType"], error["path"][-1]) for error in result.errors]

    def test_what_one_may_not_read_is_null_with_an_error_of_its_own(self, api: LocalApi) -> None:
        for caller, salary, diary in (
            (api.as_user("ann"), None, "d"),
            (api.as_user("bob", ["HR"]), 7, None),
            (api.as_user("bob"), None, None),
        ):
            found, errors = self.read(caller, "text salary diary")
            assert found == {"text": "t", "salary": salary, "diary": diary}
            assert errors == [("Unauthorized", name) for name, value in (("salary", salary), ("diary", diary)) if value is None]

    def test_aliases_and_fragments_do_not_open_it(self, api: LocalApi) -> None:
        result = api.as_user("bob").execute("{ listNotes { items { a: diary ...F } } } fragment F on Note { b: diary }")
        assert result.data["listNotes"]["items"] == [{"a": None, "b": None}]

    def test_it_cannot_be_found_out_by_asking(self, api: LocalApi) -> None:
        """Neither in a filter, however deep, nor in a condition."""
        bob = api.as_user("bob")
        for filter_ in ({"salary": {"eq": 7}}, {"not": {"or": [{"text": {"eq": "t"}}, {"and": [{"salary": {"gt": 1}}]}]}}):
            assert listed(bob, filter_) == "Unauthorized"
        assert listed(bob, {"diary": {"eq": "d"}}) == []
        assert listed(bob, {"diary": {"ne": "x"}}) == []
        assert listed(bob, {"text": {"ne": '"diary":'}}) != []
        assert listed(api.as_user("ann"), {"diary": {"eq": "d"}}) == [self.id]
        document = 'mutation ($c: ModelNoteConditionInput) { updateNote(input: {id: "ID", text: "x"}, condition: $c) { id } }'
        result = api.as_user("ann").execute(document.replace("ID", self.id), {"c": {"salary": {"eq": 7}}})
        assert [error["message"] for error in result.errors] == ["Unauthorized on [salary]"]

    def test_only_who_may_write_a_field_writes_it(self, api: LocalApi) -> None:
        for caller, values, refused in (
            (api.as_user("ann"), {"text": "u", "diary": "e"}, None),
            (api.as_user("ann"), {"salary": 9}, "Unauthorized on [salary]"),
            (api.as_user("ann"), {"text": "u", "salary": None}, "Unauthorized on [salary]"),
            (api.as_user("bob", ["HR"]), {"salary": 9}, None),
            (api.as_user("bob", ["HR"]), {"salary": 9, "text": "u"}, "Not Authorized to access updateNote on type Mutation"),
            (api.as_user("bob"), {"text": "u"}, "Not Authorized to access updateNote on type Mutation"),
        ):
            assert [error["message"] for error in update(caller, id=self.id, **values).errors] == ([refused] if refused else []), values

    def test_only_who_may_delete_every_field_deletes(self, api: LocalApi) -> None:
        for caller in (api.as_user("ann"), api.as_user("ann", ["HR"]), api.as_user("bob", ["HR"])):
            result = caller.execute(f'mutation {{ deleteNote(input: {{id: "{self.id}"}}) {{ id }} }}')
            assert is_refused(result)
        assert listed(api.as_user("ann")) == [self.id]

    def test_subscribers_never_get_it(self, api: LocalApi) -> None:
        events = api.as_user("bob").subscribe("subscription { onCreateNote { text diary } }")
        made = api.as_user("ann").execute('mutation { createNote(input: {text: "n", diary: "d"}) { text diary } }')
        assert made.data["createNote"] == {"text": "n", "diary": None}
        assert events.next()["data"]["onCreateNote"] == {"text": "n", "diary": None}


class TestKeys:
    """DynamoDB filters by no part of a key: what a rule says of one is decided by the query."""

    SCHEMA = """
api: {{ defaultAuthorizationMode: userPool }}
models:
  Note:
    identifier: [{key}]
    fields: {{ author: ID!, number: ID!, text: String }}
    authorization: {{ allow: {rule}, field: author }}
"""

    def test_the_owner_as_the_partition_key(self) -> None:
        with local_api(self.SCHEMA.format(key="author, number", rule="ownerDefinedIn")) as api:
            self.fill(api)
            for name, other in (("ann", "bob"), ("bob", "ann")):
                caller = api.as_user(name)
                assert self.found(caller, f'(author: "{name}")') == [name]
                assert self.found(caller, f'(author: "{other}")') == "Unauthorized"
                assert self.found(caller, "") == [name]

    @pytest.mark.parametrize("key", ["author, number", "number, author"])
    def test_the_group_as_a_part_of_the_key(self, key: str) -> None:
        with local_api(self.SCHEMA.format(key=key, rule="groupDefinedIn")) as api:
            self.fill(api)
            caller = api.as_user("eve", ["ann", "carl"])
            assert self.found(caller, "") == ["ann"]
            if key.startswith("author"):
                assert self.found(caller, '(author: "ann")') == ["ann"]
                assert self.found(caller, '(author: "bob")') == "Unauthorized"
            else:
                assert self.found(caller, '(number: "1")') == ["ann"]
                assert self.found(caller, '(number: "1", author: {beginsWith: "b"})') == []

    def test_what_is_not_there_is_another_owners_by_its_key(self) -> None:
        """The real resolvers compare the argument: Unauthorized, whether the item is there or not; null only under one's own name."""
        with local_api(self.SCHEMA.format(key="author, number", rule="ownerDefinedIn")) as api:
            self.fill(api)
            for number in ("1", "2"):
                asked = api.as_user("ann").execute(f'{{ getNote(author: "bob", number: "{number}") {{ author }} }}')
                assert [error["errorType"] for error in asked.errors] == ["Unauthorized"]
                assert not asked.trace.calls
            own = api.as_user("ann").execute('{ getNote(author: "ann", number: "2") { author } }')
            assert (own.data, own.errors) == ({"getNote": None}, ())

    def fill(self, api: LocalApi) -> None:
        for author in ("ann", "bob"):
            assert not api.as_iam().execute(f'mutation {{ createNote(input: {{author: "{author}", number: "1"}}) {{ author }} }}').errors

    def found(self, caller: Caller, arguments: str) -> list[str] | str:
        result = caller.execute(f"{{ listNotes{arguments} {{ items {{ author }} }} }}")
        return result.errors[0]["errorType"] if result.errors else [each["author"] for each in result.data["listNotes"]["items"]]


def test_an_oidc_caller_without_a_whole_name_creates_nothing(notes: Any) -> None:
    api = notes("{ allow: ownerDefinedIn, field: author, provider: oidc }")
    assert is_refused(create(api.as_identity(Oidc(claims={"sub": "s"})), id="n1"))
    assert listed(api.as_identity(Oidc(claims={"sub": "s"}))) == []
    assert listed(api.as_identity(Oidc(claims={}))) == "Unauthorized"
