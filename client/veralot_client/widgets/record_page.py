"""The base of pages that list records of one kind: buttons above, the history of the chosen record beside."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtWidgets import QPushButton

from veralot_client.theme.icons import icon
from veralot_client.widgets.history import HistoryPanel
from veralot_client.widgets.labels import caption
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage

Row = TypeVar("Row")


class RecordListPage(ListPage[Row]):
    """A list page of records that the audit log knows by a table and their `id`.

    The first of its actions makes a new record; the others, of which the second is the usual one, work on the chosen.
    """

    def set_up(self, log_table: str, actions: Sequence[str], order: str, chosen: int | None) -> None:
        """Complete the page, and read the list.

        Args:
            log_table: what the audit log calls these records.
            actions: the ids of the actions that stand above the table.
            order: the column by which the list is sorted at first.
            chosen: the id of the record to go to, if the page was opened for one.
        """
        self._log_table = log_table
        self._actions = actions
        self._wanted = chosen
        self.show_history = QPushButton()
        self.show_history.setCheckable(True)
        self.show_history.setProperty("kind", "quiet")
        self.show_history.setIcon(icon("widgets/history"))
        self.history = HistoryPanel(self.services)
        self.history.hide()
        self.body.addWidget(self.history)
        self.body.setStretchFactor(0, 3)
        self.body.setStretchFactor(1, 2)
        self.add_buttons(actions, self.show_history)
        self.sort_by(Sort(order))
        self.show_history.toggled.connect(lambda _on: self._show_history())
        self.table.picked.connect(self._show_history)
        self.table.chosen.connect(lambda _row: self._do_usual())
        self.presenter.keep(self.source.shown.subscribe(self._choose))
        self.retranslate()
        self.source.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        caption(self.show_history, self.words.text("H&istory"))

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with the chosen record."""
        new = bool(self._actions) and action_id == self._actions[0]
        return action_id in self._actions and (new or self.table.current() is not None)

    def end(self) -> None:
        """The page is closed for good."""
        self.history.end()
        super().end()

    def _do_usual(self) -> None:
        action = self.services.actions.find(self._actions[1])
        if self.services.actions.permitted(action) and self.can_perform(action.id):
            self.perform(action.id)

    def _show_history(self) -> None:
        row = self.table.current()
        shown = self.show_history.isChecked() and row is not None
        self.history.setVisible(shown)
        if shown and row is not None:
            self.history.show_record(self._log_table, str(self.key(row)))

    def _choose(self) -> None:
        """Go to the record that the page was opened for."""
        place = None if self._wanted is None else self.rows.index_of(self._wanted)
        if place is not None:
            self._wanted = None
            self.table.grid.go_to(place)
