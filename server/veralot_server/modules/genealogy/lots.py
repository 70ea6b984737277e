"""Lots in the database: shown as `LotView`, locked and read as the rules need them, begun, changed."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import records
from veralot_server.modules.genealogy.domain.facts import LotFacts
from veralot_shared.contracts.genealogy import (
    LOT_TRANSITIONS,
    USABLE,
    LotEvent,
    LotsArrived,
    LotsChanged,
    LotStatus,
    LotView,
    MovementKind,
)
from veralot_shared.errors import RecordExists, RecordNotFound
from veralot_shared.ids import ItemId, LotId, PartnerId, UserId

EXPIRING = [state for state, event in LOT_TRANSITIONS if event is LotEvent.EXPIRE]
"""States that the clock ends; `domain.status.beneath` decides by the same table."""

BENEATH = "CASE WHEN l.expiry < %(today)s AND l.status = ANY(%(expiring)s) THEN 'expired' ELSE l.status END"
HELD = "EXISTS (SELECT FROM genealogy_hold h WHERE h.node_id = l.id AND h.lifted_at IS NULL)"
STATUS = f"CASE WHEN {HELD} THEN 'hold' ELSE {BENEATH} END"
HOLDS = "(SELECT count(*) FROM genealogy_hold h WHERE h.node_id = l.id AND h.lifted_at IS NULL)"
ON_HAND = """(SELECT coalesce(sum(s.quantity), 0) FROM genealogy_stock s WHERE s.lot_id = l.id AND NOT s.outside)"""

TABLES = """
FROM genealogy_lot l
JOIN items_item i ON i.id = l.item_id
LEFT JOIN items_partner s ON s.id = l.supplier_id
LEFT JOIN items_partner c ON c.id = l.customer_id
LEFT JOIN identity_user u ON u.id = l.created_by
"""

VIEW = f"""
SELECT l.id, l.version, l.lot_no, l.item_id, i.code AS item_code, i.name AS item_name, i.name_zh AS item_name_zh,
       i.tracking, {STATUS} AS status, {BENEATH} AS status_beneath, {HOLDS} AS holds, l.cycle,
       l.supplier_id, s.name AS supplier, l.supplier_lot_no, l.customer_id, c.name AS customer, l.order_no,
       l.manufactured, l.expiry, trim_scale(l.quantity_made) AS quantity_made, trim_scale({ON_HAND}) AS on_hand, i.unit,
       l.created_at, coalesce(u.full_name, '') AS created_by, s.name_zh AS supplier_zh, c.name_zh AS customer_zh,
       coalesce(u.full_name_zh, '') AS created_by_zh
{TABLES}
"""

LOCKED = """
SELECT l.id, l.version, l.lot_no, l.item_id, i.code AS item_code, i.kind AS item_kind, i.tracking, i.unit,
       trim_scale(i.quantum) AS quantum, i.shelf_life_months, l.status, l.cycle, l.supplier_id, l.supplier_lot_no,
       l.customer_id, l.order_no, l.manufactured, l.expiry, trim_scale(l.quantity_made) AS quantity_made,
       l.status <> ALL(%(usable)s) AND EXISTS (
           SELECT FROM genealogy_status_change r WHERE r.lot_id = l.id AND r.event = 'return_from_customer') AS returned,
       ARRAY(SELECT h.reason_code || ': ' || h.reason FROM genealogy_hold h
             WHERE h.node_id = l.id AND h.lifted_at IS NULL ORDER BY h.id) AS holds
FROM genealogy_lot l JOIN items_item i ON i.id = l.item_id
WHERE l.id = ANY(%(ids)s) AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)
ORDER BY l.id FOR UPDATE OF l
"""
"""In the order of their ids, so that two commands never wait for each other crosswise. Commands work on one snapshot: a lot
that another transaction changed after it, by a hold for instance, makes this statement fail and the command run again."""

LAST_CHARACTER = "\U0010ffff"


def beginning(column: str, name: str) -> str:
    """Return the condition that a column begins with the parameter `name`, whatever the case, as the indexes can answer it.

    Byte order (`~>=~`) is what `text_pattern_ops` sorts by, and needs no escaping as LIKE does.
    """
    return f"upper({column}) ~>=~ upper(%({name})s) AND upper({column}) ~<~ upper(%({name}_end)s)"


def span(name: str, text: str) -> dict[str, str]:
    """Return the parameters of `beginning`: the text, and what sorts behind everything that begins with it."""
    return {name: text, f"{name}_end": text + LAST_CHARACTER}


NUMBERED_LIKE = f"""
SELECT l.lot_no FROM genealogy_lot l WHERE l.item_id = %(item)s AND {beginning("l.lot_no", "start")}
"""  # noqa: S608 - expressions of our own


class NewLot(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a lot that begins."""

    lot_no: str
    item_id: ItemId
    status: LotStatus
    quantity_made: Decimal
    created_by: UserId
    customer_id: PartnerId | None = None
    supplier_id: PartnerId | None = None
    supplier_lot_no: str | None = None
    order_no: str | None = None
    manufactured: date | None = None
    expiry: date | None = None
    cycle: int = 1
    version: int = 1


class NewId(msgspec.Struct, frozen=True):
    """The number that a new lot was given."""

    id: LotId
    lot_no: str


# --- showing ---------------------------------------------------------------------------------------------------------


def clock(tx: Transaction) -> dict[str, Any]:
    """Return the parameters of `STATUS` and `BENEATH`."""
    return {"today": tx.today, "expiring": EXPIRING}


def views(tx: Transaction, lot_ids: Sequence[LotId]) -> list[LotView]:
    """Return lots as they are shown, in the order asked for; whether the actor may see them was decided before."""
    rows = tx.rows(LotView, VIEW + "WHERE l.id = ANY(%(ids)s)", ids=list(lot_ids), **clock(tx))
    by_id = {row.id: row for row in rows}
    return [by_id[lot_id] for lot_id in lot_ids if lot_id in by_id]


def view(tx: Transaction, lot_id: LotId) -> LotView:
    """Return one lot as it is shown.

    Raises:
        RecordNotFound: there is none.
    """
    found = views(tx, [lot_id])
    return tx.found(found[0] if found else None, "lot", lot_id)


# --- for commands ----------------------------------------------------------------------------------------------------


def locked(tx: Transaction, lot_ids: Iterable[LotId], field: str = "lot_id") -> dict[LotId, LotFacts]:
    """Lock lots until the transaction ends and return what the rules need of them.

    Raises:
        RecordNotFound: one is not there, or is not the actor's to change.
    """
    wanted = sorted(set(lot_ids))
    rows = tx.rows(LotFacts, LOCKED, ids=wanted, scope=tx.actor.customer_id, usable=list(USABLE))
    found = {row.id: row for row in rows}
    for lot_id in wanted:
        if lot_id not in found:
            raise RecordNotFound(kind="lot", key=str(lot_id), field=field)
    return found


def lock(tx: Transaction, lot_id: LotId) -> LotFacts:
    """Lock one lot and return it.

    Raises:
        RecordNotFound: it is not there, or is not the actor's to change.
    """
    return locked(tx, (lot_id,))[lot_id]


def author(tx: Transaction) -> UserId:
    """Return whose act this is: the signer's, who may be a second person, else the actor's."""
    return tx.signature.signer_id if tx.signature else tx.actor.user_id


# --- changing --------------------------------------------------------------------------------------------------------


def begin(tx: Transaction, rows: Sequence[NewLot]) -> list[LotId]:
    """Write new lots and return their numbers in the same order.

    Raises:
        RecordExists: the item already has a lot of that number, or a number is given twice.
    """
    taken = {row.lot_no for row in taken_numbers(tx, rows[0].item_id, [row.lot_no for row in rows])}
    for row in rows:
        if row.lot_no in taken:
            raise RecordExists(kind="lot", key=row.lot_no, field="lot_no")
        taken.add(row.lot_no)
    numbers = {new.lot_no: new.id for new in records.add_returning(tx, "genealogy_lot", rows, NewId)}
    return [numbers[row.lot_no] for row in rows]


def taken_numbers(tx: Transaction, item_id: ItemId, numbers: Sequence[str]) -> list[NewId]:
    """Return the lots of an item that have one of these numbers."""
    query = "SELECT id, lot_no FROM genealogy_lot WHERE item_id = %(item)s AND lot_no = ANY(%(numbers)s)"
    return tx.rows(NewId, query, item=item_id, numbers=list(numbers))


def numbered_like(tx: Transaction, item_id: ItemId, start: str) -> list[str]:
    """Return the numbers of an item's lots that begin with `start`."""
    rows = tx.wire.execute(NUMBERED_LIKE.encode(), {"item": item_id, **span("start", start)})
    return [row[0] for row in rows]


def touch(tx: Transaction, lot_ids: Iterable[LotId]) -> None:
    """Give lots a new version: whoever works on them at the same moment must look again."""
    query = "UPDATE genealogy_lot SET version = version + 1 WHERE id = ANY(%(ids)s)"
    tx.wire.execute(query, {"ids": list(lot_ids)})


def tell(tx: Transaction, changed: Iterable[LotFacts | LotView]) -> None:
    """Tell every client which lots changed, each customer's users of their own lots alone."""
    groups: dict[PartnerId | None, set[LotId]] = {}
    for lot in changed:
        groups.setdefault(lot.customer_id, set()).add(lot.id)
    for customer, lot_ids in groups.items():
        tx.emit(LotsChanged(lot_ids=sorted(lot_ids)), customer)


def tell_arrived(tx: Transaction, lot: LotView, kind: MovementKind) -> None:
    """Tell that a lot, or more of it, is in quarantine now and waits to be inspected."""
    tx.emit(LotsArrived(lot_ids=[lot.id], kind=kind), lot.customer_id)
