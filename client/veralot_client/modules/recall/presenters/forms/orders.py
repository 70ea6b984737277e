"""Forms of orders over everything that a recall affects. No Qt."""

from collections.abc import Sequence

from veralot_client.core.services import Services
from veralot_client.modules.recall.presenters.forms.base import TO_SIGN, RecallForm
from veralot_client.widgets.form.spec import Field, FieldKind, Values
from veralot_shared.contracts.genealogy import HoldReason, NodeKind
from veralot_shared.contracts.recall import (
    HoldAffected,
    MarkRecalled,
    RecallDetail,
    TargetView,
)
from veralot_shared.i18n import N_


class OrderForm(RecallForm[RecallDetail]):
    """An order over everything that a recall affects."""

    danger = True
    button = TO_SIGN

    def __init__(self, services: Services, detail: RecallDetail, targets: Sequence[TargetView]) -> None:
        super().__init__(services, detail)
        lots = [one.label for one in targets if one.kind is NodeKind.LOT]
        units = [one.label for one in targets if one.kind is NodeKind.UNIT]
        self.values = {"lots": self.counted("{count} lot", "{count} lots", lots)}
        self.fields = (Field(name="lots", label=N_("Lots"), kind=FieldKind.FIXED, required=False),)
        if units:
            self.values["units"] = self.counted("{count} unit", "{count} units", units)
            self.fields += (Field(name="units", label=N_("Single units"), kind=FieldKind.FIXED, required=False),)

    def counted(self, one: str, many: str, labels: Sequence[str]) -> str:
        """Return how many there are, and the first of them."""
        count = self.words.plural(one, many, len(labels))
        return f"{count}: {self.words.first_of(labels)}" if labels else count


class HoldAllForm(OrderForm):
    """Hold everything affected."""

    title = N_("Hold everything affected")
    explain = N_(
        "None of these may be used, packed or shipped until the hold is lifted. One signature covers them all."
    )

    def __init__(self, services: Services, detail: RecallDetail, targets: Sequence[TargetView]) -> None:
        super().__init__(services, detail, targets)
        self.values["reason_code"] = HoldReason.INVESTIGATION
        self.fields += (self.code("reason_code", N_("&Cause"), HoldReason),)

    def message(self, values: Values) -> HoldAffected:
        """Return the command."""
        return HoldAffected(recall_id=self.recall.id, reason_code=values["reason_code"])

    def said(self, reply: RecallDetail) -> str:
        """Say that all is held."""
        return self.words.text("Everything that {number} affects is on hold.", number=reply.recall.number)


class MarkForm(OrderForm):
    """Recall every affected lot."""

    title = N_("Recall the lots")
    explain = N_("The lots count as recalled from now on, here and wherever they were shipped.")

    def message(self, values: Values) -> MarkRecalled:
        """Return the command."""
        return MarkRecalled(recall_id=self.recall.id)

    def said(self, reply: RecallDetail) -> str:
        """Say that the lots are recalled."""
        return self.words.text("The lots of {number} are recalled.", number=reply.recall.number)
