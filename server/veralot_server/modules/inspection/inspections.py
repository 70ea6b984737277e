"""Inspections in the database: shown as `InspectionView`, locked and read as the rules need them, told of."""

from collections.abc import Sequence
from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection.domain.facts import InspectionFacts
from veralot_server.modules.inspection.results import COUNTS
from veralot_shared.contracts.inspection import InspectionsChanged, InspectionView
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import CharacteristicId, InspectionId, LotId, PartnerId, UserId

SEEN: Final = "(%(scope)s::bigint IS NULL OR i.customer_id = %(scope)s)"

FROM: Final = """
FROM inspection_inspection i
JOIN genealogy_lot l ON l.id = i.lot_id
JOIN items_item t ON t.id = l.item_id
LEFT JOIN items_partner s ON s.id = l.supplier_id
JOIN inspection_revision r ON r.id = i.revision_id
JOIN inspection_plan p ON p.id = r.plan_id
JOIN identity_user u ON u.id = i.created_by
"""

COUNTED: Final = f"""
LEFT JOIN LATERAL (
    SELECT coalesce(sum(coalesce(x.inspected, 1)) FILTER (WHERE x.attempt = i.attempt), 0) AS results,
           count(*) FILTER (WHERE x.judgement = 'nonconforming') AS failed,
           count(DISTINCT x.sample_no) + coalesce(sum(x.inspected - 1), 0) AS sampled, count(x.device_id) AS offline
    FROM inspection_result x WHERE x.inspection_id = i.id AND {COUNTS}) d ON true
"""  # noqa: S608 - expressions of our own

SELECT: Final = """
SELECT i.id, i.version, i.number, i.status, i.stage, i.origin, i.lot_id, l.lot_no, l.item_id, t.code AS item_code,
       t.name AS item_name, t.name_zh AS item_name_zh, l.supplier_id, s.name AS supplier, s.name_zh AS supplier_zh,
       i.customer_id, l.order_no, i.operation, r.plan_id, p.code AS plan_code, i.revision_id, r.number AS revision,
       trim_scale(i.quantity) AS quantity, t.unit, least(d.sampled, i.to_sample) AS sampled, i.to_sample, i.per_unit,
       i.severity, i.resubmits_id, i.attempt, d.results, i.due_results AS results_due, d.failed, i.verdict, i.decision,
       i.skipped, d.offline AS offline_results, i.created_at, u.full_name AS created_by, u.full_name_zh AS created_by_zh,
       i.due_at
"""

VIEW: Final = f"{SELECT}{FROM}{COUNTED}WHERE {SEEN}"

FACTS: Final = b"""
SELECT json_build_object(
    'id', i.id, 'version', i.version, 'number', i.number, 'status', i.status, 'stage', i.stage, 'lot_id', i.lot_id,
    'lot_no', l.lot_no, 'customer_id', i.customer_id, 'revision_id', i.revision_id, 'switching_id', i.switching_id,
    'quantity', i.quantity::text, 'per_unit', i.per_unit, 'severity', i.severity, 'attempt', i.attempt,
    'attempts', i.attempts,
    'to_sample', i.to_sample, 'due_results', i.due_results, 'retest_slots', i.retest_slots,
    'verdict', i.verdict, 'decision', i.decision, 'skipped', i.skipped, 'original', i.resubmits_id IS NULL,
    'devices', i.devices,
    'qualification_ids', (SELECT r.qualification_ids FROM inspection_revision r WHERE r.id = i.revision_id),
    'classes', (SELECT coalesce(json_agg(json_build_object(
            'id', k.id, 'defect_class', k.defect_class, 'scheme', k.scheme, 'kind', k.kind, 'severity', k.severity,
            'lot_size', k.lot_size, 'stage_no', k.stage_no, 'stages', k.stages, 'nonconforming', k.nonconforming,
            'constant', k.constant::text, 'maximum', k.maximum::text, 'aql', trim_scale(k.aql)::text, 'level', k.level,
            'letter', k.letter, 'row', k.row_letter, 'skip', k.skip, 'clearance', k.clearance,
            'verdict', k.verdict) ORDER BY k.id), '[]')
        FROM inspection_class k WHERE k.inspection_id = i.id),
    'characteristics', (SELECT coalesce(json_agg(json_build_object(
            'id', c.id, 'code', c.code, 'kind', c.kind, 'defect_class', c.defect_class, 'lower', c.lower::text,
            'upper', c.upper::text, 'unit', c.unit, 'precision', c.precision, 'gauge_type', c.gauge_type,
            'sample_size', c.sample_size, 'investigate', c.investigate,
            'qualification_ids', c.qualification_ids) ORDER BY c.position), '[]')
        FROM inspection_characteristic c
        WHERE c.revision_id = i.revision_id AND ($3::bigint[] IS NULL OR c.id = ANY($3::bigint[]))),
    'recorded', (SELECT json_build_object(
            'done', coalesce(sum(coalesce(x.inspected, 1)), 0),
            'taken', coalesce(json_agg(json_build_array(x.characteristic_id, x.sample_no, coalesce(x.inspected, 1)))
                FILTER (WHERE x.characteristic_id = ANY($3::bigint[])), '[]'))
        FROM inspection_result x
        WHERE x.inspection_id = i.id AND x.attempt = i.attempt
          AND NOT EXISTS (SELECT FROM inspection_result y WHERE y.replaces_id = x.id)))
FROM inspection_inspection i JOIN genealogy_lot l ON l.id = i.lot_id
WHERE i.id = $1::bigint AND ($2::bigint IS NULL OR i.customer_id = $2::bigint)
"""
"""One round trip for all that recording needs: which samples have results already is said of the named ones alone."""

LOCKED: Final = FACTS + b" FOR UPDATE OF i"


def view(tx: Transaction, inspection_id: InspectionId) -> InspectionView:
    """Return an inspection as it is shown. Raises: RecordNotFound."""
    found = tx.one(InspectionView, f"{VIEW} AND i.id = %(id)s", id=inspection_id, scope=tx.actor.customer_id)
    return tx.found(found, "inspection", inspection_id)


def facts(
    tx: Transaction, inspection_id: InspectionId, only: Sequence[CharacteristicId] | None = None
) -> InspectionFacts:
    """Return what the rules need of an inspection; with `only`, of these characteristics alone. Raises: RecordNotFound."""
    return read(tx, FACTS, inspection_id, only)


def read(
    tx: Transaction, statement: bytes, inspection_id: InspectionId, only: Sequence[CharacteristicId] | None
) -> InspectionFacts:
    """Return what a statement finds of an inspection. Raises: RecordNotFound."""
    chosen = None if only is None else "{" + ",".join(map(str, only)) + "}"
    found = tx.document(InspectionFacts, statement, inspection_id, tx.actor.customer_id, chosen)
    return tx.found(found, "inspection", inspection_id)


def lock(
    tx: Transaction, inspection_id: InspectionId, only: Sequence[CharacteristicId] | None = None
) -> InspectionFacts:
    """Lock an inspection until the transaction ends, and return what the rules need of it. Raises: RecordNotFound."""
    return read(tx, LOCKED, inspection_id, only)


def require_seen(tx: Transaction, inspection_id: InspectionId) -> PartnerId | None:
    """Check that the actor may see an inspection, and return its customer. Raises: RecordNotFound."""
    query = "SELECT customer_id FROM inspection_inspection WHERE id = %s"
    row = tx.wire.execute(query, (inspection_id,)).fetchone()
    scope = tx.actor.customer_id
    if row is None or scope not in (None, row[0]):
        raise RecordNotFound(kind="inspection", key=str(inspection_id))
    return PartnerId(row[0]) if row[0] is not None else None


def author(tx: Transaction) -> UserId:
    """Return whose act this is: the signer's, who may be a second person, else the actor's."""
    return tx.signature.signer_id if tx.signature else tx.actor.user_id


def tell(tx: Transaction, inspection_id: InspectionId, lot_id: LotId, customer_id: PartnerId | None) -> None:
    """Tell every client that an inspection changed, a customer's users of their own alone."""
    tx.emit(InspectionsChanged(inspection_ids=[inspection_id], lot_ids=[lot_id]), customer_id)
