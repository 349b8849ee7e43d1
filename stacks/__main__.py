"""The reference deployment: one program, and a configuration for each stack beside it. `pulumi up` in the folder of Pulumi.yaml."""
# ruff: noqa: INP001  # a Pulumi program, not a package

from __future__ import annotations

from pathlib import Path

import pulumi

from amplify_pulumi import DataApi, DataApiArgs

config = pulumi.Config()
api = DataApi(
    "data",
    DataApiArgs(
        schema=Path(__file__).parent.parent / config.require("schema"),
        user_pool_id=config.get("userPoolId"),
        user_pool_client_id=config.get("userPoolClientId"),
        identity_pool_id=config.get("identityPoolId"),
        authenticated_role_arn=config.get("authenticatedRoleArn"),
        unauthenticated_role_arn=config.get("unauthenticatedRoleArn"),
        ephemeral=config.require_bool("ephemeral"),
        tags={"project": pulumi.get_project(), "stack": pulumi.get_stack()},
    ),
)

pulumi.export("graphql_url", api.graphql_url)
pulumi.export("realtime_url", api.realtime_url)
pulumi.export("api_id", api.api_id)
pulumi.export("api_key", api.api_key)
pulumi.export("amplify_outputs", api.amplify_outputs)
