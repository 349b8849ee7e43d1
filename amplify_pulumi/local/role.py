"""The IAM role that AppSync takes for a data source, enforced: what the policy does not allow fails here as it would in AWS.

A policy is evaluated as IAM evaluates identity-based ones (reference_policies_evaluation-logic): an explicit deny wins, then an allow is
needed. Elements that only AWS can evaluate (conditions, principals, exclusions) are refused when a role is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

_ARN_PARTS = 6


class PolicyError(ValueError):
    """A policy document is malformed, or holds what cannot be evaluated on this machine."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A statement of a policy, ready to be matched."""

    allow: bool
    actions: tuple[re.Pattern[str], ...]
    resources: tuple[tuple[re.Pattern[str], ...], ...]
    """Patterns of an ARN's six parts; a single pattern stands for all of them."""

    def matches(self, action: str, resource: str) -> bool:
        """Tell whether the statement speaks of this action on this resource."""
        return any(pattern.fullmatch(action) for pattern in self.actions) and any(
            _matches_arn(patterns, resource) for patterns in self.resources
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """A role and what its policy says."""

    name: str
    statements: tuple[Statement, ...]

    def allows(self, action: str, resource: str) -> bool:
        """Tell whether the role may carry out `action` (`dynamodb:PutItem`) on the resource with this ARN."""
        return self.denial(action, resource) is None

    def denial(self, action: str, resource: str) -> str | None:
        """Return why the role may not carry out `action`, in the words with which AWS ends its message; None where it may."""
        matching = [each.allow for each in self.statements if each.matches(action, resource)]
        if not matching:
            return f"because no identity-based policy allows the {action} action"
        return None if all(matching) else "with an explicit deny in an identity-based policy"


def parse_role(name: str, policy_document: Mapping[str, Any]) -> Role:
    """Return the role with this name and policy.

    Args:
        name: for messages; AWS writes the name of the assumed role there.
        policy_document: IAM's JSON, with its references replaced.

    Raises:
        PolicyError: the document is malformed, or has elements that cannot be evaluated here.
    """
    return Role(name=name, statements=tuple(_statement(each) for each in _listed(policy_document.get("Statement"))))


def _statement(statement: Any) -> Statement:
    if not isinstance(statement, Mapping):
        raise PolicyError(f"a statement of a policy is an object, not {statement!r}")
    members = cast("Mapping[str, Any]", statement)
    unknown = members.keys() - {"Sid", "Effect", "Action", "Resource"}
    if unknown:
        raise PolicyError(f"{', '.join(sorted(unknown))} of a policy's statement cannot be evaluated on this machine")
    effect = members.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise PolicyError(f"the Effect of a policy's statement is Allow or Deny, not {effect!r}")
    actions, resources = _texts(members, "Action"), _texts(members, "Resource")
    return Statement(
        allow=effect == "Allow",
        actions=tuple(_pattern(each, re.IGNORECASE) for each in actions),
        resources=tuple(tuple(_pattern(part) for part in each.split(":", _ARN_PARTS - 1)) for each in resources),
    )


def _texts(members: Mapping[str, Any], name: str) -> list[str]:
    values = _listed(members.get(name))
    if not values or not all(isinstance(each, str) for each in values):
        raise PolicyError(f"{name} of a policy's statement is a string or a list of strings")
    return cast("list[str]", values)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(cast("Sequence[Any]", value)) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return IAM's wildcards, `*` for any characters and `?` for one, as a regular expression."""
    return re.compile("".join({"*": ".*", "?": "."}.get(each, re.escape(each)) for each in text), flags | re.DOTALL)


def _matches_arn(patterns: tuple[re.Pattern[str], ...], resource: str) -> bool:
    if len(patterns) == 1:
        return patterns[0].fullmatch(resource) is not None
    parts = resource.split(":", _ARN_PARTS - 1)
    return len(parts) == len(patterns) and all(pattern.fullmatch(part) is not None for pattern, part in zip(patterns, parts, strict=True))
