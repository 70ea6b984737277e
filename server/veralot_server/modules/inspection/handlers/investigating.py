"""Examines results out of specification in two phases; whatever comes of it, every result stays (DI-06)."""

from typing import Any

import msgspec
from sqlalchemy import update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import inspections, investigations, judging, results, workflow
from veralot_server.modules.inspection.domain import steps, words
from veralot_server.modules.inspection.domain.facts import Attempt, InspectionFacts, Slot
from veralot_server.modules.inspection.tables import Investigation
from veralot_shared.contracts.inspection import (
    ConcludeInvestigation,
    GetInspection,
    InspectionDetail,
    InspectionEvent,
    InvestigationAhead,
    InvestigationConclusion,
    LaboratoryFinding,
    NothingFailed,
    OpenInvestigation,
    RecordFinding,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import InvestigationId, ResultId
from veralot_shared.rules.judging import Judgement

MOST_RETESTS = 20


@handles(OpenInvestigation)
def open_investigation(command: OpenInvestigation, tx: Transaction) -> InspectionDetail:
    """Open an investigation of everything that failed and was not examined yet."""
    steps.require_text(command.reason)
    inspection = inspections.lock(tx, command.inspection_id)
    found = results.effective(tx, inspection.id)
    failing = {one.id for one in found if one.judgement is Judgement.NONCONFORMING}
    suspects = sorted(ResultId(one) for one in failing - judging.examined(tx, inspection.id))
    steps.step(inspection.number, inspection.status, InspectionEvent.OPEN_INVESTIGATION)
    if not suspects:
        raise NothingFailed(number=inspection.number)
    judging.begin_investigation(tx, inspection.id, suspects, command.reason)
    workflow.advance(tx, inspection, [InspectionEvent.OPEN_INVESTIGATION], command.reason)
    return tx.call(GetInspection(id=inspection.id))


@handles(RecordFinding)
def record_finding(command: RecordFinding, tx: Transaction) -> InspectionDetail:
    """Conclude phase one. Results of a wrong test are set aside, and just these samples are tested again."""
    steps.require_text(command.text, "text")
    found = investigations.get(tx, command.investigation_id)
    inspection = inspections.lock(tx, found.inspection_id)
    if found.finding is not None:
        raise InvestigationAhead
    steps.step(inspection.number, inspection.status, InspectionEvent.AUTHORISE_RETEST)
    wrong = command.finding is LaboratoryFinding.ERROR
    slots = investigations.slots_of(tx, found.result_ids) if wrong else []
    write(tx, found.id, finding=command.finding, finding_text=command.text, phase="finding")
    if wrong:
        authorise(tx, inspection, Attempt.AGAIN, slots, command.text)
    else:
        inspections.tell(tx, inspection.id, inspection.lot_id, inspection.customer_id)
    return tx.call(GetInspection(id=inspection.id))


@handles(ConcludeInvestigation)
def conclude_investigation(command: ConcludeInvestigation, tx: Transaction) -> InspectionDetail:
    """Conclude phase two: the results stand, or they stand beside those of a retest by plan."""
    steps.require_text(command.text, "text")
    found = investigations.get(tx, command.investigation_id)
    inspection = inspections.lock(tx, found.inspection_id)
    if found.finding is not LaboratoryFinding.NO_ERROR or found.conclusion is not None:
        raise InvestigationAhead
    retest = command.conclusion is InvestigationConclusion.RETEST
    if (retest and not 1 <= command.retests <= MOST_RETESTS) or (not retest and command.retests):
        raise ValueNotAllowed(value=str(command.retests), rule=words.RULE_RETESTS, field="retests")
    values = {"conclusion": command.conclusion, "conclusion_text": command.text, "retests": command.retests}
    write(tx, found.id, **values, phase="concluded")
    if retest:
        again = sorted({slot.characteristic_id for slot in investigations.slots_of(tx, found.result_ids)})
        slots = [Slot(one, sample_no) for one in again for sample_no in range(1, command.retests + 1)]
        authorise(tx, inspection, Attempt.RETEST, slots, command.text)
    else:
        workflow.advance(tx, inspection, [InspectionEvent.CLOSE_INVESTIGATION], command.text)
        judging.tell_failed(tx, inspection)
    return tx.call(GetInspection(id=inspection.id))


def write(tx: Transaction, investigation_id: InvestigationId, *, phase: str, **values: Any) -> None:  # noqa: ANN401 - columns of several types
    """Write the end of a phase: what, when and by whom."""
    signed = {f"{phase}_at": tx.now, f"{phase}_by": inspections.author(tx)}
    tx.execute(update(Investigation).where(Investigation.id == investigation_id).values(**values, **signed))


def authorise(tx: Transaction, inspection: InspectionFacts, kind: Attempt, slots: list[Slot], note: str) -> None:
    """Begin another attempt, of these samples alone."""
    values = {
        "attempt": inspection.attempt + 1,
        "attempts": inspection.and_now(kind),
        "retest_slots": msgspec.to_builtins(slots),
        "due_results": len(slots),
    }
    workflow.advance(tx, inspection, [InspectionEvent.AUTHORISE_RETEST], note, **values)
