"""Putting away with the scanner in the hand: what it is, where it may go, the place, done."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.warehouse.presenters.columns import SPOTS
from veralot_client.modules.warehouse.presenters.put_away import PutAwayPresenter, Task
from veralot_client.theme.pieces import label
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.form.editors.numbers import QuantityEdit
from veralot_client.widgets.form.spec import Field, FieldKind
from veralot_client.widgets.page import Page
from veralot_client.widgets.scan import ScanField
from veralot_client.widgets.states import EmptyState
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.contracts.warehouse import SpotView
from veralot_shared.i18n import N_

HINT = N_("Scan a lot or container, then the place")
WORDS = TableWords(id="warehouse.spots", name=N_("Where it may go"), empty=N_("This plant has no places yet."))
QUANTITY = Field(name="quantity", label=N_("&Quantity"), kind=FieldKind.QUANTITY)


class InHand(QFrame):
    """What is in the hand, large: its number, what it is, from where and how much."""

    def __init__(self, services: Services, presenter: PutAwayPresenter) -> None:
        super().__init__()
        self._services = services
        self._presenter = presenter
        self.setProperty("role", "card")
        self.number = label("display")
        self.chip = StatusChip()
        self.detail = label("muted", wrap=True)
        self.source_label, self.source = QLabel(), QComboBox()
        self.quantity_label = QLabel()
        self.quantity = QuantityEdit(QUANTITY, services.words)
        self.drop = QPushButton()
        self.drop.setProperty("kind", "quiet")
        self._lay_out()
        self.source.activated.connect(lambda _place: presenter.choose_row(self.source.currentData()))
        self.quantity.changed.connect(self._on_quantity)
        self.drop.clicked.connect(presenter.drop)

    def show_task(self, task: Task) -> None:
        """Show what is in the hand."""
        words, where, row = self._services.words, task.where, task.row
        self.number.setText(where.label)
        state = where.statuses[0] if where.statuses else None
        self.chip.setVisible(state is not None)
        if state is not None:
            text = words.listed(words.label(each) for each in where.statuses)
            self.chip.show_state(text, tone_of(state))
        self.detail.setText(self._described(task))
        for widget in (self.source_label, self.source, self.quantity_label, self.quantity):
            widget.setVisible(row is not None)
        self.source.clear()
        for each in self._presenter.loose:
            name = words.name(each.location_name, each.location_name_zh)
            self.source.addItem(f"{each.location}  ·  {name}", each.location_id)
        if row is not None:
            self.source.setCurrentIndex(self.source.findData(row.location_id))
            self.quantity.put(self._presenter.quantity)
            self.quantity.show_unit(row.unit)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._services.words.text
        self.source_label.setText(_("&From"))
        self.quantity_label.setText(_("&Quantity"))
        self.quantity.name_for_readers(_("Quantity"))
        self.source.setAccessibleName(_("From"))
        self.drop.setText(_("&Something else"))

    def _described(self, task: Task) -> str:
        words, where = self._services.words, task.where
        parts = [words.name(where.detail, where.detail_zh)] if where.detail else []
        if task.container is not None:
            parts += [words.label(task.container.kind), words.text("At {location}", location=task.container.location)]
            parts.append(words.plural("{count} lot", "{count} lots", task.container.lots))
        if where.conditions:
            needed = words.listed(where.conditions)
            parts.append(words.text("needs storage at {conditions}", conditions=needed))
        if where.customer:
            parts.append(words.text("belongs to {customer}", customer=words.name(where.customer, where.customer_zh)))
        return " · ".join(parts)

    def _on_quantity(self) -> None:
        value = self.quantity.value()
        if value is not None:
            self._presenter.quantity = value

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.number)
        head.addWidget(self.chip, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self.drop)
        amount = QHBoxLayout()
        self.source_label.setBuddy(self.source)
        self.quantity_label.setBuddy(self.quantity)
        for widget in (self.source_label, self.source, self.quantity_label, self.quantity):
            amount.addWidget(widget)
        amount.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 12, 18, 12)
        layout.addLayout(head)
        layout.addWidget(self.detail)
        layout.addLayout(amount)


class PutAwayPage(Page):
    """Two scans, one movement; a place can be chosen from the list as well."""

    def __init__(self, services: Services) -> None:
        self.putting = PutAwayPresenter(services)
        super().__init__(services, self.putting)
        self.scan = ScanField(services.words, HINT)
        self.hand = InHand(services, self.putting)
        self.rows = ListRows(SPOTS, services.words, key=lambda spot: spot.id)
        self.table: DataTable[SpotView] = DataTable(services, SPOTS, self.rows, WORDS, key=lambda spot: spot.id)
        self.here = QPushButton()
        self.here.setProperty("kind", "primary")
        self.empty = EmptyState(picture="warehouse/put-away")
        self._lay_out()
        self.scan.scanned.connect(self.putting.scan)
        self.table.chosen.connect(self.putting.put_at)
        self.table.picked.connect(self._show_possible)
        self.here.clicked.connect(self._put_here)
        self.putting.keep(self.putting.answered.subscribe(self._on_answer))
        self.putting.keep(self.putting.shown.subscribe(self._show))
        self.putting.keep(self.putting.done.subscribe(self._on_done))
        self.putting.keep(services.connection.changed.subscribe(lambda _state: self._show_possible()))
        self.retranslate()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Put away")

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        self.here.setText(_("Put it &here"))
        self.hand.retranslate()
        self.empty.say(
            _("Nothing is in your hand."),
            _(
                "Scan a lot or a container. You then see every place: where it may go, the best first, and why not elsewhere."
            ),
        )
        self._show()

    def unsaved(self) -> bool:
        """Return whether something is in the hand that was not put away."""
        return self.putting.task is not None

    def end(self) -> None:
        """The page is closed for good."""
        self.table.end()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        task = self.putting.task
        for widget in (self.hand, self.table, self.here):
            widget.setVisible(task is not None)
        self.empty.setVisible(task is None)
        if task is not None:
            self.hand.show_task(task)
            self.rows.replace(task.where.spots)
        self._show_possible()

    def _show_possible(self) -> None:
        spot = self.table.current()
        ready = spot is not None and spot.allowed and not self.putting.sending
        self.here.setEnabled(ready and self.services.connection.writable)

    def _put_here(self) -> None:
        spot = self.table.current()
        if spot is not None:
            self.putting.put_at(spot)

    def _on_answer(self, text: str, tone: Tone) -> None:
        self.scan.answer(text, tone)
        self.scan.setFocus()

    def _on_done(self, text: str) -> None:
        self.services.notices.done(text)
        self.scan.answer(f"{text} {self.words.text('Scan the next one.')}", Tone.GOOD)
        self.scan.setFocus()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.here)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 8)
        layout.setSpacing(10)
        layout.addWidget(self.scan)
        layout.addWidget(self.hand)
        layout.addWidget(self.table, stretch=1)
        layout.addLayout(buttons)
        layout.addWidget(self.empty, stretch=1)
        self.setFocusProxy(self.scan)
