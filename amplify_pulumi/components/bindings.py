"""What a program hands in by name: the Lambda functions, external data sources and values that the schema declares.

The schema says names and kinds, so that structure is known without a deployment; the program says which function or table stands behind a
name. A name that the plan does not have, or one that it has and that nobody hands in, is a mistake before anything is registered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

import pulumi

from amplify_pulumi.compiler.plan import ApiPlan, references
from amplify_pulumi.components.errors import ComponentError, Mistake, choices, mistake

FunctionInput = pulumi.Input[str] | pulumi.CustomResource
"""The ARN of a Lambda function, or the function itself: an `aws.lambda_.Function` (importing that module would warn every program)."""

Functions = Mapping[str, FunctionInput]
DataSources = Mapping[str, Mapping[str, pulumi.Input[str]]]
"""By the name of an external data source: its properties, such as `{"table": table.name}`."""
Environment = Mapping[str, pulumi.Input[str]]

_ARN = re.compile(r"arn:[\w-]+:lambda:[\w-]*:\d*:function:[\w$-]+(:[\w$-]+)?")


AUTHENTICATION: Mapping[str, str] = {
    "auth.userPool.id": "user_pool_id",
    "auth.identityPool.id": "identity_pool_id",
    "auth.authenticatedRole.arn": "authenticated_role_arn",
    "auth.unauthenticatedRole.arn": "unauthenticated_role_arn",
    "auth.oidc.issuerUrl": "oidc_issuer_url",
    "auth.lambdaAuthorizer.arn": "lambda_authorizer_arn",
}
"""The argument of `DataApiArgs` that each reference to what authenticates callers stands for."""


def authentication_mistakes(plan: ApiPlan, given: Container[str]) -> Iterator[Mistake]:
    """Yield what the plan wants for the authentication of callers and nobody hands in (AP7016); the user pool is AP7001."""
    wanted = references(plan)
    for reference, argument in AUTHENTICATION.items():
        if reference in wanted and reference not in given and argument != "user_pool_id":
            yield mistake("AP7016", f"the schema lets callers in of whom it does not say enough: hand in {argument}.")


def binding_mistakes(plan: ApiPlan, functions: Functions, data_sources: DataSources, environment: Environment) -> Iterator[Mistake]:
    """Yield what is handed in and not wanted, or wanted and not handed in (AP7011 to AP7014)."""
    wanted = _wanted(plan)
    callers = [each.function for each in plan.invocations if each.function is not None]
    yield from _compared("functions", ("AP7011", "AP7012"), wanted["function"], functions, "a Lambda function or its ARN", callers)
    for name, function in functions.items():
        wrong = (
            not _ARN.fullmatch(function)
            if isinstance(function, str)
            else isinstance(function, pulumi.Resource) and not _is_function(function)
        )
        if wrong and name in {*wanted["function"], *callers} and function != "":
            yield mistake("AP7013", f"functions: {function!r} for '{name}' is neither a Lambda function nor the ARN of one.")
    for name in data_sources.keys() - wanted["source"].keys():
        yield mistake("AP7012", f"data_sources: nothing of '{name}' is left open by the schema{choices(name, wanted['source'])}")
    for name, properties in wanted["source"].items():
        yield from _compared(
            f"data_sources['{name}']", ("AP7011", "AP7012"), dict.fromkeys(properties), data_sources.get(name, {}), "its value"
        )
    yield from _compared("environment", ("AP7014", "AP7012"), wanted["env"], environment, "the value of ctx.env's member")


def binding_values(functions: Functions, data_sources: DataSources, environment: Environment) -> dict[str, pulumi.Input[str]]:
    """Return what the plan's references to functions, sources and `env` stand for.

    Raises:
        ComponentError: AP7015, where a value of `environment` is a secret; raised when the value is known.
    """
    values: dict[str, pulumi.Input[str]] = {}
    for name, function in functions.items():
        arn: pulumi.Input[str] = getattr(function, "arn") if isinstance(function, pulumi.CustomResource) else function  # noqa: B009 - typed as any resource
        values[f"function.{name}.arn"] = arn
        values[f"function.{name}.name"] = pulumi.Output.from_input(arn).apply(lambda known: known.split(":")[6])
    for name, properties in data_sources.items():
        values |= {f"source.{name}.{key}": value for key, value in properties.items()}
    return values | {f"env.{name}": _in_code(name, value) for name, value in environment.items()}


def _is_function(resource: pulumi.Resource) -> bool:
    return resource.pulumi_resource_type == "aws:lambda/function:Function"


def _wanted(plan: ApiPlan) -> dict[str, dict[str, list[str]]]:
    wanted: dict[str, dict[str, list[str]]] = {"function": {}, "source": {}, "env": {}}
    for reference in sorted(references(plan)):
        kind, name, *rest = reference.split(".")
        if kind in wanted:
            wanted[kind].setdefault(name, []).extend(rest)
    return wanted


def _compared(
    argument: str, codes: tuple[str, str], wanted: Mapping[str, Any], given: Mapping[str, Any], what: str, welcome: Sequence[str] = ()
) -> Iterator[Mistake]:
    """Yield what is wanted and not given, and what is given and neither wanted nor welcome."""
    missing_code, unknown_code = codes
    for name in wanted:
        if given.get(name) in (None, ""):
            yield mistake(missing_code, f"{argument} lacks '{name}', which the schema uses: hand in {what}.")
    known = {*wanted, *welcome}
    for name in given:
        if name not in known:
            yield mistake(unknown_code, f"{argument}: the schema uses no '{name}'{choices(name, known)}")


def _in_code(name: str, value: pulumi.Input[str]) -> pulumi.Input[str]:
    """Return the value as it stands between double quotes in JavaScript."""
    if isinstance(value, str):
        return _escaped(value)
    output = pulumi.Output.from_input(value)

    def check(known: list[Any]) -> str:
        text, is_secret = known
        if is_secret:
            raise ComponentError(
                f"AP7015: environment['{name}'] is a secret, and would stand in the code of resolvers for everybody to read "
                "who may look at the API: let a Lambda function read it instead."
            )
        return _escaped(str(text))

    return pulumi.Output.all(output, pulumi.Output.from_input(output.is_secret())).apply(check)


def _escaped(text: str) -> str:
    return json.dumps(text)[1:-1]
