"""Badges and shared workstations in the database: found, locked, shown."""

from typing import NamedTuple

from sqlalchemy import select

from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity.domain import TEST_AGE, badge_code
from veralot_server.modules.identity.secrets import Vault, token_hash
from veralot_server.modules.identity.tables import Badge, Workstation
from veralot_shared.contracts.identity import BadgeState, BadgeView, FloorChanged, WorkstationUnknown, WorkstationView
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import BadgeId, UserId, WorkstationId

BADGES = """
SELECT b.id, b.user_id, u.user_name, u.full_name, u.full_name_zh, b.label, b.state, b.assigned_at,
       a.full_name AS assigned_by, a.full_name_zh AS assigned_by_zh, b.changed_at, b.reason, b.tested_at,
       r.label AS replaces,
       CASE WHEN b.state = 'assigned' THEN ((b.tested_at + %(test_age)s) AT TIME ZONE %(zone)s)::date END AS test_due
FROM identity_badge b
JOIN identity_user u ON u.id = b.user_id
JOIN identity_user a ON a.id = b.assigned_by
LEFT JOIN identity_badge r ON r.id = b.replaces_id
WHERE (%(customer)s::bigint IS NULL OR u.customer_id = %(customer)s)
"""

WORKSTATIONS = """
SELECT w.id, w.name, w.idle_seconds, w.enrolled_at, u.full_name AS enrolled_by, u.full_name_zh AS enrolled_by_zh,
       w.withdrawn_at, w.withdrawn_reason,
       (SELECT max(s.started_at) FROM identity_session s WHERE s.workstation_id = w.id) AS last_used_at
FROM identity_workstation w
JOIN identity_user u ON u.id = w.enrolled_by
WHERE %(customer)s::bigint IS NULL
"""


def code_hash(tx: Transaction, read: str) -> bytes:
    """Return what is stored of a badge that was read. Raises ValueNotAllowed."""
    return Vault.load(tx.settings.keys).badge_hash(badge_code(read))


def holder(tx: Transaction, read: str) -> tuple[BadgeId, UserId] | None:
    """Return a badge that may be used, and whose it is; nothing for any other, or for what no badge can be."""
    try:
        wanted = code_hash(tx, read)
    except ValueNotAllowed:
        return None
    found = select(Badge.id, Badge.user_id).where(Badge.code_hash == wanted, Badge.state == BadgeState.ASSIGNED)
    row = tx.execute(found).one_or_none()
    return None if row is None else (row.id, row.user_id)


class Station(NamedTuple):
    """An enrolled workstation, as a log-in needs it."""

    id: WorkstationId
    name: str
    idle_seconds: int


def workstation(tx: Transaction, token: str) -> Station:
    """Return the enrolled workstation that has this key. Raises WorkstationUnknown."""
    found = select(Workstation.id, Workstation.name, Workstation.idle_seconds)
    row = tx.execute(
        found.where(Workstation.token_hash == token_hash(token), Workstation.withdrawn_at.is_(None))
    ).one_or_none()
    if row is None:
        raise WorkstationUnknown
    return Station(row.id, row.name, row.idle_seconds)


def badge(tx: Transaction, badge_id: BadgeId) -> BadgeView:
    """Lock a badge until the transaction ends and return it. Raises RecordNotFound."""
    tx.execute(select(Badge.id).where(Badge.id == badge_id).with_for_update()).all()
    return tx.found(tx.one(BadgeView, f"{BADGES} AND b.id = %(id)s", id=badge_id, **scope(tx)), "badge", badge_id)


def station(tx: Transaction, workstation_id: WorkstationId) -> WorkstationView:
    """Lock a workstation until the transaction ends and return it. Raises RecordNotFound."""
    tx.execute(select(Workstation.id).where(Workstation.id == workstation_id).with_for_update()).all()
    query = f"{WORKSTATIONS} AND w.id = %(id)s"
    found = tx.one(WorkstationView, query, id=workstation_id, customer=tx.actor.customer_id)
    return tx.found(found, "workstation", workstation_id)


def scope(tx: Transaction) -> dict[str, object]:
    """Return what every question about badges needs: whose they may be, and when they are to be tested."""
    return {"customer": tx.actor.customer_id, "test_age": TEST_AGE, "zone": tx.settings.zone}


def told(tx: Transaction, view: BadgeView) -> BadgeView:
    """Tell that a badge changed, its person too, and return it."""
    tx.emit(FloorChanged(badge_ids=[view.id]), user_id=view.user_id)
    return view
