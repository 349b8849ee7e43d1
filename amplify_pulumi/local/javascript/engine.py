"""Runs handlers of APPSYNC_JS 1.0.0 in QuickJS: one string of JSON in, one out.

The runtime (`util`, `runtime`, `extensions`, `console`, the built-in modules) is the JavaScript in `runtime/`, because a call from QuickJS
into Python is impossible while a time limit is set. A context serves many evaluations, one after the other: all that they share is frozen.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import orjson

from amplify_pulumi.local.javascript.binding import Function, JSException, new_context
from amplify_pulumi.local.javascript.evaluation import Evaluation, Raised
from amplify_pulumi.local.javascript.module import MAXIMUM_CODE_LENGTH, Module, located
from amplify_pulumi.local.javascript.timezones import zone_table

RUNTIME_FILES = (
    "builtins.js",
    "state.js",
    "random.js",
    "encoding.js",
    "patterns.js",
    "matching.js",
    "strings.js",
    "zones.js",
    "time_formats.js",
    "time_parsing.js",
    "time.js",
    "dynamodb.js",
    "conditions.js",
    "dynamodb_module.js",
    "opensearch.js",
    "subscriptions.js",
    "rds.js",
    "http.js",
    "xml.js",
    "modules.js",
    "globals.js",
    "host.js",
)
"""In the order in which they are put together into one function."""
MAXIMUM_FACTORIES = 4_096
"""Modules that one context keeps compiled; the least recently used is dropped."""
STACK_SIZE = 512 * 1024

AuthenticationType = Literal["API_KEY", "AWS_IAM", "AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT", "AWS_LAMBDA"]


class JavaScript:
    """A QuickJS context with the APPSYNC_JS runtime. It belongs to the thread that makes it."""

    def __init__(
        self,
        *,
        time_limit: float = 1.0,
        memory_limit: int = 128 * 1024 * 1024,
        clock: Callable[[], float] = time.time,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Prepare the runtime.

        Args:
            time_limit: Seconds of CPU of the whole process that may pass during one evaluation; other threads' work counts too.
            memory_limit: Bytes that the context may use.
            clock: What `util.time` takes for now, in seconds since 1970.
            entropy: Returns that many random bytes; the first `util.autoId` of an evaluation is made of the 16 bytes asked for.
        """
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._clock = clock
        self._entropy = entropy
        self._start()

    def _start(self) -> None:
        self._factories: OrderedDict[str, Function] = OrderedDict()
        self._context = new_context()
        self._context.set_max_stack_size(STACK_SIZE)
        self._host = self._context.eval(_runtime())
        self._context.set_memory_limit(self._memory_limit)
        self._context.set_time_limit(self._time_limit)

    def install(self, module: Module) -> None:
        """Compile `module` in this context. `call` does so by itself; installing beforehand only saves the first call the time."""
        self._factory(module)

    def call(
        self,
        module: Module,
        function: Literal["request", "response"],
        context: Mapping[str, Any],
        *,
        authentication_type: AuthenticationType | None = None,
    ) -> Evaluation:
        """Run one handler of `module` and return what came of it. Nothing is raised for what the code does.

        Args:
            module: What `load` returned.
            function: Which handler.
            context: `ctx` as JSON: `arguments`, `identity`, `source`, `stash`, `result`, `prev`, `error`, `request`, `info`, `env`, as far
                as they are known. It is not changed.
            authentication_type: How the caller was authenticated, for `util.authType()`.
        """
        text = _to_json(context)
        # A float: the binding cuts integers to 32 bits.
        now = float(int(self._clock() * 1000))
        seed = self._entropy(16).hex()
        try:
            answer = _from_json(self._host(self._factory(module), function, text, now, seed, authentication_type))
            while "zone" in answer:
                self._add_zone(answer["zone"])
                answer = _from_json(self._host(self._factory(module), function, text, now, seed, authentication_type))
        except (JSException, MemoryError) as exception:
            self._start()
            return Evaluation(stash=context.get("stash") or {}, error=self._limit_exceeded(str(exception)))
        return _evaluation(module, answer)

    def _add_zone(self, name: str) -> None:
        """Hand the table of a time zone to the runtime.

        An evaluation that lacks one ends there, and is repeated with the same time and random bytes.
        """
        table = zone_table(name)
        self._host(None, "zone", _to_json({"name": name, "table": table.to_json() if table else None}))

    def _factory(self, module: Module) -> Function:
        factory = self._factories.get(module.code)
        if factory is None:
            factory = self._factories[module.code] = self._context.eval(module.script)
            if len(self._factories) > MAXIMUM_FACTORIES:
                self._factories.popitem(last=False)
        return factory

    def _limit_exceeded(self, reason: str) -> Raised:
        if "interrupted" in reason:
            detail = f"The evaluation used more than {self._time_limit:g} s of CPU."
        else:
            detail = f"The evaluation used more than {self._memory_limit} bytes of memory."
        return Raised(message=detail, type="Code", detail=f"code.js: {detail}")


@lru_cache(maxsize=1)
def _runtime() -> str:
    """Return the runtime's script. It begins below the last line that any handler can have: so a stack tells its frames from theirs."""
    folder = files("amplify_pulumi.local.javascript") / "runtime"
    parts = [(folder / name).read_text("utf-8") for name in RUNTIME_FILES]
    return "\n" * (MAXIMUM_CODE_LENGTH + 2) + '(function(){"use strict";\n' + "\n".join(parts) + "\n})()"


def _to_json(value: Mapping[str, Any]) -> str:
    try:
        return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:
        # orjson refuses integers of more than 64 bits and strings with lone surrogates; AWSJSON values can hold both.
        return json.dumps(value, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON has no static shape
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - likewise
    raise TypeError(f"{type(value).__name__} is not a JSON value")


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def _from_json(text: str) -> dict[str, Any]:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        # JavaScript strings may hold lone surrogates, which no UTF-8 text can: JSON.stringify escapes exactly those.
        return orjson.loads(_SURROGATE.sub(r"\\ufffd", text))


def _evaluation(module: Module, answer: dict[str, Any]) -> Evaluation:
    if len(answer) == 1 and "result" in answer:
        return Evaluation(result=answer["result"])
    return Evaluation(
        result=answer.get("result"),
        stash=answer.get("stash", {}),
        error=_error(module, answer),
        appended_errors=tuple(_raised(module, entry) for entry in answer.get("appended", ())),
        early_return=answer.get("skipTo"),
        subscription_filter=answer.get("subscriptionFilter"),
        invalidation_filter=answer.get("invalidationFilter"),
        invalidations=tuple(orjson.loads(text) for text in answer.get("invalidations", ())),
        cache_evictions=tuple(answer.get("evictions", ())),
        response_headers=answer.get("headers", {}),
        logs=tuple(f"{entry['level']} - {_place(module, entry['trace'])}{entry['text']}" for entry in answer.get("logs", ())),
    )


def _error(module: Module, answer: dict[str, Any]) -> Raised | None:
    if "error" in answer:
        return _raised(module, answer["error"])
    if "failure" in answer:
        failure = answer["failure"]
        return Raised(message="Runtime Error", type="Code", detail=_place(module, failure["trace"]) + failure["message"])
    return None


def _raised(module: Module, entry: dict[str, Any]) -> Raised:
    return Raised(
        message=entry["message"],
        type=entry.get("type"),
        data=entry.get("data"),
        error_info=entry.get("info"),
        unauthorized=entry.get("unauthorized", False),
        detail=_place(module, entry["trace"]) + entry["message"],
    )


def _place(module: Module, trace: str) -> str:
    position = located(module, trace)
    return f"code.js:{position[0]}:{position[1]}: " if position else "code.js: "
