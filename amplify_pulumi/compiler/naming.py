"""Every generated name: fields, types, inputs, indexes and data sources, each a pure function.

Clients are written against these names, so they are exactly Amplify's (what the real implementation generated is in
tests/conformance/cases). The name of a model goes through unchanged; where a word comes before it, its first letter becomes upper case.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from amplify_pulumi.schema.plural import pluralize

NONE_DATA_SOURCE = "NONE_DS"

LONGEST_SUBSCRIPTION_NAME = 50
"""Longer names of subscriptions are shortened by Amplify, as AppSync once refused them."""

_HASH_CHARACTERS = 5


ModelOperation = Literal["get", "list", "create", "update", "delete", "onCreate", "onUpdate", "onDelete"]
"""What can be done with a model: each is a field of Query, Mutation or Subscription."""


def upper_first(name: str) -> str:
    """Return the name with its first letter in upper case."""
    return name[:1].upper() + name[1:]


def lower_first(name: str) -> str:
    """Return the name with its first letter in lower case."""
    return name[:1].lower() + name[1:]


def constant_case(name: str) -> str:
    """Return the words of a name in upper case (`IN_PROGRESS` of `inProgress`), as change-case 4 finds them."""
    parted = re.sub(r"([A-Z])([A-Z][a-z])", r"\1 \2", re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name))
    return "_".join(re.findall(r"[A-Z0-9]+", parted.upper()))


def plural(model: str) -> str:
    """Return the plural of a model's name: `pluralName` of the model introspection."""
    return pluralize(model)


def get_field(model: str) -> str:
    """Return the query that reads one item: `getTodo`."""
    return f"get{upper_first(model)}"


def list_field(model: str) -> str:
    """Return the query that reads many items: `listTodos`, `listPeople`."""
    return f"list{upper_first(plural(model))}"


def create_field(model: str) -> str:
    """Return the mutation that creates an item: `createTodo`."""
    return f"create{upper_first(model)}"


def update_field(model: str) -> str:
    """Return the mutation that updates an item: `updateTodo`."""
    return f"update{upper_first(model)}"


def delete_field(model: str) -> str:
    """Return the mutation that deletes an item: `deleteTodo`."""
    return f"delete{upper_first(model)}"


def subscription_field(mutation: str) -> str:
    """Return the subscription to a mutation: `onCreateTodo` for `createTodo`.

    A name of more than 50 characters becomes its first 45 and 5 of its MD5 hash, as in graphql-model-transformer.
    """
    name = f"on{upper_first(mutation)}"
    if len(name) <= LONGEST_SUBSCRIPTION_NAME:
        return name
    digest = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
    return name[: LONGEST_SUBSCRIPTION_NAME - _HASH_CHARACTERS] + digest[:_HASH_CHARACTERS]


_OPERATION_FIELDS: Mapping[ModelOperation, Callable[[str], str]] = MappingProxyType(
    {
        "get": get_field,
        "list": list_field,
        "create": create_field,
        "update": update_field,
        "delete": delete_field,
        "onCreate": lambda model: subscription_field(create_field(model)),
        "onUpdate": lambda model: subscription_field(update_field(model)),
        "onDelete": lambda model: subscription_field(delete_field(model)),
    }
)


def operation_field(model: str, operation: ModelOperation) -> str:
    """Return the field of an operation that is given no other name."""
    return _OPERATION_FIELDS[operation](model)


def create_input(model: str) -> str:
    """Return the input type of the create mutation: `CreateTodoInput`."""
    return f"Create{upper_first(model)}Input"


def update_input(model: str) -> str:
    """Return the input type of the update mutation: `UpdateTodoInput`."""
    return f"Update{upper_first(model)}Input"


def delete_input(model: str) -> str:
    """Return the input type of the delete mutation: `DeleteTodoInput`."""
    return f"Delete{upper_first(model)}Input"


def filter_input(model: str) -> str:
    """Return the filter of lists: `ModelTodoFilterInput`."""
    return f"Model{upper_first(model)}FilterInput"


def condition_input(model: str) -> str:
    """Return the condition of mutations: `ModelTodoConditionInput`."""
    return f"Model{upper_first(model)}ConditionInput"


def subscription_filter_input(model: str) -> str:
    """Return the filter of subscriptions: `ModelSubscriptionTodoFilterInput`."""
    return f"ModelSubscription{upper_first(model)}FilterInput"


def connection_type(model: str) -> str:
    """Return the type of a page of items: `ModelTodoConnection`."""
    return f"Model{upper_first(model)}Connection"


def children_type(model: str) -> str:
    """Return the type of a page of children or of an index: `ModelTodoConnection`, but `ModeltodoConnection` for a model `todo`."""
    return f"Model{model}Connection"


def children_filter_input(model: str) -> str:
    """Return the filter of children or of an index: `ModelTodoFilterInput`, but `ModeltodoFilterInput` for a model `todo`."""
    return f"Model{model}FilterInput"


def relationship_index(model: str, field: str) -> str:
    """Return the index that a hasMany field reads, on the table of the other model: `gsi-Team.members`."""
    return f"gsi-{model}.{field}"


def default_index(model: str, fields: Sequence[str]) -> str:
    """Return the name of a declared index that is given none: `customersByStatusAndLastOrderAt`."""
    return f"{lower_first(plural(model))}By{'And'.join(map(upper_first, fields))}"


def index_query(model: str, fields: Sequence[str]) -> str:
    """Return the query of a declared index that is given none: `listCustomerByStatusAndLastOrderAt`."""
    return f"list{upper_first(model)}By{'And'.join(map(upper_first, fields))}"


def composite_key_argument(fields: Sequence[str]) -> str:
    """Return the argument that stands for the several fields of a sort key: `lastOrderAtScore`."""
    first, *others = fields
    return lower_first(first) + "".join(map(upper_first, others))


def key_condition_input(scalar: str) -> str:
    """Return the input by which a sort key of one field is searched: `ModelStringKeyConditionInput`."""
    return f"Model{scalar}KeyConditionInput"


def composite_key_condition_input(model: str, index: str | None) -> str:
    """Return the input by which a sort key of several fields is searched, of an index or (None) of the table."""
    return f"Model{model}{upper_first(index or 'Primary')}CompositeKeyConditionInput"


def composite_key_input(model: str, index: str | None) -> str:
    """Return the input that holds a sort key of several fields, of an index or (None) of the table."""
    return f"Model{model}{upper_first(index or 'Primary')}CompositeKeyInput"


def enum_filter(enum: str, *, array: bool) -> str:
    """Return the filter of a field that holds an enum, or an array of it: `ModelStatusInput`, `ModelStatusListInput`."""
    return f"Model{enum}{'List' if array else ''}Input"


def custom_type_input(name: str) -> str:
    """Return the input of a custom type in a model: `LocationInput`, also for a type `location`."""
    return f"{upper_first(name)}Input"


def argument_input(name: str) -> str:
    """Return the input of a custom type that is an argument, or part of one: `LocationInput`, but `locationInput` for a type `location`."""
    return f"{name}Input"


def function_data_source(function: str) -> str:
    """Return the data source of a Lambda function: `echoLambdaDataSource`."""
    return f"{function}LambdaDataSource"


def invoke_function(function: str, *, asynchronous: bool) -> str:
    """Return the step of pipelines that calls a Lambda function, shared by all that call it alike: `Invoke_echo`, `InvokeAsync_echo`."""
    return f"Invoke{'Async' if asynchronous else ''}_{function}"


def handler_function(type_name: str, field_name: str, number: int) -> str:
    """Return the step of a pipeline that runs a handler's code, the first being 1: `Fn_Mutation_like_1`."""
    return f"Fn_{type_name}_{field_name}_{number}"


def table_data_source(model: str) -> str:
    """Return the data source of a model's table: `TodoTable`."""
    return f"{model}Table"
