"""What is refused about gauges, and why."""

from datetime import date

from veralot_shared.contracts.gauges.states import GaugeRule
from veralot_shared.errors import CodedError


class GaugeNotUsable(CodedError, status=409):
    """A gauge that must not be used for measuring, and the rule that says so."""

    text = "Gauge {gauge} must not be used: {rule}. Take another one."
    gauge: str
    rule: GaugeRule
    due_on: date | None = None
    field: str | None = "gauge_id"


class StandardExpired(CodedError, status=422):
    """A standard that was no longer valid on the day of the calibration."""

    text = "{field}: standard {standard} was valid until {valid_until}. A calibration against it proves nothing."
    standard: str
    valid_until: date
    field: str | None = "standards"


class CertificateMissing(CodedError, status=409):
    """A calibration of an outside laboratory without its certificate."""

    text = "The certificate of this calibration is not attached. Attach it to the calibration, then review it."


class CalibrationReviewed(CodedError, status=409):
    """A calibration that was reviewed before."""

    text = "This calibration was already reviewed by {reviewed_by}."
    reviewed_by: str
    reviewed_by_zh: str = ""


class CalibrationNotAccepted(CodedError, status=409):
    """A gauge that would be used again without an accepted calibration that leaves it in tolerance."""

    text = (
        "Gauge {gauge} has no reviewed calibration after the one that found it out of tolerance that leaves it in "
        "tolerance. Review one first, or choose another outcome."
    )
    gauge: str


class LotsUndecided(CodedError, status=409):
    """An assessment with lots of which nothing is decided."""

    text = "Nothing is decided yet of these lots: {lots}. Decide on each, then close."
    lots: list[str]


class LotsNotHeld(CodedError, status=409):
    """Lots that are to be held, or do not conform, and on which no hold lies."""

    text = "These lots are to be held, and no hold lies on them: {lots}. Hold them, then close."
    lots: list[str]


class AssessmentClosed(CodedError, status=409):
    """An assessment that was closed before."""

    text = "Assessment {number} was already closed by {closed_by}."
    number: str
    closed_by: str
    closed_by_zh: str = ""
