"""One study of a gauge: its measurements in a grid, what they compute to, and the conclusion."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from veralot_client.core.navigation import Place, Subject
from veralot_client.core.services import Services
from veralot_client.modules.spc.actions import ON_STUDY
from veralot_client.modules.spc.presenters.analysis import COMPONENTS, SOURCES
from veralot_client.modules.spc.presenters.columns import percent, tone
from veralot_client.modules.spc.presenters.studies import ConcludeForm, StudyPresenter
from veralot_client.theme.pieces import label
from veralot_client.theme.tokens import tokens
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.scrolled import scrolled
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.spc import AnalysisView, ComponentView, SourceView, StudyDetail
from veralot_shared.i18n import N_
from veralot_shared.ids import StudyId

COMPONENT_WORDS = TableWords(
    id="spc.components", name=N_("Components of the variation"), empty=N_("Nothing is computed yet.")
)
SOURCE_WORDS = TableWords(id="spc.sources", name=N_("Analysis of variance"), empty=N_("Nothing is computed yet."))


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
        self.head = label("title")
        self.components: DataTable[ComponentView] = DataTable(
            services, COMPONENTS, ListRows(COMPONENTS, services.words), COMPONENT_WORDS, compact=True
        )
        self.sources: DataTable[SourceView] = DataTable(
            services, SOURCES, ListRows(SOURCES, services.words), SOURCE_WORDS, compact=True
        )
        self.component_head, self.source_head = label("subtitle"), label("subtitle")
        self.said, self.facts = label("muted", wrap=True), Facts(columns=4)
        self.body = QWidget()
        self._filling = False
        self._lay_out()
        self.facts.followed.connect(lambda place: services.navigator.open(place.kind, place.id))
        self.grid.cellChanged.connect(self._on_cell)
        paste = QShortcut(QKeySequence.StandardKey.Paste, self.grid)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(self._paste)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self.grid)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy)
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
        for head, told in ((self.component_head, COMPONENT_WORDS), (self.source_head, SOURCE_WORDS)):
            head.setText(self.words.text(told.name))
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
        for part in (self.bar, self.components, self.sources):
            part.end()
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
                Fact(
                    words.text("Made by"),
                    words.beside(words.name(one.made_by, one.made_by_zh), words.moment(one.made_at)),
                ),
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
        for part in (self.component_head, self.components, self.source_head, self.sources):
            part.setVisible(found is not None)
        if found is None:
            missing = words.plural(
                "{count} measurement is missing.", "{count} measurements are missing.", detail.missing
            )
            self.head.setText(missing if detail.missing else _("All measurements are the same."))
            self.said.setText(_("Type the measurements, or paste a table from a sheet; then save."))
            return
        self.head.setText(
            words.plural(
                "GRR {share}, {count} distinct category",
                "GRR {share}, {count} distinct categories",
                found.categories,
                share=percent(found.share),
            )
        )
        self.said.setText("\n".join(self._remarks(detail, found)))
        self.components.fill(found.components)
        self.sources.fill(found.sources)
        self.components.set_height_for(len(found.components))
        self.sources.set_height_for(len(found.sources))

    def _remarks(self, detail: StudyDetail, found: AnalysisView) -> Iterator[str]:
        """Yield what was concluded and by whom, and how the figures are to be read."""
        study, words = detail.study, self.words
        if detail.conclusion_text:
            yield detail.conclusion_text
        if study.concluded_by and study.concluded_at:
            yield words.beside(words.name(study.concluded_by, study.concluded_by_zh), words.moment(study.concluded_at))
        yield words.text(
            "A gauge is good where it makes up to 10 %, and on conditions where it makes up to 30 %, of the variation (AIAG)."
        )
        if study.unit:
            yield words.text("Standard deviations are in {unit}.", unit=study.unit)
        if found.pooled:
            yield words.text("The interaction is not significant and is taken as repeatability.")

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

    def _copy(self) -> None:
        """Put the chosen cells on the clipboard; all of them with their headings where one or none is chosen."""
        chosen = [(one.row(), one.column()) for one in self.grid.selectedIndexes()]
        QApplication.clipboard().setText(self.presenter.copied(chosen))
        self.services.notices.done(self.words.text("The measurements are copied."))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        for widget in (self.number, self.status, self.conclusion):
            head.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        found = (self.head, self.said, self.component_head, self.components, self.source_head, self.sources)
        beside = QSplitter()
        beside.setChildrenCollapsible(False)
        beside.addWidget(self.grid)
        beside.addWidget(scrolled(*found))
        beside.setStretchFactor(0, 1)
        beside.setStretchFactor(1, 1)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addLayout(head)
        body.addWidget(self.about)
        body.addWidget(self.facts)
        body.addWidget(self.bar)
        body.addWidget(beside, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.addWidget(self.notice)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self.body, stretch=1)
        self.setFocusProxy(self.grid)
