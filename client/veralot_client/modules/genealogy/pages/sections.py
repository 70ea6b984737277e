"""The sections of a dossier under each other, with an index beside them."""

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from veralot_client.core.services import Services
from veralot_client.theme.icons import icon
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.sections import SectionTable
from veralot_shared.contracts.genealogy import Permission, SectionView
from veralot_shared.rules.serials import names, spelt_out

SHORT = 8
"""A section of as many rows is shown whole, without filters."""
ROWS_SEEN = 10
"""Rows of a long section that are seen at once; it scrolls in itself."""
AT_ONCE = 3
"""Sections that fill the first screen."""
FRAME_MS = 30
"""How long the window may stand still while sections are made, in milliseconds."""
INDEX_WIDTH = 214


UNITS = "genealogy.units"
SERIAL = 0
"""Where the serial number stands in a row of the units' section."""


def stands_for(cell: object, text: str) -> bool:
    """Tell whether a cell is a text, or a range of serial numbers in which it is."""
    shown = cell[1] if isinstance(cell, list) else cell
    return isinstance(shown, str) and names(shown, text)


class SectionCard(QFrame):
    """One section: its title, its note, and its table where it has rows."""

    def __init__(self, services: Services, section: SectionView) -> None:
        super().__init__()
        self._services = services
        self.section = section
        self.setProperty("role", "card")
        self.heading = QLabel()
        self.heading.setProperty("role", "subtitle")
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("role", "muted")
        self.table = self._table() if section.rows else None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 10, 14, 12)
        self._column.setSpacing(6)
        self._column.addWidget(self.heading)
        self._column.addWidget(self.note)
        if self.table is not None:
            self._column.addWidget(self.table)
        self.say()

    def takes(self, section: SectionView) -> bool:
        """Return whether this card can show a newer state of the section without being made anew."""
        same = section.columns == self.section.columns
        return same and len(section.rows) == len(self.section.rows)

    def show_section(self, section: SectionView) -> None:
        """Show the section as it is now."""
        if section != self.section:
            self.section = section
            if self.table is not None:
                self.table.show_section(section)
            self.say()

    def say(self) -> None:
        """Say everything in the language of the moment."""
        words, section = self._services.words, self.section
        self.heading.setText(words.text(section.title))
        lines = [] if section.rows else [words.text("Nothing is recorded here.")]
        lines += [words.text(section.note)] if section.note else []
        if section.total > len(section.rows) > 0:
            told = {"shown": words.number(len(section.rows)), "total": words.number(section.total)}
            lines.append(words.text("The first {shown} of {total} are shown.", **told))
        self.note.setText("  ".join(lines))
        self.note.setVisible(bool(lines))

    def place_of(self, text: str) -> int | None:
        """Return the first row in which a text stands."""
        model = self.table.model if self.table is not None else None
        rows = ((place, model.row_at(place)) for place in range(model.rowCount())) if model is not None else ()
        return next((place for place, row in rows if row and any(stands_for(cell, text) for cell in row)), None)

    def end(self) -> None:
        """The card is gone."""
        if self.table is not None:
            self.table.end()

    def _table(self) -> SectionTable:
        rows = len(self.section.rows)
        table = SectionTable(self._services, self.section, compact=rows <= SHORT)
        table.set_height_for(min(rows, ROWS_SEEN))
        return table


class UnitsCard(SectionCard):
    """The units of a lot, with buttons for those that are selected.

    Signals:
        trace_asked: the serial number of a unit that is to be traced.
        hold_asked: the serial numbers of units that are to be held.
    """

    trace_asked = Signal(str)
    hold_asked = Signal(list)

    def __init__(self, services: Services, section: SectionView) -> None:
        self.trace, self.hold = QPushButton(), QPushButton()
        super().__init__(services, section)
        row = QHBoxLayout()
        for button, picture in ((self.trace, "trace"), (self.hold, "hold")):
            button.setIcon(icon(f"genealogy/{picture}"))
            button.setEnabled(False)
            row.addWidget(button)
        row.addStretch(1)
        self._column.addLayout(row)
        self.trace.clicked.connect(lambda: self._trace(self._serials()))
        self.hold.clicked.connect(lambda: self.hold_asked.emit(self._serials()))
        if self.table is not None:
            self.table.picked.connect(self._show_possible)
            self.table.chosen.connect(lambda cells: self._trace(spelt_out(str(cells[SERIAL]))))

    def say(self) -> None:
        """Say everything in the language of the moment."""
        super().say()
        self.trace.setText(self._services.words.text("Trace unit"))
        self.hold.setText(self._services.words.text("Hold selected units…"))

    def _serials(self) -> list[str]:
        rows = self.table.selected() if self.table is not None else []
        return [serial for row in rows for serial in spelt_out(str(row[SERIAL]))]

    def _trace(self, serials: Sequence[str]) -> None:
        """Ask for the trace of a single unit; a range of them is no single one."""
        if len(serials) == 1:
            self.trace_asked.emit(serials[0])

    def _show_possible(self) -> None:
        serials = self._serials()
        self.trace.setEnabled(len(serials) == 1)
        self.hold.setEnabled(bool(serials) and self._services.session.can(Permission.HOLD))


class SectionList(Retranslated):
    """All sections, in the order of the chain of evidence.

    Signals:
        trace_asked, hold_asked: see `UnitsCard`.
    """

    trace_asked = Signal(str)
    hold_asked = Signal(list)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.cards: dict[str, SectionCard] = {}
        self.index = QListWidget()
        self.index.setFixedWidth(INDEX_WIDTH)
        self.index.setProperty("role", "index")
        self.index.currentRowChanged.connect(self._go_to)
        self._scroll = QScrollArea(widgetResizable=True)
        self._ground = QWidget()
        self._ground.setObjectName("page_ground")
        self._column = QVBoxLayout(self._ground)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        self._scroll.setWidget(self._ground)
        self._sections: Sequence[SectionView] = ()
        self._waiting: list[tuple[int, SectionView]] = []
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._show_more)
        self._aim: SectionCard | None = None
        self._ground.installEventFilter(self)
        self._scroll.verticalScrollBar().sliderPressed.connect(self._leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.index)
        row.addWidget(self._scroll, stretch=1)

    def show_sections(self, sections: Sequence[SectionView]) -> None:
        """Show sections; those that have not changed stay as they are, with what is selected in them.

        Those that are seen first are made at once, the others one after the other, so that the window never stands still.
        """
        self._sections = sections
        wanted = [section.id for section in sections]
        for gone in [each for each in self.cards if each not in wanted]:
            self._drop(gone)
        self._waiting = list(enumerate(sections))
        for _card in range(AT_ONCE):
            self._show_next()
        self._show_index(sections)

    def complete(self) -> None:
        """Make every section now."""
        while self._waiting:
            self._show_next()

    def look_for(self, text: str) -> None:
        """Go to the first row in which a text stands."""
        self.complete()
        for card in self.cards.values():
            place = card.place_of(text)
            if place is not None and card.table is not None:
                self._aim = card
                self._scroll_to(card)
                card.table.grid.go_to(place)
                card.table.grid.setFocus()
                return

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        for card in self.cards.values():
            card.say()
        self._show_index(self._sections)

    def end(self) -> None:
        """The page is closed for good."""
        self._waiting.clear()
        for card in self.cards.values():
            card.end()

    def _show_next(self) -> None:
        if self._waiting:
            self._show_section(*self._waiting.pop(0))
        if self._waiting:
            self._later.start()

    def _show_more(self) -> None:
        """Make as many sections as fit between two frames: each time, all that is there is laid out anew."""
        begun = QElapsedTimer()
        begun.start()
        while self._waiting and begun.elapsed() < FRAME_MS:
            self._show_next()

    def _show_section(self, place: int, section: SectionView) -> None:
        card = self.cards.get(section.id)
        if card is not None and card.takes(section):
            card.show_section(section)
            return
        if card is not None:
            self._drop(section.id)
        card = self._card(section)
        if card.table is not None:
            card.table.grid.viewport().installEventFilter(self)
        self.cards[section.id] = card
        self._column.insertWidget(place, card)

    def _card(self, section: SectionView) -> SectionCard:
        if section.id != UNITS:
            return SectionCard(self._services, section)
        card = UnitsCard(self._services, section)
        card.trace_asked.connect(self.trace_asked)
        card.hold_asked.connect(self.hold_asked)
        return card

    def _drop(self, section_id: str) -> None:
        card = self.cards.pop(section_id)
        self._aim = None if card is self._aim else self._aim
        card.end()
        self._column.removeWidget(card)
        card.deleteLater()

    def _show_index(self, sections: Sequence[SectionView]) -> None:
        words = self._services.words
        current = self.index.currentRow()
        self.index.blockSignals(True)
        self.index.clear()
        for section in sections:
            count = f"  {words.number(section.total)}" if section.total else ""
            self.index.addItem(f"{words.text(section.title)}{count}")
        self.index.setCurrentRow(current)
        self.index.blockSignals(False)
        self.index.setAccessibleName(words.text("Sections of the dossier"))

    def _go_to(self, place: int) -> None:
        cards = list(self.cards.values())
        self._leave()
        if 0 <= place < len(cards):
            self._scroll_to(cards[place])

    def _scroll_to(self, card: SectionCard) -> None:
        self._scroll.verticalScrollBar().setValue(card.mapTo(self._ground, QPoint(0, 0)).y())

    def _leave(self) -> None:
        """The person goes elsewhere: keep to nothing any more."""
        self._aim = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scroll the page where the mouse wheel turns over a table that is not being worked in.

        Keep to what was looked for while the layout still gives new cards their places.
        """
        if watched is self._ground and event.type() == QEvent.Type.Resize and self._aim is not None:
            self._scroll_to(self._aim)
        if isinstance(event, QWheelEvent):
            self._leave()
        if isinstance(event, QWheelEvent) and isinstance(watched, QWidget):
            grid = watched.parentWidget()
            if grid is not None and not grid.hasFocus():
                QApplication.sendEvent(self._scroll.viewport(), event)
                return True
        return super().eventFilter(watched, event)
