"""Tokens for a next page: opaque, sealed, and good for the query that gave them alone.

AppSync encrypts them too, and for a reason: the key to go on from may be of an item that the caller is not allowed to see.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

_NONCE_BYTES = 12


class InvalidTokenError(ValueError):
    """A token was not given by this query, or by nobody at all."""


class PageTokens:
    """Makes and reads tokens.

    Args:
        key: the secret; whoever has the same reads the same tokens.
    """

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - NONE needs no cryptography, which loads slowly

        self._cipher = AESGCM(hashlib.sha256(b"next page" + key).digest())

    def seal(self, key: Mapping[str, Any], query: tuple[str, ...]) -> str:
        """Return the token with which `query` goes on after `key`, DynamoDB's LastEvaluatedKey."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        text = json.dumps(key, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, text, _bound(query))).decode()

    def open(self, token: str, query: tuple[str, ...]) -> dict[str, Any]:
        """Return the key that `query` goes on after.

        Raises:
            InvalidTokenError: the token was not given to `query`.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see above

        try:
            sealed = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
            if len(sealed) <= _NONCE_BYTES:
                raise InvalidTokenError
            return json.loads(self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(query)))
        except (UnicodeEncodeError, binascii.Error, InvalidTag) as error:
            raise InvalidTokenError from error


def _bound(query: tuple[str, ...]) -> bytes:
    return json.dumps(query).encode()
