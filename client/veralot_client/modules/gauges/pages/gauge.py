"""One gauge: its status label, calibrations with their points, what was measured with it, and its history."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QTabWidget, QVBoxLayout

from veralot_client.core.navigation import Place, Subject
from veralot_client.core.services import Services
from veralot_client.modules.gauges.models import (
    ASSESSMENTS,
    CALIBRATIONS,
    GAUGE_TONES,
    POINTS,
    STEPS,
    STUDIES,
    USES,
    measuring_range,
)
from veralot_client.modules.gauges.pages import stickers
from veralot_client.modules.gauges.presenters.forms import form_of
from veralot_client.modules.gauges.presenters.gauges import GaugePresenter
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.gauges import CalibrationView, GaugeView
from veralot_shared.i18n import N_
from veralot_shared.ids import GaugeId

OFFERS = ("gauges.calibrate", "gauges.review", "gauges.send", "gauges.withdraw", "gauges.scrap", "gauges.sticker")
TABS = (N_("Calibrations"), N_("Measured with it"), N_("Gauge studies"), N_("Assessments"), N_("History"))


class GaugePage(Page):
    """Shows a gauge and offers what can be done with it now."""

    def __init__(self, services: Services, gauge_id: int) -> None:
        self.gauge = GaugePresenter(services, GaugeId(gauge_id))
        super().__init__(services, self.gauge)
        self.tables: list[DataTable[Any]] = []
        self.notice = Notice()
        self.empty = EmptyState(picture="gauges/gauge")
        self.code = QLabel(textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setProperty("role", "display")
        self.name = QLabel()
        self.name.setProperty("role", "subtitle")
        self.chip = StatusChip()
        self.facts = Facts(columns=4)
        self.calibrations = self._table(
            CALIBRATIONS, "calibrations", N_("Calibrations"), N_("It was never calibrated.")
        )
        self.points = self._table(POINTS, "points", N_("Points"), N_("Select a calibration to see its points."))
        self.uses = self._table(USES, "uses", N_("Measured with it"), N_("Nothing was measured with it yet."))
        self.studies = self._table(
            STUDIES, "studies", N_("Gauge studies"), N_("Nobody has studied how well it measures.")
        )
        self.assessments = self._table(
            ASSESSMENTS, "of_one", N_("Assessments"), N_("It was never found out of tolerance.")
        )
        self.steps = self._table(
            STEPS, "steps", N_("History"), N_("Nothing was done with it yet."), lambda step: step.at
        )
        self.tabs = QTabWidget()
        self.bar = ActionBar(self, OFFERS, always_shown=True)
        self._lay_out()
        self.calibrations.picked.connect(self._on_calibration)
        self.facts.followed.connect(lambda place: services.navigator.open(*place))
        self.gauge.keep(self.gauge.shown.subscribe(self._show))
        self.retranslate()
        self.gauge.load()

    def title(self) -> str:
        """Return the gauge's code."""
        return self.gauge.detail.gauge.code if self.gauge.detail else self.words.text("Gauge")

    def subjects(self) -> Sequence[Subject]:
        """Return the selected calibration, so that its certificate can be attached; else the gauge."""
        if self.gauge.detail is None:
            return ()
        chosen, code = self.chosen(), self.gauge.detail.gauge.code
        if chosen is not None and self.tabs.currentIndex() == 0:
            return (Subject("calibration", chosen.id, f"{code} {self.words.date(chosen.done_on)}"),)
        return (Subject("gauge", self.gauge.gauge_id, code),)

    def refresh(self) -> None:
        """Read everything again."""
        self.gauge.load()

    def chosen(self) -> CalibrationView | None:
        """Return the selected calibration."""
        return self.calibrations.current()

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with the gauge now."""
        return self.gauge.can(action_id, self.chosen())

    def perform(self, action_id: str) -> None:
        """Do an action."""
        if self.gauge.detail is None:
            return
        if action_id == "gauges.sticker":
            stickers.save(self.gauge, [self.gauge.gauge_id], self)
        elif action_id == "gauges.send":
            self.gauge.send_away()
        else:
            show_form(self.services, form_of(self.services, action_id, self.gauge.detail, self.chosen()), self)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        for place, text in enumerate(TABS):
            self.tabs.setTabText(place, self.words.text(text))
        self._show()

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        for table in self.tables:
            table.end()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _table(
        self,
        columns: Sequence[Column[Any]],
        name: str,
        title: str,
        empty: str,
        key: Callable[[Any], Any] = lambda row: row.id,
    ) -> DataTable[Any]:
        compact = name == "points"
        told = TableWords(id=f"gauges.{name}", name=title, empty=empty)
        by = None if compact else key
        rows = ListRows(columns, self.words, key=by)
        table: DataTable[Any] = DataTable(self.services, columns, rows, told, key=by, compact=compact)
        self.tables.append(table)
        return table

    def _show(self) -> None:
        detail, words, error = self.gauge.detail, self.words, self.gauge.error
        text = words.error(error) if error else ""
        for widget in (self.head, self.bar, self.tabs):
            widget.setVisible(detail is not None)
        self.empty.setVisible(detail is None)
        self.empty.say(text or words.text("Loading…"), "", words.text("Try again") if text else "", self.gauge.load)
        if detail is None:
            self.notice.say("", Tone.WARNING)
            return
        gauge = detail.gauge
        self.notice.say(text or self._why_not(gauge), Tone.WARNING if text else Tone.BAD)
        self.code.setText(gauge.code)
        self.name.setText(words.name(gauge.name, gauge.name_zh))
        self.chip.show_state(words.label(gauge.status), GAUGE_TONES[gauge.status])
        self.facts.show_facts(list(self._facts(gauge)))
        self.calibrations.fill(detail.calibrations)
        self.assessments.fill(detail.assessments)
        self.steps.fill(detail.steps)
        self.studies.fill(self.gauge.studies)
        self.uses.fill(self.gauge.uses, more=self.gauge.reading)
        self._on_calibration()
        self.title_changed.emit()

    def _why_not(self, gauge: GaugeView) -> str:
        if gauge.rule is None:
            return ""
        return self.words.text("This gauge must not be used: {rule}.", rule=self.words.label(gauge.rule))

    def _facts(self, gauge: GaugeView) -> Iterator[Fact]:
        words, _ = self.words, self.words.text
        yield Fact(_("Kind"), words.label(gauge.kind))
        yield Fact(_("Range"), measuring_range(gauge, words) or NOTHING)
        yield Fact(
            _("Resolution"), NOTHING if gauge.resolution is None else words.quantity(gauge.resolution, gauge.unit)
        )
        yield Fact(_("Calibration due"), words.date(gauge.due_on) if gauge.due_on else NOTHING)
        yield Fact(_("Calibrated on"), words.date(gauge.calibrated_on) if gauge.calibrated_on else NOTHING)
        yield Fact(_("Interval"), words.plural("{count} month", "{count} months", gauge.interval_months))
        yield Fact(_("Location"), gauge.location or NOTHING)
        yield Fact(_("Keeper"), gauge.owner or NOTHING)
        yield Fact(_("Maker"), " ".join(part for part in (gauge.maker, gauge.model) if part) or NOTHING)
        yield Fact(_("Serial number"), gauge.serial_no or NOTHING)
        if gauge.limited_to:
            yield Fact(_("Only for"), gauge.limited_to, None, "error")
        if gauge.open_assessment_id is not None:
            place = Place("gauge_assessment", gauge.open_assessment_id)
            known = self.gauge.detail.assessments if self.gauge.detail else ()
            number = next((one.number for one in known if one.id == place.id), _("Open"))
            yield Fact(_("Assessment"), number, place, "error")

    def _on_calibration(self) -> None:
        chosen = self.chosen()
        self.points.fill(chosen.points if chosen else [])
        self.bar.refresh()
        self.possibilities_changed()

    def _lay_out(self) -> None:
        self.head = QFrame()
        self.head.setProperty("role", "card")
        top = QHBoxLayout()
        top.setSpacing(12)
        for widget in (self.code, self.chip, self.name):
            top.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        top.addStretch(1)
        card = QVBoxLayout(self.head)
        card.setContentsMargins(16, 10, 16, 10)
        card.addLayout(top)
        card.addWidget(self.facts)
        both = QSplitter()
        both.addWidget(self.calibrations)
        both.addWidget(self.points)
        both.setStretchFactor(0, 3)
        both.setStretchFactor(1, 2)
        for table in (both, self.uses, self.studies, self.assessments, self.steps):
            self.tabs.addTab(table, "")
        self.tabs.currentChanged.connect(lambda _place: self.possibilities_changed())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.setSpacing(10)
        for each in (self.notice, self.empty, self.head, self.bar):
            layout.addWidget(each)
        layout.addWidget(self.tabs, stretch=1)
        self.setFocusProxy(self.calibrations)
