"""The lots of a record: named or suspected, held by it at once, and freed by it alone.

Holding, freeing and everything else that happens to a lot is the genealogy's own command, in the same transaction.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import insert

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.tables import CaseLot
from veralot_shared.contracts.genealogy import (
    ENDED,
    Direction,
    GetLot,
    HoldReason,
    LotStatus,
    LotView,
    NodeKind,
    Scope,
    StopLots,
    Trace,
)
from veralot_shared.contracts.quality import CaseKind, CaseLotView, LotRole, Reach, Severity
from veralot_shared.ids import CaseId, HoldId, ItemId, LotId, NodeId, PartnerId

LISTED: Final = """
SELECT q.id, q.lot_id, l.lot_no, i.code AS item_code, q.role, l.status, i.unit,
       CASE WHEN h.lifted_at IS NULL THEN h.id END AS hold_id,
       (SELECT trim_scale(coalesce(sum(s.quantity), 0)) FROM genealogy_stock s
        WHERE s.lot_id = q.lot_id AND NOT s.outside) AS on_hand
FROM quality_lot q
JOIN genealogy_lot l ON l.id = q.lot_id
JOIN items_item i ON i.id = l.item_id
LEFT JOIN genealogy_hold h ON h.id = q.hold_id
WHERE q.case_id = %(case)s AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s) ORDER BY q.id
"""

KNOWN: Final = "SELECT lot_id, role, hold_id IS NOT NULL FROM quality_lot WHERE case_id = %s"
HELD: Final = "UPDATE quality_lot SET hold_id = %s WHERE case_id = %s AND lot_id = %s"
GRAVER: Final = "UPDATE quality_lot SET role = %s WHERE case_id = %s AND lot_id = ANY(%s)"

SIBLINGS: Final = """
SELECT o.id FROM genealogy_lot l JOIN genealogy_lot o ON o.id <> l.id AND o.item_id = l.item_id
  AND ((o.order_no = l.order_no) OR (o.supplier_id = l.supplier_id AND o.supplier_lot_no = l.supplier_lot_no))
WHERE l.id = ANY(%(lots)s) ORDER BY o.id
"""
"""Lots of the same item made by the same order, or from the same lot of the same supplier."""

HOLDS: Final[dict[CaseKind, HoldReason]] = {
    CaseKind.NCR: HoldReason.NONCONFORMITY,
    CaseKind.DEVIATION: HoldReason.DEVIATION,
    CaseKind.COMPLAINT: HoldReason.COMPLAINT,
}
"""The kinds that hold their lots, and the cause that such a hold names."""

WEIGHT: Final = {LotRole.IMPACTED: 0, LotRole.SUSPECT: 1, LotRole.SUBJECT: 2}
"""How much each role of a lot weighs."""


def listed(tx: Transaction, case_id: CaseId) -> list[CaseLotView]:
    """Return the lots of a record; a customer's user sees its own alone."""
    return tx.rows(CaseLotView, LISTED, case=case_id, scope=tx.actor.customer_id)


def seen(tx: Transaction, lot_ids: Iterable[LotId]) -> list[LotView]:
    """Return lots, each once. Raises: RecordNotFound for one that is not there or not the actor's to see."""
    return [tx.call(GetLot(id=lot_id)) for lot_id in dict.fromkeys(lot_ids)]


def quanta(tx: Transaction, found: Iterable[LotView]) -> dict[ItemId, Decimal]:
    """Return the smallest quantity that there is of each lot's item, by the item."""
    rows = tx.wire.execute("SELECT id, quantum FROM items_item WHERE id = ANY(%s)", ([lot.item_id for lot in found],))
    return {ItemId(row[0]): row[1] for row in rows}


def item_of(found: Sequence[LotView]) -> ItemId | None:
    """Return the item that a record about lots is about: the first one's."""
    return found[0].item_id if found else None


def named(tx: Transaction, case_id: CaseId) -> set[LotId]:
    """Return the lots that a record names."""
    return {LotId(row[0]) for row in tx.wire.execute(KNOWN, (case_id,))}


def holds(case: CaseFacts, role: LotRole) -> bool:
    """Return whether a record holds a lot of this role: a nonconformity what may be bad, a critical deviation every one."""
    if case.kind is CaseKind.DEVIATION:
        return case.severity is Severity.CRITICAL
    return case.kind is CaseKind.NCR and role is not LotRole.IMPACTED


def attach(tx: Transaction, case: CaseFacts, found: Sequence[LotView], role: LotRole, *, hold: bool) -> None:
    """Name lots in a record, and hold those of which something may still be used.

    One that it names already is held as well where it never was, and named as what it weighs more: a subject more than a
    suspect, a suspect more than what is merely touched.
    """
    known = {row[0]: (LotRole(row[1]), row[2]) for row in tx.wire.execute(KNOWN, (case.id,)).fetchall()}
    unheld = [lot for lot in found if not known.get(lot.id, (role, False))[1] and lot.status_beneath not in ENDED]
    held = stopped(tx, case, unheld) if hold else {}
    rows = [
        {"case_id": case.id, "lot_id": lot.id, "role": role, "hold_id": held.get(lot.id)}
        for lot in found
        if lot.id not in known
    ]
    if rows:
        tx.execute(insert(CaseLot).values(rows))
    for lot_id in held.keys() & known.keys():
        tx.wire.execute(HELD, (held[lot_id], case.id, lot_id))
    graver = [lot.id for lot in found if lot.id in known and WEIGHT[role] > WEIGHT[known[lot.id][0]]]
    if graver:
        tx.wire.execute(GRAVER, (role, case.id, graver))


def stopped(tx: Transaction, case: CaseFacts, found: Sequence[LotView]) -> dict[LotId, HoldId]:
    """Hold lots on account of a record and return each hold."""
    code = HOLDS.get(case.kind, HoldReason.INVESTIGATION)
    by_reason: dict[str, list[NodeId]] = {}
    for lot in found:
        by_reason.setdefault(why(case, lot.customer_id), []).append(NodeId(lot.id))
    return {
        LotId(hold.node_id): hold.id
        for reason, nodes in by_reason.items()
        for hold in tx.call(StopLots(node_ids=nodes, reason_code=code, reason=reason))
    }


def why(case: CaseFacts, customer_id: PartnerId | None) -> str:
    """Return the reason that the steps of a lot carry: of a record that is not its customer's, the number alone."""
    return f"{case.number}: {case.title}" if customer_id in {None, case.customer_id} else case.number


def hold_again(tx: Transaction, case: CaseFacts, lot_ids: Iterable[LotId]) -> None:
    """Hold lots of a record again, since it was opened again."""
    found = [lot for lot in seen(tx, lot_ids) if lot.status_beneath not in ENDED]
    for lot_id, hold_id in stopped(tx, case, found).items():
        tx.wire.execute(HELD, (hold_id, case.id, lot_id))


class Suspected(NamedTuple):
    """Lots that are suspected with others: those still here, and those that were delivered already."""

    here: list[LotView]
    delivered: list[LotView]


def suspected(tx: Transaction, found: Sequence[LotView], reach: Reach) -> Suspected:
    """Return the lots that are suspected with these: what was made or delivered with them, and what all of them went into."""
    named = {lot.id for lot in found}
    wanted: dict[LotId, None] = {}
    if reach in {Reach.SIBLINGS, Reach.BOTH}:
        rows = tx.wire.execute(SIBLINGS, {"lots": sorted(named)})
        wanted |= dict.fromkeys(LotId(row[0]) for row in rows)
    if reach in {Reach.DESCENDANTS, Reach.BOTH}:
        wanted |= dict.fromkeys(node for lot_id in (*named, *wanted) for node in descendants(tx, lot_id))
    reached = seen(tx, (key for key in wanted if key not in named))
    here = [lot for lot in reached if lot.on_hand > 0]
    return Suspected(here, [lot for lot in reached if lot.status_beneath is LotStatus.SHIPPED and lot.on_hand <= 0])


def descendants(tx: Transaction, lot_id: LotId) -> list[LotId]:
    """Return the lots that a lot went into."""
    trace = tx.call(Trace(root=NodeId(lot_id), direction=Direction.FORWARD, scope=Scope.LOT))
    found = [LotId(node.id) for node in trace.nodes if node.kind is NodeKind.LOT]
    return [one for one in found if one != lot_id]


def open_holds(found: Iterable[CaseLotView], lot_ids: Iterable[LotId] | None = None) -> dict[LotId, HoldId]:
    """Return the open holds that a record placed, on all of its lots or on these, by lot."""
    wanted = None if lot_ids is None else set(lot_ids)
    return {
        lot.lot_id: lot.hold_id for lot in found if lot.hold_id is not None and (wanted is None or lot.lot_id in wanted)
    }
