"""From `allow.…()` to rules of the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from amplify_pulumi.schema import model, vocabulary
from amplify_pulumi.schema.builder.base import Call
from amplify_pulumi.schema.builder.rules import FunctionRule, Rule
from amplify_pulumi.schema.builder.words import Words

_OPERATIONS: tuple[model.Operation, ...] = get_args(model.Operation)
_FUNCTION_OPERATIONS: tuple[model.FunctionOperation, ...] = get_args(model.FunctionOperation)
_FUNCTION_SYNONYMS = {"read": "query", "get": "query", "list": "query", "mutation": "mutate", "create": "mutate", "subscribe": "listen"}
_PROVIDERS = ("userPools", "oidc", "identityPool")
_PROVIDER_SYNONYMS = {"userpool": "userPools", "cognito": "userPools", "iam": "identityPool", "openidconnect": "oidc"}
_CLAIMS = ("identity_claim", "with_claim_in")


@dataclass(frozen=True, slots=True)
class RuleReader:
    """Reads rules."""

    words: Words

    def rules(self, call: Call) -> tuple[model.Rule, ...]:
        """Return the rules of a call of `.authorization()`."""
        if not call.value:
            advice = "Write at least one rule, such as allow.owner(), or leave `.authorization()` out."
            self.words.report.error(
                "AP4001", self.words.places.of(call.place), "`.authorization()` has no rules: nobody could do anything", advice
            )
        return tuple(self.rule(each) for each in call.value)

    def rule(self, rule: Rule) -> model.Rule:
        """Return one rule."""
        calls = self.words.once(rule, "a rule")
        claims = [calls[each].value for each in _CLAIMS if each in calls]
        return model.Rule(
            allow=rule.allow,
            provider=self.provider(rule),
            operations=self.operations(calls["to"]) if "to" in calls else None,
            defined_in=rule.field,
            groups=rule.groups,
            claim=claims[0] if claims else None,
            transferable=rule.transferable,
            position=self.words.places.of(rule.place),
        )

    def provider(self, rule: Rule) -> model.Provider | None:
        """Return how callers sign in; the user pool is what goes without saying."""
        if rule.provider is None:
            return None
        # The provider is the last argument that stands without a name.
        index = 0 if rule.field is None and not rule.groups else 1
        found = self.words.one(rule.provider, "a provider", _PROVIDERS, rule.place, index, "provider", synonyms=_PROVIDER_SYNONYMS)
        return found if found == "oidc" or found == "identityPool" else None  # noqa: PLR1714 (type checkers narrow this, but no `in`)

    def operations(self, call: Call) -> tuple[model.Operation, ...] | None:
        """Return the operations that a rule lets through."""
        self.not_empty(call)
        found: tuple[model.Operation, ...] = self.words.all(
            call, "an operation", _OPERATIONS, synonyms=vocabulary.OPERATION_SYNONYMS, code="AP4003"
        )
        return found or None

    def access(self, rule: FunctionRule) -> model.FunctionAccess:
        """Return what a function may do."""
        calls = self.words.once(rule, "a rule")
        position = self.words.places.of(rule.place)
        if "to" not in calls:
            return model.FunctionAccess(function=rule.function, position=position)
        self.not_empty(calls["to"])
        found: tuple[model.FunctionOperation, ...] = self.words.all(
            calls["to"], "what a function may do", _FUNCTION_OPERATIONS, synonyms=_FUNCTION_SYNONYMS
        )
        return model.FunctionAccess(function=rule.function, operations=found or _FUNCTION_OPERATIONS, position=position)

    def not_empty(self, call: Call) -> None:
        """Refuse `.to()` without operations."""
        if not call.value:
            message = "`.to()` names no operation: the rule lets nothing through"
            self.words.report.error("AP1008", self.words.places.of(call.place), message, "Leave it out to allow all operations.")
