"""The sections of a dossier under each other, with an index beside them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
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
INDEX_WIDTH = 190


UNITS = "genealogy.units"
SERIAL = 0
"""Where the serial number stands in a row of the units' section."""


def stands_for(cell: object, text: str) -> bool:
    """Tell whether a cell is a text, or a range of serial numbers in which it is."""
    shown = cell[1] if isinstance(cell, list) else cell
    return isinstance(shown, str) and names(shown, text)


class SectionCard(QFrame):
    """One section: its title, its note, its table. That of the units has buttons for the selected ones.

    Signals:
        trace_asked: the serial number of a unit that is to be traced.
        hold_asked: the serial numbers of units that are to be held.
    """

    trace_asked = Signal(str)
    hold_asked = Signal(list)

    def __init__(self, services: Services, section: SectionView) -> None:
        super().__init__()
        self._services = services
        self.section = section
        self.setProperty("role", "card")
        self.heading = QLabel()
        self.heading.setProperty("role", "subtitle")
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("role", "muted")
        self.table = SectionTable(services, section, compact=len(section.rows) <= SHORT)
        self.table.set_height_for(min(max(len(section.rows), 1), ROWS_SEEN))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(6)
        for widget in (self.heading, self.note, self.table):
            layout.addWidget(widget)
        self.trace, self.hold = QPushButton(), QPushButton()
        if section.id == UNITS:
            self._add_buttons(layout)
        self.table.setVisible(bool(section.rows))
        self.say()

    def takes(self, section: SectionView) -> bool:
        """Return whether this card can show a newer state of the section without being made anew."""
        same = section.columns == self.section.columns
        return same and len(section.rows) == len(self.section.rows)

    def show_section(self, section: SectionView) -> None:
        """Show the section as it is now."""
        if section != self.section:
            self.section = section
            self.table.show_section(section)
            self.say()

    def say(self) -> None:
        """Say everything in the language of the moment."""
        words, section = self._services.words, self.section
        self.heading.setText(words.text(section.title))
        self.trace.setText(words.text("Trace unit"))
        self.hold.setText(words.text("Hold selected units…"))
        lines = [] if section.rows else [words.text("Nothing is recorded here.")]
        lines += [words.text(section.note)] if section.note else []
        if section.total > len(section.rows) > 0:
            told = {"shown": words.number(len(section.rows)), "total": words.number(section.total)}
            lines.append(words.text("The first {shown} of {total} are shown.", **told))
        self.note.setText("  ".join(lines))
        self.note.setVisible(bool(lines))

    def _serials(self) -> list[str]:
        return [serial for row in self.table.selected() for serial in spelt_out(str(row[SERIAL]))]

    def _add_buttons(self, layout: QVBoxLayout) -> None:
        row = QHBoxLayout()
        for button, picture in ((self.trace, "trace"), (self.hold, "hold")):
            button.setIcon(icon(f"genealogy/{picture}"))
            button.setEnabled(False)
            row.addWidget(button)
        row.addStretch(1)
        layout.addLayout(row)
        self.table.picked.connect(self._show_possible)
        self.table.chosen.connect(lambda cells: self._trace(spelt_out(str(cells[SERIAL]))))
        self.trace.clicked.connect(lambda: self._trace(self._serials()))
        self.hold.clicked.connect(lambda: self.hold_asked.emit(self._serials()))

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
        trace_asked, hold_asked: see `SectionCard`.
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
        self._later.timeout.connect(self._show_next)
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
            for place in range(card.table.model.rowCount()):
                row = card.table.model.row_at(place)
                if row is not None and any(stands_for(cell, text) for cell in row):
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
            card.table.end()

    def _show_next(self) -> None:
        if self._waiting:
            self._show_section(*self._waiting.pop(0))
        if self._waiting:
            self._later.start()

    def _show_section(self, place: int, section: SectionView) -> None:
        card = self.cards.get(section.id)
        if card is not None and card.takes(section):
            card.show_section(section)
            return
        if card is not None:
            self._drop(section.id)
        card = SectionCard(self._services, section)
        card.table.grid.viewport().installEventFilter(self)
        card.trace_asked.connect(self.trace_asked)
        card.hold_asked.connect(self.hold_asked)
        self.cards[section.id] = card
        self._column.insertWidget(place, card)

    def _drop(self, section_id: str) -> None:
        card = self.cards.pop(section_id)
        self._aim = None if card is self._aim else self._aim
        card.table.end()
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
