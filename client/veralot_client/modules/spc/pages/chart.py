"""One control chart: alarms, both panels, the chosen point's record, capability, phases and exceptions."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from veralot_client.core.navigation import Place, Subject
from veralot_client.core.saving import save
from veralot_client.core.services import Services
from veralot_client.modules.spc.actions import ON_CHART
from veralot_client.modules.spc.pages.capability import CapabilityPanel
from veralot_client.modules.spc.pages.plot import ControlPlot
from veralot_client.modules.spc.presenters.chart import ChartPresenter
from veralot_client.modules.spc.presenters.columns import (
    EXCEPTION_COLUMNS,
    MISSED_COLUMNS,
    alarm,
    change_text,
    rules_text,
    specification,
    tone,
)
from veralot_client.modules.spc.presenters.forms import (
    AnswerForm,
    ExplainForm,
    FreezeForm,
    MoveForm,
    RecordForm,
    RulesForm,
    short,
)
from veralot_client.theme.pieces import label
from veralot_client.theme.tokens import LIGHT
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.page import Page
from veralot_client.widgets.scrolled import scrolled
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.spc import ChartView, ControlStatus, ControlView, ExceptionView, MissedView
from veralot_shared.i18n import N_
from veralot_shared.ids import ControlId

WORDS = TableWords(id="spc.of_chart", name=N_("Exceptions"), empty=N_("No subgroup has breached a rule."))
MISSED_WORDS = TableWords(id="spc.missed_of_chart", name=N_("Missed samples"), empty=N_("No timed sample was missed."))
PRINTED = 1600
SEEN = 4
SHARES = (640, 360)
"""How the chart and what stands below it share their room, until somebody moves the line between them."""


class ChartPage(Page):
    """Shows a chart and offers what can be done with it now."""

    def __init__(self, services: Services, control_id: int) -> None:
        self.presenter = ChartPresenter(services, ControlId(control_id))
        super().__init__(services, self.presenter)
        self.code, self.about = label("display"), label("subtitle", wrap=True)
        self.kind, self.status = StatusChip(), StatusChip()
        self.bar = ActionBar(self, [f"spc.{verb}" for verb, *_rest in ON_CHART])
        self.notice, self.empty, self.alarm = Notice(), EmptyState(picture="spc/chart"), Notice()
        self.plot = ControlPlot(services, self.presenter)
        self.said, self.facts = label("muted", wrap=True), Facts(columns=4)
        self.copy_picture, self.copy_values = QPushButton(), QPushButton()
        self.capability = CapabilityPanel(services, self.presenter)
        self.rows = ListRows(EXCEPTION_COLUMNS, services.words, key=lambda one: one.id)
        self.exceptions: DataTable[ExceptionView] = DataTable(services, EXCEPTION_COLUMNS, self.rows, WORDS)
        self.late = ListRows(MISSED_COLUMNS, services.words, key=lambda one: one.id)
        self.missed: DataTable[MissedView] = DataTable(services, MISSED_COLUMNS, self.late, MISSED_WORDS)
        self.head, self.phases = Facts(columns=3), Facts(columns=1)
        self.tabs, self.body = QTabWidget(), QWidget()
        self._lay_out()
        self._connect()
        self.retranslate()
        self.presenter.load()

    def title(self) -> str:
        """Return the chart's code."""
        chart = self.presenter.chart
        return self.words.text("Control chart") if chart is None else chart.control.code

    def subjects(self) -> Sequence[Subject]:
        """Return the chart."""
        chart = self.presenter.chart
        return () if chart is None else (Subject("control_chart", chart.control.id, chart.control.code),)

    def refresh(self) -> None:
        """Read the chart again."""
        self.presenter.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        for place, name in enumerate((N_("Capability"), N_("Exceptions"), N_("Missed samples"), N_("About the chart"))):
            self.tabs.setTabText(place, _(name))
        self.copy_picture.setText(_("Copy picture"))
        self.copy_values.setText(_("Copy values"))
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether something can be done with the chart as it stands."""
        chart, verb = self.presenter.chart, action_id.removeprefix("spc.")
        if chart is None:
            return False
        runs, broken = chart.control.status is not ControlStatus.ENDED, self.presenter.open_exception() is not None
        can = {
            "record": runs and chart.control.plan_id is None and not broken,
            "answer": broken,
            "explain": self.presenter.unexplained() is not None,
            "freeze": runs and chart.total > 0,
            "rules": runs,
            "move": runs,
            "all": chart.total > len(chart.numbers),
            "save": bool(chart.numbers),
        }
        return can.get(verb, False)

    def perform(self, action_id: str) -> None:
        """Do it, or open its form."""
        verb, chart = action_id.removeprefix("spc."), self.presenter.chart
        if verb == "all":
            self.presenter.load_all()
        elif verb == "save":
            self._save()
        elif chart is not None:
            form = self._form(verb, chart)
            if form is None:
                super().perform(action_id)
            else:
                show_form(self.services, form, self).done_with.connect(lambda _reply: self.presenter.load())

    def end(self) -> None:
        """The page is closed for good."""
        for part in (self.bar, self.exceptions, self.missed):
            part.end()
        super().end()

    def picture(self) -> QImage:
        """Return the chart in light colours, as large as a page wants it."""
        view = self.plot.view
        image = QImage(PRINTED, PRINTED * view.height() // max(1, view.width()), QImage.Format.Format_RGB32)
        image.fill(LIGHT.color("surface"))
        self._paint(image)
        return image

    def content(self, file: Path) -> bytes:
        """Return what is written to a file by its ending: values as CSV, or the picture as SVG or PNG."""
        if file.suffix.lower() == ".csv":
            return self.presenter.csv().encode("utf-8-sig")
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if file.suffix.lower() == ".svg":
            drawing = QSvgGenerator()
            drawing.setOutputDevice(buffer)
            drawing.setSize(self.plot.view.size())
            drawing.setViewBox(self.plot.view.rect())
            drawing.setTitle(self.title())
            self._paint(drawing)
        else:
            self.picture().save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt takes a text
        return bytes(buffer.data().data())

    def write(self, file: Path) -> None:
        """Write picture or values to a file, in the background, and say so."""
        save(self.services, self.content(file), file)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _paint(self, device: QImage | QSvgGenerator) -> None:
        self.plot.colour(LIGHT)
        painter = QPainter(device)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.plot.view.render(painter)
        painter.end()
        self.plot.colour()

    def _form(self, verb: str, chart: ChartView) -> FormPresenter[Any] | None:
        control = chart.control
        forms: dict[str, Callable[[], FormPresenter[Any]]] = {
            "record": lambda: RecordForm(self.services, control),
            "freeze": lambda: FreezeForm(self.services, control, chart.phases),
            "rules": lambda: RulesForm(self.services, control),
            "move": lambda: MoveForm(self.services, control),
        }
        broken, late = self.presenter.open_exception(), self.presenter.unexplained()
        if verb == "explain" and late is not None:
            return ExplainForm(self.services, late)
        if verb == "answer" and broken is not None:
            return AnswerForm(self.services, broken)
        return forms[verb]() if verb in forms else None

    def _show(self) -> None:
        chart, words, error = self.presenter.chart, self.words, self.presenter.error
        self.body.setVisible(chart is not None)
        self.empty.setVisible(chart is None)
        text, again = words.error(error) if error else "", words.text("Try again")
        self.empty.say(text or words.text("Loading…"), "", again if text else "", self.refresh)
        self.notice.say(text if chart else "", Tone.WARNING, again, self.refresh)
        if chart is not None and self.presenter.figure is not None:
            self._show_head(chart)
            self.plot.show_figure(self.presenter.figure)
            self.rows.replace(chart.exceptions)
        self.bar.refresh()
        self.title_changed.emit()
        self.possibilities_changed()

    def _show_head(self, chart: ChartView) -> None:
        one, words = chart.control, self.words
        self.code.setText(one.code)
        item = f"{one.item_code} {words.name(one.item_name, one.item_name_zh)}".strip()
        self.about.setText(" · ".join(part for part in (words.name(one.name, one.name_zh), item) if part))
        self.kind.show_state(words.label(one.chart), Tone.INFO)
        self.status.show_state(words.label(one.status), tone(one.status))
        self.head.show_facts(list(self._facts(chart)))
        self.phases.show_facts(list(self._phases(chart)))
        broken = self.presenter.open_exception()
        if broken is not None:
            forced = words.text("Nothing more is recorded before its cause is stated.")
            said = f"{alarm(one, words)} · {rules_text(broken.rules, words)} · {forced}"
            answer = words.text("Answer exception…")
            self.alarm.say(said, Tone.BAD, answer, lambda: self.perform("spc.answer"))
        elif one.missed:
            self.alarm.say(self._missed(one), Tone.WARNING)
        else:
            self.alarm.say(self._no_limits(chart), Tone.INFO)
        if not chart.numbers:
            self.said.setText(words.text("No subgroup is recorded yet."))

    def _show_missed(self) -> None:
        self.late.replace(self.presenter.missed)
        self.bar.refresh()
        self.possibilities_changed()

    def _missed(self, one: ControlView) -> str:
        due = self.words.moment(one.due_at) if one.due_at else ""
        return f"{alarm(one, self.words)} · {self.words.text('Due since {moment}', moment=due)}"

    def _no_limits(self, chart: ChartView) -> str:
        if chart.trial:
            return self.words.text("These limits are trial limits of the points shown; nobody has frozen any yet.")
        return self.words.text(chart.why_none) if chart.why_none else ""

    def _facts(self, chart: ChartView) -> Iterator[Fact]:
        one, words, _ = chart.control, self.words, self.words.text
        plan = None if one.plan_id is None else Place("inspection_plan", one.plan_id)
        yield Fact(_("Inspection plan"), one.plan_code or NOTHING, plan)
        yield Fact(_("Subgroup size"), words.number(one.subgroup_size))
        interval = one.interval_minutes
        yield Fact(_("Sampling interval"), NOTHING if interval is None else f"{words.number(interval)} min")
        yield Fact(_("Next due"), words.moment(one.due_at) if one.due_at else NOTHING)
        yield Fact(_("Specification"), specification(one, words))
        yield Fact(_("Rules"), words.listed(map(str, one.rules)) or NOTHING)
        yield Fact(_("Subgroups"), words.number(one.subgroups))
        yield Fact(_("Missed in all"), words.number(one.late_samples))

    def _phases(self, chart: ChartView) -> Iterator[Fact]:
        words, _ = self.words, self.words.text
        for phase in reversed(chart.phases[-SEEN:]):
            said = _(
                "centre {centre}, spread {spread}, from {count} subgroups, {name}, {moment}",
                centre=short(phase.centre),
                spread=short(phase.spread),
                count=words.number(phase.subgroups),
                name=words.name(phase.frozen_by, phase.frozen_by_zh),
                moment=words.moment(phase.frozen_at),
            )
            yield Fact(_("Phase {number}", number=words.number(phase.number)), said)

    def _show_record(self) -> None:
        one, words, _ = self.presenter.subgroup, self.words, self.words.text
        if one is None or self.presenter.chart is None:
            return
        places = self.presenter.chart.control.precision
        read = words.listed(words.measured(value, places) for value in one.values)
        if one.count is not None and one.looked_at is not None:
            read = f"{words.number(one.count)} / {words.number(one.looked_at)}"
        inspection = None if one.inspection_id is None else Place("inspection", one.inspection_id)
        broken = None if one.exception_id is None else Place("spc_exception", one.exception_id)
        by = words.beside(words.name(one.recorded_by, one.recorded_by_zh), words.moment(one.recorded_at))
        facts = [
            Fact(_("Subgroup {number}", number=words.number(one.number)), read),
            Fact(_("Inspection"), one.inspection_no or NOTHING, inspection),
            Fact(_("Lot"), one.lot_no or NOTHING, None if one.lot_id is None else Place("lot", one.lot_id)),
            Fact(_("Exception"), one.exception_no or NOTHING, broken, "error" if broken else ""),
            Fact(_("Recorded by"), by),
        ]
        if one.missed:
            why = f"{words.number(one.missed)} · {one.late_reason}".strip(" ·")
            facts.append(Fact(_("Missed samples"), why, None, "error"))
        if one.void:
            facts.append(
                Fact(
                    _("Set aside"),
                    _("All its results were set aside: it counts in no limit and no rule."),
                    None,
                    "error",
                )
            )
        facts += [Fact(words.label(each.kind), change_text(each, words)) for each in one.changes]
        if one.note:
            facts.append(Fact(_("Note"), one.note))
        self.facts.show_facts(facts)
        self.facts.show()

    def _follow(self) -> None:
        place = self.presenter.record_place()
        if place is not None:
            self.services.navigator.open(place.kind, place.id, place.part)

    def _copy_values(self) -> None:
        QApplication.clipboard().setText(self.presenter.csv("\t"))

    def _save(self) -> None:
        dialog = QFileDialog(self, self.words.text("Save the chart"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["PNG (*.png)", "SVG (*.svg)", "CSV (*.csv)"])
        dialog.setDefaultSuffix("png")
        dialog.fileSelected.connect(lambda name: self.write(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _connect(self) -> None:
        keep = self.presenter.keep
        keep(self.presenter.shown.subscribe(self._show))
        keep(self.presenter.told.subscribe(self._show_record))
        keep(self.presenter.alarmed.subscribe(self._show_missed))
        self.plot.picked.connect(self.presenter.choose)
        self.plot.hovered.connect(self.said.setText)
        self.plot.followed.connect(self._follow)
        for facts in (self.facts, self.head):
            facts.followed.connect(lambda place: self.services.navigator.open(place.kind, place.id))
        self.copy_picture.clicked.connect(lambda: QApplication.clipboard().setPixmap(QPixmap.fromImage(self.picture())))
        self.copy_values.clicked.connect(self._copy_values)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self.plot)
        copy.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.activated.connect(self._copy_values)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        for widget in (self.code, self.kind, self.status):
            head.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        offered = QHBoxLayout()
        offered.addWidget(self.bar, 1)
        offered.addWidget(self.copy_picture)
        offered.addWidget(self.copy_values)
        drawn = QWidget()
        column = QVBoxLayout(drawn)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot, 1)
        column.addWidget(self.said)
        column.addWidget(self.facts)
        self.facts.hide()  # until a point is chosen: the chart needs the room
        for tab in (self.capability, self.exceptions, self.missed, scrolled(self.head, self.phases)):
            self.tabs.addTab(tab, "")
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(drawn)
        split.addWidget(self.tabs)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes(list(SHARES))
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addLayout(head)
        for part in (self.about, self.alarm):
            body.addWidget(part)
        body.addLayout(offered)
        body.addWidget(split, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.addWidget(self.notice)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self.body, stretch=1)
        self.setFocusProxy(self.plot)
