"""`amplify_outputs.json`: what Amplify's clients need to know of a backend.

The shape is that of Amplify's own file, version 1.4 (https://amplify.aws/2024-02/outputs-schema.json). The deployment and the local server
make it with the same function; only the values differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

VERSION = "1.4"
"""The version of the format; clients require a string that begins with 1."""


def amplify_outputs(  # noqa: PLR0913 - the facts of the file, each by its name
    *,
    url: str,
    region: str,
    authentication_types: Sequence[str],
    model_introspection: Mapping[str, Any],
    api_key: str | None = None,
    user_pool_id: str | None = None,
    user_pool_client_id: str | None = None,
    identity_pool_id: str | None = None,
    guests: bool = False,
) -> dict[str, Any]:
    """Return the content of `amplify_outputs.json`.

    Args:
        url: Where the API answers GraphQL over HTTP; clients derive the real-time URL from it.
        region: The API's AWS region.
        authentication_types: AppSync's names (`API_KEY`, `AMAZON_COGNITO_USER_POOLS`, …), the default first, each once.
        model_introspection: The description of the models that the clients' model API works from.
        api_key: The API key, where the API has one.
        user_pool_id: The user pool that clients sign in to.
        user_pool_client_id: The app client of that pool. The `auth` section needs both ids, and is left out without them: clients
            refuse a section that is not complete.
        identity_pool_id: The identity pool with whose credentials clients sign requests; it stands in the `auth` section.
        guests: Whether that pool gives credentials to callers who have not signed in.
    """
    default, *additional = authentication_types
    data = {
        "url": url,
        "aws_region": region,
        **({} if api_key is None else {"api_key": api_key}),
        "default_authorization_type": default,
        "authorization_types": additional,
        "model_introspection": model_introspection,
    }
    if user_pool_id is None or user_pool_client_id is None:
        return {"version": VERSION, "data": data}
    auth = {
        "aws_region": region,
        "user_pool_id": user_pool_id,
        "user_pool_client_id": user_pool_client_id,
        **({} if identity_pool_id is None else {"identity_pool_id": identity_pool_id, "unauthenticated_identities_enabled": guests}),
    }
    return {"version": VERSION, "auth": auth, "data": data}
