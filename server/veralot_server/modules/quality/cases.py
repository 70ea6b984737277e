"""Quality records in the database: shown as `CaseView`, locked and read as the rules need them, numbered, told."""

from datetime import date
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality.domain import machine
from veralot_shared.contracts.quality import (
    PERMIT_CLOCK,
    CaseKind,
    CaseView,
    QualityChanged,
    QualityEvent,
    QualityStatus,
    Severity,
)
from veralot_shared.contracts.tasks import TasksChanged
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import CaseId, PartnerId, UserId

STATUS: Final = f"""CASE WHEN c.kind = 'permit' AND c.status = '{PERMIT_CLOCK[0]}' THEN CASE
       WHEN c.valid_until < %(today)s THEN '{PERMIT_CLOCK[2]}' WHEN c.valid_from <= %(today)s THEN '{PERMIT_CLOCK[1]}'
       ELSE c.status END ELSE c.status END"""
"""What a record counts as; `domain.machine.counts_as` decides by the same clock."""

VIEW: Final = f"""
SELECT c.id, c.version, c.kind, c.number, c.cycle, {STATUS} AS status, c.title, c.description, c.severity, c.defect,
       coalesce(d.name, '') AS defect_name, coalesce(d.name_zh, '') AS defect_name_zh, c.hazard, c.source_kind,
       c.source_id, c.source_label, c.item_id, coalesce(i.code, '') AS item_code, coalesce(i.name, '') AS item_name,
       coalesce(i.name_zh, '') AS item_name_zh, c.customer_id,
       coalesce(k.name, '') AS customer, coalesce(k.name_zh, '') AS customer_zh, c.supplier_id,
       coalesce(s.name, '') AS supplier, coalesce(s.name_zh, '') AS supplier_zh, c.owner_id,
       coalesce(w.full_name, '') AS owner, coalesce(w.full_name_zh, '') AS owner_zh, c.opened_at,
       o.full_name AS opened_by, o.full_name_zh AS opened_by_zh, c.aware_on, c.valid_from, c.valid_until,
       trim_scale(c.quantity) AS quantity, coalesce(i.unit, '') AS unit, c.due_on, c.closed_at,
       (SELECT count(*) FROM quality_lot l WHERE l.case_id = c.id) AS lots,
       (c.closed_at IS NULL AND c.due_on < %(today)s) IS TRUE AS late
FROM quality_case c
JOIN identity_user o ON o.id = c.opened_by
LEFT JOIN identity_user w ON w.id = c.owner_id
LEFT JOIN quality_defect d ON d.code = c.defect
LEFT JOIN items_item i ON i.id = c.item_id
LEFT JOIN items_partner k ON k.id = c.customer_id
LEFT JOIN items_partner s ON s.id = c.supplier_id
WHERE (%(scope)s::bigint IS NULL OR c.customer_id = %(scope)s)
"""  # noqa: S608 - states of our own

FACTS: Final = """
SELECT c.id, c.version, c.kind, c.number, c.cycle, c.status, c.title, c.description, c.severity, c.defect, c.customer_id,
       c.supplier_id, c.owner_id, c.opened_by, c.aware_on, c.valid_from, c.valid_until
FROM quality_case c WHERE c.id = %(id)s AND (%(scope)s::bigint IS NULL OR c.customer_id = %(scope)s)
"""

DONE: Final = """
SELECT event, by_id FROM quality_step WHERE case_id = %(case)s AND cycle = %(cycle)s ORDER BY id
"""

PREFIX: Final = {
    CaseKind.NCR: "NCR",
    CaseKind.CAPA: "CAPA",
    CaseKind.DEVIATION: "DEV",
    CaseKind.PERMIT: "TP",
    CaseKind.COMPLAINT: "CMP",
    CaseKind.SCAR: "SCAR",
    CaseKind.QCT: "QCT",
}
DIGITS: Final = 4
LIKE_NUMBER: Final = "SELECT max(number) FROM quality_case WHERE number LIKE %(start)s"


class CaseFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules need of a record."""

    id: CaseId
    version: int
    kind: CaseKind
    number: str
    cycle: int
    status: QualityStatus
    title: str
    description: str
    severity: Severity | None
    defect: str | None
    customer_id: PartnerId | None
    supplier_id: PartnerId | None
    owner_id: UserId | None
    opened_by: UserId
    aware_on: date | None
    valid_from: date | None
    valid_until: date | None


class Done(msgspec.Struct, frozen=True):
    """What was done in a cycle, and by whom."""

    event: QualityEvent
    by_id: UserId


def views(tx: Transaction, condition: str = "", **values: object) -> list[CaseView]:
    """Return records as they are shown; `condition` is SQL that begins with AND or ORDER BY."""
    return tx.rows(CaseView, f"{VIEW} {condition}", scope=tx.actor.customer_id, today=tx.today, **values)


def view(tx: Transaction, case_id: CaseId) -> CaseView:
    """Return a record as it is shown. Raises: RecordNotFound for another customer's as for one that is not there."""
    found = views(tx, "AND c.id = %(id)s", id=case_id)
    return tx.found(found[0] if found else None, "quality record", case_id)


def facts(tx: Transaction, case_id: CaseId, *kinds: CaseKind, field: str = "case_id") -> CaseFacts:
    """Return what the rules need of a record, as it counts today; of one of these kinds, if any are named.

    Raises:
        RecordNotFound: there is none of that kind, or none that the actor may see.
    """
    found = tx.one(CaseFacts, FACTS, id=case_id, scope=tx.actor.customer_id)
    if found is None or (kinds and found.kind not in kinds):
        raise RecordNotFound(kind="quality record", key=str(case_id), field=field)
    status = machine.counts_as(found.kind, found.status, (found.valid_from, found.valid_until), tx.today)
    return msgspec.structs.replace(found, status=status)


def lock(tx: Transaction, case_id: CaseId, *kinds: CaseKind, field: str = "case_id") -> CaseFacts:
    """Lock a record until the transaction ends, and return what the rules need of it. Raises: RecordNotFound."""
    tx.wire.execute("SELECT FROM quality_case WHERE id = %s FOR UPDATE", (case_id,))
    return facts(tx, case_id, *kinds, field=field)


def done(tx: Transaction, case: CaseFacts) -> list[tuple[QualityEvent, UserId]]:
    """Return what was done in the present cycle, oldest first."""
    return [(row.event, row.by_id) for row in tx.rows(Done, DONE, case=case.id, cycle=case.cycle)]


def next_number(tx: Transaction, kind: CaseKind) -> str:
    """Return the next number of this year's records of a kind; of two at once the later one is run again."""
    start = f"{PREFIX[kind]}-{tx.today.year}-"
    row = tx.wire.execute(LIKE_NUMBER, {"start": f"{start}%"}).fetchone()
    last = int(row[0].removeprefix(start)) if row and row[0] else 0
    return f"{start}{last + 1:0{DIGITS}}"


def author(tx: Transaction) -> UserId:
    """Return whose act this is: the signer's, who may be a second person, else the actor's."""
    return tx.signature.signer_id if tx.signature else tx.actor.user_id


def tell(tx: Transaction, case: CaseFacts) -> None:
    """Tell every client that a record changed, a customer's users of their own alone."""
    tx.emit(QualityChanged(case_ids=[case.id]), case.customer_id)
    tx.emit(TasksChanged(), case.customer_id)
