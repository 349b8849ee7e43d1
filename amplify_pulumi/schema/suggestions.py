"""What a user may have meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from graphql.pyutils import suggestion_list

_MANY = 100
_LONG = 60


def did_you_mean(word: str, candidates: Collection[str], synonyms: Mapping[str, str] | None = None) -> str:
    """Return `. Did you mean "…"?` for the candidate that is closest to `word`, or nothing if none is close.

    Args:
        word: What stands in the schema.
        candidates: What could stand there.
        synonyms: What people write who know the same thing by another name; compared without case, and before all else.
    """
    meant = closest(word, candidates, synonyms)
    return f'. Did you mean "{meant}"?' if meant else ""


def closest(word: str, candidates: Collection[str], synonyms: Mapping[str, str] | None = None) -> str | None:
    """Return the candidate that `word` stands for, None if none is close. The arguments are those of `did_you_mean`."""
    if len(word) > _LONG:
        return None
    # `secondary_indexes` is Python's spelling of a word whose synonym is written in YAML's.
    known = (synonyms or {}).get(word.lower()) or (synonyms or {}).get(word.lower().replace("_", ""))
    if known:
        return known
    if len(candidates) > _MANY:
        # Distances are dear: among hundreds of models, a slip of the pen leaves the first letter alone.
        candidates = [each for each in candidates if each[:1].lower() == word[:1].lower()]
    found = suggestion_list(word, candidates)
    return found[0] if found else None
