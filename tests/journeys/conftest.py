"""The demonstration plant, imported from its own files and served."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from tests.factories.inspection import LENGTH, SURFACE, fixed
from tests.journeys.corridor import Floor, Line, received
from tests.server.rpc.conftest import Caller, free_port, hang_up, served
from veralot_client.tour.cable import Cable
from veralot_resources import path as resource
from veralot_server.cli.demo import PASSWORD, load
from veralot_server.core.embedded import Urls
from veralot_server.settings import Settings
from veralot_shared.contracts.genealogy import ListLocations, ListLots, LocationKind, LotFilter, LotView
from veralot_shared.contracts.identity import AcceptAccountability, SignatureNeeded
from veralot_shared.contracts.inspection import (
    CreatePlan,
    DefectClass,
    InspectionStage,
    ListPlans,
    ReleasePlan,
    SaveRevision,
)
from veralot_shared.messages import Page, SignatureEntry


@pytest.fixture(scope="session")
def story() -> dict[str, Any]:
    """Return the names and numbers of the demonstration plant's story."""
    return tomllib.loads(resource("demo/story.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def demo_plant(new_database: Callable[[str], Urls], settings: Settings) -> Settings:
    """Import the demonstration plant into a database of its own."""
    urls = new_database("journey_test")
    own = msgspec.structs.replace(
        settings, database_url=urls.app, owner_url=urls.owner, demo=True, port=free_port(), idle_seconds=3600
    )
    load(own)
    return own


@pytest.fixture(scope="session")
def address(demo_plant: Settings) -> Iterator[str]:
    """Serve the demonstration plant."""
    with served(demo_plant) as found:
        yield found
        hang_up()


@pytest.fixture(scope="session")
def people(address: str, story: dict[str, Any]) -> Callable[[str], "Person"]:
    """Return a function that signs in one of the story's people by role: `people("qa")`."""
    known: dict[str, Person] = {}

    def sign_in(role: str) -> Person:
        if role not in known:
            known[role] = Person(address, story["users"][role])
        return known[role]

    return sign_in


class Person(Caller):
    """A person of the demonstration plant, signed in, who signs with the published password."""

    def __init__(self, address: str, user_name: str) -> None:
        super().__init__(address, user_name)
        self.login(PASSWORD)
        self._accepted = False

    def sign(self, command: Any, reason: str = "") -> Any:
        """Send a signed command the way the client does: be refused, be shown what is signed, enter both components."""
        if not self._accepted:
            self.call(AcceptAccountability(password=PASSWORD))
            self._accepted = True
        with pytest.raises(SignatureNeeded) as needed:
            self.call(command)
        entry = SignatureEntry(
            user_name=self.user_name, secret=PASSWORD, shown_hash=needed.value.shown_hash, reason=reason
        )
        return self.call(msgspec.structs.replace(command, signature=entry))


# --- the server is away ----------------------------------------------------------------------------------------------

People = Callable[[str], Person]
RULES = [fixed(DefectClass.MAJOR, 5), fixed(DefectClass.MINOR, 3, 1)]
"""Five pieces are measured: as many as the longest of the journeys enters."""


@pytest.fixture
def line(address: str) -> Iterator[Line]:
    """Return a computer's own cable to the server that all share: it is pulled out and plugged in again."""
    cable = Cable(address)
    yield cable
    cable.end()


@pytest.fixture
def floor(line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Floor]:
    """Return the inspector's computer, whose server comes and goes."""
    monkeypatch.setattr("veralot_client.core.capture.sealing.MEMORY_KIB", 64)
    monkeypatch.setattr("veralot_client.core.changes.LONGEST_PAUSE", 0.5)
    monkeypatch.setattr("veralot_client.core.rpc.PAUSES", (0.05,))
    floor = Floor(line, tmp_path / "journals")
    yield floor
    floor.stop()


def unplanned(people: People) -> LotView:
    """Return a lot of an item that no inspection plan is for."""
    planned = {one.item_id for one in people("qa").call(ListPlans(page=Page(limit=500))).rows}
    known = people("warehouse").call(ListLots(filter=LotFilter(), page=Page(limit=500))).rows
    found: LotView = next(
        lot for lot in known if lot.supplier_id is not None and lot.customer_id is None and lot.item_id not in planned
    )
    return found


@pytest.fixture(scope="session")
def like(people: People) -> LotView:
    """Return a lot of an item for which an inspection plan was just released: one person wrote it, another released it."""
    found = unplanned(people)
    writer = people("qa")
    draft = writer.call(CreatePlan(code="IP-AWAY", item_id=found.item_id, stage=InspectionStage.INCOMING)).revision
    content = SaveRevision(revision_id=draft.id, version=draft.version, rules=RULES, characteristics=[LENGTH, SURFACE])
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
