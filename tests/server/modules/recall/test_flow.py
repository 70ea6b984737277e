"""A recall goes from step to step, and only so; a mock recall goes through all that is not owed to authorities."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.recall import Recalls
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import (
    ReasonMissing,
)
from veralot_shared.contracts.recall import (
    RECALL_TRANSITIONS,
    ChangeSuspects,
    CheckLevel,
    ChecksMissing,
    ClockKind,
    ContactMethod,
    FiguresNotFrozen,
    Jurisdiction,
    LotSuspect,
    NoticeKind,
    NotifyConsignees,
    QuantityUnaccounted,
    RecallAction,
    RecallClass,
    RecallDetail,
    RecallEvent,
    RecallsChanged,
    RecallStatus,
    ReconcileRecall,
    RecordCheck,
    RecordResponse,
    ResponseLine,
    ResponseTooLarge,
    ScopeChanged,
    SuspectsMissing,
)
from veralot_shared.errors import RecordChanged, RecordNotFound, TransitionIllegal, ValueNotAllowed

S, E = RecallStatus, RecallEvent
People = Callable[..., Any]


def test_every_state_can_be_reached_and_left() -> None:
    reached = {S.SIGNAL, S.MOCK}
    while more := {to for (state, _), to in RECALL_TRANSITIONS.items() if state in reached} - reached:
        reached |= more
    assert reached == set(S)
    assert {state for state, _ in RECALL_TRANSITIONS} == set(S) - {S.CLOSED}, "nothing is done in a closed recall"
    assert {event for _, event in RECALL_TRANSITIONS} | {E.START} == set(E)


# --- a mock recall ---------------------------------------------------------------------------------------------------


def test_a_mock_recall_is_numbered_frozen_and_closed(recalls: Recalls, suspect: LotSuspect, tx: Transaction) -> None:
    recall = recalls.start(suspect)
    assert recall.recall.number == f"MR-{tx.today.year}-001"
    assert recalls.start(suspect).recall.number == f"MR-{tx.today.year}-002"
    assert recall.recall.status is S.MOCK
    frozen = recalls.freeze(recall)
    assert (frozen.recall.lots, frozen.recall.units, frozen.recall.percent) == (1, 10, Decimal(100))
    assert [consignee.code for consignee in frozen.consignees] == ["REG"]
    closed = recalls.close(frozen)
    assert (closed.recall.status, closed.recall.conclusion) == (S.CLOSED, "All found in time.")
    assert closed.recall.ended_at is not None
    assert [step.event for step in closed.steps] == [E.START, E.FREEZE, E.CLOSE]
    assert (RecallsChanged(recall_ids=[recall.recall.id]), None) in tx.events


def test_a_mock_recall_owes_authorities_nothing(recalls: Recalls, suspect: LotSuspect) -> None:
    recall = recalls.freeze(recalls.start(suspect))
    for do in (recalls.evaluate, recalls.decide, recalls.notice):
        with pytest.raises(TransitionIllegal):
            do(recall)
    assert recall.clocks == []


@pytest.mark.trap("T9")
def test_nothing_is_closed_without_figures(recalls: Recalls, suspect: LotSuspect) -> None:
    with pytest.raises(FiguresNotFrozen):
        recalls.close(recalls.start(suspect))


@pytest.mark.trap("T12")
def test_figures_of_other_suspects_do_not_count(recalls: Recalls, suspect: LotSuspect, plant: Plant) -> None:
    recall = recalls.freeze(recalls.start(suspect))
    changed = plant.do(
        ChangeSuspects(
            recall_id=recall.recall.id,
            version=recall.recall.version,
            suspects=[suspect, LotSuspect(lot_id=plant.material(5).id)],
            scope=recall.recall.scope,
            instructions="",
        )
    )
    with pytest.raises(ScopeChanged):
        recalls.close(changed)
    assert recalls.close(recalls.freeze(changed)).recall.lots == 2


def test_whoever_changes_an_old_version_is_told(recalls: Recalls, suspect: LotSuspect, plant: Plant) -> None:
    recall = recalls.start(suspect).recall
    values: dict[str, Any] = {"recall_id": recall.id, "suspects": [], "scope": recall.scope, "instructions": ""}
    plant.do(ChangeSuspects(version=recall.version, **values))
    with pytest.raises(RecordChanged):
        plant.do(ChangeSuspects(version=recall.version, **values))


def test_a_recall_needs_a_reason_and_something_affected(recalls: Recalls) -> None:
    with pytest.raises(ReasonMissing):
        recalls.start(reason=" ")
    with pytest.raises(SuspectsMissing):
        recalls.freeze(recalls.start())


# --- a real recall ---------------------------------------------------------------------------------------------------


def answered(recall: RecallDetail, **quantities: int) -> RecordResponse:
    (consignee,) = recall.consignees
    line = ResponseLine(lot_id=consignee.lines[0].lot_id, **{name: Decimal(n) for name, n in quantities.items()})
    return RecordResponse(
        recall_id=recall.recall.id,
        consignee_id=consignee.id,
        received_on=recall.recall.started_at.date(),
        contact="Ms. Zhou",
        lines=[line],
    )


def checked(recall: RecallDetail, *, effective: bool = True, note: str = "") -> RecordCheck:
    return RecordCheck(
        recall_id=recall.recall.id,
        consignee_id=recall.consignees[0].id,
        on=recall.recall.started_at.date(),
        method=ContactMethod.TELEPHONE,
        contact="Ms. Zhou",
        effective=effective,
        note=note,
    )


@pytest.mark.requirement("I-57")
def test_a_recall_goes_all_the_way(recalls: Recalls, suspect: LotSuspect, plant: Plant) -> None:
    recall = recalls.to_customers(suspect)
    assert recall.recall.number.startswith("RC-")
    assert recall.recall.status is S.CUSTOMERS_NOTIFIED
    recall = plant.do(answered(recall, quarantined=1, returned=5))
    assert recall.recall.status is S.EXECUTION
    assert recall.consignees[0].lines[0].outstanding == 0
    with pytest.raises(ChecksMissing):
        plant.do(ReconcileRecall(recall_id=recall.recall.id))
    recall = plant.do(checked(recall))
    recall = plant.do(ReconcileRecall(recall_id=recall.recall.id))
    assert recall.recall.status is S.RECONCILED
    recall = recalls.close(recalls.notice(recall, NoticeKind.CLOSURE))
    assert recall.recall.status is S.CLOSED
    assert [step.to_status for step in recall.steps if step.to_status is not step.from_status] == [
        S.SIGNAL,
        S.HEALTH_HAZARD_EVALUATION,
        S.DECISION,
        S.SCOPE_FROZEN,
        S.AUTHORITY_NOTIFIED,
        S.CUSTOMERS_NOTIFIED,
        S.EXECUTION,
        S.EFFECTIVENESS_CHECKS,
        S.RECONCILED,
        S.AUTHORITY_CLOSE,
        S.CLOSED,
    ]


def test_no_step_is_left_out(recalls: Recalls, suspect: LotSuspect) -> None:
    recall = recalls.start(suspect, mock=False)
    for do in (recalls.decide, recalls.freeze, recalls.notice, recalls.close):
        with pytest.raises(TransitionIllegal):
            do(recall)


def test_who_decides_to_do_nothing_closes(recalls: Recalls, suspect: LotSuspect) -> None:
    recall = recalls.evaluate(recalls.start(suspect, mock=False))
    nothing = recalls.decide(recall, action=RecallAction.NO_ACTION, jurisdictions=[])
    with pytest.raises(TransitionIllegal):
        recalls.freeze(nothing)
    assert recalls.close(nothing).recall.status is S.CLOSED
    acted = recalls.decide(recalls.evaluate(recalls.start(suspect, mock=False)))
    with pytest.raises(TransitionIllegal):
        recalls.close(acted)


def test_nobody_accounts_for_more_than_was_shipped(recalls: Recalls, suspect: LotSuspect, plant: Plant) -> None:
    recall = recalls.to_customers(suspect)
    with pytest.raises(ResponseTooLarge):
        plant.do(answered(recall, used=4, destroyed=3))
    with pytest.raises(ValueNotAllowed):
        plant.do(answered(recall, used=-1))


def test_the_newest_answer_counts_and_the_rest_is_justified(
    recalls: Recalls, suspect: LotSuspect, plant: Plant
) -> None:
    recall = recalls.to_customers(suspect, check_level=CheckLevel.E)
    recall = plant.do(answered(recall, used=2))
    recall = plant.do(answered(recall, used=3))
    assert recall.consignees[0].lines[0].outstanding == Decimal(3)
    with pytest.raises(QuantityUnaccounted) as refused:
        plant.do(ReconcileRecall(recall_id=recall.recall.id))
    (left,) = refused.value.open
    assert left.startswith("REG ")
    assert left.endswith(" 3 pcs")
    recall = plant.do(ReconcileRecall(recall_id=recall.recall.id, justification="Implanted, patients informed"))
    assert (recall.recall.status, recall.recall.justification) == (S.RECONCILED, "Implanted, patients informed")


def test_a_check_without_effect_says_why_and_does_not_count(
    recalls: Recalls, suspect: LotSuspect, plant: Plant
) -> None:
    recall = plant.do(answered(recalls.to_customers(suspect), used=6))
    with pytest.raises(ReasonMissing):
        plant.do(checked(recall, effective=False))
    plant.do(checked(recall, effective=False, note="The letter was not opened"))
    with pytest.raises(ChecksMissing):
        plant.do(ReconcileRecall(recall_id=recall.recall.id))


def test_consignees_of_another_recall_are_not_found(recalls: Recalls, suspect: LotSuspect, plant: Plant) -> None:
    other = recalls.freeze(recalls.start(suspect))
    recall = recalls.notice(recalls.freeze(recalls.decide(recalls.evaluate(recalls.start(suspect, mock=False)))))
    with pytest.raises(RecordNotFound):
        plant.do(
            NotifyConsignees(
                recall_id=recall.recall.id,
                consignee_ids=[other.consignees[0].id],
                on=plant.tx.today,
                method=ContactMethod.EMAIL,
            )
        )


# --- clocks ----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("CN-40")
@pytest.mark.requirement("QMSR-11")
def test_the_legal_clocks_run_from_the_decision(recalls: Recalls, suspect: LotSuspect, tx: Transaction) -> None:
    recall = recalls.decide(recalls.evaluate(recalls.start(suspect, mock=False)))
    due = {clock.kind: clock.due for clock in recall.clocks}
    assert due[ClockKind.CN_CUSTOMERS] == tx.today + timedelta(days=1)
    assert due[ClockKind.CN_EVENT_REPORT] == tx.today
    assert due[ClockKind.US_REPORT] == tx.today + timedelta(days=14)
    assert not any(clock.met or clock.late for clock in recall.clocks)
    tx.wire.execute("UPDATE recall_recall SET decided_at = decided_at - interval '3 days'")
    late = {clock.kind for clock in recalls.get(recall.recall.id).clocks if clock.late}
    assert late == {ClockKind.CN_CUSTOMERS, ClockKind.CN_EVENT_REPORT}


@pytest.mark.requirement("CN-40")
@pytest.mark.parametrize(("recall_class", "days"), [(RecallClass.I, 1), (RecallClass.II, 3), (RecallClass.III, 7)])
def test_users_are_told_within_days_by_class(
    recalls: Recalls, suspect: LotSuspect, tx: Transaction, recall_class: RecallClass, days: int
) -> None:
    recall = recalls.to_customers(suspect, recall_class=recall_class, jurisdictions=[Jurisdiction.CN])
    clock = next(each for each in recall.clocks if each.kind is ClockKind.CN_CUSTOMERS)
    assert (clock.due, clock.met, clock.late) == (tx.today + timedelta(days=days), tx.today, False)
