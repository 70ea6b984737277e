"""Who has something affected, what was shipped to each by the frozen figures, and what each said became of it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import snapshots
from veralot_server.modules.recall.domain.figures import ZERO
from veralot_shared.contracts.recall import (
    CheckView,
    ConsigneeView,
    ContactMethod,
    RecallView,
    ResponseView,
    ShippedLine,
)
from veralot_shared.ids import ConsigneeId, LotId, PartnerId, RecallId

CONSIGNEES: Final = """
SELECT n.id, n.partner_id, p.code, p.name, p.name_zh, p.address, p.country, n.notified_on,
       coalesce(u.full_name, '') AS notified_by, coalesce(u.full_name_zh, '') AS notified_by_zh, n.method, n.reference,
       EXISTS (SELECT FROM recall_check k WHERE k.consignee_id = n.id AND k.effective) AS checked
FROM recall_consignee n
JOIN items_partner p ON p.id = n.partner_id
LEFT JOIN identity_user u ON u.id = n.notified_by
WHERE n.recall_id = %(recall)s AND (%(scope)s::bigint IS NULL OR n.partner_id = %(scope)s)
ORDER BY p.code
"""

RESPONSES: Final = """
SELECT DISTINCT ON (a.consignee_id, a.lot_id) a.id, a.consignee_id, a.lot_id, a.received_on, a.contact, a.note,
       trim_scale(a.quarantined) AS quarantined, trim_scale(a.used) AS used, trim_scale(a.returned) AS returned,
       trim_scale(a.destroyed) AS destroyed
FROM recall_response a JOIN recall_consignee n ON n.id = a.consignee_id
WHERE n.recall_id = %(recall)s ORDER BY a.consignee_id, a.lot_id, a.id DESC
"""
"""The newest answer about each lot."""

CHECKS: Final = """
SELECT k.consignee_id, p.name AS consignee, p.name_zh AS consignee_zh, k.done_on AS on, k.method, k.contact,
       k.effective, k.note, u.full_name AS by, u.full_name_zh AS by_zh
FROM recall_check k
JOIN recall_consignee n ON n.id = k.consignee_id
JOIN items_partner p ON p.id = n.partner_id
JOIN identity_user u ON u.id = k.by_id
WHERE n.recall_id = %(recall)s AND (%(scope)s::bigint IS NULL OR n.partner_id = %(scope)s) ORDER BY k.id
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A consignee as stored."""

    id: ConsigneeId
    partner_id: PartnerId
    code: str
    name: str
    name_zh: str
    address: str
    country: str
    notified_on: date | None
    notified_by: str
    notified_by_zh: str
    method: ContactMethod | None
    reference: str
    checked: bool


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a consignee said last of a lot."""

    id: int
    consignee_id: ConsigneeId
    lot_id: LotId
    received_on: date
    contact: str
    note: str
    quarantined: Decimal
    used: Decimal
    returned: Decimal
    destroyed: Decimal


def consignees(tx: Transaction, recall: RecallView) -> list[ConsigneeView]:
    """Return the consignees of a recall; before its figures are frozen there are none."""
    rows = tx.rows(Row, CONSIGNEES, recall=recall.id, scope=tx.actor.customer_id)
    if not rows:
        return []
    shipped = snapshots.shipped(tx, recall.id)
    answers = tx.rows(Answer, RESPONSES, recall=recall.id)
    return [
        view(
            row,
            [line for line in shipped if line.customer_id == row.partner_id],
            [answer for answer in answers if answer.consignee_id == row.id],
        )
        for row in rows
    ]


def view(row: Row, shipped: Sequence[ShippedLine], answers: Sequence[Answer]) -> ConsigneeView:
    """Return a consignee with what it got and what it said."""
    newest = max(answers, key=lambda answer: answer.id, default=None)
    said = {answer.lot_id: answer for answer in answers}
    lots: dict[LotId, list[ShippedLine]] = {}
    for line in shipped:
        lots.setdefault(line.lot_id, []).append(line)
    return ConsigneeView(
        **msgspec.structs.asdict(row),
        shipments=list(dict.fromkeys(line.shipment_no for line in shipped)),
        responded_on=max((answer.received_on for answer in answers), default=None),
        contact=newest.contact if newest else "",
        note=newest.note if newest else "",
        lines=[response(lines, said.get(lot)) for lot, lines in lots.items()],
    )


def response(shipped: Sequence[ShippedLine], answer: Answer | None) -> ResponseView:
    """Return what became of a lot with a consignee. What the plant took back itself is accounted for like what it told."""
    first = shipped[0]
    quantity = sum((line.quantity for line in shipped), ZERO)
    here = sum((line.returned for line in shipped), ZERO)
    kept, used, destroyed = (answer.quarantined, answer.used, answer.destroyed) if answer else (ZERO, ZERO, ZERO)
    returned = max(answer.returned if answer else ZERO, here)
    return ResponseView(
        lot_id=first.lot_id,
        lot_no=first.lot_no,
        unit=first.unit,
        shipped=quantity,
        returned_here=here,
        quarantined=kept,
        used=used,
        returned=returned,
        destroyed=destroyed,
        outstanding=quantity - kept - used - destroyed - returned,
        received_on=answer.received_on if answer else None,
    )


def checks(tx: Transaction, recall_id: RecallId) -> list[CheckView]:
    """Return the effectiveness checks of a recall, oldest first."""
    return tx.rows(CheckView, CHECKS, recall=recall_id, scope=tx.actor.customer_id)
