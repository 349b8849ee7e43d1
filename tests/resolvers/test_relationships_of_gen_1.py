"""Whole requests through relationships as only Gen 1 says them: keys on the side that leads, lists in the order of an index.

What is expected is what Amplify's resolvers do for the same schema: `<Model>.<field>.req.vtl` of each of these fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from amplify_pulumi.schema import load_text, require_schema
from amplify_pulumi.testing import Caller, LocalApi, Result, local_api

SIGNED_IN = "@auth(rules: [{allow: private}])"
SCHEMA = f"""
type Project @model {SIGNED_IN} {{
  name: String
  team: Team @hasOne
  seatBuilding: String
  seatFloor: Int
  seatRoom: ID
  seat: Seat @hasOne(fields: ["seatBuilding", "seatFloor", "seatRoom"])
  log: Log @hasOne
  safe: Safe @hasOne
}}
type Safe @model(subscriptions: null) {SIGNED_IN} {{
  label: String
  code: String @auth(rules: [{{allow: groups, groups: ["Admin"]}}])
}}
type Team @model @auth(rules: [{{allow: owner}}]) {{
  label: String
  project: Project @belongsTo
}}
type Seat @model {SIGNED_IN} {{
  building: String! @primaryKey(sortKeyFields: ["floor", "room"])
  floor: Int!
  room: ID!
  label: String
  guests: [Guest] @hasMany
}}
type Guest @model {SIGNED_IN} {{
  name: String
}}
type Log @model @auth(rules: [{{allow: private, operations: [create, update, listen]}}, {{allow: groups, groups: ["Admin"]}}]) {{
  text: String
}}
type Post @model {SIGNED_IN} {{
  slug: String
  year: Int
  comments: [Comment] @hasMany(indexName: "byPost", fields: ["id"])
  ranked: [Comment] @hasMany(indexName: "byRank", fields: ["id"])
  bySlug: [Comment] @hasMany(indexName: "bySlug", fields: ["slug"])
  ofTheYear: [Comment] @hasMany(indexName: "bySlugAndYear", fields: ["slug", "year"])
  revisions: [Revision] @hasMany(fields: ["id"])
  drafts: [Draft] @hasMany(indexName: "byPostAndOwner", fields: ["id"])
  few: [Comment] @hasMany(indexName: "byPost", fields: ["id"], limit: 2)
}}
type Comment @model {SIGNED_IN} {{
  postId: ID @index(name: "byPost", sortKeyFields: ["at"]) @index(name: "byRank", sortKeyFields: ["stars", "at"], queryField: null)
  postSlug: String @index(name: "bySlug", queryField: null) @index(name: "bySlugAndYear", sortKeyFields: ["year"], queryField: null)
  year: Int
  at: String!
  stars: Int!
  post: Post @belongsTo(fields: ["postId"])
}}
type Revision @model {SIGNED_IN} {{
  postId: ID! @primaryKey(sortKeyFields: ["number"])
  number: Int!
}}
type Draft @model @auth(rules: [{{allow: owner, ownerField: "writer", identityClaim: "username"}}]) {{
  postId: ID! @index(name: "byPostAndOwner", sortKeyFields: ["writer"], queryField: null)
  writer: String!
}}
"""


@pytest.fixture
def api() -> Iterator[LocalApi]:
    with local_api(require_schema(load_text(SCHEMA, file="schema.graphql", language="graphql"))) as api:
        yield api


@pytest.fixture
def alice(api: LocalApi) -> Caller:
    return api.as_user("alice")


def create(caller: Caller, model: str, **input_: Any) -> Result:
    document = f"mutation ($input: Create{model}Input!) {{ create{model}(input: $input) {{ {' '.join(input_)} }} }}"
    result = caller.execute(document, {"input": input_})
    assert not result.errors, result.errors
    return result


def cost(result: Result) -> tuple[int, int]:
    return len(result.trace.evaluations), len([call for call in result.trace.calls if not call.automatic])


def errors(result: Result) -> list[tuple[str, list[str | int]]]:
    return [(error["errorType"], error["path"]) for error in result.errors]


class TestAKeyOfItsOwn:
    QUERY = 'query { getProject(id: "p") { name team { label project { name } } } }'

    def test_it_leads_to_the_item_whose_key_it_holds(self, alice: Caller) -> None:
        """Each side of a bare @hasOne and @belongsTo has a key of its own: `projectTeamId`, `teamProjectId`."""
        create(alice, "Team", id="t", label="T", teamProjectId="other")
        create(alice, "Project", id="p", name="P", projectTeamId="t")
        create(alice, "Project", id="other", name="O")
        found = alice.execute(self.QUERY)
        assert found.data == {"getProject": {"name": "P", "team": {"label": "T", "project": {"name": "O"}}}}
        assert cost(found) == (6, 3)

    @pytest.mark.parametrize("key", [{}, {"projectTeamId": None}, {"projectTeamId": ""}])
    def test_without_a_key_it_is_null_and_costs_nothing(self, alice: Caller, key: dict[str, Any]) -> None:
        create(alice, "Project", id="p", name="P", **key)
        result = alice.execute(self.QUERY)
        assert result.data == {"getProject": {"name": "P", "team": None}}
        assert cost(result) == (3, 1)

    def test_it_is_null_where_there_is_no_such_item(self, alice: Caller) -> None:
        create(alice, "Project", id="p", name="P", projectTeamId="gone")
        result = alice.execute(self.QUERY)
        assert not result.errors
        assert result.data == {"getProject": {"name": "P", "team": None}}

    def test_the_rules_of_the_item_decide(self, api: LocalApi, alice: Caller) -> None:
        create(api.as_user("bob"), "Team", id="t", label="bob's")
        create(alice, "Project", id="p", name="P", projectTeamId="t")
        refused = alice.execute(self.QUERY)
        assert refused.data == {"getProject": {"name": "P", "team": None}}
        assert errors(refused) == [("Unauthorized", ["getProject", "team"])]
        assert api.as_user("bob").execute(self.QUERY).data == {"getProject": {"name": "P", "team": {"label": "bob's", "project": None}}}

    def test_who_may_never_get_such_items_is_refused(self, api: LocalApi, alice: Caller) -> None:
        admin = api.as_user("ann", groups=["Admin"])
        create(admin, "Log", id="l", text="L")
        create(alice, "Project", id="p", name="P", projectLogId="l")
        query = 'query { getProject(id: "p") { log { text } } }'
        assert errors(alice.execute(query)) == [("Unauthorized", ["getProject", "log"])]
        assert admin.execute(query).data == {"getProject": {"log": {"text": "L"}}}

    def test_in_a_mutation_it_is_hidden_where_not_all_readers_may_follow(self, alice: Caller) -> None:
        """Subscribers get what is in there: any of them may read the project, but the team only its owner."""
        create(alice, "Team", id="t", label="T")
        create(alice, "Seat", building="b", floor=1, room="r", label="S")
        document = """mutation ($input: CreateProjectInput!) { createProject(input: $input) { team { label } seat { label } } }"""
        created = alice.execute(document, {"input": {"projectTeamId": "t", "seatBuilding": "b", "seatFloor": 1, "seatRoom": "r"}})
        assert created.data == {"createProject": {"team": None, "seat": {"label": "S"}}}

    def test_in_a_mutation_fields_below_it_are_hidden_as_well(self, api: LocalApi) -> None:
        """The mark of a mutation's payload follows the relationship, which nothing leads back from."""
        admin = api.as_user("ann", groups=["Admin"])
        safe = admin.execute('mutation { createSafe(input: { label: "S", code: "1234" }) { id } }').data["createSafe"]["id"]
        created = admin.execute(f'mutation {{ createProject(input: {{ id: "p", projectSafeId: "{safe}" }}) {{ safe {{ label code }} }} }}')
        assert created.data == {"createProject": {"safe": {"label": "S", "code": None}}}
        query = 'query { getProject(id: "p") { safe { label code } } }'
        assert admin.execute(query).data == {"getProject": {"safe": {"label": "S", "code": "1234"}}}

    @pytest.mark.parametrize("missing", [None, "seatBuilding", "seatFloor", "seatRoom"])
    def test_a_key_of_three_fields_leads_somewhere_when_it_is_whole(self, alice: Caller, missing: str | None) -> None:
        create(alice, "Seat", building="b", floor=1, room="r", label="S")
        create(alice, "Seat", building="b", floor=1, room="q", label="other")
        key = {"seatBuilding": "b", "seatFloor": 1, "seatRoom": "r"}
        create(alice, "Project", id="p", **{name: value for name, value in key.items() if name != missing})
        result = alice.execute('query { getProject(id: "p") { seat { label } } }')
        assert result.data == {"getProject": {"seat": None if missing else {"label": "S"}}}
        assert cost(result) == ((3, 1) if missing else (4, 2))


class TestLists:
    @pytest.fixture(autouse=True)
    def items(self, alice: Caller) -> None:
        create(alice, "Post", id="p", slug="s", year=2020)
        create(alice, "Post", id="q", slug="s", year=2021)
        for number, (at, stars) in enumerate([("b", 1), ("a", 10), ("c", 10)]):
            create(alice, "Comment", id=f"c{number}", postId="p", postSlug="s", year=2020 + number, at=at, stars=stars)
        create(alice, "Comment", id="x", postId="q", at="a", stars=1)

    def listed(self, caller: Caller, field: str, selected: str = "id", of: str = "p") -> list[Any]:
        result = caller.execute(f'query {{ getPost(id: "{of}") {{ {field} {{ items {{ {selected} }} }} }} }}')
        assert not result.errors, result.errors
        return [item[selected] for item in result.data["getPost"][field.split("(", maxsplit=1)[0]]["items"]]

    @pytest.mark.parametrize(
        ("arguments", "found"),
        [
            ("", ["c1", "c0", "c2"]),
            ("(sortDirection: DESC)", ["c2", "c0", "c1"]),
            ('(at: { gt: "a" })', ["c0", "c2"]),
            ('(at: { between: ["a", "b"] }, sortDirection: DESC)', ["c0", "c1"]),
            ('(at: { beginsWith: "c" })', ["c2"]),
            ("(at: { eq: null })", ["c1", "c0", "c2"]),
            ("(at: null)", ["c1", "c0", "c2"]),
            ('(at: { ge: "b" }, filter: { stars: { eq: 10 } })', ["c2"]),
            ("(limit: 1)", ["c1"]),
        ],
    )
    def test_by_an_index_with_a_sort_key(self, alice: Caller, arguments: str, found: list[str]) -> None:
        assert self.listed(alice, f"comments{arguments}") == found

    @pytest.mark.parametrize(
        ("arguments", "found"),
        [
            ("", ["c0", "c1", "c2"]),
            ("(starsAt: { beginsWith: { stars: 10 } })", ["c1", "c2"]),
            ('(starsAt: { eq: { stars: 10, at: "c" } })', ["c2"]),
            ('(starsAt: { gt: { stars: 10, at: "a" } })', ["c2"]),
        ],
    )
    def test_by_an_index_with_a_sort_key_of_several_fields(self, alice: Caller, arguments: str, found: list[str]) -> None:
        assert self.listed(alice, f"ranked{arguments}") == found

    def test_a_condition_with_a_gap_is_refused(self, alice: Caller) -> None:
        """As of the index's own query."""
        result = alice.execute('query { getPost(id: "p") { ranked(starsAt: { eq: { at: "a" } }) { items { id } } } }')
        assert errors(result) == [("InvalidArgumentsError", ["getPost", "ranked"])]

    def test_over_another_field_than_the_identifier(self, alice: Caller) -> None:
        assert sorted(self.listed(alice, "bySlug")) == sorted(self.listed(alice, "bySlug", of="q")) == ["c0", "c1", "c2"]
        create(alice, "Post", id="none")
        result = alice.execute('query { getPost(id: "none") { bySlug { items { id } nextToken } } }')
        assert result.data == {"getPost": {"bySlug": {"items": [], "nextToken": None}}}
        assert cost(result) == (3, 1)

    def test_over_several_other_fields(self, alice: Caller) -> None:
        assert [self.listed(alice, "ofTheYear", of=post) for post in ("p", "q")] == [["c0"], ["c1"]]

    @pytest.mark.parametrize(("arguments", "found"), [("", ["c1", "c0"]), ("(limit: 1)", ["c1"]), ("(limit: 3)", ["c1", "c0", "c2"])])
    def test_pages_of_another_size(self, alice: Caller, arguments: str, found: list[str]) -> None:
        """Where the client does not say how many."""
        assert self.listed(alice, f"few{arguments}") == found

    def test_the_way_back_is_its_own(self, alice: Caller) -> None:
        result = alice.execute('query { getComment(id: "c0") { post { slug } } }')
        assert result.data == {"getComment": {"post": {"slug": "s"}}}

    def test_by_the_key_of_the_other_table(self, alice: Caller) -> None:
        for number in (2, 10, 1):
            create(alice, "Revision", postId="p", number=number)
        create(alice, "Revision", postId="q", number=3)
        assert self.listed(alice, "revisions", "number") == [1, 2, 10]
        assert self.listed(alice, "revisions(number: { gt: 1 }, sortDirection: DESC)", "number") == [10, 2]
        first = alice.execute('query { getPost(id: "p") { revisions(limit: 2) { items { number } nextToken } } }').data["getPost"][
            "revisions"
        ]
        rest = alice.execute(
            'query ($token: String) { getPost(id: "p") { revisions(nextToken: $token) { items { number } } } }',
            {"token": first["nextToken"]},
        )
        assert ([each["number"] for each in first["items"]], rest.data["getPost"]["revisions"]["items"]) == ([1, 2], [{"number": 10}])

    def test_a_rule_on_the_sort_key_shows_everybody_his_own(self, api: LocalApi, alice: Caller) -> None:
        """DynamoDB does not filter by a part of the key that is read, and the parent does not say what it is."""
        bob = api.as_user("bob")
        for writer in (alice, bob, bob):
            name = "alice" if writer is alice else "bob"
            create(writer, "Draft", postId="p", writer=name)
        assert self.listed(alice, "drafts", "writer") == ["alice"]
        assert self.listed(bob, "drafts", "writer") == ["bob", "bob"]
        assert self.listed(bob, 'drafts(writer: { eq: "alice" })', "writer") == []
        assert self.listed(api.as_user("eve"), "drafts", "writer") == []

    def test_a_list_that_nothing_leads_back_from(self, alice: Caller) -> None:
        for floor in (1, 2):
            create(alice, "Seat", building="b", floor=floor, room="r")
        create(alice, "Guest", name="here", seatGuestsBuilding="b", seatGuestsFloor=1, seatGuestsRoom="r")
        seats = alice.execute('query { listSeats(building: "b") { items { guests { items { name } } } } }').data["listSeats"]["items"]
        assert [seat["guests"]["items"] for seat in seats] == [[{"name": "here"}], []]
