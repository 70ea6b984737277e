"""Shelf life: the month's end, the last usable day, and what is no shelf life."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules.dates import ShelfLifeInvalid, add_months, days_left, expiry, is_expired, last_day_of_month

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("manufactured", "months", "expires"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 8, 31), 36, date(2029, 8, 31)),
        (date(2026, 10, 31), 25, date(2028, 11, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(manufactured: date, months: int, expires: date) -> None:
    assert expiry(manufactured, months=months) == expires


def test_days_are_counted_after_the_months() -> None:
    assert expiry(date(2026, 1, 31), days=90) == date(2026, 5, 1)
    assert expiry(date(2026, 1, 31), months=1, days=1) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("months", "days"),
    [(0, 0), (-1, 0), (0, -1), (12, -1), (-1, 40), (12 * 8000, 0), (0, 10**7), (0, 10**12), (10**12, 0)],
)
def test_what_is_no_shelf_life_is_refused(months: int, days: int) -> None:
    with pytest.raises(ShelfLifeInvalid) as caught:
        expiry(date(2026, 1, 31), months=months, days=days)
    assert (caught.value.months, caught.value.days) == (months, days)


@given(start=DAYS, months=st.integers(0, 600))
def test_months_never_leave_the_month_that_is_meant(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or end == last_day_of_month(end.year, end.month)


@given(expires=DAYS)
def test_a_lot_is_good_through_its_last_day(expires: date) -> None:
    tomorrow = expires + timedelta(days=1)
    assert not is_expired(expires, expires)
    assert days_left(expires, expires) == 0
    assert is_expired(expires, tomorrow)
    assert days_left(expires, tomorrow) == -1
    assert days_left(expires, expires - timedelta(days=30)) == 30
