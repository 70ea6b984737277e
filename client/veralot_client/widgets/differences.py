"""What somebody else changed meanwhile: field by field, yours beside theirs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout

from veralot_client.core.words import Words
from veralot_client.widgets.values import both_sides
from veralot_shared.errors import RecordChanged


class DifferenceTable(QFrame):
    """Shows the differences of a `RecordChanged`.

    Signals:
        theirs_wanted: the person gives up the own entries for what was saved meanwhile.
    """

    theirs_wanted = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.setProperty("role", "card")
        self.cells: list[QLabel] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(2, 1)
        self.theirs = QPushButton()
        self.theirs.setAutoDefault(False)
        self.theirs.clicked.connect(self.theirs_wanted)
        layout = QVBoxLayout(self)
        layout.addLayout(self._grid)
        layout.addWidget(self.theirs, alignment=Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_differences(self, error: RecordChanged) -> None:
        """Show them, and offer to take what was saved."""
        words, _ = self._words, self._words.text
        person = words.name(error.changed_by, error.changed_by_zh)
        for cell in self.cells:
            cell.deleteLater()
        self.cells.clear()
        self._add_row(0, ("", _("You entered"), _("{person} saved", person=person)))
        for row, each in enumerate(error.differences, start=1):
            yours, theirs = both_sides(each, words)
            self._add_row(row, (words.field(each.field), yours, theirs))
        self.theirs.setText(_("Take over what {person} saved", person=person))
        self.setVisible(bool(error.differences))

    def _add_row(self, row: int, texts: tuple[str, str, str]) -> None:
        for column, text in enumerate(texts):
            cell = QLabel(text, wordWrap=True, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
            if row == 0 or column == 0:
                cell.setProperty("role", "muted")
            self.cells.append(cell)
            self._grid.addWidget(cell, row, column)
