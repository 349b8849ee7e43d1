"""create, update, delete: one call to DynamoDB with the rule in its condition."""

from __future__ import annotations

from typing import Any

import pytest

from amplify_pulumi.local.identity import UserPool
from amplify_pulumi.schema.model import Rule

RULE = "((owner = a11ce::alice) OR (owner = a11ce) OR (owner = alice))"


def condition_of(request: dict[str, Any]) -> str:
    """Return a condition with its names and values in place."""
    condition = request["condition"]
    values = {name: next(iter(value.values())) for name, value in condition.get("expressionValues", {}).items()}
    text = condition["expression"]
    for placeholder, value in sorted({**condition["expressionNames"], **values}.items(), key=lambda each: -len(each[0])):
        text = text.replace(placeholder, str(value))
    return text


class TestCreate:
    def test_it_puts_an_item_that_must_not_be_there(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        request = make_resolver("create", public).request(api_key, {"input": {"id": "t1", "content": "x", "isDone": None}}).result
        values = request["attributeValues"]
        assert request["operation"] == "PutItem"
        assert request["key"] == {"id": {"S": "t1"}}
        assert {name: values[name] for name in ("id", "content", "isDone", "__typename")} == {
            "id": {"S": "t1"},
            "content": {"S": "x"},
            "isDone": {"NULL": None},
            "__typename": {"S": "Todo"},
        }
        assert values["createdAt"] == values["updatedAt"]
        assert set(values) == {"id", "content", "isDone", "__typename", "createdAt", "updatedAt"}
        assert condition_of(request) == "(attribute_not_exists(id))"

    def test_an_id_is_made_where_none_is_given(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        create = make_resolver("create", public)
        first, second = (create.request(api_key, {"input": {"content": "x"}}).result for _ in range(2))
        assert first["key"]["id"] == first["attributeValues"]["id"]
        assert first["key"] != second["key"]

    def test_no_id_is_made_for_a_key_of_another_kind(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        create = make_resolver("create", public, key=["sku"], autoId=False)
        request = create.request(api_key, {"input": {"sku": "s1"}}).result
        assert request["key"] == {"sku": {"S": "s1"}}
        assert "id" not in request["attributeValues"]
        assert condition_of(request) == "(attribute_not_exists(sku))"

    def test_the_clients_condition_must_hold_too(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        arguments = {"input": {"id": "t1"}, "condition": {"content": {"attributeExists": False}}}
        request = make_resolver("create", public).request(api_key, arguments).result
        assert condition_of(request) == "((attribute_not_exists(id)) AND (attribute_not_exists(content)))"

    def test_a_declared_time_in_the_input_wins(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        values = (
            make_resolver("create", public).request(api_key, {"input": {"createdAt": "2020-01-01T00:00:00Z"}}).result["attributeValues"]
        )
        assert values["createdAt"] == {"S": "2020-01-01T00:00:00Z"}
        assert values["updatedAt"] != values["createdAt"]

    def test_a_model_without_times_gets_none(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        values = make_resolver("create", public, timestamps=[]).request(api_key, {"input": {"id": "t1"}}).result["attributeValues"]
        assert set(values) == {"id", "__typename"}

    def test_the_owner_is_written_where_the_input_leaves_him_out(
        self, make_resolver: Any, alice: Any, bob: Any, administrator: Any, owner: Any
    ) -> None:
        create = make_resolver("create", owner)
        owners = [create.request(who, {"input": {}}).result["attributeValues"].get("owner") for who in (alice, bob, administrator)]
        assert owners == [{"S": "a11ce::alice"}, {"S": "b0b::bob"}, None]

    @pytest.mark.parametrize("value", ["a11ce::alice", "a11ce", "alice"])
    def test_an_owner_who_names_himself_is_stored_as_given(self, make_resolver: Any, alice: Any, owner: Any, value: str) -> None:
        values = make_resolver("create", owner).request(alice, {"input": {"owner": value}}).result["attributeValues"]
        assert values["owner"] == {"S": value}

    @pytest.mark.parametrize("value", ["b0b::bob", "bob", "", None, "a11ce::bob", "x::alice"])
    def test_any_other_owner_is_unauthorized(self, make_resolver: Any, alice: Any, owner: Any, value: Any) -> None:
        assert make_resolver("create", owner).request(alice, {"input": {"owner": value}}).error.unauthorized

    def test_who_may_create_everything_may_name_anybody_and_is_the_owner_if_he_names_nobody(self, make_resolver: Any, alice: Any) -> None:
        """As in the real resolvers, where a rule for everybody and an owner rule stand side by side."""
        create = make_resolver("create", (Rule(allow="owner"), Rule(allow="authenticated")))
        values = [create.request(alice, {"input": input_}).result["attributeValues"]["owner"] for input_ in ({}, {"owner": "bob"})]
        assert values == [{"S": "a11ce::alice"}, {"S": "bob"}]

    def test_callers_of_another_rule_are_no_owners(self, make_resolver: Any, api_key: Any) -> None:
        create = make_resolver("create", (Rule(allow="owner"), Rule(allow="publicApiKey")))
        assert "owner" not in create.request(api_key, {"input": {}}).result["attributeValues"]

    @pytest.mark.parametrize("module", ["create", "update"])
    def test_it_answers_what_was_written_with_the_owners_user_name(self, make_resolver: Any, module: str, alice: Any, owner: Any) -> None:
        item = {"id": "t1", "owner": "a11ce::alice"}
        assert make_resolver(module, owner).response(alice, item).result == {"id": "t1", "owner": "alice"}

    def test_an_item_in_the_way_is_a_failed_condition_for_everybody(
        self, make_resolver: Any, alice: Any, owner: Any, condition_failed: dict[str, str]
    ) -> None:
        answer = make_resolver("create", owner).response(alice, {"id": "t1", "secret": "bob's"}, error=condition_failed)
        assert (answer.error.type, answer.error.message) == (condition_failed["type"], condition_failed["message"])
        assert "bob's" not in repr(answer)


class TestUpdate:
    def test_it_sets_values_and_removes_nulls(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        """One UpdateItem; the key is not among the changes, and every name is a placeholder, so that no word is reserved."""
        request = make_resolver("update", public).request(api_key, {"input": {"id": "t1", "name": "x", "size": None, "count": 0}}).result
        update = request["update"]
        assert request["operation"] == "UpdateItem"
        assert request["key"] == {"id": {"S": "t1"}}
        assert update["expression"] == "SET #updatedAt = :updatedAt, #name = :name, #count = :count REMOVE #size"
        assert update["expressionNames"] == {"#updatedAt": "updatedAt", "#name": "name", "#size": "size", "#count": "count"}
        assert {name: value for name, value in update["expressionValues"].items() if name != ":updatedAt"} == {
            ":name": {"S": "x"},
            ":count": {"N": 0},
        }
        assert condition_of(request) == "(attribute_exists(id))"

    def test_an_update_of_nothing_still_says_when(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        request = make_resolver("update", public).request(api_key, {"input": {"id": "t1"}}).result
        assert request["update"]["expression"] == "SET #updatedAt = :updatedAt"

    def test_an_update_of_nothing_without_times_is_still_one_that_dynamodb_takes(
        self, make_resolver: Any, api_key: Any, public: Any
    ) -> None:
        request = make_resolver("update", public, updatedAt=None).request(api_key, {"input": {"id": "t1"}}).result
        assert request["update"] == {
            "expression": "REMOVE #__operation",
            "expressionNames": {"#__operation": "__operation"},
        }

    def test_a_declared_time_in_the_input_wins(self, make_resolver: Any, api_key: Any, public: Any) -> None:
        update = make_resolver("update", public)
        given = update.request(api_key, {"input": {"id": "t1", "updatedAt": "2020-01-01T00:00:00Z"}}).result["update"]
        removed = update.request(api_key, {"input": {"id": "t1", "updatedAt": None}}).result["update"]
        assert given["expressionValues"][":updatedAt"] == {"S": "2020-01-01T00:00:00Z"}
        assert removed["expression"] == "REMOVE #updatedAt"

    @pytest.mark.parametrize("condition", [None, {}])
    def test_the_rule_is_part_of_the_condition(self, make_resolver: Any, alice: Any, owner: Any, condition: Any) -> None:
        request = make_resolver("update", owner).request(alice, {"input": {"id": "t1", "content": "x"}, "condition": condition}).result
        assert condition_of(request) == f"((attribute_exists(id)) AND {RULE})"

    def test_the_clients_condition_cannot_widen_the_rule(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        arguments = {"input": {"id": "t1"}, "condition": {"or": [{"owner": {"eq": "bob"}}, {"content": {"eq": "x"}}]}}
        request = make_resolver("update", owner).request(alice, arguments).result
        assert condition_of(request) == f"((attribute_exists(id)) AND {RULE} AND ((owner = bob) OR (content = x)))"


class TestOwnersAndUpdates:
    """Who may write what into the owner field."""

    @pytest.mark.parametrize("value", ["a11ce::alice", "a11ce", "alice"])
    def test_an_owner_who_names_himself_changes_nothing(self, make_resolver: Any, alice: Any, owner: Any, value: str) -> None:
        request = make_resolver("update", owner).request(alice, {"input": {"id": "t1", "owner": value, "content": "x"}}).result
        assert "owner" not in request["update"]["expressionNames"].values()
        assert condition_of(request) == f"((attribute_exists(id)) AND {RULE})"

    @pytest.mark.parametrize("value", ["bob", "b0b::bob", None, "", "x::alice"])
    def test_an_owner_gives_nothing_away(self, make_resolver: Any, alice: Any, owner: Any, value: Any) -> None:
        assert make_resolver("update", owner).request(alice, {"input": {"id": "t1", "owner": value}}).error.unauthorized

    @pytest.mark.parametrize(("value", "update"), [("bob", "SET #updatedAt = :updatedAt, #owner = :owner"), (None, "REMOVE #owner")])
    def test_under_a_transferable_rule_he_may(self, make_resolver: Any, alice: Any, value: Any, update: str) -> None:
        rules = (Rule(allow="owner", transferable=True),)
        request = make_resolver("update", rules).request(alice, {"input": {"id": "t1", "owner": value}}).result
        assert request["update"]["expression"].endswith(update)
        assert condition_of(request) == f"((attribute_exists(id)) AND {RULE})"

    def test_under_a_transferable_rule_his_own_name_is_stored_as_given(self, make_resolver: Any, alice: Any) -> None:
        rules = (Rule(allow="owner", transferable=True),)
        request = make_resolver("update", rules).request(alice, {"input": {"id": "t1", "owner": "alice"}}).result
        assert request["update"]["expressionValues"][":owner"] == {"S": "alice"}

    def test_whoever_may_change_every_item_may_change_its_owner(
        self, make_resolver: Any, alice: Any, api_key: Any, administrator: Any, owner: Any
    ) -> None:
        arguments = {"input": {"id": "t1", "owner": "bob"}}
        for rules, identity in (
            (owner, administrator),
            ((*owner, Rule(allow="publicApiKey")), api_key),
            ((*owner, Rule(allow="authenticated")), alice),
        ):
            request = make_resolver("update", rules).request(identity, arguments).result
            assert request["update"]["expressionValues"][":owner"] == {"S": "bob"}
            assert condition_of(request) == "(attribute_exists(id))"

    def test_a_grant_for_every_item_beside_one_for_own_items_is_enough(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        everybody = {"authType": "User Pool Authorization"}
        own = {"authType": "User Pool Authorization", "field": "owner", "claims": [["sub"], ["username", "cognito:username"]]}
        update = make_resolver("update", owner, access=[own, everybody])
        request = update.request(alice, {"input": {"id": "t1", "owner": "bob"}}).result
        assert request["update"]["expressionValues"][":owner"] == {"S": "bob"}
        assert condition_of(request) == "(attribute_exists(id))"

    def test_another_rule_that_lets_the_field_be_written_must_then_hold(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        """With two fields that may name a caller, giving the one away is justified by the other alone."""
        editor = {"authType": "User Pool Authorization", "field": "editor", "claims": [["sub"], ["username", "cognito:username"]]}
        own = {"authType": "User Pool Authorization", "field": "owner", "claims": [["sub"], ["username", "cognito:username"]]}
        update = make_resolver("update", owner, access=[own, editor])
        away = update.request(alice, {"input": {"id": "t1", "owner": "bob"}}).result
        assert condition_of(away) == "((attribute_exists(id)) AND ((editor = a11ce::alice) OR (editor = a11ce) OR (editor = alice)))"
        mine = update.request(alice, {"input": {"id": "t1", "owner": "alice"}}).result
        assert mine["update"]["expressionValues"][":owner"] == {"S": "alice"}
        assert "owner = a11ce::alice" in condition_of(mine)
        assert "editor = a11ce::alice" in condition_of(mine)
        for given in ({"owner": "bob", "editor": "bob"}, {"owner": "alice", "editor": "bob"}):
            assert update.request(alice, {"input": {"id": "t1", **given}}).error.unauthorized

    def test_a_user_whose_name_is_his_sub_has_it_once(self, make_resolver: Any, owner: Any) -> None:
        """Pools where users sign in by email give them their sub as a user name."""
        user = UserPool(username="a11ce", sub="a11ce")
        request = make_resolver("update", owner).request(user, {"input": {"id": "t1"}}).result
        assert condition_of(request) == "((attribute_exists(id)) AND ((owner = a11ce::a11ce) OR (owner = a11ce)))"

    def test_a_field_with_a_name_of_the_language_is_a_field_like_any_other(
        self, make_resolver: Any, administrator: Any, owner: Any
    ) -> None:
        request = make_resolver("update", owner).request(administrator, {"input": {"id": "t1", "undefined": "x"}}).result
        assert request["update"]["expressionValues"][":undefined"] == {"S": "x"}


class TestOwnersInLists:
    """A field that lists those who own an item, beside one that names one of them."""

    RULES = (Rule(allow="ownersDefinedIn", defined_in="editors"),)

    def test_who_creates_an_item_is_the_one_in_the_list(self, make_resolver: Any, alice: Any) -> None:
        create = make_resolver("create", self.RULES)
        assert create.request(alice, {"input": {}}).result["attributeValues"]["editors"] == {"L": [{"S": "a11ce::alice"}]}
        given = create.request(alice, {"input": {"editors": ["bob", "alice"]}}).result
        assert given["attributeValues"]["editors"] == {"L": [{"S": "bob"}, {"S": "alice"}]}
        for nobody in ([], ["bob"], [None], None):
            assert create.request(alice, {"input": {"editors": nobody}}).error.unauthorized, nobody

    def test_who_is_in_the_list_gives_nothing_away(self, make_resolver: Any, alice: Any) -> None:
        """He may name himself and nobody else, which changes nothing; nor may he leave the item to nobody."""
        update = make_resolver("update", self.RULES)
        for himself in (["alice"], ["a11ce", "alice"]):
            request = update.request(alice, {"input": {"id": "t1", "editors": himself, "content": "x"}}).result
            assert set(request["update"]["expressionNames"].values()) == {"updatedAt", "content"}
        for others in ([], ["bob"], ["alice", "bob"], ["alice", None], None):
            assert update.request(alice, {"input": {"id": "t1", "editors": others, "content": "x"}}).error.unauthorized, others

    def test_clients_see_user_names(self, make_resolver: Any, administrator: Any) -> None:
        rules = (*self.RULES, Rule(allow="owner"))
        get = make_resolver("get", rules, ownerLists=["editors"])
        for stored, shown in (
            ({"owner": "a11ce::alice", "editors": ["b0b::bob", "alice", None]}, {"owner": "alice", "editors": ["bob", "alice", None]}),
            ({"owner": None, "editors": None}, {"owner": None, "editors": None}),
            ({}, {}),
        ):
            assert get.response(administrator, {"id": "t1", **stored}).result == {"id": "t1", **shown}

    def test_groups_that_a_field_names_are_given_and_not_made_up(self, make_resolver: Any) -> None:
        """Who may create by a group that the item names has to name it; no group of his is put there for him."""
        rules = (Rule(allow="groupDefinedIn", defined_in="team"),)
        ann = UserPool(username="ann", sub="a22", groups=("Red",))
        assert make_resolver("create", rules).request(ann, {"input": {}}).error.unauthorized
        other = make_resolver("create", (*rules, Rule(allow="groups", groups=("Red",)))).request(ann, {"input": {}}).result
        assert "team" not in other["attributeValues"]


class TestDelete:
    def test_it_deletes_under_the_rule_and_the_clients_condition(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        request = make_resolver("delete", owner).request(alice, {"input": {"id": "t1"}, "condition": {"content": {"eq": "x"}}}).result
        assert {name: request[name] for name in ("operation", "key")} == {"operation": "DeleteItem", "key": {"id": {"S": "t1"}}}
        assert condition_of(request) == f"((attribute_exists(id)) AND {RULE} AND (content = x))"

    def test_it_answers_the_deleted_item(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        item = {"id": "t1", "owner": "a11ce::alice"}
        assert make_resolver("delete", owner).response(alice, item).result == {"id": "t1", "owner": "alice"}

    def test_what_was_not_there_is_null(self, make_resolver: Any, alice: Any, owner: Any) -> None:
        """AppSync counts it as a success without a result."""
        answer = make_resolver("delete", owner).response(alice, None)
        assert (answer.result, answer.error) == (None, None)


@pytest.mark.parametrize("module", ["update", "delete"])
class TestFailedConditions:
    """What a caller learns of a condition that did not hold."""

    @pytest.mark.parametrize("condition", [None, {}])
    def test_without_a_condition_of_his_own_a_caller_bound_by_items_is_unauthorized(
        self, make_resolver: Any, module: str, alice: Any, owner: Any, condition: Any, condition_failed: Any
    ) -> None:
        arguments = {"input": {"id": "t1"}, "condition": condition}
        answer = make_resolver(module, owner).response(alice, {"secret": 1}, error=condition_failed, arguments=arguments)
        assert answer.error.unauthorized
        assert answer.error.data is None

    def test_with_one_it_is_the_failed_condition_for_everybody(
        self, make_resolver: Any, module: str, alice: Any, administrator: Any, owner: Any, condition_failed: Any
    ) -> None:
        arguments = {"input": {"id": "t1"}, "condition": {"content": {"eq": "x"}}}
        for identity in (alice, administrator):
            answer = make_resolver(module, owner).response(identity, {"secret": 1}, error=condition_failed, arguments=arguments)
            assert (answer.error.type, answer.error.message) == (condition_failed["type"], condition_failed["message"])
            assert answer.error.data is None

    def test_whoever_may_write_every_item_learns_that_it_is_not_there(
        self, make_resolver: Any, module: str, api_key: Any, administrator: Any, public: Any, condition_failed: Any
    ) -> None:
        """Also beside rules that bind others by items."""
        for identity, rules in ((api_key, public), (administrator, public), (administrator, (Rule(allow="owner"),))):
            answer = make_resolver(module, rules).response(identity, None, error=condition_failed, arguments={"input": {"id": "t1"}})
            assert answer.error.type == condition_failed["type"]

    def test_other_failures_are_told_as_they_are(self, make_resolver: Any, module: str, alice: Any, owner: Any) -> None:
        error = {"type": "DynamoDB:ValidationException", "message": "too long"}
        answer = make_resolver(module, owner).response(alice, None, error=error, arguments={"input": {"id": "t1"}})
        assert (answer.error.type, answer.error.message) == ("DynamoDB:ValidationException", "too long")


@pytest.mark.parametrize("module", ["create", "update", "delete"])
def test_what_a_mutation_shows_is_marked_only_where_a_relationship_hides(
    make_resolver: Any, module: str, api_key: Any, alice: Any, public: Any, owner: Any
) -> None:
    answers = [make_resolver(module, public, redact=redact).response(api_key, {"id": "t1"}).result for redact in (False, True)]
    assert answers == [{"id": "t1"}, {"id": "t1", "__operation": "Mutation"}]
    marked = make_resolver(module, owner, redact=True).response(alice, {"id": "t1", "owner": "a11ce::alice"}).result
    assert marked == {"id": "t1", "owner": "alice", "__operation": "Mutation"}
    assert make_resolver(module, public, redact=True).response(api_key, None).result is None
