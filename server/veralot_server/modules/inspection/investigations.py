"""Investigations in the database: read, and the samples that their results are of."""

from collections.abc import Sequence

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection.domain.facts import Slot
from veralot_shared.contracts.inspection import InvestigationConclusion, LaboratoryFinding
from veralot_shared.ids import CharacteristicId, InspectionId, InvestigationId, ResultId

FACTS = """
SELECT v.id, v.inspection_id, v.result_ids, v.finding, v.finding_text, v.conclusion, v.conclusion_text, v.retests, v.reason
FROM inspection_investigation v JOIN inspection_inspection i ON i.id = v.inspection_id
WHERE v.id = %(id)s AND (%(scope)s::bigint IS NULL OR i.customer_id = %(scope)s)
"""

SLOTS = """
SELECT DISTINCT x.characteristic_id, n AS sample_no
FROM inspection_result x, generate_series(x.sample_no, x.sample_no + coalesce(x.inspected, 1) - 1) AS n
WHERE x.id = ANY(%(ids)s) ORDER BY 1, 2
"""


class InvestigationFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An investigation as the rules need it."""

    id: InvestigationId
    inspection_id: InspectionId
    result_ids: list[ResultId]
    reason: str
    finding: LaboratoryFinding | None
    finding_text: str
    conclusion: InvestigationConclusion | None
    conclusion_text: str
    retests: int


class SlotRow(msgspec.Struct, frozen=True, kw_only=True):
    """A sample of a characteristic."""

    characteristic_id: CharacteristicId
    sample_no: int


def get(tx: Transaction, investigation_id: InvestigationId) -> InvestigationFacts:
    """Return an investigation. Raises: RecordNotFound."""
    found = tx.one(InvestigationFacts, FACTS, id=investigation_id, scope=tx.actor.customer_id)
    return tx.found(found, "investigation", investigation_id)


def slots_of(tx: Transaction, result_ids: Sequence[ResultId]) -> list[Slot]:
    """Return the samples that results are of."""
    rows = tx.rows(SlotRow, SLOTS, ids=list(result_ids))
    return [Slot(row.characteristic_id, row.sample_no) for row in rows]
