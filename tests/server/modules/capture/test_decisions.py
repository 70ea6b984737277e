"""A person decides on a conflict: accepted as it is, or rejected; the lot waits for that, and shows it ever after."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories.capture import Device
from tests.factories.genealogy import Plant
from tests.server.modules.capture.conftest import Readings, note
from veralot_server.core.module import HANDLERS, READINESS, SECTIONS, SIGNING, SUBJECTS
from veralot_server.core.transaction import Actor, Transaction
from veralot_shared.contracts.capture import AcceptEntry, EntryState, ListEntries, OfflineEntryView, RejectEntry
from veralot_shared.contracts.genealogy import CheckResult, LiftHold, ListHolds, LotEvent, LotView
from veralot_shared.contracts.tasks import ListTasks, TaskScope
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed, plain
from veralot_shared.ids import NodeId


@pytest.fixture
def conflict(
    tx: Transaction, device: Device, lot: LotView, plant: Plant, act_as: Callable[..., Actor]
) -> OfflineEntryView:
    """Return a reading of a lot that was held meanwhile; somebody of quality acts."""
    entry = device.enter(note(lot, "a"))
    plant.held(lot.id)
    device.send([entry])
    act_as("qa_release", name="wang.fang")
    return tx.call(ListEntries())[0]


def decide(plant: Plant, command: Any) -> OfflineEntryView:
    """Carry a decision out as the dispatcher does after it has taken the signature."""
    plant.sign(plant.tx.actor.user_id, command.reason)
    tx = plant.tx
    decided: OfflineEntryView = HANDLERS[command.op](command, tx)
    return decided


@pytest.mark.requirement("OFF-06", "OFF-07")
def test_an_accepted_entry_is_recorded_as_who_entered_it(
    tx: Transaction, plant: Plant, conflict: OfflineEntryView, readings: Readings
) -> None:
    shown = decide(plant, AcceptEntry(id=conflict.id, reason="Measured before the hold"))
    assert shown.state is EntryState.ACCEPTED
    assert shown.decided_by == "Wang.Fang"
    assert shown.decision_reason == "Measured before the hold"
    assert shown.signature_id is not None
    assert (readings.texts, readings.actors) == (["a"], ["li.wei"])
    how = readings.how[0]
    assert how is not None
    assert how.accepted
    assert tx.actor.user_name == "wang.fang"


@pytest.mark.requirement("OFF-06")
def test_a_rejected_entry_is_not_recorded_and_stays_readable(
    tx: Transaction, plant: Plant, conflict: OfflineEntryView, readings: Readings
) -> None:
    shown = decide(plant, RejectEntry(id=conflict.id, reason="Measured again"))
    assert shown.state is EntryState.REJECTED
    assert readings.texts == []
    assert [one.id for one in tx.call(ListEntries(lot_id=conflict.lot_id))] == [conflict.id]


@pytest.mark.parametrize("command", [AcceptEntry, RejectEntry])
def test_it_is_decided_once_and_with_a_reason(plant: Plant, conflict: OfflineEntryView, command: Any) -> None:
    with pytest.raises(ValueNotAllowed):
        decide(plant, command(id=conflict.id, reason="  "))
    decide(plant, command(id=conflict.id, reason="Enough said"))
    with pytest.raises(TransitionIllegal):
        decide(plant, command(id=conflict.id, reason="Once more"))


def test_what_its_rules_still_refuse_stays_undecided(
    tx: Transaction, plant: Plant, conflict: OfflineEntryView, readings: Readings
) -> None:
    readings.refuse = {"a"}
    with pytest.raises(ValueNotAllowed), tx.attempt():
        decide(plant, AcceptEntry(id=conflict.id, reason="It stands"))
    assert tx.call(ListEntries())[0].state is EntryState.CONFLICT


def test_who_entered_it_does_not_decide(tx: Transaction, conflict: OfflineEntryView) -> None:
    subject = SIGNING[AcceptEntry.op](AcceptEntry(id=conflict.id, reason="Why"), tx)[0]
    assert subject.doers == {conflict.user_id}
    assert subject.content["content"] == {"lot_id": conflict.lot_id, "text": "a"}
    assert [plain(one["on_arrival"]) for one in subject.content["differences"]] == ["hold"]
    again = SUBJECTS[subject.kind](subject.key, tx)
    assert again is not None
    assert again.content_hash == subject.content_hash


@pytest.mark.requirement("OFF-07")
def test_the_lot_waits_for_the_decision_and_shows_the_exception(
    tx: Transaction, plant: Plant, lot: LotView, conflict: OfflineEntryView
) -> None:
    check = READINESS["capture.entries"](lot, LotEvent.ACCEPT, tx)
    assert check.result is CheckResult.FAILED
    assert check.missing[0].values == {"counter": "1", "device": "PC-7", "about": lot.lot_no}
    decide(plant, RejectEntry(id=conflict.id, reason="Measured again"))
    assert READINESS["capture.entries"](lot, LotEvent.ACCEPT, tx).result is CheckResult.PASSED
    section = SECTIONS["capture.entries"][1](lot, tx)
    assert section is not None
    assert section.title == "Captured offline"
    cells = dict(zip([column.id for column in section.columns], section.rows[0], strict=True))
    assert cells["entered_by"] == ["Li.Wei", "测试员"]
    assert cells["state"] == "rejected"
    assert cells["device_at"] <= cells["received_at"]


@pytest.mark.requirement("OFF-07")
def test_a_lot_that_was_divided_waits_in_all_its_parts(
    tx: Transaction, plant: Plant, lot: LotView, conflict: OfflineEntryView
) -> None:
    (hold,) = plant.do(ListHolds(node_ids=[NodeId(lot.id)]))
    plant.do(LiftHold(hold_ids=[hold.id], reason="burst by hand"))
    for part in plant.divided(lot, 40):
        check = READINESS["capture.entries"](part, LotEvent.ACCEPT, tx)
        assert [one.id for one in check.missing] == [conflict.id]


def test_a_lot_without_entries_has_no_section_and_no_check(tx: Transaction, plant: Plant) -> None:
    other = plant.received()
    assert SECTIONS["capture.entries"][1](other, tx) is None
    assert READINESS["capture.entries"](other, LotEvent.ACCEPT, tx).result is CheckResult.NOT_APPLICABLE


def test_a_conflict_waits_in_the_inbox_until_it_is_decided(
    tx: Transaction, plant: Plant, conflict: OfflineEntryView, act_as: Any
) -> None:
    (task,) = [one for one in tx.call(ListTasks(scope=TaskScope.EVERYBODYS)) if one.source == "capture.conflict"]
    assert (task.kind, task.id, task.label, task.about) == ("capture_entry", conflict.id, "PC-7 1", conflict.about)
    act_as("qa_release", name="judge")
    assert [one.id for one in tx.call(ListTasks()) if one.source == "capture.conflict"] == [conflict.id]
    act_as("inspector", name="somebody")
    assert not [one for one in tx.call(ListTasks()) if one.source == "capture.conflict"], "nothing that one may not do"
    act_as("registrant", customer_id=plant.registrant)
    assert not [one for one in tx.call(ListTasks(scope=TaskScope.EVERYBODYS)) if one.source == "capture.conflict"]
    act_as("qa_release", name="judge")
    decide(plant, RejectEntry(id=conflict.id, reason="Measured again"))
    assert not [one for one in tx.call(ListTasks()) if one.source == "capture.conflict"]
