"""The list of charts with their alarms."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.spc.presenters.columns import CONTROLS
from veralot_client.modules.spc.presenters.lists import ControlsPresenter
from veralot_client.theme.pieces import label
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.spc import ControlView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="spc.charts",
    name=N_("Control charts"),
    empty=N_("No characteristic is under statistical control yet."),
    hint=N_("“New control chart…” takes one from an inspection plan, or a free-standing one."),
    none_match=N_("No chart matches these filters."),
)
TICK_MS: Final = 30_000
"""How often it is asked whether a timed sample was missed meanwhile."""


class ChartsPage(ListPage[ControlView]):
    """Lists charts, those with an alarm first; Enter opens one."""

    def __init__(self, services: Services) -> None:
        self.charts = ControlsPresenter(services)
        super().__init__(services, self.charts, self.charts, CONTROLS, WORDS, lambda one: one.id)
        self.summary, self.ended = label("muted"), QCheckBox()
        self.add_buttons(["spc.open", "spc.define"], self.summary, self.ended)
        self.sort_by(Sort("alarm"))
        self.table.chosen.connect(self._open)
        self.ended.toggled.connect(self._on_toggled)
        self.charts.keep(self.charts.shown.subscribe(self._say))
        self._tick = QTimer(self)
        self._tick.timeout.connect(self.charts.load)
        self._tick.start(TICK_MS)
        self.retranslate()
        self.charts.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Control charts")

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.ended.setText(self.words.text("&Ended too"))
        self._say()

    def subjects(self) -> Sequence[Subject]:
        """Return the selected charts."""
        return [Subject("control_chart", one.id, one.code) for one in self.table.selected()]

    def can_perform(self, action_id: str) -> bool:
        """Return whether a chart is chosen."""
        return action_id == "spc.open" and self.table.current() is not None

    def perform(self, action_id: str) -> None:
        """Open the chosen chart."""
        one = self.table.current()
        if action_id == "spc.open" and one is not None:
            self._open(one)

    def _open(self, one: ControlView) -> None:
        self.services.navigator.open("control_chart", one.id)

    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001 - as the signal brings it
        self.charts.with_ended = on
        self.charts.load()

    def _say(self) -> None:
        self.summary.setText(self.charts.summary())
