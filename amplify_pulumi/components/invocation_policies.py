"""Lets callers with AWS credentials call the API: managed policies for the roles that a program hands in.

The plan says what the policies allow (`compiler.invocations`). The roles are not ours: what is attached to them is told, and can be
refused; what is not attached is handed out, so that whoever owns the roles can do it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import iam

from amplify_pulumi.compiler.plan import ApiPlan, Invocation, document_of
from amplify_pulumi.components import naming
from amplify_pulumi.components.bindings import Functions
from amplify_pulumi.components.errors import Mistake, choices, mistake
from amplify_pulumi.components.references import resolve
from amplify_pulumi.components.transforms import Transforms, transformed

FunctionRoles = Mapping[str, pulumi.Input[str]]
"""By the name of a function: the ARN of the role that it runs with."""

Documents = dict[str, list[dict[str, Any]]]
"""By principal (`authenticated`, `guest`, `function.echo`): IAM policy documents."""

_ARN = re.compile(r"arn:[\w-]+:iam::\d{12}:role/[\w+=,.@/-]+")
_POOL_ROLES: Mapping[str, str] = {"authenticated": "authenticated_role_arn", "guest": "unauthenticated_role_arn"}


@dataclass(frozen=True, kw_only=True)
class InvokingRole:
    """A role that calls the API, and which argument handed it in."""

    argument: str
    arn: pulumi.Input[str] | None
    """None where it was not handed in."""


@dataclass(frozen=True, kw_only=True)
class Attached:
    """What lets the callers in, by principal."""

    policies: Mapping[str, tuple[iam.Policy, ...]]
    attachments: Mapping[str, tuple[iam.RolePolicyAttachment, ...]]


def role_mistakes(plan: ApiPlan, function_roles: FunctionRoles, pool_roles: Mapping[str, pulumi.Input[str] | None]) -> Iterator[Mistake]:
    """Yield roles of functions that the schema does not let call (AP7012), and texts that are no ARN of a role (AP7017).

    Args:
        plan: of the API.
        function_roles: as handed in.
        pool_roles: the roles of the identity pool, by the argument that hands them in.
    """
    callers = [each.function for each in plan.invocations if each.function is not None]
    for name in function_roles:
        if name not in callers:
            yield mistake("AP7012", f"function_roles: `access` of the schema does not name '{name}'{choices(name, callers)}")
    for argument, arn in {**pool_roles, **{f"function_roles['{name}']": arn for name, arn in function_roles.items()}}.items():
        if isinstance(arn, str) and arn and not _ARN.fullmatch(arn):
            yield mistake("AP7017", f"{argument}: {arn!r} is not the ARN of an IAM role.")


def invoking_roles(
    invocations: Iterable[Invocation],
    pool_roles: Mapping[str, pulumi.Input[str] | None],
    functions: Functions,
    function_roles: FunctionRoles,
) -> Mapping[str, InvokingRole]:
    """Return the role of each principal of the plan, by the principal.

    A function that is handed in itself knows its role; one of which only the ARN is known needs `function_roles`.
    """
    found: dict[str, InvokingRole] = {}
    for each in invocations:
        if each.function is None:
            argument = _POOL_ROLES[each.principal]
            found[each.key] = InvokingRole(argument=argument, arn=pool_roles[argument] or None)
        else:
            arn = function_roles.get(each.function) or getattr(functions.get(each.function), "role", None)
            found[each.key] = InvokingRole(argument=f"function_roles['{each.function}']", arn=arn)
    return found


def attach(
    component: pulumi.ComponentResource,
    name: str,
    invocations: Iterable[Invocation],
    *,
    roles: Mapping[str, InvokingRole],
    values: Mapping[str, pulumi.Input[str]],
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None,
    transform: Transforms,
) -> Attached:
    """Make the policies of every principal whose role is there and attach them; each role that they are attached to is told.

    Args:
        component: the parent of the resources.
        name: its logical name.
        invocations: of the plan.
        roles: see `invoking_roles`.
        values: what the plan's references stand for.
        tags: of the policies.
        transform: of the program.
    """
    policies: dict[str, tuple[iam.Policy, ...]] = {}
    attachments: dict[str, tuple[iam.RolePolicyAttachment, ...]] = {}
    options = pulumi.ResourceOptions(parent=component)
    for each in invocations:
        role = roles[each.key].arn
        if role is None:
            continue
        made: list[tuple[iam.Policy, iam.RolePolicyAttachment]] = []
        for index, statements in enumerate(each.policies):
            policy_name = naming.invocation_policy(name, each.key, index)
            given: dict[str, Any] = {"policy": resolve(json.dumps(document_of(statements)), values), "tags": tags}
            policy = iam.Policy(policy_name, **transformed(transform, "invocation_policy", policy_name, given), opts=options)
            attachment_name = naming.invocation_attachment(name, each.key, index)
            given = {"role": pulumi.Output.from_input(role).apply(_name_of), "policy_arn": policy.arn}
            given = transformed(transform, "invocation_attachment", attachment_name, given)
            made.append((policy, iam.RolePolicyAttachment(attachment_name, **given, opts=options)))
        policies[each.key], attachments[each.key] = tuple(policy for policy, _ in made), tuple(attachment for _, attachment in made)
        _tell(component, roles[each.key], [naming.invocation_policy(name, each.key, index) for index in range(len(each.policies))])
    return Attached(policies=policies, attachments=attachments)


def not_attached(
    component: pulumi.ComponentResource,
    invocations: Iterable[Invocation],
    attached: Attached,
    *,
    roles: Mapping[str, InvokingRole],
    values: Mapping[str, pulumi.Input[str]],
    refused: bool,
) -> pulumi.Output[Documents]:
    """Return the policies that are attached to nothing; unless the program refused it, a warning says which roles are missing.

    Args:
        component: see `attach`.
        invocations: see `attach`.
        attached: what is.
        roles: see `attach`.
        values: see `attach`.
        refused: whether the program does not want anything to be attached.
    """
    left = [each for each in invocations if each.key not in attached.policies]
    for each in left if not refused else ():
        message = (
            f"{each.key} may call the API, but its role is not known: hand in {roles[each.key].argument}, or attach what the output "
            "invocation_policies holds and say attach_policies=False."
        )
        pulumi.log.warn(message, component)
    documents = {each.key: json.dumps([document_of(statements) for statements in each.policies]) for each in left}
    resolved = [resolve(text, values) for text in documents.values()]
    return pulumi.Output.all(*resolved).apply(lambda texts: {key: json.loads(text) for key, text in zip(documents, texts, strict=True)})


def _name_of(arn: str) -> str:
    return arn.rpartition("/")[2]


def _tell(component: pulumi.ComponentResource, role: InvokingRole, policies: list[str]) -> None:
    """Say what is attached to a role that is not the component's; the ARN of one that this run makes is not known in a preview."""

    def tell(arn: Any) -> None:
        which = arn if isinstance(arn, str) else "which is not known yet"
        what = f"the managed {'policies' if len(policies) > 1 else 'policy'} {', '.join(policies)}"
        pulumi.log.info(f"attaches {what} to the role of {role.argument} ({which}); attach_policies=False leaves it alone", component)

    pulumi.Output.from_input(role.arn).apply(tell, run_with_unknowns=True)
