"""The columns of the tables of gauges, and the looks of their states. No Qt."""

from functools import partial
from types import MappingProxyType
from typing import Final

from veralot_client.core.navigation import Place
from veralot_client.core.words import Words
from veralot_client.widgets.table import columns
from veralot_client.widgets.table.columns import NO, YES, Column, Filter, Option, named
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.gauges import (
    AssessedLotView,
    AssessmentState,
    AssessmentView,
    CalibrationPoint,
    CalibrationState,
    CalibrationView,
    GaugeKind,
    GaugeOutcome,
    GaugeStatus,
    GaugeStepView,
    GaugeUseView,
    GaugeView,
    Laboratory,
    LotImpact,
)
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.contracts.spc import StudyConclusion, StudyView
from veralot_shared.i18n import N_

GAUGE_TONES: Final = MappingProxyType(
    {
        GaugeStatus.IN_CALIBRATION: Tone.INFO,
        GaugeStatus.VALID: Tone.GOOD,
        GaugeStatus.DUE_SOON: Tone.WARNING,
        GaugeStatus.OVERDUE: Tone.BAD,
        GaugeStatus.OUT_OF_TOLERANCE: Tone.BAD,
        GaugeStatus.IMPACT_ASSESSMENT: Tone.BAD,
        GaugeStatus.LIMITED_USE: Tone.WARNING,
        GaugeStatus.OUT_OF_SERVICE: Tone.NEUTRAL,
        GaugeStatus.SCRAPPED: Tone.NEUTRAL,
    }
)
CALIBRATION_TONES: Final = MappingProxyType(
    {
        CalibrationState.RECORDED: Tone.INFO,
        CalibrationState.ACCEPTED: Tone.GOOD,
        CalibrationState.REJECTED: Tone.NEUTRAL,
    }
)
IMPACT_TONES: Final = MappingProxyType(
    {
        LotImpact.NO_IMPACT: Tone.GOOD,
        LotImpact.REMEASURE: Tone.WARNING,
        LotImpact.HOLD: Tone.BAD,
        LotImpact.NONCONFORMING: Tone.BAD,
    }
)
IN_TOLERANCE: Final = N_("In tolerance")
OUT_OF_TOLERANCE: Final = N_("Out of tolerance")
TOLERANCE: Final = (Option("True", IN_TOLERANCE), Option("False", OUT_OF_TOLERANCE))

plain: Final = partial(columns.plain, filter=Filter.TEXT)
"""A column that one filters by what it shows."""
counted: Final = partial(columns.plain, right=True)
"""A column of a number, which one sorts by."""


def tolerance(name: str, title: str) -> Column[CalibrationView]:
    """Return the column that says whether a calibration was in tolerance, in words and colour."""
    return Column(
        id=name,
        title=title,
        value=lambda row: getattr(row, name),
        text=lambda row, words: words.text(IN_TOLERANCE if getattr(row, name) else OUT_OF_TOLERANCE),
        tone=lambda row: Tone.GOOD if getattr(row, name) else Tone.BAD,
        filter=Filter.CHOICE,
        choices=TOLERANCE,
        chars=16,
    )


def measuring_range(gauge: GaugeView, words: Words) -> str:
    """Return from where to where a gauge measures."""
    if gauge.range_low is None and gauge.range_high is None:
        return ""
    low = "" if gauge.range_low is None else words.number(gauge.range_low)
    high = "" if gauge.range_high is None else words.number(gauge.range_high)
    return f"{low} … {high} {gauge.unit}".strip()


GAUGES: Final[tuple[Column[GaugeView], ...]] = (
    Column(
        id="code",
        title=N_("Gauge"),
        value=lambda row: row.code,
        link=lambda row: Place("gauge", row.id),
        filter=Filter.TEXT,
        chars=12,
    ),
    named("name", N_("Name"), filter=Filter.TEXT, chars=26),
    Column(
        id="status",
        title=N_("Status"),
        value=lambda row: row.status,
        tone=lambda row: GAUGE_TONES[row.status],
        filter=Filter.CHOICE,
        choices=tuple(GaugeStatus),
        chars=20,
    ),
    plain("due_on", N_("Calibration due"), 16),
    plain("calibrated_on", N_("Calibrated on"), 15),
    Column(
        id="kind",
        title=N_("Kind"),
        value=lambda row: row.kind,
        filter=Filter.CHOICE,
        choices=tuple(GaugeKind),
        chars=18,
    ),
    Column(id="range", title=N_("Range"), value=lambda row: row.range_high, text=measuring_range, right=True, chars=16),
    Column(
        id="resolution",
        title=N_("Resolution"),
        value=lambda row: row.resolution,
        text=lambda row, words: "" if row.resolution is None else words.quantity(row.resolution, row.unit),
        right=True,
        chars=11,
    ),
    plain("location", N_("Location"), 18),
    plain("serial_no", N_("Serial number"), 14),
    plain("maker", N_("Maker"), 14, hidden=True),
    plain("model", N_("Model"), 14, hidden=True),
    plain("owner", N_("Keeper"), 14, hidden=True),
    Column(
        id="interval_months",
        title=N_("Interval"),
        value=lambda row: row.interval_months,
        text=lambda row, words: words.plural("{count} month", "{count} months", row.interval_months),
        right=True,
        chars=10,
    ),
    plain("limited_to", N_("Only for"), 18, hidden=True),
)

CALIBRATIONS: Final[tuple[Column[CalibrationView], ...]] = (
    plain("done_on", N_("Calibrated on"), 14),
    Column(
        id="state",
        title=N_("Status"),
        value=lambda row: row.state,
        tone=lambda row: CALIBRATION_TONES[row.state],
        chars=13,
    ),
    tolerance("found_in_tolerance", N_("As found")),
    tolerance("left_in_tolerance", N_("As left")),
    plain("due_on", N_("Due next"), 14),
    plain("laboratory", N_("Calibrated by"), 14, filter=Filter.CHOICE, choices=tuple(Laboratory)),
    plain("laboratory_name", N_("Laboratory"), 18),
    plain("certificate_no", N_("Certificate"), 16),
    plain("files", N_("Files"), 6, right=True),
    Column(
        id="standards",
        title=N_("Standards"),
        value=lambda row: len(row.standards),
        text=lambda row, words: words.context("list", "; ").join(
            f"{one.code} {one.certificate_no} → {one.traceable_to}" for one in row.standards
        ),
        chars=36,
    ),
    named("recorded_by", N_("Recorded by"), filter=Filter.TEXT, chars=14),
    named("reviewed_by", N_("Reviewed by"), filter=Filter.TEXT, chars=14),
    plain("review_note", N_("Review"), 20, hidden=True),
    plain("note", N_("Note"), 20, hidden=True),
)


def in_limits(point: CalibrationPoint, *, left: bool) -> Tone:
    """Return how a point looks."""
    shown = point.as_found if not left or point.as_left is None else point.as_left
    return Tone.GOOD if point.low <= shown <= point.high else Tone.BAD


POINTS: Final[tuple[Column[CalibrationPoint], ...]] = (
    plain("nominal", N_("Standard says"), 14, right=True),
    plain("low", N_("Lower limit"), 12, right=True),
    Column(
        id="as_found",
        title=N_("As found"),
        value=lambda row: row.as_found,
        tone=lambda row: in_limits(row, left=False),
        chars=12,
    ),
    Column(
        id="as_left",
        title=N_("As left"),
        value=lambda row: row.as_left,
        text=lambda row, words: words.number(row.as_found if row.as_left is None else row.as_left),
        tone=lambda row: in_limits(row, left=True),
        chars=12,
    ),
    plain("high", N_("Upper limit"), 12, right=True),
)

USES: Final[tuple[Column[GaugeUseView], ...]] = (
    plain("at", N_("Measured at"), 18),
    columns.lot(16, filter=Filter.TEXT),
    plain("item", N_("Item"), 12),
    plain("serial_no", N_("Serial number"), 14),
    plain("what", N_("Measured"), 24),
    plain("result", N_("Result"), 14),
    named("by", N_("By"), filter=Filter.TEXT, chars=14),
    plain("calibrated_on", N_("Calibrated on"), 15),
    plain("accepted_because", N_("Accepted because"), 20, hidden=True),
    plain("noted_at", N_("Noted at"), 18, hidden=True),
)

STEPS: Final[tuple[Column[GaugeStepView], ...]] = (
    plain("at", N_("Time"), 20),
    plain("event", N_("What was done"), 24),
    Column(
        id="to_status",
        title=N_("Status after"),
        value=lambda row: row.to_status,
        tone=lambda row: GAUGE_TONES[row.to_status],
        chars=20,
    ),
    named("by", N_("By"), filter=Filter.TEXT, chars=16),
    plain("note", N_("Note"), 34),
)

ASSESSMENTS: Final[tuple[Column[AssessmentView], ...]] = (
    Column(
        id="number",
        title=N_("Assessment"),
        value=lambda row: row.number,
        link=lambda row: Place("gauge_assessment", row.id),
        filter=Filter.TEXT,
        chars=14,
    ),
    Column(
        id="state",
        title=N_("Status"),
        value=lambda row: row.state,
        tone=lambda row: Tone.BAD if row.state is AssessmentState.OPEN else Tone.NEUTRAL,
        filter=Filter.CHOICE,
        choices=tuple(AssessmentState),
        chars=10,
    ),
    Column(
        id="gauge",
        title=N_("Gauge"),
        value=lambda row: row.gauge,
        link=lambda row: Place("gauge", row.gauge_id),
        filter=Filter.TEXT,
        chars=12,
    ),
    Column(
        id="since",
        title=N_("Last good on"),
        value=lambda row: row.since,
        text=lambda row, words: words.date(row.since.astimezone(words.zone)) if row.since else words.text("Never"),
        filter=Filter.TEXT,
        chars=14,
    ),
    plain("until", N_("Found out at"), 18),
    counted("lots", N_("Lots"), 8),
    Column(
        id="undecided",
        title=N_("Undecided"),
        value=lambda row: row.undecided,
        tone=lambda row: Tone.BAD if row.undecided else None,
        right=True,
        chars=10,
    ),
    counted("results", N_("Results"), 9),
    plain("outcome", N_("Outcome"), 16, filter=Filter.CHOICE, choices=tuple(GaugeOutcome)),
    plain("closed_at", N_("Closed at"), 18),
    named("closed_by", N_("Closed by"), filter=Filter.TEXT, chars=14),
    plain("conclusion", N_("Conclusion"), 30, hidden=True),
)

LOTS: Final[tuple[Column[AssessedLotView], ...]] = (
    columns.lot(16, filter=Filter.TEXT),
    plain("item", N_("Item"), 12),
    plain("status", N_("Lot status"), 18, filter=Filter.CHOICE, choices=tuple(LotStatus)),
    plain("held", N_("On hold"), 9, filter=Filter.CHOICE, choices=(Option("True", YES), Option("False", NO))),
    counted("results", N_("Results"), 9),
    plain("first_at", N_("First measured"), 18),
    plain("last_at", N_("Last measured"), 18),
    Column(
        id="impact",
        title=N_("Decided"),
        value=lambda row: row.impact,
        text=lambda row, words: words.label(row.impact) if row.impact else words.text("Undecided"),
        tone=lambda row: IMPACT_TONES[row.impact] if row.impact else Tone.WARNING,
        filter=Filter.CHOICE,
        choices=tuple(LotImpact),
        chars=16,
    ),
    plain("reason", N_("Reason"), 30),
    named("decided_by", N_("Decided by"), filter=Filter.TEXT, chars=14),
)


STUDY_TONES: Final = MappingProxyType(
    {
        StudyConclusion.ACCEPTABLE: Tone.GOOD,
        StudyConclusion.CONDITIONAL: Tone.WARNING,
        StudyConclusion.UNACCEPTABLE: Tone.BAD,
    }
)

STUDIES: Final[tuple[Column[StudyView], ...]] = (
    Column(
        id="number",
        title=N_("Study"),
        value=lambda row: row.number,
        link=lambda row: Place("gauge_study", row.id),
        chars=14,
    ),
    plain("title", N_("Title"), 28),
    Column(
        id="share",
        title=N_("GRR"),
        value=lambda row: row.share,
        text=lambda row, _words: "" if row.share is None else f"{100 * row.share:.1f} %",
        right=True,
        chars=10,
    ),
    Column(
        id="conclusion",
        title=N_("Conclusion"),
        value=lambda row: row.conclusion,
        tone=lambda row: None if row.conclusion is None else STUDY_TONES[row.conclusion],
        chars=22,
    ),
    plain("made_at", N_("Made at"), 18),
)
