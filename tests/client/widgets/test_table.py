"""The table that pages use, as a person works with it."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple, cast
from zipfile import ZipFile

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from tests.client.stand_ins import Opened, Shown
from tests.counting import calls
from veralot_client.core.navigation import Place
from veralot_client.core.services import Services
from veralot_client.widgets.table.columns import Column, Filter
from veralot_client.widgets.table.filters import ChoiceFilter, TextFilter
from veralot_client.widgets.table.layout import REST_MS
from veralot_client.widgets.table.rows import BLOCK, FetchedRows, ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.table.window import Slice, Sort, Window
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.errors import ServerUnavailable


class Row(NamedTuple):
    id: int
    lot_no: str
    status: LotStatus
    note: str


COLUMNS = (
    Column[Row](
        id="lot_no",
        title="Lot",
        value=lambda row: row.lot_no,
        filter=Filter.TEXT,
        link=lambda row: Place("lot", row.id),
    ),
    Column[Row](
        id="status",
        title="Status",
        value=lambda row: row.status,
        tone=lambda row: tone_of(row.status),
        filter=Filter.CHOICE,
        choices=tuple(LotStatus),
    ),
    Column[Row](id="note", title="Note", value=lambda row: row.note, sortable=False),
    Column[Row](id="id", title="Id", value=lambda row: row.id, hidden=True, right=True),
)
WORDS = TableWords(id="test.lots", name="Lots", empty="There are no lots yet.", hint="Receive one.")


def make_row(number: int) -> Row:
    statuses = list(LotStatus)
    return Row(number, f"L{number:06}", statuses[number % len(statuses)], "=1+1" if number % 2 else "fine")


class Source:
    """A hundred thousand lots on a server; notes what was asked."""

    def __init__(self, total: int = 100_000) -> None:
        self.total = total
        self.windows: list[Window] = []
        self.away = False

    def __call__(self, window: Window) -> Slice[Row]:
        self.windows.append(window)
        if self.away:
            raise ServerUnavailable
        if window.typed("lot_no") == "none":
            return Slice([], 0)
        rows = [make_row(number) for number in range(window.offset, min(window.offset + window.limit, self.total))]
        return Slice(rows, self.total)


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def table(qtbot: QtBot, services: Services, source: Source) -> Iterator[DataTable[Row]]:
    """A shown table of a long list."""
    rows = FetchedRows(services.background, source)
    made: DataTable[Row] = DataTable(services, COLUMNS, rows, WORDS, key=lambda row: row.id)
    qtbot.addWidget(made)
    made.resize(700, 500)
    rows.reload()
    made.show()
    QApplication.processEvents()
    yield made
    made.end()


def read(table: DataTable[Row], row: int, column: int) -> str:
    return str(table.model.index(row, column).data())


def chosen(table: DataTable[Row]) -> list[int]:
    return [row.id for row in table.selected()]


def test_a_hundred_thousand_rows_cost_no_more_than_the_visible_ones(table: DataTable[Row], source: Source) -> None:
    assert table.model.rowCount() == 100_000
    table.grid.scrollToBottom()
    QApplication.processEvents()
    assert read(table, 99_999, 0) == "L099999"
    assert len(source.windows) <= 4


def test_choosing_all_rows_fetches_none_of_them(table: DataTable[Row], source: Source) -> None:
    asked = len(source.windows)
    table.grid.selectAll()
    assert len(source.windows) == asked
    assert len(table.grid.chosen_rows()) == 100_000

    def to_the_end() -> None:
        table.grid.scrollToBottom()
        QApplication.processEvents()

    assert calls(to_the_end) < 50_000, "painting must not walk through everything that is selected"
    assert table.footer is not None
    assert "100,000 selected" in table.footer.count.text()


def test_a_click_on_a_title_sorts_by_it_up_down_and_not(table: DataTable[Row], source: Source) -> None:
    header = table.header
    click = QPoint(header.sectionViewportPosition(0) + 20, 10)
    for wanted in (Sort("lot_no"), Sort("lot_no", descending=True), None):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, click)
        assert source.windows[-1].sort == wanted


def test_a_column_that_cannot_be_sorted_stays_as_it_is(table: DataTable[Row], source: Source) -> None:
    asked = len(source.windows)
    table.header.setSortIndicator(2, Qt.SortOrder.AscendingOrder)
    assert len(source.windows) == asked
    assert table.header.sortIndicatorSection() == -1


def test_what_is_typed_above_a_column_filters_once_typing_rests(
    qtbot: QtBot, table: DataTable[Row], source: Source
) -> None:
    field = cast("TextFilter", table.header.field("lot_no"))
    with qtbot.waitSignal(table.header.filtered):
        QTest.keyClicks(field, "L0001")
    assert source.windows[-1].filters == {"lot_no": "L0001"}
    assert sum(bool(window.filters) for window in source.windows) == 1, "not a question for every letter"


def test_ticked_choices_filter(table: DataTable[Row], source: Source) -> None:
    field = cast("ChoiceFilter", table.header.field("status"))
    field.put(frozenset({"hold", "in_test"}))
    table.header.apply_now()
    assert source.windows[-1].filters == {"status": frozenset({"hold", "in_test"})}
    assert field.currentText() == "In test, Hold"


def test_typing_on_the_rows_begins_a_filter(table: DataTable[Row]) -> None:
    table.grid.setFocus()
    QTest.keyClicks(table.grid, "L")
    field = cast("TextFilter", table.header.field("lot_no"))
    assert field.text() == "L"
    assert field.hasFocus()


def test_nothing_to_show_says_why_and_what_to_do(qtbot: QtBot, services: Services, table: DataTable[Row]) -> None:
    table.header.put({"lot_no": "none"})
    assert table.overlay.isVisible()
    assert WORDS.none_match in labels(table)
    button = next(button for button in table.overlay.findChildren(QPushButton) if button.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not table.overlay.isVisible()
    empty: DataTable[Row] = DataTable(services, COLUMNS, ListRows(COLUMNS, services.words), WORDS)
    qtbot.addWidget(empty)
    empty.show()
    assert "There are no lots yet." in labels(empty)
    assert "Receive one." in labels(empty)


def labels(table: DataTable[Row]) -> list[str]:
    return [label.text() for label in table.overlay.findChildren(QLabel) if label.isVisible()]


def test_rows_stay_when_the_server_is_away_and_one_can_try_again(table: DataTable[Row], source: Source) -> None:
    source.away = True
    table.reload()
    assert "cannot be reached" in table.notice.text
    assert read(table, 0, 0) == "L000000"
    source.away = False
    table.reload()
    assert not table.notice.text


def test_selected_rows_stay_selected_when_rows_are_read_again(table: DataTable[Row]) -> None:
    table.grid.go_to(5)
    table.reload()
    assert chosen(table) == [5]
    table.rows.query(None, {})
    assert chosen(table) == [5]


def test_copied_rows_go_to_the_clipboard_as_tsv(services: Services, table: DataTable[Row]) -> None:
    table.grid.go_to(1)
    QTest.keyClick(table.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "L000001\tQuarantine\t'=1+1\n"
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(table.grid, Qt.Key.Key_C, both)
    assert QGuiApplication.clipboard().text().startswith("Lot\tStatus\tNote\nL000001")
    assert cast("Shown", services.notices).texts[-1] == "1 row copied."


def test_rows_that_are_not_here_are_fetched_to_be_copied(
    services: Services, source: Source, table: DataTable[Row]
) -> None:
    source.total = 3 * BLOCK
    table.reload()
    table.grid.selectAll()
    table.copy(titled=False)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3 * BLOCK
    assert cast("Shown", services.notices).texts[-1] == "600 rows copied."


def test_everything_that_passes_the_filters_is_exported(tmp_path: Path, source: Source, table: DataTable[Row]) -> None:
    source.total = BLOCK + 5
    table.reload()
    table.export_to(tmp_path / "lots.csv")
    read_back = list(csv.reader(StringIO((tmp_path / "lots.csv").read_text("utf-8-sig"), newline="")))
    assert read_back[0] == ["Lot", "Status", "Note"]
    assert len(read_back) == BLOCK + 6
    assert read_back[2] == ["L000001", "Quarantine", "'=1+1"]


def test_columns_come_back_as_they_were_left(qtbot: QtBot, services: Services) -> None:
    def open_table() -> DataTable[Row]:
        made: DataTable[Row] = DataTable(services, COLUMNS, ListRows(COLUMNS, services.words), WORDS)
        qtbot.addWidget(made)
        return made

    first = open_table()
    first._keeper.show_column(3, shown=True)  # noqa: SLF001 - what the menu of columns calls
    first._keeper.show_column(1, shown=False)  # noqa: SLF001 - as above
    first.header.moveSection(3, 0)
    first.header.resizeSection(0, 222)
    first._keeper.keep()  # noqa: SLF001 - what happens when dragging rests
    second = open_table()
    assert [column.id for column in second._keeper.shown()] == ["id", "lot_no", "note"]  # noqa: SLF001 - as above
    assert second.header.sectionSize(0) == 222
    second._keeper.forget()  # noqa: SLF001 - “First layout” in the menu
    assert [column.id for column in open_table()._keeper.shown()] == ["lot_no", "status", "note"]  # noqa: SLF001 - as above


def test_the_last_column_cannot_be_hidden(table: DataTable[Row]) -> None:
    for place in range(len(COLUMNS)):
        table._keeper.show_column(place, shown=False)  # noqa: SLF001 - what the menu of columns calls
    assert len(table._keeper.shown()) == 1  # noqa: SLF001 - as above


def test_a_link_leads_to_its_record(services: Services, table: DataTable[Row]) -> None:
    at = table.grid.visualRect(table.model.index(2, 0)).center()
    near = QPoint(table.grid.columnViewportPosition(0) + 10, at.y())
    QTest.mouseClick(table.grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, near)
    assert cast("Opened", services.navigator).places[-1][:2] == ("lot", 2)


def test_enter_opens_the_row(qtbot: QtBot, table: DataTable[Row]) -> None:
    table.grid.go_to(7)
    with qtbot.waitSignal(table.chosen) as signal:
        QTest.keyClick(table.grid, Qt.Key.Key_Return)
    assert signal.args is not None
    assert signal.args[0].id == 7


def test_a_state_is_never_told_by_colour_alone(table: DataTable[Row]) -> None:
    for row in range(len(LotStatus)):
        assert read(table, row, 1), "a chip without words says nothing"


def test_every_state_has_a_tone() -> None:
    assert {tone_of(status) for status in LotStatus} == set(Tone)


def test_the_table_speaks_the_language_of_the_moment(
    monkeypatch: pytest.MonkeyPatch, services: Services, table: DataTable[Row]
) -> None:
    assert read(table, 2, 1) == "In test"
    monkeypatch.setattr(services.words, "label", lambda value: f"«{value}»")
    QApplication.sendEvent(table, QEvent(QEvent.Type.LanguageChange))
    assert read(table, 2, 1) == "«in_test»"


def test_screen_readers_hear_what_everything_is_called(table: DataTable[Row]) -> None:
    assert table.grid.accessibleName() == "Lots"
    assert table.footer is not None
    named: list[Any] = [table.header.field("lot_no"), table.footer.choose, table.footer.copy, table.footer.export]
    assert all(widget.accessibleName() for widget in named)


def test_a_workbook_of_everything_is_written_while_the_window_lives(
    tmp_path: Path, source: Source, table: DataTable[Row], services: Services
) -> None:
    source.total = 3 * BLOCK
    table.reload()
    table.export_to(tmp_path / "lots.xlsx")
    assert cast("Shown", services.notices).texts[-1] == f"600 rows written to {tmp_path / 'lots.xlsx'}."
    with ZipFile(tmp_path / "lots.xlsx") as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == 3 * BLOCK + 1


def test_a_file_that_cannot_be_written_is_said_where_it_was_asked_for(tmp_path: Path, table: DataTable[Row]) -> None:
    table.export_to(tmp_path / "nowhere" / "lots.xlsx")
    assert "lots.xlsx cannot be written (No such file or directory)" in table.notice.text


def test_both_forms_are_offered(table: DataTable[Row]) -> None:
    table._open_menu(QPoint(5, 5))  # noqa: SLF001 - the right mouse button
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions()]
    assert texts[-2:] == ["Export as XLSX…", "Export as CSV…"]
    menu.actions()[-1].trigger()
    dialog = next(each for each in table.findChildren(QFileDialog))
    assert (dialog.selectedNameFilter(), dialog.defaultSuffix()) == ("CSV (*.csv)", "csv")
    dialog.selectNameFilter("XLSX (*.xlsx)")
    dialog.filterSelected.emit("XLSX (*.xlsx)")
    assert dialog.defaultSuffix() == "xlsx"
    dialog.reject()
    menu.close()


# --- widths ----------------------------------------------------------------------------------------------------------

MADE = datetime(2026, 11, 23, 6, 33, tzinfo=UTC)
NARROW = (
    Column[Row](id="at", title="Time", value=lambda _row: MADE, chars=6),
    Column[Row](id="note", title="Note", value=lambda row: row.note, chars=6),
    Column[Row](id="id", title="A title that is longer than its column", value=lambda row: row.id, chars=4),
)


def widths(table: DataTable[Row]) -> list[int]:
    return [table.header.sectionSize(place) for place in range(len(NARROW))]


def narrow(qtbot: QtBot, services: Services, note: str = "fine") -> DataTable[Row]:
    words = TableWords(id="test.narrow", name="Lots", empty="None")
    table = DataTable(services, NARROW, ListRows(NARROW, services.words, [Row(1, "L1", LotStatus.HOLD, note)]), words)
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show()
    table.rows.reset.tell()
    QApplication.processEvents()
    return table


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_dates_and_titles_are_not_cut_in_either_language(qtbot: QtBot, services: Services, language: str) -> None:
    services.words.switch(language)
    table = narrow(qtbot, services)
    letters = table.grid.fontMetrics()
    shown = NARROW[0].read(Row(1, "L1", LotStatus.HOLD, ""), services.words)
    assert widths(table)[0] > letters.horizontalAdvance(shown)
    assert widths(table)[2] > table.header.fontMetrics().horizontalAdvance(NARROW[2].title)
    table.end()


def test_prose_does_not_push_the_other_columns_away(qtbot: QtBot, services: Services) -> None:
    table = narrow(qtbot, services, "word " * 200)
    letters = table.grid.fontMetrics()
    assert widths(table)[1] < letters.horizontalAdvance("word " * 12)
    table.end()


def test_a_width_that_somebody_chose_stays(qtbot: QtBot, services: Services) -> None:
    table = narrow(qtbot, services)
    table.header.resizeSection(0, 50)
    qtbot.wait(REST_MS + 100)
    table.end()
    again = narrow(qtbot, services)
    assert widths(again)[0] == 50
    again.end()
