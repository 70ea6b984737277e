"""The heading of a table: titles that sort, and under each a field that filters."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.filters import FilterField, TextFilter, make_filter
from veralot_client.widgets.table.window import FilterValue

TYPING_PAUSE_MS = 250
"""How long typing must rest before the server is asked."""
FIELD_HEIGHT = 28
GAP = 2


class FilterHeader(QHeaderView):
    """Titles with a row of filter fields under them.

    Signals:
        filtered: what is filtered by has changed, and typing has come to rest.
    """

    filtered = Signal()

    def __init__(
        self, columns: Sequence[Column[Any]], words: Words, parent: QTableView, *, filters: bool = True
    ) -> None:
        """Head `columns`; with `filters`, have a field under each that can be filtered by."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self.words = words
        self._fields: dict[int, FilterField] = {}
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.filtered)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        # What rows need is measured on those in view: the others are not here.
        self.setResizeContentsPrecision(0)
        self.setStretchLastSection(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        if filters:
            self._make_fields()
        for moved in (self.sectionResized, self.sectionMoved, self.sectionCountChanged, self.geometriesChanged):
            moved.connect(self.place_fields)
        parent.horizontalScrollBar().valueChanged.connect(self.place_fields)

    @property
    def values(self) -> Mapping[str, FilterValue]:
        """What is filtered by, column by column; columns that let everything through are left out."""
        return {self._columns[place].id: field.value for place, field in self._fields.items() if field.value}

    def put(self, values: Mapping[str, FilterValue]) -> None:
        """Show filters, and apply them at once."""
        for place, field in self._fields.items():
            field.put(values.get(self._columns[place].id, ""))
        self.apply_now()

    def apply_now(self) -> None:
        """Do not wait for typing to rest."""
        self._pause.stop()
        self.filtered.emit()

    def field(self, column: str) -> FilterField | None:
        """Return the filter field of a column."""
        place = next(place for place, each in enumerate(self._columns) if each.id == column)
        return self._fields.get(place)

    def begin_typing(self, text: str) -> None:
        """Begin to type in the first field that is shown: typing on a table filters it."""
        shown = sorted(self._fields, key=self.visualIndex)
        field = next((self._fields[place] for place in shown if self._takes_text(place)), None)
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if isinstance(field, TextFilter):
                field.setText(text)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        for place, field in self._fields.items():
            column = self._columns[place]
            hint = self.words.text(column.hint) if column.hint else ""
            field.say(self.words.text(column.title), hint, self.words)

    def setSelectionModel(self, selectionModel: QItemSelectionModel) -> None:  # noqa: N803 - Qt's virtual function
        """Take a selection of one's own: asked whether a whole column is selected, Qt walks through every row."""
        super().setSelectionModel(QItemSelectionModel(selectionModel.model(), self))

    def sizeHint(self) -> QSize:
        """Return the height of titles and fields together."""
        size = super().sizeHint()
        return size if not self._fields else QSize(size.width(), size.height() + FIELD_HEIGHT + 2 * GAP)

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's virtual function
        """Keep the room under the titles for the fields."""
        room = FIELD_HEIGHT + 2 * GAP if self._fields else 0
        self.setViewportMargins(0, 0, 0, room)
        super().updateGeometries()
        self.place_fields()

    def showEvent(self, event: QShowEvent) -> None:
        """Put the fields where they belong."""
        super().showEvent(event)
        self.place_fields()

    def place_fields(self) -> None:
        """Put each field under its title; what is not seen yet is put there when it is."""
        if not self._fields or not self.isVisible():
            return
        # Where the titles end: asked for its size before it is polished, a header knows nothing of them.
        top = self.viewport().geometry().bottom() + 1 + GAP
        for place, field in self._fields.items():
            left = self.sectionViewportPosition(place)
            field.setGeometry(left + 1, top, max(0, self.sectionSize(place) - 3), FIELD_HEIGHT)
            field.setVisible(not self.isSectionHidden(place))

    def _make_fields(self) -> None:
        for place, column in enumerate(self._columns):
            field = make_filter(column, self)
            if field is not None:
                field.entered.connect(lambda _value: self._pause.start())
                self._fields[place] = field
                if isinstance(field, TextFilter):
                    field.returnPressed.connect(self.apply_now)

    def _takes_text(self, place: int) -> bool:
        return isinstance(self._fields[place], TextFilter) and not self.isSectionHidden(place)
