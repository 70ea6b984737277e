"""History, sections, lists and buttons: the parts that several modules are made of."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.client.modules.plant import make_dossier, make_entries, make_partner
from tests.client.stand_ins import Opened
from tests.fakes import FakeServer
from veralot_client.core.actions import Action
from veralot_client.core.background import Job
from veralot_client.core.navigation import Place
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.history import ENTRIES, HistoryPanel
from veralot_client.widgets.history_file import AT_ONCE as AT_ONCE_HISTORY
from veralot_client.widgets.log_entries import person, shown_changes
from veralot_client.widgets.page import Page
from veralot_client.widgets.sections import SectionTable
from veralot_client.widgets.table.paging import AT_ONCE, every_page
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.audit import EntryView, LogSealed, RecordHistory
from veralot_shared.contracts.genealogy import ReleaseLot, SampleLot
from veralot_shared.contracts.items import ListPartners
from veralot_shared.errors import CodedError, ServerBusy
from veralot_shared.messages import Page as Window

# --- history ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("P11-08")
def test_the_history_of_any_record_is_shown(qtbot: QtBot, services: Services, fake_server: FakeServer) -> None:
    fake_server.answer(RecordHistory, make_entries())
    panel = HistoryPanel(services)
    qtbot.addWidget(panel)
    panel.show_record("genealogy_lot", "1")
    assert fake_server.executed == [RecordHistory(table="genealogy_lot", key="1", page=Window(offset=0, limit=ENTRIES))]
    assert "30 Sept 2031" in panel.text.toPlainText()


def test_older_entries_are_read_when_they_are_asked_for(
    qtbot: QtBot, services: Services, fake_server: FakeServer
) -> None:
    everything = make_entries(ENTRIES + 10)
    fake_server.answer(
        RecordHistory, lambda query: everything[query.page.offset : query.page.offset + query.page.limit]
    )
    panel = HistoryPanel(services, "genealogy_lot", "1")
    qtbot.addWidget(panel)
    panel.show()
    panel.reload()
    assert panel.more.isVisible()
    panel.more.click()
    assert not panel.more.isVisible()
    assert panel.text.toPlainText().count("Wang Fang") == ENTRIES + 10


@pytest.mark.requirement("P11-08")
def test_the_whole_history_is_exported_however_little_is_shown(
    qtbot: QtBot, services: Services, fake_server: FakeServer, tmp_path: Path
) -> None:
    everything = make_entries(2 * AT_ONCE_HISTORY + 3)
    late = make_entries(2 * AT_ONCE_HISTORY + 4)[-1]

    def answer(query: RecordHistory) -> list[EntryView]:
        """Somebody changes the record after the first page was read: what follows stands one place lower."""
        rows = everything if query.page.offset == 0 else [late, *everything]
        return rows[query.page.offset : query.page.offset + query.page.limit]

    fake_server.answer(RecordHistory, answer)
    panel = HistoryPanel(services, "genealogy_lot", "1")
    qtbot.addWidget(panel)
    assert not panel.export.isEnabled()
    panel.reload()
    assert panel.export.isEnabled()
    panel.export_to(tmp_path / "history.csv")
    head, *rows = csv.reader(StringIO((tmp_path / "history.csv").read_text("utf-8-sig"), newline=""))
    assert head[:3] == ["Index", "At", "Person"]
    assert len(rows) == sum(len(shown_changes(entry)) or 1 for entry in everything)
    assert {row[2] for row in rows} == {person(entry, services.words) for entry in everything}


def test_an_entry_gets_its_index_when_the_log_is_sealed(
    qtbot: QtBot, services: Services, fake_server: FakeServer
) -> None:
    fake_server.answer(RecordHistory, make_entries())
    panel = HistoryPanel(services, "genealogy_lot", "1")
    qtbot.addWidget(panel)
    panel.reload()
    asked = len(fake_server.executed)
    services.changes._observers[LogSealed.name].tell(LogSealed(size=9))  # noqa: SLF001 - as the stream tells it
    assert len(fake_server.executed) == asked + 1
    panel.end()
    services.changes._observers[LogSealed.name].tell(LogSealed(size=10))  # noqa: SLF001 - as above
    assert len(fake_server.executed) == asked + 1, "a closed panel asks nothing"


def test_a_history_that_cannot_be_read_says_so(qtbot: QtBot, services: Services, fake_server: FakeServer) -> None:
    fake_server.answer(RecordHistory, ServerBusy())
    panel = HistoryPanel(services, "genealogy_lot", "1")
    qtbot.addWidget(panel)
    panel.reload()
    assert "busy" in panel.notice.text


# --- sections --------------------------------------------------------------------------------------------------------


def test_any_section_of_a_dossier_becomes_a_table(qtbot: QtBot, services: Services) -> None:
    for section in make_dossier().sections:
        table = SectionTable(services, section)
        qtbot.addWidget(table)
        assert table.model.rowCount() == len(section.rows)
        titles = [table.model.headerData(place, table.header.orientation()) for place in range(len(section.columns))]
        assert titles == [column.title for column in section.columns]


def cell(table: SectionTable, row: int, column: int) -> str:
    return str(table.model.index(row, column).data())


def test_codes_times_numbers_and_links_read_as_what_they_are(qtbot: QtBot, services: Services) -> None:
    status, _stock, inputs, units, _signatures = make_dossier().sections
    table = SectionTable(services, status)
    qtbot.addWidget(table)
    assert [cell(table, 1, column) for column in range(4)] == [
        "Sample",
        "Quarantine",
        "In test",
        "12 Aug 2026, 01:14:05",
    ]
    table = SectionTable(services, inputs)
    qtbot.addWidget(table)
    assert cell(table, 0, 0) == "R260701-01"
    assert table.model.link(table.model.index(0, 0)) == Place("lot", 101)
    table = SectionTable(services, units)
    qtbot.addWidget(table)
    assert cell(table, 39, 0) == "PT260801-040"


# --- lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("total", [0, 1, AT_ONCE, AT_ONCE + 1])
def test_a_list_is_read_to_its_end(total: int) -> None:
    everything = list(range(total))
    assert every_page(lambda page: everything[page.offset : page.offset + page.limit], Job()) == everything


def test_the_newest_reading_of_a_list_wins(services: Services, fake_server: FakeServer) -> None:
    fake_server.answer(ListPartners, [make_partner(1)])
    source = WholeList(services, lambda page: services.server.call(ListPartners(page=page)))
    told: list[int] = []
    source.shown.subscribe(lambda: told.append(len(source.rows)))
    source.load()
    failed: list[CodedError] = []
    source.failed.subscribe(failed.append)
    fake_server.answer(ListPartners, ServerBusy())
    source.load()
    assert told == [1]
    assert isinstance(failed[0], ServerBusy)
    assert len(source.rows) == 1, "what is shown stays"


# --- buttons ---------------------------------------------------------------------------------------------------------


class LotPage(Page):
    """A page whose possibilities the test decides."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, Presenter(services))
        self.possible = {"x.sample"}
        self.done: list[str] = []

    def can_perform(self, action_id: str) -> bool:
        return action_id in self.possible

    def perform(self, action_id: str) -> None:
        self.done.append(action_id)

    def retranslate(self) -> None:
        """Say nothing."""


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> LotPage:
    for verb, sends in (("sample", SampleLot), ("release", ReleaseLot), ("hold", ReleaseLot)):
        services.actions.add(Action(id=f"x.{verb}", title=f"{verb}…", panel="x.lot", sends=sends, shortcut=""))
    made = LotPage(services)
    qtbot.addWidget(made)
    return made


def make_bar(qtbot: QtBot, page: LotPage, **changes: Any) -> ActionBar:
    bar = ActionBar(page, ["x.sample", "x.release"], ["x.hold"], **changes)
    qtbot.addWidget(bar)
    bar.show()
    QApplication.processEvents()
    return bar


def test_only_buttons_that_can_work_are_drawn(qtbot: QtBot, page: LotPage) -> None:
    bar = make_bar(qtbot, page)
    assert bar.button("x.sample").isVisible()
    assert not bar.button("x.release").isVisible()
    page.possible = {"x.release", "x.hold"}
    bar.refresh()
    assert bar.button("x.release").isVisible()
    assert bar.entry("x.hold").isVisible()
    bar.button("x.release").click()
    bar.entry("x.hold").trigger()
    assert page.done == ["x.release", "x.hold"]


def test_buttons_without_room_stand_in_the_menu_and_come_back(qtbot: QtBot, page: LotPage) -> None:
    verbs = ["x.sample", "x.release", "x.hold"]
    page.possible = set(verbs)
    bar = ActionBar(page, verbs)
    qtbot.addWidget(bar)
    bar.show()
    wide = bar.sizeHint().width()

    def seen() -> tuple[list[str], list[str]]:
        menu = bar.more.menu()
        assert menu is not None
        entries = [entry.text() for entry in menu.actions() if entry.isVisible()] if bar.more.isVisible() else []
        return [each for each in verbs if bar.button(each).isVisible()], entries

    bar.resize(wide, bar.height())
    assert seen() == (verbs, [])
    bar.resize(bar.minimumSizeHint().width(), bar.height())
    assert seen() == (["x.sample"], ["release…", "hold…"])
    assert bar.sizeHint().width() == wide, "or nobody would give the room back"
    menu = bar.more.menu()
    assert menu is not None
    next(entry for entry in menu.actions() if entry.text() == "hold…").trigger()
    assert page.done == ["x.hold"]
    bar.resize(wide, bar.height())
    assert seen() == (verbs, [])


@pytest.mark.parametrize("verb", ["cancel", "hold_selected", "withdraw", "end"])
def test_what_stops_something_is_never_the_button_that_stands_out(
    qtbot: QtBot, services: Services, page: LotPage, verb: str
) -> None:
    services.actions.add(Action(id=f"y.{verb}", title=verb, panel="x.lot"))
    page.possible = {f"y.{verb}"}
    bar = ActionBar(page, [f"y.{verb}", "x.sample"])
    qtbot.addWidget(bar)
    bar.show()
    assert bar.button(f"y.{verb}").property("kind") is None
    page.possible |= {"x.sample"}
    bar.refresh()
    assert bar.button("x.sample").property("kind") == "primary"


def test_an_action_that_needs_no_page_works_from_any_bar(qtbot: QtBot, services: Services, page: LotPage) -> None:
    done: list[str] = []
    services.actions.add(Action(id="z.begin", title="Begin…", run=lambda: done.append("z.begin")))
    bar = ActionBar(page, ["z.begin"], always_shown=True)
    qtbot.addWidget(bar)
    bar.show()
    assert bar.button("z.begin").isEnabled()
    bar.button("z.begin").click()
    assert done == ["z.begin"]


def test_what_a_person_may_never_do_is_not_drawn(qtbot: QtBot, services: Services, page: LotPage) -> None:
    bar = make_bar(qtbot, page)
    view = services.session.login_view
    assert view is not None
    services.session.login_view = type(view)(
        **{name: getattr(view, name) for name in view.__struct_fields__} | {"permissions": []}
    )
    bar.refresh()
    assert not bar.button("x.sample").isVisible()


def test_buttons_that_write_are_grey_while_the_server_is_away(qtbot: QtBot, services: Services, page: LotPage) -> None:
    bar = make_bar(qtbot, page)
    for _attempt in range(4):
        services.connection.lost()
    assert not bar.button("x.sample").isEnabled()
    services.connection.opened()
    assert bar.button("x.sample").isEnabled()
    bar.end()


# --- facts -----------------------------------------------------------------------------------------------------------


def test_facts_can_be_links_and_are_never_markup(qtbot: QtBot, services: Services) -> None:
    facts = Facts(columns=2)
    qtbot.addWidget(facts)
    facts.show_facts([Fact("Lot", "<b>R1</b> & Co", Place("lot", 5)), Fact("Item", "<i>x</i>")])
    followed: list[Place] = []
    facts.followed.connect(followed.append)
    link, plain = facts._pairs[0][1], facts._pairs[1][1]  # noqa: SLF001 - as they are drawn
    assert "&lt;b&gt;R1" in link.text()
    assert plain.text() == "<i>x</i>"
    link.linkActivated.emit("0")
    assert followed == [Place("lot", 5)]
    facts.show_facts([])
    assert not link.isVisible()
    assert cast("Opened", services.navigator).places == []
