"""Charts of quality records: Pareto by cause, trend by month, ageing of what is open."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.quality.pages.chart import FEW, Chart
from veralot_client.modules.quality.presenters.charts import COLUMNS, SPANS, ChartsPresenter, age_label, bar_label
from veralot_client.modules.quality.presenters.columns import RECORDS
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.quality import BarView, CaseKind, CaseView, Cut, FiguresView
from veralot_shared.i18n import N_

SHOWN = 10
"""So many bars of a Pareto chart have room for their names."""
WORDS = TableWords(
    id="quality.charts",
    name=N_("Causes"),
    empty=N_("Nothing was counted in this time."),
    hint=N_("Enter, or a click on a bar, lists the records behind it."),
)
FOUND = TableWords(id="quality.charts.records", name=N_("Records behind the bar"), empty=N_("No record is behind it."))


class ChartsPage(Page):
    """Shows the charts of one kind of record; kind, cut and time are chosen above."""

    def __init__(self, services: Services) -> None:
        self.charts = ChartsPresenter(services)
        super().__init__(services, self.charts)
        self.kind, self.cut, self.span = QComboBox(), QComboBox(), QComboBox()
        self.facts, self.notice = Facts(columns=4), Notice()
        self.pareto, self.trend, self.ageing = Chart(), Chart(), Chart()
        rows: ListRows[BarView] = ListRows(COLUMNS, self.words)
        self.rows = rows
        self.table: DataTable[BarView] = DataTable(services, COLUMNS, rows, WORDS, compact=True)
        self.records = ListRows(RECORDS, self.words, key=lambda row: row.id)
        self.found: DataTable[CaseView] = DataTable(services, RECORDS, self.records, FOUND, key=lambda row: row.id)
        self.lists = QTabWidget(documentMode=True)
        self._lay_out()
        self._choices()
        self.kind.activated.connect(lambda place: self.charts.choose(kind=list(CaseKind)[place]))
        self.cut.activated.connect(lambda place: self.charts.choose(cut=list(Cut)[place]))
        self.span.activated.connect(lambda place: self.charts.choose(months=SPANS[place]))
        self.charts.keep(self.charts.shown.subscribe(self._show))
        self.charts.keep(self.charts.listed.subscribe(self._show_found))
        self.table.chosen.connect(lambda bar: self.charts.pick(self.charts.of_cause(bar)))
        self.found.chosen.connect(lambda row: services.navigator.open("quality", row.id))
        self.pareto.picked.connect(self._pick_cause)
        self.trend.picked.connect(self._pick_month)
        self.ageing.picked.connect(self._pick_age)
        self.retranslate()
        self.charts.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Quality charts")

    def refresh(self) -> None:
        """Read the figures again."""
        self.charts.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self._choices()
        self._show()
        self._show_found()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme as well."""
        if event.type() == QEvent.Type.PaletteChange and self.charts.figures is not None:
            self._show()
        super().changeEvent(event)

    def end(self) -> None:
        """The page is closed for good."""
        self.table.end()
        self.found.end()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _choices(self) -> None:
        words = self.words
        months = [words.plural("{count} month", "{count} months", count) for count in SPANS]
        self._fill(self.kind, [words.label(kind) for kind in CaseKind], list(CaseKind).index(self.charts.kind))
        self._fill(self.cut, [words.label(cut) for cut in Cut], list(Cut).index(self.charts.cut))
        self._fill(self.span, months, SPANS.index(self.charts.months))
        self.kind.setAccessibleName(words.text("Record"))
        self.cut.setAccessibleName(words.text("By"))
        self.span.setAccessibleName(words.text("Time"))

    @staticmethod
    def _fill(box: QComboBox, texts: Sequence[str], chosen: int) -> None:
        box.clear()
        box.addItems(list(texts))
        box.setCurrentIndex(chosen)

    def _show(self) -> None:
        error, figures = self.charts.error, self.charts.figures
        self.notice.say(self.words.error(error) if error else "", Tone.BAD, self.words.text("Try again"), self.refresh)
        if figures is None:
            return
        self.rows.replace(figures.pareto)
        self._show_facts(figures)
        self._show_pareto(figures)
        self._show_trend(figures)
        self._show_ageing(figures)

    # --- the records behind a bar ------------------------------------------------------------------------------------

    def _pick_cause(self, place: int, _series: int) -> None:
        if self.charts.figures is not None:
            self.charts.pick(self.charts.of_cause(self.charts.figures.pareto[place]))

    def _pick_month(self, place: int, series: int) -> None:
        if self.charts.figures is not None:
            self.charts.pick(self.charts.of_month(self.charts.figures.trend[place], series))

    def _pick_age(self, place: int, series: int) -> None:
        if self.charts.figures is not None:
            self.charts.pick(self.charts.of_age(self.charts.figures.ageing[place], series))

    def _show_found(self) -> None:
        picked, _ = self.charts.picked, self.words.text
        self.records.replace(self.charts.records)
        self.lists.setTabText(0, _("Causes"))
        self.lists.setTabVisible(1, picked is not None)
        if picked is not None:
            count = self.words.number(len(self.charts.records))
            self.lists.setTabText(1, _("{what}: {count}", what=picked.title(self.words), count=count))
            self.lists.setCurrentIndex(1)

    # --- the charts --------------------------------------------------------------------------------------------------

    def _show_facts(self, figures: FiguresView) -> None:
        _, number = self.words.text, self.words.number
        median = NOTHING if figures.median_days is None else number(figures.median_days)
        self.facts.show_facts(
            [
                Fact(_("Opened in this time"), number(figures.total)),
                Fact(_("Open now"), number(figures.open)),
                Fact(_("Overdue"), number(figures.late), None, "error" if figures.late else ""),
                Fact(_("Median days to close"), median),
            ]
        )

    def _show_pareto(self, figures: FiguresView) -> None:
        bars = figures.pareto[:SHOWN]
        texts = [bar_label(bar, self.words) for bar in bars]
        said = self.words.listed(f"{text} {bar.count}" for text, bar in zip(texts, bars, strict=True))
        self.pareto.begin(self.words.text("Pareto by cause"), said)
        highest = float(max((bar.count for bar in bars), default=0))
        self.pareto.bars([bar.count for bar in bars], "accent")
        total = float(figures.total or 1)
        line = [float(bar.cumulative) / 100 * total for bar in bars]
        self.pareto.line(line, "bad", self.words.text("Cumulative"))
        self.pareto.names(texts, max(highest, *line) if line else highest, rows=2 if len(texts) > FEW else 1)

    def _show_trend(self, figures: FiguresView) -> None:
        months, _ = figures.trend, self.words.text
        texts = [f"{each.month:%Y-%m}" for each in months]
        said = self.words.listed(f"{text} {each.open}" for text, each in zip(texts, months, strict=True))
        self.trend.begin(_("Trend by month"), said)
        self.trend.bars(
            [each.opened for each in months], "warning", name=_("Opened in the month"), shift=-0.19, width=0.36
        )
        self.trend.bars([each.closed for each in months], "good", name=_("Closed in the month"), shift=0.19, width=0.36)
        self.trend.line([each.open for each in months], "accent", _("Open at the end"))
        highest = max((max(each.opened, each.closed, each.open) for each in months), default=0)
        self.trend.names(texts, float(highest))

    def _show_ageing(self, figures: FiguresView) -> None:
        ages, _ = figures.ageing, self.words.text
        texts = [age_label(age, self.words) for age in ages]
        said = self.words.listed(f"{text} {age.count}" for text, age in zip(texts, ages, strict=True))
        self.ageing.begin(_("Age of what is open, in days"), said)
        self.ageing.bars([age.count for age in ages], "accent", name=_("Open now"))
        self.ageing.bars([age.late for age in ages], "bad", name=_("Overdue"), width=0.36)
        self.ageing.names(texts, float(max((age.count for age in ages), default=0)))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for box in (self.kind, self.cut, self.span):
            box.setMinimumWidth(150)
            top.addWidget(box)
        top.addStretch(1)
        upper, lower, body = QSplitter(), QSplitter(), QSplitter()
        upper.addWidget(self.pareto)
        self.lists.addTab(self.table, "")
        self.lists.addTab(self.found, "")
        upper.addWidget(self.lists)
        upper.setSizes([700, 420])
        lower.addWidget(self.trend)
        lower.addWidget(self.ageing)
        body.setOrientation(Qt.Orientation.Vertical)
        for part in (upper, lower):
            part.setChildrenCollapsible(False)
            body.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addLayout(top)
        layout.addWidget(self.notice)
        layout.addWidget(self.facts)
        layout.addWidget(body, stretch=1)
        self.setFocusProxy(self.kind)
