"""What schemas say to people about parts of the API: which part each description and each deprecation is of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from amplify_pulumi.compiler.sdl import Definition, Remarks, coordinates, deprecable
from amplify_pulumi.schema.errors import Problem, error, quoted, sort_key
from amplify_pulumi.schema.model import Deprecation, Description, Schema
from amplify_pulumi.schema.suggestions import did_you_mean


def remarks(schema: Schema) -> Remarks:
    """Return what is said, by the places of the parts."""
    return Remarks(
        descriptions={each.place: each.text for each in schema.descriptions},
        deprecations={each.place: each.reason for each in schema.deprecations},
    )


def problems(schema: Schema, definitions: Sequence[Definition]) -> Sequence[Problem]:
    """Return a problem for each thing that is said of something that the API does not have, in the order of the file.

    What GraphQL speaks of is there, but for a root without fields of its own or of models, of which AppSync knows nothing.
    """
    found = [
        *_missing("described", schema.descriptions, dict.fromkeys(coordinates(definitions)) if schema.descriptions else {}),
        *_missing("deprecated", schema.deprecations, dict.fromkeys(deprecable(definitions)) if schema.deprecations else {}),
    ]
    return sorted(found, key=sort_key)


def _missing(what: str, said: Sequence[Description] | Sequence[Deprecation], places: Collection[str]) -> Iterator[Problem]:
    for each in said:
        if each.place not in places and (each.position is None or each.position.language != "graphql"):
            suggestion = did_you_mean(each.place, _near(each.place, places))
            message = f"There is no {quoted(each.place)} in the API that could be {what}{suggestion}"
            yield error("AP2023", each.position, message, f"Write a place in the API's GraphQL: {_EXAMPLES[what]}.")


_EXAMPLES = {
    "described": "`Todo`, `Todo.content`, `Status.DRAFT`, `Query.echo`, `Query.echo(content:)`",
    "deprecated": "`Todo.content`, `Status.DRAFT`, `Query.echo`",
}


def _near(place: str, places: Collection[str]) -> tuple[str, ...]:
    """Return the places that may have been meant: those below the same type where there are any, else types."""
    type_name = f"{place.partition('.')[0]}."
    return tuple(each for each in places if each.startswith(type_name)) or tuple(each for each in places if "." not in each)
