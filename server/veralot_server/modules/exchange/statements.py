"""The statements that write an import, in their order: temporary tables, into which rows are copied, and what is made of them.

Other modules' tables are named here as plain text. In the temporary tables a node is a number from 1 if the import makes
it, and its id with a minus before it if the database has it; `import_node` gives the new ones their ids.
"""

from typing import Final

from veralot_server.modules.exchange.master_statements import MASTERS
from veralot_server.modules.exchange.writes import Write, changed, kept, made

NODE_IDS: Final = """
INSERT INTO import_node SELECT node, nextval('genealogy_node_id_seq') FROM generate_series(1, %(nodes)s) AS node
"""

NODES: Final = (
    kept("genealogy_lot", "import_lot"),
    kept("genealogy_package", "import_package"),
    kept("genealogy_unit", "import_unit"),
    made(
        "import_lot",
        "genealogy_lot",
        """
    INSERT INTO genealogy_lot (id, lot_no, item_id, status, cycle, supplier_id, supplier_lot_no, customer_id, order_no,
                               manufactured, expiry, quantity_made, created_by)
    SELECT n.id, l.lot_no, i.id, l.status, l.cycle, s.id, l.supplier_lot_no, c.id, l.order_no,
           l.manufactured, l.expiry, l.made, %(by)s
    FROM import_lot l
    JOIN import_node n ON n.node = l.node
    JOIN items_item i ON i.code = l.item
    LEFT JOIN items_partner s ON s.code = l.supplier
    LEFT JOIN items_partner c ON c.code = l.customer
    ORDER BY n.id
    """,
    ),
    Write(
        "import_lot",
        """
    UPDATE genealogy_lot t SET status = l.status, cycle = l.cycle, quantity_made = l.made, version = t.version + 1
    FROM import_lot l WHERE l.node < 0 AND t.id = -l.node
    """,
    ),
    made(
        "import_package",
        "genealogy_package",
        """
    INSERT INTO genealogy_package (id, package_no, lot_id, level, gtin, quantity, inside_id)
    SELECT n.id, p.package_no, coalesce(l.id, -p.lot), p.level, p.gtin, p.quantity, coalesce(o.id, -p.inside)
    FROM import_package p
    JOIN import_node n ON n.node = p.node
    LEFT JOIN import_node l ON l.node = p.lot
    LEFT JOIN import_node o ON o.node = p.inside
    ORDER BY n.id
    """,
    ),
    Write(
        "import_package",
        """
    UPDATE genealogy_package t
    SET lot_id = coalesce(l.id, -p.lot), quantity = p.quantity, inside_id = coalesce(o.id, -p.inside)
    FROM import_package p
    LEFT JOIN import_node l ON l.node = p.lot
    LEFT JOIN import_node o ON o.node = p.inside
    WHERE p.node < 0 AND t.id = -p.node
    """,
    ),
    made(
        "import_unit",
        "genealogy_unit",
        """
    INSERT INTO genealogy_unit (id, serial_no, item_id, lot_id, location_id, status, package_id)
    SELECT n.id, u.serial_no, i.id, coalesce(l.id, -u.lot), p.id, u.status, coalesce(g.id, -u.package)
    FROM import_unit u
    JOIN import_node n ON n.node = u.node
    JOIN items_item i ON i.code = u.item
    JOIN genealogy_location p ON p.code = u.location
    LEFT JOIN import_node l ON l.node = u.lot
    LEFT JOIN import_node g ON g.node = u.package
    ORDER BY n.id
    """,
    ),
    Write(
        "import_unit",
        """
    UPDATE genealogy_unit t
    SET lot_id = coalesce(l.id, -u.lot), location_id = p.id, status = u.status, package_id = coalesce(g.id, -u.package)
    FROM import_unit u
    JOIN genealogy_location p ON p.code = u.location
    LEFT JOIN import_node l ON l.node = u.lot
    LEFT JOIN import_node g ON g.node = u.package
    WHERE u.node < 0 AND t.id = -u.node
    """,
    ),
    made(
        "import_shipment",
        "genealogy_shipment",
        """
    INSERT INTO genealogy_shipment (id, shipment_no, customer_id, shipped_at)
    SELECT n.id, s.shipment_no, c.id, s.at
    FROM import_shipment s JOIN import_node n ON n.node = s.node JOIN items_partner c ON c.code = s.customer
    ORDER BY n.id
    """,
    ),
)

HISTORY: Final = (
    # Ids are given in the order of the rows, so the n-th movement has the n-th of them.
    Write(
        "import_movement",
        """
    WITH written AS (
        INSERT INTO genealogy_movement (kind, at, order_no, document_no, reason, by_id)
        SELECT m.kind, m.at, m.order_no, m.document_no, m.reason, u.id
        FROM import_movement m JOIN identity_user u ON u.user_key = m.user_key ORDER BY m.movement
        RETURNING id)
    INSERT INTO import_movement_id SELECT row_number() OVER (ORDER BY id), id FROM written
    """,
    ),
    Write(
        "import_movement",
        """
    INSERT INTO exchange_import_made (import_id, table_name, keys)
    SELECT %(import)s, 'genealogy_movement', range_agg(int8range(id, id, '[]')) FROM import_movement_id HAVING count(*) > 0
    """,
    ),
    made(
        "import_line",
        "genealogy_movement_line",
        """
    INSERT INTO genealogy_movement_line (movement_id, lot_id, target_lot_id, source_id, target_id, quantity)
    SELECT m.id, coalesce(a.id, -l.lot), coalesce(b.id, -l.receiver), s.id, t.id, l.quantity
    FROM import_line l
    JOIN import_movement_id m ON m.movement = l.movement
    JOIN genealogy_location s ON s.code = l.source
    JOIN genealogy_location t ON t.code = l.target
    LEFT JOIN import_node a ON a.node = l.lot
    LEFT JOIN import_node b ON b.node = l.receiver
    ORDER BY l.seq
    """,
    ),
    made(
        "import_edge",
        "genealogy_edge",
        """
    INSERT INTO genealogy_edge (parent_id, child_id, scope, kind, quantity, unit, order_no, at, movement_id)
    SELECT coalesce(a.id, -e.parent), coalesce(b.id, -e.child), e.scope, e.kind, e.quantity, e.unit, v.order_no, v.at, m.id
    FROM import_edge e
    JOIN import_movement v ON v.movement = e.movement
    JOIN import_movement_id m ON m.movement = e.movement
    LEFT JOIN import_node a ON a.node = e.parent
    LEFT JOIN import_node b ON b.node = e.child
    ORDER BY e.seq
    """,
    ),
    made(
        "import_change",
        "genealogy_status_change",
        """
    INSERT INTO genealogy_status_change (lot_id, event, from_status, to_status, cycle, at, by_id, reason, imported)
    SELECT coalesce(n.id, -c.lot), c.event, c.before, c.after, c.cycle, c.at, u.id, c.reason, true
    FROM import_change c
    JOIN identity_user u ON u.user_key = c.user_key
    LEFT JOIN import_node n ON n.node = c.lot
    ORDER BY c.seq
    """,
    ),
    made(
        "import_hold",
        "genealogy_hold",
        """
    INSERT INTO genealogy_hold (node_id, reason_code, reason, placed_by, placed_at, lifted_by, lifted_at)
    SELECT coalesce(n.id, -h.node), h.reason_code, h.reason, u.id, h.at, w.id, h.lifted_at
    FROM import_hold h
    JOIN identity_user u ON u.user_key = h.user_key
    LEFT JOIN identity_user w ON w.user_key = h.lifted_by
    LEFT JOIN import_node n ON n.node = h.node
    ORDER BY h.at, h.seq
    """,
    ),
)

CHANGED: Final = (
    changed("genealogy_lot", "import_lot"),
    changed("genealogy_package", "import_package"),
    changed("genealogy_unit", "import_unit"),
)
RUN: Final[tuple[Write, ...]] = (*MASTERS, *NODES, *HISTORY, *CHANGED)
"""All of them, in their order."""

RECORD: Final = """
INSERT INTO exchange_import (by_id, run, test, files) VALUES (%(by)s, %(run)s, %(test)s, %(files)s::jsonb) RETURNING id
"""
COMPARED: Final = "UPDATE exchange_import SET reconciliation = %(found)s::jsonb WHERE id = %(import)s"
