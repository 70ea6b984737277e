"""Results that were entered while the server was away: recorded once, marked as such, and put before a person if need be."""

from collections.abc import Callable
from decimal import Decimal

import msgspec
import pytest

from tests.factories.capture import Device
from tests.factories.genealogy import Plant
from tests.factories.inspection import LENGTH, Inspections
from veralot_server.core.module import HANDLERS, SIGNING, SUBJECTS
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.identity.signing import view
from veralot_server.modules.inspection import capturing
from veralot_shared.contracts.capture import AcceptEntry, EntryState, ListEntries, Outcome, ReplayView
from veralot_shared.contracts.genealogy import ListUnits, LotView
from veralot_shared.contracts.inspection import (
    CreateInspection,
    InspectionDetail,
    InspectionStage,
    ListResults,
    ListSamples,
    PlanDetail,
    RecordResults,
    ResultEntry,
)
from veralot_shared.contracts.items import ItemView
from veralot_shared.errors import plain
from veralot_shared.messages import Page

Found = tuple[LotView, InspectionDetail]


@pytest.fixture
def plan(inspections: Inspections, item: ItemView) -> PlanDetail:
    """Return a plan that is in force."""
    return inspections.plan(item)


@pytest.fixture
def found(inspections: Inspections, item: ItemView, plan: PlanDetail) -> Found:
    """Return a lot that waits for its inspection."""
    assert plan.plan.id
    return inspections.received(100, item)


@pytest.fixture
def device(tx: Transaction, found: Found, act_as: Callable[..., Actor]) -> Device:
    """Return an inspector's device, with the inspection on its work list."""
    assert found[1].inspection.id
    act_as("inspector", name="li.wei")
    return Device(tx).begin()


def entered(device: Device, found: Found, *results: ResultEntry) -> ReplayView:
    """Enter results offline, each an entry of its own, and hand them in."""
    number = found[1].inspection.id
    return device.send([device.enter(RecordResults(inspection_id=number, results=[one])) for one in results])


def outcomes(reply: ReplayView) -> list[Outcome]:
    """Return what became of each entry."""
    return [one.outcome for one in reply.outcomes]


@pytest.mark.requirement("OFF-03", "OFF-07")
def test_results_say_that_they_were_captured_offline(
    tx: Transaction, inspections: Inspections, device: Device, found: Found
) -> None:
    reply = entered(device, found, *inspections.all_good(found[1]))
    assert set(outcomes(reply)) == {Outcome.RECORDED}
    results = inspections.results(found[1])
    assert len(results) == len(inspections.all_good(found[1]))
    assert inspections.get(found[1].inspection.id).inspection.offline_results == len(results)
    rows = tx.wire.execute(
        "SELECT device_id, device_counter, recorded_by, entry_id FROM inspection_result ORDER BY id"
    ).fetchall()
    assert [row[0] for row in rows] == ["PC-7"] * len(rows)
    assert {row[2] for row in rows} == {tx.actor.user_id}
    assert len({row[3] for row in rows}) == len(rows)
    assert tx.call(ListEntries())[0].lot_no == found[0].lot_no


@pytest.mark.requirement("OFF-02")
def test_the_work_list_answers_what_the_screen_asks_portion_by_portion(
    tx: Transaction, inspections: Inspections, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspections.record(found[1], inspections.all_good(found[1]))
    monkeypatch.setattr(capturing, "PORTION", 2)
    number = found[1].inspection.id
    asked = [one for one in capturing.work_list(tx) if isinstance(one, ListResults)]
    ids = [one.id for one in inspections.results(found[1])]
    assert asked == [ListResults(inspection_id=number, after_id=after) for after in (None, *ids[1::2])]


def test_the_work_list_knows_the_units_that_are_inspected_one_by_one(
    tx: Transaction, inspections: Inspections, plant: Plant
) -> None:
    device = plant.device()
    lot = plant.produced(device, 3)
    inspections.plan(device, stage=InspectionStage.FINAL)
    found = inspections.do(CreateInspection(lot_id=lot.id, stage=InspectionStage.FINAL, per_unit=True))
    asked = capturing.work_list(tx)
    assert ListUnits(lot_id=lot.id, page=Page(limit=1000)) in asked
    assert ListSamples(inspection_id=found.inspection.id, page=Page(limit=1000)) in asked


@pytest.mark.requirement("OFF-05")
def test_they_are_recorded_once(inspections: Inspections, device: Device, found: Found) -> None:
    command = RecordResults(inspection_id=found[1].inspection.id, results=inspections.all_good(found[1]))
    entry = device.enter(command)
    device.send([entry])
    assert outcomes(device.send([entry])) == [Outcome.ALREADY]
    assert len(inspections.results(found[1])) == len(command.results)


@pytest.mark.requirement("OFF-06")
def test_a_plan_that_was_revised_goes_to_a_person(
    tx: Transaction,
    inspections: Inspections,
    device: Device,
    found: Found,
    plan: PlanDetail,
    act_as: Callable[..., Actor],
) -> None:
    act_as("quality_head", name="chen.jie")
    inspections.revised(plan, [msgspec.structs.replace(LENGTH, upper=Decimal("150.2"))])
    act_as("inspector", name="li.wei")
    assert outcomes(entered(device, found, inspections.value(found[1], 1, "150.00"))) == [Outcome.CONFLICT]
    difference = tx.call(ListEntries())[0].differences[0]
    assert plain(difference.then) == f"Revision 1 of {plan.plan.code} was in force."
    assert plain(difference.now) == "It was replaced by revision 2."


@pytest.mark.requirement("OFF-06")
def test_a_lot_that_was_held_goes_to_a_person_who_lets_it_stand(
    tx: Transaction, inspections: Inspections, device: Device, found: Found, act_as: Callable[..., Actor]
) -> None:
    inspections.plant.held(found[0].id, reason="Cracked cartons")
    assert outcomes(entered(device, found, inspections.value(found[1], 1, "150.00"))) == [Outcome.CONFLICT]
    entry = tx.call(ListEntries(states=[EntryState.CONFLICT]))[0]
    assert plain(entry.differences[0].now) == "It is on hold: Cracked cartons"
    assert inspections.results(found[1]) == []
    inspector = entry.user_id
    act_as("qa_release", name="wang.fang")
    inspections.plant.sign(tx.actor.user_id)
    shown = tx.call(AcceptEntry(id=entry.id, reason="Measured before the hold"))
    assert shown.state is EntryState.ACCEPTED
    (result,) = inspections.results(found[1])
    assert result.value == Decimal("150.00")
    row = tx.wire.execute("SELECT recorded_by, device_id FROM inspection_result").fetchone()
    assert row == (inspector, "PC-7")


@pytest.mark.requirement("OFF-06", "P11-17", "P11-18")
def test_a_decision_is_signed_in_words_that_stay(
    tx: Transaction, inspections: Inspections, device: Device, found: Found, act_as: Callable[..., Actor]
) -> None:
    """No field and no id of the database is read by whoever signs; renaming who entered it voids nothing."""
    inspections.plant.held(found[0].id, reason="Cracked cartons")
    entered(device, found, inspections.value(found[1], 1, "150.20"))
    act_as("qa_release", name="wang.fang")
    (entry,) = tx.call(ListEntries(states=[EntryState.CONFLICT]))
    (one,) = SIGNING[AcceptEntry.op](AcceptEntry(id=entry.id, reason="Why"), tx)
    shown = view(one)
    assert shown.label == f"{found[1].inspection.number} · {entry.full_name}"
    facts = shown.facts
    assert next(iter(facts)) == "inspection", "what was entered stands first"
    assert facts["inspection"] == found[1].inspection.number
    assert facts["entered_by"] == "li.wei"
    assert facts["results[0].characteristic"] == f"{LENGTH.code} {LENGTH.name}"
    assert (facts["results[0].sample_no"], facts["results[0].value"]) == ("1", "150.20 mm")
    assert facts["differences[0].on_arrival"] == "It is on hold: Cracked cartons"
    assert "{reason}" in shown.sentences["differences[0].on_arrival"].text, "the dialog says it in its language"
    assert not [name for name in facts if name.endswith("_id")]
    tx.wire.execute("UPDATE identity_user SET full_name = 'Li Wei-Zhang' WHERE id = %s", (entry.user_id,))
    again = SUBJECTS[one.kind](one.key, tx)
    assert again is not None
    assert again.content_hash == one.content_hash


@pytest.mark.requirement("OFF-06")
def test_two_devices_with_the_same_sample(
    tx: Transaction, inspections: Inspections, device: Device, found: Found, act_as: Callable[..., Actor]
) -> None:
    act_as("inspector", name="zhang.min")
    other = Device(tx, "PC-8").begin()
    assert outcomes(entered(other, found, inspections.value(found[1], 1, "150.01"))) == [Outcome.RECORDED]
    assert outcomes(entered(device, found, inspections.value(found[1], 1, "150.02"))) == [Outcome.CONFLICT]
    reason = tx.call(ListEntries(states=[EntryState.CONFLICT]))[0].reason
    assert reason is not None
    assert reason.code == "inspection.ResultExists"


def test_what_was_not_on_the_work_list_goes_to_a_person(
    tx: Transaction, inspections: Inspections, device: Device, item: ItemView, act_as: Callable[..., Actor]
) -> None:
    act_as("quality_head", name="chen.jie")
    later = inspections.received(50, item)
    act_as("inspector", name="li.wei")
    assert outcomes(entered(device, later, inspections.value(later[1], 1, "150.00"))) == [Outcome.CONFLICT]
    assert [plain(one.what) for one in tx.call(ListEntries())[0].differences] == ["Work list"]


def test_results_of_one_inspection_are_recorded_by_one_command(
    inspections: Inspections, device: Device, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried: list[int] = []
    handler = HANDLERS[RecordResults.op]

    def counting(command: RecordResults, tx: Transaction) -> object:
        carried.append(len(command.results))
        return handler(command, tx)

    monkeypatch.setitem(HANDLERS, RecordResults.op, counting)
    results = inspections.all_good(found[1])
    entered(device, found, *results)
    assert carried == [len(results)]


@pytest.mark.requirement("OFF-06")
def test_the_decision_stands_in_for_a_right_that_lapsed(
    tx: Transaction, inspections: Inspections, device: Device, found: Found, act_as: Callable[..., Actor]
) -> None:
    entry = device.enter(
        RecordResults(inspection_id=found[1].inspection.id, results=[inspections.value(found[1], 1, "150.00")])
    )
    who = tx.actor
    tx.wire.execute("UPDATE identity_user_role SET role = 'operator' WHERE user_id = %s", (who.user_id,))
    assert outcomes(device.send([entry])) == [Outcome.CONFLICT]
    act_as("qa_release")
    (conflict,) = tx.call(ListEntries())
    inspections.plant.sign(tx.actor.user_id, "measured before")
    shown = tx.call(AcceptEntry(id=conflict.id, reason="measured before"))
    assert shown.state is EntryState.ACCEPTED
    (result,) = inspections.results(found[1])
    assert result.recorded_by == who.full_name
