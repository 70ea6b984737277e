"""The designer: drag, resize, snap, nudge, undo and redo, properties, preview, saving."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.client.modules.conftest import ShowPage
from tests.client.modules.labels.records import DRAWING, LAYOUT, TEMPLATE, VERSION, box
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.labels.pages.designer import DesignerPage
from veralot_client.modules.labels.presenters import geometry
from veralot_client.modules.labels.presenters.design import Design
from veralot_client.modules.labels.presenters.geometry import Box, Handle
from veralot_shared.contracts.labels import (
    ElementKind,
    GetTemplate,
    LayoutProblem,
    ListVersions,
    PreviewLabel,
    SaveDraft,
    VersionStatus,
)
from veralot_shared.errors import RecordChanged


@pytest.fixture
def answers(fake_server: FakeServer) -> FakeServer:
    fake_server.answer(GetTemplate, TEMPLATE)
    fake_server.answer(ListVersions, [VERSION])
    fake_server.answer(PreviewLabel, DRAWING)
    return fake_server


@pytest.fixture
def design(desk: Services, answers: FakeServer) -> Design:
    assert answers.url
    made = Design(desk, TEMPLATE.id)
    made.load()
    return made


def where(design: Design, place: int = 0) -> tuple[float, ...]:
    """Return an element's box."""
    element = design.layout.elements[place]
    return tuple(map(float, (element.x, element.y, element.width, element.height)))


def test_a_drag_is_one_step_back(design: Design) -> None:
    design.select(0)
    design.begin_drag()
    for by in (1.0, 2.0, 3.0):
        design.drag(by, by, free=True)
    design.end_drag()
    assert where(design) == (8, 8, 20, 10)
    assert design.can_undo
    design.undo()
    assert where(design) == (5, 5, 20, 10)
    assert design.saved
    design.redo()
    assert where(design) == (8, 8, 20, 10)


def test_a_click_without_a_drag_changes_nothing(design: Design) -> None:
    design.select(0)
    design.begin_drag()
    design.drag(0.0, 0.0)
    design.end_drag()
    assert not design.can_undo


def test_edges_are_drawn_to_others_and_to_the_grid(design: Design) -> None:
    design.select(0)
    design.begin_drag()
    design.drag(34.6, 7.2)
    assert where(design)[:2] == (40, 12.5) or where(design)[0] == 40
    assert Decimal(40) in design.guides.across
    design.end_drag()
    assert design.guides == geometry.Guides()


def test_a_handle_resizes_and_never_turns_a_box_inside_out(design: Design) -> None:
    design.select(0)
    design.begin_drag()
    design.drag(4.0, 4.0, Handle.BOTTOM_RIGHT, free=True)
    assert where(design) == (5, 5, 24, 14)
    design.drag(-100.0, -100.0, Handle.BOTTOM_RIGHT, free=True)
    assert where(design) == (5, 5, 0.5, 0.5)
    design.end_drag()


@given(
    dx=st.floats(-500, 500),
    dy=st.floats(-500, 500),
    handle=st.sampled_from([None, *Handle]),
    grid=st.sampled_from(["0", "0.5"]),
)
def test_whatever_is_dragged_stays_on_the_label(dx: float, dy: float, handle: Handle | None, grid: str) -> None:
    start = geometry.box_of(LAYOUT.elements[0])
    by = geometry.mm(dx), geometry.mm(dy)
    if handle is None:
        found = geometry.moved(start, *by, LAYOUT)
        found, _ = geometry.snapped_move(found, LAYOUT, frozenset({0}), Decimal(grid))
    else:
        found = geometry.resized(start, handle, *by, LAYOUT)
        found, _ = geometry.snapped_resize(found, handle, LAYOUT, frozenset({0}), Decimal(grid))
    assert 0 <= found.left < found.right <= LAYOUT.width
    assert 0 <= found.top < found.bottom <= LAYOUT.height
    assert isinstance(found, Box)


def test_elements_are_added_copied_ordered_and_removed(design: Design) -> None:
    for kind in ElementKind:
        design.add(kind)
    assert len(design.layout.elements) == 2 + len(ElementKind)
    added = design.element
    assert added is not None
    assert added.symbol is not None
    design.duplicate()
    design.arrange(front=False)
    assert design.selected == 0
    design.remove()
    for _ in range(20):
        design.undo()
    assert design.layout == LAYOUT


def test_the_newest_change_is_drawn(design: Design, answers: FakeServer) -> None:
    design.select(0)
    design.change(bold=True)
    sent = [call for call in answers.executed if isinstance(call, PreviewLabel)]
    assert sent[-1].layout == design.layout
    assert design.drawn_of == design.layout


def test_saving_sends_the_revision_that_was_read(design: Design, answers: FakeServer) -> None:
    design.select(0)
    design.nudge(Decimal(1), Decimal(0))
    saved = msgspec.structs.replace(VERSION, revision=5, layout=design.layout)
    answers.answer(SaveDraft, saved)
    answers.answer(ListVersions, [saved])
    design.save()
    sent = [call for call in answers.executed if isinstance(call, SaveDraft)]
    assert [(each.revision, each.layout) for each in sent] == [(4, design.layout)]
    assert design.saved


def test_who_was_overtaken_keeps_what_was_drawn(design: Design, answers: FakeServer) -> None:
    problems: list[object] = []
    design.keep(design.problem.subscribe(problems.append))
    design.select(0)
    design.nudge(Decimal(1), Decimal(0))
    drawn = design.layout
    error = RecordChanged(kind="label version", key="L-BOX 2", changed_by="Li", differences=[], version=5)
    answers.answer(SaveDraft, error)
    design.save()
    assert [type(problem) for problem in problems] == [RecordChanged]
    assert design.layout == drawn
    assert not design.saved


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(desk: Services, answers: FakeServer, show: ShowPage[DesignerPage]) -> DesignerPage:
    assert answers.url
    return show(DesignerPage(desk, TEMPLATE.id))


def pixel(page: DesignerPage, x: float, y: float) -> QPoint:
    """Return where a place of the label is on the canvas."""
    return page.canvas.at(x, y).toPoint()


def test_the_mouse_drags_an_element(page: DesignerPage) -> None:
    canvas, left = page.canvas, Qt.MouseButton.LeftButton
    QTest.mousePress(canvas, left, pos=pixel(page, 12, 8))
    assert page.design.selected == 0
    QTest.mouseMove(canvas, pixel(page, 17, 13))
    QTest.mouseRelease(canvas, left, pos=pixel(page, 17, 13))
    x, y, *_ = where(page.design)
    assert (x, y) == (10, 10)


def test_the_mouse_takes_a_handle(page: DesignerPage) -> None:
    page.design.select(0)
    page.design.snaps = False
    grip = page.canvas.grip(page.design.layout.elements[0], Handle.RIGHT).toPoint()
    QTest.mousePress(page.canvas, Qt.MouseButton.LeftButton, pos=grip)
    QTest.mouseMove(page.canvas, grip + QPoint(30, 0))
    QTest.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, pos=grip + QPoint(30, 0))
    assert where(page.design)[2] > 20
    assert where(page.design)[:2] == (5, 5)


def test_the_keyboard_does_everything(page: DesignerPage) -> None:
    canvas, key = page.canvas, Qt.Key
    canvas.setFocus()
    QTest.keyClick(canvas, key.Key_Tab)
    assert page.design.selected == 0
    assert "5" in canvas.accessibleDescription()
    QTest.keyClick(canvas, key.Key_Right)
    QTest.keyClick(canvas, key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(canvas, key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert where(page.design)[:2] == (5.4, 10)
    QTest.keyClick(canvas, key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert where(page.design)[:2] == (5.5, 10)
    QTest.keyClick(canvas, key.Key_D, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(canvas, key.Key_Delete)
    assert len(page.design.layout.elements) == 2
    QTest.keyClick(canvas, key.Key_Escape)
    assert page.design.selected is None


def test_properties_show_and_change_the_selected_element(page: DesignerPage) -> None:
    page.design.select(1)
    properties = page.properties
    assert properties.spins["x"].value() == 40
    properties.spins["x"].setValue(41.25)
    properties.flags["bold"].click()
    properties.combos["language"].setCurrentIndex(1)
    properties.combos["language"].activated.emit(1)
    element = page.design.element
    assert element is not None
    assert (element.x, element.bold, element.language) == (Decimal("41.25"), True, "zh_CN")


def test_the_label_s_own_size_is_changed_where_nothing_is_selected(page: DesignerPage) -> None:
    page.design.select(None)
    page.properties.spins["height"].setValue(50)
    assert page.design.layout.height == 50


def test_problems_are_listed_and_lead_to_their_element(page: DesignerPage, answers: FakeServer) -> None:
    problem = LayoutProblem(element=2, rule="The text does not fit into its box:", value="Hub")
    answers.answer(PreviewLabel, msgspec.structs.replace(DRAWING, problems=[problem]))
    page.design.select(0)
    page.design.change(bold=True)
    item = page.problems.item(0)
    assert item is not None
    assert "Hub" in item.text()
    page.problems.itemClicked.emit(item)
    assert page.design.selected == 1


def test_a_draft_is_saved_and_then_approved(page: DesignerPage) -> None:
    assert not page.can_perform("labels.save_draft")
    assert page.can_perform("labels.approve")
    page.design.select(0)
    page.design.nudge(Decimal(1), Decimal(0))
    assert page.unsaved()
    assert page.can_perform("labels.save_draft")
    assert not page.can_perform("labels.approve")


def test_another_version_can_be_looked_at(page: DesignerPage, answers: FakeServer) -> None:
    old = msgspec.structs.replace(
        VERSION, number=1, status=VersionStatus.APPROVED, layout=msgspec.structs.replace(LAYOUT, elements=[box(1, 1)])
    )
    answers.answer(ListVersions, [VERSION, old])
    page.refresh()
    page.design.open_version(1)
    assert len(page.design.layout.elements) == 1


def test_the_label_is_painted(page: DesignerPage) -> None:
    picture = page.canvas.grab().toImage()
    inside = pixel(page, 7, 7)
    assert picture.pixelColor(inside).lightness() < 40
    outside = pixel(page, 35, 38)
    assert picture.pixelColor(outside).lightness() > 240
