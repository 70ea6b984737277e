"""An inspection from the receipt to the decision, and that nothing of it can be left out."""

from decimal import Decimal

import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import Inspections
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import (
    CheckResult,
    GetDossier,
    GetReadiness,
    ListLots,
    LotEvent,
    LotFilter,
    LotStatus,
    NotReady,
    ReleaseLot,
    TraceEvidence,
)
from veralot_shared.contracts.inspection import (
    CompleteInspection,
    DecideInspection,
    DecisionForbidden,
    InspectionEvent,
    InspectionFailed,
    InspectionStatus,
    Judgement,
    ListFailures,
    Origin,
    ResultExists,
    ResultInvalid,
    ResultsMissing,
    ResultsRecorded,
    UsageDecision,
    Verdict,
)
from veralot_shared.contracts.items import ItemView
from veralot_shared.errors import TransitionIllegal
from veralot_shared.ids import NodeId


@pytest.mark.requirement("AQL-13")
def test_a_receipt_is_inspected_accepted_and_released(inspections: Inspections, plant: Plant, item: ItemView) -> None:
    inspections.plan(item, due_hours=24)
    lot, found = inspections.received(100, item)
    assert found.inspection.origin is Origin.RECEIPT
    assert found.inspection.status is InspectionStatus.CREATED
    assert (found.inspection.to_sample, found.inspection.results_due) == (3, 5)
    assert found.inspection.due_at is not None
    assert plant.lot(lot.id).status is LotStatus.QUARANTINE
    inspections.sampled(found)
    assert plant.lot(lot.id).status is LotStatus.IN_TEST
    found = inspections.evaluated(found)
    assert (found.inspection.status, found.inspection.verdict) == (InspectionStatus.EVALUATED, Verdict.ACCEPTED)
    found = inspections.decided(found)
    assert found.inspection.status is InspectionStatus.DECIDED
    assert found.decision is not None
    assert found.decision.accepted == Decimal(100)
    assert plant.lot(lot.id).status is LotStatus.RELEASED
    assert [step.event for step in found.steps] == [
        InspectionEvent.CREATE,
        InspectionEvent.TAKE_SAMPLE,
        InspectionEvent.RECORD,
        InspectionEvent.COMPLETE,
        InspectionEvent.EVALUATE,
        InspectionEvent.DECIDE,
    ]


def test_results_and_their_judgements_are_told(inspections: Inspections, tx: Transaction, item: ItemView) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    done = inspections.record(found, [inspections.value(found, 1, "150.49"), inspections.value(found, 2, "151")])
    assert [one.judgement for one in done.results] == [Judgement.NEAR_LIMIT, Judgement.NONCONFORMING]
    assert done.missing == 3
    assert done.status is InspectionStatus.RECORDING
    event = next(event for event, _ in tx.events if isinstance(event, ResultsRecorded))
    assert event.result_ids == [one.id for one in done.results]


@pytest.mark.requirement("AQL-13", "AQL-11")
def test_one_failed_class_fails_the_lot_and_nobody_edits_that(
    inspections: Inspections, plant: Plant, tx: Transaction, item: ItemView
) -> None:
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    found = inspections.evaluated(found, bad=[("1", 2)])
    assert found.inspection.verdict is Verdict.NOT_ACCEPTED
    assert any(isinstance(event, InspectionFailed) for event, _ in tx.events)
    for decision in (UsageDecision.ACCEPT,):
        with pytest.raises(DecisionForbidden):
            inspections.decided(found, decision)
    (failure,) = plant.do(ListFailures(inspection_id=found.inspection.id))
    assert (failure.code, failure.found, failure.requirement) == ("1", ["151.5"], "149.5 … 150.5 mm")
    inspections.decided(found, UsageDecision.REJECT)
    assert plant.lot(lot.id).status is LotStatus.NONCONFORMING


def test_minor_defects_within_the_acceptance_number_pass(inspections: Inspections, item: ItemView) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    found = inspections.evaluated(found, bad=[("2", 1)])
    assert found.inspection.verdict is Verdict.ACCEPTED
    assert {one.defect_class: one.nonconforming for one in found.sampling} == {"major": 0, "minor": 1}


@pytest.mark.requirement("AQL-13", "I-48")
def test_an_inspection_is_not_skipped_by_saying_complete(inspections: Inspections, item: ItemView) -> None:
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    complete = CompleteInspection(inspection_id=found.inspection.id)
    with pytest.raises(TransitionIllegal):
        inspections.do(complete)
    inspections.record(found, inspections.all_good(found)[:-1])
    with pytest.raises(ResultsMissing) as refused:
        inspections.do(complete)
    assert refused.value.missing[0].values == {"code": "2", "missing": "1", "needed": "3"}
    with pytest.raises(TransitionIllegal):
        inspections.decided(found)
    with pytest.raises(NotReady) as stopped:
        inspections.do(ReleaseLot(lot_id=lot.id))
    assert found.inspection.number in stopped.value.missing[0].values["number"]


def test_a_sample_has_one_result_of_a_characteristic(inspections: Inspections, item: ItemView) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    inspections.record(found, [inspections.value(found, 1, "150")])
    with pytest.raises(ResultExists):
        inspections.record(found, [inspections.value(found, 1, "150.1")])


@pytest.mark.requirement("DI-05")
def test_everything_wrong_with_results_is_said_at_once(inspections: Inspections, item: ItemView) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    wrong = [
        inspections.value(found, 1, "150.123"),
        inspections.value(found, 9, "150"),
        inspections.value(found, 2, "150", unit="inch"),
        inspections.value(found, 2, "150", code="2"),
    ]
    with pytest.raises(ResultInvalid) as refused:
        inspections.record(found, wrong)
    assert refused.value.places == [0, 1, 2, 3]
    assert not inspections.results(found)


@pytest.mark.trap("T9")
def test_readiness_names_what_is_open_or_was_never_made(inspections: Inspections, plant: Plant, item: ItemView) -> None:
    before = plant.received(10, item)
    inspections.plan(item)
    ready = {check.id: check for check in plant.do(GetReadiness(lot_id=before.id, event=LotEvent.ACCEPT))}
    assert ready["inspection.inspections"].result is CheckResult.NOT_RUN
    lot, found = inspections.received(100, item)
    ready = {check.id: check for check in plant.do(GetReadiness(lot_id=lot.id, event=LotEvent.ACCEPT))}
    assert ready["inspection.inspections"].result is CheckResult.FAILED
    inspections.decided(inspections.evaluated(found), release=False)
    ready = {check.id: check for check in plant.do(GetReadiness(lot_id=lot.id, event=LotEvent.ACCEPT))}
    assert ready["inspection.inspections"].result is CheckResult.PASSED


def test_the_dossier_and_the_trace_show_it(inspections: Inspections, plant: Plant, item: ItemView) -> None:
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    inspections.decided(inspections.evaluated(found, bad=[("1", 1)]), UsageDecision.REJECT)
    sections = {one.id: one for one in plant.do(GetDossier(lot_id=lot.id)).sections}
    (row,) = sections["inspection.inspections"].rows
    assert row[0] == [found.inspection.id, found.inspection.number]
    assert len(sections["inspection.failures"].rows) == 1
    pieces = plant.do(TraceEvidence(node_ids=[NodeId(lot.id)]))
    assert [one.state for one in pieces if one.kind == "inspection.inspection"] == ["bad"]


def test_a_decision_within_the_verdict_may_sort(inspections: Inspections, plant: Plant, item: ItemView) -> None:
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    inspections.sampled(found)
    found = inspections.evaluated(found, bad=[("1", 1)])
    found = inspections.decided(found, UsageDecision.SORT, rejected=Decimal(7))
    assert found.decision is not None
    assert (found.decision.accepted, found.decision.rejected) == (Decimal(93), Decimal(7))
    parts = plant.do(ListLots(filter=LotFilter(lot_no=f"{lot.lot_no}-S"), sort="id")).rows
    assert [(part.status, part.on_hand) for part in parts] == [
        (LotStatus.NONCONFORMING, Decimal(7)),
        (LotStatus.RELEASED, Decimal(93)),
    ]


def test_a_concession_lets_the_lot_be_used(inspections: Inspections, plant: Plant, item: ItemView) -> None:
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    inspections.decided(inspections.evaluated(found, bad=[("1", 1)]), UsageDecision.CONCESSION)
    assert plant.lot(lot.id).status is LotStatus.CONCESSION


def test_accepting_needs_no_reason_and_rejecting_does(inspections: Inspections, item: ItemView) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    found = inspections.evaluated(found, bad=[("1", 1)])
    with pytest.raises(Exception, match="reason"):
        inspections.signed(
            DecideInspection(inspection_id=found.inspection.id, decision=UsageDecision.REJECT, reason=" ")
        )
