"""The skill matrix: the plant's people, and where each of them stands with each qualification."""

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.training.models import matrix
from veralot_client.modules.training.presenters.matrix import MatrixPresenter, PersonRow
from veralot_client.widgets.labels import caption
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.i18n import N_
from veralot_shared.ids import QualificationId

WORDS = TableWords(
    id="training.matrix",
    name=N_("Skill matrix"),
    empty=N_("Nobody holds a qualification yet."),
    hint=N_("Define qualifications, then grant them; or import both."),
    none_match=N_("Nobody matches these filters."),
)


class MatrixPage(Page):
    """Shows the matrix; its columns are the qualifications that are granted."""

    def __init__(self, services: Services) -> None:
        self.matrix = MatrixPresenter(services)
        super().__init__(services, self.matrix)
        self.empty = EmptyState(picture="identity/verify")
        self.about = QLabel(wordWrap=True)
        self.about.setProperty("role", "muted")
        self.everybody = QCheckBox()
        self.everybody.setChecked(True)
        self.table: DataTable[PersonRow] | None = None
        self.rows: ListRows[PersonRow] | None = None
        self._asked: list[tuple[QualificationId, int, str]] = []
        top = QHBoxLayout()
        top.addWidget(self.about, stretch=1)
        top.addWidget(self.everybody)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 10, 12, 6)
        self.column.addLayout(top)
        self.column.addWidget(self.empty, stretch=1)
        self.everybody.toggled.connect(lambda _on: self.matrix.toggle())
        self.matrix.keep(self.matrix.shown.subscribe(self._show))
        self.retranslate()
        self.matrix.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Skill matrix")

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        caption(self.everybody, self.words.text("People without an&y qualification too"))
        self.about.setText(
            self.words.text("Click a state to open the qualification of that person. Each state follows from the day.")
        )
        self._show()

    def refresh(self) -> None:
        """Read everything again."""
        self.matrix.load()

    def end(self) -> None:
        """The page is closed for good."""
        if self.table is not None:
            self.table.end()
        super().end()

    def _show(self) -> None:
        found, words, error = self.matrix.found, self.words, self.matrix.error
        none = found is not None and not found.qualifications
        self.empty.setVisible(found is None or none)
        if found is None:
            text = words.error(error) if error else ""
            again = words.text("Try again") if text else ""
            self.empty.say(text or words.text("Loading…"), "", again, self.refresh)
            return
        if none:
            hint = words.text("Define qualifications, then grant them; or import both.")
            self.empty.say(words.text("There is no qualification yet."), hint)
        asked = [(one.id, one.version, words.language) for one in found.qualifications]
        if asked != self._asked or self.table is None:
            self._asked = asked
            self._make_table()
        if self.table is not None and self.rows is not None:
            self.table.setVisible(not none)
            self.rows.replace(self.matrix.rows)

    def _make_table(self) -> None:
        """Make the table anew: other qualifications are other columns, and their names stand in the heads."""
        if self.table is not None:
            self.column.removeWidget(self.table)
            self.table.end()
            self.table.deleteLater()
        columns = matrix(self.matrix.found.qualifications if self.matrix.found else (), self.words)
        self.rows = ListRows(columns, self.words, key=lambda row: row.id)
        self.table = DataTable(self.services, columns, self.rows, WORDS, key=lambda row: row.id)
        self.column.addWidget(self.table, stretch=1)
        self.table.chosen.connect(lambda _row: self._open())
        self.setFocusProxy(self.table)

    def _open(self) -> None:
        """Open the qualification of the cell that the keys are at."""
        place = None if self.table is None else self.table.model.link(self.table.grid.currentIndex())
        if place is not None:
            self.services.navigator.open(place.kind, place.id)
