"""Policies for callers with AWS credentials that allow more than the rules open, since what is exact is too long for IAM."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.codegen.difference.model import Comparison, Finding, Side


def check(comparison: Comparison) -> Iterator[Finding]:
    """Yield the callers whose policies allow whole types from now on. Resolvers check every rule in any case."""
    old, new = _widened(comparison.old), _widened(comparison.new)
    for name, types in new.items():
        wider = [each for each in types if each not in old.get(name, ())]
        if name in old and wider:
            yield Finding(
                category="risky",
                kind="policies-widened",
                subject=name,
                message="The exact policies are too long for IAM: they allow whole types. Resolvers check every rule as before.",
                old=", ".join(old[name]) or None,
                new=", ".join(types),
            )


def _widened(side: Side) -> dict[str, tuple[str, ...]]:
    """Return which types are allowed as a whole, by the role that the policies are for."""
    return {
        f"function {each['function']}" if "function" in each else f"role {each['principal']}": tuple(each.get("widened", ()))
        for each in side.plan.get("invocations", [])
    }
