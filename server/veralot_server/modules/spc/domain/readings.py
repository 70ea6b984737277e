"""Subgroups that are entered by hand: what can be wrong with them, all of it at once."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from veralot_server.modules.spc.domain import words
from veralot_shared.contracts.spc import COUNTED, Chart, ReadingsInvalid, SubgroupEntry
from veralot_shared.errors import Sentence

PIECES: Final = frozenset({Chart.P, Chart.NP})


def require(
    chart: Chart, size: int, precision: int, entries: Sequence[SubgroupEntry], last_at: datetime | None, now: datetime
) -> None:
    """Check subgroups. Raises: ReadingsInvalid."""
    found = [
        (place, problem)
        for place, entry in enumerate(entries)
        for problem in (*content(chart, size, precision, entry, place + 1), *moment(entry, place + 1, last_at, now))
    ]
    if not entries:
        found = [(0, Sentence(words.NOTHING))]
    if found:
        raise ReadingsInvalid(problems=[problem for _, problem in found], places=[place for place, _ in found])


def content(chart: Chart, size: int, precision: int, entry: SubgroupEntry, place: int) -> Iterator[Sentence]:
    """Yield what is wrong with the readings of a subgroup."""
    named = {"place": str(place)}
    if chart in COUNTED:
        yield from counted(chart, entry, named)
        return
    if entry.count is not None or entry.looked_at is not None:
        yield Sentence(words.VALUES_AND_COUNT, named)
    if len(entry.values) != size:
        yield Sentence(words.WRONG_NUMBER, named | {"given": str(len(entry.values)), "needed": str(size)})
    for value in entry.values:
        if not value.is_finite():
            yield Sentence(words.NOT_FINITE, named)
        elif decimals(value) > precision:
            yield Sentence(words.PRECISION, named | {"value": str(value), "precision": str(precision)})


def counted(chart: Chart, entry: SubgroupEntry, named: dict[str, str]) -> Iterator[Sentence]:
    """Yield what is wrong with a count."""
    if entry.values:
        yield Sentence(words.VALUES_AND_COUNT, named)
    elif entry.count is None or entry.looked_at is None:
        yield Sentence(words.NO_COUNT, named)
    else:
        looked_at, values = entry.looked_at, {"count": str(entry.count), "looked_at": str(entry.looked_at)}
        among = chart in PIECES and (entry.count > looked_at or looked_at != looked_at.to_integral_value())
        if not looked_at.is_finite() or looked_at <= 0 or entry.count < 0 or among:
            yield Sentence(words.COUNT, named | values)


def moment(entry: SubgroupEntry, place: int, last_at: datetime | None, now: datetime) -> Iterator[Sentence]:
    """Yield whether a subgroup was taken when it cannot have been."""
    if entry.taken_at is None:
        return
    if entry.taken_at > now:
        yield Sentence(words.IN_FUTURE, {"place": str(place)})
    elif last_at is not None and entry.taken_at < last_at:
        yield Sentence(words.BACKWARDS, {"place": str(place)})


def decimals(value: Decimal) -> int:
    """Return how many decimal places a number has that say something."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
