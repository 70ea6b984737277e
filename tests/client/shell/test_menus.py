"""The menus: what fits the page in front is listed, and everything keeps its shortcut."""

from typing import cast

from PySide6.QtWidgets import QMenu

from tests.client.shell.plant import NotePage
from veralot_client.core.services import Services
from veralot_client.shell.main_window import MainWindow


def listed(window: MainWindow, place: int) -> list[str]:
    """Open a menu and return what it lists, by the names of actions; what has none is no action of ours."""
    menu = cast("QMenu", window.menuBar().actions()[place].menu())
    menu.aboutToShow.emit()
    return [action.objectName() for action in menu.actions() if not action.isSeparator()]


def test_a_menu_lists_what_fits_the_page_in_front(window: MainWindow, desk: Services) -> None:
    titles = [action.text() for action in window.menuBar().actions()]
    record, quality = titles.index("Record"), titles.index("Quality")
    assert "notes.clear" not in listed(window, record), "it belongs to a page that is not there"
    assert {"notes.sample", "notes.hold"} <= set(listed(window, quality)), "what needs no page is always there"
    desk.navigator.open("lot", 7)
    assert "notes.clear" in listed(window, record)
    window.docking.open("notes.list")
    assert "notes.clear" not in listed(window, record)
    menu = cast("QMenu", window.menuBar().actions()[record].menu())
    assert not any(action.isEnabled() for action in menu.actions())
    assert "notes.clear" in {action.objectName() for action in window.actions()}, "its shortcut stays"


def test_what_the_page_cannot_do_says_why_in_the_menu(window: MainWindow, desk: Services) -> None:
    desk.navigator.open("lot", 7)
    docked = window.docking.current
    assert docked is not None
    note = cast("NotePage", docked.page)
    record = [action.text() for action in window.menuBar().actions()].index("Record")
    menu = cast("QMenu", window.menuBar().actions()[record].menu())
    menu.aboutToShow.emit()
    (clear,) = [action for action in menu.actions() if action.objectName() == "notes.clear"]
    assert menu.toolTipsVisible()
    note.note.setText("Leaks")
    assert clear.isEnabled()
    assert clear.toolTip().startswith("Clear the note")
    note.note.clear()
    assert not clear.isEnabled()
    assert clear.toolTip().startswith("Nothing is noted.")
