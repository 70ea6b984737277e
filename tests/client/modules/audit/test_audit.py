"""Searching the log, its proofs, and its head."""

import json
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec
import pytest
from PySide6.QtGui import QGuiApplication

from tests.client.modules.conftest import ShowPage
from tests.client.modules.plant import NOW, make_entries
from tests.client.stand_ins import Shown
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.audit.models import changes_text
from veralot_client.modules.audit.pages.head import HeadPage
from veralot_client.modules.audit.pages.log import LogPage
from veralot_client.modules.audit.presenters.log import LogPresenter
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.window import Window
from veralot_shared.contracts.audit import (
    EntryView,
    HeadView,
    Inclusion,
    InclusionView,
    LogHead,
    LogSealed,
    NotSealedYet,
    Seal,
    SearchLog,
)
from veralot_shared.ids import EntryId

ENTRIES = make_entries(30)
NOTE = "veralot.example/suzhou\n128441\nW/aBc3k2l1qvM1y2kF6eWm0M9mB1YJt4P2q1uJm4Q2o=\n\n— veralot.example/suzhou Az3g\n"
HEAD = HeadView(size=128_441, root="5b" * 32, at=NOW, note=NOTE, key="veralot.example/suzhou+4d1f+AbZ1", behind=0)


@pytest.fixture
def log(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> LogPage:
    fake_server.answer(SearchLog, lambda query: ENTRIES[query.page.offset : query.page.offset + query.page.limit])
    return cast("LogPage", show(LogPage(desk)))


def searches(server: FakeServer) -> list[SearchLog]:
    return [each for each in server.executed if isinstance(each, SearchLog)]


def test_the_log_is_searched_by_person_action_record_and_day(
    log: LogPage, fake_server: FakeServer, desk: Services
) -> None:
    desk.words.zone = ZoneInfo("Asia/Shanghai")
    log.table.header.put({"user_name": "li.na", "message": "genealogy.ReleaseLot", "table": "genealogy_lot"})
    log.since.put(date(2026, 11, 1))
    log.until.put(date(2026, 11, 20))
    log.until.settled.emit()
    asked = searches(fake_server)[-1]
    assert (asked.user_name, asked.message, asked.table) == ("li.na", "genealogy.ReleaseLot", "genealogy_lot")
    assert asked.since is not None
    assert asked.until is not None
    assert asked.since == datetime.fromisoformat("2026-11-01T00:00:00+08:00")
    assert asked.until == datetime.fromisoformat("2026-11-21T00:00:00+08:00"), "the last day is searched whole"


def test_a_long_list_does_not_claim_to_be_counted(log: LogPage, fake_server: FakeServer) -> None:
    everything = make_entries(450)
    fake_server.answer(SearchLog, lambda query: everything[query.page.offset : query.page.offset + query.page.limit])
    log.refresh()
    assert log.table.footer.count.text() == "More than 200 rows"


def test_chosen_entries_stand_beside_field_by_field(log: LogPage) -> None:
    assert "Choose entries" in log.detail.toPlainText()
    log.table.grid.go_to(0)
    assert "12 Oct 2031" in log.detail.toPlainText()


def test_a_proof_is_copied(log: LogPage, desk: Services, fake_server: FakeServer) -> None:
    proof = InclusionView(entry_id=EntryId(8999), index=8989, size=9000, leaf="AAE=", content="AA==", path=["00" * 32])
    fake_server.answer(Inclusion, proof)
    log.table.grid.go_to(0)
    assert not log.can_perform("audit.prove"), "it is not sealed yet"
    log.table.grid.go_to(1)
    log.perform("audit.prove")
    assert fake_server.executed[-1] == Inclusion(entry_id=EntryId(8999))
    assert json.loads(QGuiApplication.clipboard().text())["index"] == 8989
    assert "8,989" in cast("Shown", desk.notices).texts[-1]


def test_a_proof_that_is_not_there_yet_is_told(log: LogPage, desk: Services, fake_server: FakeServer) -> None:
    fake_server.answer(Inclusion, NotSealedYet(entry_id=EntryId(8999)))
    log.table.grid.go_to(1)
    log.perform("audit.prove")
    assert isinstance(cast("Shown", desk.notices).errors[-1], NotSealedYet)


def tell(services: Services) -> None:
    services.changes._observers[LogSealed.name].tell(LogSealed(size=1))  # noqa: SLF001 - what the listener's thread calls


def test_the_list_is_read_again_only_while_something_waits_to_be_sealed(
    services: Services, fake_server: FakeServer
) -> None:
    sealed: list[EntryView] = [msgspec.structs.replace(each, index=1) for each in ENTRIES]
    told: list[Any] = []
    presenter = LogPresenter(services, lambda: told.append(1))
    fake_server.answer(SearchLog, ENTRIES)
    presenter.fetch(Window(0, 50, None, {}))
    tell(services)
    fake_server.answer(SearchLog, sealed)
    presenter.fetch(Window(0, 50, None, {}))
    tell(services)
    assert told == [1]


def test_changes_are_told_in_one_line(services: Services) -> None:
    assert changes_text(ENTRIES[0], services.words) == "Expiry: 12 Oct 2031 → 30 Sept 2031"


@pytest.fixture
def head(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> HeadPage:
    fake_server.answer(LogHead, HEAD)
    return cast("HeadPage", show(HeadPage(desk)))


@pytest.mark.requirement("P11-02")
def test_the_note_is_copied_byte_for_byte(head: HeadPage, desk: Services) -> None:
    assert head.note.toPlainText() == NOTE
    head.perform("audit.copy_note")
    assert QGuiApplication.clipboard().text() == NOTE
    assert cast("Shown", desk.notices).texts == ["Checkpoint copied."]


def test_what_is_committed_is_sealed_on_demand(head: HeadPage, fake_server: FakeServer) -> None:
    fake_server.answer(Seal, msgspec.structs.replace(HEAD, size=128_450))
    head.perform("audit.seal")
    shown = [text.text() for _label, text in head.facts._pairs]  # noqa: SLF001 - as they are read
    assert "128,450" in shown


def test_the_head_follows_the_log(head: HeadPage, desk: Services, fake_server: FakeServer) -> None:
    asked = len(fake_server.executed)
    tell(desk)
    assert len(fake_server.executed) == asked + 1
    assert head.can_perform("audit.copy_note")
