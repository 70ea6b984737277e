"""The head of a recall: which one, where it stands, how long it has run, how much is accounted for."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.recall.presenters.columns.listed import lasting
from veralot_client.modules.recall.presenters.columns.pieces import ALL
from veralot_client.modules.recall.presenters.recall import RecallPresenter
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.tones import Tone, tone_of
from veralot_client.widgets.values import NOTHING

TICK_MS = 1_000


class RecallHeader(QFrame):
    """Shows the head; the time runs while the recall does."""

    def __init__(self, services: Services, recall: RecallPresenter) -> None:
        super().__init__()
        self._words = services.words
        self._recall = recall
        self.setProperty("role", "card")
        self.number = QLabel(textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.number.setProperty("role", "display")
        self.chip = StatusChip()
        self.mock = StatusChip()
        self.reason = QLabel(wordWrap=True, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reason.setProperty("role", "subtitle")
        self.facts = Facts(columns=4)
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self.show_recall)
        head = QHBoxLayout()
        head.setSpacing(12)
        for widget in (self.number, self.chip, self.mock):
            head.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.reason)
        layout.addWidget(self.facts)

    def show_recall(self) -> None:
        """Show the recall as it is now."""
        if self._recall.detail is None:
            return
        recall, words = self._recall.detail.recall, self._words
        self.number.setText(recall.number)
        self.chip.show_state(words.label(recall.status), tone_of(recall.status))
        self.mock.setVisible(recall.mock and recall.ended_at is not None)
        self.mock.show_state(words.text("Mock recall"), Tone.INFO)
        self.reason.setText(recall.reason)
        self.facts.show_facts(list(self._facts()))
        if recall.ended_at is None and not self._clock.isActive():
            self._clock.start()
        elif recall.ended_at is not None:
            self._clock.stop()

    def end(self) -> None:
        """The page is gone."""
        self._clock.stop()

    def _facts(self) -> Iterator[Fact]:
        detail, affected, words = self._recall.detail, self._recall.affected, self._words
        if detail is None:
            return
        recall, _ = detail.recall, words.text
        yield Fact(
            _("Started"),
            words.beside(words.moment(recall.started_at), words.name(recall.started_by, recall.started_by_zh)),
        )
        yield Fact(_("Took") if recall.ended_at else _("Running for"), lasting(self._recall.elapsed(), words))
        yield Fact(_("Found in"), _("{seconds} s", seconds=words.number(affected.seconds)) if affected else NOTHING)
        yield Fact(_("Affected lots"), words.number(len(affected.lots)) if affected else NOTHING)
        yield Fact(_("Affected units"), words.number(affected.units) if affected else NOTHING)
        if affected is None:
            yield Fact(_("Accounted, worst item"), NOTHING)
        else:
            role = "good" if affected.percent == ALL else "error"
            yield Fact(_("Accounted, worst item"), f"{words.number(affected.percent)} %", None, role)
        yield Fact(_("Decision"), self._decision())
        yield Fact(_("Only of customer"), words.name(recall.customer, recall.customer_zh) or NOTHING)

    def _decision(self) -> str:
        recall = self._recall.detail.recall if self._recall.detail else None
        if recall is None or recall.action is None:
            return NOTHING
        grade = self._words.label(recall.recall_class) if recall.recall_class else ""
        return self._words.beside(self._words.label(recall.action), grade)
