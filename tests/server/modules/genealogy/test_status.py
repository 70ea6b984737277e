"""Decisions on lots: tested, released twice, rejected, reworked in cycles, recalled."""

from typing import Any

import pytest

from tests.factories.genealogy import Plant
from veralot_shared.contracts.genealogy import (
    DisposeLot,
    Disposition,
    GetDossier,
    LotEvent,
    LotOnHold,
    LotStatus,
    LotView,
    ReasonMissing,
    RecallLots,
    RejectLot,
    ReleaseLot,
    ReleaseProduction,
    ReleaseToMarket,
    ReportRework,
    ReturnFromSterilizer,
    SampleLot,
    SendToSterilizer,
    StockShort,
    TransferLot,
)
from veralot_shared.contracts.identity import SignerNotAllowed
from veralot_shared.errors import RecordNotFound, TransitionIllegal, ValueNotAllowed
from veralot_shared.ids import LotId


def history(plant: Plant, lot: LotView) -> list[tuple[str, str | None, str, int]]:
    query = "SELECT event, from_status, to_status, cycle FROM genealogy_status_change WHERE lot_id = %s ORDER BY id"
    return plant.tx.wire.execute(query, (lot.id,)).fetchall()


def test_a_tested_lot_is_released(plant: Plant) -> None:
    lot = plant.received()
    assert plant.do(SampleLot(lot_id=lot.id, note="5 pieces")).status is LotStatus.IN_TEST
    assert plant.do(ReleaseLot(lot_id=lot.id, note="passed")).status is LotStatus.RELEASED
    assert [step[0] for step in history(plant, lot)] == [LotEvent.RECEIVE, LotEvent.SAMPLE, LotEvent.ACCEPT]


@pytest.mark.requirement("I-30")
def test_nothing_is_released_untested(plant: Plant) -> None:
    lot = plant.received()
    with pytest.raises(TransitionIllegal) as refused:
        plant.do(ReleaseLot(lot_id=lot.id))
    assert (refused.value.state, refused.value.event) == (LotStatus.QUARANTINE, LotEvent.ACCEPT)
    assert plant.lot(lot.id).status is LotStatus.QUARANTINE


@pytest.mark.requirement("P11-17")
def test_each_signed_step_names_its_signature_and_signer(plant: Plant, act_as: Any) -> None:
    lot = plant.received()
    plant.do(SampleLot(lot_id=lot.id))
    signer = act_as("qa_release")
    number = plant.sign(signer.user_id)
    plant.do(ReleaseLot(lot_id=lot.id))
    query = "SELECT by_id, signature_id FROM genealogy_status_change WHERE lot_id = %s ORDER BY id DESC LIMIT 1"
    assert plant.tx.wire.execute(query, (lot.id,)).fetchone() == (signer.user_id, number)


class TestTwoReleases:
    @pytest.fixture
    def lot(self, plant: Plant) -> LotView:
        lot = plant.produced(plant.device())
        plant.do(SampleLot(lot_id=lot.id))
        return lot

    @pytest.mark.requirement("CN-17")
    def test_finished_goods_cannot_be_accepted_in_one(self, plant: Plant, lot: LotView) -> None:
        with pytest.raises(ValueNotAllowed):
            plant.do(ReleaseLot(lot_id=lot.id))

    @pytest.mark.requirement("CN-17")
    def test_the_second_is_given_by_the_registrants_own_person(self, plant: Plant, lot: LotView, act_as: Any) -> None:
        assert plant.do(ReleaseProduction(lot_id=lot.id)).status is LotStatus.PROD_RELEASED
        act_as("registrant", customer_id=plant.registrant)
        assert plant.do(ReleaseToMarket(lot_id=lot.id)).status is LotStatus.MARKET_RELEASED

    @pytest.mark.requirement("CN-17")
    def test_no_account_of_the_contractor_gives_the_second(self, plant: Plant, lot: LotView, act_as: Any) -> None:
        plant.do(ReleaseProduction(lot_id=lot.id))
        with pytest.raises(SignerNotAllowed):
            plant.do(ReleaseToMarket(lot_id=lot.id))
        registrant = act_as("registrant", customer_id=plant.registrant)
        contractor = act_as("qa_release")
        plant.tx.act(registrant, "test")
        plant.sign(contractor.user_id)
        with pytest.raises(SignerNotAllowed):
            plant.do(ReleaseToMarket(lot_id=lot.id))

    @pytest.mark.requirement("CMO-01")
    def test_another_registrant_does_not_even_see_it(self, plant: Plant, lot: LotView, act_as: Any) -> None:
        plant.do(ReleaseProduction(lot_id=lot.id))
        act_as("registrant", customer_id=plant.other)
        with pytest.raises(RecordNotFound):
            plant.do(ReleaseToMarket(lot_id=lot.id))

    def test_the_market_release_does_not_come_first(self, plant: Plant, lot: LotView, act_as: Any) -> None:
        act_as("registrant", customer_id=plant.registrant)
        with pytest.raises(TransitionIllegal):
            plant.do(ReleaseToMarket(lot_id=lot.id))


class TestRework:
    def rework(self, plant: Plant, lot: LotView) -> LotView:
        plant.do(RejectLot(lot_id=lot.id, reason="flash on the hub"))
        plant.do(DisposeLot(lot_id=lot.id, disposition=Disposition.REWORK, justification="trim"))
        plant.do(ReportRework(lot_id=lot.id, note="trimmed all"))
        return plant.lot(lot.id)

    @pytest.mark.trap("T1")
    @pytest.mark.requirement("I-58")
    def test_goes_round_as_often_as_it_must_and_every_cycle_stays_on_record(self, plant: Plant) -> None:
        lot = plant.received()
        plant.do(SampleLot(lot_id=lot.id))
        first = self.rework(plant, lot)
        assert (first.status, first.cycle) == (LotStatus.IN_TEST, 2)
        second = self.rework(plant, lot)
        assert (second.status, second.cycle) == (LotStatus.IN_TEST, 3)
        assert plant.do(ReleaseLot(lot_id=lot.id)).status is LotStatus.RELEASED
        steps = [(step[0], step[3]) for step in history(plant, lot)]
        assert [cycle for event, cycle in steps if event == LotEvent.REJECT] == [1, 2]
        assert steps[-1] == (LotEvent.ACCEPT, 3)

    def test_is_not_released_without_being_tested_anew(self, plant: Plant) -> None:
        lot = plant.received()
        plant.do(RejectLot(lot_id=lot.id, reason="flash"))
        plant.do(DisposeLot(lot_id=lot.id, disposition=Disposition.REWORK, justification="trim"))
        with pytest.raises(TransitionIllegal):
            plant.do(ReleaseLot(lot_id=lot.id))

    def test_or_a_concession_is_decided_on_rejected_lots_alone(self, plant: Plant) -> None:
        lot = plant.received()
        command = DisposeLot(lot_id=lot.id, disposition=Disposition.CONCESSION, justification="cosmetic")
        with pytest.raises(TransitionIllegal):
            plant.do(command)
        plant.do(RejectLot(lot_id=lot.id, reason="scratch"))
        assert plant.do(command).status is LotStatus.CONCESSION


@pytest.mark.parametrize(
    "command",
    [
        RejectLot(lot_id=LotId(1), reason=" "),
        DisposeLot(lot_id=LotId(1), disposition=Disposition.REWORK, justification=""),
        ReportRework(lot_id=LotId(1), note=""),
        RecallLots(lot_ids=[LotId(1)], reason=""),
    ],
    ids=lambda command: type(command).__name__,
)
def test_decisions_that_need_a_reason_do_not_go_without(plant: Plant, command: Any) -> None:
    with pytest.raises(ReasonMissing):
        plant.do(command)


class TestExpiry:
    @pytest.mark.requirement("I-44")
    def test_comes_by_the_clock_and_is_written_when_something_else_happens(self, plant: Plant) -> None:
        lot = plant.material()
        plant.expire(lot.id)
        assert plant.lot(lot.id).status is LotStatus.EXPIRED
        plant.do(RecallLots(lot_ids=[lot.id], reason="supplier notice"))
        assert [step[:3] for step in history(plant, lot)[-2:]] == [
            (LotEvent.EXPIRE, LotStatus.RELEASED, LotStatus.EXPIRED),
            (LotEvent.RECALL, LotStatus.EXPIRED, LotStatus.RECALLED),
        ]

    def test_is_not_a_day_early(self, plant: Plant) -> None:
        lot = plant.material()
        plant.expire(lot.id, days=0)
        assert plant.lot(lot.id).status is LotStatus.RELEASED


class TestRecall:
    def test_takes_all_lots_or_none(self, plant: Plant) -> None:
        good, scrapped = plant.material(), plant.material()
        plant.set_status(scrapped.id, LotStatus.SCRAPPED)
        with pytest.raises(TransitionIllegal):
            plant.do(RecallLots(lot_ids=[good.id, scrapped.id], reason="x"))
        assert plant.lot(good.id).status is LotStatus.RELEASED
        with pytest.raises(ValueNotAllowed):
            plant.do(RecallLots(lot_ids=[], reason="x"))

    def test_reaches_what_is_held_or_shipped(self, plant: Plant) -> None:
        held, shipped = plant.material(), plant.material()
        plant.held(held.id)
        plant.set_status(shipped.id, LotStatus.SHIPPED)
        views = plant.do(RecallLots(lot_ids=[held.id, shipped.id], reason="x"))
        assert [view.status_beneath for view in views] == [LotStatus.RECALLED, LotStatus.RECALLED]


class TestSterilization:
    def send(self, plant: Plant, lot: LotView, place: str = "QC", target: str = "ST") -> LotView:
        return plant.do(
            SendToSterilizer(lot_id=lot.id, location_id=plant.at[place], target_id=plant.at[target], load_no="EO-1")
        )

    @pytest.mark.requirement("ST-10")
    def test_takes_a_lot_out_unreleased_and_back_into_quarantine(self, plant: Plant) -> None:
        lot = plant.produced(plant.device())
        assert self.send(plant, lot).status is LotStatus.AT_STERILIZER
        assert plant.stock(lot) == {"ST": 3}
        back = ReturnFromSterilizer(lot_id=lot.id, location_id=plant.at["ST"], target_id=plant.at["QC"], load_no="EO-1")
        assert plant.do(back).status is LotStatus.QUARANTINE
        assert plant.stock(lot) == {"QC": 3}
        assert plant.do(SampleLot(lot_id=lot.id)).status is LotStatus.IN_TEST

    def test_takes_a_lot_whole_or_not_at_all(self, plant: Plant) -> None:
        lot = plant.received()
        part = TransferLot(
            lot_id=lot.id, location_id=plant.at["QC"], target_id=plant.at["PR"], quantity=lot.on_hand / 2
        )
        plant.do(part)
        with pytest.raises(StockShort):
            self.send(plant, lot)

    def test_takes_no_held_lot(self, plant: Plant) -> None:
        lot = plant.received()
        plant.held(lot.id)
        with pytest.raises(LotOnHold):
            self.send(plant, lot)


def test_an_unknown_lot_is_not_found(plant: Plant) -> None:
    for command in (SampleLot(lot_id=LotId(10**12)), RecallLots(lot_ids=[LotId(10**12)], reason="x")):
        with pytest.raises(RecordNotFound):
            plant.do(command)
    with pytest.raises(RecordNotFound):
        plant.do(GetDossier(lot_id=LotId(10**12)))
