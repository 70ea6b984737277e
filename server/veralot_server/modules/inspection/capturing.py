"""Results that were entered while the server was away: what an inspector's work list holds, and what has changed since."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import uuid5

import msgspec

from veralot_server.core.captured import Captured
from veralot_server.core.capturing import Attempt, Verdict, captures, describes, merges, says, snapshots, stamps
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import captured_lines
from veralot_shared.contracts.capture import Difference, LineView
from veralot_shared.contracts.genealogy import GetLot, ListUnits, LotView
from veralot_shared.contracts.inspection import (
    WORK_LIST,
    GetInspection,
    InspectionDetail,
    InspectionView,
    ListResults,
    ListSamples,
    OfflineCapture,
    RecordResults,
    RevisionStatus,
)
from veralot_shared.errors import Sentence
from veralot_shared.i18n import N_
from veralot_shared.ids import InspectionId, LotId, ResultId, RevisionId
from veralot_shared.messages import Page, Query

NOW: Final = """
SELECT i.id, i.number, i.lot_id, l.lot_no, i.revision_id, r.status AS revision_status, r.number AS revision,
       (SELECT max(n.number) FROM inspection_revision n WHERE n.plan_id = r.plan_id AND n.status = 'released') AS in_force,
       p.code AS plan,
       (SELECT count(*) FROM genealogy_hold h WHERE h.node_id = i.lot_id AND h.lifted_at IS NULL) AS holds,
       (SELECT max(h.reason) FROM genealogy_hold h WHERE h.node_id = i.lot_id AND h.lifted_at IS NULL) AS hold_reason
FROM inspection_inspection i JOIN genealogy_lot l ON l.id = i.lot_id
JOIN inspection_revision r ON r.id = i.revision_id JOIN inspection_plan p ON p.id = r.plan_id
WHERE i.id = ANY(%(ids)s)
"""


PORTION: Final = 1000
"""So many results, or units, a screen asks for at once."""

PORTIONS: Final = """
SELECT r.inspection_id AS id, array_agg(r.id ORDER BY r.id) AS ends
FROM (SELECT x.inspection_id, x.id, row_number() OVER (PARTITION BY x.inspection_id ORDER BY x.id) AS place
      FROM inspection_result x WHERE x.inspection_id = ANY(%(ids)s)) r
WHERE r.place %% %(portion)s = 0 GROUP BY r.inspection_id
"""
"""The last result of each full portion of an inspection: the next question begins after it."""

UNITS: Final = "SELECT count(*) FROM genealogy_unit WHERE lot_id = %s"


class Portions(msgspec.Struct, frozen=True, kw_only=True):
    """Where the portions of an inspection's results end."""

    id: InspectionId
    ends: list[ResultId]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How an inspection stands now."""

    id: InspectionId
    number: str
    lot_id: LotId
    lot_no: str
    revision_id: RevisionId
    revision_status: RevisionStatus
    revision: int
    in_force: int | None
    plan: str
    holds: int
    hold_reason: str | None


@snapshots("inspection")
def work_list(tx: Transaction) -> list[Query[Any]]:
    """Return what an inspector asks without the server: the list, and each of its inspections with results and lot."""
    rows = tx.call(WORK_LIST).rows
    asks: list[Query[Any]] = [WORK_LIST]
    ends = {one.id: one.ends for one in tx.rows(Portions, PORTIONS, ids=[row.id for row in rows], portion=PORTION)}
    for row in rows:
        asks += [GetInspection(id=row.id), ListResults(inspection_id=row.id), GetLot(id=row.lot_id)]
        asks += [ListResults(inspection_id=row.id, after_id=end) for end in ends.get(row.id, ())]
        asks += units(tx, row)
    return asks


def units(tx: Transaction, row: InspectionView) -> list[Query[Any]]:
    """Return what a screen asks to know the units that are inspected one by one."""
    if not row.per_unit:
        return []
    count = (tx.wire.execute(UNITS, (row.lot_id,)).fetchone() or (0,))[0]
    pages = [Page(offset=offset, limit=PORTION) for offset in range(0, count + 1, PORTION)]
    asks: list[Query[Any]] = [ListUnits(lot_id=row.lot_id, page=page) for page in pages]
    # No inspection has more samples than its lot has units.
    return asks + [ListSamples(inspection_id=row.id, page=page) for page in pages]


@captures(RecordResults)
def judged(attempts: Sequence[Attempt], tx: Transaction) -> list[Verdict]:
    """Judge results: whether the plan was revised or the lot held since."""
    ids = sorted({attempt.command.inspection_id for attempt in attempts})
    standing = {one.id: one for one in tx.rows(Standing, NOW, ids=ids)}
    return [verdict(attempt, standing.get(attempt.command.inspection_id)) for attempt in attempts]


def verdict(attempt: Attempt, now: Standing | None) -> Verdict:
    """Return what has changed about one inspection."""
    if now is None:
        return Verdict()
    return Verdict(about=now.number, lot_id=now.lot_id, differences=list(differences(attempt, now)))


def differences(attempt: Attempt, now: Standing) -> Iterator[Difference]:
    """Yield what the work list said otherwise."""
    then: InspectionDetail | None = attempt.basis(GetInspection(id=now.id))
    if then is None:
        yield Difference(
            what=Sentence(N_("Work list")),
            then=Sentence(N_("Inspection {number} was not on it."), {"number": now.number}),
            now=Sentence(N_("Results were entered all the same.")),
        )
        return
    if then.revision.status is RevisionStatus.RELEASED and now.revision_status is not RevisionStatus.RELEASED:
        values = {"plan": now.plan, "revision": str(now.revision), "in_force": str(now.in_force or "")}
        yield Difference(
            what=Sentence(N_("Inspection plan")),
            then=Sentence(N_("Revision {revision} of {plan} was in force."), values),
            now=Sentence(
                N_("It was replaced by revision {in_force}.") if now.in_force else N_("It was withdrawn."), values
            ),
        )
    lot: LotView | None = attempt.basis(GetLot(id=now.lot_id))
    if lot is not None and now.holds > lot.holds:
        yield Difference(
            what=Sentence(N_("Lot")),
            then=Sentence(N_("Lot {lot} was not held for this."), {"lot": now.lot_no}),
            now=Sentence(N_("It is on hold: {reason}"), {"reason": now.hold_reason or ""}),
        )


@stamps(RecordResults)
def stamped(command: RecordResults, how: Captured) -> RecordResults:
    """Let each result say how it was captured; whatever a device said of that itself does not count."""
    results = [
        msgspec.structs.replace(
            entry,
            captured=OfflineCapture(
                user_id=how.user_id,
                entry_id=uuid5(how.entry, str(place)),
                device_id=how.device,
                device_time=how.device_at,
                entered_at=how.entered_at,
                counter=how.counter,
                snapshot_id=str(how.snapshot_id or ""),
            ),
        )
        for place, entry in enumerate(command.results)
    ]
    return msgspec.structs.replace(command, results=results)


@describes(RecordResults)
def described(command: RecordResults, tx: Transaction) -> list[LineView]:
    """Say what was entered, and what stands recorded in its place."""
    return captured_lines.lines(command, tx)


@says(RecordResults)
def said(command: RecordResults, tx: Transaction) -> dict[str, Any]:
    """Say what was entered, as a decision on it is signed."""
    return captured_lines.signed(command, tx)


@merges(RecordResults)
def merged(first: RecordResults, second: RecordResults) -> RecordResults | None:
    """Return results of one inspection as one command, in their order; what completes it ends the command."""
    if first.inspection_id != second.inspection_id or first.complete:
        return None
    return msgspec.structs.replace(second, results=[*first.results, *second.results])
