"""Makes a new password's hash, once the password is found good."""

from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity import accounts
from veralot_server.modules.identity.authentication import hasher
from veralot_server.modules.identity.domain import FORMER_PASSWORDS, check_strength
from veralot_shared.contracts.identity import PasswordUsedBefore
from veralot_shared.ids import UserId


def first_hash(tx: Transaction, user_name: str, password: str) -> str:
    """Return the hash of the first password of a new account. Raises PasswordTooWeak."""
    check_strength(password, user_name, "password")
    return hasher(tx).hash(password)


def new_hash(tx: Transaction, user_id: UserId, user_name: str, password: str, field: str) -> str:
    """Return the hash of an account's next password. Raises PasswordTooWeak, PasswordUsedBefore."""
    check_strength(password, user_name, field)
    former = accounts.former_passwords(tx, user_id, FORMER_PASSWORDS)
    if any(hasher(tx).matches(old, password) for old in former):
        raise PasswordUsedBefore(count=FORMER_PASSWORDS, field=field)
    return hasher(tx).hash(password)
