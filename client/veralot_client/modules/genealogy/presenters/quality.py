"""Forms of quality: sampling, release, rejection, disposition, holds, recall, correction. No Qt."""

from collections.abc import Sequence

from veralot_client.core.services import Services
from veralot_client.core.words import FIRST
from veralot_client.modules.genealogy.presenters.lot_form import NOTE, REASON, LotForm
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Values
from veralot_shared.contracts.genealogy import (
    CorrectLot,
    DisposeLot,
    Disposition,
    HoldReason,
    HoldView,
    LiftHold,
    LotView,
    PlaceHold,
    RecallLots,
    RejectLot,
    ReleaseLot,
    ReleaseProduction,
    ReleaseToMarket,
    ReportRework,
    SampleLot,
)
from veralot_shared.errors import RecordChanged
from veralot_shared.i18n import N_
from veralot_shared.ids import HoldId, LotId, NodeId


class StatusForm(LotForm[LotView]):
    """A form that moves a lot from one status to another."""

    def said(self, reply: LotView) -> str:
        """Say what the lot counts as now."""
        status = self.words.label(reply.status)
        return self.words.text("Lot {lot_no} is now “{status}”.", lot_no=reply.lot_no, status=status)


class NotedForm(StatusForm):
    """A status form that asks for a note and nothing else."""

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        self.fields = (NOTE,)


class SampleForm(NotedForm):
    """Take a sample."""

    title = N_("Sample lot {lot_no}")
    explain = N_("Testing begins: the lot goes from quarantine to “in test”.")
    button = N_("Take sample")

    def message(self, values: Values) -> SampleLot:
        """Return the command."""
        return SampleLot(lot_id=self.lot.id, note=values["note"])


class ReleaseForm(NotedForm):
    """Release for use."""

    title = N_("Release lot {lot_no}")
    explain = N_("After you sign, the lot may be issued, consumed and packed.")
    button = N_("Continue to signature")

    def message(self, values: Values) -> ReleaseLot:
        """Return the command."""
        return ReleaseLot(lot_id=self.lot.id, note=values["note"])


class ReleaseProductionForm(NotedForm):
    """Production release."""

    title = N_("Production release of lot {lot_no}")
    explain = N_(
        "You state that the batch record is complete and reviewed. The registrant still decides on the market."
    )
    button = N_("Continue to signature")

    def message(self, values: Values) -> ReleaseProduction:
        """Return the command."""
        return ReleaseProduction(lot_id=self.lot.id, note=values["note"])


class ReleaseToMarketForm(NotedForm):
    """Market release."""

    title = N_("Market release of lot {lot_no}")
    explain = N_("On behalf of the registrant, the lot may go to the market.")
    button = N_("Continue to signature")

    def message(self, values: Values) -> ReleaseToMarket:
        """Return the command."""
        return ReleaseToMarket(lot_id=self.lot.id, note=values["note"])


class ReworkForm(StatusForm):
    """Report rework."""

    title = N_("Report rework of lot {lot_no}")
    explain = N_("A new cycle begins: the lot is tested again. The evidence of the former cycle stays.")
    button = N_("Report rework")

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        self.fields = (Field(name="note", label=N_("&What was done"), kind=FieldKind.NOTE),)

    def message(self, values: Values) -> ReportRework:
        """Return the command."""
        return ReportRework(lot_id=self.lot.id, note=values["note"])


class RejectForm(StatusForm):
    """Reject."""

    title = N_("Reject lot {lot_no}")
    explain = N_("The lot becomes nonconforming. It must not be used until its disposition is decided.")
    button = N_("Continue to signature")
    danger = True

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        self.fields = (REASON,)

    def message(self, values: Values) -> RejectLot:
        """Return the command."""
        return RejectLot(lot_id=self.lot.id, reason=values["reason"])


class DisposeForm(StatusForm):
    """Decide on a nonconforming lot."""

    title = N_("Disposition of lot {lot_no}")
    explain = N_("A concession lets the lot be used as it is; rework returns it to production and to test.")
    button = N_("Continue to signature")

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        choices = records.codes(Disposition, self.words)
        self.fields = (
            Field(name="disposition", label=N_("&Disposition"), kind=FieldKind.CHOICE, choices=choices),
            Field(name="justification", label=N_("&Justification"), kind=FieldKind.NOTE),
        )

    def message(self, values: Values) -> DisposeLot:
        """Return the command."""
        return DisposeLot(lot_id=self.lot.id, disposition=values["disposition"], justification=values["justification"])


class HoldForm(FormPresenter[list[HoldView]]):
    """Hold any number of lots and units at once."""

    title = N_("Place on hold")
    explain = N_(
        "None of these may be used, packed or shipped until the hold is lifted. One signature covers them all."
    )
    button = N_("Continue to signature")

    def __init__(self, services: Services, nodes: Sequence[tuple[NodeId, str]], reason: str = "") -> None:
        """Hold these nodes, each with its label."""
        super().__init__(services)
        self.nodes = nodes
        self.values = {"nodes": self.words.first_of([label for _id, label in nodes]), "reason": reason}
        self.fields = (
            Field(name="nodes", label=N_("To be held"), kind=FieldKind.FIXED),
            Field(
                name="reason_code",
                label=N_("&Cause"),
                kind=FieldKind.CHOICE,
                choices=records.codes(HoldReason, self.words),
            ),
            REASON,
        )

    def message(self, values: Values) -> PlaceHold:
        """Return the command."""
        ids = [node_id for node_id, _label in self.nodes]
        return PlaceHold(node_ids=ids, reason_code=values["reason_code"], reason=values["reason"])

    def said(self, reply: list[HoldView]) -> str:
        """Say how many holds were placed."""
        return self.words.plural("{count} hold placed.", "{count} holds placed.", len(reply))


class LiftForm(FormPresenter[list[HoldView]]):
    """Lift holds."""

    title = N_("Lift holds")
    explain = N_("The cause of each hold must be closed. Whoever placed a hold cannot lift it.")
    button = N_("Continue to signature")

    def __init__(self, services: Services, holds: Sequence[HoldView]) -> None:
        super().__init__(services)
        self.hold_ids: list[HoldId] = [hold.id for hold in holds]
        labels = [f"{hold.label}: {self.words.label(hold.reason_code)}, {hold.reason}" for hold in holds]
        self.values = {"holds": self.words.first_of(labels) if len(labels) > FIRST else "\n".join(labels)}
        self.fields = (Field(name="holds", label=N_("To be lifted"), kind=FieldKind.FIXED), REASON)

    def message(self, values: Values) -> LiftHold:
        """Return the command."""
        return LiftHold(hold_ids=self.hold_ids, reason=values["reason"])

    def said(self, reply: list[HoldView]) -> str:
        """Say how many holds were lifted."""
        return self.words.plural("{count} hold lifted.", "{count} holds lifted.", len(reply))


class RecallForm(FormPresenter[list[LotView]]):
    """Recall lots."""

    title = N_("Recall lots")
    explain = N_("The lots count as recalled from now on, here and wherever they were shipped.")
    button = N_("Continue to signature")
    danger = True

    def __init__(self, services: Services, lots: Sequence[LotView]) -> None:
        super().__init__(services)
        self.lot_ids: list[LotId] = [lot.id for lot in lots]
        self.values = {"lots": self.words.first_of([f"{lot.item_code} {lot.lot_no}" for lot in lots])}
        self.fields = (Field(name="lots", label=N_("To be recalled"), kind=FieldKind.FIXED), REASON)

    def message(self, values: Values) -> RecallLots:
        """Return the command."""
        return RecallLots(lot_ids=self.lot_ids, reason=values["reason"])

    def said(self, reply: list[LotView]) -> str:
        """Say how many lots were recalled."""
        return self.words.plural("{count} lot recalled.", "{count} lots recalled.", len(reply))


class CorrectForm(LotForm[LotView]):
    """Correct what was entered at receipt."""

    title = N_("Correct lot {lot_no}")
    explain = N_("The former values stay in the history. Signatures on this lot will show as void.")
    button = N_("Save correction")

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        self.version = lot.version
        self.values = {
            "supplier_lot_no": lot.supplier_lot_no,
            "manufactured": lot.manufactured,
            "expiry": lot.expiry,
        }
        self.fields = (
            Field(name="supplier_lot_no", label=N_("&Supplier's lot"), required=False, chars=28, ais=("10",)),
            Field(name="manufactured", label=N_("&Manufactured"), kind=FieldKind.DATE, required=False),
            Field(name="expiry", label=N_("&Expiry"), kind=FieldKind.DATE, required=False),
            REASON,
        )

    def message(self, values: Values) -> CorrectLot:
        """Return the command."""
        return CorrectLot(
            lot_id=self.lot.id,
            version=self.version,
            supplier_lot_no=values["supplier_lot_no"] or None,
            manufactured=values["manufactured"],
            expiry=values["expiry"],
            reason=values["reason"],
        )

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Correct the newer version from now on."""
        self.version = error.version

    def said(self, reply: LotView) -> str:
        """Say that it is corrected."""
        return self.words.text("Lot {lot_no} is corrected.", lot_no=reply.lot_no)
