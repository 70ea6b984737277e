"""Rights, states, transitions and kinds of gauges, as data that both sides read (ISO 13485 7.6)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    READ = "gauges:gauge:read", "See gauges"
    MANAGE = "gauges:gauge:manage", "Manage gauges"
    USE = "gauges:gauge:use", "Measure with gauges"
    ACCEPT = "gauges:use:accept", "Accept measurements of unusable gauges"
    CALIBRATE = "gauges:calibration:record", "Record calibrations"
    REVIEW = "gauges:calibration:review", "Review calibrations"
    ASSESS = "gauges:assessment:decide", "Decide the impact of bad gauges"
    CLOSE = "gauges:assessment:close", "Close assessments of bad gauges"


class GaugeKind(StrEnum):
    """What a gauge is."""

    CALIPER = "caliper"
    MICROMETER = "micrometer"
    HEIGHT_GAUGE = "height_gauge"
    DIAL_INDICATOR = "dial_indicator"
    PLUG_GAUGE = "plug_gauge"
    THREAD_GAUGE = "thread_gauge"
    LIMIT_GAUGE = "limit_gauge"
    RADIUS_GAUGE = "radius_gauge"
    OPTICAL = "optical_measuring_machine"
    CMM = "coordinate_measuring_machine"
    MICROSCOPE = "microscope"
    ROUGHNESS = "roughness_tester"
    HARDNESS = "hardness_tester"
    BALANCE = "balance"
    FORCE = "force_gauge"
    TENSILE = "tensile_tester"
    TORQUE = "torque_tester"
    PRESSURE = "pressure_gauge"
    LEAK = "leak_tester"
    FLOW = "flow_meter"
    THERMOMETER = "thermometer"
    HYGROMETER = "hygrometer"
    PARTICLE_COUNTER = "particle_counter"
    ACIDITY = "acidity_meter"
    MULTIMETER = "multimeter"
    TIMER = "timer"
    REFERENCE = "reference_standard"
    OTHER = "other_gauge"


class GaugeStatus(StrEnum):
    """Where a gauge stands. `DUE_SOON` and `OVERDUE` follow from the day and are never stored."""

    IN_CALIBRATION = "in_calibration"
    VALID = "valid"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    OUT_OF_TOLERANCE = "out_of_tolerance"
    IMPACT_ASSESSMENT = "impact_assessment"
    LIMITED_USE = "limited_use"
    OUT_OF_SERVICE = "out_of_service"
    SCRAPPED = "scrapped"


class GaugeEvent(StrEnum):
    """What is done with a gauge."""

    REGISTER = "register"
    SEND = "send_to_calibration"
    RECORD = "record_calibration"
    FIND_OUT = "find_out_of_tolerance"
    ASSESS = "open_assessment"
    ACCEPT = "accept_calibration"
    LIMIT = "limit_use"
    REJECT = "reject_calibration"
    RECALIBRATE = "order_new_calibration"
    WITHDRAW = "take_out_of_service"
    SCRAP = "scrap_gauge"


_S, _E = GaugeStatus, GaugeEvent
_USABLE = (_S.VALID, _S.LIMITED_USE)
_CALIBRATED = (_S.IN_CALIBRATION, *_USABLE, _S.OUT_OF_SERVICE)


def _all(
    event: GaugeEvent, target: GaugeStatus, *states: GaugeStatus
) -> dict[tuple[GaugeStatus, GaugeEvent], GaugeStatus]:
    """Return that an event leads to one state from several."""
    return {(state, event): target for state in states}


GAUGE_TRANSITIONS: Final[Mapping[tuple[GaugeStatus, GaugeEvent], GaugeStatus]] = MappingProxyType(
    {
        **_all(_E.SEND, _S.IN_CALIBRATION, *_USABLE, _S.OUT_OF_SERVICE),
        **_all(_E.RECORD, _S.IN_CALIBRATION, *_CALIBRATED),
        **_all(_E.FIND_OUT, _S.OUT_OF_TOLERANCE, *_CALIBRATED),
        **_all(_E.WITHDRAW, _S.OUT_OF_SERVICE, _S.IN_CALIBRATION, *_USABLE),
        **_all(_E.SCRAP, _S.SCRAPPED, *_CALIBRATED, _S.IMPACT_ASSESSMENT),
        (_S.OUT_OF_TOLERANCE, _E.ASSESS): _S.IMPACT_ASSESSMENT,
        (_S.IMPACT_ASSESSMENT, _E.RECORD): _S.IMPACT_ASSESSMENT,
        (_S.IMPACT_ASSESSMENT, _E.REJECT): _S.IMPACT_ASSESSMENT,
        (_S.IMPACT_ASSESSMENT, _E.ACCEPT): _S.VALID,
        (_S.IMPACT_ASSESSMENT, _E.LIMIT): _S.LIMITED_USE,
        (_S.IMPACT_ASSESSMENT, _E.RECALIBRATE): _S.IN_CALIBRATION,
        (_S.IN_CALIBRATION, _E.ACCEPT): _S.VALID,
        (_S.IN_CALIBRATION, _E.LIMIT): _S.LIMITED_USE,
        (_S.IN_CALIBRATION, _E.REJECT): _S.IN_CALIBRATION,
    }
)
"""(state, event) → state. What is found out of tolerance goes through an assessment, whose closing says what becomes of the
gauge; the review of its calibration alone does not set it free."""


class GaugeRule(StrEnum):
    """Why a gauge must not be used."""

    NEVER_CALIBRATED = "never_calibrated"
    IN_CALIBRATION = "calibration_not_reviewed"
    OVERDUE = "calibration_overdue"
    OUT_OF_TOLERANCE = "found_out_of_tolerance"
    OUT_OF_SERVICE = "out_of_service"
    SCRAPPED = "scrapped"


class CalibrationState(StrEnum):
    """What became of a calibration record."""

    RECORDED = "recorded"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Laboratory(StrEnum):
    """Who calibrates; what is done outside is proved by the certificate."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class AssessmentState(StrEnum):
    """Whether an assessment is open."""

    OPEN = "open"
    CLOSED = "closed"


class LotImpact(StrEnum):
    """What is decided of a lot that was measured with a gauge that was out of tolerance."""

    NO_IMPACT = "no_impact"
    REMEASURE = "measure_again"
    HOLD = "hold"
    NONCONFORMING = "nonconforming"


class GaugeOutcome(StrEnum):
    """What becomes of a gauge that was out of tolerance."""

    ADJUSTED = "adjusted"
    LIMITED_USE = "limited_use"
    RECALIBRATE = "recalibrate"
    SCRAPPED = "scrapped"


OUTCOME_EVENTS: Final[Mapping[GaugeOutcome, GaugeEvent]] = MappingProxyType(
    {
        GaugeOutcome.ADJUSTED: GaugeEvent.ACCEPT,
        GaugeOutcome.LIMITED_USE: GaugeEvent.LIMIT,
        GaugeOutcome.RECALIBRATE: GaugeEvent.RECALIBRATE,
        GaugeOutcome.SCRAPPED: GaugeEvent.SCRAP,
    }
)
"""Which event each outcome of an assessment is."""
