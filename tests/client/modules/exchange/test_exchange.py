"""Importing files: choose, map, clean, check, import, and what was imported before."""

import hashlib
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import NOW
from tests.client.stand_ins import Shown
from tests.fakes import FakeServer
from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_client.modules.exchange.models import ERRORS, shown, what
from veralot_client.modules.exchange.pages.imports import CLEANING, COLUMNS, ERROR_LIST, FORMER, ImportPage
from veralot_client.modules.exchange.presenters.files import FilesPresenter
from veralot_client.modules.exchange.presenters.former import FormerPresenter
from veralot_client.modules.exchange.presenters.imports import ImportPresenter, Stage
from veralot_client.modules.exchange.presenters.upload import described, upload
from veralot_client.widgets.page import Page
from veralot_shared.contracts.exchange import (
    BlockerView,
    CancelImport,
    CellChange,
    Cleaning,
    CleaningRule,
    CleaningView,
    ColumnMap,
    CountLine,
    ExportErrors,
    FieldView,
    FileColumn,
    FileCount,
    FileKindUnknown,
    FindBlockers,
    FindStaged,
    GetRun,
    ImportFile,
    ImportFiles,
    ImportRunning,
    ImportState,
    ImportView,
    Kind,
    ListImports,
    ListMappings,
    ListRuns,
    MappingView,
    Match,
    Phase,
    PreviewCleaning,
    PreviewFile,
    PreviewView,
    ReconciliationView,
    RowError,
    RuleEffect,
    RunState,
    RunView,
    SaveMapping,
    StagedView,
    StageFile,
    UndoImport,
)
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.ids import ImportId, MappingId

CONTENT = b"code,type,colour\nA,material,red\n"
ERROR = RowError(
    file="30_items.csv",
    sheet="",
    row=17,
    column="quantum",
    value="one",
    code="exchange.CellInvalid",
    data={"value": "one", "expected": "a number"},
)
TRIM = CleaningRule(field="*", action=Cleaning.TRIM)
MAPPING = MappingView(
    id=MappingId(4),
    version=1,
    name="SAP",
    kind=Kind.ITEMS,
    columns=[ColumnMap(heading="colour", field="")],
    rules=[TRIM],
    drop_duplicates=True,
    personal=[],
    active=True,
    changed_by="li.wei",
    changed_at=NOW,
)


def field(name: str, *, required: bool = False) -> FieldView:
    return FieldView(name=name, title=name.capitalize(), required=required, personal=False, expects="a text")


def preview(query: PreviewFile) -> PreviewView:
    given = {column.heading: column.field for column in query.file.setup.columns}
    found = {"code": ("code", Match.NAME), "type": ("kind", Match.ALIKE), "colour": ("", Match.NONE)}
    free = {head: "" if name in given.values() else name for head, (name, _) in found.items()}
    columns = [
        FileColumn(heading=head, field=given.get(head, free[head]), match=Match.GIVEN if head in given else match)
        for head, (_, match) in found.items()
    ]
    return PreviewView(
        kind=query.file.setup.kind or Kind.ITEMS,
        encoding="gb18030",
        delimiter=",",
        sheet="",
        sheets=[],
        columns=columns,
        fields=[field("code", required=True), field("kind", required=True), field("name", required=True)],
        rows=[["A", "material", "red"]],
        numbers=[query.row or 2],
        proposed=[TRIM],
    )


def cleaning(query: PreviewCleaning) -> CleaningView:
    change = CellChange(row=2, column="code", before=" A", after="A")
    effects = [RuleEffect(rule=rule, changed=1, examples=[change]) for rule in query.file.setup.rules]
    return CleaningView(rows=1, effects=effects, duplicates=3, duplicate_rows=[3, 4, 5])


def answer_with(errors: list[RowError], count: int | None = None) -> Any:
    def answer(command: ImportFiles) -> ImportView:
        counts = [FileCount(file=file.name, kind="items", rows=3, sha256="0" * 64) for file in command.files]
        done = not command.dry_run and not errors
        return view(ImportId(1) if done else None, command, counts, errors, len(errors) if count is None else count)

    return answer


def view(number: ImportId | None, command: ImportFiles, counts: Any, errors: Any, error_count: int) -> ImportView:
    agreed = ReconciliationView(counts=[CountLine(table="items_item", wanted=3, written=3)], sums=[])
    return ImportView(
        id=number,
        run=command.run,
        dry_run=command.dry_run,
        test=command.test,
        files=counts,
        errors=errors,
        error_count=error_count,
        reconciliation=agreed if number else None,
        at=NOW,
        by="admin",
    )


FORMER_VIEW = view(
    ImportId(7), ImportFiles(files=[]), [FileCount(file="a.csv", kind="items", rows=3, sha256="0")], [], 0
)
INTERRUPTED = RunView(
    run="r9",
    state=RunState.INTERRUPTED,
    phase=Phase.WRITING,
    done=3,
    total=9,
    dry_run=False,
    test=True,
    files=[ImportFile(name="a.csv", sha256="0" * 64)],
    started_at=NOW,
    by="admin",
    result=None,
)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = []
    for name in ("30_items.csv", "10_partners.xlsx"):
        (tmp_path / name).write_bytes(CONTENT)
        made.append(tmp_path / name)
    return made


@pytest.fixture
def ready(fake_server: FakeServer) -> FakeServer:
    fake_server.answer(ListImports, [FORMER_VIEW])
    fake_server.answer(ListRuns, [INTERRUPTED])
    fake_server.answer(ListMappings, [MAPPING])
    fake_server.answer(ImportFiles, answer_with([]))
    fake_server.answer(PreviewFile, preview)
    fake_server.answer(PreviewCleaning, cleaning)
    fake_server.answer(FindStaged, lambda query: StagedView(sha256=query.sha256, size=query.size, received=0))
    fake_server.answer(
        StageFile,
        lambda piece: StagedView(sha256=piece.sha256, size=piece.size, received=piece.offset + len(piece.content)),
    )
    return fake_server


@pytest.fixture
def chosen(services: Services, ready: FakeServer) -> FilesPresenter:
    assert ready.url
    return FilesPresenter(services)


@pytest.fixture
def imports(services: Services, chosen: FilesPresenter) -> ImportPresenter:
    return ImportPresenter(services, chosen)


def sent(server: FakeServer, kind: type[Any]) -> list[Any]:
    return [each for each in server.executed if isinstance(each, kind)]


# --- bringing files --------------------------------------------------------------------------------------------------


def test_a_file_goes_on_where_it_broke_off(
    services: Services, ready: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veralot_client.modules.exchange.presenters.upload.LARGEST_PIECE", 10)
    ready.answer(FindStaged, lambda query: StagedView(sha256=query.sha256, size=query.size, received=10))
    (tmp_path / "a.csv").write_bytes(CONTENT)
    sha256 = upload(services.server, described(tmp_path / "a.csv"), Job())
    assert sha256 == hashlib.sha256(CONTENT).hexdigest()
    pieces = sent(ready, StageFile)
    assert [piece.offset for piece in pieces] == [10, 20, 30]
    assert b"".join(piece.content for piece in pieces) == CONTENT[10:]


def test_a_file_is_brought_once(chosen: FilesPresenter, files: list[Path], ready: FakeServer) -> None:
    chosen.choose([files[0]])
    chosen.preview()
    chosen.clean()
    assert len(sent(ready, StageFile)) == 1
    files[0].write_bytes(CONTENT + b"B,material,blue\n")
    chosen.choose([files[0]])
    assert len(sent(ready, StageFile)) == 2, "another content is another file"


def test_files_of_other_kinds_are_left_out(chosen: FilesPresenter, tmp_path: Path) -> None:
    (tmp_path / "notes.doc").touch()
    strange = [tmp_path / "notes.doc", tmp_path / "gone.csv"]
    assert chosen.choose(strange) == strange
    assert chosen.files == []


# --- how they are read -----------------------------------------------------------------------------------------------


def test_what_was_only_guessed_is_written_down(chosen: FilesPresenter, files: list[Path]) -> None:
    chosen.choose([files[0]])
    assert chosen.setup.columns == [ColumnMap(heading="type", field="kind")]
    assert [each.name for each in chosen.missing()] == ["name"]
    assert chosen.undecided() == ["colour"]
    chosen.map("colour", "")
    assert chosen.undecided() == []


def test_a_field_has_one_column(chosen: FilesPresenter, files: list[Path]) -> None:
    chosen.choose([files[0]])
    chosen.map("colour", "kind")
    assert {column.heading: column.field for column in chosen.setup.columns}["colour"] == "kind"
    assert [column.heading for column in chosen.setup.columns if column.field == "kind"] == ["colour"]


def test_proposed_rules_apply_only_once_they_are_chosen(
    chosen: FilesPresenter, files: list[Path], ready: FakeServer
) -> None:
    chosen.choose([files[0]])
    assert chosen.offered["30_items.csv"] == [TRIM]
    assert chosen.setup.rules == []
    chosen.clean()
    assert sent(ready, PreviewCleaning)[-1].file.setup.rules == [TRIM], "shown before it applies"
    chosen.use(TRIM, used=True)
    assert chosen.setup.rules == [TRIM]
    chosen.use(TRIM, used=False)
    assert chosen.setup.rules == []


def test_a_mapping_is_kept_and_used_again(chosen: FilesPresenter, files: list[Path], ready: FakeServer) -> None:
    ready.answer(SaveMapping, MAPPING)
    chosen.load()
    chosen.choose([files[0]])
    chosen.map("colour", "")
    chosen.save_mapping("SAP")
    (saved,) = sent(ready, SaveMapping)
    assert (saved.name, saved.kind) == ("SAP", Kind.ITEMS)
    assert {column.heading: column.field for column in saved.columns} == {"code": "code", "type": "kind", "colour": ""}
    chosen.apply(chosen.mappings[0])
    assert (chosen.setup.rules, chosen.setup.drop_duplicates) == ([TRIM], True)


def test_an_error_of_a_whole_file_is_kept(chosen: FilesPresenter, files: list[Path], ready: FakeServer) -> None:
    ready.answer(PreviewFile, FileKindUnknown(file="30_items.csv", kinds=["items"]))
    chosen.choose([files[0]])
    assert isinstance(chosen.errors["30_items.csv"], FileKindUnknown)


# --- checking and importing ------------------------------------------------------------------------------------------


def test_what_was_not_checked_cannot_be_imported(imports: ImportPresenter, files: list[Path]) -> None:
    assert not imports.can_check()
    imports.files.choose(files)
    assert imports.can_check()
    assert not imports.can_run()
    imports.check()
    assert imports.can_run()


def test_files_are_checked_and_then_imported(imports: ImportPresenter, files: list[Path], ready: FakeServer) -> None:
    imports.files.choose(files)
    imports.check()
    imports.run()
    commands = sent(ready, ImportFiles)
    assert [each.dry_run for each in commands] == [True, False]
    assert commands[0].run != commands[1].run
    assert [file.name for file in commands[1].files] == ["10_partners.xlsx", "30_items.csv"]
    assert {file.sha256 for file in commands[1].files} == {hashlib.sha256(CONTENT).hexdigest()}
    assert commands[1].files[0].content == b""
    assert imports.stage is Stage.DONE
    assert imports.files.files == []


def test_with_errors_nothing_can_be_imported(imports: ImportPresenter, files: list[Path], ready: FakeServer) -> None:
    ready.answer(ImportFiles, answer_with([ERROR]))
    imports.files.choose(files)
    imports.check()
    assert imports.result is not None
    assert not imports.can_run()
    imports.files.drop(["30_items.csv"])
    assert imports.result is None, "another set of files is not checked yet"


def test_what_is_read_otherwise_must_be_checked_again(imports: ImportPresenter, files: list[Path]) -> None:
    imports.files.choose([files[0]])
    imports.check()
    imports.files.map("colour", "")
    assert not imports.can_run()
    imports.check()
    imports.mask(test=True)
    assert not imports.can_run()


def test_a_file_that_has_changed_since_the_check_is_checked_again(
    imports: ImportPresenter, files: list[Path], ready: FakeServer
) -> None:
    imports.files.choose(files)
    imports.check()
    files[0].write_bytes(b"code,name\nA,Another\n")
    imports.run()
    assert imports.stage is Stage.CHOOSING
    assert len(sent(ready, ImportFiles)) == 1


def test_a_run_that_goes_on_without_us_is_followed_to_its_end(
    imports: ImportPresenter, files: list[Path], ready: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veralot_client.modules.exchange.presenters.imports.PACE", 0.0)
    asked: list[str] = []

    def running(command: ImportFiles) -> ImportRunning:
        return ImportRunning(run=command.run, by="me")

    def follow(query: GetRun) -> RunView:
        asked.append(query.run)
        done = len(asked) == 3
        result = answer_with([])(ImportFiles(files=[], dry_run=True, run=query.run)) if done else None
        return RunView(
            **{name: getattr(INTERRUPTED, name) for name in RunView.__struct_fields__}
            | {"run": query.run, "result": result, "state": RunState.CHECKED if done else RunState.RUNNING}
        )

    ready.answer(ImportFiles, running)
    ready.answer(GetRun, follow)
    imports.files.choose([files[0]])
    imports.check()
    assert len(asked) == 3
    assert imports.stage is Stage.CHECKED


def test_another_persons_import_is_told_and_not_waited_for(
    imports: ImportPresenter, files: list[Path], ready: FakeServer
) -> None:
    ready.answer(ImportFiles, ImportRunning(run="theirs", by="Li Na"))
    imports.files.choose([files[0]])
    imports.check()
    assert isinstance(imports.error, ImportRunning)
    assert imports.can_check(), "one can try again"


def test_an_interrupted_import_goes_on_from_the_files_that_wait(imports: ImportPresenter, ready: FakeServer) -> None:
    imports.resume(INTERRUPTED)
    (command,) = sent(ready, ImportFiles)
    assert (command.run, command.test, command.files) == ("r9", True, INTERRUPTED.files)
    assert imports.stage is Stage.DONE


def test_every_error_reads_in_words_and_sorts_by_row(services: Services) -> None:
    assert what(ERROR, services.words) == "“one” is not a number."
    assert ERRORS[2].plain(ERROR, services.words) == "17"
    unheard = RowError(file="f", sheet="", row=1, column="", value="", code="nobody.Knows", data={})
    assert "nobody.Knows" in what(unheard, services.words)


@pytest.mark.parametrize(("text", "seen"), [(" a b ", "␣a b␣"), ("   ", "␣␣␣"), ("a\u3000", "a␣␣"), ("ab", "ab")])
def test_what_has_no_look_of_its_own_is_seen_in_before_and_after(text: str, seen: str) -> None:
    assert shown(text) == seen


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


def test_cancelling_is_sent_under_the_runs_name(imports: ImportPresenter, ready: FakeServer) -> None:
    ready.answer(CancelImport, INTERRUPTED)
    imports.resume(INTERRUPTED)
    imports.cancel()
    assert [each.run for each in sent(ready, CancelImport)] == ["r9"]


def test_the_past_is_read_again_when_somebody_imports(services: Services, ready: FakeServer) -> None:
    past = FormerPresenter(services)
    past.load()
    assert [row.key for row in past.rows] == [(0, "r9"), (7, "")]
    assert not past.can_undo()
    past.chosen = past.rows[1]
    assert past.can_undo()
    assert isinstance(services.notices, Shown)
    before = len(ready.calls)
    services.changes.resync.tell()
    assert len(ready.calls) == before + 2
