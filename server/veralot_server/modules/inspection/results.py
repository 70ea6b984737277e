"""Results in the database: which of them count, those that count as the evaluation needs them, and as they are shown."""

from collections.abc import Sequence

from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection.domain.facts import Effective, InspectionFacts
from veralot_shared.contracts.inspection import FailureRecorded, ResultView
from veralot_shared.ids import InspectionId, ResultId

INVALIDATED = """EXISTS (
    SELECT FROM inspection_investigation v
    WHERE v.inspection_id = x.inspection_id AND v.finding = 'laboratory_error' AND x.id = ANY(v.result_ids))"""
"""An investigation has found that the test itself was wrong."""

REPLACED = "EXISTS (SELECT FROM inspection_result y WHERE y.replaces_id = x.id)"
"""A correction stands in its place."""

COUNTS = f"NOT {REPLACED} AND NOT {INVALIDATED}"

EFFECTIVE = f"""
SELECT x.id, x.characteristic_id, x.sample_no, x.attempt, x.inspected, x.nonconforming, x.value,
       x.not_applicable IS NOT NULL AS not_applicable, x.judgement, x.recorded_by
FROM inspection_result x WHERE x.inspection_id = %(inspection)s AND {COUNTS} ORDER BY x.id
"""  # noqa: S608 - expressions of our own

FAILING = f"""
SELECT c.code FROM inspection_result x JOIN inspection_characteristic c ON c.id = x.characteristic_id
WHERE x.inspection_id = %(inspection)s AND x.judgement = 'nonconforming' AND {COUNTS} GROUP BY c.id ORDER BY c.position
"""  # noqa: S608 - expressions of our own

VIEW = f"""
SELECT x.id, x.inspection_id, x.characteristic_id, c.code, x.sample_no, x.unit_id, n.serial_no, x.attempt,
       trim_scale(x.value) AS value, x.conforming, x.inspected, x.nonconforming, x.nonconformities, x.text,
       x.attachment_id, x.not_applicable, x.gauge_id, x.note, x.judgement, {COUNTS} AS counts, {INVALIDATED} AS invalidated,
       x.replaces_id, x.reason, x.recorded_at, u.full_name AS recorded_by, u.full_name_zh AS recorded_by_zh,
       x.workstation, x.performed_at, x.late_reason, x.entry_id, x.device_id, x.device_time, x.entered_at,
       x.device_counter, x.snapshot_id,
       trim_scale(round(extract(epoch FROM x.device_time - coalesce(x.entered_at, x.recorded_at)), 3)) AS clock_offset
FROM inspection_result x
JOIN inspection_characteristic c ON c.id = x.characteristic_id
JOIN identity_user u ON u.id = x.recorded_by
LEFT JOIN genealogy_unit n ON n.id = x.unit_id
"""  # noqa: S608 - expressions of our own


ONE = """
JOIN inspection_inspection i ON i.id = x.inspection_id
WHERE x.id = %(id)s AND (%(scope)s::bigint IS NULL OR i.customer_id = %(scope)s)
"""


def effective(tx: Transaction, inspection_id: InspectionId) -> list[Effective]:
    """Return the results of an inspection that count, in the order of recording."""
    return tx.rows(Effective, EFFECTIVE, inspection=inspection_id)


def require_none_failed(tx: Transaction, inspection: InspectionFacts) -> None:
    """Check that no result that counts is out of specification, whichever attempt it is of. Raises: FailureRecorded."""
    rows = tx.wire.execute(FAILING, {"inspection": inspection.id}).fetchall()
    if rows:
        raise FailureRecorded(number=inspection.number, codes=[row[0] for row in rows])


def shown(tx: Transaction, result_ids: Sequence[int]) -> list[ResultView]:
    """Return results as they are shown."""
    return tx.rows(ResultView, f"{VIEW} WHERE x.id = ANY(%(ids)s) ORDER BY x.id", ids=list(result_ids))


def one(tx: Transaction, result_id: ResultId) -> ResultView:
    """Return a result of an inspection that the actor may see. Raises: RecordNotFound, which names no inspection."""
    found = tx.rows(ResultView, f"{VIEW} {ONE}", id=result_id, scope=tx.actor.customer_id)
    return tx.found(found[0] if found else None, "result", result_id)
