"""Begins a session at a shared computer, with badge and PIN."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.identity import accounts, floor, sessions
from veralot_server.modules.identity.authentication import prove_pin
from veralot_server.modules.identity.domain import password_expired
from veralot_server.modules.identity.handlers.login import actor, login_view
from veralot_shared import __version__
from veralot_shared.contracts.identity import (
    BadgeLogin,
    BadgeRefused,
    ClientOutdated,
    EndReason,
    LoginMethod,
    LoginView,
    PasswordExpired,
    PinNeeded,
)
from veralot_shared.messages import contract_hash


@handles(BadgeLogin)
def badge_login(command: BadgeLogin, tx: Transaction) -> LoginView:
    """Prove computer, badge and PIN, and begin a session of this person that goes idle as the computer says.

    The computer comes first: nobody tries badges or PINs from elsewhere. Who comes back to it leaves no session behind.
    """
    if command.contract_hash != contract_hash():
        raise ClientOutdated(server_version=__version__)
    station = floor.workstation(tx, command.workstation_token)
    tx.act(Actor.system(station.name), tx.op, tx.command_id)
    badge = floor.holder(tx, command.badge)
    account = None if badge is None else accounts.locked(tx, badge[1])
    if account is not None and account.pin_hash is None:
        raise PinNeeded
    person = prove_pin(tx, account, command.pin, BadgeRefused())
    if person.must_change_password or password_expired(person.password_changed_at, tx.now):
        raise PasswordExpired
    rights = accounts.rights(tx, person.roles)
    tx.act(actor(person, rights, station.name), tx.op, tx.command_id)
    if person.failed_attempts:
        accounts.write(tx, person.id, failed_attempts=0)
    sessions.end_at(tx, station.id, EndReason.CAME_BACK, user_id=person.id)
    how = {
        "method": LoginMethod.BADGE,
        "badge_id": badge[0] if badge else None,
        "workstation_id": station.id,
        "idle_seconds": station.idle_seconds,
    }
    session_id, token = sessions.begin(tx, person.id, station.name, **how)
    return login_view(
        tx, person, rights, session_id, token, method=LoginMethod.BADGE, idle_seconds=station.idle_seconds
    )
