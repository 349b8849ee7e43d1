"""A plan.json that is damaged in any way: it is refused, or compared as far as it goes."""

from __future__ import annotations

import copy
from typing import Any

from difference_support import side
from hypothesis import given, settings
from hypothesis import strategies as st

from amplify_pulumi.codegen.difference import NotAPlanError, difference, side_of_plan
from amplify_pulumi.codegen.difference.rendering import to_json, to_markdown, to_text

SCHEMA = """\
models:
  Post:
    fields:
      title: String
      state: { enum: [A, B] }
      place: { fields: { lat: Float } }
      blogId: ID
      blog: { belongsTo: Blog, references: [blogId] }
    indexes: [{ partitionKey: title, sortKeys: [state, blogId], projection: KEYS_ONLY }]
    authorization: [{ allow: owner }, { allow: guest }, { allow: authenticated, provider: oidc }]
  Blog:
    identifier: [a, b]
    fields: { a: ID!, b: Int!, posts: { hasMany: Post, references: [blogId, blogB] } }
    authorization: { allow: publicApiKey }
functions: { one: {} }
queries:
  ask: { arguments: { what: String }, returns: Post, handler: { function: one }, authorization: { allow: guest } }
access: [{ function: one }]
""".replace("blogId: ID\n", "blogId: ID\n      blogB: Int\n").replace(
    "belongsTo: Blog, references: [blogId]", "belongsTo: Blog, references: [blogId, blogB]"
)
WHOLE = side(SCHEMA)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every member of a JSON value."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(each for name, member in members for each in places(member, (*path, name)))]


KINDS_OF_PLACES = {tuple("#" if isinstance(name, int) else name for name in path): path for path in places(WHOLE.plan) if path}
PLACES = [*KINDS_OF_PLACES.values()]
"""One place of each kind: the members of one list are alike."""


@settings(max_examples=120)
@given(st.sampled_from(PLACES), st.sampled_from(["gone", None, 0, "x", [], {}, [None], {"a": None}, [[]]]))
def test_no_damage_fails(place: tuple[Any, ...], damage: Any) -> None:
    """One member is gone, or something else stands in its place."""
    plan = copy.deepcopy(WHOLE.plan)
    parent: Any = plan
    for name in place[:-1]:
        parent = parent[name]
    if damage == "gone":
        del parent[place[-1]]
    else:
        parent[place[-1]] = damage
    try:
        damaged = side_of_plan("plan.json", plan)
    except NotAPlanError:
        return
    for found in (difference(damaged, WHOLE), difference(WHOLE, damaged)):
        assert to_text(found, verbose=True)
        assert to_markdown(found, verbose=True)
        assert to_json(found)["notCompared"]
