"""Evaluates inspections: what is complete is computed at once, and nobody has a hand in it (AQL-13)."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import insert, update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import inspections, results, workflow
from veralot_server.modules.inspection.domain import evaluation, steps
from veralot_server.modules.inspection.domain.evaluation import ClassResult, Evaluation
from veralot_server.modules.inspection.domain.facts import Attempt, Effective, InspectionFacts, Slot
from veralot_server.modules.inspection.tables import ClassSample, Inspection, Investigation
from veralot_shared.contracts.inspection import InspectionEvent, InspectionFailed, InspectionStatus, Verdict
from veralot_shared.ids import InspectionId, ResultId
from veralot_shared.rules.judging import Judgement

EXAMINED = """
SELECT coalesce(array_agg(DISTINCT n), '{}') FROM inspection_investigation v, unnest(v.result_ids) AS n
WHERE v.inspection_id = %s
"""


def complete(tx: Transaction, inspection: InspectionFacts) -> InspectionStatus:
    """Complete an inspection and evaluate it: it goes on to its next sample, to an investigation, or to its verdict.

    Raises: ResultsMissing, TransitionIllegal.
    """
    steps.step(inspection.number, inspection.status, InspectionEvent.COMPLETE)
    found = results.effective(tx, inspection.id)
    evaluation.require_complete(inspection, found)
    outcome = evaluation.evaluated(inspection, found)
    write_classes(tx, outcome.classes)
    if outcome.verdict is Verdict.PENDING:
        return draw_next(tx, inspection, outcome)
    suspects = to_investigate(tx, inspection, found)
    if suspects:
        begin_investigation(tx, inspection.id, suspects, "")
        return finish(tx, inspection, outcome, InspectionEvent.OPEN_INVESTIGATION)
    return finish(tx, inspection, outcome, InspectionEvent.EVALUATE)


def require_complete(tx: Transaction, inspection: InspectionFacts) -> None:
    """Check that nothing is missing. Raises: ResultsMissing."""
    evaluation.require_complete(inspection, results.effective(tx, inspection.id))


def write_classes(tx: Transaction, classes: Sequence[ClassResult]) -> None:
    """Write how each class came out."""
    for one in classes:
        change = update(ClassSample).where(ClassSample.id == one.facts.id)
        tx.execute(change.values(nonconforming=one.nonconforming, verdict=one.verdict))


def draw_next(tx: Transaction, inspection: InspectionFacts, outcome: Evaluation) -> InspectionStatus:
    """Go on with the next sample of those classes that are still open."""
    pending = [one.facts.id for one in outcome.classes if one.verdict is Verdict.PENDING]
    change = update(ClassSample).where(ClassSample.id.in_(pending))
    tx.execute(change.values(stage_no=ClassSample.stage_no + 1))
    drawing = [InspectionEvent.COMPLETE, InspectionEvent.DRAW_NEXT_SAMPLE]
    status = workflow.advance(tx, inspection, drawing, verdict=Verdict.PENDING)
    after = msgspec.structs.replace(inspections.facts(tx, inspection.id), retest_slots=None)
    needs = [after.needed(one) for one in after.characteristics]
    values: dict[str, Any] = {"to_sample": max(needs, default=0), "due_results": sum(needs)}
    if inspection.retest_slots is not None:
        values |= next_alone(inspection, after)
    tx.execute(update(Inspection).where(Inspection.id == inspection.id).values(**values))
    return status


def next_alone(inspection: InspectionFacts, after: InspectionFacts) -> dict[str, Any]:
    """Return an attempt at the next sample alone: those before it were tested in attempts of their own."""
    before = msgspec.structs.replace(inspection, retest_slots=None)
    slots = [
        Slot(one.id, sample_no)
        for one in after.characteristics
        for sample_no in range(before.needed(one) + 1, after.needed(one) + 1)
    ]
    return {
        "attempt": inspection.attempt + 1,
        "attempts": inspection.and_now(Attempt.NEXT),
        "retest_slots": msgspec.to_builtins(slots),
        "due_results": len(slots),
    }


def finish(
    tx: Transaction, inspection: InspectionFacts, outcome: Evaluation, event: InspectionEvent
) -> InspectionStatus:
    """Write the verdict, and tell whoever acts on a failure."""
    events = [InspectionEvent.COMPLETE, event]
    status = workflow.advance(tx, inspection, events, verdict=outcome.verdict)
    if outcome.verdict is Verdict.NOT_ACCEPTED and event is InspectionEvent.EVALUATE:
        tell_failed(tx, inspection)
    return status


def tell_failed(tx: Transaction, inspection: InspectionFacts) -> None:
    """Tell that an inspection was evaluated as not accepted."""
    tx.emit(InspectionFailed(inspection_id=inspection.id, lot_id=inspection.lot_id), inspection.customer_id)


def to_investigate(tx: Transaction, inspection: InspectionFacts, found: Sequence[Effective]) -> list[ResultId]:
    """Return the results out of specification that demand an investigation and had none yet."""
    demanding = {one.id for one in inspection.characteristics if one.investigate}
    failing = [one for one in found if one.judgement is Judgement.NONCONFORMING]
    suspects = {one.id for one in failing if one.characteristic_id in demanding}
    return sorted(ResultId(one) for one in suspects - examined(tx, inspection.id))


def examined(tx: Transaction, inspection_id: InspectionId) -> set[int]:
    """Return the results that were investigated, or are."""
    row = tx.wire.execute(EXAMINED, (inspection_id,)).fetchone()
    return set(row[0]) if row else set()


def begin_investigation(
    tx: Transaction, inspection_id: InspectionId, result_ids: Sequence[ResultId], reason: str
) -> None:
    """Write that results are investigated."""
    row = {
        "inspection_id": inspection_id,
        "opened_at": tx.now,
        "opened_by": inspections.author(tx),
        "reason": reason,
        "result_ids": list(result_ids),
    }
    tx.execute(insert(Investigation).values(row))
