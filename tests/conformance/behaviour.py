"""Replays what the real Amplify resolvers answered and stored, and compares.

`behaviour/<case>.json` holds requests with identities, recorded from the resolvers that Amplify generates for `cases/<case>`. Every
scenario begins with an empty database. Each step is sent to our own API for the same schema; its answer, its errors and the items that
it leaves in the tables must equal the recorded ones. Where ours is different on purpose, `differences.py` says so.

    python -m tests.conformance.behaviour CASES TRANSCRIPTS

replays every transcript of a folder, prints each step that differs without being listed, counts allowed and denied steps apart, and says
`N of M steps differ` at the end. The schema is CASES/<case>/schema.yaml, which may state handlers around gen1.graphql, else gen1.graphql;
the Lambda functions that it names play back what was recorded of them, and its own code for AppSync runs.

A step's `compare` says how: `items: set` where the order of items means nothing; `items: page` where not even their share of a page does:
the pages of a `pageGroup` are then compared as a whole. `alternative` is another answer that AppSync documents for the step. Our own
transcripts also say which events their subscriptions get (transcripts/FORMAT.md).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.local.identity import ApiKey, Iam, Identity, LambdaAuthorizer, Oidc, UserPool
from amplify_pulumi.local.loader import load
from amplify_pulumi.local.store import open_store
from amplify_pulumi.local.store.base import DynamoDB, DynamoDBError
from amplify_pulumi.local.subscriptions import SubscriptionRefusedError
from amplify_pulumi.schema import load_schema, require_schema
from amplify_pulumi.schema.lookup import OWNER_RULES
from amplify_pulumi.schema.model import AuthorizationMode, Rule, Schema
from amplify_pulumi.testing import Events, LocalApi
from tests.conformance.asked import Answer, Step, roots, told
from tests.conformance.comparison import Bindings, Mismatch, match_errors
from tests.conformance.differences import Difference, difference_of
from tests.conformance.functions import Player
from tests.conformance.narrower import Comparison

MODES: Mapping[str, AuthorizationMode] = {
    "API_KEY": "apiKey",
    "AMAZON_COGNITO_USER_POOLS": "userPool",
    "OPENID_CONNECT": "oidc",
    "AWS_LAMBDA": "lambda",
    "AWS_IAM": "iam",
}
IDENTITY_MODES = {
    "apiKey": "API_KEY",
    "userPool": "AMAZON_COGNITO_USER_POOLS",
    "iam": "AWS_IAM",
    "oidc": "OPENID_CONNECT",
    "lambda": "AWS_LAMBDA",
}
WRITES = {"PutItem": "put", "UpdateItem": "update", "DeleteItem": "delete"}
MAXIMUM_PAGES = 50


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One replayed step."""

    case: str
    scenario: str
    step: Mapping[str, Any]
    answer: Answer
    mismatch: str | None
    """How it differs from the recorded one; None where it does not."""
    differences: tuple[Difference, ...] = ()
    """The listed differences that cover it: one for each root field that differs."""

    @property
    def difference(self) -> Difference | None:
        """The first of the listed differences that cover it."""
        return next(iter(self.differences), None)

    @property
    def is_denied(self) -> bool:
        """Whether the real resolvers refused the step."""
        return any(error["errorType"] == "Unauthorized" for error in self.step["response"].get("errors", ()))

    def __str__(self) -> str:
        place = f"{self.case}, {self.scenario}, step {self.step['n']}"
        return f"{place} ({self.step['identity']}: {self.step['name']}): {self.mismatch}"


class RecordingStore:
    """A DynamoDB that notes each write that succeeds, with the item that it leaves."""

    def __init__(self, inner: DynamoDB, keys: Mapping[str, Sequence[str]]) -> None:
        self._inner = inner
        self.keys = keys
        self.writes: list[dict[str, Any]] = []
        self.name = inner.name
        self.durable = inner.durable

    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out the operation."""
        return self._note(self._inner.call, operation, request)

    def call_plain(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out the operation; the answer's items are plain."""
        return self._note(self._inner.call_plain, operation, request)

    def _note(self, call: Callable[[str, Mapping[str, Any]], dict[str, Any]], operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        table = request.get("TableName", "")
        model = next((name for name in self.keys if table.startswith(f"{name}-")), None)
        if operation not in WRITES or model is None:
            return call(operation, request)
        key = request.get("Key") or {name: request["Item"][name] for name in self.keys[model] if name in request["Item"]}
        is_there = operation != "DeleteItem" or self._item(table, key) is not None
        answer = call(operation, request)
        if is_there:
            self.writes.append({"table": model, "op": WRITES[operation], "key": key, "item": self._item(table, key)})
        return answer

    def _item(self, table: str, key: Mapping[str, Any]) -> dict[str, Any] | None:
        return self._inner.call("GetItem", {"TableName": table, "Key": key, "ConsistentRead": True}).get("Item")

    def restore(self, write: Mapping[str, Any]) -> None:
        """Do a recorded write, without noting it. What DynamoDB itself refuses stays out."""
        tables = self._inner.call("ListTables", {})["TableNames"]
        table = next(name for name in tables if name.startswith(f"{write['table']}-"))
        operation = "DeleteItem" if write["item"] is None else "PutItem"
        given = {"Key": write["key"]} if write["item"] is None else {"Item": write["item"]}
        with suppress(DynamoDBError):
            self._inner.call(operation, {"TableName": table, **given})

    def close(self) -> None:
        """Close the one inside."""
        self._inner.close()


def replay(schema: Schema, transcript: Mapping[str, Any]) -> Iterator[Finding]:
    """Replay every scenario of a transcript and yield what came of each step."""
    modes = [mode for mode in transcript["setup"]["authModes"] if mode in MODES]
    schema = _as_recorded(schema, MODES[modes[0]])
    compiled = compile_schema(schema).to_json()
    plan = _with_identity_pool(compiled, transcript["setup"].get("fixed", {}))
    identities = {name: _identity(recorded) for name, recorded in transcript["identities"].items()}
    keys = {table["model"]: table["keys"] for table in transcript["setup"]["tables"]}
    tell = told(schema, transcript)
    for scenario in transcript["scenarios"]:
        store = RecordingStore(open_store(), keys)
        _create_external_tables(schema, store)
        player = Player()
        functions = {each.name: player.handler(each.name) for each in schema.functions}
        steps = [tell(step) for step in scenario["steps"]]
        with LocalApi(api=load(plan, store=store, functions=functions), store=store) as api:
            replayed = _Scenario(api=api, store=store, identities=identities, steps=steps, player=player)
            yield from replayed.findings(transcript["case"], scenario["name"])


def _as_recorded(schema: Schema, mode: AuthorizationMode) -> Schema:
    """Return the schema as that of the recording: with its default mode, and with owners who may give items away.

    Amplify's always may; in YAML that has to be said (`transferable`).
    """
    models = (
        replace(
            model,
            fields=tuple(replace(each, authorization=_transferable(each.authorization)) for each in model.fields),
            authorization=_transferable(model.authorization),
        )
        for model in schema.models
    )
    return replace(
        schema,
        api=replace(schema.api, default_authorization_mode=mode),
        authorization=_transferable(schema.authorization),
        models=tuple(models),
    )


def _transferable(rules: tuple[Rule, ...] | None) -> tuple[Rule, ...] | None:
    return rules and tuple(replace(each, transferable=True) if each.allow in OWNER_RULES else each for each in rules)


def _create_external_tables(schema: Schema, store: DynamoDB) -> None:
    """Create the tables that are not the API's own: a recording says of them no more than that their key is `id`."""
    for source in schema.data_sources:
        table = dict(source.settings).get("table")
        if source.kind == "dynamodb" and table is not None:
            store.call(
                "CreateTable",
                {
                    "TableName": table,
                    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                    "BillingMode": "PAY_PER_REQUEST",
                },
            )


def _with_identity_pool(plan: dict[str, Any], fixed: Mapping[str, str]) -> dict[str, Any]:
    """Return the plan with the identity pool of the recording, to which the recorded identities belong."""
    text = json.dumps(plan)
    if "identityPoolId" in fixed:
        text = text.replace("${auth.identityPool.id}", fixed["identityPoolId"])
        for reference, role in (("auth.authenticatedRole.arn", "authRole"), ("auth.unauthenticatedRole.arn", "unauthRole")):
            if role in fixed:
                text = text.replace(f"${{{reference}}}", f"arn:aws:iam::{fixed['accountId']}:role/{fixed[role]}")
    return json.loads(text)


def is_configured(transcript: Mapping[str, Any], step: Mapping[str, Any]) -> bool:
    """Whether the API has the mode by which the step's caller comes. If not, AppSync turns him away before any resolver, with a 401."""
    return IDENTITY_MODES[transcript["identities"][step["identity"]]["kind"]] in transcript["setup"]["authModes"]


def _identity(recorded: Mapping[str, Any]) -> Identity:
    if recorded["kind"] == "apiKey":
        return ApiKey()
    if recorded["kind"] == "userPool":
        return UserPool.from_claims(recorded["claims"])
    if recorded["kind"] == "oidc":
        return Oidc(claims=recorded["claims"])
    if recorded["kind"] == "lambda":
        return LambdaAuthorizer(resolver_context=recorded["resolverContext"])
    given = recorded["iam"]
    return Iam(
        username=given["username"],
        user_arn=given["userArn"],
        cognito_identity_pool_id=given.get("cognitoIdentityPoolId"),
        cognito_identity_id=given.get("cognitoIdentityId"),
        cognito_identity_auth_type=given.get("cognitoIdentityAuthType"),
        cognito_identity_auth_provider=given.get("cognitoIdentityAuthProvider"),
    )


@dataclass(kw_only=True)
class _Scenario:
    """A scenario that is being replayed."""

    api: LocalApi
    store: RecordingStore
    identities: Mapping[str, Identity]
    steps: Sequence[Mapping[str, Any]]
    player: Player
    listening: dict[int, Events] = field(default_factory=dict)
    """The subscriptions that stay, by the number of their step."""

    def findings(self, case: str, scenario: str) -> Iterator[Finding]:
        bindings = Bindings()
        for step in self.steps:
            begin = _next_moment()
            self.player.begin(step, bindings)
            before = bindings.copy()
            answer = self._send(step, bindings.fill(step["variables"]))
            before.requests[step["n"]] = bindings.requests[step["n"]] = (begin, _now())
            differences: tuple[Difference, ...] = ()
            mismatch = self._mismatch(step, answer, bindings)
            if mismatch is not None:
                parts = roots(step, answer)
                if len(parts) > 1:
                    bindings.values = before.values
                differences = self._explained(parts, bindings)
            yield Finding(case=case, scenario=scenario, step=step, answer=answer, mismatch=mismatch, differences=differences)

    def _mismatch(self, step: Mapping[str, Any], answer: Answer, bindings: Bindings) -> str | None:
        compare = step.get("compare", {})
        try:
            if compare.get("items") == "page" and "pageGroup" in compare:
                self._compare_pages(step, answer, bindings)
            else:
                _compare(step, answer, bindings)
            self._compare_events(step.get("events", ()), bindings)
            self.player.compare()
        except Mismatch as found:
            return str(found)
        return None

    def _explained(self, parts: Sequence[tuple[Step, Answer]], bindings: Bindings) -> tuple[Difference, ...]:
        """Return the listed differences that cover each root field which differs; none where one of them is not covered.

        No listed difference is about events, or about how functions are called: where nothing else differs, there is none.

        What ours, being stricter, did not write is written now: the steps that follow are compared on their own.
        """
        found: list[Difference] = []
        missing: list[Mapping[str, Any]] = []
        for step, answer in parts:
            if "pageGroup" not in step.get("compare", {}) and equals(step, answer, bindings):
                continue
            comparison = Comparison(answers=partial(equals, answer=answer, bindings=bindings), equals=bindings.equals)
            difference = difference_of(step, answer, comparison)
            if difference is None:
                return ()
            found.append(difference)
            missing += step.get("writes", ()) if difference.direction == "stricter" and not answer.writes else ()
        if any(write["table"] not in self.store.keys for write in missing):
            return ()
        for write in missing:
            self.store.restore(bindings.invent(write))
        return tuple(found)

    def _send(self, step: Mapping[str, Any], variables: Mapping[str, Any]) -> Answer:
        caller = self.api.as_identity(self.identities[step["identity"]])
        self.store.writes = []
        if step.get("kind") == "subscribe":
            name = next(iter(step["response"]["data"] or {"subscribed": None}))
            try:
                events = caller.subscribe(step["query"], variables)
                if step.get("stays"):
                    self.listening[step["n"]] = events
                else:
                    events.close()
            except SubscriptionRefusedError as refused:
                if step["response"]["data"] is None:
                    return Answer(data=None, errors=refused.errors)
                return Answer(data={name: None}, errors=[{**error, "path": [name]} for error in refused.errors])
            return Answer(data={name: None}, errors=())
        result = caller.execute(step["query"], variables)
        calls = [call for call in result.trace.calls if not call.automatic]
        return Answer(
            data=result.data,
            errors=result.errors,
            writes=tuple(self.store.writes),
            evaluations=len(result.trace.evaluations),
            calls=len(calls),
        )

    def _compare_events(self, expected: Sequence[Mapping[str, Any]], bindings: Bindings) -> None:
        """Compare what the subscriptions got in this step: all that is expected, and nothing else."""
        heard = [{"step": number, "data": event["data"]} for number, events in self.listening.items() for event in events.all()]
        bindings.match(sorted(expected, key=lambda each: each["step"]), sorted(heard, key=lambda each: each["step"]), "events")

    def _compare_pages(self, step: Mapping[str, Any], answer: Answer, bindings: Bindings) -> None:
        """Compare all pages of a group at its first step; at the others there is nothing left to compare."""
        group = [each for each in self.steps if each.get("compare", {}).get("pageGroup") == step["compare"]["pageGroup"]]
        if step is not group[0]:
            return
        items: list[Any] = []
        page = answer
        for _ in range(MAXIMUM_PAGES):
            match_errors([], page.errors, "exact", bindings)
            connection = next(iter(page.data.values()))
            if len(connection["items"]) > step["variables"]["limit"]:
                raise Mismatch(f"a page has {len(connection['items'])} items")
            items += connection["items"]
            if connection["nextToken"] is None:
                break
            page = self._send(group[1], {**bindings.fill(step["variables"]), "nextToken": connection["nextToken"]})
        recorded = [item for each in group for item in next(iter(each["response"]["data"].values()))["items"]]
        bindings.match_set(recorded, items, "the pages' items")


def _next_moment() -> str:
    """Wait until the clock shows another time than any yet, and return it: that of the recorder moved on with each request.

    To AppSync, creating an item that is there as it would be is a success: within a millisecond, its times would be the same.
    """
    last = _now()
    while _now() <= last:
        time.sleep(0.0001)
    return _now()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def equals(step: Mapping[str, Any], answer: Answer, bindings: Bindings) -> bool:
    try:
        _compare(step, answer, bindings)
    except Mismatch:
        return False
    return True


def _compare(step: Mapping[str, Any], answer: Answer, bindings: Bindings) -> None:
    try:
        _compare_with(step["response"], step, answer, bindings)
    except Mismatch:
        if "alternative" not in step:
            raise
        _compare_with(step["alternative"], step, answer, bindings)
    bindings.match(step.get("writes", []), list(answer.writes), "writes")


def _compare_with(recorded: Mapping[str, Any], step: Mapping[str, Any], answer: Answer, bindings: Bindings) -> None:
    compare = step.get("compare", {})
    match_errors(recorded.get("errors", ()), answer.errors, compare.get("errors", "exact"), bindings)
    if compare.get("items") == "page":
        unordered = [None if each is None else sorted(each) for each in (recorded["data"] or {}).values()]
        ours = [None if each is None else sorted(each) for each in (answer.data or {}).values()]
        bindings.match(unordered, ours, "the page's shape")
        bindings.bind_tokens(recorded["data"], answer.data)
    else:
        bindings.match(recorded["data"], answer.data, "data", unordered=compare.get("items") == "set")


def read_case(folder: Path) -> Schema:
    """Return the schema of a case: `schema.yaml` where there is one, else `gen1.graphql`."""
    yaml = folder / "schema.yaml"
    return require_schema(load_schema(yaml if yaml.exists() else folder / "gen1.graphql"))


def main(cases: Path, transcripts: Path, write: Callable[[str], object]) -> int:
    """Replay a folder of transcripts, write what differs, line by line, and return how many steps do."""
    findings: list[Finding] = []
    for path in sorted(transcripts.glob("*.json")):
        transcript = json.loads(path.read_text("utf-8"))
        replayed = replay(read_case(cases / path.stem), transcript)
        findings += [finding for finding in replayed if is_configured(transcript, finding.step)]
    different = [finding for finding in findings if finding.mismatch and not finding.difference]
    for finding in different:
        write(f"{finding}\n")
    for name, is_denied in (("allowed", False), ("denied", True)):
        counts = [len([each for each in part if each.is_denied == is_denied]) for part in (different, findings)]
        write(f"{name}: {counts[0]} of {counts[1]} steps differ\n")
    write(f"{len([finding for finding in findings if finding.difference])} steps differ as listed\n")
    write(f"{len(different)} of {len(findings)} steps differ\n")
    return len(different)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.stdout.write) > 0)
