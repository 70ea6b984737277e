"""Sessions: begun by a login, locked while nobody is there, ended once."""

from datetime import timedelta

from sqlalchemy import ColumnElement, insert, select, update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity.secrets import new_token, token_hash
from veralot_server.modules.identity.tables import Session
from veralot_shared.contracts.identity import EndReason, LoginMethod, SessionEnded
from veralot_shared.ids import BadgeId, SessionId, UserId, WorkstationId


def begin(tx: Transaction, user_id: UserId, workstation: str, **how: object) -> tuple[SessionId, str]:
    """Begin a session and return its number and its token, which is known to nobody afterwards.

    `how` it was begun, where not with the password: `method`, `badge_id`, `workstation_id`, `idle_seconds`.
    """
    token = new_token()
    values = {
        "user_id": user_id,
        "token_hash": token_hash(token),
        "workstation": workstation,
        "address": tx.address,
        "expires_at": tx.now + timedelta(hours=tx.settings.session_hours),
        **how,
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


def end_at(tx: Transaction, workstation_id: WorkstationId, reason: EndReason, *, user_id: UserId | None = None) -> None:
    """End the sessions at an enrolled workstation, of one person or of everybody."""
    whose = Session.workstation_id == workstation_id
    _end(tx, whose if user_id is None else whose & (Session.user_id == user_id), reason)


def end_badged(tx: Transaction, user_id: UserId, reason: EndReason) -> None:
    """End every session of a person that a badge began."""
    _end(tx, (Session.user_id == user_id) & (Session.method == LoginMethod.BADGE), reason)


def method(tx: Transaction) -> LoginMethod | None:
    """Return how the actor's own session was begun; nothing where there is none."""
    found = tx.execute(select(Session.method).where(Session.id == tx.actor.session_id)).scalar()
    return None if found is None else LoginMethod(found)


def end_by(tx: Transaction, badge_id: BadgeId, reason: EndReason) -> None:
    """End the sessions that a badge began."""
    _end(tx, Session.badge_id == badge_id, reason)


def _end(tx: Transaction, which: ColumnElement[bool], reason: EndReason) -> None:
    ending = update(Session).where(which, Session.ended_at.is_(None)).values(ended_at=tx.now, end_reason=reason)
    for row in tx.execute(ending.returning(Session.id, Session.user_id)).all():
        tx.emit(SessionEnded(session_id=row.id), user_id=row.user_id)
