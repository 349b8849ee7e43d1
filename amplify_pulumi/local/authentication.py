"""From the headers of a request to an identity, as AppSync does it.

Each authorization type of AppSync is one `Scheme`: what its credentials look like, and who they are. A request is taken by the first
scheme in `SCHEMES` that the API is configured with and whose credentials the request carries. Texts of refusals are AppSync's; what is
wrong beyond them stands in `UnauthorizedError.reason`, which is for the developer's eyes.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import jwt

from amplify_pulumi.local.identity import ApiKey, Identity, UserPool
from amplify_pulumi.local.issuer import Issuer

NOT_AUTHORIZED = "You are not authorized to make this call."
NO_CREDENTIALS = "Valid authorization header not provided."
EXPIRED = "Token has expired."
UNPARSABLE = "Unable to parse JWT token."

_SIGNATURE = "aws4-hmac-sha256"


class UnauthorizedError(Exception):
    """A request that AppSync answers with the status 401."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.message = message
        """AppSync's text."""
        self.reason = reason
        """What is wrong, and what to do about it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """What of a request tells who sent it. For WebSocket it is what AWS signatures there are made over.

    The path is `/graphql` for operations and `/graphql/connect` for the opening of a connection, whose body is `{}`.
    """

    headers: Mapping[str, str]
    """Names in lower case."""
    method: str = "POST"
    path: str = "/graphql"
    query: str = ""
    body: bytes = b""

    @property
    def token(self) -> str | None:
        """The Authorization header without `Bearer`, which AppSync takes with and without; None where there is no token or a signature."""
        value = self.headers.get("authorization", "").strip()
        if not value or value.lower().startswith(_SIGNATURE):
            return None
        scheme, _, rest = value.partition(" ")
        return rest.strip() if scheme.lower() == "bearer" else value


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthenticationSettings:
    """What credentials are compared with."""

    api_key: str | None = field(default=None, repr=False)
    issuer: Issuer | None = None
    """The local user pool."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scheme:
    """One authorization type of AppSync."""

    authentication_type: str
    presented: Callable[[Credentials], bool]
    """Whether a request carries credentials of this kind, good or bad."""
    identify: Callable[[Credentials, AuthenticationSettings], Identity]
    """Who carries them. Raises `UnauthorizedError`."""


class Authenticator:
    """Tells who sends a request to an API of these authorization types.

    Args:
        authentication_types: AppSync's names, the default one first.
        settings: what credentials are compared with.
    """

    def __init__(self, authentication_types: Iterable[str], settings: AuthenticationSettings) -> None:
        self._types = tuple(authentication_types)
        self._settings = settings
        self._schemes = tuple(each for each in SCHEMES if each.authentication_type in self._types)

    def identify(self, credentials: Credentials) -> Identity:
        """Return the identity of the caller.

        Raises:
            UnauthorizedError: nobody whom the API would let in.
        """
        for scheme in self._schemes:
            if scheme.presented(credentials):
                return scheme.identify(credentials, self._settings)
        configured = ", ".join(self._types)
        for scheme in SCHEMES:
            if scheme.presented(credentials):
                message = UNPARSABLE if self._takes_tokens and credentials.token else NOT_AUTHORIZED
                reason = f"the request carries credentials for {scheme.authentication_type}, and the API is configured with {configured}"
                raise UnauthorizedError(message, reason)
        message = NOT_AUTHORIZED if self._types[:1] == ("API_KEY",) else NO_CREDENTIALS
        raise UnauthorizedError(message, f"the request has neither x-api-key nor Authorization; the API is configured with {configured}")

    @property
    def _takes_tokens(self) -> bool:
        return not {"AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT"}.isdisjoint(self._types)


def _has_api_key(credentials: Credentials) -> bool:
    return "x-api-key" in credentials.headers


def _has_signature(credentials: Credentials) -> bool:
    return credentials.headers.get("authorization", "").lstrip().lower().startswith(_SIGNATURE)


def _has_jwt(credentials: Credentials) -> bool:
    return (credentials.token or "").count(".") == 2


def _has_token(credentials: Credentials) -> bool:
    return bool(credentials.token)


def _api_key(credentials: Credentials, settings: AuthenticationSettings) -> Identity:
    presented = credentials.headers["x-api-key"]
    # Bytes, for text that is not ASCII cannot be compared in constant time.
    if settings.api_key is None or not hmac.compare_digest(presented.encode(), settings.api_key.encode()):
        raise UnauthorizedError(NOT_AUTHORIZED, "x-api-key is not the key of this API")
    return ApiKey()


def _user_pool(credentials: Credentials, settings: AuthenticationSettings) -> Identity:
    if settings.issuer is None:
        raise UnauthorizedError(NOT_AUTHORIZED, "no user pool stands behind this API")
    again = "`amplify-pulumi token` makes one"
    try:
        claims = settings.issuer.read(credentials.token or "")
    except jwt.ExpiredSignatureError:
        raise UnauthorizedError(EXPIRED, f"the token has expired; {again}") from None
    except jwt.InvalidSignatureError:
        raise UnauthorizedError(NOT_AUTHORIZED, f"the token is not signed by the local user pool; {again}") from None
    except jwt.DecodeError:
        raise UnauthorizedError(UNPARSABLE, f"Authorization holds no JSON Web Token; {again}") from None
    except jwt.InvalidTokenError as error:
        raise UnauthorizedError(NOT_AUTHORIZED, f"the token is not one of the local user pool ({error}); {again}") from None
    return UserPool.from_claims(claims)


def _refuse(what: str) -> Callable[[Credentials, AuthenticationSettings], Identity]:
    def refuse(_credentials: Credentials, _settings: AuthenticationSettings) -> Identity:
        message = f"{what} cannot be checked by the local API: use an API key or a token of the local user pool."
        raise UnauthorizedError(message, message)

    return refuse


SCHEMES: tuple[Scheme, ...] = (
    # An API key wins over an Authorization header (aws/aws-appsync-community#169, aws-amplify/amplify-js#8545).
    Scheme(authentication_type="API_KEY", presented=_has_api_key, identify=_api_key),
    Scheme(authentication_type="AWS_IAM", presented=_has_signature, identify=_refuse("AWS signatures (AWS_IAM)")),
    Scheme(authentication_type="AMAZON_COGNITO_USER_POOLS", presented=_has_jwt, identify=_user_pool),
    Scheme(authentication_type="OPENID_CONNECT", presented=_has_jwt, identify=_refuse("Tokens of an OpenID Connect issuer")),
    # A Lambda authorizer takes any token that is neither a signature nor, where these are configured, a JSON Web Token.
    Scheme(authentication_type="AWS_LAMBDA", presented=_has_token, identify=_refuse("Tokens of a Lambda authorizer")),
)
