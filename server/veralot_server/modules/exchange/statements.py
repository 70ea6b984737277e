"""The statements that write an import, in their order: temporary tables, into which rows are copied, and what is made of them.

Other modules' tables are named here as plain text. In the temporary tables a node is a number from 1 if the import makes
it, and its id with a minus before it if the database has it; `import_node` gives the new ones their ids.
"""

from typing import Final, NamedTuple


class Write(NamedTuple):
    """A statement, and the temporary table from which it writes: one without rows gives it nothing to do."""

    source: str
    text: str


def made(source: str, table: str, insert: str) -> Write:
    """Return an insertion that also keeps which rows it made, as spans of their keys."""
    text = f"""
    WITH made AS ({insert} RETURNING id)
    INSERT INTO exchange_import_made (import_id, table_name, keys)
    SELECT %(import)s, '{table}', range_agg(int8range(id, id, '[]')) FROM made HAVING count(*) > 0
    """  # noqa: S608 - constants in a constant
    return Write(source, text)


def kept(table: str, source: str) -> Write:
    """Return what keeps rows that an import is about to change as they are."""
    text = f"""
    INSERT INTO import_before
    SELECT '{table}', t.id, to_jsonb(t) FROM {table} t JOIN {source} i ON i.node < 0 AND t.id = -i.node
    """  # noqa: S608 - constants in a constant
    return Write(source, text)


def changed(table: str, source: str) -> Write:
    """Return what keeps rows that an import has changed as they were and as they are."""
    text = f"""
    INSERT INTO exchange_import_change (import_id, table_name, key, before, after)
    SELECT %(import)s, b.table_name, b.key, b.before, to_jsonb(t)
    FROM import_before b JOIN {table} t ON t.id = b.key WHERE b.table_name = '{table}' AND b.before <> to_jsonb(t)
    """  # noqa: S608 - constants in a constant
    return Write(source, text)


NODE_IDS: Final = """
INSERT INTO import_node SELECT node, nextval('genealogy_node_id_seq') FROM generate_series(1, %(nodes)s) AS node
"""

MASTERS: Final = (
    made(
        "import_partner",
        "items_partner",
        """
    INSERT INTO items_partner (code, kind, name, name_zh, address, country, gln)
    SELECT code, kind, name, name_zh, address, country, gln FROM import_partner ORDER BY seq
    """,
    ),
    made(
        "import_location",
        "genealogy_location",
        """
    INSERT INTO genealogy_location (code, name, name_zh, kind, outside, customer_id)
    SELECT l.code, l.name, l.name_zh, l.kind, l.outside, c.id
    FROM import_location l LEFT JOIN items_partner c ON c.code = l.customer ORDER BY l.seq
    """,
    ),
    made(
        "import_user",
        "identity_user",
        """
    INSERT INTO identity_user (user_name, user_key, full_name, full_name_zh, state, language, customer_id,
                               must_change_password, identity_document, identity_verified_at, identity_verified_by)
    SELECT u.user_name, u.user_key, u.full_name, u.full_name_zh, u.state, u.language, c.id, true, u.document,
           CASE WHEN u.document IS NOT NULL THEN %(now)s::timestamptz END,
           CASE WHEN u.document IS NOT NULL THEN %(by)s::bigint END
    FROM import_user u LEFT JOIN items_partner c ON c.code = u.customer ORDER BY u.seq
    """,
    ),
    made(
        "import_role",
        "identity_user_role",
        """
    INSERT INTO identity_user_role (user_id, role)
    SELECT u.id, r.role FROM import_role r JOIN identity_user u ON u.user_key = r.user_key ORDER BY r.seq
    """,
    ),
    made(
        "import_item",
        "items_item",
        """
    INSERT INTO items_item (code, name, name_zh, kind, tracking, unit, quantum, shelf_life_months, implantable,
                            customer_id, device_class)
    SELECT i.code, i.name, i.name_zh, i.kind, i.tracking, i.unit, i.quantum, i.shelf_life_months, i.implantable,
           c.id, i.device_class
    FROM import_item i LEFT JOIN items_partner c ON c.code = i.customer ORDER BY i.seq
    """,
    ),
    made(
        "import_level",
        "items_pack_level",
        """
    INSERT INTO items_pack_level (item_id, level, name, name_zh, gtin, contains)
    SELECT i.id, l.level, l.name, l.name_zh, l.gtin, l.contains
    FROM import_level l JOIN items_item i ON i.code = l.item ORDER BY l.seq
    """,
    ),
    made(
        "import_bom",
        "items_bom",
        """
    INSERT INTO items_bom (item_id, revision, per)
    SELECT i.id, b.revision, b.per FROM import_bom b JOIN items_item i ON i.code = b.item ORDER BY b.seq
    """,
    ),
    made(
        "import_bom_line",
        "items_bom_line",
        """
    INSERT INTO items_bom_line (bom_id, position, component_id, quantity)
    SELECT b.id, l.place, c.id, l.quantity
    FROM import_bom_line l
    JOIN items_item i ON i.code = l.item
    JOIN items_bom b ON b.item_id = i.id AND b.revision = l.revision
    JOIN items_item c ON c.code = l.component
    ORDER BY l.seq
    """,
    ),
    made(
        "import_gauge",
        "gauges_gauge",
        """
    INSERT INTO gauges_gauge (code, name, name_zh, kind, unit, range_low, range_high, resolution, interval_months,
                              warning_days, location, owner, maker, model, serial_no, status, calibrated_on, due_on,
                              created_at)
    SELECT code, name, name_zh, kind, unit, range_low, range_high, resolution, interval_months, warning_days, location,
           keeper, maker, model, coalesce(serial_no, ''), CASE WHEN due_on IS NULL THEN 'in_calibration' ELSE 'valid' END,
           calibrated_on, due_on, %(now)s::timestamptz
    FROM import_gauge ORDER BY seq
    """,
    ),
    made(
        "import_gauge",
        "gauges_calibration",
        """
    INSERT INTO gauges_calibration (gauge_id, state, done_on, due_on, laboratory, laboratory_name, certificate_no,
                                    procedure, points, standards, found_in_tolerance, left_in_tolerance, note,
                                    recorded_at, recorded_by)
    SELECT g.id, 'accepted', i.calibrated_on, i.due_on, 'external', '', i.certificate_no, '', '[]',
           jsonb_build_array(jsonb_build_object('code', '', 'certificate_no', i.certificate_no,
                                                'traceable_to', i.traceable_to, 'valid_until', i.due_on)),
           true, true, 'Import ' || %(import)s::text, %(now)s::timestamptz, %(by)s::bigint
    FROM import_gauge i JOIN gauges_gauge g ON g.code = i.code WHERE i.due_on IS NOT NULL ORDER BY i.seq
    """,
    ),
    made(
        "import_plan",
        "inspection_plan",
        """
    INSERT INTO inspection_plan (code, item_id, stage, operation, supplier_id, customer_id, made_at, made_by)
    SELECT p.code, i.id, p.stage, p.operation, s.id, c.id, %(now)s::timestamptz, %(by)s::bigint
    FROM import_plan p JOIN items_item i ON i.code = p.item
    LEFT JOIN items_partner s ON s.code = p.supplier
    LEFT JOIN items_partner c ON c.code = p.customer
    WHERE p.number = 1
    ORDER BY p.seq
    """,
    ),
    made(
        "import_plan",
        "inspection_revision",
        """
    INSERT INTO inspection_revision (plan_id, number, status, change_note, due_hours, rules, picture_id, made_at, made_by)
    SELECT p.id, i.number, 'draft', CASE WHEN i.number = 1 THEN '' ELSE 'Import ' || %(import)s::text END, i.due_hours,
           i.rules, f.picture_id, %(now)s::timestamptz, %(by)s::bigint
    FROM import_plan i JOIN inspection_plan p ON p.code = i.code
    LEFT JOIN inspection_revision f ON f.plan_id = p.id AND f.number = i.number - 1
    ORDER BY i.seq
    """,
    ),
    made(
        "import_characteristic",
        "inspection_characteristic",
        """
    INSERT INTO inspection_characteristic (revision_id, position, code, name, name_zh, kind, defect_class, nominal, lower,
                                           upper, unit, precision, method, gauge_type, sample_size, investigate, balloon)
    SELECT r.id, c.place, c.code, c.name, c.name_zh, c.kind, c.defect_class, c.nominal, c.lower, c.upper, c.unit,
           c.decimals, c.method, c.gauge_type, c.sample_size, c.investigate, coalesce(c.balloon, o.balloon)
    FROM import_characteristic c
    JOIN import_plan i ON i.code = c.plan
    JOIN inspection_plan p ON p.code = c.plan
    JOIN inspection_revision r ON r.plan_id = p.id AND r.number = i.number
    LEFT JOIN inspection_revision f ON f.plan_id = p.id AND f.number = i.number - 1
    LEFT JOIN inspection_characteristic o ON o.revision_id = f.id AND o.code = c.code
    ORDER BY c.seq
    """,
    ),
    made(
        "import_defect",
        "quality_defect",
        """
    INSERT INTO quality_defect (code, name, name_zh, severity)
    SELECT code, name, name_zh, severity FROM import_defect ORDER BY seq
    """,
    ),
)

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
