"""The page of the picture: what is chosen in one place is chosen in all, and all of it works by keys."""

from collections.abc import Callable
from typing import cast

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.client.modules.conftest import open_dialog
from tests.client.modules.genealogy.picture.conftest import make_evidence
from tests.client.modules.plant import make_trace
from tests.client.stand_ins import Opened
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.picture.page import PicturePage
from veralot_client.modules.genealogy.pages.picture.scene import Distance, Marks
from veralot_client.modules.genealogy.pages.picture.signs import STROKES, pattern
from veralot_client.modules.genealogy.presenters.picture.grouping import Detail
from veralot_client.modules.genealogy.presenters.picture.view import View
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import (
    LotsChanged,
    Trace,
    TraceEvidence,
    TraceView,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LotId, NodeId

pytestmark = pytest.mark.requirement("I-41")


def places(services: Services) -> list[tuple[str, int]]:
    return cast("Opened", services.navigator).places


def press(page: PicturePage, *keys: Qt.Key | str) -> None:
    page.canvas.setFocus()
    for key in keys:
        if isinstance(key, str):
            QTest.keyClicks(page.canvas, key)
        else:
            QTest.keyClick(page.canvas, key)


def click(page: PicturePage, card: int) -> None:
    figure = page.picture.figure
    assert figure is not None
    x, y = page.canvas.view.to_window(float(figure.x[card]) + 30, float(figure.y[card]) + 30)
    QTest.mouseClick(page.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(round(x), round(y)))


def card_of(page: PicturePage, node: int) -> int:
    figure = page.picture.figure
    assert figure is not None
    card = figure.card(NodeId(node))
    assert card is not None
    return card


# --- in step ---------------------------------------------------------------------------------------------------------


def test_a_click_in_the_picture_goes_along_in_tree_and_table(page: PicturePage) -> None:
    click(page, card_of(page, 3))
    assert page.picture.current == 3
    assert page.beside.tree.currentIndex().data() == "PT260801"
    record = page.beside.records.current()
    assert record is not None
    assert record.node.label == "PT260801"


def test_a_row_of_the_table_goes_along_in_picture_and_tree(page: PicturePage) -> None:
    page.beside.tabs.setCurrentWidget(page.beside.records)
    page.beside.records.grid.setFocus()
    place = page.beside.record_rows.index_of(NodeId(1007))
    assert place is not None
    page.beside.records.grid.go_to(place)
    assert page.picture.current == 1007
    assert not page.picture.whole
    assert page.beside.tree.currentIndex().data() == "PT260801-007"
    assert page.canvas.scene is not None
    assert page.canvas.scene.cards.lines(card_of(page, 1007)).title == "PT260801-007"


def test_a_row_of_the_tree_goes_along_in_picture_and_table(page: PicturePage) -> None:
    page.beside.tree.setFocus()
    page.beside.tree.go_to(NodeId(5))
    assert page.picture.current == 5
    record = page.beside.records.current()
    assert record is not None
    assert record.node.label == "PX26-0603"


def test_a_piece_of_evidence_leads_to_what_it_hangs_on(page: PicturePage) -> None:
    page.beside.show_evidence()
    page.beside.evidence.grid.setFocus()
    assert [piece.title for piece in page.beside.evidence_rows.rows] == ["Signature", "Hold", "Inspection"]
    page.beside.evidence.grid.go_to(1)
    assert page.picture.current == 1007


def test_the_way_to_what_is_chosen_stands_out(page: PicturePage) -> None:
    page.picture.choose_node(NodeId(1003))
    figure = page.picture.figure
    assert figure is not None
    cards, edges = page.picture.path()
    assert [figure.first(card).label for card in cards] == ["R260713-02", "R260713-02-D1", "PT260801", "PT260801-001"]
    assert len(edges) == 3
    assert page.canvas.marks().path == cards


# --- keys and mouse --------------------------------------------------------------------------------------------------


def test_arrows_walk_the_edges_and_enter_opens(page: PicturePage, desk: Services) -> None:
    press(page, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert page.picture.current == 3
    press(page, Qt.Key.Key_Return)
    assert places(desk) == [("lot", 3)]
    press(page, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert page.picture.current == 5
    press(page, Qt.Key.Key_Home)
    assert page.picture.current == 1


def test_enter_on_a_group_opens_it_and_space_collapses_it_again(page: PicturePage, desk: Services) -> None:
    click(page, card_of(page, 1001))
    assert page.picture.whole
    press(page, Qt.Key.Key_Return)
    assert page.picture.figure is not None
    assert len(page.picture.figure) == 26
    assert page.picture.current == 1001
    press(page, Qt.Key.Key_Return)
    assert places(desk) == [("lot", 3)], "the dossier of a unit is its lot's"
    assert cast("Opened", desk.navigator).parts == ["PT260801-001"]
    press(page, Qt.Key.Key_Space)
    assert len(page.picture.figure) == 7


def test_plus_minus_nought_and_f_zoom(page: PicturePage) -> None:
    fitted = page.canvas.view.scale
    press(page, "+")
    assert page.canvas.view.scale == pytest.approx(fitted * 1.25)
    press(page, "-", "-")
    assert page.canvas.view.scale == pytest.approx(fitted / 1.25)
    press(page, "0")
    assert page.canvas.view.scale == pytest.approx(1.0)
    press(page, "f")
    assert page.canvas.view.scale == pytest.approx(fitted)


def test_the_wheel_zooms_about_the_mouse_and_a_pull_moves(page: PicturePage) -> None:
    at = QPointF(200, 300)
    before = page.canvas.view.to_picture(at.x(), at.y())
    wheel = QWheelEvent(
        at,
        page.canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's own constructor
    )
    QApplication.sendEvent(page.canvas, wheel)
    assert page.canvas.view.to_picture(at.x(), at.y()) == pytest.approx(before)
    left = page.canvas.view.left
    QTest.mousePress(page.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(200, 300))
    QTest.mouseMove(page.canvas, QPoint(150, 300))
    QTest.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(150, 300))
    assert page.canvas.view.left > left
    assert page.picture.current == 1, "a pull chooses nothing"


def test_slash_finds_and_enter_goes_from_one_to_the_next(page: PicturePage) -> None:
    press(page, "/")
    assert page.tools.search.hasFocus()
    QTest.keyClicks(page.tools.search, "801-03")
    assert len(page.picture.found) == 10
    QTest.keyClick(page.tools.search, Qt.Key.Key_Return)
    QTest.keyClick(page.tools.search, Qt.Key.Key_Return)
    assert page.tools.found.text() == "2 of 10"
    assert page.picture.node is not None
    assert page.picture.node.label == "PT260801-031"
    assert len(page.canvas.marks().found) == 2
    QTest.keyClicks(page.tools.search, "xyz")
    assert page.tools.found.text() == "Nothing was found."
    QTest.keyClick(page.tools.search, Qt.Key.Key_Escape)
    assert page.canvas.hasFocus()
    assert page.picture.found == []


def test_the_page_can_be_pointed_at_a_number(page: PicturePage) -> None:
    page.point_at("PT260801-040")
    assert page.picture.current == 1040
    assert page.canvas.view.scale >= 0.75


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_what_is_collapsed_can_be_chosen(page: PicturePage) -> None:
    assert page.picture.detail is Detail.ALIKE
    page.tools.detail.setCurrentIndex(page.tools.detail.findData(Detail.SIBLINGS.value))
    page.tools.detail.activated.emit(1)
    assert page.picture.figure is not None
    assert len(page.picture.figure) == 6
    page.tools.open_all.click()
    assert len(page.picture.figure) == 45
    page.tools.close_all.click()
    assert len(page.picture.figure) == 6


def test_one_of_a_group_can_stand_alone(page: PicturePage) -> None:
    page.picture.choose_node(NodeId(1003))
    menu = QMenu()
    page.fill_menu(menu)
    titles = [action.text() for action in menu.actions()]
    assert titles[:2] == ["Open this group", "Show this one by itself"]
    menu.actions()[1].trigger()
    assert page.picture.figure is not None
    assert page.picture.figure.size(card_of(page, 1003)) == 1
    assert page.picture.figure.size(card_of(page, 1001)) == 19


def test_the_legend_names_each_status_with_its_count_and_lets_it_stand_out(page: PicturePage) -> None:
    texts = [box.text() for box in page.legend.boxes.values()]
    assert texts == ["Market released  1", "Released  1", "Made  40", "Consumed  2", "No status  1"]
    page.legend.boxes["made"].setChecked(True)
    assert page.canvas.marks().signs == {"made"}


def test_signs_and_patterns_tell_statuses_apart_without_colour() -> None:
    assert len(set(STROKES.values())) == len(STROKES)
    lines = {tone: len(pattern(tone, 0, 0, 10, 60)) for tone in (Tone.INFO, Tone.WARNING, Tone.BAD)}
    assert len(set(lines.values())) > 1
    assert pattern(Tone.GOOD, 0, 0, 10, 60) == pattern(Tone.NEUTRAL, 0, 0, 10, 60) == []


@pytest.mark.parametrize(
    ("scale", "distance"), [(1.0, Distance.NEAR), (0.4, Distance.LABELS), (0.28, Distance.BLOCKS), (0.05, Distance.FAR)]
)
def test_the_nearer_one_is_the_more_is_seen(page: PicturePage, scale: float, distance: Distance) -> None:
    page.picture.open_all()
    scene = page.canvas.scene
    assert scene is not None
    view = View(1000, 700, scale)
    cards = scene.cards_in(view)
    many = cards.repeat(200) if distance is Distance.FAR else cards
    assert scene.distance(view, many) is distance


def red_pixels(page: PicturePage, scale: float) -> int:
    """Return how much of the colour of a hold is seen."""
    scene = page.canvas.scene
    assert scene is not None
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    scene.draw(painter, View(600, 400, scale).centred(scene.figure.width / 2, scene.figure.height / 2), Marks())
    painter.end()
    red = scene.paper.look.bad
    return sum(image.pixelColor(x, y).name() == red for x in range(600) for y in range(400))


def test_a_held_lot_is_in_plain_sight_from_however_far(page: PicturePage, fake_server: FakeServer) -> None:
    assert red_pixels(page, 0.01) == 0
    fake_server.answer(Trace, with_status(make_trace(40), 3, held=1))
    page.refresh()
    assert red_pixels(page, 0.01) > 40
    assert red_pixels(page, 1.0) > 200


def test_a_tip_says_all_that_is_known(page: PicturePage) -> None:
    card = card_of(page, 3)
    assert page.picture.figure is not None
    x, y = page.canvas.view.to_window(float(page.picture.figure.x[card]) + 30, float(page.picture.figure.y[card]) + 30)
    place = QPoint(round(x), round(y))
    QApplication.sendEvent(page.canvas, QHelpEvent(QEvent.Type.ToolTip, place, page.canvas.mapToGlobal(place)))
    text = page.canvas.tip_at(QPointF(place))
    assert text.startswith("PT260801\nFG-PTC")
    assert "Market released" in text
    assert "WO-2608-014" in text
    assert "Li Na 李娜" in text


def test_evidence_hangs_on_its_node_and_on_its_edge(page: PicturePage) -> None:
    scene, figure = page.canvas.scene, page.picture.figure
    assert scene is not None
    assert figure is not None
    assert [tag.kind for tag in scene.cards.lines(card_of(page, 3)).text.tags] == ["identity.signature"]
    group = scene.cards.lines(card_of(page, 1007)).text.tags
    assert [(tag.kind, tag.count) for tag in group] == [("genealogy.hold", 1)]
    edge = figure.edge(card_of(page, 2), card_of(page, 3))
    assert edge is not None
    assert [tag.kind for tag in scene.edge_tags[edge]] == ["quality.inspection"]
    assert scene.edge_at(*figure.middle(edge)) == edge


def test_readers_of_screens_are_told_what_is_chosen(page: PicturePage) -> None:
    page.picture.choose_node(NodeId(3))
    assert page.canvas.accessibleName().startswith("Genealogy picture, PT260801, FG-PTC")


# --- following -------------------------------------------------------------------------------------------------------


def with_status(view: TraceView, node: int, **changes: object) -> TraceView:
    """Return a trace in which one lot is in another state."""
    nodes = [each if each.id != node else msgspec.structs.replace(each, **changes) for each in view.nodes]
    return msgspec.structs.replace(view, nodes=nodes)


def test_a_change_of_status_is_followed_and_what_is_open_stays_open(
    page: PicturePage, fake_server: FakeServer, tell: Callable[[LotsChanged], None]
) -> None:
    page.picture.open_group(card_of(page, 1001))
    page.picture.choose_node(NodeId(1003))
    tree, scale = page.beside.tree.model(), page.canvas.view.scale
    fake_server.answer(Trace, with_status(make_trace(40), 3, held=1))
    tell(LotsChanged(lot_ids=[LotId(77)]))
    assert page.picture.signs()["hold"] == 0, "somebody else's lot"
    tell(LotsChanged(lot_ids=[LotId(3)]))
    assert page.picture.signs()["hold"] == 1
    assert page.picture.figure is not None
    assert len(page.picture.figure) == 26
    assert page.picture.current == 1003
    assert page.canvas.view.scale == scale
    assert page.beside.tree.model() is tree, "its open rows stay open"
    assert next(iter(page.legend.boxes)) == "hold"


def test_a_node_that_is_gone_leaves_the_root_chosen(
    page: PicturePage, fake_server: FakeServer, tell: Callable[[LotsChanged], None]
) -> None:
    page.picture.choose_node(NodeId(1040))
    fake_server.answer(Trace, make_trace(30))
    tell(LotsChanged(lot_ids=[LotId(1)]))
    assert page.picture.current == 1


def test_another_direction_is_traced_anew(page: PicturePage, fake_server: FakeServer) -> None:
    page.direction.setCurrentIndex(0)
    page.direction.activated.emit(0)
    asked = [message for message in fake_server.executed if isinstance(message, Trace)]
    assert asked[-1].direction == "back"


def test_a_refused_trace_says_why_and_can_be_tried_again(
    page: PicturePage, fake_server: FakeServer, tell: Callable[[LotsChanged], None]
) -> None:
    fake_server.answer(TraceEvidence, RecordNotFound(kind="node", key="1"))
    tell(LotsChanged(lot_ids=[LotId(1)]))
    assert page.stale.isVisible()
    assert page.picture.figure is not None, "what was known is still shown"
    fake_server.answer(TraceEvidence, make_evidence())
    page.refresh()
    assert not page.stale.isVisible()


def test_a_whole_group_is_held_with_one_signature(page: PicturePage) -> None:
    click(page, card_of(page, 1001))
    assert page.can_perform("genealogy.hold_pictured")
    page.bar.button("genealogy.hold_pictured").click()
    assert open_dialog().isVisible()
    assert len(page.picture.holdable(page.picture.selected())) == 20


def test_one_goes_on_from_what_is_chosen(page: PicturePage, desk: Services) -> None:
    page.picture.choose_node(NodeId(4))
    page.perform("genealogy.picture_from_here")
    page.perform("genealogy.trace_pictured")
    assert places(desk) == [("picture", 4), ("trace", 1)]
    assert not page.can_perform("genealogy.open_pictured"), "a shipment has no dossier here"
