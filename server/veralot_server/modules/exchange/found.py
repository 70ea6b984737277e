"""What is read of the database for an import: the statements, and the rows that they return."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from veralot_shared.contracts.genealogy import LocationKind, LotStatus, UnitStatus
from veralot_shared.contracts.inspection import InspectionStage, RevisionStatus
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
BOMS = """
SELECT i.code AS item, b.revision FROM items_bom b JOIN items_item i ON i.id = b.item_id WHERE i.code = ANY(%(codes)s)
"""
PARTS = """
SELECT DISTINCT i.code AS item, c.code AS component
FROM items_bom b JOIN items_item i ON i.id = b.item_id
JOIN items_bom_line l ON l.bom_id = b.id JOIN items_item c ON c.id = l.component_id
"""
GAUGES = "SELECT upper(code) AS code FROM gauges_gauge WHERE upper(code) = ANY(%(codes)s)"
PLANS = """
SELECT p.code, i.code AS item, p.stage, p.operation, s.code AS supplier, c.code AS customer, r.number, r.status
FROM inspection_plan p JOIN items_item i ON i.id = p.item_id
LEFT JOIN items_partner s ON s.id = p.supplier_id LEFT JOIN items_partner c ON c.id = p.customer_id
JOIN LATERAL (SELECT n.number, n.status FROM inspection_revision n WHERE n.plan_id = p.id ORDER BY n.number DESC LIMIT 1) r
  ON true
WHERE upper(p.code) = ANY(%(codes)s)
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


class PlanKnown(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection plan of the database, with its newest revision."""

    code: str
    item: str
    stage: InspectionStage
    operation: str
    supplier: str | None
    customer: str | None
    number: int
    status: RevisionStatus


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


class BomFound(msgspec.Struct):
    """A bill of materials."""

    item: str
    revision: str


class PartFound(msgspec.Struct):
    """That an item is made of another."""

    item: str
    component: str


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
