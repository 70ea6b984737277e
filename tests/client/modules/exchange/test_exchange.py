"""Importing files: choose, check, import."""

from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest

from tests.client.modules.conftest import ShowPage
from tests.client.modules.plant import NOW
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.exchange.models import ERRORS, what
from veralot_client.modules.exchange.pages.imports import ImportPage
from veralot_client.modules.exchange.presenters.imports import ImportPresenter, Stage
from veralot_client.widgets.page import Page
from veralot_shared.contracts.exchange import FileCount, FileKindUnknown, ImportFiles, ImportView, ListImports, RowError
from veralot_shared.ids import ImportId

ERROR = RowError(
    file="items.csv",
    sheet="",
    row=17,
    column="quantum",
    value="one",
    code="exchange.CellInvalid",
    data={"value": "one", "expected": "a number"},
)


def answer_with(errors: list[RowError]) -> Any:
    def answer(command: ImportFiles) -> ImportView:
        counts = [FileCount(file=file.name, kind="items", rows=3, sha256="0" * 64) for file in command.files]
        done = not command.dry_run and not errors
        return ImportView(
            id=ImportId(1) if done else None, dry_run=command.dry_run, files=counts, errors=errors, at=NOW, by="admin"
        )

    return answer


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = []
    for name in ("30_items.csv", "10_partners.xlsx"):
        (tmp_path / name).write_bytes(b"code,name\nA,B\n")
        made.append(tmp_path / name)
    return made


@pytest.fixture
def imports(services: Services, fake_server: FakeServer) -> ImportPresenter:
    fake_server.answer(ListImports, [])
    fake_server.answer(ImportFiles, answer_with([]))
    return ImportPresenter(services)


def test_what_was_not_checked_cannot_be_imported(imports: ImportPresenter, files: list[Path]) -> None:
    assert not imports.can_check()
    imports.choose(files)
    assert imports.can_check()
    assert not imports.can_run()
    imports.check()
    assert imports.can_run()


def test_files_are_checked_and_then_imported(
    imports: ImportPresenter, files: list[Path], fake_server: FakeServer
) -> None:
    imports.choose(files)
    imports.check()
    imports.run()
    sent = [each for each in fake_server.executed if isinstance(each, ImportFiles)]
    assert [each.dry_run for each in sent] == [True, False]
    assert [file.name for file in sent[1].files] == ["10_partners.xlsx", "30_items.csv"]
    assert sent[0].files[1].content == files[0].read_bytes()
    assert imports.stage is Stage.DONE
    assert imports.files == []


def test_with_errors_nothing_can_be_imported(
    imports: ImportPresenter, files: list[Path], fake_server: FakeServer
) -> None:
    fake_server.answer(ImportFiles, answer_with([ERROR]))
    imports.choose(files)
    imports.check()
    assert imports.result is not None
    assert not imports.can_run()
    imports.drop(["30_items.csv"])
    assert imports.result is None, "another set of files is not checked yet"


def test_a_file_that_has_changed_since_the_check_is_checked_again(
    imports: ImportPresenter, files: list[Path], fake_server: FakeServer
) -> None:
    imports.choose(files)
    imports.check()
    files[0].write_bytes(b"code,name\nA,Another\n")
    imports.run()
    assert imports.stage is Stage.CHOOSING
    assert len([each for each in fake_server.executed if isinstance(each, ImportFiles)]) == 1


def test_files_of_other_kinds_are_left_out(imports: ImportPresenter, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    assert imports.choose([tmp_path / "notes.txt", tmp_path / "gone.csv"]) == [
        tmp_path / "notes.txt",
        tmp_path / "gone.csv",
    ]
    assert imports.files == []


def test_an_error_of_a_whole_file_is_kept(imports: ImportPresenter, files: list[Path], fake_server: FakeServer) -> None:
    fake_server.answer(ImportFiles, FileKindUnknown(file="30_items.csv", kinds=["items"]))
    imports.choose(files)
    imports.check()
    assert isinstance(imports.error, FileKindUnknown)
    assert imports.can_check(), "one can try again"


def test_every_error_reads_in_words_and_sorts_by_row(services: Services) -> None:
    assert what(ERROR, services.words) == "“one” is not a number."
    assert ERRORS[2].plain(ERROR, services.words) == "17"
    unheard = RowError(file="f", sheet="", row=1, column="", value="", code="nobody.Knows", data={})
    assert "nobody.Knows" in what(unheard, services.words)


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> ImportPage:
    fake_server.answer(ListImports, [answer_with([])(ImportFiles(files=[], dry_run=False))])
    fake_server.answer(ImportFiles, answer_with([ERROR, ERROR]))
    return cast("ImportPage", show(ImportPage(desk)))


def test_dropped_files_are_taken(page: ImportPage, files: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    page.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier))
    assert page.files.count() == 2


def test_errors_stand_in_a_table_and_can_be_copied(page: ImportPage, files: list[Path]) -> None:
    page.add(files)
    page.bar.button("exchange.check").click()
    assert page.errors.model.rowCount() == 2
    assert "2 errors in 6 rows" in page.notice.text
    assert not page.bar.button("exchange.run").isEnabled()
    page.errors.grid.selectAll()
    page.errors.copy(titled=True)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0].split("\t") == ["File", "Row", "Column", "Value", "What is wrong"]
    assert copied[1].split("\t") == ["items.csv", "17", "quantum", "one", "“one” is not a number."]


def test_a_clean_set_is_imported_and_listed(page: ImportPage, files: list[Path], fake_server: FakeServer) -> None:
    fake_server.answer(ImportFiles, answer_with([]))
    page.add(files)
    page.perform("exchange.check")
    assert "can be imported" in page.notice.text
    page.perform("exchange.run")
    assert page.notice.text == "Imported: 6 rows."
    assert page.tabs.currentIndex() == 1
    assert page.former.model.rowCount() == 1


def test_a_file_is_taken_out_with_the_keyboard(page: ImportPage, files: list[Path]) -> None:
    page.add(files)
    page.activateWindow()
    page.files.setFocus()
    page.files.setCurrentRow(0)
    QTest.keyClick(page.files, Qt.Key.Key_Delete)
    assert [file.path.name for file in page.imports.files] == ["30_items.csv"]


def test_before_a_check_no_errors_are_claimed_to_be_absent(page: ImportPage) -> None:
    said = [label.text() for label in page.errors.overlay.findChildren(type(page.heading)) if label.isVisible()]
    assert "Not checked yet." in said
    assert "No errors." not in said
