"""Attempts to get at items through relationships: a hop has the rules of its field and of the model that it leads to."""

from __future__ import annotations

from typing import Any

import pytest

from amplify_pulumi.testing import LocalApi, local_api

FIELD_RULES = """
models:
  Album:
    fields:
      title: { type: String, authorization: [{ allow: publicApiKey, operations: [read] }, { allow: owner }] }
      tracks: { hasMany: Track, references: [albumId] }
      cover: { hasOne: Cover, references: [albumId] }
      label: { belongsTo: Label, references: [labelId] }
      labelId: ID
    authorization: { allow: owner }
  Track:
    fields: { name: String, albumId: ID, album: { belongsTo: Album, references: [albumId] } }
    authorization: { allow: publicApiKey }
  Cover:
    fields: { name: String, albumId: ID, album: { belongsTo: Album, references: [albumId] } }
    authorization: { allow: publicApiKey }
  Label:
    fields: { name: String, albums: { hasMany: Album, references: [labelId] } }
    authorization: { allow: publicApiKey }
"""


@pytest.mark.parametrize("below", ["tracks { items { name } }", "cover { name }", "label { name }"])
def test_a_relationship_without_rules_of_its_own_has_those_of_the_model(below: str) -> None:
    """Who reads an item by the rule of one field alone tries to follow its relationships, whose far side would let him in."""
    with local_api(FIELD_RULES) as api:
        store(
            api,
            'createLabel(input: {id: "l", name: "x"})',
            'createAlbum(input: {id: "a", title: "t", labelId: "l"})',
            'createTrack(input: {id: "t", name: "x", albumId: "a"})',
            'createCover(input: {id: "c", name: "x", albumId: "a"})',
        )
        document = f'{{ getAlbum(id: "a") {{ title {below} }} }}'
        name = below.split(maxsplit=1)[0]
        refused = api.as_api_key().execute(document)
        assert refused.data == {"getAlbum": {"title": "t", name: None}}
        assert [(each["errorType"], each["path"]) for each in refused.errors] == [("Unauthorized", ["getAlbum", name])]


def store(api: LocalApi, *mutations: str) -> None:
    """Let the administrator make items."""
    written = api.as_iam().execute(
        "mutation {" + " ".join(f"m{number}: {each} {{ __typename }}" for number, each in enumerate(mutations)) + "}"
    )
    assert not written.errors


def data(answer: Any) -> Any:
    assert not answer.errors
    return answer.data
