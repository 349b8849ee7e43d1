"""English plurals, exactly as Amplify forms them.

Amplify names its list operations with npm's `pluralize` 8.0.0, and clients call them by those names. So these rules are a contract, not
a matter of taste: they give `listPeople` and `listBranches`, but also `listTodo2s` and `listSchemata`. The tests hold what the
package itself answers.
"""

from __future__ import annotations

import re
from functools import lru_cache

_IRREGULAR = {
    "i": "we",
    "me": "us",
    "he": "they",
    "she": "they",
    "them": "them",
    "myself": "ourselves",
    "yourself": "yourselves",
    "itself": "themselves",
    "herself": "themselves",
    "himself": "themselves",
    "themself": "themselves",
    "is": "are",
    "was": "were",
    "has": "have",
    "this": "these",
    "that": "those",
    "echo": "echoes",
    "dingo": "dingoes",
    "volcano": "volcanoes",
    "tornado": "tornadoes",
    "torpedo": "torpedoes",
    "genus": "genera",
    "viscus": "viscera",
    "stigma": "stigmata",
    "stoma": "stomata",
    "dogma": "dogmata",
    "lemma": "lemmata",
    "schema": "schemata",
    "anathema": "anathemata",
    "ox": "oxen",
    "axe": "axes",
    "die": "dice",
    "yes": "yeses",
    "foot": "feet",
    "eave": "eaves",
    "goose": "geese",
    "tooth": "teeth",
    "quiz": "quizzes",
    "human": "humans",
    "proof": "proofs",
    "carve": "carves",
    "valve": "valves",
    "looey": "looies",
    "thief": "thieves",
    "groove": "grooves",
    "pickaxe": "pickaxes",
    "passerby": "passersby",
}

_IRREGULAR_PLURALS = frozenset(_IRREGULAR.values())

# fmt: off
_UNCOUNTABLE = frozenset((
    "adulthood", "advice", "agenda", "aid", "aircraft", "alcohol", "ammo", "analytics", "anime", "athletics", "audio", "bison", "blood",
    "bream", "buffalo", "butter", "carp", "cash", "chassis", "chess", "clothing", "cod", "commerce", "cooperation", "corps", "debris",
    "diabetes", "digestion", "elk", "energy", "equipment", "excretion", "expertise", "firmware", "flounder", "fun", "gallows",
    "garbage", "graffiti", "hardware", "headquarters", "health", "herpes", "highjinks", "homework", "housework", "information", "jeans",
    "justice", "kudos", "labour", "literature", "machinery", "mackerel", "mail", "media", "mews", "moose", "music", "mud", "manga",
    "news", "only", "personnel", "pike", "plankton", "pliers", "police", "pollution", "premises", "rain", "research", "rice", "salmon",
    "scissors", "series", "sewage", "shambles", "shrimp", "software", "species", "staff", "swine", "tennis", "traffic",
    "transportation", "trout", "tuna", "wealth", "welfare", "whiting", "wildebeest", "wildlife", "you",
))
# fmt: on


def _endings(*rules: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    # ASCII: JavaScript's \b and case folding know no other letters, and names in GraphQL have none.
    return tuple((re.compile(pattern + r"\Z", re.IGNORECASE | re.ASCII), replacement) for pattern, replacement in rules)


_ENDINGS = _endings(
    # The first that matches decides. `$1` and `$2` are groups, `$0` is the match.
    (r"sheep", "$0"),
    (r"pox", "$0"),
    (r"o[iu]s", "$0"),
    (r"measles", "$0"),
    (r"fish", "$0"),
    (r"deer", "$0"),
    (r"[^aeiou]ese", "$0"),
    (r"pok[eéÉ]mon", "$0"),
    (r"^thou", "you"),
    (r"m[ae]n", "men"),
    (r"eaux", "$0"),
    (r"(child)(?:ren)?", "$1ren"),
    (r"(pe)(?:rson|ople)", "$1ople"),
    (r"\b((?:tit)?m|l)(?:ice|ouse)", "$1ice"),
    (r"(matr|cod|mur|sil|vert|ind|append)(?:ix|ex)", "$1ices"),
    (r"(x|ch|ss|sh|zz)", "$1es"),
    (r"([^ch][ieo][ln])ey", "$1ies"),
    (r"([^aeiouy]|qu)y", "$1ies"),
    (r"(?:(kni|wi|li)fe|(ar|l|ea|eo|oa|hoo)f)", "$1$2ves"),
    (r"sis", "ses"),
    (r"(apheli|hyperbat|periheli|asyndet|noumen|phenomen|criteri|organ|prolegomen|hedr|automat)(?:a|on)", "$1a"),
    (r"(agend|addend|millenni|dat|extrem|bacteri|desiderat|strat|candelabr|errat|ov|symposi|curricul|automat|quor)(?:a|um)", "$1a"),
    (r"(her|at|gr)o", "$1oes"),
    (r"(seraph|cherub)(?:im)?", "$1im"),
    (r"(alumn|alg|vertebr)(?:a|ae)", "$1ae"),
    (r"(alumn|syllab|vir|radi|nucle|fung|cact|stimul|termin|bacill|foc|uter|loc|strat)(?:us|i)", "$1i"),
    (r"([^l]ias|[aeiou]las|[ejzr]as|[iu]am)", "$1"),
    (r"(e[mn]u)s?", "$1s"),
    (r"(alias|[^aou]us|t[lm]as|gas|ris)", "$1es"),
    (r"(ax|test)is", "$1es"),
    (r"([^aeiou]ese)", "$1"),
    (r"[^\x00-\x7f]", "$0"),
    (r"s?", "s"),
)


@lru_cache(maxsize=10_000)
def pluralize(word: str) -> str:
    """Return the plural of `word`, in the case of the word.

    Args:
        word: A singular or plural; a plural stays as it is, as far as the rules know it.

    Source of the rules: npm `pluralize` 8.0.0, which @aws-amplify/graphql-transformer-common calls.
    """
    token = word.lower()
    if token in _IRREGULAR_PLURALS:
        return _in_case_of(word, token)
    if token in _IRREGULAR:
        return _in_case_of(word, _IRREGULAR[token])
    if not token or token in _UNCOUNTABLE:
        return word
    return next(_replace(word, match, replacement) for pattern, replacement in _ENDINGS if (match := pattern.search(word)))


def _replace(word: str, match: re.Match[str], replacement: str) -> str:
    ending = re.sub(r"\$(\d)", lambda group: match[int(group[1])] or "", replacement)
    # An ending that is only added takes its case from the letter before it: TODO gives TODOS.
    pattern = match[0] or word[match.start() - 1]
    return word[: match.start()] + _in_case_of(pattern, ending) + word[match.end() :]


def _in_case_of(pattern: str, text: str) -> str:
    if pattern == text:
        return text
    if pattern == pattern.lower():
        return text.lower()
    if pattern == pattern.upper():
        return text.upper()
    if pattern[0] == pattern[0].upper():
        return text[:1].upper() + text[1:].lower()
    return text.lower()
