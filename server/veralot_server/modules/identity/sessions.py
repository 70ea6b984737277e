"""Sessions: begun by a login, locked while nobody is there, ended once."""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, insert, update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity.secrets import new_token, token_hash
from veralot_server.modules.identity.tables import Session
from veralot_shared.contracts.identity import SessionEnded
from veralot_shared.ids import SessionId, UserId


class EndReason(StrEnum):
    """Why a session ended."""

    LOGOUT = "logout"
    REVOKED = "revoked"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_LOCKED = "account_locked"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a reason's name, not a password


def begin(tx: Transaction, user_id: UserId, workstation: str) -> tuple[SessionId, str]:
    """Begin a session and return its number and its token, which is known to nobody afterwards."""
    token = new_token()
    values = {
        "user_id": user_id,
        "token_hash": token_hash(token),
        "workstation": workstation,
        "address": tx.address,
        "expires_at": tx.now + timedelta(hours=tx.settings.session_hours),
    }
    session_id: SessionId = tx.execute(insert(Session).values(values).returning(Session.id)).scalar_one()
    return session_id, token


def lock(tx: Transaction, session_id: SessionId) -> None:
    """Lock a session. The next signature in it needs both components again (P11-21; 11.200(a)(1)(ii))."""
    still_open = update(Session).where(Session.id == session_id, Session.ended_at.is_(None))
    tx.execute(still_open.values(locked_at=tx.now, signed_at=None))


def unlock(tx: Transaction, session_id: SessionId) -> None:
    """Unlock a session; whatever came before, its next signature needs both components."""
    tx.execute(update(Session).where(Session.id == session_id).values(locked_at=None, signed_at=None))


def end(tx: Transaction, session_id: SessionId, reason: EndReason) -> None:
    """End a session, unless it has ended."""
    _end(tx, Session.id == session_id, reason)


def end_all(tx: Transaction, user_id: UserId, reason: EndReason, *, but: SessionId | None = None) -> None:
    """End every session of a person, `but` one."""
    _end(tx, (Session.user_id == user_id) & (Session.id != (but or 0)), reason)


def _end(tx: Transaction, which: ColumnElement[bool], reason: EndReason) -> None:
    ending = update(Session).where(which, Session.ended_at.is_(None)).values(ended_at=tx.now, end_reason=reason)
    for session_id in tx.execute(ending.returning(Session.id)).scalars().all():
        tx.emit(SessionEnded(session_id=session_id))
