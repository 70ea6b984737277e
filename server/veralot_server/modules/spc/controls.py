"""Characteristics under control in the database: shown, locked, told of."""

from datetime import datetime
from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc.domain import timing
from veralot_server.modules.spc.domain.charting import Spec
from veralot_shared.contracts.spc import ControlsChanged, ControlView, ExceptionOpen
from veralot_shared.ids import ControlId, PartnerId

SEEN: Final = "(%(scope)s::bigint IS NULL OR k.customer_id = %(scope)s)"

VIEW: Final = f"""
SELECT k.id, k.version, k.code, coalesce(nullif(k.name, ''), c.name, '') AS name,
       CASE WHEN k.name = '' THEN coalesce(c.name_zh, '') ELSE k.name_zh END AS name_zh, k.status, k.chart,
       k.subgroup_size, k.interval_minutes, k.rules, k.item_id, coalesce(t.code, '') AS item_code,
       coalesce(t.name, '') AS item_name, coalesce(t.name_zh, '') AS item_name_zh, k.plan_id,
       coalesce(p.code, '') AS plan_code, k.characteristic, coalesce(c.unit, k.unit) AS unit,
       coalesce(c.precision, k.precision) AS precision,
       trim_scale(CASE WHEN k.plan_id IS NULL THEN k.nominal ELSE c.nominal END) AS nominal,
       trim_scale(CASE WHEN k.plan_id IS NULL THEN k.lower ELSE c.lower END) AS lower,
       trim_scale(CASE WHEN k.plan_id IS NULL THEN k.upper ELSE c.upper END) AS upper,
       k.weight, k.width, k.slack, k.decision_interval AS interval,
       (SELECT max(f.number) FROM spc_phase f WHERE f.control_id = k.id) AS phase, k.last_number AS subgroups, k.last_at,
       k.late_samples, e.id AS exception_id, coalesce(e.number, '') AS exception_no, k.made_at, u.full_name AS made_by,
       u.full_name_zh AS made_by_zh, k.clock_from
FROM spc_control k
JOIN identity_user u ON u.id = k.made_by
LEFT JOIN items_item t ON t.id = k.item_id
LEFT JOIN inspection_plan p ON p.id = k.plan_id
LEFT JOIN LATERAL (
    SELECT x.name, x.name_zh, x.unit, x.precision, x.nominal, x.lower, x.upper
    FROM inspection_characteristic x JOIN inspection_revision r ON r.id = x.revision_id
    WHERE r.plan_id = k.plan_id AND x.code = k.characteristic AND r.status <> 'draft'
    ORDER BY r.number DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (
    SELECT b.id, b.number FROM spc_exception b WHERE b.control_id = k.id AND b.status = 'unanswered'
    ORDER BY b.id LIMIT 1) e ON true
WHERE {SEEN}
"""  # noqa: S608 - expressions of our own

LOCK: Final = "SELECT FROM spc_control WHERE id = %s FOR UPDATE"


class Row(ControlView, frozen=True, kw_only=True):
    """A characteristic as the database knows it; whether a sample is missed says the moment of asking."""

    due_at: datetime | None = None
    missed: int = 0
    clock_from: datetime | None = None

    @property
    def since(self) -> datetime | None:
        """Return since when the next timed sample is waited for."""
        return timing.base(self.clock_from, self.last_at)

    @property
    def spec(self) -> Spec:
        """Return how it is charted."""
        return Spec(self.chart, frozenset(self.rules), self.weight, self.width, self.slack, self.interval)

    @property
    def label(self) -> str:
        """Return how people call it."""
        return self.code


def row(tx: Transaction, control_id: ControlId) -> Row:
    """Return a characteristic. Raises: RecordNotFound."""
    found = tx.one(Row, f"{VIEW} AND k.id = %(id)s", id=control_id, scope=tx.actor.customer_id)
    return tx.found(found, "characteristic under control", control_id)


def lock(tx: Transaction, control_id: ControlId) -> Row:
    """Lock a characteristic until the transaction ends. Raises: RecordNotFound."""
    tx.wire.execute(LOCK, (control_id,), prepare=True)
    return row(tx, control_id)


def view(tx: Transaction, control_id: ControlId) -> ControlView:
    """Return a characteristic as it is shown. Raises: RecordNotFound."""
    return shown(row(tx, control_id), tx.now)


def shown(found: Row, now: datetime) -> ControlView:
    """Return a characteristic as it is shown at a moment."""
    due = timing.due_at(found.status, found.interval_minutes, found.since)
    values = {name: getattr(found, name) for name in ControlView.__struct_fields__}
    values |= {"due_at": due, "missed": 0 if due is None else timing.missed(found.interval_minutes, found.since, now)}
    return ControlView(**values)


def require_answered(found: Row) -> None:
    """Check that no breach of a characteristic is open (SPC-03). Raises: ExceptionOpen."""
    if found.exception_id is not None:
        raise ExceptionOpen(
            chart=found.label, number=found.exception_no, exception_id=found.exception_id, control_id=found.id
        )


def customer_of(tx: Transaction, control_id: ControlId) -> PartnerId | None:
    """Return whose characteristic it is."""
    found = tx.wire.execute("SELECT customer_id FROM spc_control WHERE id = %s", (control_id,)).fetchone()
    return PartnerId(found[0]) if found and found[0] is not None else None


def tell(tx: Transaction, control_id: ControlId) -> None:
    """Tell that a characteristic changed."""
    tx.emit(ControlsChanged(control_ids=[control_id]), customer_of(tx, control_id))
