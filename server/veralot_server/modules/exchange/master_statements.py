"""The statements that write what is no history: partners, locations, people, items and what belongs to them.

Other modules' tables are named here as plain text.
"""

from typing import Final

from veralot_server.modules.exchange.writes import made

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
        "import_qualification",
        "training_qualification",
        """
    INSERT INTO training_qualification (code, name, name_zh, covers, months, warning_days, least_level, created_at)
    SELECT code, name, name_zh, covers, months, warning_days, least_level, %(now)s::timestamptz
    FROM import_qualification ORDER BY seq
    """,
    ),
    made(
        "import_grant",
        "training_grant",
        """
    INSERT INTO training_grant (user_id, qualification_id, created_at)
    SELECT u.id, q.id, %(now)s::timestamptz
    FROM import_grant i JOIN identity_user u ON u.user_key = i.user_key JOIN training_qualification q ON q.code = i.code
    ORDER BY i.seq
    """,
    ),
    # Nobody is qualified by a file: what it says waits to be signed.
    made(
        "import_grant",
        "training_version",
        """
    INSERT INTO training_version (grant_id, number, event, level, held_from, held_until, evidence, reason, at, by_id)
    SELECT g.id, 1, 'proposed', i.level, i.held_from, i.held_until, i.evidence, '', %(now)s::timestamptz, %(by)s::bigint
    FROM import_grant i JOIN identity_user u ON u.user_key = i.user_key JOIN training_qualification q ON q.code = i.code
    JOIN training_grant g ON g.user_id = u.id AND g.qualification_id = q.id
    ORDER BY i.seq
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
    INSERT INTO inspection_revision (plan_id, number, status, change_note, due_hours, rules, picture_id, qualification_ids,
                                     made_at, made_by)
    SELECT p.id, i.number, 'draft', CASE WHEN i.number = 1 THEN '' ELSE 'Import ' || %(import)s::text END, i.due_hours,
           i.rules, f.picture_id, coalesce(CASE WHEN i.qualifications IS NOT NULL THEN ARRAY(
               SELECT q.id FROM training_qualification q
               WHERE upper(q.code) IN (SELECT upper(n) FROM jsonb_array_elements_text(i.qualifications) AS n)
               ORDER BY q.code) END, f.qualification_ids, '{}'), %(now)s::timestamptz, %(by)s::bigint
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
                                           upper, unit, precision, method, gauge_type, sample_size, investigate, balloon,
                                           qualification_ids)
    SELECT r.id, c.place, c.code, c.name, c.name_zh, c.kind, c.defect_class, c.nominal, c.lower, c.upper, c.unit,
           c.decimals, c.method, c.gauge_type, c.sample_size, c.investigate, coalesce(c.balloon, o.balloon),
           coalesce(CASE WHEN c.qualifications IS NOT NULL THEN ARRAY(
               SELECT q.id FROM training_qualification q
               WHERE upper(q.code) IN (SELECT upper(n) FROM jsonb_array_elements_text(c.qualifications) AS n)
               ORDER BY q.code) END, o.qualification_ids, '{}')
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
    made(
        "import_term",
        "quality_term",
        "INSERT INTO quality_term (kind, status, days) SELECT kind, status, days FROM import_term ORDER BY seq",
    ),
    # All levels of an import are one issue, which holds in the place of the one before.
    made(
        "import_escalation",
        "quality_escalation",
        """
    INSERT INTO quality_escalation (issue, level, after_days, role)
    SELECT (SELECT coalesce(max(q.issue), 0) + 1 FROM quality_escalation q), i.level, i.after_days, i.role
    FROM import_escalation i ORDER BY i.seq
    """,
    ),
    # The newest holds, so that what was agreed before holds again once the import is taken back.
    made(
        "import_agreement",
        "quality_agreement",
        """
    INSERT INTO quality_agreement (customer_id, consent_concession, consent_rework, notice_hours, agreed_at, agreed_by)
    SELECT c.id, i.consent_concession, i.consent_rework, i.notice_hours, %(now)s::timestamptz, %(by)s::bigint
    FROM import_agreement i LEFT JOIN items_partner c ON c.code = i.customer ORDER BY i.seq
    """,
    ),
)
