"""Forms that evaluate, decide, reconcile and close. No Qt."""

from veralot_client.core.services import Services
from veralot_client.modules.recall.presenters.forms.base import NEEDS_PERCENT, TO_SIGN, RecallForm
from veralot_client.widgets.form import records
from veralot_client.widgets.form.spec import Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.recall import (
    CheckLevel,
    CloseRecall,
    DecideRecall,
    EvaluateHazard,
    Jurisdiction,
    RecallAction,
    RecallClass,
    RecallDetail,
    ReconcileRecall,
)
from veralot_shared.i18n import N_


class EvaluateForm(RecallForm[RecallDetail]):
    """Evaluate the health hazard."""

    title = N_("Evaluate the health hazard")
    explain = N_("What harm is possible, to whom, how likely, and how grave. Whoever decides signs after you.")
    button = TO_SIGN

    def __init__(self, services: Services, detail: RecallDetail) -> None:
        super().__init__(services, detail)
        self.values = {"hazard": self.recall.hazard, "recall_class": self.recall.recall_class}
        self.fields = (
            Field(name="hazard", label=N_("&Hazard"), kind=FieldKind.NOTE),
            self.code("recall_class", N_("Suggested &class"), RecallClass),
        )

    def message(self, values: Values) -> EvaluateHazard:
        """Return the command."""
        return EvaluateHazard(recall_id=self.recall.id, hazard=values["hazard"], recall_class=values["recall_class"])


class DecideForm(RecallForm[RecallDetail]):
    """Decide what is done."""

    title = N_("Decide on the recall")
    explain = N_("The legal clocks run from your signature. Whoever evaluated the hazard cannot decide too.")
    button = TO_SIGN
    danger = True

    def __init__(self, services: Services, detail: RecallDetail) -> None:
        super().__init__(services, detail)
        self.values = {
            "recall_class": self.recall.recall_class,
            "jurisdictions": [Jurisdiction.CN],
            "check_level": CheckLevel.A,
        }
        self.fields = (
            Field(name="hazard", label=N_("Hazard"), kind=FieldKind.FIXED, required=False),
            self.code("action", N_("&Decision"), RecallAction),
            self.code("recall_class", N_("&Class"), RecallClass),
            Field(
                name="jurisdictions",
                label=N_("&Jurisdictions"),
                kind=FieldKind.CHOICES,
                choices=records.codes(Jurisdiction, self.words),
                required=False,
            ),
            self.code("check_level", N_("&Effectiveness checks"), CheckLevel),
            Field(
                name="check_percent",
                label=N_("&Per cent of consignees"),
                kind=FieldKind.WHOLE,
                required=False,
                hint=N_("For level B alone."),
                chars=6,
            ),
            Field(name="rationale", label=N_("&Rationale"), kind=FieldKind.NOTE),
        )
        self.values["hazard"] = self.recall.hazard

    def message(self, values: Values) -> DecideRecall:
        """Return the command. Raises: Wrong."""
        if values["check_level"] is CheckLevel.B and not values["check_percent"]:
            raise Wrong(Flaw("check_percent", NEEDS_PERCENT))
        return DecideRecall(
            recall_id=self.recall.id,
            action=values["action"],
            recall_class=values["recall_class"],
            jurisdictions=list(values["jurisdictions"] or []),
            check_level=values["check_level"],
            check_percent=values["check_percent"] if values["check_level"] is CheckLevel.B else None,
            rationale=values["rationale"],
        )


class ReconcileForm(RecallForm[RecallDetail]):
    """Declare that everything is accounted for."""

    title = N_("Reconcile")
    explain = N_(
        "Everything shipped is accounted for by consignees' answers, and counts found all the rest, or you say why not."
    )
    button = N_("Reconcile")

    def __init__(self, services: Services, detail: RecallDetail) -> None:
        super().__init__(services, detail)
        self.fields = (
            Field(
                name="justification",
                label=N_("&Justification"),
                kind=FieldKind.NOTE,
                required=False,
                hint=N_("Needed where something is not accounted for."),
            ),
        )

    def message(self, values: Values) -> ReconcileRecall:
        """Return the command."""
        return ReconcileRecall(recall_id=self.recall.id, justification=values["justification"])


class CloseForm(RecallForm[RecallDetail]):
    """Close a recall."""

    title = N_("Close")
    explain = N_("You sign the frozen figures with your conclusion. Whoever started the recall cannot close it.")
    button = TO_SIGN

    def __init__(self, services: Services, detail: RecallDetail) -> None:
        super().__init__(services, detail)
        self.values = {"figures": self.figures()}
        self.fields = (
            Field(name="figures", label=N_("Frozen figures"), kind=FieldKind.FIXED, required=False),
            Field(
                name="conclusion",
                label=N_("&Conclusion"),
                kind=FieldKind.NOTE,
                hint=N_("Was everything found, in what time, and what is to be done better?"),
            ),
        )

    def figures(self) -> str:
        """Return the newest frozen figures in short."""
        words = self.words
        if not self.detail.snapshots:
            return words.text("None.")
        frozen = self.detail.snapshots[-1]
        lots = words.plural("{count} lot", "{count} lots", frozen.lots)
        units = words.plural("{count} unit", "{count} units", frozen.units)
        found = words.text(
            "{percent} % accounted for, found in {seconds} s",
            percent=words.number(frozen.percent),
            seconds=words.number(frozen.seconds),
        )
        return words.listed((lots, units, found))

    def message(self, values: Values) -> CloseRecall:
        """Return the command."""
        return CloseRecall(recall_id=self.recall.id, conclusion=values["conclusion"])

    def said(self, reply: RecallDetail) -> str:
        """Say that it is closed."""
        return self.words.text("{number} is closed.", number=reply.recall.number)
