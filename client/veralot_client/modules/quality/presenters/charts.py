"""Behind the charts of quality records. No Qt."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final, NamedTuple

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.paging import every_page
from veralot_client.widgets.values import CODES
from veralot_shared.contracts.quality import (
    AgeView,
    BarView,
    Behind,
    CaseKind,
    CaseView,
    Cut,
    FiguresView,
    GetFigures,
    ListCases,
    MonthView,
    QualityChanged,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.messages import Page
from veralot_shared.rules.dates import add_months

SPANS: Final = (3, 6, 12, 24)
"""How many months the charts can go back."""


class Picked(NamedTuple):
    """What a person has picked of a chart: how it is called in any language, and what it counts."""

    title: Callable[[Words], str]
    behind: Behind


class ChartsPresenter(Presenter):
    """Reads the figures of a kind and keeps them fresh.

    Attributes:
        kind, cut, months: what is counted, by what, and how far back.
        figures: what was read last; None before the first answer.
        error: why they could not be read the last time.
        picked: the bar whose records are shown; None while none is.
        records: those records.
        shown: told when one of them has changed.
        listed: told when the records behind a bar were read.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.kind = CaseKind.NCR
        self.cut = Cut.DEFECT
        self.months = 12
        self.figures: FiguresView | None = None
        self.error: CodedError | None = None
        self.picked: Picked | None = None
        self.records: list[CaseView] = []
        self.shown: Observers[[]] = Observers()
        self.listed: Observers[[]] = Observers()
        self.follow(QualityChanged, lambda _event: self.load())
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read the figures, now or again."""
        since, until = self.span()
        self.ask(GetFigures(kind=self.kind, since=since, until=until, cut=self.cut), self._take, self._fail)
        if self.picked is not None:
            self.pick(self.picked)

    def choose(self, *, kind: CaseKind | None = None, cut: Cut | None = None, months: int | None = None) -> None:
        """Count something else."""
        self.kind, self.cut, self.months = kind or self.kind, cut or self.cut, months or self.months
        self.picked, self.records = None, []
        self.listed.tell()
        self.load()

    def span(self) -> tuple[date, date]:
        """Return the first and the last day of the time that is shown."""
        today = datetime.now(UTC).astimezone(self.words.zone).date()
        return add_months(today.replace(day=1), 1 - self.months), today

    # --- the records behind a bar ------------------------------------------------------------------------------------

    def of_cause(self, bar: BarView) -> Picked:
        """Return what a bar of the Pareto chart counts."""
        since, until = self.span()
        behind = Behind(cut=self.cut, label=bar.key or bar.label, opened_from=since, opened_until=until)
        return Picked(partial(bar_label, bar), behind)

    def of_month(self, month: MonthView, series: int) -> Picked:
        """Return what a month of the trend counts: opened, closed, or open at its end."""
        first, last = month.month, add_months(month.month, 1) - timedelta(days=1)
        title, behind = (
            (N_("Opened in {month}"), Behind(opened_from=first, opened_until=last)),
            (N_("Closed in {month}"), Behind(closed_from=first, closed_until=last)),
            (N_("Open at the end of {month}"), Behind(open_on=last)),
        )[series]
        return Picked(lambda words: words.text(title, month=f"{first:%Y-%m}"), behind)

    def of_age(self, age: AgeView, series: int) -> Picked:
        """Return what an age counts: open for so many days, or those of them that are overdue."""
        _, today = self.span()
        newest = today - timedelta(days=age.since)
        oldest = None if age.until is None else today - timedelta(days=age.until - 1)
        behind = Behind(open_on=today, opened_from=oldest, opened_until=newest, late=series == 1)
        title = N_("Overdue, {days} days old") if behind.late else N_("Open for {days} days")
        return Picked(lambda words: words.text(title, days=age_label(age, words)), behind)

    def pick(self, picked: Picked) -> None:
        """Read the records behind a bar."""
        self.picked = picked
        kinds = [self.kind]

        def ask(page: Page) -> list[CaseView]:
            return self.services.server.call(ListCases(kinds=kinds, behind=picked.behind, page=page))

        def take(found: list[CaseView]) -> None:
            if self.picked is picked:
                self.records = found
                self.listed.tell()

        self.services.background.start(lambda job: every_page(ask, job), take, self.services.notices.error)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _take(self, figures: FiguresView) -> None:
        self.figures, self.error = figures, None
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()


def bar_label(bar: BarView, words: Words) -> str:
    """Return what a bar is called."""
    if not bar.label:
        return words.text("Not stated")
    if bar.code:
        kind = CODES[bar.code]
        return words.label(kind(bar.label)) if bar.label in kind.__members__.values() else bar.label
    return words.name(bar.label, bar.label_zh)


def age_label(age: AgeView, words: Words) -> str:
    """Return which ages a bar stands for, in days."""
    since = words.number(age.since)
    if age.until is None:
        return words.text("{since} and more", since=since)
    return f"{since}–{words.number(age.until - 1)}"


COLUMNS: Final[tuple[Column[BarView], ...]] = (
    Column(id="label", title=N_("Cause"), value=lambda bar: bar.label, text=bar_label, chars=28),
    Column(id="count", title=N_("Count"), value=lambda bar: bar.count, chars=8, right=True),
    Column(id="cumulative", title=N_("Cumulative, %"), value=lambda bar: bar.cumulative, chars=12, right=True),
)
