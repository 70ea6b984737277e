"""Keeps subgroups that are entered by hand, and the answers to exceptions."""

from sqlalchemy import update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import controls, exceptions, gathering, missing, subgroups
from veralot_server.modules.spc.controls import Row
from veralot_server.modules.spc.domain import readings, timing
from veralot_server.modules.spc.handlers.defining import require_not_ended
from veralot_server.modules.spc.subgroups import New
from veralot_server.modules.spc.tables import Breach, Missed
from veralot_shared.contracts.genealogy import GetLot, ReasonMissing
from veralot_shared.contracts.spc import (
    COUNTED,
    AnswerException,
    ExceptionAnswered,
    ExceptionClosed,
    ExceptionStatus,
    ExceptionView,
    ExplainMissed,
    FollowsInspection,
    MissedExplained,
    MissedView,
    RecordedSubgroups,
    RecordSubgroups,
    SampleMissed,
    SubgroupEntry,
    SubgroupsRecorded,
)
from veralot_shared.contracts.tasks import TasksChanged
from veralot_shared.i18n import N_


@handles(RecordSubgroups)
def record_subgroups(command: RecordSubgroups, tx: Transaction) -> RecordedSubgroups:
    """Keep subgroups one after the other, until one breaches a rule."""
    found = controls.lock(tx, command.control_id)
    require_not_ended(found.label, found.status, N_("record"))
    if found.plan_id is not None:
        raise FollowsInspection(chart=found.label, plan=found.plan_code)
    controls.require_answered(found)
    readings.require(found.chart, found.subgroup_size, found.precision, command.subgroups, found.last_at, tx.now)
    for lot_id in {entry.lot_id for entry in command.subgroups if entry.lot_id is not None}:
        tx.call(GetLot(id=lot_id))
    written, since = [], found.since
    for place, entry in enumerate(command.subgroups):
        new = of_entry(tx, found, entry)
        missed = timing.missed(found.interval_minutes, since, new.taken_at)
        if missed and not entry.late_reason.strip():
            raise SampleMissed(chart=found.label, missed=missed, field=f"subgroups[{place}].late_reason")
        written.append(subgroups.write(tx, found, found.subgroups + place + 1, since, new))
        since = new.taken_at
        if written[-1].exception_id is not None:
            break
    ids, stopped = [one.id for one in written], written[-1].exception_id
    tx.emit(SubgroupsRecorded(control_id=found.id, subgroup_ids=ids), controls.customer_of(tx, found.id))
    return RecordedSubgroups(
        control=controls.view(tx, found.id),
        subgroup_ids=ids,
        left=len(command.subgroups) - len(written),
        exception=None if stopped is None else exceptions.view(tx, stopped),
    )


def of_entry(tx: Transaction, found: Row, entry: SubgroupEntry) -> New:
    """Return an entry as it is written."""
    counts = found.chart in COUNTED
    return New(
        readings=[] if counts else entry.values,
        count=entry.count if counts else None,
        looked_at=entry.looked_at if counts else None,
        lot_id=entry.lot_id,
        taken_at=entry.taken_at or tx.now,
        recorded_by=tx.actor.user_id,
        note=entry.note.strip(),
        late_reason=entry.late_reason.strip(),
    )


@handles(AnswerException)
def answer_exception(command: AnswerException, tx: Transaction) -> ExceptionView:
    """Keep cause and action; what waited is then taken into the chart."""
    for field in ("cause_text", "action"):
        if not getattr(command, field).strip():
            raise ReasonMissing(field=field)
    found = exceptions.view(tx, command.exception_id)
    controls.lock(tx, found.control_id)
    if found.status is not ExceptionStatus.OPEN:
        raise ExceptionAnswered(number=found.number)
    values = {
        "status": ExceptionStatus.ANSWERED,
        "cause": command.cause,
        "cause_text": command.cause_text.strip(),
        "action": command.action.strip(),
        "answered_at": tx.now,
        "answered_by": tx.actor.user_id,
    }
    tx.execute(update(Breach).where(Breach.id == found.id).values(values))
    told = ExceptionClosed(control_id=found.control_id, exception_id=found.id)
    tx.emit(told, controls.customer_of(tx, found.control_id))
    tx.emit(TasksChanged(), controls.customer_of(tx, found.control_id))
    gathering.resume(tx, found.control_id)
    return exceptions.view(tx, found.id)


@handles(ExplainMissed)
def explain_missed(command: ExplainMissed, tx: Transaction) -> MissedView:
    """Keep why samples were missed."""
    reason = command.reason.strip()
    if not reason:
        raise ReasonMissing(field="reason")
    found = missing.view(tx, command.missed_id)
    controls.lock(tx, found.control_id)
    if found.ended_at is None or found.reason:
        raise MissedExplained(chart=found.control_code)
    values = {"reason": reason, "explained_by": tx.actor.user_id}
    tx.execute(update(Missed).where(Missed.id == found.id).values(values))
    controls.tell(tx, found.control_id)
    tx.emit(TasksChanged(), controls.customer_of(tx, found.control_id))
    return missing.view(tx, found.id)
