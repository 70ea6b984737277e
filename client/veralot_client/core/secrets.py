"""Passwords that a person asked to keep: in the key ring of the operating system or nowhere.

Where there is no key ring, or it is locked, a password lives in memory until the program ends. It is never written to a
file, a log or the settings.
"""

import logging
from enum import StrEnum

log = logging.getLogger(__name__)

SERVICE = "veralot"


class Keeping(StrEnum):
    """How long a password is kept."""

    KEY_RING = "key_ring"
    SESSION = "session"


class Secrets:
    """The passwords of this computer's user, by server and user name."""

    def __init__(self, *, shared_computer: bool = False) -> None:
        """Use the system's key ring, except on a computer that several people share."""
        self._shared = shared_computer
        self._memory: dict[str, str] = {}

    def get(self, server: str, user_name: str) -> str | None:
        """Return the kept password, or None."""
        key = _key(server, user_name)
        return self._memory.get(key) or (None if self._shared else from_ring(key))

    def keep(self, server: str, user_name: str, secret: str) -> Keeping:
        """Keep a password and return for how long; `SESSION` means that this computer has no key ring for it."""
        key = _key(server, user_name)
        if not self._shared and into_ring(key, secret):
            self._memory.pop(key, None)
            return Keeping.KEY_RING
        self._memory[key] = secret
        return Keeping.SESSION

    def forget(self, server: str, user_name: str) -> None:
        """Drop a password everywhere."""
        key = _key(server, user_name)
        self._memory.pop(key, None)
        if not self._shared:
            out_of_ring(key)


def _key(server: str, user_name: str) -> str:
    return f"{user_name.casefold()}@{server}"


# keyring looks for its back ends when it is imported, which takes longer than a window takes to open: so, only when a
# password is asked for.


def from_ring(key: str) -> str | None:
    """Return what the system's key ring keeps under a name; None where it keeps nothing, or there is none."""
    import keyring  # noqa: PLC0415 - see above
    from keyring.errors import KeyringError  # noqa: PLC0415 - see above

    try:
        return keyring.get_password(SERVICE, key)
    except KeyringError as problem:
        log.info("no key ring to read from: %s", type(problem).__name__)
        return None


def into_ring(key: str, secret: str) -> bool:
    """Keep a secret in the system's key ring and return whether it is there now."""
    import keyring  # noqa: PLC0415 - see above
    from keyring.errors import KeyringError  # noqa: PLC0415 - see above

    try:
        keyring.set_password(SERVICE, key, secret)
        # A null back end takes everything and keeps nothing.
        return keyring.get_password(SERVICE, key) == secret
    except KeyringError as problem:
        log.info("no key ring to keep in: %s", type(problem).__name__)
        return False


def out_of_ring(key: str) -> None:
    """Drop a secret from the system's key ring, if there is one."""
    import keyring  # noqa: PLC0415 - see above
    from keyring.errors import KeyringError  # noqa: PLC0415 - see above

    try:
        if keyring.get_password(SERVICE, key) is not None:
            keyring.delete_password(SERVICE, key)
    except KeyringError as problem:
        log.info("no key ring to forget from: %s", type(problem).__name__)
