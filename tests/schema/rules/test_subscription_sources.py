from __future__ import annotations

import pytest
from schema_support import found, load

HEAD = """authorization: { allow: publicApiKey }
models:
  Post: { fields: { a: Int } }
  Note: { fields: { a: Int }, disableOperations: [delete] }
mutations:
  publish: { returns: Post, handler: { entry: ./x.js } }
  say: { returns: String, handler: { entry: ./x.js } }
  sayAll: { returns: "[String]", handler: { entry: ./x.js } }
queries:
  read: { returns: Post, handler: { entry: ./x.js } }
subscriptions:
  s:
    handler: { entry: ./x.js }
"""


def of(sources: str) -> list[tuple[str, str, int, int, str]]:
    """Return the problems of a subscription `s` in line 12, with sources in line 14."""
    return found(load(f"{HEAD}    for: {sources}\n"))


@pytest.mark.parametrize(
    "sources",
    [
        "[publish]",
        "say",
        "[{ model: Post, mutations: [create, update, delete] }]",
        "[publish, { model: Post, mutations: [create] }]",
        "[{ model: Note, mutations: [create] }]",
    ],
)
def test_right_ones(sources):
    assert of(sources) == []


def test_none():
    """Probe: subscription without for."""
    assert found(load(HEAD)) == [("error", "AP5008", 12, 3, 'The subscription "s" does not say which mutations trigger it')]


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ("[read]", 'The subscription "s" is for "read", which is a query'),
        ("[publich]", 'The subscription "s" is for "publich", which is no mutation and no model. Did you mean "publish"?'),
        ("[Post]", 'The subscription "s" is for the model "Post", but for which of its mutations?'),
        ("[{ model: Note, mutations: [delete] }]", 'The subscription "s" is for delete of "Note", which is disabled'),
        (
            "[{ model: publish, mutations: [create] }]",
            'The subscription "s" names mutations of "publish", which is no model but a mutation itself',
        ),
    ],
)
def test_wrong_ones(sources, message):
    """Probes: subscription for a query, for a model without mutations()."""
    assert [(each[0], each[1], each[2], each[4]) for each in of(sources)] == [("error", "AP5008", 14, message)]


@pytest.mark.parametrize("sources", ["[publish, say]", "[say, sayAll]", "[say, { model: Post, mutations: [create] }]"])
def test_different_results(sources):
    """Probe: subscription sources with different types. Several and one of a type are different, too."""
    [problem] = of(sources)
    assert problem[:4] == ("error", "AP5008", 12, 3)
    assert problem[4].endswith("which return different things")


def test_twice():
    assert [each[1] for each in of("[publish, publish]")] == ["AP5008"]
