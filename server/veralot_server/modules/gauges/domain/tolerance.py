"""Whether a calibration was in tolerance: computed from its points, entered by nobody."""

from collections.abc import Iterable
from decimal import Decimal

from veralot_shared.contracts.gauges import CalibrationPoint


def found_in_tolerance(points: Iterable[CalibrationPoint]) -> bool:
    """Tell whether a gauge was in tolerance as it came: what it measured until then may be believed."""
    return all(point.low <= point.as_found <= point.high for point in points)


def left_in_tolerance(points: Iterable[CalibrationPoint]) -> bool:
    """Tell whether a gauge is in tolerance as it went; a point that was not adjusted is as it was found."""
    return all(point.low <= left(point) <= point.high for point in points)


def left(point: CalibrationPoint) -> Decimal:
    """Return what the gauge showed at a point when it left."""
    return point.as_found if point.as_left is None else point.as_left
