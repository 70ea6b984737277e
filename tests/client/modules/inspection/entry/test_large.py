"""Large controls: for gloves, on the computers where somebody chose them."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from tests.client.modules.conftest import ShowPage
from tests.client.modules.inspection.entry_plant import INSPECTION, SURFACE, characteristic, detail, recorded
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.entry.large import TARGET
from veralot_client.modules.inspection.pages.entry.page import EntryPage
from veralot_client.modules.inspection.presenters.entry.sheet import Cell
from veralot_client.settings import Settings, ThemeChoice
from veralot_client.theme.style import Look
from veralot_shared.contracts.inspection import GetInspection, ListResults, RecordResults

LEAST = 44
"""Pixels (WCAG 2.2, success criterion 2.5.5)."""
Open = Callable[[], EntryPage]


@pytest.fixture(autouse=True)
def _styled(qapp: QApplication) -> None:
    """Sizes follow from the style sheet."""
    Look(qapp, ThemeChoice.LIGHT, "en")


@pytest.fixture
def opened(desk: Services, fake_server: FakeServer, show: ShowPage[EntryPage]) -> Open:
    """Return what opens the screen."""
    fake_server.answer(GetInspection, detail(characteristic(), characteristic(2, **SURFACE), needed=3))
    fake_server.answer(ListResults, [])
    fake_server.answer(RecordResults, recorded)
    return lambda: show(EntryPage(desk, INSPECTION))


def pressed(page: EntryPage) -> list[QAbstractButton]:
    """Return the buttons that one can see."""
    QApplication.processEvents()
    return [each for each in page.findChildren(QAbstractButton) if each.isVisible()]


def test_every_target_is_large_enough_for_a_glove(opened: Open) -> None:
    page = opened()
    usual = {id(each): each.height() for each in pressed(page)}
    assert not page.single.keypad.isVisible()
    page.perform("inspection.entry_large")
    for row in (0, 1):
        page.presenter.go(Cell(row, 0))
        buttons = pressed(page)
        assert len(buttons) > len(usual)
        small = [
            (each.text(), each.width(), each.height()) for each in buttons if min(each.width(), each.height()) < LEAST
        ]
        assert small == []
    assert page.single.line.height() >= TARGET
    assert page.grid.verticalHeader().defaultSectionSize() >= LEAST
    page.perform("inspection.entry_large")
    assert all(each.height() == usual[id(each)] for each in pressed(page) if id(each) in usual)


def test_it_is_remembered_on_this_computer(opened: Open, desk: Services) -> None:
    opened().perform("inspection.entry_large")
    assert Settings(desk.settings.folder).choices.large_controls
    again = opened()
    assert again.single.keypad.isVisible()
    (action,) = [each for each in desk.actions if each.id == "inspection.entry_large"]
    assert action.checked is not None
    assert action.checked()


def test_the_keypad_types_judges_takes_and_goes_to_and_fro(opened: Open) -> None:
    page = opened()
    page.perform("inspection.entry_large")
    keys, line = page.single.keypad.keys, page.single.line
    for sign in "1.299⌫":
        QTest.mouseClick(keys[sign], Qt.MouseButton.LeftButton)
    assert line.text() == "1.29"
    assert line.property("flash") == "warning"
    QTest.mouseClick(keys["⏎"], Qt.MouseButton.LeftButton)
    entry = page.presenter.sheet.entries[Cell(0, 0)] if page.presenter.sheet else None
    assert entry is not None
    assert entry.typed.text.startswith("1.29")
    assert page.presenter.at == Cell(0, 1)
    for sign, sample in (("▲", 0), ("▼", 1), ("▼", 2)):
        QTest.mouseClick(keys[sign], Qt.MouseButton.LeftButton)
        assert page.presenter.at == Cell(0, sample)
    assert not keys["/"].isEnabled()
    page.presenter.go(Cell(1, 0))
    assert keys["/"].isEnabled()
    assert not any(button.accessibleName() == "" for button in keys.values())
