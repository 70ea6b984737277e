"""What closing a record brings with it: its holds are lifted, a CAPA is requested, its tests must have passed."""

from collections.abc import Sequence
from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import lots
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain import words
from veralot_shared.contracts.genealogy import LiftHold
from veralot_shared.contracts.quality import RequestCapa, Severity, SourceKind, StillOpen
from veralot_shared.errors import Sentence
from veralot_shared.ids import HoldId, LotId

OPEN_TESTS: Final = """
SELECT c.number FROM quality_link k JOIN quality_case c ON c.id = k.from_id
WHERE k.to_id = %(case)s AND k.kind = 'tests' AND (
    c.status IN ('planned', 'sampled', 'tested')
    OR c.status = 'failed'
    AND c.closed_at > coalesce((
        SELECT max(s.at) FROM quality_step s WHERE s.case_id = %(case)s AND s.event IN ('reopen', 'fail')), '-infinity')
    AND NOT EXISTS (
        SELECT FROM quality_link o JOIN quality_case p ON p.id = o.from_id
        WHERE o.to_id = %(case)s AND o.kind = 'tests' AND p.id > c.id AND p.status IN ('passed', 'confirmed')))
ORDER BY c.id
"""
"""Those that are not carried out, and those that failed while the record was open, until a later one passes."""


def free(tx: Transaction, case: CaseFacts, named: Sequence[LotId] | None = None) -> None:
    """Lift the holds of a record, on all of its lots or on these."""
    held = lots.open_holds(lots.listed(tx, case.id), named)
    by_reason: dict[str, list[HoldId]] = {}
    for lot in lots.seen(tx, held):
        by_reason.setdefault(lots.why(case, lot.customer_id), []).append(held[lot.id])
    for reason, ids in by_reason.items():
        tx.call(LiftHold(hold_ids=ids, reason=reason))


def request_capa(tx: Transaction, case: CaseFacts, reason: str) -> None:
    """Request the CAPA that was decided on, linked to what it comes from."""
    tx.call(
        RequestCapa(
            title=case.title,
            description=reason,
            source_kind=SourceKind.CASE,
            source_label=case.number,
            from_id=case.id,
            severity=case.severity or Severity.MINOR,
        )
    )


def require_tests(tx: Transaction, case: CaseFacts) -> None:
    """Check that no test of the record's correction is still to be passed. Raises: StillOpen."""
    missing = [Sentence(words.OPEN_TEST, {"number": row[0]}) for row in tx.wire.execute(OPEN_TESTS, {"case": case.id})]
    if missing:
        raise StillOpen(number=case.number, missing=missing)
