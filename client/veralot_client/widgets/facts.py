"""Facts of a record: what each is called, and what it is, side by side in as many columns as there is room."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from veralot_client.core.navigation import Place


class Fact(NamedTuple):
    """One fact, in words. A `place` makes it a link."""

    label: str
    text: str
    place: Place | None = None
    role: str = ""


class Facts(QWidget):
    """Shows facts in columns; every text can be selected and copied.

    Signals:
        followed: a link was followed: its `Place`.
    """

    followed = Signal(object)

    def __init__(self, columns: int = 3) -> None:
        super().__init__()
        self._columns = columns
        self._facts: Sequence[Fact] = ()
        self._pairs: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show facts, filling one column after the other."""
        self._facts = facts
        while len(self._pairs) < len(facts):
            self._add_pair()
        rows = -(-len(facts) // self._columns) or 1
        for place, (label, text) in enumerate(self._pairs):
            shown = place < len(facts)
            label.setVisible(shown)
            text.setVisible(shown)
            if shown:
                self._put(place, label, text, rows)
        for column in range(self._columns):
            self._grid.setColumnStretch(2 * column + 1, 1)

    def _put(self, place: int, label: QLabel, text: QLabel, rows: int) -> None:
        fact, column = self._facts[place], place // rows
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(label, place % rows, 2 * column, top)
        self._grid.addWidget(text, place % rows, 2 * column + 1, top)
        label.setText(fact.label)
        label.setBuddy(text)
        text.setTextFormat(Qt.TextFormat.RichText if fact.place else Qt.TextFormat.PlainText)
        text.setText(
            f'<a href="{place}" style="text-decoration:none">{escaped(fact.text)}</a>' if fact.place else fact.text
        )
        text.setAccessibleName(f"{fact.label}: {fact.text}")
        text.setProperty("role", fact.role or None)

    def _add_pair(self) -> None:
        label, text = QLabel(), QLabel(wordWrap=True)
        label.setProperty("role", "muted")
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        text.linkActivated.connect(lambda place: self.followed.emit(self._facts[int(place)].place))
        self._pairs.append((label, text))


def escaped(text: str) -> str:
    """Return text as HTML shows it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
