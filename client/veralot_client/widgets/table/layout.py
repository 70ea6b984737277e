"""Choosing, ordering and widening the columns of a table, and remembering how they were left."""

from collections.abc import Callable, Sequence
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
CHIP = 16
"""What the ends of a chip take beside its words."""
MARK = 20
"""What the mark of a sorted column takes beside the title."""
FITTED = 26
"""So many characters may widen a column by themselves; longer words are prose, which the person widens, or reads in the tip."""
LOOKED_AT = 40
"""Rows that are measured."""


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
        self._own = False
        self._fitted = False
        self._fitting = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.keep)
        header.setMinimumSectionSize(NARROWEST)
        self._set_up(read_layout(memory, name))
        header.sectionResized.connect(self._on_resized)
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

    def show_column(self, place: int, *, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        if shown or len(self.shown()) > 1:
            self._header.setSectionHidden(place, not shown)
            self._header.place_fields()
            self.keep()

    def fit(self, rows: Callable[[int], Any | None]) -> None:
        """Widen columns until what stands in the first rows is not cut, once and only where nobody has chosen the widths.

        A date is longer in Chinese than in English, and a status shorter: no one width is right for both. `rows` gives the
        row at a place, if it is here.
        """
        if self._own or self._fitted:
            return
        here = [row for place in range(LOOKED_AT) if (row := rows(place)) is not None]
        if not here:
            return
        self._fitted = self._fitting = True
        for place, column in enumerate(self._columns):
            self._widen(place, column, here)
        self._fitting = False
        self._header.place_fields()

    def fit_again(self) -> None:
        """Other words stand in the rows: measure them when they are shown."""
        self._fitted = False

    def keep(self) -> None:
        """Remember the columns as they are."""
        header, ids = self._header, [column.id for column in self._columns]
        self._own = True
        layout = ColumnLayout(
            order=[ids[header.logicalIndex(place)] for place in range(header.count())],
            hidden=[each for place, each in enumerate(ids) if header.isSectionHidden(place)],
            widths={each: header.sectionSize(place) for place, each in enumerate(ids) if header.sectionSize(place)},
        )
        keep_layout(self._memory, self._name, layout)

    def forget(self) -> None:
        """Go back to the first layout."""
        keep_layout(self._memory, self._name, None)
        self._fitting = True
        self._set_up(None)
        self._fitting = self._fitted = False

    def _set_up(self, layout: ColumnLayout | None) -> None:
        character = digit_width(self._grid)
        self._own = layout is not None
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

    def _widen(self, place: int, column: Column[Any], rows: Sequence[Any]) -> None:
        words, letters = self._header.words, self._grid.fontMetrics()
        title = (
            self._header.fontMetrics().horizontalAdvance(words.text(column.title)) + PADDING + MARK * column.sortable
        )
        most = FITTED * digit_width(self._grid) + PADDING
        cells = (letters.horizontalAdvance(column.read(row, words)) for row in rows)
        widest = max(cells) + PADDING + (CHIP if column.tone else 0)
        wanted = max(title, min(widest, most))
        if wanted > self._header.sectionSize(place) and not self._header.isSectionHidden(place):
            self._header.resizeSection(place, wanted)

    def _on_resized(self) -> None:
        if not self._fitting:
            self._rest.start()

    def _order(self, wanted: list[str]) -> None:
        ids = [column.id for column in self._columns]
        for place, each in enumerate(known for known in wanted if known in ids):
            self._header.moveSection(self._header.visualIndex(ids.index(each)), place)
