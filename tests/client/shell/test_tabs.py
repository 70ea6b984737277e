"""Tabs of the desk say what they are, however many are open."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from PySide6QtAds import CDockManager
from pytestqt.qtbot import QtBot

from veralot_client.core.services import Services
from veralot_client.shell.main_window import MainWindow


def test_a_tab_says_its_whole_title_however_many_are_open(window: MainWindow, desk: Services) -> None:
    for number in range(20):
        desk.navigator.open("note", number)
    assert CDockManager.testConfigFlag(CDockManager.eConfigFlag.DisableTabTextEliding)
    titles = [label for label in window.findChildren(QLabel) if label.objectName() == "dockWidgetTabLabel"]
    assert titles
    assert all("…" not in label.text() for label in titles)


def test_the_tab_in_front_is_seen_whole(window: MainWindow, desk: Services, qtbot: QtBot) -> None:
    window.resize(700, 500)
    for number in (*range(20), 3):
        desk.navigator.open("note", number)
        docked = window.docking.current
        assert docked is not None
        tab, bar = docked.dock.tabWidget(), docked.dock.dockAreaWidget().titleBar().tabBar()

        def seen(tab: QWidget = tab, bar: QScrollArea = bar) -> bool:
            left = tab.mapTo(bar.viewport(), QPoint(0, 0)).x()
            return left >= 0 and left + tab.width() <= bar.viewport().width()

        qtbot.waitUntil(seen)
