"""A command that only these tests know: a reading of a lot that may be entered offline, kept in the lot's order number."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.factories.capture import Device
from tests.factories.genealogy import Plant
from veralot_server.core import capturing, module
from veralot_server.core.captured import Captured
from veralot_server.core.capturing import Attempt, Verdict
from veralot_server.core.transaction import Actor, Transaction
from veralot_shared import messages
from veralot_shared.contracts.capture import Difference
from veralot_shared.contracts.genealogy import GetLot, LotView, Permission
from veralot_shared.errors import Sentence, ValueNotAllowed
from veralot_shared.ids import LotId
from veralot_shared.messages import Command, Query


class NoteReading(Command[LotView], permission=Permission.READ, offline=True):
    """Note a reading of a lot."""

    lot_id: LotId
    text: str


class Readings:
    """What was recorded, in order, and under which circumstances."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.actors: list[str] = []
        self.how: list[Captured | None] = []
        self.refuse: set[str] = set()


def note(lot: LotView, text: str) -> NoteReading:
    """Return the command."""
    return NoteReading(lot_id=lot.id, text=text)


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Readings:
    """Teach the server the command: its handler writes into the lot, its judge compares the lot's status."""
    kept = Readings()

    def handle(command: NoteReading, tx: Transaction) -> LotView:
        shown = tx.call(GetLot(id=command.lot_id))
        query = "UPDATE genealogy_lot SET order_no = coalesce(order_no, '') || %s WHERE id = %s"
        tx.wire.execute(query.encode(), (command.text, command.lot_id))
        if command.text in kept.refuse:
            raise ValueNotAllowed(value=command.text, rule="No.", field="text")
        kept.texts.append(command.text)
        kept.actors.append(tx.actor.user_name)
        kept.how.append(tx.captured)
        return shown

    def judge(attempts: Sequence[Attempt], tx: Transaction) -> list[Verdict]:
        return [verdict(attempt, tx) for attempt in attempts]

    def verdict(attempt: Attempt, tx: Transaction) -> Verdict:
        then: LotView | None = attempt.basis(GetLot(id=attempt.command.lot_id))
        now = tx.call(GetLot(id=attempt.command.lot_id))
        differences = []
        if then is not None and then.status is not now.status:
            differences = [
                Difference(what=Sentence("Status of the lot"), then=Sentence(then.status), now=Sentence(now.status))
            ]
        return Verdict(about=now.lot_no, lot_id=now.id, differences=differences)

    known: dict[str, Any] = messages.messages()
    monkeypatch.setitem(known, NoteReading.op, NoteReading)
    monkeypatch.setitem(module.HANDLERS, NoteReading.op, handle)
    monkeypatch.setitem(capturing.CAPTURES, NoteReading.op, [judge])
    return kept


@pytest.fixture
def plant(tx: Transaction) -> Plant:
    """Return a small plant."""
    return Plant(tx)


@pytest.fixture
def lot(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> LotView:
    """Return a lot that is on every work list."""
    made = plant.received()

    def asks(_tx: Transaction) -> list[Query[Any]]:
        return [GetLot(id=made.id)]

    monkeypatch.setitem(capturing.SNAPSHOTS, "test", asks)
    return made


@pytest.fixture
def inspector(act_as: Callable[..., Actor]) -> Callable[[], Actor]:
    """Return a function that lets an inspector act."""
    return lambda: act_as("inspector", name="li.wei")


@pytest.fixture
def device(tx: Transaction, lot: LotView, readings: Readings, inspector: Callable[[], Actor]) -> Device:
    """Return the device of an inspector with a work list that has the lot."""
    assert lot.lot_no
    assert not readings.texts
    inspector()
    return Device(tx).begin()
