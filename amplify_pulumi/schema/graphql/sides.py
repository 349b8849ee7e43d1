"""Both sides of the relationships of a file, with the fields that Gen 1 adds by itself. Source: graphql-relational-transformer."""

from __future__ import annotations

from collections.abc import Mapping

from graphql.language import ast

from amplify_pulumi.schema.errors import error
from amplify_pulumi.schema.graphql.drafts import Link, ModelDraft
from amplify_pulumi.schema.graphql.keys import index_name
from amplify_pulumi.schema.graphql.reader import Reader
from amplify_pulumi.schema.model import Field, Index

MAX_ADDED = 20_000
"""Fields that relationships of one file add to what it says."""


class Sides:
    """Both sides of every relationship of a file. What is asked again and again is found out once: files may be large."""

    def __init__(self, reader: Reader, models: Mapping[str, ModelDraft]) -> None:
        """Take the models by name."""
        self.reader = reader
        self.models = models
        self.identifiers: dict[str, tuple[tuple[str, str], ...]] = {}
        self.indexes: dict[str, dict[str, Index]] = {}
        self.names: dict[str, set[str]] = {}
        self.links: dict[tuple[str, str], list[Link]] = {}
        self.added = 0

    def identifier(self, model: ModelDraft) -> tuple[tuple[str, str], ...]:
        """Return the fields of the model's key, each with its type."""
        if model.name not in self.identifiers:
            types = {each.name: each.value.type for each in model.drafts}
            self.identifiers[model.name] = tuple((name, types.get(name, "ID")) for name in model.identifier or ("id",))
        return self.identifiers[model.name]

    def key_names(self, model: ModelDraft) -> tuple[str, ...]:
        """Return the names of the fields of the model's key."""
        return model.identifier or ("id",)

    def index(self, model: ModelDraft, name: str) -> Index | None:
        """Return the index of that name; one that is given none goes by Gen 1's default name."""
        if model.name not in self.indexes:
            self.indexes[model.name] = {
                each.name or index_name(model.name, (each.partition_key, *each.sort_keys)): each for each in model.indexes
            }
        return self.indexes[model.name].get(name)

    def generated_key(self, model: ModelDraft) -> tuple[tuple[str, str], ...]:
        """Return the fields of the model's key with their types, as the fields have them that Gen 1 adds to hold it.

        An `id` without @primaryKey is an ID to Gen 1, whatever is written.
        """
        return self.identifier(model) if model.identifier else (("id", "ID"),)

    def leading(self, model: str, to: str) -> list[Link]:
        """Return the hasMany and hasOne of a model that lead to another one, in the order of its fields."""
        if not self.links:
            for each in self.models.values():
                for draft in each.drafts:
                    if draft.link and draft.link.directive in ("hasMany", "hasOne"):
                        self.links.setdefault((each.name, draft.link.model), []).append(draft.link)
        return self.links.get((model, to), [])

    def may_add(self, count: int, node: ast.Node) -> bool:
        """Whether so many fields more may be added to what the file says; if not, that is said."""
        self.added += count
        if self.added > MAX_ADDED >= self.added - count:
            message = f"The relationships of this file add more than {MAX_ADDED:,} fields"
            self.reader.report.missed(
                error("AP1011", self.reader.place(node), message, "Divide the schema into several files, or write `references`.")
            )
        return self.added <= MAX_ADDED

    def add(self, model: ModelDraft, field: Field) -> None:
        """Add a field to a model, unless it has one of that name."""
        if model.name not in self.names:
            self.names[model.name] = {each.name for each in model.fields}
        names = self.names[model.name]
        if field.name not in names:
            names.add(field.name)
            model.fields.append(field)


def camel_case(*words: str) -> str:
    """Return the words as one name: `postCommentsId` of `Post`, `comments` and `id`."""
    first, *others = words
    return first[:1].lower() + first[1:] + "".join(each[:1].upper() + each[1:] for each in others)
