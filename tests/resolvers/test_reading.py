"""get, list, hasMany, belongsTo: what is asked of DynamoDB, and what the caller gets to see of it."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pytest

from amplify_pulumi.local.identity import Iam, Identity, Oidc, UserPool
from amplify_pulumi.local.javascript import Evaluation
from amplify_pulumi.schema.model import Rule

STORED = "a11ce::alice"
FAILURE = {"type": "DynamoDB:ThrottlingException", "message": "Slow down"}


def ended_early(answer: Evaluation) -> Any:
    """Return what the field answers without a call to the data source."""
    assert answer.error is None
    assert answer.early_return is not None
    return answer.result


READS = ["get", "list", "listByKey", "indexQuery", "hasMany", "hasOne", "belongsTo"]


@pytest.mark.parametrize("module", [*READS, "create", "update", "delete", "subscription"])
class TestDenial:
    """Whoever no rule lets in is turned away before anything is asked of DynamoDB, whatever he sends."""

    ARGUMENTS: ClassVar = {"id": "t1", "input": {"id": "t1", "content": "x"}}
    SOURCE: ClassVar = {"id": "p1", "teamId": "p1"}

    def test_nobody_is_let_in_without_a_rule(self, make_resolver: Any, module: str, alice: Any, api_key: Any, guest: Any) -> None:
        for identity in (alice, api_key, guest):
            answer = make_resolver(module, ()).request(identity, self.ARGUMENTS, source=self.SOURCE)
            assert answer.error.unauthorized, identity

    def test_a_rule_lets_in_only_its_own_callers(self, make_resolver: Any, module: str, alice: Any, api_key: Any, guest: Any) -> None:
        allowed = [
            (allow, identity)
            for allow in ("owner", "publicApiKey", "authenticated")
            for identity in (alice, api_key, guest)
            if not make_resolver(module, (Rule(allow=allow),)).request(identity, self.ARGUMENTS, source=self.SOURCE).error
        ]
        assert allowed == [("owner", alice), ("publicApiKey", api_key), ("authenticated", alice)]

    def test_the_iam_administrator_is_always_let_in(self, make_resolver: Any, module: str, administrator: Any, owner: Any) -> None:
        for rules in ((), owner):
            assert not make_resolver(module, rules).request(administrator, self.ARGUMENTS, source=self.SOURCE).error

    @pytest.mark.parametrize("of_a_pool", [{"cognito_identity_pool_id": "us-east-1:pool"}, {"cognito_identity_id": "us-east-1:me"}])
    def test_whoever_comes_through_an_identity_pool_is_no_administrator(
        self, make_resolver: Any, module: str, owner: Any, of_a_pool: dict[str, str]
    ) -> None:
        answer = make_resolver(module, owner).request(Iam(**of_a_pool), self.ARGUMENTS, source=self.SOURCE)
        assert answer.error.unauthorized

    def test_a_failure_of_the_data_source_is_passed_on_and_its_result_is_not(
        self, make_resolver: Any, module: str, alice: Any, owner: Any
    ) -> None:
        """AppSync calls the response handler after a failure, and may show it the item that was in the way."""
        answer = make_resolver(module, owner).response(
            alice, {"id": "t1", "owner": STORED}, error=FAILURE, source=self.SOURCE, arguments=self.ARGUMENTS
        )
        assert (answer.error.type, answer.error.message, answer.error.data) == (FAILURE["type"], FAILURE["message"], None)
        assert answer.result is None


class TestNames:
    """By which values an item names the caller."""

    @pytest.mark.parametrize(
        ("value", "allowed"),
        [
            (STORED, True),
            ("a11ce", True),
            ("alice", True),
            ("b0b::bob", False),
            ("a11ce::bob", False),
            ("b0b::alice", False),
            ("ALICE", False),
            ("alic", False),
            ("", False),
            (None, False),
            ([STORED], False),
        ],
    )
    def test_the_owner_is_who_the_item_says(self, make_resolver: Any, alice: Any, owner: Any, value: Any, *, allowed: bool) -> None:
        answer = make_resolver("get", owner).response(alice, {"id": "t1", "owner": value})
        assert (answer.error is None) == allowed
        assert allowed or answer.error.unauthorized

    def test_an_item_without_an_owner_is_nobodys(self, make_resolver: Any, alice: Any, administrator: Any, owner: Any) -> None:
        get = make_resolver("get", owner)
        assert get.response(alice, {"id": "t1"}).error.unauthorized
        assert get.response(administrator, {"id": "t1"}).result["id"] == "t1"

    def test_an_id_token_names_the_user_as_an_access_token_does(self, make_resolver: Any, owner: Any) -> None:
        get = make_resolver("get", owner)
        for claim in ("username", "cognito:username"):
            user = UserPool(username="alice", sub="a11ce", claims={claim: "alice"})
            assert get.response(user, {"id": "t1", "owner": STORED}).error is None

    @pytest.mark.parametrize("owner_of_item", ["a11ce::alice", "a11ce"])
    def test_a_user_name_made_to_look_like_somebody_else_is_not_him(self, make_resolver: Any, owner: Any, owner_of_item: str) -> None:
        """Cognito lets users choose names with colons in them; `sub::username` of another must not be one's own name."""
        mallory = UserPool(username="a11ce::alice", sub="ma1")
        answer = make_resolver("get", owner).response(mallory, {"id": "t1", "owner": owner_of_item})
        assert answer.error.unauthorized

    @pytest.mark.parametrize("claims", [{"username": ""}, {"username": None}, {"cognito:username": ""}])
    def test_who_lacks_a_claim_reads_what_the_other_names_and_writes_nothing(
        self, make_resolver: Any, owner: Any, claims: dict[str, Any]
    ) -> None:
        """As in the real resolvers: create is Unauthorized, a list is filtered by what there is, a missing item is null."""
        nameless = UserPool(username="", sub="a11ce", claims=claims)
        listing = make_resolver("list", owner).request(nameless)
        assert list(listing.result["filter"]["expressionValues"].values()) == [{"S": "a11ce"}]
        get = make_resolver("get", owner)
        assert get.response(nameless, None).result is None
        assert get.response(nameless, {"id": "t1", "owner": ""}).error.unauthorized
        for module in ("create", "update", "delete", "subscription"):
            answer = make_resolver(module, owner).request(nameless, {"input": {"id": "t1", "content": "x"}})
            assert answer.error.unauthorized, module

    def test_a_rule_of_the_user_pool_is_not_for_other_issuers(self, make_resolver: Any, owner: Any, signed_in: Any) -> None:
        stranger = Oidc(claims={"sub": "a11ce", "username": "alice"})
        for rules in (owner, signed_in):
            assert make_resolver("get", rules).request(stranger, {"id": "t1"}).error.unauthorized


class TestGet:
    def test_it_reads_one_item_by_its_key(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        assert make_resolver("get", owner).request(alice, {"id": "t1"}).result == {"operation": "GetItem", "key": {"id": {"S": "t1"}}}

    def test_a_missing_item_is_null(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        answer = make_resolver("get", owner).response(alice, None)
        assert (answer.result, answer.error) == (None, None)

    @pytest.mark.parametrize("stored", ["a11ce::alice", "alice"])
    def test_the_owner_is_shown_by_his_user_name(self, make_resolver: Any, alice: Any, owner: Any, stored: str) -> None:
        answer = make_resolver("get", owner).response(alice, {"id": "t1", "owner": stored, "__typename": "Todo"})
        assert answer.result == {"id": "t1", "owner": "alice", "__typename": "Todo"}


def expression_of(request: dict[str, Any]) -> str:
    """Return a filter with its names and values in place."""
    filter_ = request["filter"]
    text = filter_["expression"]
    for placeholder in sorted({**filter_["expressionNames"], **filter_.get("expressionValues", {})}, key=len, reverse=True):
        value = filter_["expressionNames"].get(placeholder) or next(iter(filter_["expressionValues"][placeholder].values()))
        text = text.replace(placeholder, str(value))
    return text


class TestList:
    def test_it_scans_for_a_hundred_items(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        assert make_resolver("list", public).request(api_key).result == {"operation": "Scan", "limit": 100}

    @pytest.mark.parametrize("nothing", [{}, {"filter": None, "limit": None, "nextToken": None}, {"filter": {}}])
    def test_an_argument_that_is_null_or_empty_counts_as_not_given(
        self, make_resolver: Any, api_key: Any, public: Any, nothing: dict[str, Any]
    ) -> None:
        request = make_resolver("list", public).request(api_key, nothing).result
        assert {name: value for name, value in request.items() if value is not None} == {"operation": "Scan", "limit": 100}

    @pytest.mark.parametrize(
        ("allow", "limit", "read"),
        [("authenticated", 5000, 5000), ("owner", 5000, 1000), ("owner", 1000, 1000), ("owner", 1, 1), ("owner", 0, 0), ("owner", -1, -1)],
    )
    @pytest.mark.parametrize("module", ["list", "listByKey", "indexQuery"])
    def test_where_the_handler_loops_a_page_ends_before_appsync_ends_the_loop(
        self, make_resolver: Any, alice: Any, module: str, allow: Any, limit: int, read: int
    ) -> None:
        """Limits that DynamoDB refuses are passed on, so that it says so."""
        request = make_resolver(module, (Rule(allow=allow),)).request(alice, {"limit": limit, "id": "t1"}).result
        assert request["limit"] == read

    def test_the_rule_is_a_filter(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        request = make_resolver("list", owner).request(alice, {"nextToken": "t"}).result
        assert expression_of(request) == "((owner = a11ce::alice) OR (owner = a11ce) OR (owner = alice))"
        assert request["nextToken"] == "t"

    def test_the_clients_filter_narrows_the_rule(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        request = make_resolver("list", owner).request(alice, {"filter": {"or": [{"owner": {"eq": "bob"}}, {"a": {"eq": 1}}]}}).result
        assert expression_of(request) == ("(((owner = a11ce::alice) OR (owner = a11ce) OR (owner = alice)) AND ((owner = bob) OR (a = 1)))")

    @pytest.mark.parametrize("nothing", [None, {}])
    def test_an_empty_filter_is_not_handed_to_appsync(self, make_resolver: Any, alice: Any, owner: Any, nothing: Any) -> None:
        """What its helper makes of one is not documented; the rule stands alone."""
        code = "util.transform.toDynamoDBFilterExpression(joined)"
        listing = make_resolver("list", owner).rewritten(code, "JSON.stringify({ expression: JSON.stringify(joined) })")
        request = listing.request(alice, {"filter": nothing}).result
        assert list(json.loads(request["filter"]["expression"])) == ["or"]

    def test_where_no_rule_binds_the_caller_his_filter_stands_alone(self, make_resolver: Any, administrator: Any, owner: Any) -> None:
        code = "util.transform.toDynamoDBFilterExpression(joined)"
        listing = make_resolver("list", owner).rewritten(code, "JSON.stringify({ expression: JSON.stringify(joined) })")
        request = listing.request(administrator, {"filter": {"content": {"eq": "x"}}}).result
        assert json.loads(request["filter"]["expression"]) == {"content": {"eq": "x"}}

    def test_a_rule_that_appsync_finds_nothing_in_is_an_error(
        self, make_resolver: Any, alice: Any, api_key: Any, owner: Any, public: Any
    ) -> None:
        """Never access to everything."""
        nothing = ("util.transform.toDynamoDBFilterExpression(joined)", """'{"expression":""}'""")
        answer = make_resolver("list", owner).rewritten(*nothing).request(alice)
        assert answer.error.type == "Unrecognized Filter"
        unbound = make_resolver("list", public).rewritten(*nothing).request(api_key, {"filter": {"and": []}})
        assert unbound.result == {"operation": "Scan", "limit": 100}

    def test_an_expression_may_be_as_long_as_dynamodb_takes_it_and_not_longer(self, make_resolver: Any) -> None:
        """4 KB: "Maximum expression length" in the quotas of its developer guide."""
        listing = make_resolver("list", (Rule(allow="groupDefinedIn", defined_in="team"),))
        many = UserPool(username="ann", sub="a22", groups=tuple(f"Group{number}" for number in range(50)))

        def asked(length: int) -> Evaluation:
            return listing.request(many, {"filter": {"x" * length: {"attributeExists": True}}})

        longest = 1 + 4096 - len(asked(1).result["filter"]["expression"])
        assert len(asked(longest).result["filter"]["expression"]) == 4096
        assert asked(longest + 1).error.type == "ExpressionTooLong"

    def test_a_filter_without_values_has_no_empty_map_of_them(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        request = make_resolver("list", public).request(api_key, {"filter": {"content": {"attributeExists": True}}}).result
        assert "expressionValues" not in request["filter"]

    @pytest.mark.parametrize("module", ["list", "listByKey", "indexQuery"])
    def test_a_page_is_answered_with_its_token(self, make_resolver: Any, module: str, alice: Any, owner: Any, signed_in: Any) -> None:
        page = {"items": [{"id": "1", "owner": STORED}, {"id": "2"}], "nextToken": "more", "scannedCount": 2}
        owned = make_resolver(module, owner).response(alice, page).result
        assert owned["items"][0] == {"id": "1", "owner": "alice"}
        assert owned["items"][1]["id"] == "2"
        assert owned["nextToken"] == "more"
        plain = make_resolver(module, signed_in).response(alice, page).result
        assert (plain["items"], plain["nextToken"]) == (page["items"], "more")

    def test_the_longest_page_stays_within_the_loop_limit(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        page = {"items": [{"id": str(number), "owner": STORED} for number in range(1000)], "nextToken": None}
        answer = make_resolver("list", owner).response(alice, page)
        assert answer.error is None
        assert {item["owner"] for item in answer.result["items"]} == {"alice"}


class TestHasMany:
    def test_it_queries_the_index_of_the_children(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        request = make_resolver("hasMany", public).request(api_key, {}, source={"id": "p1"}).result
        assert request == {
            "operation": "Query",
            "index": "gsi-Team.members",
            "query": {
                "expression": "#teamId = :teamId",
                "expressionNames": {"#teamId": "teamId"},
                "expressionValues": {":teamId": {"S": "p1"}},
            },
            "scanIndexForward": True,
            "limit": 100,
        }

    def test_several_references_make_one_key(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        keys = [{"attribute": "blogName", "source": "name"}, {"attribute": "blogYear", "source": "year"}]
        request = make_resolver("hasMany", public, keys=keys).request(api_key, {}, source={"name": "n", "year": 2020}).result
        assert request["query"] == {
            "expression": "#blogName = :blogName AND #blogYear = :blogYear",
            "expressionNames": {"#blogName": "blogName", "#blogYear": "blogYear"},
            "expressionValues": {":blogName": {"S": "n"}, ":blogYear": {"N": 2020}},
        }

    @pytest.mark.parametrize(("direction", "forward"), [("DESC", False), ("ASC", True), (None, True)])
    def test_its_direction_and_page_are_the_clients(
        self, make_resolver: Any, api_key: Any, public: Any, direction: str | None, *, forward: bool
    ) -> None:
        arguments = {"sortDirection": direction, "limit": 7, "nextToken": "t"}
        request = make_resolver("hasMany", public).request(api_key, arguments, source={"id": "p1"}).result
        assert (request["scanIndexForward"], request["limit"], request["nextToken"]) == (forward, 7, "t")
        assert make_resolver("hasMany", public).request(api_key, {"limit": 9999}, source={"id": "p1"}).result["limit"] == 1000

    def test_the_childs_rule_and_the_clients_filter_are_joined(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        request = make_resolver("hasMany", owner).request(alice, {"filter": {"name": {"eq": "x"}}}, source={"id": "p1"}).result
        assert expression_of(request) == "(((owner = a11ce::alice) OR (owner = a11ce) OR (owner = alice)) AND (name = x))"

    @pytest.mark.parametrize("source", [{"id": None}, {}, {"id": ""}])
    def test_without_a_key_there_are_no_children_and_no_call(
        self, make_resolver: Any, api_key: Any, public: Any, source: dict[str, Any]
    ) -> None:
        answer = make_resolver("hasMany", public).request(api_key, {}, source=source)
        assert ended_early(answer) == {"items": [], "nextToken": None}


class TestBelongsTo:
    def test_it_reads_the_parent_by_its_key(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        answer = make_resolver("belongsTo", public).request(api_key, {}, source={"id": "c1", "teamId": "p1"})
        assert answer.result == {"operation": "GetItem", "key": {"id": {"S": "p1"}}}

    @pytest.mark.parametrize("source", [{"teamId": None}, {}, {"teamId": ""}])
    def test_a_null_reference_is_null_without_a_call(self, make_resolver: Any, api_key: Any, public: Any, source: dict[str, Any]) -> None:
        answer = make_resolver("belongsTo", public).request(api_key, {}, source=source)
        assert ended_early(answer) is None

    def test_a_reference_with_one_part_missing_leads_nowhere(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        keys = [{"attribute": "name", "source": "blogName"}, {"attribute": "year", "source": "blogYear"}]
        belongs_to = make_resolver("belongsTo", public, keys=keys)
        assert ended_early(belongs_to.request(api_key, {}, source={"blogName": "n"})) is None
        assert belongs_to.request(api_key, {}, source={"blogName": "n", "blogYear": 0}).result["key"]["year"] == {"N": 0}

    def test_a_parent_is_seen_by_those_who_may_read_it(self, make_resolver: Any, alice: Any, bob: Any, owner: Any) -> None:
        belongs_to = make_resolver("belongsTo", owner)
        parent = {"id": "p1", "owner": STORED}
        assert belongs_to.response(alice, parent, source={}).result == {"id": "p1", "owner": "alice"}
        assert belongs_to.response(bob, parent, source={}).error.unauthorized

    def test_a_parent_that_is_gone_is_null(self, make_resolver: Any, api_key: Any, bob: Any, public: Any, owner: Any) -> None:
        for rules, identity in ((public, api_key), (owner, bob)):
            answer = make_resolver("belongsTo", rules).response(identity, None, source={})
            assert (answer.result, answer.error) == (None, None)


class TestHasOne:
    @pytest.mark.parametrize("source", [{"id": None}, {}, {"id": ""}])
    def test_without_a_key_there_is_no_child_and_no_call(
        self, make_resolver: Any, api_key: Any, public: Any, source: dict[str, Any]
    ) -> None:
        assert ended_early(make_resolver("hasOne", public).request(api_key, {}, source=source)) is None


class TestRedaction:
    """What a mutation shows goes to its subscribers: relationships that not all of them may read are empty there, for everybody."""

    MUTATION: ClassVar = {"id": "p1", "teamId": "p1", "__operation": "Mutation"}

    def test_a_redacted_relationship_is_empty_in_a_mutation(
        self, make_resolver: Any, alice: Any, administrator: Identity, owner: Any
    ) -> None:
        for identity in (alice, administrator):
            children = make_resolver("hasMany", owner, redact=True).request(identity, {}, source=self.MUTATION)
            parent = make_resolver("belongsTo", owner, redact=True).request(identity, {}, source=self.MUTATION)
            child = make_resolver("hasOne", owner, redact=True).request(identity, {}, source=self.MUTATION)
            assert ended_early(children) == {"items": [], "nextToken": None}
            assert ended_early(parent) is None
            assert ended_early(child) is None

    def test_it_is_there_in_a_query(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        source = {"id": "p1", "teamId": "p1"}
        assert make_resolver("hasMany", owner, redact=True).request(alice, {}, source=source).result["operation"] == "Query"
        assert make_resolver("hasOne", owner, redact=True).request(alice, {}, source=source).result["operation"] == "Query"
        assert make_resolver("belongsTo", owner, redact=True).request(alice, {}, source=source).result["operation"] == "GetItem"

    def test_a_relationship_that_is_not_redacted_is_there_in_a_mutation(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        assert make_resolver("hasMany", owner).request(alice, {}, source=self.MUTATION).result["operation"] == "Query"
        assert make_resolver("hasOne", owner).request(alice, {}, source=self.MUTATION).result["operation"] == "Query"
        assert make_resolver("belongsTo", owner).request(alice, {}, source=self.MUTATION).result["operation"] == "GetItem"

    def test_what_hangs_below_a_mutation_is_part_of_it(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        """A relationship that is not redacted hands the mark on to those further down that are."""
        children = make_resolver("hasMany", public).response(api_key, {"items": [{"id": "c1"}], "nextToken": None}, source=self.MUTATION)
        parent = make_resolver("belongsTo", public).response(api_key, {"id": "p1"}, source=self.MUTATION)
        assert children.result["items"] == [{"id": "c1", "__operation": "Mutation"}]
        assert parent.result == {"id": "p1", "__operation": "Mutation"}

    def test_queries_have_no_mark(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        children = make_resolver("hasMany", public).response(api_key, {"items": [{"id": "c1"}], "nextToken": None}, source={"id": "p1"})
        assert children.result["items"] == [{"id": "c1"}]


class TestOwnerField:
    """The owner's own resolver, where something below the type reads the stored value."""

    @pytest.mark.parametrize(("stored", "shown"), [("a11ce::alice", "alice"), ("alice", "alice"), ("a::b::c", "c"), (None, None)])
    def test_it_shows_the_user_name(self, make_resolver: Any, alice: Any, stored: Any, shown: Any) -> None:
        field = make_resolver("owner", (), field="author")
        assert field.request(alice).result == {"payload": None}
        assert field.response(alice, None, source={"author": stored}).result == shown

    def test_a_failure_is_passed_on(self, make_resolver: Any, alice: Any) -> None:
        answer = make_resolver("owner", (), field="author").response(alice, None, source={"author": "x::alice"}, error=FAILURE)
        assert (answer.error.type, answer.result) == (FAILURE["type"], None)


class TestProtectedField:
    """A field that not everybody may read who may read the item."""

    ACCESS: ClassVar = [{"authType": "API Key Authorization"}]

    def make(self, make_resolver: Any, **config: Any) -> Any:
        return make_resolver("protectedField", (), field="secret", access=self.ACCESS, **{"isOwner": False, "redact": True, **config})

    def test_it_is_for_those_whom_its_rules_let_read_it(self, make_resolver: Any, api_key: Any, alice: Any) -> None:
        field = self.make(make_resolver)
        assert field.request(api_key, source={"secret": "s"}).result == {"payload": None}
        assert field.request(alice, source={"secret": "s"}).error.unauthorized

    @pytest.mark.parametrize(("is_owner", "shown"), [(True, "alice"), (False, "a11ce::alice")])
    def test_only_an_owner_is_shown_by_his_user_name(self, make_resolver: Any, api_key: Any, shown: str, *, is_owner: bool) -> None:
        answer = self.make(make_resolver, isOwner=is_owner).response(api_key, None, source={"secret": STORED})
        assert answer.result == shown

    @pytest.mark.parametrize(("redact", "shown"), [(True, None), (False, "s")])
    def test_it_is_null_in_a_mutation_where_somebody_could_listen(
        self, make_resolver: Any, api_key: Any, shown: Any, *, redact: bool
    ) -> None:
        field = self.make(make_resolver, redact=redact)
        assert field.response(api_key, None, source={"secret": "s", "__operation": "Mutation"}).result == shown
        assert field.response(api_key, None, source={"secret": "s"}).result == "s"

    def test_a_failure_is_passed_on(self, make_resolver: Any, api_key: Any) -> None:
        answer = self.make(make_resolver).response(api_key, None, source={"secret": "s"}, error=FAILURE)
        assert (answer.error.type, answer.result) == (FAILURE["type"], None)


def test_a_rule_may_speak_of_single_ways_to_read(make_resolver: Any, alice: Any) -> None:
    rules = (Rule(allow="authenticated", operations=("get",)),)
    assert make_resolver("get", rules).request(alice, {"id": "t1"}).error is None
    assert make_resolver("list", rules).request(alice).error.unauthorized
