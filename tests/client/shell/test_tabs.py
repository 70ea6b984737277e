"""The tabs of the window: many of them, each readable."""

from PySide6.QtWidgets import QLabel
from PySide6QtAds import CDockManager

from veralot_client.core.services import Services
from veralot_client.shell.main_window import MainWindow


def test_a_tab_says_its_whole_title_however_many_are_open(window: MainWindow, desk: Services) -> None:
    for number in range(20):
        desk.navigator.open("note", number)
    assert CDockManager.testConfigFlag(CDockManager.eConfigFlag.DisableTabTextEliding)
    titles = [label for label in window.findChildren(QLabel) if label.objectName() == "dockWidgetTabLabel"]
    assert titles
    assert all("…" not in label.text() for label in titles)
