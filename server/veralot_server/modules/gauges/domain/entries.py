"""What may be entered of a gauge, a calibration, a use."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from veralot_shared.contracts.gauges import (
    CalibrationPoint,
    ChangeGauge,
    Laboratory,
    RecordCalibration,
    RegisterGauge,
    StandardExpired,
    StandardUsed,
    UseLine,
)
from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

MOST_MONTHS: Final = 120
MOST_DAYS: Final = 365
MOST_LINES: Final = 10_000
LONGEST_CODE: Final = 40
HUNDRED: Final = Decimal(100)

CODE_RULE: Final = N_("A code has 1 to 40 characters, without spaces at its ends and without control characters.")
NAME_RULE: Final = N_("Write a name.")
UNIT_RULE: Final = N_(
    "Write the unit in which the gauge measures, such as mm, or 1 for one that only says good or bad."
)
RANGE_RULE: Final = N_("The upper end of the range lies above the lower one.")
RESOLUTION_RULE: Final = N_("The resolution is more than nothing.")
INTERVAL_RULE: Final = N_("The interval is 1 to 120 months.")
WARNING_RULE: Final = N_("The warning comes 0 to 365 days before the due date.")
FUTURE_RULE: Final = N_("It cannot lie in the future.")
POINTS_RULE: Final = N_("A calibration has at least one point.")
LIMITS_RULE: Final = N_("The upper limit of a point lies above its lower one, or is the same.")
STANDARDS_RULE: Final = N_("Name at least one standard, with its certificate and to what it is traceable.")
HUMIDITY_RULE: Final = N_("Relative humidity is 0 to 100 percent.")
LABORATORY_RULE: Final = N_("Name the laboratory.")
LINES_RULE: Final = N_("Note at least one result, and at most 10,000 at once; each says what was measured.")
EARLIER_RULE: Final = N_("This gauge has a later calibration already.")


def refuse(value: object, rule: str, field: str) -> ValueNotAllowed:
    """Return the error of a value that a rule refuses."""
    return ValueNotAllowed(value=str(value), rule=rule, field=field)


def require_gauge(command: RegisterGauge) -> None:
    """Check a new gauge. Raises: ValueNotAllowed."""
    require_code(command.code)
    require_unit(command.unit)
    require_range(command.range_low, command.range_high)
    require_resolution(command.resolution)
    require_care(command)


def require_code(code: str) -> None:
    """Check a gauge's code. Raises: ValueNotAllowed."""
    if not code or code != code.strip() or len(code) > LONGEST_CODE or not code.isprintable():
        raise refuse(code, CODE_RULE, "code")


def require_unit(unit: str) -> None:
    """Check the unit in which a gauge measures. Raises: ValueNotAllowed."""
    if not unit.strip():
        raise refuse("", UNIT_RULE, "unit")


def require_range(low: Decimal | None, high: Decimal | None) -> None:
    """Check the ends of a range. Raises: ValueNotAllowed."""
    if low is not None and high is not None and low >= high:
        raise refuse(high, RANGE_RULE, "range_high")


def require_resolution(resolution: Decimal | None) -> None:
    """Check a resolution. Raises: ValueNotAllowed."""
    if resolution is not None and resolution <= 0:
        raise refuse(resolution, RESOLUTION_RULE, "resolution")


def require_care(command: RegisterGauge | ChangeGauge) -> None:
    """Check what may change of a gauge. Raises: ValueNotAllowed."""
    require_name(command.name)
    require_interval(command.interval_months)
    require_warning(command.warning_days)


def require_name(name: str) -> None:
    """Check a gauge's name. Raises: ValueNotAllowed."""
    if not name.strip():
        raise refuse("", NAME_RULE, "name")


def require_interval(months: int) -> None:
    """Check how often a gauge is calibrated. Raises: ValueNotAllowed."""
    if not 1 <= months <= MOST_MONTHS:
        raise refuse(months, INTERVAL_RULE, "interval_months")


def require_warning(days: int) -> None:
    """Check how early the next calibration is announced. Raises: ValueNotAllowed."""
    if not 0 <= days <= MOST_DAYS:
        raise refuse(days, WARNING_RULE, "warning_days")


def require_reason(reason: str, field: str = "reason") -> str:
    """Return a reason without spaces around it. Raises: ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(field=field)
    return reason.strip()


def require_calibration(command: RecordCalibration, last: date | None, today: date) -> None:
    """Check a calibration; `last` is the day of the gauge's newest one. Raises: ValueNotAllowed, StandardExpired."""
    if command.done_on > today:
        raise refuse(command.done_on, FUTURE_RULE, "done_on")
    if last is not None and command.done_on < last:
        raise refuse(command.done_on, EARLIER_RULE, "done_on")
    if command.laboratory is Laboratory.EXTERNAL and not command.laboratory_name.strip():
        raise refuse("", LABORATORY_RULE, "laboratory_name")
    if command.humidity is not None and not 0 <= command.humidity <= HUNDRED:
        raise refuse(command.humidity, HUMIDITY_RULE, "humidity")
    require_points(command.points)
    require_standards(command.standards, command.done_on)


def require_points(points: Sequence[CalibrationPoint]) -> None:
    """Check the points of a calibration. Raises: ValueNotAllowed."""
    if not points:
        raise refuse("", POINTS_RULE, "points")
    for place, point in enumerate(points):
        if point.low > point.high:
            raise refuse(point.high, LIMITS_RULE, f"points[{place}].high")


def require_standards(standards: Sequence[StandardUsed], day: date) -> None:
    """Check that every standard is traceable and was valid on the day. Raises: ValueNotAllowed, StandardExpired."""
    complete = all(one.code.strip() and one.certificate_no.strip() and one.traceable_to.strip() for one in standards)
    if not standards or not complete:
        raise refuse("", STANDARDS_RULE, "standards")
    for place, one in enumerate(standards):
        if one.valid_until < day:
            field = f"standards[{place}].valid_until"
            raise StandardExpired(standard=one.code, valid_until=one.valid_until, field=field)


def require_lines(lines: Sequence[UseLine]) -> None:
    """Check what was measured. Raises: ValueNotAllowed."""
    if not 1 <= len(lines) <= MOST_LINES or not all(line.what.strip() for line in lines):
        raise refuse(len(lines), LINES_RULE, "lines")


def require_past(at: datetime, now: datetime) -> None:
    """Check that a moment is not yet to come. Raises: ValueNotAllowed."""
    if at > now:
        raise refuse(at.isoformat(), FUTURE_RULE, "at")
