"""The panel of files follows the record that one works on, takes files, shows them, and says what is missing."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.client.modules.attachments.conftest import TYPES, make_file
from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import NOW
from tests.client.stand_ins import Opened, Shown
from tests.fakes import FakeServer
from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.attachments.pages.files import FilesPage
from veralot_client.modules.attachments.pages.one_file import FilePage
from veralot_client.modules.attachments.pages.preview import Preview, Shelf
from veralot_client.modules.attachments.presenters.files import FilesPresenter, described, named, sized
from veralot_client.modules.attachments.presenters.forms import BEFORE_ISSUE, AttachForm, WithdrawForm, guess
from veralot_client.widgets.form.spec import Flaw, Values, Wrong
from veralot_client.widgets.page import Page
from veralot_shared.contracts.attachments import (
    AttachFile,
    AttachmentsChanged,
    AttachmentView,
    BeginUpload,
    FileForbidden,
    FileGate,
    FileStanding,
    FileTarget,
    FileTargetKind,
    GetAttachment,
    ListAttachments,
    ListRequiredFiles,
    RequiredView,
    UploadView,
    WithdrawFile,
)
from veralot_shared.ids import AttachmentRuleId, AttachmentTypeId

LOT = Subject("lot", 7, "R1")
TARGET = FileTarget(kind=FileTargetKind.LOT, id=7)


def pdf(folder: Path, pages: int = 2) -> Path:
    """Return a PDF of blank pages."""
    document = pdfium.PdfDocument.new()
    for _ in range(pages):
        document.new_page(200, 300)
    path = folder / "certificate.pdf"
    document.save(path)
    document.close()
    return path


def stored(fake: FakeServer, content: bytes, **changes: Any) -> AttachmentView:
    """Return a file that the server has."""
    digest = sha256(content).hexdigest()
    fake.files[digest] = content
    return make_file(sha256=digest, size=len(content), **changes)


def lacking(state: FileStanding = FileStanding.MISSING) -> RequiredView:
    return RequiredView(
        rule_id=AttachmentRuleId(1),
        gate=FileGate.RELEASE,
        bound_to=FileTargetKind.LOT,
        target=TARGET,
        target_label="R1",
        type_id=AttachmentTypeId(1),
        type_name="Certificate of analysis",
        type_name_zh="检验报告",
        state=state,
        attachment_id=None,
        valid_until=NOW.date() if state is FileStanding.EXPIRED else None,
    )


# --- following -------------------------------------------------------------------------------------------------------


def test_the_panel_follows_the_record_that_one_works_on(services: Services, fake_server: FakeServer) -> None:
    presenter = FilesPresenter(services)
    fake_server.answer(ListAttachments, [make_file()])
    services.current.enter([LOT])
    assert (presenter.heading(), len(presenter.files)) == ("Files of lot R1", 1)
    for none in ([], [LOT, Subject("lot", 8, "R2")], [Subject("location", 3, "QC")]):
        services.current.enter(none)
        assert (presenter.heading(), presenter.subject, presenter.files) == ("Files", None, []), (
            "never another record's"
        )
        services.current.enter([LOT])
        assert len(presenter.files) == 1
    services.current.enter([Subject("item", 4, "CP-1")])
    assert presenter.heading() == "Files of item CP-1"
    asked = [call.message for call in fake_server.calls if isinstance(call.message, ListAttachments)]
    assert [message.related for message in asked] == [True, True, True, True, False]


def test_it_is_read_again_when_files_change(services: Services, fake_server: FakeServer) -> None:
    presenter = FilesPresenter(services)
    services.current.enter([LOT])
    fake_server.answer(ListAttachments, [make_file(), make_file(2)])
    services.changes._observers[AttachmentsChanged.name].tell(AttachmentsChanged(target=TARGET))  # noqa: SLF001 - as the stream tells it
    assert len(presenter.files) == 2
    presenter.close()


def test_what_is_missing_stands_above_the_list(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(ListRequiredFiles, [lacking(), lacking(FileStanding.EXPIRED), lacking(FileStanding.MET)])
    desk.current.enter([LOT])
    page = cast("FilesPage", show(FilesPage(desk)))
    assert page.lacking.text == (
        "Missing before release: Certificate of analysis (Lot R1), "
        "Certificate of analysis (Lot R1, expired 20 Nov 2026)."
    )


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_list_says_what_each_file_is(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    until = NOW.date() + timedelta(days=30)
    gone = make_file(2, withdrawn_at=NOW, withdrawn_by="Li Na", withdrawn_reason="wrong lot")
    shared = make_file(3, target=FileTarget(kind=FileTargetKind.ITEM, id=4), target_label="CP-1")
    fake_server.answer(ListAttachments, [make_file(valid_until=until), gone, shared])
    desk.current.enter([LOT])
    page = cast("FilesPage", show(FilesPage(desk)))
    lines = [page.list.item(n).text() for n in range(3)]
    assert lines[0] == "certificate 1.pdf\nCertificate of analysis · 4711 · until 20 Dec 2026"
    assert "Withdrawn" in lines[1]
    assert page.list.item(1).font().strikeOut()
    assert "Item CP-1" in lines[2]
    page.list.setCurrentRow(1)
    assert not page.can_perform("attachments.withdraw")
    assert "Li Na: wrong lot" in page.preview.facts.text()


def test_a_pdf_is_shown_page_by_page(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page], tmp_path: Path
) -> None:
    fake_server.answer(ListAttachments, [stored(fake_server, pdf(tmp_path).read_bytes())])
    desk.current.enter([LOT])
    page = cast("FilesPage", show(FilesPage(desk)))
    assert page.preview.count.text() == "1 / 2"
    assert not page.preview.picture.pixmap().isNull()
    page.preview.turn(1)
    assert page.preview.count.text() == "2 / 2"
    assert not page.preview.next.isEnabled()
    small = page.preview.picture.pixmap().width()
    page.preview.zoom(1)
    assert page.preview.picture.pixmap().width() > small


def test_a_picture_is_shown_and_a_damaged_one_says_so(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page], tmp_path: Path
) -> None:
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    assert image.save(str(tmp_path / "p.png"))
    good = stored(fake_server, (tmp_path / "p.png").read_bytes(), media_type="image/png", number="")
    bad = stored(fake_server, b"\x89PNG\r\n\x1a\n and no more", media_type="image/png")
    fake_server.answer(ListAttachments, [good, again(bad, 2)])
    desk.current.enter([LOT])
    page = cast("FilesPage", show(FilesPage(desk)))
    assert page.preview.picture.pixmap().width() > 0
    page.list.setCurrentRow(1)
    assert any("cannot be shown here" in label.text() for label in page.preview.empty.findChildren(QLabel))


def again(file: AttachmentView, number: int) -> AttachmentView:
    """Return a file under another number."""
    return make_file(number, sha256=file.sha256, size=file.size, media_type=file.media_type)


def test_a_large_file_waits_to_be_asked_for(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(ListAttachments, [make_file(size=60_000_000)])
    desk.current.enter([LOT])
    page = cast("FilesPage", show(FilesPage(desk)))
    assert page.preview.picture.pixmap().isNull()


# --- attaching -------------------------------------------------------------------------------------------------------


def values(**changes: object) -> Values:
    found: Values = {
        "type_id": AttachmentTypeId(1),
        "number": "4711",
        "issued_on": None,
        "valid_until": None,
        "note": "",
    }
    return found | changes


def taking(fake: FakeServer) -> None:
    """Let the server take files."""

    def begun(message: BeginUpload) -> UploadView:
        complete = message.sha256 in fake.files
        return UploadView(upload_id=1, sha256=message.sha256, size=message.size, stored=0, complete=complete)

    fake.answer(BeginUpload, begun)
    fake.answer(AttachFile, lambda message: make_file(file_name=message.file_name))


def test_each_file_is_sent_and_attached(services: Services, fake_server: FakeServer, tmp_path: Path) -> None:
    taking(fake_server)
    paths = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for path in paths:
        path.write_bytes(path.name.encode())
    form = AttachForm(services, TARGET, "R1", paths)
    done: list[AttachmentView] = []
    form.submit(values(), done.append, lambda _error: None, lambda: None)
    sent = [message for message in fake_server.executed if isinstance(message, AttachFile)]
    assert [message.file_name for message in sent] == ["a.pdf", "b.pdf"]
    assert [message.sha256 for message in sent] == [sha256(path.read_bytes()).hexdigest() for path in paths]
    assert form.said(done[0]) == "2 files are attached."


def test_after_a_refusal_only_what_is_left_is_sent_again(
    services: Services, fake_server: FakeServer, tmp_path: Path
) -> None:
    taking(fake_server)
    paths = [tmp_path / "a.pdf", tmp_path / "b.exe"]
    for path in paths:
        path.write_bytes(path.name.encode())
    form = AttachForm(services, TARGET, "R1", paths)
    fake_server.answer(
        AttachFile,
        lambda message: (
            make_file() if message.file_name == "a.pdf" else FileForbidden(file_name="b.exe", recognised=".exe")
        ),
    )
    failed: list[Exception] = []
    form.submit(values(), lambda _view: None, failed.append, lambda: None)
    assert isinstance(failed[0], FileForbidden)
    taking(fake_server)
    form.submit(values(), lambda _view: None, failed.append, lambda: None)
    sent = [message.file_name for message in fake_server.executed if isinstance(message, AttachFile)]
    assert sent == ["a.pdf", "b.exe"]


def test_dates_that_make_no_sense_stay_in_the_form(services: Services, tmp_path: Path) -> None:
    form = AttachForm(services, TARGET, "R1", [tmp_path / "a.pdf"])
    form.begin()
    wrong = values(issued_on=NOW.date(), valid_until=NOW.date() - timedelta(days=1), files="a.pdf")
    with pytest.raises(Wrong) as flaws:
        form.checked(wrong)
    assert flaws.value.flaws == (Flaw("valid_until", BEFORE_ISSUE),)


@pytest.mark.parametrize(
    ("name", "code"),
    [("CoA 4711.pdf", "coa"), ("IMG_1.JPG", "picture"), ("灭菌确认.pdf", "validation"), ("scan.pdf", None)],
)
def test_a_name_often_says_what_a_file_is(name: str, code: str | None) -> None:
    assert guess(name, TYPES) == next((one.id for one in TYPES if one.code == code), None)


def test_files_are_dropped_and_pasted(desk: Services, show: ShowPage[Page], tmp_path: Path) -> None:
    desk.current.enter([LOT])
    page = cast("FilesPage", show(FilesPage(desk)))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(pdf(tmp_path)))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.list.dropEvent(event)
    dialog = open_dialog()
    assert dialog.heading.text() == "Attach to R1"
    dialog.form.edited = False
    dialog.reject()
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    QGuiApplication.clipboard().setImage(image)
    page.perform("attachments.paste")
    assert "picture-" in str(open_dialog().form.editor("files").value())  # type: ignore[union-attr]  # the form has the field
    QGuiApplication.clipboard().clear()


def test_an_empty_clipboard_is_said(desk: Services, show: ShowPage[Page]) -> None:
    desk.current.enter([LOT])
    page = cast("FilesPage", show(FilesPage(desk)))
    QGuiApplication.clipboard().clear()
    page.paste()
    assert page.notice.text == "The clipboard holds no file and no picture."


def test_a_preview_that_fails_after_its_page_was_closed_has_nobody_to_tell(desk: Services, qtbot: QtBot) -> None:
    shelf = Shelf(desk)
    preview = Preview(desk, shelf)
    qtbot.addWidget(preview)
    preview.end()
    shelf.end()
    preview._fail(OSError("the folder is gone"))  # noqa: SLF001 - as the work in the background ends
    assert cast("Shown", desk.notices).errors == []


def test_a_file_is_withdrawn_with_a_reason(services: Services) -> None:
    form = WithdrawForm(services, make_file())
    assert form.heading() == "Withdraw certificate 1.pdf"
    assert form.checked({"reason": "wrong lot"}) == WithdrawFile(id=make_file().id, reason="wrong lot")
    with pytest.raises(Wrong):
        form.checked({"reason": ""})


# --- saving and opening ----------------------------------------------------------------------------------------------


def test_files_are_saved_under_names_of_their_own(services: Services, fake_server: FakeServer, tmp_path: Path) -> None:
    one = stored(fake_server, b"one", file_name="a.pdf")
    two = stored(fake_server, b"two", file_name="A.pdf")
    gone = stored(fake_server, b"gone", withdrawn_at=NOW)
    fake_server.answer(ListAttachments, [one, two, gone])
    presenter = FilesPresenter(services)
    services.current.enter([LOT])
    presenter.save_all(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"{one.sha256[:8]} a.pdf", f"{two.sha256[:8]} A.pdf"}
    presenter.save(one, tmp_path / "chosen.pdf")
    assert (tmp_path / "chosen.pdf").read_bytes() == b"one"
    assert cast("Shown", services.notices).texts[0] == "2 files are saved."
    assert named([one])[0][0] == "a.pdf"


def test_a_file_opens_in_a_panel_of_its_own(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(ListAttachments, [make_file()])
    fake_server.answer(GetAttachment, make_file())
    desk.current.enter([LOT])
    page = cast("FilesPage", show(FilesPage(desk)))
    page.perform("attachments.open")
    assert cast("Opened", desk.navigator).places == [("attachment", 1)]
    alone = show(FilePage(desk, 1))
    assert alone.title() == "certificate 1.pdf"
    assert alone.can_perform("attachments.save_this")


@pytest.mark.parametrize(
    ("size", "text"),
    [(3, "3\N{NO-BREAK SPACE}B"), (15_200, "15.2\N{NO-BREAK SPACE}kB"), (67_108_864, "67.1\N{NO-BREAK SPACE}MB")],
)
def test_sizes_read_well(size: int, text: str) -> None:
    assert sized(size, Words("en")) == text


def test_an_expired_file_says_so() -> None:
    told = described(make_file(valid_until=NOW.date(), expired=True), Words("zh_CN"))
    assert told == "检验报告 · 4711 · 已于 2026年11月20日 失效"


def test_what_comes_late_of_another_record_is_not_shown(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    presenter = FilesPresenter(services)
    taken: list[Callable[[object], None]] = []
    monkeypatch.setattr(presenter, "ask", lambda _message, done, _failed: taken.append(done))
    services.current.enter([LOT])
    services.current.enter([Subject("item", 4, "CP-1")])
    taken[0]([make_file()])
    assert presenter.files == [], "a lot's files are no item's"
    taken[-1]([make_file(2)])
    assert len(presenter.files) == 1
    presenter.close()
