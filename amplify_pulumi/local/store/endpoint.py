"""Any DynamoDB that is reached by a URL, through boto3: DynamoDB Local, LocalStack, a table in AWS."""

from __future__ import annotations

import base64
import importlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from amplify_pulumi.local.references import REGION
from amplify_pulumi.local.store.base import DynamoDBError, StoreError
from amplify_pulumi.local.store.values import plain_answer


class Endpoint:
    """A DynamoDB behind a URL.

    Region and credentials are boto3's own (environment, profile). Without any, a region and made-up credentials are taken, which is what
    emulators want.

    Args:
        url: `http://localhost:8000`, …

    Raises:
        StoreError: boto3 is not installed, the URL is none, or no DynamoDB answers there.
    """

    durable = True

    def __init__(self, url: str) -> None:
        try:
            boto3: Any = importlib.import_module("boto3")
            config: Any = importlib.import_module("botocore.config")
            self._errors: Any = importlib.import_module("botocore.exceptions")
        except ImportError as error:
            raise StoreError(f"a DynamoDB endpoint needs boto3 ({error}): install amplify-pulumi[dev]") from error
        self.name = url
        try:
            session = boto3.Session()
            made_up = {} if session.get_credentials() else {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
            self._client: Any = session.client(
                "dynamodb",
                endpoint_url=url,
                region_name=session.region_name or REGION,
                # What a request must look like is for DynamoDB to say: its texts are the ones that AppSync passes on.
                config=config.Config(parameter_validation=False, connect_timeout=5, retries={"mode": "standard"}),
                **made_up,
            )
        except (ValueError, self._errors.BotoCoreError) as error:
            raise StoreError(f"{url}: {error}") from error
        try:
            self.call("ListTables", {"Limit": 1})
        except DynamoDBError as error:
            self.close()
            raise StoreError(f"no DynamoDB answers at {url}: {error.message}") from error

    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """See `DynamoDB.call`."""
        method = getattr(self._client, _snake_case(operation))
        try:
            answer = method(**_with_binaries(request, base64.b64decode))
        except self._errors.ClientError as error:
            raise _refusal(error.response) from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            # What boto3 stumbles over while it writes the request, since it was told not to check it.
            raise DynamoDBError("SerializationException", f"{type(error).__name__}: {error}") from error
        except self._errors.BotoCoreError as error:
            # The name that AWS's SDK for Java, which AppSync uses, has for a request that got no answer.
            raise DynamoDBError("SdkClientException", str(error)) from error
        answer.pop("ResponseMetadata", None)
        return _as_json(answer)

    def call_plain(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """See `DynamoDB.call_plain`."""
        return plain_answer(self.call(operation, request))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _refusal(response: Mapping[str, Any]) -> DynamoDBError:
    body = {name: value for name, value in response.items() if name not in {"Error", "ResponseMetadata"}}
    return DynamoDBError(response["Error"]["Code"], response["Error"].get("Message", ""), _as_json(body))


def _snake_case(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).lstrip("_")


def _with_binaries(value: Any, convert: Callable[[str], bytes]) -> Any:
    """Return a request as boto3 wants it: bytes for Base64 text.

    `{"B": "text"}` is always a typed value: names of tables and attributes have objects beneath them, and placeholders start with `#`.
    """
    if isinstance(value, Mapping):
        members = cast("Mapping[str, Any]", value)
        if len(members) == 1:
            (tag, inner), *_ = members.items()
            if tag == "B" and isinstance(inner, str):
                return {"B": convert(inner)}
            if tag == "BS" and isinstance(inner, list):
                return {"BS": [convert(each) for each in cast("list[str]", inner)]}
        return {name: _with_binaries(member, convert) for name, member in members.items()}
    if isinstance(value, list):
        return [_with_binaries(each, convert) for each in cast("list[Any]", value)]
    return value


def _as_json(value: Any) -> Any:
    """Return what boto3 made of an answer as the JSON that it was: Base64 text for bytes, seconds for dates."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, Mapping):
        return {name: _as_json(member) for name, member in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [_as_json(each) for each in cast("list[Any]", value)]
    return value
