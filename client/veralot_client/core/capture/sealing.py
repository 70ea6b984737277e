"""Encrypts what a journal keeps (AES-256-GCM), and keeps the key for a secret (argon2id; RFC 9106's second recommendation)."""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
SALT_BYTES: Final = 16
MEMORY_KIB: Final = 65_536
PASSES: Final = 3
LANES: Final = 4


class Tampered(Exception):
    """What was kept is not what is there now, or another key closed it."""


class Seal:
    """Encrypts and decrypts with one key. `about` is bound to the content without being hidden."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, plain: bytes, about: bytes) -> bytes:
        """Return content encrypted and authenticated, under a nonce of its own."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, about)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """Return the content. Raises: Tampered."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)
        except (InvalidTag, ValueError) as wrong:
            raise Tampered from wrong


def new_key() -> bytes:
    """Return a new key."""
    return os.urandom(KEY_BYTES)


def new_salt() -> bytes:
    """Return a new salt."""
    return os.urandom(SALT_BYTES)


def seal_of(secret: str, salt: bytes) -> Seal:
    """Return the seal that a person's secret gives. Slow on purpose."""
    derive = Argon2id(salt=salt, length=KEY_BYTES, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB)
    return Seal(derive.derive(secret.encode()))
