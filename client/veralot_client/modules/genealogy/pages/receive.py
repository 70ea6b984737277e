"""Receiving lots: scan, complete, receive, next."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters.receive import KEPT, ReceiveForm
from veralot_client.theme.icons import icon
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.form.form import Form
from veralot_client.widgets.form.spec import Wrong
from veralot_client.widgets.labels import caption
from veralot_client.widgets.page import Page
from veralot_client.widgets.scan import ScanField
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

WIDEST = 760
HINT = N_("Scan the supplier's code")


class ReceivedCard(QFrame):
    """The lot that was received last, large and green, so that one sees across the dock that it worked."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.lot: LotView | None = None
        self.setProperty("role", "notice")
        self.setProperty("tone", Tone.GOOD.value)
        self.picture = QLabel()
        self.picture.setPixmap(icon("common/good", "good").pixmap(36, 36))
        self.number = QLabel()
        self.number.setProperty("role", "display")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.detail = QLabel(wordWrap=True)
        self.chip = StatusChip()
        self.open = QPushButton()
        self.open.clicked.connect(self._open)
        texts = QVBoxLayout()
        head = QHBoxLayout()
        head.addWidget(self.number)
        head.addWidget(self.chip, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        texts.addLayout(head)
        texts.addWidget(self.detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(14)
        row.addWidget(self.picture)
        row.addLayout(texts, stretch=1)
        row.addWidget(self.open)
        self.hide()

    def show_lot(self, lot: LotView | None) -> None:
        """Show what was received."""
        self.lot = lot
        self.setVisible(lot is not None)
        if lot is None:
            return
        words = self._services.words
        self.number.setText(lot.lot_no)
        self.chip.show_state(words.label(lot.status), tone_of(lot.status))
        made = words.quantity(lot.quantity_made, lot.unit)
        name = words.name(lot.item_name, lot.item_name_zh)
        text = words.text("Received: {quantity} of {item} {name}.", quantity=made, item=lot.item_code, name=name)
        self.detail.setText(f"{text} {words.text('Scan the next one.')}")
        self.open.setText(words.text("Open &dossier"))
        self.setAccessibleName(f"{lot.lot_no} {text}")

    def _open(self) -> None:
        if self.lot is not None:
            self._services.navigator.open("lot", self.lot.id)


class ReceivePage(Page):
    """Takes suppliers' lots into quarantine, one after the other, with the scanner in the hand."""

    def __init__(self, services: Services) -> None:
        self.receiving = ReceiveForm(services)
        super().__init__(services, self.receiving)
        self._sending = False
        self.received = ReceivedCard(services)
        self.scan = ScanField(services.words, HINT)
        self.form = Form(services, self.receiving)
        self.submit = QPushButton()
        self.submit.setProperty("kind", "primary")
        self.clear = QPushButton()
        self._lay_out()
        self.scan.scanned.connect(self.receiving.scan)
        self.receiving.keep(self.receiving.answered.subscribe(self._on_answer))
        self.submit.clicked.connect(self.send)
        self.form.confirmed.connect(self.send)
        self.clear.clicked.connect(lambda: self._next(keep=()))
        self.receiving.keep(services.connection.changed.subscribe(lambda _state: self._show_possible()))
        self.retranslate()
        self.receiving.begin()
        self._show_possible()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Receive")

    def refresh(self) -> None:
        """Read the places again; what is typed stays."""
        self.receiving.begin()

    def unsaved(self) -> bool:
        """Return whether something was typed and not received."""
        return self.form.edited

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        self.submit.setText(_(self.receiving.button))
        self.submit.setToolTip("Ctrl+Enter")
        caption(self.clear, _("C&lear"))
        self.received.show_lot(self.received.lot)

    def send(self) -> None:
        """Receive what is filled in."""
        if self._sending or not self.submit.isEnabled():
            return
        self.form.clear_flaws()
        self._busy(sending=True)
        try:
            self.receiving.submit(self.form.require_readable(), self._on_done, self._on_failure, self._declined)
        except Wrong as wrong:
            self._busy(sending=False)
            self.form.show_wrong(wrong)

    def _on_answer(self, text: str, tone: Tone) -> None:
        self.scan.answer(text, tone)
        self.form.edited = True
        if tone is Tone.GOOD:
            self.received.show_lot(None)
            self.form.clear_flaws()
            self.form.focus_first()

    def _on_done(self, lot: LotView) -> None:
        self._busy(sending=False)
        self.services.notices.done(self.receiving.said(lot))
        self.received.show_lot(lot)
        self._next(keep=KEPT)

    def _on_failure(self, error: CodedError) -> None:
        self._busy(sending=False)
        self.form.show_error(error)

    def _declined(self) -> None:
        self._busy(sending=False)

    def _next(self, keep: tuple[str, ...]) -> None:
        self.form.clear(keep)
        self.scan.answer("", Tone.NEUTRAL)
        self.receiving.propose_number()
        self.scan.setFocus()

    def _busy(self, *, sending: bool) -> None:
        self._sending = sending
        self.form.setEnabled(not sending)
        self._show_possible()

    def _show_possible(self) -> None:
        self.submit.setEnabled(self.services.connection.writable and not self._sending)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.submit)
        buttons.addWidget(self.clear)
        buttons.addStretch(1)
        ground = QWidget()
        ground.setObjectName("page_ground")
        ground.setMaximumWidth(WIDEST)
        column = QVBoxLayout(ground)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(14)
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(20, 18, 20, 18)
        inside.setSpacing(14)
        inside.addWidget(self.scan)
        inside.addWidget(self.form)
        inside.addLayout(buttons)
        column.addWidget(self.received)
        column.addWidget(card)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(ground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        self.setFocusProxy(self.scan)
