"""What one can ask about gauges."""

from veralot_shared.contracts.gauges.states import GaugeKind, Permission
from veralot_shared.contracts.gauges.views import (
    AssessmentDetail,
    AssessmentView,
    CalibrationView,
    GaugeDetail,
    GaugeUseView,
    GaugeView,
    StickersView,
)
from veralot_shared.ids import CalibrationId, GaugeAssessmentId, GaugeId, LotId
from veralot_shared.messages import Page, Query


class ListGauges(Query[list[GaugeView]], permission=Permission.READ):
    """List gauges by code; with `due_within` only those in use whose calibration is due in so many days or overdue.

    `search` is a part of the code, of a name, or of a serial number.
    """

    search: str = ""
    kind: GaugeKind | None = None
    due_within: int | None = None
    page: Page = Page()


class FindGauge(Query[GaugeView], permission=Permission.READ):
    """Return the gauge whose code, else whose serial number, is what was scanned. Raises: RecordNotFound."""

    code: str


class GetGauge(Query[GaugeDetail], permission=Permission.READ):
    """Return a gauge with its calibrations, assessments and history. Raises: RecordNotFound."""

    id: GaugeId


class PrintStickers(Query[StickersView], permission=Permission.READ):
    """Draw the stickers of gauges in both languages: code, when calibrated and when due, or that one must not be used.

    The DataMatrix holds the gauge's code, as the entry screen scans it. Raises: RecordNotFound, ValueNotAllowed, GlyphMissing.
    """

    gauge_ids: list[GaugeId]


class GetCalibration(Query[CalibrationView], permission=Permission.READ):
    """Return one calibration. Raises: RecordNotFound."""

    id: CalibrationId


class ListGaugeUses(Query[list[GaugeUseView]], permission=Permission.READ):
    """List what was measured, newest first: with a gauge, of a lot, or both. Raises: RecordNotFound."""

    gauge_id: GaugeId | None = None
    lot_id: LotId | None = None
    page: Page = Page()


class ListAssessments(Query[list[AssessmentView]], permission=Permission.READ):
    """List assessments, those that are open first, then the newest."""

    page: Page = Page()


class GetAssessment(Query[AssessmentDetail], permission=Permission.READ):
    """Return an assessment with every lot and result that it concerns (I-46). Raises: RecordNotFound."""

    id: GaugeAssessmentId
