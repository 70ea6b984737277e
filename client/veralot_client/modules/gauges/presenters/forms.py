"""The forms on gauges, calibrations and assessments. No Qt."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from veralot_client.core.services import Services
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.gauges import (
    AssessedLotView,
    AssessmentDetail,
    CalibrationPoint,
    CalibrationView,
    ChangeGauge,
    CloseAssessment,
    DecideLots,
    GaugeDetail,
    GaugeKind,
    GaugeOutcome,
    GaugeView,
    Laboratory,
    LotImpact,
    RecordCalibration,
    RegisterGauge,
    ReviewCalibration,
    ScrapGauge,
    StandardUsed,
    WithdrawGauge,
)
from veralot_shared.errors import RecordChanged
from veralot_shared.i18n import N_
from veralot_shared.messages import Command

R = TypeVar("R")
TO_SIGN = N_("Continue to signature")
LIMITS_CROSSED = N_("The upper limit lies below the lower one.")
ACCEPT, REJECT = "accept", "reject"


def care() -> tuple[Field, ...]:
    """Return the fields that may change of a gauge."""
    return (
        Field(name="name", label=N_("&Name")),
        Field(name="name_zh", label=N_("Name in &Chinese"), required=False),
        Field(name="location", label=N_("&Location"), required=False, hint=N_("Where it lies: a bench, a drawer.")),
        Field(name="owner", label=N_("&Keeper"), required=False, hint=N_("Who looks after it.")),
        Field(name="interval_months", label=N_("&Interval in months"), kind=FieldKind.WHOLE, chars=6),
        Field(name="warning_days", label=N_("&Warn days before"), kind=FieldKind.WHOLE, chars=6),
    )


class RegisterForm(FormPresenter[GaugeView]):
    """Enter a gauge."""

    title = N_("New gauge")
    explain = N_("It must not be used before its first calibration is accepted.")
    button = N_("Enter gauge")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.values = {"interval_months": 12, "warning_days": 30, "unit": "mm", "kind": GaugeKind.CALIPER}
        quantity = FieldKind.QUANTITY
        self.fields = (
            Field(name="code", label=N_("&Gauge"), chars=16, hint=N_("The code on its label, as it is scanned.")),
            Field(name="kind", label=N_("K&ind"), kind=FieldKind.CHOICE, choices=records.codes(GaugeKind, self.words)),
            *care(),
            Field(name="unit", label=N_("&Unit"), chars=8),
            Field(name="range_low", label=N_("Range &from"), kind=quantity, required=False, chars=10),
            Field(name="range_high", label=N_("Range &to"), kind=quantity, required=False, chars=10),
            Field(name="resolution", label=N_("&Resolution"), kind=quantity, required=False, chars=10),
            Field(name="maker", label=N_("&Maker"), required=False),
            Field(name="model", label=N_("M&odel"), required=False),
            Field(name="serial_no", label=N_("&Serial number"), required=False),
        )

    def message(self, values: Values) -> RegisterGauge:
        """Return the command."""
        return RegisterGauge(**values)

    def said(self, reply: GaugeView) -> str:
        """Say that it is there."""
        return self.words.text("Gauge {gauge} is entered.", gauge=reply.code)


class EditForm(FormPresenter[GaugeView]):
    """Change what may change of a gauge."""

    title = N_("Edit gauge {gauge}")
    explain = N_("A new interval counts from the next calibration.")
    button = N_("Save")

    def __init__(self, services: Services, gauge: GaugeView) -> None:
        super().__init__(services)
        self.gauge = gauge
        self.version = gauge.version
        self.fields = care()
        self.values = {field.name: getattr(gauge, field.name) for field in self.fields}

    def heading(self) -> str:
        """Return the heading with the gauge's code."""
        return self.words.text(self.title, gauge=self.gauge.code)

    def message(self, values: Values) -> ChangeGauge:
        """Return the command."""
        return ChangeGauge(id=self.gauge.id, version=self.version, **values)

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Save the newer version from now on."""
        self.version = error.version

    def said(self, reply: GaugeView) -> str:
        """Say that it is saved."""
        return self.words.text("Gauge {gauge} is saved.", gauge=reply.code)


class EndForm(FormPresenter[GaugeView]):
    """Take a gauge out of service, or scrap it."""

    danger = True

    def __init__(self, services: Services, gauge: GaugeView, *, scrap: bool) -> None:
        super().__init__(services)
        self.gauge = gauge
        self.title = N_("Scrap gauge {gauge}") if scrap else N_("Take gauge {gauge} out of service")
        self.explain = (
            N_("This is for good. Its records stay.") if scrap else N_("It comes back into use by a calibration.")
        )
        self.button = N_("Scrap") if scrap else N_("Take out of service")
        self.make: Callable[[str], Command[GaugeView]] = (
            (lambda reason: ScrapGauge(id=gauge.id, reason=reason))
            if scrap
            else (lambda reason: WithdrawGauge(id=gauge.id, reason=reason))
        )
        self.fields = (Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE),)

    def heading(self) -> str:
        """Return the heading with the gauge's code."""
        return self.words.text(self.title, gauge=self.gauge.code)

    def message(self, values: Values) -> Command[GaugeView]:
        """Return the command."""
        return self.make(values["reason"])

    def said(self, reply: GaugeView) -> str:
        """Say what it is now."""
        return self.words.text("Gauge {gauge}: {status}", gauge=reply.code, status=self.words.label(reply.status))


# --- calibration -----------------------------------------------------------------------------------------------------


class CalibrateForm(FormPresenter[CalibrationView]):
    """Record a calibration; points and standards begin with those of the last one."""

    title = N_("Calibration of gauge {gauge}")
    explain = N_(
        "Whether it is in tolerance follows from the points. Out of tolerance as found locks the gauge and opens an "
        "assessment of everything that it measured since it last was good."
    )
    button = TO_SIGN

    def __init__(self, services: Services, detail: GaugeDetail) -> None:
        super().__init__(services)
        self.gauge = detail.gauge
        last = detail.calibrations[0] if detail.calibrations else None
        self.values = {
            "done_on": datetime.now(UTC).astimezone(self.words.zone).date(),
            "laboratory": last.laboratory if last else Laboratory.INTERNAL,
            "laboratory_name": last.laboratory_name if last else "",
            "procedure": last.procedure if last else "",
            "points": [self._begun(point) for point in last.points] if last else [],
            "standards": [stood(one) for one in last.standards] if last else [],
        }
        self.fields = self._fields()

    def heading(self) -> str:
        """Return the heading with the gauge's code."""
        return self.words.text(self.title, gauge=self.gauge.code)

    def summary(self, values: Values) -> str:
        """Say at once whether what is entered is in tolerance."""
        lines = [line for line in values.get("points") or [] if complete(line)]
        if not lines:
            return ""
        out = [line for line in lines if not line["low"] <= line["as_found"] <= line["high"]]
        if out:
            return self.words.plural(
                "Out of tolerance as found at {count} point: the gauge will be locked.",
                "Out of tolerance as found at {count} points: the gauge will be locked.",
                len(out),
            )
        return self.words.text("In tolerance as found.")

    def message(self, values: Values) -> RecordCalibration:
        """Return the command. Raises: Wrong."""
        for place, line in enumerate(values["points"]):
            if line["low"] > line["high"]:
                raise Wrong(Flaw(f"points[{place}].high", LIMITS_CROSSED))
        lists = {
            "points": [CalibrationPoint(**line) for line in values["points"]],
            "standards": [StandardUsed(**line) for line in values["standards"]],
        }
        return RecordCalibration(gauge_id=self.gauge.id, **(values | lists))

    def said(self, reply: CalibrationView) -> str:
        """Say what follows."""
        if not reply.found_in_tolerance:
            return self.words.text("Out of tolerance: gauge {gauge} is locked.", gauge=reply.gauge)
        return self.words.text("The calibration is recorded and waits for its review.")

    @staticmethod
    def _begun(point: CalibrationPoint) -> Values:
        """Return a point of the last calibration without its readings."""
        return {"nominal": point.nominal, "low": point.low, "high": point.high, "as_found": None, "as_left": None}

    def _fields(self) -> tuple[Field, ...]:
        quantity, unit = FieldKind.QUANTITY, self.gauge.unit
        points = (
            Field(name="nominal", label=N_("Standard says"), kind=quantity, unit=unit, chars=10),
            Field(name="low", label=N_("Lower limit"), kind=quantity, unit=unit, chars=10),
            Field(name="high", label=N_("Upper limit"), kind=quantity, unit=unit, chars=10),
            Field(name="as_found", label=N_("As found"), kind=quantity, unit=unit, chars=10),
            Field(name="as_left", label=N_("As left"), kind=quantity, unit=unit, required=False, chars=10),
        )
        standards = (
            Field(name="code", label=N_("Standard"), chars=12),
            Field(name="certificate_no", label=N_("Certificate"), chars=14),
            Field(name="traceable_to", label=N_("Traceable to"), chars=14),
            Field(name="valid_until", label=N_("Valid until"), kind=FieldKind.DATE, chars=12),
        )
        return (
            Field(name="done_on", label=N_("Calibrated &on"), kind=FieldKind.DATE),
            Field(
                name="laboratory",
                label=N_("Calibrated &by"),
                kind=FieldKind.CHOICE,
                choices=records.codes(Laboratory, self.words),
            ),
            Field(name="laboratory_name", label=N_("&Laboratory"), required=False),
            Field(name="certificate_no", label=N_("&Certificate"), required=False, chars=20),
            Field(name="procedure", label=N_("&Procedure"), required=False, chars=20),
            Field(name="temperature", label=N_("&Temperature"), kind=quantity, unit="°C", required=False, chars=8),
            Field(name="humidity", label=N_("&Humidity"), kind=quantity, unit="%", required=False, chars=8),
            Field(name="points", label=N_("P&oints"), kind=FieldKind.LINES, columns=points),
            Field(name="standards", label=N_("&Standards used"), kind=FieldKind.LINES, columns=standards),
            Field(name="note", label=N_("&Note"), kind=FieldKind.NOTE, required=False),
        )


def complete(line: Values) -> bool:
    """Return whether a point says enough to be judged."""
    return all(line.get(name) is not None for name in ("low", "high", "as_found"))


def stood(standard: StandardUsed) -> Values:
    """Return a standard as a line of the form."""
    return {name: getattr(standard, name) for name in standard.__struct_fields__}


class ReviewForm(FormPresenter[CalibrationView]):
    """Accept or reject a calibration."""

    title = N_("Review the calibration of {gauge} on {day}")
    explain = N_("You sign what stands in it and the certificates attached to it. Who recorded it cannot review it.")
    button = TO_SIGN

    def __init__(self, services: Services, calibration: CalibrationView) -> None:
        super().__init__(services)
        self.calibration = calibration
        words = self.words
        verdicts = (Choice(ACCEPT, words.text("Accept")), Choice(REJECT, words.text("Reject")))
        self.values = {"verdict": ACCEPT}
        self.fields = (
            Field(name="verdict", label=N_("&Verdict"), kind=FieldKind.CHOICE, choices=verdicts),
            Field(
                name="limited_to",
                label=N_("Only &for"),
                required=False,
                hint=N_("Leave it empty for full use. Otherwise say for what the gauge may be used."),
            ),
            Field(name="note", label=N_("&Note"), kind=FieldKind.NOTE, required=False),
        )

    def heading(self) -> str:
        """Return the heading with gauge and day."""
        day = self.words.date(self.calibration.done_on)
        return self.words.text(self.title, gauge=self.calibration.gauge, day=day)

    def message(self, values: Values) -> ReviewCalibration:
        """Return the command."""
        accepted = values["verdict"] == ACCEPT
        limited_to = values["limited_to"] if accepted else ""
        return ReviewCalibration(id=self.calibration.id, accepted=accepted, limited_to=limited_to, note=values["note"])

    def said(self, reply: CalibrationView) -> str:
        """Say what it is now."""
        return self.words.text("The calibration is {state}.", state=self.words.label(reply.state))


# --- assessment ------------------------------------------------------------------------------------------------------


class DecideForm(FormPresenter[AssessmentDetail]):
    """Decide on lots."""

    title = N_("What does this gauge mean for these lots?")
    explain = N_("Lots that are to be held are held by their own action, before the assessment is closed.")
    button = N_("Decide")

    def __init__(self, services: Services, detail: AssessmentDetail, lots: Sequence[AssessedLotView]) -> None:
        super().__init__(services)
        self.detail = detail
        self.version = detail.assessment.version
        self.lots = list(lots)
        names = self.words.listed(lot.lot_no for lot in lots)
        self.values = {"lots": names, "impact": LotImpact.NO_IMPACT}
        self.fields = (
            Field(name="lots", label=N_("Lots"), kind=FieldKind.FIXED),
            Field(
                name="impact",
                label=N_("&Decision"),
                kind=FieldKind.CHOICE,
                choices=records.codes(LotImpact, self.words),
            ),
            Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE),
        )

    def message(self, values: Values) -> DecideLots:
        """Return the command."""
        return DecideLots(
            assessment_id=self.detail.assessment.id,
            version=self.version,
            lot_ids=[lot.lot_id for lot in self.lots],
            impact=values["impact"],
            reason=values["reason"],
        )

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Decide on the newer version from now on."""
        self.version = error.version

    def said(self, _reply: AssessmentDetail) -> str:
        """Say on how many it was decided."""
        return self.words.plural("{count} lot is decided.", "{count} lots are decided.", len(self.lots))


class CloseForm(FormPresenter[AssessmentDetail]):
    """Close an assessment."""

    title = N_("Close assessment {number}")
    explain = N_("Your signature binds every lot and what was decided of it.")
    button = TO_SIGN

    def __init__(self, services: Services, detail: AssessmentDetail) -> None:
        super().__init__(services)
        self.detail = detail
        self.values = {"outcome": GaugeOutcome.ADJUSTED}
        self.fields = (
            Field(
                name="outcome",
                label=N_("The &gauge is"),
                kind=FieldKind.CHOICE,
                choices=records.codes(GaugeOutcome, self.words),
            ),
            Field(name="limited_to", label=N_("Only &for"), required=False),
            Field(name="conclusion", label=N_("&Conclusion"), kind=FieldKind.NOTE),
        )

    def heading(self) -> str:
        """Return the heading with the assessment's number."""
        return self.words.text(self.title, number=self.detail.assessment.number)

    def message(self, values: Values) -> CloseAssessment:
        """Return the command."""
        return CloseAssessment(id=self.detail.assessment.id, **values)

    def said(self, reply: AssessmentDetail) -> str:
        """Say that it is closed."""
        return self.words.text("Assessment {number} is closed.", number=reply.assessment.number)


def form_of(
    services: Services, action_id: str, detail: GaugeDetail, chosen: CalibrationView | None
) -> FormPresenter[Any]:
    """Return the form that an action on a gauge opens."""
    if action_id == "gauges.review" and chosen is not None:
        return ReviewForm(services, chosen)
    if action_id == "gauges.calibrate":
        return CalibrateForm(services, detail)
    return EndForm(services, detail.gauge, scrap=action_id == "gauges.scrap")
