"""What the plan leaves open is put in, and nothing else is touched."""

from __future__ import annotations

import pulumi
import pytest

from amplify_pulumi.compiler.plan import Reference
from amplify_pulumi.components import ComponentError
from amplify_pulumi.components.references import resolve


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Reference(ref="table.Todo.name"), "todo-1"),
        ("${table.Todo.name}", "todo-1"),
        ("${table.Todo.arn}/index/*", "arn:todo-1/index/*"),
        ("a ${table.Todo.name} b ${aws.region} ${table.Todo.name}", "a todo-1 b eu-west-1 todo-1"),
        ({"a": [Reference(ref="aws.region"), {"b": "${aws.region}"}]}, {"a": ["eu-west-1", {"b": "eu-west-1"}]}),
    ],
)
def test_references_are_replaced_at_any_depth(deploy, value, expected) -> None:
    def program():
        values = {
            "table.Todo.name": pulumi.Output.from_input("todo-1"),
            "table.Todo.arn": pulumi.Output.from_input("arn:todo-1"),
            "aws.region": "eu-west-1",
        }
        return resolve(value, values)

    assert deploy(program).result == expected


@pytest.mark.parametrize("value", ["plain", "`${item.name}` ${table} $ {aws.region} ${aws.planet}", 7, True, None, {"a": [1.5, "b"]}])
def test_what_holds_no_reference_stays_as_it_is(value) -> None:
    """JavaScript's own template literals among it; and no Output is made, so that previews show the value."""
    assert resolve(value, {"aws.region": "eu-west-1"}) == value


def test_an_unknown_table_is_a_mistake_with_what_there_is() -> None:
    with pytest.raises(ComponentError) as raised:
        resolve("${table.Tood.name}", {"table.Todo.name": "todo-1", "aws.region": "eu-west-1"})
    assert str(raised.value) == (
        "AP7006: the plan refers to 'table.Tood.name', which this deployment does not have. "
        'Did you mean "table.Todo.name"? Valid are: aws.region, table.Todo.name.'
    )
