"""Makes subgroups of what inspections record: once each, in order, in the transaction that records it.

Measured results of an inspection make a subgroup as soon as there are enough of them; what is left when the inspection is
complete makes a smaller one. Counts are known when it is complete. While an exception is open nothing more is recorded of the
characteristic; what was measured in the same breath waits, and makes its subgroups when the exception is answered.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import controls, subgroups
from veralot_server.modules.spc.controls import Row
from veralot_server.modules.spc.subgroups import New
from veralot_shared.contracts.inspection import OPEN_FOR_RESULTS, InspectionStatus
from veralot_shared.contracts.spc import COUNTED, Chart, SubgroupsRecorded
from veralot_shared.ids import ControlId, InspectionId, LotId, ResultId, UserId

FIRST_OPEN: Final = OPEN_FOR_RESULTS - {InspectionStatus.RETEST}
"""States in which results of the first attempt, those that count, may still come."""

FOLLOWING: Final = b"""
SELECT k.id FROM spc_control k
WHERE k.status <> 'ended' AND (k.plan_id, k.characteristic) IN (
    SELECT r.plan_id, c.code FROM inspection_characteristic c JOIN inspection_revision r ON r.id = c.revision_id
    WHERE c.id = ANY($1::bigint[]))
ORDER BY k.id
"""
"""Which characteristics under control follow these of a plan's revision."""

OF_INSPECTIONS: Final = """
SELECT DISTINCT k.id AS control_id, i.id AS inspection_id FROM spc_control k
JOIN inspection_revision r ON r.plan_id = k.plan_id JOIN inspection_inspection i ON i.revision_id = r.id
WHERE k.status <> 'ended' AND i.id = ANY(%(ids)s) AND NOT i.status = ANY(%(open)s)
  AND i.status <> 'cancelled' AND NOT i.skipped
ORDER BY k.id, i.id
"""

WAITING: Final = """
SELECT DISTINCT x.inspection_id FROM spc_control k
JOIN inspection_revision r ON r.plan_id = k.plan_id
JOIN inspection_characteristic c ON c.revision_id = r.id AND c.code = k.characteristic
JOIN inspection_result x ON x.characteristic_id = c.id
JOIN inspection_inspection i ON i.id = x.inspection_id
WHERE k.id = %(control)s AND x.recorded_at >= k.made_at AND i.attempts[x.attempt] IN ('first', 'next')
  AND NOT EXISTS (SELECT FROM spc_subgroup s
                  WHERE s.inspection_id = x.inspection_id AND s.control_id = k.id AND x.id = ANY(s.result_ids || s.aside))
ORDER BY x.inspection_id
"""

RESULTS: Final = """
SELECT x.id, x.inspection_id, i.lot_id, trim_scale(x.value) AS value, x.conforming, x.inspected, x.nonconforming,
       x.nonconformities, least(coalesce(x.performed_at, x.entered_at, x.recorded_at), x.recorded_at) AS at, x.recorded_by,
       i.status
FROM inspection_result x
JOIN inspection_inspection i ON i.id = x.inspection_id
JOIN inspection_characteristic c ON c.id = x.characteristic_id
JOIN inspection_revision r ON r.id = c.revision_id
JOIN spc_control k ON k.plan_id = r.plan_id AND k.characteristic = c.code
WHERE k.id = %(control)s AND x.inspection_id = %(inspection)s AND x.recorded_at >= k.made_at
  AND i.attempts[x.attempt] IN ('first', 'next')
  AND x.not_applicable IS NULL AND i.status <> 'cancelled'
  AND NOT EXISTS (SELECT FROM inspection_result y WHERE y.replaces_id = x.id)
  AND NOT EXISTS (SELECT FROM inspection_investigation v WHERE v.inspection_id = x.inspection_id
                  AND v.finding = 'laboratory_error' AND x.id = ANY(v.result_ids))
  AND NOT EXISTS (SELECT FROM spc_subgroup s
                  WHERE s.inspection_id = x.inspection_id AND s.control_id = k.id AND x.id = ANY(s.result_ids || s.aside))
ORDER BY x.sample_no, x.id
"""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A result that is in no subgroup yet."""

    id: ResultId
    inspection_id: InspectionId
    lot_id: LotId
    value: Decimal | None
    conforming: bool | None
    inspected: int | None
    nonconforming: int | None
    nonconformities: int | None
    at: datetime
    recorded_by: UserId
    status: InspectionStatus


def following(tx: Transaction, characteristic_ids: Sequence[int]) -> list[ControlId]:
    """Return which characteristics under control follow these."""
    named = "{" + ",".join(map(str, characteristic_ids)) + "}"
    return [ControlId(row[0]) for row in tx.wire.rows(FOLLOWING, named.encode())]


def follow(tx: Transaction, control_id: ControlId, inspection_id: InspectionId) -> None:
    """Take what an inspection has just recorded into a chart. Raises: ExceptionOpen."""
    control = system_row(tx, control_id)
    waiting, new = pending(tx, control, inspection_id)
    if new or (waiting and control.chart not in COUNTED):
        controls.require_answered(control)
    write(tx, control, new)


def gather(tx: Transaction, control: Row, inspection_id: InspectionId) -> None:
    """Make the subgroups that an inspection's results suffice for; while an exception is open they wait."""
    if control.exception_id is None:
        write(tx, control, pending(tx, control, inspection_id)[1])


def pending(tx: Transaction, control: Row, inspection_id: InspectionId) -> tuple[list[Result], list[New]]:
    """Return the results that are in no subgroup yet, and the subgroups that they make."""
    waiting = tx.rows(Result, RESULTS, control=control.id, inspection=inspection_id)
    return waiting, counted(control, waiting) if control.chart in COUNTED else measured(control, waiting)


def write(tx: Transaction, control: Row, new: Sequence[New]) -> None:
    """Write subgroups until one breaches a rule; what is left waits for its answer (SPC-03)."""
    written = []
    since, number = control.since, control.subgroups
    for one in new:
        number += 1
        found = subgroups.write(tx, control, number, since, one)
        written.append(found.id)
        since = one.taken_at if since is None else max(since, one.taken_at)
        if found.exception_id is not None:
            break
    if written:
        told = SubgroupsRecorded(control_id=control.id, subgroup_ids=written)
        tx.emit(told, controls.customer_of(tx, control.id))


def system_row(tx: Transaction, control_id: ControlId) -> Row:
    """Lock a characteristic; the inspection has said already that its recorder may see these goods."""
    tx.wire.execute(controls.LOCK, (control_id,), prepare=True)
    found = tx.one(Row, f"{controls.VIEW} AND k.id = %(id)s", id=control_id, scope=None)
    return tx.found(found, "characteristic under control", control_id)


def measured(control: Row, waiting: Sequence[Result]) -> list[New]:
    """Return the subgroups that measured results make; the last may be smaller once the inspection is complete."""
    found = [one for one in waiting if one.value is not None]
    size = control.subgroup_size
    parts = [found[start : start + size] for start in range(0, len(found), size)]
    if parts and len(parts[-1]) < size and parts[-1][0].status in FIRST_OPEN:
        parts.pop()
    return [of_results(part, readings=[one.value for one in part if one.value is not None]) for part in parts]


def counted(control: Row, waiting: Sequence[Result]) -> list[New]:
    """Return the one subgroup of counts that a complete inspection makes."""
    if not waiting or waiting[0].status in FIRST_OPEN:
        return []
    pieces = control.chart in {Chart.P, Chart.NP}
    bad = sum(bad_of(one, pieces=pieces) for one in waiting)
    looked_at = Decimal(sum(one.inspected or 1 for one in waiting))
    return [of_results(waiting, readings=[], count=bad, looked_at=looked_at)]


def bad_of(one: Result, *, pieces: bool) -> int:
    """Return how many nonconforming pieces, or nonconformities, a result says."""
    if not pieces and one.nonconformities is not None:
        return one.nonconformities
    return one.nonconforming if one.nonconforming is not None else int(one.conforming is False)


def of_results(
    part: Sequence[Result], readings: list[Decimal], count: int | None = None, looked_at: Decimal | None = None
) -> New:
    """Return a subgroup of results."""
    last = part[-1]
    return New(
        readings=readings,
        count=count,
        looked_at=looked_at,
        lot_id=last.lot_id,
        inspection_id=last.inspection_id,
        result_ids=[one.id for one in part],
        taken_at=max(one.at for one in part),
        recorded_by=last.recorded_by,
    )


class Complete(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection that is complete, and a characteristic that follows its plan."""

    control_id: ControlId
    inspection_id: InspectionId


def complete(tx: Transaction, inspection_ids: Sequence[InspectionId]) -> None:
    """Gather what is left of inspections that are complete."""
    states = [str(one) for one in FIRST_OPEN] + [str(InspectionStatus.CREATED)]
    for one in tx.rows(Complete, OF_INSPECTIONS, ids=list(inspection_ids), open=states):
        gather(tx, system_row(tx, one.control_id), one.inspection_id)


def resume(tx: Transaction, control_id: ControlId) -> None:
    """Make the subgroups that waited for an answer, until one breaches a rule again."""
    for (inspection_id,) in tx.wire.execute(WAITING.encode(), {"control": control_id}).fetchall():
        gather(tx, system_row(tx, control_id), InspectionId(inspection_id))
