"""Regular expressions are Java's: util.matches for a whole value, replace, replaceAll and match of strings for parts of it."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("a*b", "aaaaab", True),  # the developer guide's example, and that of java.util.regex.Pattern.matches
        ("a", "aaa", False),  # Pattern.matches: the whole value
        ("", "", True),
        ("a|ab", "ab", True),
        (r"^\d{3}$", "123", True),
        (r"\d+", "١٢", False),  # ASCII digits only, unless UNICODE_CHARACTER_CLASS
        (r"\p{Alpha}+\p{Punct}", "abc!", True),
        (r"\p{IsAlphabetic}+", "äß", True),
        (r"\p{Lu}\p{javaLowerCase}*", "Äpfel", True),
        (r"\p{L}+\P{L}", "ab1", True),
        (r"\p{IsGreek}+", "αβγ", True),
        ("[a-z&&[^bc]]+", "adz", True),
        ("[a-z&&[^bc]]+", "abz", False),
        ("[a-d[m-p]]+", "amp", True),
        ("[]a]+", "]a", True),
        ("[a-]+", "-a", True),
        (r"[\w.-]+@[\w-]+\.[a-z]{2,}", "john.doe@example.com", True),
        ("(?i)HELLO", "hello", True),
        ("(?i:H)ello", "hello", True),
        ("(?i:H)ello", "hELLO", False),
        ("a(?i)b|c", "C", True),
        ("(?i)a(?-i)b", "Ab", True),
        ("(?i)a(?-i)b", "AB", False),
        ("(?s)a.b", "a\nb", True),
        ("a.b", "a\nb", False),
        ("a.b", "a\u0085b", False),
        ("(?x) a b # words", "ab", True),
        (r"\Qa.b\E+", "a.ba.b", True),
        (r"\x41\u0042\x{43}\0104\t", "ABCD\t", True),
        (r"(\w)\1", "aa", True),
        (r"(?<first>\w)\k<first>", "ab", False),
        ("a++b", "aab", True),
        ("a*+a", "aaa", False),  # possessive: nothing is left for the second a
        ("(?>a+)a", "aaa", False),  # atomic
        (r"(a)(?>(b)c)\2\1", "abcba", True),
        (r"(?<=a)b", "b", False),
        (r"\Aab\z", "ab", True),
        (r"\h\R", " \r\n", True),
        ("😀{2}", "😀😀", True),
        ("[😀-😂]", "😁", True),
        ("a{2,3}?", "aaa", True),
    ],
)
def test_matches(evaluate: Any, pattern: str, value: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert evaluate("util.matches(ctx.args.p, ctx.args.v)", {"arguments": {"p": pattern, "v": value}}) is expected


@pytest.mark.parametrize("pattern", ["(", ")", "[a", "a{", "*a", "\\", r"\p{Nope}", "(?<n>a", "[b-a]", r"\y", "(?q)a", "a{2,1}"])
def test_what_is_no_pattern_is_an_error_at_the_call(run: Any, pattern: str) -> None:
    error = run("return util.matches(ctx.args.p, 'a');", {"arguments": {"p": pattern}}).error
    assert error.message == "Runtime Error"
    assert error.detail.startswith("code.js:3:8: The regular expression")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'a.b.c'.replace('.', '-')", "-.b.c"),
        ("'a.b.c'.replaceAll('\\\\.', '-')", "a-b-c"),
        ("'john smith'.replaceAll('(\\\\w+) (\\\\w+)', '$2 $1')", "smith john"),
        ("'x'.replaceAll('(?<n>x)', '<${n}>')", "<x>"),
        ("'x'.replace('x', '\\\\$1')", "$1"),
        ("'abc'.replaceAll('', '-')", "-a-b-c-"),
        ("'aaa'.replaceAll('a{2}', 'b')", "ba"),
        ("'abab'.replaceAll('(?>a)(b)', '$1')", "bb"),
        ("'none'.replaceAll('x', 'y')", "none"),
        ("'aXbX'.match('([a-z])X')", ["aX", "a"]),
        ("'abc'.match('x')", None),
    ],
)
def test_strings_take_java_patterns(evaluate: Any, expression: str, expected: Any) -> None:
    """Developer guide, "Supported runtime features": replace and replaceAll take the constructs of java.util.regex.Pattern."""
    assert evaluate(expression) == expected


def test_a_replacement_that_names_no_group_is_an_error(run: Any) -> None:
    """java.util.regex.Matcher.appendReplacement throws."""
    assert "does not have" in run("return 'a'.replace('a', '$1');").error.detail
