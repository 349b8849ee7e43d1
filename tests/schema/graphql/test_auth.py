"""@auth: every rule of Gen 1 as the rule that it is, and what is wrong with others."""

from __future__ import annotations

import pytest
from graphql_support import model_of, model_text, only_problem, read

from amplify_pulumi.schema.model import Rule

OWNER = {"transferable": True}

# What `schema.transform()` of @aws-amplify/data-schema prints for each builder, and what Gen 1's documentation allows beside it.
RULES = {
    "allow: public": Rule(allow="publicApiKey"),
    "allow: public, provider: apiKey": Rule(allow="publicApiKey"),
    "allow: public, provider: identityPool": Rule(allow="guest"),
    "allow: public, provider: iam": Rule(allow="guest"),
    "allow: private": Rule(allow="authenticated"),
    "allow: private, provider: userPools": Rule(allow="authenticated"),
    "allow: private, provider: oidc": Rule(allow="authenticated", provider="oidc"),
    "allow: private, provider: identityPool": Rule(allow="authenticated", provider="identityPool"),
    "allow: private, provider: iam": Rule(allow="authenticated", provider="identityPool"),
    "allow: owner": Rule(allow="owner", **OWNER),
    'allow: owner, ownerField: "owner"': Rule(allow="owner", **OWNER),
    'allow: owner, provider: oidc, ownerField: "owner"': Rule(allow="owner", provider="oidc", **OWNER),
    'allow: owner, identityClaim: "email"': Rule(allow="owner", claim="email", **OWNER),
    'allow: owner, ownerField: "author"': Rule(allow="ownerDefinedIn", defined_in="author", **OWNER),
    'allow: owner, ownerField: "undeclared"': Rule(allow="ownerDefinedIn", defined_in="undeclared", **OWNER),
    'allow: owner, ownerField: "editors"': Rule(allow="ownersDefinedIn", defined_in="editors", **OWNER),
    'allow: owner, ownerField: "needed", provider: oidc': Rule(allow="ownersDefinedIn", defined_in="needed", provider="oidc", **OWNER),
    'allow: groups, groups: ["Admin"]': Rule(allow="groups", groups=("Admin",)),
    'allow: groups, groups: "Admin"': Rule(allow="groups", groups=("Admin",)),
    'allow: groups, provider: oidc, groups: ["A", "B"], groupClaim: "roles"': Rule(
        allow="groups", provider="oidc", groups=("A", "B"), claim="roles"
    ),
    'allow: groups, groupsField: "team"': Rule(allow="groupDefinedIn", defined_in="team"),
    'allow: groups, groupsField: "editors"': Rule(allow="groupsDefinedIn", defined_in="editors"),
    "allow: custom": Rule(allow="custom"),
    "allow: custom, provider: function": Rule(allow="custom"),
    "allow: public, operations: [get, list, sync, listen, search]": Rule(
        allow="publicApiKey", operations=("get", "list", "sync", "listen", "search")
    ),
    "allow: private, operations: [create, read, update, delete]": Rule(
        allow="authenticated", operations=("create", "read", "update", "delete")
    ),
}
FIELDS = ("author: String", "editors: [String]", "needed: [ID!]!", "team: String")


@pytest.mark.parametrize(("written", "rule"), RULES.items(), ids=RULES)
def test_rules_of_models(written, rule):
    """Whoever owns an item may give it away in Gen 1's language; a list of owners or groups is told by the type of its field."""
    assert model_of(*FIELDS, rules=f"@auth(rules: [{{{written}}}])").authorization == (rule,)


@pytest.mark.parametrize(("written", "rule"), RULES.items(), ids=RULES)
def test_rules_of_fields_replace_those_of_the_model(written, rule):
    model = model_of(*FIELDS, f"secret: String @auth(rules: [{{{written}}}])")
    assert model.fields[-1].authorization == (rule,)
    assert model.fields[0].authorization is None


def test_a_declared_owner_that_is_a_list_holds_several_owners():
    model = model_of("owner: [String]", rules="@auth(rules: [{allow: owner}])")
    assert model.authorization == (Rule(allow="ownersDefinedIn", defined_in="owner", transferable=True),)


def test_rules_of_relationships():
    model = model_of('items: [Todo] @hasMany(references: ["a"]) @auth(rules: [{allow: private}])')
    assert model.fields[0].authorization == (Rule(allow="authenticated"),)


def test_rules_have_their_places():
    model = model_of("a: Int", rules="@auth(rules: [{allow: owner},\n  {allow: private}])")
    assert [(each.position.line, each.position.column) for each in model.authorization] == [(1, 32), (2, 3)]


MISTAKES = {
    "[]": ("AP4001", "@auth has no rules: nobody could do anything"),
    "[owner]": ("AP1008", "A rule must be an object"),
    "[{operations: [read]}]": ("AP1012", "A rule needs `allow`"),
    '[{allow: "owner"}]': ("AP1008", "`allow` must be a word without quotes"),
    "[{allow: authenticated}]": ("AP1014", '`allow` cannot be "authenticated". Did you mean "private"?'),
    "[{allow: group}]": ("AP1014", '`allow` cannot be "group". Did you mean "groups"?'),
    "[{allow: groups}]": ("AP1012", "A rule for groups needs `groups` or `groupsField`"),
    "[{allow: groups, groups: []}]": ("AP1008", "`groups` is an empty list"),
    "[{allow: groups, groups: [Admin]}]": ("AP1008", "`groups` must hold texts"),
    '[{allow: groups, groups: ["A"], groupsField: "b"}]': ("AP1008", "A rule has either `groups` or `groupsField`"),
    '[{allow: groups, groups: ["A"], provider: iam}]': ("AP4007", 'The provider of `allow: groups` cannot be "iam"'),
    '[{allow: groups, groups: ["A"], identityClaim: "sub"}]': ("AP1006", "A rule with `allow: groups` has no `identityClaim`"),
    '[{allow: owner, groupClaim: "sub"}]': ("AP1006", "A rule with `allow: owner` has no `groupClaim`"),
    "[{allow: owner, provider: apiKey}]": ("AP4007", 'The provider of `allow: owner` cannot be "apiKey"'),
    "[{allow: private, provider: userPool}]": (
        "AP4007",
        'The provider of `allow: private` cannot be "userPool". Did you mean "userPools"?',
    ),
    '[{allow: public, provider: "apiKey"}]': ("AP4007", "The provider of `allow: public` must be a word without quotes"),
    "[{allow: public, provider: null}]": ("AP4007", "The provider of `allow: public` must be a word without quotes"),
    "[{allow: custom, provider: userPools}]": ("AP4007", 'The provider of `allow: custom` cannot be "userPools"'),
    "[{allow: owner, ownerField: owner}]": ("AP1008", "`ownerField` must be a text"),
    "[{allow: owner, operations: []}]": ("AP1008", "`operations` is an empty list: the rule lets nothing through"),
    "[{allow: owner, operations: [write]}]": ("AP4003", 'An operation cannot be "write". Did you mean "update"?'),
    "[{allow: owner, operation: [read]}]": ("AP1006", 'a rule has no argument "operation". Did you mean "operations"?'),
    "[{allow: owner, allow: public}]": ("AP1007", "`allow` stands twice in a rule"),
    "[{allow: owner, mutations: [create]}]": ("AP1006", 'a rule has no argument "mutations". Did you mean "operations"?'),
}


@pytest.mark.parametrize(("rules", "expected"), MISTAKES.items(), ids=MISTAKES)
def test_mistakes(rules, expected):
    severity, code, _, _, message = only_problem(model_text("a: Int", rules=f"@auth(rules: {rules})"))
    assert (severity, code, message) == ("error", *expected)


@pytest.mark.parametrize("allow", ["public", "private", "custom"])
@pytest.mark.parametrize("name", ["ownerField", "identityClaim", "groupsField", "groupClaim"])
def test_what_says_nothing_is_a_warning(allow, name):
    """Amplify reads these names for the rules that they belong to alone, and ignores them elsewhere."""
    [(severity, code, line, column, message)] = read(model_text("a: Int", rules=f'@auth(rules: [{{allow: {allow}, {name}: "x"}}])'))[1]
    assert (severity, code, line) == ("warning", "AP1006", 1)
    assert message == f"A rule with `allow: {allow}` has no `{name}`"
    assert column == len("type Todo @model @auth(rules: [{allow: , : ") + len(allow) + len(name) + 1


def test_two_directives_are_a_mistake():
    text = model_text("a: Int", rules="@auth(rules: [{allow: public}]) @auth(rules: [{allow: owner}])")
    assert only_problem(text)[:4] == ("error", "AP1007", 1, 50)
