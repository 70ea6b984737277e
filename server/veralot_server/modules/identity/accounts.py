"""Accounts in the database: found, locked, read, written; and shown as `UserView`."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity.domain import is_user_name, user_key
from veralot_server.modules.identity.tables import FormerPassword, RolePermission, User, UserRole
from veralot_shared.contracts.identity import AccountState, Permission, Role, UsersChanged, UserView
from veralot_shared.errors import RecordExists, RecordNotFound
from veralot_shared.ids import PartnerId, UserId

ACCOUNT = """
SELECT u.*, ARRAY(SELECT r.role FROM identity_user_role r WHERE r.user_id = u.id ORDER BY r.role) AS roles, p.pin_hash
FROM identity_user u
LEFT JOIN identity_pin p ON p.user_id = u.id
WHERE u.id = %(id)s
"""

USERS = """
SELECT u.id, u.version, u.user_name, u.full_name, u.full_name_zh, u.state, u.customer_id, p.name AS customer,
       p.name_zh AS customer_zh,
       u.language, ARRAY(SELECT r.role FROM identity_user_role r WHERE r.user_id = u.id ORDER BY r.role) AS roles,
       u.totp_secret IS NOT NULL AS totp_enrolled, u.identity_verified_at, v.full_name AS identity_verified_by,
       v.full_name_zh AS identity_verified_by_zh,
       u.accountability_accepted_at, u.password_changed_at, u.must_change_password, u.failed_attempts, u.created_at,
       n.set_at AS pin_set_at
FROM identity_user u
LEFT JOIN identity_pin n ON n.user_id = u.id
LEFT JOIN items_partner p ON p.id = u.customer_id
LEFT JOIN identity_user v ON v.id = u.identity_verified_by
"""


USER = b"SELECT row_to_json(v) FROM (%s WHERE u.id = $1::bigint) AS v" % USERS.encode()


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account as the rules need it."""

    id: UserId
    version: int
    user_name: str
    full_name: str
    full_name_zh: str
    state: AccountState
    roles: list[Role]
    customer_id: PartnerId | None
    language: str
    password_hash: str | None
    pin_hash: str | None
    password_changed_at: datetime | None
    must_change_password: bool
    failed_attempts: int
    totp_secret: str | None
    totp_pending: str | None
    totp_last_step: int | None
    identity_verified_at: datetime | None
    accountability_accepted_at: datetime | None


# --- reading ---------------------------------------------------------------------------------------------------------


def locked(tx: Transaction, user_id: UserId) -> Account:
    """Lock the account until the transaction ends and return it as it then is.

    Whatever is decided on it (roles, failures, states) is decided one after the other, however many ask (CN-03).

    Raises:
        RecordNotFound: there is none, or none that the actor may see.
    """
    tx.execute(select(User.id).where(User.id == user_id).with_for_update()).all()
    account = tx.one(Account, ACCOUNT, id=user_id)
    if account is None or (tx.actor.customer_id is not None and account.customer_id != tx.actor.customer_id):
        raise RecordNotFound(kind="user", key=str(user_id))
    return account


def named(tx: Transaction, user_name: str) -> Account | None:
    """Lock and return the account of a user name, whatever its case; `None` if there is none."""
    if not is_user_name(user_name):
        return None
    found = tx.execute(select(User.id).where(User.user_key == user_key(user_name)).with_for_update()).scalar()
    return None if found is None else tx.one(Account, ACCOUNT, id=found)


def own(tx: Transaction) -> Account:
    """Lock and return the actor's own account."""
    return locked(tx, tx.actor.user_id)


def view(tx: Transaction, user_id: UserId) -> UserView:
    """Return an account as it is shown. Raises RecordNotFound."""
    return tx.found(tx.document(UserView, USER, user_id), "user", user_id)


def rights(tx: Transaction, roles: Iterable[Role]) -> dict[Role, frozenset[str]]:
    """Return what each role may."""
    wanted = list(roles)
    held = select(RolePermission).with_only_columns(RolePermission.role, RolePermission.permission)
    rows = tx.execute(held.where(RolePermission.role.in_(wanted))).all()
    return {role: frozenset(row.permission for row in rows if row.role == role) for role in wanted}


def roles_with(tx: Transaction, permission: str) -> list[Role]:
    """Return the roles that have a right, so that a refusal can say whom to ask."""
    found = tx.execute(select(RolePermission.role).where(RolePermission.permission == permission)).scalars().all()
    return [role for role in Role if role in found]


def signing_roles(tx: Transaction) -> frozenset[str]:
    """Return the roles whose holders may sign."""
    return frozenset(roles_with(tx, Permission.SIGN))


def check_customer(tx: Transaction, customer_id: PartnerId | None) -> None:
    """Refuse a customer that there is not, or that is another than the actor's own. Raises RecordNotFound."""
    query = "SELECT id FROM items_partner WHERE id = %(id)s AND kind = 'customer'"
    if tx.actor.customer_id not in (None, customer_id):
        raise RecordNotFound(kind="customer", key=str(customer_id))
    if customer_id is not None and not tx.wire.execute(query, {"id": customer_id}).fetchone():
        raise RecordNotFound(kind="customer", key=str(customer_id))


# --- writing ---------------------------------------------------------------------------------------------------------


def create(tx: Transaction, user_name: str, **values: object) -> UserId:
    """Insert an account. Raises RecordExists: the name, whatever its case, was given before (P11-19, P11-23)."""
    row = {"user_name": user_name.strip(), "user_key": user_key(user_name), "must_change_password": True, **values}
    statement = upsert(User).values(row).on_conflict_do_nothing(index_elements=[User.user_key]).returning(User.id)
    new: UserId | None = tx.execute(statement).scalar()
    if new is None:
        raise RecordExists(kind="user", key=user_name, field="user_name")
    return new


def write(tx: Transaction, user_id: UserId, **values: object) -> None:
    """Change fields of an account."""
    tx.execute(update(User).where(User.id == user_id).values(values))


def changed(tx: Transaction, user_id: UserId) -> UserView:
    """Tell that an account changed, and return it as it is shown."""
    tx.emit(UsersChanged(user_ids=[user_id]), user_id=user_id)
    return view(tx, user_id)


def set_roles(tx: Transaction, user_id: UserId, before: Iterable[Role], after: Iterable[Role]) -> None:
    """Withdraw the roles that are no longer wanted and give the new ones."""
    old, new = set(before), set(after)
    if old - new:
        tx.execute(delete(UserRole).where(UserRole.user_id == user_id, UserRole.role.in_(sorted(old - new))))
    if new - old:
        tx.execute(insert(UserRole), [{"user_id": user_id, "role": role} for role in sorted(new - old)])


def set_password(tx: Transaction, user_id: UserId, password_hash: str, *, first: bool, **values: object) -> None:
    """Store a new password and remember it as used; a `first` one must be changed by its owner (P11-22)."""
    write(
        tx,
        user_id,
        password_hash=password_hash,
        password_changed_at=tx.now,
        must_change_password=first,
        **values,
    )
    tx.execute(insert(FormerPassword).values(user_id=user_id, password_hash=password_hash))


def former_passwords(tx: Transaction, user_id: UserId, count: int) -> list[str]:
    """Return the hashes of the last passwords, the present one first."""
    last = select(FormerPassword.password_hash).where(FormerPassword.user_id == user_id)
    return list(tx.execute(last.order_by(FormerPassword.id.desc()).limit(count)).scalars())
