"""Fields of Query, Mutation and Subscription: functions, native rules, arguments, sources."""

from __future__ import annotations

import pytest
from graphql_support import RULES, document_of, only_problem, read
from schema_support import found, load

from amplify_pulumi.schema.model import CustomOperation, CustomType, Field, Function, FunctionHandler, Returns, Rule, SubscriptionSource


def operation(written: str, root: str = "Query") -> CustomOperation:
    """Return the one operation of a text."""
    [result] = document_of(f"type {root} {{\n  {written}\n}}\n").operations
    return result


def test_a_function_answers():
    document = document_of(
        'type Query { echo(content: String!, many: [Int!]!): [String!]! @function(name: "echoFn") @auth(rules: [{allow: private}]) }'
    )
    assert document.operations == (
        CustomOperation(
            kind="query",
            name="echo",
            arguments=(
                Field(name="content", type="String", required=True),
                Field(name="many", type="Int", required=True, array=True, array_required=True),
            ),
            returns=Returns(type="String", required=True, array=True, array_required=True),
            handlers=(FunctionHandler(function="echoFn"),),
            authorization=(Rule(allow="authenticated"),),
        ),
    )
    assert document.functions == (Function(name="echoFn"),)


def test_pipelines_and_functions_that_are_not_waited_for():
    """The type of the answer is the compiler's then, and is not a type of the user's."""
    document = document_of(
        """\
type EventInvocationResponse @aws_api_key { success: Boolean! }
type Mutation {
  a: EventInvocationResponse @function(name: "one") @function(name: "two", invocationType: Event) @auth(rules: [{allow: public}])
}
""",
    )
    [made] = document.operations
    assert made.handlers == (FunctionHandler(function="one"), FunctionHandler(function="two", asynchronous=True))
    assert made.returns is None
    assert document.types == ()


def test_event_responses_of_others_stay():
    document = document_of(
        'type EventInvocationResponse { success: Boolean! }\ntype Query { a: EventInvocationResponse @function(name: "one") }'
    )
    assert [each.name for each in document.types] == ["EventInvocationResponse"]
    assert document.operations[0].returns == Returns(type="EventInvocationResponse")


@pytest.mark.parametrize(
    ("written", "name"),
    [("echo-${env}", "echo"), ("echo", "echo"), ("echo_${env}", "echo"), ("my-echo-${env}", "my-echo"), ("${env}", "${env}")],
)
def test_names_of_functions_without_their_environment(written, name):
    """Gen 1 puts the name of the environment there; which function it is, the deployment says."""
    assert operation(f'a: Int @function(name: "{written}")').handlers == (FunctionHandler(function=name),)


def test_region_and_account_are_the_deployments():
    text = 'type Query { a: Int @function(name: "f", region: "eu-west-1", accountId: "123456789012") @auth(rules: [{allow: public}]) }'
    assert [each[:2] for each in found(load(text, "graphql"))] == [("warning", "AP1009"), ("warning", "AP1009")]


NATIVE = {
    "@aws_api_key": (Rule(allow="publicApiKey"),),
    "@aws_cognito_user_pools": (Rule(allow="authenticated"),),
    '@aws_cognito_user_pools(cognito_groups: ["Admin", "Ops"])': (Rule(allow="groups", groups=("Admin", "Ops")),),
    '@aws_auth(cognito_groups: ["Admin"])': (Rule(allow="groups", groups=("Admin",)),),
    "@aws_oidc": (Rule(allow="authenticated", provider="oidc"),),
    "@aws_lambda": (Rule(allow="custom"),),
    "@aws_iam": (),
    '@aws_api_key @aws_iam @aws_cognito_user_pools(cognito_groups: ["Admin"])': (
        Rule(allow="publicApiKey"),
        Rule(allow="groups", groups=("Admin",)),
    ),
}


@pytest.mark.parametrize(("written", "rules"), NATIVE.items(), ids=NATIVE)
def test_native_directives_are_rules(written, rules):
    """Gen 2 prints them for handlers with code of their own. IAM alone lets in those who are let in anyway: administrators."""
    assert operation(f"a: Int {written}").authorization == rules


def test_operations_without_rules_take_those_of_the_schema():
    assert operation("a: Int").authorization is None


SUBSCRIBED = """\
type Post @model(mutations: {delete: "dropPost"}) @auth(rules: [{allow: public}]) { a: Int }
type Message { text: String }
type Mutation { publish(text: String): Message @function(name: "f") @auth(rules: [{allow: public}]) }
type Subscription {
  receive(text: String): Message @aws_subscribe(mutations: ["publish"]) @aws_api_key
  changed: Post @aws_subscribe(mutations: ["createPost", "updatePost", "dropPost"]) @aws_api_key
}
"""


def test_sources_of_subscriptions():
    """The generated mutations of a model are the model's, whatever they are called."""
    *_, receive, changed = document_of(SUBSCRIBED).operations
    assert receive.sources == (SubscriptionSource(name="publish"),)
    assert changed.sources == (SubscriptionSource(name="Post", mutations=("create", "update", "delete")),)
    assert (receive.returns, changed.returns) == (None, None)


@pytest.mark.parametrize(
    ("mutation", "subscription", "expected"),
    [
        ("Int!", "Int", False),
        ("Int", "Int!", True),
        ("[Int!]!", "[Int!]", False),
        ("Int", "Int", None),
        ("[Int]!", "[Int]!", None),
    ],
)
def test_subscriptions_that_return_nothing_otherwise_than_their_mutations(mutation, subscription, expected):
    """Such results are as they are written (case gen1-relationships); of those that are alike, nothing is said."""
    text = f'type Mutation {{ b: {mutation} }}\ntype Subscription {{ a: {subscription} @aws_subscribe(mutations: ["b"]) }}'
    told, listening = document_of(text).operations
    assert (told.required, listening.required) == (None, expected)


def test_a_mutation_of_the_users_own_is_no_generated_one():
    text = """\
type Post @model(mutations: null) { a: Int }
type Mutation { createPost: Post }
type Subscription { a: Post @aws_subscribe(mutations: ["createPost"]) }
"""
    assert document_of(text).operations[1].sources == (SubscriptionSource(name="createPost"),)


def test_operations_stand_in_the_order_of_their_kinds():
    text = """\
type Subscription { c: Int @aws_subscribe(mutations: ["b"]) }
type Mutation { b: Int }
type Query { a: Int }
extend type Query { d: Int }
"""
    assert [each.name for each in document_of(text).operations] == ["a", "d", "b", "c"]


def test_no_handler_is_a_warning_unless_strict():
    text = "type Query { a: Int @aws_api_key }"
    assert [each[:2] for each in found(load(text, "graphql"))] == [("warning", "AP5001")]
    assert load(text, "graphql").schema is not None
    assert load(text, "graphql", strict=True).schema is None


ROOTS = {
    "function without a name": ("type Query { a: Int @function }", "AP1012", '@function on the query "a" needs `name`'),
    "word of invocation": (
        'type Query { a: Int @function(name: "f", invocationType: async) }',
        "AP1014",
        '`invocationType` cannot be "async". Did you mean "Event"?',
    ),
    "subscription of a query": (
        'type Query { a: Int @aws_subscribe(mutations: ["b"]) }',
        "AP1006",
        '@aws_subscribe stands on the query "a", which is no subscription',
    ),
    "no mutations": ("type Subscription { a: Int @aws_subscribe }", "AP1012", "@aws_subscribe needs `mutations`"),
    "other type": (
        'type Mutation { b: Int }\ntype Subscription { a: String @aws_subscribe(mutations: ["b"]) }',
        "AP5008",
        'The subscription "a" returns String, but its mutation "b" returns Int',
    ),
    "list": (
        'type Mutation { b: [Int] }\ntype Subscription { a: Int @aws_subscribe(mutations: ["b"]) }',
        "AP5008",
        'The subscription "a" returns Int, but its mutation "b" returns [Int]',
    ),
    "mutation twice": (
        'type Subscription { a: Int @aws_subscribe(mutations: ["b", "c", "b"]) }',
        "AP1007",
        '`mutations` of @aws_subscribe names "b" more than once',
    ),
    "no groups": ("type Query { a: Int @aws_cognito_user_pools(cognito_groups: []) }", "AP1008", "`cognito_groups` is an empty list"),
    "arguments": ("type Query { a: Int @aws_api_key(x: 1) }", "AP1006", '@aws_api_key has no argument "x"'),
    "root with a directive": (
        "type Query @aws_iam { a: Int }",
        "AP1009",
        "@aws_iam on `type Query` is not supported in this version",
    ),
    "two roots": ("type Query { a: Int }\ntype Query { b: Int }", "AP1007", "`type Query` stands twice"),
    "default of an argument": (
        "type Query { a(b: Int = 5): Int }",
        "AP1009",
        'The argument "a.b" has a default, which is not supported in this version',
    ),
    "directive of an argument": ("type Query { a(b: Int @x): Int }", "AP1009", '@x on the argument "a.b" is not supported in this version'),
    "model's directive": (
        "type Query { a: ID @primaryKey }",
        "AP1009",
        '@primaryKey on the query "a" is not supported in this version',
    ),
}


@pytest.mark.parametrize(("text", "code", "message"), ROOTS.values(), ids=ROOTS)
def test_refused(text, code, message):
    severity, code_, _, _, said = only_problem(text)
    assert (severity, code_, said) == ("error", code, message)


def test_inputs_are_the_custom_types_they_come_from():
    """Gen 2 prints `FilterArgInput` beside `FilterArg` where an argument is a `FilterArg`."""
    document = document_of(
        """\
enum Status { A }
type FilterArg { term: String!  status: Status }
input FilterArgInput { term: String!  status: Status }
type Query { a(f: FilterArgInput!, g: [FilterArgInput]): Int }
""",
    )
    assert [each.type for each in document.operations[0].arguments] == ["FilterArg", "FilterArg"]
    assert [each.name for each in document.types] == ["FilterArg"]


def test_inputs_of_arguments_in_place_are_custom_types():
    """A custom type that was written in place of an argument, nested ones within it."""
    document = document_of(
        """\
input SearchGeoNestedInput { x: Int }
input SearchGeoInput { nested: SearchGeoNestedInput }
type Query { search(geo: SearchGeoInput): Int }
""",
    )
    assert document.types == (
        CustomType(name="SearchGeoNested", fields=(Field(name="x", type="Int"),)),
        CustomType(name="SearchGeo", fields=(Field(name="nested", type="SearchGeoNested"),)),
    )
    assert document.operations[0].arguments == (Field(name="geo", type="SearchGeo"),)


def test_inputs_may_lead_in_circles():
    text = "type Tree { kids: [Tree] }\ninput TreeInput { kids: [TreeInput] }\ntype Query { a(t: TreeInput): Int }"
    assert [each.name for each in document_of(text).types] == ["Tree"]


def test_inputs_of_types_that_models_hold():
    """The model brings them, with what is within them."""
    text = (
        f"type Post @model {RULES} {{ a: A }}\ntype A {{ b: B }}\ntype B {{ x: Int }}\n"
        "input AInput { b: BInput }\ninput BInput { x: Int }"
    )
    assert [each.name for each in document_of(text).types] == ["A", "B"]


ALONE = {
    "other fields": ("type A { x: Int }\ninput AInput { x: String }", ["A", "AInput"]),
    "other fields below": (
        "type A { b: B }\ntype B { x: Int }\ninput AInput { b: BInput }\ninput BInput { x: String }",
        ["A", "B", "AInput", "BInput"],
    ),
    "of no argument": (
        "type A { b: B }\ntype B { x: Int }\ninput AInput { b: BInput }\ninput BInput { x: Int }",
        ["A", "B", "AInput", "BInput"],
    ),
    "other name": ("input Filter { x: Int }", ["Filter"]),
    "no type": ("input FilterInput { x: Int }", ["FilterInput"]),
    "name of a model": (f"type Post @model {RULES} {{ a: Int }}\ninput PostInput {{ a: Int }}", ["PostInput"]),
}


@pytest.mark.parametrize(("text", "names"), ALONE.values(), ids=ALONE)
def test_inputs_that_no_type_has_the_fields_of_are_inputs_alone(text, names):
    types = document_of(text).types
    assert [each.name for each in types] == names
    assert [each.only_input for each in types] == [len(each.name) > 1 for each in types]


def test_fields_and_results_are_no_inputs():
    query = 'type Query { q: AInput @function(name: "f") @aws_api_key }'
    problems = found(load(f"input AInput {{ x: Int }}\ntype B {{ a: AInput }}\n{query}", "graphql"))
    assert [(each[1], each[4]) for each in problems] == [
        ("AP2001", 'The field "B.a" has the input "AInput" as its type'),
        ("AP2001", 'The query "q" has the input "AInput" as its type'),
    ]


INPUTS = {
    "default": (
        "input AInput { x: Int = 5 }",
        "AP1009",
        'The field "AInput.x" has a default, which is not supported in this version',
    ),
    "directive": ("input AInput @x { x: Int }", "AP1009", "@x on `input AInput` is not supported in this version"),
}


@pytest.mark.parametrize(("text", "code", "message"), INPUTS.values(), ids=INPUTS)
def test_refused_inputs(text, code, message):
    severity, code_, _, _, said = only_problem(text)
    assert (severity, code_, said) == ("error", code, message)


def test_custom_types_and_enums():
    document = document_of("type Location @aws_api_key @aws_iam { lat: Float!, tags: [String!] }\nenum Status { DRAFT PUBLISHED }")
    assert document.types[0].fields == (
        Field(name="lat", type="Float", required=True),
        Field(name="tags", type="String", required=True, array=True),
    )
    assert document.enums[0].values == ("DRAFT", "PUBLISHED")


def test_deprecated():
    """Fields of all kinds and values of enums, as Amplify takes it; the relationships that it makes anew keep it (case descriptions)."""
    document, problems = read(
        'type A { "why" b: Int @deprecated(reason: "old") c: Int @deprecated(reason: null) }\nenum E { A @deprecated B }\n'
        'type T @model @auth(rules: [{allow: public}]) { x: Int @default(value: "1") @deprecated\n'
        'a: [T] @hasMany @deprecated(reason: "") }\n'
        'type Query { q(a: Int): Int @deprecated(reason: "\\"q\\"") @function(name: "f") @auth(rules: [{allow: public}]) }'
    )
    assert problems == []
    assert document.types[0].fields == (Field(name="b", type="Int"), Field(name="c", type="Int"))
    assert {each.place: each.reason for each in document.deprecations} == {
        "A.b": "old",
        "A.c": None,
        "E.A": None,
        "T.x": None,
        "T.a": "",
        "Query.q": '"q"',
    }
    assert (document.deprecations[0].position.line, document.deprecations[0].position.column) == (1, 23)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("type A @deprecated { b: Int }", "AP1006"),
        ("enum E @deprecated { A }", "AP1006"),
        ("type A { b: Int @deprecated @deprecated }", "AP1007"),
        ("type A { b: Int @deprecated(why: 1) }", "AP1006"),
        ("type A { b: Int @deprecated(reason: OLD) }", "AP1008"),
        ("input A { b: Int @deprecated }", "AP1009"),
        ("type Query { q(a: Int @deprecated): Int }", "AP1009"),
    ],
)
def test_deprecated_where_graphql_does_not_take_it(written, code):
    """GraphQL has it on fields of types and on values of enums; AppSync takes no other schema."""
    assert [each[:2] for each in read(written)[1]] == [("error", code)]


POOL = Rule(allow="authenticated")
API_KEY = Rule(allow="publicApiKey")
CALLERS = {
    "what follows": ("@aws_api_key", "@aws_api_key", None),
    "what follows, and administrators": ("@aws_api_key @aws_iam", "@aws_api_key", None),
    "nothing": ("", "@aws_api_key", None),
    "others": ("@aws_cognito_user_pools", "@aws_api_key", (POOL,)),
    "fewer": (
        '@aws_cognito_user_pools(cognito_groups: ["Admin"])',
        "@aws_cognito_user_pools",
        (Rule(allow="groups", groups=("Admin",)),),
    ),
    "other groups": (
        '@aws_cognito_user_pools(cognito_groups: ["Admin"])',
        '@aws_auth(cognito_groups: ["Ops"])',
        (Rule(allow="groups", groups=("Admin",)),),
    ),
    "more groups": (
        '@aws_cognito_user_pools(cognito_groups: ["B", "A"])',
        '@aws_auth(cognito_groups: ["B"])',
        (Rule(allow="groups", groups=("A", "B")),),
    ),
    "everybody": ("@aws_cognito_user_pools", '@aws_auth(cognito_groups: ["B"])', (POOL,)),
    "administrators alone": ("@aws_iam", "@aws_oidc @aws_lambda", ()),
    "more": ("@aws_api_key", "@aws_iam", (API_KEY,)),
}


@pytest.mark.parametrize(("on_type", "on_operation", "callers"), CALLERS.values(), ids=CALLERS)
def test_a_type_keeps_whom_its_directives_let_in(on_type, on_operation, callers):
    """What follows from the operations that return it is not said twice, so that the schema equals that of YAML."""
    document, problems = read(f"type Inner {on_type} {{ a: Int }}\ntype Outer {{ b: [Inner] }}\ntype Query {{ q: Outer {on_operation} }}")
    assert problems == []
    assert [each.callers for each in document.types] == [callers, None]


@pytest.mark.parametrize(
    ("rules", "callers"),
    [
        ('{allow: groups, groups: ["Admin"]}', (POOL,)),
        ("{allow: owner}", (POOL,)),
        ("{allow: public}, {allow: private, provider: oidc}", None),
    ],
)
def test_a_type_that_says_nothing_is_open_to_the_pool_of_a_model_that_holds_it(rules, callers):
    """Also where operations for groups return it: Amplify's own directive, which the model brings, names no groups."""
    text = f"""
        type Todo @model @auth(rules: [{rules}]) {{ a: Outer }}
        type Outer {{ b: [Inner] }}
        type Inner {{ c: Int }}
        type Other {{ c: Int }}
        type Query {{
          q: Inner @function(name: "f") @auth(rules: [{{allow: groups, groups: ["Ops"]}}])
          r: Other @function(name: "f") @auth(rules: [{{allow: groups, groups: ["Ops"]}}])
        }}
    """
    assert [each.callers for each in document_of(text).types] == [None, callers, None]


def test_a_subscription_adds_callers_to_a_type_with_a_name():
    """Amplify adds none to what a mutation writes in place, `<Mutation>ReturnType`."""
    text = """
        type {0} @aws_api_key @aws_lambda {{ a: Int }}
        type Mutation {{ m: {0} @aws_api_key }}
        type Subscription {{ s: {0} @aws_subscribe(mutations: ["m"]) @aws_lambda }}
    """
    assert document_of(text.format("Named")).types[0].callers is None
    assert document_of(text.format("MReturnType")).types[0].callers == (API_KEY, Rule(allow="custom"))
