"""One study of a gauge: its measurements in a grid, what they compute to, and the conclusion."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from veralot_client.core.navigation import Place, Subject
from veralot_client.core.services import Services
from veralot_client.modules.spc.actions import ON_STUDY
from veralot_client.modules.spc.presenters.columns import percent, tone
from veralot_client.modules.spc.presenters.forms import short
from veralot_client.modules.spc.presenters.studies import ConcludeForm, StudyPresenter
from veralot_client.theme.pieces import label
from veralot_client.theme.tokens import tokens
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.spc import AnalysisView, StudyDetail
from veralot_shared.i18n import N_
from veralot_shared.ids import StudyId

NAMES = {
    "gauge": N_("GRR"),
    "repeatability": N_("Repeatability (equipment)"),
    "reproducibility": N_("Reproducibility (appraisers)"),
    "part": N_("Between parts"),
    "whole": N_("Whole variation"),
    "appraiser": N_("Appraisers"),
    "interaction": N_("Parts × appraisers"),
}
"""What the rows of the two tables are called."""


LEAST = 0.0001
"""A probability below this is not zero, and is not shown as such."""


def probability(p: float) -> str:
    """Return a p as it is printed."""
    return f"p < {LEAST}" if p < LEAST else f"p {p:.4f}"


class StudyPage(Page):
    """Shows a study; measurements are typed or pasted into its grid."""

    def __init__(self, services: Services, study_id: int) -> None:
        self.presenter = StudyPresenter(services, StudyId(study_id))
        super().__init__(services, self.presenter)
        self.number, self.about = label("display"), label("subtitle", wrap=True)
        self.status, self.conclusion = StatusChip(), StatusChip()
        self.bar = ActionBar(self, [f"spc.{verb}" for verb, *_rest in ON_STUDY])
        self.notice, self.empty = Notice(), EmptyState(picture="spc/gauge")
        self.grid = QTableWidget()
        self.head, self.variance, self.components = label("title"), Facts(columns=1), Facts(columns=1)
        self.said, self.facts = label("muted", wrap=True), Facts(columns=4)
        self.body = QWidget()
        self._filling = False
        self._lay_out()
        self.facts.followed.connect(lambda place: services.navigator.open(place.kind, place.id))
        self.grid.cellChanged.connect(self._on_cell)
        paste = QShortcut(QKeySequence.StandardKey.Paste, self.grid)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(self._paste)
        self.presenter.keep(self.presenter.shown.subscribe(self._show))
        self.retranslate()
        self.presenter.load()

    def title(self) -> str:
        """Return the study's number."""
        detail = self.presenter.detail
        return self.words.text("Gauge study") if detail is None else detail.study.number

    def subjects(self) -> Sequence[Subject]:
        """Return the study."""
        detail = self.presenter.detail
        return () if detail is None else (Subject("gauge_study", detail.study.id, detail.study.number),)

    def refresh(self) -> None:
        """Read the study again."""
        self.presenter.load()

    def unsaved(self) -> bool:
        """Return whether measurements were typed and not saved."""
        return self.presenter.dirty

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.grid.setAccessibleName(self.words.text("Measurements"))
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether it can be saved or concluded as it stands."""
        there = self.presenter
        if action_id == "spc.study_save":
            return there.open and there.dirty and not there.flaws()
        done = there.detail is not None and there.detail.analysis is not None
        return action_id == "spc.study_conclude" and there.open and done and not there.dirty

    def perform(self, action_id: str) -> None:
        """Save, or open the form of the conclusion."""
        detail = self.presenter.detail
        if action_id == "spc.study_save":
            self.presenter.save()
        elif action_id == "spc.study_conclude" and detail is not None:
            form = ConcludeForm(self.services, detail)
            show_form(self.services, form, self).done_with.connect(self.presenter.take)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        super().end()

    def _show(self) -> None:
        detail, words, error = self.presenter.detail, self.words, self.presenter.error
        self.body.setVisible(detail is not None)
        self.empty.setVisible(detail is None)
        text, again = words.error(error) if error else "", words.text("Try again")
        self.empty.say(text or words.text("Loading…"), "", again if text else "", self.refresh)
        self.notice.say(text if detail else "", Tone.WARNING, again, self.refresh)
        if detail is not None:
            self._show_head(detail)
            self._fill(detail)
            self._show_analysis(detail)
        self.bar.refresh()
        self.title_changed.emit()
        self.possibilities_changed()

    def _show_head(self, detail: StudyDetail) -> None:
        one, words = detail.study, self.words
        self.number.setText(one.number)
        self.about.setText(one.title)
        place = None if one.gauge_id is None else Place("gauge", one.gauge_id)
        tolerance = detail.entry.tolerance
        self.facts.show_facts(
            [
                Fact(words.text("Gauge"), one.gauge or NOTHING, place),
                Fact(words.text("Characteristic"), one.characteristic or NOTHING),
                Fact(
                    words.text("Tolerance"),
                    NOTHING if tolerance is None else f"{words.number(tolerance)} {one.unit}".strip(),
                ),
                Fact(words.text("Made by"), f"{words.name(one.made_by, one.made_by_zh)}, {words.moment(one.made_at)}"),
            ]
        )
        self.status.show_state(words.label(one.status), tone(one.status))
        self.conclusion.setVisible(one.conclusion is not None)
        if one.conclusion is not None:
            self.conclusion.show_state(words.label(one.conclusion), tone(one.conclusion))

    def _fill(self, detail: StudyDetail) -> None:
        self._filling = True
        typed, flaws, look = self.presenter.typed, self.presenter.flaws(), tokens(self.palette())
        heads = self.presenter.headings()
        self.grid.setRowCount(len(typed))
        self.grid.setColumnCount(len(heads))
        self.grid.setHorizontalHeaderLabels(heads)
        self.grid.setVerticalHeaderLabels(detail.entry.parts)
        for row, cells in enumerate(typed):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if (row, column) in flaws:
                    item.setBackground(look.color("bad_soft"))
                    item.setToolTip(self.words.text("This is not a number."))
                if not self.presenter.open:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.grid.setItem(row, column, item)
        self._filling = False

    def _show_analysis(self, detail: StudyDetail) -> None:
        found, words, _ = detail.analysis, self.words, self.words.text
        if found is None:
            missing = words.plural(
                "{count} measurement is missing.", "{count} measurements are missing.", detail.missing
            )
            self.head.setText(missing if detail.missing else _("All measurements are the same."))
            self.said.setText(_("Type the measurements, or paste a table from a sheet; then save."))
            self.components.show_facts([])
            self.variance.show_facts([])
            return
        figures = {"share": percent(found.share), "categories": words.number(found.categories)}
        self.head.setText(_("GRR {share}, {categories} distinct categories", **figures))
        concluded = detail.study
        said = [detail.conclusion_text] if detail.conclusion_text else []
        if concluded.concluded_by and concluded.concluded_at:
            by = words.name(concluded.concluded_by, concluded.concluded_by_zh or "")
            said.append(f"{by}, {words.moment(concluded.concluded_at)}")
        pooled = _("The interaction is not significant and is taken as repeatability.") if found.pooled else ""
        self.said.setText(" · ".join([*said, *([pooled] if pooled else [])]))
        self.components.show_facts(list(self._components(found)))
        self.variance.show_facts(list(self._variance(found)))

    def _components(self, found: AnalysisView) -> Iterator[Fact]:
        _ = self.words.text
        for one in found.components:
            said = _(
                "deviation {deviation}, {share} of variation", deviation=short(one.deviation), share=percent(one.share)
            )
            if one.of_tolerance is not None:
                said += ", " + _("{share} of tolerance", share=percent(one.of_tolerance))
            yield Fact(_(NAMES[one.name]), said)

    def _variance(self, found: AnalysisView) -> Iterator[Fact]:
        _ = self.words.text
        for one in found.sources:
            said = f"df {one.freedom}, SS {short(one.squares)}, MS {short(one.mean)}"
            if one.ratio is not None and one.p is not None:
                said += f", F {short(one.ratio)}, {probability(one.p)}"
            yield Fact(_(NAMES[one.name]), said)

    def _on_cell(self, row: int, column: int) -> None:
        item = self.grid.item(row, column)
        if self._filling or item is None:
            return
        self.presenter.enter(row, column, item.text())
        bad, self._filling = (row, column) in self.presenter.flaws(), True
        item.setBackground(tokens(self.palette()).color("bad_soft" if bad else "surface"))
        self._filling = False
        self.bar.refresh()

    def _paste(self) -> None:
        row, column = max(0, self.grid.currentRow()), max(0, self.grid.currentColumn())
        self.presenter.paste(row, column, QApplication.clipboard().text())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        for widget in (self.number, self.status, self.conclusion):
            head.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        found = QWidget()
        column = QVBoxLayout(found)
        for part in (self.head, self.said, self.components, self.variance):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(found)
        beside = QHBoxLayout()
        beside.addWidget(self.grid, 3)
        beside.addWidget(scroll, 2)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addLayout(head)
        body.addWidget(self.about)
        body.addWidget(self.facts)
        body.addWidget(self.bar)
        body.addLayout(beside, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.addWidget(self.notice)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self.body, stretch=1)
        self.setFocusProxy(self.grid)
