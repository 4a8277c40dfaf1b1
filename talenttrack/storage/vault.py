"""Restricted fields at rest: encrypted with authentication, and found again by a keyed hash alone."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.orm import Session


class Vault:
    """Two keys derived from PII_KEY (32 bytes): one encrypts, the other makes look-up hashes."""

    def __init__(self, pii_key: bytes) -> None:
        if len(pii_key) != 32:
            raise ValueError("PII_KEY must be 32 bytes")
        self._cipher = Fernet(base64.urlsafe_b64encode(_derived(pii_key, b"talenttrack encrypt")))
        self._lookup_key = _derived(pii_key, b"talenttrack look-up")

    def encrypt(self, text: str) -> bytes:
        return self._cipher.encrypt(text.encode())

    def decrypt(self, token: bytes) -> str:
        """Raises cryptography.fernet.InvalidToken when the key is another one or the bytes were changed."""
        return self._cipher.decrypt(token).decode()

    def seal(self, content: bytes) -> bytes:
        """A whole file, as `encrypt` does a text."""
        return self._cipher.encrypt(content)

    def unseal(self, token: bytes) -> bytes:
        """Raises as `decrypt` does."""
        return self._cipher.decrypt(token)

    def fingerprint(self, text: str) -> str:
        """The keyed hash (hex, 64 characters) under which `text` is looked up."""
        return hmac.new(self._lookup_key, text.encode(), hashlib.sha256).hexdigest()


def vault_of(session: Session) -> Vault:
    """The vault of the application that opened this session."""
    vault = session.info["vault"]
    assert isinstance(vault, Vault)  # noqa: S101 - a wiring mistake, not input
    return vault


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key)
