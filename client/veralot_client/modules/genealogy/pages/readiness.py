"""The list of lots that wait for a release, and under it what stands in the way of the chosen one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters.readiness import (
    FINDINGS,
    LOTS,
    Finding,
    ReadinessPresenter,
    findings,
    record,
)
from veralot_client.theme.pieces import label
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.genealogy import ReadinessView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="genealogy.readiness",
    name=N_("Ready for release"),
    empty=N_("No lot waits for a release."),
    hint=N_("Lots in quarantine, in test, or released for production appear here by themselves."),
    none_match=N_("No lot matches these filters."),
)
CHECKS = TableWords(
    id="genealogy.readiness.checks",
    name=N_("Before the release"),
    empty=N_("Choose a lot to see what stands before its release."),
)


class ReadinessPage(ListPage[ReadinessView]):
    """Lists lots that wait, those that are ready first; the checks of the chosen one lead to the records that block it."""

    def __init__(self, services: Services) -> None:
        self.waiting = ReadinessPresenter(services)
        super().__init__(services, self.waiting, self.waiting, LOTS, WORDS, lambda view: view.lot.id)
        self.heading: QLabel = label("subtitle")
        self.check_rows: ListRows[Finding] = ListRows(FINDINGS, services.words)
        self.checks: DataTable[Finding] = DataTable(services, FINDINGS, self.check_rows, CHECKS)
        self.body.setOrientation(Qt.Orientation.Vertical)
        self.body.addWidget(self._beneath())
        self.body.setStretchFactor(0, 3)
        self.body.setStretchFactor(1, 2)
        self.sort_by(Sort("ready", descending=True))
        self.table.chosen.connect(lambda view: services.navigator.open("lot", view.lot.id))
        self.checks.chosen.connect(self._open)
        self.waiting.keep(self.waiting.shown.subscribe(self._on_shown))
        self.retranslate()
        self.waiting.load()

    def title(self) -> str:
        """Return what the tab says: how many of the lots that wait are ready."""
        ready, every = self.waiting.counts()
        name = self.words.text("Ready for release")
        return f"{name}  {self.words.number(ready)} / {self.words.number(every)}" if every else name

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        chosen = self.table.current()
        _ = self.words.text
        if chosen is None:
            self.heading.setText(_("Before the release"))
            return
        told = {"lot_no": chosen.lot.lot_no, "release": self.words.label(chosen.event)}
        text = (
            _("{lot_no} is ready: {release}", **told) if chosen.ready else _("{lot_no} is not ready: {release}", **told)
        )
        self.heading.setText(text)

    def subjects(self) -> tuple[Subject, ...]:
        """Return the chosen lot."""
        chosen = self.table.current()
        return () if chosen is None else (Subject("lot", chosen.lot.id, chosen.lot.lot_no),)

    def end(self) -> None:
        """The page is closed for good."""
        self.checks.end()
        super().end()

    def _beneath(self) -> QWidget:
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(self.checks, stretch=1)
        return place

    def _on_picked(self) -> None:
        chosen = self.table.current()
        self.check_rows.replace(findings(chosen) if chosen else [])
        self.retranslate()
        super()._on_picked()

    def _on_shown(self) -> None:
        self.title_changed.emit()
        if self.table.current() is None and self.rows.count:
            self.table.grid.go_to(0)
        self._on_picked()

    def _open(self, one: Finding) -> None:
        place = record(one)
        if place is not None:
            self.services.navigator.open(place.kind, place.id)
