"""Proves that a person is who they say, counts the failures, locks the account and raises the alarm (P11-26)."""

from typing import NoReturn

from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity import accounts, sessions
from veralot_server.modules.identity.accounts import Account
from veralot_server.modules.identity.domain import FAILURES_TO_LOCK, next_state
from veralot_server.modules.identity.secrets import Passwords, passwords
from veralot_shared.contracts.identity import (
    AccountEvent,
    AccountLocked,
    AccountState,
    EndReason,
    SecurityAlert,
    UsersChanged,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

LOCKED_OUT = N_("The account was locked after too many failed attempts.")


def hasher(tx: Transaction) -> Passwords:
    """Return what hashes passwords on this server."""
    return passwords(tx.settings.password_memory)


def prove(tx: Transaction, account: Account | None, password: str, refusal: CodedError) -> Account:
    """Return the account if the password is its own.

    Nobody learns from the answer or from its time whether an account exists, is closed, or has another password. A
    wrong password is counted, and the count is kept although the message is refused.

    Raises:
        CodedError: `refusal`.
        AccountLocked: too many attempts failed, with this one or before.
    """
    return _proven(tx, account, account.password_hash if account else None, password, refusal)


def prove_pin(tx: Transaction, account: Account | None, pin: str, refusal: CodedError) -> Account:
    """Return the account if the PIN is its own; failures count with those of the password (P11-26). Raises as `prove`."""
    return _proven(tx, account, account.pin_hash if account else None, pin, refusal)


def _proven(tx: Transaction, account: Account | None, stored: str | None, secret: str, refusal: CodedError) -> Account:
    is_open = account is not None and account.state in {AccountState.ACTIVE, AccountState.LOCKED}
    right = hasher(tx).matches(stored if is_open else None, secret)
    if account is None or not is_open:
        raise refusal
    if account.state is AccountState.LOCKED:
        raise AccountLocked(failures=account.failed_attempts)
    if not right:
        fail(tx, account, refusal)
    return account


def fail(tx: Transaction, account: Account, refusal: CodedError) -> NoReturn:
    """Count a failed attempt, lock the account if it was one too many, keep that, and raise.

    Raises:
        CodedError: `refusal`, or AccountLocked.
    """
    failures = account.failed_attempts + 1
    if failures < FAILURES_TO_LOCK:
        accounts.write(tx, account.id, failed_attempts=failures)
        tx.refuse(refusal)
    state = next_state(account.user_name, account.state, AccountEvent.LOCK)
    accounts.write(tx, account.id, failed_attempts=failures, state=state)
    sessions.end_all(tx, account.id, EndReason.ACCOUNT_LOCKED)
    tx.emit(SecurityAlert(user_name=account.user_name, what=LOCKED_OUT, workstation=tx.actor.workstation))
    tx.emit(UsersChanged(user_ids=[account.id]), user_id=account.id)
    tx.refuse(AccountLocked(failures=failures))


def succeed(tx: Transaction, account: Account, password: str) -> None:
    """Forget former failures, and hash the password anew if the parameters have changed since."""
    values: dict[str, object] = {}
    if account.failed_attempts:
        values["failed_attempts"] = 0
    if account.password_hash is not None and hasher(tx).is_outdated(account.password_hash):
        values["password_hash"] = hasher(tx).hash(password)
    if values:
        accounts.write(tx, account.id, **values)


def prove_self(tx: Transaction, password: str, refusal: CodedError) -> Account:
    """Return the actor's own account if the password is right. Raises `refusal` or AccountLocked."""
    account = prove(tx, accounts.own(tx), password, refusal)
    succeed(tx, account, password)
    return account
