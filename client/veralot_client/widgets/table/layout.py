"""Choosing, ordering and widening the columns of a table, and remembering how they were left."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMenu, QTableView, QToolButton

from veralot_client.widgets.measures import digit_width
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.filters import OpenMenu
from veralot_client.widgets.table.header import FilterHeader
from veralot_client.widgets.table.memory import ColumnLayout, Memory, keep_layout, read_layout

REST_MS = 500
"""How long dragging must rest before the layout is kept."""
PADDING = 22
NARROWEST = 40
WIDER, WIDEST_CHARS = 2.0, 40
"""How many times its first width, and how many characters, a column takes at most for what stands in it."""


class ColumnKeeper(QObject):
    """Sets the columns up as they were left, and keeps what is changed."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column[Any]],
        header: FilterHeader,
        grid: QTableView,
        memory: Memory | None,
    ) -> None:
        super().__init__(grid)
        self._name = name
        self._columns = columns
        self._header = header
        self._grid = grid
        self._memory = memory
        self._fitted = self._fitting = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.keep)
        header.setMinimumSectionSize(NARROWEST)
        self._set_up(read_layout(memory, name))
        header.sectionResized.connect(lambda *_: None if self._fitting else self._rest.start())
        header.sectionMoved.connect(lambda *_: self._rest.start())

    def shown(self) -> list[Column[Any]]:
        """Return the columns that are shown, from left to right."""
        places = map(self._header.logicalIndex, range(self._header.count()))
        return [self._columns[place] for place in places if not self._header.isSectionHidden(place)]

    def menu(self) -> QMenu:
        """Return the menu in which columns are chosen."""
        words = self._header.words.text
        menu = OpenMenu(self._grid)
        for place, column in enumerate(self._columns):
            tick = menu.addAction(words(column.title))
            tick.setCheckable(True)
            tick.setChecked(not self._header.isSectionHidden(place))
            tick.toggled.connect(lambda shown, place=place: self.show_column(place, shown=shown))
        menu.addSeparator()
        menu.addAction(words("First layout"), self.forget)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def open_menu(self, under: QToolButton) -> None:
        """Open the menu at a button."""
        self.menu().popup(under.mapToGlobal(under.rect().bottomLeft()))

    def fit(self) -> None:
        """Widen, once, what is too narrow for its title or for the rows in view: dates are longer in other languages.

        What a person made narrow stays narrow.
        """
        if self._fitted or not self._grid.isVisible():
            return
        self._fitted = self._fitting = True
        kept = read_layout(self._memory, self._name)
        character = digit_width(self._grid)
        for place, column in enumerate(self._columns):
            known = kept is not None and column.id in kept.widths
            if not known and not self._header.isSectionHidden(place):
                wanted = max(self._grid.sizeHintForColumn(place), self._header.sectionSizeHint(place))
                most = int(min(column.chars * WIDER, max(column.chars, WIDEST_CHARS)) * character) + PADDING
                width = self._header.sectionSize(place)
                self._header.resizeSection(place, max(width, min(wanted, most)))
        self._fitting = False
        self._header.place_fields()

    def show_column(self, place: int, *, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        if shown or len(self.shown()) > 1:
            self._header.setSectionHidden(place, not shown)
            self._header.place_fields()
            self.keep()

    def keep(self) -> None:
        """Remember the columns as they are."""
        header, ids = self._header, [column.id for column in self._columns]
        layout = ColumnLayout(
            order=[ids[header.logicalIndex(place)] for place in range(header.count())],
            hidden=[each for place, each in enumerate(ids) if header.isSectionHidden(place)],
            widths={each: header.sectionSize(place) for place, each in enumerate(ids) if header.sectionSize(place)},
        )
        keep_layout(self._memory, self._name, layout)

    def forget(self) -> None:
        """Go back to the first layout."""
        keep_layout(self._memory, self._name, None)
        self._set_up(None)
        self._fitted = False
        self.fit()

    def _set_up(self, layout: ColumnLayout | None) -> None:
        character = digit_width(self._grid)
        for place, column in enumerate(self._columns):
            width = column.chars * character + PADDING
            hidden = column.hidden
            if layout is not None and column.id in layout.order:
                width, hidden = layout.widths.get(column.id, width), column.id in layout.hidden
            self._header.resizeSection(place, width)
            self._header.setSectionHidden(place, hidden)
        self._order([column.id for column in self._columns] if layout is None else layout.order)
        self._header.place_fields()
        shown = self.shown()
        # Numbers at the far right of a stretched column would stand alone.
        self._header.setStretchLastSection(not (shown and shown[-1].right))

    def _order(self, wanted: list[str]) -> None:
        ids = [column.id for column in self._columns]
        for place, each in enumerate(known for known in wanted if known in ids):
            self._header.moveSection(self._header.visualIndex(ids.index(each)), place)
