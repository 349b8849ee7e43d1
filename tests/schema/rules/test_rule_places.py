from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model

from amplify_pulumi.schema import validate
from amplify_pulumi.schema.model import CodeHandler, CustomOperation, Field, Function, FunctionHandler, Model, Returns, Rule, Schema
from amplify_pulumi.schema.rules import rule_places

EVERY = ("publicApiKey", "guest", "authenticated", "owner", "ownerDefinedIn", "ownersDefinedIn", "groups", "groupDefinedIn")
EVERY = (*EVERY, "groupsDefinedIn", "custom")
PROVIDERS = {
    "publicApiKey": {None},
    "guest": {None},
    "custom": {None},
    "authenticated": {None, "oidc", "identityPool"},
    **{allow: {None, "oidc"} for allow in EVERY if allow.startswith(("owner", "group"))},
}


def rule(allow: str, **more: object) -> Rule:
    if allow.endswith("DefinedIn"):
        more.setdefault("defined_in", "f")
    if allow == "groups":
        more.setdefault("groups", ("Admin",))
    return Rule(allow=allow, **more)


def of_model(one: Rule) -> list[str]:
    field = Field(name="f", type="String", array=one.allow in ("ownersDefinedIn", "groupsDefinedIn"))
    return [each.code for each in rule_places.check(Schema(models=(Model(name="T", fields=(field,), authorization=(one,)),)))]


def of_operation(one: Rule, *, code: bool) -> list[str]:
    handler = CodeHandler(entry="./x.js") if code else FunctionHandler(function="f")
    operation = CustomOperation(kind="query", name="q", returns=Returns(type="String"), handlers=(handler,), authorization=(one,))
    problems = validate(Schema(operations=(operation,), functions=(Function(name="f"),)))
    return [each.code for each in problems if each.severity == "error"]


@pytest.mark.parametrize("allow", EVERY)
@pytest.mark.parametrize("provider", [None, "oidc", "identityPool"])
def test_providers(allow, provider):
    """data-schema, Authorization: which rule has which providers."""
    assert of_model(rule(allow, provider=provider)) == ([] if provider in PROVIDERS[allow] else ["AP4007"])


@pytest.mark.parametrize("allow", EVERY)
def test_claims(allow):
    """A claim is compared by rules about owners and groups."""
    about = allow.startswith(("owner", "group"))
    assert of_model(rule(allow, claim="user_id")) == ([] if about else ["AP4010"])
    assert of_model(rule(allow, claim=" ")) == ["AP4010"]


@pytest.mark.parametrize("allow", EVERY)
def test_owners_that_can_be_changed(allow):
    assert of_model(rule(allow, transferable=True)) == ([] if allow.startswith("owner") else ["AP4008"])


def test_parts_of_other_rules():
    assert of_model(Rule(allow="guest", groups=("Admin",))) == ["AP4010"]
    assert of_model(Rule(allow="guest", defined_in="f")) == ["AP4010"]
    assert of_model(Rule(allow="ownerDefinedIn")) == ["AP4010"]
    assert of_model(Rule(allow="guest", operations=())) == ["AP4010"]


@pytest.mark.parametrize("allow", EVERY)
@pytest.mark.parametrize("code", [True, False])
def test_operations_have_no_items(allow, code):
    """Probe: custom handler with guest. Rules on items cannot stand on an operation, the identity pool not with JavaScript."""
    on_items = allow == "owner" or allow.endswith("DefinedIn")
    assert of_operation(rule(allow), code=code) == (["AP4010"] if on_items or (code and allow == "guest") else [])


@pytest.mark.parametrize("allow", ["authenticated", "groups"])
@pytest.mark.parametrize("provider", [None, "oidc", "identityPool"])
@pytest.mark.parametrize("code", [True, False])
def test_providers_of_operations(allow, provider, code):
    """Probe: custom handler with oidc group."""
    if provider not in PROVIDERS[allow]:
        return
    refused = code and (provider == "identityPool" or (provider == "oidc" and allow == "groups"))
    assert of_operation(rule(allow, provider=provider), code=code) == (["AP4010"] if refused else [])


def test_operations_are_one_themselves():
    assert of_operation(rule("authenticated", operations=("read",)), code=True) == ["AP4010"]


def test_claims_of_operations():
    """A function's field has a resolver that compares the claim; JavaScript of the user's own has AppSync's directives alone."""
    assert of_operation(rule("groups", claim="x"), code=False) == []
    assert of_operation(rule("groups", claim="x"), code=True) == ["AP4010"]


@pytest.mark.parametrize("operation", ["get", "list", "sync", "listen", "search"])
def test_operations_of_fields(operation):
    """graphql-auth-transformer: operation is not allowed at the field level."""
    rule = f"{{ allow: publicApiKey, operations: [{operation}, delete] }}"
    [problem] = found(load(yaml_model(f"a: {{ type: String, authorization: {rule} }}")))
    message = f'The rule on "Todo.a" names {operation}: a field has create, read, update and delete alone'
    assert problem == ("error", "AP4010", 4, 41, message)


@pytest.mark.parametrize("operation", ["create", "read", "update", "delete"])
def test_operations_that_fields_have(operation):
    loaded = load(yaml_model(f"a: {{ type: String, authorization: {{ allow: publicApiKey, operations: [{operation}] }} }}"))
    assert "AP4010" not in [each.code for each in loaded.problems]


def test_rules_of_the_schema_on_operations():
    """The mistake is shown at the operation, which the rule of the schema was not written for."""
    text = "authorization: { allow: owner }\nfunctions: { f: {} }\nmodels:\n  T: { fields: { a: Int } }\n"
    text += "queries:\n  q: { returns: String, handler: { function: f } }\n"
    [problem] = found(load(text))
    message = 'The query "q", which the schema\'s rules hold for, has a rule with `allow: owner`, but there is no item to look at'
    assert problem == ("error", "AP4010", 6, 3, message)
    assert load(text).problems[0].advice.endswith("Give the operation rules of its own.")
