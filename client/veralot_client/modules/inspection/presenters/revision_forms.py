"""The forms that begin a plan's next revision, or withdraw one. No Qt."""

from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Values
from veralot_shared.contracts.inspection import PlanDetail, RevisePlan, RevisionView, WithdrawPlan
from veralot_shared.i18n import N_


class ReviseForm(FormPresenter[PlanDetail]):
    """Begin the next revision."""

    title = N_("Next revision")
    explain = N_(
        "A copy of the newest one, as a draft. What was released, and what was recorded by it, stays as it is."
    )
    button = N_("Begin revision")

    def __init__(self, services: Services, detail: PlanDetail) -> None:
        super().__init__(services)
        self.detail = detail
        self.fields = (Field(name="change_note", label=N_("&What changed"), kind=FieldKind.NOTE, required=False),)

    def message(self, values: Values) -> RevisePlan:
        """Return the command."""
        return RevisePlan(plan_id=self.detail.plan.id, change_note=values["change_note"])


class WithdrawForm(FormPresenter[PlanDetail]):
    """Withdraw a revision."""

    title = N_("Withdraw the plan")
    explain = N_("Nothing is inspected by it from now on. What was recorded by it stays.")
    button = N_("Continue to signature")
    danger = True

    def __init__(self, services: Services, revision: RevisionView) -> None:
        super().__init__(services)
        self.revision = revision
        self.fields = (Field(name="reason", label=N_("Rea&son"), kind=FieldKind.NOTE),)

    def message(self, values: Values) -> WithdrawPlan:
        """Return the command."""
        return WithdrawPlan(revision_id=self.revision.id, reason=values["reason"])
