"""Finds the lots and units behind each kind of suspect that the genealogy knows, and what to call it.

Of a customer's user only its own lots are found, and materials that are nobody's.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from veralot_server.core.module import FINDERS, Behind, finds
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall.domain.forms import require_forms
from veralot_server.modules.recall.domain.serials import span
from veralot_shared.contracts.genealogy import GetLot
from veralot_shared.contracts.recall import (
    LocationSuspect,
    LotSuspect,
    PersonSuspect,
    SerialsSuspect,
    SupplierLotSuspect,
    Suspect,
    SuspectView,
    WindowSuspect,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LotId, UnitId

OWN = "(%(scope)s::bigint IS NULL OR l.customer_id IS NULL OR l.customer_id = %(scope)s)"

SUPPLIER_LOT = f"""
SELECT l.id FROM genealogy_lot l
WHERE upper(l.supplier_lot_no) = upper(%(number)s) AND (%(supplier)s::bigint IS NULL OR l.supplier_id = %(supplier)s) AND {OWN}
"""  # noqa: S608 - expressions of our own

SERIALS = f"""
SELECT u.id FROM genealogy_unit u JOIN genealogy_lot l ON l.id = u.lot_id
WHERE u.item_id = %(item)s AND left(u.serial_no, length(%(prefix)s)) = %(prefix)s
  AND upper(u.serial_no) ~>=~ upper(%(prefix)s) AND upper(u.serial_no) ~<~ (upper(%(prefix)s) || '\U0010ffff')
  AND substr(u.serial_no, length(%(prefix)s) + 1) ~ '^[0-9]+$'
  AND CASE WHEN substr(u.serial_no, length(%(prefix)s) + 1) ~ '^[0-9]+$'
           THEN substr(u.serial_no, length(%(prefix)s) + 1)::numeric BETWEEN %(low)s AND %(high)s END AND {OWN}
"""  # noqa: S608 - as above

LOCATION = f"""
WITH touched AS (
    SELECT m.target_lot_id AS lot_id, v.at, m.quantity, m.quantity AS came
    FROM genealogy_movement_line m JOIN genealogy_movement v ON v.id = m.movement_id
    WHERE m.target_id = %(location)s AND v.at <= %(until)s
    UNION ALL
    SELECT m.lot_id, v.at, -m.quantity, 0
    FROM genealogy_movement_line m JOIN genealogy_movement v ON v.id = m.movement_id
    WHERE m.source_id = %(location)s AND v.at <= %(until)s
)
SELECT t.lot_id FROM touched t JOIN genealogy_lot l ON l.id = t.lot_id WHERE {OWN}
GROUP BY t.lot_id
HAVING coalesce(sum(t.quantity) FILTER (WHERE t.at < %(since)s), 0) > 0
    OR coalesce(sum(t.came) FILTER (WHERE t.at >= %(since)s), 0) > 0
"""  # noqa: S608 - as above
"""What lay there when the time began, and what came until it ended."""

PERSON = f"""
SELECT l.id FROM genealogy_lot l WHERE {OWN} AND l.id IN (
    SELECT m.target_lot_id FROM genealogy_movement v JOIN genealogy_movement_line m ON m.movement_id = v.id
    WHERE v.by_id = %(user)s AND v.at BETWEEN %(since)s AND %(until)s
    UNION
    SELECT m.lot_id FROM genealogy_movement v JOIN genealogy_movement_line m ON m.movement_id = v.id
    WHERE v.by_id = %(user)s AND v.at BETWEEN %(since)s AND %(until)s
    UNION
    SELECT r.lot_id FROM genealogy_status_change r WHERE r.by_id = %(user)s AND r.at BETWEEN %(since)s AND %(until)s)
"""  # noqa: S608 - as above

WINDOW = f"""
SELECT DISTINCT m.lot_id FROM genealogy_movement v
JOIN genealogy_movement_line m ON m.movement_id = v.id AND m.target_lot_id = m.lot_id
JOIN genealogy_lot l ON l.id = m.lot_id
WHERE v.kind IN ('receipt', 'produce') AND v.at BETWEEN %(since)s AND %(until)s
  AND (%(item)s::bigint IS NULL OR l.item_id = %(item)s) AND {OWN}
"""  # noqa: S608 - as above


OWN_OR_NOBODYS = "customer_id IS NULL OR customer_id = %(scope)s"
SEEN = {
    "items_partner": "kind = 'supplier' OR id = %(scope)s",
    "items_item": OWN_OR_NOBODYS,
    "genealogy_location": OWN_OR_NOBODYS,
    "identity_user": OWN_OR_NOBODYS,
}
"""Which records a customer's user may name: of another customer there is none."""


def behind(suspects: Iterable[Suspect], tx: Transaction) -> list[tuple[Suspect, Behind]]:
    """Return what stands behind each suspect. Raises: SerialsUnordered, ValueNotAllowed, and what its finder raises."""
    wanted = list(suspects)
    require_forms(wanted)
    return [(suspect, FINDERS[type(suspect)](suspect, tx)) for suspect in wanted]


def shown(suspect: Suspect, found: Behind) -> SuspectView:
    """Return a suspect in words, with how much was found behind it."""
    lots, units = len(found.lots), len(found.units)
    return SuspectView(suspect=suspect, label=found.label, detail=found.detail, lots=lots, units=units)


@finds(LotSuspect)
def by_lot(suspect: LotSuspect, tx: Transaction) -> Behind:
    """Return one lot. Raises: RecordNotFound."""
    lot = tx.call(GetLot(id=suspect.lot_id))
    return Behind(label=lot.lot_no, detail=lot.item_code, lots=frozenset({lot.id}))


@finds(SupplierLotSuspect)
def by_supplier_lot(suspect: SupplierLotSuspect, tx: Transaction) -> Behind:
    """Return every lot that was received under a supplier's number. Raises: RecordNotFound."""
    number = suspect.supplier_lot_no.strip()
    found = lots(tx, SUPPLIER_LOT, number=number, supplier=suspect.supplier_id)
    supplier = named(tx, "items_partner", "code", suspect.supplier_id, "partner") if suspect.supplier_id else ""
    return Behind(label=number, detail=supplier, lots=found)


@finds(SerialsSuspect)
def by_serials(suspect: SerialsSuspect, tx: Transaction) -> Behind:
    """Return the units of an item in a range of serial numbers. Raises: RecordNotFound, SerialsUnordered."""
    wanted = span(suspect.first, suspect.last)
    item = named(tx, "items_item", "code", suspect.item_id, "item")
    values = wanted._asdict() | {"item": suspect.item_id, "scope": tx.actor.customer_id}
    units = frozenset(UnitId(row[0]) for row in tx.wire.execute(SERIALS.encode(), values))
    return Behind(label=f"{suspect.first} … {suspect.last}", detail=item, units=units)


@finds(LocationSuspect)
def by_location(suspect: LocationSuspect, tx: Transaction) -> Behind:
    """Return every lot that lay at a location in a time. Raises: RecordNotFound."""
    code = named(tx, "genealogy_location", "code", suspect.location_id, "location")
    found = lots(tx, LOCATION, location=suspect.location_id, since=suspect.since, until=suspect.until)
    return Behind(label=code, detail=times(tx, suspect.since, suspect.until), lots=found)


@finds(PersonSuspect)
def by_person(suspect: PersonSuspect, tx: Transaction) -> Behind:
    """Return every lot that a person worked on in a time. Raises: RecordNotFound."""
    name = named(tx, "identity_user", "full_name", suspect.user_id, "user")
    found = lots(tx, PERSON, user=suspect.user_id, since=suspect.since, until=suspect.until)
    return Behind(label=name, detail=times(tx, suspect.since, suspect.until), lots=found)


@finds(WindowSuspect)
def by_window(suspect: WindowSuspect, tx: Transaction) -> Behind:
    """Return every lot that was received or made in a time. Raises: RecordNotFound."""
    item = named(tx, "items_item", "code", suspect.item_id, "item") if suspect.item_id else ""
    found = lots(tx, WINDOW, item=suspect.item_id, since=suspect.since, until=suspect.until)
    return Behind(label=times(tx, suspect.since, suspect.until), detail=item, lots=found)


def lots(tx: Transaction, query: str, **values: object) -> frozenset[LotId]:
    """Return the lots that a statement finds."""
    rows = tx.wire.execute(query.encode(), {**values, "scope": tx.actor.customer_id})
    return frozenset(LotId(row[0]) for row in rows)


def named(tx: Transaction, table: str, column: str, record_id: Any, kind: str) -> str:  # noqa: ANN401 - any kind of id
    """Return what a record is called, if the actor may know of it. Raises: RecordNotFound."""
    seen = f"%(scope)s::bigint IS NULL OR {SEEN[table]}"
    query = f"SELECT {column} FROM {table} WHERE id = %(id)s AND ({seen})"  # noqa: S608 - names of our own
    row = tx.wire.execute(query.encode(), {"id": record_id, "scope": tx.actor.customer_id}).fetchone()
    if row is None:
        raise RecordNotFound(kind=kind, key=str(record_id), field="suspects")
    return str(row[0])


def times(tx: Transaction, since: datetime, until: datetime) -> str:
    """Return a time in the plant's zone."""
    ends = (moment.astimezone(tx.zone).strftime("%Y-%m-%d %H:%M") for moment in (since, until))
    return " … ".join(ends)
