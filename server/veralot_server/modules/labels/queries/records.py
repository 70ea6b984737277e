"""What is known of what labels stand on: lots, units, packages, locations, items, gauges; one statement for any number."""

from types import MappingProxyType
from typing import Any, Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.gauges import USABLE
from veralot_shared.contracts.labels import DescribeSubjects, LabelData, LabelKind
from veralot_shared.errors import RecordNotFound

ITEM_COLUMNS: Final = """
       i.code AS item_code, i.name AS item_name, i.name_zh AS item_name_zh, i.unit, c.name AS customer,
       c.name_zh AS customer_zh, c.address AS customer_address"""

LOT_COLUMNS: Final = f"""l.id AS lot_id, l.customer_id, l.lot_no, l.manufactured, l.expiry, l.order_no, l.supplier_lot_no,
       s.name AS supplier, s.name_zh AS supplier_zh, {ITEM_COLUMNS}"""

LOT_TABLES: Final = """genealogy_lot l JOIN items_item i ON i.id = l.item_id
LEFT JOIN items_partner c ON c.id = l.customer_id LEFT JOIN items_partner s ON s.id = l.supplier_id"""

SMALLEST: Final = """(SELECT k.gtin FROM items_pack_level k WHERE k.item_id = i.id ORDER BY k.level LIMIT 1) AS gtin"""
"""What lots and units are known by: the GTIN of the smallest pack."""

OWN_LOT: Final = "(%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)"

LOTS: Final = f"""
SELECT 'lot' AS kind, l.id, l.lot_no AS label, {LOT_COLUMNS}, {SMALLEST}, trim_scale(l.quantity_made) AS quantity
FROM {LOT_TABLES} WHERE (l.id = ANY(%(ids)s) OR l.id = %(lot)s) AND {OWN_LOT} ORDER BY l.id
"""  # noqa: S608 - expressions of our own

UNITS: Final = f"""
SELECT 'unit' AS kind, u.id, u.serial_no AS label, {LOT_COLUMNS}, {SMALLEST}, u.serial_no, p.package_no
FROM {LOT_TABLES} JOIN genealogy_unit u ON u.lot_id = l.id LEFT JOIN genealogy_package p ON p.id = u.package_id
WHERE (u.id = ANY(%(ids)s) OR (u.lot_id = %(lot)s AND u.status = 'made')) AND {OWN_LOT}
ORDER BY u.serial_no, u.id
"""  # noqa: S608 - expressions of our own

PACKAGES: Final = f"""
SELECT 'package' AS kind, p.id, p.package_no AS label, {LOT_COLUMNS}, p.gtin, p.package_no,
       trim_scale(p.quantity) AS quantity, k.name AS level_name, k.name_zh AS level_name_zh
FROM {LOT_TABLES} JOIN genealogy_package p ON p.lot_id = l.id
LEFT JOIN items_pack_level k ON k.item_id = l.item_id AND k.level = p.level
WHERE (p.id = ANY(%(ids)s) OR p.lot_id = %(lot)s) AND {OWN_LOT}
ORDER BY p.level DESC, p.package_no
"""  # noqa: S608 - expressions of our own

LOCATIONS: Final = """
SELECT 'location' AS kind, o.id, o.code AS label, o.customer_id, o.code AS location_code, o.name AS location_name,
       o.name_zh AS location_name_zh, o.kind AS location_kind
FROM genealogy_location o
WHERE o.id = ANY(%(ids)s) AND NOT o.outside AND (%(scope)s::bigint IS NULL OR o.customer_id = %(scope)s)
  AND %(lot)s::bigint IS NULL
ORDER BY o.code
"""

ITEMS: Final = f"""
SELECT 'item' AS kind, i.id, i.code AS label, i.customer_id, {ITEM_COLUMNS}, {SMALLEST}
FROM items_item i LEFT JOIN items_partner c ON c.id = i.customer_id
WHERE i.id = ANY(%(ids)s) AND (%(scope)s::bigint IS NULL OR i.customer_id = %(scope)s) AND %(lot)s::bigint IS NULL
ORDER BY i.code
"""  # noqa: S608 - expressions of our own

GAUGES: Final = """
SELECT 'gauge' AS kind, g.id, g.code AS label, g.code AS gauge_code, g.name AS gauge_name, g.name_zh AS gauge_name_zh,
       nullif(g.serial_no, '') AS serial_no, nullif(g.limited_to, '') AS limited_to,
       CASE WHEN usable.now THEN g.calibrated_on END AS calibrated_on,
       CASE WHEN usable.now THEN g.due_on END AS calibration_due
FROM gauges_gauge g
CROSS JOIN LATERAL (SELECT g.status = ANY(%(usable)s) AND g.due_on >= %(today)s AS now) usable
WHERE g.id = ANY(%(ids)s) AND %(scope)s::bigint IS NULL AND %(lot)s::bigint IS NULL
ORDER BY g.code
"""
"""Gauges are the plant's own. One that must not be used today has no dates: a label that must show them is refused."""

SUBJECTS: Final = MappingProxyType(
    {
        LabelKind.LOT: LOTS,
        LabelKind.UNIT: UNITS,
        LabelKind.PACKAGE: PACKAGES,
        LabelKind.LOCATION: LOCATIONS,
        LabelKind.ITEM: ITEMS,
        LabelKind.GAUGE: GAUGES,
    }
)


@answers(DescribeSubjects, single=True)
def describe_subjects(query: DescribeSubjects, tx: Transaction) -> list[LabelData]:
    """Return what labels say of records: those named in their order, or all of a lot.

    Raises:
        RecordNotFound: one is not there, or is another customer's.
    """
    scope = tx.actor.customer_id
    asked: dict[str, Any] = {"ids": query.ids, "lot": query.lot_id, "scope": scope}
    if query.kind is LabelKind.GAUGE:
        asked |= {"usable": sorted(USABLE), "today": tx.today}
    found = tx.rows(LabelData, SUBJECTS[query.kind], **asked)
    if query.lot_id is not None and not query.ids:
        if not found:
            raise RecordNotFound(kind="lot", key=str(query.lot_id), field="lot_id")
        return found
    known = {row.id: row for row in found}
    for place, record_id in enumerate(query.ids):
        if record_id not in known:
            raise RecordNotFound(kind=query.kind.value, key=str(record_id), field=f"ids[{place}]")
    return [known[record_id] for record_id in query.ids]
