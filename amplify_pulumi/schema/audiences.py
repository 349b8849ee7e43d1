"""Who gets the events of a model by rules on its items: what the filters of their subscriptions must say.

AppSync's filter takes 5 fields and 10 alternatives, 20 values where a field is a list ("Enhanced subscription filtering" and
"extensions" in its documentation). A field that names somebody is an alternative for each name that he may have there; a list is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from amplify_pulumi.schema.lookup import expanded, has_subscriptions, mode_of, rule_field, rules_of
from amplify_pulumi.schema.model import AuthorizationMode, Model, Rule, Schema

MAXIMUM_FIELDS = 5
MAXIMUM_ALTERNATIVES = 10
MAXIMUM_VALUES = 20
_JOINT = "::"
_DEFAULT_CLAIM = "sub::username"
_LISTS = ("ownersDefinedIn", "groupsDefinedIn")


@dataclass(frozen=True, kw_only=True, slots=True)
class Audience:
    """The callers of one mode whom only rules on items let listen."""

    mode: AuthorizationMode
    rules: tuple[Rule, ...]
    """Those rules, without what another says as well."""

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the filter looks at."""
        return frozenset(name for rule in self.rules if (name := rule_field(rule)) is not None)

    @property
    def alternatives(self) -> int:
        """How many alternatives the filter has for a caller without groups."""
        return sum(_names(rule) for rule in self.rules if rule.allow not in ("groupDefinedIn", "groupsDefinedIn")) + len(
            self.lists_of_groups
        )

    @property
    def groups(self) -> tuple[Rule, ...]:
        """The rules that take an alternative for each group of the caller's."""
        return tuple(rule for rule in self.rules if rule.allow == "groupDefinedIn")

    @property
    def lists_of_groups(self) -> tuple[Rule, ...]:
        """The rules that take one alternative, with all groups of the caller's as its values."""
        return tuple(rule for rule in self.rules if rule.allow == "groupsDefinedIn")


def audiences(schema: Schema, model: Model) -> Iterator[Audience]:
    """Yield the audiences of a model's subscriptions, but those whom another rule lets listen to everything."""
    if not has_subscriptions(model):
        return
    own = [rules for field in model.fields if (rules := field.authorization) is not None]
    listening = [rule for rules in (rules_of(schema, model), *own) for rule in rules if "listen" in expanded(rule.operations)]
    found: dict[AuthorizationMode, dict[tuple[object, ...], Rule]] = {}
    for rule in listening:
        if rule_field(rule) is not None:
            found.setdefault(mode_of(rule), {}).setdefault((rule_field(rule), rule.claim, rule.allow in _LISTS), rule)
    everybody = {mode_of(rule) for rule in listening if rule.allow == "authenticated"}
    for mode, rules in found.items():
        if mode not in everybody:
            yield Audience(mode=mode, rules=tuple(rules.values()))


def _names(rule: Rule) -> int:
    """Return how many alternatives the rule of an owner is: the parts of a joined claim are names of their own."""
    return 1 if rule.allow in _LISTS else len((rule.claim or _DEFAULT_CLAIM).split(_JOINT))
