"""All generated code is code that AppSync takes: its linter, its types, and what it refuses although those let it pass."""

from __future__ import annotations

import itertools
import json
import os
import re
import statistics
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from amplify_pulumi.compiler import ApiPlan, compile_schema
from amplify_pulumi.compiler.access import lower
from amplify_pulumi.compiler.bundle import bundle
from amplify_pulumi.compiler.callers import named_owner_fields
from amplify_pulumi.schema import load_schema
from amplify_pulumi.schema.model import Field, Model, Rule, Schema

REPOSITORY = Path(__file__).parents[2]
NODE = REPOSITORY / "tests" / "node"
CASES = REPOSITORY / "tests" / "conformance" / "cases"
MAXIMUM_LENGTH = 32_768
"""Characters of a resolver's code (AppSync's quotas)."""
AMPLIFY_CASES = {"auth", "blog-10", "customer", "customops", "disable", "relations", "scalars", "todo", "todo-owner"}
"""The cases that together use everything that schemas can say; each of the others looks at one thing."""
MAXIMUM_MEDIAN = 3_000
"""State and upgrades carry the code of every field."""

PARSER = Parser(Language(tree_sitter_javascript.language()))
RULES = {
    "public": (Rule(allow="publicApiKey"),),
    "signedIn": (Rule(allow="authenticated"),),
    "owner": (Rule(allow="owner"),),
    "transferable": (Rule(allow="owner", transferable=True),),
    "ownerAndPublic": (Rule(allow="owner"), Rule(allow="publicApiKey", operations=("read",))),
    "owners": (Rule(allow="ownersDefinedIn", defined_in="editors"),),
    "nobody": (),
}
COMPOSITE_KEY = {"key": ["tenant", "region#shard"]}
COMPOSITE_REFERENCE = {"keys": [{"attribute": "aTenant", "source": "tenant"}, {"attribute": "aRegion#aShard", "source": "region#shard"}]}
SORTED: tuple[Mapping[str, object], ...] = (
    {"key": ["tenant", "region"], "sortArgument": "region"},
    {**COMPOSITE_KEY, "compositeArgument": "regionShard"},
)
CHECKS = [{"name": "sku", "kind": kind, "value": 3, "message": "no"} for kind in ("minLength", "maxLength", "gt", "gte", "lt", "lte")]
PATTERNS = [{"name": "sku", "kind": kind, "value": "[a-z]+", "message": "no"} for kind in ("startsWith", "endsWith", "matches")]
STORED = {"compositeKeys": [{"attribute": "a#b", "index": "@index 'byAAndB'"}], "validations": [*CHECKS, *PATTERNS]}
MORE: Mapping[str, tuple[Mapping[str, object], ...]] = {
    "get": (COMPOSITE_KEY,),
    "listByKey": SORTED,
    "indexQuery": SORTED,
    "create": (COMPOSITE_KEY, STORED, {"defaults": {"count": 1, "list": [1, 2]}, "indexPartitionKeys": ["a"]}),
    "update": (COMPOSITE_KEY, STORED),
    "delete": (COMPOSITE_KEY,),
    "hasMany": (
        COMPOSITE_REFERENCE,
        {"sortKey": "at", "ruled": ["at"], "sortRuled": True},
        {"sortKey": "a#b", "compositeArgument": "aB", "limit": 5},
    ),
    "hasOne": (COMPOSITE_REFERENCE,),
    "belongsTo": (COMPOSITE_REFERENCE,),
}
"""What else may be in the config of a module."""


def every_module() -> Iterator[tuple[str, str]]:
    """Yield a name and the code of each module with each set of rules, with and without what else changes its config."""
    for (name, rules), redact in itertools.product(RULES.items(), (False, True)):

        def access(operation: str, rules: tuple[Rule, ...] = rules) -> list[dict[str, object]]:
            return [grant.to_json() for grant in lower(rules, operation)]  # pyright: ignore[reportArgumentType] - one of the literals below

        owners = list(named_owner_fields(rules))
        lists = {"ownerLists": owners} if name == "owners" else {}
        table = {"key": ["id"], "ownerFields": owners, **lists}
        mutation = {**table, "redact": redact}
        relationship = {"ownerFields": owners, **lists, "redact": redact}
        configs: dict[str, Mapping[str, object]] = {
            "get": {**table, "access": access("get")},
            "list": {"ownerFields": owners, **lists, "access": access("list")},
            "create": {
                **mutation,
                "access": access("create"),
                "typeName": "Todo",
                "autoId": redact,
                "timestamps": ["createdAt", "updatedAt"],
            },
            "update": {**mutation, "access": access("update"), "updatedAt": "updatedAt" if redact else None},
            "delete": {**mutation, "access": access("delete")},
            "hasMany": {**relationship, "access": access("list"), "index": "gsi-A.b", "keys": [{"attribute": "aId", "source": "id"}]},
            "hasOne": {**relationship, "access": access("get"), "index": "gsi-A.b", "keys": [{"attribute": "aId", "source": "id"}]},
            "listByKey": {**table, "access": access("list")},
            "indexQuery": {**table, "access": access("list"), "index": "byId"},
            "belongsTo": {**relationship, "access": access("get"), "keys": [{"attribute": "id", "source": "aId"}]},
            "subscription": {"ownerFields": owners, **lists, "access": access("listen")},
            "owner": {"field": "owner", **lists},
            "invoke": {"access": access("get"), "invocationType": "Event" if redact else "RequestResponse"},
            "invokeStep": {"invocationType": "Event" if redact else "RequestResponse"},
            "pipeline": {"access": access("get") if redact else [], "apiId": "${api.id}"},
        }
        for module, config in configs.items():
            yield f"{name}-{redact}-{module}", bundle(module, config)
            for number, more in enumerate(MORE.get(module, ())):
                yield f"{name}-{redact}-{module}-{number}", bundle(module, {**config, **more})


@cache
def compiled_cases() -> dict[str, ApiPlan]:
    """Return the plan of each conformance case by its name; whether a case can be read is for other tests to say."""
    loaded = {path.parent.name: load_schema(path).schema for path in sorted(CASES.glob("*/schema.yaml"))}
    plans = {name: compile_schema(schema) for name, schema in loaded.items() if schema}
    assert {"todo", "todo-owner", "redaction", "mixed-relationships"} <= plans.keys()
    return plans


def every_case() -> Iterator[tuple[str, str]]:
    """Yield a name and the code of each resolver of each conformance case."""
    for name, plan in compiled_cases().items():
        for resolver in plan.resolvers:
            yield f"{name}-{resolver.type_name}.{resolver.field_name}", resolver.code
        for function in plan.functions:
            yield f"{name}-{function.name}", function.code


@pytest.fixture(scope="session")
def corpus() -> dict[str, str]:
    """All generated code, one piece of each that differ only in the texts of their config, by a name that says where it comes from."""
    named = {re.sub(r'"[^"]*"', '""', code): (name, code) for name, code in [*every_case(), *every_module()]}
    return dict(named.values())


@pytest.fixture(scope="session")
def folder(corpus: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file for each piece of generated code, set up for the tools."""
    path = tmp_path_factory.mktemp("resolvers")
    for name, code in corpus.items():
        (path / f"{name}.js").write_text(code, encoding="utf-8")
    # Bundles have no types; those of their parameters are checked in the modules, where they stand.
    options = {"extends": str(NODE / "tsconfig.json"), "compilerOptions": {"noImplicitAny": False}, "include": ["*.js"]}
    (path / "tsconfig.json").write_text(json.dumps(options), encoding="utf-8")
    return path


def run(tool: str, *arguments: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Return what a tool has to say; nothing where it is content."""
    command = [str(NODE / "node_modules" / ".bin" / tool), *arguments]
    variables = {**environment, "RESOLVERS_TSCONFIG": str(folder / "tsconfig.json")}
    result = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    return result.stdout + result.stderr if result.returncode else ""


@pytest.mark.usefixtures("node_modules")
class TestTools:
    """The tools run once over everything."""

    def test_appsyncs_linter_has_nothing_to_say(self, folder: Path, tool_environment: Mapping[str, str]) -> None:
        configuration = str(NODE / "eslint.config.mjs")
        assert run("eslint", "--max-warnings", "0", "-c", configuration, ".", folder=folder, environment=tool_environment) == ""

    def test_the_types_of_appsyncs_utilities_fit(self, folder: Path, tool_environment: Mapping[str, str]) -> None:
        assert run("tsc", "-p", ".", folder=folder, environment=tool_environment) == ""

    def test_the_modules_are_typed_throughout(self, tmp_path: Path, tool_environment: Mapping[str, str]) -> None:
        """Strict, with a type for each parameter and property."""
        sources = os.fspath(Path(str(files("amplify_pulumi"))) / "resolvers" / "**" / "*.js")
        options = {"extends": str(NODE / "tsconfig.json"), "include": [sources]}
        (tmp_path / "tsconfig.json").write_text(json.dumps(options), encoding="utf-8")
        assert run("tsc", "-p", ".", folder=tmp_path, environment=tool_environment) == ""

    def test_the_tools_do_find_what_is_wrong(self, tmp_path: Path, tool_environment: Mapping[str, str]) -> None:
        """The set-up bites: a loop that AppSync has not, and a utility that does not exist."""
        bad = "import { util } from '@aws-appsync/utils';\nexport function request(ctx) {\n  while (ctx) util.nothing();\n}\n"
        (tmp_path / "bad.js").write_text(bad, encoding="utf-8")
        options = {"extends": str(NODE / "tsconfig.json"), "compilerOptions": {"noImplicitAny": False}, "include": ["*.js"]}
        (tmp_path / "tsconfig.json").write_text(json.dumps(options), encoding="utf-8")
        lint = run("eslint", "-c", str(NODE / "eslint.config.mjs"), ".", folder=tmp_path, environment=tool_environment)
        types = run("tsc", "-p", ".", folder=tmp_path, environment=tool_environment)
        assert "@aws-appsync/no-while" in lint
        assert "TS2339: Property 'nothing' does not exist" in types


def refused(code: str) -> list[str]:
    """Return what AppSync refuses on saving although its linter lets it pass: `new`, conversions by call, a comparator for `sort`."""
    found: list[str] = []
    pending: list[Node] = [PARSER.parse(code.encode()).root_node]
    while pending:
        node = pending.pop()
        pending.extend(node.children)
        if node.type == "new_expression":
            found.append("new")
        if node.type == "call_expression":
            function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
            assert function is not None
            called = (function.text or b"").decode()
            if called in ("String", "Number", "Boolean", "Object", "Array", "Symbol", "BigInt"):
                found.append(called)
            if called.endswith(".sort") and arguments is not None and arguments.named_child_count:
                found.append("sort with a comparator")
        if node.type in ("regex", "throw_statement", "continue_statement", "class_declaration", "yield_expression", "await_expression"):
            found.append(node.type)
    return found


@pytest.mark.parametrize(
    ("code", "findings"),
    [
        ("new Map()", ["new"]),
        ("String(1)", ["String"]),
        ("[1].sort((a, b) => a - b)", ["sort with a comparator"]),
        ("[1].sort()", []),
        ("'x'.replace(/x/, '')", ["regex"]),
    ],
)
def test_the_check_for_what_is_refused_bites(code: str, findings: list[str]) -> None:
    assert refused(code) == findings


def test_nothing_is_generated_that_appsync_refuses_on_saving(corpus: dict[str, str]) -> None:
    assert {name: found for name, code in corpus.items() if (found := refused(code))} == {}


def test_generated_code_is_short(corpus: dict[str, str]) -> None:
    """Every resolver fits AppSync's limit with room to spare, and half of those of all cases stay below the budget."""
    longest = max(corpus, key=lambda name: len(corpus[name]))
    assert len(corpus[longest]) <= MAXIMUM_LENGTH / 2, longest
    lengths = {name: [len(each.code or "") for each in plan.resolvers] for name, plan in compiled_cases().items()}
    assert lengths.keys() >= AMPLIFY_CASES
    figures = "\n".join(f"{name}: median {statistics.median(each):.0f}, longest {max(each)}" for name, each in lengths.items())
    assert statistics.median(itertools.chain.from_iterable(lengths.values())) <= MAXIMUM_MEDIAN, figures


@pytest.mark.parametrize("own_rules", [False, True])
def test_a_wide_model_with_many_rules_fits(*, own_rules: bool) -> None:
    """20 rules of all kinds that look into items or groups, and 100 fields; in the second case, each field has one of the rules, too."""
    rules = tuple(
        Rule(allow="ownerDefinedIn", defined_in=f"field{number:02}", transferable=number % 2 == 0)
        if number < 10
        else Rule(allow="ownersDefinedIn", defined_in=f"field{number:02}")
        if number < 14
        else Rule(allow="groups", groups=(f"Team{number}",), operations=("create", "read", "update"))
        if number < 18
        else Rule(allow="groupsDefinedIn", defined_in=f"field{number:02}", operations=("read", "update"))
        for number in range(20)
    )
    fields = tuple(
        Field(
            name=f"field{number:02}",
            type="String",
            array=number in range(10, 14) or number in (18, 19),
            authorization=(rules[number % 20], rules[14]) if own_rules else None,
        )
        for number in range(100)
    )
    plan = compile_schema(Schema(models=(Model(name="Wide", fields=fields, authorization=rules),)))
    lengths = {f"{each.type_name}.{each.field_name}": len(each.code or "") for each in plan.resolvers}
    assert "Mutation.updateWide" in lengths
    assert {name: length for name, length in lengths.items() if length > MAXIMUM_LENGTH} == {}
