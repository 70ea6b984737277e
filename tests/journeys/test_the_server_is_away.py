"""An inspector goes on while the server is away: it is stopped and started again, and what changed meanwhile is decided.

Here its process really ends; elsewhere it is the cable to it that is pulled.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

import msgspec
import pytest

from tests.journeys.conftest import Person
from tests.journeys.corridor import Floor, Line, OwnServer, inspection
from tests.server.rpc.conftest import free_port
from veralot_server.settings import Settings
from veralot_shared.contracts.capture import AcceptEntry, EntryState, ListDevices, ListEntries, Outcome
from veralot_shared.contracts.genealogy import GetDossier, HoldReason, LotView, PlaceHold
from veralot_shared.contracts.inspection import GetInspection, InspectionDetail, ListResults
from veralot_shared.ids import NodeId
from veralot_shared.messages import Page

People = Callable[[str], Person]

MOST = Page(limit=1000)

pytestmark = [pytest.mark.requirement("OFF-05"), pytest.mark.requirement("OFF-06")]


@pytest.fixture
def line(demo_plant: Settings) -> Iterator[Line]:
    """Return a process of the server for this computer alone."""
    server = OwnServer(msgspec.structs.replace(demo_plant, port=free_port()))
    yield server
    server.end()


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
    journal = floor.capture.journal()
    assert journal is not None
    device = next(one for one in qa.call(ListDevices(page=MOST)) if one.device == journal.device)
    assert (device.waiting, device.conflicts, device.entries) == (0, 1, 3)
    assert [one.value for one in inspector.call(ListResults(inspection_id=good.inspection.id))] == [
        Decimal("150.01"),
        Decimal("150.02"),
    ]
    assert inspector.call(ListResults(inspection_id=held.inspection.id)) == []

    (conflict,) = qa.call(ListEntries(device_id=device.id, states=[EntryState.CONFLICT]))
    assert conflict.lot_id == held.inspection.lot_id
    assert [one.now.values.get("reason") for one in conflict.differences] == ["Cracked cartons"]
    decided = qa.sign(AcceptEntry(id=conflict.id, reason="Measured before the cartons cracked"))
    assert decided.state is EntryState.ACCEPTED
    (result,) = inspector.call(ListResults(inspection_id=held.inspection.id))
    assert result.value == Decimal("150.03")
    assert result.recorded_by != decided.decided_by
    sections = {one.id: one for one in qa.call(GetDossier(lot_id=held.inspection.lot_id)).sections}
    assert "accepted" in sections["capture.entries"].rows[0]
