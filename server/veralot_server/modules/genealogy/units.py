"""Units in the database: named by a command or all that lie somewhere, made, moved, taken out of their packages.

Whoever changes a unit has locked its lot before, so units need no lock of their own.
"""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import policy, records
from veralot_server.modules.genealogy.domain import amounts, numbers, words
from veralot_server.modules.genealogy.domain.facts import LotFacts, PlaceFacts, UnitFacts
from veralot_shared.contracts.genealogy import SerialsWrong, UnitStatus
from veralot_shared.ids import ItemId, LocationId, LotId, PackageId, UnitId

FACTS = """
SELECT u.id, u.serial_no, u.lot_id, u.location_id, u.status, u.package_id,
       (SELECT count(*) FROM genealogy_hold h WHERE h.node_id = u.id AND h.lifted_at IS NULL) AS holds
FROM genealogy_unit u
"""

BY_SERIAL = """
SELECT serial_no, id FROM genealogy_unit WHERE item_id = %(item)s AND serial_no = ANY(%(serials)s) AND lot_id = %(lot)s
"""

MOVE = """
UPDATE genealogy_unit SET location_id = %(location)s, lot_id = coalesce(%(lot)s, lot_id), status = %(status)s,
       package_id = CASE WHEN NOT %(unpacked)s THEN package_id END
WHERE id = ANY(%(ids)s)
"""

UNPACK = """
WITH RECURSIVE gone AS (
    SELECT package_id, count(*) AS quantity FROM genealogy_unit
    WHERE id = ANY(%(ids)s) AND package_id IS NOT NULL GROUP BY package_id
), up(id, quantity) AS (
    SELECT package_id, quantity FROM gone
    UNION ALL
    SELECT p.inside_id, up.quantity FROM up JOIN genealogy_package p ON p.id = up.id WHERE p.inside_id IS NOT NULL
)
UPDATE genealogy_package p SET quantity = p.quantity - g.quantity
FROM (SELECT id, sum(quantity) AS quantity FROM up GROUP BY id) AS g WHERE p.id = g.id
"""


class NewUnit(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a unit that is made."""

    serial_no: str
    item_id: ItemId
    lot_id: LotId
    location_id: LocationId
    status: UnitStatus = UnitStatus.MADE


class NewId(msgspec.Struct, frozen=True):
    """The number that a new unit was given."""

    id: UnitId


def facts(tx: Transaction, condition: str, **values: object) -> list[UnitFacts]:
    """Return units by serial number."""
    return tx.rows(UnitFacts, f"{FACTS} WHERE {condition} ORDER BY u.serial_no, u.id", **values)


def lying(tx: Transaction, lot: LotFacts, place: PlaceFacts) -> list[UnitFacts]:
    """Return the units of a lot that lie at a place."""
    condition = "u.lot_id = %(lot)s AND u.location_id = %(place)s AND u.status = 'made'"
    return facts(tx, condition, lot=lot.id, place=place.id)


def named(tx: Transaction, unit_ids: Sequence[UnitId]) -> list[UnitFacts]:
    """Return units by id, in the order named; those that are not there, or not the actor's to see, are left out."""
    by_id = {unit.id: unit for unit in facts(tx, "u.id = ANY(%(ids)s)", ids=list(policy.visible(tx, unit_ids)))}
    return [by_id[unit_id] for unit_id in unit_ids if unit_id in by_id]


def chosen(
    tx: Transaction, lot: LotFacts, unit_ids: Sequence[UnitId], serials: Sequence[str], field: str
) -> list[UnitId]:
    """Return the units that a command names, by id, by serial number or by ranges of these; `field` is that of the last.

    Raises:
        SerialsWrong: a range is none, the lot has no such unit, or none at all.
    """
    if not serials:
        return list(unit_ids)
    if not lot.serialised:
        raise numbers.refused(words.SERIALS_UNWANTED, serials, field)
    spelt = numbers.spelt_out(serials, field)
    values = {"item": lot.item_id, "lot": lot.id, "serials": spelt}
    known: dict[str, UnitId] = dict(tx.wire.execute(BY_SERIAL, values).fetchall())
    strange = [serial for serial in spelt if serial not in known]
    if strange:
        raise numbers.refused(words.SERIALS_ELSEWHERE, strange, field)
    numbers.require_unlike(spelt, field)
    return [*unit_ids, *(known[serial] for serial in spelt)]


def picked(
    tx: Transaction,
    lot: LotFacts,
    place: PlaceFacts,
    quantity: Decimal,
    unit_ids: Sequence[UnitId],
    field: str = "unit_ids",
) -> list[UnitFacts]:
    """Return the units that a command takes of a lot at a place: those named, or all when all of it is taken.

    Raises:
        SerialsWrong: units are named that are not there, or none where they must be.
        QuantityInvalid: the quantity is not the number of units named.
    """
    if not lot.serialised:
        if unit_ids:
            raise numbers.refused(words.SERIALS_UNWANTED, list(map(str, unit_ids)), field)
        return []
    if not unit_ids:
        return all_of(tx, lot, place, quantity, field)
    numbers.require_unlike([str(unit_id) for unit_id in unit_ids], field)
    amounts.require_count(quantity, len(unit_ids), lot.unit)
    found = named(tx, unit_ids)
    require_there(found, unit_ids, lot.id, place.id, field)
    return found


def all_of(tx: Transaction, lot: LotFacts, place: PlaceFacts, quantity: Decimal, field: str) -> list[UnitFacts]:
    """Return all units of a lot at a place, if that is what the quantity says.

    Raises:
        SerialsWrong: it is a part of them, and which part is not said.
    """
    found = lying(tx, lot, place)
    if quantity != len(found):
        raise SerialsWrong(problem=words.SERIALS_MISSING, serials=[], field=field)
    return found


def require_there(
    found: Sequence[UnitFacts], unit_ids: Sequence[UnitId], lot_id: LotId, place_id: LocationId, field: str
) -> None:
    """Check that units are in a lot, at a place, and still there. Raises: SerialsWrong."""
    known = {unit.id for unit in found}
    missing = [str(unit_id) for unit_id in unit_ids if unit_id not in known]
    there = (lot_id, place_id, UnitStatus.MADE)
    elsewhere = [unit.serial_no for unit in found if (unit.lot_id, unit.location_id, unit.status) != there]
    if missing or elsewhere:
        raise numbers.refused(words.SERIALS_ELSEWHERE, missing + elsewhere, field)


def make(
    tx: Transaction, serials: Sequence[str], item_id: ItemId, lot_id: LotId, location_id: LocationId
) -> list[UnitId]:
    """Write new units and return their numbers.

    Raises:
        SerialsWrong: the item already has a unit of such a number, whatever its case.
    """
    query = "SELECT serial_no FROM genealogy_unit WHERE item_id = %(item)s AND upper(serial_no) = ANY(%(serials)s)"
    taken = tx.wire.execute(query, {"item": item_id, "serials": [serial.upper() for serial in serials]}).fetchall()
    if taken:
        raise numbers.refused(words.SERIALS_USED, sorted(row[0] for row in taken))
    rows = [NewUnit(serial_no=serial, item_id=item_id, lot_id=lot_id, location_id=location_id) for serial in serials]
    return [new.id for new in records.add_returning(tx, "genealogy_unit", rows, NewId)]


def move(
    tx: Transaction,
    units: Sequence[UnitFacts],
    location_id: LocationId,
    *,
    lot_id: LotId | None = None,
    state: UnitStatus = UnitStatus.MADE,
    unpacked: bool = False,
) -> None:
    """Move units to another place, and into another lot or state where that is said.

    Unpacked, they leave the packages that they are in; each package then holds so much less, and so does what holds it.
    """
    if not units:
        return
    packed = [unit.id for unit in units if unit.package_id is not None]
    if unpacked and packed:
        tx.wire.execute(UNPACK, {"ids": packed})
    ids = [unit.id for unit in units]
    values = {"ids": ids, "location": location_id, "lot": lot_id, "status": state, "unpacked": unpacked}
    tx.wire.execute(MOVE, values)


def pack(tx: Transaction, packages: Sequence[PackageId], unit_ids: Sequence[UnitId]) -> None:
    """Put each unit into the package named beside it."""
    query = """UPDATE genealogy_unit u SET package_id = n.package_id
               FROM unnest(%(units)s::bigint[], %(packages)s::bigint[]) AS n(id, package_id) WHERE u.id = n.id"""
    if unit_ids:
        tx.wire.execute(query, {"units": list(unit_ids), "packages": list(packages)})
