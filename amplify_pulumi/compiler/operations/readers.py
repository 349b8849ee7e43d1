"""Who may ask for a field, and which of them its rules let read it, as graphql-auth-transformer counts them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from amplify_pulumi.compiler.callers import READ, Caller, allowed, may
from amplify_pulumi.compiler.plan import AuthenticationType
from amplify_pulumi.compiler.shape import Shape

SIGNED_IN: tuple[AuthenticationType, ...] = ("AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT")
"""The authentication types whose callers have names and groups."""


def field_readers(shape: Shape, field: str) -> tuple[Caller, ...]:
    """Return who may get items, and so ask for the field: without those whom a rule for all signed-in callers makes needless."""

    def everywhere(caller: Caller) -> bool:
        rules = shape.rights.get(field, shape.rules)
        return all(caller in allowed(rules, operation) for operation in READ)

    return without_needless(may(shape.rights, "get"), everywhere)


def allowed_readers(shape: Shape, field: str) -> tuple[Caller, ...]:
    """Return those of the `field_readers` whom the rules of the field let read it."""
    permitted = allowed(shape.rights.get(field, shape.rules), *READ)
    return tuple(caller for caller in field_readers(shape, field) if caller in permitted)


def without_needless(callers: Sequence[Caller], counts: Callable[[Caller], bool]) -> tuple[Caller, ...]:
    """Return the callers without those whom everybody of the same authentication type includes, where that one counts."""
    everybody = {caller.authentication_type: caller for caller in callers if _is_everybody(caller) and counts(caller)}
    return tuple(caller for caller in callers if everybody.get(caller.authentication_type, caller) == caller)


def _is_everybody(caller: Caller) -> bool:
    return caller.strategy == "private" and caller.authentication_type in SIGNED_IN
