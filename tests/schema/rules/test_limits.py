from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model


def hub(count: int, language: str) -> str:
    """Return a schema whose model Comment has `count` parents, each through a hasMany."""
    numbers = range(count)
    if language == "yaml":
        parents = "".join(f"  P{n}: {{ fields: {{ cs: {{ hasMany: Comment, references: [p{n}Id] }} }} }}\n" for n in numbers)
        fields = ", ".join(f"p{n}Id: ID, p{n}: {{ belongsTo: P{n}, references: [p{n}Id] }}" for n in numbers)
        return f"authorization: {{ allow: owner }}\nmodels:\n  Comment: {{ fields: {{ {fields} }} }}\n{parents}"
    head = "@model @auth(rules: [{allow: owner}])"
    parents = "".join(f'type P{n} {head} {{ cs: [Comment] @hasMany(references: "p{n}Id") }}\n' for n in numbers)
    fields = " ".join(f'p{n}Id: ID p{n}: P{n} @belongsTo(references: "p{n}Id")' for n in numbers)
    return f"type Comment {head} {{ {fields} }}\n{parents}"


@pytest.mark.parametrize("language", ["yaml", "graphql"])
def test_twenty_indexes(language):
    assert load(hub(20, language), language).problems == ()


@pytest.mark.parametrize(("language", "severity", "place"), [("yaml", "error", (3, 3)), ("graphql", "warning", (1, 6))])
def test_twenty_one_indexes(language, severity, place):
    """Probe: 21 GSIs."""
    message = 'The table of "Comment" would have 21 indexes, one for each hasMany and hasOne that leads to it'
    assert found(load(hub(21, language), language)) == [(severity, "AP6002", *place, message)]


def test_names_of_tables():
    assert load(yaml_model("a: Int", name="M" * 255)).problems == ()
    [problem] = found(load(yaml_model("a: Int", name="M" * 256)))
    assert problem == ("error", "AP6003", 2, 3, "The name of the model has 256 characters")


def related(field: str, reference: str) -> str:
    return yaml_model(
        f"{field}: {{ hasMany: Todo, references: [{reference}] }}",
        f"p: {{ belongsTo: Todo, references: [{reference}] }}",
        f"{reference}: ID",
    )


def test_names_of_indexes():
    """The index is called gsi-Todo.<field>."""
    assert load(related("f" * 246, "r")).problems == ()
    [problem] = found(load(related("f" * 247, "r")))
    assert problem[:4] == ("error", "AP6003", 4, 7)
    assert problem[4].endswith('" would have a name of 256 characters')


def test_names_of_keys():
    assert load(related("f", "r" * 255)).problems == ()
    [problem] = found(load(related("f", "r" * 256)))
    assert problem == ("error", "AP6003", 5, 7, 'A reference field of "Todo.p" has a name of more than 255 characters')


def test_indexes_of_both_kinds():
    """Probe: 21 GSIs. Relationships have indexes as well."""
    fields = [f"f{each}: String" for each in range(20)]
    more = "    indexes:\n" + "".join(f"      - {{ partitionKey: f{each} }}\n" for each in range(20))
    assert load(yaml_model(*fields) + more).problems == ()
    relationship = "  User:\n    fields: { todos: { hasOne: Todo, references: [userId] } }\n    authorization: { allow: owner }\n"
    text = yaml_model(*fields, "userId: ID", "user: { belongsTo: User, references: [userId] }") + more + relationship
    message = 'The table of "Todo" would have 21 indexes: 20 of its own, and 1 for the hasMany and hasOne that lead to it'
    assert [each[:2] + each[4:] for each in found(load(text))] == [("error", "AP6002", message)]


def test_pipelines():
    """AWS AppSync, quotas: 10 functions of a pipeline resolver."""
    text = "queries:\n  q: {{ returns: Int, handler: [{}], authorization: {{ allow: custom }} }}\n"
    assert load(text.format(", ".join(["{ entry: ./x.js }"] * 10))).problems == ()
    [problem] = found(load(text.format(", ".join(["{ entry: ./x.js }"] * 11))))
    assert problem == ("error", "AP6006", 2, 3, 'The query "q" has 11 handlers')


def test_fields_of_a_subscription_filter():
    """AWS AppSync, enhanced subscription filtering: 5 fields. Callers of different modes have filters of their own."""
    fields = [f"o{each}: String" for each in range(6)]
    rules = [f"{{ allow: ownerDefinedIn, field: o{each} }}" for each in range(6)]
    [problem] = found(load(yaml_model(*fields, rules=f"[{', '.join(rules)}]")))
    assert problem == ("error", "AP6008", 2, 3, 'The rules of "Todo" look at 6 fields of an item (userPool)')
    rules[0] = "{ allow: ownerDefinedIn, field: o0, provider: oidc }"
    assert load(yaml_model(*fields, rules=f"[{', '.join(rules)}]")).problems == ()


def test_only_what_lets_listen_and_only_to_some_items_is_in_a_subscription_filter():
    """Rules of fields let listen, too; whoever may listen to everything needs no filter."""
    fields = [f"o{each}: String" for each in range(5)]
    rules = [f"{{ allow: ownerDefinedIn, field: o{each} }}" for each in range(5)]
    sixth = "o5: { type: String, authorization: { allow: ownerDefinedIn, field: o5OPERATIONS } }"
    text = yaml_model(*fields, sixth, rules=f"[{', '.join(rules)}]")
    assert [each.code for each in load(text.replace("OPERATIONS", "")).problems if each.code == "AP6008"] == ["AP6008"]
    assert [each.code for each in load(text.replace("OPERATIONS", ", operations: [update]")).problems if each.code == "AP6008"] == []
    wider = yaml_model(*fields, sixth, rules=f"[{', '.join(rules)}, {{ allow: authenticated, operations: [read] }}]")
    assert [each.code for each in load(wider.replace("OPERATIONS", "")).problems if each.code == "AP6008"] == []


def test_names_in_a_subscription_filter():
    """AppSync, exceptions of `setSubscriptionFilter`: 10 alternatives. A joined claim is an alternative for each of its parts."""
    rules = [f"{{ allow: ownerDefinedIn, field: o{each}, claim: 'a::b::c' }}" for each in range(4)]
    fields = [f"o{each}: String" for each in range(4)]
    [problem] = found(load(yaml_model(*fields, rules=f"[{', '.join(rules)}]")))
    assert problem == ("error", "AP6008", 2, 3, 'The rules of "Todo" look for 12 names in an item (userPool)')
    assert load(yaml_model(*fields, rules=f"[{', '.join(rules[:3])}]")).problems == ()
    lists = [each.replace("ownerDefinedIn", "ownersDefinedIn") for each in rules]
    assert load(yaml_model(*(f'o{each}: "[String]"' for each in range(4)), rules=f"[{', '.join(lists)}]")).problems == ()
