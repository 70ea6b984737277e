"""Stock by any cut, now or at a past moment."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateTimeEdit, QHBoxLayout, QLabel, QSplitter, QVBoxLayout

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.warehouse.presenters.columns import DIFFERENCES, STOCK, TOTALS
from veralot_client.modules.warehouse.presenters.stock import StockPresenter
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.spec import Choice
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.table.rows import FetchedRows, ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.warehouse import StockDifference, StockRow, StockTotal
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="warehouse.stock",
    name=N_("Stock"),
    empty=N_("Nothing is in stock."),
    hint=N_("Receive a lot, or choose another place or moment."),
    none_match=N_("No stock matches these filters."),
)
TOTAL_WORDS = TableWords(id="warehouse.totals", name=N_("Totals by item"), empty=N_("Nothing to add up."))
DIFFERENCE_WORDS = TableWords(id="warehouse.differences", name=N_("Differences"), empty=N_("No differences."))
FORMAT = "yyyy-MM-dd HH:mm"


class StockPage(Page):
    """Lists stock, a window at a time, with its totals; a banner says so while the past is shown."""

    def __init__(self, services: Services) -> None:
        self.stock = StockPresenter(services, self._reload)
        super().__init__(services, self.stock)
        self.rows = FetchedRows(services.background, self.stock.fetch)
        self.table: DataTable[StockRow] = DataTable(services, STOCK, self.rows, WORDS, key=key_of)
        self.total_rows = ListRows(TOTALS, services.words, key=lambda total: total.item_id)
        self.totals: DataTable[StockTotal] = DataTable(services, TOTALS, self.total_rows, TOTAL_WORDS)
        self.difference_rows: ListRows[StockDifference] = ListRows(DIFFERENCES, services.words)
        self.differences: DataTable[StockDifference] = DataTable(
            services, DIFFERENCES, self.difference_rows, DIFFERENCE_WORDS, compact=True
        )
        self.place_label, self.place = QLabel(), QComboBox()
        self.in_past = QCheckBox()
        self.moment = QDateTimeEdit()
        self.banner = Notice()
        self.answer = Notice()
        self.bar = ActionBar(self, ["warehouse.reconcile"], always_shown=True)
        self._settle = QTimer(self, singleShot=True, interval=400)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.stock.begin()
        self.rows.reload()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Stock")

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        self.place_label.setText(_("&Location"))
        self.in_past.setText(_("&As it was on"))
        self.moment.setAccessibleName(_("Moment in the past"))
        self._show_banner()

    def refresh(self) -> None:
        """Read everything again."""
        self.stock.begin()
        self._reload()

    def subjects(self) -> Sequence[Subject]:
        """Return the lots of the selected rows."""
        lots = {row.lot_id: Subject("lot", row.lot_id, row.lot_no) for row in self.table.selected()}
        return list(lots.values())

    def can_perform(self, action_id: str) -> bool:
        """Return whether stock can be held against its movements."""
        return action_id == "warehouse.reconcile"

    def perform(self, action_id: str) -> None:
        """Hold the stock that is shown against its movements."""
        self.stock.reconcile()

    def end(self) -> None:
        """The page is closed for good."""
        for table in (self.table, self.totals, self.differences):
            table.end()
        self.bar.end()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _reload(self) -> None:
        self.table.reload()

    def _on_rows(self) -> None:
        if self.total_rows.rows != self.stock.totals:
            self.total_rows.replace(self.stock.totals)

    def _on_moment(self) -> None:
        chosen = self._chosen()
        self.moment.setEnabled(self.in_past.isChecked())
        self.answer.say("", Tone.NEUTRAL)
        self.differences.hide()
        self.stock.go_to(chosen)
        self._show_banner()

    def _chosen(self) -> datetime | None:
        """Return the moment in the past that is chosen, in the plant's zone."""
        local = self.moment.dateTime().toPython()
        if not self.in_past.isChecked() or not isinstance(local, datetime):
            return None
        return local.replace(tzinfo=self.words.zone).astimezone(UTC)

    def _show_banner(self) -> None:
        back = self.words.text("Back to &now")
        self.banner.say(self.stock.banner(), Tone.WARNING, back, lambda: self.in_past.setChecked(False))

    def _on_answer(self, text: str, tone: Tone, found: list[StockDifference]) -> None:
        self.answer.say(text, tone, self.words.text("Close"), lambda: self._on_answer("", Tone.NEUTRAL, []))
        self.difference_rows.replace(found)
        self.differences.setVisible(bool(found))

    def _offer(self, choices: tuple[Choice, ...]) -> None:
        chosen = self.place.currentData()
        self.place.blockSignals(True)
        self.place.clear()
        for choice in choices:
            self.place.addItem(choice.text, choice.key)
        self.place.setCurrentIndex(max(self.place.findData(chosen), 0))
        self.place.blockSignals(False)

    def _connect(self) -> None:
        self.stock.keep(self.stock.places.subscribe(self._offer))
        self.stock.keep(self.stock.answered.subscribe(self._on_answer))
        self.stock.keep(self.rows.reset.subscribe(self._on_rows))
        self.stock.keep(self.rows.arrived.subscribe(lambda _first, _last: self._on_rows()))
        self.place.activated.connect(lambda _place: self.stock.choose_place(self.place.currentData()))
        self.table.picked.connect(self.possibilities_changed)
        self.in_past.toggled.connect(lambda _on: self._on_moment())
        self.moment.dateTimeChanged.connect(lambda _at: self._settle.start())
        self._settle.timeout.connect(self._on_moment)

    def _lay_out(self) -> None:
        self.place_label.setBuddy(self.place)
        self.place.setMinimumContentsLength(32)
        self.place.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        now = datetime.now(self.words.zone).replace(tzinfo=None, second=0, microsecond=0)
        self.moment.setDisplayFormat(FORMAT)
        self.moment.setCalendarPopup(True)
        self.moment.setDateTime(QDateTime(now))
        self.moment.setMaximumDateTime(self.moment.dateTime().addYears(1))
        self.moment.setEnabled(False)
        top = QHBoxLayout()
        for widget in (self.place_label, self.place, self.in_past, self.moment):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.bar)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.totals)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        self.differences.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addLayout(top)
        for notice in (self.banner, self.answer, self.differences):
            layout.addWidget(notice)
        layout.addWidget(split, stretch=1)
        self.setFocusProxy(self.table)


def key_of(row: StockRow) -> tuple[int, int, int]:
    """Return what tells a row again."""
    return row.lot_id, row.location_id, row.container_id or 0
