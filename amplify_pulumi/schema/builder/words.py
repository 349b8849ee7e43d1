"""What all readers of builders do: calls that may stand once, and words that must be known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from amplify_pulumi.schema.builder.base import Builder, Call
from amplify_pulumi.schema.builder.places import Place, Places
from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.suggestions import did_you_mean

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class Words:
    """Reads calls and words; mistakes go to the report."""

    report: Report
    places: Places

    def once(self, builder: Builder, what: str) -> dict[str, Call]:
        """Return the calls that said more about a thing, by name. One that stands twice is a mistake."""
        found: dict[str, Call] = {}
        for call in builder.calls:
            if call.name in found:
                first = self.places.of(found[call.name].place)
                message = f"`.{call.name}()` stands twice at {what}: first in {first.file}:{first.line}"
                self.report.error("AP1007", self.places.of(call.place), message, "Remove one of the two.")
            else:
                found[call.name] = call
        return found

    def one(
        self,
        word: str,
        what: str,
        known: tuple[Word, ...],
        place: Place,
        index: int | None,
        keyword: str | None = None,
        *,
        synonyms: Mapping[str, str] | None = None,
        code: str = "AP1014",
    ) -> Word | None:
        """Return a word of a list; another one is a mistake.

        Args:
            word: what was said.
            what: what it is, for messages.
            known: the words that there are.
            place: the call that said it.
            index: which argument of the call it is, where it may stand without its name.
            keyword: the argument's name, where it may stand with it.
            synonyms: what people write who know the same thing by another name.
            code: the code of the mistake.
        """
        for each in known:
            if each == word:
                return each
        message = f"{what} cannot be {quoted(word)}{did_you_mean(word, known, synonyms)}"
        position = self.places.argument(place, index, keyword)
        self.report.error(code, position, message[:1].upper() + message[1:], f"Write one of: {', '.join(known)}.")
        return None

    def all(
        self, call: Call, what: str, known: tuple[Word, ...], *, synonyms: Mapping[str, str] | None = None, code: str = "AP1014"
    ) -> tuple[Word, ...]:
        """Return the words that are the arguments of a call; others are mistakes."""
        found = [self.one(each, what, known, call.place, index, synonyms=synonyms, code=code) for index, each in enumerate(call.value)]
        return tuple(each for each in found if each is not None)
