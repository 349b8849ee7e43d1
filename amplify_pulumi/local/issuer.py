"""Tokens of a local user pool: what a Cognito user pool would sign, signed by a key in the state folder.

`amplify-pulumi token` in one process makes tokens that the server in another accepts, because both read the same key. The claims are
those of Cognito's access and ID tokens (amazon-cognito-user-pools-using-the-access-token, …-using-the-id-token).
"""

from __future__ import annotations

import base64
import hashlib
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from amplify_pulumi.local.identity import subject
from amplify_pulumi.local.state import StateError, read_or_make

KEY_FILE = "user-pool-key.pem"

USER_POOL_ID = "us-east-1_local"
USER_POOL_CLIENT_ID = "local"
ISSUER = f"https://cognito-idp.us-east-1.amazonaws.com/{USER_POOL_ID}"
"""The claim `iss`. It does not depend on the port, so that tokens outlive a restart and resolvers see what they would see in AWS."""

JWKS_PATH = f"/{USER_POOL_ID}/.well-known/jwks.json"

TokenUse = Literal["access", "id"]

_STATED = frozenset({"iss", "exp", "iat", "auth_time", "token_use", "username", "cognito:username", "cognito:groups", "aud", "client_id"})
"""Claims that follow from the other arguments of `issue`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """Signs tokens of the local user pool and reads them again."""

    key: rsa.RSAPrivateKey = field(repr=False)
    key_id: str

    def issue(
        self,
        username: str,
        *,
        groups: Sequence[str] = (),
        claims: Mapping[str, Any] | None = None,
        token_use: TokenUse = "access",  # noqa: S107 - a kind of token
        expires_in: int = 3600,
    ) -> str:
        """Return a token as Cognito would give it to a user who has signed in.

        Args:
            username: the user's name; the `sub` is made from it and is the same each time.
            groups: the user's groups, for `cognito:groups`.
            claims: further claims (`email`, `custom:tenant`, …); `sub` may be among them.
            token_use: an access token, which the Amplify clients send, or an ID token.
            expires_in: seconds for which the token is valid, 3600 as in Cognito; negative for one that has expired.

        Raises:
            ValueError: no username, an empty group, or a claim that the other arguments state.
        """
        further = dict(claims or {})
        if not username:
            raise ValueError("a user needs a name")
        if isinstance(groups, str) or not all(groups):
            raise ValueError("groups must be a list of names that are not empty")
        if clash := sorted(_STATED & further.keys()):
            raise ValueError(f"the token states {', '.join(clash)} by itself")
        now = int(time.time())
        # A token that has expired was issued before it did.
        issued = min(now, now + expires_in)
        of_use = {"client_id": USER_POOL_CLIENT_ID, "scope": "aws.amazon.cognito.signin.user.admin", "username": username}
        if token_use == "id":  # noqa: S105 - a kind of token
            of_use = {"aud": USER_POOL_CLIENT_ID, "cognito:username": username}
        payload = {
            "sub": subject(username),
            **({"cognito:groups": list(groups)} if groups else {}),
            "iss": ISSUER,
            **of_use,
            "origin_jti": str(uuid.uuid4()),
            "event_id": str(uuid.uuid4()),
            "token_use": token_use,
            "auth_time": issued,
            "exp": now + expires_in,
            "iat": issued,
            "jti": str(uuid.uuid4()),
            **further,
        }
        return jwt.encode(payload, self.key, algorithm="RS256", headers={"kid": self.key_id})

    def read(self, token: str) -> dict[str, Any]:
        """Return the claims of a token, access or ID, that this issuer has signed and that has not expired.

        Raises:
            jwt.ExpiredSignatureError: it has expired.
            jwt.InvalidSignatureError, jwt.InvalidIssuerError, …: it is not one of ours.
            jwt.DecodeError: it is no token at all. The other errors of signatures are subclasses.
        """
        return jwt.decode(
            token,
            self.key.public_key(),
            algorithms=["RS256"],
            issuer=ISSUER,
            options={"require": ["exp", "iat", "iss", "sub"], "verify_aud": False},
        )

    def jwks(self) -> dict[str, Any]:
        """Return the public key as a JSON Web Key Set (RFC 7517), as a user pool publishes it."""
        numbers = self.key.public_key().public_numbers()
        key = {"alg": "RS256", "e": _number(numbers.e), "kid": self.key_id, "kty": "RSA", "n": _number(numbers.n), "use": "sig"}
        return {"keys": [key]}


def open_issuer(folder: Path) -> Issuer:
    """Return the issuer of a state folder; its key is made on first use.

    Raises:
        StateError: the folder cannot be used, or the file holds no RSA key.
    """
    path = folder / KEY_FILE
    content = read_or_make(path, _make)
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise StateError(f"{path} holds no RSA key: delete it, and a new one is made (tokens signed by the old one are refused then)")
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    key_id = base64.b64encode(hashlib.sha256(public).digest()).decode()
    return Issuer(key=key, key_id=key_id)


def _make() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _number(value: int) -> str:
    content = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
