"""Everything that is secret: passwords, session tokens, authenticators, recovery codes, and the key that seals them.

Nothing of this is stored as it is (11.200, 11.300(d)): passwords as argon2id, tokens and recovery codes as SHA-256 of
32 and 10 random bytes, authenticators' secrets encrypted with a key that lies outside the database.
"""

import hmac
import os
import secrets
from base64 import b32encode, b64decode, b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final
from unicodedata import normalize

import msgspec
import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyotp.utils import strings_equal

from veralot_server.core.certificates import KeysUnreadable, load_key, make_once, passphrase, private_pem, write_private
from veralot_shared.ids import UserId

TOKEN_BYTES: Final = 32
RECOVERY_CODES: Final = 10
RECOVERY_BYTES: Final = 10
"""80 bits: nobody tries that many, so a fast hash is enough."""
GROUP: Final = 4
NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32
TOTP_WINDOW: Final = 1
"""Steps of 30 s before and after the present one that still count (RFC 6238 §5.2)."""


class Passwords:
    """Hashes passwords with argon2id; the parameters are RFC 9106's second recommendation unless told otherwise."""

    def __init__(self, memory: int = RFC_9106_LOW_MEMORY.memory_cost) -> None:
        """Take `memory` KiB for each hash."""
        self._hasher = PasswordHasher.from_parameters(replace(RFC_9106_LOW_MEMORY, memory_cost=memory))
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """Return the salted hash of a password, with its parameters."""
        return self._hasher.hash(typed(password))

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Tell whether the password is the hashed one; without a hash it takes as long and is false."""
        try:
            self._hasher.verify(password_hash or self._nobody, typed(password))
        except VerifyMismatchError:
            return False
        return password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Tell whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)


@cache
def passwords(memory: int) -> Passwords:
    """Return the hasher that takes `memory` KiB; making one costs a hash."""
    return Passwords(memory)


def typed(password: str) -> str:
    """Return a password as it counts: the same characters typed on another keyboard are the same password (NFKC)."""
    return normalize("NFKC", password)


# --- sessions --------------------------------------------------------------------------------------------------------


def new_token() -> str:
    """Return a new session token; only its hash is stored."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """Return what is stored of a session token."""
    return sha256(token.encode()).digest()


# --- authenticators --------------------------------------------------------------------------------------------------


def new_totp_secret() -> str:
    """Return a new secret of 160 bits for an authenticator (RFC 4226 §4, R6), in base 32."""
    return pyotp.random_base32()


def totp_uri(secret: str, user_name: str, issuer: str) -> str:
    """Return what the QR code of an enrolment says."""
    return pyotp.TOTP(secret).provisioning_uri(name=user_name, issuer_name=issuer)


def matching_step(secret: str, code: str, at: datetime, last_step: int | None) -> int | None:
    """Return the time step whose code this is, or `None`; a step up to `last_step` was used and counts no more."""
    totp = pyotp.TOTP(secret)
    now = totp.timecode(at)
    steps = range(now - TOTP_WINDOW, now + TOTP_WINDOW + 1)
    fresh = [step for step in steps if last_step is None or step > last_step]
    return next((step for step in fresh if strings_equal(totp.generate_otp(step), figures(code))), None)


def is_totp(code: str) -> bool:
    """Tell whether a code has the form of an authenticator's; everything else is taken for a recovery code."""
    return figures(code).isdecimal()


def figures(code: str) -> str:
    """Return a code without the spaces and hyphens that people type for legibility."""
    return "".join(code.split()).replace("-", "").upper()


def new_recovery_codes() -> list[str]:
    """Return ten new recovery codes, in groups of four characters."""
    return [grouped(b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode()) for _ in range(RECOVERY_CODES)]


def grouped(code: str) -> str:
    """Return a code with a hyphen after each four characters."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def recovery_hash(code: str) -> str:
    """Return what is stored of a recovery code."""
    return sha256(figures(code).encode()).hexdigest()


# --- at rest ---------------------------------------------------------------------------------------------------------


class Vault(msgspec.Struct, frozen=True):
    """Seals authenticators' secrets (AES-256-GCM), so that a copy of the database alone gives no codes.

    The key is derived from a PKCS #8 file like the plant's other keys, so that the same passphrase protects it:
    `keys/identity/identity.key`.
    """

    key: bytes

    @classmethod
    def create(cls, folder: Path, environ: Mapping[str, str] = os.environ) -> "Vault":
        """Make the key if it is not there yet, and return the vault. Raises KeysUnreadable."""
        secret = passphrase(environ)
        pem = private_pem(Ed25519PrivateKey.generate(), secret)
        make_once(folder / "identity", lambda made: write_private(made / "identity.key", pem))
        return cls.load(folder, environ)

    @classmethod
    def load(cls, folder: Path, environ: Mapping[str, str] = os.environ) -> "Vault":
        """Return the vault of an existing key; a missing one is never replaced in silence. Raises KeysUnreadable."""
        file = folder / "identity" / "identity.key"
        key = load_key(file, passphrase(environ))
        if not isinstance(key, Ed25519PrivateKey):
            raise KeysUnreadable(file)
        derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"veralot identity vault")
        return cls(derive.derive(key.private_bytes_raw()))

    def seal(self, owner: UserId, text: str) -> str:
        """Return the text encrypted for its owner; moved to another account it cannot be opened."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return b64encode(nonce + AESGCM(self.key).encrypt(nonce, text.encode(), b"%d" % owner)).decode()

    def open(self, owner: UserId, sealed: str) -> str:
        """Return the text again. Raises cryptography's InvalidTag if the key, the owner or a bit is another."""
        data = b64decode(sealed)
        nonce, content = data[:NONCE_BYTES], data[NONCE_BYTES:]
        return AESGCM(self.key).decrypt(nonce, content, b"%d" % owner).decode()

    def badge_hash(self, code: str) -> bytes:
        """Return what is stored of a badge's code: keyed, since the codes of a box of badges are soon tried through."""
        derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"veralot identity badges")
        return hmac.digest(derive.derive(self.key), code.encode(), "sha256")

    def __repr__(self) -> str:
        """Hide the key: representations end up in logs."""
        return "Vault(***)"
