"""What waits on this computer is seen there: a screen, or a program, that is started anew does not ask for it again."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from tests.client.core.capture.conftest import Plant
from tests.client.modules.inspection.entry_plant import INSPECTION, SURFACE, characteristic, detail, result, texts
from tests.client.modules.plant import make_lot, make_units
from tests.fakes import FakeServer
from veralot_client.core.capture.capture import Capture
from veralot_client.core.connection import ATTEMPTS_BEFORE_OFFLINE
from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.entry.entry import EntryPresenter
from veralot_client.modules.inspection.presenters.entry.sheet import Cell, State
from veralot_client.modules.inspection.presenters.entry.typed import NotUnderstood
from veralot_shared.contracts.capture import PieceView, SnapshotView, TakeSnapshot
from veralot_shared.contracts.genealogy import ListUnits
from veralot_shared.contracts.inspection import GetInspection, ListResults
from veralot_shared.messages import Page, Query
from veralot_shared.rules.journal import piece_hash, snapshot_text

FIRST_PAGE = ListResults(inspection_id=INSPECTION, page=Page(limit=1000))


class Lists(Plant):
    """A plant whose work list answers what the screen asks of one inspection."""

    def __init__(self, fake: FakeServer, answers: dict[Query[Any], Any]) -> None:
        super().__init__(fake)
        self.issued_at = datetime.now(UTC)
        self.answers = answers

    def take(self, message: TakeSnapshot) -> SnapshotView:
        """Hand it out."""
        view = super().take(message)
        pieces = []
        for query, answer in self.answers.items():
            asked, reply = msgspec.json.encode(query).decode(), msgspec.json.encode(answer).decode()
            pieces.append(PieceView(sha256=piece_hash(query.op, asked, reply), op=query.op, asked=asked, reply=reply))
        signed = snapshot_text(
            snapshot_id=view.id,
            device=message.device,
            user_id=view.user_id,
            issued_at=view.issued_at,
            expires_at=view.expires_at,
            pieces=[one.sha256 for one in pieces],
        )
        return msgspec.structs.replace(view, pieces=pieces, signature=self.key.sign(signed))


def gone_away(services: Services, fake: FakeServer, found: Any, results: Any = (), units: Any = None) -> None:
    """Make a person ready to go on without the server, and let it be away."""
    answers: dict[Query[Any], Any] = {GetInspection(id=INSPECTION): found, FIRST_PAGE: list(results)}
    if units is not None:
        answers[ListUnits(lot_id=found.inspection.lot_id, page=Page(limit=1000))] = units
    Lists(fake, answers)
    assert services.session.user is not None
    services.capture.journals.unlock(services.server.url, services.session.user.id, "secret")
    services.capture.make_ready()
    fake.stop()
    for _ in range(ATTEMPTS_BEFORE_OFFLINE):
        services.connection.lost()


def opened(services: Services, capture: Capture | None = None) -> EntryPresenter:
    """Open the screen."""
    presenter = EntryPresenter(services, INSPECTION, capture)
    presenter.load()
    return presenter


@pytest.mark.requirement("OFF-06")
def test_a_screen_that_is_opened_again_while_the_server_is_away_shows_what_waits(
    services: Services, fake_server: FakeServer
) -> None:
    found = detail(characteristic(1), characteristic(2, **SURFACE), needed=4)
    gone_away(services, fake_server, found, [result(1, 1, "1.222")])
    first = opened(services)
    assert first.at == Cell(0, 1)
    first.enter("1.25")
    first.does_not_apply("broken in the fixture")
    first.go(Cell(1, 0))
    first.enter("1/3")
    first.send_all()
    assert services.capture.waiting().count == 1
    again = opened(services)
    assert texts(again) == texts(first)
    assert again.sheet is not None
    assert again.sheet.entries[Cell(0, 0)].state is State.RECORDED
    waiting = [again.sheet.entries[Cell(*cell)] for cell in ((0, 1), (0, 2), (1, 0), (1, 2))]
    assert {entry.state for entry in waiting} == {State.KEPT}
    assert waiting[1].not_applicable == "broken in the fixture"
    assert (again.at, again.progress().done, again.progress().unsent) == (Cell(0, 3), 6, 0)
    again.go(Cell(0, 1))
    with pytest.raises(NotUnderstood):
        again.enter("1.26")


def test_a_unit_that_was_measured_here_keeps_its_sample(services: Services, fake_server: FakeServer) -> None:
    units = make_units(make_lot(lot_no="PT"), 3)
    found = detail(characteristic(1), needed=3, per_unit=True)
    gone_away(services, fake_server, found, units=units)
    first = opened(services)
    first.scan("PT-003")
    first.enter("1.25")
    first.send_all()
    again = opened(services)
    assert texts(again) == {(0, 0): "1.250"}
    again.go(Cell(0, 0))
    assert again.unit() == units[2]


def test_what_was_not_sent_when_the_program_ended_and_was_kept_all_the_same_is_not_sent_again(
    services: Services, fake_server: FakeServer
) -> None:
    """Killed between the journal and the draft: both have it, and the journal's is the one that counts."""
    gone_away(services, fake_server, detail(characteristic(1), needed=2))
    first = opened(services)
    first.enter("1.25")
    drafts = services.settings.folder / "layouts"
    (draft,) = drafts.iterdir()
    before = draft.read_bytes()
    first.send_all()
    draft.write_bytes(before)
    again = opened(services)
    assert again.progress().unsent == 0
    again.send_all()
    assert services.capture.waiting().count == 1
