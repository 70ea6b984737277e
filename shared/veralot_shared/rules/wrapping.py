"""Wraps a secret for whoever holds one key: X25519 with a key for this once, HKDF-SHA-256, AES-256-GCM.

So the key to a computer's journal is deposited with the plant, which alone can open it, and handed out to its person again
(RFC 7748, RFC 5869; the form of RFC 9180's base mode, without its registry).
"""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PUBLIC_BYTES: Final = 32
NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32


class NotWrapped(ValueError):
    """What should be opened was wrapped for another key or about something else, or was altered."""


def derived(seed: bytes, purpose: bytes) -> X25519PrivateKey:
    """Return the private key that follows from a secret for one purpose."""
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose)
    return X25519PrivateKey.from_private_bytes(derive.derive(seed))


def wrap(secret: bytes, public: bytes, about: bytes) -> bytes:
    """Return a secret that only the holder of `public`'s other half opens, and only `about` the same. Raises: NotWrapped."""
    once = X25519PrivateKey.generate()
    mine = once.public_key().public_bytes_raw()
    nonce = os.urandom(NONCE_BYTES)
    try:
        shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as wrong:
        raise NotWrapped("no public key") from wrong
    return mine + nonce + AESGCM(_key(shared, mine, public)).encrypt(nonce, secret, about)


def unwrap(wrapped: bytes, private: X25519PrivateKey, about: bytes) -> bytes:
    """Return the secret. Raises: NotWrapped."""
    theirs = wrapped[:PUBLIC_BYTES]
    nonce = wrapped[PUBLIC_BYTES : PUBLIC_BYTES + NONCE_BYTES]
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(theirs))
        cipher = AESGCM(_key(shared, theirs, private.public_key().public_bytes_raw()))
        return cipher.decrypt(nonce, wrapped[PUBLIC_BYTES + NONCE_BYTES :], about)
    except (InvalidTag, ValueError) as wrong:
        raise NotWrapped("cannot be opened") from wrong


def _key(shared: bytes, once: bytes, public: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"veralot wrap 1" + once + public).derive(shared)
