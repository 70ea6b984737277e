"""Subgroups in the database: read as arrays for judging, written one after the other, each judged as it comes."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec
import numpy as np
from sqlalchemy import func, update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import exceptions, missing, phases
from veralot_server.modules.spc.controls import Row
from veralot_server.modules.spc.domain import charting, timing
from veralot_server.modules.spc.domain.charting import LONGEST_PATTERN, Judged, Series
from veralot_server.modules.spc.tables import Control, Subgroup
from veralot_shared.contracts.spc import REMEMBERING, MissedEnd, Panel, SubgroupView
from veralot_shared.ids import ControlId, ExceptionId, InspectionId, LotId, ResultId, SubgroupId, UserId

VIEW: Final = """
SELECT s.id, s.control_id, s.number, s.readings AS values, s.count, trim_scale(s.looked_at) AS looked_at, s.lot_id, l.lot_no,
       s.inspection_id, i.number AS inspection_no, s.result_ids, s.taken_at, s.recorded_at, u.full_name AS recorded_by,
       u.full_name_zh AS recorded_by_zh, s.note, s.missed, s.late_reason, s.void,
       e.id AS exception_id, e.number AS exception_no,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', v.kind, 'at', v.at, 'by', w.full_name, 'by_zh', w.full_name_zh,
            'reason', v.reason, 'values', v.readings::text[], 'count', v.count, 'looked_at', trim_scale(v.looked_at)::text,
            'before', v.before, 'after', v.after) ORDER BY v.id), '[]')
        FROM spc_revision v JOIN identity_user w ON w.id = v.by_id WHERE v.subgroup_id = s.id) AS changes
FROM spc_subgroup s
JOIN spc_control k ON k.id = s.control_id
JOIN identity_user u ON u.id = s.recorded_by
LEFT JOIN genealogy_lot l ON l.id = s.lot_id
LEFT JOIN inspection_inspection i ON i.id = s.inspection_id
LEFT JOIN spc_exception e ON e.subgroup_id = s.id
"""

ARRAYS: Final = b"""
SELECT s.number, coalesce(s.count::text, array_to_string(s.readings, ' ')), coalesce(s.looked_at, 1)::float8
FROM spc_subgroup s WHERE s.control_id = $1::bigint AND s.number >= $2::integer AND s.number <= $3::integer
    AND s.void = $4::boolean ORDER BY s.number
"""

ALL: Final = 2**31 - 1


class New(msgspec.Struct, frozen=True, kw_only=True):
    """A subgroup that is about to be written."""

    readings: list[Decimal]
    count: int | None = None
    looked_at: Decimal | None = None
    lot_id: LotId | None = None
    inspection_id: InspectionId | None = None
    result_ids: list[ResultId] = []
    taken_at: datetime
    recorded_by: UserId
    note: str = ""
    late_reason: str = ""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A subgroup that was written, and the exception that it opened."""

    id: SubgroupId
    number: int
    exception_id: ExceptionId | None


def series(tx: Transaction, control_id: ControlId, first: int = 0, last: int = ALL, *, void: bool = False) -> Series:
    """Return subgroups as arrays, or those that count no more; rows of unequal length are filled up."""
    asked = (str(control_id), str(first), str(last), str(void).lower())
    found = tx.wire.rows(ARRAYS, *(value.encode() for value in asked))
    flat = np.array(" ".join(row[1] for row in found).split(), dtype=np.float64)
    each = np.array([row[1].count(" ") + 1 for row in found], dtype=np.intp)
    width = int(each.max()) if len(each) else 1
    groups = np.full((len(found), width), np.nan)
    groups[np.arange(width)[None, :] < each[:, None]] = flat
    numbers = np.array([row[0] for row in found], dtype=np.int64)
    return Series(numbers, groups, np.array([row[2] for row in found], dtype=np.float64))


def without(found: Series, excluded: Sequence[int]) -> Series:
    """Return subgroups without those of these numbers."""
    kept = ~np.isin(found.numbers, list(excluded))
    return Series(found.numbers[kept], found.groups[kept], found.looked_at[kept])


def judged(tx: Transaction, control: Row, upto: int) -> tuple[Judged, Series]:
    """Judge the newest subgroups up to one, as far back as that needs."""
    known = phases.of_control(tx, control.id)
    anew = exceptions.places(tx, control.id) if control.chart in REMEMBERING else []
    first = upto - 2 * LONGEST_PATTERN
    if control.chart in REMEMBERING:
        started = [one.first for one in known if one.first <= upto] + [place + 1 for place in anew if place < upto]
        first = max(started, default=upto)
    found = series(tx, control.id, first, upto)
    return charting.judge(control.spec, found, phases.held(known), anew), found


def broken(tx: Transaction, control: Row, number: int, upto: int) -> list[tuple[Panel, int]]:
    """Return which rules a subgroup breaches; before limits are frozen, none."""
    if control.phase is None:
        return []
    judgement, found = judged(tx, control, upto)
    places = np.flatnonzero(found.numbers == number)
    return judgement.at(int(places[0])) if len(places) else []


def all_broken(tx: Transaction, control: Row, number: int) -> dict[int, list[tuple[Panel, int]]]:
    """Return which rules the subgroups from a number on breach, as far as it can matter; without limits, none."""
    if control.phase is None:
        return {}
    upto = control.subgroups if control.chart in REMEMBERING else min(control.subgroups, number + LONGEST_PATTERN)
    judgement, found = judged(tx, control, upto)
    numbers = {place: int(one) for place, one in enumerate(found.numbers) if one >= number}
    broken_ones = {one: judgement.at(place) for place, one in numbers.items()}
    return {one: rules for one, rules in broken_ones.items() if rules}


def write(tx: Transaction, control: Row, number: int, since: datetime | None, new: New) -> Written:
    """Write one subgroup under a number, judge it, and open an exception where it breaches a rule.

    One that comes late, from a device that was offline, was no answer to what is waited for `since` a later one.
    """
    missed = timing.missed(control.interval_minutes, since, new.taken_at)
    values = {name: getattr(new, name) for name in new.__struct_fields__}
    row = values | {"control_id": control.id, "number": number, "recorded_at": tx.now, "missed": missed}
    subgroup_id = SubgroupId(tx.insert(Subgroup, row))
    change = update(Control).where(Control.id == control.id)
    last_at = func.greatest(Control.last_at, new.taken_at)
    tx.execute(change.values(last_number=number, last_at=last_at, late_samples=Control.late_samples + missed))
    if control.interval_minutes is not None and (since is None or new.taken_at > since):
        missing.end(tx, control.id, MissedEnd.TAKEN, new.late_reason, subgroup_id)
    found = broken(tx, control, number, number)
    exception_id = exceptions.open_one(tx, control, subgroup_id, new.lot_id, found) if found else None
    return Written(id=subgroup_id, number=number, exception_id=exception_id)


def one(tx: Transaction, subgroup_id: SubgroupId) -> SubgroupView:
    """Return a subgroup as recorded. Raises: RecordNotFound."""
    query = f"{VIEW} WHERE s.id = %(id)s AND (%(scope)s::bigint IS NULL OR k.customer_id = %(scope)s)"
    return tx.found(tx.one(SubgroupView, query, id=subgroup_id, scope=tx.actor.customer_id), "subgroup", subgroup_id)
