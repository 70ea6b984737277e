"""Severities in the database: obtained for goods, locked, moved on with a written reason, told of."""

from typing import Final

import msgspec
from sqlalchemy import insert, update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import inspections
from veralot_server.modules.inspection.domain.severity import Moved, Remembered
from veralot_server.modules.inspection.tables import Switching, SwitchingStep
from veralot_shared.contracts.inspection import (
    InspectionStage,
    Severity,
    SwitchingChanged,
    SwitchingEvent,
    SwitchingView,
)
from veralot_shared.ids import InspectionId, ItemId, PartnerId, SwitchingId

OBTAIN: Final = """
INSERT INTO inspection_switching (item_id, supplier_id, line, stage, severity, score, reducible, rejections, state, lots,
    changed_at)
VALUES (%(item)s, %(supplier)s, %(line)s, %(stage)s, 'normal', 0, false, 0, '{}'::jsonb, 0, %(now)s)
ON CONFLICT (item_id, supplier_id, line, stage) DO NOTHING
"""

FIND: Final = """
SELECT w.id, w.version, w.severity, w.score, w.rejections, w.state, w.lots, w.item_id, t.code AS item_code,
       coalesce(s.name, w.line) AS supplier, coalesce(s.name_zh, w.line) AS supplier_zh,
       t.customer_id
FROM inspection_switching w JOIN items_item t ON t.id = w.item_id LEFT JOIN items_partner s ON s.id = w.supplier_id
"""

OF_GOODS: Final = f"""{FIND}
WHERE w.item_id = %(item)s AND w.supplier_id IS NOT DISTINCT FROM %(supplier)s AND w.line = %(line)s
  AND w.stage = %(stage)s
"""

BY_ID: Final = f"{FIND} WHERE w.id = %(id)s AND (%(scope)s::bigint IS NULL OR t.customer_id = %(scope)s)"

VIEW: Final = """
SELECT w.id, w.version, w.item_id, t.code AS item_code, t.name AS item_name, t.name_zh AS item_name_zh, w.supplier_id,
       s.name AS supplier, s.name_zh AS supplier_zh, w.line, w.stage, w.severity, w.score,
       w.reducible, w.rejections, w.lots, w.changed_at
FROM inspection_switching w JOIN items_item t ON t.id = w.item_id LEFT JOIN items_partner s ON s.id = w.supplier_id
WHERE (%(scope)s::bigint IS NULL OR t.customer_id = %(scope)s)
"""


CHANGE_AT: Final = """
SELECT from_severity, reason FROM inspection_switching_step WHERE switching_id = %(id)s
ORDER BY id LIMIT 1 OFFSET %(before)s
"""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A change of a severity as it was signed."""

    from_severity: Severity
    reason: str


class SwitchingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A severity as the rules need it."""

    id: SwitchingId
    version: int
    severity: Severity
    score: int
    rejections: int
    state: Remembered
    lots: int
    item_id: ItemId
    item_code: str
    supplier: str
    supplier_zh: str
    customer_id: PartnerId | None


def of_goods(
    tx: Transaction, item_id: ItemId, supplier_id: PartnerId | None, line: str, stage: InspectionStage
) -> SwitchingFacts | None:
    """Return the severity of goods at a stage, if one was ever inspected."""
    return tx.one(SwitchingFacts, OF_GOODS, item=item_id, supplier=supplier_id, line=line, stage=stage)


def obtain(
    tx: Transaction, item_id: ItemId, supplier_id: PartnerId | None, line: str, stage: InspectionStage
) -> SwitchingFacts:
    """Return the severity of goods at a stage, which begins as normal (AQL-03)."""
    found = of_goods(tx, item_id, supplier_id, line, stage)
    if found is not None:
        return found
    values = {"item": item_id, "supplier": supplier_id, "line": line, "stage": stage, "now": tx.now}
    tx.wire.execute(OBTAIN, values)
    return tx.found(of_goods(tx, item_id, supplier_id, line, stage), "severity", item_id)


def lock(tx: Transaction, switching_id: SwitchingId) -> SwitchingFacts:
    """Lock a severity until the transaction ends, and return it. Raises: RecordNotFound."""
    tx.wire.execute("SELECT FROM inspection_switching WHERE id = %s FOR UPDATE", (switching_id,))
    return get(tx, switching_id)


def get(tx: Transaction, switching_id: SwitchingId) -> SwitchingFacts:
    """Return a severity. Raises: RecordNotFound."""
    found = tx.one(SwitchingFacts, BY_ID, id=switching_id, scope=tx.actor.customer_id)
    return tx.found(found, "severity", switching_id)


def changes(tx: Transaction, switching_id: SwitchingId) -> int:
    """Return how many steps a severity's history has."""
    row = tx.wire.execute("SELECT count(*) FROM inspection_switching_step WHERE switching_id = %s", (switching_id,))
    found = row.fetchone()
    return int(found[0]) if found else 0


def change_at(tx: Transaction, switching_id: SwitchingId, place: int) -> Change | None:
    """Return the step at a place of a severity's history, counted from 1."""
    return tx.one(Change, CHANGE_AT, id=switching_id, before=place - 1)


def view(tx: Transaction, switching_id: SwitchingId) -> SwitchingView:
    """Return a severity as it is shown. Raises: RecordNotFound."""
    found = tx.one(SwitchingView, f"{VIEW} AND w.id = %(id)s", id=switching_id, scope=tx.actor.customer_id)
    return tx.found(found, "severity", switching_id)


def count_lot(tx: Transaction, switching_id: SwitchingId) -> None:
    """Note that another original lot came to be inspected."""
    change = update(Switching).where(Switching.id == switching_id)
    tx.execute(change.values(lots=Switching.lots + 1, version=Switching.version + 1))


def move(
    tx: Transaction,
    found: SwitchingFacts,
    event: SwitchingEvent,
    moved: Moved,
    *,
    reason: str = "",
    inspection_id: InspectionId | None = None,
) -> None:
    """Write where a severity stands now, and why; tell."""
    change = update(Switching).where(Switching.id == found.id)
    values = {name: getattr(moved, name) for name in ("severity", "score", "reducible", "rejections")}
    state = msgspec.to_builtins(moved.state)
    tx.execute(change.values(version=Switching.version + 1, state=state, changed_at=tx.now, **values))
    step = {
        "switching_id": found.id,
        "at": tx.now,
        "event": event,
        "from_severity": found.severity,
        "to_severity": moved.severity,
        "score": moved.score,
        "why": list(moved.why),
        "classes": list(moved.classes),
        "reason": reason,
        "inspection_id": inspection_id,
        "by_id": inspections.author(tx),
        "signature_id": tx.signature.id if tx.signature else None,
    }
    tx.execute(insert(SwitchingStep).values(step))
    tx.emit(SwitchingChanged(switching_ids=[found.id]), found.customer_id)
