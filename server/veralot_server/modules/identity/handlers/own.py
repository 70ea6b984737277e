"""What one does with one's own account."""

from sqlalchemy.dialects.postgresql import insert as upsert

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity import accounts, sessions
from veralot_server.modules.identity.authentication import hasher, prove_self
from veralot_server.modules.identity.domain import check_pin
from veralot_server.modules.identity.passwords import new_hash
from veralot_server.modules.identity.tables import Pin
from veralot_shared.contracts.identity import (
    AcceptAccountability,
    ChangePassword,
    EndReason,
    LoginMethod,
    LoginRefused,
    PasswordLoginNeeded,
    SetPin,
    UserView,
)


@handles(ChangePassword)
def change_password(command: ChangePassword, tx: Transaction) -> UserView:
    """Change the own password; the person's other sessions end, since whoever sits there may know the old one."""
    account = prove_self(tx, command.old, LoginRefused())
    password_hash = new_hash(tx, account.id, account.user_name, command.new, field="new")
    accounts.set_password(tx, account.id, password_hash, first=False)
    sessions.end_all(tx, account.id, EndReason.PASSWORD_CHANGED, but=tx.actor.session_id)
    return accounts.changed(tx, account.id)


@handles(SetPin)
def set_pin(command: SetPin, tx: Transaction) -> UserView:
    """Set the own PIN; sessions that a badge began elsewhere end, since whoever sits there may know the old one."""
    if sessions.method(tx) is not LoginMethod.PASSWORD:
        raise PasswordLoginNeeded
    account = prove_self(tx, command.password, LoginRefused())
    check_pin(command.pin)
    values = {"pin_hash": hasher(tx).hash(command.pin), "set_at": tx.now}
    statement = upsert(Pin).values(user_id=account.id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=[Pin.user_id], set_=values))
    sessions.end_badged(tx, account.id, EndReason.PIN_CHANGED)
    return accounts.changed(tx, account.id)


@handles(AcceptAccountability)
def accept_accountability(command: AcceptAccountability, tx: Transaction) -> UserView:
    """Keep, once, that and when the person accepted; the statement itself stands in the audit log as the reason."""
    account = prove_self(tx, command.password, LoginRefused())
    if account.accountability_accepted_at is None:
        tx.because(command.statement)
        accounts.write(tx, account.id, accountability_accepted_at=tx.now)
    return accounts.changed(tx, account.id)
