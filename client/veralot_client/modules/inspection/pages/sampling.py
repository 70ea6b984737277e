"""The sampling figure: which plan, why just this one, its operating characteristic, and the history of the severity."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from veralot_client.core.navigation import Place
from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters import oc
from veralot_client.modules.inspection.presenters.columns import SWITCHING_STEPS, tone
from veralot_client.modules.inspection.presenters.inspection import (
    InspectionPresenter,
    plan_text,
    scheme_text,
    why_text,
)
from veralot_client.theme.pieces import label
from veralot_client.widgets.charts.oc_curve import OcCurve
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.scrolled import scrolled
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.contracts.inspection import ClassSampling, SwitchingStep
from veralot_shared.i18n import N_
from veralot_shared.rules.sampling.terms import WITHOUT_SCORE

CURVE_HEIGHT = 420
"""Pixels that the curve needs with what it says; where there are fewer, one scrolls."""
SKIPPED = N_("This class is passed over in this lot.")
HISTORY = TableWords(
    id="inspection.switching",
    name=N_("Switching history"),
    empty=N_("No lot was decided yet; inspection is normal."),
)


class SamplingFigure(Retranslated):
    """Shows how one class after the other is sampled, and what led to the severity."""

    def __init__(self, services: Services, inspection: InspectionPresenter) -> None:
        super().__init__()
        self._words = services.words
        self._inspection = inspection
        self.choice = QComboBox()
        self.facts = Facts(columns=1)
        self.why = label("muted", wrap=True)
        self.curve = OcCurve(services)
        self.severity = StatusChip()
        self.severity_said = QLabel()
        self.rows = ListRows(SWITCHING_STEPS, services.words)
        self.steps: DataTable[SwitchingStep] = DataTable(services, SWITCHING_STEPS, self.rows, HISTORY, compact=True)
        self._lay_out()
        self.choice.currentIndexChanged.connect(lambda _place: self._show_class())
        self.facts.followed.connect(lambda place: services.navigator.open(place.kind, place.id))
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.choice.setAccessibleName(self._words.text("Defect class"))
        self.show_inspection()

    def show_inspection(self) -> None:
        """Show the sampling as it is now."""
        sampling = self._sampling()
        names = [self._words.label(one.defect_class) for one in sampling]
        if [self.choice.itemText(place) for place in range(self.choice.count())] != names:
            self.choice.clear()
            self.choice.addItems(names)
        self._show_class()
        self._show_severity()

    def end(self) -> None:
        """The figure is gone."""
        self.steps.end()

    def _sampling(self) -> Sequence[ClassSampling]:
        return self._inspection.detail.sampling if self._inspection.detail else ()

    def _show_class(self) -> None:
        place, sampling, words = self.choice.currentIndex(), self._sampling(), self._words
        if not 0 <= place < len(sampling):
            return
        one = sampling[place]
        _ = words.text
        self.facts.show_facts(
            [
                Fact(_("Scheme"), scheme_text(one, words)),
                Fact(_("Plan"), plan_text(one, words)),
                Fact(_("Code letter"), f"{one.letter} → {one.row}" if one.letter != one.row else one.letter or "–"),
                Fact(_("Nonconforming"), words.number(one.nonconforming), None, "error" if one.nonconforming else ""),
                Fact(_("Verdict"), words.label(one.verdict)),
                *(
                    Fact(_("The plant's own table"), _("Open"), Place("sampling_table", table_id))
                    for table_id in one.table_ids
                ),
            ]
        )
        self.why.setText(why_text(one, words))
        self.curve.show_plan(oc.as_plan(one) if one.stages else None, lacking=SKIPPED)

    def _show_severity(self) -> None:
        found, words = self._inspection.switching, self._words
        self.severity.setVisible(found is not None)
        if found is None:
            return
        one = found.switching
        self.severity.show_state(words.label(one.severity), tone(one.severity))
        scored = any(each.scheme not in WITHOUT_SCORE for each in self._sampling())
        said = N_("For the next lot. Switching score {score}.") if scored else N_("For the next lot.")
        self.severity_said.setText(words.text(said, score=words.number(one.score)))
        self.rows.replace(found.steps)

    def _lay_out(self) -> None:
        left, right = scrolled(self.choice, self.facts, self.why, self.curve, stretch=False), QWidget()
        self.curve.setMinimumHeight(CURVE_HEIGHT)
        self.curve.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        head = QHBoxLayout()
        head.addWidget(self.severity, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.severity_said)
        head.addStretch(1)
        history = QVBoxLayout(right)
        history.setContentsMargins(12, 10, 12, 6)
        history.addLayout(head)
        history.addWidget(self.steps, stretch=1)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
