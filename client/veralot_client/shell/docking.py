"""Docks: any panel docks, tabs, floats, closes, and comes back as it was left."""

from collections.abc import Iterator, Mapping
from itertools import chain

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget
from PySide6QtAds import (
    BottomDockWidgetArea,
    CDockWidget,
    CenterDockWidgetArea,
    CFloatingDockContainer,
    LeftDockWidgetArea,
    RightDockWidgetArea,
)

from veralot_client.core.module import Area, Panel
from veralot_client.core.services import Services
from veralot_client.shell.dock_manager import make_manager, shared
from veralot_client.shell.docked import Docked
from veralot_client.shell.layouts import Layout, Slot
from veralot_client.widgets.page import Page

_AREAS = {
    Area.CENTRE: CenterDockWidgetArea,
    Area.LEFT: LeftDockWidgetArea,
    Area.RIGHT: RightDockWidgetArea,
    Area.BOTTOM: BottomDockWidgetArea,
}
_SHARES = {Area.LEFT: 0.34, Area.RIGHT: 0.30, Area.BOTTOM: 0.30}
"""How much of the window an area at its edge takes at first."""


class Docking(QObject):
    """All docks of the main window; `panels`, by id, is what it can show.

    Signals:
        current_changed: another page is the current one, or none is.
        closing_unsaved: the person closes a page on which something is typed; call `close` to do it all the same.
    """

    current_changed = Signal()
    closing_unsaved = Signal(object)

    def __init__(self, host: QWidget, services: Services, panels: Mapping[str, Panel]) -> None:
        """Dock into `host` what `panels` (by id) can show."""
        super().__init__(host)
        self._services = services
        self.panels = panels
        self._docked: dict[str, Docked] = {}
        self._hidden: list[CFloatingDockContainer] = []
        self._current: Docked | None = None
        self._manager = make_manager(host)
        self._manager.focusedDockWidgetChanged.connect(self._on_focus)

    # --- what is open ------------------------------------------------------------------------------------------------

    @property
    def current(self) -> Docked | None:
        """What the person works in."""
        return self._current

    def pages(self) -> Iterator[Page]:
        """Yield every page that has been shown and not been closed."""
        return (docked.page for docked in self._docked.values() if docked.page is not None)

    def opened(self) -> Iterator[Docked]:
        """Yield what is open, in the order in which it was opened."""
        return (docked for docked in self._docked.values() if docked.is_open)

    def find(self, panel_id: str, record_id: int | None = None) -> Docked | None:
        """Return an open panel, that of a record where `record_id` is given."""
        found = self._docked.get(Slot(panel_id, record_id).name)
        return found if found is not None and found.is_open else None

    # --- opening and closing -----------------------------------------------------------------------------------------

    def open(self, panel_id: str, record_id: int | None = None) -> Docked:
        """Open a panel, or bring it to the front where it is. Raises: KeyError for an unknown panel."""
        slot = Slot(panel_id, record_id)
        docked = self._docked.get(slot.name)
        if docked is None:
            alone = self._neighbour(self.panels[panel_id].area) is None
            docked = self._add(slot)
            if alone:  # the library gives it half of the window
                self._share_out(docked.area)
        docked.bring_to_front()
        self._manager.setDockWidgetFocused(docked.dock)
        self._enter(docked)
        return docked

    def close(self, docked: Docked) -> None:
        """Close a panel, whatever is typed on it."""
        if docked is self._current:
            self._enter(None)
        if docked.slot.record is None:
            docked.close()
        else:
            del self._docked[docked.slot.name]
            docked.delete()
        self._enter(self._current or next(chain(self._visible(), [None])))

    def close_all(self) -> None:
        """Close everything: another person comes, or the client ends."""
        self._hidden = []
        self._enter(None)
        for docked in self._docked.values():
            docked.delete()
        self._docked.clear()

    def float_current(self) -> None:
        """Take the current panel out of the window, or put it back."""
        if self._current is None:
            return
        dock = self._current.dock
        if dock.isInFloatingContainer():
            self._place(self._current)
        else:
            dock.setFloating()
        self._current.bring_to_front()

    def step(self, by: int) -> None:
        """Go to the next panel, or with -1 to the one before."""
        opened = list(self.opened())
        if opened:
            at = opened.index(self._current) if self._current in opened else -by
            docked = opened[(at + by) % len(opened)]
            self.open(docked.slot.panel, docked.slot.record)

    def hide_floating(self) -> None:
        """Hide the panels that float, until `show_floating`: a locked screen shows none."""
        for window in self._manager.floatingWidgets():
            if window.isVisible():
                self._hidden.append(window)
                window.hide()

    def show_floating(self) -> None:
        """Show what `hide_floating` hid."""
        for window in self._hidden:
            window.show()
            for dock in window.dockWidgets():
                # The library folds away what is in a window that was hidden.
                dock.toggleView(True)
        self._hidden = []

    def retranslate(self) -> None:
        """Say every title in the language of the moment."""
        for docked in self._docked.values():
            docked.retranslate()

    # --- layouts -----------------------------------------------------------------------------------------------------

    def layout_now(self, window: bytes = b"") -> Layout:
        """Return the layout as it is, with the place of the window."""
        slots = [(docked.slot, docked.title()) for docked in self._docked.values() if docked.is_open]
        return Layout(slots=slots, state=bytes(self._manager.saveState().data()), window=window)

    def restore(self, layout: Layout) -> None:
        """Bring back a layout; panels that no longer exist, or that this person may not see, stay away."""
        self.close_all()
        for slot, title in layout.slots:
            if slot.panel in self.panels:
                self._add(slot, title)
        with QSignalBlocker(self._manager):
            self._manager.restoreState(layout.state)
        self._wake()
        self._enter(next(self._visible(), None))

    def arrange(self, slots: list[Slot]) -> None:
        """Lay panels out where each belongs."""
        self.close_all()
        for slot in slots:
            self._add(slot)
        self._share_out(*_SHARES)
        for area in (Area.BOTTOM, Area.RIGHT, Area.LEFT, Area.CENTRE):
            first = next((slot for slot in slots if self._docked[slot.name].area is area), None)
            if first is not None:
                self.open(first.panel, first.record)
        self._wake()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _wake(self) -> None:
        for docked in self._docked.values():
            docked.wake()

    def _visible(self) -> Iterator[Docked]:
        return (docked for docked in self._docked.values() if docked.is_open and docked.dock.isCurrentTab())

    def _add(self, slot: Slot, title: str = "") -> Docked:
        docked = Docked(self._manager, self._services, self.panels[slot.panel], slot, title)
        docked.close_wanted.connect(self._on_close_wanted)
        self._docked[slot.name] = docked
        self._place(docked)
        return docked

    def _place(self, docked: Docked) -> None:
        neighbour = self._neighbour(docked.area, docked)
        if neighbour is not None:
            self._manager.addDockWidgetTabToArea(docked.dock, neighbour.dock.dockAreaWidget())
        else:
            self._manager.addDockWidget(_AREAS[docked.area], docked.dock)

    def _neighbour(self, area: Area, but: Docked | None = None) -> Docked | None:
        """Return an open panel that belongs to an area and lies in the window."""
        found = (one for one in self._docked.values() if one is not but and one.area is area and one.is_docked)
        return next(found, None)

    def _share_out(self, *areas: Area) -> None:
        for area in areas:
            neighbour = self._neighbour(area)
            if neighbour is not None and area in _SHARES:
                place = neighbour.dock.dockAreaWidget()
                sizes = shared(self._manager.splitterSizes(place), _SHARES[area], first=area is Area.LEFT)
                self._manager.setSplitterSizes(place, sizes)

    def _on_focus(self, _old: CDockWidget | None, now: CDockWidget | None) -> None:
        if now is not None and now.objectName() in self._docked:
            self._enter(self._docked[now.objectName()])

    def _on_close_wanted(self, docked: Docked) -> None:
        if docked.page is not None and (docked.page.unsaved() or docked.page.kept_unsent()):
            self.closing_unsaved.emit(docked)
        else:
            self.close(docked)

    def _enter(self, docked: Docked | None) -> None:
        if docked is not self._current:
            self._current = docked
            self.current_changed.emit()
