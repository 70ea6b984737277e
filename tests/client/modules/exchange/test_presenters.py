"""What the import decides: bring files, read, map, clean, check, import, follow."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.client.modules.exchange.stubs import (
    CONTENT,
    ERROR,
    INTERRUPTED,
    MAPPING,
    TRIM,
    answer_with,
    sent,
)
from tests.client.stand_ins import Shown
from tests.fakes import FakeServer
from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_client.modules.exchange.models import ERRORS, shown, what
from veralot_client.modules.exchange.presenters.files import FilesPresenter
from veralot_client.modules.exchange.presenters.former import FormerPresenter
from veralot_client.modules.exchange.presenters.imports import ImportPresenter, Stage
from veralot_client.modules.exchange.presenters.upload import described, upload
from veralot_shared.contracts.exchange import (
    CancelImport,
    ColumnMap,
    FileKindUnknown,
    FindStaged,
    GetRun,
    ImportFiles,
    ImportRunning,
    Kind,
    MappingExists,
    PreviewCleaning,
    PreviewFile,
    RetireMapping,
    RowError,
    RunState,
    RunView,
    SaveMapping,
    StagedView,
    StageFile,
)

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


def test_a_mapping_is_replaced_only_when_a_person_says_so(
    chosen: FilesPresenter, files: list[Path], ready: FakeServer
) -> None:
    taken = MappingExists(
        name="SAP", saved_by="Li Na", saved_by_zh="李娜", saved_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC), version=4
    )
    ready.answer(SaveMapping, lambda command: MAPPING if command.replaces == 4 else taken)
    chosen.choose([files[0]])
    notices = chosen.services.notices
    assert isinstance(notices, Shown)
    for yes in (False, True):
        notices.yes = yes
        chosen.save_mapping("SAP")
    asked = [call.message for call in ready.calls if isinstance(call.message, SaveMapping)]
    assert [command.replaces for command in asked] == [None, None, 4]
    (_title, text, _button), _again = notices.questions
    assert "Li Na" in text
    assert "1 Mar 2026" in text


def test_a_mapping_is_taken_out_of_use_after_asking(
    chosen: FilesPresenter, files: list[Path], ready: FakeServer
) -> None:
    ready.answer(RetireMapping, MAPPING)
    chosen.load()
    chosen.choose([files[0]])
    assert chosen.kept("no such name") is None
    mapping = chosen.kept(MAPPING.name)
    assert mapping == MAPPING
    notices = chosen.services.notices
    assert isinstance(notices, Shown)
    for yes in (False, True):
        notices.yes = yes
        chosen.retire_mapping(mapping)
    assert [command.id for command in sent(ready, RetireMapping)] == [MAPPING.id]
    assert all(MAPPING.changed_by in text for _title, text, _button in notices.questions)


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
