"""What the database holds of what the files name: read in a fixed number of statements, however many rows there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange.survey import Names
from veralot_server.modules.exchange.world import Item, Level, Location, Lot, Package, Shipment, Unit, World
from veralot_server.modules.items.domain import SERIALISED
from veralot_shared.contracts.genealogy import LocationKind, LotEvent, LotStatus, UnitStatus
from veralot_shared.contracts.identity import Permission, Role
from veralot_shared.contracts.items import PartnerKind, Tracking

PARTNERS = "SELECT code, kind FROM items_partner WHERE upper(code) = ANY(%(codes)s)"
LOCATIONS = "SELECT code, kind FROM genealogy_location WHERE code = ANY(%(codes)s) OR outside"
USERS = "SELECT user_key AS code FROM identity_user WHERE user_key = ANY(%(codes)s)"
SIGNING = "SELECT DISTINCT role AS code FROM identity_role_permission WHERE permission = %(right)s"
ITEMS = """
SELECT i.code, i.unit, i.quantum, i.tracking, c.code AS customer
FROM items_item i LEFT JOIN items_partner c ON c.id = i.customer_id
WHERE upper(i.code) = ANY(%(codes)s)
"""
LEVELS = """
SELECT i.code AS item, p.level, p.gtin, p.contains
FROM items_pack_level p JOIN items_item i ON i.id = p.item_id
WHERE upper(i.code) = ANY(%(codes)s) OR p.gtin = ANY(%(gtins)s)
"""
LOTS = """
SELECT l.id, i.code AS item, l.lot_no, l.status, l.cycle, l.quantity_made, s.code AS supplier, l.supplier_lot_no,
       l.order_no, l.manufactured, l.expiry
FROM unnest(%(items)s::text[], %(numbers)s::text[]) AS named (item, lot_no)
JOIN items_item i ON i.code = named.item
JOIN genealogy_lot l ON l.item_id = i.id AND l.lot_no = named.lot_no
LEFT JOIN items_partner s ON s.id = l.supplier_id
"""
STOCK = """
SELECT s.lot_id, p.code AS location, s.quantity
FROM genealogy_stock s JOIN genealogy_location p ON p.id = s.location_id
WHERE s.lot_id = ANY(%(lots)s)
"""
UNITS = """
SELECT u.id, u.serial_no, u.lot_id, p.code AS location, u.status, u.package_id
FROM genealogy_unit u JOIN genealogy_location p ON p.id = u.location_id
WHERE u.lot_id = ANY(%(lots)s)
"""
PACKAGES = """
SELECT p.id, p.package_no, p.lot_id, p.level, p.gtin, p.quantity, p.inside_id
FROM genealogy_package p WHERE p.lot_id = ANY(%(lots)s)
"""
SHIPPED = """
SELECT e.parent_id AS node_id, s.id, s.shipment_no, c.code AS customer, s.shipped_at
FROM genealogy_edge e
JOIN genealogy_shipment s ON s.id = e.child_id
JOIN items_partner c ON c.id = s.customer_id
WHERE e.parent_id = ANY(%(nodes)s)
ORDER BY s.shipped_at
"""
TAKEN = """
SELECT 'package' AS kind, package_no AS code FROM genealogy_package WHERE package_no = ANY(%(packages)s)
UNION ALL
SELECT 'shipment', shipment_no FROM genealogy_shipment WHERE shipment_no = ANY(%(documents)s)
"""
MOVES = """
SELECT DISTINCT n.lot_id, m.kind AS what, m.at
FROM genealogy_movement_line n JOIN genealogy_movement m ON m.id = n.movement_id
WHERE n.lot_id = ANY(%(lots)s)
"""
GONE = """
SELECT e.parent_id AS lot_id, count(*) AS gone
FROM genealogy_edge e JOIN genealogy_unit u ON u.id = e.child_id
WHERE e.parent_id = ANY(%(lots)s) AND e.scope = 'U' AND e.kind IN ('made', 'drawn', 'split', 'merged', 'returned')
  AND (u.lot_id <> e.parent_id OR u.status <> 'made')
GROUP BY e.parent_id
"""
DESCENT = """
WITH RECURSIVE ahead(id) AS (
    SELECT unnest(%(lots)s::bigint[])
    UNION
    SELECT e.child_id FROM ahead a JOIN genealogy_edge e ON e.parent_id = a.id AND e.scope IN ('L', 'B')
)
SELECT DISTINCT e.parent_id AS parent, e.child_id AS child
FROM ahead a JOIN genealogy_edge e ON e.parent_id = a.id AND e.scope IN ('L', 'B')
"""
CHANGES = "SELECT lot_id, event AS what, at FROM genealogy_status_change WHERE lot_id = ANY(%(lots)s)"
HOLDS = (
    "SELECT node_id AS lot_id, reason_code AS what, placed_at AS at FROM genealogy_hold WHERE node_id = ANY(%(nodes)s)"
)
SERIALS = """
SELECT i.code AS item, named.serial_no AS code
FROM unnest(%(items)s::text[], %(serials)s::text[]) AS named (item, serial_no)
JOIN items_item i ON i.code = named.item
JOIN genealogy_unit u ON u.item_id = i.id AND upper(u.serial_no) = named.serial_no
"""


class CodeRow(msgspec.Struct):
    """A code."""

    code: str


class PartnerFound(msgspec.Struct):
    """A partner."""

    code: str
    kind: PartnerKind


class LocationFound(msgspec.Struct):
    """A location."""

    code: str
    kind: LocationKind


class ItemFound(msgspec.Struct):
    """An item."""

    code: str
    unit: str
    quantum: Decimal
    tracking: Tracking
    customer: str | None


class LevelFound(msgspec.Struct):
    """A pack level."""

    item: str
    level: int
    gtin: str
    contains: int


class LotFound(msgspec.Struct):
    """A lot."""

    id: int
    item: str
    lot_no: str
    status: LotStatus
    cycle: int
    quantity_made: Decimal
    supplier: str | None
    supplier_lot_no: str | None
    order_no: str | None
    manufactured: date | None
    expiry: date | None


class StockFound(msgspec.Struct):
    """How much of a lot lies where."""

    lot_id: int
    location: str
    quantity: Decimal


class UnitFound(msgspec.Struct):
    """A unit."""

    id: int
    serial_no: str
    lot_id: int
    location: str
    status: UnitStatus
    package_id: int | None


class PackageFound(msgspec.Struct):
    """A package."""

    id: int
    package_no: str
    lot_id: int
    level: int
    gtin: str
    quantity: Decimal
    inside_id: int | None


class ShippedFound(msgspec.Struct):
    """A node that left with a shipment."""

    node_id: int
    id: int
    shipment_no: str
    customer: str
    shipped_at: datetime


class TakenFound(msgspec.Struct):
    """A number that is taken."""

    kind: str
    code: str


class StepFound(msgspec.Struct):
    """Something that happened to a node at a moment; it does not happen twice."""

    lot_id: int
    what: str
    at: datetime

    @property
    def key(self) -> tuple[int, str, datetime]:
        """Return what it is known by."""
        return self.lot_id, self.what, self.at


class GoneFound(msgspec.Struct):
    """How many units that a lot had are in it no more."""

    lot_id: int
    gone: int


class DescentFound(msgspec.Struct):
    """That one node comes from another."""

    parent: int
    child: int


class SerialFound(msgspec.Struct):
    """A unit's number."""

    item: str
    code: str


@dataclass(slots=True)
class Known:
    """The records of the database that the files name, and the world that an import begins with.

    `steps` are movements, status changes and holds that are recorded already, by node, what and when.
    """

    partners: dict[str, PartnerKind] = field(default_factory=dict)
    locations: dict[str, Location] = field(default_factory=dict)
    users: set[str] = field(default_factory=set)
    signing: frozenset[Role] = frozenset()
    items: dict[str, Item] = field(default_factory=dict)
    gtins: dict[str, str] = field(default_factory=dict)
    world: World = field(default_factory=World)
    packages_taken: set[str] = field(default_factory=set)
    shipments_taken: set[str] = field(default_factory=set)
    steps: set[tuple[int, str, datetime]] = field(default_factory=set)
    descent: list[tuple[int, int]] = field(default_factory=list)


def read(tx: Transaction, names: Names) -> Known:
    """Read everything of it."""
    known = Known()
    known.partners = {row.code: row.kind for row in tx.rows(PartnerFound, PARTNERS, codes=upper(names.partners))}
    known.locations = {
        row.code: Location(row.code, row.kind) for row in tx.rows(LocationFound, LOCATIONS, codes=list(names.locations))
    }
    known.users = {row.code for row in tx.rows(CodeRow, USERS, codes=list(names.users))}
    known.signing = frozenset(Role(row.code) for row in tx.rows(CodeRow, SIGNING, right=str(Permission.SIGN)))
    read_items(tx, names, known)
    read_lots(tx, names, known)
    taken = tx.rows(TakenFound, TAKEN, packages=list(names.packages), documents=list(names.documents))
    known.packages_taken = {row.code for row in taken if row.kind == "package"}
    known.shipments_taken = {row.code for row in taken if row.kind == "shipment"}
    return known


def upper(codes: Iterable[str]) -> list[str]:
    """Return codes as they are compared where case does not tell them apart."""
    return [code.upper() for code in codes]


def read_items(tx: Transaction, names: Names, known: Known) -> None:
    """Read items with their pack levels, and whose the named GTINs are."""
    for row in tx.rows(ItemFound, ITEMS, codes=upper(names.items)):
        known.items[row.code] = Item(
            row.code, row.unit, row.quantum, row.tracking in SERIALISED, row.customer, stored=True
        )
    for level in tx.rows(LevelFound, LEVELS, codes=upper(names.items), gtins=list(names.gtins)):
        known.gtins[level.gtin] = level.item
        if level.item in known.items:
            known.items[level.item].levels[level.level] = Level(level.gtin, level.contains)


def read_lots(tx: Transaction, names: Names, known: Known) -> None:
    """Read lots with their stock, units, packages and shipments, and what happened to them before."""
    keys = list(names.lots)
    items, numbers = [key[0] for key in keys], [key[1] for key in keys]
    lots = {row.id: lot_of(row, known.items[row.item]) for row in tx.rows(LotFound, LOTS, items=items, numbers=numbers)}
    world, ids = known.world, list(lots)
    world.lots = {lot.key: lot for lot in lots.values()}
    for stock in tx.rows(StockFound, STOCK, lots=ids):
        lots[stock.lot_id].stock[stock.location] = stock.quantity
    packages = read_packages(tx, lots)
    world.packages = {package.package_no: package for package in packages.values()}
    units: dict[int, Unit] = {}
    for row in tx.rows(UnitFound, UNITS, lots=ids):
        package = packages.get(row.package_id or 0)
        unit = Unit(-row.id, row.serial_no, lots[row.lot_id], row.location, row.status, package)
        unit.lot.members.append(unit)
        units[row.id] = world.units_of(unit.lot.item)[unit.serial_no.upper()] = unit
    for found in tx.rows(GoneFound, GONE, lots=ids):
        lots[found.lot_id].gone = found.gone
    known.descent = [(-found.parent, -found.child) for found in tx.rows(DescentFound, DESCENT, lots=ids)]
    read_shipments(tx, known, lots, packages, units)
    nodes = [*ids, *units]
    for query, parameter in ((MOVES, {"lots": ids}), (CHANGES, {"lots": ids}), (HOLDS, {"nodes": nodes})):
        known.steps.update(step.key for step in tx.rows(StepFound, query, **parameter))
    for lot_id, what, _ in known.steps:
        if what == LotEvent.RETURN_FROM_CUSTOMER:
            lots[lot_id].came_back = True


def lot_of(row: LotFound, item: Item) -> Lot:
    """Return a lot of the database."""
    return Lot(
        node=-row.id,
        item=item,
        lot_no=row.lot_no,
        status=row.status,
        cycle=row.cycle,
        made=row.quantity_made,
        supplier=row.supplier,
        supplier_lot_no=row.supplier_lot_no,
        order_no=row.order_no,
        manufactured=row.manufactured,
        expiry=row.expiry,
    )


def read_packages(tx: Transaction, lots: dict[int, Lot]) -> dict[int, Package]:
    """Return the packages of lots by id, each with what it stands inside."""
    rows = tx.rows(PackageFound, PACKAGES, lots=list(lots))
    packages = {
        row.id: Package(-row.id, row.package_no, lots[row.lot_id], row.level, row.gtin, row.quantity) for row in rows
    }
    for row in rows:
        outer = packages.get(row.inside_id or 0)
        if outer is not None:
            packages[row.id].inside = outer
            outer.content += row.quantity
            outer.inner.append(packages[row.id])
    return packages


def read_shipments(
    tx: Transaction, known: Known, lots: dict[int, Lot], packages: dict[int, Package], units: dict[int, Unit]
) -> None:
    """Read which lots, packages and units left with which shipment."""
    for row in tx.rows(ShippedFound, SHIPPED, nodes=[*lots, *packages, *units]):
        shipment = known.world.shipments.setdefault(
            row.shipment_no, Shipment(-row.id, row.shipment_no, row.customer, row.shipped_at)
        )
        if row.node_id in units:
            units[row.node_id].shipment = shipment
        elif row.node_id in packages:
            packages[row.node_id].shipment = shipment
            packages[row.node_id].lot.shipments.append(shipment)
        else:
            lots[row.node_id].shipments.append(shipment)


def serials_taken(tx: Transaction, wanted: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those (item, serial number) of new units that units of other lots already have."""
    pairs = list(wanted)
    found = tx.rows(SerialFound, SERIALS, items=[pair[0] for pair in pairs], serials=[pair[1] for pair in pairs])
    return {(row.item, row.code) for row in found}
