"""The forms of a print job: void, reprint, destroy, resume, reconcile. No Qt."""

from collections.abc import Sequence
from typing import Any

from veralot_client.core.services import Services
from veralot_client.modules.labels.presenters.job import ids
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.labels import (
    CloseJob,
    DestroyLabels,
    JobView,
    LabelView,
    ReprintLabels,
    ResumeJob,
    VoidLabels,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Message

REASON = Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE)
UNEXPLAINED = N_("Some labels are not accounted for. Please explain it.")


class LabelsForm(FormPresenter[Any]):
    """Base of the forms about selected labels: they ask for a reason."""

    command: type[Message[Any]] = VoidLabels

    def __init__(self, services: Services, job: JobView, labels: Sequence[LabelView]) -> None:
        super().__init__(services)
        self.job = job
        self.labels = labels
        self.fields = (REASON,)

    def message(self, values: Values) -> Message[Any]:
        """Return the command."""
        return self.command(job_id=self.job.id, label_ids=ids(self.labels), reason=values["reason"])


class VoidForm(LabelsForm):
    """Void labels."""

    explain = N_("A voided label must not be used. Tear it up; it stays on record with the reason.")
    button = N_("Void")
    danger = True
    command = VoidLabels

    def heading(self) -> str:
        """Return the heading with how many labels it is about."""
        return self.words.plural("Void {count} label", "Void {count} labels", len(self.labels))


class ReprintForm(LabelsForm):
    """Void labels and queue others in their place."""

    explain = N_("The new labels say the same and are marked as reprints.")
    button = N_("Void and queue again")
    command = ReprintLabels

    def heading(self) -> str:
        """Return the heading with how many labels it is about."""
        return self.words.plural(
            "Void {count} label and print it again", "Void {count} labels and print them again", len(self.labels)
        )


class DestroyForm(LabelsForm):
    """Write down that labels were destroyed."""

    explain = N_("For labels that are left over after the run.")
    button = N_("Write down")
    danger = True
    command = DestroyLabels

    def heading(self) -> str:
        """Return the heading with how many labels it is about."""
        return self.words.plural("{count} label was destroyed", "{count} labels were destroyed", len(self.labels))


class ResumeForm(FormPresenter[JobView]):
    """Go on after a mismatch."""

    title = N_("Resume {job}")
    explain = N_("A scanned label differed from the record. Say what was found and done before labels are used again.")
    button = N_("Resume")

    def __init__(self, services: Services, job: JobView) -> None:
        super().__init__(services)
        self.job = job
        self.fields = (REASON,)

    def heading(self) -> str:
        """Return the heading with the job's number."""
        return self.words.text(self.title, job=self.job.job_no)

    def message(self, values: Values) -> ResumeJob:
        """Return the command."""
        return ResumeJob(job_id=self.job.id, reason=values["reason"])


class CloseForm(FormPresenter[JobView]):
    """Reconcile a job and close it."""

    title = N_("Reconcile {job}")
    explain = N_(
        "Issued labels are used, voided or destroyed. You sign the count; afterwards nothing changes any more."
    )
    button = N_("Sign and close")

    def __init__(self, services: Services, job: JobView) -> None:
        super().__init__(services)
        self.job = job
        counts, number = job.counts, self.words.number
        sums = (
            (N_("Issued"), counts.issued),
            (N_("Used"), counts.used),
            (N_("Voided"), counts.voided),
            (N_("Destroyed"), counts.destroyed),
            (N_("Unaccounted"), counts.unaccounted),
        )
        shown = tuple(
            Field(name=f"sum_{place}", label=label, kind=FieldKind.FIXED) for place, (label, _) in enumerate(sums)
        )
        self.values = {f"sum_{place}": number(count) for place, (_, count) in enumerate(sums)}
        explanation = Field(
            name="explanation", label=N_("&Explanation"), kind=FieldKind.NOTE, required=bool(counts.unaccounted)
        )
        self.fields = (*shown, explanation)

    def heading(self) -> str:
        """Return the heading with the job's number."""
        return self.words.text(self.title, job=self.job.job_no)

    def message(self, values: Values) -> CloseJob:
        """Return the command. Raises: Wrong."""
        if self.job.counts.unaccounted and not values["explanation"]:
            raise Wrong(Flaw("explanation", UNEXPLAINED))
        return CloseJob(job_id=self.job.id, explanation=values["explanation"])

    def said(self, reply: JobView) -> str:
        """Say that it is closed."""
        return self.words.text("{job} is reconciled and closed.", job=reply.job_no)
