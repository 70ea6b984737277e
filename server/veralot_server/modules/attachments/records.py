"""Attachments, types and rules in the database: read, and shown."""

from datetime import date, datetime
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.attachments.domain import required
from veralot_server.modules.attachments.domain.required import Asked, Offered
from veralot_shared.contracts.attachments import (
    AttachmentView,
    FileRuleView,
    FileTarget,
    FileTargetKind,
    FileTypeView,
    RequiredView,
)
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.ids import AttachmentId, AttachmentRuleId, AttachmentTypeId, LotId

ATTACHMENTS: Final = """
SELECT a.id, a.version, a.target_kind, a.target_id, f.sha256, f.size, f.media_type, a.file_name, a.type_id,
       t.code AS type_code, t.name AS type_name, t.name_zh AS type_name_zh, a.number, a.issued_on, a.valid_until,
       a.note,
       coalesce(a.valid_until < %(today)s, false) AS expired, a.added_at, u.full_name AS added_by,
       u.full_name_zh AS added_by_zh, a.withdrawn_at, w.full_name AS withdrawn_by, w.full_name_zh AS withdrawn_by_zh,
       a.withdrawn_reason,
       CASE a.target_kind
           WHEN 'lot' THEN (SELECT lot_no FROM genealogy_lot WHERE id = a.target_id)
           WHEN 'unit' THEN (SELECT serial_no FROM genealogy_unit WHERE id = a.target_id)
           WHEN 'item' THEN (SELECT code FROM items_item WHERE id = a.target_id)
           WHEN 'partner' THEN (SELECT code FROM items_partner WHERE id = a.target_id)
           WHEN 'gauge' THEN (SELECT code FROM gauges_gauge WHERE id = a.target_id)
           WHEN 'calibration' THEN (SELECT g.code || ' ' || c.done_on FROM gauges_calibration c
                                    JOIN gauges_gauge g ON g.id = c.gauge_id WHERE c.id = a.target_id)
           WHEN 'quality' THEN (SELECT number FROM quality_case WHERE id = a.target_id)
           WHEN 'training_grant' THEN (SELECT u.full_name || ' · ' || q.code FROM training_grant g
                                       JOIN identity_user u ON u.id = g.user_id
                                       JOIN training_qualification q ON q.id = g.qualification_id WHERE g.id = a.target_id)
           ELSE (SELECT coalesce(nullif(document_no, ''), kind || ' ' || id) FROM genealogy_movement WHERE id = a.target_id)
       END AS target_label
FROM attachments_attachment a
JOIN attachments_file f ON f.id = a.file_id
JOIN attachments_file_type t ON t.id = a.type_id
JOIN identity_user u ON u.id = a.added_by
LEFT JOIN identity_user w ON w.id = a.withdrawn_by
"""

REACH: Final = """
WITH RECURSIVE same(id) AS (
    SELECT %(lot)s::bigint
    UNION
    SELECT e.parent_id FROM same s JOIN genealogy_edge e
        ON e.child_id = s.id AND e.scope IN ('L', 'B') AND e.kind IN ('drawn', 'split')
),
reach AS (
    SELECT 'lot' AS kind, id FROM same
    UNION SELECT 'unit', u.id FROM genealogy_unit u WHERE u.lot_id = %(lot)s
    UNION SELECT 'movement', m.movement_id FROM genealogy_movement_line m WHERE m.lot_id IN (SELECT id FROM same)
    UNION SELECT 'movement', m.movement_id FROM genealogy_movement_line m
        WHERE m.target_lot_id = %(lot)s AND m.target_lot_id <> m.lot_id
    UNION SELECT 'item', l.item_id FROM genealogy_lot l WHERE l.id = %(lot)s
    UNION SELECT 'partner', l.supplier_id FROM genealogy_lot l WHERE l.id = %(lot)s AND l.supplier_id IS NOT NULL
)
"""
"""Where a file may be attached that says something of a lot: the lot itself and those that it is a part of, its units, its
movements, its item, its supplier."""

IN_REACH: Final = "(a.target_kind, a.target_id) IN (SELECT kind, id FROM reach)"

OFFERED: Final = f"""{REACH}
SELECT a.id, a.target_kind, a.type_id, a.issued_on, a.valid_until FROM attachments_attachment a
WHERE a.withdrawn_at IS NULL AND {IN_REACH}
"""  # noqa: S608 - expressions of our own

ASKED: Final = """
SELECT r.id, r.gate, r.bound_to, r.type_id, t.name AS type_name, t.name_zh AS type_name_zh
FROM attachments_file_rule r
JOIN attachments_file_type t ON t.id = r.type_id
JOIN genealogy_lot l ON l.id = %(lot)s
JOIN items_item i ON i.id = l.item_id
WHERE r.ended_at IS NULL AND coalesce(r.item_id = l.item_id, true) AND coalesce(r.item_kind = i.kind, true)
  AND (r.supplier_id IS NULL OR r.supplier_id = l.supplier_id)
ORDER BY t.code, r.id
"""

RULES: Final = """
SELECT r.id, r.type_id, t.name AS type_name, t.name_zh AS type_name_zh, r.gate, r.bound_to, r.item_id,
       i.code AS item_code, r.item_kind, r.supplier_id, s.name AS supplier, s.name_zh AS supplier_zh, r.made_at,
       u.full_name AS made_by, u.full_name_zh AS made_by_zh, r.ended_at, e.full_name AS ended_by,
       e.full_name_zh AS ended_by_zh, r.ended_reason
FROM attachments_file_rule r
JOIN attachments_file_type t ON t.id = r.type_id
JOIN identity_user u ON u.id = r.made_by
LEFT JOIN items_item i ON i.id = r.item_id
LEFT JOIN items_partner s ON s.id = r.supplier_id
LEFT JOIN identity_user e ON e.id = r.ended_by
"""

TYPES: Final = "SELECT id, version, code, name, name_zh, active FROM attachments_file_type"

SUPPLIER: Final = (
    "SELECT s.id, s.code FROM genealogy_lot l JOIN items_partner s ON s.id = l.supplier_id WHERE l.id = %s"
)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment as read."""

    id: AttachmentId
    version: int
    target_kind: FileTargetKind
    target_id: int
    target_label: str
    sha256: str
    size: int
    media_type: str
    file_name: str
    type_id: AttachmentTypeId
    type_code: str
    type_name: str
    type_name_zh: str
    number: str
    issued_on: date | None
    valid_until: date | None
    note: str
    expired: bool
    added_at: datetime
    added_by: str
    added_by_zh: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_by_zh: str | None
    withdrawn_reason: str


def shown(row: Row) -> AttachmentView:
    """Return an attachment as it is shown."""
    values = msgspec.structs.asdict(row)
    target = FileTarget(kind=values.pop("target_kind"), id=values.pop("target_id"))
    return AttachmentView(target=target, **values)


def attachments(tx: Transaction, tail: str, **values: object) -> list[AttachmentView]:
    """Return the attachments that `tail` (conditions and order) selects; who may see them was decided before."""
    return [shown(row) for row in tx.rows(Row, ATTACHMENTS + tail, today=tx.today, **values)]


def attachment(tx: Transaction, attachment_id: AttachmentId) -> AttachmentView:
    """Return one attachment of whatever record; `policy.attachment` asks who may see it. Raises: RecordNotFound."""
    found = attachments(tx, "WHERE a.id = %(id)s", id=attachment_id)
    return tx.found(found[0] if found else None, "attachment", attachment_id)


def of_lot(tx: Transaction, lot_id: LotId) -> list[AttachmentView]:
    """Return everything that is attached within a lot's reach, newest first; to a customer's user, without what is not its own.

    A lot is shown to whoever may see it; its item and supplier are the plant's matter, unless they are the customer's own.
    """
    condition = """(%(scope)s::bigint IS NULL OR a.target_kind IN ('lot', 'unit')
        OR (a.target_kind = 'partner' AND a.target_id = %(scope)s)
        OR (a.target_kind = 'item' AND (SELECT customer_id FROM items_item WHERE id = a.target_id) = %(scope)s)
        OR (a.target_kind = 'movement' AND NOT EXISTS (
            SELECT FROM genealogy_movement_line m JOIN genealogy_lot l ON l.id IN (m.lot_id, m.target_lot_id)
            WHERE m.movement_id = a.target_id AND l.customer_id IS DISTINCT FROM %(scope)s)))"""
    query = f"{REACH}{ATTACHMENTS} WHERE {IN_REACH} AND {condition} ORDER BY a.id DESC"
    return [shown(row) for row in tx.rows(Row, query, today=tx.today, lot=lot_id, scope=tx.actor.customer_id)]


def required_of(tx: Transaction, lot: LotView) -> list[RequiredView]:
    """Return how a lot stands to every rule that holds for it, whoever asks."""
    rules = tx.rows(Asked, ASKED, lot=lot.id)
    if not rules:
        return []
    offered = tx.rows(Offered, OFFERED, lot=lot.id)
    places = {
        FileTargetKind.LOT: (FileTarget(kind=FileTargetKind.LOT, id=lot.id), lot.lot_no),
        FileTargetKind.ITEM: (FileTarget(kind=FileTargetKind.ITEM, id=lot.item_id), lot.item_code),
    }
    supplier = tx.wire.execute(SUPPLIER, (lot.id,)).fetchone()
    if supplier:
        places[FileTargetKind.PARTNER] = (FileTarget(kind=FileTargetKind.PARTNER, id=supplier[0]), supplier[1])
    found = (required.standing(rule, places, offered, tx.today) for rule in rules)
    return [one for one in found if one is not None]


def types(tx: Transaction, tail: str, **values: object) -> list[FileTypeView]:
    """Return the types that `tail` selects."""
    return tx.rows(FileTypeView, f"{TYPES} {tail}", **values)


def type_of(tx: Transaction, type_id: AttachmentTypeId) -> FileTypeView:
    """Return one type. Raises: RecordNotFound."""
    found = types(tx, "WHERE id = %(id)s", id=type_id)
    return tx.found(found[0] if found else None, "file type", type_id)


def rules(tx: Transaction, tail: str, **values: object) -> list[FileRuleView]:
    """Return the rules that `tail` selects."""
    return tx.rows(FileRuleView, f"{RULES} {tail}", **values)


def rule(tx: Transaction, rule_id: AttachmentRuleId) -> FileRuleView:
    """Return one rule; to a customer's user one of its own items. Raises: RecordNotFound."""
    condition = "WHERE r.id = %(id)s AND (%(scope)s::bigint IS NULL OR i.customer_id = %(scope)s)"
    found = rules(tx, condition, id=rule_id, scope=tx.actor.customer_id)
    return tx.found(found[0] if found else None, "file rule", rule_id)
