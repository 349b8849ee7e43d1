"""`api`: the name, the authorization modes and the logging of the API. Keys and meanings are those of Amplify's `defineData`."""

from __future__ import annotations

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.keys import Entries, Shape, Words, flag, is_null, known_entries, same_words, text, whole_number, word
from amplify_pulumi.schema.model import Api, ApiKeyMode, AuthorizationMode, LambdaMode, Logging, OidcMode
from amplify_pulumi.schema.nodes import Node, Scalar
from amplify_pulumi.schema.yaml.reading import Reading, Section

API = Shape(
    name="api",
    keys=(
        "name",
        "defaultAuthorizationMode",
        "apiKeyAuthorizationMode",
        "lambdaAuthorizationMode",
        "oidcAuthorizationMode",
        "logging",
    ),
)
API_KEY = Shape(name="apiKeyAuthorizationMode", keys=("description", "expiresInDays"))
LAMBDA = Shape(name="lambdaAuthorizationMode", keys=("function", "timeToLiveInSeconds"), required=("function",))
OIDC = Shape(
    name="oidcAuthorizationMode",
    keys=("oidcProviderName", "oidcIssuerUrl", "clientId", "tokenExpiryFromAuthInSeconds", "tokenExpireFromIssueInSeconds"),
    required=("oidcProviderName", "oidcIssuerUrl"),
    synonyms={"tokenexpiryfromissueinseconds": "tokenExpireFromIssueInSeconds", "issuer": "oidcIssuerUrl", "name": "oidcProviderName"},
)
LOGGING = Shape(name="logging", keys=("retention", "excludeVerboseContent", "fieldLogLevel"))

MODE: Words[AuthorizationMode] = Words(
    name="authorizationMode",
    words={**same_words(*vocabulary.MODES), "identityPool": "iam"},
    synonyms=vocabulary.MODE_SYNONYMS,
)
LOG_LEVEL: Words[vocabulary.LogLevel] = Words(
    name="fieldLogLevel", words=same_words(*vocabulary.LOG_LEVELS), synonyms={"warn": "error", "debugging": "debug"}
)
RETENTION = Words(name="retention", words=same_words(*vocabulary.RETENTIONS), synonyms={"forever": "infinite", "7 days": "1 week"})


def _read(key: Scalar, node: Node, reading: Reading) -> None:
    report = reading.report
    found = known_entries(node, "`api`", report, API) or {}
    values = {name: value for name, (_, value) in found.items()}
    mode = values.get("defaultAuthorizationMode")
    reading.api = Api(
        name=text(values["name"], "`name` of the API", report) if "name" in values else None,
        default_authorization_mode=word(mode, "`defaultAuthorizationMode`", report, MODE) if mode else None,
        api_key=_api_key(*found["apiKeyAuthorizationMode"], report) if "apiKeyAuthorizationMode" in found else None,
        lambda_=_lambda(*found["lambdaAuthorizationMode"], report) if "lambdaAuthorizationMode" in found else None,
        oidc=_oidc(*found["oidcAuthorizationMode"], report) if "oidcAuthorizationMode" in found else None,
        logging=_logging(*found["logging"], report) if "logging" in found else None,
        position=key.position,
    )


def _number(found: Entries, name: str, report: Report) -> int | None:
    return whole_number(found[name][1], f"`{name}`", report) if name in found else None


def _text(found: Entries, name: str, report: Report) -> str | None:
    return text(found[name][1], f"`{name}`", report) if name in found else None


def _api_key(key: Scalar, node: Node, report: Report) -> ApiKeyMode:
    if is_null(node):
        # `apiKeyAuthorizationMode:` with nothing behind it can only mean the mode with what it has by default.
        return ApiKeyMode(position=key.position)
    found = known_entries(node, "`apiKeyAuthorizationMode`", report, API_KEY) or {}
    days = _number(found, "expiresInDays", report)
    return ApiKeyMode(
        expires_in_days=7 if days is None else days,
        description=_text(found, "description", report),
        position=found["expiresInDays"][1].position if "expiresInDays" in found else key.position,
    )


def _lambda(key: Scalar, node: Node, report: Report) -> LambdaMode | None:
    found = known_entries(node, "`lambdaAuthorizationMode`", report, LAMBDA) or {}
    function = _text(found, "function", report)
    seconds = _number(found, "timeToLiveInSeconds", report)
    if function is None:
        return None
    return LambdaMode(function=function, time_to_live_in_seconds=60 if seconds is None else seconds, position=key.position)


def _oidc(key: Scalar, node: Node, report: Report) -> OidcMode | None:
    found = known_entries(node, "`oidcAuthorizationMode`", report, OIDC) or {}
    name, issuer = _text(found, "oidcProviderName", report), _text(found, "oidcIssuerUrl", report)
    client = _text(found, "clientId", report)
    from_authentication = _number(found, "tokenExpiryFromAuthInSeconds", report)
    from_issue = _number(found, "tokenExpireFromIssueInSeconds", report)
    if name is None or issuer is None:
        return None
    return OidcMode(
        provider_name=name,
        issuer_url=issuer,
        client_id=client,
        token_expiry_from_authentication_in_seconds=from_authentication,
        token_expiry_from_issue_in_seconds=from_issue,
        position=key.position,
    )


def _logging(key: Scalar, node: Node, report: Report) -> Logging | None:
    if is_null(node) or (isinstance(node, Scalar) and node.plain and node.text == "true"):
        return Logging(position=key.position)
    if isinstance(node, Scalar):
        message = f"`logging` must be true or a mapping, not {quoted(node.text)}"
        report.error("AP1008", node.position, message, "Write `logging: true`, or remove it: without it nothing is logged.")
        return None
    found = known_entries(node, "`logging`", report, LOGGING) or {}
    level = word(found["fieldLogLevel"][1], "`fieldLogLevel`", report, LOG_LEVEL) if "fieldLogLevel" in found else None
    retention = word(found["retention"][1], "`retention`", report, RETENTION) if "retention" in found else None
    verbose = flag(found["excludeVerboseContent"][1], "`excludeVerboseContent`", report) if "excludeVerboseContent" in found else None
    return Logging(
        field_log_level=level or "none",
        exclude_verbose_content=True if verbose is None else verbose,
        retention_days=vocabulary.RETENTIONS[retention or "1 week"],
        position=key.position,
    )


SECTION = Section(
    key="api",
    read=_read,
    shapes=(API, API_KEY, LAMBDA, OIDC, LOGGING),
    words=(MODE, LOG_LEVEL, RETENTION),
)
