"""The rules of gauges, pure: standing on a day, tolerance from points, legal steps, what may be entered."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.gauges import block, point
from veralot_server.modules.gauges.domain import entries, steps, tolerance
from veralot_shared.contracts.gauges import (
    GAUGE_TRANSITIONS,
    OUTCOME_EVENTS,
    CalibrationPoint,
    GaugeEvent,
    GaugeKind,
    GaugeRule,
    GaugeStatus,
    Laboratory,
    RecordCalibration,
    RegisterGauge,
    StandardExpired,
    UseLine,
    rule_against,
    shown_status,
)
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed
from veralot_shared.ids import GaugeId

S, E, R = GaugeStatus, GaugeEvent, GaugeRule
DUE = date(2026, 5, 31)
CLOCK_STATES = {S.DUE_SOON, S.OVERDUE}


@pytest.mark.requirement("I-16")
@pytest.mark.parametrize(
    ("day", "shown", "rule"),
    [
        (date(2026, 4, 30), S.VALID, None),
        (date(2026, 5, 1), S.DUE_SOON, None),
        (DUE, S.DUE_SOON, None),
        (date(2026, 6, 1), S.OVERDUE, R.OVERDUE),
    ],
)
def test_a_gauge_is_used_through_its_due_date(day: date, shown: GaugeStatus, rule: GaugeRule | None) -> None:
    assert shown_status(S.VALID, DUE, 30, day) is shown
    assert rule_against(S.VALID, DUE, day) is rule


def test_limited_use_is_overdue_too_and_never_hidden_by_a_warning() -> None:
    assert shown_status(S.LIMITED_USE, DUE, 30, DUE) is S.LIMITED_USE
    assert shown_status(S.LIMITED_USE, DUE, 30, DUE + timedelta(days=1)) is S.OVERDUE


@given(st.sampled_from(sorted(set(S) - CLOCK_STATES)), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_only_two_states_are_ever_usable(status: GaugeStatus, day: date) -> None:
    usable = rule_against(status, DUE, day) is None
    assert usable == (status in {S.VALID, S.LIMITED_USE} and day <= DUE)


def test_a_gauge_that_never_was_calibrated_says_so() -> None:
    assert rule_against(S.IN_CALIBRATION, None, DUE) is R.NEVER_CALIBRATED
    assert rule_against(S.IN_CALIBRATION, DUE, DUE) is R.IN_CALIBRATION


def test_transitions_lead_nowhere_that_only_the_day_decides() -> None:
    named = {state for state, _ in GAUGE_TRANSITIONS} | set(GAUGE_TRANSITIONS.values())
    assert not named & CLOCK_STATES
    assert not [event for state, event in GAUGE_TRANSITIONS if state is S.SCRAPPED]
    assert all((S.IMPACT_ASSESSMENT, event) in GAUGE_TRANSITIONS for event in OUTCOME_EVENTS.values())


@pytest.mark.requirement("I-46")
def test_what_is_out_of_tolerance_only_goes_to_its_assessment() -> None:
    leaving = {event: target for (state, event), target in GAUGE_TRANSITIONS.items() if state is S.OUT_OF_TOLERANCE}
    assert leaving == {E.ASSESS: S.IMPACT_ASSESSMENT}
    with pytest.raises(TransitionIllegal):
        steps.step("C-1", S.OUT_OF_TOLERANCE, E.ACCEPT)


@given(st.lists(st.tuples(st.integers(-40, 40), st.none() | st.integers(-40, 40)), min_size=1, max_size=6))
def test_tolerance_is_every_point_within_its_limits(offsets: list[tuple[int, int | None]]) -> None:
    points = [made(found, left) for found, left in offsets]
    assert tolerance.found_in_tolerance(points) == all(abs(found) <= 20 for found, _ in offsets)
    last = [found if left is None else left for found, left in offsets]
    assert tolerance.left_in_tolerance(points) == all(abs(one) <= 20 for one in last)


def made(found: int, left: int | None) -> CalibrationPoint:
    """Return a point so many thousandths off, as found and as left."""
    return point(str(10 + Decimal(found) / 1000), None if left is None else str(10 + Decimal(left) / 1000))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", ""),
        ("code", " C-1"),
        ("code", "C\x1d1"),
        ("name", " "),
        ("unit", ""),
        ("range_high", Decimal(0)),
        ("resolution", Decimal(0)),
        ("interval_months", 0),
        ("warning_days", -1),
    ],
)
def test_a_gauge_is_entered_whole(field: str, value: object) -> None:
    values: dict[str, Any] = {
        "code": "C-1",
        "name": "Caliper",
        "kind": GaugeKind.CALIPER,
        "unit": "mm",
        "range_low": Decimal(0),
    }
    with pytest.raises(ValueNotAllowed) as refused:
        entries.require_gauge(RegisterGauge(**(values | {field: value})))
    assert refused.value.field == field


def calibration(**fields: Any) -> RecordCalibration:
    """Return a sound calibration, but for `fields`."""
    values: dict[str, Any] = {
        "gauge_id": GaugeId(1),
        "done_on": DUE,
        "laboratory": Laboratory.INTERNAL,
        "points": [point("10.00")],
        "standards": [block(DUE)],
    }
    return RecordCalibration(**(values | fields))


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("done_on", DUE + timedelta(days=1), "done_on"),
        ("points", [], "points"),
        ("standards", [], "standards"),
        ("laboratory", Laboratory.EXTERNAL, "laboratory_name"),
        ("humidity", Decimal(101), "humidity"),
    ],
)
def test_a_calibration_is_entered_whole(field: str, value: object, named: str) -> None:
    with pytest.raises(ValueNotAllowed) as refused:
        entries.require_calibration(calibration(**{field: value}), None, DUE)
    assert refused.value.field == named


@pytest.mark.requirement("I-45")
def test_a_standard_that_had_expired_proves_nothing() -> None:
    with pytest.raises(StandardExpired) as refused:
        entries.require_calibration(calibration(standards=[block(DUE - timedelta(days=1))]), None, DUE)
    assert refused.value.field == "standards[0].valid_until"


def test_calibrations_come_in_order() -> None:
    with pytest.raises(ValueNotAllowed):
        entries.require_calibration(calibration(), DUE + timedelta(days=1), DUE)


def test_uses_say_what_was_measured() -> None:
    for lines in ([], [UseLine(what=" ")]):
        with pytest.raises(ValueNotAllowed):
            entries.require_lines(lines)
