"""What each role has open at first: few panels, none hidden behind many others, and what one comes for in front."""

from typing import Any

import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from veralot_client.core.module import Area
from veralot_client.modules import load
from veralot_client.shell.layouts import Slot, first_layout
from veralot_client.shell.main_window import MainWindow
from veralot_shared.contracts.identity import Role

PANELS = [panel for module in load() for panel in module.panels]
TOGETHER = [
    *((role,) for role in Role),
    (Role.QUALITY_HEAD, Role.QA_RELEASE),
    (Role.INSPECTOR, Role.OPERATOR),
    (Role.PLANNER, Role.BUYER),
]
MOST = 6
SIDE_BY_SIDE = 5


def areas(slots: list[Slot]) -> dict[Area, list[str]]:
    """Return what stands in each area."""
    own = {panel.id: panel.area for panel in PANELS}
    found: dict[Area, list[str]] = {}
    for slot in slots:
        found.setdefault(slot.area or own[slot.panel], []).append(slot.panel)
    return found


@pytest.mark.parametrize("roles", TOGETHER, ids="+".join)
def test_nobody_begins_with_a_row_of_tabs_too_many_to_read(roles: tuple[Role, ...]) -> None:
    slots = first_layout(PANELS, roles)
    assert 1 <= len(slots) <= MOST
    assert all(len(tabs) <= SIDE_BY_SIDE for tabs in areas(slots).values())


def test_quality_has_its_tasks_beside_what_they_are_about() -> None:
    found = areas(first_layout(PANELS, (Role.QUALITY_HEAD, Role.QA_RELEASE)))
    assert found[Area.LEFT] == ["tasks.inbox"]
    assert found[Area.CENTRE][0] == "genealogy.readiness"
    assert "quality.records" in found[Area.CENTRE]


def test_an_inspector_has_the_tasks_in_front() -> None:
    found = areas(first_layout(PANELS, (Role.INSPECTOR,)))
    assert found[Area.CENTRE][0] == "tasks.inbox"
    assert Area.LEFT not in found, "the entry screen needs the width"


# --- in the window ---------------------------------------------------------------------------------------------------

MANY = 16


def tab_of(docked: Any) -> tuple[Any, QRect]:
    """Return a tab, and where it is in the row of tabs as far as that is seen."""
    tab = docked.dock.tabWidget()
    seen = docked.dock.dockAreaWidget().titleBar().tabBar().viewport()
    return tab, QRect(tab.mapTo(seen, tab.rect().topLeft()), tab.size())


def test_tabs_say_their_whole_title_however_many_there_are(window: MainWindow, qtbot: QtBot) -> None:
    opened = [window.docking.open("notes.note", number) for number in range(1_000_001, 1_000_001 + MANY)]
    seen = opened[-1].dock.dockAreaWidget().titleBar().tabBar().viewport()
    qtbot.waitUntil(lambda: seen.rect().contains(tab_of(opened[-1])[1]))
    for docked in opened:
        tab, _place = tab_of(docked)
        title = docked.title()
        assert tab.text() == title
        assert not tab.isTitleElided(), f"{title} is cut"
        assert tab.toolTip() == title
    window.docking.open("notes.note", 1_000_001)
    qtbot.waitUntil(lambda: seen.rect().contains(tab_of(opened[0])[1]))


def test_a_panel_that_a_first_desk_put_aside_stays_there_when_it_comes_back(window: MainWindow) -> None:
    docking = window.docking
    docking.arrange([Slot("notes.list", None, Area.LEFT), Slot("notes.side")])
    docking.restore(docking.layout_now())
    left = docking.find("notes.list")
    assert left is not None
    assert left.area is Area.LEFT
    record = docking.open("notes.note", 7)
    assert record.dock.dockAreaWidget() is not left.dock.dockAreaWidget(), "a record is no tab beside the tasks"
