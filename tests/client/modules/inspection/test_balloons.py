"""Balloons on the drawing: placed and moved by mouse and keys in a draft, pointed at where results are entered."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QBuffer, QPoint, Qt
from PySide6.QtGui import QColor, QFont, QImage, QImageWriter, QPainter, QPdfWriter, QPen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.client.modules.attachments.conftest import make_file
from tests.client.modules.conftest import ShowPage
from tests.client.modules.inspection.entry_plant import INSPECTION, characteristic, detail
from tests.client.modules.inspection.plant import make_characteristic, make_plan
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.balloons import Balloons
from veralot_client.modules.inspection.pages.entry.page import EntryPage
from veralot_client.modules.inspection.pages.plan import PlanPage
from veralot_client.modules.inspection.presenters.balloons import Mark, beside, bounded, moved
from veralot_client.modules.inspection.presenters.entry.sheet import Cell
from veralot_client.modules.inspection.presenters.plan import PlanPresenter
from veralot_client.widgets.page import Page
from veralot_shared.contracts.attachments import AttachmentView, GetAttachment
from veralot_shared.contracts.inspection import (
    Balloon,
    GetInspection,
    GetPlan,
    ListResults,
    PlanDetail,
    RevisionStatus,
    SaveRevision,
)
from veralot_shared.errors import RecordChanged
from veralot_shared.ids import AttachmentId, PlanId

PICTURE = AttachmentId(31)
HERE, THERE = Balloon(x=300, y=400), Balloon(x=700, y=250)


def drawing() -> bytes:
    """Return a picture of a hub with two lines of dimensions."""
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setPen(QPen(QColor("black"), 4))
    painter.drawRect(180, 180, 520, 240)
    painter.drawEllipse(350, 220, 160, 160)
    painter.drawLine(180, 470, 700, 470)
    painter.setFont(QFont("Noto Sans", 20))
    painter.drawText(410, 510, "24.0 ± 0.1")
    painter.end()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


@pytest.fixture
def file(fake_server: FakeServer) -> AttachmentView:
    """Return a drawing that the server has."""
    return given(fake_server, drawing(), "image/png")


def given(fake_server: FakeServer, content: bytes, media_type: str) -> AttachmentView:
    """Let the server have a file."""
    digest = sha256(content).hexdigest()
    fake_server.files[digest] = content
    made = make_file(31, sha256=digest, size=len(content), media_type=media_type, file_name="HUB-07.png")
    fake_server.answer(GetAttachment, made)
    return made


def plan(status: RevisionStatus = RevisionStatus.DRAFT) -> PlanDetail:
    """Return a plan with one balloon on its picture and one that stands nowhere yet."""
    rows = [make_characteristic(1, code="1", balloon=HERE), make_characteristic(2, code="2", balloon=None)]
    return make_plan(status=status, picture_id=PICTURE, characteristics=rows)


def saving(fake_server: FakeServer) -> None:
    """Let the server keep what is saved, and count versions."""
    held = [plan()]

    def save(command: SaveRevision) -> PlanDetail:
        revision = held[0].revision
        if command.version != revision.version:
            raise RecordChanged(
                kind="inspection plan", key="1", changed_by="Li Wei", version=revision.version, differences=[]
            )
        placed = {one.code: one.balloon for one in command.characteristics}
        rows = [msgspec.structs.replace(one, balloon=placed[one.code]) for one in revision.characteristics]
        kept = msgspec.structs.replace(revision, characteristics=rows, version=revision.version + 1)
        held[0] = msgspec.structs.replace(held[0], revision=kept)
        return held[0]

    fake_server.answer(SaveRevision, save)
    fake_server.answer(GetPlan, lambda _query: held[0])


def saved(page: Page, name: str) -> None:
    """Save a picture of a page where somebody asked for it."""
    folder = os.environ.get("VERALOT_PICTURES")
    if folder:
        page.grab().save(str(Path(folder) / f"{name}.png"))


# --- pure ------------------------------------------------------------------------------------------------------------


def test_a_balloon_stays_on_the_picture() -> None:
    assert bounded(1, -3, 1200) == Balloon(x=0, y=1000)
    assert moved(Balloon(x=995, y=5), 1, -1, fine=False) == Balloon(x=1000, y=0)
    assert moved(HERE, 1, 0, fine=True) == Balloon(x=301, y=400)


@pytest.mark.parametrize(("code", "by", "expected"), [(None, 1, "1"), ("1", 1, "2"), ("2", 1, "2"), ("1", -1, "1")])
def test_one_goes_from_balloon_to_balloon(code: str | None, by: int, expected: str) -> None:
    assert beside([Mark("1", "", HERE), Mark("2", "", None)], code, by) == expected


# --- the page of a plan ----------------------------------------------------------------------------------------------


@pytest.fixture
def opened(
    desk: Services, fake_server: FakeServer, file: AttachmentView, show: ShowPage[Page]
) -> Callable[..., PlanPage]:
    """Return what opens the page of a plan."""
    assert file.id

    def open_page(status: RevisionStatus = RevisionStatus.DRAFT) -> PlanPage:
        saving(fake_server)
        if status is not RevisionStatus.DRAFT:
            fake_server.answer(GetPlan, plan(status))
        page = PlanPage(desk, 2)
        page.resize(1200, 760)
        show(page)
        assert page.drawing.view.has_picture
        return page

    return open_page


def balloons(fake_server: FakeServer) -> list[dict[str, Balloon | None]]:
    """Return what was saved, each time."""
    sent = [one for one in fake_server.executed if isinstance(one, SaveRevision)]
    return [{one.code: one.balloon for one in command.characteristics} for command in sent]


def test_a_chosen_characteristic_has_its_balloon_stand_out_and_back(opened: Callable[..., PlanPage]) -> None:
    page = opened()
    page.content.grid.selectRow(0)
    assert page.drawing.view.code == "1"
    assert "from the left 30 %" in page.drawing.view.accessibleName()
    page.content.grid.selectRow(1)
    assert "not on the drawing yet" in page.drawing.view.accessibleName()
    press(page.drawing.view, "1")
    chosen = page.content.current()
    assert chosen is not None
    assert chosen.code == "1"
    saved(page, "plan")


def press(view: Balloons, code: str) -> None:
    """Press a balloon."""
    at = view.place_of(code)
    assert at is not None
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_a_balloon_is_dragged_and_a_press_alone_moves_nothing(
    opened: Callable[..., PlanPage], fake_server: FakeServer
) -> None:
    page = opened()
    view = page.drawing.view
    press(view, "1")
    assert balloons(fake_server) == []
    start = view.place_of("1")
    assert start is not None
    target = start + QPoint(80, 40)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(view.viewport(), target)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, target)
    (kept,) = balloons(fake_server)
    now = kept["1"]
    assert now is not None
    assert (now.x > HERE.x, now.y > HERE.y, kept["2"]) == (True, True, None)
    assert page.plan.revision is not None
    assert page.plan.revision.characteristics[0].balloon == now


def test_a_click_places_what_stands_nowhere_yet(opened: Callable[..., PlanPage], fake_server: FakeServer) -> None:
    page = opened()
    page.content.grid.selectRow(1)
    view = page.drawing.view
    middle = view.viewport().rect().center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    placed = balloons(fake_server)[-1]["2"]
    assert placed is not None
    assert (abs(placed.x - 500) <= 5, abs(placed.y - 500) <= 5) == (True, True)
    assert view.place_of("2") is not None


def test_keys_choose_place_move_take_off_and_undo(opened: Callable[..., PlanPage], fake_server: FakeServer) -> None:
    page = opened()
    view = page.drawing.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.code == "2"
    QTest.keyClick(view, Qt.Key.Key_Return)
    placed = balloons(fake_server)[-1]["2"]
    assert placed is not None
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert balloons(fake_server)[-1]["2"] == Balloon(x=placed.x + 10, y=placed.y - 1)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert balloons(fake_server)[-1]["2"] is None
    QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert balloons(fake_server)[-1]["2"] == Balloon(x=placed.x + 10, y=placed.y - 1)
    saved(page, "plan_placed")


def test_a_released_plan_shows_its_balloons_and_moves_none(
    opened: Callable[..., PlanPage], fake_server: FakeServer
) -> None:
    page = opened(RevisionStatus.RELEASED)
    view = page.drawing.view
    press(view, "1")
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Delete):
        QTest.keyClick(view, key)
    assert balloons(fake_server) == []
    assert view.code == "1"


def test_one_zooms_by_keys_and_sees_the_whole_again(opened: Callable[..., PlanPage]) -> None:
    view = opened().drawing.view
    whole = view.transform().m11()
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.transform().m11() > whole
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.transform().m11() == pytest.approx(whole)
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.transform().m11() == pytest.approx(whole)


def test_a_thin_line_is_seen_however_small_the_drawing_is_shown(qapp: QApplication, services: Services) -> None:
    image = QImage(2400, 1600, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setPen(QPen(QColor("black"), 2))
    for x in range(100, 2400, 211):
        painter.drawLine(x, 0, x, 1600)
    painter.end()
    view = Balloons(services.words)
    view.resize(304, 220)
    view.show()
    view.show_page(image, 1)
    view.fit()
    qapp.processEvents()
    shown = view.viewport().grab().toImage()
    middle = shown.height() // 2
    row = [shown.pixelColor(x, middle).lightness() < 245 for x in range(shown.width())]
    lines = sum(dark and not before for before, dark in zip([False, *row], row, strict=False))
    assert lines == len(range(100, 2400, 211))
    view.zoom(8)
    view.close()


def test_a_pdf_is_drawn_and_turned_to_the_page_of_the_balloon(
    opened: Callable[..., PlanPage], fake_server: FakeServer, tmp_path: Path
) -> None:
    path = tmp_path / "drawing.pdf"
    writer = QPdfWriter(str(path))
    painter = QPainter(writer)
    painter.drawText(500, 500, "Sheet 1")
    writer.newPage()
    painter.drawText(500, 500, "Sheet 2")
    painter.end()
    given(fake_server, path.read_bytes(), "application/pdf")
    page = opened()
    assert (page.drawing.pages, page.drawing.view.page) == (2, 1)
    page.drawing.turn(2)
    assert page.drawing.page.text() == "Page 2 of 2"
    assert page.drawing.view.place_of("1") is None
    page.content.grid.selectRow(0)
    assert page.drawing.view.page == 1
    assert page.drawing.view.place_of("1") is not None


def test_a_file_that_cannot_be_drawn_is_named(opened: Callable[..., PlanPage], fake_server: FakeServer) -> None:
    page = opened()
    given(fake_server, b"PK", "application/zip")
    page.drawing.show_drawing(AttachmentId(32))
    assert "HUB-07.png" in page.drawing.told.text()


# --- what is saved ---------------------------------------------------------------------------------------------------


def test_what_somebody_else_saved_meanwhile_is_shown_and_said(services: Services, fake_server: FakeServer) -> None:
    saving(fake_server)
    presenter = PlanPresenter(services, PlanId(2))
    presenter.load()
    other = PlanPresenter(services, PlanId(2))
    other.load()
    other.place("1", THERE)
    presenter.place("1", Balloon(x=1, y=1))
    assert presenter.revision is not None
    assert [one.balloon for one in presenter.marks()] == [THERE, None]
    presenter.place("2", HERE)
    assert [one.balloon for one in presenter.marks()] == [THERE, HERE]


# --- the entry screen ------------------------------------------------------------------------------------------------


def test_the_balloon_of_what_is_entered_stands_out_and_leads_there(
    desk: Services, fake_server: FakeServer, file: AttachmentView, show: ShowPage[Page]
) -> None:
    found = detail(characteristic(1), characteristic(2, balloon=THERE), needed=2)
    revision = msgspec.structs.replace(found.revision, picture_id=file.id)
    fake_server.answer(GetInspection, msgspec.structs.replace(found, revision=revision))
    fake_server.answer(ListResults, [])
    page = EntryPage(desk, INSPECTION)
    page.resize(1200, 720)
    show(page)
    assert page.picture.view.code == "1"
    press(page.picture.view, "2")
    assert page.presenter.at == Cell(1, 0)
    assert page.picture.view.code == "2"
    saved(page, "entry")
    desk.words.switch("zh_CN")
    page.retranslate()
    saved(page, "entry_zh")
