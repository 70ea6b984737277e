"""The screen as a person works it: keys, a scanner, a caliper on a wire, and quick enough for both."""

import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.inspection.entry_plant import (
    INSPECTION,
    SURFACE,
    characteristic,
    detail,
    gauge,
    recorded,
    result,
)
from tests.fakes import FakeServer
from veralot_client.core.instruments.reading import Reading
from veralot_client.core.instruments.serial_line import Port
from veralot_client.core.instruments.simulator import PretendCaliper
from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.entry.heads import WIDTH
from veralot_client.modules.inspection.pages.entry.page import EntryPage
from veralot_client.modules.inspection.presenters.entry.sheet import Cell
from veralot_client.modules.inspection.presenters.entry.typed import Typed
from veralot_client.shell.gui_thread import GuiThread
from veralot_shared.contracts.gauges import FindGauge
from veralot_shared.contracts.genealogy import ListUnits
from veralot_shared.contracts.inspection import (
    CharacteristicKind,
    CharacteristicView,
    GetInspection,
    InspectionStatus,
    ListResults,
    RecordResults,
    ResultView,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import AttachmentId, ResultId
from veralot_shared.rules.judging import Judgement

Open = Callable[..., EntryPage]
WAIT_MS = 5_000


@pytest.fixture
def opened(desk: Services, fake_server: FakeServer, show: ShowPage[EntryPage]) -> Open:
    """Return what opens the screen."""

    def open_page(*rows: CharacteristicView, needed: int = 3, results: list[ResultView] | None = None) -> EntryPage:
        fake_server.answer(GetInspection, detail(*rows, needed=needed))
        fake_server.answer(ListResults, results or [])
        fake_server.answer(ListUnits, [])
        fake_server.answer(RecordResults, recorded)
        fake_server.answer(FindGauge, RecordNotFound(kind="gauge", key="?"))
        return show(EntryPage(desk, INSPECTION))

    return open_page


def scan(page: EntryPage, text: str) -> None:
    """Type as a scanner does: quickly, Enter at the end."""
    QTest.keyClicks(page.single.line, text)
    QTest.keyClick(page.single.line, Qt.Key.Key_Return)


def test_a_key_colours_the_field_and_says_why(opened: Open) -> None:
    page = opened()
    line, verdict = page.single.line, page.single.verdict
    for text, tone, sign in (("1.2", "good", "✓"), ("1.11", "warning", "△"), ("1.4", "bad", "✗")):
        line.setText("")
        QTest.keyClicks(line, text)
        assert line.property("flash") == tone
        assert verdict.text().startswith(sign)
        assert line.accessibleDescription()
    line.setText("")
    QTest.keyClicks(line, "1.23x")
    assert line.property("flash") == "bad"


def test_enter_goes_on_and_the_progress_says_how_far(opened: Open) -> None:
    page = opened()
    for value in ("1.2", "1,4"):
        page.single.line.setText(value)
        page.single.line.returnPressed.emit()
    assert page.presenter.at == Cell(0, 2)
    assert page.head.counted.text() == "2 of 3"
    assert page.head.failing.text() == "× 1 out of specification"
    assert page.single.former.text() == "✓ 1.200   ✗ 1.400"


def test_whoever_has_no_scanner_types_the_code_of_the_gauge(opened: Open, fake_server: FakeServer) -> None:
    page = opened(characteristic(1, gauge_type="micrometer"))
    fake_server.answer(FindGauge, gauge())
    page.single.line.setText("MIC-001")
    page.single.line.returnPressed.emit()
    assert page.head.gauge.text().startswith("MIC-001")
    assert page.single.line.text() == ""
    assert page.single.line.property("flash") is None


def test_a_scanner_sets_the_gauge_and_a_wedge_caliper_measures(opened: Open, fake_server: FakeServer) -> None:
    page = opened(characteristic(1, gauge_type="micrometer"))
    fake_server.answer(FindGauge, gauge())
    assert page.head.gauge.text() == "Scan the gauge (micrometer)"
    scan(page, "MIC-001")
    assert page.head.gauge.text().startswith("MIC-001")
    assert page.single.line.text() == ""
    scan(page, "1.205")
    assert page.presenter.at == Cell(0, 1)


def test_good_and_bad_are_buttons_a_glove_can_hit(opened: Open) -> None:
    page = opened(characteristic(1, **SURFACE), needed=40)
    assert min(page.single.good.height(), page.single.bad.height()) >= 60
    page.single.bad.click()
    assert page.presenter.at == Cell(0, 1)
    page.single.all_good.click()
    assert page.head.counted.text() == "40 of 40"


def test_the_grid_shows_and_takes_the_same(opened: Open) -> None:
    page = opened(
        characteristic(1), characteristic(2), needed=3, results=[result(1, 1, "1.31", Judgement.NONCONFORMING)]
    )
    page.perform("inspection.entry_view")
    sheet = page.grid.sheet
    assert (sheet.rowCount(), sheet.columnCount()) == (2, 3)
    assert sheet.data(sheet.index_of(Cell(0, 0))) == "✗ 1.310"
    page.grid.setCurrentIndex(sheet.index_of(Cell(1, 2)))
    page.presenter.enter("1.2")
    assert sheet.data(sheet.index_of(Cell(1, 2))) == "✓ 1.200*"
    QApplication.clipboard().setText("1.20\n1.21")
    page.grid.setCurrentIndex(sheet.index_of(Cell(1, 0)))
    QTest.keyClick(page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert page.head.counted.text() == "4 of 6"


def test_one_sees_of_what_a_result_is_however_many_samples_there_are(opened: Open) -> None:
    page = opened(characteristic(1), characteristic(2, **SURFACE), needed=200)
    page.perform("inspection.entry_view")
    grid = page.grid
    grid.setCurrentIndex(grid.sheet.index_of(Cell(0, 180)))
    QApplication.processEvents()
    assert grid.horizontalScrollBar().value() > 0
    assert grid.heads.isVisible()
    assert grid.heads.width() >= WIDTH
    head = grid.sheet.head(0)
    assert (head.code, head.limits) == ("1", "1.100 … 1.300 mm")
    assert grid.sheet.headerData(0, Qt.Orientation.Vertical) == " · ".join(head)
    drawn = grid.heads.grab().toImage()
    colours = {drawn.pixelColor(x, grid.rowHeight(0) // 2).name() for x in range(drawn.width())}
    assert len(colours) > 2, "something is written there"


def test_what_a_retest_does_not_ask_for_is_not_taken_for_open(
    desk: Services, fake_server: FakeServer, show: ShowPage[EntryPage]
) -> None:
    rows = [characteristic(1, upper=None), characteristic(2, **SURFACE)]
    known = detail(*rows, needed=3, status=InspectionStatus.RETEST, attempt=2)
    dues = [
        msgspec.structs.replace(due, needed=len(samples), samples=samples)
        for due, samples in zip(known.dues, ([2], []), strict=True)
    ]
    fake_server.answer(GetInspection, msgspec.structs.replace(known, dues=dues))
    fake_server.answer(ListResults, [])
    page = show(EntryPage(desk, INSPECTION))
    grid = page.grid
    assert [grid.isRowHidden(row) for row in range(2)] == [False, True]
    hatched = [
        isinstance(grid.sheet.data(grid.sheet.index(0, column), Qt.ItemDataRole.BackgroundRole), QBrush)
        for column in range(2)
    ]
    assert hatched == [True, False]
    assert grid.sheet.head(0).limits == "≥ 1.100 mm"
    assert "To be tested again" in page.notice.text


def test_what_is_half_typed_is_there_again(opened: Open, desk: Services, show: ShowPage[EntryPage]) -> None:
    page = opened()
    QTest.keyClicks(page.single.line, "1.2")
    page.end()
    again = show(EntryPage(desk, INSPECTION))
    assert again.single.line.text() == "1.2"
    assert not again.unsaved()
    again.presenter.enter("1.2")
    assert not again.unsaved(), "this computer keeps it"
    assert again.kept_unsent() == "IN-26-0005: 1 result is not sent."


def test_every_action_says_whether_it_can_work(opened: Open) -> None:
    page = opened()
    assert not page.can_perform("inspection.entry_send")
    page.presenter.enter("1.4")
    for verb in ("send", "undo", "failing", "view", "turn", "instrument"):
        assert page.can_perform(f"inspection.entry_{verb}"), verb
    assert not page.can_perform("inspection.entry_finish")
    page.perform("inspection.entry_send")
    assert not page.can_perform("inspection.entry_send")
    assert page.said.text() == "1 result is recorded."


def test_an_instrument_is_connected_beside_the_gauge_however_narrow_the_screen(opened: Open) -> None:
    page = opened(characteristic(1, gauge_type="micrometer"))
    page.resize(900, 560)
    QApplication.processEvents()
    (button,) = page.head.buttons()
    assert button.isVisible()
    assert button.text() == "Instrument…"
    assert page.head.gauge.geometry().right() < button.mapTo(page.head, button.rect().topLeft()).x()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_port_is_chosen_by_what_is_on_it_or_entered(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    caliper = PretendCaliper()
    found = [Port(caliper.port, "Digital caliper, USB")]
    monkeypatch.setattr("veralot_client.core.instruments.serial_line.ports", lambda: found)
    page = opened()
    page.perform("inspection.entry_instrument")
    dialog = open_dialog()
    offered = [box.itemText(place) for box in dialog.findChildren(QComboBox) for place in range(box.count())]
    assert f"{caliper.port}  ·  Digital caliper, USB" in offered
    dialog.send()
    assert dialog.isVisible(), "nothing was chosen"
    dialog.form.put("port", caliper.port)
    dialog.send()
    assert page.head.wired.isVisible()
    page.perform("inspection.entry_instrument")
    assert not page.head.wired.isVisible(), "pressed again it lets go"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_caliper_on_a_wire_measures_into_the_field(
    opened: Open, desk: Services, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The instrument is heard in a thread of its own; no widget may be touched there.
    gui = GuiThread()
    monkeypatch.setattr(desk.background, "post", gui.post)
    page = opened()
    caliper = PretendCaliper()
    page.instrument.connect(caliper.port)
    assert page.head.wired.isVisible()
    caliper.measure("+001.205")
    end = perf_counter() + WAIT_MS / 1000
    while page.presenter.progress().done == 0 and perf_counter() < end:
        qapp.processEvents()
    assert page.presenter.progress().done == 1
    page.instrument.close()
    assert Path(caliper.port).exists()
    assert (desk.settings.layout("entry-instrument") or b"").decode() == caliper.port


def test_a_reading_is_said_after_the_screen_has_gone_on_and_forgotten_with_the_next(opened: Open) -> None:
    page = opened(characteristic(1))
    page.presenter.take_reading(Reading(Decimal("1.31"), "mm", "1.31 mm"))
    assert page.presenter.at == Cell(0, 1)
    assert page.said.text() == "✗ 1.310\N{NO-BREAK SPACE}mm, out of specification: 1 Outer diameter"
    assert page.said.property("role") == "error"
    page.presenter.enter("1.2")
    assert page.said.text() == ""


def test_a_picture_is_seen_before_it_is_sent(opened: Open) -> None:
    photo = characteristic(1, kind=CharacteristicKind.PHOTO, lower=None, upper=None, nominal=None, unit="")
    page = opened(photo)
    single = page.single
    assert (single.picture.text(), single.preview.isVisible()) == ("Choose picture…", False)
    taken = Typed("seal.jpg", Judgement.RECORDED, attachment_id=AttachmentId(7))
    page.presenter.put(taken)
    page.presenter.go(Cell(0, 0))
    assert single.preview.isVisible()
    assert "seal.jpg" in single.verdict.text()
    assert single.picture.text() == "Choose another picture…"
    page.presenter.send_all()
    page.presenter.go(Cell(0, 0))
    assert single.preview.isVisible()
    assert not single.picture.isVisible(), "what is recorded is corrected, with a reason"


@pytest.mark.requirement("DI-04")
def test_a_recorded_result_is_corrected_from_its_place_and_the_former_one_stays_seen(opened: Open) -> None:
    wrong = msgspec.structs.replace(result(1, 1, "12.05", Judgement.NONCONFORMING), counts=False)
    right = msgspec.structs.replace(
        result(1, 1, "1.205"), id=ResultId(900), replaces_id=wrong.id, reason="The point was forgotten."
    )
    page = opened(results=[wrong, right])
    assert not page.single.correct.isVisible()
    page.presenter.go(Cell(0, 0))
    assert "12.05" in page.single.corrected.text()
    assert "The point was forgotten." in page.single.corrected.text()
    assert page.can_perform("inspection.entry_correct")
    page.single.correct.click()
    dialog = open_dialog()
    assert dialog.windowTitle() == "Correct a result: 1 Outer diameter, sample 1"
    dialog.close()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_speaks_both_languages(opened: Open, desk: Services, language: str) -> None:
    desk.words.switch(language)
    page = opened()
    page.retranslate()
    assert ("Sample 1 of 3" in page.single.sample.text()) == (language == "en")
    assert page.single.name.text() == ("Outer diameter" if language == "en" else "外径")


def test_why_there_is_no_result_is_asked_in_a_form_of_ours(opened: Open, desk: Services) -> None:
    desk.settings.choose(large_controls=True)
    page = opened(characteristic(1), needed=3)
    page.perform("inspection.entry_not_applicable")
    dialog = open_dialog()
    assert dialog.form.values()["about"] == "1 Outer diameter, Sample 1 of 3"
    assert all(button.property("scale") for button in dialog.findChildren(QPushButton))
    dialog.send()
    assert dialog.isVisible(), "a reason is needed"
    dialog.form.put("reason", "Piece destroyed by the test before")
    dialog.send()
    assert not dialog.isVisible()
    assert page.head.counted.text() == "1 of 3"
    page.presenter.go(Cell(0, 0))
    assert "Piece destroyed" in page.single.verdict.text()
