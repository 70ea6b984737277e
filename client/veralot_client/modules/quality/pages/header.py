"""The head of a quality record: which one, where it stands, how grave it is, whose it is, what it waits for."""

from collections.abc import Iterator
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from veralot_client.core.navigation import Place
from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.record import RecordPresenter
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.tones import Tone, tone_of
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.quality import PermitWay, SourceKind


class RecordHeader(QFrame):
    """Shows the head."""

    def __init__(self, services: Services, record: RecordPresenter) -> None:
        super().__init__()
        self._words = services.words
        self._record = record
        self.setProperty("role", "card")
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse
        self.number = QLabel(textInteractionFlags=selectable)
        self.number.setProperty("role", "display")
        self.kind = QLabel()
        self.kind.setProperty("role", "muted")
        self.status, self.severity, self.late = StatusChip(), StatusChip(), StatusChip()
        self.title = QLabel(wordWrap=True, textInteractionFlags=selectable)
        self.title.setProperty("role", "subtitle")
        self.description = QLabel(wordWrap=True, textInteractionFlags=selectable)
        self.facts = Facts(columns=4)
        self.facts.followed.connect(lambda place: services.navigator.open(*place))
        head = QHBoxLayout()
        head.setSpacing(12)
        for widget in (self.number, self.kind, self.status, self.severity, self.late):
            head.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        for line in (self.title, self.description, self.facts):
            layout.addWidget(line)

    def show_record(self) -> None:
        """Show the record as it is now."""
        if self._record.detail is None:
            return
        case, words = self._record.detail.case, self._words
        self.number.setText(case.number)
        self.kind.setText(words.label(case.kind))
        self.status.show_state(words.label(case.status), tone_of(case.status))
        self.severity.setVisible(case.severity is not None)
        if case.severity is not None:
            self.severity.show_state(words.label(case.severity), tone_of(case.severity))
        self.late.setVisible(case.late)
        self.late.show_state(words.text("Overdue"), Tone.BAD)
        self.title.setText(case.title)
        self.description.setText(case.description)
        self.facts.show_facts(list(self._facts()))

    def _facts(self) -> Iterator[Fact]:
        if self._record.detail is None:
            return
        case, words = self._record.detail.case, self._words
        _ = words.text
        yield Fact(
            _("Opened at"), words.beside(words.moment(case.opened_at), words.name(case.opened_by, case.opened_by_zh))
        )
        yield Fact(_("Owner"), words.name(case.owner, case.owner_zh) or NOTHING)
        source = words.label(case.source_kind)
        origin = None
        if case.source_kind is SourceKind.INSPECTION and case.source_id is not None:
            origin = Place("inspection", case.source_id)
        yield Fact(_("Source"), f"{source} {case.source_label}".strip(), origin)
        yield Fact(_("Defect"), words.name(case.defect_name, case.defect_name_zh) or NOTHING)
        item = f"{case.item_code} {words.name(case.item_name, case.item_name_zh)}".strip()
        yield Fact(_("Item"), item or NOTHING, None if case.item_id is None else Place("item", case.item_id))
        yield Fact(_("Customer"), words.name(case.customer, case.customer_zh) or NOTHING)
        yield Fact(_("Supplier"), words.name(case.supplier, case.supplier_zh) or NOTHING)
        yield Fact(_("Cycle"), words.number(case.cycle))
        if case.hazard:
            yield Fact(_("Hazard"), case.hazard)
        if case.aware_on is not None:
            yield Fact(_("Aware on"), words.date(case.aware_on))
        if case.valid_from is not None and case.valid_until is not None:
            yield Fact(_("Valid"), f"{words.date(case.valid_from)} – {words.date(case.valid_until)}")
        if case.quantity is not None:
            yield Fact(_("Made or used"), self._counted(case.quantity, case.unit))
        if case.closed_at is not None:
            yield Fact(_("Closed at"), words.moment(case.closed_at))

    def _counted(self, permitted: Decimal, unit: str) -> str:
        """Return how much of what a permit allows was made or used."""
        counted = self._record.detail.permitted if self._record.detail else []
        total = sum((one.quantity for one in counted if one.way is not PermitWay.EXCLUDED), Decimal(0))
        words = self._words
        return words.text(
            "{counted} of {permitted}", counted=words.number(total), permitted=words.quantity(permitted, unit)
        )
