"""Charts of quality records: Pareto by cause, trend by month, ageing of what is open."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.charts import COLUMNS, SPANS, ChartsPresenter, age_label, bar_label
from veralot_client.theme.tokens import tokens
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.quality import BarView, CaseKind, Cut, FiguresView
from veralot_shared.i18n import N_

SHOWN = 10
"""So many bars of a Pareto chart have room for their names."""
CROWD = 9
"""With more names than these, every second one is left out."""
NAME = 14
"""So many characters of a bar's name have room under it."""
WORDS = TableWords(id="quality.charts", name=N_("Causes"), empty=N_("Nothing was counted in this time."))


class Chart(QWidget):
    """One chart with its heading. It is looked at, not dragged about: its figures stand in the table as well."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = QLabel()
        self.heading.setProperty("role", "subtitle")
        self.plot = pg.PlotWidget()
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.setMinimumHeight(180)
        self.legend = self.plot.addLegend(offset=(-8, 4))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.heading)
        layout.addWidget(self.plot, stretch=1)

    def begin(self, title: str, said: str) -> None:
        """Take everything out and look as the theme does; `said` is what a screen reader reads."""
        look = tokens(self.palette())
        self.heading.setText(title)
        self.plot.setAccessibleName(f"{title}. {said}")
        self.plot.clear()
        self.legend.clear()
        self.legend.setLabelTextColor(look.text)
        self.plot.setBackground(look.surface)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(look.line_strong)
            axis.setTextPen(look.muted)
        self.plot.showGrid(x=False, y=True, alpha=0.15)

    def bars(
        self, heights: Sequence[float], tone: str, *, name: str = "", shift: float = 0, width: float = 0.7
    ) -> None:
        """Draw bars side by side."""
        brush = tokens(self.palette()).color(tone)
        places = [place + shift for place in range(len(heights))]
        item = pg.BarGraphItem(x=places, height=list(heights), width=width, brush=brush, pen=brush)
        self.plot.addItem(item)
        if name:
            self.legend.addItem(item, name)

    def line(self, heights: Sequence[float], tone: str, name: str) -> None:
        """Draw a line through points."""
        pen = pg.mkPen(tokens(self.palette()).color(tone), width=2)
        self.plot.plot(list(range(len(heights))), list(heights), pen=pen, symbol="o", symbolSize=6, name=name)

    def names(self, texts: Sequence[str], highest: float) -> None:
        """Name what stands along the bottom, and leave room above the highest."""
        every = len(texts) // CROWD + 1
        ticks = [(place, shortened(text)) for place, text in enumerate(texts) if not place % every]
        self.plot.getAxis("bottom").setTicks([ticks])
        self.plot.setXRange(-0.6, max(len(texts) - 0.4, 0.6), padding=0)
        room = 0.12 + 0.12 * len(self.legend.items)
        self.plot.setYRange(0, max(highest, 1) * (1 + room), padding=0)
        self.plot.getAxis("left").setTickSpacing(levels=[(max(1, -(-int(highest) // 5)), 0)])


def shortened(text: str) -> str:
    """Return a name as there is room for it."""
    return text if len(text) <= NAME else f"{text[: NAME - 1]}…"


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
        self._lay_out()
        self._choices()
        self.kind.activated.connect(lambda place: self.charts.choose(kind=list(CaseKind)[place]))
        self.cut.activated.connect(lambda place: self.charts.choose(cut=list(Cut)[place]))
        self.span.activated.connect(lambda place: self.charts.choose(months=SPANS[place]))
        self.charts.keep(self.charts.shown.subscribe(self._show))
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

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme as well."""
        if event.type() == QEvent.Type.PaletteChange and self.charts.figures is not None:
            self._show()
        super().changeEvent(event)

    def end(self) -> None:
        """The page is closed for good."""
        self.table.end()
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
        said = ", ".join(f"{text} {bar.count}" for text, bar in zip(texts, bars, strict=True))
        self.pareto.begin(self.words.text("Pareto by cause"), said)
        highest = float(max((bar.count for bar in bars), default=0))
        self.pareto.bars([bar.count for bar in bars], "accent")
        total = float(figures.total or 1)
        line = [float(bar.cumulative) / 100 * total for bar in bars]
        self.pareto.line(line, "bad", self.words.text("Cumulative"))
        self.pareto.names(texts, max(highest, *line) if line else highest)

    def _show_trend(self, figures: FiguresView) -> None:
        months, _ = figures.trend, self.words.text
        texts = [f"{each.month:%Y-%m}" for each in months]
        said = ", ".join(f"{text} {each.open}" for text, each in zip(texts, months, strict=True))
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
        said = ", ".join(f"{text} {age.count}" for text, age in zip(texts, ages, strict=True))
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
        upper.addWidget(self.table)
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
