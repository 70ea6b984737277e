"""What charts of quality records show: Pareto, trend and ageing."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from veralot_shared.contracts.quality import AgeView, BarView, MonthView
from veralot_shared.rules.dates import add_months

AGES: Final = (0, 7, 14, 30, 60, 90, 180)
"""The ages at which the bars of an ageing chart begin, in days."""

HUNDRED: Final = Decimal(100)


class Counted(NamedTuple):
    """A cause with how often it occurred; `key` is what the records say where that is not what it is called."""

    label: str
    label_zh: str
    code: str
    times: int
    key: str = ""


class Span(NamedTuple):
    """How long a record was open, and by when its next step is due."""

    opened: date
    closed: date | None
    due: date | None


def pareto(counted: Iterable[Counted]) -> list[BarView]:
    """Return causes, the most frequent first, each with what part of all it and those before it make."""
    ordered = sorted(counted, key=lambda one: (-one.times, one.label, one.key))
    total = sum(one.times for one in ordered)
    bars, sum_so_far = [], 0
    for one in ordered:
        sum_so_far += one.times
        part = (HUNDRED * sum_so_far / total).quantize(Decimal("0.1"))
        names = {"label": one.label, "label_zh": one.label_zh, "code": one.code, "key": one.key}
        bars.append(BarView(**names, count=one.times, cumulative=part))
    return bars


def months(since: date, until: date) -> list[date]:
    """Return the first day of every month from one day to another."""
    first = since.replace(day=1)
    found = [first]
    while (following := add_months(found[-1], 1)) <= until:
        found.append(following)
    return found


def trend(spans: Sequence[Span], since: date, until: date) -> list[MonthView]:
    """Return month by month what was opened, closed, and open at the end."""
    return [month_of(spans, month) for month in months(since, until)]


def month_of(spans: Sequence[Span], month: date) -> MonthView:
    """Return one month of a trend."""
    end = add_months(month, 1)
    return MonthView(
        month=month,
        opened=sum(month <= span.opened < end for span in spans),
        closed=sum(span.closed is not None and month <= span.closed < end for span in spans),
        open=sum(span.opened < end and (span.closed is None or span.closed >= end) for span in spans),
    )


def ageing(spans: Iterable[Span], today: date) -> list[AgeView]:
    """Return how many records are open for how long."""
    live = [span for span in spans if span.closed is None]
    edges: list[tuple[int, int | None]] = [*pairwise(AGES), (AGES[-1], None)]
    return [aged(live, since, until, today) for since, until in edges]


def aged(live: Iterable[Span], since: int, until: int | None, today: date) -> AgeView:
    """Return one bar of an ageing chart."""
    newest = today - timedelta(days=since)
    oldest = None if until is None else today - timedelta(days=until)
    inside = [span for span in live if span.opened <= newest and (oldest is None or span.opened > oldest)]
    late = sum(is_late(span, today) for span in inside)
    return AgeView(since=since, until=until, count=len(inside), late=late)


def is_late(span: Span, today: date) -> bool:
    """Return whether an open record should have gone on before today."""
    return span.closed is None and span.due is not None and span.due < today


def median_days(spans: Iterable[Span], since: date, until: date) -> Decimal | None:
    """Return how many days those records were open that were closed in a time; nothing where none was."""
    days = [(span.closed - span.opened).days for span in spans if span.closed and since <= span.closed <= until]
    return Decimal(str(median(days))) if days else None
