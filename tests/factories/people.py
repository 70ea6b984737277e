"""People of a test plant."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.identity.tables import RolePermission, User, UserRole
from veralot_shared.messages import messages


def person(tx: Transaction, name: str, *, roles: tuple[str, ...], customer_id: Any = None) -> Actor:
    """Return an active person with `roles` and their rights; without roles, with every right that a message asks for."""
    found = tx.execute(select(User.id).where(User.user_key == name.casefold())).scalar()
    user_id = found or _insert(tx, name, roles, customer_id)
    return Actor(
        user_id=user_id,
        user_name=name,
        full_name=name.title(),
        session_id=None,
        workstation="TEST-PC",
        roles=frozenset(roles),
        permissions=_rights(tx, roles),
        customer_id=customer_id,
    )


def _insert(tx: Transaction, name: str, roles: tuple[str, ...], customer_id: Any) -> Any:
    values = {
        "user_name": name,
        "user_key": name.casefold(),
        "full_name": name.title(),
        "full_name_zh": "测试员",
        "state": "active",
        "must_change_password": False,
        "customer_id": customer_id,
    }
    user_id = tx.execute(insert(User).values(values).returning(User.id)).scalar_one()
    for role in roles:
        tx.execute(insert(UserRole).values(user_id=user_id, role=role))
    return user_id


def _rights(tx: Transaction, roles: tuple[str, ...]) -> frozenset[str]:
    if not roles:
        return frozenset(str(cls.permission) for cls in messages().values() if cls.permission is not None)
    rows = tx.execute(select(RolePermission.permission).where(RolePermission.role.in_(roles))).scalars()
    return frozenset(rows)
