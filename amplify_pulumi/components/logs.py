"""Where AppSync writes its logs: a log group with a retention, and a role that may write to it.

AppSync names the log group after the API, so it is made after the API; the API names the role, so that is made before. What the role may do
names the log group, and comes last: AppSync would otherwise make the group itself, without a retention.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch, iam

from amplify_pulumi.compiler.plan import LogGroup, document_of
from amplify_pulumi.components import naming
from amplify_pulumi.components.references import resolve
from amplify_pulumi.components.transforms import Transforms, transformed

_TRUST_POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "appsync.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
"""The API cannot be named: it does not exist yet. The role may do nothing but write to its logs."""


@dataclass(frozen=True, kw_only=True)
class ApiLogs:
    """The raw resources of an API's logs."""

    role: iam.Role
    role_policy: iam.RolePolicy
    group: cloudwatch.LogGroup


@dataclass(frozen=True, kw_only=True)
class LogMaker:
    """Makes the logs of one API.

    Attributes:
        component: the parent of the resources.
        name: its logical name.
        tags: of the role and the log group.
        transform: of the program.
    """

    component: pulumi.ComponentResource
    name: str
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None
    transform: Transforms

    def role(self) -> iam.Role:
        """Make the role that the API names."""
        name = naming.logs_role(self.name)
        arguments: dict[str, Any] = {"assume_role_policy": json.dumps(_TRUST_POLICY), "tags": self.tags}
        options = pulumi.ResourceOptions(parent=self.component)
        return iam.Role(name, **transformed(self.transform, "role", name, arguments), opts=options)

    def logs(self, planned: LogGroup, role: iam.Role, values: Mapping[str, pulumi.Input[str]]) -> ApiLogs:
        """Make the log group, then let the role write to it.

        Args:
            planned: what the plan says.
            role: what `role` has made.
            values: what the plan's references stand for; the API's own are among them.
        """
        name = naming.log_group(self.name)
        given: dict[str, Any] = {
            "name": resolve(planned.log_group_name, values),
            # 0 is CloudWatch's for ever.
            "retention_in_days": planned.retention_in_days or 0,
            "tags": self.tags,
        }
        given = transformed(self.transform, "log_group", name, given)
        group = cloudwatch.LogGroup(name, **given, opts=pulumi.ResourceOptions(parent=self.component))
        name = naming.logs_role_policy(self.name)
        given = {"role": role.id, "policy": resolve(json.dumps(document_of(planned.statements)), values)}
        given = transformed(self.transform, "role_policy", name, given)
        policy = iam.RolePolicy(name, **given, opts=pulumi.ResourceOptions(parent=self.component, depends_on=[group]))
        return ApiLogs(role=role, role_policy=policy, group=group)
