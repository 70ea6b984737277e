"""Behind the charts of quality records. No Qt."""

from datetime import UTC, datetime
from typing import Final

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.values import CODES
from veralot_shared.contracts.quality import AgeView, BarView, CaseKind, Cut, FiguresView, GetFigures, QualityChanged
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.rules.dates import add_months

SPANS: Final = (3, 6, 12, 24)
"""How many months the charts can go back."""


class ChartsPresenter(Presenter):
    """Reads the figures of a kind and keeps them fresh.

    Attributes:
        kind, cut, months: what is counted, by what, and how far back.
        figures: what was read last; None before the first answer.
        error: why they could not be read the last time.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.kind = CaseKind.NCR
        self.cut = Cut.DEFECT
        self.months = 12
        self.figures: FiguresView | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(QualityChanged, lambda _event: self.load())
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read the figures, now or again."""
        today = datetime.now(UTC).astimezone(self.words.zone).date()
        since = add_months(today.replace(day=1), 1 - self.months)
        self.ask(GetFigures(kind=self.kind, since=since, until=today, cut=self.cut), self._take, self._fail)

    def choose(self, *, kind: CaseKind | None = None, cut: Cut | None = None, months: int | None = None) -> None:
        """Count something else."""
        self.kind, self.cut, self.months = kind or self.kind, cut or self.cut, months or self.months
        self.load()

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
    Column(id="label", title=N_("Cause"), value=lambda bar: bar.label, text=bar_label, chars=18),
    Column(id="count", title=N_("Count"), value=lambda bar: bar.count, chars=8, right=True),
    Column(id="cumulative", title=N_("Cumulative, %"), value=lambda bar: bar.cumulative, chars=12, right=True),
)
