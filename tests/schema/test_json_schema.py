"""What editors know of the language is what the reader knows: no key and no word more or less."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from language_server import LanguageServer
from schema_support import load
from strategies import schemas
from yaml_examples import REFUSED, SHORT, WHOLE

from amplify_pulumi.schema.__main__ import JSON_SCHEMA
from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.nodes import Mapping, Scalar, Sequence, compose
from amplify_pulumi.schema.source import Source
from amplify_pulumi.schema.vocabulary import DATA_SOURCES
from amplify_pulumi.schema.yaml import FILE, SECTIONS, read_yaml
from amplify_pulumi.schema.yaml.json_values import json_value
from amplify_pulumi.schema.yaml.rules import KINDS
from amplify_pulumi.schema.yaml_writer import write_yaml

SCHEMA = json.loads(JSON_SCHEMA.read_text("utf-8"))
DEFINITIONS = SCHEMA["definitions"]
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
CASES = sorted((Path(__file__).parents[1] / "conformance" / "cases").glob("*/schema.yaml"))
SHAPES = {shape.name: shape for section in SECTIONS for shape in section.shapes}
WORDS = {words.name: words for section in SECTIONS for words in section.words}
# What an operation returns is a field without a default, checks and rules.
PARTS = {"returned": "field", "returnedEnum": "inlineEnum", "returnedType": "inlineType"}


def nodes_of(text):
    return compose(Source(file="schema.yaml", text=text, language="yaml"))


def value_of(node):
    return json_value(node, Report())


def is_valid(text):
    return VALIDATOR.is_valid(value_of(nodes_of(text)))


def test_is_a_json_schema():
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def test_sections():
    assert tuple(SCHEMA["properties"]) == FILE.keys
    assert SCHEMA["additionalProperties"] is False


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_keys(shape):
    """Editors offer exactly the keys that the reader takes, and ask for those that it needs; each says what it is for."""
    definition = DEFINITIONS[shape.name]
    assert sorted(definition["properties"]) == sorted(shape.keys)
    assert definition["additionalProperties"] is False
    assert set(shape.required) <= set(definition.get("required", [])) <= {*shape.required, "references"}
    assert definition["description"]
    descriptions = [
        each.get("description") or DEFINITIONS[each["$ref"].split("/")[-1]]["description"] for each in definition["properties"].values()
    ]
    assert all(descriptions)


def test_definitions_of_mappings_are_shapes():
    mappings = {name for name, each in DEFINITIONS.items() if each.get("additionalProperties") is False}
    assert mappings - set(PARTS) - {"dataSourceKinds"} == set(SHAPES)
    assert tuple(DEFINITIONS["dataSourceKinds"]["properties"]) == tuple(DATA_SOURCES)
    for part, shape in PARTS.items():
        assert set(DEFINITIONS[part]["properties"]) < set(SHAPES[shape].keys)


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_words(words):
    assert sorted(DEFINITIONS[words.name]["enum"]) == sorted(words.words)


def test_definitions_of_words_are_words():
    assert {name for name, each in DEFINITIONS.items() if "enum" in each} == set(WORDS)


@pytest.mark.parametrize("allow", KINDS)
def test_what_a_rule_can_say(allow):
    """Each rule has the keys and providers of its kind."""
    kind = KINDS[allow]
    [then] = [each["then"] for each in DEFINITIONS["rule"]["allOf"] if allow in each["if"]["properties"]["allow"]["enum"]]
    assert set(then["propertyNames"]["enum"]) == {"allow", "provider", "operations", *kind.keys}
    assert then["properties"]["provider"]["enum"] == list(kind.providers)
    assert tuple(then.get("required", ())) == kind.required


@pytest.mark.parametrize("text", [SHORT, WHOLE, *(each.read_text("utf-8") for each in CASES)])
def test_valid_schemas(text):
    assert [each.message for each in VALIDATOR.iter_errors(value_of(nodes_of(text)))] == []


@given(schemas())
def test_every_valid_schema(schema):
    assert is_valid(write_yaml(schema))


CODES = ("AP1006", "AP1008", "AP1012", "AP1014", "AP2002", "AP2015", "AP3013", "AP4001", "AP4003", "AP4007", "AP4008")
# JSON has no keys that are lists, and a JSON Schema does not look at the type of a field for its default.
UNSEEN = ("key that is a list", "default that is a list")
STRUCTURAL = [name for name, (_, code, *_) in REFUSED.items() if code in CODES and name not in UNSEEN]


@pytest.mark.parametrize("name", STRUCTURAL)
def test_what_the_reader_refuses(name):
    """Mistakes of shape that the reader finds are marked by editors, too."""
    text = REFUSED[name][0]
    assert not is_valid(text)


def mappings_of(node, path=()):
    """Yield the path of each mapping that is a part of the language; defaults are values of the user's."""
    if isinstance(node, Mapping):
        yield path
        for key, value in node.entries:
            if isinstance(key, Scalar) and key.text != "default":
                yield from mappings_of(value, (*path, key.text))
    elif isinstance(node, Sequence):
        for number, each in enumerate(node.items):
            yield from mappings_of(each, (*path, number))


@pytest.mark.parametrize("path", list(mappings_of(nodes_of(SHORT))), ids=lambda path: ".".join(map(str, path)) or "file")
def test_an_unknown_key_anywhere(path):
    """An entry that means nothing is refused wherever it stands, by the reader and by editors."""
    value = value_of(nodes_of(SHORT))
    inner = value
    for step in path:
        inner = inner[step]
    inner["zzz"] = [[1]]
    assert not VALIDATOR.is_valid(value)
    report = Report()
    # JSON is YAML.
    read_yaml(Source(file="schema.yaml", text=json.dumps(value), language="yaml"), report)
    assert len(report.found) == 1


@pytest.fixture(scope="module")
def server():
    running = LanguageServer()
    yield running
    running.close()


def with_schema(text):
    """Return the text with the line that `python -m amplify_pulumi.schema` prints."""
    line = subprocess.run([sys.executable, "-m", "amplify_pulumi.schema"], capture_output=True, text=True, check=True).stdout
    return line + text


PLACES = {
    "sections": ("mod|\n", {"models", "api", "authorization", "queries"}, {"fields"}),
    "model": ("models:\n  Todo:\n    |\n", {"fields", "indexes", "identifier", "authorization", "disableOperations"}, {"models"}),
    "types": ("models:\n  Todo:\n    fields:\n      a: |\n", {"String", "AWSDateTime!"}, {"fields:"}),
    "relationship": ("models:\n  Todo:\n    fields:\n      a:\n        |\n", {"hasMany", "enum", "type", "default"}, {"models"}),
    "rule": ("authorization:\n  - allow: |\n", {"owner", "publicApiKey", "groupsDefinedIn"}, {"public"}),
    "keys of a rule": ("authorization:\n  - allow: owner\n    |\n", {"operations", "provider", "identityClaim"}, {"models"}),
    "operations": ("authorization:\n  - allow: owner\n    operations: [|]\n", {"create", "listen"}, {"write"}),
    "modes": ("api:\n  defaultAuthorizationMode: |\n", {"userPool", "identityPool", "oidc"}, {"cognito"}),
    "handler": ("queries:\n  echo:\n    handler:\n      |\n", {"function", "entry", "dataSource"}, {"returns"}),
    "check": (
        "models:\n  Todo:\n    fields:\n      a:\n        type: Int\n        validate:\n          - |\n",
        {"gte", "positive", "message"},
        {"type"},
    ),
    "data source": ("dataSources:\n  Legacy:\n    |\n", {"dynamodb", "eventBridge", "openSearch"}, {"table"}),
}


@pytest.mark.parametrize(("text", "offered", "not_offered"), PLACES.values(), ids=PLACES)
def test_editors_offer_what_can_stand_there(server, text, offered, not_offered):
    found = server.completions(with_schema(text))
    assert offered <= found
    assert not not_offered & found


def test_editors_mark_nothing_in_a_valid_schema(server):
    assert server.mistakes(with_schema(SHORT)) == []


MISTAKES = {
    "section": ("modles: {}\n", 2, "modles"),
    "key of a model": ("models:\n  Todo:\n    feilds: {}\n", 4, "feilds"),
    "type": ("models:\n  Todo:\n    fields:\n      a: String?\n", 5, ""),
    "rule": ("authorization:\n  - allow: public\n", 3, "publicApiKey"),
    "key of another rule": ("authorization:\n  - { allow: owner, groups: [Admin] }\n", 3, "identityClaim"),
    "number": ("api:\n  apiKeyAuthorizationMode: { expiresInDays: 400 }\n", 3, "365"),
}


@pytest.mark.parametrize(("text", "line", "word"), MISTAKES.values(), ids=MISTAKES)
def test_editors_mark_mistakes(server, text, line, word):
    found = server.mistakes(with_schema(text))
    assert line in [each for each, _ in found]
    assert any(word in message for _, message in found)


def test_what_is_printed_for_editors():
    assert with_schema("") == f"# yaml-language-server: $schema={JSON_SCHEMA.as_uri()}\n"
    assert load(with_schema(WHOLE)).problems == load(WHOLE).problems == ()
