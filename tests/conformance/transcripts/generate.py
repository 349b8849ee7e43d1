"""Writes our own transcripts: what the recordings of the real resolvers lack.

    python -m tests.conformance.transcripts.generate > tests/conformance/transcripts/rules.json

What must come of each step says `oracle.py`, never our own API. There are updates and deletions with conditions of the client, by identity
and rule, of items that are there, are somebody else's, or are not there; and the events that subscriptions deliver, by identity, rule and
filter. FORMAT.md says how the file reads.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.conformance.transcripts.oracle import POOL, RULES, may, may_with_any, may_with_some, shown

FAILED = "DynamoDB:ConditionalCheckFailedException"
IAM = {"cognitoIdentityPoolId": POOL, "cognitoIdentityId": "us-east-1:aaaaaaaa-0000-4000-8000-000000000001"}


def role(name: str, **more: str) -> dict[str, Any]:
    arn = f"arn:aws:sts::123456789012:assumed-role/{name}/session"
    return {"kind": "iam", "iam": {"username": "AROA:session", "userArn": arn, **more}}


IDENTITIES: Mapping[str, Mapping[str, Any]] = {
    "administrator": role("some-function-role"),
    "alice": {"kind": "userPool", "claims": {"sub": "a11ce", "username": "alice", "cognito:groups": ["Red"]}},
    "bob": {"kind": "userPool", "claims": {"sub": "b0b", "cognito:username": "bob", "org": "o1", "cognito:groups": ["Staff", "Blue"]}},
    "eve, who is called like alice's whole name": {
        "kind": "userPool",
        "claims": {"sub": "e4e", "username": "a11ce::alice", "org": "", "cognito:groups": '["Admin"]'},
    },
    "carl, in no group": {"kind": "userPool", "claims": {"sub": "ca41", "username": "carl", "org": "o2"}},
    "nora, whose group is a text": {"kind": "userPool", "claims": {"sub": "4o4a", "username": "nora", "cognito:groups": "NotAdmin"}},
    "otto": {"kind": "oidc", "claims": {"sub": "oidc-otto", "username": "otto", "org": "o1", "roles": ["Admin", "Red"]}},
    "pat, who has no name": {"kind": "oidc", "claims": {"sub": "oidc-pat", "roles": '["Red"]'}},
    "apiKey": {"kind": "apiKey"},
    "lambda": {"kind": "lambda", "resolverContext": {"userid": "lam-1"}},
    "guest": role("unauthRole", cognitoIdentityAuthType="unauthenticated", **IAM),
    "guest in another role": role("otherRole", cognitoIdentityAuthType="unauthenticated", **IAM),
    "signed in": role("authRole", cognitoIdentityAuthType="authenticated", **IAM),
    "of another pool": role("authRole", cognitoIdentityAuthType="authenticated", **{**IAM, "cognitoIdentityPoolId": "us-east-1:another"}),
}

NOT_UNIQUE = "e4e::a11ce::alice"
"""Eve's name. Payloads show its last part, as Amplify does, which is alice's: who listens must have a name that is unique in the pool."""
ITEMS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "ByOwner": [{"owner": "a11ce::alice"}, {"owner": "bob"}, {"owner": ""}, {}],
    "ByOwnerOidc": [{"owner": "oidc-otto::otto"}, {"owner": "oidc-pat"}, {}],
    "ByClaim": [{"owner": "o1"}, {"owner": "o2"}, {"owner": ""}, {}],
    "ByOneAuthor": [{"author": "a11ce::alice"}, {"author": NOT_UNIQUE}, {}],
    "ByManyAuthors": [{"authors": ["a11ce::alice", "b0b::bob"]}, {"authors": ["carl"]}, {"authors": []}, {}],
    "ByManyClaims": [{"authors": ["o1", "o3"]}, {"authors": [""]}, {}],
    "ByOneTeam": [{"team": "Red"}, {"team": "Admin"}, {"team": ""}, {}],
    "ByManyTeams": [{"teams": ["Red", "Blue"]}, {"teams": ["Admin"]}, {"teams": []}, {}],
    "ByManyRoles": [{"teams": ["Red", "Blue"]}, {"teams": ["Admin"]}, {}],
    "Several": [
        {"owner": "a11ce::alice", "authors": ["b0b::bob"], "team": "Blue"},
        {"owner": "b0b::bob", "authors": ["a11ce::alice"]},
        {"team": "Red"},
        {},
    ],
}
"""By model; the others have no field in which a rule looks."""
CONDITIONS: Mapping[str, Mapping[str, Any] | None] = {
    "no": None,
    "a fulfilled": {"mark": {"eq": "x"}},
    "an unfulfilled": {"mark": {"eq": "y"}},
}


def fields_of(model: str) -> list[str]:
    """Return the fields in which the model's rules look."""
    return list(dict.fromkeys(rule.field for rule in RULES[model] if rule.field))


def items_of(model: str) -> Sequence[Mapping[str, Any]]:
    return ITEMS.get(model, [{}])


@dataclass(kw_only=True)
class Scenario:
    """A scenario that grows step by step, and the table as the steps leave it."""

    model: str
    name: str
    steps: list[dict[str, Any]] = field(default_factory=list)
    stored: dict[str, dict[str, Any]] = field(default_factory=dict)
    subscriptions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.steps) + 1

    @property
    def selected(self) -> list[str]:
        return ["id", "text", "mark", *fields_of(self.model)]

    def create(self, id_: str, **values: Any) -> None:
        """The administrator makes an item."""
        item = {"id": id_, "mark": "x", **values}
        times = {"createdAt": f"<now:{self.number}>", "updatedAt": f"<now:{self.number}>"}
        self.stored[id_] = {**item, **times, "__typename": self.model}
        self._mutation("create", "administrator", {"input": item}, self._done("create", id_), [self._write("put", id_)])

    def update(self, identity: str, id_: str, text: str, condition: str = "no") -> None:
        item = self.stored.get(id_)
        outcome = self._outcome("update", identity, item, condition)
        writes: list[dict[str, Any]] = []
        if outcome is None:
            self.stored[id_] = {**self.stored[id_], "text": text, "updatedAt": f"<now:{self.number}>"}
            outcome, writes = self._done("update", id_), [self._write("update", id_)]
        self._mutation("update", identity, {"input": {"id": id_, "text": text}, "condition": CONDITIONS[condition]}, outcome, writes)

    def delete(self, identity: str, id_: str, condition: str = "no") -> bool:
        """Whether something was deleted is answered."""
        item = self.stored.get(id_)
        outcome = self._outcome("delete", identity, item, condition)
        writes: list[dict[str, Any]] = []
        if outcome is None:
            outcome, writes = self._done("delete", id_), [self._write("delete", id_)]
            gone = self.stored.pop(id_)
            self._mutation("delete", identity, {"input": {"id": id_}, "condition": CONDITIONS[condition]}, outcome, writes, gone)
            return True
        self._mutation("delete", identity, {"input": {"id": id_}, "condition": CONDITIONS[condition]}, outcome, writes)
        return False

    def subscribe(self, identity: str, verb: str, filter_: Mapping[str, Any] | None = None, owner: str | None = None) -> None:
        """Somebody listens to what happens from now on. By an owner's name he asks for that one's items."""
        name = f"on{verb.capitalize()}{self.model}"
        caller = IDENTITIES[identity]
        asks_for_another = owner and owner not in ("", self._short_name(identity))
        refused = not may_with_some(self.model, "listen", caller) or (asks_for_another and not may_with_any(self.model, "listen", caller))
        arguments = {"$filter": f"ModelSubscription{self.model}FilterInput"} | ({"$owner": "String"} if owner is not None else {})
        given = ", ".join(f"{each.removeprefix('$')}: {each}" for each in arguments)
        declared = ", ".join(f"{each}: {type_}" for each, type_ in arguments.items())
        step = {
            "name": f"subscribe to {name}, filter {json.dumps(filter_)}" + (f", owner {owner!r}" if owner is not None else ""),
            "identity": identity,
            "kind": "subscribe",
            "stays": True,
            "query": f"subscription ({declared}) {{ {name}({given}) {{ {' '.join(self.selected)} }} }}",
            "variables": {"filter": filter_} | ({"owner": owner} if owner is not None else {}),
            "response": self._refused(name, "Subscription") if refused else {"data": {name: None}},
        }
        if not refused:
            wanted = {"number": self.number, "verb": verb, "caller": caller, "filter": filter_, "owner": owner}
            self.subscriptions.append(wanted)
        self.steps.append({"n": self.number, **step})

    def _short_name(self, identity: str) -> str | None:
        claims = IDENTITIES[identity].get("claims", {})
        return claims.get("username") or claims.get("cognito:username")

    def _outcome(self, verb: str, identity: str, item: Mapping[str, Any] | None, condition: str) -> dict[str, Any] | None:
        """Return what the caller is answered where nothing is done; None where it is done.

        A condition of the client's and the rule are one condition of one call (docs/differences.md, one-condition); the deletion of what is
        not there is a success (deleting-nothing).
        """
        name = f"{verb}{self.model}"
        caller = IDENTITIES[identity]
        if not may_with_some(self.model, verb, caller):
            return self._refused(name, "Mutation")
        if item is None and verb == "delete":
            return {"data": {name: None}}
        if item is not None and may(self.model, verb, caller, item) and condition != "an unfulfilled":
            return None
        if condition == "no" and not may_with_any(self.model, verb, caller):
            return self._refused(name, "Mutation")
        return {"data": {name: None}, "errors": [{"message": "The conditional request failed", "errorType": FAILED, "path": [name]}]}

    def _refused(self, name: str, type_: str) -> dict[str, Any]:
        message = f"Not Authorized to access {name} on type {type_}"
        return {"data": {name: None}, "errors": [{"message": message, "errorType": "Unauthorized", "path": [name]}]}

    def _done(self, verb: str, id_: str) -> dict[str, Any]:
        return {"data": {f"{verb}{self.model}": self._shown(self.stored[id_])}}

    def _shown(self, item: Mapping[str, Any]) -> dict[str, Any]:
        return shown(self.model, {name: item.get(name) for name in self.selected})

    def _write(self, operation: str, id_: str) -> dict[str, Any]:
        item = None if operation == "delete" else {name: typed(value) for name, value in self.stored[id_].items()}
        return {"table": self.model, "op": operation, "key": {"id": typed(id_)}, "item": item}

    def _mutation(
        self,
        verb: str,
        identity: str,
        variables: Mapping[str, Any],
        response: Mapping[str, Any],
        writes: Sequence[Any],
        gone: Mapping[str, Any] | None = None,
    ) -> None:
        title = verb.capitalize()
        query = f"mutation ($input: {title}{self.model}Input!, $condition: Model{self.model}ConditionInput)"
        id_ = variables["input"]["id"]
        condition = variables.get("condition")
        step = {
            "n": self.number,
            "name": f"{verb} {id_}" + (f" if {json.dumps(condition)}" if condition else ""),
            "identity": identity,
            "query": f"{query} {{ {verb}{self.model}(input: $input, condition: $condition) {{ {' '.join(self.selected)} }} }}",
            "variables": variables,
            "response": response,
        }
        if writes:
            step["writes"] = writes
        if any(error["errorType"] == FAILED for error in response.get("errors", ())):
            step["compare"] = {"errors": "prefix"}
        if self.subscriptions:
            step["events"] = list(self._events(verb, gone or self.stored[id_])) if writes else []
        self.steps.append(step)

    def _events(self, verb: str, item: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield what subscribers get: those who may read the item, and asked for such."""
        for each in self.subscriptions:
            asked = each["filter"] is None or item.get("text") == each["filter"]["text"]["eq"]
            if each["verb"] == verb and asked and self._is_of(each, item) and may(self.model, "listen", each["caller"], item):
                yield {"step": each["number"], "data": {f"on{verb.capitalize()}{self.model}": self._shown(item)}}

    def _is_of(self, subscription: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
        """Whether the item is the owner's for whom the subscriber asked.

        Nothing counts as not asked; but where neither a rule nor the client makes a filter, AppSync itself compares the argument.
        """
        owner = subscription["owner"]
        filtered = subscription["filter"] is not None or not may_with_any(self.model, "listen", subscription["caller"])
        if owner is None or (owner == "" and filtered):
            return True
        return item.get("owner", "no owner").split("::")[-1] == owner


def typed(value: Any) -> dict[str, Any]:
    """Return a value in DynamoDB's JSON."""
    return {"L": [typed(each) for each in value]} if isinstance(value, list) else {"S": value}


def writing(model: str, verb: str) -> Scenario:
    """Everybody tries to update or delete each item, with each condition; who may not touch any item tries one."""
    scenario = Scenario(model=model, name=f"{verb} {model}")
    for number, values in enumerate(items_of(model)):
        scenario.create(f"item{number}", text="old", **values)
    for identity, caller in IDENTITIES.items():
        hopeless = not may_with_some(model, verb, caller)
        for number, values in enumerate(items_of(model)[: 1 if hopeless else None]):
            for condition in ["a fulfilled"] if hopeless else CONDITIONS:
                if verb == "update":
                    scenario.update(identity, f"item{number}", f"by {identity}", condition)
                elif scenario.delete(identity, f"item{number}", condition):
                    scenario.create(f"item{number}", text="new", **values)
        for condition in ["no"] if hopeless else ["no", "a fulfilled"]:
            if verb == "update":
                scenario.update(identity, "nothing", "anything", condition)
            else:
                scenario.delete(identity, "nothing", condition)
    return scenario


def listening(model: str) -> Scenario:
    """Everybody listens, with and without a filter; then the administrator makes, changes and deletes each item."""
    scenario = Scenario(model=model, name=f"listen to {model}")
    for identity, caller in IDENTITIES.items():
        scenario.subscribe(identity, "create")
        if may_with_some(model, "listen", caller):
            scenario.subscribe(identity, "update")
            scenario.subscribe(identity, "delete")
            scenario.subscribe(identity, "update", {"text": {"eq": "yes"}})
            scenario.subscribe(identity, "create", {"text": {"eq": "no"}})
    for number, values in enumerate(each for each in items_of(model) if NOT_UNIQUE not in each.values()):
        scenario.create(f"item{number}", text="no" if number % 2 else "yes", **values)
        scenario.update("administrator", f"item{number}", "yes" if number % 2 else "no")
        scenario.update("administrator", f"item{number}", "yes", "an unfulfilled")
        scenario.delete("administrator", f"item{number}")
    return scenario


def asking(model: str) -> Scenario:
    """Some ask for the items of one owner: an argument besides the filter."""
    scenario = Scenario(model=model, name=f"ask for an owner's events of {model}")
    for identity in ("alice", "bob", "administrator", "apiKey", "guest", "otto"):
        for owner in ("alice", "bob", ""):
            scenario.subscribe(identity, "create", owner=owner)
    scenario.subscribe("alice", "create", {"text": {"eq": "yes"}}, owner="alice")
    scenario.subscribe("administrator", "create", {"text": {"eq": "yes"}}, owner="bob")
    for number, values in enumerate(items_of(model)):
        scenario.create(f"item{number}", text="no" if number % 2 else "yes", **values)
        scenario.create(f"other{number}", text="yes" if number % 2 else "no", **values)
    return scenario


def transcript() -> dict[str, Any]:
    """Return the whole transcript."""
    scenarios = [scenario for model in RULES for scenario in (writing(model, "update"), writing(model, "delete"), listening(model))]
    scenarios += [asking("ByOwner"), asking("Several")]
    return {
        "case": "rules",
        "format": 1,
        "identities": IDENTITIES,
        "setup": {
            "fixed": {"accountId": "123456789012", "identityPoolId": POOL, "unauthRole": "unauthRole"},
            "authModes": ["AMAZON_COGNITO_USER_POOLS", "API_KEY", "AWS_LAMBDA", "OPENID_CONNECT", "AWS_IAM"],
            "tables": [{"model": model, "keys": ["id"], "indexes": {}} for model in RULES],
        },
        "scenarios": [{"name": scenario.name, "steps": scenario.steps} for scenario in scenarios],
    }


def text_of(value: Mapping[str, Any]) -> str:
    """Return a transcript as JSON, with a line for each step."""
    head = json.dumps({name: member for name, member in value.items() if name != "scenarios"}, indent=1, ensure_ascii=False)
    scenarios = [
        f'{{"name": {json.dumps(scenario["name"])}, "steps": [\n'
        + ",\n".join(json.dumps(step, ensure_ascii=False) for step in scenario["steps"])
        + "\n]}"
        for scenario in value["scenarios"]
    ]
    return head.removesuffix("\n}") + ',\n "scenarios": [\n' + ",\n".join(scenarios) + "\n]}\n"


if __name__ == "__main__":
    sys.stdout.write(text_of(transcript()))
