"""One dock and the page in it, which is made when the dock is seen for the first time."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from PySide6QtAds import CDockManager, CDockWidget

from veralot_client.core.module import Area, Panel
from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.shell.layouts import Slot
from veralot_client.theme.icons import icon
from veralot_client.widgets.page import Page

_Feature = CDockWidget.DockWidgetFeature
TAB_MARGIN = 12
"""Pixels that are seen beside the tab in front, so that its button to close is not cut."""


class Docked(QObject):
    """A panel that was opened.

    Signals:
        close_wanted: the person closes it; whether it closes is decided elsewhere.
    """

    close_wanted = Signal(object)

    def __init__(self, manager: CDockManager, services: Services, panel: Panel, slot: Slot, title: str = "") -> None:
        """Make the dock; `title` is what its tab says until its page says it better."""
        super().__init__(manager)
        self.panel = panel
        self.slot = slot
        self.page: Page | None = None
        self._services = services
        self._remembered_title = title
        self._awake = False
        self.dock = CDockWidget(manager, self.title())
        self.dock.setObjectName(slot.name)
        self.dock.setTabToolTip(self.title())
        self.dock.setIcon(icon(panel.icon))
        self.dock.setFeature(_Feature.CustomCloseHandling, True)
        self.dock.setMinimumSizeHintMode(CDockWidget.eMinimumSizeHintMode.MinimumSizeHintFromDockWidget)
        self.dock.setWidget(QWidget())
        self.dock.closeRequested.connect(lambda: self.close_wanted.emit(self))
        self.dock.visibilityChanged.connect(self._on_visibility)

    @property
    def area(self) -> Area:
        """Where in the window it belongs."""
        return self.slot.area or self.panel.area

    @property
    def is_open(self) -> bool:
        """Whether the person has it open, seen or behind another tab."""
        return not self.dock.isClosed()

    @property
    def is_docked(self) -> bool:
        """Whether it lies in the main window."""
        return self.is_open and not self.dock.isInFloatingContainer() and self.dock.dockAreaWidget() is not None

    def title(self) -> str:
        """Return what its tab says."""
        if self.page is not None:
            return self.page.title()
        # What was remembered is a record's number; a panel's own title follows the language.
        remembered = self._remembered_title if self.slot.record is not None else ""
        return remembered or self._services.words.text(self.panel.title)

    def bring_to_front(self) -> None:
        """Show it before its neighbours and give it the keyboard."""
        self._awake = True
        self.dock.toggleView(True)
        self.dock.setAsCurrentTab()
        self.dock.raise_()
        page = self._ensure_page()
        # The page has just said its title, which gave the tab another width.
        QTimer.singleShot(0, self, self.show_tab)
        focus = page.focusProxy() or page
        focus.setFocus()

    def show_tab(self) -> None:
        """Scroll the row of tabs until the whole of its own is seen."""
        area = self.dock.dockAreaWidget()
        if area is not None:
            area.titleBar().tabBar().ensureWidgetVisible(self.dock.tabWidget(), TAB_MARGIN, 0)

    def wake(self) -> None:
        """The layout is in place: make the page if it can be seen, and from now on when it is."""
        self._awake = True
        if self.is_open and self.dock.isCurrentTab():
            self._ensure_page()

    def can_perform(self, action_id: str) -> bool:
        """Return whether its page can do an action now."""
        return self.page is not None and self.page.can_perform(action_id)

    def why_not(self, action_id: str) -> str:
        """Return in words why its page cannot do an action now, if it knows."""
        return self.page.why_not(action_id) if self.page is not None else ""

    def perform(self, action_id: str) -> None:
        """Have its page do an action."""
        if self.page is not None:
            self.page.perform(action_id)

    def subjects(self) -> Sequence[Subject]:
        """Return the records that its page is about."""
        return self.page.subjects() if self.page is not None else ()

    def retranslate(self) -> None:
        """Say the title in the language of the moment."""
        title = self.title()
        self.dock.setWindowTitle(title)
        self.dock.setTabToolTip(title)
        self.dock.tabWidget().setAccessibleName(title)

    def close(self) -> None:
        """Close it; its page ends, its place is remembered."""
        page, self.page = self.page, None
        self.dock.toggleView(False)
        if page is not None:
            page.end()
            self.dock.setWidget(QWidget())
            page.deleteLater()

    def delete(self) -> None:
        """Close it for good."""
        self.dock.visibilityChanged.disconnect(self._on_visibility)
        if self.page is not None:
            self.page.end()
        self.dock.deleteDockWidget()
        self.deleteLater()

    def _on_visibility(self, visible: bool) -> None:  # noqa: FBT001 - Qt's signal
        if visible and self._awake:
            self._ensure_page()

    def _ensure_page(self) -> Page:
        if self.page is None:
            page = self.panel.make(self._services, self.slot.record)
            if not isinstance(page, Page):
                raise TypeError(f"{self.panel.id} makes a {type(page).__name__}, which is no Page")
            self.page = page
            page.setAccessibleName(page.title())
            page.title_changed.connect(self.retranslate)
            self.dock.setWidget(page, CDockWidget.eInsertMode.ForceNoScrollArea)
            self.retranslate()
        return self.page
