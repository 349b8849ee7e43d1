"""What the hand-written attacks share: items made by the administrator, and callers who look at the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amplify_pulumi.testing import Caller, LocalApi, Result


def store(api: LocalApi, *mutations: str) -> None:
    """Let the administrator carry out mutations: `createNote(input: {…})`."""
    lines = [f"m{number}: {each} {{ __typename }}" for number, each in enumerate(mutations)]
    data(api.as_iam(), "mutation {" + "\n".join(lines) + "}")


def data(caller: Caller, document: str, variables: Mapping[str, Any] | None = None) -> Any:
    """Return the data of an answer without errors."""
    answer = caller.execute(document, variables)
    assert not answer.errors, answer.errors
    return answer.data


def refused(caller: Caller, document: str, variables: Mapping[str, Any] | None = None) -> str:
    """Return the message of the one error of an answer that gives nothing: Unauthorized."""
    answer = caller.execute(document, variables)
    assert all(value is None for value in (answer.data or {}).values()), answer.data
    assert [each["errorType"] for each in answer.errors] == ["Unauthorized"], answer.errors
    return str(answer.errors[0]["message"])


def kinds(answer: Result) -> list[Any]:
    """Return the types of an answer's errors."""
    return [each.get("errorType") for each in answer.errors]
