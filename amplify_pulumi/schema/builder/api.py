"""The API around a schema: its authorization modes, its functions and its external data sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from amplify_pulumi.schema.builder.base import Builder, text
from amplify_pulumi.schema.builder.places import here
from amplify_pulumi.schema.model import DataSourceKind

LogLevel = Literal["none", "error", "info", "debug", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey(Builder):
    """The authorization mode in which callers have an API key."""

    expires_in_days: int
    description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Oidc(Builder):
    """The authorization mode in which callers have a token of an OpenID Connect issuer."""

    provider_name: str
    issuer_url: str
    client_id: str | None
    token_expiry_from_authentication_in_seconds: int | None
    token_expiry_from_issue_in_seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LambdaAuthorizer(Builder):
    """The authorization mode in which a Lambda function decides."""

    function: str
    time_to_live_in_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Logging(Builder):
    """What AppSync writes to CloudWatch."""

    field_log_level: str
    exclude_verbose_content: bool
    retention_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Api(Builder):
    """What an API takes beside its schema."""

    name: str | None
    default_authorization_mode: str | None
    api_key: ApiKey | None
    oidc: Oidc | None
    lambda_: LambdaAuthorizer | None
    logging: Logging | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Builder):
    """A Lambda function of the schema."""

    entry: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource(Builder):
    """An external data source of the schema."""

    kind: DataSourceKind
    settings: tuple[tuple[str, str], ...]


class DataSourceMaker:
    """Makes external data sources. Use `a.data_source`. What is left out is handed in by the deployment."""

    __slots__ = ()

    def dynamodb(self, *, table: str | None = None) -> DataSource:
        """Use a DynamoDB table that is there already.

        Args:
            table: its name.
        """
        return _source("dynamodb", "dynamodb", table=table)

    def lambda_(self, *, function: str | None = None) -> DataSource:
        """Use a Lambda function, which resolvers call with a payload of their own.

        Args:
            function: its name among the functions of the schema.
        """
        return _source("lambda", "lambda_", function=function)

    def http(
        self, *, endpoint: str | None = None, signing_service_name: str | None = None, signing_region: str | None = None
    ) -> DataSource:
        """Use an HTTP endpoint.

        Args:
            endpoint: its address, `https://api.example.com`.
            signing_service_name: the AWS service that requests are signed for, where the endpoint is AWS's.
            signing_region: the region that they are signed for.
        """
        return _source("http", "http", endpoint=endpoint, signingServiceName=signing_service_name, signingRegion=signing_region)

    def rds(self, *, cluster: str | None = None, secret: str | None = None, database: str | None = None) -> DataSource:
        """Use an Aurora cluster through its Data API.

        Args:
            cluster: the cluster's ARN.
            secret: the ARN of the secret that holds its credentials.
            database: the database.
        """
        return _source("rds", "rds", cluster=cluster, secret=secret, database=database)

    def event_bridge(self, *, bus: str | None = None) -> DataSource:
        """Put events on a bus of EventBridge.

        Args:
            bus: its ARN.
        """
        return _source("eventBridge", "event_bridge", bus=bus)

    def open_search(self, *, endpoint: str | None = None) -> DataSource:
        """Use an OpenSearch domain.

        Args:
            endpoint: its address.
        """
        return _source("openSearch", "open_search", endpoint=endpoint)

    def none(self) -> DataSource:
        """Use nothing: the resolver's own code answers."""
        return _source("none", "none")


def _source(kind: DataSourceKind, said_by: str, /, **settings: str | None) -> DataSource:
    said = tuple((name, text(value, f"{name} of a.data_source.{said_by}()")) for name, value in settings.items() if value is not None)
    return DataSource(place=here(said_by), kind=kind, settings=said)
