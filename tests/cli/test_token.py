"""`token`: tokens that the local user pool of the same schema has signed."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from click.testing import Result

from amplify_pulumi.local.issuer import open_issuer

Run = Callable[..., Result]


@pytest.fixture
def claims(schema: Path, run: Run) -> Callable[..., dict[str, Any]]:
    """Return a function that prints a token and reads its claims with the key in the schema's state folder."""

    def read(*arguments: str) -> dict[str, Any]:
        result = run("token", *arguments)
        assert (result.exit_code, result.stderr) == (0, "")
        return open_issuer(schema.parent / ".amplify-pulumi").read(result.stdout.strip())

    return read


def test_an_access_token_of_the_user(claims: Callable[..., dict[str, Any]]) -> None:
    """What Amplify's clients send: an access token with `username`, valid for an hour as Cognito's."""
    read = claims("--user", "alice", "--group", "Admin", "--group", "Staff")
    assert (read["token_use"], read["username"], read["cognito:groups"]) == ("access", "alice", ["Admin", "Staff"])
    assert read["exp"] - read["iat"] == 3600


def test_the_user_keeps_the_subject(claims: Callable[..., dict[str, Any]]) -> None:
    """What alice owns today is hers tomorrow; bob is somebody else."""
    assert claims("--user", "alice")["sub"] == claims("--user", "alice")["sub"] != claims("--user", "bob")["sub"]


def test_an_id_token_with_claims(claims: Callable[..., dict[str, Any]]) -> None:
    read = claims(
        "--user", "alice", "--id", "--claim", "email=a=b@example.com", "--claim", 'custom:teams=["a", "b"]', "--claim", "custom:n=5"
    )
    assert (read["token_use"], read["cognito:username"]) == ("id", "alice")
    assert (read["email"], read["custom:teams"], read["custom:n"]) == ("a=b@example.com", ["a", "b"], "5")


def test_a_token_that_has_expired(schema: Path, run: Run) -> None:
    token = run("token", "--user", "alice", "--expires-in", "-10").stdout.strip()
    with pytest.raises(jwt.ExpiredSignatureError):
        open_issuer(schema.parent / ".amplify-pulumi").read(token)


def test_the_keys_are_the_users_alone(schema: Path, run: Run) -> None:
    run("token", "--user", "alice")
    state = schema.parent / ".amplify-pulumi"
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in state.glob("*.pem")} == {0o600}
    assert (state / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--user", "alice", "--claim", "email"],
        ["--user", "alice", "--claim", "=x"],
        ["--user", "alice", "--claim", "teams=[1,"],
        ["--user", "alice", "--claim", "exp=5"],
        ["--user", ""],
        ["--user", "alice", "--group", ""],
    ],
    ids=["no value", "no name", "broken JSON", "stated", "no user", "no group"],
)
def test_what_is_no_token_is_one_line(schema: Path, run: Run, arguments: list[str]) -> None:
    result = run("token", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_one_line(schema: Path, run: Run) -> None:
    (schema.parent / ".amplify-pulumi").write_text("")
    result = run("token", "--user", "alice")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
