"""Layouts: what each role has open at first, and what a person left open, kept on this computer."""

import logging
from collections.abc import Iterable

import msgspec

from veralot_client.core.module import Area, Panel
from veralot_client.settings import Settings
from veralot_shared.contracts.identity import Role

log = logging.getLogger(__name__)


class Slot(msgspec.Struct, frozen=True, array_like=True):
    """A panel, the record that it shows where it shows one, and the area that a first desk gave it instead of its own."""

    panel: str
    record: int | None = None
    area: Area | None = None

    @property
    def name(self) -> str:
        """What Qt knows the dock by."""
        return self.panel if self.record is None else f"{self.panel}:{self.record}"


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """What is open, with its titles, and where, as the docking library writes it; the window's own place beside it."""

    slots: list[tuple[Slot, str]]
    state: bytes
    window: bytes = b""


class Layouts:
    """The layouts of one person at one server."""

    def __init__(self, settings: Settings, server: str, user_name: str) -> None:
        self._settings = settings
        self._name = f"{user_name.casefold()}@{server}"

    def read(self) -> Layout | None:
        """Return what the person left, or None."""
        content = self._settings.layout(self._name)
        if content is None:
            return None
        try:
            return msgspec.msgpack.decode(content, type=Layout)
        except msgspec.DecodeError as problem:
            log.warning("the layout of %s cannot be read and is passed over: %s", self._name, problem)
            return None

    def keep(self, layout: Layout) -> None:
        """Keep what the person leaves."""
        self._settings.keep_layout(self._name, msgspec.msgpack.encode(layout))

    def forget(self) -> None:
        """Forget it: the next start is the role's own."""
        self._settings.keep_layout(self._name, None)


def first_layout(panels: Iterable[Panel], roles: Iterable[Role]) -> list[Slot]:
    """Return what a person of these roles has open at first.

    Where no module thought of a role, the first panel that belongs in the centre is open, so that nobody meets an
    empty window.
    """
    held = frozenset(roles)
    alone = [panel for panel in panels if panel.alone]
    wanted = [panel for panel in alone if panel.roles & held]
    if not wanted:
        wanted = [panel for panel in alone if panel.area is Area.CENTRE][:1]
    placed = [(panel, next((area for role, area in panel.places.items() if role in held), None)) for panel in wanted]
    return [Slot(panel.id, None, area) for panel, area in sorted(placed, key=_order)]


def _order(placed: tuple[Panel, Area | None]) -> tuple[bool, bool]:
    """Sort key: the centre is laid out before its edges, and there first what one comes for."""
    panel, area = placed
    return (area or panel.area) is not Area.CENTRE, not panel.first
