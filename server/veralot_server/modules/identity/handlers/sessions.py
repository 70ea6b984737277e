"""Locks, unlocks and ends sessions."""

from sqlalchemy import select

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity import accounts, sessions
from veralot_server.modules.identity.authentication import prove_self
from veralot_server.modules.identity.tables import Session, User
from veralot_shared.contracts.identity import (
    EndReason,
    LockSession,
    LoginRefused,
    Logout,
    Permission,
    PermissionDenied,
    RevokeSession,
    SessionNeeded,
    UnlockSession,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import SessionId


@handles(Logout)
def logout(_: Logout, tx: Transaction) -> None:
    """End the own session."""
    sessions.end(tx, own_session(tx), EndReason.LOGOUT)


@handles(LockSession)
def lock_session(_: LockSession, tx: Transaction) -> None:
    """Lock the own session."""
    sessions.lock(tx, own_session(tx))


@handles(UnlockSession)
def unlock_session(command: UnlockSession, tx: Transaction) -> None:
    """Unlock the own session with the password."""
    prove_self(tx, command.password, LoginRefused())
    sessions.unlock(tx, own_session(tx))


@handles(RevokeSession)
def revoke_session(command: RevokeSession, tx: Transaction) -> None:
    """End a session: the own ones, or with the right for it anybody's."""
    found = select(Session.user_id, User.customer_id).join(User, User.id == Session.user_id)
    row = tx.execute(found.where(Session.id == command.session_id)).one_or_none()
    hidden = tx.actor.customer_id is not None and (row is None or row.customer_id != tx.actor.customer_id)
    if row is None or hidden:
        raise RecordNotFound(kind="session", key=str(command.session_id))
    if row.user_id != tx.actor.user_id and Permission.SESSION_MANAGE not in tx.actor.permissions:
        permission = Permission.SESSION_MANAGE
        raise PermissionDenied(permission=permission, roles=accounts.roles_with(tx, permission))
    sessions.end(tx, command.session_id, EndReason.REVOKED)


def own_session(tx: Transaction) -> SessionId:
    """Return the session in which the message came. Raises SessionNeeded: it came without one."""
    if tx.actor.session_id is None:
        raise SessionNeeded
    return tx.actor.session_id
