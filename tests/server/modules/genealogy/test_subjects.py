"""What signers of decisions on lots see and bind, and that the same is read again as long as it is true."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from veralot_server.core.module import SIGNING, SUBJECTS, Subject
from veralot_server.modules.genealogy.subjects.units import ranges, spread
from veralot_shared.contracts.genealogy import (
    AdjustStock,
    CorrectLot,
    DisposeLot,
    Disposition,
    HoldReason,
    LiftHold,
    ListHolds,
    LotView,
    PlaceHold,
    RecallLots,
    RejectLot,
    ReleaseLot,
    ReleaseProduction,
    ReleaseToMarket,
    ReturnToSupplier,
    SampleLot,
    ScrapLot,
)
from veralot_shared.errors import CodedError, RecordNotFound
from veralot_shared.ids import HoldId, LotId, NodeId
from veralot_shared.messages import SignedCommand


def signed(plant: Plant, command: SignedCommand[Any]) -> list[Subject]:
    """Return what the signer of a command would be shown."""
    subjects: list[Subject] = SIGNING[command.op](command, plant.tx)
    return subjects


def again(plant: Plant, subject: Subject) -> str | None:
    """Return the hash of a signed record as it is read now."""
    found = SUBJECTS[subject.kind](subject.key, plant.tx)
    return found.content_hash if found else None


def holds(plant: Plant, subjects: list[Subject]) -> list[bool]:
    return [again(plant, subject) == subject.content_hash for subject in subjects]


@pytest.fixture
def lot(plant: Plant) -> LotView:
    """Return a lot in test."""
    received = plant.received(10, expiry=date(2099, 1, 31), supplier_lot_no="SZ-1", lot_no="R1")
    return plant.do(SampleLot(lot_id=received.id))


class TestALot:
    @pytest.mark.requirement("P11-18")
    def test_is_bound_by_what_it_is_and_not_by_where_it_lies(self, plant: Plant, lot: LotView) -> None:
        subject, step = signed(plant, ReleaseLot(lot_id=lot.id, note="passed"))
        assert subject.content == {
            "lot_no": "R1",
            "item": lot.item_code,
            "supplier": "S1",
            "supplier_lot_no": "SZ-1",
            "manufactured": None,
            "expiry": date(2099, 1, 31),
            "quantity_made": Decimal(10),
            "unit": "pcs",
        }
        assert step.content == {"lot_no": "R1", "event": "accept", "reason": "passed"}
        plant.do(ReleaseLot(lot_id=lot.id, note="passed"))
        plant.moved(lot, "WH")
        plant.held(lot.id)
        assert holds(plant, [subject, step]) == [True, True]

    @pytest.mark.requirement("P11-18")
    def test_voids_its_signatures_when_it_is_corrected(self, plant: Plant, lot: LotView) -> None:
        subject, _ = signed(plant, ReleaseLot(lot_id=lot.id))
        correction = CorrectLot(
            lot_id=lot.id,
            version=lot.version,
            supplier_lot_no="SZ-7",
            manufactured=None,
            expiry=lot.expiry,
            reason="misread",
        )
        plant.do(correction)
        assert holds(plant, [subject]) == [False]

    @pytest.mark.requirement("CMO-01")
    def test_is_read_again_only_for_those_who_may_see_it(self, plant: Plant, act_as: Callable[..., Any]) -> None:
        made = plant.produced(plant.device())
        plant.do(SampleLot(lot_id=made.id))
        command = ReleaseProduction(lot_id=made.id)
        subjects = signed(plant, command)
        plant.do(command)
        act_as("registrant", customer_id=plant.other)
        assert [again(plant, subject) for subject in subjects] == [None, None]
        with pytest.raises(RecordNotFound):
            signed(plant, ReleaseToMarket(lot_id=made.id))

    def test_that_is_not_there_cannot_be_signed(self, plant: Plant) -> None:
        with pytest.raises(RecordNotFound):
            signed(plant, ReleaseLot(lot_id=LotId(10**15)))
        assert SUBJECTS["lot"](str(10**15), plant.tx) is None


class TestFourEyes:
    @pytest.mark.requirement("CN-03")
    def test_who_received_sampled_or_made_a_lot_does_not_release_it(
        self, plant: Plant, act_as: Callable[..., Any]
    ) -> None:
        receiver = act_as("warehouse")
        lot = plant.received()
        inspector = act_as("inspector")
        plant.do(SampleLot(lot_id=lot.id))
        releaser = act_as("qa_release")
        subject, _ = signed(plant, ReleaseLot(lot_id=lot.id))
        assert subject.doers == {receiver.user_id, inspector.user_id}
        assert releaser.user_id not in subject.doers

    def test_who_produced_or_consumed_does_not_release_the_product(
        self, plant: Plant, act_as: Callable[..., Any]
    ) -> None:
        material = plant.material()
        maker = act_as("operator", name="maker")
        made = plant.produced(plant.device())
        consumer = act_as("operator", name="consumer")
        plant.consume(made, material, 1)
        act_as("inspector")
        subject, _ = signed(plant, ReleaseProduction(lot_id=made.id))
        assert {maker.user_id, consumer.user_id} <= subject.doers

    def test_who_placed_a_hold_does_not_lift_it(self, plant: Plant, act_as: Callable[..., Any]) -> None:
        lot = plant.material()
        holder = act_as("quality_head")
        plant.held(lot.id)
        act_as("qa_release")
        (hold,) = plant.do(ListHolds())
        (subject,) = signed(plant, LiftHold(hold_ids=[hold.id], reason="x"))
        assert subject.doers == {holder.user_id}

    def test_is_asked_of_no_rejection(self, plant: Plant, lot: LotView) -> None:
        assert not any(subject.doers for subject in signed(plant, RejectLot(lot_id=lot.id, reason="x")))


class TestADecision:
    def test_is_found_again_among_its_like(self, plant: Plant, lot: LotView) -> None:
        subjects = []
        for cycle in (1, 2):
            command = RejectLot(lot_id=lot.id, reason=f"flash {cycle}")
            subjects.append(signed(plant, command)[1])
            plant.do(command)
            plant.tx.wire.execute("UPDATE genealogy_lot SET status = 'in_test' WHERE id = %s", (lot.id,))
        assert [subject.key.rpartition("/")[2] for subject in subjects] == ["1", "2"]
        assert holds(plant, subjects) == [True, True]

    @pytest.mark.parametrize("disposition", Disposition)
    def test_says_which_disposition_and_why(self, plant: Plant, lot: LotView, disposition: Disposition) -> None:
        plant.do(RejectLot(lot_id=lot.id, reason="x"))
        command = DisposeLot(lot_id=lot.id, disposition=disposition, justification="cosmetic only")
        subjects = signed(plant, command)
        plant.do(command)
        assert subjects[1].content["reason"] == "cosmetic only"
        assert holds(plant, subjects) == [True, True]

    def test_is_one_for_each_lot_of_a_recall_and_no_statement_for_each(
        self, plant: Plant, statements: Callable[[], Any]
    ) -> None:
        lots = [plant.material() for _ in range(5)]
        command = RecallLots(lot_ids=[lot.id for lot in lots], reason="supplier notice")
        with statements() as executed:
            subjects = signed(plant, command)
        assert ([subject.kind for subject in subjects], len(executed)) == (["lot"] * 5 + ["step"] * 5, 2)
        plant.do(command)
        assert all(holds(plant, subjects))


class TestHolding:
    def test_names_lots_and_pieces(self, plant: Plant) -> None:
        material, made = plant.material(), plant.produced(plant.device(), 3)
        ids = plant.unit_ids(made)
        nodes = [NodeId(node) for node in (material.id, *ids[:2])]
        command = PlaceHold(node_ids=nodes, reason_code=HoldReason.COMPLAINT, reason="burst")
        subjects = signed(plant, command)
        assert [(subject.kind, subject.key) for subject in subjects[:2]] == [
            ("lot", str(material.id)),
            ("lot", str(made.id)),
        ]
        assert subjects[2].content == {
            "item": [made.item_code],
            "count": 2,
            "serials": [unit.serial_no for unit in plant.units(made)[:2]],
        }
        plant.do(command)
        assert all(holds(plant, subjects))

    def test_counts_pieces_where_they_are_many(self, plant: Plant) -> None:
        made = plant.produced(plant.device(), 30)
        nodes = [NodeId(node) for node in plant.unit_ids(made)]
        command = PlaceHold(node_ids=nodes, reason_code=HoldReason.COMPLAINT, reason="burst")
        (_, units) = signed(plant, command)
        assert (units.content["count"], units.content["first"]) == (30, f"{made.lot_no}-01")
        assert units.label == f"{made.lot_no}-01 … {made.lot_no}-30 (30)"
        other = signed(plant, PlaceHold(node_ids=nodes[1:], reason_code=HoldReason.COMPLAINT, reason="burst"))[1]
        assert other.content_hash != units.content_hash
        assert again(plant, units) == units.content_hash

    @pytest.mark.parametrize(
        ("numbers", "text"), [([7], "7"), ([3, 2, 1], "1-3"), ([1, 3, 4, 5, 9], "1,3-5,9"), ([1, 2], "1-2")]
    )
    def test_writes_many_numbers_as_ranges(self, numbers: list[int], text: str) -> None:
        assert ranges(numbers) == text
        assert [number for part in text.split(",") for number in spread(part)] == sorted(numbers)

    def test_needs_holds_that_are_there(self, plant: Plant) -> None:
        with pytest.raises(RecordNotFound):
            signed(plant, LiftHold(hold_ids=[HoldId(10**15)], reason="x"))


class TestWhatLeaves:
    def test_is_bound_with_place_quantity_and_reason(self, plant: Plant) -> None:
        lot = plant.material(10)
        at: dict[str, Any] = {"lot_id": lot.id, "location_id": plant.at["WH"]}
        for reason in ("first", "second"):
            command = ScrapLot(**at, quantity=Decimal(1), reason=reason)
            subjects = signed(plant, command)
            assert subjects[1].content == {
                "lot_no": lot.lot_no,
                "kind": "scrap",
                "source": "WH",
                "target": "DESTROYED",
                "quantity": Decimal(1),
                "unit": "pcs",
                "reason": reason,
            }
            plant.do(command)
            assert holds(plant, subjects) == [True, True]

    def test_names_the_pieces(self, plant: Plant) -> None:
        lot = plant.on_market(plant.produced(plant.device(), 3))
        ids = plant.unit_ids(lot)[:2]
        command = ScrapLot(lot_id=lot.id, location_id=plant.at["WH"], quantity=Decimal(2), reason="x", unit_ids=ids)
        subjects = signed(plant, command)
        plant.do(command)
        assert [subject.kind for subject in subjects] == ["lot", "movement", "units"]
        assert all(holds(plant, subjects))

    def test_goes_back_to_its_supplier(self, plant: Plant) -> None:
        lot = plant.received(10)
        plant.do(RejectLot(lot_id=lot.id, reason="x"))
        command = ReturnToSupplier(lot_id=lot.id, location_id=plant.at["QC"], quantity=Decimal(4), reason="NCR")
        subjects = signed(plant, command)
        plant.do(command)
        assert subjects[1].content["target"] == "SUPPLIERS"
        assert all(holds(plant, subjects))

    @pytest.mark.parametrize(("counted", "source", "target"), [(8, "WH", "DIFFERENCES"), (12, "DIFFERENCES", "WH")])
    def test_of_an_adjustment_is_the_difference(self, plant: Plant, counted: int, source: str, target: str) -> None:
        lot = plant.material(10)
        command = AdjustStock(lot_id=lot.id, location_id=plant.at["WH"], counted=Decimal(counted), reason="count")
        subjects = signed(plant, command)
        assert (subjects[1].content["source"], subjects[1].content["target"]) == (source, target)
        assert subjects[1].content["quantity"] == 2
        plant.do(command)
        assert all(holds(plant, subjects))

    @pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+999999999", "-1E+999999999"])
    def test_is_a_number_that_can_be_written_down(self, plant: Plant, value: str) -> None:
        at: dict[str, Any] = {"lot_id": plant.material().id, "location_id": plant.at["WH"], "reason": "x"}
        for command in (ScrapLot(**at, quantity=Decimal(value)), AdjustStock(**at, counted=Decimal(value))):
            with pytest.raises(CodedError):
                signed(plant, command)
