"""Custom operations on AWS: `pulumi up` in this folder."""

from __future__ import annotations

import pulumi

from amplify_pulumi import DataApi, DataApiArgs

config = pulumi.Config()
api = DataApi(
    "custom-operations",
    DataApiArgs(
        schema="schema.yaml",
        user_pool_id=config.require("userPoolId"),
        functions={"echo": config.require("echoFunctionArn")},
    ),
)

pulumi.export("graphql_url", api.graphql_url)
pulumi.export("amplify_outputs", api.amplify_outputs)
