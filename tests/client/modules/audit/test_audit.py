"""Searching the log, its proofs, and its head."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import NOW, make_entries
from tests.client.stand_ins import Shown
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.audit.models import changes_text
from veralot_client.modules.audit.pages.head import HeadPage
from veralot_client.modules.audit.pages.log import LogPage
from veralot_client.modules.audit.pages.saving import save
from veralot_client.modules.audit.presenters.log import LogPresenter
from veralot_client.widgets.log_entries import record_text
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.window import Window
from veralot_shared.contracts.audit import (
    ChoicesView,
    EntryView,
    ExportLog,
    ExtractFormat,
    ExtractView,
    FieldChange,
    HeadView,
    Inclusion,
    InclusionView,
    LogChoices,
    LogFilter,
    LogHead,
    LogSealed,
    NotSealedYet,
    PersonChoice,
    Seal,
    SearchLog,
    TableChoice,
)
from veralot_shared.ids import EntryId, UserId

ENTRIES = make_entries(30)
NOTE = "veralot.example/suzhou\n128441\nW/aBc3k2l1qvM1y2kF6eWm0M9mB1YJt4P2q1uJm4Q2o=\n\n— veralot.example/suzhou Az3g\n"
HEAD = HeadView(size=128_441, root="5b" * 32, at=NOW, note=NOTE, key="veralot.example/suzhou+4d1f+AbZ1", behind=0)

CHOICES = ChoicesView(
    people=[PersonChoice(id=UserId(7), user_name="li.na", full_name="Li Na", full_name_zh="李娜")],
    tables=[TableChoice(name="genealogy_lot", fields=["id", "status", "expiry"])],
)


@pytest.fixture
def log(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> LogPage:
    fake_server.answer(SearchLog, lambda query: ENTRIES[query.page.offset : query.page.offset + query.page.limit])
    fake_server.answer(LogChoices, CHOICES)
    return cast("LogPage", show(LogPage(desk)))


def searches(server: FakeServer) -> list[SearchLog]:
    return [each for each in server.executed if isinstance(each, SearchLog)]


def test_the_log_is_searched_by_person_record_field_action_signature_and_day(
    log: LogPage, fake_server: FakeServer, desk: Services, qtbot: QtBot
) -> None:
    desk.words.zone = ZoneInfo("Asia/Shanghai")
    bar = log.filters
    for name, value in {
        "user_id": UserId(7),
        "table": "genealogy_lot",
        "field": "expiry",
        "message": "genealogy.ReleaseLot",
        "signed": True,
    }.items():
        bar.boxes[name].setCurrentIndex(bar.boxes[name].findData(value))
    bar.key.setText("41")
    bar.since.put(date(2026, 11, 1))
    bar.until.put(date(2026, 11, 20))
    bar.until.settled.emit()
    qtbot.waitUntil(lambda: searches(fake_server)[-1].filter.user_id is not None)
    assert searches(fake_server)[-1].filter == LogFilter(
        user_id=UserId(7),
        message="genealogy.ReleaseLot",
        table="genealogy_lot",
        key="41",
        field="expiry",
        signed=True,
        since=datetime.fromisoformat("2026-11-01T00:00:00+08:00"),
        until=datetime.fromisoformat("2026-11-21T00:00:00+08:00"),  # the last day is searched whole
    )
    bar.clear.click()
    qtbot.waitUntil(lambda: searches(fake_server)[-1].filter == LogFilter())


def test_a_field_and_a_number_need_a_kind_of_record(log: LogPage) -> None:
    bar = log.filters
    assert not bar.boxes["field"].isEnabled()
    assert not bar.key.isEnabled()
    bar.boxes["table"].setCurrentIndex(bar.boxes["table"].findData("genealogy_lot"))
    assert bar.key.isEnabled()
    assert [bar.boxes["field"].itemText(place) for place in range(3)] == ["All fields", "Expiry", "Status"]


def test_however_far_down_the_server_goes_on_after_the_last_known_entry(
    services: Services, fake_server: FakeServer
) -> None:
    everything = make_entries(1000)
    presenter = LogPresenter(services, lambda: None)
    fake_server.answer(SearchLog, everything[:200])
    presenter.fetch(Window(0, 200, None, {}))
    presenter.fetch(Window(200, 200, None, {}))
    asked = searches(fake_server)[-1]
    assert (asked.before, asked.page.offset) == (everything[199].id, 0)
    presenter.fetch(Window(800, 200, None, {}))
    asked = searches(fake_server)[-1]
    assert asked.page.offset == 400, "from the nearest place that is known"
    presenter.search(LogFilter(signed=True))
    presenter.fetch(Window(0, 200, None, {}))
    assert searches(fake_server)[-1].before is None


def test_names_stand_where_numbers_were_logged(services: Services) -> None:
    change = FieldChange("customer_id", 7, 8, old_name="ACME", new_name="BIOTEC")
    entry = msgspec.structs.replace(ENTRIES[0], changes=[change], record="R261120-01")
    assert changes_text(entry, services.words) == "Customer: ACME → BIOTEC"
    assert record_text(entry, services.words) == "Lot R261120-01"


def test_what_matches_is_exported_with_its_proofs(
    log: LogPage, fake_server: FakeServer, tmp_path: Path, desk: Services
) -> None:
    extract = ExtractView(name="audit-log.zip", media_type="application/zip", content=b"PK", entries=30, size=9000)
    fake_server.answer(ExportLog, extract)
    log.perform("audit.export")
    form = open_dialog()
    form.form.put("format", ExtractFormat.XLSX)
    form.send()
    assert fake_server.executed[-1] == ExportLog(filter=LogFilter(), format=ExtractFormat.XLSX)
    save(desk, extract, tmp_path / "out.zip")
    assert (tmp_path / "out.zip").read_bytes() == b"PK"
    assert "30 entries" in cast("Shown", desk.notices).texts[-1]


def test_a_long_list_does_not_claim_to_be_counted(log: LogPage, fake_server: FakeServer) -> None:
    everything = make_entries(450)
    fake_server.answer(SearchLog, lambda query: everything[query.page.offset : query.page.offset + query.page.limit])
    log.refresh()
    assert log.table.footer is not None
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
