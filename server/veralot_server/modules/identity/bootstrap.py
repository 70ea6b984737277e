"""The first account of a new plant, and the demonstration plant's passwords: what no message could do."""

from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity import accounts
from veralot_server.modules.identity.authentication import hasher
from veralot_server.modules.identity.domain import check_user_name, next_state
from veralot_server.modules.identity.passwords import first_hash
from veralot_shared.contracts.identity import AccountEvent, AccountState, Role
from veralot_shared.errors import RecordExists, RecordNotFound
from veralot_shared.ids import UserId

ANY_ADMINISTRATOR: Final = """
SELECT u.user_name FROM identity_user u JOIN identity_user_role r ON r.user_id = u.id
WHERE r.role = 'administrator' AND u.state <> 'disabled'
ORDER BY u.id LIMIT 1
"""


def create_first_administrator(tx: Transaction, user_name: str, password: str) -> UserId:
    """Make the account from which all others are made; its owner changes the password when first signing in.

    Raises:
        RecordExists: there is an administrator already, who makes all further accounts.
        ValueNotAllowed: `user_name` cannot be one.
        PasswordTooWeak: `password` is.
    """
    tx.wire.execute("LOCK TABLE identity_user_role IN SHARE ROW EXCLUSIVE MODE")
    taken = tx.wire.execute(ANY_ADMINISTRATOR).fetchone()
    if taken:
        raise RecordExists(kind="administrator", key=str(taken[0]))
    check_user_name(user_name)
    password_hash = first_hash(tx, user_name, password)
    user_id = accounts.create(tx, user_name, full_name=user_name, state=AccountState.ACTIVE)
    accounts.set_password(tx, user_id, password_hash, first=True)
    accounts.set_roles(tx, user_id, (), [Role.ADMINISTRATOR])
    accounts.changed(tx, user_id)
    return user_id


def set_demo_password(tx: Transaction, user_name: str, password: str) -> None:
    """Give an account of the demonstration plant its published password, as if its owner had chosen it.

    Raises:
        RuntimeError: this is no demonstration plant.
        RecordNotFound: there is no such account.
        TransitionIllegal: it is disabled.
    """
    if not tx.settings.demo:
        raise RuntimeError("published passwords are for the demonstration plant alone")
    account = accounts.named(tx, user_name)
    if account is None:
        raise RecordNotFound(kind="user", key=user_name)
    state = next_state(account.user_name, account.state, AccountEvent.GIVE_PASSWORD)
    accounts.set_password(tx, account.id, hasher(tx).hash(password), first=False, state=state)
