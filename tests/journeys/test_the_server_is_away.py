"""An inspector goes on while the server is away: it is stopped and started again, and what changed meanwhile is decided."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from tests.client.stand_ins import Inline
from tests.factories.inspection import LENGTH, RULES, SURFACE
from tests.fakes import Waiter
from tests.journeys.conftest import Person
from tests.server.rpc.conftest import free_port, served
from veralot_client.core.capture.capture import Capture, Kept
from veralot_client.core.capture.handing_in import HandingIn
from veralot_client.core.capture.journals import Journals
from veralot_client.core.capture.keeper import Keeper
from veralot_client.core.changes import Changes
from veralot_client.core.connection import Connection, ConnectionState
from veralot_client.core.rpc import Server
from veralot_client.core.session import Session
from veralot_server.cli.demo import PASSWORD
from veralot_server.settings import Settings
from veralot_shared.contracts.capture import (
    AcceptEntry,
    EntryState,
    ListDevices,
    ListEntries,
    Outcome,
)
from veralot_shared.contracts.genealogy import (
    GetDossier,
    HoldReason,
    ListLocations,
    ListLots,
    LocationKind,
    LotFilter,
    LotView,
    PlaceHold,
    ReceiveLot,
)
from veralot_shared.contracts.inspection import (
    CreatePlan,
    GetInspection,
    InspectionDetail,
    InspectionFilter,
    InspectionStage,
    ListInspections,
    ListResults,
    RecordResults,
    ReleasePlan,
    ResultEntry,
    SaveRevision,
)
from veralot_shared.ids import NodeId, PartnerId
from veralot_shared.messages import Page

People = Callable[[str], Person]

pytestmark = [pytest.mark.requirement("OFF-05"), pytest.mark.requirement("OFF-06")]


class Floor:
    """The inspector's computer, and the server that it knows, which comes and goes."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self._running = ExitStack()
        self.come()
        url = f"http://{settings.host}:{settings.port}"
        self.journals = Journals(folder)
        self.server = Server(url, workstation="CORRIDOR-1")
        self.session = Session(self.server, proofs=Keeper(self.journals, self.server))
        self.connection = Connection()
        self.changes = Changes(self.server, self.connection)
        self.capture = Capture(self.server, self.session, self.connection, Inline(), self.journals)
        self.handing_in = HandingIn(self.capture, self.connection, Inline(), lambda: "Sending")
        self.said, self.states = Waiter(), Waiter()
        self.kept: list[Kept] = []
        self.handing_in.done.subscribe(self.said)
        self.connection.changed.subscribe(self.states)

    def sign_in(self) -> None:
        """Sign in, listen, and be ready for bad days."""
        self.session.login("zhao.min", PASSWORD)
        self.changes.start()
        self.states.until(lambda got: ConnectionState.ONLINE in got)
        self.capture.make_ready()

    def enter(self, found: InspectionDetail, sample: int, value: str) -> None:
        """Enter one result."""
        number = next(one.id for one in found.revision.characteristics if one.code == "1")
        result = ResultEntry(characteristic_id=number, sample_no=sample, value=Decimal(value))
        command = RecordResults(inspection_id=found.inspection.id, results=[result])
        self.capture.send(command, lambda _reply: None, self.kept.append)

    def come(self) -> None:
        """Start the server."""
        self._running.enter_context(served(self.settings))

    def go(self) -> None:
        """Stop the server, and wait until the computer has noticed."""
        self.states.got.clear()
        self._running.close()
        self.states.until(lambda got: ConnectionState.RECONNECTING in got)

    def end(self) -> None:
        """Switch everything off."""
        self.handing_in.end()
        self.changes.stop()
        self.server.close()
        self.journals.close()
        self._running.close()


@pytest.fixture
def floor(demo_plant: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Floor]:
    """Return the inspector's computer, whose server is one of several."""
    monkeypatch.setattr("veralot_client.core.capture.sealing.MEMORY_KIB", 64)
    monkeypatch.setattr("veralot_client.core.changes.LONGEST_PAUSE", 0.5)
    floor = Floor(msgspec.structs.replace(demo_plant, port=free_port()), tmp_path / "journals")
    yield floor
    floor.end()


@pytest.fixture(scope="module")
def like(people: People) -> LotView:
    """Return a lot of an item for which an inspection plan was just released: one person wrote it, another released it."""
    known = people("warehouse").call(ListLots(filter=LotFilter(), page=Page(limit=500))).rows
    found: LotView = next(lot for lot in known if lot.supplier_id is not None and lot.customer_id is None)
    writer = people("qa")
    draft = writer.call(CreatePlan(code="IP-AWAY", item_id=found.item_id, stage=InspectionStage.INCOMING)).revision
    content = SaveRevision(
        revision_id=draft.id, version=draft.version, rules=list(RULES), characteristics=[LENGTH, SURFACE]
    )
    saved = writer.call(content)
    people("quality_head").sign(ReleasePlan(revision_id=saved.revision.id))
    return found


@pytest.fixture
def lots(people: People, like: LotView) -> list[LotView]:
    """Receive two lots of that item."""
    stores = people("warehouse")
    places = stores.call(ListLocations())
    quarantine = next(place for place in places if place.kind is LocationKind.QUARANTINE)
    return [stores.call(received(like, f"OFF-{uuid4().hex[:6]}", quarantine.id)) for _ in range(2)]


def received(like: LotView, number: str, place: Any) -> ReceiveLot:
    """Return the command that receives a lot like another."""
    return ReceiveLot(
        item_id=like.item_id,
        lot_no=number,
        supplier_id=PartnerId(like.supplier_id or 0),
        supplier_lot_no=number,
        quantity=Decimal(100),
        unit=like.unit,
        location_id=place,
        expiry=like.expiry,
    )


def inspection(person: Person, lot: LotView) -> InspectionDetail:
    """Return the inspection that receiving a lot has made."""
    (found,) = person.call(ListInspections(filter=InspectionFilter(lot_id=lot.id))).rows
    detail: InspectionDetail = person.call(GetInspection(id=found.id))
    return detail


@pytest.mark.requirement("OFF-02", "OFF-03", "OFF-07", "OFF-08")
def test_entered_while_away_recorded_when_back_and_decided(floor: Floor, people: People, lots: list[LotView]) -> None:
    inspector, qa = people("inspector"), people("qa")
    good, held = (inspection(inspector, lot) for lot in lots)
    floor.sign_in()

    floor.go()
    answered: list[InspectionDetail] = []
    floor.capture.ask(GetInspection(id=good.inspection.id), answered.append)
    assert answered[0].inspection.number == good.inspection.number
    for sample in (1, 2):
        floor.enter(good, sample, f"150.0{sample}")
    floor.enter(held, 1, "150.03")
    assert [one.counter for one in floor.kept] == [1, 2, 3]
    assert floor.capture.waiting().count == 3
    # The rest of the plant goes on, by another process of the server.
    hold = PlaceHold(
        node_ids=[NodeId(held.inspection.lot_id)], reason_code=HoldReason.COMPLAINT, reason="Cracked cartons"
    )
    qa.sign(hold)

    floor.come()
    said: list[Counter[Outcome]] = floor.said.until(bool, 60)
    assert said[0] == {Outcome.RECORDED: 2, Outcome.CONFLICT: 1}
    assert floor.capture.waiting().count == 0
    device = next(one for one in qa.call(ListDevices()) if one.name == "CORRIDOR-1")
    assert (device.waiting, device.conflicts, device.entries) == (0, 1, 3)
    assert [one.value for one in inspector.call(ListResults(inspection_id=good.inspection.id))] == [
        Decimal("150.01"),
        Decimal("150.02"),
    ]
    assert inspector.call(ListResults(inspection_id=held.inspection.id)) == []

    (conflict,) = [
        one for one in qa.call(ListEntries(states=[EntryState.CONFLICT])) if one.lot_id == held.inspection.lot_id
    ]
    assert [one.now.values.get("reason") for one in conflict.differences] == ["Cracked cartons"]
    decided = qa.sign(AcceptEntry(id=conflict.id, reason="Measured before the cartons cracked"))
    assert decided.state is EntryState.ACCEPTED
    (result,) = inspector.call(ListResults(inspection_id=held.inspection.id))
    assert result.value == Decimal("150.03")
    assert result.recorded_by != decided.decided_by
    sections = {one.id: one for one in qa.call(GetDossier(lot_id=held.inspection.lot_id)).sections}
    assert "accepted" in sections["capture.entries"].rows[0]


@pytest.mark.requirement("OFF-05")
def test_what_was_handed_in_twice_is_recorded_once(floor: Floor, people: People, lots: list[LotView]) -> None:
    inspector = people("inspector")
    found = inspection(inspector, lots[0])
    floor.sign_in()
    floor.go()
    floor.enter(found, 1, "150.00")
    journal = floor.capture.journal()
    assert journal is not None
    batch = journal.unsent(10)
    floor.come()
    floor.said.until(bool, 60)
    journal.meet(0, b"")
    floor.handing_in.start()
    assert floor.said.got[-1] == {Outcome.ALREADY: 1}
    assert len(batch.entries) == len(inspector.call(ListResults(inspection_id=found.inspection.id))) == 1
