"""The forms that decide on an inspection, investigate its results, or cancel it. No Qt."""

from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_shared.contracts.inspection import (
    DECISIONS,
    CancelInspection,
    ConcludeInvestigation,
    DecideInspection,
    InspectionDetail,
    InvestigationConclusion,
    InvestigationView,
    LaboratoryFinding,
    OpenInvestigation,
    RecordFinding,
    UsageDecision,
)
from veralot_shared.i18n import N_

TO_SIGN = N_("Continue to signature")


class InspectionForm(FormPresenter[InspectionDetail]):
    """A form on one inspection."""

    def __init__(self, services: Services, detail: InspectionDetail) -> None:
        super().__init__(services)
        self.detail = detail
        self.inspection = detail.inspection

    def heading(self) -> str:
        """Return the heading with the inspection's number."""
        return self.words.headed(self.inspection.number, self.words.text(self.title))


class DecideForm(InspectionForm):
    """Decide on the use of the goods."""

    title = N_("Usage decision")
    explain = N_(
        "The verdict was computed from the results and cannot be changed. You decide what becomes of the goods, and sign. "
        "Whoever recorded results cannot sign."
    )
    button = TO_SIGN

    def __init__(self, services: Services, detail: InspectionDetail) -> None:
        super().__init__(services, detail)
        verdict = self.inspection.verdict
        allowed = [one for one in UsageDecision if one in DECISIONS[verdict]]
        self.values = {
            "verdict": self.words.label(verdict),
            "decision": allowed[0] if len(allowed) == 1 else None,
            "release": True,
        }
        choices = tuple(Choice(one, self.words.label(one)) for one in allowed)
        fields = [
            Field(name="verdict", label=N_("Computed verdict"), kind=FieldKind.FIXED, required=False),
            Field(name="decision", label=N_("&Decision"), kind=FieldKind.CHOICE, choices=choices),
        ]
        if UsageDecision.SORT in allowed:
            fields.append(
                Field(
                    name="rejected",
                    label=N_("&Rejected quantity"),
                    kind=FieldKind.QUANTITY,
                    required=False,
                    unit=self.inspection.unit,
                    hint=N_("For sorting alone: so much is split off and rejected."),
                )
            )
        needed = UsageDecision.ACCEPT not in allowed
        fields += [
            Field(name="reason", label=N_("Rea&son"), kind=FieldKind.NOTE, required=needed),
            Field(
                name="release",
                label=N_("Re&lease the lot too"),
                kind=FieldKind.FLAG,
                hint=N_("Where nothing else of it is open. Finished goods have their own releases."),
            ),
        ]
        self.fields = tuple(fields)

    def message(self, values: Values) -> DecideInspection:
        """Return the command."""
        sorts = values["decision"] is UsageDecision.SORT
        return DecideInspection(
            inspection_id=self.inspection.id,
            decision=values["decision"],
            reason=values["reason"],
            release=values["release"],
            rejected=values.get("rejected") if sorts else None,
        )

    def said(self, reply: InspectionDetail) -> str:
        """Say what was decided."""
        decided = reply.inspection.decision
        label = self.words.label(decided) if decided else ""
        return self.words.text("Inspection {number}: {decision}.", number=reply.inspection.number, decision=label)


class InvestigateForm(InspectionForm):
    """Open an investigation."""

    title = N_("Investigate results out of specification")
    explain = N_(
        "First it is asked whether the test itself was wrong, then what happened in production. Every result stays."
    )
    button = N_("Open investigation")

    def __init__(self, services: Services, detail: InspectionDetail) -> None:
        super().__init__(services, detail)
        self.fields = (Field(name="reason", label=N_("Rea&son"), kind=FieldKind.NOTE),)

    def message(self, values: Values) -> OpenInvestigation:
        """Return the command."""
        return OpenInvestigation(inspection_id=self.inspection.id, reason=values["reason"])


class FindingForm(InspectionForm):
    """Conclude phase one."""

    title = N_("Phase 1: was the test itself wrong?")
    explain = N_("Results of a wrong test are set aside, kept, and just these samples are tested again.")
    button = TO_SIGN

    def __init__(self, services: Services, detail: InspectionDetail, investigation: InvestigationView) -> None:
        super().__init__(services, detail)
        self.investigation = investigation
        choices = tuple(Choice(one, self.words.label(one)) for one in LaboratoryFinding)
        self.fields = (
            Field(name="finding", label=N_("&Finding"), kind=FieldKind.CHOICE, choices=choices),
            Field(name="text", label=N_("&Evidence"), kind=FieldKind.NOTE),
        )

    def message(self, values: Values) -> RecordFinding:
        """Return the command."""
        return RecordFinding(investigation_id=self.investigation.id, finding=values["finding"], text=values["text"])


class ConcludeForm(InspectionForm):
    """Conclude phase two."""

    title = N_("Phase 2: what happened in production?")
    explain = N_("A retest by plan adds results; it takes none away.")
    button = TO_SIGN

    def __init__(self, services: Services, detail: InspectionDetail, investigation: InvestigationView) -> None:
        super().__init__(services, detail)
        self.investigation = investigation
        choices = tuple(Choice(one, self.words.label(one)) for one in InvestigationConclusion)
        self.fields = (
            Field(name="conclusion", label=N_("&Conclusion"), kind=FieldKind.CHOICE, choices=choices),
            Field(name="text", label=N_("&Evidence"), kind=FieldKind.NOTE),
            Field(
                name="retests",
                label=N_("&Retests"),
                kind=FieldKind.WHOLE,
                required=False,
                hint=N_("For a retest by plan: so many samples of each characteristic."),
                chars=6,
            ),
        )

    def message(self, values: Values) -> ConcludeInvestigation:
        """Return the command."""
        return ConcludeInvestigation(
            investigation_id=self.investigation.id,
            conclusion=values["conclusion"],
            text=values["text"],
            retests=values["retests"] or 0,
        )


class CancelForm(InspectionForm):
    """Cancel an inspection."""

    title = N_("Cancel the inspection")
    explain = N_("What was recorded stays on record. The goods still await an inspection.")
    button = TO_SIGN
    danger = True

    def __init__(self, services: Services, detail: InspectionDetail) -> None:
        super().__init__(services, detail)
        self.fields = (Field(name="reason", label=N_("Rea&son"), kind=FieldKind.NOTE),)

    def message(self, values: Values) -> CancelInspection:
        """Return the command."""
        return CancelInspection(inspection_id=self.inspection.id, reason=values["reason"])
