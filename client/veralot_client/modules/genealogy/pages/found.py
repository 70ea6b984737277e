"""What a search found."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from veralot_client.core.navigation import Found
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters.columns import ANSWERS
from veralot_client.modules.genealogy.presenters.found import FoundPresenter
from veralot_client.widgets.labels import caption
from veralot_client.widgets.page import Page
from veralot_client.widgets.scan import ScanField
from veralot_client.widgets.states import EmptyState
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="genealogy.found",
    name=N_("Search results"),
    empty=N_("Nothing was found."),
    hint=N_("Check the number, or scan it again."),
)
HINT = N_("Scan a code, or type a lot, supplier's lot, serial number, GTIN, package, order or shipment")

MORE = N_("There are more; type more of the number.")


class FoundPage(Page):
    """Searches for a scan or number and lists what it leads to; a single exact answer is opened at once."""

    def __init__(self, services: Services) -> None:
        self.found = FoundPresenter(services)
        super().__init__(services, self.found)
        self.scan = ScanField(services.words, HINT)
        self.rows = ListRows(ANSWERS, services.words, key=lambda one: (one.kind, one.label, one.place))
        self.table: DataTable[Found] = DataTable(services, ANSWERS, self.rows, WORDS)
        self.empty = EmptyState(picture="common/search")
        self.open = QPushButton()
        self.trace = QPushButton()
        self.picture = QPushButton()
        self._lay_out()
        self.scan.scanned.connect(self.found.search)
        self.table.chosen.connect(self._open)
        self.table.picked.connect(self._show_possible)
        self.open.clicked.connect(lambda: self.found.open(self._chosen()))
        self.picture.clicked.connect(lambda: self.found.picture(self._chosen()))
        self.trace.clicked.connect(lambda: self.found.trace(self._chosen()))
        self.found.keep(self.found.shown.subscribe(self._show))
        self.retranslate()
        self._show_possible()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Search")

    def point_at(self, part: str) -> None:
        """List all answers to a text; the search box has opened what is to be opened."""
        self.scan.line.setText(part)
        self.found.search(part, leap=False)

    def refresh(self) -> None:
        """Search again."""
        self.found.search(self.found.text, leap=False)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        caption(self.open, _("&Open dossier"))
        caption(self.trace, _("&Trace"))
        caption(self.picture, _("&Picture"))
        self.empty.say(_("What are you looking for?"), _(HINT))
        self.refresh()

    def end(self) -> None:
        """The page is closed for good."""
        self.table.end()
        super().end()

    def _show(self) -> None:
        found, words = self.found, self.words
        self.empty.setVisible(found.answers is None)
        self.table.setVisible(found.answers is not None)
        self.rows.replace(found.answers or [])
        if found.error is not None:
            self.scan.answer(words.error(found.error), Tone.BAD)
        else:
            count = words.plural(
                "{count} match for “{text}”", "{count} matches for “{text}”", len(found.answers or []), text=found.text
            )
            self.scan.answer(count if found.whole else f"{count} {words.text(MORE)}", Tone.NEUTRAL)
        if found.answers:
            self.table.grid.go_to(0)
            self.table.grid.setFocus()
        self._show_possible()

    def _chosen(self) -> Found:
        found = self.table.current()
        if found is None:
            raise LookupError("the buttons are only enabled while something is chosen")
        return found

    def _open(self, found: Found) -> None:
        if self.found.can_open(found):
            self.found.open(found)

    def _show_possible(self) -> None:
        found = self.table.current()
        self.open.setEnabled(self.found.can_open(found))
        for button in (self.trace, self.picture):
            button.setEnabled(self.found.can_trace(found))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.picture)
        buttons.addWidget(self.trace)
        buttons.addWidget(self.open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(self.scan)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self.table, stretch=1)
        layout.addLayout(buttons)
        self.table.hide()
        self.setFocusProxy(self.scan)
