"""Whole requests through relationships: one child, keys of several fields, several levels, many items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from amplify_pulumi.testing import Caller, LocalApi, Result, local_api

SCHEMA = """
models:
  Customer:
    fields:
      name: String
      cart: { hasOne: Cart, references: [customerId] }
    authorization: [{ allow: authenticated }]
  Cart:
    fields:
      label: String
      customerId: ID
      customer: { belongsTo: Customer, references: [customerId] }
    authorization: [{ allow: owner }]
  Blog:
    identifier: [name, year]
    fields:
      name: String!
      year: Int!
      entries: { hasMany: Entry, references: [blogName, blogYear] }
      settings: { hasOne: Settings, references: [blogName, blogYear] }
    authorization: [{ allow: authenticated }]
  Entry:
    identifier: [title, slug]
    fields:
      title: String!
      slug: String!
      blogName: String
      blogYear: Int
      blog: { belongsTo: Blog, references: [blogName, blogYear] }
    authorization: [{ allow: authenticated }]
  Settings:
    fields:
      theme: String
      blogName: String
      blogYear: Int
      blog: { belongsTo: Blog, references: [blogName, blogYear] }
    authorization: [{ allow: authenticated }]
  Tenant:
    identifier: [tenantId, region, shard]
    fields:
      tenantId: ID!
      region: String!
      shard: Int!
      devices: { hasMany: Device, references: [tTenantId, tRegion, tShard] }
    authorization: [{ allow: authenticated }]
  Device:
    fields:
      serial: String
      tTenantId: ID
      tRegion: String
      tShard: Int
      tenant: { belongsTo: Tenant, references: [tTenantId, tRegion, tShard] }
    authorization: [{ allow: authenticated }]
  Person:
    fields:
      name: String
      managerId: ID
      manager: { belongsTo: Person, references: [managerId] }
      reports: { hasMany: Person, references: [managerId] }
    authorization: [{ allow: authenticated }]
"""


@pytest.fixture
def api() -> Iterator[LocalApi]:
    with local_api(SCHEMA) as api:
        yield api


@pytest.fixture
def alice(api: LocalApi) -> Caller:
    return api.as_user("alice")


def create(caller: Caller, model: str, **input_: Any) -> Result:
    return caller.execute(
        f"mutation ($input: Create{model}Input!) {{ create{model}(input: $input) {{ {' '.join(input_)} }} }}", {"input": input_}
    )


def cost(result: Result) -> tuple[int, int]:
    return len(result.trace.evaluations), len([call for call in result.trace.calls if not call.automatic])


class TestHasOne:
    QUERY = 'query { getCustomer(id: "c") { name cart { label customer { name } } } }'

    def test_it_is_the_child_and_null_without_one(self, alice: Caller) -> None:
        create(alice, "Customer", id="c", name="C")
        nothing = alice.execute(self.QUERY)
        assert (nothing.data, nothing.errors) == ({"getCustomer": {"name": "C", "cart": None}}, ())
        create(alice, "Cart", label="first", customerId="c")
        found = alice.execute(self.QUERY)
        assert found.data == {"getCustomer": {"name": "C", "cart": {"label": "first", "customer": {"name": "C"}}}}
        assert [cost(nothing), cost(found)] == [(4, 2), (6, 3)]

    def test_of_several_children_it_is_one(self, alice: Caller) -> None:
        create(alice, "Customer", id="c", name="C")
        for label in ("first", "second"):
            create(alice, "Cart", label=label, customerId="c")
        assert alice.execute(self.QUERY).data["getCustomer"]["cart"]["label"] in ("first", "second")

    def test_the_rules_of_the_child_decide_which(self, api: LocalApi, alice: Caller) -> None:
        """Somebody else's does not hide one's own."""
        create(alice, "Customer", id="c", name="C")
        bob = api.as_user("bob")
        for number in range(3):
            create(bob, "Cart", label=f"bob's {number}", customerId="c")
        refused = alice.execute(self.QUERY)
        assert refused.data == {"getCustomer": {"name": "C", "cart": None}}
        assert [(error["errorType"], error["path"]) for error in refused.errors] == [("Unauthorized", ["getCustomer", "cart"])]
        create(alice, "Cart", label="alice's", customerId="c")
        assert alice.execute(self.QUERY).data["getCustomer"]["cart"]["label"] == "alice's"

    def test_by_a_key_of_two_fields(self, alice: Caller) -> None:
        create(alice, "Blog", name="b", year=2020)
        create(alice, "Settings", theme="dark", blogName="b", blogYear=2020)
        create(alice, "Settings", theme="other", blogName="b", blogYear=2021)
        result = alice.execute('query { getBlog(name: "b", year: 2020) { settings { theme blog { year } } } }')
        assert result.data == {"getBlog": {"settings": {"theme": "dark", "blog": {"year": 2020}}}}


class TestKeysOfSeveralFields:
    def test_two(self, alice: Caller) -> None:
        for year in (2020, 2021):
            create(alice, "Blog", name="b", year=year)
            create(alice, "Entry", title=f"e{year}", slug="s", blogName="b", blogYear=year)
        result = alice.execute(
            'query { listBlogs(name: "b", sortDirection: DESC) { items { year entries { items { title blog { year } } } } } }'
        )
        assert result.data["listBlogs"]["items"] == [
            {"year": year, "entries": {"items": [{"title": f"e{year}", "blog": {"year": year}}]}} for year in (2021, 2020)
        ]
        assert cost(result) == (10, 5)

    @pytest.mark.parametrize("reference", [{}, {"blogName": "b"}, {"blogYear": 2020}])
    def test_half_a_reference_leads_nowhere_and_costs_nothing(self, alice: Caller, reference: dict[str, Any]) -> None:
        create(alice, "Blog", name="b", year=2020)
        create(alice, "Entry", title="e", slug="s", **reference)
        result = alice.execute('query { getEntry(title: "e", slug: "s") { title blog { name } } }')
        assert result.data == {"getEntry": {"title": "e", "blog": None}}
        assert cost(result) == (3, 1)

    def test_three(self, alice: Caller) -> None:
        """The second and third part are one attribute of the child's index, and of the parent's key."""
        for shard in (1, 2):
            create(alice, "Tenant", tenantId="t", region="eu", shard=shard)
        create(alice, "Device", id="d", serial="s", tTenantId="t", tRegion="eu", tShard=1)
        query = 'query { listTenants(tenantId: "t") { items { shard devices { items { serial tenant { shard } } } } } }'
        here = {"serial": "s", "tenant": {"shard": 1}}
        assert alice.execute(query).data["listTenants"]["items"] == [
            {"shard": 1, "devices": {"items": [here]}},
            {"shard": 2, "devices": {"items": []}},
        ]
        part = alice.execute('mutation { updateDevice(input: { id: "d", tShard: 2 }) { id } }').errors[0]
        index = "When updating any part of the composite sort key for global secondary index 'gsi-Tenant.devices'"
        assert part["message"] == f"{index}, you must provide all fields for the key. Missing key: 'tRegion'."
        moved = alice.execute('mutation { updateDevice(input: { id: "d", tRegion: "eu", tShard: 2 }) { tenant { shard } } }')
        assert moved.data == {"updateDevice": {"tenant": {"shard": 2}}}
        assert [len(each["devices"]["items"]) for each in alice.execute(query).data["listTenants"]["items"]] == [0, 1]

    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"tTenantId": None},
            {"tRegion": None, "tShard": None},
            {"tRegion": "", "tShard": 1},
            {"tRegion": "eu", "tShard": None},
        ],
    )
    def test_a_reference_of_three_leads_somewhere_when_it_is_whole(self, alice: Caller, changes: dict[str, Any]) -> None:
        """Also where a part is missing of those that are one attribute."""
        create(alice, "Tenant", tenantId="t", region="eu", shard=1)
        create(alice, "Device", id="d", serial="s", tTenantId="t", tRegion="eu", tShard=1)
        change = "mutation ($input: UpdateDeviceInput!) { updateDevice(input: $input) { serial tenant { shard } } }"
        result = alice.execute(change, {"input": {"id": "d", **changes}})
        assert result.data == {"updateDevice": {"serial": "s", "tenant": None if changes else {"shard": 1}}}
        assert cost(result) == ((3, 1) if changes else (4, 2))

    def test_an_item_whose_references_are_gone_leads_nowhere(self, alice: Caller) -> None:
        create(alice, "Device", id="d", tTenantId="t", tRegion="eu", tShard=1)
        gone = 'mutation { updateDevice(input: { id: "d", tTenantId: null, tRegion: null, tShard: null }) { tenant { shard } } }'
        assert alice.execute(gone).data == {"updateDevice": {"tenant": None}}

    def test_null_in_a_new_items_reference_is_refused_by_dynamodb(self, alice: Caller) -> None:
        assert create(alice, "Cart", label="x", customerId=None).errors[0]["errorType"] == "DynamoDB:ValidationException"


class TestLevels:
    def test_a_tree_of_one_model(self, alice: Caller) -> None:
        for name, manager in (("a", None), ("b", "a"), ("c", "a"), ("d", "b")):
            create(alice, "Person", id=name, name=name, **({"managerId": manager} if manager else {}))
        query = 'query { getPerson(id: "a") { reports { items { name reports { items { name manager { manager { name } } } } } } } }'
        reports = alice.execute(query).data["getPerson"]["reports"]["items"]
        assert sorted(reports, key=lambda each: each["name"]) == [
            {"name": "b", "reports": {"items": [{"name": "d", "manager": {"manager": {"name": "a"}}}]}},
            {"name": "c", "reports": {"items": []}},
        ]

    def test_many_items_come_page_by_page(self, alice: Caller) -> None:
        """A hundred, unless the client says otherwise; the token leads on."""
        create(alice, "Person", id="boss", name="boss")
        for number in range(105):
            create(alice, "Person", name=f"p{number}", managerId="boss")
        query = (
            "query ($limit: Int, $token: String)"
            ' { getPerson(id: "boss") { reports(limit: $limit, nextToken: $token) { items { name manager { name } } nextToken } } }'
        )
        first = alice.execute(query)
        page = first.data["getPerson"]["reports"]
        rest = alice.execute(query, {"token": page["nextToken"]}).data["getPerson"]["reports"]
        assert (len(page["items"]), len(rest["items"]), rest["nextToken"]) == (100, 5, None)
        assert len({each["name"] for each in page["items"] + rest["items"]}) == 105
        assert cost(first) == (2 * 102, 102)
        assert len(alice.execute(query, {"limit": 3}).data["getPerson"]["reports"]["items"]) == 3


RULED = """
models:
  Team:
    fields:
      name: String
      members: { hasMany: Member, references: [teamId], authorization: [{ allow: groups, groups: [Staff] }] }
      leader: { hasOne: Leader, references: [teamId], authorization: [{ allow: groups, groups: [Staff] }] }
    authorization: { allow: authenticated }
  Member:
    fields:
      teamId: ID
      salary: { type: Int, authorization: [{ allow: groups, groups: [Staff] }] }
      team: { belongsTo: Team, references: [teamId], authorization: [{ allow: groups, groups: [Staff] }] }
    authorization: { allow: authenticated }
  Leader:
    fields: { teamId: ID, team: { belongsTo: Team, references: [teamId] } }
    authorization: { allow: authenticated }
  Department:
    fields: { people: { hasMany: Employee, references: [departmentId] } }
    authorization: { allow: authenticated }
  Employee:
    fields:
      departmentId: ID
      department: { belongsTo: Department, references: [departmentId] }
      salary: { type: Int, authorization: [{ allow: groups, groups: [Staff] }] }
    authorization: { allow: authenticated }
  Author:
    identifier: [name]
    fields: { name: String!, profile: { hasOne: Profile, references: [name] } }
    authorization: { allow: authenticated }
  Profile:
    fields: { name: String, text: String, author: { belongsTo: Author, references: [name] } }
    authorization: { allow: ownerDefinedIn, field: name }
"""


class TestRules:
    """Those of a relationship itself, of the fields at its other end, and those that look in the key by which it is followed."""

    @pytest.fixture
    def api(self) -> Iterator[LocalApi]:
        with local_api(RULED) as api:
            administrator = api.as_iam()
            for model, input_ in (
                ("Team", {"id": "t", "name": "red"}),
                ("Member", {"id": "m", "teamId": "t"}),
                ("Leader", {"id": "l", "teamId": "t"}),
                ("Department", {"id": "d"}),
                ("Employee", {"id": "e", "departmentId": "d", "salary": 5}),
                ("Author", {"name": "alice"}),
                ("Profile", {"id": "p", "name": "alice", "text": "x"}),
            ):
                assert create(administrator, model, **input_).errors == ()
            yield api

    @pytest.mark.parametrize(
        ("document", "found"),
        [
            ('{ getTeam(id: "t") { members { items { id } } } }', {"getTeam": {"members": {"items": [{"id": "m"}]}}}),
            ('{ getTeam(id: "t") { leader { id } } }', {"getTeam": {"leader": {"id": "l"}}}),
            ('{ getMember(id: "m") { team { id } } }', {"getMember": {"team": {"id": "t"}}}),
        ],
    )
    def test_a_relationship_may_be_for_fewer_than_both_of_its_ends(self, api: LocalApi, document: str, found: Any) -> None:
        """Nobody else gets anything of it, nor costs a call."""
        assert api.as_user("sue", ["Staff"]).execute(document).data == found
        refused = api.as_user("alice").execute(document)
        ((operation, relationships),) = refused.data.items()
        assert relationships == dict.fromkeys(relationships)
        assert [(error["errorType"], error["path"]) for error in refused.errors] == [("Unauthorized", [operation, *relationships])]
        assert cost(refused) == (3, 1)

    def test_children_are_not_asked_for_by_what_is_hidden_of_them(self, api: LocalApi) -> None:
        document = '{ getDepartment(id: "d") { people(filter: { salary: { gt: 1 } }) { items { id } } } }'
        assert api.as_user("sue", ["Staff"]).execute(document).data == {"getDepartment": {"people": {"items": [{"id": "e"}]}}}
        refused = api.as_user("alice").execute(document)
        assert refused.data == {"getDepartment": {"people": None}}
        assert [error["message"] for error in refused.errors] == ["Unauthorized on [salary]"]

    def test_a_rule_that_looks_in_the_key_decides_before_the_child_is_read(self, api: LocalApi) -> None:
        """DynamoDB filters by no part of a key."""
        document = '{ getAuthor(name: "alice") { profile { text } } }'
        own, administrators = (caller.execute(document) for caller in (api.as_user("alice"), api.as_iam()))
        assert own.data == administrators.data == {"getAuthor": {"profile": {"text": "x"}}}
        refused = api.as_user("bob").execute(document)
        assert refused.data == {"getAuthor": {"profile": None}}
        assert [error["errorType"] for error in refused.errors] == ["Unauthorized"]
        assert cost(refused) == (3, 1)


class TestPayloadsOfMutations:
    """What a mutation shows goes to all who may hear of it: a relationship is empty there unless each of them may read both ends alike."""

    SAME: ClassVar = "{ allow: groups, groups: [Admin, Ops] }"

    @pytest.mark.parametrize(
        ("parent", "child", "shown"),
        [
            (SAME, SAME, True),
            (SAME, "[{ allow: groups, groups: [Admin] }, { allow: groups, groups: [Ops], groupClaim: roles }]", False),
            ("{ allow: groupDefinedIn, field: team }", "{ allow: groupDefinedIn, field: team }", False),
            ("{ allow: custom }", "{ allow: custom }", False),
        ],
    )
    def test_the_same_rule_may_admit_others_to_the_other_end(self, parent: str, child: str, shown: bool) -> None:  # noqa: FBT001 - a table
        """By another claim, by what the item says, by what a function says. As measured on Amplify's resolvers."""
        with local_api(
            f"""
functions: {{ authorizer: {{}} }}
api: {{ lambdaAuthorizationMode: {{ function: authorizer }} }}
models:
  Parent: {{ fields: {{ team: String, kids: {{ hasMany: Kid, references: [parentId] }} }}, authorization: {parent} }}
  Kid:
    fields: {{ team: String, parentId: ID, parent: {{ belongsTo: Parent, references: [parentId] }} }}
    authorization: {child}
"""
        ) as api:
            administrator = api.as_iam()
            assert create(administrator, "Kid", id="k", parentId="p").errors == ()
            made = administrator.execute('mutation { createParent(input: { id: "p" }) { kids { items { id } } } }')
            assert made.data == {"createParent": {"kids": {"items": [{"id": "k"}] if shown else []}}}
            read = administrator.execute('{ getParent(id: "p") { kids { items { id } } } }')
            assert read.data == {"getParent": {"kids": {"items": [{"id": "k"}]}}}
