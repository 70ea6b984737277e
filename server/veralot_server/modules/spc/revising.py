"""Changes subgroups whose results were corrected or set aside: judged again, with what they were before kept beside.

A signal that was there stays on record and stays to be answered; where no rule is broken any more it says so.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec
from psycopg.types.json import Json
from sqlalchemy import update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import controls, exceptions, gathering, subgroups
from veralot_server.modules.spc.gathering import Result
from veralot_server.modules.spc.tables import Revision, Subgroup
from veralot_shared.contracts.spc import COUNTED, Chart, SubgroupChange, SubgroupsRecorded
from veralot_shared.ids import ControlId, InspectionId, LotId, ResultId, SubgroupId

CORRECTED: Final = """
SELECT s.id, s.number, s.control_id, s.readings, s.count, s.looked_at, s.result_ids, x.replaces_id, x.id AS result_id,
       x.value, x.reason
FROM inspection_result x JOIN spc_subgroup s ON s.inspection_id = x.inspection_id AND x.replaces_id = ANY(s.result_ids)
WHERE x.id = ANY(%(ids)s) AND (x.value IS NOT NULL OR s.count IS NOT NULL) AND NOT s.void ORDER BY s.id, x.id
"""

ASIDE: Final = """
SELECT s.id, s.number, s.control_id, s.readings, s.count, s.looked_at, s.result_ids, s.aside,
       array_agg(r.id ORDER BY r.id) AS wrong, max(v.finding_text) AS reason
FROM inspection_investigation v CROSS JOIN unnest(v.result_ids) AS r(id)
JOIN spc_subgroup s ON s.inspection_id = v.inspection_id AND r.id = ANY(s.result_ids) AND NOT r.id = ANY(s.aside)
WHERE v.inspection_id = ANY(%(ids)s) AND v.finding = 'laboratory_error' GROUP BY s.id ORDER BY s.control_id, s.number
"""
"""Subgroups with results of which an investigation found that the test itself was wrong."""

LEFT: Final = """
SELECT x.id, x.inspection_id, i.lot_id, trim_scale(x.value) AS value, x.conforming, x.inspected, x.nonconforming,
       x.nonconformities, x.recorded_at AS at, x.recorded_by, i.status
FROM inspection_result x JOIN inspection_inspection i ON i.id = x.inspection_id
WHERE x.id = ANY(%(ids)s) AND x.not_applicable IS NULL ORDER BY x.id
"""

LOT: Final = """
SELECT s.id, s.lot_id FROM spc_subgroup s WHERE s.control_id = %s AND s.number = %s
    AND NOT EXISTS (SELECT FROM spc_exception b WHERE b.subgroup_id = s.id)
"""


class Touched(msgspec.Struct, frozen=True, kw_only=True):
    """A subgroup that becomes another."""

    id: SubgroupId
    number: int
    control_id: ControlId
    readings: list[Decimal]
    count: int | None
    looked_at: Decimal | None
    result_ids: list[ResultId]
    reason: str


class Corrected(Touched, frozen=True, kw_only=True):
    """A subgroup with a reading that was corrected."""

    replaces_id: ResultId
    result_id: ResultId
    value: Decimal | None


class Aside(Touched, frozen=True, kw_only=True):
    """A subgroup with results that were set aside."""

    aside: list[ResultId]
    wrong: list[ResultId]


def correct(tx: Transaction, result_ids: Sequence[ResultId]) -> None:
    """Put corrected readings and counts in their places (DI-04)."""
    for found in tx.rows(Corrected, CORRECTED, ids=list(result_ids)):
        # Of several corrections of one subgroup each finds it as the one before left it.
        one = again(tx, found)
        place = one.result_ids.index(found.replaces_id)
        named = [found.result_id if at == place else known for at, known in enumerate(one.result_ids)]
        if one.count is not None:
            values = counted(tx, one, named)
        else:
            values = {"readings": [found.value if at == place else value for at, value in enumerate(one.readings)]}
        revise(tx, one, SubgroupChange.CORRECTED, values | {"result_ids": named})


def again(tx: Transaction, found: Corrected) -> Touched:
    """Return a subgroup as it is now."""
    query = "SELECT readings, result_ids, count, looked_at FROM spc_subgroup WHERE id = %s"
    row = tx.found(tx.wire.execute(query, (found.id,)).fetchone(), "subgroup", found.id)
    return msgspec.structs.replace(found, readings=row[0], result_ids=row[1], count=row[2], looked_at=row[3])


def set_aside(tx: Transaction, inspection_ids: Sequence[InspectionId]) -> None:
    """Take out of their subgroups what investigations have set aside."""
    for one in tx.rows(Aside, ASIDE, ids=list(inspection_ids)):
        left = [known for known in one.result_ids if known not in one.wrong]
        values: dict[str, Any] = {"aside": [*one.aside, *one.wrong]}
        if not left:
            values["void"] = True
        elif one.count is None:
            values["readings"] = [
                value for known, value in zip(one.result_ids, one.readings, strict=True) if known in left
            ]
            values["result_ids"] = left
        else:
            values |= counted(tx, one, left) | {"result_ids": left}
        revise(tx, one, SubgroupChange.SET_ASIDE, values)


def counted(tx: Transaction, one: Touched, left: Sequence[ResultId]) -> dict[str, Any]:
    """Return the count among the results that a subgroup has now; without any it counts no more."""
    control = gathering.system_row(tx, one.control_id)
    results = tx.rows(Result, LEFT, ids=list(left))
    if not results:
        return {"void": True}
    pieces = control.chart in COUNTED & {Chart.P, Chart.NP}
    bad = sum(gathering.bad_of(each, pieces=pieces) for each in results)
    return {"count": bad, "looked_at": Decimal(sum(each.inspected or 1 for each in results))}


def revise(tx: Transaction, one: Touched, kind: SubgroupChange, values: dict[str, Any]) -> None:
    """Change a subgroup, judge from it on again, and keep what it was."""
    control = gathering.system_row(tx, one.control_id)
    before = subgroups.all_broken(tx, control, one.number)
    tx.execute(update(Subgroup).where(Subgroup.id == one.id).values(values))
    after = subgroups.all_broken(tx, control, one.number)
    kept = {"kind": kind, "at": tx.now, "by_id": tx.actor.user_id, "reason": one.reason}
    was = {"subgroup_id": one.id, "readings": one.readings, "count": one.count, "looked_at": one.looked_at}
    broke = {
        "before": Json(exceptions.kept(before.get(one.number, []))),
        "after": Json(exceptions.kept(after.get(one.number, []))),
    }
    tx.insert(Revision, was | kept | broke)
    exceptions.stand(tx, control.id, before.keys() - after.keys(), stands=False)
    for number in sorted(after.keys() - before.keys()):
        row = tx.wire.execute(LOT, (control.id, number)).fetchone()
        if row is not None:
            lot_id = None if row[1] is None else LotId(row[1])
            exceptions.open_one(tx, control, SubgroupId(row[0]), lot_id, after[number])
            break
        exceptions.stand(tx, control.id, [number], stands=True)
    tx.emit(SubgroupsRecorded(control_id=control.id, subgroup_ids=[one.id]), controls.customer_of(tx, control.id))
