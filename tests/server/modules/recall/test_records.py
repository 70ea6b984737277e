"""What is frozen, held and signed in a recall stays what it was, and shows to whom it concerns."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.recall import Recalls, row
from veralot_server.core.module import MANY, SIGNING, SUBJECTS
from veralot_shared.contracts.genealogy import (
    AdjustStock,
    GetDossier,
    HoldReason,
    LiftHold,
    ListHolds,
    LotStatus,
    LotView,
)
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.recall import (
    CheckLevel,
    CloseRecall,
    CompareRecall,
    DecideRecall,
    FiguresAltered,
    GetAffected,
    GetRecall,
    HoldAffected,
    ListAffectedUnits,
    ListRecalls,
    ListTargets,
    LotSuspect,
    MarkRecalled,
    NothingToDo,
    RecallAction,
    RecallClass,
    RecallEvent,
)
from veralot_shared.contracts.tasks import ListTasks, TaskScope, TaskView
from veralot_shared.errors import RecordNotFound, TransitionIllegal
from veralot_shared.ids import LotId

E = RecallEvent
People = Callable[..., Any]


# --- frozen figures --------------------------------------------------------------------------------------------------


@pytest.mark.trap("T15")
def test_frozen_figures_stay_and_are_compared(recalls: Recalls, made: LotView, plant: Plant) -> None:
    part = plant.material(100)
    recall = recalls.freeze(recalls.start(LotSuspect(lot_id=part.id), LotSuspect(lot_id=made.id)))
    assert plant.do(CompareRecall(recall_id=recall.recall.id)).changed == []
    plant.do(AdjustStock(lot_id=part.id, location_id=plant.at["WH"], counted=Decimal(90), reason="Count"))
    then = plant.do(GetAffected(recall_id=recall.recall.id, snapshot_id=recall.snapshots[-1].id))
    assert row(then, part).on_hand == Decimal(100)
    compared = plant.do(CompareRecall(recall_id=recall.recall.id))
    assert {(each.figure, each.then, each.now) for each in compared.changed} == {
        ("on_hand", Decimal(100), Decimal(90)),
        ("unaccounted", Decimal(0), Decimal(10)),
    }


@pytest.mark.requirement("P11-02")
@pytest.mark.trap("T10")
def test_altered_figures_are_refused_and_void_the_closure(recalls: Recalls, suspect: LotSuspect, plant: Plant) -> None:
    recall = recalls.freeze(recalls.start(suspect))
    command = CloseRecall(recall_id=recall.recall.id, conclusion="Done.")
    (signed,) = SIGNING[command.op](command, plant.tx)
    recalls.close(recall, "Done.")
    again = SUBJECTS["recall_closure"](str(recall.recall.id), plant.tx)
    assert again is not None
    assert again.content_hash == signed.content_hash
    plant.tx.wire.execute("UPDATE recall_snapshot SET content = %s", (b"other",))
    with pytest.raises(FiguresAltered):
        plant.do(GetAffected(recall_id=recall.recall.id, snapshot_id=recall.snapshots[-1].id))
    altered = SUBJECTS["recall_closure"](str(recall.recall.id), plant.tx)
    assert altered is not None
    assert altered.content_hash != signed.content_hash
    assert recalls.get(recall.recall.id).recall.number, "the recall itself can still be read"


# --- holding and recalling all ---------------------------------------------------------------------------------------


@pytest.mark.requirement("P11-18")
def test_everything_affected_is_held_by_one_signature(recalls: Recalls, plant: Plant) -> None:
    part = plant.material(100)
    outputs = [plant.produced(plant.component(), 5) for _ in range(3)]
    for output in outputs:
        plant.consume(output, part, 5)
    recall = recalls.start(LotSuspect(lot_id=part.id))
    command = HoldAffected(recall_id=recall.recall.id, reason_code=HoldReason.COMPLAINT)
    order, *lots = SIGNING[command.op](command, plant.tx)
    assert (order.content["lots"], order.content["units"], len(lots)) == (4, 0, 4)
    held = recalls.hold(recall)
    assert [plant.lot(lot.id).status for lot in (part, *outputs)] == [LotStatus.HOLD] * 4
    assert [(each.event, each.lots, each.units) for each in held.orders] == [(E.HOLD, 4, 0)]
    again = SUBJECTS["recall_order"](order.key, plant.tx)
    assert again is not None
    assert again.content == order.content
    with pytest.raises(NothingToDo):
        recalls.hold(held)


@pytest.mark.requirement("P11-18")
def test_many_signed_records_are_read_again_as_each_by_itself(recalls: Recalls, made: LotView, plant: Plant) -> None:
    recall = recalls.freeze(recalls.decide(recalls.evaluate(recalls.start(LotSuspect(lot_id=made.id), mock=False))))
    command = MarkRecalled(recall_id=recall.recall.id)
    subjects = SIGNING[command.op](command, plant.tx)
    plant.sign(plant.tx.actor.user_id)
    plant.do(command)
    for kind, read in MANY.items():
        keys = [subject.key for subject in subjects if subject.kind == kind]
        assert keys
        assert read(keys, plant.tx) == {key: SUBJECTS[kind](key, plant.tx) for key in keys}
        assert read(["0" if kind == "lot" else "0/recall/1"], plant.tx) == {}


def test_single_units_are_held_where_their_lot_is_not(recalls: Recalls, plant: Plant) -> None:
    part = plant.material(100)
    made = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 5)
    units = plant.unit_ids(made)
    plant.consume(made, part, 2, into=units[:2])
    recall = recalls.hold(recalls.start(LotSuspect(lot_id=part.id)))
    assert (recall.orders[0].lots, recall.orders[0].units) == (1, 2)
    assert plant.lot(made.id).status is not LotStatus.HOLD
    assert [unit.holds for unit in plant.units(made)] == [1, 1, 0, 0, 0]
    assert len(plant.do(ListAffectedUnits(recall_id=recall.recall.id))) == 2


def test_what_comes_later_or_was_lifted_is_held_again(recalls: Recalls, plant: Plant) -> None:
    part = plant.material(100)
    recall = recalls.hold(recalls.start(LotSuspect(lot_id=part.id)))
    holds = plant.do(ListHolds(node_ids=[]))
    plant.do(LiftHold(hold_ids=[hold.id for hold in holds], reason="In error"))
    (target,) = plant.do(ListTargets(recall_id=recall.recall.id, event=E.HOLD))
    assert target.label == part.lot_no


def test_lots_become_recalled_once_it_is_decided(recalls: Recalls, made: LotView, plant: Plant) -> None:
    recall = recalls.start(LotSuspect(lot_id=made.id), mock=False)
    plant.sign(plant.tx.actor.user_id)
    with pytest.raises(TransitionIllegal):
        plant.do(MarkRecalled(recall_id=recall.recall.id))
    recall = recalls.freeze(recalls.decide(recalls.evaluate(recall)))
    plant.do(MarkRecalled(recall_id=recall.recall.id))
    assert plant.lot(made.id).status is LotStatus.RECALLED
    with pytest.raises(NothingToDo):
        plant.do(MarkRecalled(recall_id=recall.recall.id))


# --- who may see and sign --------------------------------------------------------------------------------------------


def test_who_evaluated_does_not_decide_and_who_started_does_not_close(
    recalls: Recalls, suspect: LotSuspect, plant: Plant
) -> None:
    recall = recalls.evaluate(recalls.start(suspect, mock=False))
    me = int(plant.tx.actor.user_id)
    command = DecideRecall(
        recall_id=recall.recall.id,
        action=RecallAction.NO_ACTION,
        recall_class=RecallClass.III,
        jurisdictions=[],
        check_level=CheckLevel.E,
        rationale="No harm.",
    )
    (decision,) = SIGNING[command.op](command, plant.tx)
    assert me in decision.doers
    recalls.decide(recall, action=RecallAction.NO_ACTION, jurisdictions=[])
    closing = CloseRecall(recall_id=recall.recall.id, conclusion="No harm.")
    (closure,) = SIGNING[closing.op](closing, plant.tx)
    assert me in closure.doers


@pytest.mark.requirement("P11-11")
@pytest.mark.trap("T11")
def test_another_customers_recall_does_not_exist(
    recalls: Recalls, suspect: LotSuspect, plant: Plant, act_as: People
) -> None:
    own = recalls.freeze(recalls.start(suspect, customer_id=plant.registrant))
    others = recalls.freeze(recalls.start(suspect, customer_id=None))
    act_as("registrant", customer_id=plant.registrant)
    assert [recall.id for recall in plant.do(ListRecalls())] == [own.recall.id]
    assert plant.do(GetRecall(id=own.recall.id)).consignees
    for ask in (
        GetRecall(id=others.recall.id),
        GetAffected(recall_id=others.recall.id),
        CompareRecall(recall_id=others.recall.id),
        ListAffectedUnits(recall_id=others.recall.id),
    ):
        with pytest.raises(RecordNotFound):
            plant.do(ask)
    with pytest.raises(RecordNotFound):
        recalls.decide(others)
    act_as("registrant", name="other", customer_id=plant.other)
    assert plant.do(ListRecalls()) == []


def test_frozen_figures_show_a_customer_its_own_lots_alone(
    recalls: Recalls, plant: Plant, made: LotView, act_as: People
) -> None:
    part = plant.material(10)
    recall = recalls.freeze(
        recalls.start(LotSuspect(lot_id=part.id), LotSuspect(lot_id=made.id), customer_id=plant.registrant)
    )
    act_as("registrant", customer_id=plant.registrant)
    frozen = plant.do(GetAffected(recall_id=recall.recall.id, snapshot_id=recall.snapshots[-1].id))
    assert [lot.id for lot in frozen.lots] == [made.id]


# --- the dossier -----------------------------------------------------------------------------------------------------


def test_the_dossier_of_a_lot_names_its_recalls(
    recalls: Recalls, suspect: LotSuspect, made: LotView, plant: Plant
) -> None:
    recall = recalls.freeze(recalls.start(suspect))
    sections = {section.id: section for section in plant.do(GetDossier(lot_id=made.id)).sections}
    assert sections["recall.recalls"].rows[0][0] == [recall.recall.id, recall.recall.number]
    other = plant.do(GetDossier(lot_id=LotId(plant.material(1).id)))
    assert "recall.recalls" not in {section.id for section in other.sections}


# --- the inbox -------------------------------------------------------------------------------------------------------


def tasks_of(plant: Plant) -> list[TaskView]:
    return [one for one in plant.do(ListTasks(scope=TaskScope.EVERYBODYS)) if one.source.startswith("recall.")]


def test_what_a_recall_waits_for_is_in_the_inbox(recalls: Recalls, suspect: LotSuspect, plant: Plant) -> None:
    recall = recalls.start(suspect, mock=False)
    (task,) = tasks_of(plant)
    assert (task.kind, task.id, task.label) == ("recall", recall.recall.id, recall.recall.number)
    assert task.what == "Evaluate the health hazard"
    decided = recalls.decide(recalls.evaluate(recall))
    waits = {(one.what, one.clock) for one in tasks_of(plant)}
    assert ("Freeze what is affected", "") in waits
    running = {str(clock.kind) for clock in decided.clocks if clock.met is None}
    assert running
    assert {clock for _what, clock in waits if clock} == running
    recalls.notice(recalls.freeze(decided))
    assert "nmpa_event_report_at_once" not in {one.clock for one in tasks_of(plant)}, "what was met waits no more"


def test_a_mock_recall_waits_for_its_end_alone(recalls: Recalls, suspect: LotSuspect, plant: Plant) -> None:
    recall = recalls.start(suspect)
    assert [one.what for one in tasks_of(plant)] == ["Finish the mock recall"]
    recalls.close(recalls.freeze(recall))
    assert tasks_of(plant) == []
