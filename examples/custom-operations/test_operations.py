"""The example's own tests: the whole API in process, the Lambda function as a plain Python function."""

from __future__ import annotations

from pathlib import Path

from echo.handler import handler

from amplify_pulumi.testing import local_api

SCHEMA = Path(__file__).parent / "schema.yaml"


def test_a_function_answers() -> None:
    with local_api(SCHEMA, functions={"echo": handler}) as api:
        said = api.as_user("alice").execute('{ echo(content: "hello") { content sender } }')
        assert said.data == {"echo": {"content": "hello", "sender": "alice"}}


def test_likes_are_counted() -> None:
    with local_api(SCHEMA) as api:
        alice, bob = api.as_user("alice"), api.as_user("bob")
        alice.execute('mutation { createPost(input: { id: "1", content: "hi", likes: 0 }) { id } }')
        assert bob.execute('mutation { likePost(id: "1") { likes owner } }').data == {"likePost": {"likes": 1, "owner": "alice"}}
        (error,) = bob.execute('mutation { likePost(id: "2") { likes } }').errors
        assert error["errorType"] == "DynamoDB:ConditionalCheckFailedException"


def test_messages_reach_who_asked_for_their_channel() -> None:
    with local_api(SCHEMA) as api:
        alice = api.as_user("alice")
        events = api.as_user("bob").subscribe('subscription { receive(prefix: "news") { channel content } }')
        for channel in ("news.today", "sports"):
            alice.execute(f'mutation {{ publish(channel: "{channel}", content: "…") {{ channel content }} }}')
        assert [each["data"]["receive"]["channel"] for each in events.all()] == ["news.today"]
