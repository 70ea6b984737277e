"""The authenticator: enrolled by its owner, proven at once, taken away by an administrator when it is lost."""

from typing import Final

from sqlalchemy import insert, update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity import accounts
from veralot_server.modules.identity.accounts import Account
from veralot_server.modules.identity.domain import check_reason
from veralot_server.modules.identity.secrets import (
    Vault,
    matching_step,
    new_recovery_codes,
    new_totp_secret,
    recovery_hash,
    totp_uri,
)
from veralot_server.modules.identity.tables import RecoveryCode
from veralot_shared.contracts.identity import BeginTotp, ConfirmTotp, DisableTotp, LoginRefused, TotpView, UserView
from veralot_shared.errors import TransitionIllegal
from veralot_shared.i18n import N_
from veralot_shared.ids import UserId

KIND: Final = N_("authenticator")


@handles(BeginTotp)
def begin_totp(_: BeginTotp, tx: Transaction) -> TotpView:
    """Make a secret that waits for its proof.

    An enrolled device is not replaced by whoever finds the workstation open: an administrator takes it away first, so
    that the replacement is on record (P11-25).
    """
    account = accounts.own(tx)
    if account.totp_secret is not None:
        raise TransitionIllegal(kind=KIND, key=account.user_name, state="enrolled", event="enrol")
    secret = new_totp_secret()
    accounts.write(tx, account.id, totp_pending=Vault.load(tx.settings.keys).seal(account.id, secret))
    return TotpView(uri=totp_uri(secret, account.user_name, tx.settings.plant), secret=secret)


@handles(ConfirmTotp)
def confirm_totp(command: ConfirmTotp, tx: Transaction) -> list[str]:
    """Take the waiting secret into use; the proven step is the device's initial test record (P11-27)."""
    account = accounts.own(tx)
    if account.totp_pending is None:
        raise TransitionIllegal(kind=KIND, key=account.user_name, state="not enrolled", event="confirm")
    secret = Vault.load(tx.settings.keys).open(account.id, account.totp_pending)
    step = matching_step(secret, command.code, tx.now, None)
    if step is None:
        raise LoginRefused
    accounts.write(tx, account.id, totp_secret=account.totp_pending, totp_pending=None, totp_last_step=step)
    accounts.changed(tx, account.id)
    return give_recovery_codes(tx, account.id)


@handles(DisableTotp)
def disable_totp(command: DisableTotp, tx: Transaction) -> UserView:
    """Take a lost device, and its recovery codes, from an account at once (P11-25)."""
    check_reason(command.reason)
    account = accounts.locked(tx, command.id)
    require_device(account)
    tx.because(command.reason)
    accounts.write(tx, account.id, totp_secret=None, totp_pending=None, totp_last_step=None)
    void_recovery_codes(tx, account.id)
    return accounts.changed(tx, account.id)


def require_device(account: Account) -> None:
    """Refuse where there is no device to take away. Raises TransitionIllegal."""
    if account.totp_secret is None and account.totp_pending is None:
        raise TransitionIllegal(kind=KIND, key=account.user_name, state="not enrolled", event="disable")


def give_recovery_codes(tx: Transaction, user_id: UserId) -> list[str]:
    """Return ten new recovery codes, of which only hashes are kept; older ones count no more."""
    void_recovery_codes(tx, user_id)
    codes = new_recovery_codes()
    tx.execute(insert(RecoveryCode), [{"user_id": user_id, "code_hash": recovery_hash(code)} for code in codes])
    return codes


def void_recovery_codes(tx: Transaction, user_id: UserId) -> None:
    """Mark every recovery code as used."""
    unused = update(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    tx.execute(unused.values(used_at=tx.now))
