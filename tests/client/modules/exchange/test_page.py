"""The page that imports: what is shown, chosen and pressed."""

import hashlib
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.exchange.stubs import ERROR, FORMER_VIEW, TRIM, answer_with, sent
from tests.client.modules.plant import NOW
from tests.client.stand_ins import Shown
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.exchange.pages.imports import CLEANING, COLUMNS, ERROR_LIST, FORMER, ImportPage
from veralot_client.widgets.page import Page
from veralot_shared.contracts.exchange import (
    BlockerView,
    Cleaning,
    ExportErrors,
    FindBlockers,
    ImportFiles,
    ImportState,
    ImportView,
    PreviewFile,
    UndoImport,
)
from veralot_shared.contracts.genealogy import FileView

# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(desk: Services, ready: FakeServer, show: ShowPage[Page]) -> ImportPage:
    ready.answer(ImportFiles, answer_with([ERROR, ERROR]))
    return cast("ImportPage", show(ImportPage(desk)))


def test_dropped_files_are_taken(page: ImportPage, files: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    page.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier))
    assert page.files.count() == 2


def test_columns_are_shown_and_mapped(page: ImportPage, files: list[Path]) -> None:
    page.add([files[0]])
    assert page.tabs.currentIndex() == COLUMNS
    pane = page.columns
    heads = [cast("Any", pane.grid.item(row, 0)).text() for row in range(pane.grid.rowCount())]
    assert heads == ["code", "type", "colour"]
    assert pane.encoding.currentText() == "GB 18030, as seen"
    assert "Still without a column: Name." in pane.notice.text
    assert "Not decided: colour." in pane.notice.text
    box = cast("Any", pane.grid.cellWidget(2, 1))
    box.setCurrentIndex(box.findData("name"))
    box.activated.emit(box.currentIndex())
    assert pane.notice.text == ""


def test_cleaning_is_seen_before_it_applies(page: ImportPage, files: list[Path]) -> None:
    page.add([files[0]])
    page.tabs.setCurrentIndex(CLEANING)
    pane = page.cleaning
    assert pane.rules.count() == 1
    assert "1 cell" in pane.rules.item(0).text()
    assert pane.rules.item(0).checkState() is Qt.CheckState.Unchecked
    pane.rules.setCurrentRow(0)
    assert pane.table.model.rowCount() == 1
    pane.rules.item(0).setCheckState(Qt.CheckState.Checked)
    assert page.chosen.setup.rules == [TRIM]
    assert "(3 rows)" in pane.once.text()
    pane.action.setCurrentIndex(pane.action.findData(Cleaning.REPLACE.value))
    pane.argument.setText("red=rot; blue = blau")
    pane.add.click()
    assert page.chosen.setup.rules[-1].values == {"red": "rot", "blue": "blau"}


def test_errors_stand_in_a_table_and_can_be_copied(page: ImportPage, files: list[Path]) -> None:
    page.add(files)
    page.bar.button("exchange.check").click()
    assert page.tabs.currentIndex() == ERROR_LIST
    assert page.errors.model.rowCount() == 2
    assert "2 errors in 6 rows" in page.notice.text
    assert not page.bar.button("exchange.run").isEnabled()
    page.errors.grid.selectAll()
    page.errors.copy(titled=True)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0].split("\t") == ["File", "Row", "Column", "Value", "What is wrong"]
    assert copied[1].split("\t") == ["30_items.csv", "17", "quantum", "one", "“one” is not a number."]


def test_an_error_leads_to_its_row(page: ImportPage, files: list[Path], ready: FakeServer) -> None:
    page.add(files)
    page.perform("exchange.check")
    page.errors.chosen.emit(ERROR)
    assert page.tabs.currentIndex() == COLUMNS
    assert page.chosen.current == "30_items.csv"
    assert sent(ready, PreviewFile)[-1].row == 15


def test_more_errors_than_are_listed_are_told_and_saved(
    page: ImportPage, files: list[Path], ready: FakeServer, tmp_path: Path
) -> None:
    ready.answer(ImportFiles, answer_with([ERROR], count=1234))
    content = b"all of them"
    saved = FileView(name="errors.xlsx", media_type="x", content=content, sha256=hashlib.sha256(content).hexdigest())
    ready.answer(ExportErrors, saved)
    page.add(files)
    page.perform("exchange.check")
    assert "1,234 errors" in page.notice.text
    assert "The first 1 are listed here" in page.notice.text
    got: list[FileView] = []
    page.imports.export_errors(cast("Any", "xlsx"), got.append)
    page.imports.save(got[0], tmp_path / "errors.xlsx")
    assert (tmp_path / "errors.xlsx").read_bytes() == content


def test_a_clean_set_is_imported_and_its_reconciliation_shown(
    page: ImportPage, files: list[Path], ready: FakeServer
) -> None:
    ready.answer(ImportFiles, answer_with([]))
    page.add(files)
    page.perform("exchange.check")
    assert "can be imported" in page.notice.text
    page.perform("exchange.run")
    assert page.notice.text == "Imported: 6 rows."
    assert page.tabs.currentIndex() == FORMER
    assert page.former.table.model.rowCount() == 2


def test_an_import_is_undone_for_a_reason(page: ImportPage, ready: FakeServer) -> None:
    undone = ImportView(
        **{name: getattr(FORMER_VIEW, name) for name in ImportView.__struct_fields__}
        | {"state": ImportState.UNDONE, "undone_at": NOW, "undone_by": "admin", "undo_reason": "Wrong plant"}
    )
    ready.answer(FindBlockers, [])
    ready.answer(UndoImport, undone)
    page.tabs.setCurrentIndex(FORMER)
    page.former.table.grid.selectRow(1)
    assert "Every count" in page.former.notice.text
    page.perform("exchange.undo")
    dialog = open_dialog()
    dialog.form.put("reason", "Wrong\n plant")
    dialog.send()
    assert [(each.id, each.reason) for each in sent(ready, UndoImport)] == [(7, "Wrong plant")]
    assert cast("Shown", page.services.notices).texts[-1] == "Import 7 is undone."
    assert not page.can_perform("exchange.resume")


def test_what_rests_on_an_import_is_named_instead(page: ImportPage, ready: FakeServer) -> None:
    blocker = BlockerView(table="genealogy_movement_line", needs="genealogy_lot", count=3, example="7")
    ready.answer(FindBlockers, [blocker])
    page.tabs.setCurrentIndex(FORMER)
    page.former.table.grid.selectRow(1)
    page.perform("exchange.undo")
    assert "Movement line: 3" in page.former.notice.text


def test_an_interrupted_run_is_offered_to_go_on(page: ImportPage, ready: FakeServer) -> None:
    ready.answer(ImportFiles, answer_with([]))
    page.tabs.setCurrentIndex(FORMER)
    page.former.table.grid.selectRow(0)
    assert page.can_perform("exchange.resume")
    assert not page.can_perform("exchange.undo")
    page.perform("exchange.resume")
    assert sent(ready, ImportFiles)[-1].run == "r9"


def test_a_file_is_taken_out_with_the_keyboard(page: ImportPage, files: list[Path]) -> None:
    page.add(files)
    page.activateWindow()
    page.files.setFocus()
    page.files.setCurrentRow(0)
    QTest.keyClick(page.files, Qt.Key.Key_Delete)
    assert [file.name for file in page.chosen.files] == ["30_items.csv"]


def test_before_a_check_no_errors_are_claimed_to_be_absent(page: ImportPage) -> None:
    page.tabs.setCurrentIndex(ERROR_LIST)
    said = [label.text() for label in page.errors.overlay.findChildren(type(page.heading)) if label.isVisible()]
    assert "Not checked yet." in said
    assert "No errors." not in said
