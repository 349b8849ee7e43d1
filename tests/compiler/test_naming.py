"""Every generated name, as a table: clients are written against them."""

from __future__ import annotations

import pytest

from amplify_pulumi.compiler import naming


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("Todo", ["getTodo", "listTodos", "createTodo", "updateTodo", "deleteTodo", "Todos"]),
        ("Person", ["getPerson", "listPeople", "createPerson", "updatePerson", "deletePerson", "People"]),
        ("Branch", ["getBranch", "listBranches", "createBranch", "updateBranch", "deleteBranch", "Branches"]),
        ("Category", ["getCategory", "listCategories", "createCategory", "updateCategory", "deleteCategory", "Categories"]),
        ("News", ["getNews", "listNews", "createNews", "updateNews", "deleteNews", "News"]),
        ("Status", ["getStatus", "listStatuses", "createStatus", "updateStatus", "deleteStatus", "Statuses"]),
        ("URL", ["getURL", "listURLS", "createURL", "updateURL", "deleteURL", "URLS"]),
        ("T", ["getT", "listTS", "createT", "updateT", "deleteT", "TS"]),
        ("Post_Tag", ["getPost_Tag", "listPost_Tags", "createPost_Tag", "updatePost_Tag", "deletePost_Tag", "Post_Tags"]),
        ("_Item", ["get_Item", "list_Items", "create_Item", "update_Item", "delete_Item", "_Items"]),
        ("person", ["getPerson", "listPeople", "createPerson", "updatePerson", "deletePerson", "people"]),
        (
            "userProfile",
            ["getUserProfile", "listUserProfiles", "createUserProfile", "updateUserProfile", "deleteUserProfile", "userProfiles"],
        ),
    ],
)
def test_names_of_operations(model: str, expected: list[str]) -> None:
    """The names stand in the real schemas of the cases plurals and lower-case."""
    functions = (naming.get_field, naming.list_field, naming.create_field, naming.update_field, naming.delete_field, naming.plural)
    assert [function(model) for function in functions] == expected


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (
            "Todo",
            {
                "create_input": "CreateTodoInput",
                "update_input": "UpdateTodoInput",
                "delete_input": "DeleteTodoInput",
                "filter_input": "ModelTodoFilterInput",
                "condition_input": "ModelTodoConditionInput",
                "subscription_filter_input": "ModelSubscriptionTodoFilterInput",
                "connection_type": "ModelTodoConnection",
                "children_type": "ModelTodoConnection",
                "children_filter_input": "ModelTodoFilterInput",
                "table_data_source": "TodoTable",
            },
        ),
        (
            "userProfile",
            {
                "create_input": "CreateUserProfileInput",
                "update_input": "UpdateUserProfileInput",
                "delete_input": "DeleteUserProfileInput",
                "filter_input": "ModelUserProfileFilterInput",
                "condition_input": "ModelUserProfileConditionInput",
                "subscription_filter_input": "ModelSubscriptionUserProfileFilterInput",
                "connection_type": "ModelUserProfileConnection",
                "children_type": "ModeluserProfileConnection",
                "children_filter_input": "ModeluserProfileFilterInput",
                "table_data_source": "userProfileTable",
            },
        ),
    ],
)
def test_names_of_types_and_data_sources(model: str, expected: dict[str, str]) -> None:
    assert {name: getattr(naming, name)(model) for name in expected} == expected


@pytest.mark.parametrize(
    ("mutation", "subscription"),
    [
        ("createTodo", "onCreateTodo"),
        ("createExactlyFortyTwoCharactersLongOnCreateIsFif", "onCreateExactlyFortyTwoCharactersLongOnCreateIsFif"),
        ("createExactlyFortyThreeCharactersLongOnCreateFits", "onCreateExactlyFortyThreeCharactersLongOnCrea1bf3f"),
        ("deleteExactlyFortyThreeCharactersLongOnCreateFits", "onDeleteExactlyFortyThreeCharactersLongOnCreafddb3"),
    ],
)
def test_names_of_subscriptions(mutation: str, subscription: str) -> None:
    """Names of 50 characters stay, longer ones are shortened as in the real schema of the case long-names."""
    assert naming.subscription_field(mutation) == subscription


def test_names_of_indexes() -> None:
    assert naming.relationship_index("Team", "members") == "gsi-Team.members"
    assert naming.relationship_index("userProfile", "todos") == "gsi-userProfile.todos"
