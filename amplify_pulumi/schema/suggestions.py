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
    known = (synonyms or {}).get(word.lower())
    if known:
        return f'. Did you mean "{known}"?'
    if len(word) > _LONG:
        return ""
    if len(candidates) > _MANY:
        # Distances are dear: among hundreds of models, a slip of the pen leaves the first letter alone.
        candidates = [each for each in candidates if each[:1].lower() == word[:1].lower()]
    closest = suggestion_list(word, candidates)
    return f'. Did you mean "{closest[0]}"?' if closest else ""
