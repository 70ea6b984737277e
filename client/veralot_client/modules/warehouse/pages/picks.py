"""What to pick, by FEFO."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.modules.warehouse.presenters.columns import PICKS
from veralot_client.modules.warehouse.presenters.picks import PickForm
from veralot_client.widgets.form.form import Form
from veralot_client.widgets.form.spec import Wrong
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.contracts.warehouse import PickLine, PickView
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

WORDS = TableWords(id="warehouse.picks", name=N_("What to pick"), empty=N_("Nothing of this item is in stock."))


class PicksPage(Page):
    """Asks at the left, suggests at the right."""

    def __init__(self, services: Services) -> None:
        self.picking = PickForm(services)
        super().__init__(services, self.picking)
        self.form = Form(services, self.picking)
        self.ask = QPushButton()
        self.ask.setProperty("kind", "primary")
        self.rows = ListRows(PICKS, services.words)
        self.table: DataTable[PickLine] = DataTable(services, PICKS, self.rows, WORDS)
        self.coverage = Notice()
        self.empty = EmptyState(picture="warehouse/pick")
        self._lay_out()
        self.ask.clicked.connect(self.suggest)
        self.form.confirmed.connect(self.suggest)
        self.table.chosen.connect(lambda line: services.navigator.open("lot", line.lot_id))
        self.picking.keep(self.picking.suggested.subscribe(self._show))
        self.retranslate()
        self.picking.begin()
        self._show()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("What to pick")

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        self.ask.setText(_(self.picking.button))
        self.empty.say(
            _("Say what is wanted."),
            _("You then see which lots to take, the earliest expiry first, and why not the others."),
        )
        self._say()

    def refresh(self) -> None:
        """Ask the same again."""
        if self.picking.view is not None:
            self.suggest()

    def suggest(self) -> None:
        """Ask what to take."""
        self.form.clear_flaws()
        try:
            values = self.form.require_readable()
            self.picking.ask(self.picking.checked(values), self._take, self._fail)
        except Wrong as wrong:
            self.form.show_wrong(wrong)

    def end(self) -> None:
        """The page is closed for good."""
        self.table.end()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _take(self, view: PickView) -> None:
        self.form.edited = False
        self.picking.take(view)

    def _fail(self, error: CodedError) -> None:
        self.form.show_error(error)

    def _show(self) -> None:
        view = self.picking.view
        self.table.setVisible(view is not None)
        self.empty.setVisible(view is None)
        self.rows.replace([] if view is None else view.lines)
        self._say()

    def _say(self) -> None:
        self.coverage.say(*self.picking.coverage())

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        card.setMaximumWidth(500)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.addWidget(self.form)
        buttons = QHBoxLayout()
        buttons.addWidget(self.ask)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        inside.addStretch(1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.coverage)
        column.addWidget(self.table, stretch=1)
        column.addWidget(self.empty, stretch=1)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(card)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addWidget(split)
        self.setFocusProxy(self.form)
