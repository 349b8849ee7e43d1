"""Relationships of Gen 1: whether items that were linked are linked still."""

from __future__ import annotations

import pytest
from difference_support import difference, side_of

from amplify_pulumi.codegen.difference import Side
from amplify_pulumi.schema import load_text, require_schema

RULES = "@auth(rules: [{allow: public}])"
ITEM = 'postId: ID @index(name: "byPost", queryField: null), slug: ID @index(name: "bySlug", queryField: null)'
BACK = 'article: Post @belongsTo(fields: ["postId"])'
LIST = '@hasMany(indexName: "byPost", fields: ["id"])'
CHANGES: dict[str, tuple[tuple[str, str], tuple[str, str], list[str]]] = {
    "the way back has another name": (
        (f"items: [Item] {LIST}", f'{ITEM}, post: Post @belongsTo(fields: ["postId"])'),
        (f"items: [Item] {LIST}", f"{ITEM}, {BACK}"),
        [],
    ),
    "the way back is gone": ((f"items: [Item] {LIST}", f"{ITEM}, {BACK}"), (f"items: [Item] {LIST}", ITEM), []),
    "it says the same by references": (
        (f"items: [Item] {LIST}", f"{ITEM}, {BACK}"),
        ('items: [Item] @hasMany(references: ["postId"])', f'{ITEM}, article: Post @belongsTo(references: ["postId"])'),
        [],
    ),
    "a key of its own, turned round": (
        ('itemId: ID, one: Item @hasOne(fields: ["itemId"])', ITEM),
        ('itemId: ID, one: Item @belongsTo(references: ["itemId"])', f'{ITEM}, post: Post @hasOne(references: ["itemId"])'),
        [],
    ),
    "another key of its own": (
        ('a: ID, b: ID, one: Item @hasOne(fields: ["a"])', ITEM),
        ('a: ID, b: ID, one: Item @hasOne(fields: ["b"])', ITEM),
        ["Post.one"],
    ),
    "over another field": (
        (f"slug: ID, items: [Item] {LIST}", ITEM),
        ('slug: ID, items: [Item] @hasMany(indexName: "byPost", fields: ["slug"])', ITEM),
        ["Post.items"],
    ),
    "by another index": (
        (f"items: [Item] {LIST}", ITEM),
        ('items: [Item] @hasMany(indexName: "bySlug", fields: ["id"])', ITEM),
        ["Post.items"],
    ),
}


def side(post: str, item: str) -> Side:
    text = f"type Post @model {RULES} {{ id: ID!, {post} }}\ntype Item @model {RULES} {{ {item} }}\n"
    return side_of(require_schema(load_text(text, file="schema.graphql", language="graphql")), "schema.graphql")


@pytest.mark.parametrize(("old", "new", "expected"), CHANGES.values(), ids=CHANGES)
def test_what_is_linked_stays_linked(old: tuple[str, str], new: tuple[str, str], expected: list[str]) -> None:
    """Whatever the introspection says of it: of a list by a declared index, it names the field that leads back."""
    found = difference(side(*old), side(*new)).findings
    assert [each.subject for each in found if each.kind == "references-changed"] == expected
