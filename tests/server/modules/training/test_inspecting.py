"""Who is not qualified does not inspect: not begin, record, correct or complete; and what was held stays on record."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import msgspec
import psycopg
import pytest

from tests.factories.capture import Device
from tests.factories.genealogy import Plant
from tests.factories.inspection import LENGTH, SURFACE, Inspections
from tests.factories.training import Trainings
from veralot_server.core.database import Wire
from veralot_server.core.module import PROOFS
from veralot_server.core.transaction import Actor, Transaction
from veralot_shared.contracts.capture import AcceptEntry, EntryState, ListEntries, Outcome
from veralot_shared.contracts.genealogy import GetDossier, LotView
from veralot_shared.contracts.inspection import (
    CompareRevisions,
    CompleteInspection,
    CorrectResult,
    GetRevision,
    InspectionDetail,
    InspectionWorked,
    PlanDetail,
    PlanIncomplete,
    RecordResults,
    ReleasePlan,
    RevisePlan,
    TakeSample,
)
from veralot_shared.contracts.items import ItemView
from veralot_shared.contracts.training import (
    GrantView,
    ListHeld,
    ListQualifications,
    MyQualifications,
    NotQualified,
    QualificationView,
    WithdrawQualification,
)
from veralot_shared.errors import ValueNotAllowed, plain
from veralot_shared.ids import QualificationId
from veralot_shared.messages import Command

Found = tuple[LotView, InspectionDetail]


@pytest.fixture
def asked(trainings: Trainings) -> QualificationView:
    """Return the qualification that the plan asks for."""
    return trainings.defined("DIM")


@pytest.fixture
def item(plant: Plant) -> ItemView:
    """Return a component."""
    return plant.component()


@pytest.fixture
def plan(inspections: Inspections, item: ItemView, asked: QualificationView) -> PlanDetail:
    """Return a plan in force that asks for a qualification."""
    return inspections.plan(item, qualification_ids=[asked.id])


@pytest.fixture
def found(inspections: Inspections, item: ItemView, plan: PlanDetail) -> Found:
    """Return a lot that waits for its inspection."""
    assert plan.plan.id
    return inspections.received(100, item)


@pytest.mark.requirement("I-13", "P11-11")
def test_who_is_not_qualified_neither_begins_nor_records_nor_completes(
    tx: Transaction, inspections: Inspections, trainings: Trainings, asked: QualificationView, found: Found
) -> None:
    number = found[1].inspection.id
    everything = inspections.all_good(found[1])
    held = trainings.granted(tx.actor, asked)
    inspections.record(found[1], everything[1:])
    trainings.suspended(held)
    refused = refuses(tx, inspections, RecordResults(inspection_id=number, results=everything[:1]))
    assert "DIM Dimensional measuring is suspended since" in refused
    assert "Measured by the wrong method" in refused
    assert found[1].inspection.number in refused
    trainings.reinstated(held)
    inspections.record(found[1], everything[:1])
    trainings.suspended(held)
    assert "is suspended since" in refuses(tx, inspections, CompleteInspection(inspection_id=number))
    assert inspections.get(number).inspection.verdict == "pending"
    trainings.reinstated(held)
    assert inspections.do(CompleteInspection(inspection_id=number)).inspection.verdict == "accepted"


def refuses(tx: Transaction, inspections: Inspections, command: Command[Any]) -> str:
    """Return with which words a command is refused for want of a qualification; nothing of it is done."""
    with pytest.raises(NotQualified) as refused, tx.attempt():
        inspections.do(command)
    return refused.value.worded()


@pytest.mark.requirement("I-13", "P11-11")
def test_who_was_never_granted_it_takes_no_sample_and_corrects_nothing(
    tx: Transaction,
    inspections: Inspections,
    trainings: Trainings,
    asked: QualificationView,
    found: Found,
    item: ItemView,
    act_as: Callable[..., Actor],
) -> None:
    trainings.granted(tx.actor, asked)
    inspections.record(found[1], [inspections.value(found[1], 1, "150.00")])
    (result,) = inspections.results(found[1])
    _, fresh = inspections.received(100, item)
    act_as("inspector", name="li.wei")
    entry = inspections.value(found[1], 1, "150.01")
    correction = CorrectResult(result_id=result.id, entry=entry, reason="misread")
    assert "DIM Dimensional measuring was never granted" in refuses(tx, inspections, correction)
    sample = TakeSample(inspection_id=fresh.inspection.id)
    assert "Li.Wei may not work on inspection" in refuses(tx, inspections, sample)


@pytest.mark.requirement("I-13", "P11-11")
def test_one_that_ended_yesterday_holds_no_more(
    tx: Transaction, inspections: Inspections, trainings: Trainings, asked: QualificationView, found: Found
) -> None:
    held = trainings.granted(tx.actor, asked)
    inspections.record(found[1], [inspections.value(found[1], 1, "150.00")])
    trainings.ended(held, days=0)
    inspections.record(found[1], [inspections.value(found[1], 2, "150.00")])
    trainings.ended(held, days=1)
    day = (tx.today - timedelta(days=1)).isoformat()
    with pytest.raises(NotQualified, match=f"ended on {day}"):
        inspections.record(found[1], [inspections.looked(found[1], 1)])


@pytest.mark.requirement("I-13")
def test_a_characteristic_asks_for_more_of_whoever_records_it(
    inspections: Inspections, trainings: Trainings, item: ItemView
) -> None:
    welds = trainings.defined("WELD", name="Visual inspection of welds")
    surface = msgspec.structs.replace(SURFACE, qualification_ids=[welds.id])
    inspections.plan(item, (LENGTH, surface))
    _, found = inspections.received(20, item)
    inspections.record(found, [inspections.value(found, 1, "150.00")])
    with pytest.raises(NotQualified, match="WELD Visual inspection of welds was never granted"):
        inspections.record(found, [inspections.looked(found, 1)])
    assert [one.code for one in found.revision.qualifications] == ["WELD"]


@pytest.mark.requirement("I-13", "DI-01")
def test_who_was_qualified_is_kept_as_it_was_then(
    tx: Transaction,
    inspections: Inspections,
    trainings: Trainings,
    asked: QualificationView,
    found: Found,
) -> None:
    held = trainings.granted(tx.actor, asked, until=tx.today + timedelta(days=9))
    inspections.record(found[1], [inspections.value(found[1], 1, "150.00")])
    inspections.record(found[1], [inspections.value(found[1], 2, "150.00")])
    renewed = trainings.renewed(held)
    inspections.record(found[1], [inspections.looked(found[1], 1)])
    lines = tx.call(ListHeld(inspection_id=found[1].inspection.id))
    assert [(one.grant_id, one.held_until) for one in lines] == [
        (held.id, held.held_until),
        (held.id, renewed.held_until),
    ]
    dossier = tx.call(GetDossier(lot_id=found[0].id))
    (section,) = [one for one in dossier.sections if one.id == "training.held"]
    assert section.total == 2
    assert section.rows[0][1] == "DIM"
    assert section.rows[0][4] == [held.id, f"{held.id}/1"]


@pytest.mark.requirement("I-13")
@pytest.mark.trap("T11")
def test_the_log_entries_that_prove_who_was_qualified_are_no_customers(
    tx: Transaction,
    inspections: Inspections,
    trainings: Trainings,
    asked: QualificationView,
    found: Found,
    plant: Plant,
    act_as: Callable[..., Actor],
) -> None:
    trainings.granted(tx.actor, asked)
    inspections.record(found[1], inspections.all_good(found[1])[:1])
    assert {table for table, _ in PROOFS["training.held"](found[0], tx)} == {"training_held", "training_version"}
    act_as("registrant", customer_id=plant.registrant)
    assert list(PROOFS["training.held"](found[0], tx)) == []


def test_where_nothing_is_asked_for_nothing_is_told_or_kept(
    tx: Transaction, inspections: Inspections, item: ItemView
) -> None:
    inspections.plan(item)
    _, found = inspections.received(20, item)
    tx.events.clear()
    tx.heard = 0
    inspections.record(found, [inspections.value(found, 1, "150.00")])
    assert not any(isinstance(event, InspectionWorked) for event, _ in tx.events)
    assert tx.call(ListHeld(inspection_id=found.inspection.id)) == []


@pytest.mark.requirement("I-13")
def test_to_know_who_is_qualified_costs_one_statement_and_nothing_where_nothing_is_asked_for(
    inspections: Inspections, trainings: Trainings, item: ItemView, plan: PlanDetail, asked: QualificationView
) -> None:
    assert plan.revision.qualification_ids == [asked.id]
    trainings.granted(inspections.tx.actor, asked)
    plain = trainings.plant.component()
    inspections.plan(plain)
    costs = []
    for what in (plain, item):
        _, found = inspections.received(20, what)
        inspections.sampled(found)
        inspections.record(found, [inspections.value(found, 1, "150.00")])
        costs.append(statements(inspections, found))
    assert costs[1] == costs[0] + 1


def statements(inspections: Inspections, found: InspectionDetail) -> int:
    """Return how many statements recording another result takes."""
    wire, sent = inspections.tx.wire, count()

    class Counted(psycopg.Cursor[Any]):
        def execute(self, *arguments: Any, **options: Any) -> Any:
            next(sent)
            return super().execute(*arguments, **options)

    def direct(*arguments: Any) -> Any:
        next(sent)
        return Wire.direct(wire, *arguments)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wire, "cursor_factory", Counted)
        patched.setattr(wire, "direct", direct, raising=False)
        inspections.record(found, [inspections.value(found, 2, "150.00")])
    return next(sent)


# --- plans -----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("I-13")
@pytest.mark.trap("T15")
def test_a_released_plan_asks_for_what_it_asked_for(
    tx: Transaction, inspections: Inspections, trainings: Trainings, plan: PlanDetail, asked: QualificationView
) -> None:
    other = trainings.defined("SAMP", name="Sampling")
    begun = inspections.do(RevisePlan(plan_id=plan.plan.id))
    assert begun.revision.qualification_ids == [asked.id]
    saved = inspections.saved(begun, change_note="sampling too", qualification_ids=[other.id])
    differences = tx.call(CompareRevisions(old_id=plan.revision.id, new_id=saved.revision.id))
    assert "qualification_ids" in [one.field for one in differences]
    assert tx.call(GetRevision(id=plan.revision.id)).qualification_ids == [asked.id]
    with pytest.raises(psycopg.errors.CheckViolation):
        tx.wire.execute("UPDATE inspection_revision SET qualification_ids = '{}' WHERE id = %s", (plan.revision.id,))


def test_a_plan_asks_for_nothing_that_is_not_there_or_is_withdrawn(
    tx: Transaction, inspections: Inspections, item: ItemView, asked: QualificationView
) -> None:
    draft = inspections.draft(item)
    with pytest.raises(ValueNotAllowed):
        inspections.saved(draft, qualification_ids=[QualificationId(asked.id + 1000)])
    tx.call(WithdrawQualification(id=asked.id, reason="Replaced"))
    with pytest.raises(ValueNotAllowed):
        inspections.saved(draft, qualification_ids=[asked.id])


def test_a_draft_is_not_released_with_what_was_withdrawn_meanwhile(
    tx: Transaction, inspections: Inspections, item: ItemView, asked: QualificationView
) -> None:
    draft = inspections.draft(item, qualification_ids=[asked.id])
    tx.call(WithdrawQualification(id=asked.id, reason="Replaced"))
    with pytest.raises(PlanIncomplete, match="DIM is no longer granted"):
        inspections.signed(ReleasePlan(revision_id=draft.revision.id))


def test_a_qualification_says_how_many_plans_in_force_ask_for_it(
    tx: Transaction, plan: PlanDetail, asked: QualificationView
) -> None:
    assert plan.revision.qualification_ids == [asked.id]
    (shown,) = [one for one in tx.call(ListQualifications()) if one.id == asked.id]
    assert shown.plans == 1


# --- while the server is away ----------------------------------------------------------------------------------------


@pytest.fixture
def held(trainings: Trainings, inspector: Actor, asked: QualificationView) -> GrantView:
    """Return the inspector's own qualification."""
    return trainings.granted(inspector, asked)


@pytest.fixture
def device(tx: Transaction, found: Found, held: GrantView, act_as: Callable[..., Actor]) -> Device:
    """Return the inspector's device, with the inspection and their qualification on its work list."""
    assert found[1].inspection.id
    assert held.active
    act_as("inspector", name="ren.hui")
    return Device(tx).begin()


@pytest.mark.requirement("OFF-02")
def test_a_work_list_says_what_its_person_is_qualified_for(device: Device, held: GrantView) -> None:
    (piece,) = [one for one in device.list.pieces if one.op == MyQualifications.op]
    assert piece.reply is not None
    (told,) = msgspec.json.decode(piece.reply, type=list[GrantView])
    assert (told.id, told.held_until) == (held.id, held.held_until)


@pytest.mark.requirement("OFF-06")
def test_what_was_held_then_and_is_held_still_is_recorded(
    tx: Transaction, inspections: Inspections, device: Device, found: Found, held: GrantView
) -> None:
    command = RecordResults(inspection_id=found[1].inspection.id, results=[inspections.value(found[1], 1, "150.00")])
    reply = device.send([device.enter(command)])
    assert [one.outcome for one in reply.outcomes] == [Outcome.RECORDED]
    (line,) = tx.call(ListHeld(inspection_id=found[1].inspection.id))
    assert (line.user_id, line.grant_id, line.accepted_because) == (tx.actor.user_id, held.id, "")


@pytest.mark.requirement("OFF-06", "P11-11")
@pytest.mark.parametrize("what", ["suspended", "ended"])
def test_what_lapsed_meanwhile_goes_to_a_person_who_sees_both_sides(
    inspections: Inspections,
    trainings: Trainings,
    device: Device,
    found: Found,
    held: GrantView,
    act_as: Callable[..., Actor],
    what: str,
) -> None:
    tx = inspections.tx
    number = found[1].inspection.id
    entry = device.enter(RecordResults(inspection_id=number, results=[inspections.value(found[1], 1, "150.00")]))
    if what == "suspended":
        trainings.suspended(held)
    else:
        trainings.ended(held)
    reply = device.send([entry])
    assert [one.outcome for one in reply.outcomes] == [Outcome.CONFLICT]
    assert inspections.results(found[1]) == []
    (conflict,) = tx.call(ListEntries(states=[EntryState.CONFLICT]))
    (difference,) = conflict.differences
    assert plain(difference.what) == "Qualification"
    assert plain(difference.then) == (
        f"The work list says that DIM Dimensional measuring is held until {held.held_until}."
    )
    assert ("is suspended since" if what == "suspended" else "ended on") in plain(difference.now)
    worker = conflict.user_id
    act_as("qa_release", name="wang.fang")
    trainings.plant.sign(tx.actor.user_id, "Measured before that")
    tx.call(AcceptEntry(id=conflict.id, reason="Measured before that"))
    (result,) = inspections.results(found[1])
    assert result.recorded_by == "Ren.Hui"
    (line,) = tx.call(ListHeld(inspection_id=number))
    assert (line.user_id, line.grant_id, line.accepted_because) == (worker, None, "Measured before that")


@pytest.mark.requirement("OFF-06", "I-13")
def test_every_reason_for_which_it_was_let_pass_is_kept(
    inspections: Inspections,
    trainings: Trainings,
    device: Device,
    found: Found,
    held: GrantView,
    act_as: Callable[..., Actor],
) -> None:
    tx, number = inspections.tx, found[1].inspection.id
    results = inspections.all_good(found[1])[:3]
    entries = [device.enter(RecordResults(inspection_id=number, results=[one])) for one in results]
    trainings.suspended(held)
    device.send(entries)
    reasons = ["Watched by a trainer", "Measured again by a trainer", "Watched by a trainer"]
    act_as("qa_release", name="wang.fang")
    for conflict, reason in zip(tx.call(ListEntries(states=[EntryState.CONFLICT])), reasons, strict=True):
        trainings.plant.sign(tx.actor.user_id, reason)
        tx.call(AcceptEntry(id=conflict.id, reason=reason))
    lines = tx.call(ListHeld(inspection_id=number))
    assert [(line.grant_id, line.accepted_because) for line in lines] == [(None, reason) for reason in reasons[:2]]
    section = next(one for one in tx.call(GetDossier(lot_id=found[0].id)).sections if one.id == "training.held")
    assert [row[-1] for row in section.rows] == reasons[:2]
