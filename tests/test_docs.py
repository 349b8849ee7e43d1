"""The documentation runs: schemas are checked, commands exist with their options, programs compile, links lead somewhere."""

from __future__ import annotations

import ast
import importlib
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from amplify_pulumi.cli import command
from amplify_pulumi.schema import load_text

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "examples/*/*.md", "native/*/*.md")
    for path in ROOT.glob(pattern)
    if not {"node_modules", "target"} & set(path.parts)
)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOOLS = {"cd", "npm", "pulumi", "curl", "pip", "pytest"}
"""Programs of others that the pages call."""


@dataclass(frozen=True, kw_only=True)
class Snippet:
    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def snippets(*languages: str) -> list[Snippet]:
    return [each for page in PAGES for each in _snippets(page) if each.language in languages]


def _snippets(page: Path) -> Iterator[Snippet]:
    text = page.read_text()
    for found in FENCE.finditer(text):
        yield Snippet(page=page, line=text.count("\n", 0, found.start()) + 2, language=found[1], text=found[2])


def commands() -> Iterator[tuple[Snippet, list[str]]]:
    for snippet in snippets("sh"):
        for line in snippet.text.splitlines():
            yield snippet, shlex.split(line, comments=True)
            for inner in re.findall(r"\$\(([^)]*)\)", line):
                yield snippet, shlex.split(inner)


def inline_commands() -> Iterator[list[str]]:
    """Yield the words of `make …` and `amplify-pulumi …` that stand in running text."""
    for page in PAGES:
        for found in re.finditer(r"`((?:make|amplify-pulumi) [^`]+)`", FENCE.sub("", page.read_text())):
            yield shlex.split(found[1])


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_every_language_is_tested() -> None:
    """A snippet in a language that no test here knows would not be looked at."""
    assert {each.language for page in PAGES for each in _snippets(page)} <= {"yaml", "graphql", "js", "python", "sh", "json", "text"}


@pytest.mark.parametrize("snippet", snippets("yaml", "graphql"), ids=str)
def test_schemas_have_no_mistakes(snippet: Snippet) -> None:
    loaded = load_text(snippet.text, file=f"schema.{snippet.language}")
    assert loaded.problems == ()


@pytest.mark.parametrize("snippet", snippets("python"), ids=str)
def test_python_compiles_and_imports_what_exists(snippet: Snippet) -> None:
    tree = ast.parse(snippet.text, str(snippet))
    compile(tree, str(snippet), "exec")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                importlib.import_module(name.name)
        elif isinstance(node, ast.ImportFrom):
            module = importlib.import_module(node.module or "")
            assert [name.name for name in node.names if not hasattr(module, name.name)] == []


@pytest.mark.parametrize("snippet", snippets("js"), ids=str)
def test_javascript_parses(snippet: Snippet, node: str, tmp_path: Path) -> None:
    (tmp_path / "snippet.mjs").write_text(snippet.text)
    ended = subprocess.run([node, "--check", "snippet.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_commands_exist_with_their_options() -> None:
    """Every line of every shell snippet, and every command in running text."""
    for _, words in commands():
        _check_words(words)
    for words in inline_commands():
        _check_words(words)


def _check_words(words: list[str]) -> None:
    program, *arguments = words
    if "=" in program:
        _check_words(arguments)
    elif program == "make":
        assert {each for each in arguments if "=" not in each} <= targets()
    elif program == "amplify-pulumi":
        _check_usage(arguments)
    else:
        assert program in TOOLS, f"{program} is no program that the pages may take for granted"


def _check_usage(arguments: list[str]) -> None:
    """Let click parse the words without running the command. A command alone, as in running text, is enough."""
    if not [each for each in arguments if each != "…"]:
        return
    name, *rest = arguments
    if name.isupper():  # stands for any command
        return
    with click.Context(command) as context:
        found = command.get_command(context, name)
    if rest or found is None:
        assert found is not None, f"there is no command {name}"
        found.make_context(name, [each for each in rest if each != "…"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", page.read_text())):
        if "://" not in target and not target.startswith("#"):
            assert (page.parent / target.partition("#")[0]).exists(), target


def test_the_readme_shows_the_example() -> None:
    """The schema in the README is the file that `make dev` serves."""
    (shown,) = (each.text for each in _snippets(ROOT / "README.md") if each.language == "yaml")
    assert shown == (ROOT / "examples" / "todo" / "schema.yaml").read_text()
