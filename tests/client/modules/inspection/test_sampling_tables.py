"""The pages of sampling tables: what each edition has, a page read cell by cell, two readings compared, and what comes next.

The pages that are read here are made up by `tests/factories/sampling.py`; none of them is a copy of a standard.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import NOW
from tests.factories.sampling import MULTIPLE, grid
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.reading import ReadingDialog
from veralot_client.modules.inspection.pages.sampling_table import SamplingTablePage
from veralot_client.modules.inspection.pages.sampling_tables import SamplingTablesPage
from veralot_client.modules.inspection.presenters.reading import ReadingPresenter
from veralot_client.modules.inspection.presenters.sampling_tables import full_name
from veralot_client.widgets.page import Page
from veralot_shared.contracts.exchange import FileUnreadable, ReadGrid
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.inspection import (
    PAGES,
    BeginSamplingTable,
    EstablishSamplingTable,
    ExportSamplingTable,
    GetSamplingTable,
    ListSamplingPages,
    ListSamplingTables,
    PageState,
    ReadSamplingTable,
    SamplingPageView,
    SamplingTableDetail,
    SamplingTableView,
    Scheme,
    TableDifference,
    TablePage,
    TableReadingInvalid,
    TableReadingView,
    TableStatus,
    WithdrawSamplingTable,
)
from veralot_shared.errors import Sentence
from veralot_shared.ids import SamplingTableId


def make_page(place: int, **changes: Any) -> SamplingPageView:
    """Return what inspection has of a page."""
    page = PAGES[place]
    values: dict[str, Any] = {
        "page": page,
        "scheme": page.scheme,
        "kind": page.kind,
        "severity": page.severity,
        "state": PageState.OPEN,
        "confirmed": 0,
        "own": 0,
        "table_id": None,
        "begun_id": None,
        "begun": None,
    }
    return SamplingPageView(**(values | changes))


def make_table(**changes: Any) -> SamplingTableView:
    """Return a table that is being read."""
    values: dict[str, Any] = {
        "id": SamplingTableId(3),
        "version": 1,
        "page": MULTIPLE,
        "scheme": MULTIPLE.scheme,
        "kind": MULTIPLE.kind,
        "severity": MULTIPLE.severity,
        "number": 1,
        "status": TableStatus.FIRST_READING,
        "document": "Made-up standard 1:2099",
        "copy_no": "licence 0815",
        "sheet": "Table X",
        "first_by": "Wang Li",
        "first_by_zh": "王丽",
        "first_at": NOW,
        "second_by": None,
        "second_by_zh": None,
        "second_at": None,
        "established_by": None,
        "established_by_zh": None,
        "established_at": None,
        "ended_at": None,
        "ended_reason": "",
        "signature_id": None,
    }
    return SamplingTableView(**(values | changes))


def make_detail(reader: int = 2, **changes: Any) -> SamplingTableDetail:
    """Return a table with its readings, as the second reader sees it at first."""
    read = TableReadingView(
        id=1,
        reader=1,
        number=1,
        by="Wang Li",
        by_zh="王丽",
        at=NOW,
        document="Made-up standard 1:2099",
        copy_no="licence 0815",
        file="p.xlsx",
        counts=True,
    )
    values: dict[str, Any] = {
        "table": make_table(),
        "readings": [read],
        "reader": reader,
        "grid": [],
        "differences": [],
        "problems": [],
        "doubts": [],
    }
    return SamplingTableDetail(**(values | changes))


@pytest.fixture(autouse=True)
def plant(fake_server: FakeServer) -> FakeServer:
    """Return a server that answers what these pages ask."""
    own = PAGES.index(MULTIPLE)
    pages = [
        make_page(place, state=PageState.CONFIRMED if place < 4 else PageState.OPEN) for place in range(len(PAGES))
    ]
    pages[own] = make_page(own, begun_id=SamplingTableId(3), begun=TableStatus.FIRST_READING)
    fake_server.answer(ListSamplingPages, pages)
    fake_server.answer(ListSamplingTables, [make_table()])
    fake_server.answer(GetSamplingTable, make_detail())
    return fake_server


@pytest.fixture
def dialogs(qapp: QApplication) -> Iterator[None]:
    """Close the windows in which pages were read."""
    yield
    for widget in qapp.allWidgets():
        if isinstance(widget, ReadingDialog):
            widget.presenter.edited = False
            widget.reject()


def saved(page: Any, name: str) -> None:
    """Save a picture of a page where somebody asked for it."""
    folder = os.environ.get("VERALOT_PICTURES")
    if folder:
        page.grab().save(str(Path(folder) / f"{name}.png"))


def reading(desk: Services, **fields: Any) -> ReadingDialog:
    """Open the window in which a page is read."""
    values = {"page": MULTIPLE, "table": None, "known": []} | fields
    dialog = ReadingDialog(desk, ReadingPresenter(desk, **values))
    dialog.open()
    return dialog


@pytest.mark.requirement("AQL-14")
def test_the_list_says_what_each_edition_has(desk: Services, show: ShowPage[Page], plant: FakeServer) -> None:
    page = SamplingTablesPage(desk)
    show(page)
    assert len(page.rows.rows) == len(PAGES)
    place = page.rows.index_of(MULTIPLE)
    assert place is not None
    page.table.grid.selectRow(place)
    QApplication.processEvents()
    assert page.can_perform("inspection.open_table")
    assert not page.can_perform("inspection.read_table")
    asked = [one.of_page for one in plant.executed if isinstance(one, ListSamplingTables)]
    assert asked[-1] == MULTIPLE
    assert len(page.version_rows.rows) == 1
    saved(page, "tables")
    confirmed = page.rows.index_of(PAGES[0])
    page.table.grid.selectRow(confirmed or 0)
    QApplication.processEvents()
    assert not page.can_perform("inspection.read_table")
    page.table.grid.selectRow(page.rows.index_of(PAGES[-1]) or 0)
    QApplication.processEvents()
    assert page.can_perform("inspection.read_table")


@pytest.mark.requirement("AQL-14")
@pytest.mark.usefixtures("dialogs")
def test_a_page_is_pasted_checked_at_once_and_sent(desk: Services, plant: FakeServer) -> None:
    plant.answer(BeginSamplingTable, make_detail(reader=1, grid=grid()))
    dialog = reading(desk)
    assert not dialog.submit.isEnabled()
    lines = grid()
    lines[1][3] = "x"
    QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))
    dialog.grid.setCurrentCell(0, 0)
    dialog.grid.setFocus()
    QTest.keyClick(dialog.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "Row 2, column D" in dialog.notice.text
    assert dialog.presenter.flaws.keys() == {(1, 3)}
    saved(dialog, "reading")
    item = dialog.grid.item(1, 3)
    assert item is not None
    item.setText("v")
    assert not dialog.presenter.flaws
    assert not dialog.submit.isEnabled()
    for field in dialog.source.values():
        field.setText("Made-up")
    assert dialog.submit.isEnabled()
    got: list[SamplingTableDetail] = []
    dialog.done_with.connect(got.append)
    dialog.submit.click()
    sent = next(one for one in plant.executed if isinstance(one, BeginSamplingTable))
    trimmed = [line for line in sent.grid if any(line)]
    assert (trimmed[: len(lines)], sent.of_page) == (grid(), MULTIPLE)
    assert [one.table.id for one in got] == [3]


@pytest.mark.requirement("AQL-14")
@pytest.mark.usefixtures("dialogs")
def test_the_window_names_the_editions_that_are_identical_and_asks_which_was_read(
    desk: Services, plant: FakeServer
) -> None:
    plant.answer(ReadSamplingTable, make_detail(0))
    dialog = reading(desk, table=make_table(), known=grid())
    assert "ISO 2859-1:1999, IS 2500 (Part 1):2000" in dialog.editions.text()
    desk.words.switch("zh_CN")
    assert "IS 2500 (Part 1):2000" in dialog.editions.text()
    assert "一致" in dialog.editions.text()
    saved(dialog, "reading-zh")
    dialog.source["copy_no"].setText("  ")
    assert not dialog.submit.isEnabled()
    dialog.source["document"].setText("IS 2500 (Part 1):2000")
    dialog.source["copy_no"].setText("library 7")
    dialog.submit.click()
    sent = next(one for one in plant.executed if isinstance(one, ReadSamplingTable))
    assert (sent.document, sent.copy_no) == ("IS 2500 (Part 1):2000", "library 7")
    other = reading(desk, page=TablePage(scheme=Scheme.ISO_3951_1))
    assert not other.editions.isVisible()


@pytest.mark.usefixtures("dialogs")
def test_the_window_leaves_room_for_its_title_on_a_low_screen(desk: Services) -> None:
    dialog = reading(desk)
    assert dialog.height() <= dialog.screen().size().height() * 0.9


@pytest.mark.usefixtures("dialogs")
def test_what_the_server_refuses_is_said_and_nothing_is_lost(desk: Services, plant: FakeServer) -> None:
    refused = TableReadingInvalid(problems=[Sentence("Row {row}: there is no line under the headings.", {"row": "1"})])
    plant.answer(ReadSamplingTable, refused)
    dialog = reading(desk, table=make_table(), known=grid())
    dialog.submit.click()
    assert "there is no line" in dialog.notice.text
    assert dialog.presenter.cells == grid()
    dialog.presenter.empty([(1, 3)])
    assert dialog.presenter.cells[1][3] == ""
    dialog.presenter.clear()
    assert all(cell == "" for cell in dialog.presenter.cells[1][3:])


@pytest.mark.requirement("AQL-14")
@pytest.mark.usefixtures("dialogs")
def test_a_file_is_read_by_the_server(desk: Services, plant: FakeServer, tmp_path: Path) -> None:
    plant.answer(ReadGrid, grid())
    dialog = reading(desk)
    file = tmp_path / "page.csv"
    file.write_text("letter,sample", "utf-8")
    dialog.presenter.load(file)
    assert dialog.presenter.cells == grid()
    assert dialog.presenter.file == "page.csv"
    plant.answer(ReadGrid, FileUnreadable(file="page.csv", problem="It is no XLSX workbook, or a damaged one."))
    dialog.presenter.load(file)
    assert "damaged" in dialog.notice.text
    dialog.presenter.load(tmp_path / "missing.csv")
    assert "missing.csv" in dialog.notice.text


@pytest.mark.requirement("AQL-14")
@pytest.mark.usefixtures("dialogs")
def test_the_second_reader_begins_with_an_empty_page(desk: Services, show: ShowPage[Page]) -> None:
    page = SamplingTablePage(desk, 3)
    show(page)
    assert page.title() == full_name(MULTIPLE, desk.words)
    assert not page.grid.isVisible()
    assert "Wang Li" in page.notice.text
    assert page.can_perform("inspection.table_read")
    assert not page.can_perform("inspection.table_establish")
    assert not page.can_perform("inspection.table_export")
    page.perform("inspection.table_read")
    (dialog,) = [one for one in page.findChildren(ReadingDialog) if one.isVisible()]
    assert all(cell == "" for line in dialog.presenter.cells[1:] for cell in line[3:])
    assert not dialog.source["sheet"].isVisible()
    assert dialog.source["document"].text() == "Made-up standard 1:2099"
    assert dialog.source["copy_no"].isVisible()
    saved(page, "second")


@pytest.mark.requirement("AQL-14")
def test_differences_findings_and_the_signature_are_shown(
    desk: Services, show: ShowPage[Page], plant: FakeServer
) -> None:
    differs = TableDifference(row="K", column="1", readings=["#/2 0/3", "^"], held=None)
    second = {"second_by": "Li Na", "second_by_zh": "李娜", "second_at": NOW}
    plant.answer(
        GetSamplingTable,
        make_detail(0, table=make_table(status=TableStatus.DIFFERING, **second), differences=[differs], grid=grid()),
    )
    page = SamplingTablePage(desk, 3)
    show(page)
    assert page.notice.text.startswith("1 cell differs. The readings differ and stay as they are.")
    assert not page.can_perform("inspection.table_read")
    assert page.tabs.tabText(1) == "Differences (1)"
    assert page.tabs.currentIndex() == 1, "what differs is what one comes for"
    assert page.leads_on("inspection.table_read")
    saved(page, "differences")
    doubt = Sentence("Line {row}: its samples are smaller than those of the line above.", {"row": "K"})
    page.presenter.take(make_detail(3, table=make_table(status=TableStatus.DIFFERING, **second)))
    assert page.notice.text.startswith("Others have read this page, and their readings differ.")
    assert page.can_perform("inspection.table_read")
    decided = TableDifference(row="K", column="1", readings=["#/2 0/3", "^", "#/2 0/3"], held="#/2 0/3")
    agreed = make_detail(
        0,
        table=make_table(status=TableStatus.AGREED, **second),
        differences=[decided],
        doubts=[doubt],
        grid=grid(),
    )
    page.presenter.take(agreed)
    assert page.tabs.currentIndex() == 0
    page.tabs.setCurrentIndex(2)
    assert page.can_perform("inspection.table_establish")
    assert page.leads_on("inspection.table_establish")
    assert not page.leads_on("inspection.table_read")
    assert [one.weight for one in page.presenter.findings()] == ["Look again"]
    saved(page, "agreed")
    page.presenter.take(
        make_detail(table=make_table(status=TableStatus.AGREED, **second), problems=[doubt], grid=grid())
    )
    assert not page.can_perform("inspection.table_establish")
    assert "cannot be a table" in page.notice.text
    page.presenter.take(make_detail(reader=0))
    assert "waits for somebody else" in page.notice.text
    assert not page.can_perform("inspection.table_read")
    page.presenter.take(agreed)
    in_force = make_table(
        status=TableStatus.IN_FORCE, established_by="Li Na", established_by_zh="李娜", established_at=NOW, **second
    )
    plant.answer(EstablishSamplingTable, make_detail(reader=0, table=in_force, grid=grid()))
    page.perform("inspection.table_establish")
    assert any(isinstance(one, EstablishSamplingTable) for one in plant.executed)
    page.tabs.setCurrentIndex(0)
    saved(page, "in_force")
    plant.answer(WithdrawSamplingTable, make_detail(reader=0, table=in_force, grid=grid()))
    page.perform("inspection.table_withdraw")
    form = open_dialog()
    form.form.put("reason", "another edition")
    form.send()
    assert [one.reason for one in plant.executed if isinstance(one, WithdrawSamplingTable)] == ["another edition"]


def test_a_table_is_written_into_a_file(
    desk: Services, show: ShowPage[Page], plant: FakeServer, tmp_path: Path
) -> None:
    plant.answer(GetSamplingTable, make_detail(grid=grid()))
    plant.answer(ExportSamplingTable, FileView(name="x.csv", media_type="text/csv", content=b"letter", sha256=""))
    page = SamplingTablePage(desk, 3)
    show(page)
    page.presenter.export(tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes() == b"letter"


def test_cells_are_copied_as_a_spreadsheet_takes_them(desk: Services, show: ShowPage[Page], plant: FakeServer) -> None:
    plant.answer(GetSamplingTable, make_detail(grid=grid()))
    page = SamplingTablePage(desk, 3)
    show(page)
    assert page.grid.copied().split("\n")[0].split("\t") == grid()[0]
    QTest.keyClick(page.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("letter\tsample")
