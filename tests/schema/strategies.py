"""Whole schemas of the language, for property tests: without mistakes, apart from names that clash by chance."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from amplify_pulumi.schema.model import (
    Api,
    ApiKeyMode,
    CodeHandler,
    CustomOperation,
    CustomType,
    DataSource,
    Deprecation,
    Description,
    Enum,
    Field,
    Function,
    FunctionAccess,
    FunctionHandler,
    Index,
    LambdaMode,
    Logging,
    Model,
    OidcMode,
    Relationship,
    Returns,
    Rule,
    Schema,
    SubscriptionSource,
    Validation,
)
from amplify_pulumi.schema.naming import index_query_name, inline_name, return_type_name
from amplify_pulumi.schema.values import json_text, number_text
from amplify_pulumi.schema.vocabulary import DATA_SOURCES, FUNCTION_OPERATIONS, LOG_LEVELS, MODES, OPERATIONS, RETENTIONS, SCALARS

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
ODD_NAMES = st.sampled_from(["on", "no", "null", "true", "y", "Off"])
WORDS = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True)
TAKEN = {"id", "owner", "and", "or", "not", "createdat", "updatedat", "type", "model", "fields", "enum", "input", "filter", "limit"}
FIELD_NAMES = (WORDS | ODD_NAMES).filter(lambda name: name.lower() not in TAKEN and "__" not in name)
KEYS = ("ID", "String", "Int", "Float", "AWSDate", "AWSTimestamp", "AWSEmail")
WHOLE = st.integers(-(2**31), 2**31 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
STATIC_RULES = ("publicApiKey", "guest", "authenticated", "groups", "custom")


def subsets(words, *, ordered=True):
    """Some of the words, in their order or in any."""
    chosen = st.lists(st.sampled_from(words), min_size=1, unique=True)
    return chosen.map(lambda found: tuple(sorted(found, key=words.index)) if ordered else tuple(found))


@st.composite
def rules(draw, *, kinds, fields=(), lists=(), operations=True):
    """Some rules of different kinds. `fields` and `lists` are the names of the fields that can name owners and groups."""
    dynamic = {"ownerDefinedIn": fields, "groupDefinedIn": fields, "ownersDefinedIn": lists, "groupsDefinedIn": lists}
    possible = [each for each in kinds if dynamic.get(each, (1,))]
    parts = [each for each in OPERATIONS if each != "read"]
    result = []
    for allow in draw(st.lists(st.sampled_from(possible), min_size=1, max_size=4, unique=True)):
        providers = {"authenticated": [None, "oidc", "identityPool"], "publicApiKey": [None], "guest": [None], "custom": [None]}
        by_token = allow not in providers
        owner = allow.startswith("owner")
        result.append(
            Rule(
                allow=allow,
                provider=draw(st.sampled_from(providers.get(allow, [None, "oidc"]))),
                operations=draw(st.none() | subsets(parts, ordered=False) | st.just(("read", "update"))) if operations else None,
                defined_in=draw(st.sampled_from(dynamic[allow])) if allow in dynamic else None,
                groups=tuple(draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True))) if allow == "groups" else (),
                claim=draw(st.none() | TEXTS) if by_token and operations else None,
                transferable=owner and draw(st.booleans()),
            )
        )
    return tuple(result)


def defaults(type_name, enums):
    """Texts of defaults that fit a type."""
    named = {each.name: each for each in enums}
    if type_name in named:
        return st.sampled_from(named[type_name].values)
    return {
        "String": st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
        "ID": TEXTS,
        "Int": WHOLE.map(number_text),
        "Float": FLOATS.map(number_text),
        "Boolean": st.sampled_from(["true", "false"]),
        "AWSTimestamp": st.integers(0, 2**31).map(number_text),
        "AWSDate": st.dates().map(str),
        "AWSJSON": JSON.map(json_text),
    }.get(type_name, st.nothing())


@st.composite
def validations(draw, type_name):
    """Some checks that fit a type."""
    if type_name == "String":
        words = {"minLength": st.integers(0, 9).map(str), "maxLength": st.integers(9, 99).map(str)}
        words |= {"startsWith": TEXTS, "endsWith": TEXTS, "matches": st.just("^[a-z]+$")}
    elif type_name in ("Int", "Float"):
        values = WHOLE.map(number_text) if type_name == "Int" else FLOATS.map(number_text)
        # Two limits could leave no value between them.
        words = {draw(st.sampled_from(["gt", "lt", "gte", "lte"])): values}
    else:
        return ()
    kinds = draw(st.lists(st.sampled_from(sorted(words)), max_size=2, unique=True))
    return tuple(Validation(kind=kind, value=draw(words[kind]), message=draw(st.none() | TEXTS)) for kind in kinds)


@st.composite
def values(draw, types, *, name=None):
    """A field that holds a value of one of the types, and says nothing more."""
    array = draw(st.booleans())
    return Field(
        name=name or draw(FIELD_NAMES),
        type=draw(st.sampled_from(types)),
        required=draw(st.booleans()),
        array=array,
        array_required=array and draw(st.booleans()),
    )


@st.composite
def model_fields(draw, types, enums, inner_rules):
    """A field of a model: with a default, checks or rules, now and then."""
    field = draw(values(types))
    if field.array:
        return field
    default = draw(st.none() | defaults(field.type, enums))
    checks = draw(validations(field.type))
    return replace(field, default=default, validations=checks, authorization=None if field.required else draw(inner_rules))


class Naming:
    """Names of one schema that differ without case, as generated names must."""

    def __init__(self, draw):
        self.draw = draw
        self.number = 0

    def __call__(self, word="Thing"):
        self.number += 1
        return f"{self.draw(WORDS.filter(lambda name: '__' not in name and not name.endswith('_'))).capitalize()}{word}{self.number}"


@st.composite
def definitions(draw, naming):
    """Enums and types that have names of their own, types after those that they name."""
    enums = [Enum(name=naming("Enum"), values=draw(subsets(("A", "b", "C_1", "no", "on")))) for _ in range(draw(st.integers(0, 2)))]
    types: list[CustomType] = []
    for _ in range(draw(st.integers(0, 2))):
        name = naming("Type")
        known = [*SCALARS, *(each.name for each in (*enums, *types)), name]
        # A type that needs itself has no values; through an array or null it has.
        fields = [
            replace(field, required=False) if field.type == name else field
            for field in draw(st.lists(values(known), min_size=1, max_size=3, unique_by=lambda field: field.name.lower()))
        ]
        types.append(CustomType(name=name, fields=tuple(fields)))
    return enums, types


@st.composite
def indexes(draw, model, fields):
    """Indexes of fields that can be keys."""
    keys = [each.name for each in fields if each.type in KEYS and not each.array]
    if not keys:
        return ()
    found = []
    for number in range(draw(st.integers(0, 2))):
        partition_key, *sort_keys = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))
        if partition_key in ("key0", "id"):
            # The partition key of the table is none of an index.
            continue
        query = draw(st.sampled_from([None, f"query{model}{number}", index_query_name(model, partition_key, sort_keys)]))
        others = [each.name for each in fields if each.name not in (partition_key, *sort_keys)]
        projection = draw(st.sampled_from(["ALL", "KEYS_ONLY", *(["INCLUDE"] if others else [])]))
        found.append(
            Index(
                partition_key=partition_key,
                sort_keys=tuple(sort_keys),
                query_field=query,
                name=f"by{model}{number}",
                projection=projection,
                non_key_attributes=draw(subsets(others)) if projection == "INCLUDE" else (),
            )
        )
    return tuple({each.query_field or each.name: each for each in found}.values())


@st.composite
def models(draw, name, known, enums, inline, *, needs_rules):
    """A model, with its own rules or those of the schema, and now and then an enum or a type that is written in place."""
    field_rules = st.none() | rules(kinds=STATIC_RULES).map(lambda found: tuple(replace(each, operations=None) for each in found))
    fields = draw(st.lists(model_fields(known, enums, field_rules), min_size=1, max_size=4, unique_by=lambda field: field.name.lower()))
    fields += [Field(name="keeper", type="String"), Field(name="teams", type="String", array=True)]
    if draw(st.booleans()):
        fields.append(Field(name="kind", type=draw(inline_types(inline, inline_name(name, "kind")))))
    keys = [f"key{number}" for number in range(draw(st.integers(0, 3)))]
    fields = [*(Field(name=each, type=draw(st.sampled_from(["ID", "String"])), required=True) for each in keys), *fields]
    identifier = tuple(keys) or None
    if identifier is None and draw(st.booleans()):
        fields.insert(0, Field(name="id", type=draw(st.sampled_from(["ID", "String"])), required=True))
        identifier = ("id",)
    if any(each.required or each.array_required for each in fields):
        # Who may read a field with rules of its own may not read a required one beside it.
        fields = [replace(each, authorization=None) for each in fields]
    own = rules(kinds=_all_kinds(), fields=["keeper"], lists=["teams"])
    return Model(
        name=name,
        fields=tuple(fields),
        identifier=identifier,
        indexes=draw(indexes(name, [each for each in fields if each.authorization is None])),
        disabled=draw(st.just(()) | subsets(("subscriptions", "get", "create", "delete"))),
        authorization=draw(own if needs_rules else st.none() | own),
    )


def _all_kinds():
    return (*STATIC_RULES, "owner", "ownerDefinedIn", "ownersDefinedIn", "groupDefinedIn", "groupsDefinedIn")


@st.composite
def inline_types(draw, inline, name):
    """The name of a new enum or type that is written in place. `inline` collects them, in the order of a reader."""
    if draw(st.booleans()):
        inline.append(Enum(name=name, values=draw(subsets(("UP", "DOWN", "no")))))
    else:
        place = len(inline)
        inline.append(None)
        fields = draw(st.lists(values(SCALARS), min_size=1, max_size=2, unique_by=lambda field: field.name.lower()))
        if draw(st.booleans()):
            fields.append(Field(name="deep", type=draw(inline_types(inline, inline_name(name, "deep")))))
        inline[place] = CustomType(name=name, fields=tuple(fields))
    return name


def related(draw, drawn):
    """Return the models with relationships between them, added at the end."""
    fields = {each.name: list(each.fields) for each in drawn}
    keys = {each.name: [one for one in each.fields if one.name in (each.identifier or ())] for each in drawn}
    names = [each.name for each in drawn]
    for number in range(draw(st.integers(0, 3))):
        parent, child = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        identifier = keys[parent] or [Field(name="id", type="ID")]
        required = draw(st.booleans()) and not any(getattr(each, "authorization", None) for each in fields[child])
        references = [Field(name=f"ref{number}of{place}", type=each.type, required=required) for place, each in enumerate(identifier)]
        kind = draw(st.sampled_from(["hasMany", "hasOne"]))
        names_of = tuple(each.name for each in references)
        fields[child] += [*references, Relationship(name=f"parent{number}", kind="belongsTo", model=parent, references=names_of)]
        fields[parent].append(
            Relationship(
                name=f"children{number}",
                kind=kind,
                model=child,
                references=names_of,
                required=kind == "hasOne" and draw(st.booleans()),
                value_required=kind == "hasMany" and draw(st.booleans()),
            )
        )
    return tuple(replace(each, fields=tuple(fields[each.name])) for each in drawn)


@st.composite
def operations(draw, kind, name, *, known, results, functions, sources, inline):
    """A query or mutation."""
    arguments = draw(st.lists(values(known), max_size=2, unique_by=lambda field: field.name.lower()))
    if draw(st.booleans()):
        arguments.append(Field(name="place", type=draw(inline_types(inline, inline_name(name, "place")))))
    steps = st.builds(CodeHandler, entry=st.just("./handler.js"), data_source=st.none() | st.sampled_from(sources))
    calls = st.builds(FunctionHandler, function=st.sampled_from(functions))
    handlers = draw(st.lists(steps | calls, min_size=1, max_size=3))
    by_function = all(isinstance(each, FunctionHandler) for each in handlers)
    asynchronous = isinstance(handlers[-1], FunctionHandler) and draw(st.booleans())
    if asynchronous:
        handlers[-1] = replace(handlers[-1], asynchronous=True)
    returned = None
    if not asynchronous:
        array = draw(st.booleans())
        in_place = draw(st.booleans())
        type_name = draw(inline_types(inline, return_type_name(name)) if in_place else st.sampled_from(results))
        returned = Returns(type=type_name, required=draw(st.booleans()), array=array, array_required=array and draw(st.booleans()))
    kinds = STATIC_RULES if by_function else ("publicApiKey", "groups", "custom")
    allowed = draw(rules(kinds=kinds, operations=False))
    if not by_function:
        allowed = tuple(replace(each, provider=None) for each in allowed)
    return CustomOperation(
        kind=kind, name=name, arguments=tuple(arguments), returns=returned, handlers=tuple(handlers), authorization=allowed
    )


def apis():
    """Sections `api`. The default mode is left out, or one that needs no more than itself."""
    names = st.none() | TEXTS
    seconds = st.none() | st.integers(1, 3600)
    return st.builds(
        Api,
        name=names,
        default_authorization_mode=st.sampled_from(MODES),
        api_key=st.none() | st.builds(ApiKeyMode, expires_in_days=st.integers(1, 365), description=names),
        lambda_=st.builds(LambdaMode, function=st.just("authorizer"), time_to_live_in_seconds=st.integers(0, 3600)),
        oidc=st.builds(
            OidcMode,
            provider_name=TEXTS,
            issuer_url=st.just("https://example.com"),
            client_id=names,
            token_expiry_from_authentication_in_seconds=seconds,
            token_expiry_from_issue_in_seconds=seconds,
        ),
        logging=st.none()
        | st.builds(
            Logging,
            field_log_level=st.sampled_from(LOG_LEVELS),
            exclude_verbose_content=st.booleans(),
            retention_days=st.sampled_from(list(RETENTIONS.values())),
        ),
    )


def _data_source(draw, name):
    kind = draw(st.sampled_from(list(DATA_SOURCES)))
    settings = draw(subsets(DATA_SOURCES[kind])) if DATA_SOURCES[kind] and draw(st.booleans()) else ()
    texts = {"endpoint": "https://example.com", "signingServiceName": "events", "signingRegion": "eu-west-1", "function": "authorizer"}
    return DataSource(name=name, kind=kind, settings=tuple((each, texts.get(each, "thing")) for each in settings))


@st.composite
def schemas(draw):
    """Whole schemas."""
    naming = Naming(draw)
    schema_rules = draw(st.none() | rules(kinds=STATIC_RULES))
    enums, types = draw(definitions(naming))
    inline = []
    known = [*SCALARS, *(each.name for each in (*enums, *types))]
    drawn = [draw(models(naming("Model"), known, enums, inline, needs_rules=schema_rules is None)) for _ in range(draw(st.integers(1, 3)))]
    functions = (
        Function(name="authorizer"),
        *(Function(name=naming("Function"), entry=draw(st.none() | st.just("./function.py"))) for _ in range(draw(st.integers(0, 2)))),
    )
    sources = tuple(_data_source(draw, naming("Source")) for _ in range(draw(st.integers(0, 2))))
    function_names = [each.name for each in functions]
    source_names = [*(each.name for each in sources), *(each.name for each in drawn)]
    results = [*known, *(each.name for each in drawn)]
    custom = [
        draw(
            operations(
                kind, f"{kind}{naming()}", known=known, results=results, functions=function_names, sources=source_names, inline=inline
            )
        )
        for kind in ("query", "mutation")
        for _ in range(draw(st.integers(0, 2)))
    ]
    mutations = [each for each in custom if each.kind == "mutation" and each.returns is not None]
    custom += [
        CustomOperation(
            kind="subscription",
            name=f"on{each.name}",
            arguments=tuple(draw(st.lists(values(SCALARS), max_size=1))),
            sources=(SubscriptionSource(name=each.name),),
            handlers=(CodeHandler(entry="./handler.js"),),
            authorization=(Rule(allow="publicApiKey"),),
        )
        for each in mutations
    ]
    if draw(st.booleans()):
        enabled = [each for each in drawn if not {"create", "delete"}.intersection(each.disabled)]
        custom += [
            CustomOperation(
                kind="subscription",
                name=f"on{each.name}Change",
                sources=(SubscriptionSource(name=each.name, mutations=draw(subsets(("create", "update", "delete")))),),
                handlers=(CodeHandler(entry="./handler.js"),),
                authorization=(Rule(allow="custom"),),
            )
            for each in enabled
        ]
    schema = Schema(
        api=draw(apis()),
        authorization=schema_rules,
        models=related(draw, drawn),
        types=(*types, *(each for each in inline if isinstance(each, CustomType))),
        enums=(*enums, *(each for each in inline if isinstance(each, Enum))),
        operations=tuple(custom),
        functions=functions,
        data_sources=sources,
        access=tuple(
            FunctionAccess(function=each, operations=draw(subsets(FUNCTION_OPERATIONS)))
            for each in draw(st.lists(st.sampled_from(function_names), unique=True))
        ),
    )
    return draw(with_remarks(schema))


DESCRIBED = st.just("") | TEXTS | st.text(st.sampled_from(' \t\n"\\#a{é😀\u2028'), max_size=12)
"""What is said to people: also nothing at all, and what looks like something else in YAML and GraphQL."""


@st.composite
def with_remarks(draw, schema):
    """A schema in which some parts are described and some deprecated, in their canonical order."""
    roots = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
    deprecable = [
        *(f"{model.name}.{field.name}" for model in schema.models for field in model.fields),
        *(f"{enum.name}.{value}" for enum in schema.enums for value in enum.values),
        *(f"{roots[each.kind]}.{each.name}" for each in schema.operations),
    ]
    places = [
        *deprecable,
        *(each.name for each in (*schema.models, *schema.enums)),
        *(f"{roots[each.kind]}.{each.name}({argument.name}:)" for each in schema.operations for argument in each.arguments),
    ]
    described = draw(st.lists(st.sampled_from(places), unique=True, max_size=3)) if places else []
    deprecated = draw(st.lists(st.sampled_from(deprecable), unique=True, max_size=2)) if deprecable else []
    return replace(
        schema,
        descriptions=tuple(Description(place=each, text=draw(DESCRIBED)) for each in sorted(described)),
        deprecations=tuple(Deprecation(place=each, reason=draw(DESCRIBED | st.none())) for each in sorted(deprecated)),
    )
