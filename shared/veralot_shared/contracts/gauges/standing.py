"""Whether a gauge may be used on a day: one rule, by which the server refuses and the client warns beforehand."""

from datetime import date

from veralot_shared.contracts.gauges.states import GaugeRule, GaugeStatus

USABLE = frozenset({GaugeStatus.VALID, GaugeStatus.LIMITED_USE})

RULES = {
    GaugeStatus.IN_CALIBRATION: GaugeRule.IN_CALIBRATION,
    GaugeStatus.OUT_OF_TOLERANCE: GaugeRule.OUT_OF_TOLERANCE,
    GaugeStatus.IMPACT_ASSESSMENT: GaugeRule.OUT_OF_TOLERANCE,
    GaugeStatus.OUT_OF_SERVICE: GaugeRule.OUT_OF_SERVICE,
    GaugeStatus.SCRAPPED: GaugeRule.SCRAPPED,
}


def shown_status(stored: GaugeStatus, due_on: date | None, warning_days: int, today: date) -> GaugeStatus:
    """Return where a gauge stands on a day; on its due date itself it may still be used."""
    if stored not in USABLE or due_on is None:
        return stored
    if today > due_on:
        return GaugeStatus.OVERDUE
    soon = stored is GaugeStatus.VALID and (due_on - today).days <= warning_days
    return GaugeStatus.DUE_SOON if soon else stored


def rule_against(stored: GaugeStatus, due_on: date | None, day: date) -> GaugeRule | None:
    """Return the rule by which a gauge must not be used on a day, or nothing."""
    if stored in USABLE:
        return GaugeRule.OVERDUE if due_on is not None and day > due_on else None
    if stored is GaugeStatus.IN_CALIBRATION and due_on is None:
        return GaugeRule.NEVER_CALIBRATED
    return RULES[stored]
