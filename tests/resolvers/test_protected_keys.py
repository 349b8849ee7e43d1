"""Queries by keys in which a rule looks, of models that hide fields from some callers: DynamoDB filters by no part of a key."""

from __future__ import annotations

import pytest

from amplify_pulumi.testing import Caller, LocalApi, local_api

# Billing may read `x` and nothing else: every other field is hidden from somebody who may read an item.
WARDS = """
models:
  Hospital:
    identifier: [ward]
    fields:
      ward: ID!
      visits: { hasMany: Visit, references: [ward] }
    authorization: { allow: authenticated }
  Visit:
    fields:
      at: AWSDateTime
      ward: ID
      note: String
      hospital: { belongsTo: Hospital, references: [ward] }
      x: { type: String, authorization: { allow: groups, groups: [Billing] } }
    indexes: [{ partitionKey: ward, sortKeys: [at] }, { partitionKey: at, sortKeys: [ward] }]
    authorization:
      - { allow: groupDefinedIn, field: ward }
      - { allow: groups, groups: [Doctors] }
"""
# Billing may read the key, too: it is required.
BEDS = """
models:
  Bed:
    identifier: [ward, number]
    fields:
      ward: { type: ID!, authorization: [{ allow: groupDefinedIn, field: ward }, { allow: groups, groups: [Doctors, Billing] }] }
      number: { type: Int!, authorization: [{ allow: groupDefinedIn, field: ward }, { allow: groups, groups: [Doctors, Billing] }] }
      note: String
      x: { type: String, authorization: { allow: groups, groups: [Billing] } }
    authorization:
      - { allow: groupDefinedIn, field: ward }
      - { allow: groups, groups: [Doctors] }
"""
DAY = "2026-01-01T00:00:00Z"
BY_WARD = 'query Q($ward: ID!) { listVisitByWardAndAt(ward: $ward, at: { beginsWith: "2026" }) { items { ward } } }'
BY_TIME = f'{{ listVisitByAtAndWard(at: "{DAY}") {{ items {{ ward }} }} }}'
CHILDREN = 'query Q($ward: ID!) { getHospital(ward: $ward) { visits(filter: { note: { eq: "n" } }) { items { ward } } } }'


@pytest.fixture(scope="module")
def api() -> LocalApi:
    api = local_api(WARDS)
    doctor = api.as_user("doctor", groups=("Doctors",))
    for ward in ("W1", "W2"):
        doctor.execute(f'mutation {{ createHospital(input: {{ ward: "{ward}" }}) {{ ward }} }}')
        item = f'ward: "{ward}", at: "{DAY}", note: "n"'
        answer = doctor.execute(f"mutation {{ createVisit(input: {{ {item} }}) {{ id }} }}")
        assert not answer.errors, answer.errors
    return api


def found(caller: Caller, document: str, **variables: str) -> list[str]:
    """Return the wards that a query finds; no error is expected."""
    answer = caller.execute(document, variables)
    assert not answer.errors, answer.errors
    assert answer.data
    (data,) = answer.data.values()
    return sorted(item["ward"] for item in data.get("visits", data)["items"])


@pytest.mark.parametrize("document", [BY_WARD, CHILDREN], ids=["index", "hasMany"])
def test_a_rule_in_the_partition_key_is_decided_by_the_query(api: LocalApi, document: str) -> None:
    """The key names the caller's group: all items are within reach. It names another one: none is."""
    assert found(api.as_user("nurse", groups=("W1",)), document, ward="W1") == ["W1"]
    assert found(api.as_user("doctor", groups=("Doctors",)), document, ward="W1") == ["W1"]
    for stranger in (api.as_user("nurse", groups=("W2",)), api.as_user("clerk", groups=("Billing",))):
        answer = stranger.execute(document, {"ward": "W1"})
        assert [error["errorType"] for error in answer.errors] == ["Unauthorized"]
        assert '"W1"' not in str(answer.data)


def test_a_rule_in_the_sort_key_is_asked_of_each_item(api: LocalApi) -> None:
    """What the query leaves open is decided after it: also of a field by which the caller asks, here the partition key."""
    assert found(api.as_user("nurse", groups=("W1",)), BY_TIME) == ["W1"]
    assert found(api.as_user("doctor", groups=("Doctors",)), BY_TIME) == ["W1", "W2"]


def test_a_rule_that_does_not_let_list_may_still_look_in_the_key() -> None:
    """Billing may list, for the field of theirs. By the others one asks with the right to read them in any way, here to get them."""
    api = local_api(
        """
models:
  Note:
    fields:
      topic: String
      reader: String
      x: { type: String, authorization: { allow: groups, groups: [Billing] } }
    indexes: [{ partitionKey: topic, sortKeys: [reader] }]
    authorization: { allow: ownerDefinedIn, field: reader, operations: [create, get] }
"""
    )
    for name in ("alice", "bob"):
        answer = api.as_user(name).execute(f'mutation {{ createNote(input: {{ topic: "t", reader: "{name}" }}) {{ id }} }}')
        assert not answer.errors, answer.errors
    document = '{ listNoteByTopicAndReader(topic: "t") { items { reader } } }'
    answer = api.as_user("alice", groups=("Billing",)).execute(document)
    assert not answer.errors, answer.errors
    assert answer.data == {"listNoteByTopicAndReader": {"items": [{"reader": "alice"}]}}
    answer = api.as_user("alice").execute(document)
    assert [error["errorType"] for error in answer.errors] == ["Unauthorized"]


@pytest.mark.parametrize(
    ("groups", "ward", "expected"),
    [
        (("W1",), "W1", ["W1"]),
        (("Doctors",), "W1", ["W1"]),
        (("W2",), "W1", None),
        (("W1",), None, ["W1"]),
        (("Doctors",), None, ["W1", "W2"]),
    ],
)
def test_a_list_by_the_tables_key_is_decided_likewise(groups: tuple[str, ...], ward: str | None, expected: list[str] | None) -> None:
    """By its partition key, which may be left out: then the table is read, and DynamoDB filters by the key as by any other field."""
    api = local_api(BEDS)
    for each in ("W1", "W2"):
        answer = api.as_user("doctor", groups=("Doctors",)).execute(
            f'mutation {{ createBed(input: {{ ward: "{each}", number: 1, note: "n" }}) {{ ward }} }}'
        )
        assert not answer.errors, answer.errors
    document = 'query Q($ward: ID) { listBeds(ward: $ward, filter: { note: { eq: "n" } }) { items { ward } } }'
    answer = api.as_user("somebody", groups=groups).execute(document, {"ward": ward})
    if expected is None:
        assert [error["errorType"] for error in answer.errors] == ["Unauthorized"]
    else:
        assert not answer.errors, answer.errors
        assert answer.data
        assert sorted(item["ward"] for item in answer.data["listBeds"]["items"]) == expected


def test_beside_a_rule_in_the_key_another_one_shows_what_it_is_for_and_nothing_else() -> None:
    """The key names no group of the caller's; of what is there, he gets his own, through a relationship as by the index."""
    rules = "authorization: [{ allow: groupDefinedIn, field: ward }, { allow: owner }]"
    visit = "ward: ID, at: String, hospital: { belongsTo: Hospital, references: [ward] }"
    bed = "ward: ID, hospital: { belongsTo: Hospital, references: [ward] }"
    relationships = "visits: { hasMany: Visit, references: [ward] }, bed: { hasOne: Bed, references: [ward] }"
    api = local_api(
        f"""
models:
  Hospital: {{ identifier: [ward], fields: {{ ward: ID!, {relationships} }}, authorization: {{ allow: authenticated }} }}
  Visit: {{ fields: {{ {visit} }}, indexes: [{{ partitionKey: ward, sortKeys: [at] }}], {rules} }}
  Bed: {{ fields: {{ {bed} }}, {rules} }}
"""
    )
    for name in ("alice", "bob"):
        made = api.as_user(name).execute(f'mutation {{ createVisit(input: {{ ward: "W1", at: "{name}" }}) {{ id }} }}')
        assert not made.errors, made.errors
    made = api.as_user("bob").execute('mutation { createHospital(input: { ward: "W1" }) { ward } createBed(input: { ward: "W1" }) { id } }')
    assert not made.errors, made.errors
    children = '{ getHospital(ward: "W1") { visits { items { at } } } }'
    by_index = '{ listVisitByWardAndAt(ward: "W1") { items { at } } }'
    bed_of_bob = '{ getHospital(ward: "W1") { bed { ward } } }'
    nurse, alice = api.as_user("nurse", groups=("W1",)), api.as_user("alice")
    both = [{"at": "alice"}, {"at": "bob"}]
    for caller, expected in ((nurse, both), (alice, both[:1])):
        listed = caller.execute(children).data["getHospital"]["visits"]["items"]
        assert sorted(listed, key=lambda each: each["at"]) == expected
        assert caller.execute(by_index).data == {"listVisitByWardAndAt": {"items": expected}}
    assert nurse.execute(bed_of_bob).data == {"getHospital": {"bed": {"ward": "W1"}}}
    refused = alice.execute(bed_of_bob)
    assert refused.data == {"getHospital": {"bed": None}}
    assert [error["errorType"] for error in refused.errors] == ["Unauthorized"]
