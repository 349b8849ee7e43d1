"""The data source NONE: no service at all, what `request` returns as `payload` is the result (js-resolver-reference-none)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amplify_pulumi.local.sources.base import Answer, DataSource, Invocation
from amplify_pulumi.local.sources.elements import Elements, RequestError
from amplify_pulumi.local.sources.environment import Environment


class NoneSource:
    """Answers with the request's `payload`, null where there is none."""

    def invoke(self, request: Any, invocation: Invocation) -> Answer:  # noqa: ARG002 - NONE's answer depends on nothing else
        """See `DataSource.invoke`."""
        try:
            elements = Elements({} if request is None else request)
            payload = elements.take("payload", lambda value, _path: value)
            elements.take("version", lambda value, _path: value)
            elements.finish()
        except RequestError as error:
            return error.to_answer()
        return Answer(result=payload)


def none_source(_data_source: Mapping[str, Any], _environment: Environment) -> DataSource:
    """Return the data source NONE."""
    return NoneSource()
