"""Two writings of one value agree, and two values never do."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.verify.record import agree, resolves


@pytest.mark.parametrize(
    ("told", "logged"),
    [
        ("12000", Decimal("12000.000000")),
        ("7431.25", Decimal("7431.250000")),
        (3, 3),
        ("2026-03-02T00:30:15.123456Z", "2026-03-02T00:30:15.123456+00:00"),
        ("2026-03-02T08:30:15.123456+08:00", "2026-03-02T00:30:15.123456+00:00"),
        ("2028-02-27", "2028-02-27"),
        (None, None),
        (True, True),
        ({"a": 1}, {"a": 1}),
    ],
)
def test_the_same_value_written_differently_agrees(told: object, logged: object) -> None:
    assert agree(told, logged)


@pytest.mark.parametrize(
    ("told", "logged"),
    [
        ("12000.000001", Decimal(12000)),
        ("sNaN", Decimal(1)),
        ("NaN", Decimal(1)),
        ("Infinity", Decimal(1)),
        ("", 0),
        (None, 0),
        (0, None),
        (True, 1),
        (1, True),
        (False, 0),
        ("true", True),
        ("2026-03-02T00:30:15.123457Z", "2026-03-02T00:30:15.123456+00:00"),
        ("2026-03-02T00:30:15", "2026-03-02T00:30:15+00:00"),
        ("", None),
        ([], None),
        ("lot", "Lot"),
        ([1], [2]),
    ],
)
def test_another_value_does_not(told: object, logged: object) -> None:
    assert not agree(told, logged)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15))
def test_a_quantity_agrees_with_itself_and_not_with_its_neighbour(quantity: Decimal) -> None:
    assert agree(f"{quantity:f}", quantity)
    assert not agree(f"{quantity + Decimal('0.000001'):f}", quantity)


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 2), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - hypothesis adds the zone
def test_a_moment_agrees_with_itself_in_any_zone(moment: datetime) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(hours=8)))
    assert agree(elsewhere.isoformat(), moment.isoformat())
    assert not agree((elsewhere + timedelta(microseconds=1)).isoformat(), moment.isoformat())


def test_a_pointer_resolves_or_not() -> None:
    record = {"lot": {"id": 1}, "sections": [{"rows": [[1]]}]}
    assert resolves(record, "/lot")
    assert resolves(record, "/sections/0/rows/0")
    for pointer in ("/nothing", "/sections/1", "/sections/-1", "/sections/x", "/lot/id/more"):
        assert not resolves(record, pointer)
