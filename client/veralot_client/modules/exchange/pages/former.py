"""Imports of the past: the list, and under it what was compared of the one that is chosen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.exchange.models import COMPARED, IMPORTS, Compared, compared_of
from veralot_client.modules.exchange.presenters.former import Former, FormerPresenter
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.page import Page, Retranslated
from veralot_client.widgets.states import Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.exchange import ImportState, ImportView
from veralot_shared.i18n import N_

FORMER_WORDS = TableWords(id="exchange.imports", name=N_("Former imports"), empty=N_("Nothing was imported yet."))
COMPARED_WORDS = TableWords(
    id="exchange.compared",
    name=N_("Reconciliation"),
    empty=N_("No import is chosen."),
    hint=N_("Choose one to see what was compared: records and quantities, by the files and in the database."),
)


class FormerPane(Retranslated):
    """Lists imports."""

    def __init__(self, services: Services, former: FormerPresenter, page: Page) -> None:
        super().__init__()
        self.former, self.words, self._page = former, services.words, page
        self.bar = ActionBar(
            page, ["exchange.report", "exchange.sign", "exchange.undo", "exchange.resume"], always_shown=True
        )
        self.notice = Notice()
        self.rows: ListRows[Former] = ListRows(IMPORTS, services.words, key=lambda row: row.key)
        self.table: DataTable[Former] = DataTable(services, IMPORTS, self.rows, FORMER_WORDS, key=lambda row: row.key)
        self.compared_rows: ListRows[Compared] = ListRows(COMPARED, services.words)
        self.compared: DataTable[Compared] = DataTable(services, COMPARED, self.compared_rows, COMPARED_WORDS)
        self._lay_out()
        self.table.picked.connect(self._on_picked)
        former.keep(former.shown.subscribe(self._show))
        former.keep(former.failed.subscribe(self.rows.failed.tell))
        self.retranslate()

    def choose_first(self) -> None:
        """Choose the newest."""
        if self.rows.count:
            self.table.grid.selectRow(0)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self._say()

    def end(self) -> None:
        """The page is closed for good."""
        for part in (self.bar, self.table, self.compared):
            part.end()

    def _show(self) -> None:
        self.rows.replace(self.former.rows)
        self._on_picked()

    def _on_picked(self) -> None:
        self.former.chosen = self.table.current()
        self.compared_rows.replace(compared_of(self.former.chosen))
        self._say()
        self.bar.refresh()
        self._page.possibilities_changed()

    def _say(self) -> None:
        self.notice.say(*verdict(self.former.view, self.words))

    def _lay_out(self) -> None:
        top = QWidget()
        upper = QVBoxLayout(top)
        upper.setContentsMargins(0, 0, 0, 0)
        buttons = QHBoxLayout()
        buttons.addWidget(self.bar, stretch=1)
        upper.addLayout(buttons)
        upper.addWidget(self.table, stretch=1)
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.addWidget(self.notice)
        lower.addWidget(self.compared, stretch=1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(top)
        split.addWidget(below)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(split)


def verdict(view: ImportView | None, words: Words) -> tuple[str, Tone]:
    """Return in words what the comparison of an import came to, or who undid it and why."""
    if view is None or (view.reconciliation is None and view.state is ImportState.DONE):
        return "", Tone.NEUTRAL
    if view.state is ImportState.UNDONE and view.undone_at is not None:
        said = words.text(
            "Undone on {time} by {name}: {reason}",
            time=words.moment(view.undone_at),
            name=words.name(view.undone_by, view.undone_by_zh),
            reason=view.undo_reason,
        )
        return said, Tone.WARNING
    if view.reconciliation is not None and view.reconciliation.agrees:
        said = words.text(
            "Every count and every sum of the files is the same in the database, read back after writing."
        )
        return said, Tone.GOOD
    return words.text("Not everything agrees. What differs is marked below."), Tone.BAD
