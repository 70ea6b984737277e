"""Opening records and panels, by what the modules declare."""

from collections.abc import Mapping

from veralot_client.core.module import Panel
from veralot_client.core.session import Session
from veralot_client.shell.docking import Docking


class PanelNavigator:
    """Opens what a panel stands for. The docks are set once the main window has them."""

    def __init__(self, panels: Mapping[str, Panel], session: Session) -> None:
        """Know the panels by id.

        Raises:
            ValueError: two panels open the same kind of record; which one would open it?
        """
        self.docking: Docking | None = None
        self._panels = panels
        self._session = session
        self._by_kind: dict[str, Panel] = {}
        for panel in panels.values():
            for kind in panel.kinds:
                if self._by_kind.setdefault(kind, panel) is not panel:
                    raise ValueError(f"{self._by_kind[kind].id} and {panel.id} both open records of kind {kind!r}")

    def can_open(self, kind: str) -> bool:
        """Return whether some module opens records of this kind for this person."""
        panel = self._by_kind.get(kind)
        return panel is not None and self._session.can(panel.permission)

    def open(self, kind: str, record_id: int, part: str = "") -> None:
        """Open a record, and point at a part of it."""
        if self.docking is None or not self.can_open(kind):
            return
        panel = self._by_kind[kind]
        page = self.docking.open(panel.id, None if panel.lists else record_id).page
        wanted = part or (str(record_id) if panel.lists else "")
        if page is not None and wanted:
            page.point_at(wanted)

    def show(self, panel: str, part: str = "") -> None:
        """Open a panel, and point at a part of it. Raises: KeyError for one that no module declares."""
        if self.docking is None or not self._session.can(self._panels[panel].permission):
            return
        page = self.docking.open(panel).page
        if page is not None and part:
            page.point_at(part)
