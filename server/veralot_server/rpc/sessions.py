"""Who sent a message: from the token in its header to the actor with the rights, asked as the transaction begins."""

import time
from datetime import datetime, timedelta
from functools import lru_cache

import msgspec

from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.identity.domain import password_expired
from veralot_shared.contracts import identity
from veralot_shared.ids import PartnerId, SessionId, UserId

CONTACT_EVERY = timedelta(seconds=30)
"""How exactly the last contact is kept; a write at every question would cost more than the question."""

WHILE_LOCKED = frozenset({identity.UnlockSession.op, identity.Logout.op})
WHILE_EXPIRED = frozenset(
    {identity.ChangePassword.op, identity.Logout.op, identity.WhoAmI.op, identity.AcceptAccountability.op}
)


class Found(msgspec.Struct, frozen=True):
    """A session as it stands in the database, with its person and rights."""

    session_id: SessionId
    workstation: str
    locked_at: datetime | None
    expires_at: datetime
    ended_at: datetime | None
    signed_at: datetime | None
    idle_seconds: int | None
    now: datetime
    user_id: UserId
    user_name: str
    full_name: str
    state: str
    customer_id: PartnerId | None
    must_change_password: bool
    password_changed_at: datetime | None
    contact: datetime
    roles: list[str]
    rights: str | None

    @property
    def permissions(self) -> frozenset[str]:
        """The rights of all roles."""
        return apart(self.rights or "")


@lru_cache(maxsize=256)
def apart(rights: str) -> frozenset[str]:
    """Return rights that come in one text, with spaces between, some of them twice. People of the same roles have the same."""
    return frozenset(rights.split())


_DECODER = msgspec.json.Decoder(Found)

TRUSTED_SECONDS = 1.0
"""How long a question may rest on a session that was looked up before. Commands never do."""


class Known:
    """Sessions that were just looked up, so that a burst of questions asks the database once who is asking.

    A process keeps nothing here that another would need: whatever changes about people and sessions is heard within
    milliseconds and empties it, what is not heard ends after a second, and while nothing can be heard it stays empty.
    """

    def __init__(self) -> None:
        self._found: dict[bytes, tuple[float, Found]] = {}
        self._hearing = False

    def find(self, token_hash: bytes) -> Found | None:
        """Return a session that was looked up within the last second."""
        at, found = self._found.get(token_hash, (0.0, None))
        return found if time.monotonic() - at < TRUSTED_SECONDS else None

    def keep(self, token_hash: bytes, found: Found) -> None:
        """Remember a session for a second."""
        if self._hearing:
            self._found[token_hash] = (time.monotonic(), found)

    def hear(self, event: str) -> None:
        """Forget everything when something changed about people, rights or sessions."""
        if event.startswith("identity."):
            self._found.clear()

    def hearing(self, *, now: bool) -> None:
        """Say whether events are heard now; what was remembered until then is forgotten."""
        self._hearing = now
        self._found.clear()


def looked_up(tx: Transaction) -> Found | None:
    """Return the session with whose token the transaction was begun."""
    if not tx.entered:
        return None
    found = _DECODER.decode(tx.entered)
    tx.now = found.now
    return found


def is_over(found: Found) -> bool:
    """Tell whether a session has ended or expired, or its account is no longer open."""
    return bool(found.ended_at) or found.expires_at < found.now or found.state not in ("active", "requested")


def enter(tx: Transaction, found: Found | None, op: str) -> Actor:
    """Return who acts in a session.

    Raises:
        SessionNeeded: unknown, ended or expired session, or an account that is no longer open.
        SessionLocked: locked by its owner or by inactivity.
        PasswordExpired: the password is a first one or too old.
    """
    if found is None or is_over(found):
        raise identity.SessionNeeded
    idle = found.now - found.contact > timedelta(seconds=found.idle_seconds or tx.settings.idle_seconds)
    if (found.locked_at or idle) and op not in WHILE_LOCKED:
        raise identity.SessionLocked
    if (
        found.must_change_password or password_expired(found.password_changed_at, found.now)
    ) and op not in WHILE_EXPIRED:
        raise identity.PasswordExpired
    if found.now - found.contact > CONTACT_EVERY:
        tx.contact = found.session_id
    return Actor(
        user_id=found.user_id,
        user_name=found.user_name,
        full_name=found.full_name,
        session_id=found.session_id,
        workstation=found.workstation,
        roles=frozenset(found.roles),
        permissions=found.permissions,
        customer_id=found.customer_id,
        has_signed=found.signed_at is not None,
    )
