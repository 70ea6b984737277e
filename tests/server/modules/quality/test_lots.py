"""The lots of a record: each is held that must be, whenever it is named, and no part of one slips away."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality, line
from tests.server.modules.quality.test_deviations import check, classified, investigated, reported
from veralot_server.core.module import tell_hearers
from veralot_shared.contracts.genealogy import (
    AdjustStock,
    LotStatus,
    LotView,
    MergeLots,
    ReturnLot,
    SplitLot,
    SplitPart,
    StockShort,
)
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.quality import (
    AddLots,
    CancelNcr,
    DisposeNcr,
    LineDisposition,
    LineState,
    LotRole,
    QualityStatus,
    Reach,
    RejectDisposition,
    Severity,
    StillOpen,
)
from veralot_shared.errors import ValueNotAllowed

S, D = QualityStatus, LineDisposition


def test_a_critical_deviation_holds_the_lots_with_which_it_was_reported(quality: Quality, plant: Plant) -> None:
    lot, later, last = plant.material(5), plant.material(5), plant.material(5)
    detail = classified(quality, reported(plant, lot), Severity.CRITICAL)
    assert plant.lot(lot.id).status is LotStatus.HOLD, "from the moment when that is known"
    investigated(quality, detail, lot, later)
    plant.do(AddLots(case_id=detail.case.id, lot_ids=[last.id], role=LotRole.IMPACTED, reason="Same oven"))
    assert {plant.lot(each.id).status for each in (lot, later, last)} == {LotStatus.HOLD}
    assert [each.holds for each in map(plant.lot, (lot.id, later.id, last.id))] == [1, 1, 1], "each once"


@pytest.mark.requirement("CN-38")
def test_a_lot_that_turns_out_to_be_bad_is_held_though_it_was_named_before(quality: Quality, plant: Plant) -> None:
    lot = plant.material(5)
    detail = quality.ncr(plant.material(5))
    touched = plant.do(AddLots(case_id=detail.case.id, lot_ids=[lot.id], role=LotRole.IMPACTED, reason="Beside it"))
    assert (touched.lots[-1].role, plant.lot(lot.id).status) == (LotRole.IMPACTED, LotStatus.RELEASED)
    for role in (LotRole.SUBJECT, LotRole.SUSPECT):
        now = plant.do(AddLots(case_id=detail.case.id, lot_ids=[lot.id], role=role, reason="It is bad too"))
        assert now.lots[-1].role is LotRole.SUBJECT, "what weighs more stays"
        assert (plant.lot(lot.id).status, plant.lot(lot.id).holds) == (LotStatus.HOLD, 1)


# --- suspected ------------------------------------------------------------------------------------------------------


def test_what_another_lot_of_the_same_delivery_went_into_is_suspected_as_well(quality: Quality, plant: Plant) -> None:
    item = plant.component()
    found = plant.material(5, item, supplier_lot_no="SUP-7")
    used = plant.material(5, item, supplier_lot_no="SUP-7")
    made = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 3)
    plant.consume(made, used, 5)
    detail = quality.ncr(found, reach=Reach.BOTH)
    assert {lot.lot_no: lot.role for lot in detail.lots} == {
        found.lot_no: LotRole.SUBJECT,
        made.lot_no: LotRole.SUSPECT,
    }, "of the lot that was used up there is nothing to hold"
    assert plant.lot(made.id).status is LotStatus.HOLD


def test_suspects_are_found_through_levels_and_through_lots_that_were_divided_and_put_together(
    quality: Quality, plant: Plant
) -> None:
    item = plant.component()
    root, other = plant.material(100, item), plant.material(100, item)
    parts = [SplitPart(quantity=Decimal(40)), SplitPart(quantity=Decimal(60))]
    part, rest = plant.do(SplitLot(lot_id=root.id, location_id=plant.at["WH"], parts=parts))
    merge = MergeLots(sources=[part.id, other.id], location_id=plant.at["WH"], lot_no="M-1")
    chain = [plant.do(merge)]
    for _ in range(3):
        made = plant.produced(plant.component(), 10)
        plant.consume(made, plant.lot(chain[-1].id), 5)
        chain.append(plant.accepted(made))
    plant.tx.now += timedelta(hours=1)
    detail = quality.ncr(plant.lot(root.id))
    held = {lot.lot_no for lot in detail.lots if lot.hold_id}
    assert held == {rest.lot_no, *(lot.lot_no for lot in chain)}
    assert {plant.lot(lot.id).status for lot in (rest, *chain)} == {LotStatus.HOLD}
    assert plant.lot(other.id).status is not LotStatus.HOLD


# --- named late ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["dispositioned", "verified"])
def test_a_lot_that_is_named_late_is_decided_on_before_the_record_is_closed(
    quality: Quality, plant: Plant, state: str
) -> None:
    first, late = plant.material(10), plant.material(5)
    detail = quality.disposed(quality.ready(first), line(first, 10, D.REWORK))
    more = AddLots(case_id=detail.case.id, lot_ids=[late.id], reason="The same fault")
    if state == "dispositioned":
        plant.do(more)
    detail = quality.reworked(detail)
    if state == "verified":
        assert detail.case.status is S.VERIFIED
        plant.do(more)
    again = quality.get(detail.case.id)
    assert (again.case.status, again.case.cycle) == (S.UNDER_EVALUATION, 2)
    assert plant.lot(late.id).status is LotStatus.HOLD
    done = quality.disposed(again, line(late, 5, D.SCRAP))
    verified = quality.executed(done, done.lines[-1].id)
    assert (verified.case.status, [one.state for one in verified.lines]) == (S.VERIFIED, [LineState.DONE] * 2)
    assert quality.closed(verified).case.status is S.CLOSED


def test_nothing_is_closed_before_every_lot_is_decided_on(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    plant.do(AdjustStock(lot_id=lot.id, location_id=plant.at["WH"], counted=Decimal(0), reason="Not to be found"))
    detail = quality.sign(DisposeNcr(case_id=quality.ready(lot).case.id, comment="None of it is here"))
    assert detail.case.status is S.VERIFIED
    plant.do(AdjustStock(lot_id=lot.id, location_id=plant.at["WH"], counted=Decimal(10), reason="Found"))
    (hindrance,) = quality.get(detail.case.id).hindered
    assert [sentence["values"] for sentence in hindrance.why[0].data["missing"]] == [{"lot_no": lot.lot_no}]
    with pytest.raises(StillOpen, match=lot.lot_no):
        quality.closed(detail)
    again = plant.do(AddLots(case_id=detail.case.id, lot_ids=[lot.id], reason="It was found"))
    assert again.case.status is S.UNDER_EVALUATION


# --- parts -----------------------------------------------------------------------------------------------------------


def divided(plant: Plant, lot: LotView, *quantities: int, place: str = "QC") -> list[LotView]:
    """Divide a lot, and let the other modules hear of it."""
    parts = [SplitPart(quantity=Decimal(quantity)) for quantity in quantities]
    born = plant.do(SplitLot(lot_id=lot.id, location_id=plant.at[place], parts=parts))
    tell_hearers(plant.tx)
    return born


def test_a_part_of_a_lot_with_an_open_deviation_is_not_ready(quality: Quality, plant: Plant) -> None:
    item = plant.component()
    lot, other = plant.received(5, item), plant.received(5, item)
    detail = classified(quality, reported(plant, lot), Severity.MAJOR)
    parts = divided(plant, lot, 2, 3)
    merge = MergeLots(sources=[parts[0].id, other.id], location_id=plant.at["QC"], lot_no="M-1")
    merged = plant.do(merge)
    tell_hearers(plant.tx)
    for each in (parts[1], merged):
        found = check(plant, each)
        assert (found.result, found.missing[0].values["number"]) == ("failed", detail.case.number)
    assert {lot.lot_no for lot in quality.get(detail.case.id).lots} == {
        lot.lot_no,
        *(part.lot_no for part in parts),
        "M-1",
    }
    assert check(plant, other).result == "not_applicable", "a record is about its own lots alone"


def test_what_was_divided_before_is_not_drawn_in_when_it_is_moved(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    part, _rest = divided(plant, lot, 4, 6, place="WH")
    plant.tx.now += timedelta(hours=1)
    quality.ncr(plant.lot(lot.id), reach=Reach.NONE)
    plant.moved(part, "PR")
    tell_hearers(plant.tx)
    assert check(plant, part).result == "not_applicable"


def test_what_comes_back_of_a_delivered_lot_is_held(quality: Quality, plant: Plant) -> None:
    material = plant.material(100)
    sold = plant.produced(plant.device(), 3)
    plant.consume(sold, material, 10)
    plant.on_market(sold)
    sent = plant.shipped(sold, 3, unit_ids=plant.unit_ids(sold))
    quality.ncr(material)
    back = plant.do(
        ReturnLot(
            lot_id=sold.id,
            shipment_id=sent.id,
            location_id=plant.at["RT"],
            quantity=Decimal(2),
            unit_ids=plant.unit_ids(sold)[:2],
            reason="Asked back",
        )
    )
    tell_hearers(plant.tx)
    assert plant.lot(back.id).holds == 1
    assert check(plant, back).result == "failed"


@pytest.mark.trap("T1")
def test_a_lot_that_its_rework_order_takes_up_into_another_is_followed(quality: Quality, plant: Plant) -> None:
    item = plant.component()
    lot = plant.material(10, item)
    detail = quality.disposed(quality.ready(lot), line(lot, 10, D.REWORK))
    number = detail.lines[0].id
    quality.executed(detail, number)
    new = plant.produced(item, 10, order_no="RW-1")
    plant.consume(new, plant.lot(lot.id), 10)
    tell_hearers(plant.tx)
    assert check(plant, new).result == "failed", "it is the product that was nonconforming"
    failed = quality.verified(quality.reported(detail, number), number, passed=False)
    assert (failed.case.status, failed.undecided) == (S.UNDER_EVALUATION, [new.id]), "the form begins with it"
    with pytest.raises(ValueNotAllowed, match=new.lot_no):
        quality.sign(DisposeNcr(case_id=detail.case.id, comment="The lot is used up"))
    again = quality.disposed(failed, line(plant.lot(new.id), 10, D.SCRAP))
    assert quality.executed(again, again.lines[-1].id).case.status is S.VERIFIED


def test_a_lot_that_is_divided_while_it_is_reworked_is_reported_part_by_part(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    detail = quality.disposed(quality.ready(lot), line(lot, 10, D.REWORK))
    number = detail.lines[0].id
    quality.executed(detail, number)
    parts = divided(plant, lot, 4, 6, place="WH")
    verified = quality.verified(quality.reported(detail, number), number)
    assert verified.case.status is S.VERIFIED, "what was decided on the lot holds for its parts"
    assert verified.undecided == []
    assert [plant.lot(part.id).status for part in parts] == [LotStatus.IN_TEST] * 2


# --- what cannot be carried out as decided ---------------------------------------------------------------------------


@pytest.mark.trap("T2")
def test_what_cannot_be_carried_out_any_more_is_decided_anew(quality: Quality, plant: Plant) -> None:
    first, second, third = plant.material(10), plant.material(5), plant.material(3)
    detail = quality.disposed(
        quality.ready(first, second, third),
        line(first, 10, D.SCRAP),
        line(second, 5, D.SCRAP),
        line(third, 3, D.REWORK),
    )
    one, two, rework = detail.lines
    quality.executed(detail, two.id)
    quality.executed(detail, rework.id)
    plant.do(AdjustStock(lot_id=first.id, location_id=plant.at["WH"], counted=Decimal(9), reason="One is missing"))
    with pytest.raises(StockShort):
        quality.executed(detail, one.id)
    back = plant.do(RejectDisposition(case_id=detail.case.id, reason="Counted anew"))
    assert (back.case.status, back.case.cycle) == (S.UNDER_EVALUATION, 1)
    with pytest.raises(StillOpen, match="no false alarm"):
        quality.sign(CancelNcr(case_id=detail.case.id, reason="It was one"))
    again = quality.disposed(back, line(plant.lot(first.id), 9, D.SCRAP))
    going = quality.executed(again, again.lines[-1].id)
    assert going.case.status is S.EXECUTING, "the rework goes on"
    with pytest.raises(ValueNotAllowed, match="carried out"):
        plant.do(RejectDisposition(case_id=detail.case.id, reason="Nothing is left"))
    assert quality.verified(quality.reported(going, rework.id), rework.id).case.status is S.VERIFIED
