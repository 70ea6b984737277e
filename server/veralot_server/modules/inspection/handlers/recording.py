"""Keeps results: many at once, each once, judged by the frozen plan; corrects them; completes inspections."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import inspections, judging, qualifying, results, samples, workflow
from veralot_server.modules.inspection.domain import entries, steps, words
from veralot_server.modules.inspection.domain.entries import Around, Recorder, ResultRow
from veralot_server.modules.inspection.domain.facts import InspectionFacts
from veralot_server.modules.inspection.tables import Inspection
from veralot_shared.contracts.attachments import FileTargetKind, GetAttachment
from veralot_shared.contracts.inspection import (
    OPEN_FOR_RESULTS,
    AwaitOffline,
    CompleteInspection,
    CorrectResult,
    GetInspection,
    InspectionDetail,
    InspectionEvent,
    InspectionStatus,
    RecordedResult,
    RecordedView,
    RecordResults,
    ResultCorrected,
    ResultEntry,
    ResultExists,
    ResultInvalid,
    ResultsRecorded,
)
from veralot_shared.errors import Sentence, ValueNotAllowed
from veralot_shared.ids import CharacteristicId, InspectionId, ResultId, UnitId
from veralot_shared.rules.judging import Judgement

OUTERMOST = 1
"""The depth of a message that came from outside."""

INSERT = f"""
WITH new AS (
    INSERT INTO inspection_result ({", ".join(ResultRow.__struct_fields__)})
    SELECT {", ".join(ResultRow.__struct_fields__)} FROM json_populate_recordset(NULL::inspection_result, $1::json)
    RETURNING id, characteristic_id, sample_no, judgement)
SELECT json_agg(json_build_array(id, characteristic_id, sample_no, judgement) ORDER BY id) FROM new
""".encode()  # noqa: S608 - names of our own struct
"""What `core.records` does, in one prepared statement: inspectors send this one all day."""

CAME_BEFORE = """
SELECT x.id, x.characteristic_id, x.sample_no, x.judgement, x.entry_id::text AS entry_id
FROM inspection_result x WHERE x.entry_id = ANY(%(entries)s::uuid[]) AND x.inspection_id = %(inspection)s
"""


TAKEN = """
SELECT x.characteristic_id, x.sample_no, coalesce(x.inspected, 1) FROM inspection_result x
WHERE x.inspection_id = %(inspection)s AND x.attempt = %(attempt)s AND x.characteristic_id = ANY(%(named)s)
  AND NOT EXISTS (SELECT FROM inspection_result y WHERE y.replaces_id = x.id)
"""


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """A result that a device had sent before."""

    id: ResultId
    characteristic_id: CharacteristicId
    sample_no: int
    judgement: Judgement
    entry_id: str


class New(msgspec.Struct, frozen=True, array_like=True):
    """What a new result was given."""

    id: ResultId
    characteristic_id: CharacteristicId
    sample_no: int
    judgement: Judgement


@handles(RecordResults)
def record_results(command: RecordResults, tx: Transaction) -> RecordedView:
    """Keep results; with `complete`, evaluate the inspection too."""
    named = sorted({entry.characteristic_id for entry in command.results})
    inspection = inspections.lock(tx, command.inspection_id, named)
    qualifying.worked(tx, inspection, named)
    if inspection.status is InspectionStatus.CREATED:
        inspection = samples.begin(tx, inspection)
    steps.step(inspection.number, inspection.status, InspectionEvent.RECORD)
    before = came_before(tx, inspection.id, command.results)
    fresh = [entry for entry in command.results if entry_key(entry) not in before]
    new, missing = keep(tx, inspection, fresh) if fresh else ([], inspection.due_results)
    inspection = recording(tx, inspection, together=any(several(entry) for entry in fresh))
    if command.complete:
        judging.complete(tx, inspections.facts(tx, inspection.id))
        inspection = inspections.facts(tx, inspection.id, [])
        missing = 0 if inspection.status not in OPEN_FOR_RESULTS else inspection.due_results
    return recorded(inspection, answered(command.results, before, new), missing)


def came_before(tx: Transaction, inspection_id: InspectionId, named: Sequence[ResultEntry]) -> dict[str, Before]:
    """Return which entries a device had sent before (OFF-05)."""
    keys = [str(entry.captured.entry_id) for entry in named if entry.captured is not None]
    if not keys:
        return {}
    found = tx.rows(Before, CAME_BEFORE, entries=keys, inspection=inspection_id)
    return {one.entry_id: one for one in found}


def entry_key(entry: ResultEntry) -> str:
    """Return the device's own id of an entry; nothing for one that was made here."""
    return str(entry.captured.entry_id) if entry.captured is not None else ""


def keep(tx: Transaction, inspection: InspectionFacts, fresh: list[ResultEntry]) -> tuple[list[New], int]:
    """Write new results, and return them with how many are still missing. Raises: ResultInvalid, ResultExists."""
    about = surroundings(tx, inspection, fresh)
    entries.checked(fresh, inspection, about)
    require_photos(tx, inspection, fresh)
    who = Recorder(user_id=tx.actor.user_id, at=tx.now, workstation=tx.actor.workstation)
    rows = [entries.row(entry, inspection, about, who) for entry in fresh]
    covered = require_new(inspection, rows, taken_meanwhile(tx, inspection, fresh))
    new = insert(tx, rows)
    tell(tx, inspection, new, fresh)
    return new, inspection.due_results - covered


def insert(tx: Transaction, rows: Sequence[ResultRow]) -> list[New]:
    """Write rows, and return what they were given in the same order."""
    return tx.document(list[New], INSERT, msgspec.json.encode(rows).decode()) or []


def surroundings(tx: Transaction, inspection: InspectionFacts, fresh: Sequence[ResultEntry]) -> Around:
    """Return what else is known; units that are named for the first time are the next samples."""
    units = [entry.unit_id for entry in fresh if entry.unit_id is not None]
    known = samples.name(tx, inspection, units) if units or inspection.per_unit else {}
    return around(tx, inspection, known)


def around(tx: Transaction, inspection: InspectionFacts, known: dict[UnitId, int]) -> Around:
    """Return what is known, with the unit of each sample where units are inspected one by one."""
    units = {number: unit for unit, number in known.items()} if inspection.per_unit else {}
    return Around(samples=known, units=units, now=tx.now, proved=tx.depth > OUTERMOST)


def require_photos(tx: Transaction, inspection: InspectionFacts, fresh: Sequence[ResultEntry]) -> None:
    """Check that photos are files of the lot or of one of its units. Raises: ValueNotAllowed, RecordNotFound."""
    for entry in fresh:
        if entry.attachment_id is None:
            continue
        target = tx.call(GetAttachment(id=entry.attachment_id)).target
        if target.kind is FileTargetKind.UNIT:
            samples.require_of_lot(tx, inspection.lot_id, [target.id], "attachment_id")  # type: ignore[list-item]  # a file names its unit by number
        elif (target.kind, target.id) != (FileTargetKind.LOT, inspection.lot_id):
            raise ValueNotAllowed(value=str(entry.attachment_id), rule=words.RULE_PHOTO, field="attachment_id")


def several(entry: ResultEntry) -> bool:
    """Return whether an entry counts several samples together."""
    return (entry.inspected or 1) > 1


def taken_meanwhile(
    tx: Transaction, inspection: InspectionFacts, fresh: Sequence[ResultEntry]
) -> list[tuple[int, int, int]]:
    """Return which samples others recorded until the inspection was locked, where some are counted together.

    Of one sample the database itself keeps a second result out. The transaction sees what was there when it began; what was
    committed since, a second connection sees.
    """
    named = sorted({entry.characteristic_id for entry in fresh if several(entry)})
    if not named:
        return []
    values = {"inspection": inspection.id, "attempt": inspection.attempt, "named": named}
    with tx.aside() as wire:
        return [(row[0], row[1], row[2]) for row in wire.execute(TAKEN, values)]


def require_new(
    inspection: InspectionFacts, rows: Sequence[ResultRow], meanwhile: Sequence[tuple[int, int, int]] = ()
) -> int:
    """Check that no sample has a result already; return how many samples then have one. Raises: ResultExists."""
    known = inspection.recorded
    taken = {(one, no) for one, first, many in (*known.taken, *meanwhile) for no in range(first, first + many)}
    total = known.done
    for row in rows:
        for sample_no in range(row.sample_no, row.sample_no + (row.inspected or 1)):
            if (row.characteristic_id, sample_no) in taken:
                raise ResultExists(characteristic=code_of(inspection, row.characteristic_id), sample_no=sample_no)
            taken.add((row.characteristic_id, sample_no))
        total += row.inspected or 1
    return total


def code_of(inspection: InspectionFacts, characteristic_id: CharacteristicId) -> str:
    """Return what a characteristic is called."""
    return next(one.code for one in inspection.characteristics if one.id == characteristic_id)


def tell(tx: Transaction, inspection: InspectionFacts, new: Sequence[New], fresh: Sequence[ResultEntry]) -> None:
    """Tell what was recorded: charts follow it, and who knows the gauges may refuse it."""
    event = ResultsRecorded(
        inspection_id=inspection.id,
        lot_id=inspection.lot_id,
        result_ids=[one.id for one in new],
        characteristic_ids=sorted({one.characteristic_id for one in new}),
        gauge_ids=sorted({entry.gauge_id for entry in fresh if entry.gauge_id is not None}),
    )
    tx.emit(event, inspection.customer_id)


def recording(tx: Transaction, inspection: InspectionFacts, *, together: bool) -> InspectionFacts:
    """Note that recording has begun; while it goes on nothing of the inspection itself changes.

    But for samples that are counted together: who records one of them at the same moment must begin again, and see that.
    """
    if steps.step(inspection.number, inspection.status, InspectionEvent.RECORD) is inspection.status:
        if not together:
            return inspection
        tx.execute(update(Inspection).where(Inspection.id == inspection.id).values(version=Inspection.version + 1))
        return msgspec.structs.replace(inspection, version=inspection.version + 1)
    status = workflow.advance(tx, inspection, [InspectionEvent.RECORD])
    return msgspec.structs.replace(inspection, status=status, version=inspection.version + 1)


def answered(named: Sequence[ResultEntry], before: dict[str, Before], new: Sequence[New]) -> list[RecordedResult]:
    """Return what became of each entry, in their order; new rows come back in the order in which they were written."""
    fresh = iter(new)
    return [
        answer(before[key], again=True) if (key := entry_key(one)) in before else answer(next(fresh)) for one in named
    ]


def answer(one: Before | New, *, again: bool = False) -> RecordedResult:
    """Return what became of an entry."""
    return RecordedResult(
        id=one.id,
        characteristic_id=one.characteristic_id,
        sample_no=one.sample_no,
        judgement=one.judgement,
        again=again,
    )


def recorded(inspection: InspectionFacts, found: list[RecordedResult], missing: int) -> RecordedView:
    """Return where an inspection stands after recording."""
    return RecordedView(
        inspection_id=inspection.id,
        version=inspection.version,
        status=inspection.status,
        verdict=inspection.verdict,
        results=found,
        missing=missing,
    )


# --- correcting ------------------------------------------------------------------------------------------------------


@handles(CorrectResult)
def correct_result(command: CorrectResult, tx: Transaction) -> RecordedView:
    """Put a result in the place of a wrong one, which stays legible with the reason (DI-04)."""
    steps.require_text(command.reason)
    former = results.one(tx, command.result_id)
    inspection = inspections.lock(tx, former.inspection_id)
    steps.step(inspection.number, inspection.status, InspectionEvent.RECORD)
    qualifying.worked(tx, inspection, [former.characteristic_id])
    former = results.one(tx, command.result_id)
    if not former.counts or former.attempt != inspection.attempt:
        raise ResultCorrected(characteristic=former.code)
    about = around(tx, inspection, samples.known(tx, inspection.id))
    entries.checked([command.entry], inspection, about)
    require_photos(tx, inspection, [command.entry])
    who = Recorder(user_id=tx.actor.user_id, at=tx.now, workstation=tx.actor.workstation)
    row = entries.row(command.entry, inspection, about, who, replaces=former.id, reason=command.reason)
    same = (former.characteristic_id, former.sample_no, former.inspected)
    if (row.characteristic_id, row.sample_no, row.inspected) != same:
        raise ResultInvalid(problems=[Sentence(words.PROBLEM_OTHER_SAMPLE, {"code": former.code})], places=[0])
    tx.because(command.reason)
    new = insert(tx, [row])
    # A verdict that is computed at the same moment must see it: whoever was later begins again.
    tx.execute(update(Inspection).where(Inspection.id == inspection.id).values(version=Inspection.version + 1))
    tell(tx, inspection, new, [command.entry])
    missing = inspection.due_results - inspection.recorded.done
    after = msgspec.structs.replace(inspection, version=inspection.version + 1)
    return recorded(after, [answer(one) for one in new], missing)


# --- completing ------------------------------------------------------------------------------------------------------


@handles(AwaitOffline)
def await_offline(command: AwaitOffline, tx: Transaction) -> InspectionDetail:
    """Note that a device holds results, or that it has sent the last of them."""
    inspection = inspections.lock(tx, command.inspection_id)
    devices = sorted(
        {*inspection.devices, command.device_id} if command.waiting else set(inspection.devices) - {command.device_id}
    )
    events = device_events(inspection, devices)
    values: dict[str, Any] = {"devices": devices}
    if events:
        workflow.advance(tx, inspection, events, command.device_id, **values)
    elif devices != inspection.devices:
        tx.execute(
            update(Inspection).where(Inspection.id == inspection.id).values(version=Inspection.version + 1, **values)
        )
    return tx.call(GetInspection(id=inspection.id))


def device_events(inspection: InspectionFacts, devices: Sequence[str]) -> list[InspectionEvent]:
    """Return what it means for an inspection that these devices wait now."""
    if inspection.status is InspectionStatus.OFFLINE_PENDING:
        return [] if devices else [InspectionEvent.OFFLINE_ARRIVED]
    return [InspectionEvent.AWAIT_OFFLINE] if devices and devices != inspection.devices else []


@handles(CompleteInspection)
def complete_inspection(command: CompleteInspection, tx: Transaction) -> InspectionDetail:
    """Compute the verdict of an inspection that has everything."""
    inspection = inspections.lock(tx, command.inspection_id)
    qualifying.worked(tx, inspection)
    if inspection.status is InspectionStatus.OFFLINE_PENDING:
        judging.require_complete(tx, inspection)
    steps.step(inspection.number, inspection.status, InspectionEvent.COMPLETE)
    judging.complete(tx, inspection)
    return tx.call(GetInspection(id=inspection.id))
