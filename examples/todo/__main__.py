"""The to-do list on AWS: `pulumi up` in this folder."""

from __future__ import annotations

import pulumi

from amplify_pulumi import DataApi, DataApiArgs

todo = DataApi("todo", DataApiArgs(schema="schema.yaml"))

pulumi.export("graphql_url", todo.graphql_url)
pulumi.export("amplify_outputs", todo.amplify_outputs)
