"""The statements of the search box. Each kind of number is one indexed branch.

What has exactly this number has rank 0, what another number of its own leads to (a supplier's lot, an order, a document)
rank 1, a beginning rank 2.

The parameters are those of `lots.span("text", …)`, `scope` (the customer of a customer's user), `plant` (whether it is the
plant's own person) and `most`. `neutral` marks a lot that is no customer's: a customer's user sees it only if it went into the
customer's products, which `policy` finds out.
"""

from typing import Final

from veralot_server.modules.genealogy.lots import beginning

OWN: Final = "(%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s OR l.customer_id IS NULL)"

LOT: Final = """'lot' AS kind, l.id, l.lot_no AS label, i.code || ' ' || i.name AS detail,
       i.code || ' ' || coalesce(nullif(i.name_zh, ''), i.name) AS detail_zh, l.id AS lot_id"""
ITEM: Final = "JOIN items_item i ON i.id = l.item_id"


def rank(column: str, exact: int = 0) -> str:
    """Return how near a column comes to the text."""
    return f"CASE WHEN upper({column}) = upper(%(text)s) THEN {exact} ELSE 2 END AS rank"


def branch(columns: str, tables: str, column: str, matched: str, exact: int = 0) -> str:
    """Return the search of one column, nearest first as its index sorts them."""
    return f"""(SELECT {columns}, '{matched}' AS matched, {rank(column, exact)}, l.customer_id IS NULL AS neutral
FROM {tables}
WHERE {beginning(column, "text")} AND {OWN}
ORDER BY upper({column}) USING ~<~ LIMIT %(most)s)"""  # noqa: S608 - expressions of our own


LOTS: Final = f"genealogy_lot l {ITEM}"
UNIT: Final = "'unit' AS kind, u.id, u.serial_no AS label, " + LOT.partition("AS label, ")[2]
PACKAGE: Final = "'package' AS kind, p.id, p.package_no AS label, " + LOT.partition("AS label, ")[2]

PACKAGES: Final = branch(
    PACKAGE, f"genealogy_package p JOIN genealogy_lot l ON l.id = p.lot_id {ITEM}", "p.package_no", "package_no"
)
UNITS: Final = branch(
    UNIT, f"genealogy_unit u JOIN genealogy_lot l ON l.id = u.lot_id {ITEM}", "u.serial_no", "serial_no"
)

SHIPMENTS: Final = f"""(SELECT 'shipment' AS kind, s.id, s.shipment_no AS label, c.name AS detail,
       coalesce(nullif(c.name_zh, ''), c.name) AS detail_zh, (
           SELECT min(m.lot_id) FROM genealogy_edge e JOIN genealogy_movement_line m ON m.movement_id = e.movement_id
           WHERE e.child_id = s.id HAVING count(DISTINCT m.lot_id) = 1) AS lot_id,
       'shipment_no' AS matched, {rank("s.shipment_no")}, false AS neutral
FROM genealogy_shipment s JOIN items_partner c ON c.id = s.customer_id
WHERE {beginning("s.shipment_no", "text")} AND (%(scope)s::bigint IS NULL OR s.customer_id = %(scope)s)
ORDER BY upper(s.shipment_no) USING ~<~ LIMIT %(most)s)"""  # noqa: S608 - expressions of our own

INVOLVED: Final = f"""(SELECT {LOT}, 'order_no' AS matched, 1 AS rank, l.customer_id IS NULL AS neutral
FROM genealogy_lot l {ITEM}
WHERE l.id IN (SELECT m.lot_id FROM genealogy_movement v JOIN genealogy_movement_line m ON m.movement_id = v.id
               WHERE upper(v.order_no) = upper(%(text)s)) AND {OWN}
ORDER BY l.id LIMIT %(most)s)"""  # noqa: S608 - expressions of our own
"""Every lot that an order touched."""

DOCUMENTED: Final = f"""(SELECT {LOT}, 'document_no' AS matched, 1 AS rank, l.customer_id IS NULL AS neutral
FROM genealogy_lot l {ITEM}
WHERE l.id IN (SELECT unnest(ARRAY[m.lot_id, m.target_lot_id]) FROM genealogy_movement v
               JOIN genealogy_movement_line m ON m.movement_id = v.id
               WHERE upper(v.document_no) = upper(%(text)s)) AND {OWN}
ORDER BY l.id LIMIT %(most)s)"""  # noqa: S608 - expressions of our own
"""Every lot of a delivery, a shipment or a sterilization load."""

ITEMS: Final = f"""(SELECT 'item' AS kind, i.id, i.code AS label, i.name AS detail,
       coalesce(nullif(i.name_zh, ''), i.name) AS detail_zh, NULL::bigint AS lot_id,
       CASE WHEN k.gtin IS NULL THEN 'item_code' ELSE 'gtin' END AS matched,
       CASE WHEN k.gtin IS NOT NULL OR upper(i.code) = upper(%(text)s) THEN 0 ELSE 2 END AS rank, false AS neutral
FROM items_item i LEFT JOIN items_pack_level k ON k.item_id = i.id AND k.gtin = lpad(%(text)s, 14, '0')
WHERE (k.gtin IS NOT NULL OR ({beginning("i.code", "text")}))
  AND (%(scope)s::bigint IS NULL OR i.customer_id = %(scope)s)
ORDER BY upper(i.code) USING ~<~ LIMIT %(most)s)"""  # noqa: S608 - expressions of our own

USERS: Final = f"""(SELECT 'user' AS kind, u.id, u.user_name AS label, u.full_name AS detail,
       coalesce(nullif(u.full_name_zh, ''), u.full_name) AS detail_zh, NULL::bigint AS lot_id,
       'user_name' AS matched, {rank("u.user_name")}, false AS neutral
FROM identity_user u WHERE {beginning("u.user_name", "text")} AND %(plant)s AND u.id <> 0
ORDER BY upper(u.user_name) USING ~<~ LIMIT %(most)s)"""  # noqa: S608 - expressions of our own

ANY_NUMBER: Final = "\nUNION ALL\n".join(
    (
        branch(LOT, LOTS, "l.lot_no", "lot_no"),
        branch(LOT, LOTS, "l.supplier_lot_no", "supplier_lot_no", exact=1),
        branch(LOT, LOTS, "l.order_no", "order_no", exact=1),
        UNITS,
        PACKAGES,
        SHIPMENTS,
        INVOLVED,
        DOCUMENTED,
        ITEMS,
        USERS,
    )
)
"""Everything that can have a number, in one statement."""

BY_GTIN: Final = f"""
WITH item AS (SELECT k.item_id, k.gtin FROM items_pack_level k WHERE k.gtin = %(gtin)s)
SELECT {UNIT}, 'udi' AS matched, 0 AS rank, l.customer_id IS NULL AS neutral
FROM item JOIN genealogy_unit u ON u.item_id = item.item_id AND u.serial_no = %(serial_no)s
JOIN genealogy_lot l ON l.id = u.lot_id {ITEM}
WHERE {OWN}
UNION ALL
SELECT {LOT}, 'udi', 0, l.customer_id IS NULL
FROM item JOIN genealogy_lot l ON l.item_id = item.item_id AND l.lot_no = %(lot_no)s {ITEM}
WHERE {OWN} AND %(serial_no)s::text IS NULL
UNION ALL
SELECT 'item', i.id, i.code, i.name, coalesce(nullif(i.name_zh, ''), i.name), NULL, 'gtin',
       CASE WHEN %(lot_no)s::text IS NULL AND %(serial_no)s::text IS NULL THEN 0 ELSE 3 END, false
FROM item JOIN items_item i ON i.id = item.item_id
WHERE %(scope)s::bigint IS NULL OR i.customer_id = %(scope)s
"""  # noqa: S608 - expressions of our own
"""What a UDI names: the unit if it has a serial number, else the lot, else the item."""
