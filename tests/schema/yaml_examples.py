"""Schemas in YAML that several tests look at, right ones and wrong ones."""

from __future__ import annotations

from schema_support import yaml_model

WHOLE = """\
api:
  name: Blog API
  defaultAuthorizationMode: userPool
  apiKeyAuthorizationMode: { description: for guests, expiresInDays: 30 }
authorization:
  - allow: authenticated
  - { allow: publicApiKey, operations: [read] }
models:
  Blog:
    fields:
      name: String!
      posts: { hasMany: Post, references: [blogId] }
    authorization:
      - { allow: owner, operations: [create, update], transferable: true }
      - { allow: publicApiKey, operations: read }
  Post:
    fields:
      title: { type: String! }
      tags: "[String!]!"
      blogId: ID!
      blog: { belongsTo: Blog, references: blogId }
"""
"""Everything of the first half of the language, in all the forms that can be read."""

SHORT = """\
api:
  name: Blog
  defaultAuthorizationMode: userPool
  apiKeyAuthorizationMode: { description: "for guests", expiresInDays: 30 }
  lambdaAuthorizationMode: { function: authorizer }
  logging: true
authorization:
  - allow: authenticated
models:
  Blog:
    fields:
      name: String!
      "on": AWSDate
      tags: "[String!]!"
      status: { enum: [DRAFT, PUBLISHED], default: DRAFT }
      place: { fields: { lat: Float!, long: Float! }, array: true }
      views: { type: Int, default: 0, validate: [{ gte: 0, message: "too few" }] }
      extra: { type: AWSJSON, default: { a: [1, "null", null] } }
      posts: { hasMany: Post, references: [blogId] }
    indexes:
      - partitionKey: name
      - { partitionKey: name, sortKeys: ["on"], queryField: null, projection: { include: [views] } }
    disableOperations: [subscriptions]
    authorization:
      - { allow: owner, operations: [create, update], transferable: true }
  Post:
    identifier: [slug, year]
    fields:
      slug: String!
      year: Int!
      secret:
        type: String
        authorization:
          - { allow: groups, groups: [Admin, Editors], groupClaim: "custom:groups", operations: [create, read] }
          - { allow: ownerDefinedIn, provider: oidc, field: slug, identityClaim: email }
      blogId: ID!
      blog: { belongsTo: Blog, references: [blogId] }
types:
  Echo: { content: String }
enums:
  Level: [LOW, HIGH]
functions:
  authorizer: {}
  echo: { entry: "./echo/handler.py" }
dataSources:
  Events: eventBridge
  Legacy: { dynamodb: { table: LegacyTable } }
queries:
  echo:
    arguments: { content: String, level: Level }
    returns: Echo
    handler: { function: echo }
    authorization:
      - allow: publicApiKey
mutations:
  emit:
    returns: { enum: [DONE, FAILED], required: true }
    handler: [{ entry: "./emit.js" }, { dataSource: Events, entry: "./put.js" }]
subscriptions:
  onEmit:
    for: [emit, { model: Post, mutations: [create] }]
    handler: { entry: "./on.js" }
access:
  - { function: echo, operations: [query] }
descriptions:
  Blog: "What stands here,\\nover several lines."
  "Level.LOW": ""
  "Query.echo(content:)": "5"
deprecated:
  "Level.HIGH": null
  "Post.secret": "Say it nowhere."
"""
"""Everything that the language has, in the forms that are written."""

OPERATION = (
    "queries:\n  echo:\n    returns: String\n    handler: {handler}\n    authorization: {{ allow: publicApiKey }}\n"
    "functions: {{ f: {{}} }}\n" + yaml_model("a: Int").replace("{", "{{").replace("}", "}}")
)
SUBSCRIPTION = (
    "subscriptions:\n  onTodo:\n    for: {sources}\n    handler: {{ entry: ./on.js }}\n    authorization: {{ allow: publicApiKey }}\n"
    + yaml_model("a: Int").replace("{", "{{").replace("}", "}}")
)

REFUSED = {
    "unknown key of the schema": (
        yaml_model("a: Int").replace("models", "modles"),
        *("AP1006", 1, 1, 'The schema has no key "modles". Did you mean "models"?'),
    ),
    "unknown key of a field": (
        yaml_model("a: { type: Int, requried: true }"),
        "AP1006",
        4,
        23,
        'The field "Todo.a" has no key "requried"',
    ),
    "unknown key of a rule": (
        yaml_model("a: Int", rules="{ allow: owner, operation: [read] }"),
        "AP1006",
        5,
        36,
        'A rule has no key "operation". Did you mean "operations"?',
    ),
    "unknown key of api": ("api: { titel: x }\n" + yaml_model("a: Int"), "AP1006", 1, 8, '`api` has no key "titel"'),
    "key twice": (yaml_model("a: Int", "b: Int", "a: Int"), "AP1007", 6, 7, '"a" stands twice in `fields` of "Todo": first in line 4'),
    "model twice": (
        "models:\n" + "  A: { fields: { a: Int }, authorization: { allow: owner } }\n" * 2,
        "AP1007",
        3,
        3,
        '"A" stands twice in `models`: first in line 2',
    ),
    "schema is a list": ("- models\n", "AP1008", 1, 1, "The schema must be a mapping, not a list"),
    "schema is a text": ("models\n", "AP1008", 1, 1, 'The schema must be a mapping, not "models"'),
    "models is a list": ("models: [Todo]\n", "AP1008", 1, 9, "`models` must be a mapping, not a list"),
    "model is nothing": ("models:\n  Todo:\n", "AP1008", 2, 8, 'The model "Todo" must be a mapping, not nothing'),
    "fields is a text": ("models:\n  Todo: { fields: x }\n", "AP1008", 2, 19, '`fields` of "Todo" must be a mapping, not "x"'),
    "model without fields key": (
        "models:\n  Todo: { authorization: { allow: owner } }\n",
        "AP1012",
        2,
        9,
        'The model "Todo" needs the key "fields"',
    ),
    "key that is a list": ("models:\n  ? [a, b]\n  : x\n", "AP1008", 2, 5, "A key of `models` must be a text, not a list"),
    "name is a list": ("api: { name: [x] }\n" + yaml_model("a: Int"), "AP1008", 1, 14, "`name` of the API must be a text, not a list"),
    "name is empty": ('api: { name: " " }\n' + yaml_model("a: Int"), "AP1008", 1, 14, "`name` of the API is empty"),
    "field without a type": (yaml_model("a:"), "AP2002", 4, 9, 'The field "Todo.a" has no type'),
    "field of nothing": (yaml_model("a: {}"), "AP1012", 4, 10, 'The field "Todo.a" has no type'),
    "type is a list": (yaml_model("a: [String]"), "AP2002", 4, 10, 'The field "Todo.a" has a YAML list as its type'),
    "long type is a list": (yaml_model("a: { type: [String!] }"), "AP2002", 4, 18, 'The field "Todo.a" has a YAML list as its type'),
    "type is a mapping": (
        yaml_model("a: { type: {} }"),
        "AP2002",
        4,
        18,
        'The field "Todo.a" must have a type in GraphQL\'s notation, not a mapping',
    ),
    "not a notation": (yaml_model('a: "String?"'), "AP2002", 4, 10, 'The field "Todo.a": "String?" is not a type in GraphQL\'s notation'),
    "array of arrays": (yaml_model('a: "[[Int]]"'), "AP2002", 4, 10, 'The field "Todo.a": "[[Int]]" is not a type in GraphQL\'s notation'),
    "two marks": (yaml_model("a: Int!!"), "AP2002", 4, 10, 'The field "Todo.a": "Int!!" is not a type in GraphQL\'s notation'),
    "rule is a text": (yaml_model("a: Int", rules="owner"), "AP1008", 5, 20, 'A rule must be a mapping, not "owner"'),
    "rule without allow": (yaml_model("a: Int", rules="{ operations: [read] }"), "AP1012", 5, 20, 'A rule needs the key "allow"'),
    "rules are nothing": (yaml_model("a: Int", rules=""), "AP4001", 5, 19, "`authorization` has no rules: nobody could do anything"),
    "rules are empty": (yaml_model("a: Int", rules="[]"), "AP4001", 5, 20, "`authorization` has no rules: nobody could do anything"),
    "Gen 1's word": (
        yaml_model("a: Int", rules="{ allow: public }"),
        "AP1014",
        5,
        29,
        '`allow` cannot be "public". Did you mean "publicApiKey"?',
    ),
    "unknown mode": (
        "api: { defaultAuthorizationMode: cognito }\n" + yaml_model("a: Int"),
        "AP1014",
        1,
        34,
        '`defaultAuthorizationMode` cannot be "cognito". Did you mean "userPool"?',
    ),
    "unknown operation": (
        yaml_model("a: Int", rules="{ allow: owner, operations: [write] }"),
        "AP4003",
        5,
        49,
        'An operation cannot be "write". Did you mean "update"?',
    ),
    "no operations": (
        yaml_model("a: Int", rules="{ allow: owner, operations: [] }"),
        "AP1008",
        5,
        48,
        "`operations` is an empty list: the rule lets nothing through",
    ),
    "transferable without owner": (
        yaml_model("a: Int", rules="{ allow: authenticated, transferable: true }"),
        "AP4008",
        5,
        44,
        "A rule with `allow: authenticated` has no owner to transfer",
    ),
    "relationship of two kinds": (
        yaml_model("a: { hasMany: Todo, belongsTo: Todo, references: [b] }"),
        "AP1008",
        4,
        27,
        'The field "Todo.a" is both hasMany and belongsTo',
    ),
    "references are empty": (yaml_model("a: { hasMany: Todo, references: [] }"), "AP1008", 4, 39, '`references` of "a" is an empty list'),
    "tag": (yaml_model("a: !String"), "AP1013", 4, 10, 'The YAML tag "!String" has no meaning in a schema'),
    "binary": (yaml_model("a: !!binary aGk="), "AP1013", 4, 10, 'The YAML tag "!!binary" has no meaning in a schema'),
    "second document": (yaml_model("a: Int") + "---\nb: c\n", "AP1013", 6, 1, "A schema file is one YAML document"),
    "tab": ("models:\n\tTodo: {}\n", "AP1004", 2, 1, None),
    "unquoted array": (yaml_model("a: [String!]!"), "AP1004", 4, 19, None),
    "unclosed": ("models: {\n", "AP1004", 2, 1, None),
    "unknown anchor": (yaml_model("a: *b"), "AP1004", 4, 10, 'There is no anchor "&b" above this alias'),
    "endless anchor": ("models: &a\n  Todo: *a\n", "AP1011", 2, 9, 'The alias "*a" stands inside its own anchor'),
    "empty": ("", "AP1003", 1, 1, "This file is empty"),
    "comment": ("# nothing\n", "AP1003", 1, 1, "This file is empty"),
    "nothing": ("~\n", "AP1003", 1, 1, "This file is empty"),
    "document of nothing": ("---\n...\n", "AP1003", 2, 1, "This file is empty"),
    "synonym of a section": ("enumerations: { E: [A] }\n" + yaml_model("a: E"), "AP1006", 1, 1, None),
    "rule of functions": (
        yaml_model("a: Int", rules="{ allow: resource }"),
        "AP1014",
        5,
        29,
        '`allow` cannot be "resource": functions are not callers of single things',
    ),
    "rule without its field": (
        yaml_model("a: Int", rules="{ allow: ownerDefinedIn }"),
        "AP1012",
        5,
        20,
        'A rule with `allow: ownerDefinedIn` needs the key "field"',
    ),
    "rule with the key of another": (
        yaml_model("a: Int", rules="{ allow: owner, groups: [Admin] }"),
        "AP1006",
        5,
        36,
        'A rule with `allow: owner` has no key "groups"',
    ),
    "group in the plural": (
        yaml_model("a: Int", rules="{ allow: groups, groups: [] }"),
        "AP1008",
        5,
        45,
        "`groups` is an empty list",
    ),
    "provider of another rule": (
        yaml_model("a: Int", rules="{ allow: owner, provider: identityPool }"),
        "AP4007",
        5,
        46,
        'A rule with `allow: owner` cannot have the provider "identityPool"',
    ),
    "provider of a public rule": (
        yaml_model("a: Int", rules="{ allow: publicApiKey, provider: userPools }"),
        "AP4007",
        5,
        53,
        'A rule with `allow: publicApiKey` cannot have the provider "userPools"',
    ),
    "unknown provider": (
        yaml_model("a: Int", rules="{ allow: owner, provider: cognito }"),
        "AP1014",
        5,
        46,
        '`provider` cannot be "cognito". Did you mean "userPools"?',
    ),
    "two claims": (
        yaml_model("a: Int", rules="{ allow: owner, claim: a, identityClaim: b }"),
        "AP1007",
        5,
        46,
        "A rule has both `claim` and `identityClaim`",
    ),
    "default of nothing": (yaml_model("a: { type: Int, default: }"), "AP2015", 4, 32, "`default` cannot be null"),
    "default that is a list": (
        yaml_model("a: { type: String, default: [x] }"),
        "AP2015",
        4,
        35,
        "`default` of a field of type String cannot be a list",
    ),
    "check of nothing": (
        yaml_model("a: { type: Int, validate: [{ message: no }] }"),
        "AP1012",
        4,
        34,
        "A check of `validate` says nothing to check",
    ),
    "two checks in one": (
        yaml_model("a: { type: Int, validate: { gt: 1, lt: 3 } }"),
        "AP1008",
        4,
        42,
        "A check of `validate` has both `gt` and `lt`",
    ),
    "check that is a list": (yaml_model("a: { type: Int, validate: { gt: [1] } }"), "AP1008", 4, 39, "`gt` must be a value, not a list"),
    "positive that is not": (yaml_model("a: { type: Int, validate: { positive: false } }"), "AP1008", 4, 45, "`positive` cannot be false"),
    "no checks": (yaml_model("a: { type: Int, validate: [] }"), "AP1008", 4, 33, "`validate` is empty"),
    "inline enum that is a text": (
        yaml_model("a: { enum: A }"),
        "AP1008",
        4,
        18,
        'The values of the field "Todo.a" must be a list, not "A"',
    ),
    "required array without an array": (
        yaml_model("a: { enum: [A], arrayRequired: true }"),
        "AP1012",
        4,
        23,
        'The field "Todo.a" has `arrayRequired` and is no array',
    ),
    "required beside a type": (
        yaml_model("a: { type: Int, required: true }"),
        "AP1006",
        4,
        23,
        'The field "Todo.a" has no key "required"',
    ),
    "required of belongsTo": (
        yaml_model("b: ID", "a: { belongsTo: Todo, references: [b], required: true }", "c: { hasMany: Todo, references: [b] }"),
        "AP1006",
        5,
        46,
        'The field "Todo.a" has no key "required"',
    ),
    "relationship of a type": (
        "types:\n  A: { b: { hasMany: Todo, references: [c] } }\n" + yaml_model("a: Int"),
        "AP1006",
        2,
        13,
        'The field "A.b" cannot be a relationship',
    ),
    "index that is a text": (
        "models:\n  Todo:\n    fields: { a: Int }\n    indexes: [a]\n    authorization: { allow: owner }\n",
        "AP1008",
        4,
        15,
        'An index of "Todo" must be a mapping, not "a"',
    ),
    "index without a key": (
        "models:\n  Todo:\n    fields: { a: Int }\n    indexes: { sortKeys: a }\n    authorization: { allow: owner }\n",
        "AP1012",
        4,
        14,
        'An index of "Todo" needs the key "partitionKey"',
    ),
    "projection without attributes": (
        "authorization: { allow: owner }\nmodels:\n  A:\n    fields: { a: Int }\n    indexes: { partitionKey: a, projection: INCLUDE }\n",
        "AP3013",
        5,
        45,
        "`projection: INCLUDE` does not say which attributes",
    ),
    "unknown disabled operation": (
        "models:\n  Todo:\n    fields: { a: Int }\n    disableOperations: [read]\n    authorization: { allow: owner }\n",
        "AP1014",
        4,
        25,
        '`disableOperations` cannot be "read". Did you mean "queries"?',
    ),
    "enum that is a mapping": (
        "enums: { A: { b: c } }\n" + yaml_model("a: Int"),
        "AP1008",
        1,
        13,
        'The values of the enum "A" must be a list, not a mapping',
    ),
    "function that is a text": (
        "functions: { echo: ./echo.py }\n" + yaml_model("a: Int"),
        "AP1008",
        1,
        20,
        'The function "echo" must be a mapping, not "./echo.py"',
    ),
    "data source of an unknown kind": (
        "dataSources: { A: { dynamo: {} } }\n" + yaml_model("a: Int"),
        "AP1006",
        1,
        21,
        'The data source "A" has no key "dynamo". Did you mean "dynamodb"?',
    ),
    "data source of two kinds": (
        "dataSources: { A: { http: {}, none: {} } }\n" + yaml_model("a: Int"),
        "AP1008",
        1,
        31,
        'The data source "A" is both http and none',
    ),
    "data source without a kind": (
        "dataSources: { A: {} }\n" + yaml_model("a: Int"),
        "AP1012",
        1,
        19,
        'The data source "A" has no kind',
    ),
    "data source that is a word": (
        "dataSources: { A: ddb }\n" + yaml_model("a: Int"),
        "AP1014",
        1,
        19,
        'The data source "A" cannot be of the kind "ddb". Did you mean "dynamodb"?',
    ),
    "unknown setting": (
        "dataSources: { A: { dynamodb: { tabel: x } } }\n" + yaml_model("a: Int"),
        "AP1006",
        1,
        33,
        '`dynamodb` of "A" has no key "tabel". Did you mean "table"?',
    ),
    "handler that is a text": (
        OPERATION.format(handler="echo"),
        "AP1008",
        4,
        14,
        'The handler of "echo" must be a mapping, not "echo"',
    ),
    "handler of both kinds": (
        OPERATION.format(handler="{ function: f, entry: ./a.js }"),
        "AP1008",
        4,
        29,
        'The handler of "echo" is both a function and code of its own',
    ),
    "handler without code": (
        OPERATION.format(handler="{ dataSource: Todo }"),
        "AP1012",
        4,
        14,
        'The handler of "echo" needs the key "entry"',
    ),
    "unknown key of a handler": (
        OPERATION.format(handler="{ functon: f }"),
        "AP1006",
        4,
        16,
        'The handler of "echo" has no key "functon". Did you mean "function"?',
    ),
    "handler of nothing": (OPERATION.format(handler="{}"), "AP1012", 4, 14, 'The handler of "echo" says nothing that answers'),
    "default of what is returned": (
        OPERATION.format(handler="{ entry: ./a.js }").replace("returns: String", "returns: { type: String, default: x }"),
        "AP1006",
        3,
        14,
        '`returns` of "echo" has no key "default"',
    ),
    "mutations of a model are missing": (
        SUBSCRIPTION.format(sources="{ model: Todo }"),
        "AP1012",
        3,
        10,
        'An entry of `for` needs the key "mutations"',
    ),
    "unknown mutation of a model": (
        SUBSCRIPTION.format(sources="{ model: Todo, mutations: onCreate }"),
        "AP1014",
        3,
        36,
        '`mutations` of `for` cannot be "onCreate". Did you mean "create"?',
    ),
    "mutation twice": (
        SUBSCRIPTION.format(sources="{ model: Todo, mutations: [create, create] }"),
        "AP5008",
        3,
        45,
        '`mutations` names "create" twice',
    ),
    "access without a function": (
        "access: { operations: [query] }\n" + yaml_model("a: Int"),
        "AP1012",
        1,
        9,
        'An entry of `access` needs the key "function"',
    ),
    "operation of a function": (
        "functions: { f: }\naccess: { function: f, operations: [read] }\n" + yaml_model("a: Int"),
        "AP1014",
        2,
        37,
        'An operation of `access` cannot be "read". Did you mean "query"?',
    ),
    "operation of a function twice": (
        "functions: { f: }\naccess: { function: f, operations: [query, query] }\n" + yaml_model("a: Int"),
        "AP4009",
        2,
        44,
        '`access` names "query" twice',
    ),
    "description of nothing": (
        yaml_model("a: Int") + "descriptions:\n  Todo:\n",
        "AP1008",
        7,
        8,
        'The description of "Todo" must be a text, not nothing',
    ),
    "deprecated for a list": (
        yaml_model("a: Int") + "deprecated: { Todo.a: [b] }\n",
        "AP1008",
        6,
        23,
        'What is to be used in place of "Todo.a" must be a text, not a list',
    ),
    "descriptions below a type": (
        yaml_model("a: Int") + "descriptions: { Todo: { a: in words } }\n",
        "AP1008",
        6,
        23,
        'The description of "Todo" must be a text, not a mapping',
    ),
    "logging that is off": (
        "api: { logging: false }\n" + yaml_model("a: Int"),
        "AP1008",
        1,
        17,
        '`logging` must be true or a mapping, not "false"',
    ),
    "logging for days": (
        "api: { logging: { retention: 7 days } }\n" + yaml_model("a: Int"),
        "AP1014",
        1,
        30,
        '`retention` cannot be "7 days". Did you mean "1 week"?',
    ),
    "authorizer without a function": (
        "api: { lambdaAuthorizationMode: {} }\n" + yaml_model("a: Int"),
        "AP1012",
        1,
        33,
        '`lambdaAuthorizationMode` needs the key "function"',
    ),
    "issuer without a name": (
        "api: { oidcAuthorizationMode: { oidcIssuerUrl: https://example.com } }\n" + yaml_model("a: Int"),
        "AP1012",
        1,
        31,
        '`oidcAuthorizationMode` needs the key "oidcProviderName"',
    ),
}
"""One mistake each: the text, the code, line and column, and the message where it is ours."""
