"""Plans and their revisions in the database: read, locked, written, and the one found that applies to goods."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from veralot_server.core import records
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import qualifying
from veralot_shared.contracts.inspection import (
    CharacteristicEntry,
    CharacteristicView,
    ClassRule,
    InspectionStage,
    PlansChanged,
    PlanView,
    RevisionStatus,
    RevisionView,
)
from veralot_shared.ids import AttachmentId, ItemId, PartnerId, PlanId, QualificationId, RevisionId, SignatureId, UserId

SEEN = "(%(scope)s::bigint IS NULL OR t.customer_id = %(scope)s)"
"""A customer's user sees the plans of its own items."""

FROM = """
FROM inspection_plan p
JOIN items_item t ON t.id = p.item_id
LEFT JOIN items_partner s ON s.id = p.supplier_id
LEFT JOIN items_partner c ON c.id = p.customer_id
JOIN LATERAL (SELECT r.id, r.number, r.status, coalesce(r.ended_at, r.released_at, r.made_at) AS changed_at
              FROM inspection_revision r WHERE r.plan_id = p.id ORDER BY r.number DESC LIMIT 1) n ON true
LEFT JOIN inspection_revision f ON f.plan_id = p.id AND f.status = 'released'
"""

VIEW = f"""
SELECT p.id, p.code, p.item_id, t.code AS item_code, t.name AS item_name, t.name_zh AS item_name_zh, p.stage, p.operation,
       p.supplier_id, s.name AS supplier, s.name_zh AS supplier_zh, p.customer_id, c.name AS customer,
       c.name_zh AS customer_zh, n.id AS revision_id, n.number AS revision, n.status, f.id AS released_id,
       f.number AS released, n.changed_at,
       (SELECT count(*) FROM inspection_characteristic x WHERE x.revision_id = n.id) AS characteristics
{FROM}
WHERE {SEEN}
"""  # noqa: S608 - expressions of our own

REVISION = f"""
SELECT r.id, r.version, r.plan_id, p.code AS plan_code, r.number, r.status, r.change_note, r.due_hours, r.picture_id,
       r.rules, r.qualification_ids, r.made_at, r.made_by, u.full_name AS author, u.full_name_zh AS author_zh, r.released_at,
       w.full_name AS released_by, w.full_name_zh AS released_by_zh, r.signature_id, p.item_id, p.stage, p.operation,
       p.supplier_id, p.customer_id
FROM inspection_revision r
JOIN inspection_plan p ON p.id = r.plan_id
JOIN items_item t ON t.id = p.item_id
JOIN identity_user u ON u.id = r.made_by
LEFT JOIN identity_user w ON w.id = r.released_by
WHERE r.id = %(id)s AND {SEEN}
"""  # noqa: S608 - expressions of our own

CHARACTERISTICS = """
SELECT x.id, x.position, x.code, x.name, x.name_zh, x.kind, x.defect_class, trim_scale(x.nominal) AS nominal,
       trim_scale(x.lower) AS lower, trim_scale(x.upper) AS upper, x.unit, x.precision, x.method, x.gauge_type,
       x.sample_size, x.investigate, x.balloon, x.qualification_ids
FROM inspection_characteristic x WHERE x.revision_id = %(revision)s ORDER BY x.position
"""

IN_FORCE = """
SELECT p.id AS plan_id, p.code, p.stage, p.operation, p.item_id, p.supplier_id, p.customer_id, r.id AS revision_id,
       r.due_hours, r.rules
FROM inspection_plan p JOIN inspection_revision r ON r.plan_id = p.id AND r.status = 'released'
WHERE p.item_id = %(item)s AND p.stage = %(stage)s AND p.operation = %(operation)s
  AND (p.supplier_id IS NULL OR p.supplier_id = %(supplier)s)
  AND (p.customer_id IS NULL OR p.customer_id = %(customer)s)
ORDER BY p.supplier_id IS NULL, p.customer_id IS NULL, p.id
"""
"""The plan for just this supplier comes before that for just this customer, and either before the plan for all."""


class StoredRevision(msgspec.Struct, frozen=True, kw_only=True):
    """A revision as it lies in the database, with what its plan is for."""

    id: RevisionId
    version: int
    plan_id: PlanId
    plan_code: str
    number: int
    status: RevisionStatus
    change_note: str
    due_hours: int | None
    picture_id: AttachmentId | None
    rules: list[ClassRule]
    qualification_ids: list[QualificationId]
    made_at: datetime
    made_by: UserId
    author: str
    author_zh: str
    released_at: datetime | None
    released_by: str | None
    released_by_zh: str | None
    signature_id: SignatureId | None
    item_id: ItemId
    stage: InspectionStage
    operation: str
    supplier_id: PartnerId | None
    customer_id: PartnerId | None

    @property
    def label(self) -> str:
        """How people call it."""
        return f"{self.plan_code} · {self.number}"


class InForce(msgspec.Struct, frozen=True, kw_only=True):
    """A plan with the revision that is in force."""

    plan_id: PlanId
    code: str
    stage: InspectionStage
    operation: str
    item_id: ItemId
    supplier_id: PartnerId | None
    customer_id: PartnerId | None
    revision_id: RevisionId
    due_hours: int | None
    rules: list[ClassRule]


class CharacteristicRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a characteristic."""

    revision_id: RevisionId
    position: int
    code: str
    name: str
    name_zh: str
    kind: str
    defect_class: str
    nominal: str | None
    lower: str | None
    upper: str | None
    unit: str
    precision: int
    method: str
    gauge_type: str
    sample_size: int | None
    investigate: bool
    balloon: dict[str, Any] | None
    qualification_ids: list[QualificationId]


# --- reading ---------------------------------------------------------------------------------------------------------


def view(tx: Transaction, plan_id: PlanId) -> PlanView:
    """Return a plan as it is shown. Raises: RecordNotFound."""
    found = tx.one(PlanView, f"{VIEW} AND p.id = %(id)s", id=plan_id, scope=tx.actor.customer_id)
    return tx.found(found, "inspection plan", plan_id)


def stored(tx: Transaction, revision_id: RevisionId) -> StoredRevision:
    """Return a revision. Raises: RecordNotFound."""
    found = tx.one(StoredRevision, REVISION, id=revision_id, scope=tx.actor.customer_id)
    return tx.found(found, "inspection plan revision", revision_id)


def locked(tx: Transaction, revision_id: RevisionId) -> StoredRevision:
    """Lock a revision's plan until the transaction ends, and return the revision. Raises: RecordNotFound."""
    query = "SELECT FROM inspection_plan WHERE id = (SELECT plan_id FROM inspection_revision WHERE id = %s) FOR UPDATE"
    tx.wire.execute(query, (revision_id,))
    return stored(tx, revision_id)


def characteristics(tx: Transaction, revision_id: RevisionId) -> list[CharacteristicView]:
    """Return a revision's characteristics in their order."""
    return tx.rows(CharacteristicView, CHARACTERISTICS, revision=revision_id)


def revision(tx: Transaction, revision_id: RevisionId, *, of_inspection: bool = False) -> RevisionView:
    """Return a revision with all its content; who may see an inspection sees the revision that it was made by.

    Raises: RecordNotFound.
    """
    scope = None if of_inspection else tx.actor.customer_id
    found = tx.found(
        tx.one(StoredRevision, REVISION, id=revision_id, scope=scope), "inspection plan revision", revision_id
    )
    asked = characteristics(tx, revision_id)
    return RevisionView(
        id=found.id,
        version=found.version,
        plan_id=found.plan_id,
        plan_code=found.plan_code,
        number=found.number,
        status=found.status,
        change_note=found.change_note,
        due_hours=found.due_hours,
        picture_id=found.picture_id,
        rules=found.rules,
        characteristics=asked,
        made_at=found.made_at,
        made_by=found.author,
        made_by_zh=found.author_zh,
        released_at=found.released_at,
        released_by=found.released_by,
        released_by_zh=found.released_by_zh,
        signature_id=found.signature_id,
        qualification_ids=found.qualification_ids,
        qualifications=qualifying.names(tx, found.qualification_ids, asked) if tx.actor.customer_id is None else [],
    )


def in_force(
    tx: Transaction,
    item_id: ItemId,
    stage: InspectionStage,
    *,
    supplier_id: PartnerId | None,
    customer_id: PartnerId | None,
    operation: str = "",
) -> list[InForce]:
    """Return the plans in force for goods at a stage, the one made most closely for them first."""
    return tx.rows(
        InForce,
        IN_FORCE,
        item=item_id,
        stage=stage,
        supplier=supplier_id,
        customer=customer_id,
        operation=operation,
    )


def entries(found: Sequence[CharacteristicView]) -> list[CharacteristicEntry]:
    """Return characteristics as they were entered."""
    names = CharacteristicEntry.__struct_fields__
    return [CharacteristicEntry(**{name: getattr(one, name) for name in names}) for one in found]


# --- writing ---------------------------------------------------------------------------------------------------------


def write_characteristics(tx: Transaction, revision_id: RevisionId, wanted: Sequence[CharacteristicEntry]) -> None:
    """Put characteristics in the place of a draft's former ones; the database refuses it for anything but a draft."""
    tx.wire.execute("DELETE FROM inspection_characteristic WHERE revision_id = %s", (revision_id,))
    rows = [
        CharacteristicRow(revision_id=revision_id, position=place, **msgspec.to_builtins(msgspec.structs.asdict(one)))
        for place, one in enumerate(wanted, start=1)
    ]
    records.add(tx, "inspection_characteristic", rows)


def tell(tx: Transaction, plan_id: PlanId, customer_id: PartnerId | None) -> None:
    """Tell every client that a plan changed."""
    tx.emit(PlansChanged(plan_ids=[plan_id]), customer_id)
