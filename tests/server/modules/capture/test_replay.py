"""What was entered while the server was away is recorded once, in its person's name, with both times."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import msgspec
import pytest

from tests.factories.capture import Device
from tests.factories.genealogy import Plant
from tests.server.modules.capture.conftest import Readings, note
from veralot_server.core.transaction import Actor, Transaction
from veralot_shared.contracts.capture import (
    BlockDevice,
    ChainBroken,
    DamageForm,
    DeviceBlocked,
    EntryState,
    GetEntry,
    IncidentKind,
    ListDevices,
    ListEntries,
    ListIncidents,
    ListKeys,
    Outcome,
    Proof,
    ReplayView,
    RevokeKey,
    TakeSnapshot,
    Trouble,
    UnblockDevice,
)
from veralot_shared.contracts.genealogy import HoldReason, LotView, PlaceHold
from veralot_shared.contracts.identity import PermissionDenied
from veralot_shared.errors import RecordNotFound, plain
from veralot_shared.ids import NodeId


def outcomes(reply: ReplayView) -> list[Outcome]:
    """Return what became of each entry."""
    return [one.outcome for one in reply.outcomes]


def what(tx: Transaction, place: int = 0) -> list[str]:
    """Return what had changed about the newest entry."""
    entry = tx.call(ListEntries())[place]
    return [plain(one.what) for one in entry.differences]


@pytest.mark.requirement("OFF-03", "OFF-05")
def test_entries_are_recorded_in_order_in_their_persons_name(
    tx: Transaction, device: Device, lot: LotView, readings: Readings
) -> None:
    first, second = device.enter(note(lot, "a")), device.enter(note(lot, "b"))
    reply = device.send([second, first])
    assert outcomes(reply) == [Outcome.RECORDED, Outcome.RECORDED]
    assert readings.texts == ["a", "b"]
    assert readings.actors == ["li.wei", "li.wei"]
    assert reply.head == 2
    assert tx.actor.user_name == "li.wei"
    assert tx.captured is None


@pytest.mark.requirement("OFF-05")
def test_a_double_send_makes_one_record(device: Device, lot: LotView, readings: Readings) -> None:
    entries = [device.enter(note(lot, "a"))]
    device.send(entries)
    assert outcomes(device.send(entries * 2)) == [Outcome.ALREADY, Outcome.ALREADY]
    assert readings.texts == ["a"]


@pytest.mark.requirement("OFF-05")
def test_one_that_was_sent_before_the_connection_broke_is_not_recorded_again(
    tx: Transaction, device: Device, lot: LotView, readings: Readings
) -> None:
    entry = device.enter(note(lot, "a"))
    tx.wire.execute(
        "INSERT INTO rpc.reply (command_id, op, digest, user_id, body) VALUES (%s, %s, '', %s, '')",
        (entry.id, entry.op, tx.actor.user_id),
    )
    assert outcomes(device.send([entry])) == [Outcome.ALREADY]
    assert readings.texts == []
    assert tx.call(ListEntries())[0].state is EntryState.RECORDED


@pytest.mark.requirement("OFF-03")
def test_both_times_and_the_offset_are_kept(tx: Transaction, device: Device, lot: LotView, readings: Readings) -> None:
    device.minutes = 1
    entry = device.enter(note(lot, "a"))
    device.ahead = timedelta(seconds=30)
    device.send([entry])
    shown = tx.call(ListEntries())[0]
    assert shown.device_at == entry.device_at
    assert shown.entered_at == device.begun.key.issued_at + timedelta(minutes=1)
    assert shown.received_at == tx.now
    assert shown.offset_seconds == Decimal(30)
    assert shown.jump_seconds == 0
    how = readings.how[0]
    assert how is not None
    assert (how.device_at, how.entered_at, how.accepted) == (entry.device_at, shown.entered_at, False)


@pytest.mark.requirement("OFF-03")
def test_a_clock_that_jumps_is_seen_and_changes_nothing_else(tx: Transaction, device: Device, lot: LotView) -> None:
    device.ahead = timedelta(days=-400)
    device.send([device.enter(note(lot, "a"))])
    shown = tx.call(ListEntries())[0]
    assert shown.state is EntryState.RECORDED
    assert shown.jump_seconds == Decimal(-400 * 86400)
    assert shown.entered_at == device.begun.key.issued_at


def test_what_comes_before_its_turn_is_not_taken(device: Device, lot: LotView) -> None:
    first, second = device.enter(note(lot, "a")), device.enter(note(lot, "b"))
    reply = device.send([second])
    assert outcomes(reply) == [Outcome.AHEAD]
    assert reply.head == 0
    assert outcomes(device.send([first, second])) == [Outcome.RECORDED] * 2


@pytest.mark.requirement("OFF-04")
def test_an_altered_entry_is_not_its_persons(tx: Transaction, device: Device, lot: LotView) -> None:
    entry = device.enter(note(lot, "a"))
    forged = msgspec.structs.replace(entry, body=msgspec.msgpack.encode(note(lot, "z")))
    reply = device.send([forged])
    assert outcomes(reply) == [Outcome.REFUSED]
    assert reply.outcomes[0].reason is not None
    assert reply.outcomes[0].reason.code == "capture.EntryUnproven"
    assert [one.kind for one in tx.call(ListIncidents())] == [IncidentKind.UNSIGNED]
    assert any(isinstance(event, ChainBroken) for event, _ in tx.events)
    shown = tx.call(ListEntries())[0]
    assert (shown.state, shown.user_name) == (EntryState.REFUSED, "")
    assert tx.call(GetEntry(id=shown.id)).content == {"lot_id": lot.id, "text": "z"}


@pytest.mark.requirement("OFF-04", "OFF-06")
@pytest.mark.parametrize("trouble", list(Trouble))
def test_what_the_device_lost_is_told_and_the_next_goes_to_a_person(
    tx: Transaction, device: Device, lot: LotView, trouble: Trouble
) -> None:
    device.enter(note(lot, "lost"))
    second, third = device.enter(note(lot, "b")), device.enter(note(lot, "c"))
    reply = device.send([second, third], [DamageForm(counter=1, trouble=trouble)])
    assert outcomes(reply) == [Outcome.CONFLICT, Outcome.RECORDED]
    assert [(one.kind, one.counter) for one in tx.call(ListIncidents())] == [(IncidentKind(trouble.value), 1)]
    device.send([second, third], [DamageForm(counter=1, trouble=trouble)])
    assert len(tx.call(ListIncidents())) == 1
    assert what(tx, 1) == ["Chain of entries"]


@pytest.mark.requirement("OFF-04")
def test_a_journal_that_was_set_back_is_told(tx: Transaction, device: Device, lot: LotView, readings: Readings) -> None:
    before = device.last
    device.send([device.enter(note(lot, "a"))])
    device.counter, device.last = 0, before
    device.begin()
    assert [one.kind for one in tx.call(ListIncidents())] == [IncidentKind.FORKED]
    assert outcomes(device.send([device.enter(note(lot, "b"))])) == [Outcome.CONFLICT]
    assert readings.texts == ["a"]


@pytest.mark.requirement("OFF-04")
def test_an_entry_that_names_another_before_it_breaks_the_chain(tx: Transaction, device: Device, lot: LotView) -> None:
    device.send([device.enter(note(lot, "a"))])
    assert outcomes(device.send([device.enter(note(lot, "b"), previous=b"x" * 32)])) == [Outcome.CONFLICT]
    assert [one.kind for one in tx.call(ListIncidents())] == [IncidentKind.BROKEN]


@pytest.mark.requirement("OFF-01")
@pytest.mark.parametrize("op", ["genealogy.PlaceHold", "no.Such"])
def test_only_listed_functions_are_recorded(device: Device, lot: LotView, op: str) -> None:
    hold = PlaceHold(node_ids=[NodeId(lot.id)], reason_code=HoldReason.COMPLAINT, reason="Because")
    entry = device.enter(hold, op=op)
    reply = device.send([entry])
    assert outcomes(reply) == [Outcome.REFUSED]
    assert reply.outcomes[0].reason is not None
    assert reply.outcomes[0].reason.code == "capture.EntryUnreadable"


def test_an_entry_that_cannot_be_read_is_kept(tx: Transaction, device: Device, lot: LotView) -> None:
    device.send([device.enter(note(lot, "a"), body=b"\xc1")])
    shown = tx.call(ListEntries())[0]
    assert shown.state is EntryState.REFUSED
    assert tx.call(GetEntry(id=shown.id)).content == {}


# --- what has changed since ------------------------------------------------------------------------------------------


@pytest.mark.requirement("OFF-06")
def test_what_a_module_finds_changed_goes_to_a_person_with_both_sides(
    tx: Transaction, device: Device, lot: LotView, plant: Plant, readings: Readings
) -> None:
    entry = device.enter(note(lot, "a"))
    plant.held(lot.id)
    assert outcomes(device.send([entry])) == [Outcome.CONFLICT]
    assert readings.texts == []
    difference = tx.call(ListEntries(states=[EntryState.CONFLICT]))[0].differences[0]
    assert (plain(difference.then), plain(difference.now)) == ("quarantine", "hold")


@pytest.mark.requirement("OFF-06")
def test_what_its_own_rules_refuse_goes_to_a_person_and_the_others_are_recorded(
    tx: Transaction, device: Device, lot: LotView, readings: Readings
) -> None:
    readings.refuse = {"bad"}
    entries = [device.enter(note(lot, text)) for text in ("a", "bad", "c")]
    assert outcomes(device.send(entries)) == [Outcome.RECORDED, Outcome.CONFLICT, Outcome.RECORDED]
    row = tx.wire.execute("SELECT order_no FROM genealogy_lot WHERE id = %s", (lot.id,)).fetchone()
    assert row == ("ac",)
    reason = tx.call(ListEntries(states=[EntryState.CONFLICT]))[0].reason
    assert reason is not None
    assert reason.code == "errors.ValueNotAllowed"


@pytest.mark.requirement("OFF-02")
def test_an_expired_work_list_goes_to_a_person(tx: Transaction, device: Device, lot: LotView) -> None:
    tx.wire.execute("UPDATE capture_snapshot SET expires_at = issued_at - interval '1 minute'")
    assert outcomes(device.send([device.enter(note(lot, "a"))])) == [Outcome.CONFLICT]
    assert what(tx) == ["Work list"]


def test_another_persons_work_list_goes_to_a_person(
    tx: Transaction, device: Device, lot: LotView, act_as: Callable[..., Actor]
) -> None:
    theirs = device.list.id
    act_as("inspector", name="zhang.min")
    device.begin()
    assert outcomes(device.send([device.enter(note(lot, "a"), snapshot_id=theirs)])) == [Outcome.CONFLICT]
    assert what(tx) == ["Work list"]


def test_what_says_to_be_from_tomorrow_goes_to_a_person(tx: Transaction, device: Device, lot: LotView) -> None:
    device.minutes = 11 * 60
    assert outcomes(device.send([device.enter(note(lot, "a"))])) == [Outcome.CONFLICT]
    assert what(tx) == ["Time of entry"]


def test_a_right_that_lapsed_goes_to_a_person(
    tx: Transaction, device: Device, lot: LotView, act_as: Callable[..., Actor]
) -> None:
    entry = device.enter(note(lot, "a"))
    tx.wire.execute("DELETE FROM identity_user_role WHERE user_id = %s", (tx.actor.user_id,))
    act_as("inspector", name="zhang.min")
    assert outcomes(device.send([entry])) == [Outcome.CONFLICT]
    assert what(tx) == ["Right"]


def test_another_person_may_hand_in_and_the_record_names_who_entered(
    tx: Transaction, device: Device, lot: LotView, readings: Readings, act_as: Callable[..., Actor]
) -> None:
    entry = device.enter(note(lot, "a"))
    act_as("inspector", name="zhang.min")
    device.send([entry])
    assert readings.actors == ["li.wei"]
    assert tx.actor.user_name == "zhang.min"
    log = tx.wire.execute(
        "SELECT e.user_name, e.message, e.command_id FROM audit.entry e WHERE e.table_name = 'genealogy_lot' "
        "ORDER BY e.id DESC LIMIT 1"
    )
    assert log.fetchone() == ("li.wei", entry.op, entry.id)


@pytest.mark.requirement("OFF-06")
def test_two_devices_on_one_lot(
    tx: Transaction, device: Device, lot: LotView, plant: Plant, act_as: Callable[..., Actor]
) -> None:
    act_as("inspector", name="zhang.min")
    other = Device(tx, "PC-8").begin()
    here, there = device.enter(note(lot, "a")), other.enter(note(lot, "b"))
    assert outcomes(other.send([there])) == [Outcome.RECORDED]
    plant.held(lot.id)
    assert outcomes(device.send([here])) == [Outcome.CONFLICT]
    assert [one.device for one in tx.call(ListEntries())] == ["PC-7", "PC-8"]


# --- devices and keys ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("OFF-08")
def test_what_waits_and_how_old_it_is_is_told_of_each_device(tx: Transaction, device: Device, lot: LotView) -> None:
    entry = device.enter(note(lot, "a"))
    device.send([entry], waiting=3, oldest=entry.device_at)
    shown = tx.call(ListDevices())[0]
    assert (shown.name, shown.waiting, shown.oldest_at) == ("PC-7", 3, entry.device_at)
    assert (shown.entries, shown.conflicts, shown.incidents) == (1, 0, 0)
    assert shown.contact_at == tx.now


@pytest.mark.requirement("OFF-04")
def test_what_revoked_keys_signed_goes_to_a_person(tx: Transaction, device: Device, lot: LotView) -> None:
    entry = device.enter(note(lot, "a"))
    tx.wire.execute("INSERT INTO identity_user_role (user_id, role) VALUES (%s, 'quality_head')", (tx.actor.user_id,))
    tx.actor = msgspec.structs.replace(tx.actor, permissions=tx.actor.permissions | {"capture:device:manage"})
    revoked = tx.call(RevokeKey(id=device.begun.key.id, reason="The computer is lost"))
    assert revoked.revoked_at == tx.now
    assert outcomes(device.send([entry])) == [Outcome.CONFLICT]
    assert what(tx) == ["Keys of the login"]
    keys = tx.call(ListKeys(device_id=device.begun.key.device_id))
    assert {one.proof: one.entries for one in keys} == {Proof.BY_SERVER: 1, Proof.BY_DEVICE: 0}
    assert len(keys) == len(Proof), "the login's, and those for coming back"
    assert {one.revoked_at for one in keys} == {tx.now}


def test_nothing_is_taken_from_a_blocked_device_until_it_is_let_in_again(
    tx: Transaction, device: Device, lot: LotView
) -> None:
    entry = device.enter(note(lot, "a"))
    tx.actor = msgspec.structs.replace(tx.actor, permissions=tx.actor.permissions | {"capture:device:manage"})
    tx.call(BlockDevice(id=device.begun.key.device_id, reason="Stolen"))
    with pytest.raises(DeviceBlocked, match="Stolen"):
        device.send([entry])
    with pytest.raises(DeviceBlocked):
        device.begin()
    tx.call(UnblockDevice(id=device.begun.key.device_id, reason="Found again"))
    assert outcomes(device.send([entry])) == [Outcome.CONFLICT]


@pytest.mark.requirement("OFF-04")
def test_a_key_signs_for_its_own_span_alone(device: Device, lot: LotView) -> None:
    stolen = device.keys[0]
    device.keys = [stolen] * len(device.keys)
    device.minutes = 20
    assert outcomes(device.send([device.enter(note(lot, "a"))])) == [Outcome.REFUSED]


def test_an_unknown_device_is_not_found(device: Device) -> None:
    device.id = uuid4()
    with pytest.raises(RecordNotFound):
        device.send([])


@pytest.mark.trap("T11")
def test_a_customers_user_sees_none_of_it(
    tx: Transaction, device: Device, plant: Plant, act_as: Callable[..., Actor]
) -> None:
    act_as("registrant", customer_id=plant.registrant)
    with pytest.raises(PermissionDenied):
        tx.call(ListDevices())
    tx.actor = msgspec.structs.replace(tx.actor, permissions=frozenset({"capture:device:read", "capture:entry:make"}))
    for query in (ListDevices(), ListEntries(), ListKeys(), ListIncidents(), TakeSnapshot(device=device.id)):
        with pytest.raises(RecordNotFound):
            tx.call(query)
