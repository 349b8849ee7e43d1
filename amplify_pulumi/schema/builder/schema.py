"""A schema as a whole: its types, operations and rules, and the API around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from amplify_pulumi.schema.builder.api import Api, DataSource, Function
from amplify_pulumi.schema.builder.base import Builder, named, text, things
from amplify_pulumi.schema.builder.fields import CustomType, Enum
from amplify_pulumi.schema.builder.models import AnyModel, Model
from amplify_pulumi.schema.builder.operations import AnyRequest, AnySubscription, Operation
from amplify_pulumi.schema.builder.rules import FunctionRule, Rule
from amplify_pulumi.schema.model import Schema

SchemaItem = AnyModel | CustomType | Enum | AnyRequest | AnySubscription
"""What has a name in a schema."""
SCHEMA_ITEMS = (Model, CustomType, Enum, Operation)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaBuilder(Builder):
    """A schema, as it was said."""

    items: tuple[tuple[str, SchemaItem], ...] = ()
    parts: tuple[SchemaBuilder, ...] = ()
    """The schemas that it combines."""

    def authorization(self, *rules: Rule | FunctionRule) -> Self:
        """Say who may do what with everything that has no rules of its own, and which functions may call the API."""
        return self._and("authorization", things(rules, (Rule, FunctionRule), "each rule of .authorization()", "allow.…()"))

    def api(self, api: Api) -> Self:
        """Say which authorization modes the API has, and the like."""
        (checked,) = things((api,), Api, "what .api() takes", "a.api(…)")
        return self._and("api", checked)

    def functions(self, functions: Mapping[str, Function] | None = None, /, **more: Function) -> Self:
        """Declare Lambda functions, as keywords or as a dict: `.functions(echo=a.function(entry="./echo.py"))`."""
        return self._and("functions", named(functions, more, (Function,), "the functions of a schema", "a.function(…)"))

    def data_sources(self, sources: Mapping[str, DataSource] | None = None, /, **more: DataSource) -> Self:
        """Declare external data sources, as keywords or as a dict: `.data_sources(Legacy=a.data_source.dynamodb(table="legacy"))`."""
        return self._and("data_sources", named(sources, more, (DataSource,), "the data sources of a schema", "a.data_source.…()"))

    def descriptions(self, descriptions: Mapping[str, str]) -> Self:
        """Say to people what parts of the API are: `.descriptions({"Todo": "Something to do", "Todo.content": "In a few words"})`.

        Args:
            descriptions: texts by the place of the part, its schema coordinate in GraphQL: `Todo`, `Todo.content`, `Status.DRAFT`,
                `Query.echo`, `Query.echo(content:)`.
        """
        if not isinstance(descriptions, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] (not everybody checks types)
            raise TypeError(f"the descriptions of a schema must be given as a dict, not as {type(descriptions).__name__}")
        said = ((text(place, "each place of .descriptions()"), each) for place, each in descriptions.items())
        return self._and("descriptions", tuple((place, text(each, f"the description of {place!r}")) for place, each in said))

    def deprecated(self, deprecated: Mapping[str, str | None]) -> Self:
        """Say to people what they should no longer use: `.deprecated({"Todo.content": "Use `title`."})`. The API still answers.

        Args:
            deprecated: what to use instead, None where there is nothing to say of it, by the place of a field or of a value of an enum: see
                `descriptions`.
        """
        if not isinstance(deprecated, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] (not everybody checks types)
            raise TypeError(f"what is deprecated must be given as a dict, not as {type(deprecated).__name__}")
        said = ((text(place, "each place of .deprecated()"), each) for place, each in deprecated.items())
        reasons = tuple((place, each if each is None else text(each, f"what is to be used for {place!r}")) for place, each in said)
        return self._and("deprecated", reasons)

    def build(self) -> Schema:
        """Return the schema as plain data.

        Raises:
            SchemaError: it has mistakes; all of them are in `problems`, each with its place in the program.
        """
        from amplify_pulumi.schema.loader import load_builder, require_schema  # noqa: PLC0415 (the loader reads builders)

        return require_schema(load_builder(self))
