"""Results stay: corrected, set aside, tested again, captured offline, of single units, of parts of a lot."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from tests.factories.genealogy import Plant
from tests.factories.inspection import LENGTH, RULES, SURFACE, Inspections
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.contracts.inspection import (
    AwaitOffline,
    CompleteInspection,
    ConcludeInvestigation,
    CorrectResult,
    CreateInspection,
    InspectionStage,
    InspectionStatus,
    InvestigationConclusion,
    LaboratoryFinding,
    ListResults,
    ListSamples,
    OfflineCapture,
    QuantityInspected,
    RecordFinding,
    RecordResults,
    ResultCorrected,
    ResultEntry,
    ResultInvalid,
    ResultsMissing,
    ResultView,
    Verdict,
)
from veralot_shared.contracts.items import ItemView
from veralot_shared.errors import RecordNotFound, TransitionIllegal
from veralot_shared.messages import Page

STRICT = msgspec.structs.replace(LENGTH, investigate=True)


@pytest.mark.requirement("DI-04", "DI-06", "CN-06")
def test_a_correction_keeps_the_wrong_result(inspections: Inspections, item: ItemView) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    (wrong,) = inspections.record(found, [inspections.value(found, 1, "510.5")]).results
    entry = inspections.value(found, 1, "150.5")
    with pytest.raises(ReasonMissing):
        inspections.do(CorrectResult(result_id=wrong.id, entry=entry, reason=" "))
    (right,) = inspections.do(CorrectResult(result_id=wrong.id, entry=entry, reason="digits swapped")).results
    shown = inspections.results(found)
    assert [(one.value, one.counts, one.replaces_id) for one in shown] == [
        (Decimal("510.5"), False, None),
        (Decimal("150.5"), True, wrong.id),
    ]
    with pytest.raises(ResultCorrected):
        inspections.do(CorrectResult(result_id=wrong.id, entry=entry, reason="again"))
    assert right.id == shown[1].id


def test_an_evaluated_inspection_is_not_corrected(inspections: Inspections, item: ItemView) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    found = inspections.evaluated(found, bad=[("1", 1)])
    bad = next(one for one in inspections.results(found) if one.judgement == "nonconforming")
    entry = inspections.value(found, 1, "150")
    with pytest.raises(TransitionIllegal):
        inspections.do(CorrectResult(result_id=bad.id, entry=entry, reason="make it pass"))


@pytest.mark.requirement("DI-06")
def test_a_laboratory_error_sets_results_aside_and_tests_just_these_again(
    inspections: Inspections, item: ItemView
) -> None:
    inspections.plan(item, (STRICT, SURFACE))
    _, found = inspections.received(100, item)
    found = inspections.evaluated(found, bad=[("1", 2)])
    assert found.inspection.status is InspectionStatus.OOS_INVESTIGATION
    (case,) = found.investigations
    command = RecordFinding(investigation_id=case.id, finding=LaboratoryFinding.ERROR, text="gauge not zeroed")
    found = inspections.signed(command)
    assert (found.inspection.status, found.inspection.results_due) == (InspectionStatus.RETEST, 1)
    assert [one.samples for one in found.dues] == [[2], []]
    with pytest.raises(ResultInvalid):
        inspections.record(found, [inspections.value(found, 1, "150")])
    inspections.record(found, [inspections.value(found, 2, "150")])
    found = inspections.do(CompleteInspection(inspection_id=found.inspection.id))
    assert found.inspection.verdict is Verdict.ACCEPTED
    aside = [one for one in inspections.results(found) if one.invalidated]
    assert [(one.sample_no, one.counts) for one in aside] == [(2, False)]


@pytest.mark.requirement("DI-06")
def test_a_retest_by_plan_adds_results_and_takes_none_away(inspections: Inspections, item: ItemView) -> None:
    inspections.plan(item, (STRICT, SURFACE))
    _, found = inspections.received(100, item)
    found = inspections.evaluated(found, bad=[("1", 2)])
    (case,) = found.investigations
    none = LaboratoryFinding.NO_ERROR
    inspections.signed(RecordFinding(investigation_id=case.id, finding=none, text="test was right"))
    retest = InvestigationConclusion.RETEST
    found = inspections.signed(
        ConcludeInvestigation(investigation_id=case.id, conclusion=retest, text="worn mould", retests=2)
    )
    inspections.record(found, [inspections.value(found, 1, "150"), inspections.value(found, 2, "150")])
    found = inspections.do(CompleteInspection(inspection_id=found.inspection.id))
    assert found.inspection.verdict is Verdict.NOT_ACCEPTED
    assert all(one.counts for one in inspections.results(found))


def captured(entry: ResultEntry, tx: Transaction, number: int) -> ResultEntry:
    """Return a result as a device has captured it an hour ago."""
    capture = OfflineCapture(
        user_id=tx.actor.user_id,
        entry_id=UUID(int=number),
        device_id="FLOOR-3",
        device_time=tx.now - timedelta(hours=1),
        entered_at=tx.now,
        counter=number,
        snapshot_id="S-1",
    )
    return msgspec.structs.replace(entry, captured=capture)


@pytest.mark.requirement("OFF-03", "OFF-05", "OFF-07")
def test_a_result_captured_offline_comes_once_and_keeps_both_times(
    inspections: Inspections, tx: Transaction, item: ItemView
) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    entry = captured(inspections.value(found, 1, "150"), tx, 1)
    with pytest.raises(ResultInvalid):
        inspections.record(found, [entry])
    tx.depth = 2
    first = inspections.record(found, [entry])
    both = [entry, captured(inspections.value(found, 2, "150"), tx, 2)]
    again = inspections.record(found, both)
    assert [one.again for one in again.results] == [True, False]
    assert again.results[0].id == first.results[0].id
    shown = inspections.results(found)[0]
    assert (shown.device_id, shown.device_counter, shown.clock_offset) == ("FLOOR-3", 1, Decimal(-3600))
    assert inspections.get(found.inspection.id).inspection.offline_results == 2


def test_what_a_device_still_holds_keeps_the_inspection_open(inspections: Inspections, item: ItemView) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    inspections.record(found, inspections.all_good(found))
    waiting = AwaitOffline(inspection_id=found.inspection.id, device_id="FLOOR-3", waiting=True)
    assert inspections.do(waiting).inspection.status is InspectionStatus.OFFLINE_PENDING
    with pytest.raises(ResultsMissing, match="FLOOR-3"):
        inspections.do(CompleteInspection(inspection_id=found.inspection.id))
    inspections.do(msgspec.structs.replace(waiting, waiting=False))
    done = inspections.do(CompleteInspection(inspection_id=found.inspection.id))
    assert done.inspection.status is InspectionStatus.EVALUATED


def test_parts_of_a_lot_are_inspected_but_nothing_twice(inspections: Inspections, plant: Plant, item: ItemView) -> None:
    lot = plant.received(100, item)
    inspections.plan(item)
    first = inspections.begun(lot, quantity=Decimal(60))
    second = inspections.begun(lot)
    assert (first.inspection.quantity, second.inspection.quantity) == (Decimal(60), Decimal(40))
    with pytest.raises(QuantityInspected):
        inspections.begun(lot, quantity=Decimal(1))


def test_units_are_inspected_one_by_one(inspections: Inspections, plant: Plant) -> None:
    device = plant.device()
    lot = plant.produced(device, 4)
    inspections.plan(device, stage=InspectionStage.FINAL)
    units = plant.unit_ids(lot)
    found = inspections.do(
        CreateInspection(lot_id=lot.id, stage=InspectionStage.FINAL, per_unit=True, unit_ids=units[:3])
    )
    assert (found.inspection.quantity, found.inspection.to_sample) == (Decimal(3), 3)
    entry = ResultEntry(characteristic_id=inspections.characteristic(found, "1"), unit_id=units[1], value=Decimal(150))
    (recorded,) = inspections.record(found, [entry]).results
    assert recorded.sample_no == 2
    assert inspections.results(found)[0].serial_no == plant.units(lot)[1].serial_no


def test_what_is_inspected_one_by_one_belongs_to_its_unit_however_it_was_named(
    inspections: Inspections, plant: Plant
) -> None:
    device = plant.device()
    lot = plant.produced(device, 4)
    inspections.plan(device, stage=InspectionStage.FINAL)
    units = plant.unit_ids(lot)
    named = [units[2], units[0]]
    found = inspections.do(CreateInspection(lot_id=lot.id, stage=InspectionStage.FINAL, per_unit=True, unit_ids=named))
    samples = inspections.do(ListSamples(inspection_id=found.inspection.id))
    assert [(one.sample_no, one.unit_id) for one in samples] == list(enumerate(named, 1))
    inspections.record(found, [inspections.value(found, 1, "150"), inspections.value(found, 2, "150")])
    recorded = inspections.results(found)
    assert [(one.sample_no, one.unit_id) for one in recorded] == list(enumerate(named, 1))
    corrected = inspections.value(found, 1, "150.1")
    inspections.do(CorrectResult(result_id=recorded[0].id, entry=corrected, reason="misread"))
    assert inspections.results(found)[-1].unit_id == units[2]


@pytest.mark.requirement("DI-03")
def test_a_late_entry_says_when_and_why(inspections: Inspections, tx: Transaction, item: ItemView) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    late = inspections.value(found, 1, "150", performed_at=tx.now - timedelta(hours=3))
    with pytest.raises(ResultInvalid):
        inspections.record(found, [late])
    inspections.record(found, [msgspec.structs.replace(late, late_reason="screen was locked")])
    assert inspections.results(found)[0].late_reason == "screen was locked"


def test_counts_stand_for_many_samples(inspections: Inspections, item: ItemView) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    counted = ResultEntry(
        characteristic_id=inspections.characteristic(found, "2"), sample_no=1, inspected=3, nonconforming=2
    )
    length = [inspections.value(found, number, "150") for number in (1, 2)]
    done = inspections.record(found, [counted, *length], complete=True)
    assert (done.missing, done.verdict) == (0, Verdict.NOT_ACCEPTED)


def test_results_are_read_in_portions_and_all_of_them(inspections: Inspections, item: ItemView) -> None:
    inspections.plan(item)
    _, found = inspections.received(100, item)
    inspections.record(found, inspections.all_good(found))
    whole = inspections.results(found)
    read: list[ResultView] = []
    while more := inspections.do(
        ListResults(inspection_id=found.inspection.id, after_id=read[-1].id if read else None, page=Page(limit=2))
    ):
        read += more
    assert read == whole
    assert len(whole) > 2


@pytest.mark.trap("T11")
def test_another_customers_inspection_does_not_exist(inspections: Inspections, plant: Plant, act_as: object) -> None:
    item = plant.component(customer_id=plant.registrant)
    inspections.plan(item, (LENGTH, SURFACE), RULES)
    _, found = inspections.received(100, item)
    assert callable(act_as)
    act_as("registrant", customer_id=plant.other)
    for message in (
        ListResults(inspection_id=found.inspection.id),
        ListSamples(inspection_id=found.inspection.id),
        RecordResults(inspection_id=found.inspection.id, results=[]),
        CompleteInspection(inspection_id=found.inspection.id),
    ):
        with pytest.raises(RecordNotFound):
            plant.do(message)
