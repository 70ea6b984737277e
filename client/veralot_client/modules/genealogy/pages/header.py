"""The head of a dossier: which lot, what it counts as, where it is, until when it lasts."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.tones import tone_of
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.genealogy import LotStatus, LotView, StockView
from veralot_shared.rules.dates import days_left

SOON_DAYS = 60
"""Days before expiry from which the date stands out."""


class LotHeader(QFrame):
    """Shows the head.

    Signals:
        followed: a link was followed: its `Place`.
    """

    followed = Signal(object)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._words = services.words
        self.setProperty("role", "card")
        self.number = QLabel()
        self.number.setProperty("role", "display")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chip = StatusChip()
        self.beneath = QLabel()
        self.beneath.setProperty("role", "muted")
        self.item = QLabel(textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.item.setProperty("role", "subtitle")
        self.other_name = QLabel(textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.other_name.setProperty("role", "muted")
        self.facts = Facts(columns=3)
        self.facts.followed.connect(self.followed)
        self._lay_out()

    def show_lot(self, lot: LotView, stock: Sequence[StockView]) -> None:
        """Show a lot and where it lies."""
        words = self._words
        self.number.setText(lot.lot_no)
        self.number.setAccessibleName(words.text("Lot {lot_no}", lot_no=lot.lot_no))
        self.chip.show_state(words.label(lot.status), tone_of(lot.status))
        self.beneath.setText(self._beneath(lot))
        first, second = names(lot, chinese=words.language.startswith("zh"))
        self.item.setText(f"{lot.item_code}  {first}")
        self.other_name.setText(second)
        self.facts.show_facts(list(self._facts(lot, stock)))

    def _beneath(self, lot: LotView) -> str:
        if not lot.holds:
            return ""
        holds = self._words.plural("{count} open hold", "{count} open holds", lot.holds)
        return self._words.text("{holds}; beneath: {status}", holds=holds, status=self._words.label(lot.status_beneath))

    def _facts(self, lot: LotView, stock: Sequence[StockView]) -> Iterator[Fact]:
        words, _ = self._words, self._words.text
        yield Fact(_("On hand"), words.quantity(lot.on_hand, lot.unit))
        yield Fact(_("Where"), self._where(stock))
        yield self._expiry(lot)
        yield Fact(_("Quantity made") if lot.supplier_id is None else _("Received"), self._made(lot))
        yield Fact(_("Supplier"), words.name(lot.supplier or "", lot.supplier_zh or "") or NOTHING)
        yield Fact(_("Supplier's lot"), lot.supplier_lot_no or NOTHING)
        yield Fact(_("Order"), lot.order_no or NOTHING)
        yield Fact(_("Customer"), words.name(lot.customer or "", lot.customer_zh or "") or NOTHING)
        yield Fact(
            _("Recorded"), words.beside(words.moment(lot.created_at), words.name(lot.created_by, lot.created_by_zh))
        )

    def _where(self, stock: Sequence[StockView]) -> str:
        words = self._words
        parts = [
            f"{each.location} {words.name(each.location_name, each.location_name_zh)}: "
            f"{words.quantity(each.quantity, each.unit)}"
            for each in stock
        ]
        return "\n".join(parts) or NOTHING

    def _made(self, lot: LotView) -> str:
        words = self._words
        made = [words.quantity(lot.quantity_made, lot.unit)]
        if lot.manufactured is not None:
            made.append(words.text("manufactured {day}", day=words.date(lot.manufactured)))
        if lot.cycle > 1:
            made.append(words.text("cycle {number}", number=lot.cycle))
        return words.beside(*made)

    def _expiry(self, lot: LotView) -> Fact:
        words = self._words
        if lot.expiry is None:
            return Fact(words.text("Expiry"), NOTHING)
        left = days_left(lot.expiry, today(self._services))
        over = {LotStatus.CONSUMED, LotStatus.SHIPPED, LotStatus.SCRAPPED, LotStatus.RETURNED_TO_SUPPLIER}
        text = words.date(lot.expiry)
        if lot.status in over:
            return Fact(words.text("Expiry"), text)
        if left < 0:
            return Fact(words.text("Expiry"), words.beside(text, words.text("expired")), None, "error")
        days = words.plural("{count} day left", "{count} days left", left)
        return Fact(words.text("Expiry"), words.beside(text, days), None, "warning" if left <= SOON_DAYS else "")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        for widget in (self.number, self.chip, self.beneath):
            head.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        name = QHBoxLayout()
        name.setSpacing(12)
        name.addWidget(self.item)
        name.addWidget(self.other_name)
        name.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(name)
        layout.addSpacing(4)
        layout.addWidget(self.facts)


def names(lot: LotView, *, chinese: bool) -> tuple[str, str]:
    """Return the item's name in the language of the moment and in the other one."""
    both = (lot.item_name_zh, lot.item_name) if chinese else (lot.item_name, lot.item_name_zh)
    first, second = both
    return (first, second) if first else (second, "")


def today(services: Services) -> date:
    """Return the plant's date."""
    return datetime.now(services.words.zone).date()
