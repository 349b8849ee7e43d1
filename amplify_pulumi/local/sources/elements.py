"""Reads the object that a handler's `request` returned, element by element, and reports mistakes in it as AppSync does.

The error type is `MappingTemplate` also for JavaScript (troubleshooting-and-common-mistakes). Known texts: "Value for field '$[operation]'
not found." (that page), "Unsupported element '$[returnValues]'." and "Expected JSON object for '$[condition]' but got a 'STRING'
instead." (reported by users). Texts for other kinds of values follow the last one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from amplify_pulumi.local.sources.base import Answer, SourceError

T = TypeVar("T")


class RequestError(Exception):
    """A handler's request is malformed. The message is AppSync's."""

    def to_answer(self) -> Answer:
        """Return what the handler's `response` gets to see."""
        return Answer(error=SourceError(message=str(self), type="MappingTemplate"))


class Elements:
    """The elements of one object of a request. Each is taken once; `finish` reports what is left.

    An element that is null counts as not given: handlers pass on arguments that may be missing.

    Args:
        value: the object.
        path: where it stands in the request, `$[condition]`.

    Raises:
        RequestError: the value is no object.
    """

    def __init__(self, value: Any, path: str = "$") -> None:
        self._members = dict(as_object(value, path))
        self.path = path

    def at(self, name: str) -> str:
        """Return the path of an element."""
        return f"{self.path}[{name}]"

    def require(self, name: str, read: Callable[[Any, str], T]) -> T:
        """Take an element that must be there.

        Raises:
            RequestError: it is not, or `read` refuses it.
        """
        value = self._members.pop(name, None)
        if value is None:
            raise RequestError(f"Value for field '{self.at(name)}' not found.")
        return read(value, self.at(name))

    def take(self, name: str, read: Callable[[Any, str], T]) -> T | None:
        """Take an element that may be there.

        Raises:
            RequestError: `read` refuses it.
        """
        value = self._members.pop(name, None)
        return None if value is None else read(value, self.at(name))

    def finish(self) -> None:
        """Check that nothing is left.

        Raises:
            RequestError: there is an element that AppSync does not know here.
        """
        for name in self._members:
            raise RequestError(f"Unsupported element '{self.at(name)}'.")


def as_object(value: Any, path: str) -> Mapping[str, Any]:
    """Return an object."""
    if not isinstance(value, Mapping):
        raise _unexpected("object", value, path)
    return cast("Mapping[str, Any]", value)


def as_list(value: Any, path: str) -> list[Any]:
    """Return an array."""
    if not isinstance(value, list):
        raise _unexpected("array", value, path)
    return cast("list[Any]", value)


def as_text(value: Any, path: str) -> str:
    """Return a string."""
    if not isinstance(value, str):
        raise _unexpected("string", value, path)
    return value


def as_boolean(value: Any, path: str) -> bool:
    """Return a boolean."""
    if not isinstance(value, bool):
        raise _unexpected("boolean", value, path)
    return value


def as_integer(value: Any, path: str) -> int:
    """Return a whole number; JavaScript has 10.0 and 10 for the same."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise _unexpected("integer", value, path)
    return int(value)


def as_texts(value: Any, path: str) -> list[str]:
    """Return an array of strings."""
    return [as_text(each, f"{path}[{index}]") for index, each in enumerate(as_list(value, path))]


def as_names(value: Any, path: str) -> dict[str, str]:
    """Return an object of strings, `expressionNames`."""
    return {name: as_text(each, f"{path}[{name}]") for name, each in as_object(value, path).items()}


def _unexpected(wanted: str, value: Any, path: str) -> RequestError:
    return RequestError(f"Expected JSON {wanted} for '{path}' but got a '{_kind(value)}' instead.")


def _kind(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "BOOLEAN"
    if isinstance(value, str):
        return "STRING"
    if isinstance(value, int | float):
        return "NUMBER"
    return "ARRAY" if isinstance(value, list) else "OBJECT"
