"""What is read of the database for an import: the statements, and the rows that they return."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from veralot_shared.contracts.genealogy import LocationKind, LotStatus, UnitStatus
from veralot_shared.contracts.inspection import InspectionStage, RevisionStatus
from veralot_shared.contracts.items import PartnerKind, Tracking

CREATE = """
CREATE TEMP TABLE import_name (what text, code text);
CREATE TEMP TABLE import_name_lot (item text, lot_no text);
CREATE TEMP TABLE import_claim (item text, serial_no text);
CREATE TEMP TABLE import_known (id bigint PRIMARY KEY)
"""
ANALYZE = "ANALYZE import_name, import_name_lot"
DROP = "DROP TABLE import_name, import_name_lot, import_claim, import_known"

PARTNERS = """
SELECT code, kind FROM items_partner
WHERE upper(code) IN (SELECT upper(n.code) FROM import_name n WHERE n.what = 'partners')
"""
LOCATIONS = """
SELECT code, kind FROM genealogy_location
WHERE outside OR code IN (SELECT n.code FROM import_name n WHERE n.what = 'locations')
"""
USERS = """
SELECT user_key AS code, customer_id IS NOT NULL AS stranger FROM identity_user
WHERE user_key IN (SELECT n.code FROM import_name n WHERE n.what = 'users')
"""
SIGNING = "SELECT DISTINCT role AS code FROM identity_role_permission WHERE permission = %(right)s"
ITEMS = """
SELECT i.code, i.unit, i.quantum, i.tracking, c.code AS customer
FROM items_item i LEFT JOIN items_partner c ON c.id = i.customer_id
WHERE upper(i.code) IN (SELECT upper(n.code) FROM import_name n WHERE n.what = 'items')
"""
LEVELS = """
SELECT i.code AS item, p.level, p.gtin, p.contains
FROM items_pack_level p JOIN items_item i ON i.id = p.item_id
WHERE upper(i.code) IN (SELECT upper(n.code) FROM import_name n WHERE n.what = 'items')
   OR p.gtin IN (SELECT n.code FROM import_name n WHERE n.what = 'gtins')
"""
BOMS = """
SELECT i.code AS item, b.revision FROM items_bom b JOIN items_item i ON i.id = b.item_id
WHERE i.code IN (SELECT n.code FROM import_name n WHERE n.what = 'items')
"""
PARTS = """
SELECT DISTINCT i.code AS item, c.code AS component
FROM items_bom b JOIN items_item i ON i.id = b.item_id
JOIN items_bom_line l ON l.bom_id = b.id JOIN items_item c ON c.id = l.component_id
"""
GAUGES = """
SELECT upper(code) AS code FROM gauges_gauge
WHERE upper(code) IN (SELECT upper(n.code) FROM import_name n WHERE n.what = 'gauges')
"""
DEFECTS = """
SELECT upper(code) AS code FROM quality_defect
WHERE upper(code) IN (SELECT upper(n.code) FROM import_name n WHERE n.what = 'defects')
"""
QUALIFICATIONS = """
SELECT code, months, least_level, withdrawn_at IS NOT NULL AS withdrawn FROM training_qualification
WHERE upper(code) IN (SELECT upper(n.code) FROM import_name n WHERE n.what = 'qualifications')
"""
GRANTS = """
SELECT u.user_key AS person, q.code FROM training_grant g JOIN identity_user u ON u.id = g.user_id
JOIN training_qualification q ON q.id = g.qualification_id
WHERE u.user_key IN (SELECT n.code FROM import_name n WHERE n.what = 'users')
  AND upper(q.code) IN (SELECT upper(n.code) FROM import_name n WHERE n.what = 'qualifications')
"""
PLANS = """
SELECT p.code, i.code AS item, p.stage, p.operation, s.code AS supplier, c.code AS customer, r.number, r.status
FROM inspection_plan p JOIN items_item i ON i.id = p.item_id
LEFT JOIN items_partner s ON s.id = p.supplier_id LEFT JOIN items_partner c ON c.id = p.customer_id
JOIN LATERAL (SELECT n.number, n.status FROM inspection_revision n WHERE n.plan_id = p.id ORDER BY n.number DESC LIMIT 1) r
  ON true
WHERE upper(p.code) IN (SELECT upper(n.code) FROM import_name n WHERE n.what = 'plans')
"""
NUMBERS = """
SELECT 'package' AS kind, package_no AS code FROM genealogy_package
WHERE package_no IN (SELECT n.code FROM import_name n WHERE n.what = 'packages')
UNION ALL
SELECT 'shipment', shipment_no FROM genealogy_shipment
WHERE shipment_no IN (SELECT n.code FROM import_name n WHERE n.what = 'documents')
"""
KNOWN = """
INSERT INTO import_known
SELECT DISTINCT l.id FROM import_name_lot named
JOIN items_item i ON i.code = named.item
JOIN genealogy_lot l ON l.item_id = i.id AND l.lot_no = named.lot_no
"""
LOTS = """
SELECT l.id, i.code AS item, l.lot_no, l.status, l.cycle, l.quantity_made, s.code AS supplier, l.supplier_lot_no,
       l.order_no, l.manufactured, l.expiry,
       (SELECT jsonb_object_agg(p.code, t.quantity::text) FROM genealogy_stock t
        JOIN genealogy_location p ON p.id = t.location_id WHERE t.lot_id = l.id) AS stock,
       (SELECT count(*) FROM genealogy_edge e JOIN genealogy_unit u ON u.id = e.child_id
        WHERE e.parent_id = l.id AND e.scope = 'U' AND e.kind IN ('made', 'drawn', 'split', 'merged', 'returned')
          AND (u.lot_id <> l.id OR u.status <> 'made')) AS gone,
       ARRAY(SELECT c.code FROM genealogy_edge e JOIN genealogy_shipment h ON h.id = e.child_id
             JOIN items_partner c ON c.id = h.customer_id
             WHERE e.parent_id = l.id OR e.parent_id IN (SELECT g.id FROM genealogy_package g WHERE g.lot_id = l.id)
             GROUP BY c.code) AS customers,
       EXISTS (SELECT FROM genealogy_status_change h WHERE h.lot_id = l.id AND h.event = 'return_from_customer')
           AS came_back
FROM import_known k JOIN genealogy_lot l ON l.id = k.id JOIN items_item i ON i.id = l.item_id
LEFT JOIN items_partner s ON s.id = l.supplier_id
ORDER BY l.id
"""
SENT = """
(SELECT c.code FROM genealogy_edge e JOIN genealogy_shipment h ON h.id = e.child_id
 JOIN items_partner c ON c.id = h.customer_id WHERE e.parent_id = {node} ORDER BY h.shipped_at DESC LIMIT 1)
"""
"""To whom a unit or package left last."""
UNITS = f"""
SELECT u.id, u.serial_no, i.code AS item, u.lot_id, p.code AS location, u.status, u.package_id, g.package_no,
       {SENT.format(node="u.id")} AS customer
FROM import_known k JOIN genealogy_unit u ON u.lot_id = k.id
JOIN items_item i ON i.id = u.item_id
JOIN genealogy_location p ON p.id = u.location_id
LEFT JOIN genealogy_package g ON g.id = u.package_id
ORDER BY u.id
"""  # noqa: S608 - constants in a constant
PACKAGES = f"""
SELECT p.id, p.package_no, p.lot_id, p.level, p.gtin, p.quantity, p.inside_id, o.package_no AS inside_no,
       (SELECT coalesce(sum(q.quantity), 0) FROM genealogy_package q WHERE q.inside_id = p.id) AS content,
       {SENT.format(node="p.id")} AS customer
FROM import_known k JOIN genealogy_package p ON p.lot_id = k.id
LEFT JOIN genealogy_package o ON o.id = p.inside_id
ORDER BY p.id
"""  # noqa: S608 - constants in a constant
STEPS = """
SELECT n.lot_id AS node, m.kind AS what, m.at
FROM import_known k JOIN genealogy_movement_line n ON n.lot_id = k.id JOIN genealogy_movement m ON m.id = n.movement_id
UNION
SELECT c.lot_id, c.event, c.at FROM import_known k JOIN genealogy_status_change c ON c.lot_id = k.id
UNION
SELECT h.node_id, h.reason_code, h.placed_at FROM genealogy_hold h
WHERE h.node_id IN (SELECT k.id FROM import_known k
                    UNION ALL SELECT u.id FROM import_known k JOIN genealogy_unit u ON u.lot_id = k.id)
"""
DESCENT = """
WITH RECURSIVE ahead(id) AS (
    SELECT id FROM import_known
    UNION
    SELECT e.child_id FROM ahead a JOIN genealogy_edge e ON e.parent_id = a.id AND e.scope IN ('L', 'B')
)
SELECT DISTINCT e.parent_id AS parent, e.child_id AS child
FROM ahead a JOIN genealogy_edge e ON e.parent_id = a.id AND e.scope IN ('L', 'B')
"""
SERIALS = """
SELECT DISTINCT c.item, c.serial_no AS code
FROM import_claim c
JOIN items_item i ON i.code = c.item
JOIN genealogy_unit u ON u.item_id = i.id AND upper(u.serial_no) = c.serial_no
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


class QualificationFound(msgspec.Struct):
    """A qualification: how long it holds, and whether levels are kept of it."""

    code: str
    months: int
    least_level: int | None
    withdrawn: bool


class GrantFound(msgspec.Struct):
    """That somebody has a qualification, or had."""

    person: str
    code: str


class UserFound(msgspec.Struct):
    """Somebody; whether they are a customer's user, and none of the plant's own people."""

    code: str
    stranger: bool


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
    stock: dict[str, Decimal] | None
    gone: int
    customers: tuple[str, ...]
    came_back: bool


class UnitFound(msgspec.Struct):
    """A unit."""

    id: int
    serial_no: str
    item: str
    lot_id: int
    location: str
    status: UnitStatus
    package_id: int | None
    package_no: str | None
    customer: str | None


class PackageFound(msgspec.Struct):
    """A package."""

    id: int
    package_no: str
    lot_id: int
    level: int
    gtin: str
    quantity: Decimal
    inside_id: int | None
    inside_no: str | None
    content: Decimal
    customer: str | None


class TakenFound(msgspec.Struct):
    """A number that is taken."""

    kind: str
    code: str


class StepFound(msgspec.Struct):
    """Something that happened to a node at a moment; it does not happen twice."""

    node: int
    what: str
    at: datetime


class DescentFound(msgspec.Struct):
    """That one node comes from another."""

    parent: int
    child: int


class SerialFound(msgspec.Struct):
    """A unit's number."""

    item: str
    code: str
