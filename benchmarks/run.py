"""Measures what developers wait for: reading, compiling and loading a schema, and requests to the local API. `make bench` runs it.

Figures depend on the machine: they are for comparing two versions on one machine, not for quoting. Each is the best of several rounds,
the one that other programs disturbed least.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from amplify_pulumi.compiler import CompileError, compile_schema
from amplify_pulumi.local.api import Api
from amplify_pulumi.local.identity import ApiKey
from amplify_pulumi.local.loader import load
from amplify_pulumi.local.store import dynoxide, open_store
from amplify_pulumi.schema import load_text, require_schema

SIZES = (5, 50, 200)
ROUNDS = 3
REQUESTS = 500
ITEMS = 100
BLOG_SIZES = (50, 100, 200, 500)


def blog_of(models: int) -> str:
    """Return a blog as Amplify was measured on: each model has an owner, a public reader, an index query and its place in a chain."""
    lines = ["models:"]
    for number in range(models):
        fields = ["title: String!", "body: String", "count: Int", "rating: Float", "published: Boolean", "category: String!"]
        if number > 0:
            fields += ["parentId: ID", f"parent: {{ belongsTo: Article{number - 1}, references: [parentId] }}"]
        if number < models - 1:
            fields.append(f"children: {{ hasMany: Article{number + 1}, references: [parentId] }}")
        lines += [
            f"  Article{number}:",
            f"    fields: {{ {', '.join(fields)} }}",
            "    indexes: [{ partitionKey: category, sortKeys: [title] }]",
            "    authorization: [{ allow: owner }, { allow: publicApiKey, operations: [read] }]",
        ]
    return "\n".join(lines)


def schema_of(models: int) -> str:
    """Return a schema of teams with members, half of the models each."""
    lines = ["models:"]
    for number in range(models // 2):
        lines += [
            f"  Team{number}:",
            f"    fields: {{ name: String!, mantra: String, members: {{ hasMany: Member{number}, references: [teamId] }} }}",
            "    authorization: { allow: publicApiKey }",
            f"  Member{number}:",
            f"    fields: {{ name: String!, age: Int, teamId: ID, team: {{ belongsTo: Team{number}, references: [teamId] }} }}",
            "    authorization: { allow: owner }",
        ]
    if models % 2:
        lines += ["  Todo:", "    fields: { content: String, isDone: Boolean }", "    authorization: { allow: publicApiKey }"]
    return "\n".join(lines)


def best(action: Callable[[], Any]) -> float:
    """Return the seconds that the quickest of several rounds took."""
    rounds: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        action()
        rounds.append(time.perf_counter() - began)
    return min(rounds)


def phases() -> None:
    print("| models | read and check (ms) | compile (ms) | load locally (ms) |")
    print("|---|---|---|---|")
    for size in SIZES:
        text = schema_of(size)
        schema = require_schema(load_text(text))
        plan = compile_schema(schema).to_json()
        figures = (
            best(lambda text=text: load_text(text)),
            best(lambda schema=schema: compile_schema(schema)),
            best(lambda plan=plan: load(plan, store=open_store())),
        )
        print(f"| {size} | {' | '.join(f'{each * 1000:.1f}' for each in figures)} |")


def blog() -> None:
    """Print what becomes of the blog: growth as a ratio to the smallest, and sizes."""
    print("\n| blog of models | compile, times the first | plan.json | resolvers | median, longest code | AWS resources per model |")
    print("|---|---|---|---|---|---|")
    first = None
    for size in BLOG_SIZES:
        schema = require_schema(load_text(blog_of(size)))
        try:
            plan = compile_schema(schema)
        except CompileError as error:
            print(f"| {size} | refused: {error.problems[0].message} | | | | |")
            continue
        seconds = best(lambda schema=schema: compile_schema(schema))
        first = first or seconds
        lengths = [len(each.code) for each in plan.resolvers]
        resources = (len(plan.tables) + 2 * len(plan.roles) + len(plan.data_sources) - 1 + len(plan.resolvers)) / size
        figures = f"{len(plan.to_text()) / 1e6:.1f} MB | {len(lengths):,} | {median(lengths):,.0f}, {max(lengths):,} | {resources:.1f}"
        print(f"| {size} | {seconds / first:.1f} | {figures} |")


def requests() -> None:
    print(f"\n| request, in process | per second, in memory | per second, kept{'' if dynoxide.is_installed() else ' (not installed)'} |")
    print("|---|---|---|")
    plan = compile_schema(require_schema(load_text(schema_of(1)))).to_json()
    with tempfile.TemporaryDirectory() as folder:
        stores = [open_store(), *([open_store(data=Path(folder) / "data.sqlite")] if dynoxide.is_installed() else [])]
        apis = [load(plan, store=store) for store in stores]
        created = [_fill(api) for api in apis]
        for name, document in {
            "get": "query Q($id: ID!) { getTodo(id: $id) { id content isDone createdAt updatedAt } }",
            f"list of {ITEMS}": "{ listTodos { items { id content isDone createdAt updatedAt } nextToken } }",
            "update": 'mutation M($id: ID!) { updateTodo(input: { id: $id, content: "changed" }) { id content } }',
            "create": 'mutation { createTodo(input: { content: "new" }) { id content } }',
        }.items():
            rates = [_rate(api, document, identifier) for api, identifier in zip(apis, created, strict=True)]
            print(f"| {name} | {' | '.join(f'{each:,.0f}' for each in rates)} |")
        for store in stores:
            store.close()


def _fill(api: Api) -> str:
    """Create the items that are listed; return the id of one of them."""
    document = 'mutation { createTodo(input: { content: "new", isDone: false }) { id } }'
    answers = [api.execute(document, identity=ApiKey()) for _ in range(ITEMS)]
    assert answers[0].data
    return answers[0].data["createTodo"]["id"]


def _rate(api: Api, document: str, identifier: str) -> float:
    def run() -> None:
        for _ in range(REQUESTS):
            answer = api.execute(document, {"id": identifier}, identity=ApiKey())
            assert not answer.errors, answer.errors

    return REQUESTS / best(run)


HEAD = """# Benchmarks

What `make bench` measured on two cores, each figure the best of several rounds. They depend on the machine: compare two versions in
one place, do not quote them. Requests run in process, without HTTP.

The budgets: 15 AWS resources for a model of the blog (owner rule, an index query, two relationships), a median of 3,000 characters of
code, 10 MB for the plan of 200 such models, and growth in proportion to the number of models. Tests hold the sizes, which are the same
on every machine.
"""

if __name__ == "__main__":
    print(HEAD)
    phases()
    blog()
    requests()
