"""The rules of recalls by themselves: ranges, percentages, days, checks."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_server.modules.recall.domain.clocks import checks_needed
from veralot_server.modules.recall.domain.figures import Sums, percent
from veralot_server.modules.recall.domain.serials import Span, in_short, span
from veralot_server.modules.recall.domain.steps import require_level
from veralot_shared.contracts.recall import CheckLevel
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.rules.dates import add_working_days


@given(st.lists(st.integers(0, 300), unique=True, min_size=1))
def test_ranges_hold_exactly_the_numbers_that_they_were_made_of(numbers: list[int]) -> None:
    short = in_short(f"CT-{number:04}" for number in numbers)
    spread: set[int] = set()
    for part in short.split(", "):
        first, _, last = part.removeprefix("CT-").partition("…")
        spread |= set(range(int(first), int(last or first) + 1))
    assert spread == set(numbers)


def test_numbers_of_other_lengths_and_beginnings_stay_apart() -> None:
    assert in_short(["A9", "A10", "B11", "X"]) == "A9, A10, B11, X"
    assert span("A-08", "A-12") == Span("A-", 8, 12)


def test_almost_all_is_not_all() -> None:
    assert percent(Decimal(100_000), Decimal(1)) == Decimal("99.99")
    assert percent(Decimal(100_000_000), Decimal(1)) == Decimal("99.99")
    assert percent(Decimal(5), Decimal(0)) == Decimal(100)
    assert percent(Decimal(0), Decimal(3)) == Decimal(0)


def test_what_came_back_is_not_out() -> None:
    sums = Sums(made=Decimal(10), on_hand=Decimal(3), passed_on=Decimal(2), shipped=Decimal(6), returned=Decimal(2))
    assert sums.unaccounted == 1


@pytest.mark.requirement("QMSR-11")
@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 23), 10, date(2026, 12, 7)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_weekends_are_no_working_days(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days) == end


@pytest.mark.parametrize(
    ("level", "share", "consignees", "needed"),
    [
        (CheckLevel.A, None, 7, 7),
        (CheckLevel.B, 25, 7, 2),
        (CheckLevel.C, None, 7, 1),
        (CheckLevel.D, None, 101, 3),
        (CheckLevel.E, None, 7, 0),
        (None, None, 7, 0),
        (CheckLevel.A, None, 0, 0),
    ],
)
def test_levels_of_checks(level: CheckLevel | None, share: int | None, consignees: int, needed: int) -> None:
    assert checks_needed(level, share, consignees) == needed


def test_level_b_and_it_alone_has_a_percentage() -> None:
    require_level(CheckLevel.B, 50)
    for level, share in ((CheckLevel.B, None), (CheckLevel.B, 100), (CheckLevel.A, 50)):
        with pytest.raises(ValueNotAllowed):
            require_level(level, share)
