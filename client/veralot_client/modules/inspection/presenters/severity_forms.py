"""The forms that change a severity. No Qt."""

from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Values
from veralot_shared.contracts.inspection import (
    AcceptImprovement,
    ApproveReduced,
    ReturnToNormal,
    Severity,
    SwitchingDetail,
    SwitchingView,
)
from veralot_shared.i18n import N_


class SeverityForm(FormPresenter[SwitchingDetail]):
    """A form on one severity: the reason for changing it."""

    button = N_("Continue to signature")
    sends: type[ApproveReduced | ReturnToNormal | AcceptImprovement]

    def __init__(self, services: Services, switching: SwitchingView) -> None:
        super().__init__(services)
        self.switching = switching
        words = self.words
        of = words.name(switching.supplier, switching.supplier_zh) or switching.line
        stands = words.beside(words.label(switching.severity), words.label(switching.stage))
        self.values = {"item": words.name(switching.item_name, switching.item_name_zh), "of": of, "stands": stands}
        self.fields = (
            Field(name="item", label=N_("Item"), kind=FieldKind.FIXED, required=False),
            Field(name="of", label=N_("Supplier or line"), kind=FieldKind.FIXED, required=False),
            Field(name="stands", label=N_("Inspection severity"), kind=FieldKind.FIXED, required=False),
            Field(name="reason", label=N_("Rea&son"), kind=FieldKind.NOTE),
        )

    def heading(self) -> str:
        """Return the heading with the item's code."""
        return self.words.headed(self.switching.item_code, self.words.text(self.title))

    def message(self, values: Values) -> ApproveReduced | ReturnToNormal | AcceptImprovement:
        """Return the command."""
        return self.sends(switching_id=self.switching.id, reason=values["reason"])


class ReduceForm(SeverityForm):
    """Approve reduced inspection."""

    title = N_("Approve reduced inspection")
    explain = N_("The lots so far allow it; you confirm that production is steady (ISO 2859-1, 9.3.3.1).")
    sends = ApproveReduced


class NormalForm(SeverityForm):
    """Go back to normal inspection."""

    title = N_("Back to normal inspection")
    explain = N_("Production is irregular or delayed, or something else warrants it (ISO 2859-1, 9.3.4).")
    button = N_("Back to normal")
    sends = ReturnToNormal


class ImproveForm(SeverityForm):
    """Accept an improvement."""

    title = N_("Accept the improvement")
    explain = N_("Goods may be received again; inspection restarts tightened (ISO 2859-1, 9.4).")
    sends = AcceptImprovement


FORMS: dict[str, type[SeverityForm]] = {"reduce": ReduceForm, "normal": NormalForm, "improve": ImproveForm}


def can(verb: str, switching: SwitchingView) -> bool:
    """Return whether a severity can be changed so."""
    if verb == "reduce":
        return switching.reducible
    return switching.severity is (Severity.REDUCED if verb == "normal" else Severity.DISCONTINUED)
