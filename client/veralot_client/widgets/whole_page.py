"""The base of pages that show a whole list of the server in a table, with buttons above it."""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.table.window import Sort
from veralot_shared.errors import CodedError

Row = TypeVar("Row")


class ListSource(Protocol[Row]):
    """A presenter that reads a whole list."""

    rows: list[Row]
    shown: Observers[[]]
    failed: Observers[[CodedError]]

    def load(self) -> None:
        """Read the list, now or again."""
        ...


class ListPage(Page, Generic[Row]):
    """Shows a list, sorted and filtered here; a subclass says what its buttons do."""

    def __init__(
        self,
        services: Services,
        presenter: Presenter,
        source: ListSource[Row],
        columns: Sequence[Column[Row]],
        words: TableWords,
        key: Callable[[Row], Hashable],
    ) -> None:
        super().__init__(services, presenter)
        self.source = source
        self.presenter = presenter
        self.key = key
        self.rows = ListRows(columns, services.words, key=key)
        self.table: DataTable[Row] = DataTable(services, columns, self.rows, words, key=key)
        self.bar: ActionBar | None = None
        self.top = QHBoxLayout()
        self.body = QSplitter()
        self.body.setChildrenCollapsible(False)
        self.body.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addLayout(self.top)
        layout.addWidget(self.body, stretch=1)
        self.setFocusProxy(self.table)
        presenter.keep(source.shown.subscribe(lambda: self.rows.replace(source.rows)))
        presenter.keep(source.failed.subscribe(self.rows.failed.tell))
        self.table.picked.connect(self._on_picked)

    def add_buttons(self, actions: Sequence[str], *beside: QWidget) -> None:
        """Put buttons above the table, and other widgets at their right."""
        self.bar = ActionBar(self, actions, always_shown=True)
        self.top.addWidget(self.bar, stretch=1)
        for widget in beside:
            self.top.addWidget(widget)

    def sort_by(self, sort: Sort) -> None:
        """Show an order at first."""
        self.rows.query(sort, {})
        self.table.set_sort(sort)

    def refresh(self) -> None:
        """Read the list again."""
        self.source.load()

    def end(self) -> None:
        """The page is closed for good."""
        if self.bar is not None:
            self.bar.end()
        self.table.end()
        super().end()

    def _on_picked(self) -> None:
        if self.bar is not None:
            self.bar.refresh()
        self.possibilities_changed()
