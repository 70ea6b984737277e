"""The base of the stages of a recall: a heading that says what is done there, buttons, and tables."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.modules.recall.presenters.recall import RecallPresenter
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords

Row = TypeVar("Row")


class Stage(QWidget):
    """One stage. A subclass puts tables under the buttons and fills them in `show_recall`.

    Attributes:
        name: what the list of stages says, marked with `N_`.
        explain: what is done here, marked with `N_`.
        offers: the ids of the actions that stand here.
    """

    name = ""
    explain = ""
    offers: Sequence[str] = ()

    def __init__(self, services: Services, recall: RecallPresenter, page: Page) -> None:
        super().__init__()
        self.services = services
        self.words = services.words
        self.recall = recall
        self.page = page
        self.tables: list[DataTable[Any]] = []
        self.said = QLabel(wordWrap=True)
        self.said.setProperty("role", "muted")
        self.notice = Notice()
        self.bar = ActionBar(page, self.offers, always_shown=True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 0, 0, 0)
        self.column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self.bar, stretch=1)
        self.column.addWidget(self.said)
        self.column.addLayout(top)
        self.column.addWidget(self.notice)

    def add_table(
        self,
        columns: Sequence[Column[Row]],
        words: TableWords,
        key: Callable[[Row], Hashable] | None = None,
        *,
        compact: bool = False,
    ) -> DataTable[Row]:
        """Return a table of rows that are all here; it is ended with the stage."""
        rows = ListRows(columns, self.words, key=key)
        table: DataTable[Row] = DataTable(self.services, columns, rows, words, key=key, compact=compact)
        table.picked.connect(self._on_picked)
        self.tables.append(table)
        return table

    def heading(self, text: str) -> QLabel:
        """Return a heading between tables; its text, marked with `N_`, follows the language."""
        made = QLabel()
        made.setProperty("role", "subtitle")
        made.setProperty("msgid", text)
        return made

    def done(self) -> bool:
        """Return whether what is to be done here is done."""
        return False

    def wanted(self) -> bool:
        """Return whether this recall has this stage at all."""
        return True

    def entered(self) -> None:
        """The person has come here: read what only this stage shows."""

    def show_recall(self) -> None:
        """Show the recall as it is now."""

    def chosen(self) -> Sequence[Any]:
        """Return what is selected here, for an action that works on it."""
        return ()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.said.setText(self.words.text(self.explain))
        for label in self.findChildren(QLabel):
            msgid = label.property("msgid")
            if msgid:
                label.setText(self.words.text(msgid))

    def end(self) -> None:
        """The page is gone."""
        self.bar.end()
        for table in self.tables:
            table.end()

    def _on_picked(self) -> None:
        self.bar.refresh()
        self.page.possibilities_changed()
