"""The strip under a table: how many rows, and what can be done with them all."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton

from veralot_client.core.words import Words
from veralot_client.theme.icons import icon
from veralot_client.widgets.page import Retranslated


class Footer(Retranslated):
    """Counts rows; offers to clear filters, choose columns, copy and export."""

    clear_asked = Signal()
    columns_asked = Signal(QToolButton)
    copy_asked = Signal()
    export_asked = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._counts: tuple[int | None, int, bool, bool] = (None, 0, False, True)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.clear = button("widgets/filter-x")
        self.choose = button("widgets/columns")
        self.copy = button("widgets/copy")
        self.export = button("widgets/export")
        self.clear.clicked.connect(self.clear_asked)
        self.choose.clicked.connect(lambda: self.columns_asked.emit(self.choose))
        self.copy.clicked.connect(self.copy_asked)
        self.export.clicked.connect(self.export_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.count, stretch=1)
        for each in (self.clear, self.choose, self.copy, self.export):
            layout.addWidget(each)
        self.retranslate()

    def show_count(self, count: int | None, chosen: int, *, filtered: bool, counted: bool = True) -> None:
        """Show how many rows there are and how many of them are selected; not `counted`, there are more."""
        self._counts = (count, chosen, filtered, counted)
        words, parts = self._words, list[str]()
        if count is not None and not counted:
            parts.append(words.text("More than {count} rows", count=words.number(count - 1)))
        elif count is not None:
            parts.append(words.plural("{count} row", "{count} rows", count))
        if chosen > 1:
            parts.append(words.plural("{count} selected", "{count} selected", chosen))
        self.count.setText(" · ".join(parts))
        self.clear.setVisible(filtered)
        self.copy.setEnabled(bool(count))
        self.export.setEnabled(bool(count))

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        label(self.clear, _("Clear filters"))
        label(self.choose, _("Choose columns"))
        label(self.copy, _("Copy with headings"))
        label(self.export, _("Export as XLSX or CSV"))
        count, chosen, filtered, counted = self._counts
        self.show_count(count, chosen, filtered=filtered, counted=counted)


def button(picture: str) -> QToolButton:
    """Return a small button with a picture."""
    made = QToolButton()
    made.setIcon(icon(picture))
    made.setAutoRaise(True)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def label(made: QToolButton, text: str) -> None:
    """Say what a button with a picture does."""
    made.setToolTip(text)
    made.setAccessibleName(text)
