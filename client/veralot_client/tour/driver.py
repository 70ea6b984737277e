"""The driver: finds what a person would look for, types, clicks and waits. It touches nothing that a person cannot."""

from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)
from shiboken6 import isValid

from veralot_client.app import Client
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.shell.error_box import ErrorBox
from veralot_client.shell.main_window import MainWindow
from veralot_client.tour.pictures import SIZE
from veralot_client.tour.waiting import LIMIT_SECONDS, Patience, StepFailed
from veralot_client.widgets.page import Page

INDICATOR = 8
"""How far from its left edge the mark of a check box is certainly hit; beyond its text, it is not."""

W = TypeVar("W", bound=QWidget)
D = TypeVar("D", bound=QDialog)
P = TypeVar("P", bound=Page)


class Driver:
    """Works a running client by keyboard and mouse.

    Whatever is looked for and not there, or not to be pressed, raises StepFailed with words for it.
    """

    def __init__(self, client: Client, limit_seconds: float = LIMIT_SECONDS) -> None:
        self.client = client
        self.words: Words = client.words
        patience = Patience(lambda: client.background.busy, self.trouble, limit_seconds)
        self.until = patience.until
        self.settle = patience.settle

    # --- what is there -----------------------------------------------------------------------------------------------

    @property
    def window(self) -> QWidget:
        """The main window, or the login window or the badge screen while nobody is signed in."""
        screen = self.client.floor.window if self.client.floor else None
        window = self.client.main_window or self.client.login_window or screen
        if window is None:
            raise StepFailed("the client shows no window")
        return window

    @property
    def main_window(self) -> MainWindow:
        """The main window of whoever is signed in."""
        if self.client.main_window is None:
            raise StepFailed("nobody is signed in")
        return self.client.main_window

    @property
    def services(self) -> Services:
        """What the modules work with; the tour reads it to know what to expect, never to act."""
        if self.client.services is None:
            raise StepFailed("nobody is signed in")
        return self.client.services

    def find(self, kind: type[W], name: str = "", inside: QWidget | None = None) -> W:
        """Return the one visible widget of a kind, by the name that screen readers say or by its object name."""
        found = [each for each in (inside or self.window).findChildren(kind) if each.isVisible()]
        named = [each for each in found if not name or name in (each.accessibleName(), each.objectName())]
        if len(named) != 1:
            raise StepFailed(f"{len(named)} visible {kind.__name__} “{name}” among {len(found)}")
        return named[0]

    def button(self, text: str, inside: QWidget | None = None) -> QAbstractButton:
        """Return the visible button that says `text`, its mnemonic aside."""
        buttons = (inside or self.window).findChildren(QAbstractButton)
        found = [each for each in buttons if each.isVisible() and plain(each.text()) == plain(text)]
        if len(found) != 1:
            raise StepFailed(f"{len(found)} visible buttons “{text}”")
        return found[0]

    def dialog(self, kind: type[D]) -> D:
        """Wait for a dialog of a kind to lie in front, and return it."""
        self.until(lambda: isinstance(QApplication.activeModalWidget(), kind), kind.__name__)
        self.settle()
        found = QApplication.activeModalWidget()
        if not isinstance(found, kind):
            raise StepFailed(f"the {kind.__name__} was closed again")
        return found

    def page(self, kind: type[P]) -> P:
        """Wait for a page of a kind to be the current one, and return it."""
        docking = self.main_window.docking
        self.until(lambda: isinstance(docking.current and docking.current.page, kind), kind.__name__)
        self.settle()
        found = docking.current.page if docking.current else None
        if not isinstance(found, kind):
            raise StepFailed(f"the {kind.__name__} was left again")
        return found

    def expect(self, text: str, inside: QWidget | None = None) -> None:
        """Wait until some label says `text`, alone or among other words."""
        where = inside or self.window
        self.until(lambda: says(where, text), f"“{text}” to be read")
        self.settle()

    def trouble(self) -> str:
        """Return in words what the client complains of in an error box; nothing where it does not."""
        boxes = (each for each in QApplication.topLevelWidgets() if isinstance(each, ErrorBox) and each.isVisible())
        return "\n".join(f"{box.windowTitle()}: {box.text.text()}\n{box.report}".strip() for box in boxes)

    def fit(self) -> None:
        """Make the window as large as the pictures, as somebody with that screen has it."""
        if self.window.size() != SIZE or self.window.pos() != QPoint(0, 0):
            self.window.move(0, 0)
            self.window.resize(SIZE)
            self.settle()

    # --- what a person does ------------------------------------------------------------------------------------------

    def click(self, button: QAbstractButton) -> None:
        """Press a button with the mouse and see what follows from it."""
        if not button.isEnabled():
            raise StepFailed(f"“{plain(button.text())}” cannot be pressed")
        inside = button.rect().center()
        if isinstance(button, QCheckBox):
            inside.setX(INDICATOR)
        self._click_at(button, inside)

    def press(self, keys: str, on: QWidget | None = None) -> None:
        """Press keys, `Ctrl+K`, where the keyboard is or on a widget, and see what follows from it."""
        combination = QKeySequence(keys)[0]  # type: ignore[index]  # the stubs do not know the operator
        if on is not None:
            self._focus(on)
        target = on or QApplication.focusWidget() or self.window
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
        self.settle()

    def type(self, text: str, into: QWidget) -> None:
        """Type a text in the place of what stands there.

        It comes the way an input method brings it: keys as fast as ours are taken for a scanner.
        """
        self._focus(into)
        QTest.keyClick(into, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        typed = QInputMethodEvent()
        typed.setCommitString(text)
        QApplication.sendEvent(into, typed)

    def scan(self, code: str, into: QWidget) -> None:
        """Scan a code into a field, as a reader does it that types: one key right after the other, and Enter."""
        self._focus(into)
        QTest.keyClick(into, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(into, code)
        self.press("Return", into)

    def choose(self, box: QComboBox, text: str) -> None:
        """Open a box's list and choose the entry that begins with `text`."""
        places = [place for place in range(box.count()) if box.itemText(place).startswith(text)]
        if not places:
            offered = ", ".join(box.itemText(place) for place in range(box.count()))
            raise StepFailed(f"“{text}” is not among: {offered}")
        self._focus(box)
        QTest.keyClick(box, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        view = box.view()
        self.until(view.isVisible, "the list of choices")
        while (row := view.currentIndex().row()) != places[0]:
            QTest.keyClick(view, Qt.Key.Key_Down if row < places[0] else Qt.Key.Key_Up)
        QTest.keyClick(view, Qt.Key.Key_Return)
        self.settle()

    def click_row(self, view: QAbstractItemView, row: int, column: int = 0) -> None:
        """Scroll to a row of a table or list and click on it; a cell that is a link is followed."""
        index = view.model().index(row, column)
        view.scrollTo(index)
        inside = view.visualRect(index).center()
        self._click_at(view.viewport(), inside)

    def do(self, action_id: str) -> None:
        """Do an action as its menu entry does, once it is possible."""
        action = self.main_window.findChild(QAction, action_id)
        if not isinstance(action, QAction):
            raise StepFailed(f"there is no action {action_id}")
        self.until(action.isEnabled, f"“{action.text()}” to be possible")
        action.trigger()
        self.settle()

    def _focus(self, widget: QWidget) -> None:
        if not widget.isVisible() or not widget.isEnabled():
            raise StepFailed(f"“{widget.accessibleName() or widget.objectName()}” cannot be typed in")
        self._activate(widget)
        widget.setFocus(Qt.FocusReason.MouseFocusReason)
        self.until(widget.hasFocus, "the keyboard to be there")

    def _activate(self, widget: QWidget) -> None:
        """Make a widget's window the active one: off-screen, no window manager does it for what is clicked or opened."""
        widget.activateWindow()
        self.until(widget.isActiveWindow, "the window to be active")

    def _click_at(self, widget: QWidget, place: QPoint) -> None:
        self._activate(widget)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        self.settle()


def row_of(view: QTableView, text: str) -> int | None:
    """Return the first row of a table in which a cell says exactly `text`."""
    model = view.model()
    cells = ((row, column) for row in range(model.rowCount()) for column in range(model.columnCount()))
    return next((row for row, column in cells if model.index(row, column).data() == text), None)


def gone(widget: QWidget) -> bool:
    """Return whether a widget was closed, and perhaps destroyed since."""
    return not isValid(widget) or not widget.isVisible()


def says(where: QWidget, text: str) -> bool:
    """Return whether some visible label, or a line that one types in, says `text`."""
    seen = (each for each in where.findChildren(QWidget) if each.isVisible())
    return any(text in each.text() for each in seen if isinstance(each, QLabel | QLineEdit))


def plain(text: str) -> str:
    """Return what a button says without the mark of its mnemonic; Chinese puts that in brackets at the end."""
    bare = text.replace("&&", "\0").replace("&", "").replace("\0", "&")
    end = bare.rstrip("…")[-3:]
    return bare.replace(end, "") if end[:1] == "(" and end[-1:] == ")" and "&" in text else bare
