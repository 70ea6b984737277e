"""The table that pages use: grid, filters, columns to choose, copy, export, and words where there is nothing."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QMenu, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.states import Notice
from veralot_client.widgets.table.columns import Column, filtering
from veralot_client.widgets.table.copying import tsv
from veralot_client.widgets.table.exporting import Export, FileForm
from veralot_client.widgets.table.footer import Footer
from veralot_client.widgets.table.header import FilterHeader
from veralot_client.widgets.table.layout import ColumnKeeper
from veralot_client.widgets.table.model import RowsModel
from veralot_client.widgets.table.overlay import Overlay
from veralot_client.widgets.table.rows import FetchedRows, ListRows
from veralot_client.widgets.table.saving import ask_where, save
from veralot_client.widgets.table.view import ROW_HEIGHT, Grid
from veralot_client.widgets.table.window import Row, Sort
from veralot_client.widgets.tones import Tone
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

AnyRows = FetchedRows[Row] | ListRows[Row]


@dataclass(frozen=True, kw_only=True)
class TableWords:
    """What a table says of itself, marked with `N_`.

    Attributes:
        id: what the layout of its columns is remembered under.
        name: what the table lists, for screen readers and for the name of an exported file: “Lots”.
        empty: what to say when there is nothing: “There are no lots yet.”
        hint: what to do then.
        none_match: what to say when the filters let nothing through.
    """

    id: str
    name: str
    empty: str
    hint: str = ""
    none_match: str = N_("Nothing matches these filters.")


class DataTable(Retranslated, Generic[Row]):
    """A table that a person can work with.

    Signals:
        chosen: Enter or a double click on a row: the row.
        picked: other rows are selected now.
        menu_asked: the menu of the right mouse button is about to open: the page may add to it.
    """

    chosen = Signal(object)
    picked = Signal()
    menu_asked = Signal(QMenu)

    def __init__(
        self,
        services: Services,
        columns: Sequence[Column[Row]],
        rows: AnyRows[Row],
        words: TableWords,
        *,
        key: Callable[[Row], Hashable] | None = None,
        compact: bool = False,
    ) -> None:
        """Show `rows` in `columns`.

        Args:
            services: the parts of the client.
            columns: what is shown.
            rows: where the rows come from.
            words: what the table says of itself.
            key: tells a row again after the rows were read anew.
            compact: leave out filters and footer, for a handful of rows.
        """
        super().__init__()
        if isinstance(rows, ListRows) and not compact:
            columns = filtering(columns)
        self.rows = rows
        self.columns = columns
        self._services = services
        self._words = services.words
        self._says = words
        self._key = key
        self._chosen_keys: list[Hashable] = []
        self.grid = Grid(self)
        self.model = RowsModel(rows, columns, services.words, self)
        self.header = FilterHeader(columns, services.words, self.grid, filters=not compact)
        self.grid.setHorizontalHeader(self.header)
        self.grid.setModel(self.model)
        self.footer = None if compact else Footer(services.words)
        self.notice = Notice()
        self.overlay = Overlay(self.grid)
        self._keeper = ColumnKeeper(words.id, columns, self.header, self.grid, services.settings)
        self._unsubscribe = (
            rows.reset.subscribe(self._on_rows),
            rows.arrived.subscribe(lambda _first, _last: self._on_rows()),
            rows.failed.subscribe(self._on_failure),
        )
        self._lay_out()
        self._connect()
        self.retranslate()

    # --- what pages ask ----------------------------------------------------------------------------------------------

    def selected(self) -> list[Row]:
        """Return the selected rows that are here, from top to bottom."""
        return [row for place in self.grid.chosen_rows() if (row := self.model.row_at(place)) is not None]

    def current(self) -> Row | None:
        """Return the row that the keyboard is on, if it is selected: what is not marked is not meant."""
        index = self.grid.currentIndex()
        return self.model.row_at(index.row()) if self.grid.selectionModel().isSelected(index) else None

    def reload(self) -> None:
        """Read the rows again; selection and place stay."""
        if isinstance(self.rows, FetchedRows):
            self.rows.reload(max(0, self.grid.rowAt(0)))
        else:
            self.rows.reload()

    def set_sort(self, sort: Sort | None) -> None:
        """Show an order in the heading without asking anew: the rows begin with it."""
        place = next((place for place, each in enumerate(self.columns) if sort and each.id == sort.column), -1)
        down = sort is not None and sort.descending
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        self.header.setSortIndicator(place, order)

    def say_of_itself(self, words: TableWords) -> None:
        """Say other words where there is nothing to show."""
        self._says = words
        self._show_state()

    def set_height_for(self, rows: int) -> None:
        """Be as high as so many rows need, and as the scroll bar under them needs when there is one."""
        bar = self.grid.horizontalScrollBar()

        def fit() -> None:
            around = self.header.sizeHint().height() + 2 * self.grid.frameWidth() + 2
            under = bar.sizeHint().height() if bar.maximum() > 0 else 0
            self.grid.setFixedHeight(around + rows * ROW_HEIGHT + under)

        bar.rangeChanged.connect(lambda _least, _most: fit())
        fit()

    def wrap(self, most: int) -> None:
        """Let long words go on in a further line; be as high as the rows need, at most as `most` of one line each."""
        lines, bar = self.grid.verticalHeader(), self.grid.horizontalScrollBar()
        self.grid.setWordWrap(True)
        self.grid.horizontalHeader().setStretchLastSection(True)
        lines.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

        def fit() -> None:
            around = self.header.sizeHint().height() + 2 * self.grid.frameWidth() + 2
            under = bar.sizeHint().height() if bar.maximum() > 0 else 0
            needed = min(max(lines.length(), ROW_HEIGHT), most * ROW_HEIGHT)
            self.grid.setFixedHeight(around + needed + under)

        bar.rangeChanged.connect(lambda _least, _most: fit())
        lines.sectionResized.connect(lambda _row, _old, _new: fit())
        lines.sectionCountChanged.connect(lambda _old, _new: fit())
        fit()

    def fill(self, rows: Sequence[Row], *, more: bool = False) -> None:
        """Show other rows; the same again change nothing, so that what is selected stays so. With `more`, others follow."""
        if isinstance(self.rows, ListRows) and (self.rows.counted is more or list(self.rows.rows) != list(rows)):
            self.rows.replace(rows, more=more)

    def end(self) -> None:
        """The table is gone: ask and hear nothing more."""
        self.model.end()
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        if isinstance(self.rows, FetchedRows):
            self.rows.stop()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        self.grid.setAccessibleName(_(self._says.name))
        self.model.retranslate()
        self.header.retranslate()
        self._keeper.fit_again()
        self._keeper.fit(self.model.row_at)
        if self.footer is not None:
            self.footer.retranslate()
        self._show_state()

    # --- copying and exporting ---------------------------------------------------------------------------------------

    def copy(self, *, titled: bool) -> None:
        """Put the selected rows on the clipboard, or all if none is selected; rows not here yet are fetched."""
        columns = self._keeper.shown()
        places = self.grid.chosen_rows()
        rows = [self.model.row_at(place) for place in places]
        here = [row for row in rows if row is not None]
        if places and len(here) == len(places):
            self._put_on_clipboard(here, columns, titled=titled)
            return
        self._services.background.start(
            self.rows.take_all,
            lambda every: self._put_on_clipboard(pick(every, places), columns, titled=titled),
            title=self._words.text("Copying rows"),
        )

    def export(self, form: FileForm = FileForm.XLSX) -> None:
        """Ask for a file and write every row that passes the filters into it; `form` is what is offered first."""
        ask_where(self, self._words, self._words.text(self._says.name), self.export_to, form)

    def export_to(self, file: Path) -> None:
        """Write every row that passes the filters into a file, in the background."""
        export = Export(self._words.text(self._says.name), self._keeper.shown(), self._words)
        save(self._services, file, self.rows.every, export, lambda text: self.notice.say(text, Tone.BAD))

    def _put_on_clipboard(self, rows: list[Row], columns: Sequence[Column[Row]], *, titled: bool) -> None:
        QGuiApplication.clipboard().setText(tsv(rows, columns, self._words, titled=titled))
        self._services.notices.done(self._words.plural("{count} row copied.", "{count} rows copied.", len(rows)))

    # --- inside ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.notice)
        layout.addWidget(self.grid, stretch=1)
        if self.footer is not None:
            layout.addWidget(self.footer)
        self.setFocusProxy(self.grid)

    def _connect(self) -> None:
        self.header.filtered.connect(self._on_filters)
        self.header.setSortIndicatorShown(True)
        self.header.setSortIndicatorClearable(True)
        self.header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.header.sortIndicatorChanged.connect(self._on_sort)
        self.header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.header.customContextMenuRequested.connect(self._open_columns)
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._open_menu)
        self.grid.chosen.connect(self._on_chosen)
        self.grid.followed.connect(lambda place: self._services.navigator.open(place.kind, place.id))
        self.grid.typed.connect(self.header.begin_typing)
        self.grid.copy_asked.connect(lambda titled: self.copy(titled=titled))
        self.grid.selectionModel().selectionChanged.connect(self._on_selection)
        if self.footer is not None:
            self.footer.copy_asked.connect(lambda: self.copy(titled=True))
            self.footer.export_asked.connect(self.export)
            self.footer.columns_asked.connect(self._keeper.open_menu)
            self.footer.clear_asked.connect(lambda: self.header.put({}))

    def _on_filters(self) -> None:
        if dict(self.header.values) != dict(self.rows.filters):
            self.rows.query(self.rows.sort, self.header.values)

    def _on_sort(self, place: int, order: Qt.SortOrder) -> None:
        if place >= 0 and not self.columns[place].sortable:
            self.set_sort(self.rows.sort)
            return
        wanted = Sort(self.columns[place].id, order is Qt.SortOrder.DescendingOrder) if place >= 0 else None
        if wanted != self.rows.sort:
            self.rows.query(wanted, self.rows.filters)

    def _on_rows(self) -> None:
        self.notice.say("", Tone.NEUTRAL)
        self._keeper.fit(self.model.row_at)
        self.grid.viewport().update()
        self._choose_again()
        self._show_state()

    def _on_failure(self, error: Exception) -> None:
        if not isinstance(error, CodedError):
            self._services.notices.error(error)
            return
        again = self._words.text("Try again")
        self.notice.say(self._words.error(error), Tone.WARNING, again, self.reload)
        self._show_state()

    def _on_chosen(self, place: int) -> None:
        row = self.model.row_at(place)
        if row is not None:
            self.chosen.emit(row)

    def _on_selection(self) -> None:
        chosen = self.grid.chosen_rows()
        if self._key is not None and 0 < len(chosen) <= REMEMBERED:
            self._chosen_keys = [self._key(row) for row in self.selected()]
        self._show_count(len(chosen))
        self.picked.emit()

    def _choose_again(self) -> None:
        """After a reset, select the rows that were selected, where they are among those here."""
        if self._key is None or not self._chosen_keys or self.grid.selectionModel().hasSelection():
            return
        wanted, key = set(self._chosen_keys), self._key
        selection = QItemSelection()
        for place in range(min(self.model.rowCount(), LOOKED_THROUGH)):
            row = self.model.row_at(place)
            if row is not None and key(row) in wanted:
                selection.select(self.model.index(place, 0), self.model.index(place, len(self.columns) - 1))
        self.grid.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if not selection.isEmpty():
            self.grid.selectionModel().setCurrentIndex(
                selection.first().topLeft(), QItemSelectionModel.SelectionFlag.NoUpdate
            )

    def _show_count(self, chosen: int) -> None:
        rows = self.rows
        if self.footer is not None:
            self.footer.show_count(rows.count, chosen, filtered=bool(rows.filters), counted=rows.counted)

    def _show_state(self) -> None:
        count, _ = self.rows.count, self._words.text
        self._show_count(len(self.grid.chosen_rows()))
        if count is None:
            self.overlay.wait(_("Loading…") if not self.notice.text else "")
        elif count:
            self.overlay.hide()
        elif self.rows.filters:
            self.overlay.say(_(self._says.none_match), "", _("Clear filters"), lambda: self.header.put({}))
        else:
            self.overlay.say(_(self._says.empty), _(self._says.hint) if self._says.hint else "")

    def _open_columns(self, at: QPoint) -> None:
        self._keeper.menu().popup(self.header.mapToGlobal(at))

    def _open_menu(self, at: QPoint) -> None:
        _ = self._words.text
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_asked.emit(menu)
        if menu.actions():
            menu.addSeparator()
        index = self.grid.indexAt(at)
        if index.isValid():
            cell: Any = index.data()
            menu.addAction(_("Copy cell"), lambda: QGuiApplication.clipboard().setText(str(cell)))
        menu.addAction(_("Copy rows"), "Ctrl+C", lambda: self.copy(titled=False))
        menu.addAction(_("Copy rows with headings"), "Ctrl+Shift+C", lambda: self.copy(titled=True))
        for form in FileForm:
            menu.addAction(_("Export as {form}…", form=form.name), partial(self.export, form))
        menu.popup(self.grid.viewport().mapToGlobal(at))


REMEMBERED = 2_000
"""Selected rows that are selected again when the rows were read anew."""
LOOKED_THROUGH = 20_000
"""Rows among which a former selection is looked for; beyond, the person has long lost sight of it."""


def pick(rows: list[Row], places: list[int]) -> list[Row]:
    """Return the rows at these places; all where none is named."""
    return [rows[place] for place in places if place < len(rows)] if places else rows
