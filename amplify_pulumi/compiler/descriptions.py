"""What schemas say to people about parts of the API: which part each description is of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from amplify_pulumi.compiler.sdl import Definition, Descriptions, coordinates
from amplify_pulumi.schema.errors import Problem, error, quoted, sort_key
from amplify_pulumi.schema.model import Description, Schema
from amplify_pulumi.schema.suggestions import did_you_mean


def by_place(schema: Schema) -> Descriptions:
    """Return the texts by the places of their parts."""
    return {each.place: each.text for each in schema.descriptions}


def problems(schema: Schema, definitions: Iterable[Definition]) -> Sequence[Problem]:
    """Return a problem for each description of something that the API does not have, in the order of the file.

    What GraphQL describes is there, but for a root without fields of its own or of models, of which AppSync knows nothing.
    """
    described = [each for each in schema.descriptions if each.position is None or each.position.language != "graphql"]
    places = dict.fromkeys(coordinates(definitions)) if described else {}
    return sorted((_missing(each, places) for each in described if each.place not in places), key=sort_key)


def _missing(description: Description, places: Collection[str]) -> Problem:
    place = description.place
    message = f"There is no {quoted(place)} in the API that could be described{did_you_mean(place, _near(place, places))}"
    return error("AP2023", description.position, message, _ADVICE)


_ADVICE = "Write a place in the API's GraphQL: `Todo`, `Todo.content`, `Status.DRAFT`, `Query.echo`, `Query.echo(content:)`."


def _near(place: str, places: Collection[str]) -> tuple[str, ...]:
    """Return the places that may have been meant: those below the same type where there is one, else types."""
    type_name = place.partition(".")[0]
    return tuple(each for each in places if (each.startswith(f"{type_name}.") if type_name in places else "." not in each))
