"""Faults that broke a real batch record system, where they touch inspection: each is kept out by a test that names it."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec
import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import LENGTH, SURFACE, Inspections
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import (
    DisposeLot,
    Disposition,
    LotStatus,
    LotView,
    MergeLots,
    NotReady,
    ReleaseLot,
    ReportRework,
    ScrapLot,
    SplitLot,
    SplitPart,
)
from veralot_shared.contracts.inspection import (
    CancelInspection,
    CompleteInspection,
    CorrectResult,
    DecideInspection,
    DecisionForbidden,
    FailureRecorded,
    InspectionDetail,
    InspectionStage,
    InspectionStatus,
    ListFailures,
    Origin,
    PlanMissing,
    ResultsMissing,
    SaveRevision,
    UsageDecision,
    Verdict,
)
from veralot_shared.contracts.items import ItemView
from veralot_shared.contracts.tasks import ListTasks
from veralot_shared.errors import TransitionIllegal

BAD = (("1", 1),)


def rejected(inspections: Inspections, found: InspectionDetail) -> InspectionDetail:
    """Inspect with a failure, and reject."""
    return inspections.decided(inspections.evaluated(found, bad=BAD), UsageDecision.REJECT)


def reworked(plant: Plant, lot: LotView, cycle: int) -> None:
    """Rework a rejected lot; it is then in test again, in its next cycle."""
    plant.do(DisposeLot(lot_id=lot.id, disposition=Disposition.REWORK, justification="burr can be trimmed"))
    after = plant.do(ReportRework(lot_id=lot.id, note="trimmed"))
    assert (after.status, after.cycle) == (LotStatus.IN_TEST, cycle)


@pytest.mark.trap("T1", "T2")
@pytest.mark.requirement("I-58", "AQL-10")
def test_a_lot_is_rejected_reworked_and_resubmitted_twice_and_then_released(
    inspections: Inspections, plant: Plant, item: ItemView
) -> None:
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    former = [rejected(inspections, found)]
    for cycle in (2, 3):
        reworked(plant, lot, cycle)
        found = inspections.begun(lot, resubmits=former[-1].inspection.id)
        assert (found.inspection.origin, found.inspection.resubmits_id) == (Origin.RETEST, former[-1].inspection.id)
        if cycle == 2:
            former.append(rejected(inspections, found))
    inspections.decided(inspections.evaluated(found))
    assert plant.lot(lot.id).status is LotStatus.RELEASED
    kept = inspections.of(lot)
    assert [one.decision for one in kept] == [UsageDecision.REJECT, UsageDecision.REJECT, UsageDecision.ACCEPT]
    for one in former:
        assert inspections.get(one.inspection.id) == one
        assert len(inspections.results(one)) == one.inspection.results_due


@pytest.mark.trap("T2", "T9")
def test_a_rejected_lot_is_not_released_before_it_was_resubmitted(
    inspections: Inspections, plant: Plant, item: ItemView
) -> None:
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    former = rejected(inspections, found)
    reworked(plant, lot, 2)
    with pytest.raises(NotReady) as stopped:
        inspections.do(ReleaseLot(lot_id=lot.id))
    assert former.inspection.number in stopped.value.missing[0].values["number"]
    again = inspections.begun(lot, resubmits=former.inspection.id)
    with pytest.raises(NotReady):
        inspections.do(ReleaseLot(lot_id=lot.id))
    inspections.decided(inspections.evaluated(again))
    assert plant.lot(lot.id).status is LotStatus.RELEASED


@pytest.mark.trap("T3")
@pytest.mark.requirement("DI-04")
def test_a_correction_of_what_was_counted_already_changes_counts_tasks_and_the_verdict(
    inspections: Inspections, plant: Plant, tx: Transaction, item: ItemView
) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    done = inspections.record(found, inspections.all_good(found, bad=BAD))
    number = found.inspection.id
    assert (inspections.get(number).inspection.failed, len(plant.do(ListFailures(inspection_id=number)))) == (1, 1)
    entry = inspections.value(found, 1, "150")
    inspections.do(CorrectResult(result_id=done.results[0].id, entry=entry, reason="digits swapped"))
    after = inspections.get(number)
    assert (after.inspection.failed, after.inspection.results) == (0, found.inspection.results_due)
    assert plant.do(ListFailures(inspection_id=number)) == []
    assert [due.failed for due in after.dues] == [0, 0]
    evaluated = inspections.do(CompleteInspection(inspection_id=number))
    assert evaluated.inspection.verdict is Verdict.ACCEPTED
    waits = [one.what for one in tx.call(ListTasks()) if one.source == "inspection.inspection"]
    assert waits == ["Decide on the use of the goods"]
    assert len(inspections.results(found)) == found.inspection.results_due + 1


@pytest.mark.trap("T8")
def test_an_inspection_that_waits_blocks_its_own_lot_alone(
    inspections: Inspections, plant: Plant, item: ItemView
) -> None:
    inspections.plan(item)
    waiting, _ = inspections.received(100, item)
    other, found = inspections.received(100, item)
    inspections.decided(inspections.evaluated(found))
    assert plant.lot(other.id).status is LotStatus.RELEASED
    assert plant.lot(waiting.id).status is LotStatus.QUARANTINE


@pytest.mark.trap("T14")
def test_a_plan_that_is_missing_is_named_before_anything_is_made(
    inspections: Inspections, plant: Plant, item: ItemView
) -> None:
    lot = plant.received(100, item)
    with pytest.raises(PlanMissing) as refused:
        inspections.begun(lot, InspectionStage.FINAL)
    assert (refused.value.lot_no, refused.value.stage) == (lot.lot_no, InspectionStage.FINAL)
    assert inspections.of(lot) == []


@pytest.mark.requirement("AQL-13", "I-48")
def test_an_inspection_cannot_be_skipped_by_scanning_complete(
    inspections: Inspections, plant: Plant, item: ItemView
) -> None:
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    scanned = CompleteInspection(inspection_id=found.inspection.id)
    for entries in ([], inspections.all_good(found)[:2], inspections.all_good(found)[2:-1]):
        if entries:
            inspections.record(found, entries)
        for _scan in range(2):
            with pytest.raises((TransitionIllegal, ResultsMissing)):
                inspections.do(scanned)
        with pytest.raises(TransitionIllegal):
            inspections.decided(found)
    now = inspections.get(found.inspection.id).inspection
    assert (now.status, now.verdict) == (InspectionStatus.RECORDING, Verdict.PENDING)
    assert plant.lot(lot.id).status is LotStatus.IN_TEST


@pytest.mark.trap("T15")
@pytest.mark.requirement("DI-04")
def test_a_plan_edit_never_changes_or_deletes_a_recorded_result(
    inspections: Inspections, tx: Transaction, item: ItemView
) -> None:
    plan = inspections.plan(item)
    _, found = inspections.received(100, item)
    inspections.record(found, inspections.all_good(found)[:-1])
    before, detail = inspections.results(found), inspections.get(found.inspection.id)
    dropped: Sequence[tuple[object, ...]] = ((SURFACE,), (msgspec.structs.replace(LENGTH, name="Other", unit="cm"),))
    for place, characteristics in enumerate(dropped):
        rules = [rule for rule in detail.revision.rules if rule.defect_class == characteristics[0].defect_class]  # type: ignore[attr-defined]  # a characteristic
        inspections.revised(plan, characteristics, rules)
        assert inspections.results(found) == before, place
        now = inspections.get(found.inspection.id)
        assert now.revision.characteristics == detail.revision.characteristics
        assert now.sampling == detail.sampling
    released = inspections.get(found.inspection.id).revision
    with pytest.raises(TransitionIllegal):
        inspections.do(SaveRevision(revision_id=released.id, version=released.version, rules=[], characteristics=[]))
    assert tx.wire.execute("SELECT count(*) FROM inspection_result").fetchone() == (len(before),)


SPELLINGS = ("yes", "Yes", "YES", "true", "1", "accept ", "Accept", "是")


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_typed_yes_makes_no_difference_to_a_decision(
    inspections: Inspections, plant: Plant, item: ItemView, typed: str
) -> None:
    """No spelling decides anything: a decision is one of four codes, and those that the verdict forbids stay forbidden."""
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    found = inspections.evaluated(found, bad=BAD)
    body = {"inspection_id": found.inspection.id, "decision": typed, "reason": typed}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(body, DecideInspection)
    with pytest.raises(DecisionForbidden):
        inspections.decided(found, UsageDecision.ACCEPT, reason=typed)
    assert inspections.get(found.inspection.id).inspection.decision is None
    assert plant.lot(lot.id).status is LotStatus.IN_TEST


@pytest.mark.trap("T9")
@pytest.mark.requirement("AQL-13")
def test_goods_that_are_inspected_in_parts_are_released_when_no_part_is_left_out(
    inspections: Inspections, plant: Plant, item: ItemView
) -> None:
    """Whoever cancels an inspection and inspects one piece instead releases nothing, divided or not."""
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    inspections.signed(CancelInspection(inspection_id=found.inspection.id, reason="by mistake"))
    inspections.decided(inspections.evaluated(inspections.begun(lot, quantity=Decimal(60))))
    assert plant.lot(lot.id).status is LotStatus.IN_TEST
    with pytest.raises(NotReady) as stopped:
        inspections.do(ReleaseLot(lot_id=lot.id))
    values = {"lot_no": lot.lot_no, "quantity": "40", "unit": lot.unit}
    assert [one.values for one in stopped.value.missing] == [values]
    sizes = (SplitPart(quantity=Decimal(60)), SplitPart(quantity=Decimal(40)))
    parts = inspections.do(SplitLot(lot_id=lot.id, location_id=plant.at["QC"], parts=list(sizes)))
    for part in parts:
        with pytest.raises(NotReady):
            inspections.do(ReleaseLot(lot_id=part.id))
    inspections.decided(inspections.evaluated(inspections.begun(parts[1])))
    inspections.do(ReleaseLot(lot_id=parts[0].id))
    assert [plant.lot(part.id).status for part in parts] == [LotStatus.RELEASED, LotStatus.RELEASED]


@pytest.mark.trap("T9")
def test_what_was_left_out_is_not_lost_among_what_it_is_merged_with(
    inspections: Inspections, plant: Plant, item: ItemView
) -> None:
    lots = [plant.received(100, item) for _ in range(2)]
    inspections.plan(item)
    for lot, quantity in zip(lots, (100, 60), strict=True):
        found = inspections.evaluated(inspections.begun(lot, quantity=Decimal(quantity)))
        inspections.decided(found, release=False)
    merge = MergeLots(sources=[lot.id for lot in lots], location_id=plant.at["QC"], lot_no="M-1")
    merged = inspections.do(merge)
    with pytest.raises(NotReady) as stopped:
        inspections.do(ReleaseLot(lot_id=merged.id))
    assert [one.values["lot_no"] for one in stopped.value.missing] == [lots[1].lot_no]
    inspections.decided(inspections.evaluated(inspections.begun(lots[1])), release=False)
    inspections.do(ReleaseLot(lot_id=merged.id))
    assert plant.lot(merged.id).status is LotStatus.RELEASED


@pytest.mark.trap("T9")
def test_a_concession_is_about_everything_that_is_inspected(
    inspections: Inspections, plant: Plant, item: ItemView
) -> None:
    lot = plant.received(100, item)
    inspections.plan(item)
    first = inspections.evaluated(inspections.begun(lot, quantity=Decimal(60)), bad=BAD)
    conceding = DecideInspection(
        inspection_id=first.inspection.id, decision=UsageDecision.CONCESSION, reason="fit for the prototypes"
    )
    plant.sign(inspections.tx.actor.user_id)
    with pytest.raises(NotReady), inspections.tx.attempt():
        inspections.do(conceding)
    other = inspections.begun(lot)
    with pytest.raises(NotReady), inspections.tx.attempt():
        inspections.do(conceding)
    inspections.decided(inspections.evaluated(other))
    inspections.signed(conceding)
    assert plant.lot(lot.id).status is LotStatus.CONCESSION


def test_what_was_destroyed_before_its_inspection_is_not_left_out(
    inspections: Inspections, plant: Plant, item: ItemView
) -> None:
    lot = plant.received(100, item)
    inspections.plan(item)
    inspections.signed(
        ScrapLot(lot_id=lot.id, location_id=plant.at["QC"], quantity=Decimal(40), reason="fell from the fork")
    )
    inspections.decided(inspections.evaluated(inspections.begun(lot, quantity=Decimal(60))))
    assert plant.lot(lot.id).status is LotStatus.RELEASED


@pytest.mark.trap("T9")
@pytest.mark.requirement("AQL-13")
def test_an_inspection_in_which_something_failed_is_not_cancelled(
    inspections: Inspections, plant: Plant, item: ItemView
) -> None:
    """Else goods would be inspected until they pass, and no failure would count in switching."""
    inspections.plan(item)
    lot, found = inspections.received(100, item)
    inspections.record(found, [inspections.looked(found, 1, good=False)])
    cancel = CancelInspection(inspection_id=found.inspection.id, reason="by mistake")
    with pytest.raises(FailureRecorded) as refused:
        inspections.signed(cancel)
    assert refused.value.codes == ["2"]
    assert inspections.get(found.inspection.id).inspection.status is InspectionStatus.RECORDING
    assert plant.lot(lot.id).status is LotStatus.IN_TEST
    (wrong,) = inspections.results(found)
    inspections.do(CorrectResult(result_id=wrong.id, entry=inspections.looked(found, 1), reason="the wrong piece"))
    assert inspections.signed(cancel).inspection.status is InspectionStatus.CANCELLED
