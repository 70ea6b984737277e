"""What was done with a record, step by step, the newest first: who, when, signed or not, and all that was said then."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.record import RecordPresenter
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.contracts.quality import StepView


class Timeline(QScrollArea):
    """Shows the steps of a record as cards."""

    def __init__(self, services: Services, record: RecordPresenter) -> None:
        super().__init__(widgetResizable=True)
        self._words = services.words
        self._record = record
        self._shown: tuple[object, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)

    def show_record(self) -> None:
        """Show the steps as they are now, unless they are the same."""
        detail = self._record.detail
        state = (self._words.language, len(detail.steps) if detail else 0)
        if detail is None or state == self._shown:
            return
        self._shown = state
        ground = QWidget()
        ground.setObjectName("page_ground")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 6, 8, 6)
        column.setSpacing(8)
        for step in reversed(detail.steps):
            column.addWidget(self._card(step, several=detail.case.cycle > 1))
        column.addStretch(1)
        self.setWidget(ground)
        self.setAccessibleName(self._words.text("What was done"))

    def _card(self, step: StepView, *, several: bool) -> QFrame:
        words = self._words
        card = QFrame()
        card.setProperty("role", "card")
        head = QHBoxLayout()
        name = QLabel(words.label(step.event))
        name.setProperty("role", "subtitle")
        head.addWidget(name)
        if step.from_status is not step.to_status:
            chip = StatusChip()
            chip.show_state(words.label(step.to_status), tone_of(step.to_status))
            head.addWidget(chip)
        if step.signature_id is not None:
            signed = StatusChip()
            signed.show_state(words.text("Signed"), Tone.GOOD)
            head.addWidget(signed)
        head.addStretch(1)
        who = f"{words.moment(step.at)} · {words.name(step.by, step.by_zh)}"
        by = QLabel(words.text("{who} · cycle {cycle}", who=who, cycle=words.number(step.cycle)) if several else who)
        by.setProperty("role", "muted")
        head.addWidget(by)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(self._said(step))
        card.setAccessibleName(words.beside(words.label(step.event), by.text()))
        return card

    def _said(self, step: StepView) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for place, (label, text) in enumerate(self._record.facts_of(step)):
            left = QLabel(label)
            left.setProperty("role", "muted")
            right = QLabel(text, wordWrap=True)
            right.setTextFormat(Qt.TextFormat.PlainText)
            right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(left, place, 0, top)
            grid.addWidget(right, place, 1, top)
        return grid
