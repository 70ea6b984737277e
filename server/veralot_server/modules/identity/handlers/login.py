"""Begins a session."""

from typing import Final

from sqlalchemy import update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.identity import accounts, sessions
from veralot_server.modules.identity.accounts import Account
from veralot_server.modules.identity.authentication import fail, prove, succeed
from veralot_server.modules.identity.domain import password_expired
from veralot_server.modules.identity.secrets import Vault, is_totp, matching_step, recovery_hash
from veralot_server.modules.identity.tables import RecoveryCode
from veralot_shared import __version__
from veralot_shared.contracts.identity import (
    ClientOutdated,
    Login,
    LoginMethod,
    LoginRefused,
    LoginView,
    Permission,
    Role,
    TotpNeeded,
)
from veralot_shared.ids import SessionId
from veralot_shared.messages import contract_hash

LONGEST_WORKSTATION: Final = 100


@handles(Login)
def login(command: Login, tx: Transaction) -> LoginView:
    """Prove the person, begin a session and tell the client what it needs."""
    if command.contract_hash != contract_hash():
        raise ClientOutdated(server_version=__version__)
    workstation = (command.workstation or tx.actor.workstation)[:LONGEST_WORKSTATION]
    tx.act(Actor.system(workstation), tx.op, tx.command_id)
    account = prove(tx, accounts.named(tx, command.user_name), command.password, LoginRefused())
    if account.totp_secret is not None:
        prove_device(tx, account, account.totp_secret, command.totp)
    rights = accounts.rights(tx, account.roles)
    tx.act(actor(account, rights, workstation), tx.op, tx.command_id)
    succeed(tx, account, command.password)
    session_id, token = sessions.begin(tx, account.id, workstation)
    return login_view(tx, account, rights, session_id, token)


def prove_device(tx: Transaction, account: Account, sealed: str, code: str | None) -> None:
    """Let a code of the authenticator, or an unused recovery code, pass once.

    Raises:
        TotpNeeded: no code was given.
        LoginRefused: the code is wrong, or was used before.
        AccountLocked: one failure too many.
    """
    if not code:
        raise TotpNeeded
    passed = use_totp(tx, account, sealed, code) if is_totp(code) else use_recovery_code(tx, account, code)
    if not passed:
        fail(tx, account, LoginRefused())


def use_totp(tx: Transaction, account: Account, sealed: str, code: str) -> bool:
    """Tell whether this is a code of the authenticator, and mark its step as used."""
    secret = Vault.load(tx.settings.keys).open(account.id, sealed)
    step = matching_step(secret, code, tx.now, account.totp_last_step)
    if step is not None:
        accounts.write(tx, account.id, totp_last_step=step)
    return step is not None


def use_recovery_code(tx: Transaction, account: Account, code: str) -> bool:
    """Tell whether this is an unused recovery code, and mark it as used."""
    unused = update(RecoveryCode).where(
        RecoveryCode.user_id == account.id,
        RecoveryCode.code_hash == recovery_hash(code),
        RecoveryCode.used_at.is_(None),
    )
    return bool(tx.execute(unused.values(used_at=tx.now)).rowcount)


def actor(account: Account, rights: dict[Role, frozenset[str]], workstation: str) -> Actor:
    """Return the person as the one who acts from here on."""
    return Actor(
        user_id=account.id,
        user_name=account.user_name,
        full_name=account.full_name,
        session_id=None,
        workstation=workstation,
        roles=frozenset(account.roles),
        permissions=frozenset[str]().union(*rights.values()),
        customer_id=account.customer_id,
    )


def login_view(
    tx: Transaction,
    account: Account,
    rights: dict[Role, frozenset[str]],
    session_id: SessionId,
    token: str,
    *,
    method: LoginMethod = LoginMethod.PASSWORD,
    idle_seconds: int | None = None,
) -> LoginView:
    """Return what the client learns."""
    permissions = sorted(frozenset[str]().union(*rights.values()))
    expired = password_expired(account.password_changed_at, tx.now)
    signs = Permission.SIGN in permissions and Role.ADMINISTRATOR not in rights
    return LoginView(
        token=token,
        session_id=session_id,
        user=accounts.view(tx, account.id),
        permissions=permissions,
        idle_seconds=idle_seconds or tx.settings.idle_seconds,
        plant=tx.settings.plant,
        plant_zone=tx.settings.zone,
        must_change_password=account.must_change_password or expired,
        must_accept_accountability=signs and account.accountability_accepted_at is None,
        method=method,
        workstation=tx.actor.workstation,
    )
